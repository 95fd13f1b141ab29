//! An event of the journal in words: of what it speaks, and what changed from what to what.
//!
//! An event holds identities; people read names. What has no name any more is shown as it is, never left
//! out. Not here: which events there are and what they are called (`gyokaku_core::journal`), loading
//! entries, who may read them.

mod words;

use std::collections::{BTreeSet, HashMap};

use gyokaku_core::account::Grant;
use gyokaku_core::attachment::{Attached, Owner};
use gyokaku_core::department::Department;
use gyokaku_core::fiscal_year::{YearStyle, day_in_words};
use gyokaku_core::journal::{AnswerName, Change, Event, Export, Profile, ReasonedGrade};
use gyokaku_core::round::day_shown;
use gyokaku_core::round::field::Field;
use gyokaku_core::wording::{Piece, pieces};

use crate::show::time::day_of;
use crate::show::time::moment;
use words::{counted, field_value, set, table, year, yes};

/// Wordings longer than this, in characters, are compared piece by piece.
const SHORT: usize = 8;

/// The names of what entries speak of, by identity.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) departments: HashMap<String, String>,
    pub(crate) accounts: HashMap<String, String>,
    pub(crate) indicators: HashMap<String, String>,
    /// By plan and item.
    pub(crate) items: HashMap<(String, String), String>,
}

/// A value that an event tells of.
#[derive(Debug)]
pub(crate) struct Line {
    /// Of what, where several are told of: a department's answer, an item.
    pub(crate) subject: String,
    pub(crate) label: String,
    /// From what to what; a note has nothing before it.
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
    /// Whether it is a change and not only a note.
    pub(crate) changed: bool,
    /// The wordings side by side, where both are words.
    pub(crate) pieces: Vec<Piece>,
}

/// An event in words.
#[derive(Debug)]
pub(crate) struct Description {
    /// What was done.
    pub(crate) what: String,
    pub(crate) lines: Vec<Line>,
}

/// The identities of items that events speak of.
pub(crate) fn items(events: &[Event]) -> BTreeSet<String> {
    events.iter().flat_map(Event::items).map(str::to_owned).collect()
}

/// How much of an event is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    /// All of it.
    Whole,
    /// What was done to what, without what people wrote: for who does not see drafts.
    WithoutContents,
}

/// Stands in the place of what is not told.
const WITHHELD: &str = "内容は、調査に携わる方だけに表示します";

/// What is said with a comment.
const COMMENT: &str = "コメント";

/// Whether a line of an event is what people wrote into answers or the register.
fn is_content(event: &Event, line: &Line) -> bool {
    match event {
        Event::AnswerSaved { .. }
        | Event::AnswerMended { .. }
        | Event::GradeGiven { .. }
        | Event::ItemWritten { .. }
        | Event::RegisterChanged { .. } => line.changed,
        Event::AnswerCommented { .. } | Event::CommentSettled { .. } | Event::AnswersMoved { .. } => {
            line.label == COMMENT
        }
        Event::FindingHandled { .. } => !line.changed,
        // Of what this release does not know nobody can say what it holds.
        Event::Unknown { .. } => true,
        _ => false,
    }
}

/// An event in words.
pub(crate) fn describe(event: &Event, plan: Option<&str>, names: &Names, telling: Telling) -> Description {
    let mut describer = Describer {
        names,
        plan: plan.unwrap_or_default(),
        lines: Vec::new(),
    };
    describer.tell(event);
    if telling == Telling::WithoutContents {
        for line in describer.lines.iter_mut().filter(|line| is_content(event, line)) {
            line.old = None;
            line.new = Some(WITHHELD.to_owned());
            line.changed = false;
            line.pieces = Vec::new();
        }
    }
    describer.context(event);
    Description {
        what: event.label().to_owned(),
        lines: describer.lines,
    }
}

