//! What the tests of paper print.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::Path;

use gyokaku_core::brief::{AnswerBox, Block, Brief};
use gyokaku_core::item_sheet::ItemSheet;
use gyokaku_core::money::{Share, Unit, Yen};
use gyokaku_core::overview::{KeyFigure, Sketch};
use gyokaku_core::table::{Aside, Cell, Column, ColumnKind, ColumnPart, Row, Table};
use gyokaku_paper::{Booklet, Chapter, Content, Imprint, Leaf, Paper, Paragraph, Picture};
use time::macros::date;

/// What stands on every sheet.
pub(crate) fn imprint() -> Imprint {
    Imprint {
        city: "桜川市".into(),
        plan: "第3次行財政改革プラン".into(),
        state: "令和6年度　第2版".into(),
        day: date!(2026 - 11 - 29),
    }
}

/// Keeps a PDF among the files of the build.
pub(crate) fn keep(name: &str, pdf: &[u8]) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"));
    std::fs::write(&path, pdf).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Amounts over years, with a total.
pub(crate) fn of_years(years: i64) -> Table {
    let mut columns = vec![Column::name("title", "区分")];
    columns.extend((1..=years).map(|n| Column::yen(format!("fy{n}"), format!("令和{n}年度"))));
    let row = |name: &str, from: i64| {
        let mut cells = vec![Cell::text(name)];
        cells.extend((1..=years).map(|n| match n % 4 {
            3 => Cell::blank(),
            _ => Cell::yen(Some(Yen((from + n * 1_234) * 1_000))),
        }));
        cells
    };
    Table {
        name: "effects",
        title: "効果額".into(),
        summary: "効果額は、令和6年度までに合わせて1億2,345万円です。".into(),
        unit: Some(Unit::Thousand),
        columns,
        rows: vec![
            Row::entry(0, row("歳入の確保", 1_000_000)),
            Row::entry(1, row("市税の徴収", -2_000)),
            Row::entry(0, row("歳出の見直し", 0)),
            Row::total(row("合計", 999_000)),
        ],
        notes: vec!["※ 額は一般財源です。".into()],
    }
}

/// A register with headings of rows.
pub(crate) fn register(items: usize) -> Table {
    let columns = vec![
        Column::text("serial", "通し番号"),
        Column::text("number", "番号"),
        Column::name("title", "取組項目").which(ColumnPart::Leads),
        Column::text("lead", "主担当課").which(ColumnPart::Beside(Aside::Lead)),
        Column::text("support", "関係課").which(ColumnPart::Beside(Aside::Support)),
        Column::text("schedule", "スケジュール"),
        Column::text("target", "目標"),
        Column::text("content", "取組内容"),
    ];
    let mut rows = Vec::new();
    for n in 0..items {
        if n % 9 == 0 {
            let heading = format!("({}) 市民と協働する市役所", n / 9 + 1);
            let mut cells = vec![
                Cell::blank(),
                Cell::blank(),
                Cell::text(heading),
                Cell::text("企画課"),
            ];
            cells.extend(vec![Cell::blank(); 4]);
            rows.push(Row::group((n / 9 % 2) as u8, cells));
        }
        rows.push(Row::entry(
            1,
            vec![
                Cell::text(format!("No.{}", n + 1)),
                Cell::text(format!("{}-{}", n / 9 + 1, n % 9 + 1)),
                Cell::text("窓口サービスのオンライン化と待ち時間の短縮"),
                Cell::text("市民課"),
                Cell::text("情報政策課、税務課"),
                Cell::text("令和4年度 検討\n令和5年度 試行\n令和6年度から 実施"),
                Cell::text("オンライン申請の割合を50%以上とします。"),
                Cell::text(
                    "住民票の写しなどの申請を、スマートフォンやパソコンから24時間できるようにします。あわせて、窓口の混雑の状況をウェブサイトで知らせ、来庁の時間を選べるようにします。",
                ),
            ],
        ));
    }
    Table {
        name: "register",
        title: "取組一覧".into(),
        summary: format!("取組項目は{items}件です。"),
        columns,
        rows,
        ..Table::default()
    }
}

