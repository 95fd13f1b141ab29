//! Prints what is read out of a PDF: `cargo run -p gyokaku-pdf --example show -- FILE`.

use gyokaku_pdf::{Limits, Piece, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).ok_or("which file?")?;
    for page in read(std::fs::read(name)?, Limits::default())? {
        println!("=== {} {:?}", page.number, page.furniture);
        for piece in page.pieces {
            match piece {
                Piece::Line(line) => println!(
                    "{:5.1} {}{}",
                    line.size,
                    if line.bold { "*" } else { " " },
                    line.text
                ),
                Piece::Table(table) => {
                    println!("--- table, ruled: {}", table.ruled);
                    for row in table.rows {
                        let cells: Vec<String> = row
                            .cells
                            .iter()
                            .map(|cell| match (cell.covered, cell.rows, cell.columns) {
                                (true, ..) => "^".to_owned(),
                                (_, 1, 1) => format!("{:?}", cell.text),
                                (_, rows, columns) => format!("{:?}[{rows}x{columns}]", cell.text),
                            })
                            .collect();
                        println!("{}.{}.{}: {}", row.page, row.table, row.row, cells.join(" | "));
                    }
                }
            }
        }
    }
    Ok(())
}
