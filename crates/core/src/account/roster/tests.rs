use super::*;
use crate::account::Term;
use crate::department::Department;
use crate::fiscal_year::FiscalYear;
use crate::round::day;
use crate::table::Value;

fn department(id: &str, name: &str, parent: Option<&str>) -> Department {
    Department {
        id: id.into(),
        name: name.into(),
        aliases: vec![format!("{name}担当")],
        parent: parent.map(str::to_owned),
        from: None,
        until: None,
        successors: vec![],
    }
}

fn directory() -> Directory {
    let mut old = department("o", "旧課", None);
    old.until = FiscalYear::new(2024);
    let mut new = department("n", "新課", None);
    new.from = FiscalYear::new(2027);
    Directory {
        departments: vec![
            department("b1", "総務部", None),
            department("b2", "環境部", None),
            department("z", "財政課", Some("b1")),
            department("s1", "庶務課", Some("b1")),
            department("s2", "庶務課", Some("b2")),
            old,
            new,
        ],
    }
}

fn grant(role: Role, department: Option<&str>, from: &str, until: &str) -> Grant {
    Grant {
        role,
        department: department.map(str::to_owned),
        deputy: false,
        term: Term {
            from: day(from),
            until: day(until),
        },
    }
}

fn account(login: &str, grants: &[Grant]) -> Account {
    let mut grants = grants.to_vec();
    grants.sort();
    Account {
        id: format!("id-{login}"),
        login: login.into(),
        name: format!("{login} 担当"),
        mail: Some(format!("{login}@city.example.jp")),
        grants,
        must_change: false,
        enabled: true,
    }
}

fn accounts() -> Vec<Account> {
    let mut deputy = grant(Role::Staff, Some("s2"), "2026-04-01", "2027-03-31");
    deputy.deputy = true;
    let mut stopped = account("tomari", &[grant(Role::Reader, None, "", "2026-01-31")]);
    stopped.enabled = false;
    vec![
        account("kanri", &[grant(Role::Administrator, None, "", "")]),
        account(
            "zaisei",
            &[
                grant(Role::Staff, Some("z"), "", ""),
                grant(Role::Head, Some("o"), "", "2025-03-31"),
                deputy,
            ],
        ),
        account("minna", &[grant(Role::Staff, None, "", "")]),
        account("nashi", &[]),
        stopped,
    ]
}

fn today() -> Date {
    day("2026-04-10").expect("a day")
}

