//! A department's part of a round as a workbook or a CSV: received, filled in outside, taken back in.
//!
//! A department does it for itself; the office sends all of them out in one archive and takes several
//! back at once, in its own name. Nothing is stored before the person has seen what would change.
//! Not here: files (`gyokaku_exchange::survey`), storing an answer (`answers::typed`).

mod all;
mod apply;
mod create;
mod download;
mod filled;
mod form;
mod layout;
mod look;
mod marked;
mod new;
mod refusal;
mod show;

use super::{answers, round};
use crate::access::Access::{Body, Department};
use crate::returned::MOST_BYTES_TOGETHER;
use crate::route::{MOST_BYTES_OF_A_FORM, Route, get, post};

/// Room for workbooks that come back and the words around them.
const FILES: usize = MOST_BYTES_TOGETHER + MOST_BYTES_OF_A_FORM;

use gyokaku_store::Actor;
use serde::Deserialize;
use uuid::Uuid;

use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::file_name::fitting_name;
use crate::pages::year::answers::demand_known;
use crate::path::{Code, Id, PlanKey};
use crate::person::Person;
use crate::returned::Sender;
use crate::round_context::{DepartmentPath, Part, RoundContext, RoundKey, RoundPath, load_round};
use crate::upload::UploadId;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let (reads, writes) = (Department(Right::SeeDrafts), Department(Right::Answer));
    let (sends, takes) = (Body(Right::ManageRounds), Body(Right::AnswerFor));
    let one = |end: &str| round(&format!("/departments/{{department}}/workbook{end}"));
    let together = |end: &str| round(&format!("/workbooks{end}"));
    vec![
        get(one(""), reads, new::new),
        get(one(".xlsx"), reads, download::xlsx),
        get(one(".csv"), reads, download::csv),
        post(one(""), writes, create::of_department).holding(FILES),
        get(one("/{upload}"), writes, show::of_department),
        get(one("/{upload}/marked"), writes, marked::of_department),
        post(one("/{upload}/application"), writes, apply::of_department).holding(answers::MOST_BYTES),
        get(together(".zip"), sends, all::zip),
        get(together(""), takes, all::new),
        post(together(""), takes, create::of_office).holding(FILES),
        get(round("/layout"), sends, layout::show),
        post(round("/layout"), sends, layout::store).holding(FILES),
        post(round("/layout/removal"), sends, layout::remove),
        get(round("/layout/template.xlsx"), sends, layout::template),
        get(round("/departments/{department}/layout.zip"), reads, filled::zip),
        get(together("/{upload}"), takes, show::of_office),
        get(together("/{upload}/marked"), takes, marked::of_office),
        post(together("/{upload}/application"), takes, apply::of_office).holding(answers::MOST_BYTES),
    ]
}

/// `…/departments/{department}/workbook/{upload}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ReturnedPath {
    code: Code,
    plan: PlanKey,
    round: RoundKey,
    department: Id,
    upload: UploadId,
}

/// `…/rounds/{round}/workbooks/{upload}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct AllReturnedPath {
    code: Code,
    plan: PlanKey,
    round: RoundKey,
    upload: UploadId,
}

/// Where workbooks come back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// A department takes its own in.
    Department(Id),
    /// The office takes those of any department in.
    Office,
}

/// A desk of a round.
#[derive(Clone, Debug)]
pub(crate) struct ReceiverAt {
    pub(crate) round: RoundPath,
    pub(crate) receiver: Receiver,
}

impl From<DepartmentPath> for ReceiverAt {
    fn from(path: DepartmentPath) -> Self {
        Self {
            round: path.round(),
            receiver: Receiver::Department(path.department),
        }
    }
}

impl From<RoundPath> for ReceiverAt {
    fn from(round: RoundPath) -> Self {
        Self {
            round,
            receiver: Receiver::Office,
        }
    }
}

impl From<ReturnedPath> for (ReceiverAt, Uuid) {
    fn from(path: ReturnedPath) -> Self {
        let (code, plan, round) = (path.code, path.plan, path.round);
        let round = RoundPath { code, plan, round };
        let receiver = Receiver::Department(path.department);
        (ReceiverAt { round, receiver }, path.upload.id())
    }
}

impl From<AllReturnedPath> for (ReceiverAt, Uuid) {
    fn from(path: AllReturnedPath) -> Self {
        let (code, plan, round) = (path.code, path.plan, path.round);
        (RoundPath { code, plan, round }.into(), path.upload.id())
    }
}

impl ReceiverAt {
    /// The address at which workbooks are handed in.
    pub(crate) fn href(&self) -> String {
        let RoundPath { code, plan, round } = &self.round;
        let of_round = format!("/{code}/{plan}/rounds/{}", round.0);
        match &self.receiver {
            Receiver::Department(id) => format!("{of_round}/departments/{id}/workbook"),
            Receiver::Office => format!("{of_round}/workbooks"),
        }
    }

    /// Who writes here, where the person may.
    ///
    /// # Errors
    /// `Problem::Forbidden` where they may not.
    pub(crate) fn actor(&self, person: &Person) -> Result<Actor, Problem> {
        let (right, department) = match &self.receiver {
            Receiver::Department(id) => (Right::Answer, Some(id.as_str())),
            Receiver::Office => (Right::AnswerFor, None),
        };
        demand_for(person, right, &self.round.code.0, department)
    }

    /// The part of the round that can be written here.
    pub(crate) async fn survey(&self, app: &App) -> Result<RoundContext, Problem> {
        match &self.receiver {
            Receiver::Department(id) => {
                let part = Part::Departments(vec![id.as_str().to_owned()]);
                let survey = load_round(app, &self.round, &part).await?;
                demand_known(&survey, id.as_str())?;
                Ok(survey)
            }
            Receiver::Office => load_round(app, &self.round, &Part::All).await,
        }
    }

    /// The person as the sender of files to this desk.
    pub(crate) fn sender(&self, person: &Person) -> Sender {
        Sender::of(person, self.href())
    }
}

/// The name of a file as an office would call it: `進捗状況調査_令和元年度_財政課.xlsx`.
pub(crate) fn file_name(survey: &RoundContext, whose: &str, ending: &str) -> String {
    let when = survey.round.key.show(survey.plan().year_style);
    fitting_name(&format!("進捗状況調査_{when}_{whose}.{ending}"))
}
