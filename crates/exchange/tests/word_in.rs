//! Word documents as offices make them: what is said of each, with the parts written by hand.

use std::io::{Cursor, Write};

use gyokaku_core::document::{Block, Document, Format, Grid, OddityKind};
use gyokaku_exchange::read::{document, read};
use zip::write::{SimpleFileOptions, ZipWriter};

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn with(body: &str, parts: &[(&str, &str)]) -> Document {
    let body = format!("<w:document xmlns:w=\"w\"><w:body>{body}<w:sectPr/></w:body></w:document>");
    let mut all = vec![("word/document.xml", body.as_str())];
    all.extend_from_slice(parts);
    document("a.docx", &zipped(&all)).unwrap()
}

fn lines(document: &Document) -> Vec<&str> {
    let said = document.lines.iter().map(|line| line.text.as_str());
    said.filter(|line| !line.is_empty()).collect()
}

fn grids(document: &Document) -> Vec<&Grid> {
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(grid) => Some(grid),
        _ => None,
    });
    tables.collect()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

const NUMBERING: &str = r#"<w:numbering>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalFullWidth"/><w:lvlText w:val="第%1章"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1-%2"/><w:isLgl/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimalEnclosedCircle"/><w:lvlText w:val="%3"/><w:suff w:val="nothing"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF06C;"/><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="aiueoFullWidth"/><w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"#;

fn numbered(list: u8, depth: u8, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{depth}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

#[test]
fn numbers_are_counted_as_word_prints_them() {
    let body = [
        numbered(1, 0, "総論"),
        numbered(1, 1, "目的"),
        numbered(1, 2, "収納対策"),
        numbered(1, 2, "組織"),
        numbered(1, 1, "期間"),
        numbered(1, 0, "各論"),
        numbered(1, 1, "取組"),
        numbered(1, 2, "広告"),
        numbered(2, 0, "印"),
        numbered(2, 1, "一つ目"),
        numbered(2, 1, "二つ目"),
        numbered(3, 0, "続き"),
        numbered(0, 0, "番号なし"),
    ];
    let found = with(&body.concat(), &[("word/numbering.xml", NUMBERING)]);
    assert_eq!(found.format, Format::Word);
    assert_eq!(
        lines(&found),
        [
            "第１章 総論",
            "1-1 目的",
            "①収納対策",
            "②組織",
            "1-2 期間",
            "第２章 各論",
            "2-1 取組",
            "①広告",
            "・印",
            "(ア) 一つ目",
            "(イ) 二つ目",
            "第５章 続き",
            "番号なし"
        ]
    );
    assert!(
        found
            .blocks
            .iter()
            .any(|block| matches!(block, Block::ListItem { text, .. } if text == "印"))
    );
}

#[test]
fn headings_by_style_and_by_outline() {
    let styles = r#"<w:styles>
<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="own"><w:name w:val="大見出し"/><w:basedOn w:val="a1"/></w:style>
<w:style w:type="paragraph" w:styleId="t1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="gone"><w:name w:val="削除"/><w:rPr><w:strike/></w:rPr></w:style></w:styles>"#;
    let styled = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = styled("t1", "目的</w:t><w:tab/><w:t>1")
        + &styled("own", "第1 目的")
        + "<w:p><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr><w:r><w:t>細目</w:t></w:r></w:p>"
        + "<w:p><w:r><w:t>本文</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"gone\"/></w:rPr><w:t>旧</w:t></w:r></w:p>";
    let found = with(&body, &[("word/styles.xml", styles)]);
    let headings: Vec<(u8, &str)> = found
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading { level, text, .. } => Some((*level, text.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(headings, [(1, "第1 目的"), (3, "細目")]);
    assert_eq!(lines(&found)[0], "目的 … 1");
    assert_eq!(lines(&found)[3], "本文");
    assert_eq!(
        (found.oddities[0].kind, &*found.oddities[0].text),
        (OddityKind::StruckOut, "旧")
    );
}

#[test]
fn tracked_changes_give_the_final_text() {
    let body = "<w:p><w:r><w:t>効果額は</w:t></w:r><w:del><w:r><w:delText>100</w:delText></w:r></w:del><w:ins><w:r><w:t>120</w:t></w:r></w:ins><w:r><w:t>千円</w:t></w:r></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p><w:p><w:r><w:t>後半</w:t></w:r></w:p>\
        <w:p><w:moveFrom><w:r><w:t>移動</w:t></w:r></w:moveFrom></w:p><w:p><w:moveTo><w:r><w:t>移動</w:t></w:r></w:moveTo></w:p>\
        <w:p><w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange></w:rPr><w:t>残る</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隠れる</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>消えた行</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>項目</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>額</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let found = with(body, &[]);
    assert_eq!(
        lines(&found),
        ["効果額は120千円", "前半後半", "移動", "残る", "項目\t額"]
    );
}

#[test]
fn merged_cells_and_a_table_in_a_cell() {
    let cell =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text));
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("", "内"), cell("", "側"));
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}<w:tc>{}{inner}<w:p/></w:tc></w:tr></w:tbl>",
        cell("<w:vMerge w:val=\"restart\"/>", "項目"),
        cell("<w:gridSpan w:val=\"2\"/>", "効果額"),
        cell("<w:vMerge/>", ""),
        cell("", "R5"),
        cell("", "R6"),
        cell("", "広告"),
        cell("", "650"),
        p("720"),
    );
    let found = with(&body, &[]);
    let grids = grids(&found);
    assert_eq!(grids.len(), 2);
    let head = &grids[0].rows[0];
    assert_eq!((head[0].rows, head[1].columns), (2, 2));
    assert!(grids[0].rows[1][0].covered && grids[0].rows[0][2].covered);
    assert_eq!(grids[0].rows[2][2].text, "720");
    assert_eq!(grids[0].rows[2][2].at.to_string(), "表1の3行目");
    assert_eq!(grids[1].rows[0][1].text, "側");
    assert_eq!(grids[1].rows[0][1].at.to_string(), "表2の1行目");
}

