//! Open data (公開データ): published tables as machines read them, one value a row or as printed.
//!
//! A data set is a function from published [`Table`]s to typed records; every file of it is a renderer of the
//! records. Nothing is computed here that the table does not say: each value of the table is one record of the
//! long form, and the long form gives the table again. A blank is a record without a value, never a zero.
//! Not here: the formats (`gyokaku-exchange`, `write::data`), who may have them (`gyokaku-web`, `access`).

mod codes;
mod define;
pub mod plain;
mod shape;

pub use codes::{codes, grade_code, labels};
pub use shape::{Shape, shape};

use std::collections::{BTreeMap, HashSet};

use crate::body::BodyCode;
use crate::fiscal_year::{self, FiscalYear, YearStyle};
use crate::indicator::Decimal;
use crate::table::{Column, ColumnKind, Published, Row, RowKind, Table, Value};

use self::plain::{is_number, one_line, plain};

/// What stands in the place of the end of a line within a value: no value of a file has a line end in it.
pub const LINE_END: char = '¶';

/// Whose data they are.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// The code of the body (全国地方公共団体コード).
    pub body: &'a BodyCode,
    /// Its name.
    pub body_name: &'a str,
    /// The key of the plan.
    pub plan: &'a str,
    /// The title of the plan.
    pub title: &'a str,
}

/// A published table, or one year of it.
#[derive(Clone, Debug)]
pub struct Part {
    /// The fiscal year that all of it speaks of; none where its rows or columns say.
    pub year: Option<FiscalYear>,
    /// The number of the edition that it was frozen in.
    pub edition: Option<i64>,
    /// The table.
    pub table: Table,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A number that may have decimals.
    Number,
    /// Yes or no.
    Truth,
    /// A day.
    Day,
}

/// A field of a data set: a column with its definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its physical name: lower-case letters, digits and `_`.
    pub name: String,
    /// Its name in Japanese.
    pub title: String,
    /// What it says, in Japanese.
    pub description: String,
    /// What it holds.
    pub kind: FieldKind,
    /// The unit of its numbers, where all have the same.
    pub unit: Option<String>,
    /// Whether every record has it.
    pub required: bool,
    /// The words that it can hold, where they are few.
    pub words: Vec<String>,
    /// The data set and the field in which its codes are explained.
    pub codes: Option<(&'static str, &'static str)>,
}

/// A value of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Datum {
    /// Nothing is known.
    #[default]
    Blank,
    /// Words on one line.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with decimals.
    Decimal(Decimal),
    /// Yes or no.
    Truth(bool),
}

/// In which form a data set holds a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One value a record.
    Long,
    /// One row of the table a record.
    Printed,
    /// A table of codes.
    Codes,
}

impl Form {
    /// The word of the metadata.
    pub const fn key(self) -> &'static str {
        match self {
            Form::Long => "long",
            Form::Printed => "printed",
            Form::Codes => "codes",
        }
    }

    /// What it is called on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Form::Long => "縦持ち（1行に1つの値）",
            Form::Printed => "表のまま",
            Form::Codes => "コード表",
        }
    }
}

/// A data set: typed records with the definitions of their fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// Its name, which its files bear: `items`, `items-printed`, `codes-grades`.
    pub name: String,
    /// Which form it has.
    pub form: Form,
    /// Its title.
    pub title: String,
    /// What it holds and what a record is.
    pub description: String,
    /// What is to be known of its figures, one sentence each.
    pub notes: Vec<String>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Its records, each with one value a field.
    pub records: Vec<Vec<Datum>>,
    /// The fields that tell its records apart.
    pub primary: Vec<String>,
}