/// Counts by grade, with shares, and narrow columns of long heads.
pub(crate) fn progress() -> Table {
    let mut columns = vec![
        Column::text("label", "番号"),
        Column::name("title", "項目"),
        Column::count("total", "取組計"),
        Column::count("evaluated", "評価対象取組数"),
    ];
    let grades = ["◎", "○", "△", "未評価"];
    columns.extend(grades.map(|grade| Column::count(format!("g{grade}"), grade).of_grade(grade)));
    let share = |grade: &str| format!("取組計に占める{grade}の割合（%）");
    columns.extend(grades.map(|grade| Column::share(format!("s{grade}"), share(grade)).of_grade(grade)));
    columns.push(Column::count("stopped", "取組を休止した項目の数"));
    let row = |label: &str, title: &str, counts: [i64; 4]| {
        let all: i64 = counts.iter().sum();
        let mut cells = vec![
            Cell::text(label),
            Cell::text(title),
            Cell::count(Some(all)),
            Cell::count(Some(all)),
        ];
        cells.extend(counts.map(|count| Cell::count(Some(count))));
        cells.extend(counts.map(|count| {
            Cell::share(Some(Share {
                part: count,
                whole: all,
            }))
        }));
        cells.push(Cell::count(Some(0)));
        cells
    };
    Table {
        name: "progress",
        title: "進捗状況（令和6年度）".into(),
        summary: "124の取組のうち112が計画どおり、8が上回り、4が遅れています。".into(),
        columns,
        rows: vec![
            Row::group(0, row("1", "市民と協働する市役所", [3, 40, 2, 0])),
            Row::entry(1, row("(1)", "情報の公開", [1, 20, 0, 0])),
            Row::entry(1, row("(2)", "協働の推進", [2, 20, 2, 0])),
            Row::group(0, row("2", "健全な財政", [5, 72, 2, 0])),
            Row::total(row("", "合計", [8, 112, 4, 0])),
        ],
        ..Table::default()
    }
}

/// Texts that mean something to typesetters, and letters that fonts lack.
pub(crate) fn nasty() -> Table {
    let texts = [
        "#panic(\"x\") と $x^2$",
        "\\n @ref <label> *bold* _it_ 😀",
        "= 見出し // 注 [[]] {} `raw`",
        "山﨑と髙橋と神と葛\u{E0100}城\u{E000}",
        "カ\u{3099}と\u{202E}かくれた文字",
        "～ ― ‖ − ¢ £ ¬ ① Ⅳ ㈱ ㎡ 〜",
    ];
    let row = |(n, text): (usize, &&str)| Row::entry(0, vec![Cell::text(format!("#{n}")), Cell::text(*text)]);
    Table {
        title: "試験の表".into(),
        columns: vec![
            Column::of(ColumnKind::Name, "name", "名称"),
            Column::text("text", "内容"),
        ],
        rows: texts.iter().enumerate().map(row).collect(),
        notes: vec!["#1 は $ と @ と <注> のまま".into()],
        ..Table::default()
    }
}

/// The sheet of an item.
pub(crate) fn sheet() -> ItemSheet {
    let mut schedule = Table {
        title: "スケジュール".into(),
        ..Table::default()
    };
    let steps = ["現状の調査", "方針の決定", "試行", "実施", "実施", "見直し"];
    schedule.columns = (1..=6)
        .map(|n| Column::text(format!("fy{n}"), format!("令和{n}年度")))
        .collect();
    schedule.rows = vec![Row::entry(0, steps.map(Cell::text).to_vec())];
    let mut graded = Table {
        title: "進捗状況".into(),
        columns: vec![
            Column::name("year", "年度").which(ColumnPart::Parts),
            Column::text("by", "評価者"),
            Column::of(ColumnKind::Grade, "grade", "進捗状況"),
            Column::text("done", "実績"),
            Column::text("reason", "評価理由"),
        ],
        ..Table::default()
    };
    for year in 1..=3 {
        for by in ["担当課", "事務局"] {
            graded.rows.push(Row::entry(
                0,
                vec![
                    Cell::text(format!("令和{year}年度")),
                    Cell::text(by),
                    Cell::text("○"),
                    Cell::text("窓口の混雑の状況をウェブサイトで知らせ、来庁の時間を選べるようにしました。"),
                    Cell::text("計画のとおり進んでいるため。"),
                ],
            ));
        }
    }
    let fact = |label: &str, lines: &[&str]| {
        (
            label.to_owned(),
            lines.iter().map(|line| (*line).to_owned()).collect(),
        )
    };
    ItemSheet {
        number: "No.12".into(),
        title: "窓口サービスのオンライン化と待ち時間の短縮".into(),
        facts: vec![
            fact("区分", &["1 市民と協働する市役所 / (2) 便利な窓口"]),
            fact(
                "担当",
                &["主担当課：市民課", "関係課：情報政策課", "関係課：税務課"],
            ),
            fact(
                "取組内容",
                &[
                    "住民票の写しなどの申請を、スマートフォンやパソコンから24時間できるようにします。あわせて、窓口の混雑の状況をウェブサイトで知らせ、来庁の時間を選べるようにします。",
                ],
            ),
            fact("目標", &["オンライン申請の割合を50%以上とします。"]),
            fact("関連計画", &["総合計画", "DX推進計画"]),
        ],
        tables: vec![schedule, graded, of_years(6)],
    }
}

