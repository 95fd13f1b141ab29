//! Councils, meetings, consultations of the public, opinions, proposals of staff, practices and appraisals by hand: which
//! fields each kind has, and writing them.
//!
//! All kinds are one [`Voice`] here, so that page, history, difference and journal say their fields once. Invariant: nothing
//! is written over that its writer has not seen, and nothing goes that something else belongs to. Not here: the fields
//! themselves (`voice_fields`), what they are (`crate::council`, `crate::opinion`, `crate::suggestion`, `crate::appraisal`),
//! who may.

use time::Date;

use super::act::{Done, blank, is_day_of_a_plan};
use super::refusal::Refusal;
use super::voice_fields::VoiceField;
use crate::appraisal::Appraisal;
use crate::council::{Council, Meeting};
use crate::fiscal_year::day_in_words;
use crate::opinion::{Consultation, Occasion, Opinion};
use crate::plan::{Item, Plan};
use crate::suggestion::{Practice, Suggestion};

/// What kind of record it is that is kept around a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VoiceKind {
    /// 会議体
    Council,
    /// 会議
    Meeting,
    /// 意見募集
    Consultation,
    /// 意見
    Opinion,
    /// 職員提案
    Suggestion,
    /// 好事例
    Practice,
    /// 既存事業の点検
    Appraisal,
}

/// A record that is kept around a plan, of one of the kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voice {
    /// 会議体
    Council(Council),
    /// 会議
    Meeting(Meeting),
    /// 意見募集
    Consultation(Consultation),
    /// 意見
    Opinion(Opinion),
    /// 職員提案
    Suggestion(Suggestion),
    /// 好事例
    Practice(Practice),
    /// 既存事業の点検
    Appraisal(Appraisal),
}

/// A part that is added, written over what was seen, or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceWrite {
    /// What was seen; none of one that is added.
    pub seen: Option<Voice>,
    /// What shall be there; none where it is removed.
    pub voice: Option<Voice>,
}

impl VoiceWrite {
    /// One that is added.
    pub fn new(voice: Voice) -> Self {
        VoiceWrite {
            seen: None,
            voice: Some(voice),
        }
    }

    /// One that is written over what was seen.
    pub fn over(seen: Voice, voice: Voice) -> Self {
        VoiceWrite {
            seen: Some(seen),
            voice: Some(voice),
        }
    }
}

/// How many of each kind a plan may have.
const MOST_COUNCILS: usize = 50;
const MOST_MEETINGS: usize = 500;
const MOST_CONSULTATIONS: usize = 100;
const MOST_OPINIONS: usize = 5_000;
const MOST_OTHERS: usize = 2_000;

impl VoiceKind {
    /// All of them.
    pub const ALL: [VoiceKind; 7] = [
        VoiceKind::Council,
        VoiceKind::Meeting,
        VoiceKind::Consultation,
        VoiceKind::Opinion,
        VoiceKind::Suggestion,
        VoiceKind::Practice,
        VoiceKind::Appraisal,
    ];

