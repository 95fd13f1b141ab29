//! The sheet of a plan for its head and the one for the assembly.

use time::Date;

use super::{Block, Brief, cut, head_of};
use crate::editing::items_called;
use crate::fiscal_year::{FiscalYear, day_in_words};
use crate::opinion::Handling;
use crate::overview::{KeyFigure, key_figures};
use crate::plan::{Item, Plan};
use crate::progress::{Evaluation, Tone};
use crate::table::{
    Cell, Column, ColumnKind, Row, RowKind, Table, amendments, crosswalk, effects, indicators, progress,
    review,
};

/// How many items that are behind the sheet of the head names.
const MOST_BEHIND_OF_HEAD: usize = 8;
/// How many that of the assembly names.
const MOST_BEHIND_OF_ASSEMBLY: usize = 20;
/// How many matters to decide are named of a kind.
const MOST_MATTERS: usize = 4;
/// How long a reason is in a list.
const LONGEST_REASON: usize = 60;

/// What the sheets of a plan are made with beside the plan.
#[derive(Clone, Copy)]
pub struct Figures<'a> {
    /// The progress table that stands for the year.
    pub progress: &'a Table,
    /// What a grade means.
    pub tone: &'a dyn Fn(&str) -> Tone,
    /// Today.
    pub today: Date,
}

impl Figures<'_> {
    fn keys(&self, plan: &Plan) -> Vec<KeyFigure> {
        key_figures(plan, self.progress, self.tone, FiscalYear::of_day(self.today))
    }
}

/// One sheet for the head of a body: the state in figures, what is late, what is to be decided, the effects against what
/// was planned. It names what waits for a decision, so that it is nothing for the public.
pub fn head(plan: &Plan, body: &str, with: &Figures<'_>) -> Brief {
    let keys = with.keys(plan);
    let blocks = vec![
        standing(with.progress),
        behind(plan, with, &keys, MOST_BEHIND_OF_HEAD),
        matters(plan, with),
        amounts(plan),
        of_indicators(plan),
    ];
    Brief {
        title: format!("{}説明資料", head_of(body)),
        of: plan.title.clone(),
        keys,
        blocks: blocks.into_iter().filter(|block| !block.is_empty()).collect(),
        is_one_sheet: true,
        ..Brief::default()
    }
}

/// The sheet for the assembly: what the plan is, its progress part by part, what is behind, the effects, the indicators,
/// what was changed in mid-plan and what became of opinions. It names nothing that waits for a decision.
pub fn assembly(plan: &Plan, with: &Figures<'_>) -> Brief {
    let keys = with.keys(plan);
    let crosswalk = crosswalk::table(plan).summary;
    let decided = Plan {
        title: plan.title.clone(),
        amendments: plan
            .amendments
            .iter()
            .filter(|a| a.is_public())
            .cloned()
            .collect(),
        ..Plan::default()
    };
    let changed = match decided.amendments.is_empty() {
        true => String::new(),
        false => amendments::table(&decided).summary,
    };
    let blocks = vec![
        Block {
            table: Some(by_part(with.progress)).filter(|table| !table.is_empty()),
            ..standing(with.progress)
        },
        behind(plan, with, &keys, MOST_BEHIND_OF_ASSEMBLY),
        amounts(plan),
        of_indicators(plan),
        Block::of_words("計画変更", [changed]),
        opinions(plan),
        Block::of_words("前の計画からの見直し", [crosswalk, review::table(plan).summary]),
    ];
    Brief {
        title: "議会説明資料".to_owned(),
        of: plan.title.clone(),
        keys,
        blocks: blocks.into_iter().filter(|block| !block.is_empty()).collect(),
        ..Brief::default()
    }
}

/// The first so many, and in words how many more there are.
fn first<T>(mut all: Vec<T>, most: usize) -> (Vec<T>, Option<String>) {
    let more = all.len().saturating_sub(most);
    all.truncate(most);
    (all, (more > 0).then(|| format!("ほか{more}件")))
}

fn standing(table: &Table) -> Block {
    if table.is_empty() {
        return Block::of_words(
            "進捗状況",
            ["進捗状況の評価は、まだ記録されていません。".to_owned()],
        );
    }
    let heading = match table.title.is_empty() {
        true => progress::PUBLISHED.label,
        false => &table.title,
    };
    Block {
        pictures_of: Some(&progress::PUBLISHED),
        ..Block::of_words(heading, [table.summary.clone()])
    }
}

