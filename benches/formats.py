#!/usr/bin/env python3
"""How fast files of each kind are read, beside the usual reader of that kind.

The same articles are written in each format until a file is as large as asked, and read by `unbury index --dry-run`: opened, taken apart,
cleaned, their language told and compressed, everything but written. What a reference reader does is less: it takes the file apart and
yields its texts. Every figure is the median of the rounds, the two taking turns; MB are bytes of the input as it lies on the disk.

    python3 benches/formats.py ARTICLES.jsonl --unbury target/dist/unbury --megabytes 200 --report docs/performance.md

References are used where they are installed, and left out with a word where not: `pip install fastwarc feedparser reportlab pyarrow`,
`pdftotext` (poppler-utils), and `unbury-bench` for mail-parser alone.
"""

import argparse
import csv
import html
import io
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib
from email.message import EmailMessage
from email.utils import format_datetime
from datetime import datetime, timezone
from itertools import count
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

NOT_INSTALLED = 3
MARKER = "<!-- made by benches/formats.py -->"


# --- articles

def articles(path):
    """The articles of a file, again and again, each time with other ids."""
    with open(path, encoding="utf-8") as file:
        known = [json.loads(line) for line in file]
    known = [article for article in known if article.get("body")]
    for number in count():
        article = dict(known[number % len(known)])
        article["id"] = f"{number}"
        article["title"] = article.get("title") or f"Story {number}"
        yield article


def date_of(article):
    day = str(article.get("date") or "2001-01-01")[:10]
    try:
        return datetime.fromisoformat(day).replace(tzinfo=timezone.utc)
    except ValueError:
        return datetime(2001, 1, 1, tzinfo=timezone.utc)


def paragraphs(article):
    return [part for part in article["body"].split("\n") if part.strip()]


def page(article):
    """A page of a news site, with what stands around an article."""
    body = "".join(f"<p>{html.escape(part)}</p>\n" for part in paragraphs(article))
    title = html.escape(article["title"])
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ["home", "world", "business", "sport", "weather"])
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="article:published_time" content="{date_of(article).isoformat()}"></head>'
            f"<body><nav><ul>{menu}</ul></nav><main><article><h1>{title}</h1>\n{body}</article></main>"
            f"<footer>All rights reserved</footer></body></html>").encode()


# --- writers: each yields pieces of one file, and is stopped when the file is large enough

def jsonl(made):
    for article in made:
        yield (json.dumps(article, ensure_ascii=False) + "\n").encode()


def csv_rows(made):
    names = ["id", "title", "date", "source", "body"]
    yield (",".join(names) + "\n").encode()
    for article in made:
        row = io.StringIO()
        csv.writer(row).writerow([article.get(name) or "" for name in names])
        yield row.getvalue().encode()


def mbox(made):
    for article in made:
        message = EmailMessage()
        message["From"] = "Newsroom <news@example.org>"
        message["To"] = "press@example.org"
        message["Subject"] = " ".join(article["title"].split())
        message["Date"] = format_datetime(date_of(article))
        message["Message-ID"] = f"<{article['id']}@example.org>"
        message.set_content(article["body"])
        text = message.as_bytes().replace(b"\nFrom ", b"\n>From ")
        yield b"From news@example.org Mon Jan  1 00:00:00 2001\n" + text + b"\n"


def warc_record(kind, url, content_type, block):
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, url)}>\r\n"
            f"WARC-Target-URI: {url}\r\nWARC-Date: 2024-03-12T09:14:00Z\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n").encode()
    return head + block + b"\r\n\r\n"


