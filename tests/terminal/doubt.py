"""Which index answers is said where it could be another than the reader thinks."""

import os
import shutil

from terminal import Terminal


def doubt(folder):
    shutil.copytree(f"{folder}/index", f"{folder}/other")
    os.makedirs(f"{folder}/below")
    cases = [
        (".", {}, None),
        ("below", {}, "../index"),
        (".", {"UNBURY_INDEX": "index"}, None),
        (".", {"UNBURY_INDEX": "other"}, "other"),
        ("below", {"UNBURY_INDEX": "../other"}, "../other"),
    ]
    wrong = []
    for where, variables, named in cases:
        with Terminal(["unbury", "count", "boat"], f"{folder}/{where}", **variables) as terminal:
            status, shown = terminal.end()
            note = f"note: the index is `{named}`"
            if status != 0 or (note in shown if named else "note:" not in shown) is False:
                wrong.append(f"{where}, {variables}: {shown}")
    return f"{len(cases)} places", wrong
