//! A round as the pages use it: its plan, its answers, the names of departments, last year beside this.
//!
//! One loading for the board, the forms, the queues and the workbook, in a handful of statements
//! whatever the size of the plan. Not here: who may see which of it (`access`; pass the reach of the
//! person as the scope), what is done to answers (`pages`).

use std::collections::HashMap;

use gyokaku_core::body::BodyCode;
use gyokaku_core::department::{ChargeDecision, Directory, Role};
use gyokaku_core::effect;
use gyokaku_core::indicator::Indicator;
use gyokaku_core::money::Yen;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::progress::{self, Evaluator, Scale};
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::board::asked;
use gyokaku_core::round::field::{Field, Unreadable, Values};
use gyokaku_core::round::remark::{Context, Remark, remarks};
use gyokaku_core::round::{Key, Round, Term};
use gyokaku_store::{GivenGrade, RoundAt, Scope};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use time::Date;

use crate::App;
use crate::access::{Right, Sight};
use crate::error::Problem;
use crate::loaded::{Loaded, load};
use crate::path::{Code, Id, PlanAt, PlanKey};
use crate::person::{Person, Reach};

/// The key of a round in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RoundKey(pub(crate) Key);

impl<'de> Deserialize<'de> for RoundKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Key::parse(&text)
            .map(Self)
            .ok_or_else(|| D::Error::custom("no round"))
    }
}

/// `/{code}/{plan}/rounds/{round}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RoundPath {
    pub(crate) code: Code,
    pub(crate) plan: PlanKey,
    pub(crate) round: RoundKey,
}

/// `/{code}/{plan}/rounds/{round}/departments/{department}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DepartmentPath {
    pub(crate) code: Code,
    pub(crate) plan: PlanKey,
    pub(crate) round: RoundKey,
    pub(crate) department: Id,
}

/// `/{code}/{plan}/rounds/{round}/items/{item}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RoundItemPath {
    pub(crate) code: Code,
    pub(crate) plan: PlanKey,
    pub(crate) round: RoundKey,
    pub(crate) item: Id,
}

/// `/{code}/{plan}/rounds/{round}/departments/{department}/items/{item}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct AnswerPath {
    pub(crate) code: Code,
    pub(crate) plan: PlanKey,
    pub(crate) round: RoundKey,
    pub(crate) department: Id,
    pub(crate) item: Id,
}

impl DepartmentPath {
    /// The round.
    pub(crate) fn round(&self) -> RoundPath {
        RoundPath {
            code: self.code,
            plan: self.plan.clone(),
            round: self.round,
        }
    }
}

impl RoundItemPath {
    /// The round.
    pub(crate) fn round(&self) -> RoundPath {
        RoundPath {
            code: self.code,
            plan: self.plan.clone(),
            round: self.round,
        }
    }
}

impl AnswerPath {
    /// The department's part of the round.
    pub(crate) fn department(&self) -> DepartmentPath {
        DepartmentPath {
            code: self.code,
            plan: self.plan.clone(),
            round: self.round,
            department: self.department.clone(),
        }
    }
}

impl RoundPath {
    /// The plan.
    pub(crate) fn plan(&self) -> PlanAt {
        PlanAt {
            code: self.code,
            plan: self.plan.clone(),
        }
    }

    /// As the store names it.
    pub(crate) fn at(&self) -> RoundAt<'_> {
        RoundAt {
            body: &self.code.0,
            plan: self.plan.as_str(),
            round: self.round.0,
        }
    }
}

/// Which part of a round a page needs, by identity.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    All,
    Departments(Vec<String>),
    Item(String),
    Answer { item: String, department: String },
}

impl Part {
    /// What a person reaches with a right.
    pub(crate) fn reached(person: &Person, right: Right) -> Self {
        match person.reach(right) {
            Reach::All => Part::All,
            Reach::Departments(some) => Part::Departments(some.into_iter().collect()),
        }
    }

    fn scope(&self) -> Scope<'_> {
        match self {
            Part::All => Scope::All,
            Part::Departments(departments) => Scope::Departments(departments),
            Part::Item(item) => Scope::Item(item),
            Part::Answer { item, department } => Scope::One(item, department),
        }
    }
}

