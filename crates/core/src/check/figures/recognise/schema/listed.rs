//! Lists of one figure a line whose whole stands above them, counted in the same unit: 52取組, and below it ①…(21取組),
//! ②…(8取組).
//!
//! What is counted is the tie: between the whole and the last part nothing else is counted so. Not here: lines that
//! are laid out as tables (`sums`), tables that count words (`tallied`).

use super::{Claim, Instance, LABEL_IN_PLACE, Outcome};
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::model::sheet::Sheets;
use crate::check::figures::recognise::frame::Piece;
use crate::check::figures::recognise::number::{Bits, Number, Numbers, log2};
use crate::check::figures::sum_mismatch;
use crate::figure::Measure;
use crate::labels::unit::counter;

/// More lines have their total behind them.
const MOST_PARTS: usize = 40;
/// The marks that entries of a list begin with.
const BULLETS: [char; 10] = ['・', '•', '○', '●', '□', '■', '◇', '◆', '-', '※'];
/// How many of its parts a list has at least.
const FEWEST: usize = 3;
/// What it costs that the same is counted behind the last part as well.
const GOES_ON: Bits = 200;

/// A figure that counts something.
#[derive(Clone, Copy)]
struct Counted {
    id: Id,
    number: Number,
    of: &'static str,
}

/// A line that holds any such figures, and whether there is but one figure in it.
struct Line {
    counted: Vec<Counted>,
    is_alone: bool,
    /// The mark of an entry of a list that it begins with.
    mark: Option<char>,
}

/// Adds what lists say of the whole above them.
pub(in crate::check::figures::recognise) fn claims(
    all: &Sheets,
    text: &[Vec<Piece>],
    numbers: &Numbers,
    found: &mut Vec<Claim>,
) {
    let lines: Vec<Line> = text
        .iter()
        .map(|line| Line {
            counted: counted(all, line, numbers),
            is_alone: line
                .iter()
                .filter(|piece| matches!(piece, Piece::Value(_)))
                .count()
                == 1,
            mark: mark(line),
        })
        .filter(|line| !line.counted.is_empty())
        .collect();
    for (at, line) in lines.iter().enumerate() {
        // An entry among others is no whole of those behind it.
        let is_among_others =
            |next: &Line| line.is_alone && next.is_alone && line.mark.is_some() && line.mark == next.mark;
        if lines.get(at + 1).is_some_and(is_among_others) {
            continue;
        }
        let lists = line
            .counted
            .iter()
            .filter_map(|whole| list(whole, &lines[at + 1..]));
        // Short lists add up by chance, so none of them vouches for another.
        found.extend(lists.filter_map(|(instance, prior)| {
            let claim = Claim::of(sum_mismatch::RULE.name, "一覧の合計", true, prior, vec![instance])?;
            Some(Claim {
                has_sure_ends: true,
                ..claim
            })
        }));
    }
}

fn mark(line: &[Piece]) -> Option<char> {
    let Some(Piece::Label(label)) = line.first() else {
        return None;
    };
    label.chars().next().filter(|first| BULLETS.contains(first))
}

/// The figures of a line that count something; the counter may stand apart: 21 取組.
fn counted(all: &Sheets, line: &[Piece], numbers: &Numbers) -> Vec<Counted> {
    let counted = |(at, piece): (usize, &Piece)| -> Option<Counted> {
        let Piece::Value(Some(id)) = piece else {
            return None;
        };
        let figure = &all.entry(*id).figure;
        let of = match (figure.measure, line.get(at + 1)) {
            (Measure::Money, _) => "円",
            (Measure::Number, Some(Piece::Label(behind))) if figure.counter.is_empty() => counter(behind)?,
            (Measure::Number, _) => counter(&figure.counter)?,
            (Measure::Percent, _) => return None,
        };
        let number = numbers.of_id(*id).filter(|number| number.value > 0)?;
        Some(Counted { id: *id, number, of })
    };
    line.iter().enumerate().filter_map(counted).collect()
}

/// A whole and the lines below it as its parts: as many of them as make it, or nearly so.
fn list(whole: &Counted, below: &[Line]) -> Option<(Instance, Bits)> {
    let part = |line: &Line| -> Option<Counted> {
        let first = line.counted.first().copied().filter(|_| line.is_alone)?;
        (first.of == whole.of).then_some(first)
    };
    let parts: Vec<Counted> = below.iter().map_while(part).take(MOST_PARTS).collect();
    let made_of = |length: usize| {
        let terms: Vec<(i128, Id, Number)> = parts[..length]
            .iter()
            .map(|part| (1, part.id, part.number))
            .collect();
        Some((length, Instance::added((whole.id, whole.number), &terms, true)?))
    };
    let ways: Vec<(usize, Instance)> = (FEWEST..=parts.len()).filter_map(made_of).collect();
    let tried = log2(ways.len());
    let (length, instance) = ways
        .into_iter()
        .filter(|(_, instance)| instance.outcome != Outcome::Fails || instance.near > 0)
        .max_by_key(|(_, instance)| (instance.outcome == Outcome::Holds, instance.says()))?;
    let goes_on = below.get(length).is_some_and(|line| part(line).is_some());
    Some((instance, LABEL_IN_PLACE - tried - Bits::from(goes_on) * GOES_ON))
}