/// Both forms of a published table, of all its years together.
pub fn datasets(of: &Of<'_>, published: &Published, parts: &[Part]) -> [Dataset; 2] {
    let shape = shape(published.name);
    let rows = rows(parts);
    let notes = notes(published, parts);
    let title = match parts {
        [one] => line(&one.table.title),
        _ => format!("{} {}", line(of.title), published.label),
    };
    [
        Dataset {
            name: published.word.to_owned(),
            form: Form::Long,
            title: format!("{title}（{}）", Form::Long.label()),
            description: format!("{} 1行が1つの値です。", shape.about),
            notes: notes.clone(),
            ..long(of, &shape, parts, &rows)
        },
        Dataset {
            name: format!("{}-printed", published.word),
            form: Form::Printed,
            title: format!("{title}（{}）", Form::Printed.label()),
            description: format!("{} 公開している表の1行が1行です。", shape.about),
            notes,
            ..as_printed(of, &shape, parts, &rows)
        },
    ]
}

/// The notes of a table and of all its years, each once.
fn notes(published: &Published, parts: &[Part]) -> Vec<String> {
    let own = Some(published.note).filter(|note| !note.is_empty());
    let of_parts = parts.iter().flat_map(|part| &part.table.notes);
    let all = own.map(str::to_owned).into_iter().chain(of_parts.cloned());
    crate::text::each_once(all.map(|note| line(&note)))
}

/// A row with what tells it apart.
struct Numbered<'a> {
    part: &'a Part,
    row: &'a Row,
    /// From 1, over all parts.
    number: i64,
    /// The number and the name of the row above that it belongs to.
    above: Option<(i64, String)>,
}

fn rows(parts: &[Part]) -> Vec<Numbered<'_>> {
    let mut all = Vec::new();
    let mut number = 0;
    for part in parts {
        let named = |row: &Row| {
            let column = part
                .table
                .columns
                .iter()
                .position(|column| column.kind == ColumnKind::Name);
            let cell = column.and_then(|at| row.cells.get(at));
            cell.map_or_else(String::new, |cell| words(&cell.value))
        };
        // The rows above that rows below may belong to, each at a smaller level than the next.
        let mut above: Vec<(u8, i64, String)> = Vec::new();
        for row in &part.table.rows {
            number += 1;
            let belongs = row.kind != RowKind::Total;
            if belongs {
                while above.last().is_some_and(|(level, ..)| *level >= row.level) {
                    above.pop();
                }
            }
            all.push(Numbered {
                part,
                row,
                number,
                above: above
                    .last()
                    .filter(|_| belongs)
                    .map(|(_, number, name)| (*number, name.clone())),
            });
            if belongs {
                above.push((row.level, number, named(row)));
            }
        }
    }
    all
}

/// The fields with which every record of a table begins.
fn head(of_rows: bool) -> Vec<Field> {
    let codes = |mut field: Field, of: (&'static str, &'static str)| {
        field.codes = Some(of);
        field
    };
    let mut fields = vec![
        required(Field::text("body_code")),
        required(Field::text("body_name")),
        required(Field::text("plan_code")),
        Field::integer("edition_number"),
        required(Field::integer("row_number")),
        Field::integer("parent_row_number"),
        Field::text("heading"),
        codes(required(Field::text("row_kind")), ("codes-row-kinds", "row_kind")),
        required(Field::integer("row_level")),
        codes(Field::text("item_code"), ("codes-items", "item_code")),
    ];
    if let Some(kind) = fields.iter_mut().find(|field| field.name == "row_kind") {
        kind.words = codes::ROW_KINDS
            .iter()
            .map(|(_, code, ..)| (*code).to_owned())
            .collect();
    }
    if of_rows {
        fields.push(Field::integer("table_fiscal_year"));
    }
    fields
}

/// The values of those fields.
fn begun(of: &Of<'_>, row: &Numbered<'_>, of_rows: bool) -> Vec<Datum> {
    let mut record = vec![
        Datum::words(of.body.as_str()),
        Datum::words(of.body_name),
        Datum::words(of.plan),
        Datum::integer(row.part.edition),
        Datum::Integer(row.number),
        Datum::integer(row.above.as_ref().map(|(number, _)| *number)),
        row.above
            .as_ref()
            .map_or(Datum::Blank, |(_, name)| Datum::words(name)),
        Datum::words(codes::row_kind(row.row.kind)),
        Datum::Integer(i64::from(row.row.level)),
        row.row.item.as_deref().map_or(Datum::Blank, Datum::words),
    ];
    if of_rows {
        record.push(Datum::integer(row.part.year.map(western)));
    }
    record
}

