use super::*;

use gyokaku_core::account::{Role, Term};
use gyokaku_core::attachment::FileKind;
use gyokaku_core::journal::{AttachmentDeed, DocumentName, RowCounts};
use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::Key;
use gyokaku_core::round::answer::{State, Transition};

fn names() -> Names {
    let pair = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    Names {
        departments: [pair("d1", "財政課"), pair("d2", "契約課")].into(),
        accounts: [pair("a1", "財政課 担当（zaisei）")].into(),
        indicators: [pair("k1", "収納率")].into(),
        items: [(("keiei".to_owned(), "i1".to_owned()), "1-1 予算編成".to_owned())].into(),
    }
}

fn shown(description: Description) -> Vec<String> {
    let lines = description.lines.into_iter();
    lines
        .map(|line| {
            let of = format!("{} {}", line.subject, line.label);
            let text = |text: Option<String>| text.unwrap_or("–".into());
            match line.changed {
                true => format!("{}: {} → {}", of.trim(), text(line.old), text(line.new)),
                false => format!("{}: {}", of.trim(), text(line.new)),
            }
        })
        .collect()
}

fn lines(event: &Event) -> Vec<String> {
    shown(describe(event, Some("keiei"), &names(), Telling::Whole))
}

fn round(key: &str) -> Key {
    Key::parse(key).expect("a round")
}

fn answer(department: &str) -> AnswerName {
    AnswerName {
        item: "i1".into(),
        department: department.into(),
    }
}

fn some(old: Option<&str>, new: Option<&str>) -> Change<Option<String>> {
    Change {
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    }
}

#[test]
fn an_attachment_is_told_by_what_it_hangs_on_and_its_digest() {
    let handled = Event::AttachmentHandled {
        deed: AttachmentDeed::Received,
        owner: Owner::Answer {
            round: round("2019"),
            item: "i1".into(),
            department: "d1".into(),
        },
        title: "積算".into(),
        attached: Attached::File {
            name: "積算.pdf".into(),
            kind: FileKind::Pdf,
            size: 2048,
            sha256: "abc".into(),
        },
        is_public: false,
    };
    let told = [
        "添付先: 1-1 予算編成・財政課",
        "名前: 積算",
        "種類: PDF、2KB",
        "ファイル名: 積算.pdf",
        "SHA-256: abc",
        "公開する: いいえ",
        "調査: 令和元年度",
    ];
    assert_eq!(lines(&handled), told);
}

#[test]
fn answers_are_told_by_name_and_label() {
    let saved = Event::AnswerSaved {
        round: round("2019"),
        answer: answer("d1"),
        values: vec![
            (Field::Grade, some(None, Some("○"))),
            (Field::Indicator("k1".into()), some(Some("97.8"), Some("97.9"))),
            (Field::EffectActual, some(Some("-1000"), None)),
        ],
    };
    assert_eq!(
        lines(&saved),
        [
            "1-1 予算編成・財政課 進捗状況: – → ○",
            "1-1 予算編成・財政課 収納率: 97.8 → 97.9",
            "1-1 予算編成・財政課 効果額（実績）: −1,000円 → –",
            "調査: 令和元年度",
        ]
    );
    let returned = Event::AnswersMoved {
        round: round("2019-h1"),
        transition: Transition::Return,
        answers: vec![(
            answer("d2"),
            Change {
                old: State::Submitted,
                new: State::Returned,
            },
        )],
        comment: Some("根拠を足してください".into()),
        stands_for: None,
    };
    assert_eq!(
        lines(&returned),
        [
            "1-1 予算編成・契約課 状態: 提出済み → 差戻し",
            "コメント: 根拠を足してください",
            "調査: 令和元年度 上半期",
        ]
    );
    let reassigned = Event::AnswerReassigned {
        round: round("2019"),
        item: "i1".into(),
        department: Change {
            old: "d1".into(),
            new: "d2".into(),
        },
        reason: "移管".into(),
    };
    assert_eq!(
        lines(&reassigned),
        [
            "1-1 予算編成 担当課: 財政課 → 契約課",
            "1-1 予算編成 理由: 移管",
            "調査: 令和元年度",
        ]
    );
}

