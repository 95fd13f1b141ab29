//! # year-era-mismatch
//!
//! A Western year and the era year printed beside it are different years.
//!
//! ## What it finds
//!
//! Years written twice, `2021(R3)年度`, `2021年度（令和3年度）`, `令和3（2021）年度`, where the two are
//! not the same year. 2019 may be called H31 and R1.
//!
//! ## Example
//!
//! ```text
//! 2020(R3)年時点で入所希望者数の偏りが生じている。
//! ```
//!
//! 2020 is R2; R3 is 2021.
//!
//! ## Why it matters
//!
//! Nobody can tell which year was meant, and schedules are held to the year they name.
//!
//! ## What to do
//!
//! Ask the department in charge which year is meant, and correct the other one.
//!
//! ## When it stays silent
//!
//! Where only one of the two is printed, and where one is a calendar year and the other the fiscal year
//! that holds its first months (令和3年(2020年度)).

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::check::stored::Along;
use crate::finding::{Finding, Report, Severity};
use crate::fiscal_year::{EraYear, FiscalYear, mentions};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E101",
    name: "year-era-mismatch",
    severity: Severity::Error,
    summary: "西暦と和暦が一致していません",
    run: Run::Words(find),
};

/// Finds years that disagree with their era.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    for text in context.texts {
        let mut along = Along::of(text);
        for mention in mentions(text.text).into_iter().filter(|m| m.disagrees()) {
            let stated = text.text.get(mention.range.clone()).unwrap_or_default();
            let (Some(western), Some(era)) = (
                mention.western,
                mention.eras.iter().find(|e| Some(e.western()) != mention.western),
            ) else {
                continue;
            };
            let Some(year) = FiscalYear::new(western) else {
                continue;
            };
            // 令和3年(2020年度): January to March of the year belong to the fiscal year before.
            if era.western() == western + 1
                && stated.matches('年').count() == 2
                && stated.matches("年度").count() == 1
            {
                continue;
            }
            let letters = stated.contains(era.era.letter()) || !stated.contains(era.era.kanji());
            let show = |e: EraYear| match (letters, e.number) {
                (true, _) => e.to_string(),
                (false, 1) => format!("{}元", e.era.kanji()),
                (false, n) => format!("{}{n}", e.era.kanji()),
            };
            let due = show(year.era_year());
            report.findings.push(Finding {
                rule: RULE.name,
                severity: RULE.severity,
                at: along.place(mention.range.start),
                related: Vec::new(),
                stated: Some(stated.to_owned()),
                computed: Some(due.clone()),
                message: format!("{western}年は{due}ですが、{}と記載されています。", show(*era)),
                hint: format!(
                    "{western}年と{}（{}年）のどちらを指すか、担当課に確認してください。",
                    show(*era),
                    era.western()
                ),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::findings;

    #[test]
    fn a_year_and_its_era_disagree() {
        assert_eq!(
            findings("施設の更新は2020(R3)年時点の計画による。"),
            ["year-era-mismatch 1 2020(R3) R2"]
        );
        assert_eq!(
            findings("２０２１年度（令和２年度）"),
            ["year-era-mismatch 1 ２０２１年度（令和２年度） 令和3"]
        );
    }

    #[test]
    fn years_that_agree_are_no_finding() {
        assert!(
            findings(
                "2019(H31)年度、2019(R1)年度、2019(H31/R1)年度、2021年度（令和3年度）、令和3年(2020年度)"
            )
            .is_empty()
        );
    }
}
