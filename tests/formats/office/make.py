#!/usr/bin/env python3
"""Writes the samples of this folder again: `python3 make.py`. The same bytes come out each time."""

import zipfile
from pathlib import Path

HERE = Path(__file__).parent
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "meta")
) + (
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def archive(name, parts, first=None):
    """An archive of parts; `first` is the type that stands uncompressed at the front."""
    with zipfile.ZipFile(HERE / name, "w") as out:
        if first:
            parts = {"mimetype": first, **parts}
        for path, text in parts.items():
            info = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
            stored = path == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            out.writestr(info, text)


def relations(*pairs):
    rows = "".join(
        f'<Relationship Id="r{at}" Type="{REL}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(pairs, 1)
    )
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def p(text, style=""):
    """A paragraph of Word: text without markup, or runs."""
    style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    runs = text if text.startswith("<") else f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p>{style}{runs}</w:p>"


def row(*cells):
    return "<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def docx(name, body, extra=None, core=""):
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("officeDocument", "word/document.xml"), ("metadata/core-properties", "docProps/core.xml")),
        "word/document.xml": f'{HEAD}<w:document {W} xmlns:mc="m" xmlns:v="v"><w:body>{body}</w:body></w:document>',
        **(extra or {}),
    }
    if core:
        parts["docProps/core.xml"] = f'{HEAD}<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t">{core}</cp:coreProperties>'
    archive(name, parts)


FIRST = "The ferry Brave Ann left Selwick at noon with 41 passengers on board."
SECOND = "“She has never run so quietly,” said the master, Odo Finn."
NOTE = "The pump was made in Korrin."
BOX = "Six crossings a day from Thursday."

STYLES = f"""{HEAD}<w:styles {W}>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Zwischentitel"><w:name w:val="Zwischentitel"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
</w:styles>"""

CORE = (
    "<dc:title>Microsoft Word - ferry.doc</dc:title><dc:creator>Windows User</dc:creator>"
    "<cp:keywords>ferries; Korrin Isle</cp:keywords><dc:subject>Transport</dc:subject><dc:language>en-GB</dc:language>"
    "<dcterms:created>2019-04-17T15:05:00Z</dcterms:created><dcterms:modified>2019-04-18T09:00:00Z</dcterms:modified>"
)

textbox = lambda: f"<w:txbxContent>{p(BOX)}</w:txbxContent>"

docx(
    "report.docx",
    p("Ferry to Korrin Isle runs again", "Titel")
    + p("By Tilda Marsh")
    + p("A new pump\t2", "Verzeichnis1")
    + p(
        "<w:r><w:t>The ferry Bra</w:t></w:r><w:r><w:t xml:space='preserve'>ve Ann left Selw</w:t></w:r>"
        "<w:del><w:r><w:delText>ick at one</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space='preserve'>ick at noon </w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>(check!) </w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:t>with 41 passengers on board.</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><mc:AlternateContent><mc:Choice>" + textbox() + "</mc:Choice><mc:Fallback><w:pict>" + textbox()
        + "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    + p("A new pump", "Zwischentitel")
    + p(SECOND)
    + "<w:tbl>" + row("Day", "Crossings") + row("Wednesday", "2") + row("Thursday", "6") + "</w:tbl>",
    {
        "word/styles.xml": STYLES,
        "word/footnotes.xml": f"{HEAD}<w:footnotes {W}><w:footnote w:type='separator' w:id='0'>{p('-')}</w:footnote><w:footnote w:id='2'>{p(NOTE)}</w:footnote></w:footnotes>",
        "word/comments.xml": f"{HEAD}<w:comments {W}><w:comment w:id='1'>{p('Is that so?')}</w:comment></w:comments>",
    },
    CORE,
)

META = (
    "<office:meta><dc:title>Untitled 1</dc:title><meta:initial-creator>Tilda Marsh</meta:initial-creator><dc:creator>Tilda Marsh</dc:creator>"
    "<meta:creation-date>2019-04-17T16:05:00</meta:creation-date><dc:date>2019-04-18T10:00:00</dc:date>"
    "<meta:keyword>ferries</meta:keyword><meta:keyword>Korrin Isle</meta:keyword><dc:language>en-GB</dc:language></office:meta>"
)
AUTOMATIC = '<office:automatic-styles><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/></office:automatic-styles>'


def cells(*texts):
    return "<table:table-row>" + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts) + "</table:table-row>"


