//! Three figures that say how far a plan is in hand, for who works on it: items with a living lead, answers that are in,
//! items that are complete.
//!
//! Not here: what counts (`gyokaku_core::readiness`).

use std::collections::{BTreeMap, HashSet};

use gyokaku_core::account::staffed;
use gyokaku_core::body::BodyCode;
use gyokaku_core::department::duties;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Period;
use gyokaku_core::readiness::{Portion, complete, led};
use gyokaku_core::round::board::Count;
use gyokaku_core::round::{Key, Round, RoundState};
use gyokaku_store::Departments;

use crate::App;
use crate::access::knows_people;
use crate::error::Problem;
use crate::loaded::Loaded;
use crate::person::Viewer;
use crate::tab::Tab;

/// One of the three figures.
#[derive(Debug)]
pub(in crate::pages::register) struct Figure {
    pub(in crate::pages::register) label: &'static str,
    pub(in crate::pages::register) portion: Portion,
    /// Where what is missing is settled.
    pub(in crate::pages::register) href: String,
}

/// What is known of a body that the figures of its plans are taken from.
pub(in crate::pages::register) struct InHand {
    departments: Departments,
    staffed: HashSet<String>,
    rounds: Vec<(String, Round)>,
    counts: BTreeMap<(String, Key), Count>,
    year: FiscalYear,
}

impl InHand {
    /// What is known today, for who works on the rounds of the body; none for others.
    pub(in crate::pages::register) async fn of(
        app: &App,
        viewer: &Viewer,
        code: &BodyCode,
    ) -> Result<Option<Self>, Problem> {
        let person = viewer.person.as_ref();
        let works = person.is_some_and(|person| person.body == *code && knows_people(person));
        let today = app.today()?;
        let Some(year) = FiscalYear::of_day(today).filter(|_| works) else {
            return Ok(None);
        };
        let accounts = app.store().accounts(code).await?;
        let departments = app.store().departments(code).await?;
        Ok(Some(InHand {
            staffed: staffed(
                accounts.iter().map(|one| &one.account),
                &departments.directory,
                today,
            ),
            departments,
            rounds: app.store().rounds(code, None).await?,
            counts: app.store().answer_counts_of_body(code, today).await?,
            year,
        }))
    }

    /// Whether a plan is in force today.
    pub(in crate::pages::register) fn is_in_force(&self, period: Option<Period>) -> bool {
        period.is_some_and(|period| period.contains(self.year))
    }

    /// The figures of a plan; none for one without items, and for who looks as the public does.
    pub(in crate::pages::register) fn figures(&self, loaded: &Loaded) -> Vec<Figure> {
        let (plan, year) = (loaded.plan(), self.year);
        if loaded.is_for_the_public() || plan.items.is_empty() {
            return Vec::new();
        }
        let charges = self.departments.charges_of(&loaded.key);
        let duties = duties(plan, &self.departments.directory, charges, year);
        let own = self.rounds.iter().filter(|(key, _)| *key == loaded.key);
        let mut running = own
            .map(|(_, round)| round)
            .filter(|round| round.state != RoundState::Closed);
        let answers = running.next().map(|round| {
            let count = self.counts.get(&(loaded.key.clone(), round.key)).copied();
            let handed_in = count.unwrap_or_default().handed_in();
            let number = |count: i64| usize::try_from(count).unwrap_or_default();
            Figure {
                label: "今回の調査の提出",
                portion: Portion {
                    part: number(handed_in.part),
                    whole: number(handed_in.whole),
                },
                href: format!("{}/{}", loaded.href_of(Tab::Rounds), round.key),
            }
        });
        let led = Figure {
            label: "担当者のいる課が主担当の取組",
            portion: led(plan, &duties, &self.staffed, year),
            href: format!("{}/charges?year={}", loaded.href(), year.western()),
        };
        let complete = Figure {
            label: "担当、内容、目標、スケジュールがそろった取組",
            portion: complete(plan, year),
            href: format!("{}/items", loaded.href()),
        };
        [Some(led), answers, Some(complete)]
            .into_iter()
            .flatten()
            .collect()
    }
}
