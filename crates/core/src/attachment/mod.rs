//! Attachments (添付ファイル): files and links that hang on an answer (根拠資料), on a meeting or on an item.
//!
//! What a file is, is decided by its content alone (`kind`); its name is made safe and has to fit (`name`). What hangs on
//! an answer is never public; what hangs on a meeting or an item is public where it was marked so and a release was made
//! since. Invariant: once removed, the content is gone and the record of it stays.
//! Not here: reading and storing bytes, who may attach (`gyokaku-web`, `access`).

mod archive;
mod compound;
mod kind;
mod name;
mod plain;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::round::Key;
use crate::text::{has_host, is_invisible};

pub use kind::{FileKind, kind_of};
pub use name::{ASCII_STEM, fitting_name};

/// How large a file may be, in bytes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;

/// How many attachments one answer, meeting or item may have.
pub const MOST_OF_OWNER: usize = 20;

/// How many bytes all files of a body may have together.
pub const MOST_OF_BODY: i64 = 2 * 1024 * 1024 * 1024;

/// How many characters a title may have.
pub const LONGEST_TITLE: usize = 120;

/// How many characters the address of a link may have.
pub const LONGEST_ADDRESS: usize = 2_000;

/// What an attachment hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The answer of a department on an item in a round.
    Answer {
        /// The round.
        round: Key,
        /// The identity of the item.
        item: String,
        /// The identity of the department.
        department: String,
    },
    /// The meeting with this identity.
    Meeting(String),
    /// The item with this identity.
    Item(String),
}

impl Owner {
    /// The word in the database.
    pub const fn word(&self) -> &'static str {
        match self {
            Owner::Answer { .. } => "answer",
            Owner::Meeting(_) => "meeting",
            Owner::Item(_) => "item",
        }
    }

    /// The identity of the item or the meeting.
    pub fn element(&self) -> &str {
        match self {
            Owner::Answer { item, .. } => item,
            Owner::Meeting(id) | Owner::Item(id) => id,
        }
    }

    /// The round and the department of an answer.
    pub fn of_answer(&self) -> Option<(Key, &str)> {
        match self {
            Owner::Answer {
                round, department, ..
            } => Some((*round, department)),
            Owner::Meeting(_) | Owner::Item(_) => None,
        }
    }

    /// Whether what hangs there may become public.
    pub const fn may_be_public(&self) -> bool {
        !matches!(self, Owner::Answer { .. })
    }
}

/// What is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attached {
    /// A file.
    File {
        /// Its name, safe and with an ending that fits.
        name: String,
        /// What it is by its content.
        kind: FileKind,
        /// How many bytes it has.
        size: i64,
        /// SHA-256 of its bytes, in hexadecimal.
        sha256: String,
    },
    /// A link.
    Link {
        /// Where it leads; `https` always.
        address: String,
    },
}

impl Attached {
    /// How many bytes are stored for it.
    pub const fn size(&self) -> i64 {
        match self {
            Attached::File { size, .. } => *size,
            Attached::Link { .. } => 0,
        }
    }

    /// What it is, as the screen says it: `PDF、1.2MB`.
    pub fn words(&self) -> String {
        match self {
            Attached::File { kind, size, .. } => format!("{}、{}", kind.label(), size_in_words(*size)),
            Attached::Link { .. } => "リンク".to_owned(),
        }
    }
}

/// An attachment, without the content of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Identity; the earlier one is the smaller.
    pub id: String,
    /// What it hangs on.
    pub owner: Owner,
    /// What it is called.
    pub title: String,
    /// What is attached.
    pub attached: Attached,
    /// Whether the public may see it with the next release.
    pub is_public: bool,
    /// When it was added, RFC 3339.
    pub added_at: String,
    /// Who added it.
    pub added_by: String,
    /// When it was marked for the public, where that was done later (RFC 3339).
    pub marked_at: Option<String>,
    /// When and by whom it was removed; the content is gone then.
    pub removed: Option<(String, String)>,
}

impl Attachment {
    /// Whether the public sees it in a release that was made then (RFC 3339): editing publishes nothing, so what was added
    /// or marked later waits for the next one.
    pub fn is_in_release_of(&self, made_at: &str) -> bool {
        let instant = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
        let since = self.marked_at.as_ref().unwrap_or(&self.added_at);
        let was_there = match (instant(since), instant(made_at)) {
            (Some(added), Some(made)) => added <= made,
            _ => false,
        };
        self.may_be_seen() && was_there
    }

    /// Whether a release that is made now would show it.
    pub fn may_be_seen(&self) -> bool {
        self.is_public && self.owner.may_be_public() && self.removed.is_none()
    }
}

