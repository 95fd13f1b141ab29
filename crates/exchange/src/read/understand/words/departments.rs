//! Departments of a cell: `◎財政、行政 ○所管課`, `総務課・企画課`, `市民部（税務、収納）`.
//!
//! Not here: what department a label means (`gyokaku_core::department`).

use gyokaku_core::department::{Assignment, Role};
use gyokaku_core::labels::department::ends_as_section;
use gyokaku_core::text::split_outside_brackets;

use super::cut::{self, is_nothing};

const LEAD: [char; 3] = ['◎', '●', '★'];
const SUPPORT: [char; 4] = ['○', '〇', '◯', '△'];

/// Whether a cell starts with a mark of a role.
pub(crate) fn is_marked(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with(['◎', '○', '〇', '◯', '●'])
        || ["（主）", "(主)", "（副）", "(副)", "【主】", "【副】"]
            .iter()
            .any(|w| text.starts_with(w)))
        && text.chars().count() >= 2
        && text.chars().count() <= 200
        && !text.contains('。')
}

/// The departments of a cell; without marks all of them have the role of the column.
pub(crate) fn assignment(text: &str, unmarked: Role) -> Assignment {
    let mut out = Assignment::default();
    if is_nothing(text) {
        return out;
    }
    let mut role = unmarked;
    let mut part = String::new();
    let mut depth = 0usize;
    let text = in_marks(text);
    for c in text.trim().chars() {
        match c {
            '（' | '(' | '[' | '［' => depth += 1,
            '）' | ')' | ']' | '］' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let next = if depth == 0 && LEAD.contains(&c) {
            Some(Role::Lead)
        } else if depth == 0 && SUPPORT.contains(&c) {
            Some(Role::Support)
        } else {
            None
        };
        match next {
            Some(next) => {
                add(&mut out, role, &part);
                part.clear();
                role = next;
            }
            None => part.push(c),
        }
    }
    add(&mut out, role, &part);
    out
}

/// Marks in words as signs: （主）財政 （副）管財, 主：財政 副：管財.
fn in_marks(text: &str) -> String {
    let mut out = text.to_owned();
    for (words, mark) in [
        (
            [
                "（主）",
                "(主)",
                "【主】",
                "［主］",
                "[主]",
                "主：",
                "主担当：",
                "◉",
            ],
            "◎",
        ),
        (
            [
                "（副）",
                "(副)",
                "【副】",
                "［副］",
                "[副]",
                "副：",
                "副担当：",
                "（関係）",
            ],
            "○",
        ),
    ] {
        for word in words {
            if out.contains(word) {
                out = out.replace(word, mark);
            }
        }
    }
    out
}

fn add(out: &mut Assignment, role: Role, text: &str) {
    let list = match role {
        Role::Lead => &mut out.lead,
        Role::Support => &mut out.support,
    };
    list.extend(names(text).into_iter().filter(|name| !is_nothing(name)));
}

/// The single names of a list of departments.
pub(crate) fn names(text: &str) -> Vec<String> {
    split_outside_brackets(text, &['、', '，', ',', '\n', '／', '/', ';', '；'])
        .into_iter()
        .flat_map(|name| {
            // Spaces part departments only where each part is one: `総務課 財政課`, never `DX 推進課`.
            let parts = split_outside_brackets(&name, &[' ', '　']);
            if parts.len() > 1 && parts.iter().all(|p| ends_as_section(p)) {
                parts
            } else {
                vec![cut::one_line(&name)]
            }
        })
        .map(|name| name.trim_matches(['・', ':', '：', ' ', '　']).to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> (Vec<String>, Vec<String>) {
        let a = assignment(text, Role::Lead);
        (a.lead, a.support)
    }

    #[test]
    fn marks_give_the_role() {
        assert_eq!(
            show("◎道路、管財\n○所管課（税務、国保）"),
            (
                vec!["道路".into(), "管財".into()],
                vec!["所管課（税務、国保）".into()]
            )
        );
        assert_eq!(show("○ICT、総務"), (vec![], vec!["ICT".into(), "総務".into()]));
        assert_eq!(
            show("総務課 財政課"),
            (vec!["総務課".into(), "財政課".into()], vec![])
        );
        assert_eq!(show("D X 推進課"), (vec!["D X 推進課".into()], vec![]));
        assert_eq!(show("－"), (vec![], vec![]));
    }
}
