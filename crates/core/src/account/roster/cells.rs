//! The cells of the rows of one account, as what they say. Not here: what accounts there are.

use time::Date;

use super::names::Names;
use super::{Account, Faults, Field, Grant, Known, LONGEST_NAME, Role, Row};
use crate::account::Term;
use crate::department::Referent;
use crate::fiscal_year::day_as_typed;
use crate::text::fold;

/// What stands for every department at once.
pub(super) const EVERYWHERE: &str = "すべての課";

/// The mark for yes.
pub(super) const YES: &str = "○";

/// The word for whether somebody may sign in.
pub(super) const fn sign_in(enabled: bool) -> &'static str {
    match enabled {
        true => "認める",
        false => "認めない",
    }
}

/// Yes or no as people mark it; none where it is neither.
fn mark(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "○" | "◯" | "〇" | "●" | "◎" | "1" | "yes" | "true" | "はい" | "有" | "副" | "副担当"
        | "副担当者" => Some(true),
        "" | "×" | "0" | "no" | "false" | "いいえ" | "無" | "-" => Some(false),
        _ => None,
    }
}

/// Whether a cell says that somebody may sign in; none where it says neither.
fn may_sign_in(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "認める" | "できる" | "可" | "○" | "◯" | "〇" => Some(true),
        "認めない" | "できない" | "不可" | "停止" | "止める" | "×" => Some(false),
        _ => None,
    }
}

/// What the rows of an account say of it; none where they are wrong.
pub(super) fn account(
    login: &str,
    rows: &[&Row],
    old: Option<&Account>,
    known: &Known<'_>,
    names: &mut Names<'_>,
    faults: &mut Faults,
) -> Option<Account> {
    let (before, first) = (faults.0.len(), rows.first()?);
    let name = once(rows, Field::Name, faults);
    match name.chars().count() {
        0 => faults.at(
            first,
            Field::Name,
            "名前がありません。入力してください（例：財政課 担当）。",
        ),
        n if n > LONGEST_NAME => faults.at(first, Field::Name, "名前は60文字以内にしてください。"),
        _ => {}
    }
    let mail = once(rows, Field::Mail, faults);
    if !mail.is_empty()
        && let Some(why) = (known.mail)(&mail)
        && let Some(row) = rows.iter().find(|row| row.cell(Field::Mail) == mail)
    {
        faults.at(
            row,
            Field::Mail,
            format!("{why}使わないときは空欄にしてください。"),
        );
    }
    let signs_in = once(rows, Field::SignIn, faults);
    let enabled = may_sign_in(&signs_in).unwrap_or_else(|| {
        if !signs_in.is_empty() {
            faults.at(first, Field::SignIn, "「認める」か「認めない」にしてください。");
        }
        old.is_none_or(|old| old.enabled)
    });
    let mut grants: Vec<Grant> = Vec::new();
    for row in rows {
        let Some(grant) = grant(row, rows.len(), old, known, names, faults) else {
            continue;
        };
        if grants
            .iter()
            .any(|g| g.role == grant.role && g.department == grant.department)
        {
            let why =
                format!("「{login}」に、同じ役割と所属の行がもう1つあります。どちらかを除いてください。");
            faults.at(row, Field::Role, why);
        }
        grants.push(grant);
    }
    grants.sort();
    if faults.0.len() == before && grants.is_empty() && old.is_none_or(|old| !old.grants.is_empty()) {
        faults.at(
            first,
            Field::Role,
            "役割がありません。1つ以上入力してください。使わなくなった利用者は、サインインを「認めない」にしてください。",
        );
    }
    (faults.0.len() == before).then(|| Account {
        id: old.map(|old| old.id.clone()).unwrap_or_default(),
        login: login.to_owned(),
        name,
        mail: match first.says_nothing_of(Field::Mail) {
            true => old.and_then(|old| old.mail.clone()),
            false => Some(mail).filter(|mail| !mail.is_empty()),
        },
        grants,
        must_change: old.is_none_or(|old| old.must_change),
        enabled,
    })
}

/// What the rows say in a column that holds for the whole account: once is enough, and twice is the same.
fn once(rows: &[&Row], field: Field, faults: &mut Faults) -> String {
    let mut said = rows.iter().filter(|row| !row.cell(field).is_empty());
    let Some(first) = said.next() else {
        return String::new();
    };
    let text = first.cell(field);
    if let Some(other) = said.find(|row| row.cell(field) != text) {
        let why = format!(
            "同じログイン名の{}行目では「{text}」です。1人の利用者の行では、{}を同じにしてください。別の人のときは、ログイン名を変えてください。",
            first.line,
            field.label()
        );
        faults.at(other, field, why);
    }
    text.to_owned()
}

