//! The one place of access rules. Every route states one; there is no default, and no rule elsewhere.
//!
//! A role gives rights, a grant says where it is held: for the whole body, or for a department and
//! those below it. `may` is the decision; the middleware (`guard`) asks it with the parts of the address,
//! and handlers ask it through `demand_for` for what stands inside a form.
//! Not here: who somebody is and how long a session lasts (`person`, `session`).

use gyokaku_core::account::deputation::{approving, is_expected};
use gyokaku_core::account::{Grant, Role};
use gyokaku_core::attachment::Attachment;
use gyokaku_core::body::BodyCode;
use gyokaku_core::department::Directory;
use gyokaku_core::release::Scope;
use gyokaku_core::round::answer::{Answer, State, Transition, may_mend, next};
use gyokaku_core::round::{Level, Round};
use gyokaku_store::{Actor, AttachedBy};
use time::Date;

use crate::error::Problem;
use crate::path::PlanAt;
use crate::person::{Person, Reach, Viewer};

/// What a role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// Read what is not published yet.
    SeeDrafts,
    /// Take in documents.
    Import,
    /// Make and change accounts and their roles.
    ManageAccounts,
    /// Read the journal.
    ReadJournal,
    /// Keep the directory of departments.
    ManageDepartments,
    /// Keep the scales of plans.
    ManageScales,
    /// Open, lock and close rounds, remind, allow late answers.
    ManageRounds,
    /// Fill in and submit answers.
    Answer,
    /// Enter what a department handed back as a file, in its stead.
    AnswerFor,
    /// Approve or send back answers as the head of a department.
    Approve,
    /// Accept or return answers as the office.
    Accept,
    /// Grade as the headquarters.
    GradeHeadquarters,
    /// Grade from outside.
    GradeCouncil,
    /// Send answers back, as a head or as the office.
    Return,
    /// Mend the wording of answers that are not with their departments.
    Mend,
    /// Write comments on answers.
    Comment,
    /// Give a grade beside the departments'; as which evaluator, the three other rights say.
    Grade,
    /// Release plans to the public and take them back.
    Release,
    /// Write the register by hand.
    EditRegister,
    /// Propose changes of a plan.
    Propose,
    /// Hang files and links on answers, as far as these may be written.
    Attach,
    /// Name deputies of heads who are away: a head their own, who keeps the accounts or the rounds any.
    NameDeputies,
}

impl Right {
    /// Every right.
    pub const ALL: [Right; 22] = [
        Right::SeeDrafts,
        Right::Import,
        Right::ManageAccounts,
        Right::ReadJournal,
        Right::ManageDepartments,
        Right::ManageScales,
        Right::ManageRounds,
        Right::Answer,
        Right::AnswerFor,
        Right::Approve,
        Right::Accept,
        Right::GradeHeadquarters,
        Right::GradeCouncil,
        Right::Return,
        Right::Mend,
        Right::Comment,
        Right::Grade,
        Right::Release,
        Right::EditRegister,
        Right::Propose,
        Right::Attach,
        Right::NameDeputies,
    ];
}

/// Which rights a role gives, and no others.
pub const RIGHTS: [(Role, &[Right]); 7] = [
    (
        Role::Administrator,
        &[
            Right::ManageAccounts,
            Right::ReadJournal,
            Right::ManageDepartments,
            Right::NameDeputies,
        ],
    ),
    (
        Role::Office,
        &[
            Right::SeeDrafts,
            Right::Import,
            Right::ManageDepartments,
            Right::ManageScales,
            Right::ManageRounds,
            Right::AnswerFor,
            Right::Accept,
            Right::Return,
            Right::Mend,
            Right::Comment,
            Right::Grade,
            Right::Release,
            Right::EditRegister,
            Right::Propose,
            Right::Attach,
            Right::NameDeputies,
        ],
    ),
    (
        Role::Staff,
        &[
            Right::SeeDrafts,
            Right::Answer,
            Right::Comment,
            Right::Propose,
            Right::Attach,
        ],
    ),
    (
        Role::Head,
        &[
            Right::SeeDrafts,
            Right::Approve,
            Right::Return,
            Right::Comment,
            Right::Propose,
            Right::NameDeputies,
        ],
    ),
    (
        Role::Committee,
        &[
            Right::SeeDrafts,
            Right::GradeHeadquarters,
            Right::Comment,
            Right::Grade,
        ],
    ),
    (
        Role::External,
        &[Right::SeeDrafts, Right::GradeCouncil, Right::Grade],
    ),
    (Role::Reader, &[Right::SeeDrafts]),
];

