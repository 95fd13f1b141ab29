"""One invented table as real software writes it: openpyxl, python-docx, LibreOffice.

python3 make.py, with python-docx and openpyxl installed and `soffice` on the path. What is made is kept, because
the tests need neither; the names of municipality, departments and items are invented.
"""
import pathlib
import shutil
import subprocess
import tempfile

import docx
import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

HERE = pathlib.Path(__file__).parent
TITLE = "もみじ市行財政改革プラン　取組一覧"
UNIT = "（単位：千円）"
NOTE = "※令和7年度は見込み"
HEAD = ["区分", "番号", "取組項目", "所管課", "効果額", "", "", "評価"]
YEARS = ["", "", "", "", "令和5年度", "令和6年度", "令和7年度", ""]
GROUPS = [
    ("歳入の確保", [
        ("1", "市税等の収納率の向上", "税務課", 12500, 13200, 14000, "A"),
        ("2", "使用料及び手数料の見直し", "財政課", 3400, 3650, 3700, "B"),
        ("3", "未利用地の売却", "管財課", 0, 25000, 1800, "A"),
        ("4", "広告収入の拡大", "広報課", 650, 720, 810, "C"),
    ]),
    ("歳出の見直し", [
        ("5", "補助金の見直し", "財政課", 1200, 2400, 2400, "B"),
        ("6", "公用車の適正配置", "管財課", 980, 1010, 1040, "B"),
        ("7", "電力調達の入札", "管財課", 4300, 4350, 4400, "A"),
        ("8", "時間外勤務の縮減", "人事課", 2700, 1950, 2100, "C"),
    ]),
    ("組織の見直し", [
        ("9", "窓口業務の委託", "市民課", 5600, 5600, 5600, "B"),
        ("10", "学校給食の民営化", "学校教育課", 8900, 9100, 9300, "A"),
        ("11", "出張所の統合", "市民課", 0, 1500, 3000, "C"),
        ("12", "定員管理の適正化", "人事課", 21000, 22500, 24000, "A"),
    ]),
]


def rows():
    """The rows of items, with the name of the group in the first of each."""
    for group, items in GROUPS:
        for i, item in enumerate(items):
            yield (group if i == 0 else "", *item)


def totals():
    return [sum(row[4 + year] for row in rows()) for year in range(3)]


def texts():
    """All rows below the title as text."""
    yield HEAD
    yield YEARS
    for row in rows():
        yield [*row[:4], *(f"{value:,}" for value in row[4:7]), row[7]]
    yield ["合計", "", "", "", *(f"{value:,}" for value in totals()), ""]


def regions():
    """Merged regions below the title: top, left, bottom, right, from 0."""
    for column in (0, 1, 2, 3, 7):
        yield 0, column, 1, column
    yield 0, 4, 0, 6
    top = 2
    for _, items in GROUPS:
        yield top, 0, top + len(items) - 1, 0
        top += len(items)
    yield top, 0, top, 3