BODY = (
    "<office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>at one</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    '<text:p text:style-name="P1">Ferry to Korrin Isle<text:line-break/>runs again</text:p>'
    "<text:table-of-content><text:index-body><text:p>A new pump 2</text:p></text:index-body></text:table-of-content>"
    "<text:p>The ferry <text:span>Bra</text:span>ve Ann left Selwick<text:s/>at noon with 41\npassengers on board."
    f"<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{NOTE}</text:p></text:note-body></text:note>"
    "<office:annotation><dc:creator>Odo</dc:creator><text:p>Is that so?</text:p></office:annotation>"
    f"<draw:frame><draw:text-box><text:p>{BOX}</text:p></draw:text-box></draw:frame></text:p>"
    '<text:h text:outline-level="1">A new pump</text:h>'
    f"<text:p>{SECOND}</text:p><table:table>" + cells("Day", "Crossings") + cells("Wednesday", "2") + cells("Thursday", "6") + "</table:table>"
    "</office:text></office:body>"
)
archive(
    "report.odt",
    {
        "content.xml": f"{HEAD}<office:document-content {ODF}>{AUTOMATIC}{BODY}</office:document-content>",
        "meta.xml": f"{HEAD}<office:document-meta {ODF}>{META}</office:document-meta>",
        "META-INF/manifest.xml": f"{HEAD}<manifest/>",
    },
    "application/vnd.oasis.opendocument.text",
)
(HERE / "report.fodt").write_text(
    f'{HEAD}<office:document {ODF} office:mimetype="application/vnd.oasis.opendocument.text">{META}{AUTOMATIC}{BODY}</office:document>\n',
    encoding="utf-8",
)

RTF = r"""{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial CYR;}}
{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s15 Title;}{\s16 toc 1;}{\*\cs9 Strong;}}
{\info{\title Document1}{\author Tilda Marsh}{\creatim\yr2019\mo4\dy17\hr16\min5}{\keywords ferries, Korrin Isle}}
{\header\pard Marsh News\par}{\*\generator Own hand;}
\pard\plain\s15 Ferry to Korrin Isle runs again\par
\pard\plain\s16 A new pump\tab 2\par
\pard\plain The ferry {\b Bra}ve Ann left Selwick at noon {\v (check!) }{\deleted at one }with 41
 passengers on board.{\super\chftn}{\footnote\pard\plain The pump was made in Korrin.}{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt\pard\plain Six crossings a day from Thursday.\par}}{\shprslt{\pict 00ff}}}\par
\pard\plain\s1 A new pump\par
\pard\plain\ldblquote She has never run so quietly,\'94 said the master, Odo Finn.\par
\pard\plain\f1 \'cf\'e0\'f0\'ee\'ec \u8211?\f0  caf\'e9 \u-10179?\u-8704?\par
\trowd\cellx1000\cellx2000\pard\intbl Day\cell Crossings\cell\row
\trowd\cellx1000\cellx2000\pard\intbl Wednesday\cell 2\cell\row
\trowd\cellx1000\cellx2000\pard\intbl Thursday\cell 6\cell\row
\pard\plain {\field{\*\fldinst HYPERLINK "https://example.com"}{\fldrslt Timetable}}\par}
"""
(HERE / "report.rtf").write_bytes(RTF.replace("\n", "\r\n").encode("ascii"))

# An export of Nexis: a cover, then documents. The last one has less words than are counted.
COVER = [
    "User Name: = ROSA THELL", "Date and Time: Friday, 19. April 2019 09:31:00 CEST", "Job Number: 00000001", "Dokumente (3)",
    "1. Ferry to Korrin Isle runs again", "Client/Matter: -None-", "Search Terms: ferry", "Search Type: Natural Language",
]
TEXT = "The ferry was late. " * 15
DOCUMENTS = [
    ["Ferry to Korrin Isle runs again", "The Selwick Echo", "April 17, 2019 Wednesday", "Late Edition", "Copyright 2019 The Selwick Echo All Rights Reserved",
     "Section:\u00a0Transport; Pg. 4", "Length:\u00a060 words", "Byline:\u00a0Tilda Marsh", "Body", TEXT, "Nobody cared.", "Graphic", "PHOTO: the pier",
     "Classification", "Language:\u00a0ENGLISH", "Subject:\u00a0FERRIES (93%); TIDES (60%)", "Load-Date:\u00a0April 18, 2019", "End of Document"],
    ["Die Fähre fährt wieder", "Selwicker Bote", "18. April 2019 Donnerstag", "Copyright 2019 Selwicker Bote Alle Rechte vorbehalten", "Rubrik: Verkehr; S. 4",
     "Länge: 4 Wörter", "Autor: Odo Finn", "Text", "Die Fähre fährt wieder.", "Ladedatum: 18. April 2019", "Sprache: DEUTSCH", "Ende des Dokuments"],
    ["Le bac repart", "La Feuille", "vendredi 19 avril 2019", "Copyright 2019 La Feuille Tous droits réservés", "Longueur: 200 mots",
     "Corps", "Le bac repart.", "Date de chargement: 19 avril 2019", "Fin du document"],
]
lines = COVER + [line for document in DOCUMENTS for line in document]
docx("nexis.docx", "".join(p(line.replace("&", "&amp;")) for line in lines))


def escaped(text):
    return "".join(ch if ord(ch) < 128 else f"\\u{ord(ch)}?" for ch in text)


(HERE / "nexis.rtf").write_text("{\\rtf1\\ansi\n" + "\n".join(escaped(line) + "\\par" for line in lines) + "}\n", encoding="ascii")

