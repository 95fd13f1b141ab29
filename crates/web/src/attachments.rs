//! Attachments as pages show them: the list of an answer, a meeting or an item, and the form that adds one.
//!
//! Not here: the pages of attachments themselves (`pages/register/attachments`), what is taken (`gyokaku_core::attachment`),
//! who may (`access`).

use axum::extract::multipart::Multipart;
use gyokaku_core::attachment::{self, Attached, Attachment, FileKind, FormField, MOST_BYTES, Refusal};

use crate::arrivals::Arriving;
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::loaded::Loaded;
use crate::pages::import::create::{MOST_WORDS, cut_off};
use crate::show::time::{clock, day};

/// An attachment in a list.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) title: String,
    /// Where it is received, or where the link leads.
    pub(crate) href: String,
    pub(crate) is_link: bool,
    /// What it is, when it was added, and by whom, for who works on the plan.
    pub(crate) words: String,
    /// Whether it is marked for the public, as who works on the plan is told.
    pub(crate) is_public: bool,
    /// Where its removal is asked for, for who may remove it.
    pub(crate) removal: Option<String>,
    /// Where it is marked for the public or no more, for who may.
    pub(crate) mark: Option<String>,
}

impl Row {
    /// An attachment of a plan, as it is seen.
    pub(crate) fn of(loaded: &Loaded, attachment: &Attachment, removes: bool) -> Self {
        let href = format!("{}/attachments/{}", loaded.href(), attachment.id);
        let (what, outside) = (attachment.attached.words(), loaded.is_for_the_public());
        Self {
            title: attachment.title.clone(),
            words: match outside {
                true => format!("{what}、{}", day(&attachment.added_at)),
                false => format!("{what}、{}　{}", clock(&attachment.added_at), attachment.added_by),
            },
            is_public: attachment.is_public && !outside,
            removal: removes.then(|| format!("{href}/removal")),
            mark: (removes && attachment.owner.may_be_public()).then(|| format!("{href}/mark")),
            is_link: matches!(attachment.attached, Attached::Link { .. }),
            href: match &attachment.attached {
                Attached::Link { address } => address.clone(),
                Attached::File { .. } => href,
            },
        }
    }
}

/// What stands in the form that adds an attachment.
#[derive(Clone, Debug, Default)]
pub(crate) struct AttachForm {
    /// Where it is sent.
    pub(crate) action: String,
    pub(crate) title: String,
    pub(crate) address: String,
    pub(crate) is_public: bool,
    /// Whether what is added may become public at all.
    pub(crate) offers_public: bool,
    pub(crate) wrong: FieldErrors,
}

/// The attachments on a page of what they hang on.
#[derive(Clone, Debug)]
pub(crate) struct Attachments {
    pub(crate) rows: Vec<Row>,
    /// The form, for who may add.
    pub(crate) form: Option<AttachForm>,
}

impl Attachments {
    /// The attachments that are seen of what has a page at an address; `adds` where more may be added there.
    pub(crate) fn of<'a>(
        loaded: &Loaded,
        seen: impl IntoIterator<Item = &'a Attachment>,
        href: &str,
        (adds, offers_public): (bool, bool),
    ) -> Self {
        let rows = seen.into_iter().map(|one| Row::of(loaded, one, adds));
        Self {
            rows: rows.collect(),
            form: adds.then(|| AttachForm {
                action: format!("{href}/attachments"),
                offers_public,
                ..AttachForm::default()
            }),
        }
    }

    /// Whether there is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.form.is_none()
    }
}

/// What was sent to be attached.
pub(crate) enum Sent {
    /// A file: its safe name, its kind, its bytes.
    File(String, FileKind, Vec<u8>),
    /// The address of a link.
    Link(String),
}

/// What was sent with the form, to the letter.
#[derive(Default)]
pub(crate) struct Typed {
    words: FormData,
    file: Option<(String, Vec<u8>)>,
    is_too_large: bool,
}

