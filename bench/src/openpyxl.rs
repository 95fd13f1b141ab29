//! openpyxl in its own process, which times itself without the start of Python.
//!
//! Not here: installing it; `GYOKAKU_PYTHON` names a Python that has it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

pub(crate) const READ: &str = "\
import sys, time, openpyxl
start = time.perf_counter()
book = openpyxl.load_workbook(sys.argv[1], data_only=True)
rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
print(time.perf_counter() - start)
";

pub(crate) const WRITE: &str = "\
import sys, time, openpyxl
rows, columns = int(sys.argv[2]), int(sys.argv[3])
def value(row, column):
    if column == 0: return f'No.{row + 1}'
    if column == 1: return f'取組項目その{row}の推進'
    if column == 2: return '◎総務課、○財政課'
    if column < 5 or column % 3 == 0: return f'令和{row % 9 + 1}年度 計画どおり実施'
    return row * 31 + column * 7
data = [[value(r, c) for c in range(columns)] for r in range(rows)]
start = time.perf_counter()
book = openpyxl.Workbook()
sheet = book.active
for row in data: sheet.append(row)
book.save(sys.argv[1])
print(time.perf_counter() - start)
";

pub(crate) const WRITE_FORM: &str = "\
import sys, time, openpyxl
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
rows = int(sys.argv[2])
data = [[f'0190a1b2-{n:04}', f'No.{n}', f'取組項目その{n}の推進',
    '窓口と内部の事務を見直し、毎年度の実施状況を確かめながら進める。', n * 31000, '○',
    f'令和{n % 9 + 1}年度 計画どおり実施', n * 47000, n % 100 + n % 10 / 10] for n in range(rows)]
start = time.perf_counter()
book = openpyxl.Workbook()
sheet = book.active
grey, light = PatternFill('solid', 'F0F0F0'), PatternFill('solid', 'FFFBE0')
wrap, free = Alignment(wrap_text=True, vertical='top'), Protection(locked=False)
for row in data:
    sheet.append(row)
    for column, cell in enumerate(sheet[sheet.max_row]):
        cell.alignment = wrap
        cell.fill = light if column > 4 else grey
        if column > 4: cell.protection = free
sheet.column_dimensions['A'].hidden = True
sheet.protection.sheet = True
choice = DataValidation(type='list', formula1='\"◎,○,△\"')
choice.add(f'F1:F{rows}')
sheet.add_data_validation(choice)
book.save(sys.argv[1])
print(time.perf_counter() - start)
";

/// Runs a script over a file; none where there is no Python with openpyxl.
///
/// # Errors
/// What Python said.
pub(crate) fn run(python: &str, script: &str, file: &Path, arguments: &[String]) -> Result<Duration, String> {
    let output = Command::new(python)
        .args(["-c", script])
        .arg(file)
        .args(arguments)
        .output();
    let output = output.map_err(|error| format!("{python}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let seconds = said
        .trim()
        .parse()
        .map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?;
    Ok(Duration::from_secs_f64(seconds))
}

/// The Python to ask.
pub(crate) fn python() -> Option<String> {
    std::env::var("GYOKAKU_PYTHON")
        .ok()
        .filter(|path| !path.is_empty())
}

/// What is said where there is none.
pub(crate) const ABSENT: &str = "openpyxl left out: GYOKAKU_PYTHON is not set";
