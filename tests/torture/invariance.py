"""However an index was made, it answers the same: any order of files, threads, memory, runs and merges."""

import csv
import io
import json
import os
import random
import shutil
import time

import corpus
from program import QUERIES

MORE = ["bank oil", "bank OR oil OR school", "the of", "bank -oil", "(oil OR river) w/10 (price OR court)", "first50(bank)",
        "atleast3(bank)", "trade w/p peace", "oil pre/3 price", "/p.*ce/", "lang:en bank", "id:n0001*"]
ARTICLES = 400
# Fewer say nothing.
LEAST_WAYS = 3
# Scores are sums of floats, and segments differ.
SAME_SCORE = 1e-6


def answers(program, index):
    """What each query finds: ids with scores, marks, and a concordance."""
    given = {}
    for query in QUERIES + MORE:
        hits = program.run("search", query, "--index", index, "--limit", "50", "--format", "jsonl").out
        hits = [json.loads(line) for line in hits.splitlines()]
        lines = program.run("kwic", query, "--index", index, "--format", "csv", "--limit", "all").out.decode()
        given[query] = (
            [(hit["article"]["id"], hit["score"]) for hit in hits],
            {hit["article"]["id"]: [passage["text"] for passage in hit.get("passages", [])] for hit in hits},
            sorted(map(tuple, csv.reader(io.StringIO(lines)))),
        )
    given["counts"] = program.run("count", *QUERIES, *MORE, "--index", index).out
    return given


def difference(expected, found):
    for query, one in expected.items():
        other = found[query]
        if query == "counts":
            if one != other:
                return "other counts"
            continue
        if [article for article, _ in one[0]] != [article for article, _ in other[0]]:
            return f"{query}: other articles, or in another order"
        if any(abs(a - b) > SAME_SCORE * max(1.0, abs(a)) for (_, a), (_, b) in zip(one[0], other[0])):
            return f"{query}: other scores"
        if one[1] != other[1]:
            return f"{query}: other passages"
        if one[2] != other[2]:
            return f"{query}: another concordance"
    return None


def builds(program, work, source, seed):
    """Makes an index in each way, one at a time; yields its name and folder."""
    files = [f"{source}/{name}" for name in sorted(os.listdir(source))]
    shuffled = random.Random(seed).sample(files, len(files))

    def one_run(order, *options):
        return lambda index: program.index(*order, "--index", index, *options)

    def many_runs(order, *options):
        return lambda index: [program.index(file, "--index", index, *options) for file in order]

    def replaced(index):
        # In its place: the same id in another file, with another text, is a stranger.
        newer = f"{work}/newer"
        os.rename(source, newer)
        corpus.write(source, (dict(article, body="an older text") for article in corpus.articles(ARTICLES, seed)))
        program.index(source, "--index", index, "--no-merge")
        shutil.rmtree(source)
        os.rename(newer, source)
        program.index(source, "--index", index, "--prune")

    def optimized(build):
        return lambda index: (build(index), program.run("optimize", "--index", index))

    ways = {
        "as they stand": one_run(files),
        "backwards": one_run(files[::-1]),
        "one thread": one_run(shuffled, "--threads", "1"),
        "little memory": one_run(shuffled, "--memory", "256", "--threads", "4"),
        "many runs": many_runs(shuffled, "--no-merge"),
        "many runs, merged": many_runs(files[::-1]),
        "many runs, optimized": optimized(many_runs(shuffled, "--no-merge")),
        "replaced, optimized": optimized(replaced),
    }
    for number, (name, build) in enumerate(ways.items()):
        index = f"{work}/index{number}"
        build(index)
        yield name, index


def invariance(program, work, seed, seconds):
    source = f"{work}/source"
    corpus.write(source, corpus.articles(ARTICLES, seed))
    end = time.monotonic() + seconds
    expected, done, wrong = None, 0, []
    for name, index in builds(program, work, source, seed):
        found = answers(program, index)
        expected = expected or found
        other = difference(expected, found)
        done += 1
        if other:
            wrong.append(f"{name}: {other}")
        if done >= LEAST_WAYS and time.monotonic() > end:
            break
    return f"{done} ways of indexing", wrong