/// The progress of the highest parts of the plan and of all of it.
fn by_part(table: &Table) -> Table {
    let highest = |row: &&Row| row.kind == RowKind::Total || row.level == 0;
    Table {
        summary: String::new(),
        title: String::new(),
        rows: table.rows.iter().filter(highest).cloned().collect(),
        ..table.clone()
    }
}

/// The items whose grade that counts says that they are behind, in the order of the plan.
fn late<'a>(plan: &'a Plan, with: &Figures<'_>) -> Vec<(&'a Item, &'a Evaluation)> {
    let counted = progress::evaluations_that_count(plan, None);
    let of = |item: &'a Item| {
        let evaluation = *counted.get(item.id.as_str())?;
        let is_late = !item.repeated && (with.tone)(&evaluation.grade) == Tone::Behind;
        is_late.then_some((item, evaluation))
    };
    plan.items.iter().filter_map(of).collect()
}

fn behind(plan: &Plan, with: &Figures<'_>, keys: &[KeyFigure], most: usize) -> Block {
    const HEADING: &str = "遅れている取組";
    if with.progress.is_empty() {
        return Block::default();
    }
    let late = late(plan, with);
    let stated = keys.iter().find(|key| key.label == HEADING).map(|key| &key.value);
    let count = late.len().to_string();
    let said = match stated {
        Some(stated) if *stated == "0" && late.is_empty() => {
            return Block::of_words(HEADING, ["遅れている取組はありません。".to_owned()]);
        }
        Some(stated) if late.is_empty() => {
            return Block::of_words(
                HEADING,
                [format!(
                    "遅れている取組は{stated}件です。取組ごとの評価の記録はありません。"
                )],
            );
        }
        None if late.is_empty() => return Block::default(),
        // The counts may be of another year or count by another rule: both figures are said, and neither is chosen.
        Some(stated) if *stated != count => format!(
            "進捗状況の表では{stated}件、取組ごとの評価では{count}件です。時点または数え方が異なります。"
        ),
        _ => format!("遅れている取組は{count}件です。"),
    };
    let has_reason = late.iter().any(|(_, one)| one.reason.is_some());
    let mut columns = vec![
        Column::text("number", "番号"),
        Column::name("title", "取組項目"),
        Column::text("lead", "主担当課"),
        Column::of(ColumnKind::Grade, "grade", "評価"),
    ];
    columns.extend(has_reason.then(|| Column::text("reason", "理由")));
    let row = |(item, evaluation): &(&Item, &Evaluation)| {
        let mut cells = vec![
            Cell::words(item.known_number().unwrap_or_default()),
            Cell::text(item.title.clone()),
            Cell::words(&item.departments.lead.join("、")),
            Cell::words(&evaluation.grade),
        ];
        let reason = evaluation.reason.as_deref().unwrap_or_default();
        cells.extend(has_reason.then(|| Cell::words(&cut(reason, LONGEST_REASON))));
        Row::entry(0, cells)
    };
    let (named, more) = first(late, most);
    let table = Table {
        name: progress::PUBLISHED.name,
        columns,
        rows: named.iter().map(row).collect(),
        notes: more.into_iter().collect(),
        ..Table::default()
    };
    Block {
        words: vec![said],
        ..Block::of_table(HEADING, table)
    }
}

/// What the head is asked to decide or to see to.
fn matters(plan: &Plan, with: &Figures<'_>) -> Block {
    let mut rows: Vec<[String; 2]> = Vec::new();
    let mut push = |what: &str, all: Vec<String>| {
        let count = all.len();
        if count > 0 {
            let (first, more) = first(all, MOST_MATTERS);
            let lines: Vec<String> = first.into_iter().chain(more).collect();
            rows.push([format!("{what}（{count}件）"), lines.join("\n")]);
        }
    };
    let open = plan.amendments.iter().filter(|a| a.is_open());
    let waiting = open.map(|a| {
        let reason = match a.reason.trim() {
            "" => String::new(),
            reason => format!("：{}", cut(reason, LONGEST_REASON)),
        };
        let from = day_in_words(a.holds_from);
        format!("{}（{}、{from}から）{reason}", a.name, a.kind.label())
    });
    push("決定を待つ計画変更", waiting.collect());
    push("2年続けて遅れている取組", twice(plan, with));
    let of_opinion = |o: &crate::opinion::Opinion| {
        let items = items_called(plan, &o.items).join("、");
        let about = if items.is_empty() {
            "計画全体".to_owned()
        } else {
            items
        };
        format!("{about}：{}", cut(&o.text, LONGEST_REASON))
    };
    let unanswered = plan.opinions.iter().filter(|o| !o.is_answered());
    push("回答していない意見", unanswered.map(of_opinion).collect());
    if let Some(year) = FiscalYear::of_day(with.today) {
        let promised = plan.opinions.iter().filter(|o| o.is_to_be_followed(year));
        push(
            "対応を約束し、済んでいない意見",
            promised.map(of_opinion).collect(),
        );
    }
    let heading = "判断・対応を要する事項";
    if rows.is_empty() {
        return Block::of_words(heading, ["記録のうえで、判断を待つものはありません。".to_owned()]);
    }
    let table = Table {
        name: amendments::PUBLISHED.name,
        columns: vec![Column::name("what", "事項"), Column::text("text", "内容")],
        rows: rows
            .iter()
            .map(|cells| Row::entry(0, cells.iter().map(|text| Cell::words(text)).collect()))
            .collect(),
        ..Table::default()
    };
    Block::of_table(heading, table)
}

