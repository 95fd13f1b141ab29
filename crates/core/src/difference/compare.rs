//! Two plans field by field, under the names that people know the fields by.
//!
//! Not here: which elements belong together; the second plan carries the identities of the first.

use std::collections::HashMap;

use super::compare_words::{compare_frames, compare_reviews};
use super::shown::{Shown, mark, part, year, years};
use super::{Change, Difference, Entry, FieldChange, Kind, Part};
use crate::document::Place;
use crate::editing::{Voice, VoiceKind};
use crate::effect::Effect;
use crate::fiscal_year::{FiscalYear, YearStyle};
use crate::indicator::Indicator;
use crate::money::Yen;
use crate::plan::{Item, Plan};
use crate::text::fold;

/// The titles of sections and items by identity, as they will be called after the merge, so that a
/// new name of a section is shown once and not at every item under it.
struct Names<'a> {
    by_id: HashMap<&'a str, &'a str>,
}

impl<'a> Names<'a> {
    fn of(plans: [&'a Plan; 2]) -> Self {
        let mut by_id = HashMap::new();
        for plan in plans {
            by_id.extend(plan.sections.iter().map(|s| (s.id.as_str(), s.title.as_str())));
            by_id.extend(plan.items.iter().map(|i| (i.id.as_str(), i.title.as_str())));
        }
        Names { by_id }
    }

    fn title(&self, id: &Option<String>) -> Option<String> {
        id.as_deref()
            .map(|id| (*self.by_id.get(id).unwrap_or(&id)).to_owned())
    }
}

/// What differs between two plans of which the second has the identities of the first.
pub(super) fn compare(stored: &Plan, merged: &Plan) -> Difference {
    let names = Names::of([stored, merged]);
    let (old, new) = (stored, merged);
    let mut parts = vec![
        part(
            Kind::Plan,
            std::slice::from_ref(old),
            std::slice::from_ref(new),
            |_| (),
            |p| {
                let shown = Shown::new("", &p.title, &p.at)
                    .field("名称", p.title.clone())
                    .field("期間", years(p.period));
                shown
                    .field("階層の名称", p.levels.join("、"))
                    .field("年度の表記", p.year_style_name())
                    .field("評価の採用順", p.precedence.note())
            },
        ),
        part(
            Kind::Section,
            &old.sections,
            &new.sections,
            |s| s.id.clone(),
            |s| {
                let shown = Shown::new(&s.id, &s.title, &s.at)
                    .field("上位の区分", names.title(&s.parent))
                    .field("階層", s.level.clone());
                let shown = shown
                    .field("深さ", s.depth.to_string())
                    .field("番号", s.label.clone())
                    .field("名称", s.title.clone());
                let shown = shown
                    .field("主担当課", s.departments.lead.join("、"))
                    .field("関係課", s.departments.support.join("、"));
                shown.field("関連計画", s.references.join("、"))
            },
        ),
        part(
            Kind::Item,
            &old.items,
            &new.items,
            |i| i.id.clone(),
            |i| show_item(i, &names),
        ),
        part(
            Kind::Progress,
            &old.progress,
            &new.progress,
            |p| {
                (
                    p.fiscal_year,
                    p.path.iter().map(|t| fold(t)).collect::<Vec<_>>(),
                    fold(&p.label),
                )
            },
            |p| {
                let name = if p.path.is_empty() {
                    "計画全体".to_owned()
                } else {
                    p.path.join("／")
                };
                let counts = p.grades.iter().map(|(label, count)| {
                    format!("{label} {}", count.map_or("－".to_owned(), |c| c.to_string()))
                });
                let shown = Shown::new("", name, &p.at)
                    .field("例", p.examples.clone())
                    .field("件数", p.total.map(|t| t.to_string()));
                shown.field("評価別の件数", counts.collect::<Vec<_>>().join("、"))
            },
        ),
        part(
            Kind::Evaluation,
            &old.evaluations,
            &new.evaluations,
            |e| (e.item.clone(), e.fiscal_year, e.by),
            |e| {
                let title = names.title(&Some(e.item.clone())).unwrap_or_default();
                let name = format!(
                    "{title}（{}{}）",
                    year(e.fiscal_year).unwrap_or_default(),
                    e.by.label()
                );
                let shown = Shown::new("", name, &e.at).field("評価", e.grade.clone());
                shown
                    .field("評価理由", e.reason.clone())
                    .field("実績", e.done.clone())
            },
        ),
        part(
            Kind::Scale,
            &old.scales,
            &new.scales,
            |s| s.fiscal_year,
            |s| {
                let grade = |g: &crate::progress::Grade| {
                    format!(
                        "{}（{}・{}・{:?}・{}）",
                        g.label,
                        g.definition,
                        g.rank,
                        g.tone,
                        mark(g.evaluated, "評価あり").unwrap_or_default()
                    )
                };
                let grades = s.grades.iter().map(grade).collect::<Vec<_>>().join("、");
                Shown::new(
                    "",
                    year(s.fiscal_year).unwrap_or_else(|| "全年度".to_owned()),
                    &s.at,
                )
                .field("評価区分", grades)
            },
        ),
        compare_effects(&old.effects, &new.effects),
        part(
            Kind::StatedAmount,
            &old.stated_amounts,
            &new.stated_amounts,
            |a| {
                (
                    fold(&a.vintage),
                    a.path.iter().map(|t| fold(t)).collect::<Vec<_>>(),
                    a.fiscal_year,
                    fold(&a.label),
                )
            },
            |a| {
                let name = [
                    a.vintage.clone(),
                    a.path.join("／"),
                    year(a.fiscal_year).unwrap_or_default(),
                    a.label.clone(),
                ];
                let name = name
                    .into_iter()
                    .filter(|n| !n.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ");
                Shown::new("", name, &a.at)
                    .field("金額", a.amount.to_string())
                    .field("種類", mark(a.difference, "差額"))
            },
        ),
        part(
            Kind::Indicator,
            &old.indicators,
            &new.indicators,
            |i| i.id.clone(),
            |i| {
                let at = i.values.first().map(|v| v.at.clone()).unwrap_or_default();
                let shown = Shown::new(&i.id, &i.name, &at)
                    .field("指標名", i.name.clone())
                    .field("取組項目", names.title(&i.item));
                shown
                    .field("単位", i.unit.clone())
                    .field("方向", format!("{:?}", i.direction))
                    .field("値", values(i))
            },
        ),
        part(
            Kind::Edge,
            &old.crosswalk,
            &new.crosswalk,
            |e| e.id.clone(),
            |e| {
                let name = e.new.as_ref().or(e.old.as_ref()).cloned().unwrap_or_default();
                let shown = Shown::new(&e.id, name, &e.at)
                    .field("区分", e.path.join("／"))
                    .field("旧", e.old.clone())
                    .field("新", e.new.clone());
                let shown = shown
                    .field("見直し", e.kind.label().to_owned())
                    .field("見直しの表記", e.label.clone());
                shown
                    .field("理由", e.reason.clone())
                    .field("担当課", e.department.clone())
            },
        ),
        compare_reviews(old, new),
        voices(Kind::Council, VoiceKind::Council, [old, new]),
        voices(Kind::Meeting, VoiceKind::Meeting, [old, new]),
        voices(Kind::Consultation, VoiceKind::Consultation, [old, new]),
        voices(Kind::Opinion, VoiceKind::Opinion, [old, new]),
        voices(Kind::Suggestion, VoiceKind::Suggestion, [old, new]),
        voices(Kind::Practice, VoiceKind::Practice, [old, new]),
        voices(Kind::Appraisal, VoiceKind::Appraisal, [old, new]),
        compare_frames(old, new),
        part(
            Kind::Note,
            &old.notes,
            &new.notes,
            |n| fold(&n.term),
            |n| {
                Shown::new("", &n.term, &n.at)
                    .field("用語", n.term.clone())
                    .field("説明", n.text.clone())
            },
        ),
        part(
            Kind::Edition,
            &old.editions,
            &new.editions,
            |e| fold(&e.title),
            |e| {
                Shown::new("", &e.title, &e.at)
                    .field("名称", e.title.clone())
                    .field("種類", format!("{:?}", e.kind))
                    .field("期間", years(e.period))
            },
        ),
        part(
            Kind::Statement,
            &old.statements,
            &new.statements,
            |s| (fold(&s.of), s.money, s.period),
            |s| {
                let shown = Shown::new("", &s.of, &s.at)
                    .field("値", s.value.to_string())
                    .field("表記", s.stated.clone());
                shown.field("概数", mark(s.approximate, "約"))
            },
        ),
        part(
            Kind::Annotation,
            &old.annotations,
            &new.annotations,
            |a| (a.on.clone(), fold(&a.text)),
            |a| {
                Shown::new("", &a.text, &a.at)
                    .field("対象", names.title(&a.on))
                    .field("注記", a.text.clone())
            },
        ),
        part(
            Kind::Outlook,
            &old.outlook,
            &new.outlook,
            |o| (fold(&o.vintage), o.key()),
            |o| {
                let years = [Some(o.fiscal_year), o.until].into_iter().flatten();
                let years: Vec<String> = years.map(|year| year.show(YearStyle::WesternAndEra)).collect();
                let name = format!("{} {} {}", o.vintage, o.line.label(), years.join("～"));
                Shown::new("", &name, &o.at).field("額", o.amount.mixed())
            },
        ),
        part(
            Kind::Amendment,
            &old.amendments,
            &new.amendments,
            |a| a.id.clone(),
            |a| {
                Shown::new(&a.id, &a.name, &Place::NOWHERE)
                    .field("種類", a.kind.label().to_owned())
                    .field("状態", a.state.label().to_owned())
                    .field("理由", a.reason.clone())
            },
        ),
    ];
    parts.retain(|p| !p.is_empty() || p.unchanged > 0);
    Difference { parts }
}

/// Councils, meetings and what is said of the plan, field by field, each side in the words of its own plan.
fn voices(kind: Kind, of: VoiceKind, [old, new]: [&Plan; 2]) -> Part {
    type Told = (String, String, Vec<(&'static str, String)>);
    let all = |plan: &Plan| -> Vec<Told> {
        let told = |voice: Voice| {
            let fields = of.fields().iter();
            let fields = fields.map(|field| (field.label(), field.words(plan, &voice)));
            (voice.id().to_owned(), voice.called(plan), fields.collect())
        };
        of.all(plan).map(told).collect()
    };
    part(
        kind,
        &all(old),
        &all(new),
        |(id, ..)| id.clone(),
        |(id, name, fields)| {
            let shown = Shown::new(id, name, &Place::NOWHERE);
            let fields = fields.iter();
            fields.fold(shown, |shown, (label, words)| shown.field(label, words.clone()))
        },
    )
}

fn show_item(i: &Item, names: &Names<'_>) -> Shown {
    let step = |s: &crate::plan::Step| {
        format!(
            "{} {}{}",
            s.fiscal_year.show(YearStyle::WesternAndEra),
            s.text,
            if s.open { "～" } else { "" }
        )
    };
    let number = [i.serial.as_deref(), i.number.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let shown = Shown::new(&i.id, &i.title, &i.at)
        .field("区分", names.title(&i.section))
        .field("親項目", names.title(&i.parent));
    let shown = shown
        .field("番号", number)
        .field("取組項目", i.title.clone())
        .field("取組内容", i.content.clone())
        .field("目標", i.target.clone());
    let shown = shown
        .field(
            "年度別計画",
            i.schedule.steps.iter().map(step).collect::<Vec<_>>().join("\n"),
        )
        .field("年度別計画の表記", i.schedule.text.clone());
    let shown = shown
        .field("毎年度", mark(i.schedule.every_year, "毎年度"))
        .field("主担当課", i.departments.lead.join("、"));
    let shown = shown
        .field("関係課", i.departments.support.join("、"))
        .field("関連計画", i.references.join("、"))
        .field("再掲", mark(i.repeated, "再掲"))
        .field(
            "取りやめ",
            i.retired.as_ref().map(|retired| retired.reason.clone()),
        );
    shown.field(
        "その他の欄",
        i.extra
            .iter()
            .map(|(header, text)| format!("{header}：{text}"))
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

fn values(indicator: &Indicator) -> String {
    let value = |v: &crate::indicator::IndicatorValue| {
        let number = match v.number {
            None => "－".to_owned(),
            Some(n) if n.places <= 18 => n.to_string(),
            // More places than a figure can have: shown as stored rather than computed with.
            Some(n) => format!("{}×10^-{}", n.value, n.places),
        };
        let fraction = v
            .fraction
            .map(|(part, whole)| format!("（{part}／{whole}）"))
            .unwrap_or_default();
        format!(
            "{}{} {number}{fraction}",
            year(v.fiscal_year).unwrap_or_default(),
            v.kind.label()
        )
    };
    indicator.values.iter().map(value).collect::<Vec<_>>().join("、")
}

/// A correction is shown as a change of the entry that it corrects.
fn compare_effects(old: &[Effect], new: &[Effect]) -> Part {
    let known: HashMap<&str, &Effect> = old.iter().map(|e| (e.id.as_str(), e)).collect();
    let name = |e: &Effect| {
        format!(
            "{} {} {}{}",
            e.vintage,
            e.path.join("／"),
            year(e.fiscal_year).unwrap_or_default(),
            e.kind.label()
        )
    };
    let mut part = Part {
        kind: Kind::Effect,
        added: Vec::new(),
        removed: Vec::new(),
        changed: Vec::new(),
        unchanged: old.len(),
    };
    for effect in new.iter().filter(|e| !known.contains_key(e.id.as_str())) {
        match effect.corrects.as_ref().and_then(|c| known.get(c.entry.as_str())) {
            Some(before) => {
                let amount = |e: &Effect| Some(Yen::to_string(&e.amount));
                let meaning = |e: &Effect| Some(format!("{:?}・{:?}", e.duration, e.source));
                let pairs = [
                    ("金額", amount(before), amount(effect)),
                    ("効果の性質", meaning(before), meaning(effect)),
                ];
                let fields = pairs
                    .into_iter()
                    .filter(|(_, old, new)| old != new)
                    .map(|(field, old, new)| FieldChange { field, old, new })
                    .collect();
                part.unchanged -= 1;
                part.changed.push(Change {
                    id: before.id.clone(),
                    name: name(effect),
                    at: effect.at.clone(),
                    fields,
                });
            }
            None => part.added.push(Entry {
                id: String::new(),
                name: name(effect),
                at: effect.at.clone(),
            }),
        }
    }
    part
}

impl Plan {
    /// The style of years by an example, which says more than its name.
    fn year_style_name(&self) -> String {
        FiscalYear::new(2021)
            .map(|y| y.show(self.year_style))
            .unwrap_or_default()
    }
}
