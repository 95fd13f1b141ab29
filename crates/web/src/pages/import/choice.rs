//! What a person chose on the review screen, and what of the document is taken accordingly.

use std::collections::HashSet;

use gyokaku_core::body::BodyCode;
use gyokaku_core::fiscal_year::YearStyle;
use gyokaku_core::part::Kind;
use gyokaku_core::plan::{Frame, Plan};
use gyokaku_core::plan_key::{NotAPlanKey, PlanKey};
use gyokaku_core::review::Review;
use gyokaku_store::Body;

use super::fix::Fixes;
use crate::form::FormData;

/// A kind of content that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Items,
    Progress,
    Effects,
    Crosswalk,
    Review,
    Indicators,
    Frame,
}

impl Taken {
    pub(super) const ALL: [Taken; 7] = [
        Taken::Items,
        Taken::Progress,
        Taken::Effects,
        Taken::Crosswalk,
        Taken::Review,
        Taken::Indicators,
        Taken::Frame,
    ];

    pub(super) fn word(self) -> &'static str {
        match self {
            Taken::Items => "take_items",
            Taken::Progress => "take_progress",
            Taken::Effects => "take_effects",
            Taken::Crosswalk => "take_crosswalk",
            Taken::Review => "take_review",
            Taken::Indicators => "take_indicators",
            Taken::Frame => "take_frame",
        }
    }

    /// The parts of a plan that are taken or left together.
    pub(super) const fn parts(self) -> &'static [Kind] {
        match self {
            Taken::Items => &[Kind::Section, Kind::Item],
            Taken::Progress => &[Kind::Progress, Kind::Evaluation],
            Taken::Effects => &[Kind::Effect],
            Taken::Crosswalk => &[Kind::Edge],
            Taken::Review => &[Kind::Review],
            Taken::Indicators => &[Kind::Indicator],
            Taken::Frame => &[Kind::Frame, Kind::Note, Kind::Annotation],
        }
    }

    pub(super) fn label(self) -> String {
        let labels: Vec<&str> = self.parts().iter().map(|part| part.label()).collect();
        labels.join("・")
    }

    /// How many the document has.
    pub(super) fn count(self, plan: &Plan) -> usize {
        self.parts().iter().map(|part| part.count(plan)).sum()
    }
}

/// What was chosen.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The body.
    pub(super) body: BodyCode,
    /// The key of a plan that exists; none for a new plan.
    pub(super) existing: Option<String>,
    /// The key of a new plan, as typed.
    pub(super) key: String,
    /// The title.
    pub(super) title: String,
    /// How years are shown.
    pub(super) style: YearStyle,
    /// Kinds that are left out.
    pub(super) left_out: Vec<Taken>,
    /// Sections that are left out, with all below them.
    pub(super) sections: HashSet<String>,
    /// Single readings that were corrected.
    pub(super) fixes: Fixes,
}

/// The ways to show years, with their words in the form.
pub(super) const STYLES: [(&str, &str, YearStyle); 4] = [
    ("era", "令和3年度", YearStyle::Era),
    ("both", "2021(R3)年度", YearStyle::WesternAndEra),
    ("western", "2021年度", YearStyle::Western),
    ("letter", "R3", YearStyle::Letter),
];

impl Choice {
    /// What the form says; what the document suggests where the form was not sent yet.
    pub(super) fn of(form: &FormData, plan: &Plan, body: Option<&Body>, code: BodyCode) -> Self {
        let word = |name: &str| form.raw(name).trim().to_owned();
        if !form.has("chosen") {
            return Self::suggested(plan, body, code);
        }
        let existing =
            Some(word("plan")).filter(|k| body.is_some_and(|b| b.plans.iter().any(|p| p.key == *k)));
        let title: String = word("title")
            .chars()
            .filter(|c| !gyokaku_core::text::is_invisible(*c))
            .take(200)
            .collect();
        let style = STYLES
            .iter()
            .find(|(key, ..)| *key == word("style"))
            .map_or(plan.year_style, |(.., style)| *style);
        let highest = plan.sections.iter().filter(|s| s.parent.is_none());
        Self {
            body: code,
            existing,
            key: word("key"),
            title,
            style,
            left_out: Taken::ALL
                .into_iter()
                .filter(|k| k.count(plan) > 0 && !form.has(k.word()))
                .collect(),
            sections: highest
                .filter(|s| !form.has(&format!("take_{}", s.id)))
                .map(|s| s.id.clone())
                .collect(),
            fixes: Fixes::default(),
        }
    }

    /// The same with single readings corrected.
    pub(super) fn with(mut self, fixes: Fixes) -> Self {
        self.fixes = fixes;
        self
    }

