//! What is said of data sets beside the data: the metadata of one, and all of a plan as a Frictionless data package.
//!
//! Not here: the data, where a server has them.

use std::collections::HashSet;

use gyokaku_core::dataset::{Dataset, Datum, Field, FieldKind, Form, LINE_END};
use serde_json::{Map, Value, json};

use super::{About, FileKind, Filed};

/// The name of the form of the metadata. Keys may be added, none renamed.
const SCHEMA: &str = "gyokaku.metadata/1";

/// The metadata of a data set.
pub fn metadata(about: &About<'_>, filed: &Filed) -> Vec<u8> {
    let set = &filed.set;
    let fields: Vec<Value> = set.fields.iter().map(definition).collect();
    let files: Vec<Value> = filed
        .files
        .iter()
        .map(|(file, _)| {
            json!({
                "path": file.name, "format": file.kind.ending(), "mediatype": file.kind.media(),
                "bytes": file.bytes, "sha256": file.sha256,
            })
        })
        .collect();
    pretty(&json!({
        "schema": SCHEMA,
        "name": set.name,
        "title": set.title,
        "description": set.description,
        "form": set.form.key(),
        "language": "ja",
        "publisher": publisher(about),
        "plan": { "code": about.of.plan, "title": about.of.title },
        "licence": licence(about),
        "attribution": attribution(about),
        "published": day(about.published_at),
        "modified": day(modified(about)),
        "history": history(about),
        "notes": set.notes,
        "records": set.records.len(),
        "fields": fields,
        "primary_key": set.primary,
        "files": files,
        "csv": {
            "encoding": "UTF-8",
            "byte_order_mark": true,
            "other_encoding": "CP932（Windows-31J）のCSVは、アドレスの末尾に?encoding=cp932を付けて取得できます。",
            "delimiter": ",",
            "quote": "\"",
            "line_end": "CRLF",
            "line_end_within_values": LINE_END.to_string(),
            "missing": "",
            "formulas": "=、+、-、@などで始まる文字の値には、表計算ソフトが数式として扱わないように、先頭に「'」を付けています。数値には付けません。",
        },
    }))
}

/// What is said of a field in any form.
fn said(field: &Field) -> Map<String, Value> {
    let mut map = Map::new();
    let mut put = |key: &str, value| map.insert(key.to_owned(), value);
    put("name", json!(field.name));
    put("title", json!(field.title));
    put("description", json!(field.description));
    put("type", json!(kind(field.kind)));
    if let Some(unit) = &field.unit {
        put("unit", json!(unit));
    }
    map
}

/// A field with its definition.
fn definition(field: &Field) -> Value {
    let mut map = said(field);
    map.insert("required".to_owned(), json!(field.required));
    if !field.words.is_empty() {
        map.insert("words".to_owned(), json!(field.words));
    }
    if let Some((dataset, field)) = field.codes {
        map.insert("codes".to_owned(), json!({ "dataset": dataset, "field": field }));
    }
    Value::Object(map)
}

const fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "string",
        FieldKind::Integer => "integer",
        FieldKind::Number => "number",
        FieldKind::Truth => "boolean",
        FieldKind::Day => "date",
    }
}

/// All data sets of a plan as a Frictionless data package; its resources are the CSV files beside it.
pub fn package(about: &About<'_>, filed: &[Filed]) -> Vec<u8> {
    let resources: Vec<Value> = filed.iter().filter_map(|one| resource(one, filed)).collect();
    let of = &about.of;
    let mut value = json!({
        "profile": "tabular-data-package",
        "name": format!("{}-{}", of.body, of.plan),
        "id": format!("{}/{}", of.body, of.plan),
        "title": format!("{} {}", of.body_name, of.title),
        "description": format!("{}の「{}」の公開データです。", of.body_name, of.title),
        "licenses": [licence(about)],
        "sources": [{ "title": attribution(about) }],
        "contributors": [{ "title": of.body_name, "role": "publisher", "organization": of.body_name }],
        "body_code": of.body.as_str(),
        "plan_code": of.plan,
        "language": "ja",
        "history": history(about),
        "resources": resources,
    });
    if let (Some(map), false) = (value.as_object_mut(), about.published_at.is_empty()) {
        map.insert("created".to_owned(), json!(about.published_at));
    }
    pretty(&value)
}

