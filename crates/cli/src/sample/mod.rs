//! The sample bodies, embedded in the binary: read and stored as any user's files are.
//!
//! Not here: their year, with departments and a round (`year`).

mod year;

use gyokaku_core::account::{Account, Grant, Role, Term};
use gyokaku_core::body::BodyCode;
use gyokaku_core::department::from_labels;
use gyokaku_core::difference::Missing;
use gyokaku_core::release::Scope;
use gyokaku_exchange::read::{Read, read};
use gyokaku_office::import::{Import, source, take_in};
use gyokaku_office::password;
use gyokaku_store::{NewPassword, NewRelease, Store};

use crate::clock;
use crate::database::{self, body_code};
use crate::failure::Failure;

/// A body of the samples.
struct Sample {
    code: &'static str,
    name: &'static str,
    plans: &'static [SamplePlan],
}

/// A plan of a sample body, in the documents that tell of it.
struct SamplePlan {
    key: &'static str,
    title: &'static str,
    files: &'static [(&'static str, &'static [u8])],
}

macro_rules! file {
    ($path:literal) => {
        ($path, include_bytes!(concat!("../../../../samples/", $path)))
    };
}

const SAMPLES: &[Sample] = &[
    Sample {
        code: "041009",
        name: "仙台市",
        plans: &[SamplePlan {
            key: "keiei-2016",
            title: "仙台市役所経営プラン",
            files: &[
                file!("041009_sendai/progress_2019.txt"),
                file!("041009_sendai/revision_2019.txt"),
            ],
        }],
    },
    Sample {
        code: "042099",
        name: "多賀城市",
        plans: &[SamplePlan {
            key: "keiei-2021",
            title: "多賀城市役所経営プラン",
            files: &[file!("042099_tagajo/register.csv")],
        }],
    },
    Sample {
        code: "082350",
        name: "つくばみらい市",
        plans: &[SamplePlan {
            key: "mirai-2023",
            title: "つくばみらい市行政改革プラン",
            files: &[file!("082350_tsukubamirai/outline.txt")],
        }],
    },
    Sample {
        code: "990019",
        name: "見本市",
        plans: &[SamplePlan {
            key: "koki-2025",
            title: "行革推進プラン 後期アクションプラン",
            files: &[
                file!("990019_second_half/crosswalk.csv"),
                file!("990019_second_half/effects.csv"),
                file!("990019_second_half/review.txt"),
            ],
        }],
    },
];

/// The accounts that every sample body has, one for each role: login name and label.
pub(crate) const LOGINS: [(&str, &str); 7] = [
    ("administrator", "管理者"),
    ("office", "事務局"),
    ("staff", "担当者"),
    ("head", "所属長"),
    ("committee", "推進本部"),
    ("external", "外部評価者"),
    ("reader", "閲覧者"),
];

/// The password of all of them: known to everybody, for a demonstration on loopback only.
pub(crate) const PASSWORD: &str = "mihon-no-aikotoba";

/// What the identity of such an account begins with, so that it is known again.
const MARK: &str = "demo-";

/// Makes the accounts of the samples. A body that has accounts of its own is left alone: nobody is to
/// get into it by a password that everybody knows.
pub(crate) async fn people(store: &Store, phc: &str) -> Result<(), Failure> {
    for sample in SAMPLES {
        let code = body_code(sample.code)?;
        if !store.accounts(&code).await?.is_empty() {
            continue;
        }
        year::departments(store, &database::actor(), &clock::now(), &code).await?;
        let departments = store.departments(&code).await?.directory.departments;
        // Whoever tries the role of a department finds the one that leads the most.
        let busiest = year::busiest(store, &clock::now(), &code).await?;
        let department = departments
            .iter()
            .find(|d| Some(&d.id) == busiest.as_ref())
            .or(departments.first());
        let accounts: Vec<Account> = LOGINS
            .iter()
            .filter_map(|(login, label)| Some((Role::of(login)?, login, label)))
            .map(|(role, login, label)| Account {
                id: format!("{MARK}{login}"),
                login: (*login).to_owned(),
                name: match department.filter(|_| role.is_of_departments()) {
                    Some(department) => format!("{} {label}", department.name),
                    None => format!("見本 {label}"),
                },
                grants: vec![Grant {
                    role,
                    department: department
                        .filter(|_| role.is_of_departments())
                        .map(|d| d.id.clone()),
                    deputy: false,
                    term: Term::ALWAYS,
                }],
                enabled: true,
                ..Account::default()
            })
            .collect();
        store
            .create_accounts(
                &database::actor(),
                &clock::now(),
                &code,
                &accounts,
                NewPassword::Fixed(phc),
            )
            .await?;
        year::round(store, &database::actor(), &clock::now(), &code).await?;
    }
    Ok(())
}

