"""Writes the samples of this folder and of `../database`: what stands in them is ours. `pip install pyarrow` for Parquet.

Run here: `python3 make.py`. Running it again writes the same bytes, but for SQLite's version number.
"""

import gzip
import io
import sqlite3
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
DATABASE = HERE.parent / "database"
PAGE = """<!doctype html><html lang="en"><head><title>Weir to be rebuilt</title>
<meta property="article:published_time" content="2024-05-02T09:00:00Z"><meta property="og:site_name" content="The Lorring Post">
</head><body><article><h1>Weir to be rebuilt</h1>
<p>The weir below the bridge will be rebuilt in stone, the council said on Thursday.</p>
<p>Barges will wait for eleven days in June.</p></article></body></html>"""
LINES = """{"id": "lp-1", "title": "Barges wait", "text": "Nine barges waited above the weir on Friday.", "date": "2024-06-07", "source": "The Lorring Post"}
{"id": "lp-2", "title": "Barges go", "text": "The weir was opened and the barges went.", "date": "2024-06-18", "source": "The Lorring Post"}
"""
NOTE = "The keeper's note\n\nThe keeper of the weir has written down every flood since 1911.\n"
ROWS = [
    ("db-1", "Lanterns on the quay", "Forty lanterns were hung on the quay by the bridge.", "2023-12-01"),
    ("db-2", "Quay swept", "The quay was swept by volunteers after the feast.", "2023-12-09"),
]


def tar(files, mode="w"):
    """The bytes of a TAR archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=tarfile.PAX_FORMAT) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def write_zip(path, files):
    """A ZIP archive whose times are always the same."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 6, 20, 12, 0, 0)), data, zipfile.ZIP_DEFLATED)


def main():
    """All samples."""
    inner = gzip.compress(tar({"notes/keeper.txt": NOTE.encode()}), mtime=0)
    files = {"2024/weir.html": PAGE.encode(), "2024/barges.jsonl": LINES.encode(), "keeper.tgz": inner}
    write_zip(HERE / "weir.zip", files)
    (HERE / "weir.tar").write_bytes(tar({"weir/weir.html": PAGE.replace("stone", "timber").replace("Weir to", "Old weir to").encode()}))

    DATABASE.mkdir(exist_ok=True)
    path = DATABASE / "quay.sqlite"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.execute("create table editors (id integer, desk text)")
    database.execute("insert into editors values (1, 'River')")
    database.execute("create table stories (id text, headline text, body text, published text)")
    database.executemany("insert into stories values (?, ?, ?, ?)", ROWS)
    database.commit()
    database.close()

    import pyarrow
    import pyarrow.parquet

    columns = zip(*[(f"pq-{row[0]}", *row[1:]) for row in ROWS])
    table = pyarrow.table(dict(zip(["id", "title", "text", "date"], map(list, columns))))
    pyarrow.parquet.write_table(table, DATABASE / "quay.parquet", compression="zstd")

    agency = HERE.parent / "agency"
    (agency / "river.anpa").write_bytes(
        b"\x16\x16\x01a0412\x13r i BC-Ferry-Lamps 06-20 0072\x02\r\n"
        b"^BC-Ferry Lamps,0072<\r\n^Ferry lamps burn all night<\r\n^By RUTH ADDO=\r\n^Merrow News Agency=\r\n"
        b"\tLORRING (MNA) _ The lamps of the ferry burned all night, the ferryman said.\r\n"
        b"\tNobody had asked him to.\r\n\x03\r\nMNA-06-20-24 0812GMT\r\n\x04"
    )
    (agency / "river.tst").write_bytes(
        b"\x01mna0007 4 vm 40 mna 0412\r\n\r\nFerry-bell/\r\n\x02The bell of the ferry is found =\r\n\r\n"
        b"   Lorring (mna) - The bell of the ferry has been found in the mud.\r\n"
        b"   It rang when it was lifted.\r\n\x03mna rd\r\n200624 jun 24\r\n\x04"
    )


if __name__ == "__main__":
    main()