/// Whether a role gives a right.
pub fn gives(role: Role, right: Right) -> bool {
    RIGHTS
        .iter()
        .any(|(known, rights)| *known == role && rights.contains(&right))
}

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    Everyone,
    /// Everyone, for what is released of the body and the plan of the address; who may see drafts there, for
    /// everything. The handler loads what it shows by `sight`.
    Released,
    /// Everyone, for what is released of the plan of the address, and nobody for anything else, also who may see
    /// drafts there. The handler loads what it gives out by `published`.
    Published,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever has the right in their own body.
    Own(Right),
    /// Whoever has the right in the body `{code}` of the address, or in a department of it: the
    /// handler narrows what it shows and takes to `Person::reach`.
    Body(Right),
    /// Whoever has the right for the department `{department}` of the body `{code}` of the address.
    Department(Right),
}

/// Whether a person has a right in a body: for a department of it, or, where none is named, for the
/// body or at least one of its departments. The decision; everything else asks here.
pub fn may(person: &Person, right: Right, body: &BodyCode, department: Option<&str>) -> bool {
    role_for(person, right, body, department).is_some()
}

/// The role that gives a person a right there; the first in the order of roles.
pub(crate) fn role_for(
    person: &Person,
    right: Right,
    body: &BodyCode,
    department: Option<&str>,
) -> Option<Role> {
    if person.body != *body {
        return None;
    }
    let whole = |role: Role| {
        person
            .grants
            .iter()
            .any(|g| g.role == role && g.department.is_none())
    };
    let part = |role: Role| match department {
        None => person.grants.iter().any(|g| g.role == role),
        Some(id) => person.departments.iter().any(|(r, d)| *r == role && d == id),
    };
    Role::ALL
        .into_iter()
        .find(|role| gives(*role, right) && (whole(*role) || part(*role)))
}

/// What somebody sees of a plan: the one decision between what is worked on and what is released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// The register as it stands.
    Working,
    /// What the public sees today.
    Released,
    /// What the public would see of the register as it stands, in this scope.
    Preview(Scope),
}

/// What a viewer sees of a plan.
pub(crate) fn sight(viewer: &Viewer, at: &PlanAt) -> Sight {
    match published(viewer, at) {
        Sight::Released if sees_drafts(viewer, &at.code.0) => Sight::Working,
        seen => seen,
    }
}

/// What is given out of a plan as open data: what is released, to whoever asks; a draft is no open data.
pub(crate) fn published(viewer: &Viewer, at: &PlanAt) -> Sight {
    match &viewer.preview {
        Some(preview) if preview.is_of(at) => Sight::Preview(preview.scope.clone()),
        _ => Sight::Released,
    }
}

/// Whether a viewer sees what a body has not released.
pub(crate) fn sees_drafts(viewer: &Viewer, body: &BodyCode) -> bool {
    has(viewer, Right::SeeDrafts, body)
}

impl Viewer {
    /// The body whose drafts the viewer sees.
    pub(crate) fn own_drafts(&self) -> Option<BodyCode> {
        let own = self.person.as_ref()?.body;
        sees_drafts(self, &own).then_some(own)
    }
}

/// Whether a viewer is somebody who has a right in a body.
pub(crate) fn has(viewer: &Viewer, right: Right, body: &BodyCode) -> bool {
    let person = viewer.person.as_ref();
    person.is_some_and(|person| may(person, right, body, None))
}

/// Demands a right for what stands inside a form; gives who writes, in the role that allows it.
///
/// # Errors
/// `Problem::Forbidden` where the person does not have it.
pub(crate) fn demand_for(
    person: &Person,
    right: Right,
    body: &BodyCode,
    department: Option<&str>,
) -> Result<Actor, Problem> {
    role_for(person, right, body, department)
        .map(|role| person.actor_as(role))
        .ok_or(Problem::Forbidden)
}

