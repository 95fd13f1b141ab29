//! Making a scale (評価区分): templates, generated labels, and what stands against a change.
//!
//! A scale stays data: a template only fills the form, and every label, definition and tone can be
//! changed afterwards. Not here: what a scale is (`progress`), counting by it (`table::progress`).

use crate::fiscal_year::FiscalYear;
use crate::plan::Plan;
use crate::progress::{Grade, Scale, Tone, scale_of};
use crate::text::fold;

/// A scale to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Template {
    /// ◎○△
    ThreeMarks,
    /// ◎○△×
    FourMarks,
    /// S, A, B, C
    SToC,
    /// A, B, C, D
    AToD,
    /// 達成, 部分実施, 検討中
    Words,
}

impl Template {
    /// Every template, in the order of the screen.
    pub const ALL: [Template; 5] = [
        Template::ThreeMarks,
        Template::FourMarks,
        Template::SToC,
        Template::AToD,
        Template::Words,
    ];

    /// The word in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Template::ThreeMarks => "marks3",
            Template::FourMarks => "marks4",
            Template::SToC => "s-c",
            Template::AToD => "a-d",
            Template::Words => "words",
        }
    }

    /// The template of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.key() == key)
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Template::ThreeMarks => "◎・○・△",
            Template::FourMarks => "◎・○・△・×",
            Template::SToC => "S・A・B・C",
            Template::AToD => "A・B・C・D",
            Template::Words => "達成・部分実施・検討中",
        }
    }

    /// Its grades, best first.
    pub fn grades(self) -> Vec<Grade> {
        const AHEAD: (&str, Tone) = ("計画を上回っている", Tone::Ahead);
        const STEADY: (&str, Tone) = ("計画どおり進んでいる", Tone::Steady);
        const LATE: (&str, Tone) = ("計画より遅れている", Tone::Behind);
        const VERY_LATE: (&str, Tone) = ("計画より大きく遅れている", Tone::Behind);
        let rows: &[(&str, (&str, Tone))] = match self {
            Template::ThreeMarks => &[("◎", AHEAD), ("○", STEADY), ("△", LATE)],
            Template::FourMarks => &[("◎", AHEAD), ("○", STEADY), ("△", LATE), ("×", VERY_LATE)],
            Template::SToC => &[("S", AHEAD), ("A", STEADY), ("B", LATE), ("C", VERY_LATE)],
            Template::AToD => &[
                ("A", STEADY),
                ("B", ("おおむね計画どおり進んでいる", Tone::Steady)),
                ("C", LATE),
                ("D", VERY_LATE),
            ],
            Template::Words => &[
                ("達成", ("計画した内容をすべて実施した", Tone::Steady)),
                ("部分実施", ("計画した内容の一部を実施した", Tone::Behind)),
                ("検討中", ("実施に向けて検討している", Tone::Behind)),
            ],
        };
        let grade = |(n, (label, (definition, tone))): (usize, &(&str, (&str, Tone)))| Grade {
            label: (*label).to_owned(),
            definition: (*definition).to_owned(),
            rank: rank(n),
            tone: *tone,
            evaluated: true,
        };
        rows.iter().enumerate().map(grade).collect()
    }
}

/// The states in which an item is not evaluated, ranked after so many grades.
pub fn not_evaluated(after: usize) -> Vec<Grade> {
    let states = [
        ("対象外", "この年度は評価の対象としない"),
        ("終了", "取組が終了している"),
        ("未着手", "まだ始めていない"),
    ];
    let grade = |(n, (label, definition)): (usize, (&str, &str))| Grade {
        label: label.into(),
        definition: definition.into(),
        rank: rank(after + n),
        tone: Tone::Neutral,
        evaluated: false,
    };
    states.into_iter().enumerate().map(grade).collect()
}

fn rank(place: usize) -> u8 {
    u8::try_from(place + 1).unwrap_or(u8::MAX)
}

