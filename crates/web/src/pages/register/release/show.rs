//! `/{code}/{plan}/release`: where a plan stands before the public, what a release would show, and those before.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::difference::{Part, of_states};
use gyokaku_core::edition::latest_of_rounds;
use gyokaku_core::licence::{Licence, Refusal};
use gyokaku_core::plan::Plan;
use gyokaku_core::release::{MAY_BE_WITHHELD, Release, Scope, Standing, standing};
use gyokaku_core::round::Round;
use gyokaku_core::round::field::Field;
use gyokaku_core::round::{day_in_japan, day_key};
use gyokaku_store::EditionHead;
use serde::Deserialize;

use crate::App;
use crate::access::Sight;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::time::{day_of, moment};
use crate::tab::Tab;

/// Something that goes with the plan or not: the value of its box, its words, whether it is ticked.
pub(super) struct Choice {
    value: String,
    words: String,
    ticked: bool,
}

/// A release, as the list of all says it.
struct Row {
    number: i64,
    opens_on: String,
    state: String,
    made: String,
    note: String,
    /// When, by whom and why it was taken back.
    withdrawn: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/register/release/show.html")]
struct ReleasePage {
    page: Page,
    href: String,
    /// What was just done, in words.
    notice: Option<&'static str>,
    answer: String,
    /// The plan before that this one would make known.
    hidden: Option<String>,
    /// What the public would see otherwise than today, part by part.
    differs: Vec<Differing>,
    /// What it says where nothing differs.
    same: Option<&'static str>,
    revision: i64,
    today: String,
    day: String,
    note: String,
    years: Vec<Choice>,
    documents: Vec<Choice>,
    fields: Vec<Choice>,
    licences: Vec<Choice>,
    /// Title and address of the body's own terms of use.
    own_terms: (String, String),
    is_public: bool,
    is_scheduled: bool,
    why: String,
    wrong: FieldErrors,
    rows: Vec<Row>,
}

/// What stands on the page of releases beside what is typed into it.
pub(super) struct Releasing {
    pub(super) loaded: Loaded,
    pub(super) releases: Vec<Release>,
    heads: Vec<EditionHead>,
    /// The fields that answer questions of the office's own in rounds with an edition, each once.
    own: Vec<Field>,
    /// The plan before, where nobody outside sees it yet and this one would name it.
    hidden: Option<String>,
}

/// The title of the plan before, where no release of it is open.
async fn hidden(app: &App, loaded: &Loaded) -> Result<Option<String>, Problem> {
    let plan = loaded.plan();
    let before = plan.editions.iter().find(|edition| edition.plan.is_some());
    let Some((before, key)) = before.and_then(|edition| Some((edition, edition.plan.as_deref()?))) else {
        return Ok(None);
    };
    let open = app.store().open_release(app.today()?, &loaded.code, key).await?;
    Ok(open.is_none().then(|| before.title.clone()))
}

impl Releasing {
    pub(super) async fn load(app: &App, at: &PlanAt) -> Result<Self, Problem> {
        let loaded = load(app, at, &Sight::Working).await?;
        let releases = app.store().releases(&loaded.code, &loaded.key).await?;
        let heads = match loaded.editions() {
            0 => Vec::new(),
            _ => app.store().editions(&loaded.code, &loaded.key).await?,
        };
        let hidden = hidden(app, &loaded).await?;
        let rounds = match heads.is_empty() {
            true => Vec::new(),
            false => app.store().rounds(&loaded.code, Some(&loaded.key)).await?,
        };
        let is_frozen = |round: &Round| heads.iter().any(|head| head.round == round.key);
        let own = rounds.iter().filter(|(_, round)| is_frozen(round));
        let own = own.flat_map(|(_, round)| &round.own);
        let own: BTreeSet<Field> = own.map(|question| Field::Own(question.own.clone())).collect();
        Ok(Self {
            own: own.into_iter().collect(),
            loaded,
            releases,
            heads,
            hidden,
        })
    }

    /// The latest edition of each round.
    fn latest(&self) -> Vec<&EditionHead> {
        latest_of_rounds(&self.heads, |head| (head.round, head.number))
    }

    /// The last release that stands, or stood.
    fn last(&self) -> Option<&Release> {
        let standing = self.releases.iter().rev().find(|release| release.stands());
        standing.or_else(|| self.releases.last())
    }

    /// What was released last; before the first release nothing but the register.
    fn scope(&self) -> Scope {
        self.last()
            .map_or_else(Scope::first, |release| release.scope.clone())
    }

