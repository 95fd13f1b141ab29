//! The register as a workbook: received, changed, looked at, taken in as one act.

use crate::common::{CODE, Site, clock, code, config, get_as, post_as, program};
use crate::visit::{Visit, choose_files, enter, until};
use crate::workbook_support::{Cells, OTHER, PLAN, book_of, boxes, cells_of, parts, place, plan, send};
use crate::year_support::{Year, click, count, words};
use axum::http::{StatusCode, header};
use calamine::Data;
use gyokaku_core::body::BodyCode;
use gyokaku_core::editing::{Deed, ItemField, Value};
use gyokaku_core::journal::Event;
use gyokaku_core::plan::Plan;
use gyokaku_store::{Actor, ItemWrite, JournalState};

const FIRST: &str = "収支均衡した予算編成";
const SECOND: &str = "使用料・手数料の見直し";
const THIRD: &str = "市有財産の活用";
const ITEMS: &str = "取組項目";
const HELD: &str = "控え";

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}/grid/workbook{end}")
}

/// A plan of four items, and the office.
async fn site() -> Site {
    let mut site = Site::empty(config()).await;
    site.put_internal(PLAN, &plan(), None).await;
    site.cookie = Some(site.as_role("office").await);
    site
}

async fn stored(site: &Site) -> Plan {
    let found = site.store.plan(&code(), PLAN).await.expect("a store");
    found.expect("a plan").plan
}

/// The workbook as it is received, as a person has it open.
struct Book {
    items: Cells,
    held: Cells,
}

impl Book {
    async fn received(site: &Site) -> Self {
        let answer = site.get(&of(".xlsx")).await;
        assert_eq!(answer.status, StatusCode::OK);
        Self {
            items: cells_of(&answer.bytes, ITEMS),
            held: cells_of(&answer.bytes, HELD),
        }
    }

    fn write(&mut self, title: &str, head: &str, text: &str) -> &mut Self {
        let (row, column) = place(&self.items, title, head);
        self.items.insert((row, column), Data::String(text.into()));
        self
    }

    /// A row below the items.
    fn add(&mut self, nth: u32, cells: &[(&str, &str)]) -> &mut Self {
        for (head, text) in cells {
            let column = self
                .items
                .iter()
                .find(|((row, _), data)| *row == 4 && *data == head);
            let column = column.expect("a head").0.1;
            self.items
                .insert((9 + nth, column), Data::String((*text).to_owned()));
        }
        self
    }

    fn bytes(&self) -> Vec<u8> {
        book_of(&[(ITEMS, &self.items), (HELD, &self.held)])
    }
}

