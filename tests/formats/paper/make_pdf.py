#!/usr/bin/env python3
"""Writes quay.pdf beside itself: three pages of a magazine in two columns, with running heads and printed numbers.

The same bytes every time. `tests/formats/paper/make_pdf.py` after a change of the text below.
"""
import pathlib

TITLE = ["Who owns the quay?"]
BYLINE = "By Nora Feld"
HEAD = "Harbour Review 12"
PAGES = [
    (41, TITLE, [
        ["For ninety years nobody asked who owned the", "north quay of Port Ansel. The ferries came and", "went, the fish was sold, and the council col-",
         "lected its dues on the first of the month."],
        ["    Then a letter arrived. It said, in two dry sen-", "tences, that the quay had been sold in 1931, and", "that the buyer’s heirs would now like their rent."],
    ], [
        ["The letter and its answer"],
        ["“We thought it was a joke,” says the harbour", "master, Ilse Brandt. It was not. The deed lies in", "the archive of the county, water-stained, with a",
         "seal the size of a saucer, and it names the buy-"],
    ]),
    (42, [], [
        ["er as one Tobias Renn, dealer in rope.", ],
        ["    Renn died without a will. His rope, his house", "and his quay went to a sister in Lorring, who", "never saw the sea."],
    ], [
        ["What the council says"],
        ["The council says little. Its lawyer speaks of pre-", "scription; its treasurer speaks of nothing else."],
    ]),
    (43, [], [
        ["The heirs, four of them, want to keep the ferry", "running. They want, says the eldest, to be asked."],
    ], [
        ["Until then the dues are paid into an account that", "nobody may touch."],
    ]),
]


def literal(text):
    data = text.encode("cp1252")
    return b"(" + data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def line(font, size, x, y, text):
    return b"BT /%s %g Tf 1 0 0 1 %g %g Tm %s Tj ET\n" % (font.encode(), size, x, y, literal(text))


def page(number, title, left, right):
    content = line("F1", 8, 60, 800, HEAD) + line("F1", 8, 290, 30, str(number))
    top = 760
    for row in title:
        content += line("F2", 24, 60, top, row)
        top -= 30
    if title:
        content += line("F1", 9, 60, top, BYLINE)
        top -= 24
    for x, column in ((60, left), (310, right)):
        y = top
        for paragraph in column:
            if len(paragraph) == 1 and len(paragraph[0]) < 30 and not paragraph[0].endswith("."):
                content += line("F2", 11, x, y, paragraph[0])
            else:
                for row in paragraph:
                    indent = 12 if row.startswith("    ") else 0
                    content += line("F1", 10, x + indent, y, row.strip())
                    y -= 12
                y += 12
            y -= 12
            if len(paragraph) == 1:
                y -= 6
    return content


def main():
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        5: b"<< /Title (Microsoft Word - quay_v7.doc) /Author (Nora Feld) /Keywords (harbour, property)"
           b" /CreationDate (D:20190402093000+01'00') >>",
    }
    kids = []
    for at, (number, title, left, right) in enumerate(PAGES):
        content = page(number, title, left, right)
        this, stream = 6 + 2 * at, 7 + 2 * at
        kids.append(b"%d 0 R" % this)
        objects[this] = (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
                         b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % stream)
        objects[stream] = b"<< /Length %d >>\nstream\n%sendstream" % (len(content), content)
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = bytearray(b"%PDF-1.4\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for number in sorted(objects):
        out += b"%010d 00000 n \n" % places[number]
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    pathlib.Path(__file__).with_name("quay.pdf").write_bytes(bytes(out))


main()
