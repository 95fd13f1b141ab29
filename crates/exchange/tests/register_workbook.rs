//! A register as a workbook: what a person can do to it, and what is understood of it when it comes back.

mod survey_support;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use gyokaku_core::editing::{ItemField, Value};
use gyokaku_core::plan::{Item, Plan, Section};
use gyokaku_exchange::register::write::{self, Head};
use gyokaku_exchange::register::{Back, Before, NotTheRegister, Stands, back};
use gyokaku_exchange::workbook::{FaultKind, mark};
use gyokaku_testkit::outside::{Folder, documents};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const CODE: &str = "990019/kaikaku";
const ITEMS: &str = "取組項目";
const HELD: &str = "控え";

fn item(n: usize, section: &str, title: &str) -> Item {
    Item {
        id: format!("i{n}"),
        section: Some(section.into()),
        number: Some(format!("1-{n}")),
        title: title.into(),
        content: Some(format!("取組内容その{n}\n二行目")),
        ..Item::default()
    }
}

fn plan() -> Plan {
    let section = |id: &str, parent: Option<&str>, title: &str| Section {
        id: id.into(),
        parent: parent.map(str::to_owned),
        depth: u8::from(parent.is_some()),
        title: title.into(),
        ..Section::default()
    };
    Plan {
        title: "見本市行財政改革プラン".into(),
        sections: vec![
            section("s", None, "健全な財政"),
            section("s1", Some("s"), "収入の確保"),
            section("s2", Some("s"), "支出の見直し"),
        ],
        items: vec![
            item(1, "s1", "使用料の見直し"),
            item(2, "s1", "市有財産の活用"),
            item(3, "s2", "契約事務の電子化"),
            item(4, "s2", "補助金の見直し"),
        ],
        ..Plan::default()
    }
}

fn head() -> Head<'static> {
    Head {
        code: CODE,
        body: "見本市",
        day: "令和8年11月28日",
        revision: 7,
        section: None,
    }
}

fn written(plan: &Plan) -> Vec<u8> {
    let items: Vec<&Item> = plan.items.iter().collect();
    write::workbook(&head(), plan, &items).expect("a workbook")
}

type Sheet = BTreeMap<(u32, u16), Data>;

/// A workbook as a person has it open: its sheets, and whether they are hidden.
#[derive(Clone)]
struct Book(Vec<(String, Sheet)>);

impl Book {
    fn open(bytes: &[u8]) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let names = book.sheet_names();
        let sheet = |name: &String| {
            let range = book.worksheet_range(name).expect("a sheet");
            let (top, left) = range.start().expect("cells");
            let used = range.used_cells();
            let cells = used
                .map(|(row, column, data)| ((row as u32 + top, (column as u32 + left) as u16), data.clone()));
            (name.clone(), cells.collect())
        };
        Self(names.iter().map(sheet).collect())
    }

    fn items(&mut self) -> &mut Sheet {
        &mut self
            .0
            .iter_mut()
            .find(|(name, _)| name == ITEMS)
            .expect("the sheet")
            .1
    }

    /// The row of the item that is called so.
    fn row(&mut self, title: &str) -> u32 {
        let found = self
            .items()
            .iter()
            .find(|((_, column), data)| *column > 0 && *data == title);
        found.unwrap_or_else(|| panic!("no {title}")).0.0
    }

    fn column(&mut self, head: &str) -> u16 {
        let found = self
            .items()
            .iter()
            .find(|((row, _), data)| *row == 4 && *data == head);
        found.unwrap_or_else(|| panic!("no {head}")).0.1
    }

    fn set(&mut self, row: u32, head: &str, text: &str) -> &mut Self {
        let column = self.column(head);
        self.items().insert((row, column), Data::String(text.into()));
        self
    }

    fn write(&mut self, title: &str, head: &str, text: &str) -> &mut Self {
        let row = self.row(title);
        self.set(row, head, text)
    }

    /// The rows below the head, each at another place.
    fn moved(&mut self, to: impl Fn(u32) -> Option<u32>) -> &mut Self {
        let cells = std::mem::take(self.items());
        let cells = cells.into_iter().filter_map(|((row, column), data)| match row {
            0..=4 => Some(((row, column), data)),
            row => Some(((to(row)?, column), data)),
        });
        *self.items() = cells.collect();
        self
    }

    /// A row copied and inserted below itself.
    fn copied(&mut self, title: &str) -> u32 {
        let from = self.row(title);
        self.moved(|row| Some(if row > from { row + 1 } else { row }));
        let cells: Vec<_> = self
            .items()
            .iter()
            .filter(|((row, _), _)| *row == from)
            .map(|((_, c), d)| (*c, d.clone()))
            .collect();
        for (column, data) in cells {
            self.items().insert((from + 1, column), data);
        }
        from + 1
    }

    fn without(&mut self, sheet: &str) -> &mut Self {
        self.0.retain(|(name, _)| name != sheet);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        for (name, cells) in &self.0 {
            let sheet = workbook.add_worksheet();
            sheet.set_name(name).expect("a name");
            sheet.set_hidden(name == HELD);
            for ((row, column), data) in cells {
                match data {
                    Data::Float(number) => sheet.write_number(*row, *column, *number),
                    Data::DateTime(_) => sheet.write_datetime_with_format(
                        *row,
                        *column,
                        ExcelDateTime::from_ymd(2026, 1, 2).expect("a day"),
                        &Format::new().set_num_format("yyyy/m/d"),
                    ),
                    other => sheet.write_string(*row, *column, other.to_string()),
                }
                .expect("a cell");
            }
        }
        workbook.save_to_buffer().expect("a workbook")
    }

    fn back(&self, plan: &Plan) -> Back {
        back(&self.bytes(), CODE, plan).expect("the register")
    }
}

