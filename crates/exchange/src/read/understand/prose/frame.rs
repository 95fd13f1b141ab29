//! The frame of a plan: ideals, themes, circumstances → viewpoints → directions, who promotes it,
//! the plans above it. Found by headings and what stands under them.
//!
//! Not here: levels and items.

use gyokaku_core::document::{Block, Document, Grid};
use gyokaku_core::labels::brackets::without_brackets;
use gyokaku_core::plan::{Frame, Group, Stated};
use gyokaku_core::text::fold;

use crate::read::understand::tables::flow::{self, Form, Text, line};
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::numbering::{Style, labelled, without_label};

/// How the names of those end who promote a plan.
const BODIES: [&str; 8] = [
    "本部",
    "懇談会",
    "委員会",
    "幹事会",
    "審議会",
    "協議会",
    "懇話会",
    "推進会議",
];

/// What the text under a heading is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    Nothing,
    Ideals,
    Themes,
    Circumstances,
    Viewpoints,
    Directions,
    Body,
}

/// Reads the frame.
pub(crate) fn read(document: &Document) -> Frame {
    let mut reader = Reader {
        frame: Frame::default(),
        zone: Zone::Nothing,
        last_line: None,
        style: None,
        depth: 0,
        opener: None,
    };
    for (number, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Table(grid) => reader.table(grid),
            _ => {
                if let Some(text) = flow::text(block, number) {
                    reader.text(&text);
                }
            }
        }
    }
    let mut frame = reader.frame;
    for groups in [
        &mut frame.circumstances,
        &mut frame.viewpoints,
        &mut frame.directions,
    ] {
        groups.retain(|g| !g.points.is_empty());
    }
    frame
}

struct Reader {
    frame: Frame,
    zone: Zone,
    /// The line of the point before, to see where a list was broken off.
    last_line: Option<u32>,
    /// How the points of the first list of directions end.
    style: Option<bool>,
    /// How far in the points are that stand on their own.
    depth: u8,
    /// What opened the zone: how its number is written, and its level where it is marked as a heading.
    opener: Option<(Option<Style>, Form)>,
}

impl Reader {
    fn text(&mut self, text: &Text<'_>) {
        self.higher_plan(text);
        if self.body_with_text(text) {
            return;
        }
        if !text.is_item() && text.may_head() {
            if let Some(zone) = zone(text) {
                self.zone = zone;
                self.style = None;
                self.last_line = None;
                self.opener = Some((labelled(text.text).map(|l| l.style), text.form));
                if zone == Zone::Body {
                    self.frame.promotion.push(Stated {
                        title: without_label(text.text),
                        text: String::new(),
                        at: text.at.clone(),
                    });
                }
                return;
            }
            if self.ends(text) {
                self.zone = Zone::Nothing;
                return;
            }
        }
        match self.zone {
            Zone::Nothing => {}
            Zone::Ideals => self.ideal(text),
            Zone::Themes => self.theme(text),
            Zone::Body => self.body(text),
            Zone::Circumstances | Zone::Viewpoints | Zone::Directions => self.point(text),
        }
    }

    /// Whether a heading ends what is open.
    fn ends(&self, text: &Text<'_>) -> bool {
        let folded = fold(text.text);
        let other = [
            "計画期間",
            "推進期間",
            "推進体制",
            "進行管理",
            "アクションプラン",
            "資料",
        ]
        .iter()
        .any(|w| folded.contains(w));
        let style = labelled(text.text)
            .filter(|l| !l.title.is_empty())
            .map(|l| l.style);
        // The next chapter is numbered as the one that opened the zone, or marked as high.
        let next = match &self.opener {
            Some((opened, form)) => {
                let same = style.is_some() && *opened == style;
                let as_high = matches!((form, text.form), (Form::Heading(above), Form::Heading(here)) if here <= *above);
                same || as_high
            }
            None => false,
        };
        let chapter = matches!(style, Some(Style::Ordinal('章' | '編' | '部')));
        match self.zone {
            Zone::Nothing => false,
            _ if next || chapter => true,
            Zone::Ideals => style.is_some() || other || matches!(text.form, Form::Heading(_)),
            Zone::Themes | Zone::Body => matches!(text.form, Form::Heading(_)),
            _ => other || (matches!(text.form, Form::Heading(1))),
        }
    }

