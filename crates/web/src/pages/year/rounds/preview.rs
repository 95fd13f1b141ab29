//! What a new round would ask of whom, and what must be decided before it can be opened.

use askama::Template;
use axum::response::Response;
use gyokaku_core::account::{Account, staffed};
use gyokaku_core::calendar::is_closed;
use gyokaku_core::department::Directory;
use gyokaku_core::reminder::approvers;
use gyokaku_core::round::approval::Rank;
use gyokaku_core::round::opening::Opening;
use gyokaku_core::round::{Round, day_shown};
use gyokaku_core::scale::Template as ScaleTemplate;
use gyokaku_core::text::each_once;
use gyokaku_store::{RoundAt, StoredAccount};
use time::Date;

use super::choices::{Chosen, Group, chosen, offered, same};
use super::frame::of_rounds;
use super::new::address_of;
use super::typed::Typed;
use crate::App;
use crate::access::{Right, may};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::loaded::Loaded;
use crate::person::Person;
use crate::round_context::scale_of;
use crate::show::page::Page;
use crate::tab::Tab;

#[derive(Template)]
#[template(path = "pages/year/rounds/preview.html")]
struct Preview {
    page: Page,
    answer: String,
    /// What is wrong as a whole, after the button was pressed.
    wrong: Option<String>,
    /// What stands in the way and cannot be settled here: in words, where it can be, and the link's words.
    hindrance: Option<(String, String, &'static str)>,
    settings: Vec<(String, String)>,
    departments: Vec<(String, usize)>,
    /// What has its day behind it already.
    past: Vec<String>,
    /// The departments that are asked and have nobody who answers for them; where people are kept, for who may.
    alone: Vec<String>,
    /// The approvals for which a department has nobody: which, and of which departments.
    unapproved: Vec<(String, Vec<String>)>,
    accounts: Option<String>,
    groups: Vec<Group>,
    offered: Vec<(String, Vec<(String, String)>)>,
    /// Whether the plan has no scale for the year, so that one is chosen here.
    needs_scale: bool,
    scale: String,
    scales: String,
    fields: Vec<(String, String)>,
    back: String,
    address: String,
}

/// The scale that is chosen unless another one is.
const USUAL: ScaleTemplate = ScaleTemplate::ThreeMarks;

impl Preview {
    fn templates(&self) -> Vec<(ScaleTemplate, String)> {
        let words = |template: ScaleTemplate| {
            let grades = template.grades();
            let grades = grades.iter().map(|g| format!("{} {}", g.label, g.definition));
            grades.collect::<Vec<_>>().join("、")
        };
        ScaleTemplate::ALL.map(|t| (t, words(t))).to_vec()
    }

    /// Whether it is the first group that waits for a choice.
    fn is_first(&self, group: &Group) -> bool {
        let first = self.groups.iter().find(|group| group.undecided);
        first.is_some_and(|first| first.field == group.field)
    }