/// The sheet of an item as most are: half a page, in the third year of its plan.
pub(crate) fn ordinary_sheet() -> ItemSheet {
    let mut sheet = sheet();
    sheet.facts.truncate(4);
    if let [_, graded, amounts] = sheet.tables.as_mut_slice() {
        graded.rows.truncate(3);
        amounts.rows.truncate(2);
        amounts.summary.clear();
        amounts.notes.clear();
    }
    sheet
}

/// A drawn picture with patterns, an arrow and Japanese words.
pub(crate) fn picture() -> Picture {
    let bars: String = (0..4)
        .map(|n| {
            let (y, width) = (20 + n * 34, 500 - n * 90);
            format!(
                r##"<text x="0" y="{y}" font-size="14" fill="#1a1a1a">歳入の確保{n} &lt;市税&gt;</text><rect x="200" y="{}" width="{width}" height="20" fill="#3460fb"/><rect x="200" y="{}" width="{width}" height="20" fill="url(#stripes)"/><text x="{}" y="{y}" font-size="14" font-weight="700">{width}件</text>"##,
                y - 15,
                y - 15,
                210 + width
            )
        })
        .collect();
    Picture {
        svg: format!(
            r##"<?xml version="1.0" encoding="UTF-8"?><svg font-family="'BIZ UDPGothic',sans-serif" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 920 160" width="920" height="160" role="img"><title>割合</title><defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="1" y1="0" x2="1" y2="6" stroke="#1a1a1a" stroke-width="2"/></pattern><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs><rect width="100%" height="100%" fill="#ffffff"/>{bars}<line x1="200" y1="150" x2="700" y2="150" stroke="#1a1a1a" marker-end="url(#arrow)"/></svg>"##
        ),
        alt: "112が計画どおり、8が上回り、4が遅れています。".into(),
        caption: String::new(),
    }
}

/// A picture of half the width, with a letter that no font has.
pub(crate) fn small_picture() -> Picture {
    Picture {
        svg: r##"<svg xmlns="http://www.w3.org/2000/svg" font-family="BIZ UDPGothic" viewBox="0 0 600 120" width="600" height="120"><path d="M0 100L200 60L400 80L600 20" fill="none" stroke="#3460fb" stroke-width="3"/><text x="10" y="30" font-size="16">収納率 97.9% 😀</text></svg>"##.into(),
        alt: "収納率は97.9%です。".into(),
        caption: "国保税（現年）収納率（%）".into(),
    }
}

