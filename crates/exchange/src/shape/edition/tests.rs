use gyokaku_core::department::Role;
use gyokaku_core::document::Place;
use gyokaku_core::edition::{Change, Entry, Given, GivenAnswer, Step};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::indicator::Decimal;
use gyokaku_core::money::{Share, Unit, Yen};
use gyokaku_core::progress::{Evaluator, Grade, Scale};
use gyokaku_core::round::answer::State;
use gyokaku_core::round::field::Field;
use gyokaku_core::table::{Cell, Column, ColumnKind, ColumnPart, Row, RowKind, Table, Value};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::table::PARTS;
use super::*;

fn text() -> impl Strategy<Value = String> + Clone {
    "[ -~あ-ん漢字◎\\n\"\\\\]{0,12}"
}

fn evaluator() -> impl Strategy<Value = Evaluator> {
    select(Evaluator::ALL.to_vec())
}

fn field() -> impl Strategy<Value = Field> {
    prop_oneof![
        select(vec![
            Field::Grade,
            Field::Reason,
            Field::Done,
            Field::EffectPlan,
            Field::EffectActual,
            Field::Difficulties,
            Field::Next,
        ]),
        "[a-z0-9-]{1,8}".prop_map(Field::Indicator),
    ]
}

fn answer() -> impl Strategy<Value = GivenAnswer> {
    let values = proptest::collection::btree_map(field(), text(), 0..5);
    let state = select(State::ALL.to_vec());
    (text(), any::<bool>(), any::<bool>(), state, values).prop_map(
        |(department, leads, coordinates, state, values)| GivenAnswer {
            department,
            role: if leads { Role::Lead } else { Role::Support },
            coordinates,
            state,
            values,
        },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    let step = (text(), text(), text()).prop_map(|(level, label, title)| Step { level, label, title });
    let given = (evaluator(), text(), text()).prop_map(|(by, grade, reason)| Given { by, grade, reason });
    (
        text(),
        vec(step, 0..4),
        (option::of(text()), option::of(text()), text()),
        vec(answer(), 0..3),
        vec(given, 0..4),
        vec((text(), text(), text()), 0..3),
    )
        .prop_map(
            |(item, path, (serial, number, title), answers, grades, indicators)| Entry {
                item,
                path,
                serial,
                number,
                title,
                answers,
                grades,
                indicators,
            },
        )
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![
        (any::<u32>(), any::<u32>()).prop_map(|(line, column)| Place::at_line(line, column)),
        (text(), any::<u32>(), any::<u32>()).prop_map(|(sheet, row, column)| Place::cell(sheet, row, column)),
        text().prop_map(Place::element),
        Just(Place::NOWHERE),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Blank),
        text().prop_map(Value::Text),
        any::<i64>().prop_map(Value::Count),
        any::<i64>().prop_map(|yen| Value::Yen(Yen(yen))),
        (any::<i64>(), any::<i64>()).prop_map(|(part, whole)| Value::Share(Share { part, whole })),
        (any::<i64>(), any::<u8>()).prop_map(|(value, places)| Value::Decimal(Decimal { value, places })),
    ]
}

fn table() -> impl Strategy<Value = Table> {
    let kinds = select(ColumnKind::ALL.to_vec());
    let parts = select(PARTS.map(|(part, _)| part).to_vec());
    let column =
        (text(), text(), kinds, parts, option::of(text())).prop_map(|(key, label, kind, part, grade)| {
            Column {
                key,
                label,
                kind,
                part,
                grade,
            }
        });
    let cell = (value(), vec(place(), 0..3)).prop_map(|(value, from)| Cell { value, from });
    let kind = select(vec![RowKind::Row, RowKind::Group, RowKind::Total]);
    let row =
        (kind, any::<u8>(), vec(cell, 0..5), option::of(text())).prop_map(|(kind, level, cells, item)| Row {
            kind,
            level,
            cells,
            item,
        });
    let unit = option::of(select(Unit::ALL.to_vec()));
    let name = select(vec!["progress", "year", "effects", "item_years"]);
    let notes = vec(text(), 0..3);
    (
        name,
        text(),
        text(),
        unit,
        vec(column, 0..5),
        vec(row, 0..6),
        notes,
    )
        .prop_map(|(name, title, summary, unit, columns, rows, notes)| Table {
            name,
            title,
            summary,
            unit,
            columns,
            rows,
            notes,
        })
}