fn western(year: FiscalYear) -> i64 {
    i64::from(year.western())
}

/// One value a record. Which row it is of is said by the fields that tell rows apart, what it is by `measure`.
fn long(of: &Of<'_>, shape: &Shape, parts: &[Part], rows: &[Numbered<'_>]) -> Dataset {
    // The columns that tell rows apart, in the order of the table, each once over all years.
    let mut keys: Vec<&Column> = Vec::new();
    for column in parts.iter().flat_map(|part| &part.table.columns) {
        if shape.tells_apart(&column.key) && keys.iter().all(|known| known.key != column.key) {
            keys.push(column);
        }
    }
    let mut fields = head(false);
    for column in &keys {
        fields.extend(of_key(shape, column));
    }
    let codes = |mut field: Field| {
        field.codes = Some(("codes-grades", "grade_code"));
        field
    };
    fields.extend([
        Field::integer("fiscal_year"),
        Field::text("fiscal_year_label"),
        Field {
            codes: Some(("codes-measures", "measure")),
            ..required(Field::text("measure"))
        },
        required(Field::text("measure_label")),
        codes(Field::text("grade_code")),
        required(Field::integer("sequence")),
        Field::text("unit"),
        Field::number("value"),
        Field::text("text"),
    ]);
    let mut records = Vec::new();
    for row in rows {
        let table = &row.part.table;
        let cell = |key: &str| value_at(table, row.row, key);
        let mut begun = begun(of, row, false);
        for column in &keys {
            let text = words(cell(&column.key));
            match is_printed_number(column) {
                true => begun.extend(both_numbers(&text)),
                false => begun.push(Datum::words(&text)),
            }
        }
        let year = row
            .part
            .year
            .or_else(|| shape.year.and_then(|key| fiscal_year::parse(&words(cell(key)))));
        let own_unit = words(cell("unit"));
        for (at, column) in table.columns.iter().enumerate() {
            if shape.tells_apart(&column.key) {
                continue;
            }
            let value = row.row.cells.get(at).map_or(&Value::Blank, |cell| &cell.value);
            let measure = measure(shape, column);
            let year = measure.year.or(year);
            let grade = match (&column.grade, column.kind, value) {
                (Some(grade), ..) => Datum::words(&grade_code(grade)),
                (None, ColumnKind::Grade, Value::Text(grade)) => Datum::words(&grade_code(grade)),
                _ => Datum::Blank,
            };
            let unit = match value {
                Value::Yen(_) => "円",
                Value::Share(_) => "%",
                Value::Count(_) => measure.unit,
                Value::Decimal(_) => own_unit.as_str(),
                Value::Blank => match column.kind {
                    ColumnKind::Decimal => own_unit.as_str(),
                    _ => measure.unit,
                },
                Value::Text(_) => "",
            };
            for (n, (number, text)) in several(shape, column, value).into_iter().enumerate() {
                let mut record = begun.clone();
                record.extend([
                    Datum::integer(year.map(western)),
                    year.map_or(Datum::Blank, |year| Datum::words(&year.show(YearStyle::Era))),
                    Datum::words(&measure.code),
                    Datum::words(&measure.label),
                    grade.clone(),
                    Datum::Integer(n as i64 + 1),
                    Datum::words(unit),
                    number,
                    text,
                ]);
                records.push(record);
            }
        }
    }
    Dataset {
        name: String::new(),
        form: Form::Long,
        title: String::new(),
        description: String::new(),
        notes: Vec::new(),
        fields,
        records,
        primary: ["row_number", "measure", "grade_code", "fiscal_year", "sequence"]
            .map(str::to_owned)
            .to_vec(),
    }
}

