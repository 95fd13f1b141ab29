//! An event as a JSON value. Not here: the way back (`read`).

use gyokaku_core::account::Grant;
use gyokaku_core::attachment::Attached;
use gyokaku_core::department::Department;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::journal::{AnswerName, Event, Export, Profile, QueuedReminder, ReasonedGrade, Settings};
use gyokaku_core::licence::Licence;
use gyokaku_core::round::approval::USUAL_APPROVER;
use gyokaku_core::round::field::Field;
use gyokaku_core::round::own::OwnQuestion;
use gyokaku_core::round::{USUAL_TOLERANCE, day_key};
use serde_json::{Map, Value, json};

use crate::words::Word;

pub(super) fn contents(event: &Event) -> Value {
    match event {
        Event::BodyNamed { name } => json!({ "name": { "old": name.old, "new": name.new } }),
        Event::PlanStored {
            revision,
            is_own_changed,
            tables,
            document,
        } => {
            let tables: Map<String, Value> = tables
                .iter()
                .map(|t| {
                    (
                        t.table.clone(),
                        json!({ "added": t.added, "changed": t.changed, "removed": t.removed }),
                    )
                })
                .collect();
            let document = document
                .as_ref()
                .map(|d| json!({ "name": d.name, "sha256": d.sha256 }));
            json!({ "revision": revision, "plan": is_own_changed, "tables": tables, "document": document })
        }
        Event::ItemWritten { item, title, values } => {
            let fields: Map<String, Value> = values
                .iter()
                .map(|(field, change)| {
                    (
                        field.key().to_owned(),
                        json!({ "old": change.old, "new": change.new }),
                    )
                })
                .collect();
            json!({ "item": item, "title": title, "fields": fields })
        }
        Event::RegisterChanged {
            element,
            name,
            details,
            ..
        } => {
            let details: Vec<Value> = details
                .iter()
                .map(|(label, change)| json!({ "label": label, "old": change.old, "new": change.new }))
                .collect();
            json!({ "element": element, "name": name, "details": details })
        }
        Event::FindingHandled { message, state, note } => {
            json!({ "message": message, "old": state.old.key(), "new": state.new.key(), "note": note })
        }
        Event::PlanReleased {
            release,
            revision,
            opens_on,
            editions,
            documents,
            withheld,
            own,
            licence,
            note,
        } => {
            let mut said = only_said(
                json!({
                    "release": release, "revision": revision, "opens_on": day_key(*opens_on), "editions": editions,
                    "documents": documents, "withheld": withheld, "own": own, "note": note,
                }),
                "own",
            );
            // Entries of earlier releases say nothing of it, and mean the same.
            if let (Some(map), true) = (said.as_object_mut(), *licence != Licence::default()) {
                map.insert("licence".to_owned(), json!(licence.text()));
            }
            said
        }
        Event::ReleaseWithdrawn { releases, reason } => json!({ "releases": releases, "reason": reason }),
        Event::LayoutPut { name, size, sha256 } => json!({ "name": name, "size": size, "sha256": sha256 }),
        Event::LayoutRemoved { name } => json!({ "name": name }),
        Event::SubmissionReceived { consultation } => json!({ "consultation": consultation }),
        Event::SubmissionsSorted {
            consultation,
            count,
            opinion,
            set_aside,
        } => json!({
            "consultation": consultation, "count": count, "opinion": opinion, "set_aside": set_aside,
        }),
        Event::SendersForgotten { consultation, count } => {
            json!({ "consultation": consultation, "count": count })
        }
        Event::AttachmentHandled {
            owner,
            title,
            attached,
            is_public,
            ..
        } => {
            let mut on = json!({ "kind": owner.word(), "element": owner.element() });
            if let Some((round, department)) = owner.of_answer() {
                on["round"] = json!(round.to_string());
                on["department"] = json!(department);
            }
            let (file, address) = match attached {
                Attached::File {
                    name,
                    kind,
                    size,
                    sha256,
                } => {
                    let file = json!({ "name": name, "kind": kind.word(), "size": size, "sha256": sha256 });
                    (file, None)
                }
                Attached::Link { address } => (Value::Null, Some(address)),
            };
            json!({ "on": on, "title": title, "file": file, "address": address, "public": is_public })
        }
        Event::DepartmentsChanged {
            revision,
            departments,
            roles_passed_on,
        } => {
            let departments: Vec<Value> = departments
                .iter()
                .map(|change| {
                    let id = change.new.as_ref().or(change.old.as_ref()).map(|d| &d.id);
                    json!({ "id": id, "old": change.old.as_ref().map(department), "new": change.new.as_ref().map(department) })
                })
                .collect();
            json!({ "revision": revision, "departments": departments, "roles_passed_on": roles_passed_on })
        }
        Event::ChargesChanged { revision, charges } => {
            let charges: Vec<Value> = charges
                .iter()
                .map(|c| json!({ "item": c.item, "label": c.label, "fiscal_year": c.from.western(), "old": one_or_many(&c.departments.old), "new": one_or_many(&c.departments.new) }))
                .collect();
            json!({ "revision": revision, "charges": charges })
        }
        Event::AccountChanged {
            account,
            profile: change,
        } => {
            json!({ "account": account, "old": change.old.as_ref().map(profile), "new": change.new.as_ref().map(profile) })
        }
        Event::AccountUnlocked {
            account,
            login,
            locked_until,
        } => json!({
            "account": account,
            "old": { "login": login, "locked_until": locked_until },
            "new": { "login": login, "locked_until": null },
        }),
        Event::GrantsChanged {
            account,
            login,
            grants: change,
        } => {
            json!({ "account": account, "login": login, "old": grants(&change.old), "new": grants(&change.new) })
        }
        Event::PasswordChanged {
            account,
            login,
            is_first,
            sessions_ended,
        } => {
            json!({ "account": account, "login": login, "first": is_first, "sessions_ended": sessions_ended })
        }
        Event::FactorHandled { account, login, .. } => json!({ "account": account, "login": login }),
        Event::FactorDemanded { is_demanded } => json!({ "demanded": is_demanded }),
        Event::SessionOpened { account } | Event::SessionEnded { account } => json!({ "account": account }),
        Event::SessionRefused { account, is_counted } => json!({ "account": account, "counted": is_counted }),
        Event::SessionLocked { account, until } => json!({ "account": account, "locked_until": until }),
        Event::SessionsEnded { account, ended } => json!({ "account": account, "sessions_ended": ended }),
        Event::RoundOpened {
            round,
            settings: opened,
            answers,
        } => {
            let mut opened = settings(opened);
            opened["answers"] = json!(answers);
            json!({ "round": round.to_string(), "settings": opened })
        }
        Event::RoundChanged {
            round,
            settings: change,
        } => {
            json!({ "round": round.to_string(), "old": settings(&change.old), "new": settings(&change.new) })
        }
        Event::RoundReopened { round, reason } => json!({ "round": round.to_string(), "reason": reason }),
        Event::RoundExtended { round, answers } => {
            json!({ "round": round.to_string(), "answers": names(answers) })
        }
        Event::EndedWanted {
            round,
            answers,
            ended_on,
            ..
        } => {
            json!({ "round": round.to_string(), "answers": names(answers), "ended_on": day_key(*ended_on) })
        }
        Event::AnswerSaved {
            round,
            answer,
            values,
        }
        | Event::AnswerMended {
            round,
            answer,
            values,
        } => {
            let fields: Map<String, Value> = values
                .iter()
                .map(|(field, change)| (field.key(), json!({ "old": change.old, "new": change.new })))
                .collect();
            json!({ "round": round.to_string(), "item": answer.item, "department": answer.department, "fields": fields })
        }
        Event::AnswersMoved {
            round,
            answers,
            comment,
            stands_for,
            ..
        } => {
            let answers: Vec<Value> = answers
                .iter()
                .map(|(answer, state)| json!({ "item": answer.item, "department": answer.department, "old": state.old.key(), "new": state.new.key() }))
                .collect();
            let mut said = json!({ "round": round.to_string(), "answers": answers, "comment": comment });
            // Only where somebody stood in, so that all other entries stay as they always were.
            if let Some(head) = stands_for {
                said["stands_for"] = json!(head);
            }
            said
        }
        Event::LateAllowed {
            round,
            answers,
            until,
            reason,
        } => {
            json!({ "round": round.to_string(), "answers": names(answers), "until": day_key(*until), "reason": reason })
        }
        Event::AnswerReassigned {
            round,
            item,
            department,
            reason,
        } => {
            json!({ "round": round.to_string(), "item": item, "old": department.old, "new": department.new, "reason": reason })
        }
        Event::AnswerCommented {
            round,
            answer,
            field,
            comment,
        }
        | Event::CommentSettled {
            round,
            answer,
            field,
            comment,
            ..
        } => {
            let field = field.as_ref().map(Field::key).unwrap_or_default();
            json!({ "round": round.to_string(), "item": answer.item, "department": answer.department, "field": field, "comment": comment })
        }
        Event::GradeGiven {
            round,
            item,
            by,
            grade,
        } => {
            let said = |grade: &Option<ReasonedGrade>| {
                grade
                    .as_ref()
                    .map(|g| json!({ "grade": g.grade, "reason": g.reason }))
            };
            json!({ "round": round.to_string(), "item": item, "evaluator": by.key(), "old": said(&grade.old), "new": said(&grade.new) })
        }
        Event::DeputyNamed { deputation: d } | Event::DeputyEnded { deputation: d } => json!({
            "id": d.id, "head": d.head, "deputy": d.deputy, "from": day_key(d.from), "until": day_key(d.until),
            "named_by": d.named_by,
        }),
        Event::NoticesSwitched { account, are_wanted } => json!({ "account": account, "wanted": are_wanted }),
        Event::NoticesQueued { round, kind, notices } => {
            json!({ "round": round.to_string(), "kind": kind.key(), "notices": queued(notices) })
        }
        Event::RemindersQueued { round, reminders } => {
            json!({ "round": round.to_string(), "reminders": queued(reminders) })
        }
        Event::ReminderSettled {
            round, id, mail, why, ..
        } => {
            json!({ "round": round.to_string(), "id": id, "mail": mail, "why": why })
        }
        Event::RemindersDelayed { reminders, why } => json!({ "reminders": reminders, "why": why }),
        Event::RemindersRetried { round, ids } => json!({ "round": round.to_string(), "ids": ids }),
        Event::EditionClosed {
            round,
            edition,
            corrects,
            reason,
            entries,
            left_out,
            left_out_reason,
            sha256,
        } => json!({
            "round": round.to_string(), "edition": edition, "corrects": corrects, "reason": reason, "entries": entries,
            "left_out": names(left_out), "left_out_reason": left_out_reason, "sha256": sha256,
        }),
        Event::Exported(export) => match export {
            Export::Table {
                table,
                name,
                title,
                format,
                rows,
            } => {
                json!({ "table": table, "name": name, "title": title, "format": format, "rows": rows })
            }
            Export::Journal { format, rows } => json!({ "of": "journal", "format": format, "rows": rows }),
            Export::Reminders { round, mails } => {
                json!({ "name": "reminders", "round": round.to_string(), "mails": mails })
            }
            Export::Answers {
                round,
                departments,
                format,
            } => {
                json!({ "round": round.to_string(), "departments": departments, "format": format })
            }
        },
        Event::Restored {
            made_at,
            engine,
            entries,
            last,
        } => {
            json!({ "made_at": made_at, "engine": engine, "entries": entries, "last": last })
        }
        Event::Unknown { values, .. } => {
            let values = values.iter().map(|(key, value)| (key.clone(), json!(value)));
            Value::Object(values.collect())
        }
    }
}

