//! The order of reading of lines and tables: from above to below, in two columns the left one first.

use crate::glyph::{Area, Glyph};

use super::aligned;
use super::line::{Line, lines};
use super::{Placed, What};

/// What differs in height by less begins at one height, in points.
const ONE_HEIGHT: f32 = 3.0;
/// How many lines a column has at least.
const FEWEST: usize = 5;

/// Lines and tables in the order of reading.
pub(super) fn in_order(tables: Vec<Placed>, glyphs: Vec<Glyph>, page: u32) -> Vec<Placed> {
    let all = lines(glyphs);
    let Some(gutter) = gutter(&all) else {
        return below(tables, all, page);
    };
    let side = |area: &Area| {
        if area.right <= gutter {
            0
        } else if area.left >= gutter {
            1
        } else {
            2
        }
    };
    let mut sides: [(Vec<Placed>, Vec<Line>); 3] = Default::default();
    for table in tables {
        sides[side(&table.area)].0.push(table);
    }
    for (glyphs, at) in parted(all, gutter) {
        sides[at].1.extend(lines(glyphs));
    }
    let [left, right, over] = sides.map(|(tables, lines)| below(tables, lines, page));
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    let mut out = Vec::new();
    for placed in over {
        let top = placed.area.middle().1;
        for side in [&mut left, &mut right] {
            while let Some(next) = side.next_if(|next| next.area.middle().1 < top) {
                out.push(next);
            }
        }
        out.push(placed);
    }
    out.extend(left.chain(right));
    out
}

/// Lines and tables from above to below; lines that form a table are one.
fn below(tables: Vec<Placed>, lines: Vec<Line>, page: u32) -> Vec<Placed> {
    let edges: Vec<f32> = tables.iter().map(|table| table.area.top).collect();
    let mut out = aligned::placed(lines, &edges, page);
    out.extend(tables);
    // Tables that begin at one height stand side by side.
    let height = |placed: &Placed| match placed.what {
        What::Line(_) => placed.area.middle().1,
        What::Table(..) => placed.area.top,
    };
    let key = |placed: &Placed| ((height(placed) / ONE_HEIGHT).round(), placed.area.left);
    out.sort_by(|a, b| {
        let ((top, left), (other_top, other_left)) = (key(a), key(b));
        top.total_cmp(&other_top).then(left.total_cmp(&other_left))
    });
    out
}

/// The glyphs of lines left of a gutter, right of it, and of lines over it.
fn parted(lines: Vec<Line>, gutter: f32) -> [(Vec<Glyph>, usize); 3] {
    let mut sides: [Vec<Glyph>; 3] = Default::default();
    for line in lines {
        let crosses = line
            .segments()
            .iter()
            .any(|s| s.left < gutter && s.right > gutter);
        for glyph in line.glyphs {
            let side = match (crosses, glyph.area.middle().0 < gutter) {
                (true, _) => 2,
                (_, true) => 0,
                _ => 1,
            };
            sides[side].push(glyph);
        }
    }
    let [left, right, over] = sides;
    [(left, 0), (right, 1), (over, 2)]
}

/// The middle of the gap between two columns of running text. Both must be filled by their lines, so that the
/// columns of a table are none.
fn gutter(lines: &[Line]) -> Option<f32> {
    let segments: Vec<(f32, f32)> = lines
        .iter()
        .flat_map(|line| line.segments().into_iter().map(|s| (s.left, s.right)))
        .collect();
    let left = segments.iter().map(|s| s.0).fold(f32::MAX, f32::min);
    let right = segments.iter().map(|s| s.1).fold(f32::MIN, f32::max);
    let size = lines.iter().map(|line| line.size).fold(f32::MAX, f32::min);
    let width = right - left;
    if lines.len() < FEWEST || !(100.0..=20_000.0).contains(&width) {
        return None;
    }
    // How many lines cross each point of the middle half.
    let steps = width as usize;
    let mut crossing = vec![0i64; steps + 2];
    for (from, to) in &segments {
        crossing[((from - left) as usize).min(steps)] += 1;
        crossing[((to - left).ceil() as usize + 1).min(steps + 1)] -= 1;
    }
    let mut open = 0;
    let few = segments.len() as i64 / 7;
    let free: Vec<bool> = crossing
        .iter()
        .map(|change| {
            open += change;
            open <= few
        })
        .collect();
    let mut best: Option<(usize, usize)> = None;
    let mut at = steps / 4;
    while at < steps * 3 / 4 {
        let end = at + free[at..steps * 3 / 4].iter().take_while(|free| **free).count();
        if end - at >= (size * 0.9) as usize && best.is_none_or(|(from, to)| end - at > to - from) {
            best = Some((at, end));
        }
        at = end + 1;
    }
    let (from, to) = best.map(|(from, to)| (left + from as f32, left + to as f32))?;
    let gutter = (from + to) / 2.0;
    let is_filled = |sides: &dyn Fn(&&(f32, f32)) -> bool, width: f32| {
        let of_side: Vec<&(f32, f32)> = segments.iter().filter(sides).collect();
        let full = of_side.iter().filter(|s| s.1 - s.0 >= 0.8 * width).count();
        of_side.len() >= FEWEST && full * 2 >= of_side.len()
    };
    let filled = is_filled(&|s| s.1 <= gutter, from - left) && is_filled(&|s| s.0 >= gutter, right - to);
    filled.then_some(gutter)
}
