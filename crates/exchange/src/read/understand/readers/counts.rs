//! Tables of counts by grade: 項目 | 取組計 | ◎ | ○ | △.
//!
//! Not here: counts in lists and grades down the rows (`grades_down`, `prose::counts`), grades of single items (`answers`).

use gyokaku_core::document::Cell;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::labels::{self, is_total, year};
use gyokaku_core::progress::{ShareBase, StatedProgress, StatedShare};
use gyokaku_core::text::fold;

use crate::read::understand::kinds::Kind;
use crate::read::understand::parts::{Parts, UsedGrades};
use crate::read::understand::sections::{Sections, Trail};
use crate::read::understand::tables::flow;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line, some};
use crate::read::understand::words::numbering::{Labelled, Style, labelled};
use crate::read::understand::words::others::is_of_money;
use crate::read::understand::words::titles::is_about_the_document;
use crate::read::understand::words::values::{count, is_share, share};
use crate::read::understand::words::vocabulary;
use gyokaku_core::labels::field::Field;
use gyokaku_core::labels::field::field;
use gyokaku_core::tabular::{Column, Head};

/// The shares that a row prints by grade: in the cell of the count or in a column of shares behind it.
fn shares(row: &[Cell], grades: &[(usize, String)], head: &Head) -> Vec<StatedShare> {
    let is_grade = |i: usize| grades.iter().any(|(other, _)| *other == i);
    // One column of shares behind all the grades is of several of them: Ａ＋Ｂの割合.
    let each_has_one = grades.iter().all(|(i, _)| !is_grade(i + 1));
    let behind = |i: usize, label: &str| {
        let next = row
            .get(i + 1)
            .filter(|cell| !is_grade(i + 1) && is_share(&cell.text));
        next.filter(|_| {
            head.columns
                .get(i + 1)
                .is_none_or(|c| is_share_of(c, label, each_has_one))
        })
    };
    let of_grade = |(i, label): &(usize, String)| {
        let own = row.get(*i).and_then(|cell| share(&cell.text));
        Some(StatedShare {
            label: label.clone(),
            percent: own.or_else(|| behind(*i, label).and_then(|cell| share(&cell.text)))?,
            of: ShareBase::default(),
        })
    };
    grades.iter().filter_map(of_grade).collect()
}

/// Whether a column behind a grade holds its shares: its head names the grade alone, or is blank or a word for shares
/// where each grade has such a column.
fn is_share_of(column: &Column, grade: &str, each_has_one: bool) -> bool {
    let names_grade = || column.path.iter().any(|part| fold(part) == fold(grade));
    let rest = fold(&column.label).replacen(&fold(grade), "", 1);
    let word = labels::without_brackets(&rest);
    let is_word = ["", "%", "割合", "構成比", "率", "比率"].contains(&word.trim_start_matches('の').trim());
    let is_of_grade = rest.len() < fold(&column.label).len();
    names_grade() || is_word && (is_of_grade || each_has_one)
}

/// Reads the tables of counts.
pub(crate) fn read(tables: &[Table<'_>], kinds: &[Kind], sections: &mut Sections) -> Parts {
    let mut parts = Parts::default();
    let mut trail = Trail::default();
    for (table, kind) in tables.iter().zip(kinds) {
        for caption in table.captions.iter().filter(|c| c.may_head()) {
            if let Some(found) = labelled(caption.text) {
                trail.enter(found, caption.at.clone());
            } else if matches!(caption.form, flow::Form::Heading(1 | 2)) {
                trail.clear();
            }
        }
        for title in &table.titles {
            if let Some(found) = labelled(&one_line(&title.text)) {
                trail.enter(found, title.at.clone());
            }
        }
        let grades = kind.told().and_then(|told| told.counts.as_deref());
        if let (Some(grades), Some(head)) = (grades, table.head.as_deref()) {
            let blocks = blocks(head, grades);
            let (last, others) = match blocks.split_last() {
                Some((last, others)) => (last, others),
                None => continue,
            };
            for block in others {
                parts.add(read_table(table, head, block, &mut trail.clone(), sections));
            }
            parts.add(read_table(table, head, last, &mut trail, sections));
        }
    }
    parts
}

/// Columns of grades in which each grade stands once, with their year and their total.
struct Block<'a> {
    grades: &'a [(usize, String)],
    /// The year that stands above all of them.
    year: Option<FiscalYear>,
    /// The column of the total, where several blocks stand beside each other.
    total: Option<usize>,
    /// Whether it is one of several.
    several: bool,
    /// The column in which the first of the blocks begins.
    first: usize,
}

