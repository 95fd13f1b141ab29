//! A picture as a file of its own: what the style sheet says of its parts stands at the parts.
//!
//! Programs that draw SVG (word processors, presentations) know no style sheet of a page, and a browser is told by
//! the pages to take none from within a picture. The colours are those of the light scheme, said once in the style
//! sheet. Not here: drawing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The properties of a rule, by name.
type Properties = BTreeMap<String, String>;

/// What the style sheet says of pictures: by class, and of text by itself.
#[derive(Debug, Default)]
struct Look {
    classes: BTreeMap<String, Properties>,
    text: Properties,
    strong: Properties,
    ground: String,
}

static LOOK: LazyLock<Look> = LazyLock::new(|| {
    let sheet = crate::assets::content("gyokaku.css").unwrap_or_default();
    Look::of(&String::from_utf8_lossy(&sheet))
});

/// The fonts of a picture, those that officials have first.
const FONTS: &str = "'BIZ UDPGothic','BIZ UDPゴシック','Yu Gothic UI',Meiryo,'Noto Sans JP',sans-serif";

/// The picture with everything that it needs.
pub(super) fn of(svg: &str) -> String {
    LOOK.written_into(svg)
}

impl Look {
    fn of(sheet: &str) -> Self {
        let root = sheet.split_once(":root {").map_or("", |(_, rest)| rest);
        let root = properties(root.split_once('}').map_or("", |(root, _)| root));
        let value = |name: &str| resolved(&format!("var({name})"), &root);
        let mut look = Self {
            ground: value("--ground"),
            ..Self::default()
        };
        for line in sheet.lines() {
            let Some((selectors, rest)) = line.split_once('{') else {
                continue;
            };
            let Some((body, _)) = rest.split_once('}') else {
                continue;
            };
            let body: Properties = properties(body)
                .into_iter()
                .filter(|(name, _)| name != "font-family")
                .map(|(name, value)| (name, resolved(&value, &root)))
                .collect();
            for selector in selectors.split(',').map(str::trim) {
                match selector.strip_prefix("svg ") {
                    Some("text") if look.text.is_empty() => look.text = body.clone(),
                    Some("text.strong") => look.strong = body.clone(),
                    Some(class) if class.starts_with('.') && !class.contains([' ', ':']) => {
                        let class = class.trim_start_matches('.').to_owned();
                        look.classes.entry(class).or_insert_with(|| body.clone());
                    }
                    _ => {}
                }
            }
        }
        look
    }

    /// Writes what is said of the classes of each element into it.
    fn written_into(&self, svg: &str) -> String {
        const CLASS: &str = " class=\"";
        let mut out = String::with_capacity(svg.len() * 2);
        let mut rest = svg;
        while let Some((before, after)) = rest.split_once(CLASS) {
            out.push_str(before);
            let (classes, after) = after.split_once('"').unwrap_or((after, ""));
            let element = before.rsplit_once('<').map_or("", |(_, element)| element);
            let behind = after.split_once('>').map_or(after, |(behind, _)| behind);
            let mut own = Properties::new();
            let is_text = element.starts_with("text ");
            if is_text {
                own.extend(self.text.clone());
            }
            for class in classes.split_whitespace() {
                if let Some(said) = self.classes.get(class) {
                    own.extend(said.clone());
                }
                if is_text && class == "strong" {
                    own.extend(self.strong.clone());
                }
            }
            for (name, value) in own {
                let attribute = format!(" {name}=\"");
                if !element.contains(&attribute) && !behind.contains(&attribute) {
                    out.push_str(&attribute);
                    out.push_str(&gyokaku_exchange::write::markup::escaped(&value));
                    out.push('"');
                }
            }
            rest = after;
        }
        out.push_str(rest);
        let ground = format!(
            "</defs><rect width=\"100%\" height=\"100%\" fill=\"{}\"/>",
            self.ground
        );
        let fonts = gyokaku_exchange::write::markup::escaped(FONTS);
        let begun = out
            .replacen("<svg ", &format!("<svg font-family=\"{fonts}\" "), 1)
            .replacen("</defs>", &ground, 1);
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{begun}\n")
    }
}

fn properties(body: &str) -> Properties {
    let pairs = body.split(';').filter_map(|pair| pair.split_once(':'));
    pairs
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

/// A value with its variables written out: what the root says, else what stands beside it for this case.
fn resolved(value: &str, root: &Properties) -> String {
    let mut value = value.to_owned();
    // A variable may name another one; a circle of them ends.
    for _ in 0..8 {
        let Some((before, rest)) = value.split_once("var(") else {
            break;
        };
        let Some((inner, after)) = rest.split_once(')') else {
            break;
        };
        let (name, fallback) = inner.split_once(',').unwrap_or((inner, ""));
        let known = root.get(name.trim()).map_or(fallback.trim(), String::as_str);
        value = format!("{before}{known}{after}");
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_look_stands_at_the_parts() {
        let sheet = ":root {\n  --ground: var(--x, #fff);\n  --ink: #111;\n}\nsvg text { fill: var(--ink); font-family: inherit; }\nsvg text.strong { font-weight: 700; }\nsvg .a, svg .b { fill: none; stroke: var(--ink); }\n";
        let svg = "<svg xmlns=\"x\" role=\"img\"><defs></defs><text x=\"1\" class=\"strong\">1</text><path class=\"b\" stroke=\"red\"/></svg>";
        let out = Look::of(sheet).written_into(svg);
        assert!(
            out.contains("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"),
            "{out}"
        );
        assert!(
            out.contains("<text x=\"1\" fill=\"#111\" font-weight=\"700\">"),
            "{out}"
        );
        assert!(out.contains("<path fill=\"none\" stroke=\"red\"/>"), "{out}");
        assert!(!out.contains("class=") && !out.contains("var("), "{out}");
    }

    #[test]
    fn every_class_of_the_style_sheet_is_known_and_written_out() {
        assert!(LOOK.classes.len() > 20, "{:?}", LOOK.classes.keys());
        assert!(LOOK.text.contains_key("fill") && LOOK.ground.starts_with('#'));
        let values = LOOK.classes.values().flat_map(|said| said.values());
        assert!(values.into_iter().all(|value| !value.contains("var(")));
    }
}