#[test]
fn boxes_notes_ruby_signs_and_breaks() {
    let notes = "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p/></w:footnote><w:footnote w:id=\"2\"><w:p><w:r><w:t>見込みを含む</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let boxed = p("囲み");
    let body = format!(
        "<w:p><w:r><w:t>額</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>\
        <w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{boxed}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{boxed}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>\
        <w:p><w:r><w:ruby><w:rt><w:r><w:t>しゅう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>収</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>納</w:t><w:br/><w:t>率</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r></w:p>\
        <w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>\
        <w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        p("枠の中 &amp; 外")
    );
    let found = with(&body, &[("word/footnotes.xml", notes)]);
    assert_eq!(
        lines(&found),
        ["額", "※見込みを含む", "囲み", "収納", "率✓", "3", "枠の中 & 外"]
    );
}

#[test]
fn text_has_the_places_of_lines_of_the_document() {
    let table = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        p("項目"),
        p("額")
    );
    let body = p("一") + "<w:p/>" + &table + &p("二");
    let body = format!("<w:document><w:body>{body}</w:body></w:document>");
    let found = read("a.docx", &zipped(&[("word/document.xml", &body)]))
        .unwrap()
        .document;
    let places: Vec<String> = found.lines.iter().map(|line| line.at.to_string()).collect();
    assert_eq!(places, ["1行目", "2行目", "表1の1行目", "3行目"]);
    assert_eq!(found.blocks.last().unwrap().at().to_string(), "3行目");
}

#[test]
fn columns_parted_by_tabs_are_a_table() {
    let row = |a: &str, b: &str, c: &str| {
        format!("<w:p><w:r><w:t>{a}</w:t><w:tab/><w:t>{b}</w:t><w:tab/><w:t>{c}</w:t></w:r></w:p>")
    };
    let body = row("項目", "R5", "R6") + &row("広告", "650", "720") + &row("委託", "80", "90");
    assert_eq!(grids(&with(&body, &[])).len(), 1);
}
