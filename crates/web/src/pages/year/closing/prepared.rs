//! What closing a round would do now: what is open, what would be frozen, what the register takes over.

use gyokaku_core::closing::register::{Corrected, taken_over};
use gyokaku_core::closing::{Frozen, Material, Open, findings, freeze, open_points, tables};
use gyokaku_core::edition::errata::{changes, totals};
use gyokaku_core::edition::{Change, Entry, Given};
use gyokaku_core::finding::Finding;
use gyokaku_core::plan::Plan;
use gyokaku_core::release::Seen;
use gyokaku_core::table::Table;
use gyokaku_core::text::hex;
use gyokaku_office::editions;
use gyokaku_store::EditionHead;
use sha2::{Digest, Sha256};

use crate::App;
use crate::error::Problem;
use crate::round_context::{Part, RoundContext, RoundPath, load_round};

/// A round with what closing it needs.
pub(super) struct Prepared {
    pub(super) survey: RoundContext,
    /// The grades of others, as the domain takes them.
    pub(super) grades: Vec<(String, Given)>,
    /// How many comments are open, by item.
    pub(super) comments: Vec<(String, i64)>,
    /// The edition that closing would correct.
    pub(super) corrected: Option<Before>,
}

/// An edition as it was published.
pub(super) struct Before {
    pub(super) head: EditionHead,
    pub(super) entries: Vec<Entry>,
    pub(super) tables: Vec<Table>,
}

/// What would be frozen.
pub(super) struct Outcome {
    pub(super) frozen: Frozen,
    pub(super) after: Plan,
    pub(super) tables: Vec<Table>,
    pub(super) changes: Vec<Change>,
}

/// Loads a round with all its answers, and the edition that it was frozen as before.
pub(super) async fn prepare(app: &App, path: &RoundPath) -> Result<Prepared, Problem> {
    let survey = load_round(app, path, &Part::All).await?;
    let (code, plan) = (&path.code.0, path.plan.as_str());
    let heads = match survey.loaded.editions() {
        0 => Vec::new(),
        _ => app.store().editions(code, plan).await?,
    };
    let head = heads
        .into_iter()
        .rev()
        .find(|head| head.round == survey.round.key);
    let corrected = match head {
        Some(head) => {
            let entries = editions::entries(app.store(), code, plan, head.number).await?;
            let tables = editions::tables(app.store(), code, plan, head.number, Seen::All).await?;
            Some(Before {
                head,
                entries,
                tables,
            })
        }
        None => None,
    };
    let grades = survey
        .grades
        .iter()
        .map(|given| {
            let grade = Given {
                by: given.by,
                grade: given.grade.clone(),
                reason: given.reason.clone(),
            };
            (given.item.clone(), grade)
        })
        .collect();
    let comments = app.store().open_comments(path.at()).await?;
    Ok(Prepared {
        survey,
        grades,
        comments,
        corrected,
    })
}

impl Prepared {
    /// Gives the material of the domain to a function; the names of departments come from the directory.
    pub(super) fn with<T>(&self, use_it: impl FnOnce(&Material<'_>) -> T) -> T {
        let survey = &self.survey;
        let name = |id: &str| survey.department(id).to_owned();
        use_it(&Material {
            plan: survey.plan(),
            round: &survey.round,
            answers: &survey.answers,
            grades: &self.grades,
            scale: survey.scale(),
            today: survey.today,
            name: &name,
        })
    }

    /// Everything that is open.
    pub(super) fn open(&self) -> Vec<Open> {
        let remarks = |answer: &_| {
            let answer: &gyokaku_core::round::answer::Answer = answer;
            self.survey.remarks(answer, &answer.plain())
        };
        self.with(|material| open_points(material, &remarks))
    }

    /// What would be frozen. `left_out` says why answers were left out, `reason` why an edition is corrected.
    pub(super) fn outcome(&self, left_out: &str, reason: &str, id: &mut dyn FnMut() -> String) -> Outcome {
        let round = &self.survey.round;
        let frozen = self.with(|material| freeze(material, left_out));
        let corrected = self.corrected.as_ref().map(|before| Corrected {
            entries: &before.entries,
            vintage: &before.head.title,
            reason,
        });
        let (plan, year) = (self.survey.plan(), round.key.year);
        let after = taken_over(plan, &frozen.entries, year, &round.title, corrected, id);
        let tables = tables(&frozen, round, &after);
        let changes = self.corrected.as_ref().map_or(Vec::new(), |before| {
            let mut found = changes(&before.entries, &frozen.entries);
            found.extend(totals(&before.tables, &tables));
            found
        });
        Outcome {
            tables,
            changes,
            frozen,
            after,
        }
    }

    /// What the checks find in the register with it, and did not find before.
    pub(super) fn findings(&self, after: &Plan) -> Vec<Finding> {
        findings(self.survey.plan(), after, Some(&self.survey.directory))
    }

    /// The title of the edition; a correction keeps the one that it corrects, as the ledger does.
    pub(super) fn title(&self) -> &str {
        let corrected = self.corrected.as_ref().map(|before| before.head.title.as_str());
        corrected.unwrap_or(&self.survey.round.title)
    }

    /// What everything was looked at; the same only while nobody changed anything.
    pub(super) fn seen(&self) -> String {
        let mut text = format!(
            "{} {}\n",
            self.survey.round.revision,
            self.survey.loaded.stored().head.revision
        );
        for answer in &self.survey.answers {
            text.push_str(&format!(
                "{} {} {}\n",
                answer.item, answer.department, answer.revision
            ));
        }
        for grade in &self.survey.grades {
            text.push_str(&format!(
                "{} {} {}\n",
                grade.item,
                grade.by.label(),
                grade.revision
            ));
        }
        hex(&Sha256::digest(text.as_bytes()))
    }
}
