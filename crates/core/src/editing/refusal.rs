//! Why an act is refused, in words for who asked for it.

use std::borrow::Cow;

use super::field::PlanField;

/// Why an act is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The part is not there any more.
    Gone,
    /// A part would lie under itself.
    UnderItself,
    /// The section still has items or sections.
    NotEmpty,
    /// Something is known of the item that would go with it.
    HasHistory,
    /// There is no title.
    NoTitle,
    /// The end of the period lies before its beginning.
    Backwards,
    /// One end of the period is missing.
    HalfAPeriod,
    /// It is retired already, or it is not.
    AsItIs,
    /// There are as many levels as a plan may have.
    TooDeep,
    /// It is not said on which occasion amounts are stated.
    NoVintage,
    /// It is not said why.
    NoReason,
    /// More proposals wait for a decision than anybody can decide on.
    TooMany,
    /// What is proposed is what stands there.
    NothingChanged,
    /// What is proposed cannot be read as a value of its field.
    Unreadable,
    /// What stands there is not what stood there when it was proposed.
    Moved,
    /// The period is longer than any plan's.
    TooLong,
    /// An item would go into itself, or into one that ended.
    IntoNothing,
    /// It is not said what became of an item.
    NoClass,
    /// An item would both end and go on.
    EndsAndGoesOn,
    /// The same is said of the same items already.
    KnownEdge,
    /// There is an indicator of this name.
    KnownIndicator(String),
    /// There are as many indicators as a plan may have.
    TooManyIndicators,
    /// The unit of this indicator would be another one under values that were measured in it.
    MeasuredOtherwise(String),
    /// Something was measured of the indicator that would go with it.
    Measured,
    /// The day lies outside of all plans.
    OddDay,
    /// Somebody else wrote in fields of the plan: what stands in each.
    Overtaken(Vec<(PlanField, String)>),
    /// Somebody else wrote number or title of the section: what it is called now.
    SectionOvertaken(String),
    /// What a heading leads to means no part of the plan, or more than one: the field and the name.
    NoSuchPart(PlanField, String),
    /// What is spoken of means no item of the plan, or more than one: its name.
    NoSuchItem(String),
    /// What was chosen is no choice any more.
    NoChoice,
    /// The last day lies before the first.
    DaysBackwards,
    /// A meeting is of no council.
    NoCouncil,
    /// Nothing is said.
    NoWords,
    /// A number of voices is none.
    NoCount,
    /// Something else belongs to what would go.
    Held,
    /// Something came in to the consultation that would go.
    Received,
    /// There are as many of a kind as a plan may have.
    TooManyVoices(usize),
}

