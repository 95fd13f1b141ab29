//! The words of the journal as people read them.
//!
//! Every word of `gyokaku_store::JOURNAL_WORDS` has a label here; a test fails for one without.

/// What was done, as the screen says it.
pub(crate) fn what(word: &str) -> Option<&'static str> {
    Some(match word {
        "body.put" => "団体の登録・変更",
        "plan.put" => "計画の保存",
        "department.put" => "課名簿の変更",
        "charge.put" => "担当課の読み替えの変更",
        "account.put" => "利用者の登録・変更",
        "grant.put" => "役割の変更",
        "password.change" => "パスワードの変更",
        "session.open" => "サインイン",
        "session.refused" => "サインインの拒否",
        "session.locked" => "サインインの停止",
        "session.end" => "サインアウト",
        "session.end_all" => "すべての端末からのサインアウト",
        "round.open" => "調査の開始",
        "round.change" => "調査の設定の変更",
        "round.lock" => "受付の停止",
        "round.unlock" => "受付の再開",
        "round.reopen" => "訂正の開始",
        "answer.save" => "回答の記入",
        "answer.submit" => "提出",
        "answer.withdraw" => "提出の取下げ",
        "answer.approve" => "承認",
        "answer.accept" => "確認",
        "answer.return" => "差戻し",
        "answer.allow_late" => "期限後の提出の許可",
        "answer.reassign" => "担当課の変更",
        "answer.comment" => "コメント",
        "grade.put" => "評価",
        "reminder.queue" => "提出のお願いの準備",
        "reminder.send" => "提出のお願いの送信",
        "reminder.delay" => "提出のお願いの送信待ち",
        "reminder.fail" => "提出のお願いの不達",
        "reminder.retry" => "提出のお願いの再送",
        "reminder.drop" => "提出のお願いの取りやめ",
        "edition.close" => "確定",
        "edition.correct" => "訂正の確定",
        "export" => "データの持ち出し",
        "restore" => "バックアップからの復元",
        _ => return None,
    })
}

/// Groups of words, for the filter: a key, a label, the beginning that its words share.
pub(crate) const GROUPS: [(&str, &str, &[&str]); 9] = [
    ("sign-in", "サインイン", &["session.", "password."]),
    ("accounts", "利用者と役割", &["account.", "grant."]),
    ("departments", "課名簿", &["department.", "charge.", "body."]),
    ("plans", "計画の保存", &["plan.", "scale."]),
    ("rounds", "調査", &["round."]),
    ("answers", "回答", &["answer."]),
    ("grades", "評価", &["grade."]),
    ("reminders", "提出のお願い", &["reminder."]),
    (
        "editions",
        "確定・持ち出し・復元",
        &["edition.", "export", "restore"],
    ),
];

/// The words of a group.
pub(crate) fn of_group(key: &str) -> Vec<&'static str> {
    let group = GROUPS.into_iter().find(|(known, ..)| *known == key);
    let begins = group.map_or(&[][..], |(_, _, begins)| begins);
    gyokaku_store::JOURNAL_WORDS
        .into_iter()
        .filter(|word| begins.iter().any(|begin| word.starts_with(begin)))
        .collect()
}

/// A key of an entry's contents, as the screen says it; the key itself where it has no label.
pub(super) fn key(key: &str) -> &str {
    match key {
        "account" => "利用者",
        "accounts" => "利用者",
        "added" => "追加",
        "aliases" => "別名",
        "answers" => "回答",
        "changed" => "変更",
        "charges" => "読み替え",
        "comment" => "コメント",
        "corrects" => "訂正した版",
        "counted" => "回数に数えた",
        "department" => "課",
        "departments" => "課",
        "deputy" => "副担当",
        "document" => "文書",
        "due_department" => "担当課の提出の期限",
        "due_head" => "所属長の承認の期限",
        "due_office" => "事務局の確認の期限",
        "edition" => "版",
        "enabled" => "サインインを認める",
        "engine" => "データベースの種類",
        "entries" => "件数",
        "evaluator" => "評価者",
        "field" => "欄",
        "fields" => "欄",
        "first" => "最初のパスワードの発行",
        "fiscal_year" => "年度",
        "format" => "形式",
        "from" => "いつから",
        "grade" => "進捗状況",
        "id" => "番号",
        "ids" => "番号",
        "item" => "取組",
        "items" => "取組",
        "label" => "名前",
        "last" => "末尾のハッシュ値",
        "left_out" => "確定に含めない回答",
        "left_out_reason" => "含めない理由",
        "locked_until" => "停止の期限",
        "login" => "ログイン名",
        "made_at" => "作成した日時",
        "mail" => "メールアドレス",
        "name" => "名前",
        "needs_approval" => "所属長の承認を行う",
        "new" => "変更後",
        "of" => "対象",
        "old" => "変更前",
        "parent" => "上の組織",
        "plan" => "計画の題名など",
        "questions" => "設問",
        "reason" => "理由",
        "reminders" => "提出のお願い",
        "removed" => "削除",
        "revision" => "版数",
        "role" => "役割",
        "roles_passed_on" => "引き継いだ役割",
        "round" => "調査",
        "rows" => "行数",
        "sessions_ended" => "サインアウトした端末",
        "settings" => "設定",
        "sha256" => "ハッシュ値",
        "state" => "状態",
        "successors" => "引き継ぐ課",
        "tables" => "内容",
        "title" => "題名",
        "until" => "いつまで",
        "why" => "理由",
        other => other,
    }
}

/// The tables of a plan, as an entry about a plan counts them.
pub(super) fn table(name: &str) -> &str {
    match name {
        "section" => "区分",
        "section_department" => "区分の担当課",
        "section_reference" => "区分の関連計画",
        "item" => "取組",
        "item_department" => "取組の担当課",
        "item_reference" => "関連計画",
        "item_extra" => "その他の欄",
        "schedule_step" => "スケジュール",
        "edition" => "計画の版",
        "scale" => "評価区分の組",
        "grade" => "評価区分",
        "stated_progress" => "進捗状況の件数",
        "stated_grade" => "評価区分ごとの件数",
        "evaluation" => "進捗の評価",
        "effect" => "効果額",
        "stated_amount" => "記載された合計",
        "indicator" => "指標",
        "indicator_value" => "指標の値",
        "edge" => "見直し",
        "review_point" => "ふりかえり",
        "try_item" => "ふりかえりの取組",
        "opinion" => "意見",
        "frame_entry" => "計画の枠組み",
        "note" => "用語",
        "statement" => "主な数値",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_journal_has_a_label_and_a_group() {
        let grouped: Vec<&str> = GROUPS.iter().flat_map(|(key, ..)| of_group(key)).collect();
        for word in gyokaku_store::JOURNAL_WORDS {
            let label = what(word);
            assert!(
                label.is_some_and(|label| !label.is_ascii()),
                "{word} has no label"
            );
            assert_eq!(
                grouped.iter().filter(|known| **known == word).count(),
                1,
                "{word}"
            );
        }
        assert_eq!(what("nothing.put"), None);
    }
}
