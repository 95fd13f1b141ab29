//! What a round asks (設問): each question with all that is said of it.
//!
//! Not here: the fields that answer it (`field`).

/// A question of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// 進捗状況 with its reason.
    Grade,
    /// 年度別実績: what was done.
    Done,
    /// 効果額（計画）
    EffectPlan,
    /// 効果額（実績）
    EffectActual,
    /// Actual values of the item's indicators.
    Indicators,
    /// 計画との差の理由
    Deviation,
    /// 課題
    Difficulties,
    /// 今後の方向性
    Next,
}

impl Question {
    /// Every question, in the order of the screens.
    pub const ALL: [Question; 8] = [
        Question::Grade,
        Question::Done,
        Question::EffectPlan,
        Question::EffectActual,
        Question::Indicators,
        Question::Deviation,
        Question::Difficulties,
        Question::Next,
    ];

    /// The questions to begin with: all but the one that is only asked where a figure has left its plan.
    pub fn usual() -> impl Iterator<Item = Question> {
        Self::ALL
            .into_iter()
            .filter(|question| *question != Question::Deviation)
    }

    /// All that is said of a question.
    const fn says(self) -> OfQuestion {
        let (key, label, help, is_for_support) = match self {
            Question::Grade => (
                "grade",
                "進捗状況と評価理由",
                "評価区分から1つ選び、その理由を書きます。",
                false,
            ),
            Question::Done => ("done", "取組実績", "その年度に行ったことを書きます。", true),
            Question::EffectPlan => (
                "effect_plan",
                "効果額（計画）",
                "計画した効果額を円単位で答えます。",
                false,
            ),
            Question::EffectActual => (
                "effect_actual",
                "効果額（実績）",
                "実際の効果額を円単位で答えます。",
                false,
            ),
            Question::Indicators => (
                "indicators",
                "指標の実績値",
                "取組に指標があるとき、その年度の実績値を答えます。",
                false,
            ),
            Question::Deviation => (
                "deviation",
                "計画との差の理由",
                "効果額や指標が計画から決めた割合以上離れたとき、その理由を書きます。",
                false,
            ),
            Question::Difficulties => (
                "difficulties",
                "課題",
                "進めるうえで困っていることを書きます。",
                true,
            ),
            Question::Next => (
                "next",
                "今後の方向性",
                "次の年度からどう進めるかを書きます。",
                true,
            ),
        };
        OfQuestion {
            key,
            label,
            help,
            is_for_support,
        }
    }

    /// The word in the database and in forms.
    pub const fn key(self) -> &'static str {
        self.says().key
    }

    /// The question of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.key() == key)
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        self.says().label
    }

    /// What is answered, in a sentence for who opens a round.
    pub const fn help(self) -> &'static str {
        self.says().help
    }

    /// Whether departments that only support are asked too.
    pub const fn is_for_support(self) -> bool {
        self.says().is_for_support
    }
}

struct OfQuestion {
    key: &'static str,
    label: &'static str,
    help: &'static str,
    is_for_support: bool,
}
