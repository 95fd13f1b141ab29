use gyokaku_core::journal::GROUPS;
use serde_json::Map;

use super::*;

/// One entry of every word as it was stored before the shape named its version.
const STORED: [(&str, &str); 70] = [
    ("body.put", r#"{"name":{"old":null,"new":"見本市"}}"#),
    (
        "plan.put",
        r#"{"revision":3,"plan":false,"tables":{"item":{"added":3,"changed":0,"removed":1}},"document":{"name":"進捗.txt","sha256":"x"}}"#,
    ),
    (
        "plan.put",
        r#"{"revision":4,"plan":true,"tables":{},"document":null}"#,
    ),
    ("consultation.receive", r#"{"consultation":"素案への意見"}"#),
    (
        "consultation.sort",
        r#"{"consultation":"素案への意見","count":3,"opinion":"分かりやすく","set_aside":null}"#,
    ),
    (
        "consultation.sort",
        r#"{"consultation":"素案への意見","count":1,"opinion":null,"set_aside":"宣伝"}"#,
    ),
    (
        "consultation.forget",
        r#"{"consultation":"素案への意見","count":2}"#,
    ),
    (
        "attachment.add",
        r#"{"on":{"kind":"answer","element":"i1","round":"2019","department":"d1"},"title":"積算","file":{"name":"積算.xlsx","kind":"xlsx","size":120,"sha256":"x"},"address":null,"public":false}"#,
    ),
    (
        "attachment.remove",
        r#"{"on":{"kind":"meeting","element":"m1"},"title":"資料1","file":null,"address":"https://example.jp/","public":true}"#,
    ),
    (
        "attachment.expire",
        r#"{"on":{"kind":"answer","element":"i1","round":"2019-h1","department":"d1"},"title":"積算","file":{"name":"積算.xlsx","kind":"xlsx","size":120,"sha256":"x"},"address":null,"public":false}"#,
    ),
    (
        "attachment.mark",
        r#"{"on":{"kind":"item","element":"i1"},"title":"図","file":{"name":"図.png","kind":"png","size":9,"sha256":"x"},"address":null,"public":true}"#,
    ),
    (
        "attachment.receive",
        r#"{"on":{"kind":"item","element":"i1"},"title":"図","file":{"name":"図.png","kind":"png","size":9,"sha256":"x"},"address":null,"public":false}"#,
    ),
    (
        "department.put",
        r#"{"revision":2,"departments":[{"id":"d1","old":null,"new":{"name":"財政課","aliases":["財政"],"parent":null,"from":2019,"until":null,"successors":["d2"]}}],"roles_passed_on":2}"#,
    ),
    (
        "charge.put",
        r#"{"revision":2,"charges":[{"item":"i1","label":"財政","fiscal_year":2019,"old":null,"new":"d1"},{"item":"i1","label":"全庁","fiscal_year":2020,"old":["d1","d2"],"new":[]}]}"#,
    ),
    (
        "account.put",
        r#"{"account":"a1","old":null,"new":{"login":"zaisei","name":"担当","mail":null,"enabled":true}}"#,
    ),
    (
        "account.put",
        r#"{"account":"a1","old":{"login":"zaisei","locked_until":"2026-11-20T10:00:00Z"},"new":{"login":"zaisei","locked_until":null}}"#,
    ),
    (
        "grant.put",
        r#"{"account":"a1","login":"zaisei","old":[],"new":[{"role":"staff","department":"d1","deputy":true}]}"#,
    ),
    (
        "password.change",
        r#"{"account":"a1","login":"zaisei","first":true,"sessions_ended":2}"#,
    ),
    ("session.open", r#"{"account":"a1"}"#),
    ("session.refused", r#"{"account":null,"counted":false}"#),
    (
        "session.locked",
        r#"{"account":"a1","locked_until":"2026-11-20T10:00:00Z"}"#,
    ),
    ("session.end", r#"{"account":"a1"}"#),
    ("session.end_all", r#"{"account":"a1","sessions_ended":3}"#),
    (
        "round.open",
        r#"{"round":"2019","settings":{"title":"調査","questions":["grade","done"],"needs_approval":true,"due_department":"2020-05-15","due_head":"2020-05-22","due_office":"2020-05-29","state":"open","reason":null,"answers":12}}"#,
    ),
    (
        "round.change",
        r#"{"round":"2019","old":{"title":"調査","questions":[],"needs_approval":true,"due_department":"2020-05-15","due_head":"2020-05-22","due_office":"2020-05-29","state":"open","reason":null},"new":{"title":"進捗調査","questions":[],"needs_approval":true,"due_department":"2020-05-15","due_head":"2020-05-22","due_office":"2020-05-29","state":"open","reason":null}}"#,
    ),
    (
        "round.lock",
        r#"{"round":"2019","old":{"title":"調査","questions":[],"needs_approval":true,"due_department":"2020-05-15","due_head":"2020-05-22","due_office":"2020-05-29","state":"open","reason":null},"new":{"title":"調査","questions":[],"needs_approval":true,"due_department":"2020-05-15","due_head":"2020-05-22","due_office":"2020-05-29","state":"locked","reason":"集計中"}}"#,
    ),
    (
        "round.unlock",
        r#"{"round":"2019","old":{"title":"調査","questions":[],"needs_approval":true,"due_department":"2020-05-15","due_head":"2020-05-22","due_office":"2020-05-29","state":"locked","reason":"集計中"},"new":{"title":"調査","questions":[],"needs_approval":true,"due_department":"2020-05-15","due_head":"2020-05-22","due_office":"2020-05-29","state":"open","reason":null}}"#,
    ),
    ("round.reopen", r#"{"round":"2019","reason":"誤記"}"#),
    (
        "answer.save",
        r#"{"round":"2019","item":"i1","department":"d1","fields":{"grade":{"old":null,"new":"○"},"indicator:k1":{"old":"97.8","new":null}}}"#,
    ),
    (
        "answer.submit",
        r#"{"round":"2019-h1","answers":[{"item":"i1","department":"d1","old":"in_work","new":"submitted"}],"comment":null}"#,
    ),
    (
        "answer.withdraw",
        r#"{"round":"2019","answers":[{"item":"i1","department":"d1","old":"submitted","new":"in_work"}],"comment":null}"#,
    ),
    (
        "answer.approve",
        r#"{"round":"2019","answers":[{"item":"i1","department":"d1","old":"submitted","new":"approved"}],"comment":null}"#,
    ),
    (
        "answer.approve",
        r#"{"round":"2019","answers":[{"item":"i1","department":"d1","old":"submitted","new":"approved_once"}],"comment":null,"stands_for":"財政課長（zaisei）"}"#,
    ),
    (
        "grant.deputy",
        r#"{"id":"1","head":"a1","deputy":"a2","from":"2026-05-01","until":"2026-05-08","named_by":"事務局"}"#,
    ),
    (
        "grant.deputy_end",
        r#"{"id":"1","head":"a1","deputy":"a2","from":"2026-05-01","until":"2026-05-08","named_by":"事務局"}"#,
    ),
    ("account.notices", r#"{"account":"a1","wanted":false}"#),
    ("account.factor", r#"{"account":"a1","login":"zaisei"}"#),
    ("account.factor_codes", r#"{"account":"a1","login":"zaisei"}"#),
    ("account.factor_end", r#"{"account":"a1","login":"zaisei"}"#),
    ("session.recovery", r#"{"account":"a1","login":"zaisei"}"#),
    ("session.code_refused", r#"{"account":"a1","login":"zaisei"}"#),
    ("account.factor_demand", r#"{"demanded":true}"#),
    (
        "reminder.notice",
        r#"{"round":"2019","kind":"waiting_2","notices":[{"id":"r1","mail":"a@city.jp","departments":["d1"]}]}"#,
    ),
    (
        "round.open",
        r#"{"round":"2019","settings":{"title":"調査","questions":["grade","done"],"needs_approval":true,"approvals":[{"name":"課長","due":"2020-05-22"},{"name":"部長","due":"2020-05-25"}],"due_department":"2020-05-15","due_head":"2020-05-22","due_office":"2020-05-29","state":"open","reason":null,"answers":12}}"#,
    ),
    (
        "answer.accept",
        r#"{"round":"2019","answers":[{"item":"i1","department":"d1","old":"approved","new":"accepted"}],"comment":null}"#,
    ),
    (
        "answer.return",
        r#"{"round":"2019","answers":[{"item":"i1","department":"d1","old":"submitted","new":"returned"}],"comment":"根拠を足してください"}"#,
    ),
    (
        "round.extend",
        r#"{"round":"2019","answers":[{"item":"i9","department":"d1"}]}"#,
    ),
    (
        "answer.want",
        r#"{"round":"2019","answers":[{"item":"i1","department":"d1"}],"ended_on":"2020-05-10"}"#,
    ),
    (
        "answer.unwant",
        r#"{"round":"2019","answers":[{"item":"i1","department":"d1"}],"ended_on":"2020-05-10"}"#,
    ),
    (
        "answer.mend",
        r#"{"round":"2019","item":"i1","department":"d1","fields":{"done":{"old":"実施","new":"実施した"}}}"#,
    ),
    (
        "answer.settle",
        r#"{"round":"2019","item":"i1","department":"d1","field":"done","comment":"根拠は"}"#,
    ),
    (
        "answer.unsettle",
        r#"{"round":"2019","item":"i1","department":"d1","field":"","comment":"根拠は"}"#,
    ),
    (
        "answer.allow_late",
        r#"{"round":"2019","answers":[{"item":"i1","department":"d1"}],"until":"2020-06-05","reason":"災害対応"}"#,
    ),
    (
        "answer.reassign",
        r#"{"round":"2019","item":"i1","old":"d1","new":"d2","reason":"移管"}"#,
    ),
    (
        "answer.comment",
        r#"{"round":"2019","item":"i1","department":"d1","field":"","comment":"確認中"}"#,
    ),
    (
        "answer.comment",
        r#"{"round":"2019","item":"i1","department":"d1","field":"grade","comment":"確認中"}"#,
    ),
    (
        "grade.put",
        r#"{"round":"2019","item":"i1","evaluator":"council","old":null,"new":{"grade":"△","reason":"根拠が足りない"}}"#,
    ),
    (
        "reminder.queue",
        r#"{"round":"2019","reminders":[{"id":"m1","mail":"a@example.jp","departments":["d1"]}]}"#,
    ),
    (
        "reminder.send",
        r#"{"round":"2019","id":"m1","mail":"a@example.jp","why":null}"#,
    ),
    (
        "reminder.fail",
        r#"{"round":"2019","id":"m1","mail":"a@example.jp","why":"宛先不明"}"#,
    ),
    (
        "reminder.drop",
        r#"{"round":"2019","id":"m1","mail":"a@example.jp","why":"提出済み"}"#,
    ),
    ("reminder.delay", r#"{"reminders":3,"why":"接続できません"}"#),
    ("reminder.retry", r#"{"round":"2019","ids":["m1"]}"#),
    (
        "edition.close",
        r#"{"round":"2019","edition":1,"corrects":null,"reason":null,"entries":12,"left_out":[{"item":"i1","department":"d1"}],"left_out_reason":"未提出","sha256":"x"}"#,
    ),
    (
        "edition.correct",
        r#"{"round":"2019","edition":2,"corrects":1,"reason":"誤記","entries":12,"left_out":[],"left_out_reason":"","sha256":"x"}"#,
    ),
    (
        "export",
        r#"{"table":"effects","name":"effects","title":"効果額","format":"csv","rows":9}"#,
    ),
    ("export", r#"{"of":"journal","rows":2,"format":"csv"}"#),
    ("export", r#"{"name":"reminders","round":"2019","mails":4}"#),
    (
        "export",
        r#"{"round":"2019","departments":["d1","d2"],"format":"xlsx"}"#,
    ),
    (
        "restore",
        r#"{"made_at":"2026-11-20T10:00:00Z","engine":"sqlite","entries":9,"last":"x"}"#,
    ),
];

fn entry(what: &str, summary: &str) -> JournalEntry {
    JournalEntry {
        sequence: 1,
        at: "2026-11-20T10:00:00Z".into(),
        actor: String::new(),
        role: String::new(),
        what: what.into(),
        body: None,
        plan: None,
        summary: summary.into(),
        prev: String::new(),
        hash: String::new(),
    }
}

#[test]
fn what_was_stored_is_read_and_written_in_the_same_shape() {
    for (word, stored) in STORED {
        let event = entry(word, stored).event();
        assert!(!matches!(event, Event::Unknown { .. }), "{word} {stored}");
        assert_eq!(event.word(), word);
        assert!(!event.label().is_ascii(), "{word} has no label");
        let groups = GROUPS
            .iter()
            .filter(|group| group.begins.iter().any(|begin| word.starts_with(begin)));
        assert_eq!(groups.count(), 1, "{word}");
        let written = write(&event);
        assert_eq!(entry(word, &written).event(), event, "{word}");
        let map = |text: &str| serde_json::from_str::<Map<String, Value>>(text).expect("an object");
        let mut written = map(&written);
        assert_eq!(written.remove("version"), Some(json!(VERSION)));
        assert_eq!(written, map(stored), "{word}");
    }
}

#[test]
fn one_department_was_once_written_by_itself() {
    let event = entry("export", r#"{"round":"2019","department":"d1","format":"csv"}"#).event();
    let listed = entry(
        "export",
        r#"{"round":"2019","departments":["d1"],"format":"csv"}"#,
    )
    .event();
    assert_eq!(event, listed);
    assert!(!matches!(event, Event::Unknown { .. }));
}

#[test]
fn what_cannot_be_read_is_told_as_it_stands() {
    let unknown = |word: &str, values: &[(&str, &str)]| Event::Unknown {
        word: word.into(),
        values: values.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect(),
    };
    // A word of another program, a newer shape, a value that is missing, and no JSON at all.
    assert_eq!(
        entry("scale.put", r#"{"grades":["○","△"],"old":null}"#).event(),
        unknown("scale.put", &[("grades", "○"), ("grades", "△")])
    );
    assert_eq!(
        entry("session.open", r#"{"account":"a1","version":2}"#).event(),
        unknown("session.open", &[("account", "a1"), ("version", "2")])
    );
    assert_eq!(
        entry("answer.return", r#"{"answers":[{"item":"i1"}]}"#).event(),
        unknown("answer.return", &[("item", "i1")])
    );
    assert_eq!(entry("answer.save", "[1,").event(), unknown("answer.save", &[]));
}
