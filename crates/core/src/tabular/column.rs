//! What a column is about, by its header cells from top to bottom.
//!
//! Not here: which cells are above it (`paths`), what its values are.

use crate::effect::EffectKind;
use crate::fiscal_year::FiscalYear;
use crate::labels::breaks::closed;
use crate::labels::effect_kind::effect_kind;
use crate::labels::field::{Field, field, field_or_level};
use crate::labels::grade::grade_of;
use crate::labels::{Kind, kind, unit, year};
use crate::money::Unit;
use crate::text::fold;

/// A column, by its header cells from top to bottom.
#[derive(Clone, Debug)]
pub struct Column {
    /// The header cells from top to bottom, under merged cells and blanks too.
    pub path: Vec<String>,
    /// The header cells, joined.
    pub label: String,
    /// What it is about.
    pub field: Option<Field>,
    /// The fiscal year named by the header.
    pub year: Option<FiscalYear>,
    /// Plan, actual or forecast, where the header says so.
    pub kind: Option<EffectKind>,
    /// The unit declared by the header.
    pub unit: Option<Unit>,
    /// The grade that the column counts.
    pub grade: Option<String>,
    /// What its figures are by its label: entries, a total of a rank, rates, differences.
    pub says: Kind,
    /// Whether it numbers or dates its rows (番号, No., 年度), so that its figures are no values.
    pub names_rows: bool,
}

impl Column {
    /// What the header cells of a column say, from top to bottom.
    pub fn of(path: Vec<String>) -> Self {
        let label = closed(&path.join(" "));
        let mut column = Column {
            field: None,
            year: None,
            kind: None,
            unit: None,
            grade: path.last().and_then(|part| grade_of(part)),
            says: says(&label, &path),
            names_rows: names_rows(&label),
            label,
            path: Vec::new(),
        };
        let mut fields: Vec<Field> = Vec::new();
        for part in &path {
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
                None => fields.extend(field_or_level(part)),
            }
        }
        column.field = resolve(&fields);
        column.path = path;
        column
    }
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

/// What a label in pieces says: the whole of it, else the first piece that tells anything.
pub(super) fn says(label: &str, pieces: &[String]) -> Kind {
    match kind(label) {
        Kind::Plain => says_in_pieces(pieces),
        told => told,
    }
}

/// What the first telling piece of a label says.
pub(super) fn says_in_pieces(pieces: &[String]) -> Kind {
    pieces
        .iter()
        .map(|piece| kind(piece))
        .find(|told| *told != Kind::Plain)
        .unwrap_or(Kind::Plain)
}

/// Whether a head names a number, a code or a year, which is no value.
fn names_rows(label: &str) -> bool {
    const OTHERS: [&str; 9] = [
        "電話",
        "内線",
        "頁",
        "ページ",
        "年度",
        "年",
        "実施年度",
        "コード",
        "連番",
    ];
    let folded = fold(label);
    matches!(field(label), Some(Field::Serial | Field::Number))
        || OTHERS.contains(&folded.as_str())
        || folded.ends_with("番号")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(path: &[&str]) -> Column {
        Column::of(path.iter().map(|part| (*part).to_owned()).collect())
    }

    #[test]
    fn each_piece_adds_what_it_says() {
        let amounts = column(&["効果額（千円）", "令和5年度", "実績"]);
        assert_eq!(amounts.field, Some(Field::Effect));
        assert_eq!(amounts.year.map(FiscalYear::western), Some(2023));
        assert_eq!(amounts.kind, Some(EffectKind::Actual));
        assert_eq!(amounts.unit, Some(Unit::Thousand));
    }

    #[test]
    fn totals_and_numbers() {
        assert!(matches!(column(&["令和5年度", "計"]).says, Kind::Total(_)));
        assert!(column(&["No."]).names_rows && column(&["整理番号"]).names_rows);
        assert!(!column(&["取組項目"]).names_rows);
    }
}
