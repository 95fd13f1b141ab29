//! What attachments hang on, loaded for who adds or removes there: its page, its name, and whether they may.
//!
//! Not here: what is done (`add`, `remove`).

use gyokaku_core::attachment::{Attachment, Owner};
use gyokaku_core::editing::meeting_called;
use gyokaku_core::plan::Item;
use gyokaku_store::{Actor, AttachedBy, PageOf};

use crate::App;
use crate::access::{Right, Sight, attaches, demand_for, sees};
use crate::attachments::Attachments;
use crate::error::Problem;
use crate::loaded::{Loaded, load};
use crate::pages::year::answers::{closed_reason, number, page, title};
use crate::path::{Id, PlanAt};
use crate::person::{Person, Viewer};
use crate::round_context::{AnswerPath, Part, RoundKey, load_round};
use crate::show::page::Page;
use crate::tab::{ITEMS, OPINIONS};

/// What attachments hang on.
pub(super) struct Owned {
    pub(super) loaded: Loaded,
    pub(super) owner: Owner,
    pub(super) page: Page,
    /// What it is called.
    pub(super) name: String,
    /// The address of its page.
    pub(super) href: String,
    /// In what capacity and as whom the person writes there, where they may.
    pub(super) writer: Option<(AttachedBy, Actor)>,
    /// Why they may not, where they may not.
    pub(super) why: Option<String>,
    pub(super) attachments: Vec<Attachment>,
    /// Whether the register has it no more: then what hung on it can only be removed.
    pub(super) is_lost: bool,
}

impl Owned {
    /// An owner of a plan at an address.
    pub(super) async fn of(app: &App, person: &Person, at: &PlanAt, owner: &Owner) -> Result<Self, Problem> {
        match owner {
            Owner::Answer {
                round,
                item,
                department,
            } => {
                let path = AnswerPath {
                    code: at.code,
                    plan: at.plan.clone(),
                    round: RoundKey(*round),
                    department: Id::new(department).ok_or(Problem::NotFound)?,
                    item: Id::new(item).ok_or(Problem::NotFound)?,
                };
                Self::answer(app, person, &path).await
            }
            Owner::Meeting(_) | Owner::Item(_) => Self::part(app, person, at, owner.clone()).await,
        }
    }

    /// The answer at an address.
    pub(super) async fn answer(app: &App, person: &Person, path: &AnswerPath) -> Result<Self, Problem> {
        let (item, department) = (path.item.as_str(), path.department.as_str());
        let part = Part::Answer {
            item: item.to_owned(),
            department: department.to_owned(),
        };
        let round = path.department().round();
        let survey = load_round(app, &round, &part).await?;
        let answer = survey.answers.first().ok_or(Problem::NotFound)?;
        let code = survey.code();
        if !sees(person, &code, department, answer.state) {
            return Err(Problem::Forbidden);
        }
        let of = (&code, path.plan.as_str());
        let key = survey.round.key;
        let mut attachments = app.store().attachments(of, PageOf::Answers(key, item)).await?;
        attachments.retain(|one| one.owner.of_answer().is_some_and(|(_, of)| of == department));
        let writer = attaches(person, &code, answer, &survey.round, survey.today);
        let why = closed_reason(answer, &survey.round, survey.today).unwrap_or_else(|| {
            "この回答は担当課が記入しているため、添付ファイルは担当課だけが変えられます。".to_owned()
        });
        let called = format!("{} {}", number(&survey, item), title(&survey, item));
        let (name, href) = (
            format!("{}（{}）", called.trim(), survey.department(department)),
            survey.href_of_answer(answer),
        );
        let page = page(&survey, "根拠資料")
            .under(href.clone(), called.trim())
            .seen_by(&Viewer::from(person));
        Ok(Self {
            owner: Owner::Answer {
                round: key,
                item: item.to_owned(),
                department: department.to_owned(),
            },
            why: writer.is_none().then_some(why),
            page,
            name,
            href,
            writer,
            attachments,
            is_lost: false,
            loaded: survey.loaded,
        })
    }

    /// The meeting or the item of a plan, for who edits the register.
    pub(super) async fn part(app: &App, person: &Person, at: &PlanAt, owner: Owner) -> Result<Self, Problem> {
        let actor = demand_for(person, Right::EditRegister, &at.code.0, None)?;
        let loaded = load(app, at, &Sight::Working).await?;
        let (plan, id) = (loaded.plan(), owner.element());
        let (tab, word, of) = match &owner {
            Owner::Meeting(_) => (OPINIONS, "meetings", PageOf::Meeting(id)),
            _ => (ITEMS, "items", PageOf::Item(id)),
        };
        let known = match &owner {
            Owner::Meeting(_) => {
                let meeting = plan.meetings.iter().find(|meeting| meeting.id == id);
                meeting.map(|meeting| meeting_called(plan, meeting))
            }
            _ => plan.item(id).map(Item::called),
        };
        let attachments = app
            .store()
            .attachments((&at.code.0, at.plan.as_str()), of)
            .await?;
        let is_lost = known.is_none();
        let mut page = loaded.page(tab).seen_by(&Viewer::from(person));
        // What the register has lost has no page; what hung on it stands in the list of all.
        let (name, href) = match known {
            Some(name) => {
                let href = format!("{}/{word}/{id}", loaded.href());
                page = page
                    .under(loaded.href_of(tab), tab.label())
                    .under(href.clone(), name.clone());
                (name, href)
            }
            None if attachments.is_empty() => return Err(Problem::NotFound),
            None => ("削除された会議や取組".to_owned(), loaded.href()),
        };
        page.title = format!("資料｜{name}｜{}", page.title);
        page.below = true;
        Ok(Self {
            page,
            name,
            href,
            writer: Some((AttachedBy::Office, actor)),
            why: None,
            attachments,
            is_lost,
            owner,
            loaded,
        })
    }

    /// What the attachments are called there.
    pub(super) const fn heading(&self) -> &'static str {
        match self.owner {
            Owner::Answer { .. } => "根拠資料",
            Owner::Meeting(_) => "会議の資料",
            Owner::Item(_) => "資料",
        }
    }

    /// Them as a list with its form.
    pub(super) fn section(&self) -> Attachments {
        let may = (self.writer.is_some(), self.owner.may_be_public());
        Attachments::of(&self.loaded, &self.attachments, &self.href, may)
    }
}