/// A number of bytes as people read it: `820B`, `12KB`, `1.2MB`, `1.5GB`; rounded up, so that nothing has no size.
pub fn size_in_words(bytes: i64) -> String {
    const STEP: i64 = 1024;
    let bytes = bytes.max(0);
    let tenths = |unit: i64| {
        let tenths = bytes.saturating_mul(10).saturating_add(unit - 1) / unit;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    match bytes {
        0..STEP => format!("{bytes}B"),
        _ if bytes < STEP * STEP => format!("{}KB", (bytes + STEP - 1) / STEP),
        _ if bytes < STEP * STEP * STEP => format!("{}MB", tenths(STEP * STEP)),
        _ => format!("{}GB", tenths(STEP * STEP * STEP)),
    }
}

/// Why something is not attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Neither a file nor an address was given.
    Nothing,
    /// A file and an address were given.
    Both,
    /// The file has no bytes.
    Empty,
    /// The file is too large.
    TooLarge,
    /// The content is of no kind that is taken: what it seems to be, where that is known.
    NotTaken(Option<&'static str>),
    /// The file holds macros, which are programs.
    Macros,
    /// The file is locked with a password, so that nobody can say what it is.
    Locked,
    /// The file is cut off or damaged.
    Damaged,
    /// The ending of the name says something else than the content.
    Disagrees {
        /// The ending of the name.
        ending: String,
        /// What the content is.
        kind: FileKind,
    },
    /// Nothing of the name can be used.
    NoName,
    /// A link has no title.
    NoTitle,
    /// The title is too long.
    LongTitle,
    /// The address is none that is safe to follow.
    Address,
    /// As much hangs there as may.
    OwnerFull,
    /// The body has no room for it.
    BodyFull {
        /// How many bytes are used.
        used: i64,
    },
}

/// Which kinds are taken, as every refusal says it.
pub const TAKEN: &str = "添付できるのは、PDF、Word、Excel、PowerPoint、OpenDocument、画像（PNG・JPEG）、CSV、テキストのファイルです。";

/// The field of the form that something is wrong with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormField {
    /// The file.
    File,
    /// The title.
    Title,
    /// The address.
    Address,
}

impl Refusal {
    /// The field of the form that it is about.
    pub const fn field(&self) -> FormField {
        match self {
            Refusal::NoTitle | Refusal::LongTitle => FormField::Title,
            Refusal::Address | Refusal::Both => FormField::Address,
            _ => FormField::File,
        }
    }

    /// What is wrong and what to do.
    pub fn words(&self) -> String {
        match self {
            Refusal::Nothing => "ファイルを選ぶか、リンク先のアドレスを入力してください。".to_owned(),
            Refusal::Both => {
                "ファイルとリンクは一度に一つです。リンクは、ファイルを添付したあとで追加してください。".to_owned()
            }
            Refusal::Empty => "ファイルの中身が空です。保存し直してから、もう一度選んでください。".to_owned(),
            Refusal::TooLarge => {
                "ファイルが大きすぎます。1つ10MBまで添付できます。分けるか、画像を小さくしてください。".to_owned()
            }
            Refusal::NotTaken(Some(what)) => format!("{what}は添付できません。{TAKEN}"),
            Refusal::NotTaken(None) => format!("この種類のファイルは添付できません。{TAKEN}"),
            Refusal::Macros => {
                "マクロ（プログラム）を含むファイルは添付できません。マクロなしの形式かPDFで保存し直してください。".to_owned()
            }
            Refusal::Locked => {
                "パスワードの付いたファイルは、内容を確かめられないため添付できません。パスワードを外して保存し直してください。"
                    .to_owned()
            }
            Refusal::Damaged => {
                "ファイルが途中で切れているか、壊れています。開けることを確かめ、保存し直してください。".to_owned()
            }
            Refusal::Disagrees { ending, kind } => format!(
                "ファイル名は「.{ending}」ですが、中身は{}です。中身に合う名前（.{}）にしてから選んでください。",
                kind.label(),
                kind.ending()
            ),
            Refusal::NoName => "ファイル名を使えません。名前を付け直してから選んでください。".to_owned(),
            Refusal::NoTitle => "リンクの名前を入力してください。".to_owned(),
            Refusal::LongTitle => format!("名前は{LONGEST_TITLE}字以内で入力してください。"),
            Refusal::Address => {
                "アドレスは「https://」で始まるものを、空白を入れずに入力してください。".to_owned()
            }
            Refusal::OwnerFull => format!(
                "添付できるのは{MOST_OF_OWNER}件までです。不要なものを削除してから添付してください。"
            ),
            Refusal::BodyFull { used } => format!(
                "添付ファイルの合計は{}までです。いま{}を使っています。事務局に、終わった調査の添付ファイルの削除をご相談ください。",
                size_in_words(MOST_OF_BODY),
                size_in_words(*used)
            ),
        }
    }
}

/// What a file of a form is: its safe name and its kind.
///
/// # Errors
/// Why it is not taken.
pub fn file(name: &str, content: &[u8]) -> Result<(String, FileKind), Refusal> {
    if content.is_empty() {
        return Err(Refusal::Empty);
    }
    if content.len() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    let found = kind_of(content)?;
    fitting_name(name, found)
}

