//! The tables of a plan as data, from which the statements that load and store them are made.
//!
//! One description serves both directions, so a column cannot be written and not read.
//! Not here: what the columns mean (`encode`, `decode`), and the tables that are not a plan's
//! (`read`, `write`, `journal`, `search`).

use crate::database::Engine;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Text, or null.
    Text,
    /// A whole number, or null.
    Int,
    /// A place in the store's encoding. It is no content: a value that moved is the same value.
    Place,
    /// The order printed. It is no content either.
    Order,
    /// Bytes; only documents have them.
    Bytes,
}

impl Holds {
    /// Whether the column travels with the texts.
    fn is_text(self) -> bool {
        matches!(self, Holds::Text | Holds::Place)
    }

    /// Whether a change of the column is a change of the row's contents.
    pub(crate) fn is_content(self) -> bool {
        matches!(self, Holds::Text | Holds::Int)
    }
}

/// A table of a plan; `body_code` and `plan_key` stand before the columns listed.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// How many of the columns complete the key.
    pub(crate) key: usize,
    pub(crate) columns: &'static [(&'static str, Holds)],
    /// Whether rows have a revision of their own.
    pub(crate) versioned: bool,
    /// The table whose row these rows are part of; its identity is the first column.
    pub(crate) owner: Option<TableId>,
}

/// The tables, parents before children: rows are written in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(usize)]
#[allow(missing_docs)]
pub(crate) enum TableId {
    Section,
    Item,
    SectionDepartment,
    SectionReference,
    ItemDepartment,
    ItemReference,
    ItemExtra,
    ScheduleStep,
    Edition,
    Scale,
    Grade,
    StatedProgress,
    StatedGrade,
    Evaluation,
    Effect,
    EffectOwner,
    StatedAmount,
    Indicator,
    IndicatorValue,
    Edge,
    ReviewPoint,
    TryItem,
    Opinion,
    FrameEntry,
    Note,
    Statement,
}

impl TableId {
    /// Every table, in order.
    pub(crate) const ALL: [TableId; 26] = {
        use TableId::*;
        [
            Section,
            Item,
            SectionDepartment,
            SectionReference,
            ItemDepartment,
            ItemReference,
            ItemExtra,
            ScheduleStep,
            Edition,
            Scale,
            Grade,
            StatedProgress,
            StatedGrade,
            Evaluation,
            Effect,
            EffectOwner,
            StatedAmount,
            Indicator,
            IndicatorValue,
            Edge,
            ReviewPoint,
            TryItem,
            Opinion,
            FrameEntry,
            Note,
            Statement,
        ]
    };

    /// The tables that one statement loads together: the wide ones, the narrow many, the rest.
    pub(crate) const GROUPS: [&'static [TableId]; 3] = {
        use TableId::*;
        [
            &[Section, Item],
            &[
                SectionDepartment,
                SectionReference,
                ItemDepartment,
                ItemReference,
                ItemExtra,
                ScheduleStep,
            ],
            &[
                Edition,
                Scale,
                Grade,
                StatedProgress,
                StatedGrade,
                Evaluation,
                Effect,
                EffectOwner,
                StatedAmount,
                Indicator,
                IndicatorValue,
                Edge,
                ReviewPoint,
                TryItem,
                Opinion,
                FrameEntry,
                Note,
                Statement,
            ],
        ]
    };

