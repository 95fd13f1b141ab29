//! What was published of a plan as an Atom feed, the newest first. Addresses are seen from that of the feed.
//!
//! Not here: feeds of several plans.

use std::fmt::Write;

use super::About;
use super::package::modified;
use crate::write::markup::escaped;

/// The feed.
pub fn feed(about: &About<'_>) -> Vec<u8> {
    let of = &about.of;
    let id = format!("urn:x-gyokaku:{}:{}", of.body, of.plan);
    let title = escaped(&format!("{} {} 公開の記録", of.body_name, of.title));
    let author = escaped(of.body_name);
    let updated = escaped(modified(about));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ja\">\n\
         <id>{id}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n<author><name>{author}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"editions.atom\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"../data\"/>\n"
    );
    let mut newest: Vec<&super::Event> = about.history.iter().collect();
    newest.sort_by(|a, b| b.at.cmp(&a.at));
    for event in newest {
        let address = match event.address.is_empty() {
            true => format!("../../{}", of.plan),
            false => format!("../{}", event.address),
        };
        // Writing to memory does not fail.
        let _ = write!(
            out,
            "<entry>\n<id>{id}:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<summary>{}</summary>\n</entry>\n",
            escaped(&event.id),
            escaped(&event.title),
            escaped(&event.at),
            escaped(&address),
            escaped(match event.reason.is_empty() {
                true => &event.title,
                false => &event.reason,
            }),
        );
    }
    out.push_str("</feed>\n");
    out.into_bytes()
}
