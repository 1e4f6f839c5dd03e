#!/usr/bin/env python3
"""Breaks things on purpose, and says what came out: a table, and status 1 where anything is not as it must be.

    cargo build --release --locked
    python3 tests/torture/run.py target/release/unbury [--minutes 10] [--only damage] [--seed 1]

Needs a C compiler and Linux. It invents its own articles.
"""

import argparse
import shutil
import sys
import tempfile
import time

from damage import damage
from faults import kills, operations
from hostile import hostile
from invariance import invariance
from program import Program
from queries import queries

# What is tried, and its share of the time.
PARTS = {
    "kills": (kills, 0.1),
    "operations": (operations, 0.25),
    "damage": (damage, 0.15),
    "invariance": (invariance, 0.1),
    "hostile": (hostile, 0.2),
    "queries": (queries, 0.2),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    program = Program(args.program)
    shares = sum(PARTS[name][1] for name in args.only)
    faults = 0
    print(f"{'what':12} {'came out':60} {'wrong':>5} {'s':>5}")
    for name in args.only:
        part, share = PARTS[name]
        work = tempfile.mkdtemp(prefix=f"unbury-{name}-")
        began = time.monotonic()
        came_out, wrong = part(program, work, args.seed, args.minutes * 60 * share / shares)
        print(f"{name:12} {came_out:60} {len(wrong):5} {time.monotonic() - began:5.0f}", flush=True)
        for problem in wrong:
            print(f"    {problem}", flush=True)
        if wrong:
            print(f"    files: {work}")
        else:
            shutil.rmtree(work)
        faults += len(wrong)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
