#!/usr/bin/env python3
"""Types into the program in a terminal of its own, and says what came out: a table, and status 1 where anything is not as it must be.

    cargo build --locked
    python3 tests/terminal/run.py target/debug/unbury [--only pager]

Needs Linux. What a shell or a pager is needed for that is not installed is left out, and the table says so.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time

import archive
from completion import completion
from confirmation import confirmation
from doubt import doubt
from pager import pager
from screens import screens
from terminal import Missing

PARTS = {"completion": completion, "pager": pager, "confirmation": confirmation, "screens": screens,
         "doubt": doubt}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    args = parser.parse_args()
    program = os.path.realpath(args.program)
    # It is typed by its name.
    os.environ["PATH"] = os.path.dirname(program) + os.pathsep + os.environ["PATH"]
    faults = 0
    print(f"{'what':12} {'came out':60} {'wrong':>5} {'s':>5}")
    for name in args.only:
        folder = tempfile.mkdtemp(prefix=f"unbury-{name}-")
        archive.make(program, folder)
        began = time.monotonic()
        try:
            came_out, wrong = PARTS[name](folder)
        except Missing as problem:
            came_out, wrong = "stopped", [str(problem)]
        print(f"{name:12} {came_out:60} {len(wrong):5} {time.monotonic() - began:5.0f}", flush=True)
        for problem in wrong:
            print(f"    {problem}", flush=True)
        shutil.rmtree(folder)
        faults += len(wrong)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