    /// The word in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            VoiceKind::Council => "councils",
            VoiceKind::Meeting => "meetings",
            VoiceKind::Consultation => "consultations",
            VoiceKind::Opinion => "opinions",
            VoiceKind::Suggestion => "suggestions",
            VoiceKind::Practice => "practices",
            VoiceKind::Appraisal => "appraisals",
        }
    }

    /// The kind of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            VoiceKind::Council => "会議体",
            VoiceKind::Meeting => "会議",
            VoiceKind::Consultation => "意見募集",
            VoiceKind::Opinion => "意見",
            VoiceKind::Suggestion => "職員提案",
            VoiceKind::Practice => "好事例",
            VoiceKind::Appraisal => "既存事業の点検",
        }
    }

    /// Its fields, in the order of a page.
    pub const fn fields(self) -> &'static [VoiceField] {
        use VoiceField as F;
        match self {
            VoiceKind::Council => &[F::Name, F::Purpose, F::Members],
            VoiceKind::Meeting => &[
                F::Council,
                F::Title,
                F::On,
                F::Place,
                F::Closed,
                F::Agenda,
                F::Papers,
                F::Minutes,
            ],
            VoiceKind::Consultation => &[F::Title, F::Guide, F::From, F::To],
            VoiceKind::Opinion => &[
                F::Voiced,
                F::Occasion,
                F::Speaker,
                F::Text,
                F::Voices,
                F::Items,
                F::Asked,
                F::Answer,
                F::AnsweredOn,
                F::Handling,
                F::Change,
                F::Amount,
                F::AmountYear,
                F::FollowUp,
                F::Followed,
            ],
            VoiceKind::Suggestion => &[
                F::Title,
                F::Body,
                F::By,
                F::Department,
                F::ReceivedOn,
                F::Stage,
                F::Judged,
                F::Result,
                F::Items,
            ],
            VoiceKind::Practice => &[
                F::Title,
                F::Department,
                F::FiscalYear,
                F::Body,
                F::Result,
                F::Hints,
                F::Items,
            ],
            VoiceKind::Appraisal => &[
                F::Programme,
                F::FiscalYear,
                F::Department,
                F::Measured,
                F::Own,
                F::Outside,
                F::Verdict,
                F::Reason,
                F::Amount,
                F::Items,
            ],
        }
    }

    /// A blank one with an identity.
    pub fn blank(self, id: String) -> Voice {
        match self {
            VoiceKind::Council => Voice::Council(Council {
                id,
                ..Council::default()
            }),
            VoiceKind::Meeting => Voice::Meeting(Meeting {
                id,
                ..Meeting::default()
            }),
            VoiceKind::Consultation => Voice::Consultation(Consultation {
                id,
                ..Consultation::default()
            }),
            VoiceKind::Opinion => Voice::Opinion(Opinion {
                id,
                ..Opinion::default()
            }),
            VoiceKind::Suggestion => Voice::Suggestion(Suggestion {
                id,
                ..Suggestion::default()
            }),
            VoiceKind::Practice => Voice::Practice(Practice {
                id,
                ..Practice::default()
            }),
            VoiceKind::Appraisal => Voice::Appraisal(Appraisal {
                id,
                ..Appraisal::default()
            }),
        }
    }

    /// The one of a plan with an identity.
    pub fn find(self, plan: &Plan, id: &str) -> Option<Voice> {
        self.all(plan).find(|voice| voice.id() == id)
    }

    /// Those of a plan, in their order.
    pub fn all(self, plan: &Plan) -> Box<dyn Iterator<Item = Voice> + '_> {
        match self {
            VoiceKind::Council => Box::new(plan.councils.iter().cloned().map(Voice::Council)),
            VoiceKind::Meeting => Box::new(plan.meetings.iter().cloned().map(Voice::Meeting)),
            VoiceKind::Consultation => Box::new(plan.consultations.iter().cloned().map(Voice::Consultation)),
            VoiceKind::Opinion => Box::new(plan.opinions.iter().cloned().map(Voice::Opinion)),
            VoiceKind::Suggestion => Box::new(plan.suggestions.iter().cloned().map(Voice::Suggestion)),
            VoiceKind::Practice => Box::new(plan.practices.iter().cloned().map(Voice::Practice)),
            VoiceKind::Appraisal => Box::new(plan.appraisals.iter().cloned().map(Voice::Appraisal)),
        }
    }
}

/// What a meeting is called: 行政改革懇談会 令和8年度第2回（令和8年11月28日）.
pub fn meeting_called(plan: &Plan, meeting: &Meeting) -> String {
    let council = plan.councils.iter().find(|c| c.id == meeting.council);
    let council = council.map_or("", |c| c.name.as_str());
    let day = meeting
        .on
        .map(|on| format!("（{}）", day_in_words(on)))
        .unwrap_or_default();
    format!("{council} {}{day}", meeting.title).trim().to_owned()
}

/// Where an opinion was voiced, in words.
pub fn voiced_in(plan: &Plan, opinion: &Opinion) -> String {
    match opinion.voiced() {
        Occasion::Meeting(id) => {
            let meeting = plan.meetings.iter().find(|m| m.id == id);
            meeting.map(|m| meeting_called(plan, m)).unwrap_or_default()
        }
        Occasion::Consultation(id) => {
            let asked = plan.consultations.iter().find(|c| c.id == id);
            asked.map(|c| c.title.clone()).unwrap_or_default()
        }
        Occasion::Elsewhere(words) => words.to_owned(),
    }
}

/// What items are called.
pub fn items_called(plan: &Plan, items: &[String]) -> Vec<String> {
    let items = items.iter().filter_map(|id| plan.item(id));
    items.map(Item::called).collect()
}

/// The beginning of an opinion, in one line, to name it by.
pub fn begun(text: &str) -> String {
    let begun: String = text.chars().take(NAMED_BY).collect();
    let more = if text.chars().count() > NAMED_BY {
        "…"
    } else {
        ""
    };
    format!("{}{more}", begun.replace('\n', " "))
}

/// How many characters of an opinion name it.
const NAMED_BY: usize = 30;