    fn ideal(&mut self, text: &Text<'_>) {
        let said = text
            .text
            .trim()
            .trim_start_matches(['…', '・'])
            .trim_end_matches(['…', '・'])
            .trim();
        match self.frame.ideals.last_mut() {
            Some(last) if text.text.starts_with(['・', '…', '～', '〜']) && last.text.is_empty() => {
                last.text = said.to_owned()
            }
            Some(_) if text.text.chars().count() > 60 => self.zone = Zone::Nothing,
            _ => self.frame.ideals.push(Stated {
                title: said.to_owned(),
                text: String::new(),
                at: text.at.clone(),
            }),
        }
    }

    fn theme(&mut self, text: &Text<'_>) {
        match labelled(&text.full).filter(|l| !l.title.is_empty()) {
            Some(found) if found.title.chars().count() <= 30 => self.frame.themes.push(Stated {
                title: found.title,
                text: String::new(),
                at: text.at.clone(),
            }),
            _ => {
                if let Some(last) = self.frame.themes.last_mut().filter(|t| t.text.is_empty()) {
                    last.text = text.text.to_owned();
                }
            }
        }
    }

    /// `・推進本部：市長を本部長とし…`: a body and what it does in one line.
    fn body_with_text(&mut self, text: &Text<'_>) -> bool {
        let Some((name, said)) = text.text.split_once(['：', ':', '…']) else {
            return false;
        };
        let title = one_line(&without_label(name));
        let folded = fold(&without_brackets(&title));
        let (length, said) = (
            folded.chars().count(),
            said.trim_start_matches(['…', '・']).trim(),
        );
        if !BODIES.iter().any(|end| folded.ends_with(end)) || length > 20 || said.chars().count() < 8 {
            return false;
        }
        let known = self
            .frame
            .promotion
            .iter()
            .any(|b| fold(&b.title) == fold(&title));
        if !known {
            self.frame.promotion.push(Stated {
                title,
                text: one_line(said),
                at: text.at.clone(),
            });
        }
        !known
    }

    fn body(&mut self, text: &Text<'_>) {
        if let Some(last) = self.frame.promotion.last_mut() {
            last.text.push_str(text.text);
            if text.text.ends_with('。') {
                self.zone = Zone::Nothing;
            }
        }
    }

    fn point(&mut self, text: &Text<'_>) {
        let zone = self.zone;
        let here = line(&text.at);
        let broken = match (self.last_line, here) {
            (Some(before), Some(now)) => now > before + 1,
            _ => true,
        };
        let groups = match zone {
            Zone::Circumstances => &mut self.frame.circumstances,
            Zone::Viewpoints => &mut self.frame.viewpoints,
            _ => &mut self.frame.directions,
        };
        if !text.is_item() {
            if text.may_head() && !text.text.starts_with('※') {
                groups.push(Group {
                    title: one_line(text.text),
                    at: text.at.clone(),
                    ..Group::default()
                });
                self.last_line = here;
            }
            return;
        }
        let sentence = text.text.ends_with('。');
        if zone == Zone::Directions {
            // A list of another style after a gap is no list of directions any more.
            if broken && self.style.is_some_and(|style| style != sentence) {
                self.zone = Zone::Nothing;
                return;
            }
            self.style = self.style.or(Some(sentence));
            let titled = groups.last().is_some_and(|g| !g.title.is_empty());
            if broken && !titled {
                groups.push(Group {
                    at: text.at.clone(),
                    ..Group::default()
                });
            }
        }
        if groups.is_empty() {
            groups.push(Group {
                at: text.at.clone(),
                ..Group::default()
            });
        }
        if let Some(group) = groups.last_mut() {
            // What is listed below a point belongs to it.
            let below = matches!(text.form, Form::Item(depth) if depth > self.depth);
            if let Some(point) = group.points.last_mut().filter(|_| below) {
                point.text.push('\n');
                point
                    .text
                    .push_str(one_line(text.text).trim_start_matches(['・', '･', ' ']));
                self.last_line = here;
                return;
            }
            if let Form::Item(depth) = text.form {
                self.depth = depth;
            }
            group.points.push(Stated {
                title: String::new(),
                text: one_line(text.text),
                at: text.at.clone(),
            });
        }
        self.last_line = here;
    }

