//! What the office wishes to send: which answers it is about, its own lines, to whom.

use gyokaku_core::account::Account;
use gyokaku_core::reminder::Unaddressed;
use gyokaku_store::Reminder;

use crate::App;
use crate::error::Problem;
use crate::form::FormData;
use crate::round_context::{Part, RoundContext, RoundPath, load_round};
use gyokaku_office::reminding::{Draft, Letters, letters};

/// How many characters the office's own lines have at most.
const LONGEST: usize = 1_000;

/// Which answers: the word in the form, the words on the screen, how many days ahead.
pub(super) const RANGES: [(&str, &str, Option<i32>); 3] = [
    ("", "未提出のすべて", None),
    ("soon", "期限まで3日以内と、期限を過ぎたもの", Some(3)),
    ("late", "期限を過ぎたもの", Some(-1)),
];

/// A wish as it was typed.
pub(super) struct Wish {
    pub(super) range: &'static str,
    pub(super) note: String,
    pub(super) signature: String,
}

/// A wish with what it would send.
pub(super) struct Wished {
    pub(super) survey: RoundContext,
    pub(super) wish: Wish,
    pub(super) drafts: Vec<Draft>,
    pub(super) unaddressed: Vec<Unaddressed>,
    pub(super) known: Vec<Reminder>,
}

/// Loads a round with the mails that a form or an address wishes.
pub(super) async fn wished(app: &App, path: &RoundPath, fields: &FormData) -> Result<Wished, Problem> {
    let survey = load_round(app, path, &Part::All).await?;
    let accounts = app.store().accounts(&path.code.0).await?;
    let accounts: Vec<Account> = accounts.into_iter().map(|s| s.account).collect();
    let known = app.store().reminders(path.at()).await?;
    let range = fields.line("range");
    let range = RANGES
        .into_iter()
        .find(|(word, ..)| *word == range)
        .unwrap_or(RANGES[0]);
    let short = |name: &str| fields.lines(name).chars().take(LONGEST).collect::<String>();
    let wish = Wish {
        range: range.0,
        note: short("note"),
        signature: match fields.has("signature") {
            true => short("signature"),
            false => format!("{} 行財政改革 事務局", survey.loaded.body_name),
        },
    };
    let (drafts, unaddressed) = letters(&Letters {
        code: &survey.loaded.code,
        body: &survey.loaded.body_name,
        key: &survey.loaded.key,
        plan: survey.plan(),
        round: &survey.round,
        answers: &survey.answers,
        directory: &survey.directory,
        accounts: &accounts,
        today: survey.today,
        within: range.2,
        public_url: app.config().public_url.as_deref(),
        note: &wish.note,
        signature: &wish.signature,
    });
    Ok(Wished {
        survey,
        wish,
        drafts,
        unaddressed,
        known,
    })
}

/// The drafts whose addresses a form names; nobody else is ever written to.
pub(super) fn chosen<'a>(drafts: &'a [Draft], fields: &FormData) -> Vec<&'a Draft> {
    let to = fields.all("to");
    drafts
        .iter()
        .filter(|draft| to.iter().any(|mail| *mail == draft.recipient.mail))
        .collect()
}
