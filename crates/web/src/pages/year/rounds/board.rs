//! `/{code}/{plan}/rounds/{round}`: the board of a round, and its tables as files.
//!
//! A script asks for the page again and exchanges its parts; without one a link does. What is shown is
//! what the viewer reaches: staff and heads see their departments, and grades are counted only out of
//! answers that the viewer may read.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::account::{Account, Role};
use gyokaku_core::closing::ENDED;
use gyokaku_core::edition::{Entry, Given, entries};
use gyokaku_core::plan::{Item, Plan, Retirement};
use gyokaku_core::progress::Scale;
use gyokaku_core::reminder::holders;
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::board::{completeness, counts};
use gyokaku_core::round::{RoundState, day_in_japan, day_shown};
use gyokaku_core::table::board::{self, Line, by_division, so_far, sum};
use gyokaku_core::table::{RowKind, Table};
use gyokaku_office::editions;
use serde::Deserialize;
use time::Date;

use super::changed::{self, Added, Ended};
use super::frame::{is_office, of_rounds};
use crate::App;
use crate::access::{Counted, Right, counted, knows_people, sees};
use crate::charts::Picture;
use crate::charts::standing::{self, Bar};
use crate::error::{Problem, html};
use crate::formats::{Format, Leaving, Wanted, hand_out};
use crate::path::{UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::printing::imprint;
use crate::round_context::{Part, RoundContext, RoundPath, load_round};
use crate::show::page::Page;
use crate::show::table::Shown;
use crate::show::time::clock;

/// Which departments are shown, and what is said on arrival.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Narrowed {
    /// `open`: with answers that are not handed in; `late`: with some that are overdue.
    only: String,
    /// Whether the round was opened a moment ago.
    opened: String,
    /// What was done to the round because the plan changed.
    done: String,
}

/// The filters: word, label.
const FILTERS: [(&str, &str); 3] = [
    ("", "すべての課"),
    ("open", "未提出のみ"),
    ("late", "期限超過のみ"),
];

impl Narrowed {
    fn fits(&self, line: &Line) -> bool {
        match self.only.as_str() {
            "open" => line.count.open() > 0,
            "late" => line.late > 0,
            _ => true,
        }
    }