#[test]
fn grades_and_grants_are_told_from_what_to_what() {
    let reasoned = |grade: &str, reason: &str| {
        Some(ReasonedGrade {
            grade: grade.into(),
            reason: reason.into(),
        })
    };
    let graded = Event::GradeGiven {
        round: round("2019"),
        item: "i1".into(),
        by: Evaluator::Council,
        grade: Change {
            old: reasoned("○", ""),
            new: reasoned("△", "根拠が足りない"),
        },
    };
    assert_eq!(
        lines(&graded),
        [
            "1-1 予算編成 進捗状況: ○ → △",
            "1-1 予算編成 理由: – → 根拠が足りない",
            "評価者: 懇談会等",
            "調査: 令和元年度",
        ]
    );
    let granted = Event::GrantsChanged {
        account: "a1".into(),
        login: "zaisei".into(),
        grants: Change {
            old: Vec::new(),
            new: vec![Grant {
                role: Role::Staff,
                department: Some("d1".into()),
                deputy: false,
                term: Term::ALWAYS,
            }],
        },
    };
    assert_eq!(
        lines(&granted),
        [
            "役割: – → 担当者（財政課）",
            "利用者: 財政課 担当（zaisei）",
            "ログイン名: zaisei",
        ]
    );
    let profile = |enabled| {
        Some(Profile {
            login: "zaisei".into(),
            name: "担当".into(),
            mail: None,
            enabled,
        })
    };
    let disabled = Event::AccountChanged {
        account: "a1".into(),
        profile: Change {
            old: profile(true),
            new: profile(false),
        },
    };
    assert_eq!(
        lines(&disabled),
        [
            "サインインを認める: はい → いいえ",
            "利用者: 財政課 担当（zaisei）"
        ]
    );
}

#[test]
fn a_plan_is_told_in_counts() {
    let stored = Event::PlanStored {
        revision: 3,
        is_own_changed: false,
        tables: vec![RowCounts {
            table: "item".into(),
            added: 3,
            changed: 0,
            removed: 1,
        }],
        document: Some(DocumentName {
            name: "進捗.txt".into(),
            sha256: "x".into(),
        }),
    };
    assert_eq!(lines(&stored), ["文書: 進捗.txt", "取組: 追加 3、削除 1"]);
}

#[test]
fn of_one_field_only_its_own_change_is_told_with_the_changed_part() {
    let saved = Event::AnswerSaved {
        round: round("2019"),
        answer: answer("d1"),
        values: vec![
            (Field::Grade, some(None, Some("○"))),
            (
                Field::Done,
                some(Some("基金残高を維持した。"), Some("基金残高を増やした。")),
            ),
        ],
    };
    let told = describe_about(saved, &answer("d1"), "done", &names());
    assert_eq!(told.what, "回答の記入");
    assert_eq!(told.lines.len(), 1);
    assert!(told.lines[0].pieces.contains(&Piece::Old("維持".into())));
    let moved = Event::AnswersMoved {
        round: round("2019"),
        transition: Transition::Submit,
        answers: ["d1", "d2"]
            .map(|department| {
                let state = Change {
                    old: State::InWork,
                    new: State::Submitted,
                };
                (answer(department), state)
            })
            .into(),
        comment: None,
        stands_for: None,
    };
    let told = describe_about(moved, &answer("d2"), "", &names());
    assert_eq!(shown(told), ["状態: 入力中 → 提出済み"]);
}

#[test]
fn what_people_wrote_is_not_told_to_who_keeps_the_accounts() {
    let round = round("2026");
    let saved = |mended: bool| {
        let (round, answer) = (round, answer("d1"));
        let values = vec![(Field::Done, some(Some("途中の案"), Some("説明会を3回開いた")))];
        match mended {
            true => Event::AnswerMended {
                round,
                answer,
                values,
            },
            false => Event::AnswerSaved {
                round,
                answer,
                values,
            },
        }
    };
    let events = [
        saved(false),
        saved(true),
        Event::AnswerCommented {
            round,
            answer: answer("d1"),
            field: None,
            comment: "根拠を足してください".into(),
        },
        Event::CommentSettled {
            round,
            answer: answer("d1"),
            field: None,
            comment: "根拠を足してください".into(),
            is_settled: true,
        },
        Event::AnswersMoved {
            round,
            transition: Transition::Return,
            answers: vec![(
                answer("d1"),
                Change {
                    old: State::Submitted,
                    new: State::Returned,
                },
            )],
            comment: Some("根拠を足してください".into()),
            stands_for: None,
        },
        Event::GradeGiven {
            round,
            item: "i1".into(),
            by: Evaluator::Council,
            grade: Change {
                old: None,
                new: Some(ReasonedGrade {
                    grade: "◎".into(),
                    reason: "根拠を足してください".into(),
                }),
            },
        },
        Event::Unknown {
            word: "answer.later".into(),
            values: vec![("text".into(), "途中の案".into())],
        },
    ];
    for event in events {
        let told = |telling| shown(describe(&event, Some("keiei"), &names(), telling)).join("\n");
        let (whole, without) = (told(Telling::Whole), told(Telling::WithoutContents));
        let contents = ["途中の案", "説明会", "根拠を足して", "◎"];
        assert!(contents.iter().any(|words| whole.contains(words)), "{whole}");
        assert!(!contents.iter().any(|words| without.contains(words)), "{without}");
        assert!(without.contains(WITHHELD), "{without}");
    }
}

#[test]
fn an_entry_of_another_program_is_told_as_it_stands() {
    let unknown = Event::Unknown {
        word: "scale.put".into(),
        values: vec![("grade".into(), "○".into())],
    };
    let told = describe(&unknown, None, &names(), Telling::Whole);
    assert_eq!(told.what, "scale.put");
    assert_eq!(shown(told), ["grade: ○"]);
}
