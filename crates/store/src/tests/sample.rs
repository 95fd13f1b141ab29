//! A plan that uses every field of the domain, with the values that are easily lost.

use gyokaku_core::amendment::{AmendedField, Amendment, AmendmentKind, AmendmentState, Decision};
use gyokaku_core::appraisal::{Appraisal, Verdict};
use gyokaku_core::council::{Council, Meeting, Member, Paper};
use gyokaku_core::crosswalk::{Edge, EdgeKind};
use gyokaku_core::department::Assignment;
use gyokaku_core::document::Place;
use gyokaku_core::editing::ItemField;
use gyokaku_core::effect::{Correction, Duration, Effect, EffectKind, Owner, Source, StatedAmount};
use gyokaku_core::fiscal_year::{FiscalYear, YearStyle};
use gyokaku_core::indicator::{Decimal, Direction, Indicator, IndicatorValue, ValueKind};
use gyokaku_core::money::Yen;
use gyokaku_core::opinion::{Consultation, FollowUp, Handling, Opinion};
use gyokaku_core::plan::*;
use gyokaku_core::progress::{
    Evaluation, Evaluator, Grade, Scale, ShareBase, StatedProgress, StatedShare, Tone,
};
use gyokaku_core::review::{Point, Review, Try, TryItem};
use gyokaku_core::suggestion::{Practice, Stage, Suggestion};

pub(super) fn fy(year: i16) -> FiscalYear {
    FiscalYear::new(year).expect("a fiscal year")
}

fn cell(row: u32, column: u32) -> Place {
    Place::cell("進捗!(1),2:3'\"", row, column)
}

fn line(line: u32, column: u32) -> Place {
    Place::at_line(line, column)
}

fn stated(title: &str, text: &str) -> Stated {
    Stated {
        title: title.into(),
        text: text.into(),
        at: line(7, 0),
    }
}

fn groups(title: &str) -> Vec<Group> {
    let empty = Group {
        title: format!("{title}のない見出し"),
        points: vec![],
        leads_to: vec!["i2".into(), "s1".into()],
        at: Place::NOWHERE,
    };
    vec![
        empty,
        Group {
            title: title.into(),
            points: vec![stated("", "一"), stated("題", ""), stated("題", "二\n三")],
            leads_to: vec!["i1".into()],
            at: cell(0, 0),
        },
        Group::default(),
    ]
}

pub(super) fn effect(id: &str, amount: i64) -> Effect {
    Effect {
        id: id.into(),
        vintage: "策定時".into(),
        on: None,
        path: vec!["方針1".into(), "\"'[],\\".into()],
        fiscal_year: Some(fy(2027)),
        kind: EffectKind::Plan,
        amount: Yen(amount),
        duration: Duration::Unsaid,
        source: Source::Unsaid,
        corrects: None,
        at: cell(u32::MAX, 0),
    }
}

