//! What the plan is: its title, period, editions, how it writes years.
//!
//! Not here: the period as such (`period`), what is in the plan.

use gyokaku_core::document::{Block, Document, Place};
use gyokaku_core::fiscal_year::{YearStyle, mentions};
use gyokaku_core::plan::{EditionKind, Plan, PlanVersion};
use gyokaku_core::text::fold;

use crate::read::understand::tables::flow::{self, Text};
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::grades;
use crate::read::understand::words::numbering::labelled;
use crate::read::understand::words::years::period;
use gyokaku_core::labels::year::squeezed;

/// The plan as far as it says what it is: title, period, editions and style of years.
pub(crate) fn read(document: &Document, tables: &[Table<'_>]) -> Plan {
    let (title, at) = title(document, tables).unwrap_or_default();
    let period = super::period::read(document, tables, &title);
    Plan {
        title,
        at,
        period,
        editions: editions(document),
        year_style: year_style(document),
        ..Plan::default()
    }
}

fn title(document: &Document, tables: &[Table<'_>]) -> Option<(String, Place)> {
    let mut best: Option<(u8, String, Place)> = None;
    let mut offer = |text: &str, at: &Place, early: bool| {
        let rank = rank(text).map(|r| r + u8::from(!early));
        if let Some(rank) = rank.filter(|r| best.as_ref().is_none_or(|(known, ..)| r < known)) {
            best = Some((rank, one_line(text), at.clone()));
        }
    };
    let first_table = document
        .blocks
        .iter()
        .position(|b| matches!(b, Block::Table(_)))
        .unwrap_or(usize::MAX);
    let texts: Vec<Text<'_>> = flow::texts(document).take(61).collect();
    for (n, text) in texts.iter().enumerate().take(60) {
        let heading = matches!(text.form, flow::Form::Heading(1));
        if text.is_item()
            || (text.block > first_table && !heading)
            || !(text.may_head() || heading || text.block == 0)
            || grades::definition(text.text).is_some()
            || explains(text.text)
            || grades::heads_graded(text.text)
            || goes_on(text, texts.get(n + 1))
            || labelled(text.text).is_some_and(|l| !l.label.starts_with('第'))
        {
            continue;
        }
        offer(text.text, &text.at, text.block < 4);
    }
    for title in tables.iter().take(2).flat_map(|t| t.titles.iter()) {
        offer(&title.text, &title.at, true);
    }
    if best.is_none() {
        for text in flow::texts(document)
            .take(80)
            .filter(|t| t.text.chars().count() > 20)
        {
            if let Some(named) = named_in_text(&text) {
                best = Some((9, named, text.at.clone()));
                break;
            }
        }
    }
    best.map(|(_, title, at)| (of_second_half(&title).unwrap_or(title), at))
}

/// The plan that a heading about both of its halves is about: `改革プラン前期計画の総括と後期計画の方向性` is of the
/// second half, whose name and that of the plan it prints.
fn of_second_half(title: &str) -> Option<String> {
    let (plan, rest) = title.split_once("前期")?;
    let second = &rest[rest.find("後期")?..];
    let is_plan = |name: &str| ["プラン", "計画", "大綱"].iter().any(|end| name.ends_with(end));
    let end = ["プラン", "計画"]
        .iter()
        .filter_map(|word| second.find(word).map(|at| at + word.len()))
        .min()?;
    let (plan, half) = (plan.trim(), &second[..end]);
    (is_plan(plan) && half.chars().count() <= 14).then(|| format!("{plan} {half}"))
}

/// Whether a line is a piece of a sentence that goes on below: it ends in a particle, or the line below begins with one.
fn goes_on(text: &Text<'_>, next: Option<&Text<'_>>) -> bool {
    if !matches!(text.form, flow::Form::Paragraph) {
        return false;
    }
    let line = text.text.trim_end();
    let is_whole = [
        "について",
        "に向けて",
        "にむけて",
        "に関して",
        "を目指して",
        "をめざして",
        "のために",
        "とともに",
    ]
    .iter()
    .any(|end| line.ends_with(end));
    let ends_open = line.ends_with([
        'を', 'は', 'が', 'の', 'に', 'で', 'と', 'や', 'も', 'て', '、', '，',
    ]) || ["及び", "並びに", "又は", "または", "および"]
        .iter()
        .any(|end| line.ends_with(end));
    let below =
        next.filter(|next| matches!(next.form, flow::Form::Paragraph) && next.block == text.block + 1);
    let begins_within = below.is_some_and(|next| {
        let line = next.text.trim_start();
        line.starts_with(['を', 'は', 'が', 'の', 'に', 'へ', '、', '。', '，'])
            && !["はじめに", "はしがき", "がんば"]
                .iter()
                .any(|word| line.starts_with(word))
    });
    ends_open && !is_whole || begins_within
}

/// Whether a line explains a short word in front of a colon: 順調 : 計画どおり進んでいる.
fn explains(text: &str) -> bool {
    text.split_once(['：', ':']).is_some_and(|(word, rest)| {
        let own = ["プラン", "計画", "大綱", "改革", "方針"]
            .iter()
            .any(|w| word.contains(w));
        word.trim().chars().count() <= 12 && !own && !rest.trim().is_empty()
    })
}

/// Words that measure something against a plan.
const AS_PLANNED: [&str; 12] = [
    "計画以上",
    "計画以下",
    "計画どおり",
    "計画通り",
    "計画を上回",
    "計画を下回",
    "計画より",
    "計画に対",
    "計画未達",
    "計画的",
    "計画額",
    "計画値",
];

/// How surely a text is the title of a plan: 0 is the best.
fn rank(text: &str) -> Option<u8> {
    let folded = fold(text);
    let length = folded.chars().count();
    if !(4..=60).contains(&length) || folded.ends_with('。') || folded.starts_with("現行") {
        return None;
    }
    // What went as planned names no plan.
    let folded = AS_PLANNED
        .iter()
        .fold(folded, |text, words| text.replace(words, ""));
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    let plan = has(&["プラン", "計画", "大綱", "改革方針", "推進方針"]);
    let reform = has(&["行革", "改革", "行財政", "経営", "行政運営"]);
    let body = ["計画期間", "視点", "見直しの"]
        .iter()
        .any(|w| folded.contains(w))
        || folded.starts_with("計画");
    match (reform, plan && !body) {
        (true, true) => Some(0),
        (true, false) if has(&["実績", "進捗", "取組項目", "実施項目", "報告"]) => Some(2),
        (false, true) => Some(4),
        _ => None,
    }
}

/// A plan that the text names as its own: 「…プラン」に掲げる, (仮称)…プラン.
fn named_in_text(text: &Text<'_>) -> Option<String> {
    let line = text.text;
    for (open, _) in line.match_indices('「') {
        let inner = &line[open + '「'.len_utf8()..];
        let Some(close) = near(inner).find('」') else {
            continue;
        };
        let (name, after) = (&inner[..close], &inner[close + '」'.len_utf8()..]);
        let own = [
            "に掲げる",
            "に基づ",
            "では、",
            "のもと",
            "の下",
            "を策定",
            "の進捗",
        ]
        .iter()
        .any(|w| after.starts_with(w));
        if own && ["プラン", "計画", "大綱"].iter().any(|w| name.contains(w)) {
            return Some(name.trim().to_owned());
        }
    }
    let start = line.find("(仮称)").or_else(|| line.find("（仮称）"))?;
    let rest = &line[start..];
    let end = ["プラン", "計画", "大綱"]
        .iter()
        .filter_map(|w| rest.find(w).map(|i| i + w.len()))
        .min()?;
    Some(rest[..end].to_owned())
}

/// The beginning of a text, in which a name that begins there ends: a line may open quotes without end.
fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_NAME)]
}

