//! The parts of a plan: what each kind of element is called, its key, and how many a plan has.
//!
//! Said once for the difference of two plans, the import, the command line and the journal. Not here:
//! what a kind's elements hold (`plan`), which tables are published of them (`table`).

use crate::plan::Plan;

/// A kind of element that a plan has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The plan's own fields.
    Plan,
    /// 区分
    Section,
    /// 取組項目
    Item,
    /// 進捗状況の件数
    Progress,
    /// 評価
    Evaluation,
    /// 評価区分
    Scale,
    /// 効果額
    Effect,
    /// 効果額の合計
    StatedAmount,
    /// 指標
    Indicator,
    /// 新旧対照
    Edge,
    /// 振り返り
    Review,
    /// 会議体
    Council,
    /// 会議
    Meeting,
    /// 意見募集
    Consultation,
    /// 意見
    Opinion,
    /// 職員提案
    Suggestion,
    /// 好事例
    Practice,
    /// 既存事業の点検
    Appraisal,
    /// 計画の枠組み
    Frame,
    /// 用語の説明
    Note,
    /// 版
    Edition,
    /// 主な数値
    Statement,
    /// 注記
    Annotation,
    /// 財政計画
    Outlook,
    /// 計画変更
    Amendment,
}

impl Kind {
    /// All kinds, in the order in which a plan is read.
    pub const ALL: [Kind; 25] = [
        Kind::Plan,
        Kind::Section,
        Kind::Item,
        Kind::Progress,
        Kind::Evaluation,
        Kind::Scale,
        Kind::Effect,
        Kind::StatedAmount,
        Kind::Indicator,
        Kind::Edge,
        Kind::Review,
        Kind::Council,
        Kind::Meeting,
        Kind::Consultation,
        Kind::Opinion,
        Kind::Suggestion,
        Kind::Practice,
        Kind::Appraisal,
        Kind::Frame,
        Kind::Note,
        Kind::Edition,
        Kind::Statement,
        Kind::Annotation,
        Kind::Outlook,
        Kind::Amendment,
    ];

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Plan => "計画",
            Kind::Section => "区分",
            Kind::Item => "取組項目",
            Kind::Progress => "進捗状況",
            Kind::Evaluation => "評価",
            Kind::Scale => "評価区分",
            Kind::Effect => "効果額",
            Kind::StatedAmount => "効果額の合計",
            Kind::Indicator => "指標",
            Kind::Edge => "新旧対照",
            Kind::Review => "振り返り",
            Kind::Council => "会議体",
            Kind::Meeting => "会議",
            Kind::Consultation => "意見募集",
            Kind::Opinion => "意見",
            Kind::Suggestion => "職員提案",
            Kind::Practice => "好事例",
            Kind::Appraisal => "既存事業の点検",
            Kind::Frame => "計画の枠組み",
            Kind::Note => "用語の説明",
            Kind::Edition => "版",
            Kind::Statement => "主な数値",
            Kind::Annotation => "注記",
            Kind::Outlook => "財政計画",
            Kind::Amendment => "計画変更",
        }
    }

    /// The word of JSON and of the journal.
    pub const fn key(self) -> &'static str {
        match self {
            Kind::Plan => "plan",
            Kind::Section => "sections",
            Kind::Item => "items",
            Kind::Progress => "progress",
            Kind::Evaluation => "evaluations",
            Kind::Scale => "scales",
            Kind::Effect => "effects",
            Kind::StatedAmount => "stated_amounts",
            Kind::Indicator => "indicators",
            Kind::Edge => "crosswalk",
            Kind::Review => "review",
            Kind::Council => "councils",
            Kind::Meeting => "meetings",
            Kind::Consultation => "consultations",
            Kind::Opinion => "opinions",
            Kind::Suggestion => "suggestions",
            Kind::Practice => "practices",
            Kind::Appraisal => "appraisals",
            Kind::Frame => "frame",
            Kind::Note => "notes",
            Kind::Edition => "editions",
            Kind::Statement => "statements",
            Kind::Annotation => "annotations",
            Kind::Outlook => "outlook",
            Kind::Amendment => "amendments",
        }
    }

    /// How many a plan has; of the review its points, of the frame its statements.
    pub fn count(self, plan: &Plan) -> usize {
        match self {
            Kind::Plan => usize::from(!plan.title.is_empty()),
            Kind::Section => plan.sections.len(),
            Kind::Item => plan.items.len(),
            Kind::Progress => plan.progress.len(),
            Kind::Evaluation => plan.evaluations.len(),
            Kind::Scale => plan.scales.len(),
            Kind::Effect => plan.effects.len(),
            Kind::StatedAmount => plan.stated_amounts.len(),
            Kind::Indicator => plan.indicators.len(),
            Kind::Edge => plan.crosswalk.len(),
            Kind::Review => plan.review.keep.len() + plan.review.problem.len() + plan.review.try_next.len(),
            Kind::Council => plan.councils.len(),
            Kind::Meeting => plan.meetings.len(),
            Kind::Consultation => plan.consultations.len(),
            Kind::Opinion => plan.opinions.len(),
            Kind::Suggestion => plan.suggestions.len(),
            Kind::Practice => plan.practices.len(),
            Kind::Appraisal => plan.appraisals.len(),
            Kind::Frame => {
                let f = &plan.frame;
                let single = f.ideals.len() + f.themes.len() + f.promotion.len() + f.higher_plans.len();
                single + f.circumstances.len() + f.viewpoints.len() + f.directions.len() + f.chapters.len()
            }
            Kind::Note => plan.notes.len(),
            Kind::Edition => plan.editions.len(),
            Kind::Statement => plan.statements.len(),
            Kind::Annotation => plan.annotations.len(),
            Kind::Outlook => plan.outlook.len(),
            Kind::Amendment => plan.amendments.len(),
        }
    }

    /// The kind of a key.
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}