    /// As it stands in an address: empty, or from the `?` on.
    fn query(&self) -> String {
        match FILTERS
            .iter()
            .any(|(word, _)| !word.is_empty() && *word == self.only)
        {
            true => format!("?only={}", self.only),
            false => String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/year/rounds/board.html")]
struct BoardPage {
    page: Page,
    title: String,
    state: RoundState,
    reason: Option<String>,
    opened: bool,
    answer: String,
    /// Level, until when, how far that is, how many wait.
    levels: Vec<(String, String, String, i64)>,
    /// The office's pages of this round.
    office: Vec<(String, &'static str, bool)>,
    filters: Vec<(String, &'static str, bool)>,
    picture: Option<Picture>,
    table: Shown,
    nothing: bool,
    progress: Option<Shown>,
    progress_answer: String,
    /// The items that ended while they are asked about; only for the office.
    ended: Vec<Ended>,
    /// The items that came into the plan since; only for the office.
    added: Option<Added>,
    /// What was done on this page before.
    done: Option<String>,
    /// Of what the figures are, where not of the whole round.
    part: Option<&'static str>,
    at: String,
    href: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    UrlQuery(narrowed): UrlQuery<Narrowed>,
) -> Result<Response, Problem> {
    let survey = load_round(&app, &path, &Part::reached(&person, Right::SeeDrafts)).await?;
    let code = survey.code();
    let office = is_office(&person, &code);
    let accounts = match knows_people(&person) {
        true => people_of(&app, &survey).await?,
        false => Vec::new(),
    };
    let frozen = frozen(&app, &survey).await?;
    let lines = lines(&survey, &accounts, frozen.as_ref());
    let progress = progress(&survey, &person, frozen.as_ref());
    let table = table(&survey, &lines, &narrowed);
    let whole = sum(&lines);
    let href = survey.href();
    let is_kept = office && survey.round.state != RoundState::Closed;
    let added = match is_kept {
        true => changed::added(&app, &survey).await?,
        false => None,
    };
    let levels = board::levels(&survey.round, &whole.count, survey.today);
    html(&BoardPage {
        page: of_rounds(&survey.loaded, &survey.round.title, &person),
        title: survey.round.title.clone(),
        state: survey.round.state,
        reason: survey.round.reason.clone(),
        opened: !narrowed.opened.is_empty() && office,
        answer: board::summary(&whole.count, whole.late),
        levels: levels
            .into_iter()
            .map(|(level, day, words, waiting)| {
                (
                    survey.round.label_of(level),
                    format!("{}まで", day_shown(day)),
                    words,
                    waiting,
                )
            })
            .collect(),
        office: if office {
            tools(&survey, &href)
        } else {
            review(&person, &survey, &href)
        },
        filters: FILTERS
            .into_iter()
            .map(|(word, label)| {
                let query = if word.is_empty() {
                    String::new()
                } else {
                    format!("?only={word}")
                };
                (format!("{href}{query}"), label, word == narrowed.only)
            })
            .collect(),
        picture: (!lines.is_empty()).then(|| picture(&survey, &lines)),
        nothing: table.rows.is_empty(),
        table: shown(&survey, &table, &lines, &narrowed),
        progress_answer: progress.summary.clone(),
        progress: (!progress.rows.is_empty()).then(|| {
            survey
                .loaded
                .shown("so-far", &progress, Some(&format!("{href}/progress")), "")
        }),
        ended: if office {
            changed::ended(&survey)
        } else {
            Vec::new()
        },
        added,
        done: changed::done(&narrowed.done, office),
        part: part(&person),
        at: clock(&app.now()),
        href,
    })
}

/// `/{code}/{plan}/rounds/{round}/{board,progress}.{csv,json,xlsx}`
pub(crate) async fn file(
    app: App,
    person: Person,
    path: RoundPath,
    name: &'static str,
    format: Format,
    narrowed: Narrowed,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let survey = load_round(&app, &path, &Part::reached(&person, Right::SeeDrafts)).await?;
    let frozen = frozen(&app, &survey).await?;
    let table = match name {
        "board" => {
            let accounts = match knows_people(&person) {
                true => people_of(&app, &survey).await?,
                false => Vec::new(),
            };
            table(&survey, &lines(&survey, &accounts, frozen.as_ref()), &narrowed)
        }
        _ => progress(&survey, &person, frozen.as_ref()),
    };
    let name = format!("{}_{name}", survey.round.key);
    let viewer = Viewer::from(&person);
    hand_out(
        &app,
        &viewer,
        &path.plan(),
        Leaving {
            table: &table,
            name: &name,
            called: table.title.clone(),
            imprint: imprint(
                &app,
                &survey.loaded,
                &survey.round.key.show(survey.loaded.plan().year_style),
            )?,
        },
        format,
        &wanted,
    )
    .await
}

async fn people_of(app: &App, survey: &RoundContext) -> Result<Vec<Account>, Problem> {
    let stored = app.store().accounts(&survey.code()).await?;
    Ok(stored.into_iter().map(|s| s.account).collect())
}

/// Of what the figures are, for somebody who does not see the whole.
fn part(person: &Person) -> Option<&'static str> {
    match counted(person) {
        Counted::All => None,
        Counted::OwnDepartments => Some("ご担当の課の分を表示しています。"),
        Counted::HandedIn => Some("進捗状況の表は、提出済みの回答だけを数えています。"),
        Counted::Accepted => Some("進捗状況の表は、事務局が確認した回答だけを数えています。"),
    }
}

/// A closed round as it was frozen last: what the register says of its items today is of another time.
struct Frozen {
    /// The day on which it was closed.
    on: Date,
    entries: Vec<Entry>,
    scale: Scale,
}

/// The edition of a closed round; none of one that runs.
async fn frozen(app: &App, survey: &RoundContext) -> Result<Option<Frozen>, Problem> {
    if survey.round.state != RoundState::Closed {
        return Ok(None);
    }
    let (code, plan) = (survey.code(), survey.loaded.key.as_str());
    let heads = app.store().editions(&code, plan).await?;
    let Some(head) = heads.iter().rfind(|head| head.round == survey.round.key) else {
        return Ok(None);
    };
    Ok(Some(Frozen {
        on: day_in_japan(&head.made_at).unwrap_or(survey.today),
        entries: editions::entries(app.store(), &code, plan, head.number).await?,
        scale: editions::edition(head)?.scale,
    }))
}

/// The answers of a round; of a closed one with the ends of its items as they were frozen.
fn answers_then(survey: &RoundContext, frozen: Option<&Frozen>) -> Vec<Answer> {
    let mut answers = survey.answers.clone();
    let Some(frozen) = frozen else {
        return answers;
    };
    let entries = frozen.entries.iter();
    let graded: HashMap<&str, &Entry> = entries
        .filter(|entry| !entry.grades.is_empty())
        .map(|entry| (entry.item.as_str(), entry))
        .collect();
    for answer in &mut answers {
        // Where nothing was graded, the edition does not say what had ended.
        let Some(entry) = graded.get(answer.item.as_str()) else {
            continue;
        };
        let had_ended = entry.grades.iter().any(|given| given.grade == ENDED);
        answer.retired = match (had_ended, answer.retired.take()) {
            (false, _) => None,
            (true, Some(retired)) if retired.on <= frozen.on => Some(retired),
            (true, _) => Some(Retirement {
                on: frozen.on,
                reason: String::new(),
                into: Vec::new(),
            }),
        };
    }
    answers
}

/// The departments that have answers to give, in the order of the directory.
fn lines(survey: &RoundContext, accounts: &[Account], frozen: Option<&Frozen>) -> Vec<Line> {
    let today = frozen.map_or(survey.today, |frozen| frozen.on);
    let answers = answers_then(survey, frozen);
    let (_, mut by_department) = counts(&answers, &survey.round, today);
    let place = |id: &str| survey.directory.departments.iter().position(|d| d.id == id);
    let mut lines: Vec<Line> = std::mem::take(&mut by_department)
        .into_iter()
        .map(|(department, count)| {
            let mut line = Line {
                division: survey.division(&department).to_owned(),
                name: survey.department(&department).to_owned(),
                count,
                people: people(survey, accounts, &department),
                department,
                ..Line::default()
            };
            let own = answers.iter().filter(|a| a.department == line.department);
            let mut changed: Option<&str> = None;
            for answer in own.filter(|answer| answer.left(today).is_none()) {
                let filled = completeness(answer, &survey.round, &survey.indicators(&answer.item));
                line.filled.part += filled.part;
                line.filled.whole += filled.whole;
                let is_late =
                    answer.state.is_with_department() && answer.overdue(&survey.round, today).is_some();
                line.late += i64::from(is_late);
                changed = changed.max(answer.changed_at.as_deref());
            }
            line.changed = changed.map(clock);
            line
        })
        .collect();
    lines.sort_by_key(|line| place(&line.department).unwrap_or(usize::MAX));
    lines
}

/// Whom to ask in a department: its staff, else their deputies.
fn people(survey: &RoundContext, accounts: &[Account], department: &str) -> Vec<String> {
    [false, true]
        .into_iter()
        .map(|deputy| {
            let (role, today) = (Role::Staff, survey.today);
            holders(&survey.directory, accounts, department, role, Some(deputy), today)
        })
        .find(|found| !found.is_empty())
        .unwrap_or_default()
        .into_iter()
        .map(|account| account.name.clone())
        .collect()
}

fn table(survey: &RoundContext, lines: &[Line], narrowed: &Narrowed) -> Table {
    let fitting: Vec<Line> = lines.iter().filter(|line| narrowed.fits(line)).cloned().collect();
    board::table(&format!("{}の回答の状況", survey.round.title), &fitting)
}

/// The table on screen; each department leads to its list.
fn shown(survey: &RoundContext, table: &Table, lines: &[Line], narrowed: &Narrowed) -> Shown {
    let file = format!("{}/board", survey.href());
    let fitting = by_division(lines).into_iter().flat_map(|(_, own)| own);
    let mut fitting = fitting.filter(|line| narrowed.fits(line));
    let names: Vec<Option<String>> = table
        .rows
        .iter()
        .map(|row| match row.kind {
            RowKind::Row => fitting.next().map(|line| survey.href_of(&line.department)),
            RowKind::Group | RowKind::Total => None,
        })
        .collect();
    survey
        .loaded
        .shown_with("board", table, Some(&file), &narrowed.query(), &names)
}

/// The year's progress table out of what the viewer may read; of a closed round as its items stood then.
fn progress(survey: &RoundContext, person: &Person, frozen: Option<&Frozen>) -> Table {
    let code = survey.code();
    let readable: Vec<_> = survey
        .answers
        .iter()
        .map(|answer| {
            let mut answer = answer.clone();
            if !sees(person, &code, &answer.department, answer.state) {
                answer.values.clear();
            }
            answer
        })
        .collect();
    // Grades of other evaluators are the committee's own work; who reads from outside waits for the edition.
    let own: Vec<(String, Given)> = match part(person) {
        None => survey
            .grades
            .iter()
            .map(|grade| {
                let given = Given {
                    by: grade.by,
                    grade: grade.grade.clone(),
                    reason: grade.reason.clone(),
                };
                (grade.item.clone(), given)
            })
            .collect(),
        Some(_) => Vec::new(),
    };
    let name = |id: &str| survey.department(id).to_owned();
    let mut entries = entries(survey.plan(), &readable, &own, &name);
    let year = survey.round.key.year;
    let today = frozen.map_or(survey.today, |frozen| frozen.on);
    let register = ruled(survey, &answers_then(survey, frozen), today);
    let Some(frozen) = frozen else {
        return so_far(&entries, survey.scale(), year, &register, today);
    };
    if part(person).is_none() {
        entries.clone_from(&frozen.entries);
    } else {
        let then: HashMap<&str, &Entry> = frozen
            .entries
            .iter()
            .map(|entry| (entry.item.as_str(), entry))
            .collect();
        entries = entries
            .into_iter()
            .map(|entry| match then.get(entry.item.as_str()) {
                Some(then) => Entry {
                    answers: entry.answers,
                    grades: entry.grades,
                    ..(*then).clone()
                },
                None => entry,
            })
            .collect();
    }
    so_far(&entries, &frozen.scale, year, &register, today)
}

/// The rules of the plan, with those of its items that nobody is asked about any more: of who is to give a last report,
/// a grade is still to come.
fn ruled(survey: &RoundContext, answers: &[Answer], today: Date) -> Plan {
    let plan = survey.plan();
    let mut over: HashMap<&str, Option<&Retirement>> = HashMap::new();
    for answer in answers {
        let left = answer.left(today);
        let known = over.entry(&answer.item).or_insert(left);
        *known = known.and(left);
    }
    let items = over.into_iter().filter_map(|(id, retired)| {
        Some(Item {
            id: id.to_owned(),
            retired: Some(retired?.clone()),
            ..Item::default()
        })
    });
    Plan {
        precedence: plan.precedence.clone(),
        year_style: plan.year_style,
        items: items.collect(),
        ..Plan::default()
    }
}

fn picture(survey: &RoundContext, lines: &[Line]) -> Picture {
    let mut bars = vec![Bar {
        label: "全体".to_owned(),
        count: sum(lines).count,
    }];
    let divisions = by_division(lines);
    // One division alone would say the same as the whole; then its departments say more.
    if divisions.len() > 1 {
        bars.extend(divisions.into_iter().map(|(name, own)| Bar {
            label: if name.is_empty() {
                "部に属さない課".to_owned()
            } else {
                name.to_owned()
            },
            count: sum(own).count,
        }));
    } else if lines.len() > 1 {
        bars.extend(lines.iter().map(|line| Bar {
            label: line.name.clone(),
            count: line.count,
        }));
    }
    let title = format!("{}の回答の状況", survey.round.title);
    Picture::draw("standing", |width, id| standing::draw(width, id, &title, &bars))
}

/// What the office does with the round: address, words, whether it is the usual next step.
fn tools(survey: &RoundContext, href: &str) -> Vec<(String, &'static str, bool)> {
    let lock = match survey.round.state {
        RoundState::Locked => "受付を再開する",
        RoundState::Open | RoundState::Closed => "受付を止める",
    };
    let mut tools = vec![(format!("{href}/review"), "回答を確認する", true)];
    if survey.round.state != RoundState::Closed {
        tools.extend([
            (format!("{href}/reminders"), "提出をお願いする", false),
            (format!("{href}/workbooks"), "回答票を送る・取り込む", false),
            (format!("{href}/late"), "期限後の提出を認める", false),
            (format!("{href}/assignment"), "担当課を変える", false),
            (format!("{href}/settings"), "設定を変える", false),
            (format!("{href}/lock"), lock, false),
        ]);
    }
    let closing = match survey.round.state {
        RoundState::Closed => "確定の記録・訂正",
        RoundState::Open | RoundState::Locked => "確定する",
    };
    tools.push((format!("{href}/closing"), closing, false));
    tools
}

/// What the others do with it.
fn review(person: &Person, survey: &RoundContext, href: &str) -> Vec<(String, &'static str, bool)> {
    let code = survey.code();
    let may = |right| crate::access::may(person, right, &code, None);
    if may(Right::Approve) {
        vec![(format!("{href}/review"), "回答を承認する", true)]
    } else if may(Right::GradeHeadquarters) || may(Right::GradeCouncil) {
        vec![(format!("{href}/review"), "評価を書く", true)]
    } else {
        Vec::new()
    }
}

/// The days of the levels in one sentence, for pages below the board.
pub(super) fn deadlines(survey: &RoundContext) -> String {
    let round = &survey.round;
    let days = round
        .levels()
        .map(|level| format!("{}は{}", round.label_of(level), day_shown(round.due_of(level))));
    format!("{}までです。", days.collect::<Vec<_>>().join("、"))
}