/// No name of a plan has more bytes.
const LONGEST_NAME: usize = 600;

/// Editions that the document names: 前期…プラン, 後期…プラン, ※現行プラン：….
fn editions(document: &Document) -> Vec<PlanVersion> {
    let mut out: Vec<PlanVersion> = Vec::new();
    for text in flow::texts(document) {
        let plain = text.text.trim_start_matches(['※', '＊', ' ', '　']);
        if let Some((name, rest)) = plain.split_once(['：', ':']) {
            let folded = fold(name);
            let old = ["現行", "旧", "前"].iter().any(|w| folded.starts_with(w))
                && ["プラン", "計画", "大綱"].iter().any(|w| folded.ends_with(w));
            if let Some(found) = period(rest).filter(|_| old && folded.chars().count() <= 20) {
                add(
                    &mut out,
                    PlanVersion {
                        title: name.trim().to_owned(),
                        kind: EditionKind::Original,
                        plan: None,
                        period: Some(found),
                        at: text.at.clone(),
                    },
                );
            }
        }
        if !text.may_head() {
            continue;
        }
        for (word, kind) in [
            ("前期", EditionKind::FirstHalf),
            ("後期", EditionKind::SecondHalf),
        ] {
            for (start, _) in text.text.match_indices(word) {
                let rest = &text.text[start..];
                let end = ["プラン", "計画"]
                    .iter()
                    .filter_map(|w| rest.find(w).map(|i| i + w.len()))
                    .min();
                if let Some(title) = end
                    .map(|e| &rest[..e])
                    .filter(|t| t.chars().count() <= 14 && !t.contains(['の', 'と', '、']))
                {
                    add(
                        &mut out,
                        PlanVersion {
                            title: title.to_owned(),
                            kind,
                            plan: None,
                            period: None,
                            at: text.at.clone(),
                        },
                    );
                }
            }
        }
    }
    out
}

