#!/usr/bin/env python3
"""Makes the inputs from which the fuzz targets start, out of the samples of all formats: `fuzz/make_corpus.py PROGRAM`.

The targets `formats` and `containers` take the number of a format from their first byte. The program itself tells the order of its
formats (`unbury formats`), so PROGRAM must be of the same source as the targets. A target of a family takes the number in its own list, which is
read in its source. What is written stands in `fuzz/corpus/`.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = [ROOT / "tests" / "formats", ROOT / "corpus"]
CORPUS = ROOT / "fuzz" / "corpus"

# Inputs that are longer make a run slow; what is special in a sample stands at its beginning.
LONGEST_BYTES = 64 << 10

CONTAINERS = ["zip", "tar", "warc", "arc", "parquet", "sqlite", "mbox", "eml"]


def rows(program):
    """Names of formats and of containers, in the order of their tables, each with its extensions."""
    told = subprocess.run([program, "formats"], check=True, capture_output=True, text=True).stdout
    names = {}
    for line in told.split("\n\n")[0].splitlines():
        words = line.replace("(and among", "").replace(")", "").split()
        names[words[0]] = {word.lstrip(".") for word in words[1:]}
    formats = {name: of for name, of in names.items() if name not in CONTAINERS}
    containers = {name: of for name, of in names.items() if name in CONTAINERS}
    return formats, containers


def families():
    """Targets that read the formats of one family, each with its formats."""
    for path in sorted((ROOT / "fuzz" / "targets").glob("*.rs")):
        listed = re.search(r"as_one_of\(\s*&\[(.*?)\]", path.read_text(), re.S)
        if listed:
            yield path.stem, re.findall(r'"(.*?)"', listed[1])


def samples():
    """The samples, each with a name of its own."""
    for root in SAMPLES:
        for path in sorted(root.glob("*/**/*")):
            if path.is_file() and path.suffix != ".py":
                yield "-".join(path.relative_to(root.parent).parts), path


def write(target, name, content):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content[:LONGEST_BYTES])


def main():
    formats, containers = rows(sys.argv[1])
    for name, path in samples():
        content = path.read_bytes()
        extensions = {suffix.lstrip(".") for suffix in path.suffixes}
        # What it is, is found out; and as each format that shares its extension.
        numbers = [len(formats)]
        numbers += [at for at, of in enumerate(formats.values()) if extensions & of]
        for at in numbers:
            write("formats", f"{at}-{name}", bytes([at]) + content)
        for target, names in families():
            for at, of in enumerate(names):
                if extensions & formats[of]:
                    write(target, f"{at}-{name}", bytes([at]) + content)
        for at, (container, of) in enumerate(containers.items()):
            if extensions & of:
                for stop in (255, 1):
                    write("containers", f"{container}-{stop}-{name}", bytes([at, stop]) + content)
                target = {"warc": "warc", "arc": "warc", "mbox": "mail", "eml": "mail"}.get(container)
                if target:
                    write(target, name, content)
    for target in sorted(CORPUS.iterdir()):
        print(target.name, len(list(target.iterdir())))


main()