/// A round with what its pages need.
#[derive(Debug)]
pub(crate) struct RoundContext {
    pub(crate) loaded: Loaded,
    pub(crate) round: Round,
    pub(crate) answers: Vec<Answer>,
    pub(crate) grades: Vec<GivenGrade>,
    pub(crate) directory: Directory,
    /// What was decided about who is in charge in this plan.
    pub(crate) charges: Vec<ChargeDecision>,
    /// Today in Japan.
    pub(crate) today: Date,
    scale: Scale,
    last: HashMap<(String, String), Values>,
    /// Where each item stands in the plan, and which indicators it has there.
    items: HashMap<String, (usize, Vec<usize>)>,
}

/// Loads a round: plan, round, answers, grades, departments, and the answers of the round before.
pub(crate) async fn load_round(app: &App, path: &RoundPath, part: &Part) -> Result<RoundContext, Problem> {
    let loaded = load(app, &path.plan(), &Sight::Working).await?;
    let found = app
        .store()
        .round_answers(path.at(), part.scope())
        .await?
        .ok_or(Problem::NotFound)?;
    let departments = app.store().departments(&path.code.0).await?;
    let key = found.round.key;
    let before = gyokaku_core::fiscal_year::FiscalYear::new(key.year.western() - 1);
    let mut last = HashMap::new();
    if let Some(year) = before {
        last = of_register(loaded.plan(), year);
        let at = RoundAt {
            round: Key { year, ..key },
            ..path.at()
        };
        if let Some(found) = app.store().round_answers(at, part.scope()).await? {
            for answer in found.answers {
                let values = answer.plain();
                if !values.is_empty() {
                    last.insert((answer.item, answer.department), values);
                }
            }
        }
    }
    let scale = scale_of(loaded.plan(), key);
    let items = index(loaded.plan());
    Ok(RoundContext {
        loaded,
        round: found.round,
        answers: found.answers,
        grades: found.grades,
        charges: departments.charges_of(path.plan.as_str()).to_vec(),
        directory: departments.directory,
        today: app.today()?,
        scale,
        last,
        items,
    })
}

fn index(plan: &Plan) -> HashMap<String, (usize, Vec<usize>)> {
    let mut items: HashMap<String, (usize, Vec<usize>)> = plan
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| (item.id.clone(), (at, Vec::new())))
        .collect();
    for (at, indicator) in plan.indicators.iter().enumerate() {
        let own = indicator.item.as_ref().and_then(|id| items.get_mut(id));
        if let Some((_, indicators)) = own {
            indicators.push(at);
        }
    }
    items
}

/// The scale of a round's year; an empty one where the plan has none.
pub(crate) fn scale_of(plan: &Plan, key: Key) -> Scale {
    progress::scale_of(&plan.scales, Some(key.year))
        .cloned()
        .unwrap_or_default()
}

/// What the register says of a year, under an empty department: documents name none at a grade.
fn of_register(
    plan: &Plan,
    year: gyokaku_core::fiscal_year::FiscalYear,
) -> HashMap<(String, String), Values> {
    let mut last: HashMap<(String, String), Values> = HashMap::new();
    for evaluation in &plan.evaluations {
        if evaluation.fiscal_year != Some(year) || evaluation.by != Evaluator::Department {
            continue;
        }
        let values = last.entry((evaluation.item.clone(), String::new())).or_default();
        values.insert(Field::Grade, evaluation.grade.clone());
        if let Some(reason) = &evaluation.reason {
            values.insert(Field::Reason, reason.clone());
        }
        if let Some(done) = &evaluation.done {
            values.insert(Field::Done, done.clone());
        }
    }
    last
}

impl RoundContext {
    pub(crate) fn plan(&self) -> &Plan {
        self.loaded.plan()
    }

    pub(crate) fn code(&self) -> BodyCode {
        self.loaded.code
    }

    /// The scale of the year.
    pub(crate) fn scale(&self) -> &Scale {
        &self.scale
    }

    /// `/041009/keiei-2016/rounds/2019`
    pub(crate) fn href(&self) -> String {
        format!("{}/rounds/{}", self.loaded.href(), self.round.key)
    }

    /// The address of a department's part.
    pub(crate) fn href_of(&self, department: &str) -> String {
        format!("{}/departments/{department}", self.href())
    }

    /// The address of an answer's form.
    pub(crate) fn href_of_answer(&self, answer: &Answer) -> String {
        format!("{}/items/{}", self.href_of(&answer.department), answer.item)
    }