/// The sheet for the head of a city, with as much as it may hold.
pub(crate) fn of_head() -> Leaf {
    let key = |label: &str, value: &str, unit: &str, detail: &str| KeyFigure {
        label: label.into(),
        value: value.into(),
        unit: unit.into(),
        detail: detail.into(),
        proof: None,
        grades: Vec::new(),
        sketch: Sketch::Nothing,
    };
    let mut late = Table {
        columns: vec![
            Column::text("number", "番号"),
            Column::name("title", "取組項目"),
            Column::text("lead", "主担当課"),
            Column::of(ColumnKind::Grade, "grade", "評価"),
            Column::text("reason", "理由"),
        ],
        ..Table::default()
    };
    for n in 1..=8 {
        late.rows.push(Row::entry(
            0,
            vec![
                Cell::text(format!("1-{n}")),
                Cell::text("窓口サービスのオンライン化と待ち時間の短縮"),
                Cell::text("情報政策課、市民課"),
                Cell::text("△"),
                Cell::text("関係する機関との調整に時間を要し、試行の開始が翌年度になったため。"),
            ],
        ));
    }
    Leaf {
        brief: Brief {
            title: "市長説明資料".into(),
            of: "第3次行財政改革プラン".into(),
            keys: vec![
                key("取組項目", "124", "件", ""),
                key("計画どおりか上回る取組", "120", "／124件", "◎ 8、○ 112"),
                key("遅れている取組", "4", "／124件", "△ 4"),
                key("効果額", "26億1,160万", "円", "令和6年度時点"),
                key(
                    "目標・基準を満たす指標",
                    "3",
                    "／5件",
                    "ほかに比べる値のない指標2件",
                ),
                key("計画期間", "3", "年目／6年間", "令和4年度から令和9年度まで"),
            ],
            blocks: vec![
                Block {
                    heading: "令和6年度の進捗状況".into(),
                    words: vec!["124の取組のうち112が計画どおり、8が上回り、4が遅れています。".into()],
                    ..Block::default()
                },
                Block {
                    heading: "遅れている取組".into(),
                    words: vec!["遅れている取組は8件です。".into()],
                    table: Some(late),
                    ..Block::default()
                },
                Block {
                    heading: "効果額".into(),
                    words: vec!["効果額は、令和6年度までに合わせて1億2,345万円です。".into()],
                    table: Some(of_years(6)),
                    ..Block::default()
                },
            ],
            is_one_sheet: true,
            ..Brief::default()
        },
        pictures: vec![vec![picture()], Vec::new(), vec![picture()]],
    }
}

/// An answer sheet, half of it answered.
pub(crate) fn answer_sheet() -> Leaf {
    let asked = |label: &str, value: &str, is_long| AnswerBox {
        label: label.into(),
        hint: "できるだけ数値で書いてください。".into(),
        before: "昨年度はオンライン申請を15件の手続で始めました。".into(),
        value: value.into(),
        choices: Vec::new(),
        is_long,
    };
    Leaf {
        brief: Brief {
            title: "1-3 窓口サービスのオンライン化と待ち時間の短縮".into(),
            of: "令和7年度進捗状況調査　回答票".into(),
            seals: ["課長", "部長"].map(str::to_owned).to_vec(),
            blocks: vec![
                Block {
                    facts: vec![
                        ("担当".into(), vec!["市民課（主担当課）".into()]),
                        (
                            "目標".into(),
                            vec!["オンライン申請の割合を50%以上とします。".into()],
                        ),
                    ],
                    ..Block::default()
                },
                Block {
                    heading: "回答".into(),
                    boxes: vec![
                        AnswerBox {
                            choices: ["◎", "○", "△", "未着手"].map(str::to_owned).to_vec(),
                            value: "○".into(),
                            ..asked("進捗状況", "", false)
                        },
                        asked("評価理由", "計画のとおり進んでいるため。", true),
                        asked("実績", "", true),
                        asked("効果額（実績）", "1,234,000円", false),
                        asked("効果額（計画）", "", false),
                    ],
                    ..Block::default()
                },
            ],
            ..Brief::default()
        },
        pictures: Vec::new(),
    }
}

/// A booklet with a number of full sheets.
pub(crate) fn booklet(items: usize) -> Booklet {
    booklet_of(items, &sheet())
}

/// A booklet with a number of sheets like one.
pub(crate) fn booklet_of(items: usize, sheet: &ItemSheet) -> Booklet {
    let chapter = |heading: &str, content| Chapter {
        heading: heading.to_owned(),
        content,
    };
    let sheets = (1..=items).map(|n| ItemSheet {
        number: format!("No.{n}"),
        ..sheet.clone()
    });
    Booklet {
        title: "第3次行財政改革プラン".into(),
        paper: Paper::FittingA4,
        chapters: vec![
            chapter(
                "表紙",
                Content::Cover(vec!["令和6年度の進捗状況".into(), "第2版".into()]),
            ),
            chapter("目次", Content::Contents),
            chapter(
                "概要",
                Content::Text(vec![
                    Paragraph {
                        words: "124の取組のうち112が計画どおり、8が上回り、4が遅れています。".into(),
                        pictures: vec![picture(), small_picture(), small_picture()],
                    },
                    "効果額は、令和6年度までに合わせて1億2,345万円です。".into(),
                ]),
            ),
            chapter("市長説明資料", Content::Brief(of_head())),
            chapter("取組一覧", Content::Table(register(items))),
            chapter("進捗状況", Content::Table(progress())),
            chapter("個票", Content::Sheets(sheets.collect())),
            chapter("効果額", Content::Table(of_years(12))),
        ],
    }
}