/// Everything.
pub(super) fn full() -> Plan {
    let departments = Assignment {
        lead: vec!["総務（人事）".into(), "".into()],
        support: vec!["全庁".into(), "全庁".into()],
    };
    let day = |text| gyokaku_core::round::day(text).expect("a day");
    let amendment = |id: &str, state, decided| Amendment {
        id: id.into(),
        kind: AmendmentKind::Change,
        item: "i1".into(),
        name: "使用料'の見直し".into(),
        section: Some("".into()),
        fields: vec![
            AmendedField {
                field: ItemField::Target,
                old: "".into(),
                new: "年に\n40件".into(),
            },
            AmendedField {
                field: ItemField::Lead,
                old: "総務".into(),
                new: "".into(),
            },
        ],
        reason: "利用の増加".into(),
        holds_from: day("2027-04-01"),
        proposed_on: day("2026-11-28"),
        proposed_by: "企画課".into(),
        state,
        decided,
    };
    Plan {
        amendments: vec![
            amendment("m1", AmendmentState::Open, None),
            amendment(
                "m2",
                AmendmentState::Approved,
                Some(Decision {
                    on: day("2026-12-20"),
                    by: "行財政改革推進本部".into(),
                    note: "".into(),
                }),
            ),
        ],
        outlook: vec![gyokaku_core::outlook::OutlookEntry {
            vintage: "令和8年度策定".into(),
            line: gyokaku_core::outlook::OutlookLine::Gap,
            fiscal_year: fy(2026),
            until: Some(fy(2028)),
            amount: gyokaku_core::money::Yen(-81_200_000_000),
            at: Place::NOWHERE,
        }],
        title: "行財政改革プラン2016「𠮷」'; DROP TABLE plan; --".into(),
        at: line(1, 2),
        period: Some(Period {
            from: fy(2016),
            to: fy(2200),
        }),
        levels: vec!["実施方針".into(), "".into(), "項目".into()],
        year_style: YearStyle::WesternAndEra,
        precedence: gyokaku_core::precedence::Precedence::parse("council department").expect("a rule"),
        editions: [
            EditionKind::Original,
            EditionKind::Revised,
            EditionKind::FirstHalf,
            EditionKind::Middle,
            EditionKind::SecondHalf,
        ]
        .into_iter()
        .enumerate()
        .map(|(n, kind)| PlanVersion {
            plan: (n % 2 == 0).then(|| "zenki".into()),
            title: format!("版{n}"),
            kind,
            period: (n > 0).then_some(Period {
                from: fy(1868),
                to: fy(2019),
            }),
            at: line(2, 0),
        })
        .collect(),
        sections: vec![
            Section {
                id: "s-a".into(),
                parent: None,
                level: "実施方針".into(),
                depth: 0,
                label: "実施方針1".into(),
                title: "組織".into(),
                departments: departments.clone(),
                references: vec!["【六次総】".into(), "".into()],
                at: line(3, 0),
            },
            Section {
                id: "s-b".into(),
                parent: Some("s-a".into()),
                level: "".into(),
                depth: 255,
                label: "".into(),
                title: "".into(),
                departments: Assignment::default(),
                references: vec![],
                at: Place::element("s-a"),
            },
        ],
        items: vec![
            Item {
                id: "i-a".into(),
                section: Some("s-b".into()),
                parent: None,
                serial: Some("No.2".into()),
                number: Some("".into()),
                title: "ＢＰＲ の推進 100%_\\".into(),
                content: Some("全角カナと半角ｶﾅ\u{200b}、税収".into()),
                target: Some("".into()),
                schedule: Schedule {
                    every_year: true,
                    steps: vec![
                        Step {
                            fiscal_year: fy(2021),
                            text: "検討".into(),
                            open: true,
                            at: cell(1, 2),
                        },
                        Step {
                            fiscal_year: fy(2021),
                            text: "".into(),
                            open: false,
                            at: Place::NOWHERE,
                        },
                    ],
                    text: Some("".into()),
                },
                departments,
                references: vec!["【07-04-02-①指標】".into()],
                repeated: true,
                extra: vec![("備考".into(), "".into()), ("".into(), "😀".into())],
                retired: Some(gyokaku_core::plan::Retirement {
                    on: gyokaku_core::round::day("2026-10-01").expect("a day"),
                    reason: "ほかに統合".into(),
                    into: vec!["i2".into(), "".into()],
                }),
                at: cell(1, 0),
                places: ItemPlaces {
                    number: cell(1, 1),
                    title: line(u32::MAX, u32::MAX),
                    content: Place::element(""),
                    target: cell(1, 4),
                    schedule: cell(1, 5),
                    departments: cell(1, 6),
                },
            },
            Item {
                id: "i-b".into(),
                parent: Some("i-a".into()),
                title: "窓口の改善".into(),
                ..Item::default()
            },
        ],
        scales: vec![
            Scale {
                grades: [Tone::Ahead, Tone::Steady, Tone::Behind, Tone::Neutral]
                    .into_iter()
                    .enumerate()
                    .map(|(n, tone)| Grade {
                        label: ["◎", "○", "△", "－"][n].into(),
                        definition: "".into(),
                        rank: [1, 2, 3, 255][n],
                        tone,
                        evaluated: n < 3,
                    })
                    .collect(),
                fiscal_year: Some(fy(2019)),
                at: line(9, 0),
            },
            Scale::default(),
        ],
        progress: vec![
            StatedProgress {
                path: vec![],
                label: "".into(),
                examples: None,
                total: None,
                grades: vec![],
                shares: vec![],
                fiscal_year: None,
                at: Place::NOWHERE,
            },
            StatedProgress {
                path: vec!["組織".into(), "人".into()],
                label: "①".into(),
                examples: Some("例".into()),
                total: Some(0),
                grades: vec![
                    ("◎".into(), None),
                    ("○".into(), Some(0)),
                    ("○".into(), Some(i64::MIN)),
                ],
                shares: vec![
                    StatedShare {
                        label: "◎".into(),
                        percent: Decimal { value: 47, places: 1 },
                        of: ShareBase::Evaluated,
                    },
                    StatedShare {
                        label: "○".into(),
                        percent: Decimal { value: 0, places: 0 },
                        of: ShareBase::All,
                    },
                ],
                fiscal_year: Some(fy(2019)),
                at: cell(5, 5),
            },
        ],
        evaluations: [
            Evaluator::Department,
            Evaluator::Secretariat,
            Evaluator::Headquarters,
            Evaluator::Council,
            Evaluator::Council,
        ]
        .into_iter()
        .enumerate()
        .map(|(n, by)| Evaluation {
            item: "i-b".into(),
            fiscal_year: (n != 1).then(|| fy(2019)),
            by,
            grade: format!("○{n}"),
            reason: (n == 2).then(String::new),
            done: (n == 3).then(|| "実施".into()),
            at: line(30, 0),
        })
        .collect(),
        effects: vec![
            Effect {
                kind: EffectKind::Actual,
                duration: Duration::SingleYear,
                source: Source::Revenue,
                on: Some(Owner::Item("i-a".into())),
                ..effect("e-a", i64::MAX)
            },
            Effect {
                kind: EffectKind::Forecast,
                duration: Duration::Continuing,
                source: Source::Spending,
                corrects: Some(Correction {
                    entry: "e-a".into(),
                    reason: "".into(),
                    withdraws: true,
                }),
                on: Some(Owner::Section("s-a".into())),
                ..effect("e-b", i64::MIN)
            },
            Effect {
                path: vec![],
                vintage: "".into(),
                ..effect("e-c", 0)
            },
        ],
        stated_amounts: vec![
            StatedAmount {
                vintage: "策定時".into(),
                path: vec![],
                fiscal_year: None,
                label: "合計額".into(),
                difference: false,
                amount: Yen(0),
                at: line(40, 0),
            },
            StatedAmount {
                vintage: "".into(),
                path: vec!["".into()],
                fiscal_year: Some(fy(2022)),
                label: "".into(),
                difference: true,
                amount: Yen(-62_493_000),
                at: Place::NOWHERE,
            },
        ],
        indicators: [
            Direction::Up,
            Direction::Down,
            Direction::Keep,
            Direction::StayBelow,
        ]
        .into_iter()
        .enumerate()
        .map(|(n, direction)| Indicator {
            id: format!("n-{n}"),
            item: (n == 0).then(|| "i-a".into()),
            name: format!("収納率{n}"),
            unit: "%".into(),
            direction,
            values: [
                ValueKind::Base,
                ValueKind::Target,
                ValueKind::Actual,
                ValueKind::Threshold,
            ]
            .into_iter()
            .take(4 - n)
            .map(|kind| IndicatorValue {
                fiscal_year: (n > 0).then(|| fy(2020)),
                kind,
                number: (kind != ValueKind::Actual).then_some(Decimal {
                    value: i64::MIN,
                    places: u8::MAX,
                }),
                fraction: (n == 1).then_some((0, i64::MAX)),
                at: line(50, 1),
            })
            .collect(),
        })
        .collect(),
        crosswalk: vec![
            Edge {
                id: "g-a".into(),
                path: vec!["組織".into()],
                old: Some("旧".into()),
                kind: EdgeKind::Abolished,
                label: "廃止（集約）".into(),
                reason: Some("".into()),
                new: None,
                department: Some("".into()),
                at: line(60, 0),
                old_item: Some("before".into()),
                new_item: Some("i1".into()),
                on: gyokaku_core::round::day("2026-11-20"),
            },
            Edge {
                id: "g-b".into(),
                path: vec![],
                old: None,
                kind: EdgeKind::New,
                label: "".into(),
                reason: None,
                new: Some("".into()),
                department: None,
                at: Place::NOWHERE,
                ..Default::default()
            },
            Edge {
                id: "g-c".into(),
                path: vec![],
                old: None,
                kind: EdgeKind::Continued,
                label: "".into(),
                reason: None,
                new: None,
                department: None,
                at: Place::NOWHERE,
                ..Default::default()
            },
        ],
        review: Review {
            keep: vec![
                Point {
                    text: "続ける".into(),
                    notes: vec!["再度実施".into()],
                    evidence: vec!["収納率".into(), String::new()],
                    at: line(70, 0),
                },
                Point::default(),
            ],
            problem: vec![Point {
                text: "".into(),
                at: Place::NOWHERE,
                ..Point::default()
            }],
            try_next: vec![
                Try::default(),
                Try {
                    text: "試す".into(),
                    notes: vec!["注".into()],
                    evidence: Vec::new(),
                    items: vec![
                        TryItem {
                            title: "新".into(),
                            new: true,
                            departments: vec!["財政".into(), "".into()],
                            merges: vec!["a,\"b".into()],
                            at: line(71, 0),
                        },
                        TryItem::default(),
                    ],
                    at: line(71, 3),
                },
            ],
        },
        councils: vec![Council {
            id: "c-a".into(),
            name: "懇談会".into(),
            purpose: "意見を聴く。".into(),
            members: vec![
                Member {
                    part: "会長".into(),
                    name: "甲".into(),
                    post: "学識経験者".into(),
                    from: gyokaku_core::round::day("2026-04-01"),
                    to: gyokaku_core::round::day("2028-03-31"),
                },
                Member::default(),
            ],
        }],
        meetings: vec![
            Meeting {
                id: "m-a".into(),
                council: "c-a".into(),
                title: "第1回".into(),
                on: gyokaku_core::round::day("2026-11-28"),
                place: "庁議室".into(),
                agenda: vec!["進捗".into(), "".into()],
                papers: vec![
                    Paper {
                        title: "資料1".into(),
                        address: "/000000/p/progress".into(),
                    },
                    Paper::default(),
                ],
                minutes: Some("要旨".into()),
                closed: true,
            },
            Meeting {
                id: "m-b".into(),
                council: "c-a".into(),
                ..Meeting::default()
            },
        ],
        consultations: vec![Consultation {
            id: "k-a".into(),
            title: "素案への意見".into(),
            text: "案内".into(),
            from: gyokaku_core::round::day("2026-12-01"),
            to: None,
        }],
        opinions: vec![
            Opinion {
                id: "o-a".into(),
                meeting: Some("m-a".into()),
                speaker: "甲".into(),
                text: "分かりにくい。".into(),
                voices: Some(3),
                items: vec!["i-b".into(), "i-a".into()],
                asked: "財政課".into(),
                answer: Some("".into()),
                answered_on: gyokaku_core::round::day("2026-12-01"),
                handling: Some(Handling::AdoptedInPart),
                change: "図を足した。".into(),
                amount: Some(Yen(-1_200_000)),
                amount_year: FiscalYear::new(2027),
                follow_up: Some(FollowUp::Doing),
                followed: "続けている。".into(),
                ..Opinion::default()
            },
            Opinion {
                id: "o-b".into(),
                consultation: Some("k-a".into()),
                ..Opinion::default()
            },
            Opinion {
                id: "o-c".into(),
                occasion: "議会".into(),
                ..Opinion::default()
            },
        ],
        suggestions: vec![
            Suggestion {
                id: "g-a".into(),
                title: "押印の廃止".into(),
                text: "押印をやめる。".into(),
                by: "乙".into(),
                department: "総務課".into(),
                received_on: gyokaku_core::round::day("2026-06-01"),
                stage: Stage::Adopted,
                judged: "採用する。".into(),
                result: "半減した。".into(),
                items: vec!["i-a".into()],
            },
            Suggestion {
                id: "g-b".into(),
                ..Suggestion::default()
            },
        ],
        practices: vec![
            Practice {
                id: "p-a".into(),
                title: "窓口の予約".into(),
                department: "市民課".into(),
                fiscal_year: FiscalYear::new(2025),
                text: "予約を受ける。".into(),
                result: "待ち時間が減った。".into(),
                hints: "電話でも受ける。".into(),
                items: vec!["i-b".into()],
            },
            Practice {
                id: "p-b".into(),
                ..Practice::default()
            },
        ],
        appraisals: vec![
            Appraisal {
                id: "a-a".into(),
                programme: "敬老祝金".into(),
                fiscal_year: FiscalYear::new(2025),
                department: "福祉課".into(),
                measured: "支給 300件".into(),
                own: "見直しが要る。".into(),
                outside: Some("縮小すべき。".into()),
                verdict: Some(Verdict::Reduced),
                reason: "対象を絞る。".into(),
                amount: Some(Yen(-3_000_000)),
                items: vec!["i-a".into(), "i-b".into()],
            },
            Appraisal {
                id: "a-b".into(),
                ..Appraisal::default()
            },
        ],
        frame: Frame {
            ideals: vec![stated("", "理念"), stated("", "理念")],
            themes: vec![stated("主題", "")],
            circumstances: groups("情勢"),
            viewpoints: groups("視点"),
            directions: groups("方向"),
            promotion: vec![stated("推進本部", "市長を本部長とする。")],
            higher_plans: vec![stated("総合計画", "")],
            chapters: groups("章"),
            cited: groups("別の計画：別名"),
        },
        notes: vec![GlossaryNote {
            term: "IoT".into(),
            text: "物のインターネット".into(),
            at: line(80, 0),
        }],
        statements: vec![
            Statement {
                of: "実施項目".into(),
                value: 98,
                money: false,
                approximate: false,
                period: None,
                stated: "98".into(),
                at: line(90, 4),
            },
            Statement {
                of: "累積効果額".into(),
                value: i64::MAX,
                money: true,
                approximate: true,
                period: Some(Period {
                    from: fy(2016),
                    to: fy(2019),
                }),
                stated: "約217億円".into(),
                at: Place::NOWHERE,
            },
        ],
        annotations: vec![
            Annotation {
                on: None,
                text: "※1 年の表記は西暦（和暦）です。".into(),
                at: line(91, 0),
            },
            Annotation {
                on: Some("i-a".into()),
                text: "外部評価を追加".into(),
                at: line(92, 3),
            },
        ],
    }
}