impl Typed {
    /// Takes a form; of a file that is too large the rest is heard and not kept.
    ///
    /// # Errors
    /// The form was cut off; too many files come in at once.
    pub(crate) async fn read(mut multipart: Multipart, arriving: &Arriving) -> Result<Self, Problem> {
        let (mut typed, mut words) = (Self::default(), Vec::new());
        loop {
            let next = match multipart.next_field().await.map_err(cut_off) {
                // More than the route has room for: what was typed came before the file.
                Err(Problem::TooLarge) => {
                    typed.is_too_large = true;
                    None
                }
                other => other?,
            };
            let Some(mut field) = next else { break };
            let name = field.name().unwrap_or_default().to_owned();
            let of_file = field.file_name().map(str::to_owned);
            let most = if name == "file" {
                MOST_BYTES
            } else {
                MOST_WORDS * 4
            };
            let (mut bytes, mut is_too_long) = (Vec::new(), false);
            loop {
                let chunk = match field.chunk().await.map_err(cut_off) {
                    Ok(Some(chunk)) => chunk,
                    Ok(None) => break,
                    Err(Problem::TooLarge) => {
                        is_too_long = true;
                        break;
                    }
                    Err(other) => return Err(other),
                };
                is_too_long |= bytes.len() + chunk.len() > most;
                if is_too_long {
                    bytes = Vec::new();
                } else {
                    arriving.take(chunk.len())?;
                    bytes.extend_from_slice(&chunk);
                }
            }
            if name != "file" {
                words.push((name, String::from_utf8_lossy(&bytes).into_owned()));
                continue;
            }
            typed.is_too_large |= is_too_long;
            if let Some(of_file) = of_file.filter(|name| !name.is_empty()) {
                typed.file = Some((of_file, bytes));
            }
        }
        typed.words = words.into();
        Ok(typed)
    }

    /// Whether it is marked for the public.
    pub(crate) fn is_public(&self) -> bool {
        self.words.has("public")
    }

    /// The form as it was typed, with what is wrong.
    pub(crate) fn again(&self, form: AttachForm, refusal: &Refusal) -> AttachForm {
        let at = match refusal.field() {
            FormField::File => "attachment-file",
            FormField::Title => "attachment-title",
            FormField::Address => "attachment-address",
        };
        AttachForm {
            title: self.words.line("title"),
            address: self.words.line("address"),
            is_public: self.is_public(),
            wrong: FieldErrors::one(at, refusal.words()),
            ..form
        }
    }

    /// The title and what is to be attached.
    ///
    /// # Errors
    /// Why it is not taken.
    pub(crate) fn checked(self) -> Result<(String, bool, Sent), Box<(Self, Refusal)>> {
        match self.wanted() {
            Ok((title, None)) => {
                let address = self.words.raw("address").trim().to_owned();
                Ok((title, self.is_public(), Sent::Link(address)))
            }
            Ok((title, Some((name, kind)))) => {
                let is_public = self.is_public();
                let bytes = self.file.map(|(_, bytes)| bytes).unwrap_or_default();
                Ok((title, is_public, Sent::File(name, kind, bytes)))
            }
            Err(refusal) => Err(Box::new((self, refusal))),
        }
    }

    /// The title, and of a file its safe name and its kind.
    fn wanted(&self) -> Result<(String, Option<(String, FileKind)>), Refusal> {
        if self.is_too_large {
            return Err(Refusal::TooLarge);
        }
        let (typed, has_address) = (self.words.line("title"), !self.words.line("address").is_empty());
        match (&self.file, has_address) {
            (None, false) => Err(Refusal::Nothing),
            (Some(_), true) => Err(Refusal::Both),
            (None, true) => {
                attachment::address(self.words.raw("address"))?;
                Ok((attachment::title(&typed, None)?, None))
            }
            (Some((name, bytes)), false) => {
                let (name, kind) = attachment::file(name, bytes)?;
                Ok((attachment::title(&typed, Some(&name))?, Some((name, kind))))
            }
        }
    }
}