/// One row of the table a record, a column of it a field.
fn as_printed(of: &Of<'_>, shape: &Shape, parts: &[Part], rows: &[Numbered<'_>]) -> Dataset {
    let mut fields = head(true);
    let taken: HashSet<String> = fields.iter().map(|field| field.name.clone()).collect();
    // A column by its name: that of grades by the grade, as their order may change from year to year.
    let named = |column: &Column| {
        let measure = measure(shape, column);
        let name = match &column.grade {
            Some(grade) => format!("{}_{}", measure.code, grade_code(grade).replace('-', "_")),
            None => physical(&column.key),
        };
        match taken.contains(&name) {
            true => format!("printed_{name}"),
            false => name,
        }
    };
    let mut columns: Vec<String> = Vec::new();
    let mut kinds: BTreeMap<String, Vec<FieldKind>> = BTreeMap::new();
    for part in parts {
        for (at, column) in part.table.columns.iter().enumerate() {
            let name = named(column);
            if !columns.contains(&name) {
                columns.push(name.clone());
                fields.extend(of_column(shape, column, &name));
            }
            let of_name = kinds.entry(name).or_default();
            of_name.push(kind_of(column.kind));
            let values = part.table.rows.iter().filter_map(|row| row.cells.get(at));
            of_name.extend(values.filter_map(|cell| kind_of_value(&cell.value)));
        }
    }
    // A field is of numbers where nothing else stands in its column.
    for field in &mut fields {
        let Some(kinds) = kinds.get(&field.name) else {
            continue;
        };
        if kinds.contains(&FieldKind::Text) {
            field.kind = FieldKind::Text;
            field.unit = None;
        } else if kinds.contains(&FieldKind::Number) {
            field.kind = FieldKind::Number;
        }
    }
    let is_text: HashSet<&str> = fields
        .iter()
        .filter(|field| field.kind == FieldKind::Text)
        .map(|field| field.name.as_str())
        .collect();
    let all = || parts.iter().flat_map(|part| &part.table.columns);
    let numbers: HashSet<String> = all()
        .filter(|column| is_printed_number(column))
        .map(&named)
        .collect();
    let grades: HashSet<String> = all()
        .filter(|column| column.kind == ColumnKind::Grade)
        .map(&named)
        .collect();
    let records = rows
        .iter()
        .map(|row| {
            let mut record = begun(of, row, true);
            let own: Vec<String> = row.part.table.columns.iter().map(&named).collect();
            for name in &columns {
                let at = own.iter().position(|known| known == name);
                let cell = at.and_then(|at| row.row.cells.get(at));
                let value = cell.map_or(&Value::Blank, |cell| &cell.value);
                if numbers.contains(name.as_str()) {
                    record.extend(both_numbers(&words(value)));
                    continue;
                }
                let datum = datum(value);
                record.push(match datum {
                    Datum::Integer(_) | Datum::Decimal(_) if is_text.contains(name.as_str()) => {
                        Datum::words(&words(value))
                    }
                    other => other,
                });
                if grades.contains(name.as_str()) {
                    record.push(match value {
                        Value::Text(grade) => Datum::words(&grade_code(grade)),
                        _ => Datum::Blank,
                    });
                }
            }
            record
        })
        .collect();
    Dataset {
        name: String::new(),
        form: Form::Printed,
        title: String::new(),
        description: String::new(),
        notes: Vec::new(),
        fields,
        records,
        primary: vec!["row_number".to_owned()],
    }
}

/// What a column measures.
struct Measure {
    code: String,
    label: String,
    /// The fiscal year that the column speaks of.
    year: Option<FiscalYear>,
    unit: &'static str,
}

fn measure(shape: &Shape, column: &Column) -> Measure {
    let unit = match column.kind {
        ColumnKind::Yen => "円",
        ColumnKind::Share => "%",
        ColumnKind::Count => "件",
        _ => "",
    };
    let year = column.key.strip_prefix("fy").and_then(|year| year.parse().ok());
    if let Some(year) = year.and_then(FiscalYear::new) {
        let (code, label) = shape.yearly;
        return Measure {
            code: code.to_owned(),
            label: label.to_owned(),
            year: Some(year),
            unit,
        };
    }
    let (code, label) = match (&column.grade, column.kind) {
        (Some(_), ColumnKind::Share) => ("share".to_owned(), "割合".to_owned()),
        (Some(_), _) => ("count".to_owned(), "件数".to_owned()),
        (None, _) => (physical(&column.key), line(&column.label)),
    };
    Measure {
        code,
        label,
        year: None,
        unit,
    }
}

