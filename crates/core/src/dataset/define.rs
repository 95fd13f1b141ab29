//! What each field says, in Japanese: the definitions of items that go with every file.
//!
//! Fields of all tables are said once; a column is said by its key, and by its table where the same key means
//! something else there. Not here: which fields there are.

/// The name and the definition of a field that every table has.
pub(super) fn common(name: &str) -> (&'static str, &'static str) {
    match name {
        "body_code" => (
            "全国地方公共団体コード",
            "団体の6桁の全国地方公共団体コード（検査数字を含む）。先頭の0を省かない文字列です。",
        ),
        "body_name" => ("団体名", "団体の名称。"),
        "plan_code" => ("計画コード", "この団体の中で計画を識別する、変わらないコード。"),
        "edition_number" => (
            "確定版番号",
            "この行の値を確定した版の番号。計画から直接作った行では空欄です。",
        ),
        "row_number" => (
            "行番号",
            "公開している表の行の番号（1から）。同じ行から出た値は同じ番号です。版をまたいで同じ行を示すものではありません。",
        ),
        "parent_row_number" => (
            "上位の行番号",
            "この行が属する上位の行（見出しなど）の番号。最上位の行と合計行では空欄です。",
        ),
        "heading" => ("上位の行の名称", "上位の行の名称。"),
        "row_kind" => (
            "行の種類",
            "明細（detail）、見出し（heading）、合計（total）の別。codes-row-kindsで引きます。",
        ),
        "row_level" => ("階層", "行の深さ。最上位が0です。"),
        "item_code" => (
            "取組項目コード",
            "取組項目を識別する、年度や番号が変わっても変わらないコード。取組項目でない行では空欄です。",
        ),
        "table_fiscal_year" => (
            "年度",
            "この行の全体が示す年度（その年度の4月1日が属する西暦年）。年度によらない表では空欄です。",
        ),
        "fiscal_year" => (
            "年度",
            "値の年度（その年度の4月1日が属する西暦年）。年度によらない値では空欄です。",
        ),
        "fiscal_year_label" => ("年度（和暦）", "値の年度の和暦での表記。"),
        "measure" => (
            "測定項目",
            "値が何であるかを示すコード。codes-measuresで引きます。",
        ),
        "measure_label" => ("測定項目の名称", "値が何であるかの日本語での名称。"),
        "grade_code" => (
            "評価区分コード",
            "数えた評価区分、または付けた評価区分のコード。codes-gradesで引きます。",
        ),
        "sequence" => (
            "枝番",
            "一つの欄に複数の値があるときの番号（1から）。一つだけのときは1です。",
        ),
        "unit" => ("単位", "数値の単位。"),
        "value" => (
            "数値",
            "数値。金額は円単位の整数です。記載がないときは空欄で、0とは異なります。",
        ),
        "text" => ("文字の値", "文字の値。数値のときと、記載がないときは空欄です。"),
        _ => ("", ""),
    }
}

/// The definition of a column of a table.
pub(super) fn column(table: &str, key: &str, label: &str) -> String {
    let known = match (table, key) {
        (_, "serial") => "計画書に印刷された通し番号。年度によって変わることがあります。",
        ("crosswalk", "label") => "計画書に印刷された見直しの区分。",
        ("progress" | "outline", "label") => "計画書に印刷された区分や項目の番号。",
        ("ledger", "number") => "記録の番号。記録した順です。",
        ("opinions" | "review", "number") => "表の中での番号。",
        (_, "number") => "計画書に印刷された取組項目の番号。年度によって変わることがあります。",
        ("register" | "year" | "amendments", "title") => {
            "取組項目の名称。見出しの行では、方針や区分の名称です。"
        }
        ("references", "title") => "引用している取組項目や指標の名称。",
        ("meetings", "title") => "会議の名称。",
        (_, "title") => "区分または取組項目の名称。",
        (_, "lead") if table == "departments" => "主担当として担当する取組項目の数。",
        (_, "support") if table == "departments" => "関係課として担当する取組項目の数。",
        (_, "lead") => "取組項目を主に担当する課・組織。",
        (_, "support") => "取組項目に協力する課・組織。",
        (_, "departments") => "取組項目を担当する課・組織。",
        ("departments", "name") => "担当する課・組織の名称。",
        ("indicators", "name") => "指標の名称。",
        ("councils", "name") => "委員の氏名。",
        (_, "schedule") => "取組を行う時期や手順。",
        (_, "target") => "取組の目標。",
        (_, "content") => "取組の内容。",
        (_, "references") => "取組項目が引用しているほかの計画。",
        (_, "retired") => "取組を取りやめた日とその理由。",
        (_, "level") => "計画の体系の階層の名称。",
        ("outline", "items") => "その区分に属する取組項目の数。",
        ("opinions", "items") => "意見の対象である取組項目。",
        (_, "examples") => "主な取組内容。",
        (_, "total") if matches!(table, "progress" | "years") => "取組の件数。",
        (_, "total") => "各年度の額の計。",
        (_, "evaluated") => "評価の対象とした取組の件数。",
        (_, "vintage") => "額がいつの時点のものか（計画の策定時、各年度の確定版など）。",
        ("effects" | "ledger", "kind") => "計画、実績または見込の別。",
        ("indicators", "kind") => "目標値、実績値、基準値などの別。",
        ("indicators", "standing") => "年度によらない値。",
        ("indicators", "met") => "最新の実績値を目標値や基準値と比べた結果。",
        (_, "direction") => "指標の値がどちらへ動けばよいか。",
        ("ledger", "duration") => "効果が単年度のものか、継続するものか。",
        ("ledger", "source") => "歳入の確保か、歳出の削減か。",
        ("ledger", "state") => "訂正または取消しの状況。",
        ("opinions", "amount") => "意見を予算などに反映した額。",
        (_, "amount") => "金額。",
        (_, "difference") => "後の時点の額から前の時点の額を引いた差。",
        (_, "then") => "比べる前の時点の額。",
        (_, "now") => "比べる後の時点の額。",
        (_, "value") => "指標の値。",
        (_, "reason") => "理由。",
        (_, "year") => "年度（計画書での表記）。",
        (_, "amount_year") => "反映した年度（計画書での表記）。",
        (_, "unit") => "値の単位。",
        (_, "item") => "取組項目の名称。",
        (_, "plan") => "引用しているほかの計画の名称。",
        (_, "place") if table == "references" => "引用しているほかの計画の箇所。",
        (_, "decided_on") => "変更を決定した日。",
        (_, "old") if table == "crosswalk" => "変更前の計画の取組項目。",
        (_, "new") if table == "crosswalk" => "変更後の計画の取組項目。",
        (_, "old") => "変更前の内容。",
        (_, "new") if table == "amendments" => "変更後の内容。",
        (_, "answer") => "意見への回答。",
        (_, "text") if table == "opinions" => "意見の内容。",
        _ => "",
    };
    match known {
        "" => format!("公開している表の「{}」の欄の値。", super::line(label)),
        known => known.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_nobody_defined_is_said_by_its_label() {
        assert_eq!(
            super::column("year", "own", "優先度"),
            "公開している表の「優先度」の欄の値。"
        );
        assert_eq!(super::column("register", "target", "目標"), "取組の目標。");
    }
}