/// The columns of grades in blocks: a grade that comes again begins another one, as of the next year.
fn blocks<'a>(head: &Head, grades: &'a [(usize, String)]) -> Vec<Block<'a>> {
    let year = |i: usize| head.columns.get(i).and_then(|c| c.year);
    let begins_anew = |n: usize, begun: usize| {
        grades[begun..n]
            .iter()
            .any(|(_, known)| fold(known) == fold(&grades[n].1))
    };
    let mut starts = vec![0];
    for n in 1..grades.len() {
        if starts.last().is_some_and(|begun| begins_anew(n, *begun)) {
            starts.push(n);
        }
    }
    let is_total = |i: &usize| {
        head.columns
            .get(*i)
            .is_some_and(|c| matches!(c.field, Some(Field::Count | Field::Total)))
    };
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([grades.len()]).collect();
    let spans = starts.iter().zip(&ends).filter(|(start, end)| start < end);
    spans
        .map(|(start, end)| {
            let own = &grades[*start..*end];
            let (first, last) = (own[0].0, own[own.len() - 1].0);
            let next = grades.get(*end).map_or(head.width(), |(i, _)| *i);
            let above = year(first).filter(|y| own.iter().all(|(i, _)| year(*i) == Some(*y)));
            let of_block = |i: &usize| is_total(i) && (above.is_none() || year(*i) == above);
            let before = first
                .checked_sub(1)
                .filter(|i| of_block(i) && *start > 0 && year(*i).is_some());
            Block {
                grades: own,
                year: above,
                total: before
                    .or_else(|| (last + 1..next).find(of_block))
                    .filter(|_| ends.len() > 1),
                several: ends.len() > 1,
                first: grades[0].0,
            }
        })
        .collect()
}

