#!/usr/bin/env python3
"""Writes the samples that are no text: documents of offices, books, PDF, archives and databases. The same bytes come out each time.

Run as `python3 corpus/make.py`, after a change of the texts below; needs `pyarrow`, for Parquet.
"""

import gzip
import io
import sqlite3
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style", "meta")
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
TIME = (2019, 11, 1, 12, 0, 0)


def packed(path, parts, first=None):
    """A ZIP file of parts; `first` is the type that stands uncompressed at the front."""
    with zipfile.ZipFile(HERE / path, "w") as out:
        for name, content in ({"mimetype": first} | parts if first else parts).items():
            info = zipfile.ZipInfo(name, TIME)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            out.writestr(info, content)


# ---- Offices ----

PLANS = [
    ("Title", "Minutes of the comet committee"),
    ("", "By Tessa Lind"),
    ("", "The committee of nine met on Thursday to decide who may use the roof of the museum, which holds twelve."),
    ("Heading 1", "The ladder"),
    ("", "The ladder was tested by the treasurer, who is the heaviest, and is to be replaced."),
]
VISITORS = [
    ("Title", "Four thousand visitors, one door"),
    ("", "By Hana Voss"),
    ("", "On the first open night 4,112 visitors stood before the dome of Mount Ersel, and 380 of them got in before dawn."),
    ("", "The others were given cocoa and a chart, and pointed at what could be seen without a dome."),
]