    /// The address at which an item is reviewed.
    pub(crate) fn href_of_review(&self, item: &str) -> String {
        format!("{}/items/{item}", self.href())
    }

    /// The name of a department; its identity where the directory does not know it any more.
    pub(crate) fn department<'a>(&'a self, id: &'a str) -> &'a str {
        self.directory.department(id).map_or(id, |d| d.name.as_str())
    }

    /// The name of the division that a department belongs to; empty where it belongs to none.
    pub(crate) fn division(&self, id: &str) -> &str {
        let of = self.directory.department(id).and_then(|d| d.parent.as_deref());
        of.and_then(|parent| self.directory.department(parent))
            .map_or("", |division| division.name.as_str())
    }

    /// The item of an answer; none where the plan has lost it.
    pub(crate) fn item(&self, id: &str) -> Option<&Item> {
        self.items.get(id).and_then(|(at, _)| self.plan().items.get(*at))
    }

    /// The indicators of an item.
    pub(crate) fn indicators(&self, item: &str) -> Vec<&Indicator> {
        let known = self.items.get(item).map(|(_, indicators)| indicators.as_slice());
        known
            .unwrap_or_default()
            .iter()
            .filter_map(|at| self.plan().indicators.get(*at))
            .collect()
    }

    /// The fields asked of an answer, in the order of the screens.
    pub(crate) fn fields(&self, answer: &Answer) -> Vec<Field> {
        asked(answer, &self.round, &self.indicators(&answer.item))
    }

    /// The fields asked of an answer, then those that it has all the same: what was asked before a change of the
    /// questions is still an answer.
    pub(crate) fn fields_of(&self, answer: &Answer) -> Vec<Field> {
        let mut fields = self.fields(answer);
        let others = answer.values.keys().filter(|field| !fields.contains(field));
        let others: Vec<Field> = others.cloned().collect();
        fields.extend(others);
        fields
    }

    /// What the department answered the year before; what the register says where it answered nothing.
    pub(crate) fn last(&self, answer: &Answer) -> Option<&Values> {
        self.last
            .get(&(answer.item.clone(), answer.department.clone()))
            .or_else(|| self.last.get(&(answer.item.clone(), String::new())))
    }

    /// What the checks say of an answer as it would be with these values.
    pub(crate) fn remarks(&self, answer: &Answer, values: &Values) -> Vec<Remark> {
        let nothing = Values::new();
        let indicators = self.indicators(&answer.item);
        remarks(
            values,
            &Context {
                fields: &self.fields(answer),
                own: &self.round.own,
                scale: &self.scale,
                year: self.round.key.year,
                tolerance: (self.round.key.term == Term::Year).then_some(self.round.tolerance),
                planned: self.planned(answer),
                indicators: &indicators,
                last: self.last(answer).unwrap_or(&nothing),
            },
        )
    }

    /// The canonical form of what was typed into a field; none for a blank.
    ///
    /// # Errors
    /// Why it cannot be taken.
    pub(crate) fn read(&self, field: &Field, typed: &str) -> Result<Option<String>, Unreadable> {
        field.read(typed, &self.scale, &self.round.own)
    }

    /// What to write into a field, in the words of its question.
    pub(crate) fn hint<'a>(&'a self, field: &'a Field) -> &'a str {
        match field.asked_by(&self.round.own) {
            Some(question) => &question.help,
            None => field.hint(),
        }
    }

    /// What the register has planned for what one answer tells. Where several lead an item, its plan is that of all of
    /// them, and says nothing of the share of one.
    fn planned(&self, answer: &Answer) -> Option<Yen> {
        let leads = |other: &&Answer| other.item == answer.item && other.role == Role::Lead;
        let is_alone = self.answers.iter().filter(leads).count() <= 1
            && self
                .item(&answer.item)
                .is_some_and(|item| item.departments.lead.len() <= 1);
        effect::planned(self.plan(), &answer.item, self.round.key.year).filter(|_| is_alone)
    }

    /// The name of a field, of an indicator its own with the unit.
    pub(crate) fn label(&self, field: &Field) -> String {
        let Field::Indicator(id) = field else {
            return field.label().to_owned();
        };
        match self.plan().indicators.iter().find(|i| i.id == *id) {
            Some(indicator) if indicator.unit.is_empty() => indicator.name.clone(),
            Some(indicator) => format!("{}（{}）", indicator.name, indicator.unit),
            None => field.label().to_owned(),
        }
    }
}