CHAPTER = "<p>" + "The tide was low and the pier was long, and nobody had told the master. " * 4 + "</p>"


def page(title, body, kind=""):
    kind = f' epub:type="{kind}"' if kind else ""
    return f'{HEAD}<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body{kind}>{body}</body></html>'


archive(
    "magazine.epub",
    {
        "META-INF/container.xml": f'{HEAD}<container><rootfiles><rootfile full-path="OPS/issue.opf"/></rootfiles></container>',
        "OPS/issue.opf": f"""{HEAD}<package xmlns:dc="d"><metadata><dc:title>The Pier, issue 7</dc:title><dc:creator>Rosa Thell</dc:creator>
<dc:date>2019-04-20</dc:date><dc:language>en</dc:language><dc:subject>Harbours</dc:subject><dc:publisher>Marsh Press</dc:publisher></metadata>
<manifest><item id="c" href="cover.xhtml"/><item id="n" href="nav.xhtml" properties="nav"/><item id="a" href="text/a%20b.xhtml"/><item id="a2" href="text/a2.xhtml"/>
<item id="b" href="text/b.xhtml"/><item id="i" href="imprint.xhtml"/></manifest>
<spine><itemref idref="c"/><itemref idref="n"/><itemref idref="a"/><itemref idref="a2"/><itemref idref="b"/><itemref idref="i"/></spine></package>""",
        "OPS/cover.xhtml": page("", "<p>The Pier</p>", "cover"),
        "OPS/nav.xhtml": page("", '<nav epub:type="toc"><ol><li><a href="text/a%20b.xhtml#x">Low tide</a></li><li><a href="text/b.xhtml">High tide</a></li></ol></nav>'),
        "OPS/text/a b.xhtml": page("", f"<h1>1</h1><h2>Low tide</h2><p>By Odo Finn</p>{CHAPTER}"),
        "OPS/text/a2.xhtml": page("", f"<p>And it went on.</p>"),
        "OPS/text/b.xhtml": page("", CHAPTER),
        "OPS/imprint.xhtml": page("", f"<h1>Imprint</h1>{CHAPTER}"),
    },
    "application/epub+zip",
)

HEADER = ["Headline", "Date", "Reporter", "Text"]
SHARED = HEADER + ["Ferry late", "Ann Lee", "It was late._x000D_\nVery late."]


def cell(place, value, kind="", style=""):
    kind = f' t="{kind}"' if kind else ""
    style = f' s="{style}"' if style else ""
    return f'<c r="{place}"{kind}{style}><v>{value}</v></c>'


def sheet(*rows):
    rows = "".join(f"<row>{row}</row>" for row in rows)
    return f'{HEAD}<worksheet><sheetData>{rows}</sheetData></worksheet>'


shared = lambda place, text: cell(place, SHARED.index(text), "s")
archive(
    "table.xlsx",
    {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="March" r:id="r1"/><sheet name="Sums" r:id="r2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"), ("worksheet", "/xl/worksheets/sheet2.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")),
        "xl/styles.xml": f'{HEAD}<styleSheet><numFmts><numFmt numFmtId="164" formatCode="d\\. mmmm yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f"{HEAD}<sst>" + "".join(f"<si><r><t>{text[:2]}</t></r><r><t xml:space='preserve'>{text[2:]}</t></r><rPh><t>x</t></rPh></si>" for text in SHARED) + "</sst>",
        "xl/worksheets/sheet1.xml": sheet(
            '<c r="A1" t="inlineStr"><is><t>Press review</t></is></c>',
            "".join(shared(f"{column}3", name) for column, name in zip("ABCD", HEADER)),
            shared("A4", "Ferry late") + cell("B4", "45360", style="1") + shared("C4", "Ann Lee") + shared("D4", SHARED[-1]),
            cell("A5", "Mill sold", "str") + cell("B5", "2024-03-10", "d") + cell("C5", "#N/A", "e") + cell("D5", "It was sold.", "str"),
        ),
        "xl/worksheets/sheet2.xml": sheet(cell("A1", "Quarter", "str") + cell("B1", "Sum", "str"), cell("A2", "1") + cell("B2", "20"), cell("A3", "2") + cell("B3", "30")),
    },
)


def odf_cell(text, value=""):
    return f"<table:table-cell {value}><text:p>{text}</text:p></table:table-cell>"


archive(
    "table.ods",
    {
        "content.xml": f"{HEAD}<office:document-content {ODF}><office:body><office:spreadsheet><table:table table:name='March'>"
        "<table:table-row>" + "".join(odf_cell(name) for name in HEADER) + '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        "<table:table-row>" + odf_cell("Ferry late") + odf_cell("9 March", "office:value-type='date' office:date-value='2024-03-09'")
        + odf_cell("Ann Lee<office:annotation><text:p>Who?</text:p></office:annotation>") + odf_cell("It was late.</text:p><text:p>Very<text:s/>late.") + "</table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>",
        "META-INF/manifest.xml": f"{HEAD}<manifest/>",
    },
    "application/vnd.oasis.opendocument.spreadsheet",
)
