//! The few SVG elements the pictures need, and how wide a Japanese text is about.
//!
//! Invariant: no attribute `style`, no script; every text goes through `escape`.

use std::fmt::Write;

/// An SVG picture being drawn.
pub(super) struct Svg {
    id: String,
    body: String,
}

/// Where a text is anchored.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub(super) fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            body: String::with_capacity(4096),
        }
    }

    pub(super) fn rect(&mut self, (x, y): (i64, i64), (width, height): (i64, i64), class: &str) {
        let _ = write!(
            self.body,
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" class="{class}"/>"#
        );
    }

    /// A surface with a pattern of its tone over its colour.
    pub(super) fn patterned(&mut self, at: (i64, i64), size: (i64, i64), class: &str, pattern: Option<&str>) {
        self.rect(at, size, class);
        if let Some(pattern) = pattern {
            let ((x, y), (width, height)) = (at, size);
            let _ = write!(
                self.body,
                r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="url(#{}-{pattern})"/>"#,
                self.id
            );
        }
    }

    pub(super) fn line(&mut self, (x1, y1): (i64, i64), (x2, y2): (i64, i64), class: &str) {
        let _ = write!(
            self.body,
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="{class}"/>"#
        );
    }

    pub(super) fn path(&mut self, d: &str, class: &str) {
        let _ = write!(self.body, r#"<path d="{d}" class="{class}"/>"#);
    }

    pub(super) fn path_patterned(&mut self, d: &str, class: &str, pattern: Option<&str>) {
        self.path(d, class);
        if let Some(pattern) = pattern {
            let _ = write!(self.body, r#"<path d="{d}" fill="url(#{}-{pattern})"/>"#, self.id);
        }
    }

    pub(super) fn circle(&mut self, (x, y): (i64, i64), r: i64, class: &str) {
        let _ = write!(
            self.body,
            r#"<circle cx="{x}" cy="{y}" r="{r}" class="{class}"/>"#
        );
    }

    pub(super) fn text(&mut self, (x, y): (i64, i64), size: i64, class: &str, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            self.body,
            r#"<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" class="{class}">{}</text>"#,
            escape(text)
        );
    }

    /// Several lines below one another; gives the y below the last.
    pub(super) fn lines(&mut self, (x, y): (i64, i64), size: i64, class: &str, lines: &[String]) -> i64 {
        let step = size * 14 / 10;
        for (n, line) in lines.iter().enumerate() {
            self.text((x, y + step * n as i64), size, class, Anchor::Start, line);
        }
        y + step * lines.len() as i64
    }

    pub(super) fn finish(self, width: i64, height: i64, title: &str, description: &str) -> String {
        let id = &self.id;
        let told = format!(
            r#"<title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>"#,
            escape(title),
            escape(description)
        );
        let role = format!(r#"role="img" aria-labelledby="{id}-t {id}-d""#);
        self.framed(width, height, &role, &told)
    }

    /// The same for a picture whose figures stand beside it as text: who listens is spared it.
    pub(super) fn hidden(self, width: i64, height: i64) -> String {
        self.framed(width, height, r#"aria-hidden="true""#, "")
    }

    fn framed(&self, width: i64, height: i64, role: &str, told: &str) -> String {
        format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" {role}>{told}"#,
                r#"<defs><pattern id="{id}-stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="1" y1="0" x2="1" y2="6" class="ink" stroke-width="2"/></pattern>"#,
                r#"<pattern id="{id}-dots" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="3" cy="3" r="1.1" class="ink-fill"/></pattern>"#,
                r#"<pattern id="{id}-grid" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0 0H5M0 0V5" class="ink" stroke-width="1"/></pattern>"#,
                r#"<marker id="{id}-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" class="ink-fill"/></marker></defs>"#,
                "{body}</svg>"
            ),
            width = width,
            height = height,
            role = role,
            told = told,
            id = self.id,
            body = self.body
        )
    }
}

/// A text with the five characters that mean something in markup replaced.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if gyokaku_core::text::is_invisible(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// About how many pixels a text takes.
pub(super) fn width_of(text: &str, size: i64) -> i64 {
    text.chars()
        .map(|c| {
            if c.is_ascii() || ('｡'..='ﾟ').contains(&c) {
                size * 6 / 10
            } else {
                size
            }
        })
        .sum()
}

/// Breaks a text into at most `most` lines of at most `width` pixels; the last one ends in `…` where it must.
pub(super) fn wrap(text: &str, width: i64, size: i64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut used = 0;
    for c in text.chars() {
        let own = width_of(c.encode_utf8(&mut [0; 4]), size);
        let breaks = c == '\n' || (used + own > width && used > 0 && !"、。）」』】・,.)".contains(c));
        if breaks {
            if lines.len() == most {
                if let Some(last) = lines.last_mut() {
                    last.pop();
                    last.push('…');
                }
                return lines;
            }
            lines.push(String::new());
            used = 0;
        }
        if c != '\n'
            && let Some(last) = lines.last_mut()
        {
            last.push(c);
            used += own;
        }
    }
    lines
}

/// The text that an escaped one was.
pub(super) fn unescape(text: &str) -> String {
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    marks
        .into_iter()
        .fold(text.to_owned(), |text, (mark, letter)| text.replace(mark, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_stays_a_text() {
        assert_eq!(escape("<script>\"'&\u{202E}"), "&lt;script&gt;&quot;&#39;&amp;");
    }

    #[test]
    fn long_texts_break_and_end() {
        assert_eq!(
            wrap("収支均衡した予算編成", 60, 12, 9),
            ["収支均衡し", "た予算編成"]
        );
        assert_eq!(
            wrap("収支均衡した予算編成の話", 60, 12, 2),
            ["収支均衡し", "た予算編…"]
        );
    }

    #[test]
    fn what_is_escaped_comes_back() {
        for text in ["a & b", "<x y=\"1\">", "&lt;", "'&amp;'", "取組"] {
            assert_eq!(unescape(&escape(text)), text);
        }
    }
}
