use super::register::{Corrected, taken_over, typed_otherwise};
use super::*;
use crate::department::Role;
use crate::document::Place;
use crate::edition::errata::changes;
use crate::effect::{Owner, in_force};
use crate::fiscal_year::FiscalYear;
use crate::indicator::{Decimal, Direction, Indicator, IndicatorValue, ValueKind};
use crate::plan::{Item, Section};
use crate::precedence::Precedence;
use crate::progress::Evaluator;
use crate::round::answer::Held;
use crate::round::approval::Approval;
use crate::round::{Deadlines, Key, RoundState, day};
use crate::table::{RowKind, Value};

fn round() -> Round {
    let day = |text| day(text).expect("a day");
    Round {
        key: Key::parse("2019").expect("a key"),
        revision: 1,
        title: "令和元年度 進捗状況調査".into(),
        own: Vec::new(),
        questions: Question::ALL.to_vec(),
        approvals: vec![Approval::usual(day("2020-05-22"))],
        tolerance: crate::round::USUAL_TOLERANCE,
        due: Deadlines {
            department: day("2020-05-15"),
            office: day("2020-05-29"),
        },
        state: RoundState::Open,
        reason: None,
        opened_at: String::new(),
        opened_by: String::new(),
    }
}

fn scale() -> Scale {
    let grade = |label: &str, rank, tone, evaluated| Grade {
        label: label.into(),
        definition: String::new(),
        rank,
        tone,
        evaluated,
    };
    Scale {
        grades: vec![
            grade("◎", 1, Tone::Ahead, true),
            grade("○", 2, Tone::Steady, true),
            grade("△", 3, Tone::Behind, true),
        ],
        ..Scale::default()
    }
}

/// A plan of items, each under the section with its number.
fn plan(sections: &[usize]) -> Plan {
    let mut plan = Plan::default();
    for (n, section) in sections.iter().enumerate() {
        let id = format!("s{section}");
        if plan.section(&id).is_none() {
            plan.sections.push(Section {
                id: id.clone(),
                level: "方針".into(),
                label: section.to_string(),
                title: format!("方針{section}"),
                ..Section::default()
            });
        }
        plan.items.push(Item {
            id: format!("i{n}"),
            section: Some(id),
            number: Some(format!("{section}-{n}")),
            title: format!("取組{n}"),
            ..Item::default()
        });
    }
    plan
}

fn answer(n: usize, state: State, values: &[(Field, &str)]) -> Answer {
    Answer {
        item: format!("i{n}"),
        department: "d1".into(),
        role: Role::Lead,
        coordinates: true,
        state,
        revision: 1,
        changed_at: None,
        changed_by: None,
        late: None,
        retired: None,
        wanted_despite: None,
        values: values
            .iter()
            .map(|(field, content)| {
                let held = Held {
                    content: (*content).to_owned(),
                    changed_at: String::new(),
                    changed_by: String::new(),
                    own: None,
                };
                (field.clone(), held)
            })
            .collect(),
    }
}

fn frozen(plan: &Plan, answers: &[Answer], grades: &[(String, Given)], reason: &str) -> Frozen {
    let (round, scale) = (round(), scale());
    let material = Material {
        plan,
        round: &round,
        answers,
        grades,
        scale: &scale,
        today: day("2020-06-30").expect("a day"),
        name: &|id| format!("課{id}"),
    };
    freeze(&material, reason)
}

fn year() -> FiscalYear {
    FiscalYear::new(2019).expect("a year")
}

/// Identities in order.
fn ids(prefix: &str) -> impl FnMut() -> String + use<> {
    let (prefix, mut n) = (prefix.to_owned(), 0);
    move || {
        n += 1;
        format!("{prefix}{n}")
    }
}

#[test]
fn what_is_left_out_stands_as_not_evaluated_and_says_why() {
    let plan = plan(&[1, 1]);
    let answers = [
        answer(0, State::Accepted, &[(Field::Grade, "○"), (Field::Done, "実施")]),
        answer(
            1,
            State::InWork,
            &[(Field::Grade, "◎"), (Field::Done, "まだ途中の文")],
        ),
    ];
    let frozen = frozen(&plan, &answers, &[], "災害対応のため");
    assert_eq!(frozen.entries[1].grades[0].grade, UNEVALUATED);
    assert_eq!(frozen.entries[1].grades[0].reason, "災害対応のため");
    assert_eq!(
        frozen.entries[1].words(&Field::Done),
        None,
        "what was not accepted is not published"
    );
    let tables = tables(&frozen, &round(), &plan);
    let progress = &tables[0];
    let total = progress.rows.last().expect("a total");
    let cell = |key: &str| total.cells[progress.column(key).expect("a column")].value.clone();
    assert_eq!(
        (cell("total"), cell("evaluated")),
        (Value::Count(2), Value::Count(1))
    );
    let after = taken_over(&plan, &frozen.entries, year(), "調査", None, &mut ids("e"));
    assert_eq!(
        after.evaluations.len(),
        1,
        "what nobody evaluated is no evaluation"
    );
}

