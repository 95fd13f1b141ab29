//! What happened year by year as text: scales, counts, grades, amounts, indicators.
//!
//! Not here: the plan itself, its words.

use super::{Writer, position};
use gyokaku_core::document::Place;
use gyokaku_core::effect::{Correction, Effect, Owner, StatedAmount};
use gyokaku_core::indicator::{Indicator, IndicatorValue};
use gyokaku_core::money::grouped;
use gyokaku_core::progress::{Evaluation, Grade, Scale, StatedProgress};

use crate::words::{count, variant, year};
impl Writer<'_> {
    pub(super) fn scale(&mut self, scale: &Scale) {
        let Scale {
            grades,
            fiscal_year,
            at: place,
        } = scale;
        self.lines
            .element(format!("scale {}{}", year(*fiscal_year), (self.at)(place)));
        for grade in grades {
            let Grade {
                label,
                definition,
                rank,
                tone,
                evaluated,
            } = grade;
            let apart = if *evaluated { "" } else { ", not evaluated" };
            self.lines.part(format!(
                "{rank} {} ({}{apart}){}",
                (self.words)(label),
                variant(tone),
                self.some(": ", definition, "")
            ));
        }
    }

    pub(super) fn progress(&mut self, progress: &StatedProgress) {
        let StatedProgress {
            path,
            label,
            examples,
            total,
            grades,
            shares,
            fiscal_year,
            at: place,
        } = progress;
        let counts: String = grades
            .iter()
            .map(|(grade, n)| format!(", {} {}", (self.words)(grade), count(*n)))
            .collect();
        self.lines.element(format!(
            "progress {} {}{}: {}{counts}{}",
            year(*fiscal_year),
            self.some("", label, " "),
            self.path(path),
            count(*total),
            (self.at)(place)
        ));
        if let Some(first) = shares.first() {
            let all: Vec<String> = shares
                .iter()
                .map(|share| format!("{} {}%", (self.words)(&share.label), share.percent))
                .collect();
            self.lines
                .part(format!("shares of {}: {}", first.of.key(), all.join(", ")));
        }
        self.optional("examples", examples.as_deref(), &Place::NOWHERE);
    }

    pub(super) fn evaluation(&mut self, evaluation: &Evaluation) {
        let Evaluation {
            item,
            fiscal_year,
            by,
            grade,
            reason,
            done,
            at: place,
        } = evaluation;
        self.lines.element(format!(
            "evaluation {} of {} by {}: {}{}",
            year(*fiscal_year),
            self.item_name(item),
            variant(by),
            (self.words)(grade),
            (self.at)(place)
        ));
        self.optional("reason", reason.as_deref(), &Place::NOWHERE);
        self.optional("done", done.as_deref(), &Place::NOWHERE);
    }

    pub(super) fn effect(&mut self, effect: &Effect) {
        let Effect {
            id: _,
            vintage,
            on,
            path,
            fiscal_year,
            kind,
            amount,
            duration,
            source,
            corrects,
            at: place,
        } = effect;
        let mut ways = String::new();
        if *duration != Default::default() {
            ways += &format!(", {}", variant(duration));
        }
        if *source != Default::default() {
            ways += &format!(", {}", variant(source));
        }
        self.lines.element(format!(
            "effect {} {} {}[{}]: {}{ways}{}",
            variant(kind),
            year(*fiscal_year),
            self.some("", vintage, " "),
            self.path(path),
            grouped(amount.0),
            (self.at)(place)
        ));
        if let Some(owner) = on {
            let owner = match owner {
                Owner::Section(id) => position("s", self.plan.sections.iter().map(|s| s.id.as_str()), id),
                Owner::Item(id) => position("i", self.plan.items.iter().map(|i| i.id.as_str()), id),
            };
            self.lines.part(format!("of {owner}"));
        }
        if let Some(Correction {
            entry,
            reason,
            withdraws,
        }) = corrects
        {
            let ids = self.plan.effects.iter().map(|e| e.id.as_str());
            let entry = position("e", ids, entry);
            self.lines.part(format!(
                "{} {entry}: {}",
                if *withdraws { "withdraws" } else { "corrects" },
                (self.words)(reason)
            ));
        }
    }

    pub(super) fn stated_amount(&mut self, stated: &StatedAmount) {
        let StatedAmount {
            vintage,
            path,
            fiscal_year,
            label,
            difference,
            amount,
            at: place,
        } = stated;
        let what = if *difference { "difference" } else { "total" };
        self.lines.element(format!(
            "stated {what} {} {}[{}] {}: {}{}",
            year(*fiscal_year),
            self.some("", vintage, " "),
            self.path(path),
            (self.words)(label),
            grouped(amount.0),
            (self.at)(place)
        ));
    }

    pub(super) fn indicator(&mut self, indicator: &Indicator) {
        let Indicator {
            id: _,
            item,
            name,
            unit,
            direction,
            values,
        } = indicator;
        let of = item.as_deref().map(|id| self.item_name(id));
        let of = of.map_or_else(String::new, |item| format!(" of {item}"));
        self.lines.element(format!(
            "indicator{of}: {} ({}{})",
            (self.words)(name),
            self.some("", unit, ", "),
            variant(direction)
        ));
        for value in values {
            let IndicatorValue {
                fiscal_year,
                kind,
                number,
                fraction,
                at: place,
            } = value;
            let number = number.map_or_else(|| "-".to_owned(), |n| n.to_string());
            let fraction = fraction.map_or_else(String::new, |(part, whole)| format!(" = {part}/{whole}"));
            self.lines.part(format!(
                "{} {}: {number}{fraction}{}",
                variant(kind),
                year(*fiscal_year),
                (self.at)(place)
            ));
        }
    }
}