    /// Themes as rows of a table: name and text.
    fn table(&mut self, grid: &Grid) {
        if self.zone != Zone::Themes {
            if matches!(self.zone, Zone::Ideals | Zone::Body) {
                self.zone = Zone::Nothing;
            }
            return;
        }
        for row in &grid.rows {
            let said: Vec<_> = row.iter().filter(|c| !c.is_blank()).collect();
            if let [name, text] = said.as_slice() {
                self.frame.themes.push(Stated {
                    title: without_label(&one_line(&name.text)),
                    text: one_line(&text.text),
                    at: name.at.clone(),
                });
            }
        }
        self.zone = Zone::Nothing;
    }

    /// `実施計画は、改革大綱に基づき…策定する`: the plan that this one carries out.
    fn carried_out(&mut self, text: &Text<'_>) {
        let Some((before, _)) = text
            .text
            .split_once("に基づ")
            .filter(|(_, behind)| behind.contains("策定"))
        else {
            return;
        };
        let Some((subject, name)) = before.rsplit_once("は、") else {
            return;
        };
        const PLANS: [&str; 4] = ["プラン", "計画", "大綱", "方針"];
        let is_plan = |name: &str| {
            PLANS
                .iter()
                .any(|end| without_brackets(name).trim().ends_with(end))
        };
        let short = name.chars().count() <= 30 && !name.contains(['、', '。']);
        let known = self
            .frame
            .higher_plans
            .iter()
            .any(|p| fold(&p.title) == fold(name));
        if short && is_plan(subject) && is_plan(name) && !known {
            self.frame.higher_plans.push(Stated {
                title: name.trim().to_owned(),
                text: one_line(text.text),
                at: text.at.clone(),
            });
        }
    }

    /// A sentence that says which comprehensive plan this one serves.
    fn higher_plan(&mut self, text: &Text<'_>) {
        let Some(at) = text.text.find("総合計画") else {
            self.carried_out(text);
            return;
        };
        let serves = ["具体化", "に基づ", "上位", "実現", "理念", "方向性", "下支え"]
            .iter()
            .any(|w| text.text.contains(w));
        if !serves || !(text.text.ends_with('。') || text.is_item()) || fold(text.text).contains("審議会")
        {
            return;
        }
        let before = &text.text[..at];
        let cut = before
            .rfind([
                'の', 'な', 'に', 'は', 'を', 'が', 'る', 'も', 'た', 'て', '、', '。', '「', '」', '『',
                '（', '(', ' ', '　', '・', '：',
            ])
            .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
        let title = format!("{}総合計画", &before[cut..]);
        if !self
            .frame
            .higher_plans
            .iter()
            .any(|p| p.title.ends_with(&title) || title.ends_with(&p.title))
        {
            self.frame.higher_plans.push(Stated {
                title,
                text: one_line(text.text),
                at: text.at.clone(),
            });
        }
    }
}

fn zone(text: &Text<'_>) -> Option<Zone> {
    let folded = fold(text.text);
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    let plain = fold(&without_label(text.text));
    if matches!(
        plain.as_str(),
        "基本理念" | "理念" | "改革の理念" | "目指す姿" | "基本的な理念"
    ) {
        return Some(Zone::Ideals);
    }
    if matches!(plain.as_str(), "基本テーマ" | "テーマ" | "改革のテーマ") {
        return Some(Zone::Themes);
    }
    let body = BODIES.iter().any(|end| plain.ends_with(end));
    if body && plain.chars().count() <= 20 {
        return Some(Zone::Body);
    }
    if has(&["環境", "情勢", "背景"]) && has(&["変化", "取り巻く", "とりまく", "情勢"]) && !has(&["関連"])
    {
        return Some(Zone::Circumstances);
    }
    if has(&["視点"])
        && has(&["改定", "改革", "方向性", "見直し", "基本"])
        && labelled(text.text).is_none_or(|l| !l.label.contains("視点"))
    {
        return Some(Zone::Viewpoints);
    }
    if has(&["充実", "強化", "重点的"])
        && has(&["取組", "取り組み"])
        && has(&["イメージ", "方向", "内容", "主な"])
    {
        return Some(Zone::Directions);
    }
    None
}
