//! The sheet for an answer in the assembly about one item (答弁資料): what is done, how it stands, year by year, the
//! amounts with the lines that they come from, and what was asked before.

use super::{Block, Brief};
use crate::document::Place;
use crate::effect::{Effect, Owner, in_force};
use crate::item_sheet::ItemSheet;
use crate::opinion::Opinion;
use crate::plan::{Item, Plan};
use crate::progress::Evaluation;
use crate::table::{Cell, Column, ColumnPart, Narrow, Row, Table, amendments, effects, opinions};

/// The sheet of an item; none where the plan has no such item. `over_years` is what the frozen years say of it, and
/// `source` says where something stands: the name of its document and the line.
pub fn answering(
    plan: &Plan,
    id: &str,
    over_years: Option<Table>,
    source: &dyn Fn(&Place) -> String,
) -> Option<Brief> {
    let item = plan.item(id)?;
    let sheet = ItemSheet::of(plan, id)?;
    let above = item
        .section
        .as_deref()
        .map(|section| plan.path(section).join(" / "));
    let mut blocks = vec![standing(plan, item)];
    blocks.push(Block {
        heading: "取組の概要".to_owned(),
        facts: sheet.facts,
        ..Block::default()
    });
    // The amounts stand below, each with its source.
    let by_year = sheet.tables.into_iter().filter(|table| table.title != AMOUNTS);
    blocks.extend(by_year.map(|table| {
        let heading = table.title.clone();
        Block::of_table(&heading, table)
    }));
    blocks.extend(over_years.map(|table| Block::of_table("年度ごとの経過（確定版）", table)));
    blocks.push(amounts(plan, id, source));
    blocks.push(asked(plan, item));
    blocks.push(changed(plan, item));
    blocks.push(crossed(plan, item));
    Some(Brief {
        title: item.called(),
        of: match above {
            Some(above) => format!("議会答弁資料　{above}"),
            None => "議会答弁資料".to_owned(),
        },
        blocks: blocks.into_iter().filter(|block| !block.is_empty()).collect(),
        ..Brief::default()
    })
}

/// The heading of the amounts, on the item's own sheet as here.
const AMOUNTS: &str = "効果額";

/// The latest grade that counts, with what was done and why.
fn standing(plan: &Plan, item: &Item) -> Block {
    let own = || plan.evaluations.iter().filter(|e| e.item == item.id);
    let year = own().filter_map(|e| e.fiscal_year).max();
    let of_year: Vec<&Evaluation> = own().filter(|e| e.fiscal_year == year).collect();
    let mut words = Vec::new();
    if let Some(latest) = plan.precedence.choose(of_year, |e| e.by) {
        let year = year.map_or_else(String::new, |year| format!("{}：", year.show(plan.year_style)));
        words.push(format!("{year}{}（{}）", latest.grade, latest.by.label()));
        let said = [("実績", &latest.done), ("評価理由", &latest.reason)];
        words.extend(said.into_iter().filter_map(|(label, text)| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
            Some(format!("{label}：{text}"))
        }));
    } else {
        words.push("評価の記録はまだありません。".to_owned());
    }
    words.extend(item.retired.as_ref().map(|retired| retired.words()));
    Block::of_words("現在の状況", words)
}

/// Each amount in force with where it stands, the latest year last.
fn amounts(plan: &Plan, id: &str, source: &dyn Fn(&Place) -> String) -> Block {
    let is_own = |e: &&Effect| matches!(&e.on, Some(Owner::Item(item)) if item == id);
    let mut own: Vec<&Effect> = in_force(&plan.effects).filter(is_own).collect();
    let corrected = plan
        .effects
        .iter()
        .filter(is_own)
        .count()
        .saturating_sub(own.len());
    own.sort_by_key(|e| e.fiscal_year);
    let row = |e: &&Effect| {
        let year = e.fiscal_year.map(|year| year.show(plan.year_style));
        Row::entry(
            0,
            vec![
                Cell::text(year.unwrap_or_else(|| "期間計".to_owned())),
                Cell::text(e.kind.label()),
                Cell::words(&e.vintage),
                Cell::yen(Some(e.amount)).from([e.at.clone()]),
                Cell::text(e.duration.label()),
                Cell::words(&source(&e.at)),
            ],
        )
    };
    let table = Table {
        name: effects::PUBLISHED.name,
        unit: Some(effects::unit(plan)),
        columns: vec![
            Column::name("year", "年度").which(ColumnPart::Parts),
            Column::text("kind", "計画・実績"),
            Column::text("vintage", "時点"),
            Column::yen("amount", "額"),
            Column::text("duration", "期間"),
            Column::text("source", "出典"),
        ],
        rows: own.iter().map(row).collect(),
        notes: match corrected {
            0 => Vec::new(),
            many => vec![format!(
                "訂正または取り消した記録{many}件は含みません。経緯は「効果額の記録」にあります。"
            )],
        },
        ..Table::default()
    };
    Block::of_table(AMOUNTS, table)
}

