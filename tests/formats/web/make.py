"""Makes the samples of web archives in this folder, the same bytes each time: `python3 make.py`.

Needs the packages `brotli` and `zstandard`.
"""

import gzip
import io
import pathlib
import struct
import zlib

import brotli
import zstandard

HERE = pathlib.Path(__file__).parent
DATE = "2024-03-05T08:30:00Z"


def page(title, *paragraphs, head="", menu=True):
    """A page of a newspaper, with a menu around its article."""
    links = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("News", "Sport", "Weather"))
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>\n<body>'
        + (f"<nav><ul>{links}</ul></nav>\n" if menu else "")
        + f"<article><h1>{title}</h1>\n"
        + "".join(f"<p>{text}</p>\n" for text in paragraphs)
        + "</article></body></html>\n"
    ).encode()


def article(title, subject):
    return page(
        title,
        f"The council of Marrow Bay voted on Tuesday evening to pay for {subject}, after two years of quarrels.",
        f"“Nobody in this room believes that {subject} can wait another winter,” said the mayor, Ada Quill.",
        "Seven members voted for the plan and two against it; the work is to begin in the spring.",
    )


def chunked(body, size=200):
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def raw_deflate(body):
    encoder = zlib.compressobj(9, zlib.DEFLATED, -15)
    return encoder.compress(body) + encoder.flush()


def gz(body):
    return gzip.compress(body, 9, mtime=0)