/// The title of an attachment as typed, or else what the file is called without its ending.
///
/// # Errors
/// A link without one, and one that is too long.
pub fn title(typed: &str, name: Option<&str>) -> Result<String, Refusal> {
    let typed = typed.trim();
    if typed.chars().count() > LONGEST_TITLE {
        return Err(Refusal::LongTitle);
    }
    if !typed.is_empty() {
        return Ok(typed.to_owned());
    }
    let name = name.ok_or(Refusal::NoTitle)?;
    Ok(name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned())
}

/// The address of a link, where it is one that is safe to follow: `https`, a host, nothing hidden in it.
///
/// # Errors
/// [`Refusal::Address`].
pub fn address(typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim();
    let is_odd = |c: char| c.is_whitespace() || is_invisible(c) || matches!(c, '"' | '<' | '>' | '\\' | '`');
    let rest = typed.strip_prefix("https://").ok_or(Refusal::Address)?;
    let fits = has_host(rest) && typed.chars().count() <= LONGEST_ADDRESS && !typed.chars().any(is_odd);
    fits.then(|| typed.to_owned()).ok_or(Refusal::Address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attachment(owner: Owner, is_public: bool) -> Attachment {
        Attachment {
            id: "a".into(),
            owner,
            title: "資料1".into(),
            attached: Attached::Link {
                address: "https://example.jp/".into(),
            },
            is_public,
            added_at: "2026-06-01T12:00:00+09:00".into(),
            added_by: "担当".into(),
            marked_at: None,
            removed: None,
        }
    }

    #[test]
    fn the_public_sees_what_is_marked_and_was_there_at_the_release() {
        let of_meeting = attachment(Owner::Meeting("m1".into()), true);
        assert!(
            of_meeting.is_in_release_of("2026-06-01T03:00:00Z"),
            "at the same moment"
        );
        assert!(
            !of_meeting.is_in_release_of("2026-06-01T02:59:59Z"),
            "it came later"
        );
        assert!(!of_meeting.is_in_release_of("once"));
        assert!(!attachment(Owner::Item("i1".into()), false).is_in_release_of("2027-01-01T00:00:00Z"));
        let of_answer = Owner::Answer {
            round: Key::parse("2025").expect("a round"),
            item: "i1".into(),
            department: "d1".into(),
        };
        assert!(
            !attachment(of_answer, true).is_in_release_of("2027-01-01T00:00:00Z"),
            "never"
        );
        let mut marked = of_meeting.clone();
        marked.marked_at = Some("2026-07-01T00:00:00Z".into());
        assert!(!marked.is_in_release_of("2026-06-30T00:00:00Z"), "marked later");
        assert!(marked.is_in_release_of("2026-07-01T00:00:00Z"));
        let mut gone = of_meeting;
        gone.removed = Some(("2026-06-02T00:00:00Z".into(), "事務局".into()));
        assert!(!gone.is_in_release_of("2027-01-01T00:00:00Z"));
    }

    #[test]
    fn sizes_are_read_by_people() {
        for (bytes, words) in [
            (0, "0B"),
            (1023, "1023B"),
            (1024, "1KB"),
            (1025, "2KB"),
            (1_258_291, "1.2MB"),
            (MOST_BYTES as i64, "10.0MB"),
            (MOST_OF_BODY, "2.0GB"),
            (-1, "0B"),
        ] {
            assert_eq!(size_in_words(bytes), words, "{bytes}");
        }
    }

    #[test]
    fn a_link_is_https_and_hides_nothing() {
        for fits in [
            "https://www.city.example.jp/a/b.pdf?x=1#2",
            " https://例え.jp/資料 ",
        ] {
            assert_eq!(address(fits).as_deref(), Ok(fits.trim()), "{fits}");
        }
        for odd in [
            "http://example.jp/",
            "javascript:alert(1)",
            "https://",
            "https://localhost/",
            "https://city.example.jp@evil.example/",
            "https://example.jp/a b",
            "https://example.jp/\u{202E}fdp",
            "https://example.jp/\"onmouseover=x",
            "//example.jp/",
        ] {
            assert_eq!(address(odd), Err(Refusal::Address), "{odd}");
        }
        let long = format!("https://example.jp/{}", "a".repeat(LONGEST_ADDRESS));
        assert_eq!(address(&long), Err(Refusal::Address));
    }

    #[test]
    fn a_file_without_a_title_is_called_as_its_name() {
        assert_eq!(title(" 積算の根拠 ", Some("a.pdf")).as_deref(), Ok("積算の根拠"));
        assert_eq!(title("", Some("第2回.資料.pdf")).as_deref(), Ok("第2回.資料"));
        assert_eq!(title("", None), Err(Refusal::NoTitle));
        assert_eq!(title(&"あ".repeat(121), None), Err(Refusal::LongTitle));
    }

    #[test]
    fn every_refusal_of_a_kind_says_what_is_taken() {
        for refusal in [Refusal::NotTaken(None), Refusal::NotTaken(Some("プログラム"))] {
            assert!(
                refusal.words().contains("PDF、Word、Excel"),
                "{}",
                refusal.words()
            );
        }
        let full = Refusal::BodyFull {
            used: MOST_OF_BODY - 1024,
        };
        assert!(full.words().contains("いま2.0GBを使っています"));
    }
}
