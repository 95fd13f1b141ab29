//! An event out of a JSON value; none where it is none that this program knows. Not here: the way there
//! (`write`).

use gyokaku_core::account::deputation::Deputation;
use gyokaku_core::account::{Grant, Role, Term};
use gyokaku_core::attachment::{Attached, FileKind, Owner};
use gyokaku_core::department::Department;
use gyokaku_core::editing::{Deed, ItemField};
use gyokaku_core::finding::Handling;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::journal::{
    AnswerName, AttachmentDeed, Change, ChargeChange, DocumentName, Event, Export, FactorDeed, Profile,
    QueuedReminder, ReasonedGrade, RowCounts, Settings,
};
use gyokaku_core::licence::Licence;
use gyokaku_core::progress::Evaluator;
use gyokaku_core::reminder::ReminderState;
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::answer::{State, Transition};
use gyokaku_core::round::approval::Approval;
use gyokaku_core::round::field::{Field, Question};
use gyokaku_core::round::own::{Own, OwnQuestion};
use gyokaku_core::round::{Deadlines, Key, USUAL_TOLERANCE, day};
use serde_json::{Map, Value};
use time::Date;

use crate::words::Word;

pub(super) fn read(word: &str, o: Object<'_>) -> Option<Event> {
    Some(match word {
        "body.put" => {
            let name = o.object("name")?;
            Event::BodyNamed {
                name: Change {
                    old: name.maybe("old")?,
                    new: name.maybe("new")?,
                },
            }
        }
        "plan.put" => Event::PlanStored {
            revision: o.int("revision")?,
            is_own_changed: o.flag("plan")?,
            tables: o.object("tables")?.entries(|table, counts| {
                let (added, changed) = (counts.count("added")?, counts.count("changed")?);
                Some(RowCounts {
                    table: table.to_owned(),
                    added,
                    changed,
                    removed: counts.count("removed")?,
                })
            })?,
            document: o.either("document", |d| {
                Some(DocumentName {
                    name: d.text("name")?,
                    sha256: d.text("sha256")?,
                })
            })?,
        },
        "plan.item.write" => Event::ItemWritten {
            item: o.text("item")?,
            title: o.text("title")?,
            values: o
                .object("fields")?
                .entries(|key, value| Some((ItemField::of(key)?, value.change(|o, key| o.maybe(key))?)))?,
        },
        "plan.finding" => Event::FindingHandled {
            message: o.text("message")?,
            state: o.change(|o, key| Handling::of(&o.text(key)?))?,
            note: o.text("note")?,
        },
        "plan.release" => Event::PlanReleased {
            release: o.int("release")?,
            revision: o.int("revision")?,
            opens_on: day(&o.text("opens_on")?)?,
            editions: o.ints("editions")?,
            documents: o.count("documents")?,
            withheld: o.texts("withheld")?,
            // Entries of earlier releases say nothing of it.
            own: o.texts("own").unwrap_or_default(),
            licence: match o.text("licence") {
                Some(text) => Licence::of_text(&text)?,
                None => Licence::default(),
            },
            note: o.text("note")?,
        },
        "plan.withdraw" => Event::ReleaseWithdrawn {
            releases: o.ints("releases")?,
            reason: o.text("reason")?,
        },
        "layout.put" => Event::LayoutPut {
            name: o.text("name")?,
            size: o.int("size")?,
            sha256: o.text("sha256")?,
        },
        "layout.remove" => Event::LayoutRemoved {
            name: o.text("name")?,
        },
        "consultation.receive" => Event::SubmissionReceived {
            consultation: o.text("consultation")?,
        },
        "consultation.sort" => Event::SubmissionsSorted {
            consultation: o.text("consultation")?,
            count: o.count("count")?,
            opinion: o.maybe("opinion")?,
            set_aside: o.maybe("set_aside")?,
        },
        "consultation.forget" => Event::SendersForgotten {
            consultation: o.text("consultation")?,
            count: o.count("count")?,
        },
        "attachment.add" => handled(o, AttachmentDeed::Added)?,
        "attachment.remove" => handled(o, AttachmentDeed::Removed)?,
        "attachment.expire" => handled(o, AttachmentDeed::Expired)?,
        "attachment.mark" => handled(o, AttachmentDeed::Marked)?,
        "attachment.receive" => handled(o, AttachmentDeed::Received)?,
        "department.put" => Event::DepartmentsChanged {
            revision: o.int("revision")?,
            departments: o.list("departments", |one| {
                let id = one.text("id")?;
                one.change(|o, key| o.either(key, |d| read_department(&id, d)))
            })?,
            roles_passed_on: o.count("roles_passed_on")?,
        },
        "charge.put" => Event::ChargesChanged {
            revision: o.int("revision")?,
            charges: o.list("charges", |c| {
                Some(ChargeChange {
                    item: c.text("item")?,
                    label: c.text("label")?,
                    from: c.year("fiscal_year")??,
                    departments: c.change(|o, key| o.optional(key, one_or_many))?,
                })
            })?,
        },
        "account.put"
            if o.object("old")
                .is_some_and(|old| old.0.contains_key("locked_until")) =>
        {
            let old = o.object("old")?;
            Event::AccountUnlocked {
                account: o.text("account")?,
                login: old.text("login")?,
                locked_until: old.maybe("locked_until")?,
            }
        }
        "account.put" => Event::AccountChanged {
            account: o.text("account")?,
            profile: o.change(|o, key| {
                o.either(key, |p| {
                    let (login, name) = (p.text("login")?, p.text("name")?);
                    Some(Profile {
                        login,
                        name,
                        mail: p.maybe("mail")?,
                        enabled: p.flag("enabled")?,
                    })
                })
            })?,
        },
        "grant.put" => Event::GrantsChanged {
            account: o.text("account")?,
            login: o.text("login")?,
            grants: o.change(|o, key| {
                o.list(key, |g| {
                    let (role, department) = (Role::of(&g.text("role")?)?, g.maybe("department")?);
                    Some(Grant {
                        role,
                        department,
                        deputy: g.flag("deputy")?,
                        term: Term {
                            from: g.maybe_day("from")?,
                            until: g.maybe_day("until")?,
                        },
                    })
                })
            })?,
        },
        "password.change" => Event::PasswordChanged {
            account: o.text("account")?,
            login: o.text("login")?,
            is_first: o.flag("first")?,
            sessions_ended: o.count("sessions_ended")?,
        },
        "account.factor"
        | "account.factor_codes"
        | "account.factor_end"
        | "session.recovery"
        | "session.code_refused" => Event::FactorHandled {
            account: o.text("account")?,
            login: o.text("login")?,
            deed: FactorDeed::of(word)?,
        },
        "account.factor_demand" => Event::FactorDemanded {
            is_demanded: o.flag("demanded")?,
        },
        "session.open" => Event::SessionOpened {
            account: o.text("account")?,
        },
        "session.refused" => Event::SessionRefused {
            account: o.maybe("account")?,
            is_counted: o.flag("counted")?,
        },
        "session.locked" => Event::SessionLocked {
            account: o.maybe("account")?,
            until: o.text("locked_until")?,
        },
        "session.end" => Event::SessionEnded {
            account: o.text("account")?,
        },
        "session.end_all" => Event::SessionsEnded {
            account: o.text("account")?,
            ended: o.count("sessions_ended")?,
        },
        "round.open" => {
            let opened = o.object("settings")?;
            Event::RoundOpened {
                round: o.round()?,
                answers: opened.count("answers")?,
                settings: read_settings(opened)?,
            }
        }
        "round.change" | "round.lock" | "round.unlock" => Event::RoundChanged {
            round: o.round()?,
            settings: o.change(|o, key| read_settings(o.object(key)?))?,
        },
        "round.reopen" => Event::RoundReopened {
            round: o.round()?,
            reason: o.text("reason")?,
        },
        "round.extend" => Event::RoundExtended {
            round: o.round()?,
            answers: o.list("answers", Object::answer)?,
        },
        "answer.want" | "answer.unwant" => Event::EndedWanted {
            round: o.round()?,
            answers: o.list("answers", Object::answer)?,
            ended_on: day(&o.text("ended_on")?)?,
            is_wanted: word == "answer.want",
        },
        "answer.mend" => Event::AnswerMended {
            round: o.round()?,
            answer: o.answer()?,
            values: values(o)?,
        },
        "answer.settle" | "answer.unsettle" => Event::CommentSettled {
            round: o.round()?,
            answer: o.answer()?,
            field: field(o)?,
            comment: o.text("comment")?,
            is_settled: word == "answer.settle",
        },
        "answer.save" if o.0.contains_key("fields") => Event::AnswerSaved {
            round: o.round()?,
            answer: o.answer()?,
            values: values(o)?,
        },
        "answer.save" => moved(o, Transition::Save)?,
        "answer.submit" => moved(o, Transition::Submit)?,
        "answer.withdraw" => moved(o, Transition::Withdraw)?,
        "answer.approve" => moved(o, Transition::Approve)?,
        "answer.accept" => moved(o, Transition::Accept)?,
        "answer.return" => moved(o, Transition::Return)?,
        "answer.allow_late" => Event::LateAllowed {
            round: o.round()?,
            answers: o.list("answers", Object::answer)?,
            until: day(&o.text("until")?)?,
            reason: o.text("reason")?,
        },
        "answer.reassign" => Event::AnswerReassigned {
            round: o.round()?,
            item: o.text("item")?,
            department: o.change(|o, key| o.text(key))?,
            reason: o.text("reason")?,
        },
        "answer.comment" => Event::AnswerCommented {
            round: o.round()?,
            answer: o.answer()?,
            field: field(o)?,
            comment: o.text("comment")?,
        },
        "grade.put" => Event::GradeGiven {
            round: o.round()?,
            item: o.text("item")?,
            by: Evaluator::of(&o.text("evaluator")?)?,
            grade: o.change(|o, key| {
                o.either(key, |g| {
                    Some(ReasonedGrade {
                        grade: g.text("grade")?,
                        reason: g.text("reason")?,
                    })
                })
            })?,
        },
        "grant.deputy" => Event::DeputyNamed {
            deputation: deputation(o)?,
        },
        "grant.deputy_end" => Event::DeputyEnded {
            deputation: deputation(o)?,
        },
        "account.notices" => Event::NoticesSwitched {
            account: o.text("account")?,
            are_wanted: o.flag("wanted")?,
        },
        "reminder.notice" => Event::NoticesQueued {
            round: o.round()?,
            kind: MailKind::of(&o.text("kind")?)?,
            notices: o.list("notices", queued)?,
        },
        "reminder.queue" => Event::RemindersQueued {
            round: o.round()?,
            reminders: o.list("reminders", queued)?,
        },
        "reminder.send" => settled(o, ReminderState::Sent)?,
        "reminder.fail" => settled(o, ReminderState::Failed)?,
        "reminder.drop" => settled(o, ReminderState::Needless)?,
        "reminder.delay" => Event::RemindersDelayed {
            reminders: o.count("reminders")?,
            why: o.text("why")?,
        },
        "reminder.retry" => Event::RemindersRetried {
            round: o.round()?,
            ids: o.texts("ids")?,
        },
        "edition.close" | "edition.correct" => Event::EditionClosed {
            round: o.round()?,
            edition: o.int("edition")?,
            corrects: o.maybe_int("corrects")?,
            reason: o.maybe("reason")?,
            entries: o.count("entries")?,
            left_out: o.list("left_out", Object::answer)?,
            left_out_reason: o.text("left_out_reason")?,
            sha256: o.text("sha256")?,
        },
        "export" => Event::Exported(export(o)?),
        "restore" => Event::Restored {
            made_at: o.text("made_at")?,
            engine: o.text("engine")?,
            entries: o.int("entries")?,
            last: o.text("last")?,
        },
        word => {
            let deed = Deed::of(word)?;
            Event::RegisterChanged {
                deed,
                element: o.text("element")?,
                name: o.text("name")?,
                details: o.list("details", |one| {
                    Some((one.text("label")?, one.change(|o, key| o.maybe(key))?))
                })?,
            }
        }
    })
}

