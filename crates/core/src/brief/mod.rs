//! Papers for those who decide and those who are asked (説明資料): one sheet for the head of the city, one for the
//! assembly, one for an answer in the assembly about an item (答弁資料), and the answer sheet of a department (回答票).
//!
//! What a paper says is taken from the published tables and the plan behind them; nothing is computed here that no table
//! holds. Not here: sheets of paper, drawing pictures, who may see them.

mod item;
mod plan;

pub use item::answering;
pub use plan::{Figures, assembly, head};

use crate::overview::KeyFigure;
use crate::table::{Published, Table};

/// A paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brief {
    /// What it is: 市長説明資料.
    pub title: String,
    /// What it is of, above the title: the plan, or the section of an item.
    pub of: String,
    /// The key figures.
    pub keys: Vec<KeyFigure>,
    /// Boxes to sign in, by whose they are.
    pub seals: Vec<String>,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
    /// Whether it is to go on one sheet, in smaller letters where it has to.
    pub is_one_sheet: bool,
}

/// A part of a paper. What is empty is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Its heading.
    pub heading: String,
    /// Sentences.
    pub words: Vec<String>,
    /// The table whose pictures stand here.
    pub pictures_of: Option<&'static Published>,
    /// A label with what stands there, line by line.
    pub facts: Vec<(String, Vec<String>)>,
    /// A table.
    pub table: Option<Table>,
    /// What is asked, with room to answer.
    pub boxes: Vec<AnswerBox>,
}

/// A question on paper, with what was answered the year before, and the answer or room for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerBox {
    /// What is asked.
    pub label: String,
    /// What to write.
    pub hint: String,
    /// What was answered the year before, and what the plan says.
    pub before: String,
    /// The answer; empty where there is none yet.
    pub value: String,
    /// What can be chosen; empty where anything can be written.
    pub choices: Vec<String>,
    /// Whether the answer is a longer text.
    pub is_long: bool,
}

impl Block {
    fn of_words(heading: &str, words: impl IntoIterator<Item = String>) -> Self {
        Self {
            heading: heading.to_owned(),
            words: words.into_iter().filter(|text| !text.is_empty()).collect(),
            ..Self::default()
        }
    }

    fn of_table(heading: &str, table: Table) -> Self {
        Self {
            heading: heading.to_owned(),
            table: Some(table).filter(|table| !table.is_empty()),
            ..Self::default()
        }
    }

    /// Whether it says anything.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
            && self.facts.is_empty()
            && self.table.is_none()
            && self.boxes.is_empty()
            && self.pictures_of.is_none()
    }
}

/// A text in one line, cut where it is longer than it may be.
fn cut(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() > most {
        true => line.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
        false => line,
    }
}

/// Who heads a body, by the kind of body that its name says (市長, 町長, 知事).
pub fn head_of(body: &str) -> &'static str {
    match body.chars().next_back() {
        Some('市') => "市長",
        Some('町') => "町長",
        Some('村') => "村長",
        Some('区') => "区長",
        Some('都' | '道' | '府' | '県') => "知事",
        _ => "首長",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_called_as_the_body_is() {
        for (body, head) in [
            ("多賀城市", "市長"),
            ("松島町", "町長"),
            ("大衡村", "村長"),
            ("宮城県", "知事"),
            ("ある広域連合", "首長"),
        ] {
            assert_eq!(head_of(body), head, "{body}");
        }
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        assert_eq!(cut("一\n二", 10), "一 二");
        assert_eq!(cut("一二三四五", 3), "一二…");
    }
}