    /// What a form asks to release: the years that are ticked with all their editions, the documents, and what is
    /// left out. Only what the plan has.
    pub(super) fn asked(&self, form: &FormData) -> Scope {
        let years = form.all("year");
        let mut chosen = self.latest();
        chosen.retain(|latest| years.contains(&latest.number.to_string().as_str()));
        let is_chosen = |head: &&EditionHead| chosen.iter().any(|latest| latest.round == head.round);
        let editions = self.heads.iter().filter(is_chosen);
        let documents = self.loaded.stored().sources.iter();
        let asked = form.all("document");
        let documents = documents.filter(|source| asked.contains(&source.id.as_str()));
        let shown = form.all("field");
        let withheld = MAY_BE_WITHHELD.iter().map(Field::key);
        Scope {
            editions: editions.map(|head| head.number).collect(),
            documents: documents.map(|source| source.id.clone()).collect(),
            withheld: withheld.filter(|key| !shown.contains(&key.as_str())).collect(),
            own: self
                .own
                .iter()
                .map(Field::key)
                .filter(|key| shown.contains(&key.as_str()))
                .collect(),
            licence: terms(form).unwrap_or_default(),
        }
    }

    fn years(&self, scope: &Scope) -> Vec<Choice> {
        let of = |head: &EditionHead| Choice {
            value: head.number.to_string(),
            words: format!(
                "{}（第{}版、{}確定）",
                head.title,
                head.number,
                crate::show::time::day(&head.made_at)
            ),
            ticked: self
                .heads
                .iter()
                .any(|other| other.round == head.round && scope.editions.contains(&other.number)),
        };
        self.latest().into_iter().map(of).collect()
    }

    fn documents(&self, scope: &Scope) -> Vec<Choice> {
        let sources = self.loaded.stored().sources.iter();
        let of = |source: &gyokaku_store::SourceHead| Choice {
            value: source.id.clone(),
            words: source.name.clone(),
            ticked: scope.documents.contains(&source.id),
        };
        sources.map(of).collect()
    }

    fn licences(chosen: &str) -> Vec<Choice> {
        let of = |key: &&'static str| Choice {
            value: (*key).to_owned(),
            words: match Licence::of_text(key) {
                Some(known) => known.title().to_owned(),
                None => "団体独自の利用条件（名称とアドレスを下に入力）".to_owned(),
            },
            ticked: chosen == *key,
        };
        Licence::KEYS.iter().map(of).collect()
    }

    fn fields(&self, scope: &Scope) -> Vec<Choice> {
        let of = |field: &Field| Choice {
            value: field.key(),
            words: field.label().to_owned(),
            ticked: !scope.withheld.contains(&field.key()),
        };
        let own = |field: &Field| Choice {
            words: format!("{}（独自の設問）", field.label()),
            ticked: scope.own.contains(&field.key()),
            ..of(field)
        };
        let every_plan = MAY_BE_WITHHELD.iter().map(of);
        every_plan.chain(self.own.iter().map(own)).collect()
    }
}

/// The terms of use that a form asks for; the standard where it says nothing.
///
/// # Errors
/// What is missing or cannot be.
pub(super) fn terms(form: &FormData) -> Result<Licence, Refusal> {
    Licence::chosen(
        form.raw("licence"),
        form.raw("terms_title"),
        form.raw("terms_address"),
    )
}

/// What was typed into one of the forms, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    /// None where nothing was typed yet: the day of today, and what was released last.
    pub(super) release: Option<(String, String, Scope)>,
    /// The terms of use as they were typed: which, their title, their address.
    pub(super) terms: Option<[String; 3]>,
    pub(super) why: String,
    pub(super) wrong: FieldErrors,
    /// What was just done.
    pub(super) did: String,
}

/// What was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    did: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let releasing = Releasing::load(&app, &at).await?;
    let typed = Typed {
        did: asked.did,
        ..Typed::default()
    };
    page(&app, &person, &releasing, typed).await
}

/// The page, with what was typed.
pub(super) async fn page(
    app: &App,
    person: &Person,
    releasing: &Releasing,
    typed: Typed,
) -> Result<Response, Problem> {
    let (loaded, today) = (&releasing.loaded, app.today()?);
    let stands = standing(&releasing.releases, today);
    let shown = match stands {
        Standing::Public { .. } => app.store().released(today, &loaded.code, &loaded.key).await?,
        _ => None,
    };
    let (day, note, scope) = match typed.release {
        Some(typed) => typed,
        None => (day_key(today), String::new(), releasing.scope()),
    };
    let terms = typed.terms.unwrap_or_else(|| {
        let own = matches!(scope.licence, Licence::Own { .. });
        let [title, address] = [scope.licence.title(), scope.licence.address()];
        let typed = |text: &str| if own { text.to_owned() } else { String::new() };
        [scope.licence.key().to_owned(), typed(title), typed(address)]
    });
    let [chosen, title, address] = terms;
    let years: Vec<_> = releasing.heads.iter().map(crate::loaded::of_year).collect();
    let after = scope.of_plan(loaded.plan().clone(), &years);
    let differs = shown.as_ref().map(|shown| differs(&shown.stored.plan, &after));
    let same = match &differs {
        Some(lines) if lines.is_empty() => Some("台帳の内容は、公開中の内容と同じです。"),
        None => Some("いまは公開していないため、台帳の内容のすべてが新たに公開されます。"),
        _ => None,
    };
    let status = typed.wrong.status();
    let page = html(&ReleasePage {
        page: loaded.page(Tab::Release).seen_by(&Viewer::from(person)),
        href: loaded.href(),
        answer: answer(&stands),
        notice: match typed.did.as_str() {
            "released" => Some("公開の手続をしました。"),
            "withdrawn" => Some("公開または公開の予定を取り下げました。"),
            _ => None,
        },
        hidden: releasing.hidden.clone(),
        differs: differs.unwrap_or_default(),
        same,
        revision: loaded.stored().head.revision,
        today: day_key(today),
        day,
        note,
        years: releasing.years(&scope),
        documents: releasing.documents(&scope),
        fields: releasing.fields(&scope),
        licences: Releasing::licences(&chosen),
        own_terms: (title, address),
        is_public: matches!(stands, Standing::Public { .. }),
        is_scheduled: matches!(
            stands,
            Standing::Scheduled(_) | Standing::Public { next: Some(_), .. }
        ),
        why: typed.why,
        wrong: typed.wrong,
        rows: releasing.releases.iter().rev().map(|r| row(r, &stands)).collect(),
    })?;
    Ok((status, page).into_response())
}

