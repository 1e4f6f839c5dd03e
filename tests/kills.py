#!/usr/bin/env python3
"""Kills `unbury index` at random moments and holds what is left to a clean index, article by article.

    cargo build --release --locked
    python3 tests/kills.py target/release/unbury FILE_OR_FOLDER [--kills 20] [--seed 1]

An index is built once in peace, which tells how long that takes. Another is begun, killed (SIGKILL) after a random
part of that time, begun again, and so on; after each kill the index must open and answer. A run that ends before it is
killed is held to the clean index, and the next begins with no index. So is the last: both indexes must give the same
articles, byte for byte, and the same answers. Run by hand.
"""

import argparse
import hashlib
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

QUERIES = ["the government w/s said", '"prime minister"', "trade OR oil", "=US", "announc* pre/5 today"]


def unbury(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True)


def articles(program, index):
    """A hash of every article of an index, by id."""
    fields = "id,title,published,source,section,authors,tags,language,url,origin,metadata,body"
    run = unbury(program, "search", "id:*", "--index", index, "--limit", "all", "--format", "jsonl",
                 "--passages", "1", "--fields", fields)
    if run.returncode not in (0, 1):
        sys.exit(run.stderr)
    found = {}
    for line in run.stdout.splitlines():
        article = json.loads(line)["article"]
        if article["id"] in found:
            sys.exit(f"`{article['id']}` is there twice")
        found[article["id"]] = hashlib.sha256(json.dumps(article, sort_keys=True).encode()).hexdigest()
    return found


def kill_once(program, source, index, seconds):
    """Begins an index and kills it; whether that was before its end."""
    process = subprocess.Popen([program, "index", source, "--index", index], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True


def compare(program, expected, clean, killed):
    """Ends with what differs between the indexes, if anything does."""
    found = articles(program, killed)
    wrong = [id for id in expected.keys() | found.keys() if expected.get(id) != found.get(id)]
    if wrong:
        sys.exit(f"{len(wrong)} articles differ, {wrong[:5]} among them")
    for query in QUERIES:
        same = [unbury(program, "count", query, "--index", index).stdout for index in (clean, killed)]
        if same[0] != same[1]:
            sys.exit(f"the counts of `{query}` differ:\n{same[0]}{same[1]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("source")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    program = str(pathlib.Path(args.program).resolve())
    source = str(pathlib.Path(args.source).resolve())
    choose = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        clean, killed = f"{folder}/clean", f"{folder}/killed"
        began = time.monotonic()
        run = unbury(program, "index", source, "--index", clean)
        seconds = time.monotonic() - began
        print(f"clean: {run.stdout.splitlines()[0]}")
        expected = articles(program, clean)
        kills = ended = 0
        while kills < args.kills:
            if kill_once(program, source, killed, choose.uniform(0.02, seconds)):
                kills += 1
                answer = unbury(program, "search", QUERIES[0], "--index", killed)
                if answer.returncode not in (0, 1) and "no index" not in answer.stderr:
                    sys.exit(f"after a kill: {answer.stderr}")
            else:
                ended += 1
                compare(program, expected, clean, killed)
                shutil.rmtree(killed)
        print(f"{kills} kills; {ended} runs ended before theirs")
        run = unbury(program, "index", source, "--index", killed)
        print(f"last:  {run.stdout.splitlines()[0] if run.stdout else run.stderr}")
        compare(program, expected, clean, killed)
        print(f"{len(expected)} articles are the same, and the counts of {len(QUERIES)} queries")


if __name__ == "__main__":
    main()
