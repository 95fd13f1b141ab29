//! Who is written to, and the text to the letter.

use rstest::rstest;
use time::macros::date;

use super::*;
use crate::round::{days_in_words, days_left};

fn person(id: &str, mail: &str) -> Person {
    Person {
        id: id.to_owned(),
        name: format!("{id} 担当"),
        mail: (!mail.is_empty()).then(|| mail.to_owned()),
        enabled: true,
    }
}

fn item(number: &str) -> OpenItem {
    OpenItem {
        number: number.to_owned(),
        title: format!("取組{number}"),
        state: "未着手".to_owned(),
        late_until: None,
    }
}

fn department(id: &str, staff: Vec<Person>, deputies: Vec<Person>, heads: Vec<Person>) -> Department {
    Department {
        id: id.to_owned(),
        name: format!("{id}課"),
        staff,
        deputies,
        heads,
        open: vec![item("1")],
    }
}

/// The departments and standings of each mail: `a@x: 財政課 Staff`.
fn summary(found: &Recipients) -> Vec<String> {
    found
        .mails
        .iter()
        .map(|mail| {
            let shares: Vec<String> = mail
                .shares
                .iter()
                .map(|share| format!("{} {:?}", share.department, share.standing))
                .collect();
            format!("{}: {}", mail.mail, shares.join(", "))
        })
        .collect()
}

fn absent(mut person: Person) -> Person {
    person.enabled = false;
    person
}

#[rstest]
#[case::every_staff(vec![person("s", "s@x"), person("t", "t@x")], vec![person("d", "d@x")], vec![person("h", "h@x")],
    &["s@x: 財政課 Staff", "t@x: 財政課 Staff"])]
#[case::staff_without_address_beside_one_with(vec![person("s", ""), person("t", "t@x")], vec![person("d", "d@x")], vec![],
    &["t@x: 財政課 Staff"])]
#[case::deputy_without_staff(vec![], vec![person("d", "d@x")], vec![person("h", "h@x")], &["d@x: 財政課 Deputy"])]
#[case::deputy_when_staff_is_disabled(vec![absent(person("s", "s@x"))], vec![person("d", "d@x")], vec![],
    &["d@x: 財政課 Deputy"])]
#[case::deputy_when_staff_has_a_blank_address(vec![person("s", "  ")], vec![person("d", "d@x")], vec![],
    &["d@x: 財政課 Deputy"])]
#[case::head_without_either(vec![], vec![], vec![person("h", "h@x")], &["h@x: 財政課 Head"])]
#[case::head_when_the_deputy_is_disabled(vec![], vec![absent(person("d", "d@x"))], vec![person("h", "h@x")],
    &["h@x: 財政課 Head"])]
fn the_first_rank_with_an_address_is_written_to(
    #[case] staff: Vec<Person>,
    #[case] deputies: Vec<Person>,
    #[case] heads: Vec<Person>,
    #[case] expected: &[&str],
) {
    let found = recipients(&[department("財政", staff, deputies, heads)]);
    assert_eq!(summary(&found), expected);
    assert_eq!(found.unaddressed, []);
}

#[test]
fn a_department_without_any_address_is_listed_with_what_it_has_open() {
    let mut lost = department(
        "財政",
        vec![person("s", "")],
        vec![],
        vec![absent(person("h", "h@x"))],
    );
    lost.open.push(item("2"));
    let found = recipients(&[lost, department("税務", vec![person("t", "t@x")], vec![], vec![])]);
    assert_eq!(summary(&found), ["t@x: 税務課 Staff"]);
    let expected = Unaddressed {
        id: "財政".to_owned(),
        department: "財政課".to_owned(),
        open: 2,
    };
    assert_eq!(found.unaddressed, [expected]);
}

#[test]
fn a_department_that_handed_everything_in_is_not_spoken_of() {
    let mut done = department("財政", vec![person("s", "s@x")], vec![], vec![]);
    done.open.clear();
    let mut done_and_empty = department("税務", vec![], vec![], vec![]);
    done_and_empty.open.clear();
    assert_eq!(recipients(&[done, done_and_empty]), Recipients::default());
}

#[test]
fn one_person_gets_one_mail_with_all_departments() {
    let both = person("s", "s@x");
    let found = recipients(&[
        department("財政", vec![both.clone()], vec![], vec![]),
        department("税務", vec![person("t", "t@x")], vec![], vec![both.clone()]),
        department("会計", vec![], vec![], vec![both]),
    ]);
    assert_eq!(
        summary(&found),
        ["s@x: 財政課 Staff, 会計課 Head", "t@x: 税務課 Staff"],
        "where another answers, the head is not written to"
    );
}

#[test]
fn a_common_mailbox_gets_one_mail_that_names_both() {
    let found = recipients(&[department(
        "財政",
        vec![person("s", "Zaisei@x"), person("t", "zaisei@X")],
        vec![],
        vec![],
    )]);
    assert_eq!(summary(&found), ["Zaisei@x: 財政課 Staff"]);
    assert_eq!(found.mails[0].accounts, ["s", "t"]);
    assert_eq!(found.mails[0].names, ["s 担当", "t 担当"]);
}

fn occasion(today: Date) -> Occasion<'static> {
    Occasion {
        body: "見本市",
        plan: "行財政改革プラン2021",
        round: "令和3年度 進捗状況調査",
        deadline: date!(2022 - 05 - 13),
        today,
        address: "https://gyokaku.city.example/todo",
        note: "",
        signature: "",
    }
}

fn recipient_of(shares: Vec<Share>) -> Recipient {
    Recipient {
        accounts: vec!["s".to_owned()],
        names: vec!["財政課 担当".to_owned()],
        mail: "s@x".to_owned(),
        shares,
    }
}