/// The fields of an answer, each from what to what.
fn values(o: Object<'_>) -> Option<Vec<(Field, Change<Option<String>>)>> {
    o.object("fields")?
        .entries(|key, value| Some((Field::of(key)?, value.change(|o, key| o.maybe(key))?)))
}

/// The field that a comment is about; none for the answer as a whole.
fn field(o: Object<'_>) -> Option<Option<Field>> {
    match o.text("field")?.as_str() {
        "" => Some(None),
        word => Some(Some(Field::of(word)?)),
    }
}

fn export(o: Object<'_>) -> Option<Export> {
    if o.0.contains_key("table") {
        return Some(Export::Table {
            table: o.text("table")?,
            name: o.text("name")?,
            title: o.text("title")?,
            format: o.text("format")?,
            rows: o.count("rows")?,
        });
    }
    if o.0.contains_key("of") {
        return Some(Export::Journal {
            format: o.text("format")?,
            rows: o.count("rows")?,
        });
    }
    if o.0.contains_key("mails") {
        return Some(Export::Reminders {
            round: o.round()?,
            mails: o.count("mails")?,
        });
    }
    // One department was once written by itself.
    let departments = match o.maybe("department")? {
        Some(department) => vec![department],
        None => o.texts("departments")?,
    };
    Some(Export::Answers {
        round: o.round()?,
        departments,
        format: o.text("format")?,
    })
}