impl Voice {
    /// What kind it is of.
    pub const fn kind(&self) -> VoiceKind {
        match self {
            Voice::Council(_) => VoiceKind::Council,
            Voice::Meeting(_) => VoiceKind::Meeting,
            Voice::Consultation(_) => VoiceKind::Consultation,
            Voice::Opinion(_) => VoiceKind::Opinion,
            Voice::Suggestion(_) => VoiceKind::Suggestion,
            Voice::Practice(_) => VoiceKind::Practice,
            Voice::Appraisal(_) => VoiceKind::Appraisal,
        }
    }

    /// Its identity.
    pub fn id(&self) -> &str {
        match self {
            Voice::Council(c) => &c.id,
            Voice::Meeting(m) => &m.id,
            Voice::Consultation(c) => &c.id,
            Voice::Opinion(o) => &o.id,
            Voice::Suggestion(s) => &s.id,
            Voice::Practice(p) => &p.id,
            Voice::Appraisal(a) => &a.id,
        }
    }

    /// The identities of the items that it speaks of.
    pub fn items(&self) -> &[String] {
        match self {
            Voice::Council(_) | Voice::Meeting(_) | Voice::Consultation(_) => &[],
            Voice::Opinion(o) => &o.items,
            Voice::Suggestion(s) => &s.items,
            Voice::Practice(p) => &p.items,
            Voice::Appraisal(a) => &a.items,
        }
    }

    pub(super) fn items_mut(&mut self) -> Option<&mut Vec<String>> {
        match self {
            Voice::Council(_) | Voice::Meeting(_) | Voice::Consultation(_) => None,
            Voice::Opinion(o) => Some(&mut o.items),
            Voice::Suggestion(s) => Some(&mut s.items),
            Voice::Practice(p) => Some(&mut p.items),
            Voice::Appraisal(a) => Some(&mut a.items),
        }
    }

    /// What people call it.
    pub fn called(&self, plan: &Plan) -> String {
        match self {
            Voice::Council(c) => c.name.clone(),
            Voice::Meeting(m) => meeting_called(plan, m),
            Voice::Consultation(c) => c.title.clone(),
            Voice::Suggestion(s) => s.title.clone(),
            Voice::Practice(p) => p.title.clone(),
            Voice::Appraisal(a) => {
                let year = a
                    .fiscal_year
                    .map(|year| format!("（{}）", year.show(plan.year_style)));
                format!("{}{}", a.programme, year.unwrap_or_default())
            }
            Voice::Opinion(o) => begun(&o.text),
        }
    }

    /// The days that it names.
    fn days(&self) -> Vec<Option<Date>> {
        match self {
            Voice::Council(c) => c
                .members
                .iter()
                .flat_map(|member| [member.from, member.to])
                .collect(),
            Voice::Meeting(m) => vec![m.on],
            Voice::Consultation(c) => vec![c.from, c.to],
            Voice::Opinion(o) => vec![o.answered_on],
            Voice::Suggestion(s) => vec![s.received_on],
            Voice::Practice(_) | Voice::Appraisal(_) => Vec::new(),
        }
    }

    /// What is wrong with it as it would stand in a plan.
    fn checked(&self, plan: &Plan) -> Result<(), Refusal> {
        let is_blank = |text: &str| text.trim().is_empty();
        if self.items().iter().any(|id| plan.item(id).is_none()) {
            return Err(Refusal::Gone);
        }
        if self
            .days()
            .into_iter()
            .flatten()
            .any(|day| !is_day_of_a_plan(day))
        {
            return Err(Refusal::OddDay);
        }
        match self {
            Voice::Council(c) if is_blank(&c.name) => Err(Refusal::NoTitle),
            Voice::Council(c)
                if c.members
                    .iter()
                    .any(|m| m.from.zip(m.to).is_some_and(|(a, b)| a > b)) =>
            {
                Err(Refusal::DaysBackwards)
            }
            Voice::Meeting(m) if is_blank(&m.title) => Err(Refusal::NoTitle),
            Voice::Meeting(m) if plan.councils.iter().all(|c| c.id != m.council) => Err(Refusal::NoCouncil),
            Voice::Consultation(c) if is_blank(&c.title) => Err(Refusal::NoTitle),
            Voice::Consultation(c) if c.from.zip(c.to).is_some_and(|(from, to)| from > to) => {
                Err(Refusal::DaysBackwards)
            }
            Voice::Opinion(o) if is_blank(&o.text) => Err(Refusal::NoWords),
            Voice::Opinion(o) if o.voices.is_some_and(|count| count < 1) => Err(Refusal::NoCount),
            Voice::Opinion(o) => {
                let meeting = o.meeting.as_ref();
                let meeting = meeting.is_none_or(|id| plan.meetings.iter().any(|m| m.id == *id));
                let asked = o.consultation.as_ref();
                let asked = asked.is_none_or(|id| plan.consultations.iter().any(|c| c.id == *id));
                match meeting && asked {
                    true => Ok(()),
                    false => Err(Refusal::Gone),
                }
            }
            Voice::Suggestion(s) if is_blank(&s.title) => Err(Refusal::NoTitle),
            Voice::Practice(p) if is_blank(&p.title) => Err(Refusal::NoTitle),
            Voice::Appraisal(a) if is_blank(&a.programme) => Err(Refusal::NoTitle),
            _ => Ok(()),
        }
    }

