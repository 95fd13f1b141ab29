//! The head of a table: which rows are header rows, and what each column is about.
//!
//! Not here: reading the rows below, and which kind of table it is.

use gyokaku_core::document::{Cell, Grid, GridForm};
use gyokaku_core::effect::EffectKind;
use gyokaku_core::figure::{CellFigure, cell as figure};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::labels::brackets::bracketed;
use gyokaku_core::labels::department::is_department;
use gyokaku_core::labels::grade::grade_of;
use gyokaku_core::labels::unit;
use gyokaku_core::labels::year;
use gyokaku_core::money::Unit;
use gyokaku_core::text::fold;

use crate::read::understand::words::cut::{closed, one_line};

use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::labels::field::{Field, field};

/// A column, by its header cells from top to bottom.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column {
    /// The header cells, joined.
    pub(crate) label: String,
    /// What it is about.
    pub(crate) field: Option<Field>,
    /// The fiscal year named by the header.
    pub(crate) year: Option<FiscalYear>,
    /// Plan, actual or forecast, where the header says so.
    pub(crate) kind: Option<EffectKind>,
    /// The unit declared by the header.
    pub(crate) unit: Option<Unit>,
    /// The grade that the column counts.
    pub(crate) grade: Option<String>,
}

/// The head of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    /// Its columns, in order.
    pub(crate) columns: Vec<Column>,
    /// The folded text of the first header row, to know a repeated head by.
    pub(crate) key: String,
}

impl Head {
    /// The first column about a field.
    pub(crate) fn find(&self, wanted: Field) -> Option<usize> {
        self.columns.iter().position(|c| c.field == Some(wanted))
    }

    /// Whether any column is about a field.
    pub(crate) fn has(&self, wanted: Field) -> bool {
        self.find(wanted).is_some()
    }

    /// All columns about a field.
    pub(crate) fn all(&self, wanted: Field) -> impl Iterator<Item = usize> + '_ {
        self.columns
            .iter()
            .enumerate()
            .filter(move |(_, c)| c.field == Some(wanted))
            .map(|(i, _)| i)
    }

    /// How many columns there are up to the last one with a header.
    pub(crate) fn width(&self) -> usize {
        self.columns
            .iter()
            .rposition(|c| !c.label.is_empty())
            .map_or(0, |last| last + 1)
    }

    /// The unit that some header declares.
    pub(crate) fn unit(&self) -> Option<Unit> {
        self.columns.iter().find_map(|c| c.unit)
    }
}

/// Rows under one head; no head for rows before or without any.
#[derive(Clone, Debug, Default)]
pub(crate) struct Segment<'a> {
    /// The head in force.
    pub(crate) head: Option<Head>,
    /// Rows with a single text above the head.
    pub(crate) titles: Vec<&'a Cell>,
    /// The rows.
    pub(crate) rows: Vec<&'a [Cell]>,
}

/// Cuts a grid where a head begins. A head that is repeated is passed over.
pub(crate) fn segments(grid: &Grid) -> Vec<Segment<'_>> {
    let mut out: Vec<Segment<'_>> = vec![Segment::default()];
    let mut r = 0;
    while r < grid.rows.len() {
        let row = grid.rows[r].as_slice();
        let below_years = out
            .last()
            .and_then(|s| s.head.as_ref())
            .is_some_and(|h| tells_by_year(h, row));
        if below_years || !is_head(row, &grid.rows, r) {
            if let Some(last) = out.last_mut() {
                last.rows.push(row);
            }
            r += 1;
            continue;
        }
        let depth = depth(&grid.rows, r);
        let key = key(row);
        let repeated = out
            .last()
            .and_then(|s| s.head.as_ref())
            .is_some_and(|h| h.key == key);
        let rows = widened(&grid.rows[r..r + depth], &grid.rows[r + depth..]);
        let head = Head {
            columns: columns(rows.as_deref().unwrap_or(&grid.rows[r..r + depth]), grid.form),
            key,
        };
        if let Some(titles) = out.last_mut().and_then(|last| titles(last, &head, repeated)) {
            match out.last_mut() {
                Some(last) if last.head.is_none() && last.rows.is_empty() => {
                    *last = Segment {
                        head: Some(head),
                        titles,
                        rows: Vec::new(),
                    }
                }
                _ => out.push(Segment {
                    head: Some(head),
                    titles,
                    rows: Vec::new(),
                }),
            }
        }
        r += depth;
    }
    out.retain(|s| s.head.is_some() || !s.rows.is_empty());
    out
}

/// Whether a row below years tells one thing a year, as 評価 | A | B does: its words are no head.
fn tells_by_year(head: &Head, row: &[Cell]) -> bool {
    head.columns.iter().filter(|c| c.year.is_some()).count() >= 2
        && row.len() > 1
        && row[1..]
            .iter()
            .all(|c| c.is_blank() || matches!(word(&c.text), Word::Grade | Word::Neither))
}