fn department(d: &Department) -> Value {
    json!({
        "name": d.name, "aliases": d.aliases, "parent": d.parent,
        "from": d.from.map(FiscalYear::western), "until": d.until.map(FiscalYear::western),
        "successors": d.successors,
    })
}

fn profile(p: &Profile) -> Value {
    json!({ "login": p.login, "name": p.name, "mail": p.mail, "enabled": p.enabled })
}

fn grants(grants: &[Grant]) -> Value {
    grants
        .iter()
        .map(|g| {
            let mut one = json!({ "role": g.role.key(), "department": g.department, "deputy": g.deputy });
            // Only where there is one, so that entries without a term stay as they always were.
            for (key, day) in [("from", g.term.from), ("until", g.term.until)] {
                if let Some(day) = day {
                    one[key] = json!(day_key(day));
                }
            }
            one
        })
        .collect()
}

/// Without a list that is empty: entries of earlier releases say nothing of it.
fn only_said(mut said: Value, list: &str) -> Value {
    let is_empty = said[list].as_array().is_some_and(Vec::is_empty);
    if let (true, Some(said)) = (is_empty, said.as_object_mut()) {
        said.remove(list);
    }
    said
}

/// A question of the office's own, as its round keeps it too.
pub(crate) fn own_question(question: &OwnQuestion) -> Value {
    json!({
        "key": question.own.to_string(), "help": question.help, "choices": question.choices,
        "required": question.is_required, "support": question.is_for_support, "asked": question.is_asked,
    })
}

