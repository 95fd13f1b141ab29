//! Paths, as far as they are rules: straight lines along an axis, and rectangles as thin as a line.

use crate::glyph::{Area, Rule};

/// A filled rectangle, or a line, is a rule where it is no thicker than this, in points.
const THICKEST: f32 = 3.5;
/// The most points of one path.
const MOST_POINTS: usize = 100_000;
/// How far the ends of a rule may be apart on the other axis.
const SLOPE: f32 = 0.8;

/// A path, in points of the page.
#[derive(Default)]
pub(super) struct Path {
    parts: Vec<Part>,
    points: usize,
}

#[derive(Default)]
struct Part {
    points: Vec<(f32, f32)>,
    /// Whether the line to each point is a curve.
    curved: Vec<bool>,
    closed: bool,
}

impl Path {
    pub(super) fn start(&mut self, at: (f32, f32)) {
        if !self.has_room(1) {
            return;
        }
        self.parts.push(Part {
            points: vec![at],
            curved: vec![false],
            closed: false,
        });
    }

    pub(super) fn line(&mut self, to: (f32, f32)) {
        self.go(to, false);
    }

    pub(super) fn curve(&mut self, to: (f32, f32)) {
        self.go(to, true);
    }

    /// Whether so many more points are still kept. A path of more is a drawing and draws no rules.
    fn has_room(&mut self, points: usize) -> bool {
        self.points += points;
        if self.points > MOST_POINTS {
            self.parts = Vec::new();
        }
        self.points <= MOST_POINTS
    }

    fn go(&mut self, to: (f32, f32), curved: bool) {
        if !self.has_room(1) {
            return;
        }
        if self.parts.last().is_some_and(|part| part.closed) {
            // What goes on behind a closed part begins where that began.
            let from = self.parts.last().map_or(to, |part| part.points[0]);
            self.start(from);
        }
        if let Some(part) = self.parts.last_mut() {
            part.points.push(to);
            part.curved.push(curved);
        }
    }

    pub(super) fn close(&mut self) {
        if let Some(part) = self.parts.last_mut() {
            part.closed = true;
        }
    }

    pub(super) fn rectangle(&mut self, corners: [(f32, f32); 4]) {
        if !self.has_room(4) {
            return;
        }
        self.parts.push(Part {
            points: corners.to_vec(),
            curved: vec![false; 4],
            closed: true,
        });
    }

    /// The rules that painting the path draws on a page, each with whether it goes across. `line` is the width
    /// of the line along the path, where one is drawn.
    pub(super) fn rules(&self, fill: bool, line: Option<f32>, page: &Area) -> Vec<(bool, Rule)> {
        let mut found = Vec::new();
        for part in &self.parts {
            if fill {
                found.extend(part.thin());
            }
            if line.is_some_and(|width| width <= THICKEST) {
                found.extend(part.sides());
            }
        }
        found
            .into_iter()
            .filter_map(|(across, rule)| Some((across, on_page(across, rule, page)?)))
            .collect()
    }
}

impl Part {
    /// A filled part that is as thin as a line.
    fn thin(&self) -> Option<(bool, Rule)> {
        if self.points.len() < 3 || self.curved.contains(&true) {
            return None;
        }
        let first = self.points[0];
        let area = self.points.iter().fold(
            Area {
                left: first.0,
                top: first.1,
                right: first.0,
                bottom: first.1,
            },
            |area, (x, y)| Area {
                left: area.left.min(*x),
                top: area.top.min(*y),
                right: area.right.max(*x),
                bottom: area.bottom.max(*y),
            },
        );
        let (x, y) = area.middle();
        if area.height() <= THICKEST && area.width() >= area.height() {
            Some((true, rule(y, area.left, area.right)))
        } else if area.width() <= THICKEST {
            Some((false, rule(x, area.top, area.bottom)))
        } else {
            None
        }
    }

    /// The sides that are straight and along an axis.
    fn sides(&self) -> impl Iterator<Item = (bool, Rule)> {
        let ends = self.points.windows(2).zip(&self.curved[1..]);
        let straight = ends
            .filter(|(_, curved)| !**curved)
            .map(|(ends, _)| (ends[0], ends[1]));
        let last = (self.closed && self.points.len() > 2)
            .then(|| (self.points[self.points.len() - 1], self.points[0]));
        straight.chain(last).filter_map(|((x0, y0), (x1, y1))| {
            if (y0 - y1).abs() <= SLOPE && (x0 - x1).abs() > SLOPE {
                Some((true, rule((y0 + y1) / 2.0, x0, x1)))
            } else if (x0 - x1).abs() <= SLOPE && (y0 - y1).abs() > SLOPE {
                Some((false, rule((x0 + x1) / 2.0, y0, y1)))
            } else {
                None
            }
        })
    }
}

fn rule(at: f32, from: f32, to: f32) -> Rule {
    Rule {
        at,
        from: from.min(to),
        to: from.max(to),
    }
}

/// The part of a rule that is on the page.
fn on_page(across: bool, rule: Rule, page: &Area) -> Option<Rule> {
    let (low, high, from, to) = match across {
        true => (page.top, page.bottom, page.left, page.right),
        false => (page.left, page.right, page.top, page.bottom),
    };
    let cut = Rule {
        at: rule.at,
        from: rule.from.max(from),
        to: rule.to.min(to),
    };
    ((low..=high).contains(&cut.at) && cut.from < cut.to).then_some(cut)
}