/// A key as a physical name: of lower-case letters, digits and `_` alone.
fn physical(key: &str) -> String {
    let mut name = String::with_capacity(key.len());
    for c in key.chars() {
        match c {
            'a'..='z' | '0'..='9' | '_' => name.push(c),
            'A'..='Z' => name.push(c.to_ascii_lowercase()),
            c if c.is_ascii() => name.push('_'),
            c => name.push_str(&format!("u{:x}", u32::from(c))),
        }
    }
    name
}

/// The field of a column that tells rows apart; of a printed number a plain one beside it.
fn of_key(shape: &Shape, column: &Column) -> Vec<Field> {
    let field = Field {
        title: line(&column.label),
        description: define::column(shape.name, &column.key, &column.label),
        ..Field::text(&physical(&column.key))
    };
    match is_printed_number(column) {
        true => beside_number(field),
        false => vec![field],
    }
}

/// The field of a column of the table as printed, with what stands beside it.
fn of_column(shape: &Shape, column: &Column, name: &str) -> Vec<Field> {
    let measure = measure(shape, column);
    let mut field = Field {
        title: line(&crate::table::shown::head(column, Some(crate::money::Unit::Yen))),
        description: match measure.year {
            Some(year) => format!(
                "{}（{}）。",
                define::column(shape.name, &measure.code, &measure.label).trim_end_matches('。'),
                year.show(YearStyle::WesternAndEra)
            ),
            None => define::column(shape.name, &column.key, &column.label),
        },
        kind: kind_of(column.kind),
        unit: Some(measure.unit.to_owned()).filter(|unit| !unit.is_empty()),
        ..Field::text(name)
    };
    if let Some(grade) = &column.grade {
        field.description = format!("評価区分「{grade}」の{}。", measure.label);
    }
    if let Some(separator) = shape.separator(&column.key) {
        let shown = if separator == '\n' { LINE_END } else { separator };
        field.description += &format!("複数あるときは「{shown}」で区切ります。");
    }
    if column.kind == ColumnKind::Grade {
        let code = Field {
            title: format!("{}（コード）", field.title),
            description: "評価区分のコード。codes-gradesで引きます。".to_owned(),
            codes: Some(("codes-grades", "grade_code")),
            ..Field::text(&format!("{name}_code"))
        };
        return vec![field, code];
    }
    match is_printed_number(column) {
        true => beside_number(field),
        false => vec![field],
    }
}

/// Whether a column holds numbers as they are printed (`1-①`), which are words.
fn is_printed_number(column: &Column) -> bool {
    is_number(&column.key) && !column.kind.is_figure()
}

/// A printed number, and the plain one beside it.
fn both_numbers(text: &str) -> [Datum; 2] {
    [
        Datum::printed(&one_line(text)),
        Datum::printed(&plain::number(text)),
    ]
}

/// The fields of both.
fn beside_number(field: Field) -> Vec<Field> {
    let beside = Field {
        name: format!("{}_plain", field.name),
        title: format!("{}（機種に依存しない表記）", field.title),
        description: "丸囲みの数字やローマ数字などを、半角の英数字とハイフンに直した表記。".to_owned(),
        ..field.clone()
    };
    vec![field, beside]
}

fn kind_of(kind: ColumnKind) -> FieldKind {
    match kind {
        ColumnKind::Text | ColumnKind::Name | ColumnKind::Grade => FieldKind::Text,
        ColumnKind::Number | ColumnKind::Year | ColumnKind::Count | ColumnKind::Yen => FieldKind::Integer,
        ColumnKind::Share | ColumnKind::Decimal => FieldKind::Number,
    }
}

fn kind_of_value(value: &Value) -> Option<FieldKind> {
    match value {
        Value::Blank => None,
        Value::Text(_) => Some(FieldKind::Text),
        Value::Count(_) | Value::Yen(_) => Some(FieldKind::Integer),
        Value::Share(_) | Value::Decimal(_) => Some(FieldKind::Number),
    }
}