impl Person {
    /// How far a right reaches in the person's own body.
    pub fn reach(&self, right: Right) -> Reach {
        let is_whole = |g: &Grant| g.department.is_none() && gives(g.role, right);
        if self.grants.iter().any(is_whole) {
            return Reach::All;
        }
        let of = self.departments.iter().filter(|(role, _)| gives(*role, right));
        Reach::Departments(of.map(|(_, department)| department.clone()).collect())
    }
}

/// Whether somebody works within the body on its rounds, and so may know whom to ask there.
pub(crate) fn knows_people(person: &Person) -> bool {
    let roles = person.roles();
    let is_inside = |role: &Role| matches!(role, Role::Office | Role::Staff | Role::Head | Role::Committee);
    roles.iter().any(is_inside)
}

/// Which answers the figures are of that a person sees of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// Every answer, as it stands.
    All,
    /// Those of the person's departments.
    OwnDepartments,
    /// Those that were handed in.
    HandedIn,
    /// Those that the office has accepted.
    Accepted,
}

/// Of which answers a person sees the figures.
pub(crate) fn counted(person: &Person) -> Counted {
    let roles = person.roles();
    match person.reach(Right::SeeDrafts) {
        Reach::Departments(_) => Counted::OwnDepartments,
        Reach::All if roles.contains(&Role::Office) => Counted::All,
        Reach::All if roles.contains(&Role::Committee) => Counted::HandedIn,
        Reach::All => Counted::Accepted,
    }
}

/// Whether a person may say that a comment on an answer is settled, or open it again: who wrote it, and the office.
pub(crate) fn settles(person: &Person, body: &BodyCode, written_by: &str) -> bool {
    wrote(person, body, Right::Comment, written_by) || may(person, Right::Accept, body, None)
}

/// Whether a person may take a proposal back: who made it, and the office.
pub(crate) fn withdraws(person: &Person, body: &BodyCode, proposed_by: &str) -> bool {
    wrote(person, body, Right::Propose, proposed_by) || may(person, Right::EditRegister, body, None)
}

/// Whether a person may answer an opinion that is put to some departments: who proposes changes for one of them, and the
/// office.
pub(crate) fn answers(person: &Person, body: &BodyCode, asked: &[String]) -> bool {
    let for_it = |department: &String| may(person, Right::Propose, body, Some(department));
    asked.iter().any(for_it) || may(person, Right::EditRegister, body, None)
}

/// Who gives an approval, and in whose place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Approver {
    /// Who writes.
    pub(crate) actor: Actor,
    /// The head for whom a deputy approves (代決); none by their own right.
    pub(crate) stands_for: Option<String>,
}

/// As who a person gives the approval that an answer waits for, if they may: a head of its department at the first level,
/// one so many steps above it at a higher one, and on their days who stands in for one of these.
pub(crate) fn approves(person: &Person, body: &BodyCode, answer: &Answer, round: &Round) -> Option<Approver> {
    let Some(Level::Approval(rank)) = answer.state.waits_for(round) else {
        return None;
    };
    let role = role_for(person, Right::Approve, body, Some(&answer.department))?;
    let by = approving(&person.heads, &answer.department, rank)?;
    Some(Approver {
        actor: person.actor_as(role),
        stands_for: by.stands_for.clone(),
    })
}

/// Whether it is a person from whom the approval is awaited that an answer waits for: of several who may give it, who is
/// nearest to the department.
pub(crate) fn is_awaited(
    person: &Person,
    body: &BodyCode,
    answer: &Answer,
    round: &Round,
    directory: &Directory,
) -> bool {
    let Some(Level::Approval(rank)) = answer.state.waits_for(round) else {
        return false;
    };
    let known = directory.department(&answer.department);
    let above = known.map_or(0, |department| directory.above(department).len());
    may(person, Right::Approve, body, Some(&answer.department))
        && is_expected(&person.heads, &answer.department, rank, round, above)
}

/// Whose deputies a person names: those of every head, or their own alone, where they are a head by their own right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// Of every head.
    All,
    /// Their own.
    Own,
}

