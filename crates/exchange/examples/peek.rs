fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        println!("=== {path}");
        match gyokaku_exchange::read::read(&path, &bytes) {
            Ok(read) => {
                for b in &read.document.blocks {
                    match b {
                        gyokaku_core::document::Block::Table(g) => {
                            for r in &g.rows { println!("  |{}", r.iter().map(|c| if c.covered {"<".into()} else {format!("{}{}", c.text.replace('\n',"/"), if c.rows>1||c.columns>1 {format!("[{}x{}]", c.rows,c.columns)} else {String::new()})}).collect::<Vec<_>>().join("|")); }
                        }
                        other => println!("  {other:?}"),
                    }
                }
                println!("{}", gyokaku_testkit::plan_without_places(&read.plan));
                println!("verified {} findings {} oddities {:?}", read.report.verified.len(), read.report.findings.len(), read.document.oddities);
            }
            Err(e) => println!("{e}"),
        }
    }
}
