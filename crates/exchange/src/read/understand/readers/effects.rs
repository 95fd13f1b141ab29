//! Tables of effect amounts: groups or items down, fiscal years across. Entries go to the ledger,
//! printed totals and differences beside it.
//!
//! Not here: amounts in a register's own columns (`answers`).

use gyokaku_core::document::{Cell, Document, GridForm, Place};
use gyokaku_core::effect::{Duration, Effect, EffectKind, Source, StatedAmount};
use gyokaku_core::figure::{CellFigure, Measure, cell as figure};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::labels;
use gyokaku_core::labels::brackets::without_brackets;
use gyokaku_core::labels::kind::tells_of_others;
use gyokaku_core::labels::unit;
use gyokaku_core::money::{Unit, Yen};
use gyokaku_core::plan::Plan;
use gyokaku_core::text::fold;

use super::answers;
use super::crosswalk;
use super::effects_down;
use super::effects_whole;
use crate::read::understand::sections;
use crate::read::understand::tables::flow;
use crate::read::understand::tables::head::{Column, Head};
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{closed, is_nothing, one_line};
use crate::read::understand::words::numbering::without_label;
use crate::read::understand::words::vocabulary::{Field, kind};
use crate::read::understand::words::years;

/// An amount of a cell in yen: by the unit printed in the cell, else by the unit declared. None without either.
pub(crate) fn amount(text: &str, unit: Option<Unit>) -> Option<Yen> {
    let figure = match figure(text) {
        CellFigure::One(figure) => figure,
        // What stands in brackets behind an amount is another one: a running total, a share.
        CellFigure::Two(figure, _) => figure,
        _ => return None,
    };
    let yen = match figure.measure {
        Measure::Money => figure.value,
        Measure::Percent => return None,
        Measure::Number if !figure.counter.is_empty() => return None,
        Measure::Number => {
            let scaled = figure.value.checked_mul(i128::from(unit?.yen()))?;
            let scale = 10i128.checked_pow(figure.places)?;
            (scaled % scale == 0).then_some(scaled / scale)?
        }
    };
    i64::try_from(yen).ok().map(Yen)
}

/// Revenue or spending, where a label says so.
pub(crate) fn source(label: &str) -> Option<Source> {
    let folded = fold(label);
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    match (
        has(&["歳入", "収入", "増収"]),
        has(&["歳出", "削減", "縮減", "節減"]),
    ) {
        (true, false) => Some(Source::Revenue),
        (false, true) => Some(Source::Spending),
        _ => None,
    }
}

/// The occasion on which the amounts of a table were stated: 計画策定時点, 令和6年度時点.
pub(crate) fn vintage(table: &Table<'_>) -> Option<String> {
    table.about().find_map(occasion)
}

/// The occasion named by a text: up to 時点, 策定時, 現在.
pub(crate) fn occasion(text: &str) -> Option<String> {
    let line = one_line(text);
    let line = without_label(&line);
    for word in ["時点", "策定時", "改定時", "改訂時", "見直し時", "末現在", "現在"] {
        if let Some(at) = line.find(word) {
            let start = line[..at]
                .rfind(['（', '(', '「', '【', ' ', '　', '、', '。', ':', '：'])
                .map_or(0, |i| i + line[i..].chars().next().map_or(1, char::len_utf8));
            let found = closed(&line[start..at + word.len()]);
            if found.chars().count() >= 3 {
                return Some(found);
            }
        }
    }
    None
}