/// A head of two rows whose spanning cell was printed as one cell, so that the years below it slid to
/// the left: as wide as the rows below show it to be.
fn widened(head: &[Vec<Cell>], below: &[Vec<Cell>]) -> Option<Vec<Vec<Cell>>> {
    let [upper, lower] = head else { return None };
    let said = |row: &[Cell]| row.iter().rposition(|c| !c.is_blank()).map_or(0, |i| i + 1);
    let span = upper.iter().position(|c| {
        matches!(
            field(&c.text),
            Some(Field::Schedule | Field::Effect | Field::TargetValue)
        )
    })?;
    let parts: Vec<&Cell> = lower.iter().filter(|c| !c.is_blank()).collect();
    let (width, more) = (said(upper), parts.len().checked_sub(1).filter(|m| *m > 0)?);
    let sample = &below[..below.len().min(20)];
    let wider = sample.iter().filter(|row| said(row) == width + more).count();
    if wider * 2 <= sample.len() || upper.iter().any(|c| c.columns > 1 || c.covered) {
        return None;
    }
    let mut wide = upper[..=span].to_vec();
    wide.extend((0..more).map(|_| Cell::new("", upper[span].at.clone())));
    wide.extend_from_slice(&upper[span + 1..width]);
    let mut narrow: Vec<Cell> = (0..wide.len())
        .map(|_| Cell::new("", upper[span].at.clone()))
        .collect();
    for (slot, part) in narrow[span..].iter_mut().zip(parts) {
        *slot = part.clone();
    }
    Some(vec![wide, narrow])
}

/// The texts above a head that begins a new table; none where the head only repeats the one in force.
fn titles<'a>(last: &mut Segment<'a>, head: &Head, repeated: bool) -> Option<Vec<&'a Cell>> {
    // Above the first head a title and a unit may share a row; between tables a title stands alone.
    let alone = if last.head.is_none() { 2 } else { 1 };
    let said = |row: &[Cell]| row.iter().filter(|c| !c.is_blank()).count();
    let start = last
        .rows
        .iter()
        .rposition(|row| said(row) > alone)
        .map_or(0, |i| i + 1);
    // Under a repeated head of a register the titles are rows of sections; amounts by year are another table.
    let by_year =
        head.columns.iter().any(|c| c.year.is_some()) && !head.has(Field::Lead) && !head.has(Field::Content);
    if repeated && (start == last.rows.len() || !by_year) {
        return None;
    }
    Some(
        last.rows
            .drain(start..)
            .flat_map(|row| row.iter().filter(|c| !c.is_blank()))
            .collect(),
    )
}

/// The only cell of a row that says anything.
pub(crate) fn single(row: &[Cell]) -> Option<&Cell> {
    let mut said = row.iter().filter(|c| !c.is_blank());
    let first = said.next()?;
    said.next().is_none().then_some(first)
}

fn key(row: &[Cell]) -> String {
    row.iter()
        .map(|c| fold(&c.text))
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join("|")
}

/// What a cell of a header row can be.
enum Word {
    Field,
    Year,
    Grade,
    /// A department: a column of marks for who does what.
    Name,
    Neither,
}

fn word(text: &str) -> Word {
    if text.chars().count() > 34 {
        Word::Neither
    } else if named(text).is_some() {
        Word::Field
    } else if grade_of(text).is_some() {
        Word::Grade
    } else if year::header(text).is_some() {
        Word::Year
    } else if text.chars().count() <= 10 && is_department(text) {
        Word::Name
    } else {
        Word::Neither
    }
}

/// The field that a header names, or that of the level in its brackets: 基本姿勢(改革項目).
fn named(text: &str) -> Option<Field> {
    field(text).or_else(|| {
        let inner = bracketed(text)?;
        field(&inner).filter(|f| matches!(f, Field::Level | Field::TitleOrLevel | Field::Title))
    })
}

fn is_head(row: &[Cell], rows: &[Vec<Cell>], at: usize) -> bool {
    let (mut said, mut fields, mut years, mut grades, mut names) = (0usize, 0usize, 0usize, 0usize, 0usize);
    for cell in row.iter().filter(|c| !c.is_blank()) {
        said += 1;
        match word(&cell.text) {
            Word::Field => fields += 1,
            Word::Year => years += 1,
            Word::Grade => grades += 1,
            Word::Name => names += 1,
            Word::Neither => {}
        }
        if said > 6 && fields + years + grades + names == 0 {
            return false;
        }
    }
    // Departments in a row with two or more words of a head are the columns of a matrix.
    if fields >= 2 && names >= 2 {
        said -= names;
    }
    // 年度 | 歳入の確保 | 歳出の削減: the years below show what kind of table it is.
    let by_year = row
        .first()
        .is_some_and(|c| field(&c.text) == Some(Field::YearLabel))
        && rows
            .get(at + 1)
            .and_then(|r| r.first())
            .is_some_and(|c| year::header(&c.text).is_some());
    if by_year
        && row
            .iter()
            .all(|c| c.is_blank() || matches!(figure(&c.text), CellFigure::Text))
    {
        return true;
    }
    let known = fields + years + grades;
    if said < 2 || known < 2 || known * 3 < said * 2 {
        return false;
    }
    // Marks and years alone are a header only where nothing stands above them but titles.
    let first = rows[..at].iter().all(|r| single(r).is_some());
    fields >= 2
        || (fields >= 1 && (years + grades >= 1))
        || (years >= 2 && fields == 0 && first)
        || (grades >= 2 && first)
}

