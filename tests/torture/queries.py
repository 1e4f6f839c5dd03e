"""Queries made to be slow or large: each is answered within a second of processor time, or refused."""

import random
import time

import corpus
from corpus import COMMON, TOPICS

ARTICLES = 50_000
SECONDS = 1.0
MEMORY_MB = 400


def cases():
    words = COMMON + TOPICS
    yield from ["(" * 5000 + "the" + ")" * 5000, "NOT " * 5000 + "the", "(" * 30000 + "the", "-the", "the " * 15000]
    yield from ["*a*", "*", "??", "*?", "*a*e*", "a" + "*a" * 500, '"*a* *e*"', "*a* w/s *e*", "*e w/10 *s w/10 *d",
                "*a* OR *e* OR *i* OR *o*", "title:*e*", "=*A*", "id:*1*", "source:*e*", "url:*/*/*", '"the * * of"',
                " OR ".join(f"id:*{number}*" for number in range(2000)), "atleast9(*e*)", "*a* not w/5 *e*", '"' + " ".join(f"{letter}*" for letter in "abcdefghijklmnopqrst") + '"']
    yield from ["the~2", "government~2", " OR ".join(f"{word}~2" for word in words), "a" * 1000 + "~2",
                " w/5 ".join(f"{word}~2" for word in TOPICS)]
    yield from [f"/{regex}/" for regex in [".*", "(.*)*", "(a|a)*", "(a?){50}a{50}", ".{1000}", "(((a{100}){100}){100})", r"\w+",
                                           "(.*a){20}", ".*.*.*.*=.*", "(" * 400 + "a" + ")" * 400, ".?" * 490, "[", "(.{1,100}){1,100}"]]
    for operator in ["w/1", "w/5", "w/100", "w/100000", "w/s", "w/p", "pre/5", "pre/s", "not w/5", "not w/s"]:
        for count in (2, 3, 8, 16):
            yield f" {operator} ".join(COMMON[:count])
        yield "(" + " OR ".join(COMMON) + f") {operator} (" + " OR ".join(COMMON) + ")"
        yield f" {operator} ".join(["the"] * 16)
        yield f"((the {operator} of) {operator} (to {operator} in)) {operator} ((and {operator} a) {operator} (said {operator} for))"
    yield from [" ".join(COMMON), " OR ".join(COMMON), '"of the"', '"' + "the " * 256 + '"', '"the of to in"~100000',
                '"the the the the"~50', '"' + " ".join(COMMON[:16]) + '"~100', "atleast100000(the)", "first100000(the)",
                "first50(atleast3(the w/5 (of OR to)))", "atleast2(" * 60 + "the" + ")" * 60]
    yield " OR ".join(f'"{a} {b}"' for a in COMMON for b in COMMON)
    yield " ".join(f'"{a} {b}"' for a in COMMON[:20] for b in COMMON[:20])
    yield "(" + " OR ".join(f'"{a} {b}"' for a in COMMON[:15] for b in COMMON[:15]) + ") w/5 (" + " OR ".join(COMMON) + ")"
    yield " OR ".join(f"({a} w/5 {b})" for a in COMMON for b in COMMON)
    yield " ".join(f"({a} w/p {b})" for a in COMMON[:20] for b in COMMON[:20])
    choose = random.Random(1)
    yield " OR ".join(choose.choice(words) for _ in range(9000))
    yield " ".join(choose.choice(words) for _ in range(9000))
    yield " ".join(f"w{number}" for number in range(9000))
    yield " OR ".join(f"date:{1000 + number}..{9000 - number}" for number in range(2500))
    yield " OR ".join(f"meta.k{number}:v" for number in range(2500))
    yield " ".join(f"={word.capitalize()}" for word in COMMON)
    yield " OR ".join(["((the w/5 of) not w/s (to pre/3 in)) w/p (*ing OR said~1)"] * 40)
    for character in '"(-*~^:/\\':
        yield character * 60000
    yield from ["a" + "\u0301" * 30000, "中" * 20000, "ภาษาไทย" * 2500, "a-" * 30000 + "a", "x" * 60000, "OR " * 20000,
                "x" * 30000 + "*" + "y" * 30000, "👩\u200d" * 8000]


def queries(program, work, seed, seconds, articles=ARTICLES):
    source, index = f"{work}/source", f"{work}/index"
    corpus.write(source, corpus.articles(articles, seed), files=1)
    program.index(source, "--index", index, "--memory", "1000", seconds=1200)
    asked = [(question, query) for query in cases() for question in (["search"], ["count"], ["kwic", "--sample", "5"])]
    random.Random(seed).shuffle(asked)
    end = time.monotonic() + seconds
    done, refused, slowest, wrong = 0, 0, 0.0, []
    for question, query in asked:
        if time.monotonic() > end:
            break
        run = program.run(*question, "--index", index, "--", query, seconds=30)
        done += 1
        refused += run.refused
        slowest = max(slowest, run.cpu_seconds)
        name = f"{question[0]} {query[:60]!r}"
        if run.panicked or run.status not in (0, 1, 2) or run.status == 2 and not run.refused:
            wrong.append(f"{name}: ended with {run.status}: {run.err[:200]}")
        if run.cpu_seconds > SECONDS:
            wrong.append(f"{name}: took {run.cpu_seconds:.2f} s")
        if run.peak_mb > MEMORY_MB:
            wrong.append(f"{name}: took {run.peak_mb} MB")
    return f"{done} of {len(asked)} questions, {refused} refused, slowest {slowest:.2f} s", wrong