fn handled(o: Object<'_>, deed: AttachmentDeed) -> Option<Event> {
    let on = o.object("on")?;
    let element = on.text("element")?;
    let owner = match on.text("kind")?.as_str() {
        "meeting" => Owner::Meeting(element),
        "item" => Owner::Item(element),
        "answer" => Owner::Answer {
            round: on.round()?,
            item: element,
            department: on.text("department")?,
        },
        _ => return None,
    };
    let attached = match o.maybe("address")? {
        Some(address) => Attached::Link { address },
        None => {
            let file = o.object("file")?;
            Attached::File {
                name: file.text("name")?,
                kind: FileKind::of(&file.text("kind")?)?,
                size: file.int("size")?,
                sha256: file.text("sha256")?,
            }
        }
    };
    Some(Event::AttachmentHandled {
        deed,
        owner,
        title: o.text("title")?,
        attached,
        is_public: o.flag("public")?,
    })
}

fn moved(o: Object<'_>, transition: Transition) -> Option<Event> {
    Some(Event::AnswersMoved {
        round: o.round()?,
        transition,
        answers: o.list("answers", |answer| {
            Some((
                answer.answer()?,
                answer.change(|o, key| State::of(&o.text(key)?))?,
            ))
        })?,
        comment: o.maybe("comment")?,
        stands_for: o.maybe("stands_for")?,
    })
}