/// Whose deputies a person names in a body, if any.
pub(crate) fn names_deputies(person: &Person, body: &BodyCode) -> Option<Names> {
    if person.body != *body {
        return None;
    }
    let keeps = |role: &Role| matches!(role, Role::Administrator | Role::Office);
    let is_head = || person.heads.iter().any(|head| head.stands_for.is_none());
    let named = person.roles().iter().any(keeps).then_some(Names::All);
    named.or_else(|| is_head().then_some(Names::Own))
}

/// Whether roles reach so far that a body may demand a second factor of whoever holds one of them.
pub(crate) fn needs_factor(grants: &[Grant]) -> bool {
    grants
        .iter()
        .any(|grant| matches!(grant.role, Role::Administrator | Role::Office))
}

/// In what capacity a person adds to an answer and takes away from it what hangs on it (根拠資料), if they may: its
/// department while it may save the answer, the office while it may mend it.
pub(crate) fn attaches(
    person: &Person,
    body: &BodyCode,
    answer: &Answer,
    round: &Round,
    today: Date,
) -> Option<(AttachedBy, Actor)> {
    let of = Some(answer.department.as_str());
    let may_save =
        answer.closed_reason(round, today).is_none() && next(answer.state, Transition::Save, round).is_ok();
    if let Some(role) = role_for(person, Right::Answer, body, of).filter(|_| may_save) {
        return Some((AttachedBy::Department(today), person.actor_as(role)));
    }
    let role = role_for(person, Right::Mend, body, of).filter(|_| may_mend(answer.state, round).is_ok())?;
    Some((AttachedBy::Office, person.actor_as(role)))
}

/// Whether an attachment of a meeting or an item is seen by who sees the meeting or the item; `released_at` says when the
/// release was made that is seen.
pub(crate) fn shows(sight: &Sight, released_at: Option<&str>, attachment: &Attachment) -> bool {
    match sight {
        Sight::Working => attachment.removed.is_none(),
        Sight::Preview(_) => attachment.may_be_seen(),
        Sight::Released => released_at.is_some_and(|made_at| attachment.is_in_release_of(made_at)),
    }
}

/// Whether something with this name under it was written by a person who still has the right to write it.
fn wrote(person: &Person, body: &BodyCode, right: Right, written_by: &str) -> bool {
    let writer = role_for(person, right, body, None).map(|role| person.actor_as(role).name);
    writer.as_deref() == Some(written_by)
}