fn opened() -> Book {
    Book::open(&written(&plan()))
}

/// Nothing changes, and nothing is told.
fn is_untouched(back: &Back) -> bool {
    back.changes.is_empty() && back.new.is_empty() && back.faults.is_empty() && back.missing.is_empty()
}

#[test]
fn an_untouched_workbook_changes_nothing() {
    let plan = plan();
    for bytes in [written(&plan), opened().bytes()] {
        let found = back(&bytes, CODE, &plan).expect("the register");
        assert!(is_untouched(&found), "{found:?}");
        assert_eq!((found.same, found.overtaken.len()), (4 * ItemField::ALL.len(), 0));
        assert_eq!(
            (found.revision, found.section.as_deref(), found.knows_before),
            (Some(7), None, true)
        );
        assert!(found.missing_columns.is_empty());
    }
    assert_eq!(
        written(&plan),
        written(&plan),
        "the same register gives the same bytes"
    );
}

#[test]
fn the_registers_of_documents_come_back_as_they_went_out() {
    for folder in [Folder::Samples, Folder::Seeds] {
        let Some(path) = folder.path() else { continue };
        let mut with_items = 0;
        for path in documents(&path) {
            let bytes = std::fs::read(&path).expect("a document");
            let name = path.display().to_string();
            let Ok(read) = gyokaku_exchange::read::read(&name, &bytes) else {
                continue;
            };
            let mut plan = read.plan;
            // Identities are given when a plan is stored.
            for (at, item) in plan.items.iter_mut().enumerate() {
                if item.id.is_empty() {
                    item.id = format!("x{at}");
                }
            }
            with_items += usize::from(!plan.items.is_empty());
            let written = written(&plan);
            for bytes in [written.clone(), Book::open(&written).bytes()] {
                let found = back(&bytes, CODE, &plan).expect("the register");
                assert!(is_untouched(&found), "{name}: {found:?}");
                assert_eq!(found.same, plan.items.len() * ItemField::ALL.len(), "{name}");
            }
        }
        assert!(with_items > 0, "{folder:?}");
    }
}

#[test]
fn what_was_written_over_is_a_change_of_its_field() {
    let plan = plan();
    let mut book = opened();
    book.write("使用料の見直し", "取組内容", "料金を改める")
        .write("使用料の見直し", "主担当課", "財政課、市民課")
        .write("市有財産の活用", "取組内容", "")
        .write("契約事務の電子化", "番号", "  2-1 ");
    let found = book.back(&plan);
    let told: Vec<(&str, ItemField, &str, &str)> = found
        .changes
        .iter()
        .map(|c| (c.item.as_str(), c.field, c.old.as_str(), c.new.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("i1", ItemField::Lead, "", "財政課\n市民課"),
            ("i1", ItemField::Content, "取組内容その1\n二行目", "料金を改める"),
            ("i2", ItemField::Content, "取組内容その2\n二行目", ""),
            ("i3", ItemField::Number, "1-3", "2-1"),
        ]
    );
    assert_eq!(found.changes[0].typed.as_deref(), Some("財政課、市民課"));
    assert_eq!(
        found.changes[0].value,
        Value::List(vec!["財政課".into(), "市民課".into()])
    );
    assert!(found.changes.iter().all(|change| !change.is_conflict()));
    assert!(found.faults.is_empty() && found.new.is_empty() && found.missing.is_empty());
}