impl Refusal {
    /// What is wrong and what to do.
    pub fn words(&self) -> Cow<'static, str> {
        match self {
            Refusal::Overtaken(fields) => {
                let stands: Vec<String> = fields.iter().map(|(_, stands)| overtaken(stands, "保存")).collect();
                stands.join("").into()
            }
            Refusal::SectionOvertaken(stands) => overtaken(stands, "保存").into(),
            Refusal::NoSuchPart(_, name) => format!(
                "「→」の後の「{name}」は、番号か名称が一致する取組項目や区分がないか、1つに決まりません。番号と名称を続けて入力してください。"
            )
            .into(),
            Refusal::KnownIndicator(name) => {
                format!("「{name}」という指標は、すでにあります。別の名称にしてください。").into()
            }
            Refusal::MeasuredOtherwise(name) => format!(
                "「{name}」にはすでに値があるため、単位を変えると前後の値を比べられなくなります。新しい単位の指標を別に追加してください。"
            )
            .into(),
            Refusal::NoSuchItem(name) => format!(
                "「{name}」は、番号か名称が一致する取組項目がないか、1つに決まりません。番号と名称を続けて入力してください。"
            )
            .into(),
            Refusal::TooManyVoices(most) => format!("1つの計画に{most}件までです。").into(),
            refusal => refusal.plain_words().into(),
        }
    }

    fn plain_words(&self) -> &'static str {
        match self {
            Refusal::Overtaken(_)
            | Refusal::SectionOvertaken(_)
            | Refusal::NoSuchPart(..)
            | Refusal::KnownIndicator(_)
            | Refusal::NoSuchItem(_)
            | Refusal::TooManyVoices(_)
            | Refusal::MeasuredOtherwise(_) => "",
            Refusal::NoChoice => {
                "一覧から選び直してください。選んだものが、ほかの画面で削除された可能性があります。"
            }
            Refusal::DaysBackwards => "終わりの日が始まりの日より前になっています。日付を確かめてください。",
            Refusal::NoCouncil => "会議体を選んでください。まだないときは、先に会議体を追加してください。",
            Refusal::NoWords => "意見の内容を入力してください。",
            Refusal::NoCount => "件数は1以上で入力してください。",
            Refusal::Received => {
                "この意見募集には受け付けた意見があるため、削除できません。「受け付けた意見を整理する」で、すべてを対象外にし、提出した人の情報を消去すると、削除できます。"
            }
            Refusal::Held => {
                "これに属する会議または意見があるため、削除できません。先にそちらを別のものに移すか、削除してください。"
            }
            Refusal::NoClass => "見直し区分を選び、変更前か変更後の取組項目を決めてください。",
            Refusal::EndsAndGoesOn => {
                "同じ取組項目を、継続するものと終わるものの両方にはできません。先に決めた対応を取り消してください。"
            }
            Refusal::KnownEdge => "同じ取組項目どうしの対応が、すでにあります。",
            Refusal::TooManyIndicators => "指標は1つの計画に500件までです。",
            Refusal::Measured => {
                "この指標には実績があるため、削除できません。誤って入力した実績は、空欄にしてから削除してください。"
            }
            Refusal::Gone => "対象が、ほかの画面で削除されています。画面を読み込み直してください。",
            Refusal::UnderItself => "自分自身の下には移動できません。別の移動先を選んでください。",
            Refusal::NotEmpty => {
                "この区分には取組項目または下位の区分があるため、削除できません。先に別の区分へ移動してください。"
            }
            Refusal::HasHistory => {
                "この取組項目には評価、効果額、指標、意見、計画変更または下位の取組項目があるか、ほかの取組項目を引き継いでいるため、削除できません。「取りやめ」にすると、記録を残したまま以後の調査の対象から外せます。"
            }
            Refusal::NoTitle => "名称を入力してください。",
            Refusal::Backwards => "終わりの年度が始まりの年度より前になっています。年度を確かめてください。",
            Refusal::HalfAPeriod => "始まりの年度と終わりの年度の両方を入力してください。",
            Refusal::AsItIs => "ほかの画面で先に変更されています。画面を読み込み直してください。",
            Refusal::TooDeep => "これより深い階層は作れません。",
            Refusal::NoVintage => "時点を入力してください（例：策定時、令和8年度時点）。",
            Refusal::NoReason => "理由を入力してください。",
            Refusal::TooMany => {
                "決定を待っている提案が多すぎます（1つの取組項目につき20件、計画全体で500件まで）。先に決定または取下げをしてください。"
            }
            Refusal::NothingChanged => "変わる欄がありません。変えたい欄を書き換えてから提案してください。",
            Refusal::Unreadable => "提案の内容を読み取れません。提案を取り下げて、もう一度提案してください。",
            Refusal::Moved => {
                "提案の後に、同じ欄がほかの画面で変わりました。いまの内容を確かめ、この提案を取り下げて、もう一度提案してください。"
            }
            Refusal::TooLong => "計画の期間は50年度までにしてください。",
            Refusal::OddDay => "日付を確かめてください。昭和元年から西暦2200年までの日を入力してください。",
            Refusal::IntoNothing => "統合先には、取りやめていない別の取組項目を選んでください。",
        }
    }
}

/// What is said at a field in which somebody else wrote: what stands there now, and what is to be done again (保存).
pub fn overtaken(stands: &str, again: &str) -> String {
    let stands = if stands.is_empty() { "空欄" } else { stands };
    format!("ほかの方が先に「{stands}」に変えました。確かめて、よければもう一度{again}してください。")
}