fn deputation(o: Object<'_>) -> Option<Deputation> {
    let on = |key: &str| day(&o.text(key)?);
    Some(Deputation {
        id: o.text("id")?,
        head: o.text("head")?,
        deputy: o.text("deputy")?,
        from: on("from")?,
        until: on("until")?,
        named_by: o.text("named_by")?,
    })
}

fn queued(r: Object<'_>) -> Option<QueuedReminder> {
    Some(QueuedReminder {
        id: r.text("id")?,
        mail: r.text("mail")?,
        departments: r.texts("departments")?,
    })
}

fn settled(o: Object<'_>, outcome: ReminderState) -> Option<Event> {
    let (round, id, mail) = (o.round()?, o.text("id")?, o.text("mail")?);
    Some(Event::ReminderSettled {
        round,
        id,
        mail,
        outcome,
        why: o.maybe("why")?,
    })
}

fn read_department(id: &str, d: Object<'_>) -> Option<Department> {
    Some(Department {
        id: id.to_owned(),
        name: d.text("name")?,
        aliases: d.texts("aliases")?,
        parent: d.maybe("parent")?,
        from: d.year("from")?,
        until: d.year("until")?,
        successors: d.texts("successors")?,
    })
}

/// A question of the office's own.
pub(crate) fn own_question(question: &Value) -> Option<OwnQuestion> {
    let q = Object(question.as_object()?);
    Some(OwnQuestion {
        own: Own::parse(&q.text("key")?)?,
        help: q.text("help")?,
        choices: q.texts("choices")?,
        is_required: q.flag("required")?,
        is_for_support: q.flag("support")?,
        is_asked: q.flag("asked")?,
    })
}