#[test]
fn rows_that_were_sorted_are_no_change_and_those_that_are_gone_are_told() {
    let plan = plan();
    let mut book = opened();
    book.moved(|row| Some(8 - row + 5));
    assert!(is_untouched(&book.back(&plan)));
    let gone = book.row("契約事務の電子化");
    book.moved(|row| (row != gone).then_some(row));
    let found = book.back(&plan);
    assert_eq!(found.missing, ["i3"]);
    assert!(found.changes.is_empty() && found.faults.is_empty());
}

#[test]
fn a_workbook_of_a_section_misses_nothing_of_the_others() {
    let plan = plan();
    let of = Head {
        section: Some("s1"),
        ..head()
    };
    let items: Vec<&Item> = plan.items.iter().take(2).collect();
    let bytes = write::workbook(&of, &plan, &items).expect("a workbook");
    let found = back(&bytes, CODE, &plan).expect("the register");
    assert!(is_untouched(&found));
    assert_eq!(found.section.as_deref(), Some("s1"));
}

#[test]
fn columns_that_were_sorted_without_the_identities_are_refused_row_by_row() {
    let plan = plan();
    let mut book = opened();
    let cells = std::mem::take(book.items());
    *book.items() = cells
        .into_iter()
        .map(|((row, column), data)| match (row, column) {
            (5..=8, 1..) => ((13 - row, column), data),
            at => (at, data),
        })
        .collect();
    let found = book.back(&plan);
    assert!(found.changes.is_empty() && found.new.is_empty());
    assert_eq!(found.faults.len(), 4);
    assert!(
        found
            .faults
            .iter()
            .all(|f| f.kind == FaultKind::Identity && f.why.contains("並べ替え"))
    );
}

#[test]
fn a_copied_row_under_another_name_is_offered_as_a_new_item() {
    let plan = plan();
    let mut book = opened();
    let copy = book.copied("市有財産の活用");
    book.set(copy, "取組項目", "広告収入の確保")
        .set(copy, "番号", "1-9");
    let found = book.back(&plan);
    assert!(found.changes.is_empty() && found.faults.is_empty(), "{found:?}");
    let [new] = found.new.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (new.item.title.as_str(), new.item.section.as_deref()),
        ("広告収入の確保", Some("s1"))
    );
    assert_eq!(new.copied.as_deref(), Some("i2"));
    assert_eq!(new.stands, Stands::AfterItem("i2".into()));
    // The name of the first row was changed, and the second was left: the one that keeps the name is the item.
    let mut book = opened();
    book.copied("市有財産の活用");
    book.write("市有財産の活用", "取組項目", "広告収入の確保");
    let found = book.back(&plan);
    assert!(found.changes.is_empty() && found.faults.is_empty(), "{found:?}");
    assert_eq!(found.new[0].copied.as_deref(), Some("i2"));
    // Both have other names: the one that changed least is the item.
    let mut book = opened();
    let copy = book.copied("市有財産の活用");
    book.write("市有財産の活用", "取組項目", "市有財産の有効活用");
    book.set(copy, "取組項目", "広告収入の確保")
        .set(copy, "番号", "1-9");
    let found = book.back(&plan);
    assert_eq!(found.changes.len(), 1);
    assert_eq!(
        (found.changes[0].item.as_str(), found.changes[0].new.as_str()),
        ("i2", "市有財産の有効活用")
    );
    assert_eq!(found.new[0].item.title, "広告収入の確保");
}

#[test]
fn a_copied_row_under_its_own_name_is_told_and_nothing_of_it_is_guessed() {
    let plan = plan();
    let mut book = opened();
    let copy = book.copied("市有財産の活用");
    let found = book.back(&plan);
    assert!(found.changes.is_empty() && found.new.is_empty());
    assert_eq!(found.faults.len(), 1);
    assert!(
        found.faults[0].why.contains("7行目にもあります"),
        "{:?}",
        found.faults
    );
    book.set(copy, "取組内容", "別の内容");
    let found = book.back(&plan);
    assert!(found.changes.is_empty() && found.new.is_empty());
    assert_eq!(found.faults.len(), 1);
    assert_eq!(
        (found.faults[0].kind, found.faults[0].also.len()),
        (FaultKind::Contradiction, 1)
    );
}

