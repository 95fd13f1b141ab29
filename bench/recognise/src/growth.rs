//! How the time of reading and checking grows: documents of one kind, ten times and a hundred times as long.
//!
//! The kinds are those by which somebody could keep a server busy, and the registers that offices have. What costs more
//! than [`MOST`] allows is an error, so whoever measures is told. Not here: how long real documents take (`documents`).

use std::fmt::Write as _;
use std::time::Instant;

use gyokaku_exchange::read::read;

use crate::tally::{Line, Measure};

/// Ten times as much may cost so many times as much, in tenths; and a hundred times as much.
pub const MOST: [u128; 2] = [120, 1_300];
/// What takes less is timed too coarsely to be compared.
const SHORTEST: u128 = 20_000;

/// A kind: its name, the name of its file, how many entries the shortest one has, and how it is written.
type Kind = (&'static str, &'static str, usize, fn(usize) -> String);

#[rustfmt::skip]
const KINDS: [Kind; 12] = [
    ("a register with amounts", "a.csv", 100, register),
    ("a crosswalk", "a.csv", 200, crosswalk),
    ("one title, one character off", "a.csv", 400, |n| titled(n, "デジタルデバイド対応")),
    ("one column of 1", "a.csv", 1_000, |n| "1\n".repeat(n)),
    ("ten columns of 1", "a.csv", 40, |n| "1,1,1,1,1,1,1,1,1,1\n".repeat(n)),
    ("amounts on one line", "a.txt", 300, |n| format!("取組の効果\n{}\n", "123億円".repeat(n))),
    ("percents on one line", "a.txt", 300, |n| format!("取組の効果\n{}\n", "12.3%".repeat(n))),
    ("quotes that stay open", "a.txt", 300, |n| format!("取組の効果\n{}\n", "「あ".repeat(n))),
    ("brackets on one line", "a.txt", 300, |n| format!("取組の効果\n{}\n", "【あ】".repeat(n))),
    ("dashes on one line", "a.txt", 300, |n| format!("取組の効果\n{}\n", "1-".repeat(n))),
    ("characters that unfold", "a.txt", 300, |n| format!("取組の効果\n{}\n", "\u{FDFA}".repeat(n))),
    ("sentences on one line", "a.txt", 20, sentences),
];

/// One line for each kind.
///
/// # Errors
/// Names the kinds that grow faster than they may.
pub fn measure() -> Result<Vec<Line>, String> {
    let (mut lines, mut too_fast) = (Vec::new(), String::new());
    for (of, name, short, write) in KINDS {
        let times = [1, 10, 100].map(|times| micros(name, &write(short * times)));
        let [one, ten, hundred] = times;
        let line = Line::of(of).with("100 times", Measure::Millis(hundred / 1_000));
        lines.push(line.noted(format!(
            "ten times as long: {} times as slow; a hundred times: {}",
            ratio(one, ten),
            ratio(one, hundred)
        )));
        // From what can be timed: the long one against the middle one.
        let grows = one >= SHORTEST && (ten * 10 > one * MOST[0] || hundred * 10 > one * MOST[1])
            || ten >= SHORTEST && hundred * 10 > ten * MOST[0];
        if grows {
            let _ = write!(too_fast, " {of};");
        }
    }
    match too_fast.is_empty() {
        true => Ok(lines),
        false => Err(format!(
            "these grow faster than their documents:{too_fast} {lines:?}"
        )),
    }
}

/// The best of three times, in millionths of a second.
fn micros(name: &str, text: &str) -> u128 {
    let time = || {
        let begun = Instant::now();
        // Whether it is refused is another question.
        let _ = std::hint::black_box(read(name, text.as_bytes()));
        begun.elapsed().as_micros()
    };
    time().min(time()).min(time())
}

fn ratio(one: u128, other: u128) -> String {
    let tenths = other * 10 / one.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn register(entries: usize) -> String {
    let mut text =
        "番号,取組項目,取組内容,担当課,令和6年度効果額（千円）,令和7年度効果額（千円）,合計（千円）\n"
            .to_owned();
    for n in 1..=entries {
        let (a, b) = (n * 7_919 % 9_973, n * 6_007 % 9_967);
        let _ = writeln!(
            text,
            "{n},業務{n}の見直し,内容{n}を見直し、効率化する。,部署{}課,{a},{b},{}",
            n % 40,
            a + b
        );
    }
    text
}

fn crosswalk(entries: usize) -> String {
    let mut text = "前期番号,前期取組項目,区分,後期番号,後期取組項目\n".to_owned();
    for n in 1..=entries {
        let _ = writeln!(text, "{n},業務{n}の見直し,継続,{n},業務{n}の更なる見直し");
    }
    text
}

fn titled(entries: usize, title: &str) -> String {
    let mut text = "番号,取組項目,取組内容,担当課\n1,デジタルデバイス対応,講座を開く。,情報課\n".to_owned();
    for n in 2..=entries {
        let _ = writeln!(text, "{n},{title},,情報課");
    }
    text
}

fn sentences(entries: usize) -> String {
    (1..=entries).fold(String::new(), |mut text, n| {
        let (all, done) = (n % 97 + 3, n % 89 % (n % 97 + 3));
        let _ = write!(
            text,
            "第{n}分野は{all}件のうち{done}件を実施し、残る{}件は翌年度に実施する。",
            all - done
        );
        text
    })
}
