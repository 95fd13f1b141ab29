//! The sample bodies, embedded in the binary: read and stored as any user's files are.

use gyokaku_exchange::read::read;
use gyokaku_store::{NewSource, Store};

use crate::commands::import::store_plan;
use crate::database::body_code;
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
        ($path, include_bytes!(concat!("../../../samples/", $path)))
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

/// Stores the samples. What is stored already stays as it is.
pub(crate) async fn fill(store: &Store) -> Result<(), Failure> {
    for sample in SAMPLES {
        let code = body_code(sample.code)?;
        let known = store.body(&code).await?;
        for plan in sample.plans {
            if known
                .as_ref()
                .is_some_and(|b| b.plans.iter().any(|p| p.key == plan.key))
            {
                continue;
            }
            for (path, bytes) in plan.files {
                let name = path.rsplit('/').next().unwrap_or(path);
                let mut read = read(name, bytes).map_err(|source| Failure::NotADocument {
                    name: name.to_owned(),
                    source,
                })?;
                // Several documents tell of one plan, each under a heading of its own.
                read.plan.title = plan.title.to_owned();
                store_plan(
                    store,
                    &code,
                    sample.name,
                    plan.key,
                    read.plan,
                    NewSource { name, bytes },
                )
                .await?;
            }
        }
    }
    Ok(())
}
