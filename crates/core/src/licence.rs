//! Under which terms what is published may be used (利用条件): chosen by the body for each release, the national standard
//! unless it says otherwise.
//!
//! Invariant: every file and page that names the terms takes them from here. Not here: where they are written.

use crate::text::has_host;

/// How long the title of terms of the body's own may be.
pub const LONGEST_TITLE: usize = 100;
/// How long their address may be.
pub const LONGEST_ADDRESS: usize = 500;

/// The terms of use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Licence {
    /// 公共データ利用規約, the standard of the state, which is compatible with CC BY 4.0.
    #[default]
    PublicData,
    /// クリエイティブ・コモンズ 表示 4.0 国際.
    CreativeCommons,
    /// Terms of the body's own, which stand at an address.
    Own {
        /// What they are called.
        title: String,
        /// Where they can be read.
        address: String,
    },
}

/// Why terms cannot be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is none of those that can be chosen.
    Unknown,
    /// They are called nothing.
    NoTitle,
    /// Their title is too long.
    LongTitle,
    /// Their address is none.
    NoAddress,
}

impl Refusal {
    /// Says what to do.
    pub fn words(self) -> String {
        match self {
            Refusal::Unknown => "利用条件を一つ選んでください。".to_owned(),
            Refusal::NoTitle => "利用条件の名称を入力してください。".to_owned(),
            Refusal::LongTitle => {
                format!("利用条件の名称は{LONGEST_TITLE}文字までで入力してください。")
            }
            Refusal::NoAddress => {
                "利用条件のアドレスを「https://www.example.lg.jp/terms.html」のように入力してください。"
                    .to_owned()
            }
        }
    }
}

impl Licence {
    /// The keys of what can be chosen, in their order.
    pub const KEYS: [&'static str; 3] = ["PDL-1.0", "CC-BY-4.0", "own"];

    /// The word of forms and of the store.
    pub const fn key(&self) -> &'static str {
        match self {
            Licence::PublicData => "PDL-1.0",
            Licence::CreativeCommons => "CC-BY-4.0",
            Licence::Own { .. } => "own",
        }
    }

    /// The short name in files.
    pub const fn name(&self) -> &'static str {
        match self {
            Licence::PublicData => "PDL-1.0",
            Licence::CreativeCommons => "CC-BY-4.0",
            Licence::Own { .. } => "other",
        }
    }

    /// The title.
    pub fn title(&self) -> &str {
        match self {
            Licence::PublicData => "公共データ利用規約（第1.0版）",
            Licence::CreativeCommons => "クリエイティブ・コモンズ 表示 4.0 国際（CC BY 4.0）",
            Licence::Own { title, .. } => title,
        }
    }

    /// Where it can be read.
    pub fn address(&self) -> &str {
        match self {
            Licence::PublicData => "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
            Licence::CreativeCommons => "https://creativecommons.org/licenses/by/4.0/deed.ja",
            Licence::Own { address, .. } => address,
        }
    }

    /// What it allows, in a sentence; of terms of the body's own only they themselves say that.
    pub const fn allows(&self) -> &'static str {
        match self {
            Licence::PublicData | Licence::CreativeCommons => {
                "出典を記載すれば、複製、加工、商用を含めて自由に利用できます。"
            }
            Licence::Own { .. } => "利用の前に、利用条件をお読みください。",
        }
    }

    /// What was chosen in a form; title and address are those of the body's own terms.
    ///
    /// # Errors
    /// What is missing or cannot be.
    pub fn chosen(key: &str, title: &str, address: &str) -> Result<Self, Refusal> {
        match key {
            "" | "PDL-1.0" => Ok(Licence::PublicData),
            "CC-BY-4.0" => Ok(Licence::CreativeCommons),
            "own" => {
                let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
                let address = address.trim();
                if title.is_empty() {
                    return Err(Refusal::NoTitle);
                }
                if title.chars().count() > LONGEST_TITLE || title.chars().any(char::is_control) {
                    return Err(Refusal::LongTitle);
                }
                if !is_address(address) {
                    return Err(Refusal::NoAddress);
                }
                Ok(Licence::Own {
                    title,
                    address: address.to_owned(),
                })
            }
            _ => Err(Refusal::Unknown),
        }
    }

    /// As it is stored: its key, and of the body's own terms their address and title behind it.
    pub fn text(&self) -> String {
        match self {
            Licence::Own { title, address } => format!("own {address} {title}"),
            other => other.key().to_owned(),
        }
    }

    /// What was stored; none where it is none.
    pub fn of_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ' ');
        let key = parts.next().filter(|key| !key.is_empty())?;
        let (address, title) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        Self::chosen(key, title, address).ok()
    }
}

/// Whether a text is the address of a page.
fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let fits =
        |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '}' | '|');
    text.len() <= LONGEST_ADDRESS && rest.is_some_and(|rest| has_host(rest) && rest.chars().all(fits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back() {
        let own = Licence::chosen(
            "own",
            " 市の 利用規約 ",
            "https://www.city.example.lg.jp/terms?a=1",
        );
        for licence in [Licence::PublicData, Licence::CreativeCommons, own.expect("terms")] {
            assert_eq!(Licence::of_text(&licence.text()), Some(licence.clone()));
            assert!(Licence::KEYS.contains(&licence.key()));
        }
        for text in [
            "",
            "own",
            "own https://a.example",
            "GPL",
            "own javascript:alert(1) x",
        ] {
            assert_eq!(Licence::of_text(text), None, "{text}");
        }
    }

    #[test]
    fn terms_without_a_title_or_an_address_are_none() {
        let of = |title: &str, address: &str| Licence::chosen("own", title, address);
        assert_eq!(of("", "https://a.example"), Err(Refusal::NoTitle));
        assert_eq!(
            of(&"長".repeat(101), "https://a.example"),
            Err(Refusal::LongTitle)
        );
        for address in [
            "",
            "a.example",
            "javascript:alert(1)",
            "https://a",
            "https://a.example/\"><script>",
            "https://user@a.example/",
            "https://a.example/ b",
        ] {
            assert_eq!(of("規約", address), Err(Refusal::NoAddress), "{address}");
        }
        assert_eq!(Licence::chosen("GPL", "", ""), Err(Refusal::Unknown));
    }
}