/// What an event says of one answer, to readers who know which answer it is: of a field (by its word), of a
/// grade of others (`grade:council`), or of the answer's state (an empty word).
pub(crate) fn describe_about(event: Event, answer: &AnswerName, field: &str, names: &Names) -> Description {
    let event = event.about(&answer.item, &answer.department, field);
    let mut describer = Describer {
        names,
        plan: "",
        lines: Vec::new(),
    };
    describer.tell(&event);
    for line in &mut describer.lines {
        line.subject.clear();
    }
    Description {
        what: event.label().to_owned(),
        lines: describer.lines,
    }
}

struct Describer<'a> {
    names: &'a Names,
    plan: &'a str,
    lines: Vec<Line>,
}

impl Describer<'_> {
    /// What happened.
    fn tell(&mut self, event: &Event) {
        match event {
            Event::BodyNamed { name } => self.change("", "名称", &name.old, &name.new),
            Event::PlanStored {
                is_own_changed,
                tables,
                document,
                ..
            } => {
                self.note("文書", document.as_ref().map(|document| document.name.clone()));
                self.note("計画の題名など", is_own_changed.then(|| "変更あり".to_owned()));
                for counts in tables {
                    self.note(table(&counts.table), Some(counted(counts)));
                }
            }
            Event::ItemWritten { item, title, values } => {
                let subject = match self.item(item) {
                    known if known.is_empty() => title.clone(),
                    known => known,
                };
                for (field, value) in values {
                    self.change(&subject, field.label(), &value.old, &value.new);
                }
            }
            Event::RegisterChanged { name, details, .. } => {
                self.note("対象", Some(name.clone()));
                for (label, value) in details {
                    self.change("", label, &value.old, &value.new);
                }
            }
            Event::FindingHandled { message, state, note } => {
                self.note("指摘", Some(message.clone()));
                let [old, new] = [state.old, state.new].map(|state| Some(state.label().to_owned()));
                self.change("", "対応", &old, &new);
                self.note("メモ", (!note.is_empty()).then(|| note.clone()));
            }
            Event::PlanReleased {
                release,
                opens_on,
                editions,
                documents,
                withheld,
                own,
                licence,
                note,
                ..
            } => {
                self.note("公開", Some(format!("第{release}回")));
                self.note("利用条件", Some(licence.title().to_owned()));
                self.note("公開日", Some(day_of(*opens_on)));
                let numbers: Vec<String> = editions.iter().map(|n| format!("第{n}版")).collect();
                self.note(
                    "公開する確定版",
                    (!numbers.is_empty()).then(|| numbers.join("、")),
                );
                self.note("公開する文書", Some(documents.to_string()));
                let fields = withheld.iter().filter_map(|key| Field::of(key));
                let labels: Vec<String> = fields.map(|field| field.label().to_owned()).collect();
                self.note("公開しない欄", (!labels.is_empty()).then(|| labels.join("、")));
                let fields = own.iter().filter_map(|key| Field::of(key));
                let labels: Vec<String> = fields.map(|field| field.label().to_owned()).collect();
                self.note(
                    "公開する独自の設問",
                    (!labels.is_empty()).then(|| labels.join("、")),
                );
                self.note("メモ", (!note.is_empty()).then(|| note.clone()));
            }
            Event::ReleaseWithdrawn { releases, reason } => {
                let numbers: Vec<String> = releases.iter().map(|n| format!("第{n}回")).collect();
                self.note("取り下げた公開", Some(numbers.join("、")));
                self.note("理由", Some(reason.clone()));
            }
            Event::LayoutPut { name, size, sha256 } => {
                self.note("様式", Some(name.clone()));
                self.note("大きさ", Some(gyokaku_core::attachment::size_in_words(*size)));
                self.note("SHA-256", Some(sha256.clone()));
            }
            Event::LayoutRemoved { name } => self.note("様式", Some(name.clone())),
            Event::SubmissionReceived { consultation } => {
                self.note("意見募集", Some(consultation.clone()));
            }
            Event::SubmissionsSorted {
                consultation,
                count,
                opinion,
                set_aside,
            } => {
                self.note("意見募集", Some(consultation.clone()));
                self.note("件数", Some(count.to_string()));
                self.note("まとめた意見", opinion.clone());
                self.note("対象外とした理由", set_aside.clone());
            }
            Event::SendersForgotten { consultation, count } => {
                self.note("意見募集", Some(consultation.clone()));
                self.note("件数", Some(count.to_string()));
            }
            Event::AttachmentHandled {
                owner,
                title,
                attached,
                is_public,
                ..
            } => {
                let on = match owner {
                    Owner::Answer { item, department, .. } => self.answer(&AnswerName {
                        item: item.clone(),
                        department: department.clone(),
                    }),
                    Owner::Meeting(id) => format!("会議 {id}"),
                    Owner::Item(id) => self.item(id),
                };
                self.note("添付先", Some(on));
                self.note("名前", Some(title.clone()));
                self.note("種類", Some(attached.words()));
                let (file, digest, address) = match attached {
                    Attached::File { name, sha256, .. } => (Some(name), Some(sha256), None),
                    Attached::Link { address } => (None, None, Some(address)),
                };
                self.note("ファイル名", file.cloned());
                self.note("SHA-256", digest.cloned());
                self.note("アドレス", address.cloned());
                self.note("公開する", Some(yes(*is_public)));
            }
            Event::DepartmentsChanged {
                departments,
                roles_passed_on,
                ..
            } => {
                for change in departments {
                    self.department_changed(change);
                }
                self.note("引き継いだ役割", Some(roles_passed_on.to_string()));
            }
            Event::ChargesChanged { charges, .. } => {
                for charge in charges {
                    let subject = format!("{} {}", self.item(&charge.item), charge.label);
                    let shown = |ids: &Option<Vec<String>>| {
                        ids.as_ref().map(|ids| match ids.is_empty() {
                            true => "照会しない".to_owned(),
                            false => self.departments(ids),
                        })
                    };
                    let [old, new] = [shown(&charge.departments.old), shown(&charge.departments.new)];
                    self.change(&subject, "担当課", &old, &new);
                    self.note_of(&subject, "いつから", Some(year(charge.from)));
                }
            }
            Event::AccountChanged { account, profile } => {
                self.profile_changed(profile);
                self.note("利用者", Some(self.account(account)));
            }
            Event::AccountUnlocked {
                account,
                login,
                locked_until,
            } => {
                let until = locked_until.as_deref().map(moment);
                self.change("", "停止の期限", &until, &None);
                self.note("利用者", Some(self.account(account)));
                self.note("ログイン名", Some(login.clone()));
            }
            Event::GrantsChanged {
                account,
                login,
                grants,
            } => {
                let [old, new] = [&grants.old, &grants.new].map(|grants| {
                    let grants: Vec<String> = grants.iter().map(|grant| self.grant(grant)).collect();
                    Some(grants.join("、"))
                });
                self.change("", "役割", &old, &new);
                self.note("利用者", Some(self.account(account)));
                self.note("ログイン名", Some(login.clone()));
            }
            Event::PasswordChanged {
                account,
                login,
                is_first,
                sessions_ended,
            } => {
                self.note("利用者", Some(self.account(account)));
                self.note("ログイン名", Some(login.clone()));
                self.note("最初のパスワードの発行", Some(yes(*is_first)));
                self.note("サインアウトした端末", Some(sessions_ended.to_string()));
            }
            Event::FactorHandled { account, login, .. } => {
                self.note("利用者", Some(self.account(account)));
                self.note("ログイン名", Some(login.clone()));
            }
            Event::FactorDemanded { is_demanded } => {
                self.note("管理者と事務局に求める", Some(yes(*is_demanded)));
            }
            Event::SessionOpened { account } | Event::SessionEnded { account } => {
                self.note("利用者", Some(self.account(account)));
            }
            Event::SessionRefused { account, is_counted } => {
                self.note("利用者", account.as_ref().map(|id| self.account(id)));
                self.note("回数に数えた", Some(yes(*is_counted)));
            }
            Event::SessionLocked { account, until } => {
                self.note("利用者", account.as_ref().map(|id| self.account(id)));
                self.note("停止の期限", Some(moment(until)));
            }
            Event::SessionsEnded { account, ended } => {
                self.note("利用者", Some(self.account(account)));
                self.note("サインアウトした端末", Some(ended.to_string()));
            }
            Event::RoundOpened {
                settings, answers, ..
            } => {
                for (label, value) in set(settings) {
                    self.note(label, value);
                }
                self.note("回答", Some(answers.to_string()));
            }
            Event::RoundChanged { settings, .. } => {
                for ((label, old), (_, new)) in set(&settings.old).into_iter().zip(set(&settings.new)) {
                    self.change("", label, &old, &new);
                }
            }
            Event::RoundReopened { reason, .. } => self.note("理由", Some(reason.clone())),
            Event::RoundExtended { answers, .. } => {
                for answer in answers {
                    self.note("対象", Some(self.answer(answer)));
                }
            }
            Event::EndedWanted {
                answers, ended_on, ..
            } => {
                for answer in answers {
                    self.note("対象", Some(self.answer(answer)));
                }
                self.note("取りやめの日", Some(day_in_words(*ended_on)));
            }
            Event::CommentSettled { answer, comment, .. } => {
                let subject = self.answer(answer);
                self.note_of(&subject, COMMENT, Some(comment.clone()));
            }
            Event::AnswerSaved { answer, values, .. } | Event::AnswerMended { answer, values, .. } => {
                let subject = self.answer(answer);
                for (field, value) in values {
                    let [old, new] = [&value.old, &value.new]
                        .map(|value| value.as_ref().map(|value| field_value(field, value)));
                    let label = self.field(field);
                    self.change(&subject, &label, &old, &new);
                }
            }
            Event::AnswersMoved {
                answers,
                comment,
                stands_for,
                ..
            } => {
                for (answer, state) in answers {
                    let [old, new] = [state.old, state.new].map(|state| Some(state.label().to_owned()));
                    let subject = self.answer(answer);
                    self.change(&subject, "状態", &old, &new);
                }
                self.note(
                    "代決",
                    stands_for.as_ref().map(|head| format!("{head}に代わって")),
                );
                self.note(COMMENT, comment.clone());
            }
            Event::LateAllowed {
                answers,
                until,
                reason,
                ..
            } => {
                for answer in answers {
                    self.note("対象", Some(self.answer(answer)));
                }
                self.note("いつまで", Some(day_shown(*until)));
                self.note("理由", Some(reason.clone()));
            }
            Event::AnswerReassigned {
                item,
                department,
                reason,
                ..
            } => {
                let [old, new] = [&department.old, &department.new].map(|id| Some(self.department(id)));
                let subject = self.item(item);
                self.change(&subject, "担当課", &old, &new);
                self.note_of(&subject, "理由", Some(reason.clone()));
            }
            Event::AnswerCommented { answer, comment, .. } => {
                let subject = self.answer(answer);
                self.note_of(&subject, COMMENT, Some(comment.clone()));
            }
            Event::GradeGiven { item, grade, .. } => {
                let subject = self.item(item);
                let part = |of: fn(&ReasonedGrade) -> &String| {
                    [&grade.old, &grade.new].map(|grade| grade.as_ref().map(|grade| of(grade).clone()))
                };
                for (label, [old, new]) in [
                    ("進捗状況", part(|grade| &grade.grade)),
                    ("理由", part(|grade| &grade.reason)),
                ] {
                    self.change(&subject, label, &old, &new);
                }
            }
            Event::DeputyNamed { deputation } | Event::DeputyEnded { deputation } => {
                self.note("所属長", Some(self.account(&deputation.head)));
                self.note("代理", Some(self.account(&deputation.deputy)));
                let (from, until) = (day_in_words(deputation.from), day_in_words(deputation.until));
                self.note("期間", Some(format!("{from}から{until}まで")));
            }
            Event::NoticesSwitched { account, are_wanted } => {
                self.note("利用者", Some(self.account(account)));
                self.note("お知らせを受け取る", Some(yes(*are_wanted)));
            }
            Event::NoticesQueued { kind, notices, .. } => {
                self.note("種類", Some(kind.label().to_owned()));
                for notice in notices {
                    let departments = self.departments(&notice.departments);
                    self.note_of(&departments, "メールアドレス", Some(notice.mail.clone()));
                }
            }
            Event::RemindersQueued { reminders, .. } => {
                for reminder in reminders {
                    let departments = self.departments(&reminder.departments);
                    self.note_of(&departments, "メールアドレス", Some(reminder.mail.clone()));
                }
            }
            Event::ReminderSettled { mail, why, .. } => {
                self.note("メールアドレス", Some(mail.clone()));
                self.note("理由", why.clone());
            }
            Event::RemindersDelayed { reminders, why } => {
                self.note("提出のお願い", Some(reminders.to_string()));
                self.note("理由", Some(why.clone()));
            }
            Event::RemindersRetried { ids, .. } => self.note("提出のお願い", Some(ids.len().to_string())),
            Event::EditionClosed {
                edition,
                corrects,
                reason,
                entries,
                left_out,
                left_out_reason,
                ..
            } => {
                self.note("版", Some(edition.to_string()));
                self.note("訂正した版", corrects.map(|number| number.to_string()));
                self.note("理由", reason.clone());
                self.note("件数", Some(entries.to_string()));
                for answer in left_out {
                    self.note("確定に含めない回答", Some(self.answer(answer)));
                }
                self.note("含めない理由", Some(left_out_reason.clone()));
            }
            Event::Exported(export) => self.exported(export),
            Event::Restored {
                made_at,
                engine,
                entries,
                ..
            } => {
                self.note("作成した日時", Some(moment(made_at)));
                self.note("データベースの種類", Some(engine.clone()));
                self.note("件数", Some(entries.to_string()));
            }
            Event::Unknown { values, .. } => {
                for (key, value) in values {
                    self.note(key, Some(value.clone()));
                }
            }
        }
    }

    /// Where it happened, for readers who see entries of every kind.
    fn context(&mut self, event: &Event) {
        match event {
            Event::AnswerCommented { field, .. } | Event::CommentSettled { field, .. } => {
                self.note("欄", field.as_ref().map(|field| self.field(field)));
            }
            Event::GradeGiven { by, .. } => self.note("評価者", Some(by.label().to_owned())),
            _ => {}
        }
        self.note("調査", event.round().map(|round| round.show(YearStyle::Era)));
    }

    fn exported(&mut self, export: &Export) {
        let (of, rows, format) = match export {
            Export::Table {
                title, format, rows, ..
            } => (title.clone(), Some(rows), Some(format)),
            Export::Journal { format, rows } => ("操作記録".to_owned(), Some(rows), Some(format)),
            Export::Reminders { mails, .. } => ("提出のお願い".to_owned(), Some(mails), None),
            Export::Answers {
                departments, format, ..
            } => (
                format!("{}の回答", self.departments(departments)),
                None,
                Some(format),
            ),
        };
        self.note("対象", Some(of));
        self.note("件数", rows.map(u64::to_string));
        self.note("形式", format.cloned());
    }

    fn department_changed(&mut self, change: &Change<Option<Department>>) {
        let subject = change.new.as_ref().or(change.old.as_ref());
        let subject = subject
            .map(|department| department.name.clone())
            .unwrap_or_default();
        let [old, new] = [&change.old, &change.new].map(|department| {
            let part = |of: &dyn Fn(&Department) -> Option<String>| department.as_ref().and_then(of);
            [
                ("名前", part(&|d| Some(d.name.clone()))),
                ("別名", part(&|d| Some(d.aliases.join("、")))),
                (
                    "上の組織",
                    part(&|d| d.parent.as_ref().map(|id| self.department(id))),
                ),
                ("いつから", part(&|d| d.from.map(year))),
                ("いつまで", part(&|d| d.until.map(year))),
                ("引き継ぐ課", part(&|d| Some(self.departments(&d.successors)))),
            ]
        });
        for ((label, old), (_, new)) in old.into_iter().zip(new) {
            self.change(&subject, label, &old, &new);
        }
    }

    fn profile_changed(&mut self, change: &Change<Option<Profile>>) {
        let [old, new] = [&change.old, &change.new].map(|profile| {
            let part = |of: fn(&Profile) -> Option<String>| profile.as_ref().and_then(of);
            [
                ("ログイン名", part(|p| Some(p.login.clone()))),
                ("名前", part(|p| Some(p.name.clone()))),
                ("メールアドレス", part(|p| p.mail.clone())),
                ("サインインを認める", part(|p| Some(yes(p.enabled)))),
            ]
        });
        for ((label, old), (_, new)) in old.into_iter().zip(new) {
            self.change("", label, &old, &new);
        }
    }

    /// Tells what is different; the same twice is not told, and an empty text is a blank.
    fn change(&mut self, subject: &str, label: &str, old: &Option<String>, new: &Option<String>) {
        let [old, new] = [old, new].map(|text| text.clone().filter(|text| !text.is_empty()));
        if old == new {
            return;
        }
        let is_long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.chars().count() > SHORT);
        let pieces = match (&old, &new) {
            (Some(was), Some(is)) if is_long(&old) || is_long(&new) => pieces(was, is),
            _ => Vec::new(),
        };
        self.lines.push(Line {
            subject: subject.to_owned(),
            label: label.to_owned(),
            old,
            new,
            changed: true,
            pieces,
        });
    }

    fn note(&mut self, label: &str, text: Option<String>) {
        self.note_of("", label, text);
    }

    fn note_of(&mut self, subject: &str, label: &str, text: Option<String>) {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return;
        };
        self.lines.push(Line {
            subject: subject.to_owned(),
            label: label.to_owned(),
            old: None,
            new: Some(text),
            changed: false,
            pieces: Vec::new(),
        });
    }

    /// `担当者（財政課、令和8年4月1日から）`
    fn grant(&self, grant: &Grant) -> String {
        let label = grant.label();
        let department = grant
            .department
            .as_ref()
            .map(|department| self.department(department));
        let from = grant.term.from.map(|from| format!("{}から", day_in_words(from)));
        let until = grant
            .term
            .until
            .map(|until| format!("{}まで", day_in_words(until)));
        let details: Vec<String> = [department, from, until].into_iter().flatten().collect();
        match details.is_empty() {
            true => label.to_owned(),
            false => format!("{label}（{}）", details.join("、")),
        }
    }

    fn field(&self, field: &Field) -> String {
        let name = match field {
            Field::Indicator(id) => self.names.indicators.get(id).cloned(),
            _ => None,
        };
        name.unwrap_or_else(|| field.label().to_owned())
    }

    fn answer(&self, answer: &AnswerName) -> String {
        format!(
            "{}・{}",
            self.item(&answer.item),
            self.department(&answer.department)
        )
    }

    fn account(&self, id: &str) -> String {
        let known = self.names.accounts.get(id);
        known.cloned().unwrap_or_else(|| id.to_owned())
    }

    fn departments(&self, ids: &[String]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.department(id)).collect();
        names.join("、")
    }

    fn department(&self, id: &str) -> String {
        let known = self.names.departments.get(id);
        known.cloned().unwrap_or_else(|| id.to_owned())
    }

    fn item(&self, id: &str) -> String {
        let known = self.names.items.get(&(self.plan.to_owned(), id.to_owned()));
        known.cloned().unwrap_or_else(|| format!("取組 {id}"))
    }
}

#[cfg(test)]
mod tests;