fn queued(mails: &[QueuedReminder]) -> Vec<Value> {
    mails
        .iter()
        .map(|r| json!({ "id": r.id, "mail": r.mail, "departments": r.departments }))
        .collect()
}

fn settings(s: &Settings) -> Value {
    let first = s.approvals.first().map_or(s.due.department, |a| a.due);
    let questions: Vec<&str> = s.questions.iter().map(|q| q.key()).collect();
    let mut said = json!({
        "title": s.title, "questions": questions, "needs_approval": !s.approvals.is_empty(),
        "due_department": day_key(s.due.department), "due_head": day_key(first),
        "due_office": day_key(s.due.office), "state": s.state.word(), "reason": s.reason,
    });
    if !s.own.is_empty() {
        said["own"] = s.own.iter().map(own_question).collect();
    }
    // One approval under its usual name is said as it always was.
    if s.approvals.len() > 1 || s.approvals.iter().any(|a| a.name != USUAL_APPROVER) {
        let approvals = s.approvals.iter();
        let approvals = approvals.map(|a| json!({ "name": a.name, "due": day_key(a.due) }));
        said["approvals"] = approvals.collect();
    }
    // Entries of earlier releases say nothing of it.
    if s.tolerance != USUAL_TOLERANCE {
        said["tolerance"] = json!(s.tolerance);
    }
    said
}

fn names(answers: &[AnswerName]) -> Value {
    answers
        .iter()
        .map(|a| json!({ "item": a.item, "department": a.department }))
        .collect()
}

/// A list of texts; a list of one is a text alone, as entries of earlier releases have it.
fn one_or_many(ids: &Option<Vec<String>>) -> Value {
    match ids.as_deref() {
        None => Value::Null,
        Some([one]) => json!(one),
        Some(many) => json!(many),
    }
}