fn read_settings(s: Object<'_>) -> Option<Settings> {
    let due = |key: &str| day(&s.text(key)?);
    Some(Settings {
        title: s.text("title")?,
        questions: s
            .texts("questions")?
            .iter()
            .map(|word| Question::of(word))
            .collect::<Option<_>>()?,
        own: match s.0.get("own") {
            // Entries of earlier releases say nothing of it.
            None => Vec::new(),
            Some(list) => list.as_array()?.iter().map(own_question).collect::<Option<_>>()?,
        },
        approvals: match (s.0.contains_key("approvals"), s.flag("needs_approval")?) {
            (true, _) => s.list("approvals", |a| {
                Some(Approval {
                    name: a.text("name")?,
                    due: day(&a.text("due")?)?,
                })
            })?,
            (false, true) => vec![Approval::usual(due("due_head")?)],
            (false, false) => Vec::new(),
        },
        tolerance: s.maybe_int("tolerance")?.unwrap_or(USUAL_TOLERANCE),
        due: Deadlines {
            department: due("due_department")?,
            office: due("due_office")?,
        },
        state: Word::of(&s.text("state")?)?,
        reason: s.maybe("reason")?,
    })
}

/// A list of texts; a text alone, as entries of earlier releases have it, is a list of one.
fn one_or_many(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(many) => many.iter().map(|one| Some(one.as_str()?.to_owned())).collect(),
        _ => None,
    }
}

/// A JSON object, read key by key; none where a value is missing or of another kind.
#[derive(Clone, Copy)]
pub(super) struct Object<'a>(pub(super) &'a Map<String, Value>);

impl<'a> Object<'a> {
    pub(super) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Object)
    }

    fn text(self, key: &str) -> Option<String> {
        Some(self.0.get(key)?.as_str()?.to_owned())
    }

    fn texts(self, key: &str) -> Option<Vec<String>> {
        let list = self.0.get(key)?.as_array()?;
        list.iter().map(|one| Some(one.as_str()?.to_owned())).collect()
    }

    fn int(self, key: &str) -> Option<i64> {
        self.0.get(key)?.as_i64()
    }

    fn ints(self, key: &str) -> Option<Vec<i64>> {
        let list = self.0.get(key)?.as_array()?;
        list.iter().map(Value::as_i64).collect()
    }

    fn count(self, key: &str) -> Option<u64> {
        self.0.get(key)?.as_u64()
    }

    fn flag(self, key: &str) -> Option<bool> {
        self.0.get(key)?.as_bool()
    }

    /// A value that may be null or not be there.
    fn optional<T>(self, key: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Option<Option<T>> {
        match self.0.get(key) {
            None | Some(Value::Null) => Some(None),
            Some(value) => read(value).map(Some),
        }
    }

    fn maybe(self, key: &str) -> Option<Option<String>> {
        self.optional(key, |value| Some(value.as_str()?.to_owned()))
    }

    fn maybe_int(self, key: &str) -> Option<Option<i64>> {
        self.optional(key, Value::as_i64)
    }

    fn maybe_day(self, key: &str) -> Option<Option<Date>> {
        self.optional(key, |value| day(value.as_str()?))
    }

    fn year(self, key: &str) -> Option<Option<FiscalYear>> {
        self.optional(key, |value| FiscalYear::new(i16::try_from(value.as_i64()?).ok()?))
    }

    fn object(self, key: &str) -> Option<Self> {
        Object::of(self.0.get(key)?)
    }

    fn either<T>(self, key: &str, read: impl FnOnce(Self) -> Option<T>) -> Option<Option<T>> {
        self.optional(key, |value| read(Object::of(value)?))
    }

    fn list<T>(self, key: &str, read: impl Fn(Self) -> Option<T>) -> Option<Vec<T>> {
        let list = self.0.get(key)?.as_array()?;
        list.iter().map(|one| read(Object::of(one)?)).collect()
    }

    fn entries<T>(self, read: impl Fn(&str, Self) -> Option<T>) -> Option<Vec<T>> {
        self.0
            .iter()
            .map(|(key, value)| read(key, Object::of(value)?))
            .collect()
    }

    fn change<T>(self, read: impl Fn(Self, &str) -> Option<T>) -> Option<Change<T>> {
        Some(Change {
            old: read(self, "old")?,
            new: read(self, "new")?,
        })
    }

    fn round(self) -> Option<Key> {
        Key::parse(&self.text("round")?)
    }

    fn answer(self) -> Option<AnswerName> {
        Some(AnswerName {
            item: self.text("item")?,
            department: self.text("department")?,
        })
    }
}