fn add(out: &mut Vec<PlanVersion>, edition: PlanVersion) {
    if !out.iter().any(|known| known.title == edition.title) {
        out.push(edition);
    }
}

/// The way most years are written.
fn year_style(document: &Document) -> YearStyle {
    let mut counts = [0usize; 4];
    for line in document.lines.iter().take(2000) {
        for mention in mentions(&squeezed(&line.text)) {
            let kanji =
                line.text[..].contains("令和") || line.text.contains("平成") || line.text.contains("昭和");
            let n = match (mention.western, mention.eras.is_empty(), kanji) {
                (Some(_), false, _) => 0,
                (Some(_), true, _) => 3,
                (None, _, true) => 1,
                (None, _, false) => 2,
            };
            counts[n] += 1;
        }
    }
    let styles = [
        YearStyle::WesternAndEra,
        YearStyle::Era,
        YearStyle::Letter,
        YearStyle::Western,
    ];
    let best = (0..4).max_by_key(|n| (counts[*n], 4 - n)).unwrap_or(1);
    if counts[best] == 0 {
        YearStyle::default()
    } else {
        styles[best]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::text::layout;

    fn titled(text: &str) -> String {
        title(&layout("a.txt", text), &[])
            .map(|(title, _)| title)
            .unwrap_or_default()
    }

    #[test]
    fn a_piece_of_a_sentence_is_no_title() {
        assert_eq!(
            titled("市政の運営\n当市の行政改革プランの進捗を\n毎年公表します。\n"),
            ""
        );
        assert_eq!(
            titled("市政の運営\n新しい行財政改革推進計画\nに基づき取り組みます。\n"),
            ""
        );
        assert_eq!(
            titled("行財政改革プランの見直しについて\n本市では\n"),
            "行財政改革プランの見直しについて"
        );
        assert_eq!(titled("第5次行財政改革大綱\nはじめに\n"), "第5次行財政改革大綱");
        assert_eq!(
            titled("改革プラン前期実施計画の総括と後期実施計画の方向性\n"),
            "改革プラン 後期実施計画"
        );
    }
}
