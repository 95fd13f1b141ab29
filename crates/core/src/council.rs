//! Councils (会議体): who promotes and who judges a plan, their members with terms, and the meetings that they hold.
//!
//! Not here: what is said there and what becomes of it (`crate::opinion`).

use time::Date;

use crate::fiscal_year::day_in_words;

/// A council: a headquarters, an executive committee, a citizens' council.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Council {
    /// Identity.
    pub id: String,
    /// What it is called: 行政改革懇談会.
    pub name: String,
    /// What it does; empty where nothing is said.
    pub purpose: String,
    /// Its members, its chair first where the office lists them so.
    pub members: Vec<Member>,
}

/// A member of a council.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// What the member is in the council: 会長, 副会長, 委員.
    pub part: String,
    /// The name.
    pub name: String,
    /// Where the member comes from: 公募市民, 市議会議員; empty where nothing is said.
    pub post: String,
    /// The first day of the term.
    pub from: Option<Date>,
    /// The last day of the term.
    pub to: Option<Date>,
}

impl Member {
    /// Whether the term covers a day; an end that is not known covers every day on its side.
    pub fn serves_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The term in words; empty where none is known.
    pub fn term(&self) -> String {
        let day = |day: Option<Date>| day.map(day_in_words).unwrap_or_default();
        match (self.from, self.to) {
            (None, None) => String::new(),
            (from, to) => format!("{}～{}", day(from), day(to)),
        }
    }
}

/// A meeting of a council.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meeting {
    /// Identity.
    pub id: String,
    /// The identity of the council.
    pub council: String,
    /// Which one it is: 第2回.
    pub title: String,
    /// On which day; none while that is not settled.
    pub on: Option<Date>,
    /// Where; empty where nothing is said.
    pub place: String,
    /// What is on the agenda, one entry each.
    pub agenda: Vec<String>,
    /// Its papers, by title and address.
    pub papers: Vec<Paper>,
    /// The minutes (議事要旨); none while there are none.
    pub minutes: Option<String>,
    /// Whether it is held behind closed doors: then nothing of it is public, nor what was said in it.
    pub closed: bool,
}

/// A paper of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// What it is called.
    pub title: String,
    /// Where it is: an address on the web, or one of this host; empty where it is only named.
    pub address: String,
}

impl Paper {
    /// Its address as a link, where it is one that is safe to follow.
    pub fn link(&self) -> Option<&str> {
        is_address(&self.address).then_some(self.address.as_str())
    }
}

/// Whether a text is an address that is safe to follow: on the web, or on this host.
pub fn is_address(text: &str) -> bool {
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    is_web || (text.starts_with('/') && !text.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        crate::round::day(text).expect("a day")
    }

    #[test]
    fn a_term_covers_both_of_its_ends() {
        let member = Member {
            from: Some(day("2026-04-01")),
            to: Some(day("2028-03-31")),
            ..Member::default()
        };
        for (on, serves) in [
            ("2026-03-31", false),
            ("2026-04-01", true),
            ("2028-03-31", true),
            ("2028-04-01", false),
        ] {
            assert_eq!(member.serves_on(day(on)), serves, "{on}");
        }
        assert_eq!(member.term(), "令和8年4月1日～令和10年3月31日");
        assert!(Member::default().serves_on(day("2026-04-01")));
        assert_eq!(Member::default().term(), "");
    }

    #[test]
    fn only_addresses_that_are_safe_to_follow_are_links() {
        for (address, is_link) in [
            ("https://www.city.example.jp/shiryo.pdf", true),
            ("/000000/plan/progress", true),
            ("//elsewhere.example", false),
            ("javascript:alert(1)", false),
            ("shiryo.pdf", false),
            ("", false),
        ] {
            let paper = Paper {
                address: address.into(),
                ..Paper::default()
            };
            assert_eq!(paper.link().is_some(), is_link, "{address}");
        }
    }
}