/// The password that everybody knows, hashed. It takes much memory for a moment, and so comes before all else.
pub(crate) fn hashed() -> Result<String, Failure> {
    password::hash(PASSWORD).map_err(|e| Failure::Call(e.to_string()))
}

/// Whether a database has accounts whose password everybody knows.
pub(crate) async fn has_people(store: &Store) -> Result<bool, Failure> {
    for sample in SAMPLES {
        let id = format!("{MARK}office");
        if store.account(&body_code(sample.code)?, &id).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Stores the samples. What is stored already stays as it is.
pub(crate) async fn fill(store: &Store) -> Result<(), Failure> {
    let mut new = Vec::new();
    for sample in SAMPLES {
        let code = body_code(sample.code)?;
        let known = store.body(&code).await?;
        if known.is_none() {
            store
                .put_body(&database::actor(), &clock::now(), &code, sample.name)
                .await?;
        }
        for plan in sample.plans {
            if known
                .as_ref()
                .is_some_and(|b| b.plans.iter().any(|p| p.key == plan.key))
            {
                continue;
            }
            for (path, bytes) in plan.files {
                let name = path.rsplit('/').next().unwrap_or(path);
                // What was laid out goes at once; what it says is enough.
                let Read {
                    plan: mut said,
                    report,
                    ..
                } = read(name, bytes).map_err(|source| Failure::NotADocument {
                    name: name.to_owned(),
                    source,
                })?;
                // Several documents tell of one plan, each under a heading of its own.
                said.title = plan.title.to_owned();
                let import = Import {
                    body: &code,
                    key: plan.key,
                    seen: store.plan(&code, plan.key).await?,
                    plan: said,
                    source: source(name, bytes, &report),
                    missing: Missing::Keep,
                };
                take_in(store, &database::actor(), &clock::now(), import).await?;
            }
            departments(store, &code, plan.key).await?;
            new.push((code, plan.key));
        }
    }
    // Once nothing of the documents is held any more.
    for (code, plan) in new {
        publish(store, &code, plan).await?;
    }
    Ok(())
}

/// Releases a sample with its documents: the bodies have published them.
async fn publish(store: &Store, code: &BodyCode, plan: &str) -> Result<(), Failure> {
    let Some(stored) = store.plan(code, plan).await? else {
        return Ok(());
    };
    let (revision, sources) = (stored.head.revision, stored.sources);
    drop(stored.plan);
    let scope = Scope {
        documents: sources.into_iter().map(|source| source.id).collect(),
        ..Scope::default()
    };
    let today = clock::today()?;
    let new = NewRelease {
        revision,
        opens_on: today,
        scope: &scope,
        note: "見本の公開",
    };
    store
        .release(&database::actor(), &clock::now(), today, (code, plan), &new)
        .await?;
    Ok(())
}

/// Gives a body that has no departments those that its register names.
async fn departments(store: &Store, code: &BodyCode, plan: &str) -> Result<(), Failure> {
    let mut all = store.departments(code).await?;
    let Some(stored) = store.plan(code, plan).await? else {
        return Ok(());
    };
    all.directory.departments.extend(from_labels(&stored.plan));
    if all.revision == 0 && !all.directory.departments.is_empty() {
        store
            .put_departments(&database::actor(), &clock::now(), code, &all)
            .await?;
    }
    Ok(())
}