#[test]
fn rows_without_an_identity_are_new_items() {
    let plan = plan();
    let mut book = opened();
    book.set(9, "取組項目", "電子申請の拡大")
        .set(9, "区分", "支出の見直し")
        .set(9, "スケジュール", "令和8年度：検討\n令和9年度～：実施");
    book.set(10, "取組項目", "窓口の集約")
        .set(10, "区分", "健全な財政 ＞ 支出の見直し");
    book.set(12, "取組項目", "置き場所のない取組");
    book.set(13, "取組内容", "名称のない取組")
        .set(13, "区分", "（区分なし）");
    book.set(14, "区分", "収入の確保");
    book.set(15, "取組項目", "補助金の見直し")
        .set(15, "区分", "支出の見直し");
    let found = book.back(&plan);
    let titles: Vec<&str> = found.new.iter().map(|new| new.item.title.as_str()).collect();
    assert_eq!(titles, ["電子申請の拡大", "窓口の集約"]);
    let new = &found.new[0];
    assert_eq!(new.item.section.as_deref(), Some("s2"));
    assert_eq!(new.item.schedule.steps.len(), 2);
    assert_eq!(found.new[0].stands, Stands::AfterItem("i4".into()));
    assert_eq!(found.new[1].stands, Stands::AfterNew(0));
    let told: Vec<(&str, Option<&str>)> = found
        .faults
        .iter()
        .map(|f| (f.why.as_str(), f.column.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "新しい取組項目の区分が空欄です。この行は追加していません。",
                Some("section")
            ),
            (
                "新しい取組項目の名称が空欄です。この行は追加していません。",
                Some("title")
            ),
            (
                "同じ区分に、同じ名称の取組項目がすでにあります。この行は追加していません。",
                Some("title")
            ),
        ]
    );
}

#[test]
fn rows_that_were_inserted_stand_where_they_were_inserted() {
    let mut plan = plan();
    plan.items[1].parent = Some("i1".into());
    let mut book = Book::open(&written(&plan));
    // Two rows above the first item of the second section, one between, one above all, one for another section.
    book.moved(|row| {
        Some(match row {
            5 => 6,
            6 => 7,
            7 => 10,
            row => row + 4,
        })
    });
    for (row, title, section) in [
        (5, "一番上", "収入の確保"),
        (8, "区分の最後", "収入の確保"),
        (9, "区分の最初", "支出の見直し"),
        (11, "間", "支出の見直し"),
        (13, "離れたところ", "収入の確保"),
    ] {
        book.set(row, "取組項目", title).set(row, "区分", section);
    }
    let found = book.back(&plan);
    assert!(found.faults.is_empty() && found.changes.is_empty(), "{found:?}");
    let stands: Vec<&Stands> = found.new.iter().map(|new| &new.stands).collect();
    assert_eq!(
        stands,
        [
            &Stands::First,
            &Stands::AfterItem("i1".into()),
            &Stands::First,
            &Stands::AfterItem("i3".into()),
            &Stands::Last,
        ]
    );
    // Where the rows were sorted, the row above says nothing.
    book.moved(|row| Some(40 - row));
    assert!(book.back(&plan).new.iter().all(|new| new.stands == Stands::Last));
}

#[test]
fn what_was_added_is_not_added_again() {
    let mut plan = plan();
    let mut book = opened();
    book.set(9, "取組項目", "電子申請の拡大")
        .set(9, "区分", "支出の見直し");
    let mut added = book.back(&plan).new.remove(0).item;
    added.id = "n".into();
    plan.items.push(added);
    let found = book.back(&plan);
    assert!(found.new.is_empty() && found.changes.is_empty() && found.missing.is_empty());
    assert!(found.faults[0].why.contains("すでに同じ内容で台帳にあります"));
}