/// How many rows the head takes: rows of years, kinds and units below a spanning header belong to it.
fn depth(rows: &[Vec<Cell>], start: usize) -> usize {
    let first = &rows[start];
    let mut depth = 1;
    while depth < 4 {
        let Some(row) = rows.get(start + depth) else { break };
        let said: Vec<(usize, &Cell)> = row.iter().enumerate().filter(|(_, c)| !c.is_blank()).collect();
        let all_heads = said
            .iter()
            .all(|(_, c)| !matches!(word(&c.text), Word::Neither | Word::Name) || unit::is_unit(&c.text));
        let below_a_span = said.iter().any(|(i, _)| {
            first.get(*i).is_none_or(Cell::is_blank) || first.get(*i).is_some_and(|c| c.columns > 1)
        });
        let only_units = said.iter().all(|(_, c)| {
            unit::is_unit(&c.text) || matches!(field(&c.text), Some(Field::Amount | Field::Kind))
        });
        let years_of_a_span = said.len() >= 2
            && said.iter().all(|(_, c)| matches!(word(&c.text), Word::Year))
            && first
                .iter()
                .any(|c| matches!(field(&c.text), Some(Field::Schedule | Field::Effect)));
        if said.is_empty()
            || !all_heads
            || !(below_a_span || only_units || years_of_a_span)
            || key(row) == key(first)
        {
            break;
        }
        depth += 1;
    }
    depth
}

fn columns(rows: &[Vec<Cell>], form: GridForm) -> Vec<Column> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut parts: Vec<Vec<String>> = vec![Vec::new(); width];
    for (r, row) in rows.iter().enumerate() {
        let mut spanning: Option<(String, usize)> = None;
        for (c, column) in parts.iter_mut().enumerate() {
            let cell = row.get(c);
            let text = cell.map(|cell| one_line(&cell.text)).unwrap_or_default();
            let below = rows[r + 1..]
                .iter()
                .any(|lower| lower.get(c).is_some_and(|cell| !cell.is_blank()));
            if !text.is_empty() {
                // A cell that says how far it reaches is believed; a text shows it only by the headers below.
                let reach = cell.map_or(1, |cell| cell.columns as usize);
                spanning = Some((
                    text.clone(),
                    if reach > 1 {
                        c + reach
                    } else if form == GridForm::Ruled && cell.is_some_and(|x| x.rows > 1) {
                        c + 1
                    } else {
                        usize::MAX
                    },
                ));
                column.push(text);
            } else if let Some((above, until)) = &spanning {
                let covered = cell.is_some_and(|cell| cell.covered);
                if c < *until && (below || (covered && *until != usize::MAX)) {
                    column.push(above.clone());
                }
            }
        }
    }
    parts.into_iter().map(|p| column(&p)).collect()
}

fn column(parts: &[String]) -> Column {
    let mut column = Column {
        label: closed(&parts.join(" ")),
        ..Column::default()
    };
    let mut fields: Vec<Field> = Vec::new();
    for part in parts {
        column.unit = column
            .unit
            .or_else(|| unit::declared(part))
            .or_else(|| unit::exact(part))
            .or_else(|| part.split_once('_').and_then(|(_, unit)| unit::exact(unit)));
        column.kind = effect_kind(part)
            .filter(|_| field(part) != Some(Field::Schedule))
            .or(column.kind);
        match year::header(part) {
            Some((year, rest)) => {
                column.year = Some(year);
                fields.extend(field(&rest));
            }
            None => fields.extend(named(part)),
        }
    }
    column.grade = parts.last().and_then(|p| grade_of(p));
    column.field = resolve(&fields);
    if column.field.is_none() && column.year.is_some() {
        column.field = None;
    }
    column
}

/// One field out of those of stacked header cells: the wider meaning wins over 計画 and 金額 below it.
fn resolve(fields: &[Field]) -> Option<Field> {
    for wide in [Field::Difference, Field::Total] {
        if fields.contains(&wide) {
            return Some(wide);
        }
    }
    if fields.contains(&Field::Effect) {
        return Some(Field::Effect);
    }
    let last = fields
        .iter()
        .rev()
        .find(|f| !matches!(f, Field::Kind | Field::Amount))
        .copied();
    match (fields.first(), last) {
        (Some(Field::Indicator | Field::Target), _) if fields.len() > 1 && fields.contains(&Field::Kind) => {
            Some(Field::TargetValue)
        }
        (_, Some(last)) => Some(last),
        (first, None) => first.copied(),
    }
}
