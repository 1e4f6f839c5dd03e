#!/usr/bin/env python3
"""Chooses the constants of the ranking on all judged collections but one, and measures them on that one.

    python3 tests/leave_one_out.py --unbury target/release/unbury --judged ../shared/corpora/judged

Each collection is a folder with `docs.jsonl.zst`, `queries.tsv` and `qrels.txt`; the indexes are made in a temporary folder.
What is maximised is the mean of MAP and nDCG@10 over the collections. Only the standard library is needed.
"""

import argparse
import itertools
import json
import subprocess
import tempfile
from pathlib import Path

GRID = {
    "function-words": [0.2],
    "title": [0, 0.2, 0.4, 0.6],
    "lead": [0, 0.1, 0.2],
    "closeness": [0, 0.1],
}
DEFAULT = (0.2, 0.4, 0.1, 0.1)
PLAIN = (1, 0, 0, 0)


def measure(args, folder, index, values):
    """The mean of MAP and nDCG@10 of one collection with these values."""
    settings = [f"--set={name}={value}" for name, value in zip(GRID, values)]
    command = [
        args.unbury, "eval", "--index", str(index), "--topics", str(folder / "queries.tsv"), "--prose", "--any",
        "--qrels", str(folder / "qrels.txt"), "--measures", "map,ndcg@10", "--format", "json", *settings,
    ]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return sum(measured["mean"] for measured in json.loads(done.stdout)["measures"]) / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unbury", default="target/release/unbury")
    parser.add_argument("--judged", type=Path, required=True)
    args = parser.parse_args()
    folders = sorted(folder for folder in args.judged.iterdir() if (folder / "qrels.txt").exists())
    found = {}
    with tempfile.TemporaryDirectory() as work:
        for folder in folders:
            index = Path(work) / folder.name
            command = [args.unbury, "index", "--index", str(index), str(folder / "docs.jsonl.zst")]
            subprocess.run(command, check=True, capture_output=True)
            for values in [PLAIN, *itertools.product(*GRID.values())]:
                found[folder.name, values] = measure(args, folder, index, values)
    names = [folder.name for folder in folders]
    mean = lambda values, names: sum(found[name, values] for name in names) / len(names)
    grid = list(itertools.product(*GRID.values()))
    print(f"{'left out':<12}{', '.join(GRID):<44}plain   chosen  default")
    for name in names:
        others = [other for other in names if other != name]
        best = max(grid, key=lambda values: mean(values, others))
        scores = [found[name, values] for values in (PLAIN, best, DEFAULT)]
        print(f"{name:<12}{', '.join(map(str, best)):<44}" + "  ".join(f"{score:.4f}" for score in scores))
    best = max(grid, key=lambda values: mean(values, names))
    scores = [mean(values, names) for values in (PLAIN, best, DEFAULT)]
    print(f"{'none':<12}{', '.join(map(str, best)):<44}" + "  ".join(f"{score:.4f}" for score in scores))


if __name__ == "__main__":
    main()