    /// The description of the table.
    pub(crate) const fn table(self) -> &'static Table {
        use Holds::{Int, Order, Place, Text};
        const fn plain(name: &'static str, key: usize, columns: &'static [(&'static str, Holds)]) -> Table {
            Table {
                name,
                key,
                columns,
                versioned: false,
                owner: None,
            }
        }
        const fn versioned(name: &'static str, columns: &'static [(&'static str, Holds)]) -> Table {
            Table {
                name,
                key: 1,
                columns,
                versioned: true,
                owner: None,
            }
        }
        const fn part_of(
            owner: TableId,
            name: &'static str,
            key: usize,
            columns: &'static [(&'static str, Holds)],
        ) -> Table {
            Table {
                name,
                key,
                columns,
                versioned: false,
                owner: Some(owner),
            }
        }
        match self {
            TableId::Section => {
                const {
                    &versioned(
                        "section",
                        &[
                            ("id", Text),
                            ("ordinal", Order),
                            ("parent", Text),
                            ("level", Text),
                            ("depth", Int),
                            ("label", Text),
                            ("title", Text),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::Item => {
                const {
                    &versioned(
                        "item",
                        &[
                            ("id", Text),
                            ("ordinal", Order),
                            ("section", Text),
                            ("parent", Text),
                            ("serial", Text),
                            ("number", Text),
                            ("title", Text),
                            ("content", Text),
                            ("target", Text),
                            ("every_year", Int),
                            ("schedule", Text),
                            ("repeated", Int),
                            ("at", Place),
                            ("at_number", Place),
                            ("at_title", Place),
                            ("at_content", Place),
                            ("at_target", Place),
                            ("at_schedule", Place),
                            ("at_departments", Place),
                        ],
                    )
                }
            }
            TableId::SectionDepartment => {
                const {
                    &part_of(
                        TableId::Section,
                        "section_department",
                        3,
                        &[
                            ("section", Text),
                            ("role", Text),
                            ("ordinal", Order),
                            ("label", Text),
                        ],
                    )
                }
            }
            TableId::SectionReference => {
                const {
                    &part_of(
                        TableId::Section,
                        "section_reference",
                        2,
                        &[("section", Text), ("ordinal", Order), ("label", Text)],
                    )
                }
            }
            TableId::ItemDepartment => {
                const {
                    &part_of(
                        TableId::Item,
                        "item_department",
                        3,
                        &[
                            ("item", Text),
                            ("role", Text),
                            ("ordinal", Order),
                            ("label", Text),
                        ],
                    )
                }
            }
            TableId::ItemReference => {
                const {
                    &part_of(
                        TableId::Item,
                        "item_reference",
                        2,
                        &[("item", Text), ("ordinal", Order), ("label", Text)],
                    )
                }
            }
            TableId::ItemExtra => {
                const {
                    &part_of(
                        TableId::Item,
                        "item_extra",
                        2,
                        &[
                            ("item", Text),
                            ("ordinal", Order),
                            ("header", Text),
                            ("content", Text),
                        ],
                    )
                }
            }
            TableId::ScheduleStep => {
                const {
                    &part_of(
                        TableId::Item,
                        "schedule_step",
                        2,
                        &[
                            ("item", Text),
                            ("ordinal", Order),
                            ("fiscal_year", Int),
                            ("content", Text),
                            ("goes_on", Int),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::Edition => {
                const {
                    &plain(
                        "edition",
                        1,
                        &[
                            ("ordinal", Order),
                            ("title", Text),
                            ("kind", Text),
                            ("fy_from", Int),
                            ("fy_to", Int),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::Scale => {
                const {
                    &plain(
                        "scale",
                        1,
                        &[("ordinal", Order), ("fiscal_year", Int), ("at", Place)],
                    )
                }
            }
            TableId::Grade => {
                const {
                    &plain(
                        "grade",
                        2,
                        &[
                            ("scale", Int),
                            ("ordinal", Order),
                            ("label", Text),
                            ("definition", Text),
                            ("best_first", Int),
                            ("tone", Text),
                            ("evaluated", Int),
                        ],
                    )
                }
            }
            TableId::StatedProgress => {
                const {
                    &plain(
                        "stated_progress",
                        1,
                        &[
                            ("ordinal", Order),
                            ("path", Text),
                            ("label", Text),
                            ("examples", Text),
                            ("total", Int),
                            ("fiscal_year", Int),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::StatedGrade => {
                const {
                    &plain(
                        "stated_grade",
                        2,
                        &[
                            ("progress", Int),
                            ("ordinal", Order),
                            ("label", Text),
                            ("how_many", Int),
                            ("share", Int),
                            ("share_places", Int),
                            ("share_of", Text),
                        ],
                    )
                }
            }
            TableId::Evaluation => {
                const {
                    &versioned(
                        "evaluation",
                        &[
                            ("slot", Text),
                            ("ordinal", Order),
                            ("item", Text),
                            ("fiscal_year", Int),
                            ("evaluator", Text),
                            ("grade", Text),
                            ("reason", Text),
                            ("done", Text),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::Effect => {
                const {
                    &plain(
                        "effect",
                        1,
                        &[
                            ("id", Text),
                            ("ordinal", Order),
                            ("vintage", Text),
                            ("path", Text),
                            ("fiscal_year", Int),
                            ("kind", Text),
                            ("amount", Int),
                            ("duration", Text),
                            ("origin", Text),
                            ("corrects", Text),
                            ("reason", Text),
                            ("withdraws", Int),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::EffectOwner => {
                const {
                    &plain(
                        "effect_owner",
                        1,
                        &[("effect", Text), ("kind", Text), ("element", Text)],
                    )
                }
            }
            TableId::StatedAmount => {
                const {
                    &plain(
                        "stated_amount",
                        1,
                        &[
                            ("ordinal", Order),
                            ("vintage", Text),
                            ("path", Text),
                            ("fiscal_year", Int),
                            ("label", Text),
                            ("is_difference", Int),
                            ("amount", Int),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::Indicator => {
                const {
                    &versioned(
                        "indicator",
                        &[
                            ("id", Text),
                            ("ordinal", Order),
                            ("item", Text),
                            ("name", Text),
                            ("unit", Text),
                            ("direction", Text),
                        ],
                    )
                }
            }
            TableId::IndicatorValue => {
                const {
                    &part_of(
                        TableId::Indicator,
                        "indicator_value",
                        2,
                        &[
                            ("indicator", Text),
                            ("ordinal", Order),
                            ("fiscal_year", Int),
                            ("kind", Text),
                            ("digits", Int),
                            ("places", Int),
                            ("numerator", Int),
                            ("denominator", Int),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::Edge => {
                const {
                    &versioned(
                        "edge",
                        &[
                            ("id", Text),
                            ("ordinal", Order),
                            ("path", Text),
                            ("old_title", Text),
                            ("kind", Text),
                            ("label", Text),
                            ("reason", Text),
                            ("new_title", Text),
                            ("department", Text),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::ReviewPoint => {
                const {
                    &plain(
                        "review_point",
                        2,
                        &[
                            ("list", Text),
                            ("ordinal", Order),
                            ("content", Text),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::TryItem => {
                const {
                    &plain(
                        "try_item",
                        2,
                        &[
                            ("point", Int),
                            ("ordinal", Order),
                            ("title", Text),
                            ("is_new", Int),
                            ("departments", Text),
                            ("merges", Text),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::Opinion => {
                const {
                    &versioned(
                        "opinion",
                        &[
                            ("id", Text),
                            ("ordinal", Order),
                            ("item", Text),
                            ("occasion", Text),
                            ("content", Text),
                            ("answer", Text),
                        ],
                    )
                }
            }
            TableId::FrameEntry => {
                const {
                    &plain(
                        "frame_entry",
                        3,
                        &[
                            ("part", Text),
                            ("grp", Int),
                            ("ordinal", Order),
                            ("title", Text),
                            ("content", Text),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::Note => {
                const {
                    &plain(
                        "note",
                        1,
                        &[
                            ("ordinal", Order),
                            ("term", Text),
                            ("content", Text),
                            ("at", Place),
                        ],
                    )
                }
            }
            TableId::Statement => {
                const {
                    &plain(
                        "statement",
                        1,
                        &[
                            ("ordinal", Order),
                            ("counted", Text),
                            ("quantity", Int),
                            ("is_money", Int),
                            ("approximate", Int),
                            ("fy_from", Int),
                            ("fy_to", Int),
                            ("stated", Text),
                            ("at", Place),
                        ],
                    )
                }
            }
        }
    }

    /// Whether rows may only be added.
    pub(crate) const fn is_append_only(self) -> bool {
        matches!(self, TableId::Effect)
    }
}

impl Table {
    /// Whether rows say which document their places speak of.
    pub(crate) fn sourced(&self) -> bool {
        self.columns.iter().any(|(_, holds)| *holds == Holds::Place)
    }

    /// The columns as written: the body's code, the plan's key, its own, and what the store adds.
    fn written(&self) -> impl Iterator<Item = (&'static str, Holds)> + '_ {
        let keys = [("body_code", Holds::Text), ("plan_key", Holds::Text)];
        keys.into_iter()
            .chain(self.columns.iter().copied())
            .chain(self.sourced().then_some(("source", Holds::Text)))
            .chain(self.versioned.then_some(("revision", Holds::Int)))
    }

    /// What a row binds.
    pub(crate) fn holds(&self) -> Vec<Holds> {
        self.written().map(|(_, holds)| holds).collect()
    }

    /// What the rest of a key binds.
    pub(crate) fn key_holds(&self) -> Vec<Holds> {
        self.columns[..self.key].iter().map(|(_, holds)| *holds).collect()
    }

    /// A statement that writes so many rows; a row with the same key takes the new values, except
    /// where rows may only be added.
    pub(crate) fn insert(&self, engine: Engine, rows: usize, append_only: bool) -> String {
        let names: Vec<&str> = self.written().map(|(name, _)| name).collect();
        let rows = engine.bound_rows(&self.holds(), rows, 0);
        let mut sql = format!("INSERT INTO {} ({}) {rows}", self.name, names.join(", "));
        if !append_only {
            let (key, rest) = names.split_at(2 + self.key);
            let rest: Vec<String> = rest.iter().map(|n| format!("{n} = excluded.{n}")).collect();
            let action = if rest.is_empty() {
                "NOTHING".to_owned()
            } else {
                format!("UPDATE SET {}", rest.join(", "))
            };
            sql.push_str(&format!(" ON CONFLICT ({}) DO {action}", key.join(", ")));
        }
        sql
    }

    /// A statement that removes so many rows of a plan by the rest of their keys; it binds the body's
    /// code and the plan's key first.
    pub(crate) fn delete(&self, engine: Engine, rows: usize) -> String {
        let names: Vec<&str> = self.columns[..self.key].iter().map(|(name, _)| *name).collect();
        format!(
            "DELETE FROM {} WHERE body_code = {} AND plan_key = {} AND ({}) IN ({})",
            self.name,
            engine.parameter(1),
            engine.parameter(2),
            names.join(", "),
            engine.bound_rows(&self.key_holds(), rows, 2)
        )
    }
}

/// How the rows of several tables share one result: which table, revision, source, then so many
/// texts and so many numbers.
pub(crate) struct Shape {
    texts: usize,
    ints: usize,
}

impl Shape {
    /// The shape that all of these tables fit into.
    pub(crate) fn of(tables: &[TableId]) -> Self {
        let most = |text: bool| {
            tables
                .iter()
                .map(|t| {
                    t.table()
                        .columns
                        .iter()
                        .filter(|(_, h)| h.is_text() == text)
                        .count()
                })
                .max()
                .unwrap_or(0)
        };
        Shape {
            texts: most(true),
            ints: most(false),
        }
    }

    /// What the columns of the result hold.
    pub(crate) fn holds(&self) -> Vec<Holds> {
        let head = [Holds::Int, Holds::Int, Holds::Text];
        head.into_iter()
            .chain(std::iter::repeat_n(Holds::Text, self.texts))
            .chain(std::iter::repeat_n(Holds::Int, self.ints))
            .collect()
    }

    /// Where each column of a table stands in the result.
    pub(crate) fn places(&self, table: &Table) -> Vec<usize> {
        let (mut text, mut int) = (3, 3 + self.texts);
        let next = |(_, holds): &(&str, Holds)| {
            let at = if holds.is_text() { &mut text } else { &mut int };
            *at += 1;
            *at - 1
        };
        table.columns.iter().map(next).collect()
    }

    /// The statement that loads the tables of one plan.
    pub(crate) fn select(&self, tables: &[TableId]) -> String {
        let one = |id: &TableId| {
            let table = id.table();
            let pick = |text: bool, count: usize| {
                let names = table
                    .columns
                    .iter()
                    .filter(move |(_, h)| h.is_text() == text)
                    .map(|(name, _)| (*name).to_owned());
                let blank = if text {
                    "CAST(NULL AS TEXT)"
                } else {
                    "CAST(NULL AS BIGINT)"
                };
                names
                    .chain(std::iter::repeat(blank.to_owned()))
                    .take(count)
                    .collect::<Vec<_>>()
            };
            let revision = if table.versioned {
                "revision"
            } else {
                "CAST(NULL AS BIGINT)"
            };
            let source = if table.sourced() {
                "source"
            } else {
                "CAST(NULL AS TEXT)"
            };
            let columns: Vec<String> = pick(true, self.texts)
                .into_iter()
                .chain(pick(false, self.ints))
                .collect();
            format!(
                "SELECT CAST({} AS BIGINT), {revision}, {source}, {} FROM {} WHERE body_code = $1 AND plan_key = $2",
                *id as usize,
                columns.join(", "),
                table.name
            )
        };
        tables.iter().map(one).collect::<Vec<_>>().join(" UNION ALL ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stand_where_their_number_says() {
        for (place, id) in TableId::ALL.into_iter().enumerate() {
            assert_eq!(id as usize, place);
        }
        assert_eq!(TableId::GROUPS.concat().len(), TableId::ALL.len());
    }
}