def response(url, content_type, body):
    http = (f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body
    return warc_record("response", url, "application/http; msgtype=response", http)


def gzipped(record):
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(record) + packer.flush()


def warc_gz(made):
    for article in made:
        yield gzipped(response(f"https://example.org/2001/{article['id']}", "text/html; charset=utf-8", page(article)))


def warc_images(_):
    """Records that are no articles: what it takes to walk through a crawl before any page is read."""
    picture = os.urandom(30_000)
    for number in count():
        yield gzipped(response(f"https://example.org/{number}.jpg", "image/jpeg", picture))


def rss(made):
    yield b'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>\n'
    for article in made:
        body = "".join(f"<p>{html.escape(part)}</p>" for part in paragraphs(article))
        yield (f"<item><title>{escape(article['title'])}</title><guid>https://example.org/{article['id']}</guid>"
               f"<pubDate>{format_datetime(date_of(article))}</pubDate>"
               f"<content:encoded>{escape(body)}</content:encoded></item>\n").encode()


def mediawiki(made):
    yield b'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/"><siteinfo><sitename>News</sitename></siteinfo>\n'
    for article in made:
        yield (f"<page><title>{escape(article['title'])} {article['id']}</title><ns>0</ns><id>{article['id']}</id><revision><id>1</id>"
               f"<timestamp>{date_of(article).isoformat()}</timestamp><text>{escape(article['body'])}</text></revision></page>\n").encode()


TAILS = {rss: b"</channel></rss>\n", mediawiki: b"</mediawiki>\n"}


def write_stream(path, made, writer, size):
    written = 0
    with open(path, "wb") as file:
        for piece in writer(made):
            file.write(piece)
            written += len(piece)
            if written >= size:
                break
        file.write(TAILS.get(writer, b""))


# --- writers of whole files and of members

def nitf(article):
    body = "".join(f"<p>{escape(part)}</p>" for part in paragraphs(article))
    return (f'<nitf><head><docdata><doc-id id-string="{article["id"]}"/><date.issue norm="{date_of(article):%Y%m%d}"/></docdata></head>'
            f"<body><body.head><hedline><hl1>{escape(article['title'])}</hl1></hedline></body.head>"
            f"<body.content>{body}</body.content></body></nitf>").encode()


def docx(article):
    body = "".join(f"<w:p><w:r><w:t>{escape(part)}</w:t></w:r></w:p>" for part in [article["title"], *paragraphs(article)])
    document = ('<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                f"<w:body>{body}</w:body></w:document>")
    types = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
             'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", types)
        packed.writestr("word/document.xml", document)
    return out.getvalue()


def pdf(article):
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate
    styles = getSampleStyleSheet()
    out = io.BytesIO()
    parts = [Paragraph(html.escape(article["title"]), styles["Title"])]
    parts += [Paragraph(html.escape(part), styles["BodyText"]) for part in paragraphs(article)]
    SimpleDocTemplate(out).build(parts)
    return out.getvalue()


def write_zip_of_files(path, made, writer, size, suffix):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for article in made:
            packed.writestr(f"{article['id']}{suffix}", writer(article))
            if packed.fp.tell() >= size:
                break


def write_folder(path, made, writer, size, suffix):
    path.mkdir()
    written = 0
    for article in made:
        content = writer(article)
        (path / f"{article['id']}{suffix}").write_bytes(content)
        written += len(content)
        if written >= size:
            break


def write_zip(path, source):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(source, source.name)


def write_tar(path, source):
    with tarfile.open(path, "w") as packed:
        packed.add(source, source.name)


def write_sqlite(path, made, size):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE articles (id TEXT, title TEXT, date TEXT, source TEXT, body TEXT)")
        written = 0
        for article in made:
            database.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?)",
                             (article["id"], article["title"], article.get("date"), article.get("source"), article["body"]))
            written += len(article["body"].encode())
            if written >= size:
                break


def write_parquet(path, made, size):
    import pyarrow
    import pyarrow.parquet
    rows, written = [], 0
    for article in made:
        rows.append({name: article.get(name) for name in ["id", "title", "date", "source", "body"]})
        written += len(article["body"].encode())
        if written >= size:
            break
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path, compression="zstd")


# --- references: each takes a path and returns what was read, as something to be seen that it was

def by_fastwarc(path):
    from fastwarc.warc import ArchiveIterator
    return sum(1 for record in ArchiveIterator(open(path, "rb"), parse_http=True) if record.reader.read() is not None)


def by_feedparser(path):
    import feedparser
    return len(feedparser.parse(str(path)).entries)


def by_pdftotext(path):
    for file in sorted(path.iterdir()):
        subprocess.run(["pdftotext", str(file), "-"], stdout=subprocess.DEVNULL, check=True)


def by_mail_parser(path):
    bench = Path(OPTIONS.unbury).with_name("unbury-bench")
    subprocess.run([bench, "mail-parser", path], stdout=subprocess.DEVNULL, check=True)


# --- measuring

def size_of(path):
    return sum(file.stat().st_size for file in path.rglob("*")) if path.is_dir() else path.stat().st_size


def by_unbury(path):
    """Seconds of the whole process, and its peak memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        command = [OPTIONS.unbury, "index", str(path), "--index", f"{folder}/index", "--dry-run", "--quiet"]
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, peak_megabytes(process.pid))
            time.sleep(0.005)
        seconds = time.monotonic() - started
        if process.returncode != 0 and not path.name.startswith("images"):
            sys.exit(f"unbury failed on {path}: {process.returncode}")
        return seconds, peak


def peak_megabytes(pid):
    """Of a process that runs. What `wait4` says has the memory of its parent at the fork in it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(found[0].split()[1]) * 1024 / 1e6 if found else 0.0


