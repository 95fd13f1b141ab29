//! The data sets of a plan as a DCAT catalogue in JSON-LD. Addresses are seen from that of the catalogue.
//!
//! Not here: a catalogue of several bodies.

use serde_json::{Value, json};

use super::package::{attribution, day, is_of_codes, modified, pretty};
use super::{About, Filed};

/// The catalogue.
pub fn catalogue(about: &About<'_>, filed: &[Filed]) -> Vec<u8> {
    let of = &about.of;
    let sets: Vec<Value> = filed.iter().map(|one| dataset(about, one)).collect();
    pretty(&json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": "../data",
        "@type": "dcat:Catalog",
        "dct:title": in_japanese(&format!("{} {} 公開データ", of.body_name, of.title)),
        "dct:description": in_japanese(&format!("{}の「{}」の公開データの一覧です。", of.body_name, of.title)),
        "dct:language": "ja",
        "dct:publisher": publisher(about),
        "dct:license": { "@id": about.licence.address() },
        "dct:issued": date(about.published_at),
        "dct:modified": date(modified(about)),
        "dcat:dataset": sets,
    }))
}

fn dataset(about: &About<'_>, one: &Filed) -> Value {
    let set = &one.set;
    let files: Vec<Value> = one
        .files
        .iter()
        .map(|(file, _)| {
            json!({
                "@type": "dcat:Distribution",
                "dct:title": in_japanese(&format!("{}（{}）", set.title, file.kind.label())),
                "dcat:downloadURL": { "@id": file.name },
                "dcat:mediaType": file.kind.media(),
                "dct:format": file.kind.ending().to_uppercase(),
                "dct:license": { "@id": about.licence.address() },
                "dcat:byteSize": { "@type": "xsd:nonNegativeInteger", "@value": file.bytes.to_string() },
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": { "@id": "spdx:checksumAlgorithm_sha256" },
                    "spdx:checksumValue": file.sha256,
                },
            })
        })
        .collect();
    let keyword = if is_of_codes(set.form) {
        "コード表"
    } else {
        "行財政改革"
    };
    json!({
        "@id": format!("{}.metadata.json", set.name),
        "@type": "dcat:Dataset",
        "dct:identifier": format!("{}/{}/{}", about.of.body, about.of.plan, set.name),
        "dct:title": in_japanese(&set.title),
        "dct:description": in_japanese(&set.description),
        "dct:language": "ja",
        "dcat:keyword": [in_japanese(keyword)],
        "dct:publisher": publisher(about),
        "dct:license": { "@id": about.licence.address() },
        "dct:rights": attribution(about),
        "dct:issued": date(about.published_at),
        "dct:modified": date(modified(about)),
        "dct:spatial": about.of.body_name,
        "dcat:distribution": files,
    })
}

fn publisher(about: &About<'_>) -> Value {
    json!({
        "@type": "foaf:Organization",
        "foaf:name": in_japanese(about.of.body_name),
        "dct:identifier": about.of.body.as_str(),
    })
}

fn in_japanese(text: &str) -> Value {
    json!({ "@language": "ja", "@value": text })
}

fn date(at: &str) -> Value {
    day(at).map_or(Value::Null, |day| json!({ "@type": "xsd:date", "@value": day }))
}