#[test]
fn an_item_that_another_evaluator_graded_has_a_grade_where_that_grade_counts() {
    let mut plan = plan(&[1]);
    let given = |by| {
        let grade = "△".to_owned();
        let reason = "根拠が足りない".to_owned();
        ("i0".to_owned(), Given { by, grade, reason })
    };
    let answers = [answer(0, State::NotStarted, &[])];
    let secretariat = frozen(&plan, &answers, &[given(Evaluator::Secretariat)], "回答なし");
    assert_eq!(secretariat.entries[0].grades.len(), 1);
    assert_eq!(secretariat.scale.grade(UNEVALUATED), None);
    let council = [given(Evaluator::Council)];
    let beside = frozen(&plan, &answers, &council, "回答なし");
    let told: Vec<(Evaluator, &str)> = beside.entries[0]
        .grades
        .iter()
        .map(|given| (given.by, given.grade.as_str()))
        .collect();
    assert_eq!(
        told,
        [(Evaluator::Council, "△"), (Evaluator::Department, UNEVALUATED)]
    );
    plan.precedence = Precedence::parse("council headquarters").expect("a rule");
    let counted = frozen(&plan, &answers, &council, "回答なし");
    assert_eq!(counted.entries[0].grades.len(), 1);
}

#[test]
fn closing_needs_every_answer_or_a_reason() {
    let (plan, round, scale) = (plan(&[1, 1]), round(), scale());
    let answers = [
        answer(0, State::Accepted, &[(Field::Grade, "△")]),
        answer(1, State::Approved, &[(Field::Grade, "◎")]),
    ];
    let material = Material {
        plan: &plan,
        round: &round,
        answers: &answers,
        grades: &[],
        scale: &scale,
        today: day("2020-06-30").expect("a day"),
        name: &str::to_owned,
    };
    let one: BTreeSet<_> = [("i1".to_owned(), "d1".to_owned())].into();
    assert_eq!(
        may_close(&material, &BTreeSet::new(), ""),
        Err(NotClosable::Open(1))
    );
    assert_eq!(may_close(&material, &one, " "), Err(NotClosable::NoReason));
    assert_eq!(may_close(&material, &one, "災害対応"), Ok(()));
    let remark = |_: &Answer| {
        vec![Remark {
            field: Field::Reason,
            weight: Weight::Must,
            text: "理由を記入してください。".into(),
        }]
    };
    let kinds: Vec<u8> = open_points(&material, &remark)
        .iter()
        .map(|open| open.kind.weight())
        .collect();
    assert_eq!(kinds, [0, 1, 2], "not accepted, a remark, no grade");
}

#[test]
fn amounts_are_entries_of_the_ledger_and_corrections_say_why() {
    let plan = plan(&[1, 1]);
    let amount = |n, text| {
        answer(
            n,
            State::Accepted,
            &[(Field::Grade, "○"), (Field::EffectActual, text)],
        )
    };
    let first = frozen(&plan, &[amount(0, "1000"), amount(1, "500")], &[], "");
    let after = taken_over(&plan, &first.entries, year(), "調査", None, &mut ids("e"));
    assert_eq!(after.effects.len(), 2);
    assert_eq!(after.effects[0].on, Some(Owner::Item(plan.items[0].id.clone())));
    assert_eq!(after.effects[0].path, ["方針1", "取組0"]);
    let second = frozen(
        &plan,
        &[
            amount(0, "1200"),
            answer(1, State::Accepted, &[(Field::Grade, "○")]),
        ],
        &[],
        "",
    );
    let corrected = Corrected {
        entries: &first.entries,
        vintage: "調査",
        reason: "集計の誤り",
    };
    let again = taken_over(
        &after,
        &second.entries,
        year(),
        "題を変えた調査",
        Some(corrected),
        &mut ids("c"),
    );
    assert_eq!(again.effects[..2], after.effects, "nothing is overwritten");
    let counted: Vec<(i64, &str)> = in_force(&again.effects)
        .map(|e| (e.amount.0, e.vintage.as_str()))
        .collect();
    assert_eq!(
        counted,
        [(1200, "調査")],
        "what is stated no more is a blank, not a zero"
    );
    let why = again.effects[2].corrects.as_ref().expect("a correction");
    assert_eq!((why.entry.as_str(), why.reason.as_str()), ("e1", "集計の誤り"));
    let same = Corrected {
        entries: &second.entries,
        ..corrected
    };
    let third = taken_over(&again, &second.entries, year(), "調査", Some(same), &mut ids("x"));
    assert_eq!(third, again, "what did not change is no entry");
}