/// Reads the tables of amounts.
pub(crate) fn read(
    document: &Document,
    tables: &[Table<'_>],
    taken: &[bool],
    (owners, sections): (&[Option<usize>], &sections::Sections),
    plan: &mut Plan,
) {
    let said = said_of_all(document);
    for (n, (table, _)) in tables
        .iter()
        .zip(taken)
        .enumerate()
        .filter(|(_, (_, taken))| !**taken)
    {
        let (effects, stated) = (plan.effects.len(), plan.stated_amounts.len());
        if let Some(head) = table.head.as_deref().filter(|h| is_effects(h, table)) {
            read_table(table, head, said, plan);
        } else if let Some(head) = table
            .head
            .as_deref()
            .filter(|h| effects_down::is_by_row(h, table))
        {
            effects_down::read(table, head, said, plan);
        } else if let Some((head, columns)) = table
            .head
            .as_deref()
            .and_then(|h| effects_whole::amounts(h, table).map(|c| (h, c)))
        {
            effects_whole::read(table, head, &columns, said, plan);
        }
        // What stands on the sheet of an item is about the item.
        if let Some(owner) = owners.get(n).copied().flatten() {
            let path = answers::path(owner, plan, sections);
            let paths = plan.effects[effects..].iter_mut().map(|e| &mut e.path);
            for empty in paths
                .chain(plan.stated_amounts[stated..].iter_mut().map(|a| &mut a.path))
                .filter(|p| p.is_empty())
            {
                empty.clone_from(&path);
            }
        }
    }
}

/// What the document says of its amounts as a whole, in the first text that speaks of them; a report of
/// results speaks of what was reached.
fn said_of_all(document: &Document) -> Option<EffectKind> {
    let texts = || flow::texts(document);
    texts()
        .filter(|t| fold(t.text).contains("効果額"))
        .find_map(|t| kind(t.text))
        .or_else(|| {
            texts()
                .take(4)
                .filter(flow::Text::may_head)
                .any(|t| reports(t.text))
                .then_some(EffectKind::Actual)
        })
}

/// Whether a title says that the document reports results.
pub(crate) fn reports(title: &str) -> bool {
    [
        "実績",
        "結果",
        "総括",
        "進捗",
        "取組状況",
        "実施状況",
        "達成状況",
        "報告",
    ]
    .iter()
    .any(|w| title.contains(w))
}

/// Whether a table states amounts by fiscal year and says that they are effects.
fn is_effects(head: &Head, table: &Table<'_>) -> bool {
    let years = head.columns.iter().filter(|c| c.year.is_some()).count();
    if years == 0 || crosswalk::is_crosswalk(head) {
        return false;
    }
    let by_head = head
        .columns
        .iter()
        .any(|c| c.field == Some(Field::Effect) || fold(&c.label).contains("効果額"));
    let rows = table
        .rows
        .iter()
        .take(12)
        .filter_map(|r| r.first())
        .any(|c| speaks(&c.text));
    by_head || rows || table.about().take(3).any(speaks)
}

/// Whether a text speaks of effect amounts.
pub(crate) fn speaks(text: &str) -> bool {
    let folded = fold(text);
    [
        "効果額",
        "財政効果",
        "改善効果",
        "収支改善",
        "削減額",
        "歳入確保額",
        "効果見込",
    ]
    .iter()
    .any(|w| folded.contains(w))
}

fn read_table(table: &Table<'_>, head: &Head, said: Option<EffectKind>, plan: &mut Plan) {
    let vintage = vintage(table).unwrap_or_default();
    let labels: Vec<usize> = (0..head.columns.len())
        .take_while(|i| {
            head.columns[*i].year.is_none()
                && !matches!(
                    head.columns[*i].field,
                    Some(Field::Total | Field::Difference | Field::Effect | Field::Amount)
                )
        })
        .collect();
    let mut open: Vec<Option<String>> = vec![None; labels.len()];
    let spread: Vec<Vec<Cell>> = table
        .rows
        .iter()
        .map(|row| spread(row, head, labels.len(), table.form))
        .collect();
    for row in &spread {
        if labels
            .iter()
            .rev()
            .find_map(|i| row.get(*i).filter(|c| !is_nothing(&c.text)))
            .is_some_and(|c| tells_of_others(&one_line(&c.text)))
        {
            continue;
        }
        let mut texts: Vec<(usize, String)> = labels
            .iter()
            .filter_map(|i| {
                row.get(*i)
                    .filter(|c| !is_nothing(&c.text))
                    .map(|c| (*i, one_line(&c.text)))
            })
            .collect();
        let mut row_kind = None;
        if texts.len() > 1 || open.iter().any(Option::is_some) {
            // 計画 and 実績 in a column of labels say the kind and are no part of the path.
            if let Some(at) = texts.iter().position(|(_, t)| is_kind_word(t)) {
                row_kind = kind(&texts.remove(at).1);
            }
        }
        if let Some((_, only)) = texts.first().filter(|(_, t)| texts.len() == 1 && is_kind_word(t)) {
            row_kind = kind(only);
            texts.clear();
        }
        for (i, text) in &texts {
            open[*i] = Some(text.clone());
            for lower in &mut open[*i + 1..] {
                *lower = None;
            }
        }
        let path: Vec<String> = open.iter().flatten().cloned().collect();
        let unit = path.iter().rev().find_map(|p| unit::declared(p)).or(table.unit);
        let total = path.last().is_some_and(|last| is_total(last));
        if path.last().is_some_and(|last| tells_of_others(last)) {
            continue;
        }
        let titles: Vec<String> = path
            .iter()
            .filter(|p| !is_total(p))
            .map(|p| without_label(p))
            .collect();
        let place = Row {
            vintage: &vintage,
            titles,
            label: path.last().cloned().unwrap_or_default(),
            total,
            unit,
            kind: row_kind,
            said,
        };
        let beyond = Column {
            field: Some(Field::Total),
            label: "計".to_owned(),
            ..Column::default()
        };
        for (i, cell) in row.iter().enumerate().skip(labels.len()) {
            // A figure behind the last header is the total of its row.
            let column = head
                .columns
                .get(i)
                .or((i == head.columns.len()).then_some(&beyond));
            if let Some(column) = column {
                place.cell(column, &cell.text, &cell.at, table, plan);
            }
        }
    }
}

/// A row with its figures under their headers. Where blanks are invisible, a row that is too short and
/// ends with the sum of its figures has its total at the end.
fn spread(row: &[Cell], head: &Head, labels: usize, form: GridForm) -> Vec<Cell> {
    let width = head.columns.len();
    let figures = row.len().saturating_sub(labels);
    let totals = head.columns.last().is_some_and(|c| c.field == Some(Field::Total));
    let last = if totals { width } else { width + 1 };
    if form == GridForm::Ruled || figures < 2 || row.len() >= last {
        return row.to_vec();
    }
    let value = |c: &Cell| amount(&c.text, Some(Unit::Yen)).map(|y| y.0);
    let sum: Option<i64> = row[labels..row.len() - 1]
        .iter()
        .map(value)
        .try_fold(0i64, |sum, v| sum.checked_add(v?));
    if sum.is_none() || sum != row.last().and_then(value) {
        return row.to_vec();
    }
    let mut wide = row[..row.len() - 1].to_vec();
    wide.resize(last - 1, Cell::default());
    wide.extend(row.last().cloned());
    wide
}

/// A row of amounts: what they are stated for.
pub(crate) struct Row<'a> {
    pub(crate) vintage: &'a str,
    pub(crate) titles: Vec<String>,
    pub(crate) label: String,
    pub(crate) total: bool,
    pub(crate) unit: Option<Unit>,
    pub(crate) kind: Option<EffectKind>,
    pub(crate) said: Option<EffectKind>,
}