    /// The plan of the same title, or the only one of the same period; else a new one.
    fn suggested(plan: &Plan, body: Option<&Body>, code: BodyCode) -> Self {
        let fold = gyokaku_core::text::fold;
        let plans = body.map(|b| b.plans.as_slice()).unwrap_or_default();
        let existing = plans
            .iter()
            .find(|p| !p.title.is_empty() && fold(&p.title) == fold(&plan.title))
            .map(|p| p.key.clone());
        let mut key = plan
            .period
            .map_or_else(|| "plan".to_owned(), |p| format!("plan-{}", p.from));
        let taken = |key: &str| plans.iter().any(|p| p.key == key);
        if taken(&key) {
            let base = key.clone();
            key = (2..100)
                .map(|n| format!("{base}-{n}"))
                .find(|k| !taken(k))
                .unwrap_or(base);
        }
        Self {
            body: code,
            existing,
            key,
            title: plan.title.clone(),
            style: plan.year_style,
            left_out: Vec::new(),
            sections: HashSet::new(),
            fixes: Fixes::default(),
        }
    }

    /// Where the plan would be stored: the body and, where it exists, the plan.
    pub(super) fn place(&self) -> String {
        format!("{}/{}", self.body, self.existing.as_deref().unwrap_or_default())
    }

    /// The key under which the plan is stored.
    pub(super) fn key(&self) -> Result<String, String> {
        if let Some(existing) = &self.existing {
            return Ok(existing.clone());
        }
        match self.key.parse::<PlanKey>() {
            Ok(key) => Ok(key.to_string()),
            Err(NotAPlanKey::Reserved) => Err(format!(
                "アドレス「{}」は団体のページに使われています。別のアドレスを入力してください。",
                self.key
            )),
            Err(NotAPlanKey::Form) => Err(
                "新しい計画のアドレスは、半角の小文字・数字・ハイフンで入力してください（例 keiei-2016）。"
                    .into(),
            ),
        }
    }

    /// What is taken of the document.
    pub(super) fn applied(&self, read: &Plan) -> Plan {
        let mut plan = read.clone();
        self.fixes.apply(&mut plan);
        if !self.title.is_empty() {
            plan.title.clone_from(&self.title);
        }
        plan.year_style = self.style;
        for kind in &self.left_out {
            match kind {
                Taken::Items => {
                    plan.sections.clear();
                    plan.items.clear();
                    plan.evaluations.clear();
                    plan.indicators.clear();
                }
                Taken::Progress => {
                    plan.progress.clear();
                    plan.evaluations.clear();
                    plan.scales.clear();
                }
                Taken::Effects => {
                    plan.effects.clear();
                    plan.stated_amounts.clear();
                }
                Taken::Crosswalk => plan.crosswalk.clear(),
                Taken::Review => plan.review = Review::default(),
                Taken::Indicators => plan.indicators.clear(),
                Taken::Frame => {
                    plan.frame = Frame::default();
                    plan.notes.clear();
                    plan.annotations.clear();
                }
            }
        }
        if !self.sections.is_empty() {
            let mut gone = self.sections.clone();
            // A child comes after its parent, so one pass is enough.
            for section in &plan.sections {
                if section.parent.as_ref().is_some_and(|p| gone.contains(p)) {
                    gone.insert(section.id.clone());
                }
            }
            plan.sections.retain(|s| !gone.contains(&s.id));
            plan.items
                .retain(|i| i.section.as_ref().is_none_or(|s| !gone.contains(s)));
            let left: HashSet<String> = plan.items.iter().map(|i| i.id.clone()).collect();
            plan.evaluations.retain(|e| left.contains(&e.item));
            plan.indicators
                .retain(|k| k.item.as_ref().is_none_or(|i| left.contains(i)));
        }
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gyokaku_core::body::SAMPLE_WITHOUT_NAME;
    use gyokaku_core::plan::{Item, Section};

    fn plan() -> Plan {
        let section = |id: &str, parent: Option<&str>| Section {
            id: id.into(),
            parent: parent.map(Into::into),
            title: id.into(),
            ..Section::default()
        };
        let item = |id: &str, section: &str| Item {
            id: id.into(),
            section: Some(section.into()),
            ..Item::default()
        };
        Plan {
            title: "計画".into(),
            sections: vec![section("a", None), section("a1", Some("a")), section("b", None)],
            items: vec![item("1", "a1"), item("2", "b")],
            ..Plan::default()
        }
    }

    #[test]
    fn a_section_that_is_left_out_takes_its_items_with_it() {
        let form: FormData = [
            ("chosen", "1"),
            ("title", "題"),
            ("key", "k"),
            ("take_items", "on"),
            ("take_b", "on"),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into_iter()
        .collect();
        let taken = Choice::of(&form, &plan(), None, SAMPLE_WITHOUT_NAME).applied(&plan());
        assert_eq!(taken.title, "題");
        assert_eq!(
            taken.items.iter().map(|i| i.id.as_str()).collect::<Vec<_>>(),
            ["2"]
        );
        assert_eq!(taken.sections.len(), 1);
    }

    #[test]
    fn without_a_form_all_is_taken() {
        let choice = Choice::of(&FormData::default(), &plan(), None, SAMPLE_WITHOUT_NAME);
        assert_eq!(choice.applied(&plan()), plan());
        assert_eq!(choice.key().ok().as_deref(), Some("plan"));
    }

    #[test]
    fn a_key_that_no_address_can_hold_is_said() {
        let form: FormData = [("chosen", "1"), ("key", "経営")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into_iter()
            .collect();
        assert!(
            Choice::of(&form, &plan(), None, SAMPLE_WITHOUT_NAME)
                .key()
                .is_err()
        );
    }
}