#[test]
fn wrong_cells_have_their_reasons_and_take_nothing_with_them() {
    let plan = plan();
    let mut book = opened();
    book.write("使用料の見直し", "番号", &"長".repeat(301))
        .write("使用料の見直し", "目標", "年に3件")
        .write("契約事務の電子化", "区分", "収入の確保");
    let (row, column) = (book.row("補助金の見直し"), book.column("番号"));
    book.items().insert(
        (row, column),
        Data::DateTime(calamine::ExcelDateTime::new(
            46_024.0,
            calamine::ExcelDateTimeType::DateTime,
            false,
        )),
    );
    book.write("市有財産の活用", "取組項目", "");
    let bytes = book.bytes();
    let found = back(&bytes, CODE, &plan).expect("the register");
    assert_eq!(found.changes.len(), 1);
    assert_eq!(found.changes[0].new, "年に3件");
    let told: Vec<(&str, &str)> = found
        .faults
        .iter()
        .map(|f| {
            (
                f.row.as_deref().unwrap_or_default(),
                f.column.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("i1", "number"),
            ("i2", "title"),
            ("i3", "section"),
            ("i4", "number")
        ]
    );
    assert_eq!(found.faults[2].kind, FaultKind::Fixed);
    assert!(found.faults[3].why.contains("日付"), "{:?}", found.faults[3]);
    // As written, with what a person does not see.
    let as_written = mark::marked(&written(&plan), &found.faults).expect("a workbook");
    assert!(mark::is_marked(&as_written).expect("a workbook"));
    assert!(is_untouched(
        &back(&as_written, CODE, &plan).expect("the register")
    ));
    // The file itself with its wrong cells marked; corrected, the marks go.
    let marked = mark::marked(&bytes, &found.faults).expect("a workbook");
    assert!(mark::is_marked(&marked).expect("a workbook"));
    let again = back(&marked, CODE, &plan).expect("the register");
    assert_eq!((again.changes, again.faults.len()), (found.changes, 4));
    assert!(!mark::is_marked(&mark::unmarked(&marked).expect("a workbook")).expect("a workbook"));
}

#[test]
fn both_versions_are_told_where_the_register_changed_as_well() {
    let mut plan = plan();
    let mut book = opened();
    book.write("使用料の見直し", "取組内容", "料金を改める")
        .write("使用料の見直し", "目標", "年に3件")
        .write("市有財産の活用", "取組内容", "同じ考え");
    plan.items[0].content = Some("料金を据え置く".into());
    plan.items[1].content = Some("同じ考え".into());
    plan.items[2].content = Some("課が直した".into());
    let found = book.back(&plan);
    let told: Vec<(&str, bool)> = found
        .changes
        .iter()
        .map(|c| (c.new.as_str(), c.is_conflict()))
        .collect();
    assert_eq!(told, [("料金を改める", true), ("年に3件", false)]);
    assert_eq!(
        found.changes[0].before,
        Before::Other("取組内容その1\n二行目".into())
    );
    assert_eq!(found.changes[0].old, "料金を据え置く");
    assert_eq!(
        found.overtaken,
        [("i3".to_owned(), ItemField::Content)],
        "what was not touched does not go back"
    );
    // Without the hidden sheet nothing is guessed.
    let found = book.without(HELD).back(&plan);
    assert!(!found.knows_before && found.missing.is_empty());
    assert!(found.changes.iter().all(|c| c.before == Before::Unknown));
    assert_eq!(found.changes.len(), 3);
}

#[test]
fn only_the_workbook_of_this_register_is_taken() {
    let plan = plan();
    let bytes = written(&plan);
    let other = back(&bytes, "990019/another", &plan);
    assert!(matches!(other, Err(NotTheRegister::Another { code: Some(code) }) if code == CODE));
    let form = survey_support::form(2);
    let survey = gyokaku_exchange::survey::write::workbook(&form).expect("a workbook");
    assert!(matches!(back(&survey, CODE, &plan), Err(NotTheRegister::Survey)));
    let mut plain = Workbook::new();
    plain
        .add_worksheet()
        .write_string(0, 0, "取組項目")
        .expect("a cell");
    let plain = plain.save_to_buffer().expect("a workbook");
    assert!(matches!(back(&plain, CODE, &plan), Err(NotTheRegister::NoForm)));
    assert!(matches!(
        back(b"a,b\n1,2\n", CODE, &plan),
        Err(NotTheRegister::NoForm)
    ));
    assert!(matches!(
        back(&[0xD0, 0xCF, 0x11], CODE, &plan),
        Err(NotTheRegister::NoForm | NotTheRegister::NotADocument(_))
    ));
}

#[test]
fn rows_of_another_register_and_of_removed_items_are_told() {
    let mut plan = plan();
    let mut book = opened();
    plan.items.remove(3);
    let row = book.row("使用料の見直し");
    book.items().insert((row, 0), Data::String("i1_XXXXXXX".into()));
    let found = book.back(&plan);
    let told: Vec<&str> = found.faults.iter().map(|f| f.why.as_str()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("識別番号が、書き出したときと違います"));
    assert!(told[1].contains("台帳から削除されています"));
    assert_eq!(found.missing, ["i1"]);
    assert!(found.changes.is_empty() && found.new.is_empty());
}

#[test]
fn a_sheet_of_a_million_rows_is_told_in_part() {
    let plan = plan();
    let mut book = opened();
    for row in 9..3_000 {
        book.items()
            .insert((row, 4), Data::String(format!("置き場所のない取組{row}")));
    }
    let found = book.back(&plan);
    assert!(found.faults.len() <= 1_000 && found.unknown_left_off > 2_000);
}

#[test]
fn items_below_items_and_those_that_are_retired_say_so() {
    let mut plan = plan();
    plan.items[1].parent = Some("i1".into());
    plan.items[3].retired = Some(gyokaku_core::plan::Retirement {
        into: Vec::new(),
        on: gyokaku_core::round::day("2027-04-01").expect("a day"),
        reason: "統合".into(),
    });
    let mut book = Book::open(&written(&plan));
    assert!(is_untouched(&book.back(&plan)));
    let said: Vec<String> = book.items().values().map(ToString::to_string).collect();
    assert!(
        said.contains(&"取りやめ（令和9年4月1日から）".to_owned()),
        "{said:?}"
    );
    book.set(9, "取組項目", "広告収入の確保")
        .set(9, "区分", "収入の確保")
        .set(9, "上位の取組項目", "1-1 使用料の見直し");
    book.set(10, "取組項目", "別の取組")
        .set(10, "区分", "支出の見直し")
        .set(10, "上位の取組項目", "使用料の見直し");
    book.write("補助金の見直し", "状態", "");
    let found = book.back(&plan);
    assert_eq!(found.new.len(), 1);
    assert_eq!(found.new[0].item.parent.as_deref(), Some("i1"));
    let told: Vec<Option<&str>> = found.faults.iter().map(|f| f.column.as_deref()).collect();
    assert_eq!(told, [Some("state"), Some("parent")]);
    assert!(found.changes.is_empty());
}

#[test]
fn sections_of_one_name_are_told_apart_by_their_numbers() {
    let mut plan = plan();
    for (at, label) in [(1, "1"), (2, "2")] {
        plan.sections[at].title = "見直し".into();
        plan.sections[at].label = label.into();
    }
    let mut book = Book::open(&written(&plan));
    assert!(is_untouched(&book.back(&plan)));
    book.set(9, "取組項目", "広告収入の確保")
        .set(9, "区分", "2 健全な財政 ＞ 見直し");
    book.set(10, "取組項目", "別の取組").set(10, "区分", "見直し");
    let found = book.back(&plan);
    assert_eq!((found.new.len(), found.faults.len()), (1, 1));
    assert_eq!(found.new[0].item.section.as_deref(), Some("s2"));
    assert!(found.faults[0].why.contains("1つに決まりません"));
}

proptest! {
    /// Whatever is typed wherever: each cell of an item is judged once, and what is taken is taken for good.
    #[test]
    fn any_text_in_any_cell_is_judged_once(
        cells in prop::collection::vec((5_u32..14, 0_u16..12, "\\PC{0,12}|（区分なし）|収入の確保|使用料の見直し|#REF!"), 0..20),
    ) {
        let plan = plan();
        let mut book = opened();
        for (row, column, text) in cells {
            book.items().insert((row, column), Data::String(text));
        }
        let bytes = book.bytes();
        let found = back(&bytes, CODE, &plan).expect("the register");
        let mut judged: Vec<(&str, ItemField)> = found.changes.iter().map(|c| (c.item.as_str(), c.field)).collect();
        let count = judged.len();
        judged.sort_unstable();
        judged.dedup();
        prop_assert_eq!(judged.len(), count);
        prop_assert!(count + found.same + found.overtaken.len() <= plan.items.len() * ItemField::ALL.len());
        for change in &found.changes {
            let mut item = plan.item(&change.item).expect("an item").clone();
            change.field.put(&mut item, change.value.clone());
            prop_assert_eq!(change.field.text(&item), change.new.clone());
            prop_assert!(change.new != change.old);
        }
        let marked = mark::marked(&bytes, &found.faults).expect("a workbook");
        let again = back(&marked, CODE, &plan).expect("the register");
        prop_assert_eq!((again.changes, again.new, again.faults), (found.changes, found.new, found.faults));
    }
}
