//! Questions of the office's own (独自の設問): what a round asks beside the questions that every plan has, such as
//! 算出根拠 or 優先度.
//!
//! A question is known by its words and by what its answer is: the same words in another round are the same question,
//! so that last year's answer stands beside this year's, and an answer tells by itself what it answers wherever it is
//! kept. Other words are another question. Not here: the fields of answers (`field`), which of them the public sees
//! (`release`).

use std::collections::HashSet;
use std::fmt;

use super::field::Field;
use crate::text::fold;

/// How many questions of its own a round has at most.
pub const MOST: usize = 20;
/// How many characters the words of a question have at most.
pub const LONGEST_LABEL: usize = 30;
/// How many characters a hint has at most.
pub const LONGEST_HELP: usize = 120;
/// How many answers there are to choose from at most.
pub const MOST_CHOICES: usize = 20;

/// What the answer to an own question is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OwnKind {
    /// 文章
    #[default]
    Words,
    /// One of several answers (選択肢).
    Choice,
    /// 数値
    Number,
    /// 金額, in yen.
    Yen,
}

impl OwnKind {
    /// Every kind, in the order of the screens.
    pub const ALL: [OwnKind; 4] = [OwnKind::Words, OwnKind::Choice, OwnKind::Number, OwnKind::Yen];

    /// The word in the database and in forms.
    pub const fn key(self) -> &'static str {
        match self {
            OwnKind::Words => "words",
            OwnKind::Choice => "choice",
            OwnKind::Number => "number",
            OwnKind::Yen => "yen",
        }
    }

    /// The kind of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            OwnKind::Words => "文章",
            OwnKind::Choice => "選択肢",
            OwnKind::Number => "数値",
            OwnKind::Yen => "金額（円）",
        }
    }
}

/// What a question is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Own {
    /// What the answer is.
    pub kind: OwnKind,
    /// The words of the question, as departments read them: 算出根拠.
    pub label: String,
}

impl fmt::Display for Own {
    /// `words:算出根拠`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.key(), self.label)
    }
}

impl Own {
    /// The question that a text names.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, label) = text.split_once(':')?;
        let kind = OwnKind::of(kind)?;
        let is_plain = !label.is_empty() && label.trim() == label && !label.contains(char::is_control);
        (is_plain && label.chars().count() <= LONGEST_LABEL).then(|| Self {
            kind,
            label: label.to_owned(),
        })
    }
}

/// A question of the office's own with all that is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnQuestion {
    /// What it is known by.
    pub own: Own,
    /// What to write, for who answers; empty where the words say enough.
    pub help: String,
    /// What can be chosen; empty unless the answer is chosen.
    pub choices: Vec<String>,
    /// Whether an answer is not handed in without it.
    pub is_required: bool,
    /// Whether departments that only support are asked too.
    pub is_for_support: bool,
    /// Whether it is asked. One that is not keeps its answers, and they come back with it.
    pub is_asked: bool,
}

/// What is wrong with a question, with its place in the list and what of it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFault {
    /// Counted from 0.
    pub at: usize,
    /// What of it.
    pub part: OwnPart,
    /// What to do, in Japanese.
    pub text: String,
}

/// A part of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnPart {
    /// Its words.
    Label,
    /// Its hint.
    Help,
    /// What can be chosen.
    Choices,
}

