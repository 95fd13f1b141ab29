//! Councils, meetings, consultations of the public, opinions, proposals of staff, practices and appraisals by hand: their
//! fields, each with its label, its shape and its text, and writing them.
//!
//! All kinds are one [`Voice`] here, so that page, history, difference and journal say their fields once. Invariant:
//! nothing is written over that its writer has not seen, and nothing goes that something else belongs to. Not here: what
//! they are (`crate::council`, `crate::opinion`, `crate::suggestion`, `crate::appraisal`), who may.

use super::act::{Done, blank};
use super::field::{Shape, Value};
use super::refusal::Refusal;
use super::texts;
use crate::appraisal::{Appraisal, Verdict};
use crate::council::{Council, Meeting};
use crate::fiscal_year::{FiscalYear, day_in_words};
use crate::money::{Yen, grouped};
use crate::opinion::{Consultation, FollowUp, Handling, Opinion};
use crate::plan::{Item, Plan};
use crate::round::day_key;
use crate::suggestion::{Practice, Stage, Suggestion};

/// What kind of part of the plan's councils and voices it is.
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

/// A council, a meeting, a consultation or an opinion.
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

/// A field of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VoiceField {
    /// 会議体の名称
    Name,
    /// 会議体の役割
    Purpose,
    /// 委員
    Members,
    /// 会議体（会議の）
    Council,
    /// 回（会議の）、名称（意見募集の）
    Title,
    /// 開催日
    On,
    /// 場所
    Place,
    /// 議題
    Agenda,
    /// 資料
    Papers,
    /// 議事要旨
    Minutes,
    /// 公開・非公開
    Closed,
    /// 募集の案内
    Guide,
    /// 募集の初日
    From,
    /// 募集の末日
    To,
    /// 意見の出た場
    Voiced,
    /// その他の場
    Occasion,
    /// 発言者
    Speaker,
    /// 意見
    Text,
    /// 件数
    Voices,
    /// 対象の取組項目
    Items,
    /// 回答する課
    Asked,
    /// 回答
    Answer,
    /// 回答日
    AnsweredOn,
    /// 対応区分
    Handling,
    /// 変更した内容
    Change,
    /// 反映額
    Amount,
    /// 反映した年度
    AmountYear,
    /// 翌年度の対応
    FollowUp,
    /// 翌年度に対応した内容
    Followed,
    /// 内容（提案、好事例の）
    Body,
    /// 提案者
    By,
    /// 担当課
    Department,
    /// 受付日
    ReceivedOn,
    /// 段階
    Stage,
    /// 審査の結果
    Judged,
    /// 成果
    Result,
    /// 取り入れるときの留意点
    Hints,
    /// 対象年度
    FiscalYear,
    /// 事業名
    Programme,
    /// 指標と実績
    Measured,
    /// 自己評価
    Own,
    /// 外部の意見
    Outside,
    /// 見直しの方向
    Verdict,
    /// 理由
    Reason,
}

/// How many of each kind a plan may have.
const MOST_COUNCILS: usize = 50;
const MOST_MEETINGS: usize = 500;
const MOST_CONSULTATIONS: usize = 100;
const MOST_OPINIONS: usize = 5_000;
const MOST_OTHERS: usize = 2_000;

/// What stands in the choice of a meeting or a consultation before its identity.
const OF_MEETING: &str = "meeting:";
const OF_CONSULTATION: &str = "consultation:";

/// The words of a meeting that is not public.
const CLOSED: &str = "closed";

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

