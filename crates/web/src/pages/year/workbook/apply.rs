//! `POST …/workbook/{upload}/application`: stores what was chosen of the files that came back.
//!
//! Applied is what was seen: what somebody else changed since is told, with both versions, and left.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::field::Field;
use gyokaku_store::Actor;
use uuid::Uuid;

use super::look::{Compared, Wish, files, look};
use super::show::{frame, name};
use super::{AllReturnedPath, Receiver, ReceiverAt, ReturnedPath};
use crate::App;
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::pages::year::answers::field::in_words;
use crate::pages::year::answers::outcome::Line;
use crate::pages::year::answers::typed::{SaveOutcome, Typed, keep};
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundContext;
use crate::show::page::Page;
use crate::upload::taken_in;

/// What was chosen of a file at an item: each field with the digest of the change that was seen.
type Chosen = BTreeMap<(usize, String), BTreeSet<(String, String)>>;

#[derive(Template)]
#[template(path = "pages/year/workbook/outcome.html")]
struct Outcome {
    page: Page,
    answer: String,
    refused: Vec<Line>,
    done: Vec<Line>,
    /// The files once more, beside what is stored now.
    again: String,
    next: (String, &'static str),
}

pub(crate) async fn of_department(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ReturnedPath>,
    form: FormData,
) -> Result<Response, Problem> {
    apply(app, person, path.into(), form).await
}

pub(crate) async fn of_office(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AllReturnedPath>,
    form: FormData,
) -> Result<Response, Problem> {
    apply(app, person, path.into(), form).await
}

fn chosen(form: &FormData) -> Chosen {
    let mut chosen = Chosen::new();
    for value in form.all("change") {
        let mut parts = value.splitn(4, '.');
        let file = parts.next().and_then(|file| file.parse().ok());
        if let (Some(file), Some(digest), Some(item), Some(word)) =
            (file, parts.next(), parts.next(), parts.next())
        {
            chosen
                .entry((file, item.to_owned()))
                .or_default()
                .insert((word.to_owned(), digest.to_owned()));
        }
    }
    chosen
}

async fn apply(
    app: App,
    person: Person,
    (at, id): (ReceiverAt, Uuid),
    form: FormData,
) -> Result<Response, Problem> {
    let chosen = chosen(&form);
    let actor = at.actor(&person)?;
    let survey = at.survey(&app).await?;
    let Some(files) = files(&app, &person, &at, id) else {
        return Ok(Redirect::to(&format!("{}?expired=1", at.href())).into_response());
    };
    if chosen.is_empty() {
        return Err(Problem::Form(
            "取り込むところが選ばれていません。前の画面で選んでください。".into(),
        ));
    }
    let looked = look(&app, &person, &at, &survey, files).await?;
    let mut lines = Vec::new();
    // In the order of the list, not of the identities.
    let mut chosen: Vec<_> = chosen.into_iter().collect();
    chosen.sort_by_key(|((file, item), _)| {
        let place = survey.answers.iter().position(|answer| answer.item == *item);
        (*file, place)
    });
    for ((file, item), wanted) in chosen {
        let compared = looked.get(file).and_then(|looked| looked.what.as_ref().ok());
        let answer = compared.and_then(|compared| compared.answers(&survey).find(|a| a.item == item));
        let (Some(compared), Some(answer)) = (compared, answer) else {
            let why = "この調査でお尋ねしている取組ではありません。何も保存していません。";
            lines.push(Line::refused(name(&survey, &item), None, why.to_owned()));
            continue;
        };
        let place = Place {
            app: &app,
            actor: &actor,
            survey: &survey,
            at: &at,
            compared,
            answer,
        };
        place.apply(&wanted, &mut lines).await?;
    }
    let (done, refused): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.is_done);
    let answer = taken_in(done.len(), "取組", refused.len());
    html(&Outcome {
        page: frame(&survey, &at, &person, "回答票の取り込みの結果"),
        answer,
        refused,
        done,
        again: format!("{}/{id}", at.href()),
        next: match &at.receiver {
            Receiver::Department(id) => (survey.href_of(id.as_str()), "一覧へ進む"),
            Receiver::Office => (survey.href(), "調査の状況へ"),
        },
    })
}

/// An answer that a file wants changed, and who does it.
struct Place<'a> {
    app: &'a App,
    actor: &'a Actor,
    survey: &'a RoundContext,
    at: &'a ReceiverAt,
    compared: &'a Compared,
    answer: &'a Answer,
}