/// Where the plan stands, in one sentence.
pub(crate) fn answer(standing: &Standing<'_>) -> String {
    match standing {
        Standing::Internal => "この計画は内部のもので、まだ公開していません。".to_owned(),
        Standing::Scheduled(next) => format!(
            "{}に公開する予定です。それまでは内部のものです。",
            day_of(next.opens_on)
        ),
        Standing::Public { now, next: None } => format!("{}から公開しています。", day_of(now.opens_on)),
        Standing::Public {
            now,
            next: Some(next),
        } => format!(
            "{}から公開しています。{}に次の内容へ切り替わります。",
            day_of(now.opens_on),
            day_of(next.opens_on)
        ),
        Standing::Withdrawn(last) => {
            let at = last.withdrawn.as_ref().map(|w| crate::show::time::day(&w.at));
            format!(
                "公開を{}に取り下げました。今は内部のものです。",
                at.unwrap_or_default()
            )
        }
    }
}

/// How many differences of one kind are named; of more, only how many there are is said.
const NAMED: usize = 50;

/// What differs in one kind: how much of it, and by name.
struct Differing {
    words: String,
    lines: Vec<String>,
}

/// What differs between what is seen and what would be, kind by kind.
fn differs(before: &Plan, after: &Plan) -> Vec<Differing> {
    let differing = of_states(before, after).parts;
    let differing = differing.iter().filter(|part| !part.is_empty());
    differing.map(of_kind).collect()
}

fn of_kind(part: &Part) -> Differing {
    let counts = [
        (part.added.len(), "追加"),
        (part.changed.len(), "変更"),
        (part.removed.len(), "削除"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, what)| format!("{what}{count}件")).collect();
    let entry = |what: &str, name: &str| match name.is_empty() {
        true => what.to_owned(),
        false => format!("{what}　{name}"),
    };
    let added = part.added.iter().map(|e| entry("追加", &e.name));
    let removed = part.removed.iter().map(|e| entry("削除", &e.name));
    let blank = |value: &Option<String>| value.clone().unwrap_or_else(|| "空欄".to_owned());
    let changed = part.changed.iter().map(|change| {
        let fields = change.fields.iter();
        let fields = fields.map(|f| format!("{}：{}→{}", f.field, blank(&f.old), blank(&f.new)));
        format!(
            "{}　{}",
            entry("変更", &change.name),
            fields.collect::<Vec<_>>().join("、")
        )
    });
    Differing {
        words: format!("{}：{}", part.kind.label(), counts.join("、")),
        lines: added.chain(changed).chain(removed).take(NAMED).collect(),
    }
}

fn row(release: &Release, stands: &Standing<'_>) -> Row {
    let state = match (stands, &release.withdrawn) {
        (_, Some(withdrawn)) if day_in_japan(&withdrawn.at).is_some_and(|day| day < release.opens_on) => {
            "予定の取消し"
        }
        (_, Some(_)) => "取下げ",
        (Standing::Public { now, .. }, None) if now.number == release.number => "公開中",
        (Standing::Public { next: Some(next), .. } | Standing::Scheduled(next), None)
            if next.number == release.number =>
        {
            "公開予定"
        }
        _ => "公開終了",
    };
    Row {
        number: release.number,
        opens_on: day_of(release.opens_on),
        state: state.to_owned(),
        made: format!("{}　{}", moment(&release.made_at), release.made_by),
        note: release.note.clone(),
        withdrawn: release
            .withdrawn
            .as_ref()
            .map(|w| (format!("{}　{}", moment(&w.at), w.by), w.why.clone())),
    }
}