/// Whether a person sees what an answer says. The office sees everything, staff and heads what is of
/// their departments, the committee what was handed in; who looks from outside, and who only reads,
/// sees what the office has accepted.
pub(crate) fn sees(person: &Person, body: &BodyCode, department: &str, state: State) -> bool {
    let sees_as = |role: Role| match role {
        Role::Office => true,
        Role::Staff | Role::Head => {
            let whole = person
                .grants
                .iter()
                .any(|g| g.role == role && g.department.is_none());
            whole
                || person
                    .departments
                    .iter()
                    .any(|(r, d)| *r == role && d == department)
        }
        Role::Committee => !state.is_with_department(),
        Role::External | Role::Reader => state == State::Accepted,
        Role::Administrator => false,
    };
    person.body == *body && person.roles().into_iter().any(sees_as)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(grants: &[(Role, Option<&str>)], below: &[(Role, &str)]) -> Person {
        let grants: Vec<Grant> = grants
            .iter()
            .map(|(role, department)| Grant {
                role: *role,
                department: department.map(str::to_owned),
                deputy: false,
                term: gyokaku_core::account::Term::ALWAYS,
            })
            .collect();
        let mut person = crate::person::testing::nobody();
        person.body = own();
        person.grants = grants;
        person.departments = below.iter().map(|(r, d)| (*r, (*d).to_owned())).collect();
        person
    }

    fn own() -> BodyCode {
        "041009".parse().expect("a code")
    }

    fn other() -> BodyCode {
        "042099".parse().expect("a code")
    }

    #[test]
    fn every_role_has_its_rights_and_no_others() {
        for (role, rights) in RIGHTS {
            let one = person(&[(role, None)], &[]);
            for right in Right::ALL {
                assert_eq!(
                    may(&one, right, &own(), None),
                    rights.contains(&right),
                    "{role:?} {right:?}"
                );
                assert!(!may(&one, right, &other(), None), "{role:?} {right:?} elsewhere");
                assert!(!may(&one, right, &other(), Some("d1")));
            }
        }
        let nobody = person(&[], &[]);
        assert!(Right::ALL.iter().all(|right| !may(&nobody, *right, &own(), None)));
        assert!(
            !gives(Role::Administrator, Right::SeeDrafts),
            "who gives roles sees no contents"
        );
    }

    #[test]
    fn a_grant_reaches_its_departments_and_those_below() {
        let one = person(
            &[(Role::Staff, Some("d1")), (Role::Head, Some("b1"))],
            &[(Role::Staff, "d1"), (Role::Head, "b1"), (Role::Head, "d2")],
        );
        assert!(may(&one, Right::Answer, &own(), Some("d1")));
        assert!(!may(&one, Right::Answer, &own(), Some("d2")));
        assert!(!may(&one, Right::Answer, &own(), Some("")));
        assert!(may(&one, Right::Approve, &own(), Some("d2")));
        assert!(!may(&one, Right::Approve, &own(), Some("d1")));
        assert!(may(&one, Right::Approve, &own(), None), "somewhere in the body");
        let all = person(&[(Role::Staff, None)], &[]);
        assert!(may(&all, Right::Answer, &own(), Some("any")));
    }

    #[test]
    fn who_sees_what_an_answer_says() {
        let sees = |grants: &[(Role, Option<&str>)], below: &[(Role, &str)], state| {
            super::sees(&person(grants, below), &own(), "d1", state)
        };
        for state in State::ALL {
            let handed_in = !state.is_with_department();
            let accepted = state == State::Accepted;
            assert!(sees(&[(Role::Office, None)], &[], state));
            assert!(sees(&[(Role::Staff, Some("d1"))], &[(Role::Staff, "d1")], state));
            assert!(sees(&[(Role::Head, Some("b1"))], &[(Role::Head, "d1")], state));
            assert!(!sees(&[(Role::Staff, Some("d2"))], &[(Role::Staff, "d2")], state));
            assert_eq!(sees(&[(Role::Committee, None)], &[], state), handed_in);
            assert_eq!(sees(&[(Role::External, None)], &[], state), accepted);
            assert_eq!(sees(&[(Role::Reader, None)], &[], state), accepted);
            assert!(!sees(&[(Role::Administrator, None)], &[], state));
            assert!(!super::sees(
                &person(&[(Role::Office, None)], &[]),
                &other(),
                "d1",
                state
            ));
        }
    }

    #[test]
    fn a_comment_is_settled_by_its_writer_and_the_office() {
        let settles = |role, name: &str, body: &BodyCode| {
            let mut one = person(&[(role, None)], &[]);
            (one.name, one.login) = ("財政課 担当".into(), "zaisei".into());
            super::settles(&one, body, name)
        };
        let mut writer = person(&[(Role::Staff, None)], &[]);
        (writer.name, writer.login) = ("財政課 担当".into(), "zaisei".into());
        let own_name = writer.actor_as(Role::Staff).name;
        assert!(settles(Role::Office, "人事課 担当", &own()));
        assert!(!settles(Role::Office, "財政課 担当", &other()));
        for role in [Role::Staff, Role::Head, Role::Committee] {
            assert!(settles(role, &own_name, &own()), "{role:?}");
            assert!(!settles(role, "人事課 担当", &own()), "{role:?}");
        }
        for role in [Role::External, Role::Reader, Role::Administrator] {
            assert!(!settles(role, &own_name, &own()), "{role:?}");
        }
    }

    #[test]
    fn a_form_is_written_in_the_role_that_allows_it() {
        let one = person(&[(Role::Administrator, None), (Role::Office, None)], &[]);
        let role = |right| demand_for(&one, right, &own(), None).map(|a| a.role).ok();
        assert_eq!(role(Right::Accept).as_deref(), Some("office"));
        assert_eq!(role(Right::ManageDepartments).as_deref(), Some("administrator"));
        assert_eq!(role(Right::GradeCouncil), None);
    }
}
