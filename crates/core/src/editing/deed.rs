//! What kinds of acts there are, as the journal and the pages tell them.

/// What kind of act it was, as the journal tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// 計画の設定の変更
    WritePlan,
    /// 区分の追加
    AddSection,
    /// 区分の変更
    WriteSection,
    /// 区分の移動
    MoveSection,
    /// 区分の削除
    RemoveSection,
    /// 取組項目の追加
    AddItem,
    /// 取組項目の一括変更
    WriteItems,
    /// 取組項目の移動
    MoveItem,
    /// 取りやめ
    RetireItem,
    /// 統合
    MergeItem,
    /// 分割
    SplitItem,
    /// 取りやめの取消し
    RestoreItem,
    /// 取組項目の削除
    RemoveItem,
    /// 番号の付け直し
    Renumber,
    /// 効果額の記録
    WriteAmounts,
    /// 財政計画の記録
    WriteOutlook,
    /// 新旧対照の変更
    WriteEdges,
    /// 指標の追加
    AddIndicators,
    /// 指標の記録
    WriteIndicators,
    /// 指標の削除
    RemoveIndicator,
    /// 会議・意見の記録
    WriteVoices,
    /// 計画変更の提案
    Propose,
    /// 計画変更の決定
    Decide,
    /// 年度更新
    TurnYear,
    /// 元に戻す操作
    Undo,
}

impl Deed {
    /// All of them.
    pub const ALL: [Deed; 25] = [
        Deed::WritePlan,
        Deed::AddSection,
        Deed::WriteSection,
        Deed::MoveSection,
        Deed::RemoveSection,
        Deed::AddItem,
        Deed::WriteItems,
        Deed::MoveItem,
        Deed::RetireItem,
        Deed::MergeItem,
        Deed::SplitItem,
        Deed::RestoreItem,
        Deed::RemoveItem,
        Deed::Renumber,
        Deed::WriteAmounts,
        Deed::WriteOutlook,
        Deed::WriteEdges,
        Deed::AddIndicators,
        Deed::WriteIndicators,
        Deed::RemoveIndicator,
        Deed::WriteVoices,
        Deed::Propose,
        Deed::Decide,
        Deed::TurnYear,
        Deed::Undo,
    ];

    /// The word in the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Deed::WritePlan => "plan.set",
            Deed::AddSection => "plan.section.add",
            Deed::WriteSection => "plan.section.write",
            Deed::MoveSection => "plan.section.move",
            Deed::RemoveSection => "plan.section.remove",
            Deed::AddItem => "plan.item.add",
            Deed::WriteItems => "plan.items.write",
            Deed::MoveItem => "plan.item.move",
            Deed::RetireItem => "plan.item.retire",
            Deed::MergeItem => "plan.item.merge",
            Deed::SplitItem => "plan.item.split",
            Deed::RestoreItem => "plan.item.restore",
            Deed::RemoveItem => "plan.item.remove",
            Deed::Renumber => "plan.renumber",
            Deed::WriteAmounts => "plan.amounts",
            Deed::WriteOutlook => "plan.outlook",
            Deed::WriteEdges => "plan.edges",
            Deed::AddIndicators => "plan.indicators.add",
            Deed::WriteIndicators => "plan.indicators",
            Deed::RemoveIndicator => "plan.indicators.remove",
            Deed::WriteVoices => "plan.voices",
            Deed::Propose => "plan.propose",
            Deed::Decide => "plan.decide",
            Deed::TurnYear => "plan.turn",
            Deed::Undo => "plan.undo",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Deed::WritePlan => "計画の設定の変更",
            Deed::AddSection => "区分の追加",
            Deed::WriteSection => "区分の変更",
            Deed::MoveSection => "区分の移動",
            Deed::RemoveSection => "区分の削除",
            Deed::AddItem => "取組項目の追加",
            Deed::WriteItems => "取組項目の一括変更",
            Deed::MoveItem => "取組項目の移動",
            Deed::RetireItem => "取りやめ",
            Deed::MergeItem => "統合",
            Deed::SplitItem => "分割",
            Deed::RestoreItem => "取りやめの取消し",
            Deed::RemoveItem => "取組項目の削除",
            Deed::Renumber => "番号の付け直し",
            Deed::WriteAmounts => "効果額の記録",
            Deed::WriteOutlook => "財政計画の記録",
            Deed::WriteEdges => "新旧対照の変更",
            Deed::AddIndicators => "指標の追加",
            Deed::WriteIndicators => "指標の記録",
            Deed::RemoveIndicator => "指標の削除",
            Deed::WriteVoices => "会議・意見の記録",
            Deed::Propose => "計画変更の提案",
            Deed::Decide => "計画変更の決定",
            Deed::TurnYear => "年度更新",
            Deed::Undo => "元に戻す操作",
        }
    }

    /// The deed of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.word() == word)
    }
}