#[test]
fn two_items_of_one_title_keep_their_amounts_apart() {
    let mut plan = plan(&[1, 1]);
    plan.items[1].title = plan.items[0].title.clone();
    let answers = [0, 1].map(|n| answer(n, State::Accepted, &[(Field::EffectPlan, "100")]));
    let frozen = frozen(&plan, &answers, &[], "");
    let after = taken_over(&plan, &frozen.entries, year(), "調査", None, &mut ids("e"));
    assert_eq!(in_force(&after.effects).count(), 2);
    assert_eq!(after.effects[1].path, ["方針1", "1-1 取組0"]);
}

#[test]
fn a_grade_that_was_taken_back_leaves_the_register() {
    let plan = plan(&[1]);
    let given = |grade: &str| {
        (
            "i0".to_owned(),
            Given {
                by: Evaluator::Secretariat,
                grade: grade.into(),
                reason: String::new(),
            },
        )
    };
    let answers = [answer(0, State::Accepted, &[(Field::Grade, "○")])];
    let first = frozen(&plan, &answers, &[given("△")], "");
    let after = taken_over(&plan, &first.entries, year(), "調査", None, &mut ids("e"));
    assert_eq!(after.evaluations.len(), 2);
    let second = frozen(&plan, &answers, &[], "");
    let corrected = Corrected {
        entries: &first.entries,
        vintage: "調査",
        reason: "取消し",
    };
    let again = taken_over(
        &after,
        &second.entries,
        year(),
        "調査",
        Some(corrected),
        &mut ids("c"),
    );
    assert_eq!(again.evaluations.len(), 1);
    assert_eq!(changes(&first.entries, &second.entries).len(), 1);
}

#[test]
fn actual_values_of_indicators_reach_the_register() {
    let mut plan = plan(&[1]);
    plan.indicators.push(Indicator {
        id: "k1".into(),
        item: Some("i0".into()),
        name: "収納率".into(),
        unit: "%".into(),
        direction: Direction::Up,
        values: Vec::new(),
    });
    let answers = [answer(
        0,
        State::Accepted,
        &[(Field::Indicator("k1".into()), "97.9")],
    )];
    let frozen = frozen(&plan, &answers, &[], "");
    let after = taken_over(&plan, &frozen.entries, year(), "調査", None, &mut ids("e"));
    let value = &after.indicators[0].values[0];
    assert_eq!(
        (value.kind, value.number),
        (
            ValueKind::Actual,
            Some(Decimal {
                value: 979,
                places: 1
            })
        )
    );
}

#[test]
fn what_the_office_typed_of_an_indicator_stays() {
    let mut plan = plan(&[1]);
    let number = |value| Some(Decimal { value, places: 1 });
    let value = |at: Place| IndicatorValue {
        fiscal_year: Some(year()),
        kind: ValueKind::Actual,
        number: number(978),
        fraction: None,
        at,
    };
    plan.indicators.push(Indicator {
        id: "k1".into(),
        item: Some("i0".into()),
        name: "収納率".into(),
        unit: "%".into(),
        direction: Direction::Up,
        values: vec![value(Place::NOWHERE)],
    });
    let answers = [answer(
        0,
        State::Accepted,
        &[(Field::Indicator("k1".into()), "97.9")],
    )];
    let frozen = frozen(&plan, &answers, &[], "");
    let after = taken_over(&plan, &frozen.entries, year(), "調査", None, &mut ids("e"));
    assert_eq!(
        after.indicators[0].number(ValueKind::Actual, Some(year())),
        number(978)
    );
    let told: Vec<_> = typed_otherwise(&plan, &frozen.entries, year())
        .into_iter()
        .map(|one| (one.indicator.id.as_str(), Some(one.typed), Some(one.answered)))
        .collect();
    assert_eq!(told, [("k1", number(978), number(979))]);
    // What a document or an edition before says gives way.
    for at in [Place::at_line(3, 0), Place::element("k1")] {
        plan.indicators[0].values = vec![value(at)];
        let after = taken_over(&plan, &frozen.entries, year(), "調査", None, &mut ids("e"));
        assert_eq!(
            after.indicators[0].number(ValueKind::Actual, Some(year())),
            number(979)
        );
        assert!(typed_otherwise(&plan, &frozen.entries, year()).is_empty());
    }
}