/// How many grades a scale has at most; points from 0 to 100 and three states fit.
pub const MOST_GRADES: usize = 120;

/// How many characters a label has at most.
pub const LONGEST_LABEL: usize = 20;

/// Points (点数): one label for each, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// The fewest.
    pub low: u32,
    /// The most.
    pub high: u32,
    /// How far apart they are.
    pub step: u32,
    /// From how many on the plan is exceeded.
    pub ahead_from: u32,
    /// From how many on it goes as planned; fewer is behind.
    pub steady_from: u32,
}

/// Why labels cannot be generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLabels {
    /// The most are not more than the fewest, or nothing lies between two.
    Range,
    /// More than a scale can have.
    TooMany,
    /// An axis without two names.
    Axis,
    /// A name twice on an axis.
    Twice,
    /// A combination that is too long for a label.
    TooLong,
}

impl NoLabels {
    /// Why, in words for the person.
    pub fn message(self) -> String {
        match self {
            NoLabels::Range => "最低点より大きい最高点と、1以上の刻みを入力してください。".into(),
            NoLabels::TooMany => {
                format!("区分が{MOST_GRADES}を超えます。範囲を狭めるか、刻みを大きくしてください。")
            }
            NoLabels::Axis => {
                "それぞれの観点に、区分の名前を「、」で区切って二つ以上入力してください。".into()
            }
            NoLabels::Twice => "同じ名前が二度出ています。一つにしてください。".into(),
            NoLabels::TooLong => {
                format!("組み合わせた名前が{LONGEST_LABEL}文字を超えます。短い名前にしてください。")
            }
        }
    }
}

impl Points {
    /// The grades, the most points first.
    ///
    /// # Errors
    /// When the range is empty or has more labels than a scale can have.
    pub fn grades(self) -> Result<Vec<Grade>, NoLabels> {
        if self.high <= self.low || self.step == 0 || self.step > self.high - self.low {
            return Err(NoLabels::Range);
        }
        if (self.high - self.low) / self.step >= MOST_GRADES as u32 - 3 {
            return Err(NoLabels::TooMany);
        }
        let mut points: Vec<u32> = (self.low..=self.high).step_by(self.step as usize).collect();
        points.reverse();
        let grade = |(n, points): (usize, u32)| Grade {
            label: points.to_string(),
            definition: String::new(),
            rank: rank(n),
            tone: match points {
                p if p >= self.ahead_from => Tone::Ahead,
                p if p >= self.steady_from => Tone::Steady,
                _ => Tone::Behind,
            },
            evaluated: true,
        };
        Ok(points.into_iter().enumerate().map(grade).collect())
    }
}

/// Two axes (着手の状況 × 達成の状況): one label for each combination, `着手・達成`. The best of both
/// comes first; the last of either axis reads as behind.
///
/// # Errors
/// When an axis has fewer than two names or one twice, or a label would be too long.
pub fn axes(first: &[String], second: &[String]) -> Result<Vec<Grade>, NoLabels> {
    for axis in [first, second] {
        if axis.len() < 2 {
            return Err(NoLabels::Axis);
        }
        let twice = |(n, name): (usize, &String)| axis[..n].iter().any(|other| fold(other) == fold(name));
        if axis.iter().enumerate().any(twice) {
            return Err(NoLabels::Twice);
        }
    }
    if first.len() * second.len() > MOST_GRADES - 3 {
        return Err(NoLabels::TooMany);
    }
    let mut grades = Vec::new();
    for (a, one) in first.iter().enumerate() {
        for (b, other) in second.iter().enumerate() {
            let label = format!("{one}・{other}");
            if label.chars().count() > LONGEST_LABEL {
                return Err(NoLabels::TooLong);
            }
            grades.push(Grade {
                label,
                definition: String::new(),
                rank: rank(grades.len()),
                tone: match a + 1 == first.len() || b + 1 == second.len() {
                    true => Tone::Behind,
                    false => Tone::Steady,
                },
                evaluated: true,
            });
        }
    }
    Ok(grades)
}

