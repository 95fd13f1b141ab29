//! The city of 003 in a real Chromium: from its first-half plan to the second half, its crosswalk of 65 rows, and Keep,
//! Problem and Try with what is noted beside them, as its document prints them.
//!
//! Only the first-half plan is there; everything else is done on the screens. Not here: what the forms refuse (`lineage`).

use std::time::Instant;

use crate::common::{CODE, Site, clock, code, config, program};
use crate::lineage::{document, half, said};
use crate::visit::{Visit, ask};
use crate::year_support::{Year, click, count, fill, follow, place, words};
use chromiumoxide::Page;
use gyokaku_core::crosswalk::{Edge, EdgeKind, successors};
use gyokaku_core::editing::PlanField;
use gyokaku_core::plan::Plan;
use gyokaku_core::table::crosswalk::{counts, table};

fn of(end: &str) -> String {
    format!("/{CODE}/koki{end}")
}

/// Picks a part of the outline by its whole name.
async fn picks(page: &Page, name: &str) {
    let found = ask(
        page,
        &format!(
            "(() => {{ const one = [...document.querySelectorAll('[data-part] label')].find((label) => label.lastChild.textContent.trim() === {name:?} || label.querySelector('strong')?.textContent.trim() === {name:?}); one?.querySelector('input').click(); return Boolean(one); }})()"
        ),
    )
    .await;
    assert_eq!(found, "true", "{name} is in the outline");
}

/// Presses a button of the outline; nothing is refused.
async fn act(page: &Page, deed: &str) {
    follow(page, &format!("button[value='{deed}']")).await;
    assert_eq!(count(page, "[role=alert]").await, 0, "{deed}");
}

/// Puts a text into a box as a paste does.
async fn put(page: &Page, selector: &str, text: &str) {
    let found = ask(
        page,
        &format!(
            "(() => {{ const box = document.querySelector({selector:?}); if (!box) return false; box.value = {text:?}; for (const event of ['input', 'change']) box.dispatchEvent(new Event(event, {{ bubbles: true }})); return true; }})()"
        ),
    )
    .await;
    assert_eq!(found, "true", "nothing is {selector} at {}", place(page).await);
}

async fn stored(year: &Year, key: &str) -> Plan {
    let stored = year.site.store.plan(&code(), key).await.expect("a store");
    stored.expect("a plan").plan
}

/// The items of a plan as its outline has them: the sections above, the title, the departments.
fn items(plan: &Plan) -> Vec<(Vec<String>, String, Vec<String>)> {
    let items = plan.items.iter();
    items
        .map(|item| {
            let leads = item.departments.lead.clone();
            (plan.path_of(item), item.title.clone(), leads)
        })
        .collect()
}

/// The rows of the crosswalk as everybody reads them.
fn rows(plan: &Plan) -> Vec<Vec<String>> {
    let table = table(plan);
    let cells = table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| format!("{:?}", cell.value)).collect());
    cells.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_city_of_003_goes_from_one_half_to_the_other() {
    let Some(read) = document() else { return };
    let site = Site::empty(config()).await;
    site.store
        .put_body(&program(), &clock(), &code(), "見本市")
        .await
        .expect("a body");
    let first = half("前期アクションプラン", 'o', &read, |edge| &edge.old);
    let wanted = half("後期アクションプラン", 'n', &read, |edge| &edge.new);
    assert_eq!((first.items.len(), wanted.items.len()), (53, 53));
    assert_eq!(
        items(&wanted),
        items(&read),
        "the items of the document are those of its rows"
    );
    site.put_internal("zenki", &first, None).await;
    let cookie = site.as_person(CODE, "kikaku", &[("office", None)]).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.desk().await;
    visit.sign_in(&page, &cookie).await;
    let year = Year {
        site,
        visit,
        name: "lineage",
    };
    let begun = Instant::now();
    made(&year, &page).await;
    outlined(&year, &page, &read, &wanted).await;
    decided(&year, &page, &read).await;
    reviewed(&year, &page, &read).await;
    println!("003 by hand in the browser: {} s", begun.elapsed().as_secs());

    // Both halves' items, the 65 rows, and the review, as they are read out of the document.
    let (zenki, koki) = (stored(&year, "zenki").await, stored(&year, "koki").await);
    assert_eq!(items(&zenki), items(&first));
    assert_eq!(items(&koki), items(&read));
    let (mut by_hand, mut printed) = (rows(&koki), rows(&read));
    by_hand.sort();
    printed.sort();
    assert_eq!(by_hand.len(), 65);
    assert_eq!(by_hand, printed);
    // The old items stand in their order, and so do the new ones.
    let order = |plan: &Plan, of: fn(&Edge) -> &Option<String>| -> Vec<String> {
        plan.crosswalk
            .iter()
            .filter_map(|edge| of(edge).clone())
            .collect()
    };
    assert_eq!(order(&koki, |edge| &edge.old), order(&read, |edge| &edge.old));
    let today = |edge: &Edge| {
        let item = edge.new_item.as_deref().filter(|_| edge.new.is_some())?;
        Some(koki.item(item)?.title.clone())
    };
    let new: Vec<String> = koki.crosswalk.iter().filter_map(today).collect();
    assert_eq!(new, order(&read, |edge| &edge.new));
    let c = counts(&koki.crosswalk);
    assert_eq!(
        (c.old, c.new, c.continued, c.added, c.abolished),
        (53, 53, 41, 12, 12)
    );
    let noted: usize = said(&koki.review).iter().map(|(_, notes, _)| notes.len()).sum();
    assert_eq!((said(&koki.review), noted), (said(&read.review), 11));
    year.visit.without_trouble().await;
}