fn scale() -> impl Strategy<Value = Scale> {
    let tone = select(TONES.map(|(tone, _)| tone).to_vec());
    let grade = (text(), text(), any::<u8>(), tone, any::<bool>()).prop_map(
        |(label, definition, rank, tone, evaluated)| Grade {
            label,
            definition,
            rank,
            tone,
            evaluated,
        },
    );
    let year = option::of((1900i16..2100).prop_map(|year| FiscalYear::new(year).expect("a year")));
    (vec(grade, 0..6), year, place()).prop_map(|(grades, fiscal_year, at)| Scale {
        grades,
        fiscal_year,
        at,
    })
}

proptest! {
    #[test]
    fn an_entry_comes_back(entry in entry()) {
        prop_assert_eq!(entry_of(&entry_text(&entry)), Ok(entry));
    }

    #[test]
    fn a_table_comes_back(table in table()) {
        prop_assert_eq!(table_of(&table_text(&table)), Ok(table));
    }

    #[test]
    fn a_scale_comes_back(scale in scale()) {
        prop_assert_eq!(scale_of(&scale_text(&scale)), Ok(scale));
    }

    #[test]
    fn changes_come_back(changes in vec((text(), text(), text(), option::of(text()), option::of(text())), 0..5)) {
        let changes: Vec<Change> = changes
            .into_iter()
            .map(|(item, title, what, old, new)| Change { item, title, what, old, new })
            .collect();
        prop_assert_eq!(changes_of(&changes_text(&changes)), Ok(changes));
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,60}") {
        let whole = format!("{{\"schema\":\"gyokaku.edition/1\",\"entry\":{text}}}");
        for text in [text.as_str(), whole.as_str()] {
            let _ = (entry_of(text), table_of(text), scale_of(text), changes_of(text));
        }
    }
}

#[test]
fn what_a_newer_release_froze_is_refused_by_name() {
    let newer = entry_text(&Entry::default()).replace("gyokaku.edition/1", "gyokaku.edition/2");
    let refused = entry_of(&newer).expect_err("a newer form");
    assert_eq!(
        refused,
        NotAnEdition::Unknown {
            found: "gyokaku.edition/2".into()
        }
    );
    assert!(refused.to_string().contains("gyokaku.edition/2"));
    assert!(refused.to_string().contains("新しい版"));
}

#[test]
fn a_damaged_text_says_what_is_missing() {
    for (text, what) in [
        ("", "JSON"),
        ("{}", "schema"),
        ("{\"schema\":\"gyokaku.edition/1\"}", "entry"),
        (
            "{\"schema\":\"gyokaku.edition/1\",\"entry\":{\"title\":\"x\"}}",
            "item",
        ),
    ] {
        assert_eq!(entry_of(text), Err(damaged(what)), "{text}");
    }
    let table = table_text(&Table {
        name: "progress",
        ..Table::default()
    });
    let other = table.replace("\"progress\"", "\"prograss\"");
    assert_eq!(table_of(&other), Err(damaged("name")));
}

/// A table that was frozen before tables had notes is read as one without.
#[test]
fn an_older_table_has_no_notes() {
    let table = Table {
        name: "progress",
        ..Table::default()
    };
    let older = table_text(&table)
        .replace(",\"notes\":[]", "")
        .replace("\"notes\":[],", "");
    assert!(!older.contains("notes"), "{older}");
    assert_eq!(table_of(&older), Ok(table));
}

/// Written down by hand: what was frozen once must be read for ever.
#[test]
fn the_form_stays_as_it_is() {
    let frozen = r#"{"schema":"gyokaku.edition/1","entry":{"item":"i1","path":[{"level":"方針","label":"1","title":"財政"}],"serial":null,"number":"1-1","title":"予算編成","answers":[{"department":"財政課","role":"lead","coordinates":true,"state":"accepted","values":{"grade":"○","indicator:k1":"97.9"}}],"grades":[{"by":"department","grade":"○","reason":""}],"indicators":[{"id":"k1","name":"収納率","unit":"%"}]}}"#;
    let entry = entry_of(frozen).expect("an entry");
    assert_eq!(entry.title, "予算編成");
    assert_eq!(
        entry.answers[0]
            .values
            .get(&Field::Indicator("k1".into()))
            .map(String::as_str),
        Some("97.9")
    );
    let frozen = r#"{"schema":"gyokaku.edition/1","table":{"name":"progress","title":"t","answer":"a","unit":null,"columns":[{"key":"total","label":"取組計","kind":"figure"}],"rows":[{"kind":"total","level":0,"item":null,"cells":[{"count":124,"from":[{"line":3,"column":1}]},{"part":8,"whole":124},{}]}]}}"#;
    let table = table_of(frozen).expect("a table");
    assert_eq!(table.rows[0].cells[0].value, Value::Count(124));
    assert_eq!(table.rows[0].cells[2], Cell::blank());
    let typed = &table.columns[0];
    assert_eq!((typed.kind, typed.part), (ColumnKind::Count, ColumnPart::Plain));
}