fn resource(one: &Filed, all: &[Filed]) -> Option<Value> {
    let set = &one.set;
    let (csv, _) = one.files.iter().find(|(file, _)| file.kind == FileKind::Csv)?;
    let fields: Vec<Value> = set.fields.iter().map(described).collect();
    let mut schema = Map::new();
    schema.insert("fields".to_owned(), json!(fields));
    schema.insert("missingValues".to_owned(), json!([""]));
    schema.insert("primaryKey".to_owned(), json!(set.primary));
    let foreign = foreign_keys(set, all);
    if !foreign.is_empty() {
        schema.insert("foreignKeys".to_owned(), json!(foreign));
    }
    Some(json!({
        "profile": "tabular-data-resource",
        "name": set.name,
        "path": csv.name,
        "title": set.title,
        "description": set.description,
        "format": "csv",
        "mediatype": csv.kind.media(),
        "encoding": "utf-8",
        "bytes": csv.bytes,
        "hash": format!("sha256:{}", csv.sha256),
        "dialect": { "delimiter": ",", "quoteChar": "\"", "doubleQuote": true, "lineTerminator": "\r\n", "header": true },
        "schema": schema,
    }))
}

/// A field as the schema of a table has it.
fn described(field: &Field) -> Value {
    let mut map = said(field);
    if field.kind == FieldKind::Truth {
        map.insert("trueValues".to_owned(), json!(["true"]));
        map.insert("falseValues".to_owned(), json!(["false"]));
    }
    let mut constraints = Map::new();
    if field.required {
        constraints.insert("required".to_owned(), json!(true));
    }
    if !field.words.is_empty() {
        constraints.insert("enum".to_owned(), json!(field.words));
    }
    if !constraints.is_empty() {
        map.insert("constraints".to_owned(), Value::Object(constraints));
    }
    Value::Object(map)
}

/// The codes of a data set that are all explained in another: what is frozen may name an item that is no more.
fn foreign_keys(set: &Dataset, all: &[Filed]) -> Vec<Value> {
    let with_codes = set.fields.iter().enumerate();
    let with_codes = with_codes.filter_map(|(at, field)| Some((at, field, field.codes?)));
    with_codes
        .filter_map(|(at, field, (dataset, known))| {
            let codes = all.iter().map(|one| &one.set).find(|one| one.name == dataset)?;
            let there = codes.field(known)?;
            let explained: HashSet<&Datum> = codes.records.iter().filter_map(|r| r.get(there)).collect();
            let used = set.records.iter().filter_map(|record| record.get(at));
            let all_explained = used
                .filter(|datum| **datum != Datum::Blank)
                .all(|datum| explained.contains(datum));
            all_explained.then(|| {
                json!({
                    "fields": [field.name],
                    "reference": { "resource": dataset, "fields": [known] },
                })
            })
        })
        .collect()
}

fn publisher(about: &About<'_>) -> Value {
    json!({
        "name": about.of.body_name,
        "code": about.of.body.as_str(),
        "code_system": "全国地方公共団体コード",
    })
}

fn licence(about: &About<'_>) -> Value {
    let licence = about.licence;
    json!({ "name": licence.name(), "title": licence.title(), "path": licence.address() })
}

/// How the source is to be named.
pub(super) fn attribution(about: &About<'_>) -> String {
    format!("出典：{}「{}」", about.of.body_name, about.of.title)
}

fn history(about: &About<'_>) -> Vec<Value> {
    let told = about.history.iter().map(|event| {
        json!({ "id": event.id, "title": event.title, "date": day(&event.at), "reason": event.reason })
    });
    told.collect()
}

/// When something was published last.
pub(super) fn modified<'a>(about: &About<'a>) -> &'a str {
    let last = about.history.iter().map(|event| event.at.as_str()).max();
    last.unwrap_or_default().max(about.published_at)
}

/// The day of a moment; none where there is none.
pub(crate) fn day(at: &str) -> Option<&str> {
    at.get(..10)
}

/// What a form is for, on the page of the catalogue.
pub(super) const fn is_of_codes(form: Form) -> bool {
    matches!(form, Form::Codes)
}

pub(super) fn pretty(value: &Value) -> Vec<u8> {
    // Writing to memory fails only where a key is no string; all keys here are.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text.into_bytes()
}