impl Place<'_> {
    /// Stores the chosen changes, as far as they still are what was seen, and tells of each.
    async fn apply(&self, wanted: &BTreeSet<(String, String)>, lines: &mut Vec<Line>) -> Result<(), Problem> {
        let wishes = self.compared.wishes(&self.answer.item);
        let mut typed = Vec::new();
        for (word, digest) in wanted {
            let wish = wishes.iter().find(|wish| wish.field.key() == *word);
            match (wish, Field::of(word)) {
                (Some(wish), _) if wish.digest == *digest => typed.push(Typed {
                    field: wish.field.clone(),
                    seen: wish.old.clone(),
                    text: wish.new.clone(),
                }),
                (Some(wish), _) => lines.push(self.refused(self.overtaken(wish))),
                (None, Some(field)) => {
                    let label = self.survey.label(&field);
                    lines.push(self.refused(format!("{label}：すでに回答票と同じ内容になっています。")));
                }
                (None, None) => {}
            }
        }
        if typed.is_empty() {
            return Ok(());
        }
        let at = self.at.round.at();
        match keep(self.app, self.actor, self.survey, at, self.answer, typed).await {
            Ok(outcome) => self.tell(&outcome, lines),
            Err(Problem::NotNow(why)) => lines.push(self.refused(why)),
            Err(problem) => return Err(problem),
        }
        Ok(())
    }

    fn name(&self) -> String {
        let name = name(self.survey, &self.answer.item);
        match self.at.receiver {
            Receiver::Department(_) => name,
            Receiver::Office => format!("{}　{name}", self.survey.department(&self.answer.department)),
        }
    }

    fn refused(&self, why: String) -> Line {
        Line::refused(self.name(), self.href(), why)
    }

    /// The form of the answer, for those who may write it.
    fn href(&self) -> Option<String> {
        Some(match self.at.receiver {
            Receiver::Department(_) => self.survey.href_of_answer(self.answer),
            Receiver::Office => self.survey.href_of_review(&self.answer.item),
        })
    }

    /// What was stored after the person looked, before this was sent.
    fn overtaken(&self, wish: &Wish) -> String {
        let by = self
            .answer
            .values
            .get(&wish.field)
            .map(|held| held.changed_by.as_str());
        self.beside(&wish.field, by, &wish.old, &wish.new)
    }

    /// Both versions of a field.
    fn beside(&self, field: &Field, by: Option<&str>, theirs: &str, ours: &str) -> String {
        let said = |value: &str| match value {
            "" => "空欄".to_owned(),
            value => format!("「{}」", in_words(field, value)),
        };
        format!(
            "{}：確認している間に、ほかの方{}が書き換えました。いまの内容は{}、回答票の内容は{}です。回答票の内容は保存していません。",
            self.survey.label(field),
            by.map(|by| format!("（{by}）")).unwrap_or_default(),
            said(theirs),
            said(ours)
        )
    }

    fn tell(&self, outcome: &SaveOutcome, lines: &mut Vec<Line>) {
        for (field, wrong) in &outcome.wrong {
            lines.push(self.refused(format!("{}：{}", self.survey.label(field), wrong.why)));
        }
        for (field, conflict) in &outcome.conflicts {
            let theirs = conflict.theirs.as_ref();
            let ours = outcome.typed.get(field).map_or("", String::as_str);
            let why = self.beside(
                field,
                theirs.map(|held| held.changed_by.as_str()),
                theirs.map_or("", |held| held.content.as_str()),
                ours,
            );
            lines.push(self.refused(why));
        }
        if !outcome.saved.is_empty() {
            let labels: Vec<String> = outcome
                .saved
                .iter()
                .map(|field| self.survey.label(field))
                .collect();
            lines.push(Line::done(self.name(), self.href(), labels.join("、")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_by_file_and_item() {
        let field = |value: &str| ("change".to_owned(), value.to_owned());
        let form: FormData = [
            field("0.ab.i1.grade"),
            field("0.cd.i1.indicator:k.1"),
            field("1.ef.i1.grade"),
            field("x"),
            field("a.b.c.d"),
        ]
        .into_iter()
        .collect();
        let chosen = chosen(&form);
        assert_eq!(chosen.len(), 2);
        let first = &chosen[&(0, "i1".to_owned())];
        assert!(first.contains(&("grade".to_owned(), "ab".to_owned())));
        assert!(first.contains(&("indicator:k.1".to_owned(), "cd".to_owned())));
    }
}