/// What is wrong with the questions of a round.
pub fn faults(questions: &[OwnQuestion]) -> Vec<OwnFault> {
    let mut found = Vec::new();
    let mut known = HashSet::new();
    for (at, question) in questions.iter().enumerate() {
        let mut wrong = |part, text: String| found.push(OwnFault { at, part, text });
        let label = &question.own.label;
        if label.trim().is_empty() {
            wrong(OwnPart::Label, "設問の文を入力してください。".to_owned());
        } else if label.chars().count() > LONGEST_LABEL {
            wrong(
                OwnPart::Label,
                format!("設問は{LONGEST_LABEL}文字以内にしてください。詳しいことは説明に書きます。"),
            );
        } else if Own::parse(&question.own.to_string()).is_none() {
            wrong(OwnPart::Label, "設問の文に使えない文字があります。".to_owned());
        } else if is_reserved(label) {
            wrong(
                OwnPart::Label,
                format!("「{label}」は、もとからある欄や様式の名前です。別の文にしてください。"),
            );
        } else if !known.insert(fold(label)) {
            wrong(OwnPart::Label, format!("「{label}」という設問が2つあります。"));
        }
        if question.help.chars().count() > LONGEST_HELP {
            wrong(
                OwnPart::Help,
                format!("説明は{LONGEST_HELP}文字以内にしてください。"),
            );
        }
        if question.own.kind == OwnKind::Choice {
            let folded: HashSet<String> = question.choices.iter().map(|choice| fold(choice)).collect();
            let too_long = |choice: &String| choice.chars().count() > LONGEST_LABEL;
            if !(2..=MOST_CHOICES).contains(&question.choices.len()) {
                wrong(
                    OwnPart::Choices,
                    format!("選択肢を、読点（、）で区切って2個から{MOST_CHOICES}個まで入力してください。"),
                );
            } else if folded.len() < question.choices.len() {
                wrong(OwnPart::Choices, "同じ選択肢が2つあります。".to_owned());
            } else if question.choices.iter().any(too_long) {
                wrong(
                    OwnPart::Choices,
                    format!("選択肢は1つ{LONGEST_LABEL}文字以内にしてください。"),
                );
            }
        }
    }
    if questions.len() > MOST {
        found.push(OwnFault {
            at: MOST,
            part: OwnPart::Label,
            text: format!("独自の設問は{MOST}個までです。"),
        });
    }
    found
}

/// The words that hold for a whole item in the office's own layout.
pub const OF_ITEM: [&str; 7] = ["団体", "計画", "調査", "年度", "担当課", "提出期限", "区分"];

/// The further columns of a department's workbook.
const OF_WORKBOOK: [&str; 7] = ["番号", "取組", "取組内容", "目標", "役割", "状態", "取組項目"];

/// Whether a question would have the name of something else where both stand side by side.
fn is_reserved(label: &str) -> bool {
    let folded = fold(label);
    let fields = Field::IN_TABLES.iter().chain([&Field::Grade, &Field::Reason]);
    let is_field = fields.into_iter().any(|field| fold(field.label()) == folded);
    let words = OF_ITEM.iter().chain(&OF_WORKBOOK);
    is_field || words.into_iter().any(|word| fold(word) == folded) || folded.starts_with(&fold("指標"))
}

/// The choices of a text: `高、中、低`.
pub fn choices(typed: &str) -> Vec<String> {
    let parts = typed.split(['、', ',', '，', '\n']);
    parts
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn question(kind: OwnKind, label: &str) -> OwnQuestion {
        OwnQuestion {
            own: Own {
                kind,
                label: label.to_owned(),
            },
            help: String::new(),
            choices: match kind {
                OwnKind::Choice => choices("高、中，低"),
                _ => Vec::new(),
            },
            is_required: false,
            is_for_support: false,
            is_asked: true,
        }
    }

    #[test]
    fn a_question_is_known_by_kind_and_words() {
        for kind in OwnKind::ALL {
            let own = question(kind, "率: 達成").own;
            assert_eq!(Own::parse(&own.to_string()), Some(own));
        }
        let long = format!("words:{}", "あ".repeat(LONGEST_LABEL + 1));
        for text in ["", "words", "words:", "words: 前", "day:日", "words:a\nb", &long] {
            assert_eq!(Own::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_asked_is_told() {
        let mut questions = vec![
            question(OwnKind::Words, "算出根拠"),
            question(OwnKind::Choice, "優先度"),
            question(OwnKind::Yen, "予算額"),
        ];
        assert_eq!(faults(&questions), []);
        questions.push(question(OwnKind::Number, "算出 根拠"));
        questions[1].choices.truncate(1);
        questions[2].own.label = "　".into();
        let places: Vec<(usize, OwnPart)> = faults(&questions)
            .into_iter()
            .map(|fault| (fault.at, fault.part))
            .collect();
        assert_eq!(places[..2], [(1, OwnPart::Choices), (2, OwnPart::Label)]);
        let many: Vec<OwnQuestion> = (0..=MOST)
            .map(|n| question(OwnKind::Words, &format!("設問{n}")))
            .collect();
        assert_eq!(faults(&many).len(), 1);
    }
}