/// The role of a row; none where it names none, or is wrong.
fn grant(
    row: &Row,
    rows: usize,
    old: Option<&Account>,
    known: &Known<'_>,
    names: &mut Names<'_>,
    faults: &mut Faults,
) -> Option<Grant> {
    let text = row.cell(Field::Role);
    if text.is_empty() {
        let of_a_role = [Field::Department, Field::Deputy, Field::From, Field::Until];
        if rows > 1 || of_a_role.iter().any(|field| !row.cell(*field).is_empty()) {
            faults.at(
                row,
                Field::Role,
                "役割がありません。入力するか、この行を除いてください。",
            );
        }
        return None;
    }
    let (before, folded) = (faults.0.len(), fold(text));
    let is_deputy = folded == "副担当者";
    let role = match is_deputy {
        true => Some(Role::Staff),
        false => Role::ALL
            .into_iter()
            .find(|role| role.label() == folded || role.key() == folded),
    };
    let Some(role) = role else {
        let labels = Role::ALL.map(Role::label).join("、");
        faults.at(
            row,
            Field::Role,
            format!("役割を読み取れません。{labels}のどれかにしてください。"),
        );
        return None;
    };
    let deputy = mark(row.cell(Field::Deputy)).unwrap_or_else(|| {
        let why = format!("副担当者のときは「{YES}」、そうでないときは空欄にしてください。");
        faults.at(row, Field::Deputy, why);
        false
    });
    let deputy = deputy || is_deputy;
    if deputy && role != Role::Staff {
        faults.at(
            row,
            Field::Deputy,
            "副担当にできるのは担当者だけです。空欄にしてください。",
        );
    }
    let term = Term {
        from: day(row, Field::From, faults),
        until: day(row, Field::Until, faults),
    };
    if term.is_backwards() {
        faults.at(
            row,
            Field::Until,
            "終了日が開始日より前です。開始日以後の日にしてください。",
        );
    }
    let department = match role.is_of_departments() {
        true => department(row, role, term, old, known, names, faults),
        false => {
            if !row.cell(Field::Department).is_empty() {
                let why = format!(
                    "「{}」は団体全体の役割です。所属を空欄にしてください。",
                    role.label()
                );
                faults.at(row, Field::Department, why);
            }
            None
        }
    };
    let mut grant = Grant {
        role,
        department,
        deputy,
        term,
    };
    let is_it = |known: &&Grant| known.role == grant.role && known.department == grant.department;
    if let Some(held) = old.and_then(|old| old.grants.iter().find(is_it)) {
        if row.says_nothing_of(Field::Deputy) {
            grant.deputy |= held.deputy;
        }
        if row.says_nothing_of(Field::From) {
            grant.term.from = held.term.from;
        }
        if row.says_nothing_of(Field::Until) {
            grant.term.until = held.term.until;
        }
    }
    (faults.0.len() == before).then_some(grant)
}

fn day(row: &Row, field: Field, faults: &mut Faults) -> Option<Date> {
    let text = row.cell(field);
    let found = day_as_typed(text);
    if found.is_none() && !text.is_empty() {
        faults.at(
            row,
            field,
            "日付を読み取れません。2026-04-01のように入力してください。",
        );
    }
    found
}

/// The department of a row, by name or alias as the directory knows it when the role begins; first one for which the
/// account holds the role already, though it may have ended. None where it is every department, or none.
fn department(
    row: &Row,
    role: Role,
    term: Term,
    old: Option<&Account>,
    known: &Known<'_>,
    names: &mut Names<'_>,
    faults: &mut Faults,
) -> Option<String> {
    let text = row.cell(Field::Department);
    let folded = fold(text);
    if folded == EVERYWHERE {
        return None;
    }
    let held = old
        .into_iter()
        .flat_map(|old| &old.grants)
        .filter(|grant| grant.role == role);
    let mut held = held.filter_map(|grant| grant.department.as_deref());
    if let Some(id) = held.find(|id| fold(&names.written(id)) == folded) {
        return Some(id.to_owned());
    }
    let on = term
        .from
        .filter(|from| *from > known.today)
        .unwrap_or(known.today);
    let why = match names.resolve(text, on) {
        _ if text.is_empty() => format!(
            "所属がありません。課の名前を入力してください。すべての課を受け持つときは「{EVERYWHERE}」とします。"
        ),
        Referent::One(department) => return Some(department.id.clone()),
        Referent::All => return None,
        Referent::Several(several) => {
            let full: Vec<String> = several.iter().take(5).map(|d| names.full(&d.id)).collect();
            format!(
                "当てはまる課が{}つあります（{}）。部の名前から入力してください。",
                several.len(),
                full.join("、")
            )
        }
        Referent::InCharge | Referent::Unknown => {
            "課名簿にない課です。課名簿にある名前か別名にするか、先に課名簿に加えてください。".to_owned()
        }
    };
    faults.at(row, Field::Department, why);
    None
}