/// What is wrong with a scale: at which grade (from 0; none for the scale as a whole), and why.
pub fn faults(grades: &[Grade]) -> Vec<(Option<usize>, String)> {
    let mut found = Vec::new();
    for (n, grade) in grades.iter().enumerate() {
        let key = fold(&grade.label);
        if key.is_empty() {
            found.push((Some(n), "区分の名前を入力してください。".to_owned()));
        } else if grades[..n].iter().any(|other| fold(&other.label) == key) {
            let words = format!("「{}」が二度出ています。別の名前にしてください。", grade.label);
            found.push((Some(n), words));
        } else if grade.label.chars().count() > LONGEST_LABEL {
            found.push((Some(n), format!("{LONGEST_LABEL}文字以内にしてください。")));
        }
    }
    if grades.len() > MOST_GRADES {
        found.push((None, format!("区分は{MOST_GRADES}までにしてください。")));
    } else if grades.iter().filter(|g| g.evaluated).count() < 2 {
        found.push((None, "評価する区分を二つ以上入力してください。".to_owned()));
    }
    found
}

/// The labels by which items were evaluated and that would no longer be explained, with how many
/// evaluations have each, in the order of the scales.
pub fn labels_lost(plan: &Plan, scales: &[Scale]) -> Vec<(FiscalYear, String, usize)> {
    let mut lost: Vec<(FiscalYear, String, usize)> = Vec::new();
    for evaluation in &plan.evaluations {
        let Some(year) = evaluation.fiscal_year else {
            continue;
        };
        let explains = |scales: &[Scale]| {
            scale_of(scales, Some(year)).is_some_and(|s| s.grade(&evaluation.grade).is_some())
        };
        if !explains(&plan.scales) || explains(scales) {
            continue;
        }
        match lost
            .iter_mut()
            .find(|(y, label, _)| (*y, label.as_str()) == (year, evaluation.grade.as_str()))
        {
            Some((_, _, count)) => *count += 1,
            None => lost.push((year, evaluation.grade.clone(), 1)),
        }
    }
    lost.sort_by_key(|(year, ..)| *year);
    lost
}

