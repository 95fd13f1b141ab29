//! What changed between two wordings, so that a person sees the changed part at a glance.
//!
//! Characters are compared, because Japanese has no spaces between words; islands of what stayed that
//! are too short to be read count as changed. Not here: whether two texts mean the same (`text`).

/// A piece of a wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// It stayed.
    Same(String),
    /// It was there before.
    Old(String),
    /// It is new.
    New(String),
}

/// How much is compared character by character; what is longer is replaced as a whole.
const MOST_CELLS: usize = 4_000_000;

/// The shortest island of what stayed that is worth showing between two changes.
const ISLAND: usize = 2;

/// The pieces that lead from one wording to another, in reading order. Leaving out the old pieces
/// gives the new wording, and leaving out the new ones the old wording.
pub fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let shared = |a: &mut dyn Iterator<Item = (&char, &char)>| a.take_while(|(a, b)| a == b).count();
    let head = shared(&mut old.iter().zip(&new));
    let most = old.len().min(new.len()) - head;
    let tail = shared(&mut old.iter().rev().zip(new.iter().rev())).min(most);
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut steps: Vec<(Kind, char)> = old[..head].iter().map(|c| (Kind::Same, *c)).collect();
    steps.extend(middle(old_middle, new_middle));
    steps.extend(old[old.len() - tail..].iter().map(|c| (Kind::Same, *c)));
    gather(&steps)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Same,
    Old,
    New,
}

/// The longest common subsequence of two middles, as steps.
fn middle(old: &[char], new: &[char]) -> Vec<(Kind, char)> {
    let all = |kind: Kind, text: &[char]| text.iter().map(|c| (kind, *c)).collect::<Vec<_>>();
    if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > MOST_CELLS {
        return [all(Kind::Old, old), all(Kind::New, new)].concat();
    }
    let width = new.len() + 1;
    // The length of the longest common subsequence of the rests that begin at (i, j).
    let mut best = vec![0u16; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            best[i * width + j] = if old[i] == new[j] {
                best[(i + 1) * width + j + 1].saturating_add(1)
            } else {
                best[(i + 1) * width + j].max(best[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut steps) = (0, 0, Vec::with_capacity(old.len() + new.len()));
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            steps.push((Kind::Same, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if best[(i + 1) * width + j] >= best[i * width + j + 1] {
            steps.push((Kind::Old, old[i]));
            i += 1;
        } else {
            steps.push((Kind::New, new[j]));
            j += 1;
        }
    }
    steps.extend(all(Kind::Old, &old[i..]));
    steps.extend(all(Kind::New, &new[j..]));
    steps
}

/// Runs of the same kind as pieces; between two that stayed, what was before what is.
fn gather(steps: &[(Kind, char)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut old, mut new) = (String::new(), String::new());
    let mut at = 0;
    while at < steps.len() {
        let run = steps[at..]
            .iter()
            .take_while(|(kind, _)| *kind == Kind::Same)
            .count();
        let is_island = run > 0 && run < ISLAND && at > 0 && at + run < steps.len();
        if run == 0 || is_island {
            let (kind, c) = steps[at];
            if kind != Kind::New {
                old.push(c);
            }
            if kind != Kind::Old {
                new.push(c);
            }
            at += 1;
            continue;
        }
        flush(&mut pieces, &mut old, &mut new);
        pieces.push(Piece::Same(steps[at..at + run].iter().map(|(_, c)| *c).collect()));
        at += run;
    }
    flush(&mut pieces, &mut old, &mut new);
    pieces
}

fn flush(pieces: &mut Vec<Piece>, old: &mut String, new: &mut String) {
    if !old.is_empty() {
        pieces.push(Piece::Old(std::mem::take(old)));
    }
    if !new.is_empty() {
        pieces.push(Piece::New(std::mem::take(new)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> String {
        pieces(old, new)
            .into_iter()
            .map(|piece| match piece {
                Piece::Same(text) => text,
                Piece::Old(text) => format!("[-{text}]"),
                Piece::New(text) => format!("[+{text}]"),
            })
            .collect()
    }

    #[test]
    fn the_changed_part_is_marked() {
        assert_eq!(
            told("基金残高を維持した。", "基金残高を増やした。"),
            "基金残高を[-維持][+増や]した。"
        );
        assert_eq!(told("", "協議した"), "[+協議した]");
        assert_eq!(told("協議した", ""), "[-協議した]");
        assert_eq!(told("同じ", "同じ"), "同じ");
        assert_eq!(told("ああ", "あ"), "あ[-あ]");
    }

    #[test]
    fn an_island_of_one_character_is_no_reading() {
        assert_eq!(told("5月に実施", "7月の開催"), "[-5月に実施][+7月の開催]");
    }

    proptest::proptest! {
        #[test]
        fn both_wordings_come_back(old in "[あいう漢字。\n]{0,40}", new in "[あいう漢字。\n]{0,40}") {
            let (mut before, mut after) = (String::new(), String::new());
            for piece in pieces(&old, &new) {
                match piece {
                    Piece::Same(text) => { before.push_str(&text); after.push_str(&text); }
                    Piece::Old(text) => before.push_str(&text),
                    Piece::New(text) => after.push_str(&text),
                }
            }
            proptest::prop_assert_eq!(before, old);
            proptest::prop_assert_eq!(after, new);
        }
    }
}
