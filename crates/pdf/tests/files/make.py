"""Makes the PDF files of this folder anew out of their sources. See README.md for what it needs."""
import csv
import pathlib
import subprocess
import tempfile

import docx
import openpyxl
import pikepdf
import typst
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl.styles import Border, Font, Side
from reportlab.lib import pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import cidfonts, pdfmetrics
from reportlab.pdfgen import canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

HERE = pathlib.Path(__file__).parent
PLAN = list(csv.reader((HERE / "plan.csv").open(encoding="utf-8")))


def chromium(name, *more):
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--no-pdf-header-footer", *more,
         f"--print-to-pdf={HERE / name}-chromium.pdf", str(HERE / f"{name}.html")],
        check=True, capture_output=True)


def office(source, target):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)],
                       check=True, capture_output=True)
        made = pathlib.Path(folder) / (source.stem + ".pdf")
        (HERE / target).write_bytes(made.read_bytes())


def writer(folder):
    book = docx.Document()
    style = book.styles["Normal"]
    style.font.name, style.font.size = "BIZ UDGothic", Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "BIZ UDGothic")
    title = book.add_paragraph().add_run("あおば市行財政改革プラン")
    title.font.size = Pt(16)
    book.add_paragraph("計画期間は令和6年度から令和8年度までの3年間とする。")
    book.add_paragraph().add_run("取組の効果額").font.size = Pt(13)
    book.add_paragraph("（単位：千円）")
    table = book.add_table(rows=0, cols=len(PLAN[0]))
    table.style = "Table Grid"
    for i, row in enumerate(PLAN):
        cells = table.add_row().cells
        for cell, text in zip(cells, row):
            cell.text = text
        if i == 0:
            head = OxmlElement("w:tblHeader")
            head.set(qn("w:val"), "true")
            table.rows[0]._tr.get_or_add_trPr().append(head)
    path = pathlib.Path(folder) / "plan-writer.docx"
    book.save(path)
    office(path, "plan-writer.pdf")


def calc(folder, ruled, target):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "取組一覧"
    thin = Side(style="thin")
    for r, row in enumerate(PLAN, 1):
        for c, text in enumerate(row, 1):
            number = text.replace(",", "")
            cell = sheet.cell(r, c, int(number) if number.isdigit() else text)
            cell.font = Font(name="BIZ UDGothic", size=10)
            if c > 3 and r > 1:
                cell.number_format = "#,##0"
            if ruled:
                cell.border = Border(thin, thin, thin, thin)
    if ruled:
        sheet.merge_cells(start_row=len(PLAN), end_row=len(PLAN), start_column=1, end_column=3)
    sheet.column_dimensions["B"].width = 46
    if not ruled:
        # With rules the heads run over into the next cell, where Calc cuts them off.
        for column in "DEF":
            sheet.column_dimensions[column].width = 20
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    path = pathlib.Path(folder) / f"{target}.xlsx"
    book.save(path)
    office(path, f"{target}.pdf")