proptest::proptest! {
    #[test]
    fn the_frozen_progress_table_counts_the_entries(
        given in proptest::collection::vec((0usize..4, 0usize..5, 0usize..6), 1..40)
    ) {
        let sections: Vec<usize> = given.iter().map(|(section, ..)| *section).collect();
        let plan = plan(&sections);
        let labels = ["◎", "○", "△"];
        let answers: Vec<Answer> = given
            .iter()
            .enumerate()
            .map(|(n, (_, grade, state))| {
                let values: Vec<(Field, &str)> = labels
                    .get(*grade)
                    .map(|label| (Field::Grade, *label))
                    .into_iter()
                    .collect();
                answer(n, State::ALL[*state], &values)
            })
            .collect();
        let frozen = frozen(&plan, &answers, &[], "理由");
        let tables = tables(&frozen, &round(), &plan);
        let progress = &tables[0];
        let count = |row: &crate::table::Row, key: &str| match row.cells[progress.column(key).expect("a column")].value {
            Value::Count(count) => count,
            _ => -1,
        };
        let total = progress.rows.iter().find(|row| row.kind == RowKind::Total).expect("a total");
        proptest::prop_assert_eq!(count(total, "total"), frozen.entries.len() as i64);
        let mut sum = 0;
        for (n, grade) in frozen.scale.grades.iter().enumerate() {
            let of_grade = |entry: &&Entry| entry.counted_grade(&Precedence::default()).is_some_and(|g| g.grade == grade.label);
            let counted = frozen.entries.iter().filter(of_grade).count() as i64;
            proptest::prop_assert_eq!(count(total, &format!("grade_{}", n + 1)), counted);
            sum += counted;
        }
        proptest::prop_assert_eq!(sum, frozen.entries.len() as i64, "every item has a place in the table");
        // Each part of the plan counts its own items.
        for row in progress.rows.iter().filter(|row| row.kind == RowKind::Row) {
            let Value::Text(title) = &row.cells[1].value else { continue };
            let own = frozen.entries.iter().filter(|entry| entry.path[0].title == *title);
            proptest::prop_assert_eq!(count(row, "total"), own.count() as i64);
        }
    }
}

#[test]
fn an_item_that_ended_meanwhile_keeps_nothing_open_and_says_why() {
    let (plan, round, scale) = (plan(&[1, 1]), round(), scale());
    let mut answers = [
        answer(0, State::Accepted, &[(Field::Grade, "△")]),
        answer(1, State::InWork, &[(Field::Grade, "◎")]),
    ];
    answers[1].retired = Some(Retirement {
        into: Vec::new(),
        on: day("2020-06-01").expect("a day"),
        reason: "事業の終了".into(),
    });
    let no_remarks = |_: &Answer| Vec::new();
    let of = |answers: &[Answer]| {
        let material = Material {
            plan: &plan,
            round: &round,
            answers,
            grades: &[],
            scale: &scale,
            today: day("2020-06-30").expect("a day"),
            name: &str::to_owned,
        };
        let kinds: Vec<OpenKind> = open_points(&material, &no_remarks)
            .into_iter()
            .map(|open| open.kind)
            .collect();
        (
            may_close(&material, &BTreeSet::new(), ""),
            kinds,
            freeze(&material, "").entries,
        )
    };
    let (closable, kinds, entries) = of(&answers);
    assert_eq!((closable, kinds), (Ok(()), Vec::new()));
    let told: Vec<(&str, &str)> = entries[1]
        .grades
        .iter()
        .map(|given| (given.grade.as_str(), given.reason.as_str()))
        .collect();
    assert_eq!(told, [(ENDED, "取りやめ（令和2年6月1日、事業の終了）")]);
    answers[1].wanted_despite = day("2020-06-01");
    assert_eq!(
        of(&answers).0,
        Err(NotClosable::Open(1)),
        "a last report is wanted"
    );
}
