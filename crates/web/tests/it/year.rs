//! The whole year in a real Chromium, by six people: administrator, office, staff, head, headquarters
//! and an external evaluator, each at a desk of their own.
//!
//! What the year ends in is compared with the document 000 as it is printed.

use crate::common::{CODE, code};
use crate::visit::{Visit, ask, press, tab_to, until};
use crate::year_support::sendai::{DEPARTMENTS, Graded, PLAN, block, clock, plan, printed};
use crate::year_support::tagajo;
use crate::year_support::{Year, answer, click, count, fill, follow, paste, place, rows, seed, site, words};
use serde_json::Value;

/// The initiative whose reason is forgotten in the spreadsheet, and the one that the head sends back.
const FORGOTTEN: &str = "取組14";
const SENT_BACK: &str = "取組40";

fn round(end: &str) -> String {
    format!("/{CODE}/{PLAN}/rounds/2019{end}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_124_initiatives() {
    let Some((_, bytes)) = seed("000") else {
        return;
    };
    let read = gyokaku_exchange::read::read("000.txt", &bytes)
        .expect("a plan")
        .plan;
    let (plan, graded) = plan(&read);
    assert_eq!(graded.len(), 124);
    let site = site(clock, Some((PLAN, &plan))).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let year = Year {
        site,
        visit,
        name: "year-124",
    };
    let people = people(&year).await;
    opened(&year, &people.office).await;
    answered(&year, &people.staff, &graded).await;
    approved(&year, &people).await;
    accepted(&year, &people.office).await;
    graded_by_others(&year, &people).await;
    closed(&year, &people.office).await;
    year.publishes(&people.office, PLAN, 1).await;
    let first = year
        .json(&format!("/{CODE}/{PLAN}/editions/1/progress.json"))
        .await;
    is_the_document(&first, &String::from_utf8(bytes).expect("text"));
    corrected(&year, &people.office).await;
    let again = year
        .json(&format!("/{CODE}/{PLAN}/editions/1/progress.json"))
        .await;
    assert_eq!(again, first, "an edition never changes");
    afterwards(&year, &people).await;
    year.ends().await;
}

struct People {
    kanri: chromiumoxide::Page,
    office: chromiumoxide::Page,
    staff: chromiumoxide::Page,
    head: chromiumoxide::Page,
    committee: chromiumoxide::Page,
    external: chromiumoxide::Page,
}

/// The administrator registers everybody; the office makes the directory out of the plan's labels.
async fn people(year: &Year) -> People {
    let kanri = year.arrives("kanri", "tall-green-boat").await;
    year.see(&kanri, "01-todo-administrator").await;
    let role = |role: &str| vec![format!("[name=role][value={role}]")];
    let office = year
        .registers(&kanri, "gyokaku", "行政経営課 事務局", &role("office"))
        .await;
    year.see(&kanri, "02-first-password").await;
    year.see(&office, "03-todo-office-without-round").await;
    year.at(&office, &format!("/{CODE}/departments")).await;
    year.see(&office, "04-directory-empty").await;
    follow(&office, "a[href*=proposal]").await;
    year.see(&office, "05-directory-proposal").await;
    follow(&office, "main form[method=post] button.primary").await;
    until(&office, "document.querySelector('.t-directory')").await;
    year.see(&office, "06-directory").await;
    year.at(&kanri, &format!("/{CODE}/accounts/new")).await;
    year.see(&kanri, "07-account-new").await;
    let of_all = |role: &str| {
        let rows = 0..DEPARTMENTS.len();
        let each = rows.map(|at| format!("tr:nth-child({}) [name={role}]:not([value='*'])", at + 2));
        each.collect::<Vec<String>>()
    };
    let staff = year
        .registers(&kanri, "tanto", "各課 担当", &of_all("staff"))
        .await;
    let head = year
        .registers(&kanri, "kacho", "各課 課長", &of_all("head"))
        .await;
    let committee = year
        .registers(&kanri, "honbu", "推進本部", &role("committee"))
        .await;
    let external = year
        .registers(&kanri, "kondankai", "懇談会", &role("external"))
        .await;
    year.at(&kanri, &format!("/{CODE}/accounts")).await;
    assert_eq!(count(&kanri, "tbody tr").await, 6, "six people");
    year.see(&kanri, "08-accounts").await;
    People {
        kanri,
        office,
        staff,
        head,
        committee,
        external,
    }
}

/// The office opens the round for FY2019 with the scale ◎○△.
async fn opened(year: &Year, office: &chromiumoxide::Page) {
    year.at(office, &round("").replace("/2019", "")).await;
    year.see(office, "10-rounds-none").await;
    follow(office, "main a[href$='/rounds/new']").await;
    assert_eq!(
        ask(office, "document.getElementById('year').value").await,
        "2019",
        "the year that ended in March is proposed"
    );
    for asked in [
        "effect_plan",
        "effect_actual",
        "indicators",
        "difficulties",
        "next",
    ] {
        click(office, &format!("[name=question][value={asked}]:checked")).await;
    }
    fill(office, "#due_department", "2020-05-15").await;
    fill(office, "#due_head", "2020-05-22").await;
    fill(office, "#due_office", "2020-05-29").await;
    year.see(office, "11-round-new").await;
    follow(office, "button[value=preview]").await;
    assert!(
        words(office, ".answer")
            .await
            .starts_with("124の取組について、3の課に124件の回答をたずねます。")
    );
    assert_eq!(
        ask(
            office,
            "document.querySelector('[name=scale]:checked').parentNode.textContent.trim()"
        )
        .await,
        "◎・○・△"
    );
    year.see(office, "12-round-preview").await;
    follow(office, "form.opening button.primary").await;
    assert_eq!(place(office).await, round(""));
    year.see(office, "13-board-opened").await;
}

/// The staff answer: some through the form, the rest pasted out of a spreadsheet, and hand in.
async fn answered(year: &Year, staff: &chromiumoxide::Page, graded: &[Graded]) {
    year.at(staff, "/todo").await;
    year.see(staff, "20-todo-staff").await;
    tab_to(staff, ".button.large").await;
    press(staff, "Enter").await;
    until(
        staff,
        "location.pathname.endsWith('/items/i1') && document.readyState === 'complete'",
    )
    .await;
    year.see(staff, "21-form-empty").await;
    for one in &graded[..3] {
        answer(
            staff,
            &one.grade,
            "",
            &format!("{}を3回に分けて行った。", one.title),
        )
        .await;
        if one.id == "i1" {
            year.see(staff, "22-form-saved").await;
        }
        follow(staff, "form.answer-form button.primary").await;
    }
    assert!(
        place(staff).await.ends_with("/items/i4"),
        "the next one comes by itself"
    );
    for (at, department) in DEPARTMENTS.into_iter().enumerate() {
        year.at(staff, "/todo").await;
        let list = format!(
            "[...document.querySelectorAll('section.task')].find(t => t.textContent.includes('{department}'))?.querySelector('a[href$=\"/grid\"]').getAttribute('href').replace('/grid', '')"
        );
        let list = ask(staff, &list).await;
        year.at(staff, &format!("{list}/grid")).await;
        if at == 0 {
            year.see(staff, "23-grid").await;
        }
        paste(staff, &block(graded, department, FORGOTTEN)).await;
        if at == 0 {
            assert_eq!(count(staff, "[name=change]:checked").await, 75 * 2 + 6);
            let skipped = ask(staff, "document.getElementById('skipped-caption').closest('table').querySelectorAll('tbody tr').length").await;
            assert_eq!(
                skipped, "3",
                "what is handed in already stays, and each cell says so"
            );
            year.see(staff, "24-paste-preview").await;
        }
        follow(staff, "form[action$='/paste/application'] button.primary").await;
        if at == 0 {
            year.see(staff, "25-paste-outcome").await;
        }
        year.at(staff, &list).await;
        if at == 0 {
            year.see(staff, "26-list").await;
        }
        follow(staff, "form[action$='/submission'] button.primary").await;
        if at == 0 {
            year.see(staff, "27-submitted").await;
            year.at(staff, &list).await;
            // What is behind needs a reason: it waits alone, and one line settles it.
            assert_eq!(count(staff, "[name=item]").await, 0);
            follow(staff, ".actions a.primary").await;
            assert!(words(staff, "h1").await.ends_with(FORGOTTEN));
            assert!(
                words(staff, "[data-field=reason] [data-said]")
                    .await
                    .contains("「△」とした理由を記入してください。")
            );
            year.see(staff, "28-form-reason-missing").await;
            answer(staff, "△", "用地の交渉が長引いた。", "取組14を進めた。").await;
            follow(staff, "form.answer-form button.primary").await;
        }
    }
    year.at(staff, "/todo").await;
    year.see(staff, "29-todo-staff-done").await;
}

/// The head sends one back and approves the others at once; the staff mend it.
async fn approved(year: &Year, people: &People) {
    let (head, staff) = (&people.head, &people.staff);
    year.at(head, "/todo").await;
    year.see(head, "30-todo-head").await;
    year.at(head, &round("/review")).await;
    assert_eq!(count(head, "[name=answers]").await, 124);
    year.see(head, "31-review-head").await;
    click(head, &format!("[name=answers][aria-label*='{SENT_BACK}（']")).await;
    fill(head, "#comment", "何を何件行ったかを書いてください。").await;
    follow(head, "button[formaction$='/return']").await;
    assert!(words(head, "#outcome").await.contains("1件を差し戻しました。"));
    year.see(head, "32-review-returned").await;
    click(head, "[data-all]").await;
    assert_eq!(
        words(head, "button[formaction$='/approval']").await,
        "選んだ123件を承認する"
    );
    follow(head, "button[formaction$='/approval']").await;
    assert!(words(head, "#outcome").await.contains("123件を承認しました。"));
    year.see(head, "33-review-approved").await;

    year.at(staff, "/todo").await;
    assert!(
        words(staff, "ul.returned")
            .await
            .contains("何を何件行ったかを書いてください。")
    );
    year.see(staff, "34-todo-returned").await;
    follow(staff, "ul.returned a").await;
    year.see(staff, "35-form-returned").await;
    fill(staff, "[name=done]", "窓口の見直しを3か所で行った。").await;
    until(
        staff,
        "document.getElementById('saved').textContent.includes('に保存しました')",
    )
    .await;
    follow(staff, "form.answer-form button.primary").await;

    year.at(head, &round("/review")).await;
    assert_eq!(count(head, "[name=answers]").await, 1);
    // Side by side, and approved from there.
    follow(head, "form.queue th a").await;
    year.see(head, "36-item-head").await;
    follow(head, "form.acts button.primary").await;
    assert!(words(head, "#outcome").await.contains("承認しました。"));
}

/// The office accepts everything; the board shows all in.
async fn accepted(year: &Year, office: &chromiumoxide::Page) {
    year.at(office, "/todo").await;
    year.see(office, "40-todo-office").await;
    year.at(office, &round("/review")).await;
    year.see(office, "41-review-office").await;
    click(office, "[data-all]").await;
    follow(office, "button[formaction$='/acceptance']").await;
    assert!(
        words(office, "#outcome")
            .await
            .contains("124件を確認済みにしました。")
    );
    year.at(office, &round("")).await;
    let said = words(office, ".answer").await;
    assert!(said.contains("124") && !said.contains("未提出"), "{said}");
    year.see(office, "42-board-all-in").await;
}

/// The headquarters and the external evaluator look at some, and come to the same grades.
async fn graded_by_others(year: &Year, people: &People) {
    let given = [
        (&people.committee, "i1", "○", "目標のとおり進んでいる。"),
        (&people.committee, "i13", "○", "計画に沿っている。"),
        (&people.external, "i1", "○", "資料から確かめた。"),
    ];
    for (page, _, _, _) in [&given[0], &given[2]] {
        year.at(page, "/todo").await;
    }
    year.see(&people.committee, "50-todo-headquarters").await;
    year.see(&people.external, "51-todo-external").await;
    for (at, (page, item, grade, reason)) in given.into_iter().enumerate() {
        year.at(page, &round("/review?view=grades")).await;
        if at == 0 {
            year.see(page, "52-grading").await;
        }
        fill(page, &format!("#g-{item}"), grade).await;
        fill(page, &format!("#r-{item}"), reason).await;
        press(page, "Tab").await;
        until(page, "document.getElementById('saved')?.dataset.kind === 'saved'").await;
    }
    year.at(&people.office, &round("/items/i1")).await;
    year.see(&people.office, "53-item-side-by-side").await;
    let beside = words(&people.office, ".evaluators").await;
    for said in ["目標のとおり進んでいる。", "資料から確かめた。"] {
        assert!(beside.contains(said), "{beside}");
    }
}

/// The office closes the round, and sees the edition.
async fn closed(year: &Year, office: &chromiumoxide::Page) {
    year.at(office, &round("/closing")).await;
    year.see(office, "60-closing").await;
    assert_eq!(count(office, "#left_out").await, 0, "nothing is open");
    // Without the confirmation nothing is closed.
    follow(office, "form.closing button.primary").await;
    assert!(words(office, "#confirmed-wrong").await.contains("確認に印"));
    click(office, "#confirmed").await;
    follow(office, "form.closing button.primary").await;
    assert_eq!(place(office).await, format!("/{CODE}/{PLAN}/editions/1"));
    year.see(office, "61-edition").await;
}

/// A table of the year says what the document 000 prints, row by row.
fn is_the_document(table: &Value, text: &str) {
    let all = rows(table);
    let of = |kind: &str| {
        let own = all.iter().filter(|(known, _, _)| known == kind);
        own.map(|(_, name, counts)| (name.clone(), *counts))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("row"), printed(text));
    assert_eq!(of("total"), [("合計".to_owned(), [124, 8, 112, 4])]);
    let policies: Vec<(String, [i64; 4])> = of("group")
        .into_iter()
        .filter(|(name, _)| name.starts_with("実施方針"))
        .collect();
    let counts: Vec<[i64; 4]> = policies.iter().map(|(_, counts)| *counts).collect();
    assert_eq!(counts, [[78, 5, 71, 2], [26, 1, 24, 1], [20, 2, 17, 1]]);
    let groups: Vec<[i64; 4]> = of("group")
        .into_iter()
        .filter(|(name, _)| name.starts_with('('))
        .map(|(_, counts)| counts)
        .collect();
    assert_eq!(
        groups,
        [
            [70, 5, 63, 2],
            [17, 1, 16, 0],
            [9, 0, 8, 1],
            [7, 1, 6, 0],
            [6, 1, 4, 1]
        ]
    );
    let total = table["rows"]
        .as_array()
        .and_then(|rows| rows.last())
        .expect("a total");
    let shares = ["grade_1_share", "grade_2_share", "grade_3_share"].map(|key| &total["cells"][key]);
    assert_eq!(shares, [&Value::from(6.5), &Value::from(90.3), &Value::from(3.2)]);
    for printed in ["8 (6.5%)", "112 (90.3%)", "4 (3.2%)"] {
        assert!(text.contains(printed), "the document prints {printed}");
    }
}

/// A correction becomes the second edition, with what changed and why.
async fn corrected(year: &Year, office: &chromiumoxide::Page) {
    const WHY: &str = "公表後に、実績の集計に誤りが見つかったため。";
    year.at(office, &round("/closing")).await;
    year.see(office, "62-closed").await;
    fill(office, "#reason", WHY).await;
    follow(office, "form[action$='/reopening'] button").await;
    year.at(office, &round("/items/i20")).await;
    fill(office, "#g-secretariat", "△").await;
    fill(office, "#r-secretariat", "実績を数え直した。").await;
    follow(office, "#own-secretariat button").await;
    year.at(office, &round("/closing")).await;
    year.see(office, "63-correction").await;
    fill(office, "form.closing #reason", WHY).await;
    click(office, "#confirmed").await;
    follow(office, "form.closing button.primary").await;
    assert_eq!(place(office).await, format!("/{CODE}/{PLAN}/editions/2"));
    let errata = words(office, ".errata").await;
    for said in [WHY, "取組20", "進捗状況（事務局）", "△"] {
        assert!(errata.contains(said), "{errata}");
    }
    year.see(office, "64-edition-corrected").await;
    year.publishes(office, PLAN, 2).await;
    let second = year
        .json(&format!("/{CODE}/{PLAN}/editions/2/progress.json"))
        .await;
    let total = rows(&second).pop().expect("a total");
    assert_eq!(total.2, [124, 8, 111, 5]);
    year.at(office, &format!("/{CODE}/{PLAN}/editions/1")).await;
    assert!(words(office, ".notice").await.contains("訂正があります"));
    year.see(office, "65-edition-superseded").await;
    year.at(office, &format!("/{CODE}/{PLAN}/editions")).await;
    year.see(office, "66-editions").await;
}

/// What stays: the item over the years, the years' table, the progress for everybody, the journal.
async fn afterwards(year: &Year, people: &People) {
    let anyone = year.visit.desk().await;
    year.at(&anyone, &format!("/{CODE}/{PLAN}/items/i20")).await;
    let over = ask(&anyone, "document.getElementById('over').parentNode.textContent").await;
    assert!(over.contains("令和元年度") && over.contains("△"), "{over}");
    year.see(&anyone, "70-item-over-the-years").await;
    year.at(&anyone, &format!("/{CODE}/{PLAN}/years")).await;
    let said = words(&anyone, "main").await;
    assert!(said.contains("124") && said.contains("111"), "{said}");
    year.see(&anyone, "71-years").await;
    year.at(&anyone, &format!("/{CODE}/{PLAN}/progress")).await;
    year.see(&anyone, "72-progress").await;
    year.at(&anyone, &format!("/{CODE}/{PLAN}")).await;
    year.see(&anyone, "73-plan").await;
    year.at(&people.kanri, &format!("/{CODE}/journal")).await;
    follow(&people.kanri, "form.verify button").await;
    year.see(&people.kanri, "74-journal").await;
    assert_eq!(count(&people.kanri, "#verdict.broken").await, 0);
    assert!(!words(&people.kanri, "#verdict").await.is_empty());
}

/// The register of 002: half of the departments in the browser, the other half by workbook.
#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_54_items_half_by_workbook() {
    let Some((document, _)) = seed("002") else {
        return;
    };
    let site = site(tagajo::clock, None).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let year = Year {
        site,
        visit,
        name: "year-54",
    };
    let kanri = year.arrives("kanri", "tall-green-boat").await;
    let one = |field: &str, value: &str| vec![format!("[name={field}][value='{value}']")];
    let office = year
        .registers(&kanri, "gyokaku", "行政経営担当 事務局", &one("role", "office"))
        .await;
    let staff = year
        .registers(&kanri, "tanto", "各課 担当", &one("staff", "*"))
        .await;
    let head = year
        .registers(&kanri, "kacho", "各課 課長", &one("head", "*"))
        .await;
    tagajo::read_in(&year, &office, &document).await;
    tagajo::opened(&year, &office).await;

    let stored = year.site.store.plan(&code(), tagajo::PLAN).await;
    let items = stored.expect("a plan").expect("a plan").plan.items;
    let items: Vec<(String, String)> = items.into_iter().map(|item| (item.id, item.title)).collect();
    assert_eq!(items.len(), 54);
    let departments = tagajo::asked(&year).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (mut browser, mut book) = (0, 0);
    for (at, (department, answers)) in departments.iter().enumerate() {
        let all = tagajo::said(answers, &items);
        if at % 2 == 0 {
            tagajo::in_the_browser(&year, &staff, department, &all, browser == 0 && all.len() > 1).await;
            browser += 1;
        } else {
            let leads = all.iter().any(|one| !one.grade.is_empty());
            let slip = (book == 0 && leads).then_some("とても順調");
            tagajo::in_a_workbook(&year, &staff, department, &all, slip, folder.path()).await;
            book += usize::from(leads || book > 0);
        }
    }
    assert!(
        book > 5 && browser > 5,
        "{browser} in the browser, {book} by workbook"
    );

    for (page, deed) in [(&head, "approval"), (&office, "acceptance")] {
        year.at(page, &tagajo::round("/review")).await;
        year.see(page, &format!("20-{deed}")).await;
        click(page, "[data-all]").await;
        follow(page, &format!("button[formaction$='/{deed}']")).await;
    }
    year.at(&office, &tagajo::round("/closing")).await;
    year.see(&office, "21-closing").await;
    assert_eq!(count(&office, "#left_out").await, 0, "nothing is open");
    click(&office, "#confirmed").await;
    follow(&office, "form.closing button.primary").await;
    year.see(&office, "22-edition").await;
    year.publishes(&office, tagajo::PLAN, 1).await;
    let frozen = year
        .json(&format!("/{CODE}/{}/editions/1/progress.json", tagajo::PLAN))
        .await;
    let given = |grade| (0..54).filter(|at| tagajo::grade(*at) == grade).count() as i64;
    let all = rows(&frozen);
    let total = all.last().expect("a total");
    assert_eq!(total.2, [54, given("◎"), given("○"), given("△")]);
    let sections: Vec<i64> = all
        .iter()
        .filter(|row| row.0 == "row")
        .map(|row| row.2[0])
        .collect();
    assert_eq!(sections, [11, 3, 8, 8, 4, 7, 3, 5, 3, 2]);
    year.ends().await;
}