fn value_at<'a>(table: &Table, row: &'a Row, key: &str) -> &'a Value {
    let cell = table.column(key).and_then(|at| row.cells.get(at));
    cell.map_or(&Value::Blank, |cell| &cell.value)
}

/// A value as text, numbers without thousands.
fn words(value: &Value) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => text.clone(),
        Value::Count(count) => count.to_string(),
        Value::Yen(yen) => yen.0.to_string(),
        Value::Share(share) => share.shown().unwrap_or_default(),
        Value::Decimal(number) => number.to_string().replace(',', ""),
    }
}

/// A text on one line, without what nobody sees and without blanks for looks.
fn line(text: &str) -> String {
    plain(text)
}

fn datum(value: &Value) -> Datum {
    match value {
        Value::Blank => Datum::Blank,
        Value::Text(text) => Datum::words(text),
        Value::Count(count) => Datum::Integer(*count),
        Value::Yen(yen) => Datum::Integer(yen.0),
        Value::Share(share) => share
            .percent(1)
            .map_or(Datum::Blank, |value| Datum::Decimal(Decimal { value, places: 1 })),
        Value::Decimal(number) => Datum::Decimal(*number),
    }
}

/// The values of a cell, each as a number or as text; one blank of a blank.
fn several(shape: &Shape, column: &Column, value: &Value) -> Vec<(Datum, Datum)> {
    let one = match value {
        Value::Text(text) => {
            let parts = match shape.separator(&column.key) {
                Some('\n') => text.lines().map(str::to_owned).collect(),
                Some(separator) => crate::text::split_outside_brackets(text, &[separator]),
                None => vec![text.clone()],
            };
            let parts = parts
                .iter()
                .map(|part| Datum::words(part))
                .filter(|part| *part != Datum::Blank);
            let parts: Vec<(Datum, Datum)> = parts.map(|part| (Datum::Blank, part)).collect();
            if !parts.is_empty() {
                return parts;
            }
            Datum::Blank
        }
        other => datum(other),
    };
    vec![(one, Datum::Blank)]
}

impl Datum {
    /// Words on one line, plain; blank where nothing is left of them.
    pub fn words(text: &str) -> Self {
        let text = plain(text);
        match text.is_empty() {
            true => Datum::Blank,
            false => Datum::Text(text),
        }
    }

    /// Words that keep their characters; blank where there are none.
    fn printed(text: &str) -> Self {
        match text.is_empty() {
            true => Datum::Blank,
            false => Datum::Text(text.to_owned()),
        }
    }

    fn integer(number: Option<i64>) -> Self {
        number.map_or(Datum::Blank, Datum::Integer)
    }
}

impl std::fmt::Display for Datum {
    /// As it stands in a CSV: numbers without thousands, a blank as nothing.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Datum::Blank => Ok(()),
            Datum::Text(text) => f.write_str(text),
            Datum::Integer(number) => write!(f, "{number}"),
            Datum::Decimal(number) => f.write_str(&number.to_string().replace(',', "")),
            Datum::Truth(truth) => f.write_str(if *truth { "true" } else { "false" }),
        }
    }
}

fn required(mut field: Field) -> Field {
    field.required = true;
    field
}

fn field(name: &str, title: &str, description: &str, kind: FieldKind) -> Field {
    Field {
        name: name.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        kind,
        unit: None,
        required: false,
        words: Vec::new(),
        codes: None,
    }
}

impl Field {
    /// A field that every table has, by its name.
    fn of(name: &str, kind: FieldKind) -> Self {
        let (title, description) = define::common(name);
        field(name, title, description, kind)
    }

    fn text(name: &str) -> Self {
        Self::of(name, FieldKind::Text)
    }

    fn integer(name: &str) -> Self {
        Self::of(name, FieldKind::Integer)
    }

    fn number(name: &str) -> Self {
        Self::of(name, FieldKind::Number)
    }
}

impl Dataset {
    /// The place of a field among the others.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

#[cfg(test)]
mod tests;
