//! Pictures: SVG drawn on the server from the values of the table that stands beside them.
//!
//! Each picture carries its figures as text, a title and a description, and tells its parts apart
//! by pattern as well as by colour. Each is drawn twice, for a wide and for a narrow window; the
//! style sheet shows one of them. Not here: computing anything.

use std::fmt;

pub mod area;
pub mod effects;
pub mod flow;
pub mod indicator;
pub mod shares;
pub mod sketch;
mod standalone;
pub mod standing;
pub mod streams;
pub mod succession;
mod svg;
pub mod timeline;
pub mod waterfall;

/// For which window a picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// A desk.
    Wide,
    /// A telephone.
    Narrow,
}

/// A picture as markup, for both windows.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    wide: String,
    narrow: String,
}

impl Picture {
    /// Draws for both windows. The drawing gets a prefix for identities, unique on the page.
    pub fn draw(id: &str, draw: impl Fn(Width, &str) -> String) -> Self {
        Self {
            wide: draw(Width::Wide, &format!("{id}-w")),
            narrow: draw(Width::Narrow, &format!("{id}-n")),
        }
    }

    /// The same of a drawing that not everything can be shown by.
    pub fn draw_where_fit(id: &str, draw: impl Fn(Width, &str) -> Option<String>) -> Option<Self> {
        Some(Self {
            wide: draw(Width::Wide, &format!("{id}-w"))?,
            narrow: draw(Width::Narrow, &format!("{id}-n"))?,
        })
    }
}

impl Picture {
    /// The picture for a wide window as a file of its own, which needs no style sheet.
    pub fn standalone(&self) -> String {
        standalone::of(&self.wide)
    }

    /// What it says of itself to those who do not see it: its title and what it shows.
    pub fn told(&self) -> String {
        let part = |name: &str| {
            let (_, rest) = self.wide.split_once(&format!("<{name} "))?;
            let (_, rest) = rest.split_once('>')?;
            let (text, _) = rest.split_once(&format!("</{name}>"))?;
            Some(svg::unescape(text)).filter(|text| !text.is_empty())
        };
        let parts: Vec<String> = [part("title"), part("desc")].into_iter().flatten().collect();
        parts.join("。")
    }

    /// The picture on paper, with the sentence that says the same.
    pub fn on_paper(&self, caption: &str, sentence: &str) -> gyokaku_paper::Picture {
        let parts = [sentence.to_owned(), self.told()];
        let parts: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        gyokaku_paper::Picture {
            svg: self.standalone(),
            alt: parts.join(" "),
            caption: caption.to_owned(),
        }
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<div class=\"picture-wide\">{}</div><div class=\"picture-narrow\">{}</div>",
            self.wide, self.narrow
        )
    }
}

/// A number as it stands in a picture, with a true minus.
pub fn number(value: i64) -> String {
    gyokaku_core::money::grouped(value).replace('-', "−")
}