def seconds_of(read, path):
    # In a process of its own, as unbury is.
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            read(path)
            os._exit(0)
        except (ImportError, FileNotFoundError):
            os._exit(NOT_INSTALLED)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return time.monotonic() - started if status == 0 else None


def formats(folder, size):
    """Name, file, and the reference reader where there is one; the file is made when it is asked for."""
    made = lambda: articles(OPTIONS.articles)
    stream = lambda name, writer: (folder / name, lambda path: write_stream(path, made(), writer, size))
    lines = folder / "articles.jsonl"
    few = size // 10
    yield "JSON lines", *stream("articles.jsonl", jsonl), None
    yield "the same in ZIP", folder / "lines.zip", lambda path: write_zip(path, lines), None
    yield "the same in TAR", folder / "lines.tar", lambda path: write_tar(path, lines), None
    yield "CSV", *stream("articles.csv", csv_rows), None
    yield "mbox", *stream("mail.mbox", mbox), ("mail-parser alone", by_mail_parser)
    yield "WARC, pages", *stream("pages.warc.gz", warc_gz), ("FastWARC", by_fastwarc)
    yield "WARC, images", *stream("images.warc.gz", warc_images), ("FastWARC", by_fastwarc)
    yield "RSS", folder / "feed.xml", lambda path: write_stream(path, made(), rss, few), ("feedparser", by_feedparser)
    yield "MediaWiki", *stream("wiki.xml", mediawiki), None
    yield "NITF in ZIP", folder / "nitf.zip", lambda path: write_zip_of_files(path, made(), nitf, few, ".xml"), None
    yield "DOCX in ZIP", folder / "docx.zip", lambda path: write_zip_of_files(path, made(), docx, few, ".docx"), None
    yield "PDF", folder / "pdf", lambda path: write_folder(path, made(), pdf, few // 10, ".pdf"), ("pdftotext", by_pdftotext)
    yield "Parquet", folder / "articles.parquet", lambda path: write_parquet(path, made(), size), None
    yield "SQLite", folder / "articles.sqlite", lambda path: write_sqlite(path, made(), size), None


def number(value):
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def measure(folder):
    print("| format | MB | unbury, MB/s | peak memory, MB | reference | its MB/s |")
    print("|---|---:|---:|---:|---|---:|")
    rows = []
    for name, path, make, reference in formats(folder, OPTIONS.megabytes * 1_000_000):
        try:
            make(path)
        except ImportError as missing:
            print(f"{name}: left out, {missing}", file=sys.stderr)
            continue
        megabytes = size_of(path) / 1e6
        ours, theirs, memory = [], [], 0
        for _ in range(OPTIONS.rounds):
            seconds, peak = by_unbury(path)
            ours.append(seconds)
            memory = max(memory, peak)
            if reference:
                theirs.append(seconds_of(reference[1], path))
        row = f"| {name} | {number(megabytes)} | {number(megabytes / statistics.median(ours))} | {memory:.0f} |"
        if path.is_dir():
            files = len(list(path.iterdir()))
            row = row.replace(f"| {name} |", f"| {name} ({files / statistics.median(ours):.0f} files a second) |")
        if reference and None not in theirs:
            row += f" {reference[0]} | {number(megabytes / statistics.median(theirs))} |"
        else:
            row += " | |"
        print(row, flush=True)
        rows.append(row)
        if path.name != "articles.jsonl":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return rows


def save(rows):
    """Writes the table below its marker, up to the next heading."""
    text = Path(OPTIONS.report).read_text(encoding="utf-8")
    before, after = text.split(MARKER)
    following = after.find("\n## ")
    rest = after[following:] if following >= 0 else "\n"
    head = ["| format | MB | unbury, MB/s | peak memory, MB | reference | its MB/s |", "|---|---:|---:|---:|---|---:|"]
    table = "\n".join(head + rows)
    Path(OPTIONS.report).write_text(f"{before}{MARKER}\n\n{table}\n{rest}", encoding="utf-8")


def main():
    with tempfile.TemporaryDirectory(prefix="unbury-formats-") as folder:
        rows = measure(Path(folder))
    if OPTIONS.report:
        save(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", help="JSON lines with `title`, `body` and `date`")
    parser.add_argument("--unbury", default="target/dist/unbury")
    parser.add_argument("--megabytes", type=int, default=200, help="size of a file, where its format is quick to make [200]")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--report", help="the page with the marker, whose table is written anew")
    OPTIONS = parser.parse_args()
    main()