impl VoiceField {
    /// The word in forms.
    pub const fn key(self) -> &'static str {
        self.says().0
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        self.says().1
    }

    /// How it is written.
    pub const fn shape(self) -> Shape {
        self.says().2
    }

    /// What helps who writes it; empty where the label says enough.
    pub const fn hint(self) -> &'static str {
        self.says().3
    }

    /// Whether a department writes it that is asked for an answer.
    pub const fn is_of_answer(self) -> bool {
        matches!(
            self,
            VoiceField::Answer
                | VoiceField::Change
                | VoiceField::Amount
                | VoiceField::AmountYear
                | VoiceField::FollowUp
                | VoiceField::Followed
        )
    }

    const fn says(self) -> (&'static str, &'static str, Shape, &'static str) {
        match self {
            VoiceField::Name => ("name", "名称", Shape::Line, "例：行政改革懇談会"),
            VoiceField::Purpose => ("purpose", "役割", Shape::Text, ""),
            VoiceField::Members => (
                "members",
                "委員",
                Shape::Members,
                "1行に1人、「役職：氏名：所属・肩書：任期」と入力します（例：会長：氏名：学識経験者：令和8年4月1日～令和10年3月31日）。分からないところは空けておきます。公開すると氏名も公開されます。",
            ),
            VoiceField::Council => ("council", "会議体", Shape::One, ""),
            VoiceField::Title => (
                "title",
                "名称",
                Shape::Line,
                "会議は「令和8年度第2回」のように入力します。",
            ),
            VoiceField::On => ("on", "開催日", Shape::Day, ""),
            VoiceField::Place => ("place", "場所", Shape::Line, ""),
            VoiceField::Agenda => ("agenda", "議題", Shape::Points, "1行に1件入力します。"),
            VoiceField::Papers => (
                "papers",
                "資料",
                Shape::Entries,
                "1行に1件、「名称：アドレス」または名称だけを入力します。アドレスは https:// か / で始まるものがリンクになります。",
            ),
            VoiceField::Minutes => ("minutes", "議事要旨", Shape::Text, ""),
            VoiceField::Closed => (
                "closed",
                "公開の別",
                Shape::One,
                "非公開の会議は、出た意見も含めて庁外には出ません。",
            ),
            VoiceField::Guide => (
                "guide",
                "募集の案内",
                Shape::Text,
                "何について意見を求めるか、結果をいつ公表するかなどを書きます。",
            ),
            VoiceField::From => ("from", "募集の初日", Shape::Day, ""),
            VoiceField::To => ("to", "募集の末日", Shape::Day, "この日の終わりまで受け付けます。"),
            VoiceField::Voiced => ("voiced", "意見の出た場", Shape::One, ""),
            VoiceField::Occasion => (
                "occasion",
                "その他の場",
                Shape::Line,
                "会議でも意見募集でもないときに入力します（例：議会の一般質問、外部監査）。",
            ),
            VoiceField::Speaker => ("speaker", "発言者", Shape::Line, "庁外には出ません。"),
            VoiceField::Text => ("text", "意見", Shape::Text, ""),
            VoiceField::Voices => (
                "voices",
                "件数",
                Shape::Count,
                "同じ趣旨の意見をまとめたときに、その件数を入力します。",
            ),
            VoiceField::Items => (
                "items",
                "対象の取組項目",
                Shape::List,
                "番号か名称を、1行に1つ、または「、」で区切って入力します。計画全体への意見は空欄にします。",
            ),
            VoiceField::Asked => (
                "asked",
                "回答する課",
                Shape::Line,
                "課名簿にある名称を入力すると、その課の担当者の「やること」に出ます。",
            ),
            VoiceField::Answer => (
                "answer",
                "回答",
                Shape::Text,
                "回答した意見だけが、公開のときに庁外に出ます。",
            ),
            VoiceField::AnsweredOn => ("answered_on", "回答日", Shape::Day, ""),
            VoiceField::Handling => ("handling", "対応区分", Shape::One, ""),
            VoiceField::Change => (
                "change",
                "変更した内容",
                Shape::Text,
                "計画や事業をどう変えたかを書きます。",
            ),
            VoiceField::Amount => (
                "amount",
                "反映額",
                Shape::Amount,
                "予算に反映した額を円で入力します。「120万円」「△300千円」のようにも入力できます。",
            ),
            VoiceField::AmountYear => ("amount_year", "反映した年度", Shape::Year, "例：令和9年度"),
            VoiceField::FollowUp => ("follow_up", "翌年度の対応", Shape::One, ""),
            VoiceField::Followed => ("followed", "翌年度に対応した内容", Shape::Text, ""),
            VoiceField::Body => ("body", "内容", Shape::Text, ""),
            VoiceField::By => ("by", "提案者", Shape::Line, "庁外には出ません。"),
            VoiceField::Department => ("department", "担当課", Shape::Line, ""),
            VoiceField::ReceivedOn => ("received_on", "受付日", Shape::Day, ""),
            VoiceField::Stage => (
                "stage",
                "段階",
                Shape::One,
                "「採用」か「実施済み」にしたものだけが、公開のときに庁外に出ます。",
            ),
            VoiceField::Judged => ("judged", "審査の結果", Shape::Text, ""),
            VoiceField::Result => ("result", "成果", Shape::Text, ""),
            VoiceField::Hints => ("hints", "取り入れるときの留意点", Shape::Text, ""),
            VoiceField::FiscalYear => ("fiscal_year", "対象年度", Shape::Year, "例：令和8年度"),
            VoiceField::Programme => ("programme", "事業名", Shape::Line, ""),
            VoiceField::Measured => (
                "measured",
                "指標と実績",
                Shape::Text,
                "何をどれだけ達成する予定で、どうなったかを書きます。",
            ),
            VoiceField::Own => ("own", "自己評価", Shape::Text, ""),
            VoiceField::Outside => ("outside", "外部の意見", Shape::Text, ""),
            VoiceField::Verdict => ("verdict", "見直しの方向", Shape::One, ""),
            VoiceField::Reason => ("reason", "理由", Shape::Text, ""),
        }
    }

    /// What can be chosen, where it is a choice: the value and its words.
    pub fn choices(self, plan: &Plan) -> Vec<(String, String)> {
        let pair = |key: &str, label: &str| (key.to_owned(), label.to_owned());
        let nothing = || pair("", "（未定）");
        match self {
            VoiceField::Council => plan.councils.iter().map(|c| pair(&c.id, &c.name)).collect(),
            VoiceField::Closed => vec![pair("", "公開"), pair(CLOSED, "非公開")],
            VoiceField::Voiced => {
                let meetings = plan.meetings.iter().rev();
                let meetings =
                    meetings.map(|m| pair(&format!("{OF_MEETING}{}", m.id), &meeting_called(plan, m)));
                let asked = plan.consultations.iter().rev();
                let asked = asked.map(|c| pair(&format!("{OF_CONSULTATION}{}", c.id), &c.title));
                meetings.chain(asked).chain([pair("", "その他の場")]).collect()
            }
            VoiceField::Handling => {
                let all = Handling::ALL.into_iter().map(|h| pair(h.key(), h.label()));
                [nothing()].into_iter().chain(all).collect()
            }
            VoiceField::FollowUp => {
                let all = FollowUp::ALL.into_iter().map(|f| pair(f.key(), f.label()));
                [nothing()].into_iter().chain(all).collect()
            }
            VoiceField::Stage => Stage::ALL.into_iter().map(|s| pair(s.key(), s.label())).collect(),
            VoiceField::Verdict => {
                let all = Verdict::ALL.into_iter().map(|v| pair(v.key(), v.label()));
                [nothing()].into_iter().chain(all).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What stands there, as a form carries it; empty for a blank.
    pub fn text(self, plan: &Plan, voice: &Voice) -> String {
        let day = |day: Option<time::Date>| day.map(day_key).unwrap_or_default();
        let year = |year: Option<FiscalYear>| year.map(|y| y.show(plan.year_style)).unwrap_or_default();
        let yen = |amount: Option<Yen>| amount.map(|yen| grouped(yen.0)).unwrap_or_default();
        match (self, voice) {
            (VoiceField::Items, voice) => texts::links_text(plan, voice.items()),
            (VoiceField::Name, Voice::Council(c)) => c.name.clone(),
            (VoiceField::Purpose, Voice::Council(c)) => c.purpose.clone(),
            (VoiceField::Members, Voice::Council(c)) => texts::members_text(&c.members),
            (VoiceField::Council, Voice::Meeting(m)) => m.council.clone(),
            (VoiceField::Title, Voice::Meeting(m)) => m.title.clone(),
            (VoiceField::On, Voice::Meeting(m)) => day(m.on),
            (VoiceField::Place, Voice::Meeting(m)) => m.place.clone(),
            (VoiceField::Agenda, Voice::Meeting(m)) => texts::lines_text(&m.agenda),
            (VoiceField::Papers, Voice::Meeting(m)) => texts::papers_text(&m.papers),
            (VoiceField::Minutes, Voice::Meeting(m)) => m.minutes.clone().unwrap_or_default(),
            (VoiceField::Closed, Voice::Meeting(m)) if m.closed => CLOSED.to_owned(),
            (VoiceField::Title, Voice::Consultation(c)) => c.title.clone(),
            (VoiceField::Guide, Voice::Consultation(c)) => c.text.clone(),
            (VoiceField::From, Voice::Consultation(c)) => day(c.from),
            (VoiceField::To, Voice::Consultation(c)) => day(c.to),
            (VoiceField::Amount, Voice::Opinion(o)) => yen(o.amount),
            (VoiceField::AmountYear, Voice::Opinion(o)) => year(o.amount_year),
            (field, Voice::Opinion(opinion)) => field.of_opinion(opinion),
            (VoiceField::Title, Voice::Suggestion(s)) => s.title.clone(),
            (VoiceField::Body, Voice::Suggestion(s)) => s.text.clone(),
            (VoiceField::By, Voice::Suggestion(s)) => s.by.clone(),
            (VoiceField::Department, Voice::Suggestion(s)) => s.department.clone(),
            (VoiceField::ReceivedOn, Voice::Suggestion(s)) => day(s.received_on),
            (VoiceField::Stage, Voice::Suggestion(s)) => s.stage.key().to_owned(),
            (VoiceField::Judged, Voice::Suggestion(s)) => s.judged.clone(),
            (VoiceField::Result, Voice::Suggestion(s)) => s.result.clone(),
            (VoiceField::Title, Voice::Practice(p)) => p.title.clone(),
            (VoiceField::Department, Voice::Practice(p)) => p.department.clone(),
            (VoiceField::FiscalYear, Voice::Practice(p)) => year(p.fiscal_year),
            (VoiceField::Body, Voice::Practice(p)) => p.text.clone(),
            (VoiceField::Result, Voice::Practice(p)) => p.result.clone(),
            (VoiceField::Hints, Voice::Practice(p)) => p.hints.clone(),
            (VoiceField::Programme, Voice::Appraisal(a)) => a.programme.clone(),
            (VoiceField::FiscalYear, Voice::Appraisal(a)) => year(a.fiscal_year),
            (VoiceField::Department, Voice::Appraisal(a)) => a.department.clone(),
            (VoiceField::Measured, Voice::Appraisal(a)) => a.measured.clone(),
            (VoiceField::Own, Voice::Appraisal(a)) => a.own.clone(),
            (VoiceField::Outside, Voice::Appraisal(a)) => a.outside.clone().unwrap_or_default(),
            (VoiceField::Verdict, Voice::Appraisal(a)) => {
                a.verdict.map(|v| v.key().to_owned()).unwrap_or_default()
            }
            (VoiceField::Reason, Voice::Appraisal(a)) => a.reason.clone(),
            (VoiceField::Amount, Voice::Appraisal(a)) => yen(a.amount),
            _ => String::new(),
        }
    }

    fn of_opinion(self, o: &Opinion) -> String {
        match self {
            VoiceField::Voiced => match (&o.meeting, &o.consultation) {
                (Some(id), _) => format!("{OF_MEETING}{id}"),
                (None, Some(id)) => format!("{OF_CONSULTATION}{id}"),
                (None, None) => String::new(),
            },
            VoiceField::Occasion => o.occasion.clone(),
            VoiceField::Speaker => o.speaker.clone(),
            VoiceField::Text => o.text.clone(),
            VoiceField::Voices => o.voices.map(grouped).unwrap_or_default(),
            VoiceField::Asked => o.asked.clone(),
            VoiceField::Answer => o.answer.clone().unwrap_or_default(),
            VoiceField::AnsweredOn => o.answered_on.map(day_key).unwrap_or_default(),
            VoiceField::Handling => o.handling.map(|h| h.key().to_owned()).unwrap_or_default(),
            VoiceField::Change => o.change.clone(),
            VoiceField::FollowUp => o.follow_up.map(|f| f.key().to_owned()).unwrap_or_default(),
            VoiceField::Followed => o.followed.clone(),
            _ => String::new(),
        }
    }

    /// What stands there, as people read it; empty for a blank.
    pub fn words(self, plan: &Plan, voice: &Voice) -> String {
        match (self, voice) {
            (VoiceField::Council, Voice::Meeting(m)) => {
                let council = plan.councils.iter().find(|c| c.id == m.council);
                council.map(|c| c.name.clone()).unwrap_or_default()
            }
            (VoiceField::Closed, Voice::Meeting(m)) => if m.closed { "非公開" } else { "公開" }.to_owned(),
            (VoiceField::Voiced, Voice::Opinion(o)) if o.meeting.is_none() && o.consultation.is_none() => {
                String::new()
            }
            (VoiceField::Voiced, Voice::Opinion(o)) => voiced_in(plan, o),
            (VoiceField::Items, voice) => items_called(plan, voice.items()).join("、"),
            (VoiceField::Stage, Voice::Suggestion(s)) => s.stage.label().to_owned(),
            (VoiceField::Verdict, Voice::Appraisal(a)) => a
                .verdict
                .map(|verdict| verdict.label().to_owned())
                .unwrap_or_default(),
            (VoiceField::Amount, Voice::Appraisal(a)) => a.amount.map(Yen::mixed).unwrap_or_default(),
            (VoiceField::Handling, Voice::Opinion(o)) => o
                .handling
                .map(|handling| handling.label().to_owned())
                .unwrap_or_default(),
            (VoiceField::FollowUp, Voice::Opinion(o)) => o
                .follow_up
                .map(|done| done.label().to_owned())
                .unwrap_or_default(),
            (VoiceField::Amount, Voice::Opinion(o)) => o.amount.map(|yen| yen.mixed()).unwrap_or_default(),
            _ => {
                let text = self.text(plan, voice);
                match self.shape() {
                    Shape::Day => crate::round::day(&text).map(day_in_words).unwrap_or_default(),
                    _ => text,
                }
            }
        }
    }

    /// Writes a value; what it is not the shape of stays as it is.
    ///
    /// # Errors
    /// A name that means no item of the plan, or more than one; a choice that is none.
    pub fn put(self, plan: &Plan, voice: &mut Voice, value: Value) -> Result<(), Refusal> {
        if self.shape() == Shape::One
            && let Value::Words(chosen) = &value
        {
            let chosen = chosen.as_deref().unwrap_or_default();
            if self.choices(plan).iter().all(|(value, _)| value != chosen) {
                return Err(Refusal::NoChoice);
            }
        }
        if let (VoiceField::Items, Value::List(names)) = (self, &value) {
            let named = texts::items_named(plan, names).map_err(Refusal::NoSuchItem)?;
            if let Some(items) = voice.items_mut() {
                *items = named;
            }
            return Ok(());
        }
        match (voice, self, value) {
            (Voice::Opinion(opinion), field, value) => field.put_opinion(opinion, value),
            (Voice::Suggestion(suggestion), field, value) => field.put_suggestion(suggestion, value),
            (Voice::Practice(practice), field, value) => field.put_practice(practice, value),
            (Voice::Appraisal(appraisal), field, value) => field.put_appraisal(appraisal, value),
            (Voice::Council(c), VoiceField::Name, Value::Words(words)) => c.name = words.unwrap_or_default(),
            (Voice::Council(c), VoiceField::Purpose, Value::Words(words)) => {
                c.purpose = words.unwrap_or_default();
            }
            (Voice::Council(c), VoiceField::Members, Value::Members(members)) => c.members = members,
            (Voice::Meeting(m), VoiceField::Council, Value::Words(words)) => {
                m.council = words.unwrap_or_default();
            }
            (Voice::Meeting(m), VoiceField::Title, Value::Words(words)) => {
                m.title = words.unwrap_or_default()
            }
            (Voice::Meeting(m), VoiceField::On, Value::Day(day)) => m.on = day,
            (Voice::Meeting(m), VoiceField::Place, Value::Words(words)) => {
                m.place = words.unwrap_or_default()
            }
            (Voice::Meeting(m), VoiceField::Agenda, Value::Points(points)) => {
                m.agenda = points.into_iter().map(|point| point.text).collect();
            }
            (Voice::Meeting(m), VoiceField::Papers, Value::Entries(entries)) => {
                m.papers = texts::papers(entries);
            }
            (Voice::Meeting(m), VoiceField::Minutes, Value::Words(words)) => m.minutes = words,
            (Voice::Meeting(m), VoiceField::Closed, Value::Words(words)) => m.closed = words.is_some(),
            (Voice::Consultation(c), VoiceField::Title, Value::Words(words)) => {
                c.title = words.unwrap_or_default();
            }
            (Voice::Consultation(c), VoiceField::Guide, Value::Words(words)) => {
                c.text = words.unwrap_or_default();
            }
            (Voice::Consultation(c), VoiceField::From, Value::Day(day)) => c.from = day,
            (Voice::Consultation(c), VoiceField::To, Value::Day(day)) => c.to = day,
            _ => {}
        }
        Ok(())
    }

    fn put_opinion(self, o: &mut Opinion, value: Value) {
        match (self, value) {
            (VoiceField::Voiced, Value::Words(words)) => {
                let words = words.unwrap_or_default();
                o.meeting = words.strip_prefix(OF_MEETING).map(str::to_owned);
                o.consultation = words.strip_prefix(OF_CONSULTATION).map(str::to_owned);
            }
            (VoiceField::Occasion, Value::Words(words)) => o.occasion = words.unwrap_or_default(),
            (VoiceField::Speaker, Value::Words(words)) => o.speaker = words.unwrap_or_default(),
            (VoiceField::Text, Value::Words(words)) => o.text = words.unwrap_or_default(),
            (VoiceField::Voices, Value::Count(count)) => o.voices = count,
            (VoiceField::Asked, Value::Words(words)) => o.asked = words.unwrap_or_default(),
            (VoiceField::Answer, Value::Words(words)) => o.answer = words,
            (VoiceField::AnsweredOn, Value::Day(day)) => o.answered_on = day,
            (VoiceField::Handling, Value::Words(words)) => {
                let key = words.unwrap_or_default();
                o.handling = Handling::ALL.into_iter().find(|h| h.key() == key);
            }
            (VoiceField::Change, Value::Words(words)) => o.change = words.unwrap_or_default(),
            (VoiceField::Amount, Value::Amount(amount)) => o.amount = amount,
            (VoiceField::AmountYear, Value::Year(year)) => o.amount_year = year,
            (VoiceField::FollowUp, Value::Words(words)) => {
                let key = words.unwrap_or_default();
                o.follow_up = FollowUp::ALL.into_iter().find(|f| f.key() == key);
            }
            (VoiceField::Followed, Value::Words(words)) => o.followed = words.unwrap_or_default(),
            _ => {}
        }
    }

    fn put_suggestion(self, s: &mut Suggestion, value: Value) {
        match (self, value) {
            (VoiceField::ReceivedOn, Value::Day(day)) => s.received_on = day,
            (VoiceField::Stage, Value::Words(words)) => {
                let key = words.unwrap_or_default();
                s.stage = Stage::ALL
                    .into_iter()
                    .find(|stage| stage.key() == key)
                    .unwrap_or(s.stage);
            }
            (field, Value::Words(words)) => {
                let words = words.unwrap_or_default();
                match field {
                    VoiceField::Title => s.title = words,
                    VoiceField::Body => s.text = words,
                    VoiceField::By => s.by = words,
                    VoiceField::Department => s.department = words,
                    VoiceField::Judged => s.judged = words,
                    VoiceField::Result => s.result = words,
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn put_practice(self, p: &mut Practice, value: Value) {
        match (self, value) {
            (VoiceField::FiscalYear, Value::Year(year)) => p.fiscal_year = year,
            (field, Value::Words(words)) => {
                let words = words.unwrap_or_default();
                match field {
                    VoiceField::Title => p.title = words,
                    VoiceField::Department => p.department = words,
                    VoiceField::Body => p.text = words,
                    VoiceField::Result => p.result = words,
                    VoiceField::Hints => p.hints = words,
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn put_appraisal(self, a: &mut Appraisal, value: Value) {
        match (self, value) {
            (VoiceField::FiscalYear, Value::Year(year)) => a.fiscal_year = year,
            (VoiceField::Amount, Value::Amount(amount)) => a.amount = amount,
            (VoiceField::Outside, Value::Words(words)) => a.outside = words,
            (VoiceField::Verdict, Value::Words(words)) => {
                let key = words.unwrap_or_default();
                a.verdict = Verdict::ALL.into_iter().find(|verdict| verdict.key() == key);
            }
            (field, Value::Words(words)) => {
                let words = words.unwrap_or_default();
                match field {
                    VoiceField::Programme => a.programme = words,
                    VoiceField::Department => a.department = words,
                    VoiceField::Measured => a.measured = words,
                    VoiceField::Own => a.own = words,
                    VoiceField::Reason => a.reason = words,
                    _ => {}
                }
            }
            _ => {}
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
    use crate::opinion::Occasion;
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

    fn items_mut(&mut self) -> Option<&mut Vec<String>> {
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
            Voice::Opinion(o) => {
                let begun: String = o.text.chars().take(NAMED_BY).collect();
                let more = if o.text.chars().count() > NAMED_BY {
                    "…"
                } else {
                    ""
                };
                format!("{}{more}", begun.replace('\n', " "))
            }
        }
    }

    /// What is wrong with it as it would stand in a plan.
    fn checked(&self, plan: &Plan) -> Result<(), Refusal> {
        let is_blank = |text: &str| text.trim().is_empty();
        if self.items().iter().any(|id| plan.item(id).is_none()) {
            return Err(Refusal::Gone);
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
        for field in kind.fields() {
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