    fn open(&self) -> usize {
        self.groups.iter().map(|g| g.entries.len()).sum()
    }
}

/// The levels of a round whose day is over before it begins: 担当課の提出（5月15日（金）まで）.
fn past(round: &Round, today: Date) -> Vec<String> {
    let levels = round.levels().filter(|level| round.due_of(*level) < today);
    levels
        .map(|level| {
            format!(
                "{}（{}まで）",
                round.label_of(level),
                day_shown(round.due_of(level))
            )
        })
        .collect()
}

/// The page, with the choices of the fields; `wrong` is what kept the round from being opened.
pub(super) async fn show(
    app: &App,
    person: &Person,
    loaded: &Loaded,
    typed: &Typed,
    round: &Round,
    fields: &FormData,
    wrong: Option<String>,
) -> Result<Response, Problem> {
    let stored = app.store().departments(&loaded.code).await?;
    let plan = loaded.plan();
    let at = RoundAt {
        body: &loaded.code,
        plan: &loaded.key,
        round: round.key,
    };
    let is_opened = app.store().round(at).await?.is_some();
    let year = round.key.year;
    let Chosen { opening, groups, .. } = chosen(
        plan,
        &stored.directory,
        stored.charges_of(&loaded.key),
        year,
        fields,
    );
    let rounds = loaded.href_of(Tab::Rounds);
    let hindrance = if is_opened {
        Some((
            format!(
                "{}の調査はすでに始まっています。",
                round.key.show(plan.year_style)
            ),
            format!("{rounds}/{}", round.key),
            "その調査を開く",
        ))
    } else if plan.items.is_empty() {
        Some((
            "この計画には取組項目がまだありません。先に、取組の一覧がある文書を取り込んでください。"
                .to_owned(),
            "/import".to_owned(),
            "文書を取り込む",
        ))
    } else if stored.directory.departments.is_empty() {
        Some((
            "課名簿がまだないため、どの課にたずねるかを決められません。先に課名簿を作ってください。計画に出てくる担当課の名前から作れます。".to_owned(),
            format!("/{}/departments", loaded.code),
            "課名簿を作る",
        ))
    } else {
        None
    };
    let accounts = app.store().accounts(&loaded.code).await?;
    let staffed = staffed(
        accounts.iter().map(|one| &one.account),
        &stored.directory,
        app.today()?,
    );
    let alone = opening.answers.iter().map(|a| a.department.as_str());
    let alone = each_once(alone).into_iter().filter(|id| !staffed.contains(*id));
    let alone: Vec<String> = alone
        .map(|id| {
            stored
                .directory
                .department(id)
                .map_or(id, |d| d.name.as_str())
                .to_owned()
        })
        .collect();
    let unapproved = unapproved(&opening, round, &stored.directory, &accounts, app.today()?);
    let departments = by_department(&opening, |id| {
        stored
            .directory
            .department(id)
            .map_or_else(|| id.to_owned(), |d| d.name.clone())
    });
    let scale = ScaleTemplate::of(&fields.line("scale")).unwrap_or(USUAL);
    html(&Preview {
        page: of_rounds(loaded, "たずねる相手", person),
        answer: answer(&opening),
        wrong,
        settings: settings(round, loaded),
        departments,
        past: past(round, app.today()?),
        alone,
        unapproved,
        accounts: may(person, Right::ManageAccounts, &loaded.code, None)
            .then(|| format!("/{}/accounts", loaded.code)),
        groups: if hindrance.is_some() { Vec::new() } else { groups },
        hindrance,
        offered: offered(&stored.directory, year),
        needs_scale: scale_of(plan, round.key).grades.is_empty(),
        scale: scale.key().to_owned(),
        scales: format!("{}/scales", loaded.href()),
        fields: typed.fields(),
        back: address_of(loaded, typed),
        address: rounds,
    })
}

/// The approvals for which nobody could be asked, each with the departments whose answers would wait there.
fn unapproved(
    opening: &Opening,
    round: &Round,
    directory: &Directory,
    accounts: &[StoredAccount],
    today: Date,
) -> Vec<(String, Vec<String>)> {
    let accounts: Vec<Account> = accounts.iter().map(|one| one.account.clone()).collect();
    let asked = each_once(opening.answers.iter().map(|a| a.department.as_str()));
    let without = |rank: Rank| -> Vec<String> {
        let is_open = |id: &&&str| approvers(directory, (&accounts, &[]), id, rank, today).is_empty();
        let name = |id: &&str| {
            directory
                .department(id)
                .map_or(*id, |d| d.name.as_str())
                .to_owned()
        };
        asked.iter().filter(is_open).map(name).collect()
    };
    let ranks = Rank::ALL.into_iter().take(round.approvals.len());
    ranks
        .map(|rank| (round.approver(rank).to_owned(), without(rank)))
        .filter(|(_, departments)| !departments.is_empty())
        .collect()
}

fn answer(opening: &Opening) -> String {
    let open = match opening.open.len() {
        0 => String::new(),
        open => format!("ほかに{open}件は、担当する課がまだ決まっていません。"),
    };
    if opening.answers.is_empty() {
        return format!("いまのところ、たずねる回答はありません。{open}");
    }
    format!(
        "{}の取組について、{}の課に{}件の回答をたずねます。{open}",
        opening.items(),
        opening.departments(),
        opening.answers.len()
    )
}

/// How many answers each department is asked for, the most first.
fn by_department(opening: &Opening, name: impl Fn(&str) -> String) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for answer in &opening.answers {
        let name = name(&answer.department);
        match counts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn settings(round: &Round, loaded: &Loaded) -> Vec<(String, String)> {
    let questions: Vec<&str> = round.questions.iter().map(|q| q.label()).collect();
    let mut settings = vec![
        ("名称".to_owned(), round.title.clone()),
        ("対象".to_owned(), round.key.show(loaded.plan().year_style)),
        ("たずねる項目".to_owned(), questions.join("、")),
    ];
    let own: Vec<&str> = round
        .own
        .iter()
        .filter(|question| question.is_asked)
        .map(|question| question.own.label.as_str())
        .collect();
    if !own.is_empty() {
        settings.push(("独自の設問".to_owned(), own.join("、")));
    }
    settings.extend(round.levels().map(|level| {
        let day = round.due_of(level);
        (
            round.label_of(level),
            match is_closed(day) {
                true => format!("{}まで（閉庁日です）", day_shown(day)),
                false => format!("{}まで", day_shown(day)),
            },
        )
    }));
    if !round.needs_approval() {
        settings.push(("承認".to_owned(), "行わない".to_owned()));
    }
    settings
}