impl Row<'_> {
    /// Adds the amount of a cell.
    pub(crate) fn cell(&self, column: &Column, text: &str, at: &Place, table: &Table<'_>, plan: &mut Plan) {
        let Some(mut yen) = amount(text, column.unit.or(self.unit)) else {
            return;
        };
        let label = [column.label.as_str(), self.label.as_str()].concat();
        let source = source(&self.label)
            .or_else(|| source(&column.label))
            .unwrap_or(Source::Unsaid);
        if source == Source::Spending
            && yen.0 < 0
            && ["削減", "縮減", "節減"].iter().any(|w| fold(&label).contains(w))
        {
            // In a line of savings the triangle says that less is spent.
            yen = Yen(yen.0.saturating_neg());
        }
        match (column.field, column.year) {
            (Some(Field::Difference), year) => self.stated(column, year, true, yen, at, plan),
            (Some(Field::Total), year) => self.stated(column, year, false, yen, at, plan),
            (Some(Field::Rate | Field::Count), _) => {}
            (Some(Field::Effect), None) if self.total => self.stated(column, None, false, yen, at, plan),
            (_, Some(year)) if self.total => self.stated(column, Some(year), false, yen, at, plan),
            (Some(Field::Effect), year @ None) | (_, year @ Some(_)) => {
                let vintage = if self.vintage.is_empty() {
                    occasion(&column.label).unwrap_or_default()
                } else {
                    self.vintage.to_owned()
                };
                let adoption = fold(&vintage).contains("策定時");
                let by_caption = || table.about().find_map(kind);
                let kind = column
                    .kind
                    .or(self.kind)
                    .or(adoption.then_some(EffectKind::Plan))
                    .or_else(by_caption)
                    .or(self.said)
                    .unwrap_or(EffectKind::Plan);
                let said = table.about().take(4).find_map(duration).unwrap_or_default();
                plan.effects.push(Effect {
                    id: format!("e{}", plan.effects.len() + 1),
                    vintage,
                    on: None,
                    path: self.titles.clone(),
                    fiscal_year: year,
                    kind,
                    amount: yen,
                    duration: said,
                    source,
                    corrects: None,
                    at: at.clone(),
                });
            }
            _ => {}
        }
    }

    fn stated(
        &self,
        column: &Column,
        year: Option<FiscalYear>,
        difference: bool,
        amount: Yen,
        at: &Place,
        plan: &mut Plan,
    ) {
        let label = if difference || year.is_none() || !self.total {
            without_years(&column.label)
        } else {
            self.label.clone()
        };
        plan.stated_amounts.push(StatedAmount {
            vintage: self.vintage.to_owned(),
            path: self.titles.clone(),
            fiscal_year: year,
            label,
            difference,
            amount,
            at: at.clone(),
        });
    }
}