/// The second half is made out of the first.
async fn made(year: &Year, page: &Page) {
    year.at(page, &format!("/{CODE}/zenki/next")).await;
    fill(page, "#title", "後期アクションプラン").await;
    fill(page, "#key", "koki").await;
    fill(page, "#from", "令和7年度").await;
    fill(page, "#to", "令和9年度").await;
    year.see(page, "01-next").await;
    follow(page, "form.form button.primary").await;
    assert_eq!(place(page).await, of("/lineage"));
    assert!(words(page, ".answer").await.contains("決まっています"));
}

/// What is called otherwise has its new name pasted over the old one.
async fn renamed(year: &Year, page: &Page, read: &Plan) {
    for edge in &read.crosswalk {
        let (Some(old), Some(new)) = (&edge.old, &edge.new) else {
            continue;
        };
        if old == new {
            continue;
        }
        year.at(page, &of("/grid/paste")).await;
        for (list, wanted) in [("#item", old.as_str()), ("#column", "取組項目")] {
            let value = ask(
                page,
                &format!("[...document.querySelector({list:?}).options].find((one) => one.textContent.trim() === {wanted:?})?.value ?? ''"),
            )
            .await;
            put(page, list, &value).await;
        }
        put(page, "#text", new).await;
        follow(page, "form.form button").await;
        assert!(
            words(page, ".answer")
                .await
                .contains("書き換わる欄が1か所、新しい取組項目が0件"),
            "{}",
            words(page, ".answer").await
        );
        follow(page, "form.paste-form button.primary").await;
    }
}

/// In the outline items go, are called otherwise, and come; their departments are pasted out of a spreadsheet.
async fn outlined(year: &Year, page: &Page, read: &Plan, wanted: &Plan) {
    year.at(page, &of("/edit")).await;
    for edge in &read.crosswalk {
        if let (Some(old), None, EdgeKind::Abolished) = (&edge.old, &edge.new, edge.kind) {
            picks(page, old).await;
            act(page, "remove").await;
        }
    }
    renamed(year, page, read).await;
    year.at(page, &of("/edit")).await;
    assert_eq!(count(page, "[data-part^='i:']").await, 41);
    let is_new = |title: &str| {
        let edges = read.crosswalk.iter();
        edges
            .filter(|edge| edge.kind == EdgeKind::New)
            .any(|edge| edge.new.as_deref() == Some(title))
    };
    let mut block = "取組項目\t主担当課\n".to_owned();
    for (at, item) in wanted
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| is_new(&item.title))
    {
        let before = at.checked_sub(1).and_then(|at| wanted.items.get(at));
        let before = before.filter(|before| before.section == item.section);
        match (before, item.section.as_deref().and_then(|id| wanted.section(id))) {
            (Some(before), _) => picks(page, &before.title).await,
            (None, Some(section)) => picks(page, &section.called()).await,
            (None, None) => panic!("{} lies nowhere", item.title),
        }
        put(page, "#number", "").await;
        put(page, "#title", &item.title).await;
        act(page, "add-item").await;
        if before.is_none() {
            // The first one of its section is moved up over what stands there.
            let others = wanted.items.iter().filter(|other| other.section == item.section);
            for _ in others.skip(1).filter(|other| !is_new(&other.title)) {
                picks(page, &item.title).await;
                act(page, "up").await;
            }
        }
        block.push_str(&format!("{}\t{}\n", item.title, item.departments.lead.join("、")));
    }
    year.see(page, "02-outline").await;
    year.at(page, &of("/grid/paste")).await;
    put(page, "#text", &block).await;
    follow(page, "form.form button").await;
    assert!(
        words(page, ".answer")
            .await
            .contains("書き換わる欄が12か所、新しい取組項目が0件"),
        "{}",
        words(page, ".answer").await
    );
    year.see(page, "03-paste").await;
    follow(page, "form.paste-form button.primary").await;
}