def docx():
    def paragraph(style, text):
        style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{style}<w:r><w:t>{text}</w:t></w:r></w:p>"

    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name.lower() if level else name}"/>{level}</w:style>'
        for name, level in (("Title", ""), ("Heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'))
    )
    relation = '<Relationship Id="r{}" Type="{}/{}" Target="{}"/>'.format
    relations = relation(1, REL, "officeDocument", "word/document.xml") + relation(2, REL, "metadata/core-properties", "docProps/core.xml")
    core = (
        "<dc:creator>Tessa Lind</dc:creator><cp:keywords>comets</cp:keywords><dc:language>en-GB</dc:language>"
        "<dcterms:created>2019-09-12T15:05:00Z</dcterms:created>"
    )
    packed(
        "office/committee.docx",
        {
            "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
            "word/document.xml": f'{HEAD}<w:document {W}><w:body>{"".join(paragraph(*part) for part in PLANS)}</w:body></w:document>',
            "word/styles.xml": f"{HEAD}<w:styles {W}>{styles}</w:styles>",
            "docProps/core.xml": f'{HEAD}<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t">{core}</cp:coreProperties>',
        },
    )


def odt():
    body = "".join(f'<text:p text:style-name="{style or "Standard"}">{text}</text:p>' for style, text in VISITORS)
    meta = (
        "<meta:initial-creator>Hana Voss</meta:initial-creator><meta:creation-date>2019-10-02T06:40:00</meta:creation-date>"
        "<meta:keyword>comets</meta:keyword><dc:language>en-GB</dc:language>"
    )
    packed(
        "office/visitors.odt",
        {
            "content.xml": f"{HEAD}<office:document-content {ODF}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "meta.xml": f"{HEAD}<office:document-meta {ODF}><office:meta>{meta}</office:meta></office:document-meta>",
            "META-INF/manifest.xml": f"{HEAD}<manifest/>",
        },
        "application/vnd.oasis.opendocument.text",
    )


def rtf():
    text = (
        r"{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}}" "\r\n"
        r"{\stylesheet{\s0 Normal;}{\s15 Title;}}" "\r\n"
        r"{\info{\author Prudence Marl}{\creatim\yr2019\mo10\dy9\hr11\min30}{\keywords comets}}" "\r\n"
        r"\pard\plain\s15 The cat who slept through the comet\par" "\r\n"
        r"\pard\plain By Prudence Marl\par" "\r\n"
        r"\pard\plain The cat of the caf\'e9 Mill sat in the best window of the quarter from dusk to dawn and never once raised its head.\par" "\r\n"
        r"\pard\plain\ldblquote It has seen one,\rdblquote  said the landlord. He did not say in which of its lives.\par}" "\r\n"
    )
    (HERE / "office/cat.rtf").write_bytes(text.encode("ascii"))


def page(title, body, kind=""):
    kind = f' epub:type="{kind}"' if kind else ""
    return (
        f'{HEAD}<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title></head>'
        f"<body{kind}>{body}</body></html>"
    )


def epub():
    chapters = {
        "grinding": (
            "Grinding a mirror in a kitchen",
            "Berta Quist",
            "Two discs of glass, a barrel to walk around, and eleven weeks of patience: that is a telescope, or most of one. "
            "The grit goes from coarse to fine, and so does the temper of the household. The comet did not wait for mine.",
        ),
        "charts": (
            "Charts that were wrong on purpose",
            "Nora Feld",
            "Old makers of star charts drew a star that does not exist, to catch whoever copied them. Three such stars are "
            "still printed today, and one of them was searched for a whole winter by a man who thought it had gone out.",
        ),
    }
    items = "".join(f'<item id="{name}" href="{name}.xhtml"/>' for name in chapters)
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    packed(
        "office/amateur-astronomer.epub",
        {
            "META-INF/container.xml": f'{HEAD}<container><rootfiles><rootfile full-path="OPS/issue.opf"/></rootfiles></container>',
            "OPS/issue.opf": f"""{HEAD}<package xmlns:dc="d"><metadata><dc:title>The Amateur Astronomer, autumn 2019</dc:title>
<dc:date>2019-09-21</dc:date><dc:language>en</dc:language><dc:publisher>Ersel Press</dc:publisher></metadata>
<manifest><item id="nav" href="nav.xhtml" properties="nav"/>{items}</manifest><spine>{spine}</spine></package>""",
            "OPS/nav.xhtml": page("", '<nav epub:type="toc"><ol><li><a href="grinding.xhtml">Grinding</a></li></ol></nav>'),
            **{
                f"OPS/{name}.xhtml": page(title, f"<h1>{title}</h1><p>By {author}</p><p>{text}</p>")
                for name, (title, author, text) in chapters.items()
            },
        },
        "application/epub+zip",
    )


COLUMNS = ["Headline", "Date", "Reporter", "Outlet", "Text"]
LETTERS = ["A letter to the comet from class four", "2019-10-04", "Dee Hathaway", "Hollin Ferry Gazette"]
LETTER = "Dear comet, thirty-one pupils have signed a letter with one request, which is to come a little nearer, but not too near."
TRAINS = ["Night trains to the hills are full", "2019-09-29", "Lev Arden", "Northgate Business"]
TRAIN = "Every seat on the night trains to the western hills is taken for the week, and so are the luggage racks."


def xlsx():
    def row(number, values):
        cells = "".join(
            f'<c r="{column}{number}" t="str"><v>{value}</v></c>' for column, value in zip("ABCDE", values)
        )
        return f"<row>{cells}</row>"

    relation = '<Relationship Id="r1" Type="{}/{}" Target="{}"/>'.format
    package = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'.format
    packed(
        "office/letters.xlsx",
        {
            "_rels/.rels": HEAD + package(relation(REL, "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'{HEAD}<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="October" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": HEAD + package(relation(REL, "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f"{HEAD}<worksheet><sheetData>{row(1, COLUMNS)}{row(2, [*LETTERS, LETTER])}</sheetData></worksheet>",
        },
    )


def ods():
    def row(values):
        return "<table:table-row>" + "".join(f"<table:table-cell><text:p>{value}</text:p></table:table-cell>" for value in values) + "</table:table-row>"

    packed(
        "office/trains.ods",
        {
            "content.xml": f"{HEAD}<office:document-content {ODF}><office:body><office:spreadsheet><table:table table:name='September'>"
            f"{row(COLUMNS)}{row([*TRAINS, TRAIN])}</table:table></office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": f"{HEAD}<manifest/>",
        },
        "application/vnd.oasis.opendocument.spreadsheet",
    )


# ---- PDF ----

LEAFLET = [
    ("F2", 22, 760, "How to find the comet"),
    ("F1", 10, 730, "By Imre Solano"),
    ("F1", 11, 700, "Stand with your back to the town and stretch out one arm. Where your little"),
    ("F1", 11, 686, "finger covers the steeple of Gallows Hill, go up by two fists. The brightest"),
    ("F1", 11, 672, "speck with a beard is the comet. Everything that blinks is an aeroplane."),
    ("F1", 11, 644, "Do not use a torch. Your eyes need twenty minutes of darkness, and so do"),
    ("F1", 11, 630, "those of your neighbours."),
]


# An export of NewsBank: each document begins a page.
EXPORT = [
    [
        ("F2", 16, 770, "Choir of frogs silent under the comet, naturalist says"),
        ("F1", 9, 748, "October 14, 2019 | Hollin Ferry Gazette | Hollin Ferry, Averne | Page 6"),
        ("F1", 9, 734, "Author: Dee Hathaway Section: Nature 40 Words"),
        ("F1", 9, 720, "OpenURL Link"),
        ("F1", 11, 690, "The frogs of the mill pond did not croak on any night of the comet week, a"),
        ("F1", 11, 676, "naturalist who listened to them has told the Gazette."),
        ("F1", 11, 648, "She thinks that they were looking up. A colleague thinks that it was cold."),
        ("F1", 9, 600, "Copyright (c) 2019 Hollin Ferry Gazette. All Rights Reserved."),
    ],
    [
        ("F2", 16, 770, "Lost tripod returned after nine days"),
        ("F1", 9, 748, "October 15, 2019 | Ansel Herald, The | Port Ansel, Averne | Page 11"),
        ("F1", 9, 734, "Author: Tessa Lind Section: News 31 Words"),
        ("F1", 9, 720, "OpenURL Link"),
        ("F1", 11, 690, "A tripod that was left on Gallows Hill on the night of the comet has come back to"),
        ("F1", 11, 676, "its owner by post, with a note that says only: Thank you, we could see it."),
        ("F1", 9, 640, "Copyright (c) 2019 The Ansel Herald. All Rights Reserved."),
    ],
]


def pdf(path, pages, said):
    """A PDF of pages, each of lines in a font, a size and at a height; `said` is what it says of itself."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    kids = b" ".join(b"%d 0 R" % (6 + 2 * at) for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
        b"<< %s >>" % said,
    ]
    for at, lines in enumerate(pages):
        escaped = ((*line[:3], line[3].replace("(", r"\(").replace(")", r"\)").encode("cp1252")) for line in lines)
        content = b"".join(b"BT /%s %d Tf 1 0 0 1 60 %d Tm (%s) Tj ET\n" % (name.encode(), size, y, text) for name, size, y, text in escaped)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (7 + 2 * at)
        )
        objects.append(b"<< /Length %d >>\nstream\n%sendstream" % (len(content), content))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    (HERE / path).write_bytes(bytes(out))


def pdfs():
    said = b"/Title (How to find the comet) /Author (Imre Solano) /Keywords (comets) /CreationDate (D:20190920093000+02'00')"
    pdf("paper/leaflet.pdf", [LEAFLET], said)
    pdf("vendors/newsbank.pdf", EXPORT, b"/Title (NewsBank Multiple Articles) /CreationDate (D:20191101120000Z)")


# ---- Web archives ----


def saved(title, day, source, author, *paragraphs):
    """A page of a newspaper."""
    text = "".join(f"<p>{text}</p>\n" for text in paragraphs)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><meta name="author" content="{author}">'
        f'<meta property="og:type" content="article"><meta property="article:published_time" content="{day}T07:00:00Z">'
        f'<meta property="og:site_name" content="{source}"></head>\n<body><article><h1>{title}</h1>\n{text}</article></body></html>\n'
    ).encode()


def http(body):
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body


def warc_record(url, content, number):
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\nWARC-Date: 2019-11-01T08:30:00Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + content + b"\r\n\r\n", 9, mtime=0)


def web_archives():
    observer = ("The Castrel Observer", "Hana Voss")
    poem = saved(
        "Poets asked for a rhyme for comet", "2019-10-11", *observer,
        "The academy has invited verses on the comet and received 640, of which 212 rhyme it with vomit.",
        "A prize of a telescope goes to whoever rhymes it with something else before the end of the month.",
    )
    (HERE / "web/observer.warc.gz").write_bytes(warc_record("https://castrel-observer.example/2019/rhyme", http(poem), 1))
    owls = saved(
        "Owls keep their hours, comet or not", "2019-10-13", *observer,
        "Owls on the western hills hunted at the same hours as ever while the comet shone, ringers report.",
        "Their own birds, the ringers add, were the only ones in the woods who paid no entrance.",
    )
    packed("web/observer.wacz", {
        "archive/data.warc.gz": warc_record("https://castrel-observer.example/2019/owls", http(owls), 2),
        "datapackage.json": '{"profile": "data-package", "wacz_version": "1.1.1", "resources": []}\n',
    })
    old = saved(
        "The comet that was not worth the walk", "1997-04-12", "Merrow Public Radio", "Jonas Reed",
        "Listeners who climbed to the reservoir on Friday saw a pale dot, and have written to complain of it.",
        "The next one, astronomers promise, will be better; they did not say when.",
    )
    body = http(old)
    version = b"1 0 make.py\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [
        b"filedesc://1997.arc 192.0.2.1 19970413060708 text/plain %d\n" % len(version) + version + b"\n",
        b"http://merrowradio.example/1997/dot 192.0.2.1 19970413060710 text/html %d\n" % len(body) + body + b"\n",
    ]
    (HERE / "web/radio-1997.arc.gz").write_bytes(b"".join(gzip.compress(record, 9, mtime=0) for record in records))


# ---- Archives and databases ----


def archives():
    packed("packed/desk.zip", {
        "2019/blankets.html": saved(
            "Blankets, and who sells them", "2019-09-26", "Northgate Business", "Lev Arden",
            "Shops along the western road have sold more blankets in a week than in the three winters before it.",
            "None of them had ordered any: they were bought from each other.",
        ),
        "2019/sermon.txt": "A sermon under the tail\n\nBy Dee Hathaway\n2 October 2019\nSource: Hollin Ferry Gazette\n\n"
        "The vicar preached outdoors on Wednesday, and for eleven minutes nobody looked at him.\n",
    })
    text = (
        "---\ntitle: Why the tail points the wrong way\ndate: 2019-10-08\nauthor: Jonas Reed\nsource: Merrow Public Radio\nlang: en\n---\n\n"
        "A tail is no smoke. It is blown by the sun, so that a comet on its way home travels tail first, like a courtier leaving a throne.\n"
    ).encode()
    with tarfile.open(HERE / "packed/radio.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("radio/tail.md")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))


NAMES = ["id", "headline", "body", "published", "outlet", "byline"]
SIGHTINGS = [
    ("ansel-191005", "Comet seen by day from the harbour wall",
     "Two pilots and a heron say that they saw the comet at noon on Saturday. The heron was not available for comment.",
     "2019-10-05", "The Ansel Herald", "Tessa Lind"),
]
CORRECTIONS = [
    ("ansel-191009", "Corrections",
     "On Monday we wrote that the comet is four metres wide. It is four kilometres. We also wrote that it is expected back in 2128, and regret having raised hopes.",
     "2019-10-09", "The Ansel Herald", "The editors"),
]


def databases():
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table(dict(zip(NAMES, (list(column) for column in zip(*SIGHTINGS)))))
    pyarrow.parquet.write_table(table, HERE / "packed/sightings.parquet", compression="zstd")
    path = HERE / "packed/corrections.sqlite"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.execute("pragma page_size = 512")
    database.execute(f"create table stories ({', '.join(f'{name} text' for name in NAMES)})")
    database.executemany("insert into stories values (?, ?, ?, ?, ?, ?)", CORRECTIONS)
    database.commit()
    database.close()


for write in (docx, odt, rtf, epub, xlsx, ods, pdfs, web_archives, archives, databases):
    write()
