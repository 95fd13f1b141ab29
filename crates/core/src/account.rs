//! Accounts (利用者): which role a person holds, and for which departments.
//!
//! An account belongs to one body and is known there by its login name. Not here: passwords and
//! sessions (`gyokaku-web`), and what a role may do (`gyokaku_web::access`, the one place of that).

/// What a person is to the reform plan of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 管理者: accounts and the journal, not the contents.
    Administrator,
    /// 事務局: owns the plan; opens rounds, accepts or returns, closes.
    Office,
    /// 担当者: answers for the departments of the grant.
    Staff,
    /// 所属長: approves for the departments of the grant and those below them.
    Head,
    /// 庁内委員会（推進本部・幹事会）: grades by the headquarters.
    Committee,
    /// 外部評価者（懇談会・審議会・監査）: grades from outside.
    External,
    /// 閲覧者: reads what is not published yet.
    Reader,
}

impl Role {
    /// Every role, in the order of the screens.
    pub const ALL: [Role; 7] = [
        Role::Administrator,
        Role::Office,
        Role::Staff,
        Role::Head,
        Role::Committee,
        Role::External,
        Role::Reader,
    ];

    /// The word in the database, in forms and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Office => "office",
            Role::Staff => "staff",
            Role::Head => "head",
            Role::Committee => "committee",
            Role::External => "external",
            Role::Reader => "reader",
        }
    }

    /// The role of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Role::Administrator => "管理者",
            Role::Office => "事務局",
            Role::Staff => "担当者",
            Role::Head => "所属長",
            Role::Committee => "推進本部",
            Role::External => "外部評価者",
            Role::Reader => "閲覧者",
        }
    }

    /// Whether the role is held for departments rather than for the whole body.
    pub const fn is_of_departments(self) -> bool {
        matches!(self, Role::Staff | Role::Head)
    }
}

/// A login name as it is kept: half-width small letters, digits and `.`, `_`, `-`, `@`, two to forty of
/// them; none where a text cannot be one.
pub fn login_name(text: &str) -> Option<String> {
    let name: String = text
        .trim()
        .chars()
        .map(crate::text::narrow)
        .collect::<String>()
        .to_ascii_lowercase();
    let fits = (2..=40).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-@".contains(&b));
    fits.then_some(name)
}

/// A role that an account holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The identity of the department; none for roles of the whole body.
    pub department: Option<String>,
    /// 副担当者: stands in where the department has no other staff.
    pub deputy: bool,
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Identity within the body; never changes.
    pub id: String,
    /// The name with which the person signs in, unique within the body.
    pub login: String,
    /// The name as shown: 財政課 担当.
    pub name: String,
    /// Where reminders go.
    pub mail: Option<String>,
    /// The roles held.
    pub grants: Vec<Grant>,
    /// Whether the password has to be changed before anything else (a first password).
    pub must_change: bool,
    /// Whether the account may sign in at all.
    pub enabled: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_name_is_kept_in_one_form() {
        for (text, kept) in [
            ("zaisei", Some("zaisei")),
            (" Zaisei.01 ", Some("zaisei.01")),
            ("ｚａｉｓｅｉ＠city", Some("zaisei@city")),
            ("a", None),
            ("", None),
            ("財政", None),
            ("a b", None),
            ("a/b", None),
        ] {
            assert_eq!(login_name(text).as_deref(), kept, "{text}");
        }
        assert_eq!(login_name(&"a".repeat(41)), None);
    }

    #[test]
    fn every_role_is_known_by_its_word() {
        for role in Role::ALL {
            assert_eq!(Role::of(role.key()), Some(role));
        }
        assert_eq!(Role::of("root"), None);
    }
}
