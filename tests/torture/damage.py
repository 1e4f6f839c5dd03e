"""Damaged files of an index: what is asked of it is answered as before, or the damage is told. Never another answer."""

import os
import random
import shutil
import time

import corpus

QUESTIONS = {
    "count": ["count", "bank", '"prime minister"', "oil w/s price", "pri*", "=US", "title:council", "markt~"],
    "search": ["search", "bank OR oil", "--limit", "all", "--format", "jsonl"],
    "articles": ["search", "id:*", "--limit", "all", "--format", "jsonl", "--passages", "1", "--fields", "id,title,body"],
    "kwic": ["kwic", "oil", "--format", "csv"],
    "stats": ["stats", "--format", "json"],
}


def spoil(choose, path, others):
    """Changes one file; what was done to it, or `None` where that changed nothing."""
    with open(path, "rb") as file:
        before = bytearray(file.read())
    size, bytes_ = len(before), bytearray(before)
    how = choose.choice(["flip", "flip", "flip", "zeros", "noise", "cut", "grow", "remove", "swap"])
    at = choose.randrange(size) if size else 0
    length = choose.choice([4, 64, 4096])
    if how == "remove":
        os.remove(path)
        return how
    if how == "flip" and size:
        bytes_[at] ^= 1 << choose.randrange(8)
    elif how == "zeros":
        bytes_[at : at + length] = bytes(len(bytes_[at : at + length]))
    elif how == "noise":
        bytes_[at : at + length] = choose.randbytes(len(bytes_[at : at + length]))
    elif how == "cut":
        del bytes_[at:]
    elif how == "grow":
        bytes_ += choose.randbytes(choose.choice([1, 100]))
    elif how == "swap" and others:
        with open(choose.choice(others), "rb") as other:
            bytes_ = bytearray(other.read())
    if bytes_ == before:
        return None
    with open(path, "wb") as file:
        file.write(bytes_)
    return f"{how} at {at} of {size}"


def kind(name):
    """Files of one kind are damaged as often as those of another."""
    return name.split(".", 1)[-1] if "." in name else name.split("-", 1)[0]


def answers(program, index):
    """The outputs; `None` where a question is refused or tells the damage."""
    given = {}
    for name, question in QUESTIONS.items():
        run = program.run(*question, "--index", index, seconds=30)
        if run.timed_out or run.panicked or run.status < 0:
            return f"{name} ends with {run.status}: {run.err[:200]}"
        told = run.status == 2 or "damag" in run.err
        # The size on the disk is not an answer.
        given[name] = None if told else b"" if name == "stats" and run.status == 0 else run.out
    return given


def damage(program, work, seed, seconds):
    choose = random.Random(seed)
    good, bad, source = f"{work}/good", f"{work}/bad", f"{work}/source"
    articles = list(corpus.articles(900, seed))
    for part in range(3):
        corpus.write(f"{source}{part}", articles[part * 300 : part * 300 + 300], files=1)
        program.index(f"{source}{part}", "--index", good, "--no-merge")
    # Some articles are replaced, so that segments hold deleted ones.
    corpus.write(f"{source}0", corpus.later(articles[:300], seed), files=1)
    program.index(f"{source}0", "--index", good, "--no-merge")
    expected = answers(program, good)
    kinds = {}
    for name in sorted(os.listdir(good)):
        if "lock" not in name:
            kinds.setdefault(kind(name), []).append(name)
    end = time.monotonic() + seconds
    done, told, wrong = 0, 0, []
    while time.monotonic() < end:
        same_kind = choose.choice(sorted(kinds.values()))
        name = choose.choice(same_kind)
        shutil.rmtree(bad, ignore_errors=True)
        shutil.copytree(good, bad)
        how = spoil(choose, f"{bad}/{name}", [f"{bad}/{other}" for other in same_kind if other != name])
        if not how:
            continue
        done += 1
        found = answers(program, bad)
        if isinstance(found, str):
            wrong.append(f"{name}, {how}: {found}")
            continue
        other = [question for question, out in found.items() if out is not None and out != expected[question]]
        if other:
            wrong.append(f"{name}, {how}: another answer of {', '.join(other)}")
        checked = program.run("verify", "--index", bad)
        if checked.panicked or checked.status < 0:
            wrong.append(f"{name}, {how}: verify ends with {checked.status}")
        told += checked.status == 2 or None in found.values()
        # What writes to it completes or refuses.
        written = program.run("index", f"{source}1", "--index", bad)
        if written.panicked or written.timed_out or written.status < 0:
            wrong.append(f"{name}, {how}: index ends with {written.status}: {written.err[:200]}")
            continue
        after = answers(program, bad)
        if isinstance(after, str):
            wrong.append(f"{name}, {how}, then indexed: {after}")
        elif after["count"] not in (None, expected["count"]):
            wrong.append(f"{name}, {how}, then indexed: other counts")
    return f"{done} cases, {told} told, {done - told} without harm", wrong
