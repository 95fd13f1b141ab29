use super::*;

fn names() -> Names {
    let pair = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    Names {
        departments: [pair("d1", "財政課"), pair("d2", "契約課")].into(),
        accounts: [pair("a1", "財政課 担当（zaisei）")].into(),
        indicators: [pair("k1", "収納率")].into(),
        items: [(("keiei".to_owned(), "i1".to_owned()), "1-1 予算編成".to_owned())].into(),
    }
}

fn lines(what: &str, summary: serde_json::Value) -> Vec<String> {
    let entry = JournalEntry {
        sequence: 1,
        at: "2026-11-20T10:00:00Z".into(),
        actor: String::new(),
        role: String::new(),
        what: what.into(),
        body: None,
        plan: Some("keiei".into()),
        summary: summary.to_string(),
        prev: String::new(),
        hash: String::new(),
    };
    told(&entry, &names())
        .lines
        .into_iter()
        .map(|line| {
            let of = match line.subject.as_str() {
                "" => line.label,
                subject => format!("{subject} {}", line.label),
            };
            match line.changed {
                true => format!(
                    "{of}: {} → {}",
                    line.old.unwrap_or("–".into()),
                    line.new.unwrap_or("–".into())
                ),
                false => format!("{of}: {}", line.new.unwrap_or_default()),
            }
        })
        .collect()
}

#[test]
fn answers_are_told_by_name_and_label() {
    assert_eq!(
        lines(
            "answer.save",
            serde_json::json!({ "round": "2019", "item": "i1", "department": "d1", "fields": { "grade": { "old": null, "new": "○" }, "indicator:k1": { "old": "97.8", "new": "97.9" }, "effect_actual": { "old": "-1000", "new": null } } })
        ),
        [
            "1-1 予算編成・財政課 効果額（実績）: −1,000円 → –",
            "1-1 予算編成・財政課 進捗状況: – → ○",
            "1-1 予算編成・財政課 収納率: 97.8 → 97.9",
            "1-1 予算編成・財政課 調査: 令和元年度",
        ]
    );
    assert_eq!(
        lines(
            "answer.return",
            serde_json::json!({ "round": "2019-h1", "answers": [{ "item": "i1", "department": "d2", "old": "submitted", "new": "returned" }], "comment": "根拠を足してください" })
        ),
        [
            "1-1 予算編成・契約課 状態: 提出済み → 差戻し",
            "コメント: 根拠を足してください",
            "調査: 令和元年度 上半期",
        ]
    );
    assert_eq!(
        lines(
            "answer.reassign",
            serde_json::json!({ "round": "2019", "item": "i1", "old": "d1", "new": "d2", "reason": "移管" })
        ),
        [
            "1-1 予算編成 担当課: 財政課 → 契約課",
            "1-1 予算編成 理由: 移管",
            "1-1 予算編成 調査: 令和元年度",
        ]
    );
}

#[test]
fn grades_and_grants_are_told_from_what_to_what() {
    assert_eq!(
        lines(
            "grade.put",
            serde_json::json!({ "round": "2019", "item": "i1", "evaluator": "council", "old": { "grade": "○", "reason": "" }, "new": { "grade": "△", "reason": "根拠が足りない" } })
        ),
        [
            "1-1 予算編成 進捗状況: ○ → △",
            "1-1 予算編成 理由: – → 根拠が足りない",
            "1-1 予算編成 評価者: 懇談会等",
            "1-1 予算編成 調査: 令和元年度",
        ]
    );
    assert_eq!(
        lines(
            "grant.put",
            serde_json::json!({ "account": "a1", "login": "zaisei", "old": [], "new": [{ "role": "staff", "department": "d1", "deputy": false }] })
        ),
        [
            "役割: – → 担当者（財政課）",
            "利用者: 財政課 担当（zaisei）",
            "ログイン名: zaisei",
        ]
    );
    assert_eq!(
        lines(
            "account.put",
            serde_json::json!({ "account": "a1", "old": { "enabled": true, "mail": null }, "new": { "enabled": false, "mail": null } })
        ),
        [
            "サインインを認める: はい → いいえ",
            "利用者: 財政課 担当（zaisei）"
        ]
    );
}

#[test]
fn a_plan_is_told_in_counts() {
    assert_eq!(
        lines(
            "plan.put",
            serde_json::json!({ "revision": 3, "plan": false, "tables": { "item": { "added": 3, "changed": 0, "removed": 1 } }, "document": { "name": "進捗.txt", "sha256": "x" } })
        ),
        ["名前: 進捗.txt", "取組: 追加 3、削除 1",]
    );
}

#[test]
fn a_wording_shows_its_changed_part() {
    let entry = serde_json::json!({ "item": "i1", "department": "d1", "fields": { "done": { "old": "基金残高を維持した。", "new": "基金残高を増やした。" } } });
    let entry = JournalEntry {
        sequence: 1,
        at: String::new(),
        actor: String::new(),
        role: String::new(),
        what: "answer.save".into(),
        body: None,
        plan: None,
        summary: entry.to_string(),
        prev: String::new(),
        hash: String::new(),
    };
    let told = told(&entry, &names()).about("done", "i1", "d1");
    assert_eq!(told.lines.len(), 1);
    assert!(told.lines[0].pieces.contains(&Piece::Old("維持".into())));
    // What is no entry of this program is told as what was done, and nothing breaks.
    let damaged = JournalEntry {
        summary: "[1,".into(),
        ..entry
    };
    assert!(super::told(&damaged, &names()).lines.is_empty());
}
