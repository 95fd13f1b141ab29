//! The ledger of effect amounts (効果額の記録): every entry in the order in which it was made, with what became of it.
//!
//! Nothing is left out: what was corrected or taken back stands beside the entry that did so, and why.
//! Not here: sums (`effects`, `running`).

use std::collections::HashMap;

use super::effects::{PUBLISHED as EFFECTS, unit};
use super::{Cell, Column, Made, PlaceOnPages, Published, Row, Table};
use crate::effect::{Duration, Source, titles};
use crate::plan::Plan;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "ledger",
    word: "ledger",
    label: "効果額の記録",
    absent: "効果額の記録はまだありません。",
    note: "一度記録した額は書き換えません。訂正や取消しは、新しい記録として理由とともに加えます。",
    place: PlaceOnPages::Under(EFFECTS.name),
    made: Made::OfPlan {
        is_in: |plan| !plan.effects.is_empty(),
        make: |plan, narrow| table(plan, narrow.kind),
    },
};

/// The ledger; of one occasion where it is named.
pub fn table(plan: &Plan, vintage: &str) -> Table {
    let mut table = Table {
        name: PUBLISHED.name,
        title: PUBLISHED.label.into(),
        unit: Some(unit(plan)),
        columns: vec![
            Column::text("number", "記録"),
            Column::name("title", "区分・取組"),
            Column::text("vintage", "時点"),
            Column::text("year", "年度"),
            Column::text("kind", "計画・実績"),
            Column::text("duration", "期間"),
            Column::text("source", "種類"),
            Column::yen("amount", "額"),
            Column::text("state", "状態"),
            Column::text("reason", "理由"),
        ],
        ..Table::default()
    };
    let number: HashMap<&str, usize> = plan
        .effects
        .iter()
        .enumerate()
        .map(|(at, e)| (e.id.as_str(), at + 1))
        .collect();
    let mut became: HashMap<&str, (usize, bool)> = HashMap::new();
    for (at, effect) in plan.effects.iter().enumerate() {
        if let Some(correction) = &effect.corrects {
            became.insert(correction.entry.as_str(), (at + 1, correction.withdraws));
        }
    }
    let (mut corrected, mut shown) = (0, 0);
    for (at, effect) in plan.effects.iter().enumerate() {
        if !vintage.is_empty() && effect.vintage != vintage {
            continue;
        }
        shown += 1;
        let state = match became.get(effect.id.as_str()).filter(|_| !effect.id.is_empty()) {
            Some((by, true)) => format!("記録{by}で取消し"),
            Some((by, false)) => format!("記録{by}で訂正"),
            None if effect.withdraws() => "取消しの記録".to_owned(),
            None => String::new(),
        };
        corrected += usize::from(effect.corrects.is_some());
        let of = effect.corrects.as_ref().map(|correction| {
            let of = number.get(correction.entry.as_str());
            let of = of.map_or_else(String::new, |of| format!("記録{of}："));
            format!("{of}{}", correction.reason)
        });
        let amount = match effect.withdraws() {
            true => Cell::blank(),
            false => Cell::yen(Some(effect.amount)).from([effect.at.clone()]),
        };
        let said = |unsaid: bool, label: &str| match unsaid {
            true => Cell::blank(),
            false => Cell::text(label),
        };
        let path = titles(plan, effect);
        let cells = vec![
            Cell::text((at + 1).to_string()),
            Cell::text(match path.is_empty() {
                true => "計画の全体".to_owned(),
                false => path.join(" / "),
            }),
            Cell::text(effect.vintage.as_str()),
            effect
                .fiscal_year
                .map(|year| Cell::text(year.show(plan.year_style)))
                .unwrap_or_default(),
            Cell::text(effect.kind.label()),
            said(effect.duration == Duration::Unsaid, effect.duration.label()),
            said(effect.source == Source::Unsaid, effect.source.label()),
            amount,
            match state.is_empty() {
                true => Cell::blank(),
                false => Cell::text(state),
            },
            of.map(Cell::text).unwrap_or_default(),
        ];
        table.rows.push(Row::entry(0, cells));
    }
    table.summary = match corrected {
        0 => format!("記録は{shown}件です。"),
        corrected => format!("記録は{shown}件で、うち{corrected}件は訂正または取消しです。"),
    };
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::{Correction, Effect, EffectKind};
    use crate::money::Yen;
    use crate::table::Value;

    #[test]
    fn what_was_corrected_stays_beside_its_correction() {
        let entry = |id: &str, amount: i64, corrects: Option<(&str, bool)>| Effect {
            id: id.into(),
            vintage: "策定時".into(),
            on: None,
            path: vec!["財政".into()],
            fiscal_year: None,
            kind: EffectKind::Plan,
            amount: Yen(amount),
            duration: Duration::Continuing,
            source: Source::Revenue,
            corrects: corrects.map(|(entry, withdraws)| Correction {
                entry: entry.into(),
                reason: "桁の誤り".into(),
                withdraws,
            }),
            at: Default::default(),
        };
        let plan = Plan {
            effects: vec![
                entry("a", 10, None),
                entry("b", 100, Some(("a", false))),
                entry("c", 0, Some(("b", true))),
            ],
            ..Plan::default()
        };
        let made = table(&plan, "");
        let at = |row: usize, key: &str| {
            let column = made.column(key).expect("a column");
            match &made.rows[row].cells[column].value {
                Value::Text(text) => text.clone(),
                Value::Yen(yen) => yen.0.to_string(),
                _ => String::new(),
            }
        };
        assert_eq!(
            (at(0, "state"), at(0, "amount")),
            ("記録2で訂正".into(), "10".into())
        );
        assert_eq!(
            (at(1, "state"), at(1, "reason")),
            ("記録3で取消し".into(), "記録1：桁の誤り".into())
        );
        assert_eq!(
            (at(2, "state"), at(2, "amount")),
            ("取消しの記録".into(), String::new())
        );
        assert_eq!(
            (at(0, "duration"), at(0, "source")),
            ("継続".into(), "歳入確保".into())
        );
        assert!(made.summary.contains("3件で、うち2件"));
        assert!(table(&plan, "別の時点").rows.is_empty());
    }
}