    /// Whether something else of the plan belongs to it.
    fn is_held(&self, plan: &Plan) -> bool {
        match self {
            Voice::Council(c) => plan.meetings.iter().any(|m| m.council == c.id),
            Voice::Meeting(m) => plan.opinions.iter().any(|o| o.meeting.as_deref() == Some(&m.id)),
            Voice::Consultation(c) => plan
                .opinions
                .iter()
                .any(|o| o.consultation.as_deref() == Some(&c.id)),
            Voice::Opinion(_) | Voice::Suggestion(_) | Voice::Practice(_) | Voice::Appraisal(_) => false,
        }
    }
}

/// Puts one into a list, over the one with its identity or after the others; takes it out where it is none.
fn place<T: Clone>(
    list: &mut Vec<T>,
    id: &str,
    id_of: impl Fn(&T) -> &str,
    new: Option<T>,
    most: usize,
) -> Result<(), Refusal> {
    let at = list.iter().position(|known| id_of(known) == id);
    match (at, new) {
        (Some(at), Some(new)) => list[at] = new,
        (Some(at), None) => {
            list.remove(at);
        }
        (None, Some(_)) if list.len() >= most => return Err(Refusal::TooManyVoices(most)),
        (None, Some(new)) => list.push(new),
        (None, None) => {}
    }
    Ok(())
}

/// Puts one into its list of a plan, or takes it out.
macro_rules! put {
    ($plan:ident, $kind:ident, $id:ident, $new:ident; $($name:ident: $list:ident, $most:expr;)+) => {
        match $kind {
            $(VoiceKind::$name => {
                let new = match $new {
                    Some(Voice::$name(new)) => Some(new),
                    _ => None,
                };
                place(&mut $plan.$list, $id, |known| &known.id, new, $most)?;
            })+
        }
    };
}

fn put(plan: &mut Plan, kind: VoiceKind, id: &str, new: Option<Voice>) -> Result<(), Refusal> {
    put! { plan, kind, id, new;
        Council: councils, MOST_COUNCILS;
        Meeting: meetings, MOST_MEETINGS;
        Consultation: consultations, MOST_CONSULTATIONS;
        Opinion: opinions, MOST_OPINIONS;
        Suggestion: suggestions, MOST_OTHERS;
        Practice: practices, MOST_OTHERS;
        Appraisal: appraisals, MOST_OTHERS;
    }
    // In the order of their days; one whose day is not settled comes last.
    plan.meetings.sort_by_key(|m| (m.on.is_none(), m.on));
    Ok(())
}

/// Adds, writes and removes; all of it or nothing.
pub(super) fn write(plan: &mut Plan, writes: &[VoiceWrite]) -> Result<Done, Refusal> {
    let (mut names, mut details) = (Vec::new(), Vec::new());
    for VoiceWrite { seen, voice } in writes {
        let Some(one) = voice.as_ref().or(seen.as_ref()) else {
            continue;
        };
        let (kind, id) = (one.kind(), one.id());
        let stands = kind.find(plan, id);
        if stands != *seen {
            return Err(match stands {
                Some(_) => Refusal::AsItIs,
                None => Refusal::Gone,
            });
        }
        if let Some(voice) = voice {
            voice.checked(plan)?;
        } else if one.is_held(plan) {
            return Err(Refusal::Held);
        }
        let words = |voice: &Option<Voice>, field: VoiceField| {
            let words = voice.as_ref().map(|voice| field.words(plan, voice));
            words.and_then(blank)
        };
        // Who said something is nothing for the history, which more people read.
        for field in kind.fields().iter().filter(|field| !field.is_personal()) {
            let (old, new) = (words(seen, *field), words(voice, *field));
            if old != new {
                details.push((field.label().to_owned(), old, new));
            }
        }
        names.push(one.called(plan));
        put(plan, kind, id, voice.clone())?;
    }
    let name = match names.len() {
        0..=3 => names.join("、"),
        count => format!("{count}件"),
    };
    Ok(Done::of(name, details))
}