def http(body, status="200 OK", kind="text/html; charset=utf-8", **fields):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}"] if kind else [f"HTTP/1.1 {status}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(kind, url, content, number, content_type="application/http; msgtype=response", date=DATE, **fields):
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>",
        f"WARC-Date: {date}",
    ]
    if url:
        lines.append(f"WARC-Target-URI: {url}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    lines += [f"Content-Type: {content_type}", f"Content-Length: {len(content)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


def crawl():
    site = "https://www.marrow-bay.example"
    zstd = zstandard.ZstdCompressor(level=9).compress
    request = b"GET /news/bridge HTTP/1.1\r\nHost: www.marrow-bay.example\r\n\r\n"
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
    feed = b'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Marrow Bay</title></channel></rss>'
    headlines = "".join(f'<h2><a href="/news/{name}">News of the {name}</a></h2>' for name in "abcdefghijkl")
    front = page("Marrow Bay Courier", headlines)
    yield "warcinfo", None, b"software: make.py\r\n", {"content_type": "application/warc-fields"}
    yield "response", f"{site}/news/bridge", http(article("Council pays for the bridge", "the bridge")), {}
    yield "request", f"{site}/news/bridge", request, {"content_type": "application/http; msgtype=request"}
    body = chunked(gz(article("A ferry for the summer", "the ferry")))
    yield "response", f"{site}/news/ferry", http(body, Transfer_Encoding="chunked", Content_Encoding="gzip"), {}
    body = brotli.compress(article("The library keeps its roof", "the library’s roof"))
    yield "response", f"{site}/news/library", http(body, Content_Encoding="br"), {}
    body = zstd(article("Trams run again", "the tram line"))
    yield "response", f"{site}/news/trams", http(body, Content_Encoding="zstd"), {}
    body = raw_deflate(article("New pumps for the harbour", "the harbour pumps"))
    yield "response", f"{site}/news/pumps", http(body, Content_Encoding="deflate"), {}
    body = zlib.compress(article("Old mill to be a school", "the mill"))
    yield "response", f"{site}/news/mill", http(body, Content_Encoding="deflate"), {}
    body = brotli.compress(gz(article("Street lamps are dimmed", "the lamps")))
    yield "response", f"{site}/news/lamps", http(body, Content_Encoding="gzip, br"), {}
    # Kept decoded and joined, the fields as they were.
    body = article("Market moves indoors", "the market hall")
    yield "response", f"{site}/news/market", http(body, Transfer_Encoding="chunked", Content_Encoding="gzip"), {}
    body = article("Café reopens", "the café").decode().replace("utf-8", "x-none").encode("cp1252")
    yield "response", f"{site}/news/cafe", http(body, kind='text/html; charset="windows-1252"'), {}
    yield "response", f"{site}/", http(front), {}
    yield "response", f"{site}/logo.png", http(png, kind="image/png"), {}
    yield "response", f"{site}/feed", http(feed, kind="application/rss+xml"), {}
    yield "response", f"{site}/app.js", http(b"var a = 1;", kind="text/javascript"), {}
    yield "response", f"{site}/old", http(b"", status="301 Moved Permanently", Location="/news"), {}
    yield "response", f"{site}/gone", http(page("Not found"), status="404 Not Found"), {}
    yield "response", f"{site}/broken", http(page("Error"), status="500 Internal Server Error"), {}
    yield "response", "dns:www.marrow-bay.example", b"20240305083000\r\n", {"content_type": "text/dns"}
    profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    yield "revisit", f"{site}/news/bridge", http(b""), {"WARC-Profile": profile, "date": "2024-03-06T08:30:00Z"}
    yield "metadata", f"{site}/news/bridge", b"via: seed\r\n", {"content_type": "application/warc-fields"}
    minutes = b"%PDF-1.4\n%%EOF\n"
    yield "response", f"{site}/download?id=7", http(minutes, kind="application/octet-stream"), {}
    letter = "Dear neighbours,\n\nthe bridge is closed from Monday to Friday.\n".encode()
    yield "resource", f"{site}/letter.txt", letter, {"content_type": "text/plain"}
    text = "Council pays for the bridge\nThe council of Marrow Bay voted on Tuesday evening.\n".encode()
    yield "conversion", f"{site}/news/bridge-text", text, {"content_type": "text/plain"}
    replay = "https://web.archive.org/web/20190102030405id_/https://www.marrow-bay.example/2019/fire"
    yield "response", replay, http(article("Fire at the mill", "the fire brigade")), {}


def records():
    for number, (kind, url, content, fields) in enumerate(crawl()):
        named = {key.replace("-", "_"): value for key, value in fields.items()}
        yield record(kind, url, content, number, **named)


def arc():
    def arc_record(url, date, kind, content):
        return f"{url} 192.0.2.1 {date} {kind} {len(content)}\n".encode() + content + b"\n"

    version = b"1 0 make.py\nURL IP-address Archive-date Content-type Archive-length\n"
    yield arc_record("filedesc://old.arc", "20030405060708", "text/plain", version)
    yield arc_record("dns:www.marrow-bay.example", "20030405060709", "text/dns", b"20030405060709\n192.0.2.1\n")
    body = http(article("Lighthouse is sold", "the lighthouse"), kind="text/html")
    yield arc_record("http://www.marrow-bay.example/2003/light house", "20030405060710", "text/html", body)
    yield arc_record("http://www.marrow-bay.example/a.gif", "20030405060711", "image/gif", http(b"GIF89a", kind="image/gif"))
    body = http(article("Snow closes the school", "the school’s boiler"), kind="text/html")
    yield arc_record("http://www.marrow-bay.example/2003/snow", "20030405060712", "text/html", body)


def write(name, parts):
    with open(HERE / name, "wb") as file:
        for part in parts:
            file.write(part)


def main():
    write("crawl.warc.gz", map(gz, records()))
    # The dictionary is raw content, itself compressed, in a frame that other readers skip.
    sample = b"".join(list(records())[1:3])
    dictionary = zstandard.ZstdCompressionDict(sample, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    packed = zstandard.ZstdCompressor(level=19).compress(sample)
    frame = struct.pack("<II", 0x184D2A5D, len(packed)) + packed
    encoder = zstandard.ZstdCompressor(level=19, dict_data=dictionary, write_checksum=True)
    write("crawl.warc.zst", [frame, *map(encoder.compress, records())])
    write("old.arc.gz", map(gz, arc()))


if __name__ == "__main__":
    main()
