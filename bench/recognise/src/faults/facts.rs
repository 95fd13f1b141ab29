//! What must be true of each invented file with a fault, by its number.
//!
//! A line of a plan is written as `gyokaku_testkit::plan_as_text` writes it. Not here: how a fact is tested.

/// Something that is right or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Neither an error nor a warning.
    Silence,
    /// Neither an error nor a warning at this figure.
    Silent(&'static str),
    /// The figure is verified at least so often.
    Verified(&'static str, usize),
    /// The figure is nowhere verified.
    NotVerified(&'static str),
    /// The figure is found, and what it should be is named.
    Found(&'static str, &'static str),
    /// Something is said, if only a note.
    Reported,
    /// The plan has no title.
    Untitled,
    /// A line of the plan begins like this; `…` stands for anything.
    Says(&'static str),
    /// No line of the plan begins like this.
    SaysNot(&'static str),
    /// So many lines of the plan begin like this.
    Times(usize, &'static str),
    /// Read, understood and checked within so many milliseconds.
    Within(u128),
    /// Either something is read, or the file is refused; not silence.
    ReadOrRefused,
}

use Fact::{
    Found, NotVerified, ReadOrRefused, Reported, Says, SaysNot, Silence, Silent, Times, Untitled, Verified,
    Within,
};

/// The facts of each file.
pub const FACTS: &[(&str, &[Fact])] = &[
    ("01", &[Silence]),
    ("02", &[Silence]),
    ("03", &[Silence]),
    (
        "04",
        &[
            Silence,
            Verified("8.1%", 1),
            Verified("87.1%", 1),
            Verified("4.8%", 1),
        ],
    ),
    (
        "05",
        &[
            Silence,
            Verified("68", 1),
            Verified("▲26", 1),
            Verified("42", 1),
            Verified("8", 1),
            Verified("50", 1),
            Verified("0.5", 1),
            Verified("▲1.2", 1),
            Verified("0.3", 2),
            Verified("0.6", 1),
            Verified("16,525", 1),
            Verified("16,483", 1),
            Verified("17,813", 1),
            Verified("17,763", 1),
        ],
    ),
    (
        "06",
        &[Silence, Verified("17", 1), Verified("13", 1), Verified("30", 1)],
    ),
    ("07", &[Silence, Verified("40", 1)]),
    ("08", &[Silence]),
    ("09", &[Silence]),
    (
        "10",
        &[
            Silence,
            NotVerified("000"),
            SaysNot("effect…: 18,000, "),
            SaysNot("effect…: 0, "),
            SaysNot("effect…: 40,000, "),
        ],
    ),
    (
        "11",
        &[
            Says("progress 2022 …26, A 4, B 17, C 5"),
            Says("progress 2023 …26, A 5, B 18, C 3"),
            Says("progress 2024 …26, A 8, B 16, C 2"),
            Times(3, "progress "),
            Verified("26", 3),
            Silence,
        ],
    ),
    (
        "12",
        &[
            // The last figure of each row is that of 廃止.
            SaysNot("progress 2021 …終了 4"),
            SaysNot("progress 2022 …終了 6"),
            SaysNot("progress 2023 …終了 3"),
            Verified("142", 1),
            Verified("151", 1),
            Found("138", "137"),
        ],
    ),
    (
        "13",
        &[
            Times(2, "progress "),
            Says("progress 2024 …A 14"),
            Says("progress 2023 …A 11"),
            Verified("3", 1),
            Verified("▲2", 1),
            Verified("▲1", 1),
            Silence,
        ],
    ),
    (
        "14",
        &[
            Says("progress 2023 …財政…14, A 4"),
            Says("progress 2024 …財政…14, A 6"),
            Says("progress 2023 …組織…11, A 3"),
            Says("progress 2024 …組織…11, A 4"),
            Silence,
        ],
    ),
    (
        "15",
        &[
            Times(2, "item "),
            Says("item…: 証明書の予約化"),
            Says("item…: 書庫の集約"),
            Times(1, "lead 市民課"),
            Times(1, "lead 管財課"),
            Says("support …税務課"),
            Says("support …財政課"),
        ],
    ),
    ("16", &[Silence, SaysNot("effect…: 88,888,000")]),
    (
        "17",
        &[
            Says("effect…2023 [歳入確保]: 130,000"),
            Says("effect…2024 [歳入確保]: 140,000"),
            SaysNot("effect…[歳入確保]: 410,000"),
            Silence,
        ],
    ),
    ("18", &[SaysNot("step 2025: 検討実施")]),
    ("19", &[Untitled]),
    (
        "20",
        &[
            Silence,
            Verified("3,130万円", 1),
            SaysNot("statement 実績: 31,300,000"),
            SaysNot("statement 取組効果: 423,100,000"),
            Says("statement 実績…: 391,800,000"),
        ],
    ),
    (
        "21",
        &[Times(2, "item "), Times(2, "step 2023"), Times(2, "step 2025")],
    ),
    (
        "21b",
        &[Times(2, "item "), Times(2, "step 2023"), Times(2, "step 2025")],
    ),
    (
        "22",
        &[Times(2, "item "), Times(2, "lead "), Times(0, "step "), Reported],
    ),
    (
        "23",
        &[Times(2, "item "), Times(2, "step 2023"), Times(2, "step 2025")],
    ),
    (
        "24",
        &[
            Silence,
            Verified("1,500", 1),
            Verified("-2,000", 1),
            Verified("-500", 1),
            Verified("58,000", 1),
            Verified("57,500", 1),
            Times(4, "effect "),
            Says("effect…[歳入確保]: 18,000,"),
        ],
    ),
    ("25", &[ReadOrRefused]),
    (
        "26",
        &[
            Says("lead 長寿介護課"),
            SaysNot("lead …⻑"),
            SaysNot("lead …⻘"),
            SaysNot("support …⻄"),
            SaysNot("item …⻑"),
        ],
    ),
    ("27", &[Silence, Verified("▲2,000", 1), Verified("▲500", 1)]),
    (
        "28",
        &[
            Silence,
            Verified("△22,805", 1),
            Verified("△239,100", 1),
            Verified("351,305", 1),
            Verified("89,400", 1),
            Verified("△261,905", 1),
            Times(4, "effect "),
        ],
    ),
    ("29", &[Silence, Verified("110", 2)]),
    (
        "30",
        &[
            Silence,
            Verified("582", 1),
            Verified("4.8%", 1),
            Verified("87.8%", 1),
            Verified("2.4%", 1),
            Verified("1.4%", 1),
            Verified("3.6%", 1),
        ],
    ),
    (
        "31",
        &[
            Verified("▲1.70%", 1),
            Verified("▲3.16%", 1),
            Verified("3.0%", 1),
            Verified("0.6%", 1),
            Found("▲3.98%", "▲3.88%"),
            Found("△2.4%", "△2.5%"),
        ],
    ),
    (
        "32",
        &[
            Verified("△400", 1),
            Verified("△500", 1),
            Verified("△600", 1),
            Verified("△250", 1),
            Verified("△350", 1),
            Found("△310", "△300"),
            SaysNot("effect…収支差"),
        ],
    ),
    (
        "33",
        &[
            Silence,
            Verified("380", 1),
            Verified("95%", 1),
            Verified("5%", 1),
            Verified("360", 1),
            Verified("83%", 1),
        ],
    ),
    (
        "34",
        &[
            Verified("94.7", 1),
            Found("94.8パーセント", "94.7パーセント"),
            Silent("94.7"),
        ],
    ),
    (
        "35",
        &[
            Verified("95.0%", 1),
            Verified("96.0%", 1),
            Verified("91.7%", 1),
            Verified("77", 1),
            Verified("84", 1),
            Found("77.9%", "78.9%"),
        ],
    ),
    ("36", &[Within(500)]),
];
