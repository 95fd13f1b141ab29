//! `/{code}/{plan}/data`: the catalogue of the open data.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::dataset::{Field, FieldKind, Form, LINE_END};
use gyokaku_core::licence::Licence;
use gyokaku_core::money::grouped;
use gyokaku_exchange::write::data::Filed;

use super::WORD;
use super::filed::data;
use crate::App;
use crate::error::{Problem, html};
use crate::pages::register::tables::pictures;
use crate::path::{PlanAt, UrlPath};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::tab::{Tab, tables};

/// A data set on the page.
struct Entry<'a> {
    name: &'a str,
    title: &'a str,
    description: &'a str,
    form: &'static str,
    records: String,
    /// Name, title, what it holds, definition of each field.
    fields: Vec<[String; 4]>,
    notes: &'a [String],
    /// Address, words and size of each file.
    files: Vec<(String, &'static str, String)>,
    metadata: String,
    /// All files of it with the codes.
    archive: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/register/data/show.html")]
struct Catalogue<'a> {
    page: Page,
    answer: String,
    /// The address of the catalogue.
    href: String,
    licence: &'a Licence,
    attribution: String,
    mark: char,
    tables: Vec<Entry<'a>>,
    codes: Vec<Entry<'a>>,
    /// Address and caption of each picture.
    pictures: Vec<(String, String)>,
    /// Day and words of what was published.
    history: Vec<(String, &'a str, &'a str)>,
}

/// What a field holds, in a word.
fn kind(field: &Field) -> String {
    let kind = match field.kind {
        FieldKind::Text => "文字",
        FieldKind::Integer => "整数",
        FieldKind::Number => "数値",
        FieldKind::Truth => "真偽",
        FieldKind::Day => "日付",
    };
    match &field.unit {
        Some(unit) => format!("{kind}（{unit}）"),
        None => kind.to_owned(),
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanAt>,
) -> Result<Response, Problem> {
    let data = data(&app, &viewer, &at).await?;
    let loaded = &data.loaded;
    let href = format!("{}{WORD}", loaded.href());
    let mut of_tables = Vec::new();
    for table in tables().filter(|table| data.named(table.word).is_some()) {
        let captions = pictures(&app, loaded, &viewer, table).await?;
        for at in 0..captions.len() {
            let (address, caption) = match at {
                0 => (format!("{href}/{}.svg", table.word), table.label.to_owned()),
                at => (
                    format!("{href}/{}-{}.svg", table.word, at + 1),
                    format!("{}（{}）", table.label, at + 1),
                ),
            };
            of_tables.push((address, caption));
        }
    }
    let of_form = |codes: bool| -> Vec<Entry<'_>> {
        let all = data.filed.iter();
        all.filter(move |one| (one.set.form == Form::Codes) == codes)
            .map(|one| entry(&href, one))
            .collect()
    };
    let (sets, codes) = (of_form(false), of_form(true));
    let answer = match sets.iter().filter(|one| one.archive.is_some()).count() {
        0 => "この計画には、まだ公開データがありません。".to_owned(),
        count => format!("{count}種類の表を、だれでも利用できるデータとして公開しています。"),
    };
    let mut page = loaded.page(Tab::Plan).seen_by(&viewer);
    page = page.under(href.clone(), "公開データ");
    page.title = format!("公開データ｜{}", page.title);
    page.below = true;
    html(&Catalogue {
        page,
        answer,
        licence: &data.licence,
        attribution: format!("出典：{}「{}」", loaded.body_name, loaded.title()),
        mark: LINE_END,
        tables: sets,
        codes,
        pictures: of_tables,
        history: data
            .history
            .iter()
            .rev()
            .map(|event| {
                (
                    crate::show::time::day(&event.at),
                    event.title.as_str(),
                    event.reason.as_str(),
                )
            })
            .collect(),
        href: href.clone(),
    })
}

fn entry<'a>(href: &str, one: &'a Filed) -> Entry<'a> {
    let set = &one.set;
    let files = one.files.iter().map(|(file, _)| {
        (
            format!("{href}/{}", file.name),
            file.kind.label(),
            size(file.bytes),
        )
    });
    Entry {
        name: &set.name,
        title: &set.title,
        description: &set.description,
        form: set.form.label(),
        records: grouped(i64::try_from(set.records.len()).unwrap_or(i64::MAX)),
        fields: set
            .fields
            .iter()
            .map(|field| {
                [
                    field.name.clone(),
                    field.title.clone(),
                    kind(field),
                    field.description.clone(),
                ]
            })
            .collect(),
        notes: &set.notes,
        files: files.collect(),
        metadata: format!("{href}/{}.metadata.json", set.name),
        archive: (set.form == Form::Long).then(|| format!("{href}/{}.zip", set.name)),
    }
}

/// A size as people read it.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes}B"),
        1_000..1_000_000 => format!("{}KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{}MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, words) in [(0, "0B"), (999, "999B"), (1_001, "2KB"), (2_350_000, "2.3MB")] {
            assert_eq!(size(bytes), words);
        }
    }
}