/// `合計額 (R4~R9)` is 合計額.
fn without_years(label: &str) -> String {
    match label.split_once(['(', '（']) {
        Some((front, inner)) if years::period(inner).is_some() && !front.trim().is_empty() => {
            front.trim().to_owned()
        }
        _ => label.to_owned(),
    }
}

fn duration(text: &str) -> Option<Duration> {
    if text.contains("単年度") {
        Some(Duration::SingleYear)
    } else if text.contains("継続的効果") || text.contains("累積効果") {
        Some(Duration::Continuing)
    } else {
        None
    }
}

/// Whether a row of amounts sums up others: a total, or the one row that is called 効果額.
pub(crate) fn is_total(label: &str) -> bool {
    labels::is_total(label) || fold(label) == "効果額"
}

fn is_kind_word(label: &str) -> bool {
    let folded = fold(&without_brackets(label));
    matches!(
        folded.as_str(),
        "計画" | "実績" | "見込" | "見込み" | "計画額" | "実績額" | "見込額" | "目標" | "目標額" | "決算"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_need_a_unit() {
        assert_eq!(amount("1,234", Some(Unit::Thousand)), Some(Yen(1_234_000)));
        assert_eq!(amount("5億6万円", None), Some(Yen(500_060_000)));
        assert_eq!(amount("1,234", None), None);
        assert_eq!(amount("-", Some(Unit::Yen)), None);
    }

    #[test]
    fn occasions() {
        assert_eq!(
            occasion("2 計画策定時点の効果額見込み").as_deref(),
            Some("計画策定時点")
        );
        assert_eq!(
            occasion("効果額（令和6年度時点）").as_deref(),
            Some("令和6年度時点")
        );
        assert_eq!(occasion("効果額"), None);
    }
}