/// Rows as they come back from a file that was handed out.
fn rows(table: &Table) -> Vec<Row> {
    let cell = |cell: &Cell| match &cell.value {
        Value::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    let rows = table.rows.iter().zip(2..);
    rows.map(|(row, line)| {
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        Row {
            line,
            cells: cells.try_into().expect("nine cells"),
            absent: Vec::new(),
        }
    })
    .collect()
}

/// Rows as they are typed, the cells with a bar between them.
fn typed(lines: &[&str]) -> Vec<Row> {
    let row = |(text, line): (&&str, u32)| {
        let mut cells: [String; 9] = Default::default();
        for (cell, text) in cells.iter_mut().zip(text.split('|')) {
            *cell = text.to_owned();
        }
        Row {
            line,
            cells,
            absent: Vec::new(),
        }
    };
    lines.iter().zip(2..).map(row).collect()
}

fn compared(rows: &[Row], stops: bool) -> Outcome {
    let (accounts, directory) = (accounts(), directory());
    let mail = |text: &str| (!text.contains('@')).then(|| "@がありません。".to_owned());
    compare(
        rows,
        Known {
            accounts: &accounts,
            directory: &directory,
            today: today(),
            own: "id-kanri",
            mail: &mail,
            stops,
        },
    )
}

/// The faults as `line column: beginning of why`.
fn faults(lines: &[&str]) -> Vec<String> {
    let told = |fault: &Fault| {
        let line = fault.line.map_or_else(|| "-".to_owned(), |line| line.to_string());
        let field = fault.field.map(Field::label).unwrap_or_default();
        let why: String = fault.why.chars().take(10).collect();
        format!("{line} {field}: {why}")
    };
    compared(&typed(lines), false).faults.iter().map(told).collect()
}

#[test]
fn what_was_handed_out_and_comes_back_as_it_was_changes_nothing() {
    let table = table(&accounts(), &directory(), today());
    let rows = rows(&table);
    let cells: Vec<String> = rows.iter().map(|row| row.cells.join("|")).collect();
    assert_eq!(
        cells,
        [
            "kanri|kanri 担当|kanri@city.example.jp|管理者|||||認める",
            "zaisei|zaisei 担当|zaisei@city.example.jp|担当者|環境部庶務課|○|2026-04-01|2027-03-31|認める",
            "zaisei|zaisei 担当|zaisei@city.example.jp|担当者|財政課||||認める",
            "zaisei|zaisei 担当|zaisei@city.example.jp|所属長|旧課|||2025-03-31|認める",
            "minna|minna 担当|minna@city.example.jp|担当者|すべての課||||認める",
            "nashi|nashi 担当|nashi@city.example.jp||||||認める",
            "tomari|tomari 担当|tomari@city.example.jp|閲覧者||||2026-01-31|認めない",
        ]
    );
    let outcome = compared(&rows, true);
    assert_eq!(
        outcome,
        Outcome {
            same: 5,
            ..Outcome::default()
        }
    );
}

#[test]
fn a_list_adds_changes_and_stops() {
    let rows = typed(&[
        "kanri|kanri 担当|kanri@city.example.jp|管理者",
        "ＺＡＩＳＥＩ|財政課 新人||副担当者|財政課担当|||令和9年3月31日",
        "shin|新人|shin@city.example.jp|担当者|財政課||2026/4/1",
        "shin|||担当者|総務部庶務課",
        "mirai|未来|mirai@city.example.jp|所属長|新課||2027-04-01",
    ]);
    let outcome = compared(&rows, false);
    assert_eq!(outcome.faults, []);
    let added: Vec<(&str, Vec<Grant>)> = outcome
        .added
        .iter()
        .map(|one| (one.login.as_str(), one.grants.clone()))
        .collect();
    assert_eq!(
        added,
        [
            (
                "shin",
                vec![
                    grant(Role::Staff, Some("s1"), "", ""),
                    grant(Role::Staff, Some("z"), "2026-04-01", "")
                ]
            ),
            ("mirai", vec![grant(Role::Head, Some("n"), "2027-04-01", "")])
        ]
    );
    assert!(
        outcome
            .added
            .iter()
            .all(|one| one.must_change && one.enabled && one.id.is_empty())
    );
    let [changed] = outcome.changed.as_slice() else {
        panic!("{:?}", outcome.changed);
    };
    let mut expected = grant(Role::Staff, Some("z"), "", "2027-03-31");
    expected.deputy = true;
    assert_eq!(
        (changed.new.name.as_str(), &changed.new.mail, &changed.new.grants),
        ("財政課 新人", &None, &vec![expected])
    );
    assert_eq!((outcome.same, outcome.absent, outcome.stopped.len()), (1, 2, 0));
    let outcome = compared(&rows, true);
    let stopped: Vec<&str> = outcome.stopped.iter().map(|one| one.new.login.as_str()).collect();
    assert_eq!(stopped, ["minna", "nashi"], "who is stopped already is left");
    assert!(
        outcome
            .stopped
            .iter()
            .all(|one| !one.new.enabled && one.new.grants == one.old.grants)
    );
}

#[test]
fn every_fault_has_its_line_and_says_what_to_do() {
    let kanri = "kanri|管理|kanri@city.example.jp|管理者";
    assert_eq!(
        faults(&[
            kanri,
            "|名無し||閲覧者",
            "財政|財政||閲覧者",
            "a1|一人目||閲覧者",
            "a1|二人目||担当者|財政課",
            "a2|||閲覧者",
            "a3|三|アドレス|閲覧者",
            "a4|四||係長",
            "a5|五||担当者|水道課",
            "a6|六||担当者|庶務課",
            "a7|七||担当者",
            "a8|八||閲覧者|財政課",
            "a9|九||閲覧者||○",
            "a10|十||担当者|財政課|たぶん",
            "a11|十一||担当者|財政課||すぐ",
            "a12|十二||担当者|財政課||2026-04-01|2026-03-31",
            "a13|十三||担当者|財政課",
            "a13|十三||副担当者|財政課",
            "a14|十四|",
            "a15|十五||閲覧者|||||ときどき",
        ]),
        [
            "3 ログイン名: ログイン名がありませ",
            "4 ログイン名: ログイン名は、半角の",
            "6 名前: 同じログイン名の5行",
            "7 名前: 名前がありません。入",
            "8 メールアドレス: @がありません。使わ",
            "9 役割: 役割を読み取れません",
            "10 所属: 課名簿にない課です。",
            "11 所属: 当てはまる課が2つあ",
            "12 所属: 所属がありません。課",
            "13 所属: 「閲覧者」は団体全体",
            "14 副担当: 副担当にできるのは担",
            "15 副担当: 副担当者のときは「○",
            "16 開始日: 日付を読み取れません",
            "17 終了日: 終了日が開始日より前",
            "19 役割: 「a13」に、同じ役",
            "20 役割: 役割がありません。1",
            "21 サインイン: 「認める」か「認めな",
        ]
    );
    assert_eq!(
        faults(&[kanri, "zaisei|財政||担当者|総務部庶務課", "zaisei|財政"]),
        ["4 役割: 役割がありません。入"]
    );
}

#[test]
fn nobody_shuts_themselves_out_and_an_administrator_is_left() {
    assert_eq!(faults(&["kanri|管理||閲覧者"]), ["2 役割: ご自分の管理者の役割"]);
    assert_eq!(
        faults(&["kanri|管理||管理者|||||認めない"]),
        ["2 サインイン: ご自分のサインインは"]
    );
    let ends = "kanri|管理||管理者||||2027-03-31";
    assert_eq!(faults(&[ends]), ["2 役割: この一覧を取り込むと"]);
    assert_eq!(
        faults(&[ends, "kanri2|管理二||管理者|||2027-04-01"]),
        [""; 0],
        "another takes up"
    );
    let accounts = accounts();
    let absent = compare(
        &typed(&["minna|minna||担当者|すべての課"]),
        Known {
            accounts: &accounts,
            directory: &directory(),
            today: today(),
            own: "id-kanri",
            mail: &|_| None,
            stops: true,
        },
    );
    assert!(
        absent.stopped.iter().all(|one| one.old.login != "kanri"),
        "never who takes it in"
    );
    assert_eq!(absent.faults, []);
}

#[test]
fn a_list_is_bounded() {
    let lines: Vec<String> = (0..=MOST_ACCOUNTS)
        .map(|n| format!("user{n}|名||閲覧者"))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let outcome = compared(&typed(&lines), false);
    assert_eq!((outcome.faults.len(), outcome.added.len()), (1, 0));
    let wrong: Vec<&str> = lines[..600].iter().map(|_| "|名||閲覧者").collect();
    let outcome = compared(&typed(&wrong), false);
    assert_eq!((outcome.faults.len(), outcome.more_faults), (MOST_FAULTS, 100));
}

#[test]
fn what_a_file_has_no_column_for_stays_as_it_is() {
    let mut rows = typed(&["zaisei|財政 担当||担当者|環境部庶務課", "zaisei|||担当者|財政課"]);
    for row in &mut rows {
        row.absent = vec![Field::Mail, Field::Deputy, Field::From, Field::Until];
    }
    let outcome = compared(&rows, false);
    assert_eq!(outcome.faults, []);
    let changed = outcome.changed.first().expect("another name");
    assert_eq!(changed.new.mail, changed.old.mail);
    let of = |account: &Account| {
        let grants = account.grants.iter().filter(|grant| grant.role == Role::Staff);
        grants.cloned().collect::<Vec<Grant>>()
    };
    assert_eq!(of(&changed.new), of(&changed.old));
}
