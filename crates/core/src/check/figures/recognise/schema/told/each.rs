//! Amounts for each of something: 市民１人当たり45.0万円（人口48,000人で計算）, 人口１万人当たり5.2人.
//!
//! Not here: of which amount (`inside`, `table`), and columns of such amounts (`products`, `constants`).

use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::prose::phrase::Word;
use crate::check::figures::recognise::number::{Class, Number, Numbers, log2};
use crate::check::figures::recognise::schema::again::Sum;
use crate::check::figures::recognise::schema::quotients::{Term, quotient};
use crate::check::figures::recognise::schema::{Instance, Outcome};

/// What an amount is for each of.
#[derive(Clone, Debug)]
pub(super) struct Each {
    target: (Id, Number),
    /// For so many: 1万 of １万人当たり.
    unit: i128,
    /// What it may be divided by.
    bases: Vec<(Id, Number)>,
}

/// How words say that an amount is one for each.
const EACH: [&str; 2] = ["当たり", "あたり"];
/// How far from it stands what it is divided by, in figures of its paragraph.
const WINDOW: usize = 4;
/// So many characters are what is counted: 人, 世帯.
const COUNTER: usize = 3;
/// At most so many of it are one unit: 10万人当たり.
const LARGEST: i128 = 100_000;

impl Each {
    /// What a figure is for each of, where words in front of it say so.
    pub(super) fn of(words: &[Word<'_>], at: usize, numbers: &Numbers) -> Option<Self> {
        let word = &words[at];
        let number = numbers
            .of_id(word.id)
            .filter(|number| number.class != Class::Percent)?;
        let phrase = word
            .before
            .rsplit(['。', '、', '（', '('])
            .next()
            .unwrap_or_default();
        let said = EACH.iter().find_map(|each| phrase.find(each))?;
        // 1 of １人当たり is a figure in front; 一人当たり is words.
        let is_counted = phrase.len() == word.before.len() && phrase[..said].chars().count() <= COUNTER;
        let counted = at
            .checked_sub(1)
            .map(|before| &words[before])
            .filter(|_| is_counted);
        let unit = counted.map_or(1, |counted| counted.value);
        let of = counted.map_or("", |counted| counted.of.as_str());
        let is_base = |base: &&Word<'_>| {
            let is_other = base.id != word.id && counted.is_none_or(|counted| counted.id != base.id);
            is_other && !base.is_percent() && !base.is_money() && (of.is_empty() || base.of == of)
        };
        let (from, to) = (at.saturating_sub(WINDOW), (at + 1 + WINDOW).min(words.len()));
        let bases: Vec<(Id, Number)> = words[from..to]
            .iter()
            .filter(is_base)
            .filter_map(|base| Some((base.id, numbers.of_id(base.id)?)))
            .filter(|(_, base)| base.class == Class::Number && base.step >= MICRO && base.value >= 10 * MICRO)
            .collect();
        let unit = (1..=LARGEST).contains(&unit).then_some(unit)?;
        (!bases.is_empty()).then_some(Self {
            target: (word.id, number),
            unit,
            bases,
        })
    }

    /// The figure as one of these amounts for each; none where no base makes it, or nearly.
    pub(super) fn made_of(&self, amount: &Sum) -> Option<Instance> {
        let (id, number) = self.target;
        let scales: &[i128] = match (number.class, amount.class) {
            (own, other) if own == other => &[1],
            // A table without a unit beside a sentence that says 円.
            (Class::Money, Class::Number) => &[1_000, 1, 1_000_000],
            _ => return None,
        };
        let apart = |(base, _): &&(Id, Number)| amount.parts.iter().all(|(_, part)| part != base);
        let ways: Vec<Instance> = self
            .bases
            .iter()
            .filter(apart)
            .flat_map(|base| scales.iter().map(move |scale| (base, scale)))
            .filter_map(|((base, divisor), scale)| {
                let parts = amount.parts.iter().copied().chain([(1, *base)]).collect();
                quotient(
                    (id, number),
                    parts,
                    amount.term,
                    Term::of(*divisor),
                    self.unit * scale,
                )
            })
            .collect();
        let cost = log2(ways.len());
        let best = ways
            .into_iter()
            .max_by_key(|way| (way.outcome == Outcome::Holds, way.says()))?;
        Some(best.less(cost))
    }
}