/// The items that are behind in the latest year with grades and in the one before.
fn twice(plan: &Plan, with: &Figures<'_>) -> Vec<String> {
    let years = || plan.evaluations.iter().filter_map(|e| e.fiscal_year);
    let before = years().max().and_then(|year| FiscalYear::new(year.western() - 1));
    let Some(before) = before.filter(|before| years().any(|year| year == *before)) else {
        return Vec::new();
    };
    let earlier = progress::evaluations_that_count(plan, Some(before));
    let was_late = |item: &Item| {
        let evaluation = earlier.get(item.id.as_str());
        evaluation
            .is_some_and(|one| one.fiscal_year == Some(before) && (with.tone)(&one.grade) == Tone::Behind)
    };
    // A grade without a year is of no year in particular, and says nothing of two of them.
    let late = late(plan, with)
        .into_iter()
        .filter(|(_, one)| one.fiscal_year.is_some());
    let late = late.filter(|(item, _)| was_late(item));
    late.map(|(item, _)| item.called()).collect()
}

/// The amounts of each occasion by year, and how far what was planned is reached.
fn amounts(plan: &Plan) -> Block {
    let mut table = effects::totals(plan);
    if table.is_empty() {
        return Block::default();
    }
    let summary = std::mem::take(&mut table.summary);
    let reached = effects::reached(plan).map(|reached| reached.sentence());
    Block {
        words: [Some(summary), reached]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect(),
        pictures_of: Some(&effects::PUBLISHED),
        ..Block::of_table(effects::PUBLISHED.label, table)
    }
}

/// How the indicators stand, and which of them do not reach what they are to reach.
fn of_indicators(plan: &Plan) -> Block {
    const MOST: usize = 8;
    let summary = indicators::table(plan).summary;
    let missed: Vec<String> = plan
        .indicators
        .iter()
        .filter(|one| one.standing().is_some_and(|standing| !standing.met))
        .map(|one| one.name.clone())
        .collect();
    let (names, more) = first(missed, MOST);
    let names: Vec<String> = names.into_iter().chain(more).collect();
    let named = match names.is_empty() {
        true => String::new(),
        false => format!("満たしていない指標：{}", names.join("、")),
    };
    Block::of_words(indicators::PUBLISHED.label, [summary, named])
}

