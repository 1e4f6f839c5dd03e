#!/usr/bin/env python3
"""Times indexing, the finding of copies and the commands that explore, on any number of articles.

    exploring.py ARTICLES.jsonl [--program unbury] [--index FOLDER] [--runs 5] [--word government] [--set crude]

Indexes the articles (into FOLDER, which must not exist; else into a temporary one), takes the end of a run alone by forgetting what is known of
copies, and asks each command so many times, each a process of its own, warm. Prints a table in Markdown: the median of the time, the
processor time and the peak memory as Linux counts it, the mapped index included.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("articles")
parser.add_argument("--program", default="unbury")
parser.add_argument("--index")
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--word", default="government", help="a common word")
parser.add_argument("--set", default="crude", help="a word of some ten thousand articles")
arguments = parser.parse_args()


def timed(*options):
    """Seconds, seconds of the processor, and megabytes."""
    start = time.monotonic()
    process = subprocess.Popen([arguments.program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"`{' '.join(options)}` ended with {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def row(what, figures):
    seconds, processor, megabytes = (statistics.median(column) for column in zip(*figures))
    print(f"| {what} | {seconds:.3g} | {processor:.3g} | {megabytes:.0f} |", flush=True)


with tempfile.TemporaryDirectory() as folder:
    index = pathlib.Path(arguments.index or pathlib.Path(folder, "index"))
    at = ["--index", str(index)]
    print("| | seconds | of the processor | MB |\n|---|---:|---:|---:|")
    row("`index`", [timed("index", arguments.articles, "--quiet", *at)])
    ends = []
    for _ in range(arguments.runs):
        for name in ("copies.stories", "copies.compared"):
            pathlib.Path(index, name).unlink(missing_ok=True)
        ends.append(timed("index", arguments.articles, "--quiet", *at))
    row("the end of a run alone", ends)
    named = subprocess.run(
        [arguments.program, "search", arguments.set, *at, "-n", "1", "--passages", "0", "--format", "csv", "--columns", "id"],
        capture_output=True, text=True, check=True,
    )
    first = named.stdout.split()[-1]
    for what in (
        ["search", arguments.word],
        ["search", arguments.word, "--copies", "hide"],
        ["search", "copies:first", arguments.word],
        ["count", arguments.word],
        ["facets", arguments.word, "--by", "source,section,year"],
        ["timeline", arguments.word, "--by", "month"],
        ["keyness", arguments.set],
        ["similar", first],
        ["collocates", arguments.set],
    ):
        timed(*what, *at)
        name = " ".join("ID" if word == first else word for word in what)
        row(f"`{name}`", [timed(*what, *at) for _ in range(arguments.runs)])
    size = sum(file.stat().st_size for file in index.rglob("*") if file.is_file())
    print(f"\nThe index has {size / 1e6:.0f} MB, the articles {os.path.getsize(arguments.articles) / 1e6:.0f} MB.")
    if arguments.index is None:
        shutil.rmtree(index)