fn share(department: &str, standing: Standing, open: Vec<OpenItem>) -> Share {
    Share {
        id: department.to_owned(),
        department: department.to_owned(),
        standing,
        open,
    }
}

#[test]
fn the_text_to_the_letter() {
    let mut late = item("No.13");
    late.state = "差戻し".to_owned();
    late.late_until = Some(date!(2022 - 05 - 20));
    let mut unnumbered = item("");
    unnumbered.title = "番号のない取組".to_owned();
    let recipient = recipient_of(vec![
        share("財政課", Standing::Staff, vec![item("No.12"), late]),
        share("税務課", Standing::Head, vec![unnumbered]),
    ]);
    let mut occasion = occasion(date!(2022 - 05 - 10));
    occasion.note = "ご不明な点は内線1234へ。\r\n様式は昨年度と同じです。\r\n\r\n";
    occasion.signature = "見本市 総務部 行財政改革課\n内線 1234";
    let written = reminder_text(&occasion, &recipient);
    assert_eq!(
        written.subject,
        "【提出のお願い】令和3年度 進捗状況調査（提出期限 5月13日・あと3日）"
    );
    assert_eq!(
        written.text,
        "財政課 担当 様\n\
         \n\
         見本市「行財政改革プラン2021」の令和3年度 進捗状況調査について、下の取組がまだ提出されていません。\n\
         提出期限までの提出をお願いします。\n\
         \n\
         提出期限：令和4年5月13日（金）　あと3日\n\
         未提出の取組：3件\n\
         \n\
         ■ 財政課（2件）\n\
         ・No.12 取組No.12（未着手）\n\
         ・No.13 取組No.13（差戻し、5月20日まで期限を延長）\n\
         \n\
         ■ 税務課（1件）\n\
         担当者と副担当者に宛先がないため、所属長にお送りしています。\n\
         ・番号のない取組（未着手）\n\
         \n\
         次のページから提出してください。\n\
         https://gyokaku.city.example/todo\n\
         \n\
         ご不明な点は内線1234へ。\n\
         様式は昨年度と同じです。\n\
         \n\
         行き違いですでに提出されているときは、ご容赦ください。\n\
         \n\
         ----\n\
         見本市 総務部 行財政改革課\n\
         内線 1234\n"
    );
}

#[rstest]
#[case(date!(2022-05-10), "あと3日", "（提出期限 5月13日・あと3日）", "提出期限までの提出をお願いします。")]
#[case(date!(2022-05-12), "あと1日", "（提出期限 5月13日・あと1日）", "提出期限までの提出をお願いします。")]
#[case(date!(2022-05-13), "本日まで", "（提出期限 5月13日・本日まで）", "本日中の提出をお願いします。")]
#[case(date!(2022-05-15), "2日過ぎています", "（提出期限を2日過ぎています）", "できるだけ早い提出をお願いします。")]
fn the_days_are_said_in_words(
    #[case] today: Date,
    #[case] words: &str,
    #[case] subject: &str,
    #[case] please: &str,
) {
    let occasion = occasion(today);
    assert_eq!(days_in_words(days_left(occasion.deadline, today)), words);
    let text = reminder_text(
        &occasion,
        &recipient_of(vec![share("財政課", Standing::Staff, vec![item("1")])]),
    );
    assert!(text.subject.ends_with(subject), "{}", text.subject);
    assert!(
        text.text.contains(please) && text.text.contains(words),
        "{}",
        text.text
    );
}

#[rstest]
#[case(date!(2019-04-30), "提出期限：平成31年4月30日（火）")]
#[case(date!(2019-05-01), "提出期限：令和元年5月1日（水）")]
#[case(date!(2020-04-05), "提出期限：令和2年4月5日（日）")]
fn the_deadline_is_written_by_its_era(#[case] deadline: Date, #[case] line: &str) {
    let mut occasion = occasion(deadline);
    occasion.deadline = deadline;
    let recipient = recipient_of(vec![share("財政課", Standing::Staff, vec![item("1")])]);
    let text = reminder_text(&occasion, &recipient).text;
    assert!(text.contains(line), "{text}");
}

#[test]
fn the_deputy_is_told_why() {
    let recipient = recipient_of(vec![share("財政課", Standing::Deputy, vec![item("1")])]);
    let text = reminder_text(&occasion(date!(2022 - 05 - 10)), &recipient).text;
    assert!(text.contains("■ 財政課（1件）\n担当者に宛先がないため、副担当者にお送りしています。\n"));
}

#[test]
fn a_line_break_in_a_name_cannot_become_a_line_of_its_own() {
    let mut occasion = occasion(date!(2022 - 05 - 10));
    occasion.round = "令和3年度\r\nBcc: other@x";
    let mut odd = item("No.1");
    odd.title = "一行目\n----\n\u{202E}偽の署名".to_owned();
    let recipient = recipient_of(vec![share("財政課", Standing::Staff, vec![odd])]);
    let text = reminder_text(&occasion, &recipient);
    assert_eq!(
        text.subject,
        "【提出のお願い】令和3年度 Bcc: other@x（提出期限 5月13日・あと3日）"
    );
    assert!(
        text.text.contains("・No.1 一行目 ---- 偽の署名（未着手）\n"),
        "{}",
        text.text
    );
}

#[test]
fn what_is_left_out_leaves_no_gap() {
    let recipient = recipient_of(vec![share("財政課", Standing::Staff, vec![item("1")])]);
    let text = reminder_text(&occasion(date!(2022 - 05 - 10)), &recipient).text;
    assert!(!text.contains("\n\n\n") && !text.contains("----"), "{text}");
    assert!(text.ends_with("ご容赦ください。\n"));
}