/// What became of each item that went, and where the new ones come from.
async fn decided(year: &Year, page: &Page, read: &Plan) {
    year.at(page, &of("/lineage")).await;
    let answer = words(page, ".answer").await;
    assert!(
        answer.contains("前の計画の取組項目12件、この計画の取組項目12件です"),
        "{answer}"
    );
    year.see(page, "04-undecided").await;
    for ((at, edge), heirs) in read.crosswalk.iter().enumerate().zip(successors(read)) {
        if edge.kind == EdgeKind::Abolished {
            put(page, &format!("[name='class.o{at}']"), &edge.label).await;
            put(page, &format!("[name='into.o{at}']"), &heirs.join("")).await;
        }
    }
    follow(page, "button.primary[value='decide']").await;
    assert_eq!(words(page, "[role=alert]").await, "", "nothing is refused");
    let boxes = "[...document.querySelectorAll(\"input[name^='new.']\")]";
    ask(page, &format!("{boxes}.map((box) => box.click()).length")).await;
    follow(page, "button[value='new']").await;
    assert!(
        words(page, ".answer")
            .await
            .contains("すべての取組項目の引継ぎが決まっています"),
        "{}",
        words(page, ".answer").await
    );
    // What goes on says otherwise than 継続 where the document does.
    for edge in read
        .crosswalk
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Continued)
    {
        if let Some(old) = edge.old.as_ref().filter(|_| edge.label != "継続") {
            let name = ask(
                page,
                &format!("[...document.querySelectorAll('tr.row')].find((row) => row.querySelector('th').textContent.trim() === {old:?}).querySelector('input').name"),
            )
            .await;
            put(page, &format!("[name='{name}']"), &edge.label).await;
        }
    }
    follow(page, "button.primary[value='save']").await;
    year.see(page, "05-decided").await;
    year.at(page, &of("/crosswalk")).await;
    year.see(page, "06-crosswalk").await;
}

/// Keep, Problem, Try, as they are typed, with the notes below their points.
async fn reviewed(year: &Year, page: &Page, read: &Plan) {
    year.at(page, &of("/texts")).await;
    for field in [PlanField::Keep, PlanField::Problem, PlanField::TryNext] {
        put(page, &format!("#p-{}", field.key()), &field.text(read)).await;
    }
    follow(page, "form.form button.primary").await;
    assert_eq!(count(page, "[role=alert]").await, 0);
    year.at(page, &of("/review")).await;
    assert!(
        count(page, "main a[href*='/items/']").await > 0,
        "each Try leads to its items"
    );
    year.see(page, "07-review").await;
    let koki = stored(year, "koki").await;
    let heir = koki.crosswalk.iter().find_map(|edge| match edge.kind {
        EdgeKind::Abolished => edge.new_item.clone(),
        _ => None,
    });
    year.at(page, &of(&format!("/items/{}", heir.expect("an heir"))))
        .await;
    click(page, "main").await;
    assert!(
        words(page, "ol.generations")
            .await
            .contains("前期アクションプラン")
    );
    year.see(page, "08-heir").await;
}