def reportlab():
    """Fonts that are named and not in the file: upright and turned lines, and a table over five pages."""
    plain = cidfonts.UnicodeCIDFont("HeiseiKakuGo-W5")
    upright = cidfonts.UnicodeCIDFont("HeiseiMin-W3", isVertical=True)
    upright.fontName = upright.name = "Upright"
    pdfmetrics.registerFont(plain)
    pdfmetrics.registerFont(upright)
    name = plain.fontName
    page = canvas.Canvas(str(HERE / "turned.pdf"), pagesize=pagesizes.A4, invariant=True)
    page.setFont(name, 12)
    page.drawString(72, 780, "広報あおば 令和6年度 ABC 1,234千円")
    for degrees, text in [(90, "左に回した文字"), (-90, "右に回した文字")]:
        page.saveState()
        page.translate(200 + degrees, 500)
        page.rotate(degrees)
        page.drawString(0, 0, text)
        page.restoreState()
    page.drawString(72, 740, "残す額は500円、消した額は")
    page.drawString(240, 740, "700円")
    page.line(240, 744.5, 240 + page.stringWidth("700円", name, 12), 744.5)
    page.setFont("Upright", 12)
    page.drawString(500, 700, "縦に書いた一行目。")
    page.drawString(480, 700, "その左の二行目。")
    page.showPage()
    page.setPageRotation(90)
    page.setFont(name, 12)
    page.translate(100, 100)
    page.rotate(90)
    page.drawString(0, 0, "横に置いたページ")
    page.showPage()
    page.save()

    style = ParagraphStyle("cell", fontName=name, fontSize=9, leading=12, wordWrap="CJK")
    head = [["番号", "取組項目", "担当課", "年次計画", "", "", "効果額\n（千円）"], ["", "", "", "R6", "R7", "R8", ""]]
    body = [[str(i), Paragraph(f"公共施設の使用料の見直しと減免の基準の統一に関する取組その{i}", style),
             Paragraph("財政課、資産管理課", style), "検討", "実施", "→", f"{i * 1234:,}"] for i in range(1, 61)]
    table = LongTable(head + body, colWidths=[30, 230, 100, 50, 50, 50, 70], repeatRows=2)
    spans = [("SPAN", (3, 0), (5, 0))] + [("SPAN", (c, 0), (c, 1)) for c in [0, 1, 2, 6]]
    table.setStyle([("FONT", (0, 0), (-1, -1), name, 9), ("GRID", (0, 0), (-1, -1), 0.5, "black"),
                    ("BACKGROUND", (0, 0), (-1, 1), "lightgrey"), ("ALIGN", (6, 2), (6, -1), "RIGHT"), *spans])

    def edges(page, of):
        page.setFont(name, 9)
        page.drawCentredString(400, 20, f"- {of.page} -")
        page.drawString(40, 570, "（単位：千円）")

    book = SimpleDocTemplate(str(HERE / "five.pdf"), pagesize=pagesizes.landscape(pagesizes.A4), invariant=True)
    title = ParagraphStyle("title", parent=style, fontSize=16, leading=20)
    book.build([Paragraph("取組一覧", title), table], onFirstPage=edges, onLaterPages=edges)


def changed(source, target, **how):
    with pikepdf.open(HERE / source) as pdf:
        pdf.save(HERE / target, deterministic_id="encryption" not in how, **how)


def without_names(source, target):
    with pikepdf.open(HERE / source) as pdf:
        for object in pdf.objects:
            if isinstance(object, pikepdf.Dictionary) and "/ToUnicode" in object:
                del object["/ToUnicode"]
        pdf.save(HERE / target, deterministic_id=True)


def scan(source, target):
    with pikepdf.open(HERE / source) as pdf:
        page = pdf.pages[0]
        picture = pikepdf.Stream(pdf, bytes([255]) * 64, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
                                 Width=8, Height=8, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=pdf.make_indirect(picture)))
        page.Contents = pikepdf.Stream(pdf, b"q 500 0 0 700 40 40 cm /P Do Q")
        del pdf.pages[1:]
        pdf.save(HERE / target, deterministic_id=True)


def main():
    for name in ["plan", "merged"]:
        chromium(name)
    # Without the tags of its structure, which are four times as large as the rest.
    chromium("long", "--disable-pdf-tagging")
    typst.compile(HERE / "report.typ", output=HERE / "report.pdf")
    with tempfile.TemporaryDirectory() as folder:
        writer(folder)
        calc(folder, True, "plan-calc")
        calc(folder, False, "plan-unruled")
    reportlab()
    changed("report.pdf", "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    changed("report.pdf", "restricted.pdf", encryption=pikepdf.Encryption(owner="o", user=""))
    without_names("merged-chromium.pdf", "unnamed.pdf")
    scan("report.pdf", "scan.pdf")


main()