/// Hands a file in and gives the address of the preview with its page.
async fn handed_in(site: &Site, bytes: &[u8]) -> (String, String) {
    let answer = send(site, &of(""), &[("台帳.xlsx", bytes)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let path = answer.location();
    let page = site.page(&path).await;
    (path, page)
}

/// The values of the boxes and choices of a name that stand on a page.
fn values(page: &str, beginning: &str) -> Vec<(String, String)> {
    page.split("<input ")
        .filter_map(|rest| {
            let tag = rest.split('>').next()?;
            let of = |name: &str| {
                Some(
                    tag.split(&format!("{name}=\""))
                        .nth(1)?
                        .split('"')
                        .next()?
                        .to_owned(),
                )
            };
            let name = of("name").filter(|name| name.starts_with(beginning))?;
            Some((name, of("value")?))
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// A form that ticks the boxes that are ticked, and these besides.
fn sent(page: &str, more: &[(String, String)]) -> String {
    let ticked = boxes(page, false)
        .into_iter()
        .map(|value| ("change".to_owned(), value));
    let fields: Vec<(String, String)> = ticked.chain(more.iter().cloned()).collect();
    crate::common::form(&fields)
}

async fn applied(site: &Site, path: &str, form: &str) -> String {
    let answer = site.post(&format!("{path}/application"), form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.text()
}

/// A colleague writes a field of an item.
async fn written(site: &Site, item: &str, field: ItemField, new: &str) {
    let plan = stored(site).await;
    let known = plan.item(item).expect("an item");
    let write = ItemWrite {
        field,
        seen: field.text(known),
        value: Value::Words(Some(new.to_owned())),
    };
    let colleague = Actor {
        name: "同僚".into(),
        role: "office".into(),
    };
    let of = (&code(), PLAN);
    let now = clock();
    site.store
        .write_item(&colleague, &now, of, item, &[write])
        .await
        .expect("a store");
}

#[tokio::test]
async fn the_register_goes_out_and_what_was_changed_is_one_act() {
    let site = site().await;
    let answer = site.get(&of(".xlsx")).await;
    let disposition = answer.headers[header::CONTENT_DISPOSITION]
        .to_str()
        .expect("text");
    let name = disposition.split("filename*=UTF-8''").nth(1).expect("a name");
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    assert_eq!(name, "見本市_見本市行財政改革プラン_台帳.xlsx");
    let journal = site.store.journal(Some(&code()), 1).await.expect("a journal");
    assert_eq!(journal[0].what, "export");
    let of_section = site.get(&of(".xlsx?section=s1")).await;
    let disposition = of_section.headers[header::CONTENT_DISPOSITION]
        .to_str()
        .expect("text");
    let name = percent_encoding::percent_decode_str(disposition).decode_utf8_lossy();
    assert!(name.ends_with("_台帳_健全な財政の維持.xlsx"), "{name}");

    let mut book = Book::received(&site).await;
    book.write(FIRST, "取組内容", "補助金を見直す。")
        .write(FIRST, "主担当課", "財政課、契約課")
        .write(SECOND, "目標", "年に3件")
        .add(
            0,
            &[
                ("取組項目", "電子申請の拡大"),
                ("区分", "健全な財政の維持"),
                ("番号", "1-5"),
            ],
        );
    let before = stored(&site).await;
    let entries = site
        .store
        .journal(Some(&code()), 100)
        .await
        .expect("a journal")
        .len();
    let (path, page) = handed_in(&site, &book.bytes()).await;
    assert!(
        page.contains("書き換わる欄が3か所、新しい取組項目が1件あります。まだ保存していません。"),
        "{page}"
    );
    for words in [
        "取組内容その1",
        "補助金を見直す。",
        "入力：財政課、契約課",
        "取組項目!",
        "電子申請の拡大",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(stored(&site).await, before, "nothing before the word");

    let add = values(&page, "add");
    assert_eq!((boxes(&page, false).len(), add.len()), (3, 1));
    let page = applied(&site, &path, &sent(&page, &add)).await;
    assert!(page.contains("3件の取組項目を取り込みました。"), "{page}");
    let now = stored(&site).await;
    let item = |id: &str| now.item(id).expect("an item");
    assert_eq!(item("i1").content.as_deref(), Some("補助金を見直す。"));
    assert_eq!(item("i1").departments.lead, ["財政課", "契約課"]);
    assert_eq!(item("i2").target.as_deref(), Some("年に3件"));
    let new = now.items.last().expect("an item");
    assert_eq!(
        (new.title.as_str(), new.section.as_deref(), new.number.as_deref()),
        ("電子申請の拡大", Some("s1"), Some("1-5"))
    );
    // One act, and an entry for each item, from which the old value is put back.
    let journal = site.store.journal(Some(&code()), 100).await.expect("a journal");
    assert_eq!(journal.len(), entries + 4);
    let deeds: Vec<Event> = journal.iter().map(|entry| entry.event()).collect();
    let is_act = |event: &&Event| {
        matches!(
            event,
            Event::RegisterChanged {
                deed: Deed::WriteItems,
                ..
            }
        )
    };
    assert_eq!(deeds.iter().filter(is_act).count(), 1);
    let history = site
        .page(&format!("/{CODE}/{PLAN}/history?element=i1&field=content"))
        .await;
    assert!(
        history.contains("補助金を見直す。") && history.contains("取組内容その1"),
        "{history}"
    );
    let history = site.page(&format!("/{CODE}/{PLAN}/history")).await;
    assert!(history.contains("取組項目の一括変更"), "{history}");
    // The same file once more: nothing to do, and the new item is not added again.
    let page = site.page(&path).await;
    assert!(page.contains("書き換わるところはありません。"), "{page}");
    assert!(page.contains("すでに同じ内容で台帳にあります"), "{page}");
    let chain = site.store.verify_journal().await.expect("a chain");
    assert!(matches!(chain, JournalState::Holds { .. }));
}

#[tokio::test]
async fn what_a_colleague_wrote_meanwhile_is_chosen_field_by_field() {
    let site = site().await;
    let mut book = Book::received(&site).await;
    book.write(FIRST, "取組内容", "補助金を見直す。")
        .write(SECOND, "取組内容", "料金を改める。")
        .write(THIRD, "取組内容", "公売を行う。");
    written(&site, "i1", ItemField::Content, "同僚が書いた内容").await;
    written(&site, "i4", ItemField::Content, "同僚の別の内容").await;
    let (path, page) = handed_in(&site, &book.bytes()).await;
    assert!(page.contains("どちらの内容を残すか選ぶ欄が1か所"), "{page}");
    assert!(
        page.contains("同僚が書いた内容") && page.contains("受け取ったとき：取組内容その1"),
        "{page}"
    );
    assert!(
        page.contains("受け取った後に台帳で書き換えられた欄（1か所）")
            && page.contains("1-4 契約事務の電子化：取組内容"),
        "{page}"
    );
    let pick = values(&page, "pick.");
    assert_eq!(pick.len(), 1);
    // Somebody is quicker once more, after the page was looked at.
    written(&site, "i3", ItemField::Content, "さらに早い内容").await;
    let outcome = applied(&site, &path, &sent(&page, &pick)).await;
    assert!(
        outcome.contains("2件の取組項目を取り込みました。1か所は、"),
        "{outcome}"
    );
    assert!(
        outcome.contains("さらに早い内容") && outcome.contains("公売を行う。"),
        "{outcome}"
    );
    let now = stored(&site).await;
    let content = |id: &str| {
        now.item(id)
            .and_then(|item| item.content.as_deref())
            .unwrap_or_default()
    };
    assert_eq!(
        ["i1", "i2", "i3", "i4"].map(content),
        [
            "補助金を見直す。",
            "料金を改める。",
            "さらに早い内容",
            "同僚の別の内容"
        ]
    );
    // The same form again finds nothing that it has not done.
    let outcome = applied(&site, &path, &sent(&page, &pick)).await;
    assert!(outcome.contains("すでに台帳はこのExcelと同じ内容"), "{outcome}");
    assert_eq!(stored(&site).await, now);
}

#[tokio::test]
async fn a_copied_row_a_deleted_row_and_wrong_cells_are_told_at_their_places() {
    let site = site().await;
    let mut book = Book::received(&site).await;
    let (row, _) = place(&book.items, THIRD, "番号");
    let copy: Vec<_> = book
        .items
        .iter()
        .filter(|((r, _), _)| *r == row)
        .map(|((_, c), d)| (*c, d.clone()))
        .collect();
    for (column, data) in copy {
        book.items.insert((9, column), data);
    }
    book.add(0, &[("取組項目", "広告収入の確保")]);
    let (gone, _) = place(&book.items, SECOND, "番号");
    book.items.retain(|(row, _), _| *row != gone);
    book.write(FIRST, "番号", &"長".repeat(301))
        .write("契約事務の電子化", "取組内容", "");
    let (path, page) = handed_in(&site, &book.bytes()).await;
    assert!(
        page.contains("の行を写した行です") && page.contains("広告収入の確保"),
        "{page}"
    );
    assert!(page.contains("Excelから行がなくなった取組項目（1件）"), "{page}");
    assert!(
        page.contains("301文字") && page.contains("空欄にします"),
        "{page}"
    );
    let add = page.split("name=\"add\"").nth(1).expect("a box");
    assert!(
        !add.split('>').next().expect("a tag").contains("checked"),
        "a copy is added knowingly"
    );
    assert!(boxes(&page, false).is_empty(), "what clears is chosen knowingly");
    let answer = site.post(&format!("{path}/application"), "").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    // The file itself, with the wrong cell marked.
    let marked = site.get(&format!("{path}/marked")).await;
    assert_eq!(marked.status, StatusCode::OK);
    let note = String::from_utf8(parts(&marked.bytes)["xl/comments1.xml"].clone()).expect("text");
    assert!(note.contains("301文字"), "{note}");
    let outcome = applied(&site, &path, &sent(&page, &values(&page, "add"))).await;
    assert!(outcome.contains("1件の取組項目を取り込みました。"), "{outcome}");
    let now = stored(&site).await;
    let titles: Vec<&str> = now.items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(
        titles,
        [FIRST, SECOND, THIRD, "契約事務の電子化", "広告収入の確保"]
    );
}

#[tokio::test]
async fn what_is_no_workbook_of_this_register_says_what_it_is() {
    let site = site().await;
    let mut other = plan();
    other.title = "別のプラン".into();
    site.put_internal("betsu", &other, None).await;
    let foreign = site.get(&format!("/{CODE}/betsu/grid/workbook.xlsx")).await;
    let (path, page) = handed_in(&site, &foreign.bytes).await;
    assert!(
        page.contains("「別のプラン」の台帳のExcelです。何も保存していません。"),
        "{page}"
    );
    assert!(page.contains("/betsu/grid/workbook\""), "{page}");
    let answer = site
        .post(&format!("{path}/application"), "change=ab.title.i1")
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = send(&site, &of(""), &[("メモ.csv", "番号,項目\n1,a\n".as_bytes())]).await;
    let page = site.page(&answer.location()).await;
    assert!(page.contains("識別情報が見つかりません"), "{page}");
    let answer = send(&site, &of(""), &[("大きい.xlsx", &vec![0; 9 * 1024 * 1024])]).await;
    assert!(
        answer.status.is_client_error() && answer.text().contains("8MBまで"),
        "{}",
        answer.text()
    );
    let gone = site.get(&of("/00000000-0000-4000-8000-000000000000")).await;
    assert_eq!(gone.location(), of("?expired=1"));
    assert_eq!(site.get(&gone.location()).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn only_who_edits_the_register_has_a_part_in_it() {
    let site = site().await;
    let book = Book::received(&site).await;
    let (path, page) = handed_in(&site, &book.bytes()).await;
    assert!(page.contains("すべて台帳の内容と同じです。"), "{page}");
    for role in ["staff", "head", "reader", "administrator"] {
        let cookie = site
            .as_person(CODE, &format!("some-{role}"), &[(role, None)])
            .await;
        for address in [of(""), of(".xlsx"), path.clone(), format!("{path}/marked")] {
            assert_eq!(
                get_as(&site, &cookie, &address).await.status,
                StatusCode::FORBIDDEN,
                "{role} {address}"
            );
        }
        let answer = post_as(
            &site,
            &cookie,
            &format!("{path}/application"),
            "change=ab.title.i1",
        )
        .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role}");
    }
    // Another person of the office does not see what this one sent.
    let colleague = site.as_person(CODE, "gyokaku", &[("office", None)]).await;
    assert_eq!(
        get_as(&site, &colleague, &path).await.location(),
        of("?expired=1")
    );
    let other: BodyCode = OTHER.parse().expect("a code");
    site.store
        .put_body(&program(), &clock(), &other, "隣の市")
        .await
        .expect("a body");
    let elsewhere = site.as_person(OTHER, "elsewhere", &[("office", None)]).await;
    assert_eq!(
        get_as(&site, &elsewhere, &of(".xlsx")).await.status,
        StatusCode::FORBIDDEN
    );
    for page in ["/grid", "/edit"] {
        assert!(
            site.page(&format!("/{CODE}/{PLAN}{page}"))
                .await
                .contains("/grid/workbook"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn a_page_is_a_handful_of_statements() {
    let site = site().await;
    let mut book = Book::received(&site).await;
    for title in [FIRST, SECOND, THIRD] {
        book.write(title, "目標", "年に3件");
    }
    let (path, page) = handed_in(&site, &book.bytes()).await;
    for (address, most) in [
        (of(""), 8),
        (of(".xlsx"), 14),
        (path.clone(), 8),
        (format!("{path}/marked"), 8),
    ] {
        let before = site.store.queries();
        assert_eq!(site.get(&address).await.status, StatusCode::OK);
        let took = site.store.queries() - before;
        assert!(took <= most, "{address} takes {took} statements");
    }
    let before = site.store.queries();
    applied(&site, &path, &sent(&page, &[])).await;
    let took = site.store.queries() - before;
    assert!(took <= 80, "three items take {took} statements");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_is_edited_in_a_spreadsheet() {
    let site = site().await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let mut book = Book::received(&site).await;
    book.write(FIRST, "取組内容", "補助金を3件見直し、基金へ積み立てる。")
        .write(FIRST, "主担当課", "財政課、契約課")
        .write(SECOND, "取組内容", "料金を改める。")
        .write(SECOND, "番号", &"長".repeat(301))
        .write(THIRD, "目標", "年に3件")
        .write("契約事務の電子化", "区分", "別の区分")
        .add(
            0,
            &[
                ("取組項目", "電子申請の拡大"),
                ("区分", "健全な財政の維持"),
                ("スケジュール", "令和8年度：検討\n令和9年度～：実施"),
            ],
        )
        .add(1, &[("取組項目", "置き場所のない取組")]);
    written(&site, "i2", ItemField::Content, "同僚が書いた内容").await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("見本市_台帳.xlsx");
    std::fs::write(&file, book.bytes()).expect("a file");
    let office = site.cookie.clone().expect("the office");
    let year = Year {
        site,
        visit,
        name: "register-workbook",
    };
    let page = year.visit.desk().await;
    year.visit.sign_in(&page, &office).await;
    year.at(&page, &format!("/{CODE}/{PLAN}/grid")).await;
    click(&page, "a[href*='/grid/workbook']").await;
    until(
        &page,
        "document.querySelector('h1').textContent === 'Excelで編集'",
    )
    .await;
    year.see(&page, "01-new").await;
    choose_files(&page, "#file", &[&file]).await;
    enter(&page, "form[method=post] button.primary").await;
    until(
        &page,
        "document.querySelector('h1').textContent === '取り込む前の確認'",
    )
    .await;
    assert!(
        words(&page, ".answer")
            .await
            .contains("どちらの内容を残すか選ぶ欄が1か所")
    );
    year.see(&page, "02-look").await;
    click(&page, "input[name='pick.0'][value]:not([value=''])").await;
    enter(&page, "form[action$=application] button.primary").await;
    until(
        &page,
        "document.querySelector('h1').textContent === '取り込みの結果'",
    )
    .await;
    year.see(&page, "03-outcome").await;
    assert_eq!(count(&page, ".outcomes li").await, 4);
    let now = stored(&year.site).await;
    assert_eq!(now.items.len(), 5);
    assert_eq!(
        now.item("i2").and_then(|item| item.content.as_deref()),
        Some("料金を改める。")
    );
    year.visit.without_trouble().await;
}