/// What was asked about the item before, and what was answered.
fn asked(plan: &Plan, item: &Item) -> Block {
    let own = |o: &&Opinion| o.items.contains(&item.id);
    let of_item = Plan {
        opinions: plan.opinions.iter().filter(own).cloned().collect(),
        meetings: plan.meetings.clone(),
        councils: plan.councils.clone(),
        consultations: plan.consultations.clone(),
        year_style: plan.year_style,
        ..Plan::default()
    };
    let mut table = opinions::table(&of_item, &Narrow::default());
    table.title.clear();
    table.summary.clear();
    Block::of_table("これまでの意見・質問と回答", table)
}

/// What was changed of it in mid-plan.
fn changed(plan: &Plan, item: &Item) -> Block {
    let of_item = Plan {
        amendments: plan
            .amendments
            .iter()
            .filter(|a| a.item == item.id)
            .cloned()
            .collect(),
        items: vec![item.clone()],
        year_style: plan.year_style,
        ..Plan::default()
    };
    let mut table = amendments::table(&of_item);
    table.title.clear();
    table.summary.clear();
    Block::of_table("計画変更", table)
}

/// What it was in the plan before.
fn crossed(plan: &Plan, item: &Item) -> Block {
    let key = crate::text::fold(&item.title);
    let is_own = |e: &&crate::crosswalk::Edge| {
        let mut both = [&e.old, &e.new].into_iter().flatten();
        both.any(|title| crate::text::fold(title) == key)
    };
    let words = plan.crosswalk.iter().filter(is_own).map(|edge| {
        let [from, to] = [&edge.old, &edge.new].map(|title| title.as_deref().unwrap_or("（なし）"));
        format!("{}：{from} → {to}", edge.label)
    });
    Block::of_words("前の計画との関係", words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::DocumentId;
    use crate::effect::{Duration, EffectKind, Source};
    use crate::fiscal_year::FiscalYear;
    use crate::money::Yen;
    use crate::progress::Evaluator;

    #[test]
    fn an_amount_names_its_line_and_a_question_its_answer() {
        let mut at = Place::line(12);
        at.stated_in(&DocumentId::new("d1"));
        let plan = Plan {
            items: vec![Item {
                id: "a".into(),
                number: Some("1-1".into()),
                title: "取組".into(),
                ..Item::default()
            }],
            evaluations: vec![Evaluation {
                item: "a".into(),
                fiscal_year: FiscalYear::new(2024),
                by: Evaluator::Secretariat,
                grade: "△".into(),
                reason: Some("入札が不調だったため。".into()),
                done: None,
                at: Place::NOWHERE,
            }],
            effects: vec![Effect {
                id: "e".into(),
                vintage: "策定時".into(),
                on: Some(Owner::Item("a".into())),
                path: Vec::new(),
                fiscal_year: FiscalYear::new(2024),
                kind: EffectKind::Plan,
                amount: Yen(5_000),
                duration: Duration::default(),
                source: Source::default(),
                corrects: None,
                at,
            }],
            opinions: vec![Opinion {
                text: "なぜ遅れているのか。".into(),
                answer: Some("入札をやり直しています。".into()),
                items: vec!["a".into()],
                speaker: "ある議員".into(),
                ..Opinion::default()
            }],
            ..Plan::default()
        };
        let source = |place: &Place| format!("計画書 {place}");
        let brief = answering(&plan, "a", None, &source).expect("a sheet");
        let said = format!("{brief:?}");
        for words in [
            "計画書 12行目",
            "なぜ遅れているのか。",
            "入札をやり直しています。",
            "△（事務局）",
        ] {
            assert!(said.contains(words), "{words} is not in {said}");
        }
        // Who asked is nobody's business on paper.
        assert!(!said.contains("ある議員"));
        assert!(answering(&plan, "b", None, &source).is_none());
    }
}
