"""Hostile files: each is read or refused, in bounded memory and in a time that grows as it does. Then it is searched."""

import gzip
import json
import lzma
import os
import shutil
import time

from program import CONTROLS

MEMORY_MB = 256
# What the program may take beside `--memory`.
BESIDE_MB = 100
MEGA = 1 << 20
# Processor seconds for each megabyte that is read, and to begin with.
SECONDS_PER_MB, SECONDS = 1.0, 5.0
TEXT = b"<p>Some words of a story, with commas, and more words so that it is long enough to be the text of a page.</p>"


def repeated(unit, megabytes):
    return unit * (megabytes * MEGA // len(unit))


def bomb(compress, unit, megabytes):
    packed = compress(repeated(unit, 16))
    return packed * (megabytes // 16)


# Name, extension, and what makes the bytes.
CASES = {
    "zeros, 2 GB of gzip": ("txt.gz", lambda: bomb(gzip.compress, b"\0", 2048)),
    "letters, 2 GB of gzip": ("txt.gz", lambda: bomb(gzip.compress, b"a", 2048)),
    "letters, 1 GB of xz": ("jsonl.xz", lambda: bomb(lzma.compress, b"a", 1024)),
    "empty objects, 32 MB of gzip": ("jsonl.gz", lambda: bomb(gzip.compress, b"{}\n", 32)),
    "empty rows, 32 MB of gzip": ("csv.gz", lambda: gzip.compress(b"title,body\n") + bomb(gzip.compress, b",\n", 32)),
    "one word of 16 MB": ("txt", lambda: b"before " + b"x" * (16 * MEGA) + b" after"),
    "one article of 25 MB": ("txt", lambda: repeated(b"bank and oil. ", 25)),
    "one line of 200 MB": ("txt", lambda: repeated(b"bank and oil ", 200)),
    "one record of 200 MB": ("jsonl", lambda: b'{"title":"t","body":"' + repeated(b"bank and oil ", 200) + b'"}\n'),
    "a string that never ends, 100 MB": ("json", lambda: b'[{"title":"t","body":"' + repeated(b"bank and oil ", 100)),
    "broken JSON that goes on": ("json", lambda: b"[" + repeated(b'{"title":"t","body":"bank"},\n{"title" nope\n', 20) + b"]"),
    "broken lines": ("jsonl", lambda: repeated(b'{"body": nope}\n', 20)),
    "an unclosed quote, 200 MB": ("csv", lambda: b'title,body\na,"' + repeated(b"bank and,\n", 200)),
    "a quote in each row": ("csv", lambda: b"title,body\n" + repeated(b'a,"b\n', 20)),
    "a million brackets": ("json", lambda: b"[" * 10**6 + b"]" * 10**6),
    "a million objects in one field": (
        "jsonl", lambda: b'{"body":"bank","x":' + b'{"a":' * 10**6 + b"1" + b"}" * 10**6 + b"}\n"),
    "a million nested div": ("html", lambda: b"<html><body>" + b"<div>" * 10**6 + TEXT * 20),
    "a hundred thousand attributes": (
        "html", lambda: b"<p " + b" ".join(b"a%d=b" % number for number in range(10**5)) + b">" + TEXT * 20),
    "a million br": ("html", lambda: b"<p>" + b"a<br><br>" * 10**6),
    "misnested formatting": ("html", lambda: b"<b><p>x " * 20000),
    "an unclosed comment": ("html", lambda: b"<!--" + repeated(b"- ", 20)),
    "an unclosed script": ("html", lambda: b"<script>" + repeated(b"<!--<script>", 20)),
    "emphasis": ("md", lambda: b"*a _b " * 100000),
    "brackets of links": ("md", lambda: b"[" * 200000 + b"a" + b"](" * 200000),
    "a list in a list": ("md", lambda: b"- " * 100000 + b"a"),
    "front matter of aliases": (
        "md", lambda: b"---\na0: &a0 [x,x]\n" + b"".join(
            b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)) + b"---\n\nText.\n"),
    "a key for each record": (
        "jsonl", lambda: b"".join(b'{"body":"bank","k%d":"v"}\n' % number for number in range(100000))),
    "a million different words": ("txt", lambda: b" ".join(b"w%xq" % number for number in range(10**6))),
    "accents on one letter": ("txt", lambda: b"a " + "\u0301".encode() * 10**6 + b" bank"),
    "Chinese without a break": ("txt", lambda: "中".encode() * 10**6),
    "hyphens": ("txt", lambda: b"a-" * 10**6 + b"a"),
    "not UTF-8": ("jsonl", lambda: b'{"title":"a\xff\xfeb","body":"bad \xc3\x28 bank"}\n' * 1000),
    "controls and half characters": (
        "jsonl", lambda: b'{"id":"a\\u0000b","title":"\\ud800","body":"a\\u0000b \\u001b[31m bank \\udc00"}\n'),
}


def odd_names(folder):
    """File names and JSON keys are as untrusted as text."""
    for name in ["a\nb", "c\x1b[31mred", "d\x1b]0;title\x07", "e\u202egpj", "=cmd|calc", "-rf", "--help", "q'uo\"te", "*"]:
        with open(f"{folder}/{name}.txt", "w") as out:
            out.write("bank in a file of an odd name")
    with open(os.fsencode(folder) + b"/bad\xff.txt", "w") as out:
        out.write("bank in a file whose name is not UTF-8")
    with open(f"{folder}/broken\x1b[31m\x07.jsonl", "w") as out:
        out.write('{"body": \x1b[31m}\n' + json.dumps({"body": "bank", "key\x1b[32m": "\x1b[31m", "\u202ek": "v"}) + "\n")
    os.mkfifo(f"{folder}/pipe.txt")
    os.symlink("/dev/zero", f"{folder}/zero.txt")
    os.symlink(".", f"{folder}/loop")


def problems(run, limit_mb, seconds):
    """What is wrong with one run."""
    if run.timed_out or run.cpu_seconds > seconds:
        yield f"took {run.cpu_seconds:.0f} s"
    if run.peak_mb > limit_mb:
        yield f"took {run.peak_mb} MB"
    if run.panicked or run.status < 0 and not run.timed_out:
        yield f"ended with {run.status}: {run.err[:200]}"
    if run.status == 2 and not run.err.strip():
        yield "was refused without a word"


def try_case(program, folder, work):
    """Indexes the folder and asks for what is in it."""
    index, report = f"{work}/index", f"{work}/report"
    shutil.rmtree(index, ignore_errors=True)
    regular = [entry for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    seconds = SECONDS + SECONDS_PER_MB * sum(entry.stat().st_size for entry in regular) / MEGA
    # A bomb is as large as what it holds; the largest are 2 GB.
    seconds = max(seconds, 60) if any(entry.name.endswith(("gz", "xz")) for entry in regular) else seconds
    limit = MEMORY_MB + BESIDE_MB
    run = program.run("index", folder, "--index", index, "--memory", str(MEMORY_MB), "--report", report, seconds=300)
    found = [f"index {problem}" for problem in problems(run, limit, seconds)]
    if CONTROLS.search(run.out.decode("utf-8", "replace") + run.err):
        found.append("index printed a control character")
    for question in (["search", "bank OR a", "--limit", "2"], ["count", "bank", "*a*"], ["stats"],
                     ["kwic", "bank", "--context", "100000", "--limit", "3"], ["search", "id:*", "--format", "csv"]):
        run = program.run(*question, "--index", index, seconds=60)
        found += [f"{question[0]} {problem}" for problem in problems(run, limit, 10)]
        if CONTROLS.search(run.out.decode("utf-8", "replace").replace("\r\n", "\n") + run.err):
            found.append(f"{question[0]} printed a control character")
    return found


def hostile(program, work, seed, seconds):
    del seed  # The cases are the same each time.
    end = time.monotonic() + seconds
    done, wrong = 0, []
    for name, (extension, make) in [("odd names", (None, None)), *CASES.items()]:
        if time.monotonic() > end:
            break
        folder = f"{work}/case"
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        if make:
            with open(f"{folder}/x.{extension}", "wb") as out:
                out.write(make())
        else:
            odd_names(folder)
        wrong += [f"{name}: {problem}" for problem in try_case(program, folder, work)]
        done += 1
    shutil.rmtree(f"{work}/case", ignore_errors=True)
    return f"{done} of {len(CASES) + 1} cases", wrong