/// How many of the opinions that the public may read were taken in which way.
fn opinions(plan: &Plan) -> Block {
    let public: Vec<_> = plan.opinions.iter().filter(|o| o.is_public()).collect();
    if public.is_empty() {
        return Block::default();
    }
    let counts = Handling::ALL.into_iter().filter_map(|handling| {
        let count = public.iter().filter(|o| o.handling == Some(handling)).count();
        (count > 0).then(|| format!("{}{count}件", handling.label()))
    });
    let counts: Vec<String> = counts.collect();
    let said = format!("回答した意見は{}件です（{}）。", public.len(), counts.join("、"));
    Block::of_words("意見への対応", [said])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;
    use crate::effect::{Duration, Effect, EffectKind, Source};
    use crate::money::Yen;
    use crate::progress::Evaluator;

    fn tone(label: &str) -> Tone {
        match label {
            "△" => Tone::Behind,
            _ => Tone::Steady,
        }
    }

    fn item(id: &str) -> Item {
        Item {
            id: id.into(),
            title: format!("取組{id}"),
            ..Item::default()
        }
    }

    fn graded(item: &str, year: i16, grade: &str) -> Evaluation {
        Evaluation {
            item: item.into(),
            fiscal_year: FiscalYear::new(year),
            by: Evaluator::Department,
            grade: grade.into(),
            reason: Some("人手が足りないため。".into()),
            done: None,
            at: Place::NOWHERE,
        }
    }

    fn effect(kind: EffectKind, year: i16, amount: i64) -> Effect {
        Effect {
            id: format!("{kind:?}{year}"),
            vintage: "令和6年度時点".into(),
            on: None,
            path: Vec::new(),
            fiscal_year: FiscalYear::new(year),
            kind,
            amount: Yen(amount),
            duration: Duration::default(),
            source: Source::default(),
            corrects: None,
            at: Place::NOWHERE,
        }
    }

    fn plan() -> Plan {
        Plan {
            title: "プラン".into(),
            items: ["a", "b", "c"].map(item).to_vec(),
            evaluations: vec![
                graded("a", 2023, "△"),
                graded("b", 2023, "○"),
                graded("a", 2024, "△"),
                graded("b", 2024, "△"),
                graded("c", 2024, "○"),
            ],
            effects: vec![
                effect(EffectKind::Plan, 2023, 1_000_000),
                effect(EffectKind::Plan, 2024, 2_000_000),
                effect(EffectKind::Actual, 2023, 750_000),
            ],
            ..Plan::default()
        }
    }

    fn made(plan: &Plan, make: impl Fn(&Plan, &Figures<'_>) -> Brief) -> Brief {
        let progress = progress::table(plan, FiscalYear::new(2024));
        let figures = Figures {
            progress: &progress,
            tone: &tone,
            today: crate::round::day("2025-06-01").expect("a day"),
        };
        make(plan, &figures)
    }

    fn block<'a>(brief: &'a Brief, heading: &str) -> &'a Block {
        let found = brief.blocks.iter().find(|block| block.heading == heading);
        found.unwrap_or_else(|| panic!("{heading} is not among {:?}", brief.blocks))
    }

    #[test]
    fn the_head_is_told_what_is_late_and_what_is_late_again() {
        let brief = made(&plan(), |plan, with| head(plan, "桜川市", with));
        assert_eq!((brief.title.as_str(), brief.is_one_sheet), ("市長説明資料", true));
        let late = block(&brief, "遅れている取組");
        assert_eq!(late.words, ["遅れている取組は2件です。"]);
        assert_eq!(late.table.as_ref().map(|table| table.rows.len()), Some(2));
        let matters = block(&brief, "判断・対応を要する事項")
            .table
            .as_ref()
            .expect("a table");
        let words = format!("{:?}", matters.rows);
        assert!(
            words.contains("2年続けて遅れている取組（1件）") && words.contains("取組a"),
            "{words}"
        );
        assert!(!words.contains("取組b"), "{words}");
    }

    #[test]
    fn what_is_reached_is_set_against_what_was_planned_for_the_same_years() {
        let brief = made(&plan(), |plan, with| head(plan, "桜川市", with));
        let amounts = block(&brief, "効果額");
        let said = amounts.words.join("");
        assert!(said.contains("達成率は75.0%"), "{said}");
        assert!(said.contains("令和5年度"), "{said}");
    }

    #[test]
    fn counts_that_disagree_are_both_said() {
        let mut plan = plan();
        let progress = progress::table(&plan, FiscalYear::new(2024));
        plan.evaluations.retain(|e| e.item != "b");
        let figures = Figures {
            progress: &progress,
            tone: &tone,
            today: crate::round::day("2025-06-01").expect("a day"),
        };
        let brief = head(&plan, "桜川市", &figures);
        let words = &block(&brief, "遅れている取組").words;
        assert!(
            words.join("").contains("表では2件、取組ごとの評価では1件"),
            "{words:?}"
        );
    }

    #[test]
    fn the_assembly_is_told_nothing_that_waits() {
        let mut plan = plan();
        plan.opinions = vec![crate::opinion::Opinion {
            text: "まだ答えていない意見".into(),
            ..crate::opinion::Opinion::default()
        }];
        let of_head = made(&plan, |plan, with| head(plan, "桜川市", with));
        assert!(format!("{of_head:?}").contains("まだ答えていない意見"));
        let brief = made(&plan, assembly);
        assert!(!format!("{brief:?}").contains("まだ答えていない意見"));
        assert!(!format!("{brief:?}").contains("判断・対応"));
    }
}