fn read_table(
    table: &Table<'_>,
    head: &Head,
    block: &Block<'_>,
    trail: &mut Trail,
    sections: &mut Sections,
) -> Parts {
    let mut parts = Parts::default();
    let grades = block.grades;
    // A column of counts right before the grades (施策数) is the total by where it stands.
    let beside = grades.first().and_then(|(i, _)| i.checked_sub(1)).filter(|i| {
        let label = head.columns.get(*i).map_or("", |c| c.label.as_str());
        let mut cells = table
            .rows
            .iter()
            .filter_map(|row| row.get(*i))
            .filter(|c| !c.is_blank());
        fold(label).ends_with('数') && cells.all(|c| count(&c.text).is_some())
    });
    let alone = || {
        head.find(Field::Count)
            .or_else(|| head.find(Field::Total))
            .or(beside)
    };
    let total = match block.several {
        true => block.total,
        false => alone(),
    };
    let examples = head
        .find(Field::Content)
        .or_else(|| head.find(Field::TitleOrContent).filter(|i| *i > 0));
    let first = block.first.min(total.unwrap_or(usize::MAX));
    // A column of bare figures is no name of a part, whatever stands above it.
    let is_figures = |i: usize| {
        let mut said = table
            .rows
            .iter()
            .filter_map(|row| row.get(i))
            .filter(|c| !is_nothing(&c.text))
            .peekable();
        i > 0 && said.peek().is_some() && said.all(|c| count(&c.text).is_some())
    };
    let mut labels: Vec<usize> = (0..first)
        .filter(|i| Some(*i) != examples && !is_figures(*i))
        .collect();
    // A column of numbers right before the titles is no level of its own: it numbers them.
    let numbers = |i: usize| {
        let is_number = |i: usize| {
            head.columns
                .get(i)
                .is_some_and(|c| c.field == Some(Field::Number))
        };
        i.checked_sub(1)
            .filter(|before| is_number(*before) && !is_number(i))
    };
    let numbering: Vec<usize> = labels.iter().filter_map(|i| numbers(*i)).collect();
    labels.retain(|i| !numbering.contains(i));
    let levels: Vec<String> = labels
        .iter()
        .filter_map(|i| head.columns.get(*i))
        .map(|c| vocabulary::level_name(&c.label))
        // The title of the table in its corner names no level.
        .map(|name| {
            if is_about_the_document(&name) {
                String::new()
            } else {
                name
            }
        })
        .collect();
    let base = trail.clone();
    let mut spans: Vec<Option<Labelled>> = vec![None; labels.len()];
    let mut open_year: Option<(usize, FiscalYear)> = None;
    for row in &table.rows {
        // A row of shares tells of the row above.
        let mut said = grades
            .iter()
            .filter_map(|(i, _)| row.get(*i))
            .filter(|c| !is_nothing(&c.text))
            .peekable();
        if said.peek().is_some() && said.all(|c| is_share(&c.text)) {
            let above = parts.progress.last_mut();
            if let Some(above) = above.filter(|above| above.shares.is_empty()) {
                above.shares = shares(row, grades, head);
            }
            continue;
        }
        let number = |i: Option<usize>| i.and_then(|i| row.get(i)).and_then(|c| count(&c.text));
        let counted: Vec<(String, Option<i64>)> = grades
            .iter()
            .map(|(i, g)| (g.clone(), number(Some(*i))))
            .collect();
        let mut titles: Vec<(usize, &Cell)> = labels
            .iter()
            .enumerate()
            .filter_map(|(n, i)| row.get(*i).filter(|c| !is_nothing(&c.text)).map(|c| (n, c)))
            .collect();
        // 予算額 below the classes is what they cost, not how many there are.
        if titles
            .last()
            .is_some_and(|(_, c)| is_of_money(&one_line(&c.text)))
        {
            continue;
        }
        let compares = titles
            .last()
            .is_some_and(|(_, c)| labels::kind(&c.text) == labels::Kind::Difference);
        // Nothing is counted less than no times: a row of negative figures compares two others.
        if compares
            || counted.iter().any(|(_, n)| n.is_some_and(|n| n < 0))
            || titles.first().is_some_and(|(_, c)| c.text.starts_with('※'))
        {
            continue;
        }
        let at = row
            .iter()
            .find(|c| !c.is_blank())
            .map(|c| c.at.clone())
            .unwrap_or_default();
        // Counts without a part of the plan: 項目数 | 2 | 1 | 0, with the shares in a row of their own.
        let word = titles.first().and_then(|(_, c)| field(&c.text));
        if titles.len() == 1 && word == Some(Field::Rate) {
            continue;
        }
        let alone_count = titles.len() == 1 && word == Some(Field::Count);
        let headed = table
            .captions
            .iter()
            .any(|c| c.may_head() && labelled(c.text).is_some());
        // A year as the label of a row is no part of the plan, nor is a department.
        let own_year = titles.iter().find_map(|(n, c)| {
            let (year, _) = year::header(&c.text).filter(|(_, rest)| rest.is_empty())?;
            Some((*n, year))
        });
        // A year stands once for the rows below it, until its column says something else.
        let goes_on = |n: usize| labels.len() > 1 && titles.iter().all(|(other, _)| *other > n);
        open_year = own_year.or(open_year.filter(|(n, _)| goes_on(*n)));
        let year = open_year.map(|(_, year)| year);
        titles.retain(|(_, c)| year::header(&c.text).is_none_or(|(_, rest)| !rest.is_empty()));
        let departments: Vec<String> = titles
            .iter()
            .filter(|(n, _)| {
                labels
                    .get(*n)
                    .is_some_and(|i| head.columns[*i].field == Some(Field::Lead))
            })
            .map(|(_, c)| one_line(&c.text))
            .filter(|t| !is_total(t))
            .collect();
        titles.retain(|(n, c)| {
            is_total(&c.text)
                || labels
                    .get(*n)
                    .is_none_or(|i| head.columns[*i].field != Some(Field::Lead))
        });
        let sum = alone_count || titles.iter().any(|(_, c)| is_total(&c.text));
        if let Some((n, _)) = titles.iter().find(|(_, c)| is_total(&c.text)) {
            spans[*n..].fill(None);
        }
        titles.retain(|(_, c)| !alone_count && !is_total(&c.text));
        let alone = labels.len() == 1;
        let mut label = String::new();
        for (n, cell) in &titles {
            let own = labels.get(*n).and_then(|i| numbers(*i)).and_then(|i| row.get(i));
            let own = own
                .map(|number| one_line(&number.text))
                .filter(|number| !is_nothing(number));
            let text = match &own {
                Some(number) => format!("{number} {}", one_line(&cell.text)),
                None => one_line(&cell.text),
            };
            let found = labelled(&text)
                .filter(|f| !f.title.is_empty())
                .unwrap_or(Labelled {
                    label: String::new(),
                    style: Style::Heading(u8::try_from(20 + n).unwrap_or(u8::MAX)),
                    title: text,
                });
            label.clone_from(&found.label);
            if alone {
                trail.enter_surely(found, cell.at.clone());
            } else {
                spans[*n] = Some(found);
                for lower in &mut spans[n + 1..] {
                    *lower = None;
                }
            }
        }
        let by_year = year.is_some() && spans.iter().all(Option::is_none);
        let elsewhere = by_year || !departments.is_empty() || (alone_count && !headed);
        let section = if elsewhere {
            None
        } else if sum && titles.is_empty() {
            base.clone().section(sections)
        } else {
            let mut parent = trail.section(sections);
            for (n, found) in spans
                .iter()
                .enumerate()
                .filter_map(|(n, f)| f.as_ref().map(|f| (n, f)))
            {
                parent = Some(sections.ensure(
                    parent,
                    levels.get(n).map_or("", String::as_str),
                    &found.label,
                    &found.title,
                    at.clone(),
                ));
            }
            parent
        };
        // A row of a title alone only opens a part; a dash says that there is no figure.
        let silent = grades
            .iter()
            .map(|(i, _)| *i)
            .chain(total)
            .all(|i| row.get(i).is_none_or(Cell::is_blank));
        if silent
            || (titles.is_empty()
                && departments.is_empty()
                && year.is_none()
                && total.is_none()
                && counted.iter().all(|(_, n)| n.is_none()))
        {
            continue;
        }
        if year.is_some() || !departments.is_empty() {
            let path = if departments.is_empty() {
                let section = section.or_else(|| base.clone().section(sections));
                section.map(|s| sections.path(s)).unwrap_or_default()
            } else {
                departments
            };
            parts.progress.push(StatedProgress {
                path,
                label: String::new(),
                examples: None,
                total: number(total),
                grades: counted,
                shares: shares(row, grades, head),
                fiscal_year: year.or(block.year).or_else(|| table.year()),
                at,
            });
            continue;
        }
        let summed_parts = sum && titles.is_empty() && (base.is_empty() || (alone_count && !headed));
        parts.progress.push(StatedProgress {
            path: if summed_parts || labels.is_empty() {
                Vec::new()
            } else {
                section.map(|s| sections.path(s)).unwrap_or_default()
            },
            label,
            examples: examples
                .and_then(|i| row.get(i))
                .filter(|c| !is_nothing(&c.text))
                .and_then(|c| some(&c.text)),
            total: number(total),
            grades: counted,
            shares: shares(row, grades, head),
            fiscal_year: block.year.or_else(|| table.year()),
            at,
        });
    }
    let named = labels.iter().all(|i| {
        !matches!(
            head.columns[*i].field,
            Some(Field::Grade | Field::Lead | Field::YearLabel | Field::Category)
        )
    });
    if !levels.is_empty() && named {
        parts.add_levels(levels);
    }
    parts.used_grades.push(UsedGrades {
        labels: grades.iter().map(|(_, g)| g.clone()).collect(),
        at: parts.progress.last().map(|p| p.at.clone()).unwrap_or_default(),
    });
    parts
}