/// The scales with the one of a fiscal year (none: of all years) replaced or added.
pub fn with_scale(scales: &[Scale], year: Option<FiscalYear>, grades: Vec<Grade>) -> Vec<Scale> {
    let mut all = scales.to_vec();
    match all.iter_mut().find(|s| s.fiscal_year == year) {
        Some(scale) => scale.grades = grades,
        None => all.push(Scale {
            grades,
            fiscal_year: year,
            ..Scale::default()
        }),
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Evaluation, Evaluator};

    fn labels(grades: &[Grade]) -> String {
        let mark = |g: &Grade| match (g.evaluated, g.tone) {
            (false, _) => '-',
            (_, Tone::Ahead) => '+',
            (_, Tone::Behind) => '<',
            _ => '=',
        };
        let all: Vec<String> = grades.iter().map(|g| format!("{}{}", g.label, mark(g))).collect();
        all.join(" ")
    }

    #[test]
    fn every_template_is_a_sound_scale() {
        for template in Template::ALL {
            assert_eq!(Template::of(template.key()), Some(template));
            let mut grades = template.grades();
            grades.extend(not_evaluated(grades.len()));
            assert_eq!(faults(&grades), [], "{}", template.label());
            let ranks: Vec<usize> = grades.iter().map(|g| usize::from(g.rank)).collect();
            assert_eq!(ranks, (1..=grades.len()).collect::<Vec<_>>());
        }
        assert_eq!(labels(&Template::ThreeMarks.grades()), "◎+ ○= △<");
        assert_eq!(labels(&not_evaluated(3)), "対象外- 終了- 未着手-");
    }

    #[test]
    fn points_become_labels() {
        let points = |low, high, step| Points {
            low,
            high,
            step,
            ahead_from: 5,
            steady_from: 3,
        };
        let grades = points(1, 5, 1).grades().expect("grades");
        assert_eq!(labels(&grades), "5+ 4= 3= 2< 1<");
        assert_eq!(points(0, 100, 1).grades().expect("grades").len(), 101);
        assert_eq!(points(0, 100, 1).grades().map(|g| faults(&g)), Ok(vec![]));
        assert_eq!(points(5, 5, 1).grades(), Err(NoLabels::Range));
        assert_eq!(points(0, 5, 0).grades(), Err(NoLabels::Range));
        assert_eq!(points(0, 1000, 1).grades(), Err(NoLabels::TooMany));
        assert_eq!(points(0, u32::MAX, 1).grades(), Err(NoLabels::TooMany));
    }

    #[test]
    fn axes_become_combinations() {
        let axis = |names: &str| names.split('、').map(str::to_owned).collect::<Vec<_>>();
        let grades = axes(&axis("着手、未着手"), &axis("達成、一部達成、未達成")).expect("grades");
        assert_eq!(
            labels(&grades),
            "着手・達成= 着手・一部達成= 着手・未達成< 未着手・達成< 未着手・一部達成< 未着手・未達成<"
        );
        assert_eq!(axes(&axis("着手"), &axis("達成、未達成")), Err(NoLabels::Axis));
        assert_eq!(
            axes(&axis("着手、着 手"), &axis("達成、未達成")),
            Err(NoLabels::Twice)
        );
        let long = "あ".repeat(LONGEST_LABEL);
        assert_eq!(
            axes(&[long, "未".into()], &axis("達成、未達成")),
            Err(NoLabels::TooLong)
        );
    }

    #[test]
    fn a_scale_that_cannot_be_is_explained() {
        let mut grades = Template::ThreeMarks.grades();
        grades[1].label = " ".into();
        grades[2].label = "◎ ".into();
        assert_eq!(
            faults(&grades),
            [
                (Some(1), "区分の名前を入力してください。".to_owned()),
                (
                    Some(2),
                    "「◎ 」が二度出ています。別の名前にしてください。".to_owned()
                )
            ]
        );
        assert_eq!(
            faults(&not_evaluated(0)),
            [(None, "評価する区分を二つ以上入力してください。".to_owned())]
        );
    }

    #[test]
    fn labels_in_use_are_not_lost() {
        let year = |western| FiscalYear::new(western);
        let graded = |western, grade: &str| Evaluation {
            item: "a".into(),
            fiscal_year: year(western),
            by: Evaluator::Department,
            grade: grade.into(),
            reason: None,
            done: None,
            at: crate::document::Place::NOWHERE,
        };
        let plan = Plan {
            scales: with_scale(&[], None, Template::ThreeMarks.grades()),
            evaluations: vec![
                graded(2024, "△"),
                graded(2023, "△"),
                graded(2024, "△"),
                graded(2024, "◎"),
                // Never explained, so nothing is lost.
                graded(2024, "□"),
            ],
            ..Plan::default()
        };
        let two = Template::ThreeMarks.grades()[..2].to_vec();
        let lost = |scales: &[Scale]| labels_lost(&plan, scales);
        let of = |western, label: &str, count| (year(western).expect("a year"), label.to_owned(), count);
        assert_eq!(
            lost(&with_scale(&plan.scales, None, two.clone())),
            [of(2023, "△", 1), of(2024, "△", 2)]
        );
        // A scale of its own year leaves the other years as they are.
        assert_eq!(
            lost(&with_scale(&plan.scales, year(2023), two)),
            [of(2023, "△", 1)]
        );
        assert_eq!(lost(&plan.scales), []);
        assert_eq!(lost(&[]).len(), 3);
    }
}
