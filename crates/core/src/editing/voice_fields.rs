//! The fields of councils, meetings and what is said around a plan: each with its label, its shape, its choices and its
//! text, and how a value gets there.
//!
//! Not here: which kind has which of them, adding, writing and removing (`voices`).

use super::field::{Says, Shape, Value, telling};
use super::refusal::Refusal;
use super::texts;
use super::voices::{Voice, items_called, meeting_called, voiced_in};
use crate::appraisal::{Appraisal, Verdict};
use crate::fiscal_year::{FiscalYear, day_in_words};
use crate::money::{Yen, grouped};
use crate::opinion::{FollowUp, Handling, Opinion};
use crate::plan::Plan;
use crate::round::day_key;
use crate::suggestion::{Practice, Stage, Suggestion};

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

/// What stands in the choice of a meeting or a consultation before its identity.
const OF_MEETING: &str = "meeting:";
const OF_CONSULTATION: &str = "consultation:";

/// The words of a meeting that is not public.
const CLOSED: &str = "closed";

telling! { VoiceField }

impl VoiceField {
    /// Whether it says who somebody is who spoke or proposed.
    pub const fn is_personal(self) -> bool {
        matches!(self, VoiceField::Speaker | VoiceField::By)
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

    const fn says(self) -> Says {
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
            VoiceField::Title => ("title", "名称", Shape::Line, ""),
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
                "番号か名称を、1行に1つ、または「、」で区切って入力します。計画全体のものは空欄にします。",
            ),
            VoiceField::Asked => (
                "asked",
                "回答する課",
                Shape::Line,
                "課名簿にある名称を入力すると、その課の担当者の「対応が必要なもの」に出ます。",
            ),
            VoiceField::Answer => (
                "answer",
                "回答",
                Shape::Text,
                "回答し、対応区分を決めた意見だけが、公開のときに庁外に出ます。",
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
                "予算がどれだけ変わったかを円で入力します。減らしたときは「△300千円」のように入力します。",
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