def workbook(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "取組一覧"
    sheet["A1"], sheet["H2"] = TITLE, UNIT
    for r, row in enumerate([HEAD, YEARS, *rows()], start=3):
        for c, value in enumerate(row, start=1):
            if value != "":
                cell = sheet.cell(r, c, int(value) if c == 2 and str(value).isdigit() else value)
                if isinstance(value, int):
                    cell.number_format = "#,##0"
    last = sheet.max_row + 1
    sheet.cell(last, 1, "合計")
    for i, letter in enumerate("EFG"):
        cell = sheet.cell(last, 5 + i, totals()[i])
        cell.number_format = "#,##0"
    sheet.cell(last + 1, 1, NOTE)
    for top, left, bottom, right in regions():
        sheet.merge_cells(start_row=top + 3, start_column=left + 1, end_row=bottom + 3, end_column=right + 1)
    sheet["A3"].font = Font(bold=True)
    hidden = book.create_sheet("作業用")
    hidden["A1"], hidden["B1"] = "控え", 99
    hidden.sheet_state = "hidden"
    book.save(path)


def looks(path):
    """Numbers that show otherwise than they are stored, days, what is struck out, what lies hidden."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "書式"
    for r, (label, value, code) in enumerate([
        ("率", 0.064516129, "0.0%"),
        ("差", -396046, '#,##0;"△"#,##0'),
        ("件", 98, '0"件"'),
        ("千円", 2674093000, "#,##0,"),
        ("日", 45017, "yyyy/m/d"),
        ("小数", 97.25, "0.0"),
        ("和", 0.1 + 0.2, "General"),
        ("真偽", True, "General"),
        ("大きな数", 123456789012, "#,##0"),
    ], start=1):
        sheet.cell(r, 1, label)
        sheet.cell(r, 2, value).number_format = code
    last = sheet.max_row
    sheet.cell(last + 1, 1, "全部").font = Font(strike=True)
    sheet.cell(last + 1, 2, "残る")
    sheet.cell(last + 2, 1, CellRichText("市民", TextBlock(InlineFont(strike=True), "生活"), "課"))
    sheet.cell(last + 2, 2, "改行\nのある値")
    book.save(path)


def word(path):
    document = docx.Document()
    document.add_heading(TITLE, 1)
    document.add_paragraph(UNIT)
    lines = list(texts())
    table = document.add_table(len(lines), len(HEAD))
    table.style = "Table Grid"
    for r, line in enumerate(lines):
        for c, text in enumerate(line):
            table.cell(r, c).text = text
    for top, left, bottom, right in regions():
        text = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = text
    document.add_paragraph(NOTE)
    document.save(path)


def converted(path, ending, kind=None):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
             f"{ending}:{kind}" if kind else ending, "--outdir", folder, str(path)],
            check=True, capture_output=True)
        shutil.copy(pathlib.Path(folder) / f"{path.stem}.{ending}", HERE / f"{path.stem}.{ending}")


def plain():
    def separated(sign, quote):
        for line in [[TITLE], ["", "", "", "", "", "", "", UNIT], *texts(), [NOTE]]:
            yield sign.join(f'"{text}"' if quote and "," in text else text for text in line)
    csv = "\r\n".join(separated(",", True)) + "\r\n"
    (HERE / "plan.utf8.csv").write_bytes(csv.encode("utf-8-sig"))
    (HERE / "plan.cp932.csv").write_bytes(csv.encode("cp932"))
    lines = [TITLE, UNIT, *("\t".join(line) for line in texts()), NOTE]
    (HERE / "plan.txt").write_bytes(("\n".join(lines) + "\n").encode("utf-8"))


def copied():
    """As a table looks that Excel puts on the clipboard or saves as a page under the name of a workbook."""
    taken = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in regions()}
    covered = {(r, c) for (top, left), (h, w) in taken.items() for r in range(top, top + h)
               for c in range(left, left + w)} - set(taken)
    out = ['<html xmlns:x="urn:schemas-microsoft-com:office:excel">', "<head>",
           '<meta http-equiv=Content-Type content="text/html; charset=shift_jis">',
           "<style>td {mso-ignore:padding;}</style>", "</head>", "<body>", "<table border=0>",
           f" <tr><td colspan=8>{TITLE}</td></tr>", f" <tr><td colspan=7></td><td>{UNIT}</td></tr>"]
    for r, line in enumerate(texts()):
        out.append(" <tr height=24>")
        for c, text in enumerate(line):
            if (r, c) in covered:
                continue
            h, w = taken.get((r, c), (1, 1))
            spans = (f" rowspan={h}" if h > 1 else "") + (f" colspan={w}" if w > 1 else "")
            number = text.replace(",", "")
            exact = f' x:num="{number}"' if c in (4, 5, 6) and number.isdigit() else ""
            out.append(f"  <td class=xl65{spans}{exact}>{text or '&nbsp;'}</td>")
        out.append(" </tr>")
    out += [f" <tr><td colspan=8>{NOTE}</td></tr>",
            " <![if supportMisalignedColumns]>", " <tr height=0 style='display:none'><td width=72></td></tr>",
            " <![endif]>", "</table>", "</body>", "</html>"]
    (HERE / "page.xls").write_bytes("\r\n".join(out).encode("cp932"))


workbook(HERE / "plan.xlsx")
looks(HERE / "looks.xlsx")
word(HERE / "plan.docx")
plain()
copied()
converted(HERE / "plan.xlsx", "xls", "MS Excel 97")
converted(HERE / "plan.xlsx", "ods")
converted(HERE / "plan.xlsx", "xlsm", "Calc MS Excel 2007 VBA XML")
converted(HERE / "plan.xlsx", "html", "HTML (StarCalc)")
converted(HERE / "looks.xlsx", "xls", "MS Excel 97")
converted(HERE / "looks.xlsx", "ods")
converted(HERE / "plan.docx", "pdf")
