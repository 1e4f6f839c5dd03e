#!/usr/bin/env python3
"""Holds the measures of `unbury eval` to those of trec_eval, value by value.

Needs `pytrec_eval` (or `pytrec_eval-terrier`), trec_eval as a Python module. It measures the run of an index, then
runs made from it at random: some articles left out, some that nobody judged put in, scores rounded until they tie,
whole topics missing. Every value of every topic and every mean must agree to four digits.

    python3 tests/trec_eval_agreement.py --unbury target/release/unbury --index index \
        --topics corpus/topics.tsv --qrels corpus/qrels.txt

Exit status: 0 all agree, 1 some do not.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytrec_eval

TOLERANCE = 0.00005
CUTOFFS = [1, 5, 10, 100]
MEASURES = {
    "map": "map",
    "mrr": "recip_rank",
    "bpref": "bpref",
    **{f"ndcg@{k}": f"ndcg_cut_{k}" for k in CUTOFFS},
    **{f"p@{k}": f"P_{k}" for k in CUTOFFS},
    **{f"recall@{k}": f"recall_{k}" for k in CUTOFFS},
}


def eval_json(args, run, compare=None):
    """What `unbury eval` says; writes the run of the index to `run`."""
    command = [
        args.unbury, "eval", "--index", args.index, "--topics", args.topics, "--qrels", args.qrels,
        "--measures", ",".join(MEASURES), "--run", str(run), "--by-topic", "--format", "json",
    ]
    command += ["--compare", str(compare)] if compare else []
    command += args.more
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def read_run(path):
    """The scores of a run by topic and article."""
    run = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            topic, _, article, _, score, _ = line.split()
            run.setdefault(topic, {})[article] = float(score)
    return run


def read_qrels(path):
    """The grades by topic and article."""
    qrels = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                topic, _, article, grade = line.split()
                qrels.setdefault(topic, {})[article] = int(grade)
    return qrels


def write_run(run, path):
    """A run as a file; the ranks are wrong on purpose, since nobody may look at them."""
    with open(path, "w", encoding="utf-8") as out:
        for topic, articles in run.items():
            for article, score in articles.items():
                out.write(f"{topic} Q0 {article} 1 {score} changed\n")


def changed(run, qrels, rng):
    """Another run: fewer articles, unjudged ones, scores that tie, topics without any answer."""
    other = {}
    for topic, grades in qrels.items():
        if rng.random() < 0.1:
            continue
        articles = set(run.get(topic, {})) | set(grades) | {f"unknown-{n}" for n in range(10)}
        kept = [article for article in sorted(articles) if rng.random() < 0.7]
        rng.shuffle(kept)
        # One digit: many ties. Seven significant digits at most: trec_eval may hold scores in single precision.
        scores = {article: round(rng.gauss(0, 1), rng.choice([0, 1, 5])) for article in kept}
        if scores:
            other[topic] = scores
    return other


def differences(run, qrels, means, topics, name):
    """The values that differ, as lines to print; `topics` gives what we say of each topic."""
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, set(MEASURES.values()))
    answered = {topic: articles for topic, articles in run.items() if topic in qrels}
    theirs = evaluator.evaluate(answered) if answered else {}
    lines = []
    sums = dict.fromkeys(MEASURES, 0.0)
    if set(topics) != set(qrels):
        lines.append(f"{name}: not all judged topics are there")
    for topic in qrels:
        for ours, measure in MEASURES.items():
            # All judged topics count, as with `trec_eval -c`.
            expected = theirs.get(topic, {}).get(measure, 0.0)
            sums[ours] += expected
            value = topics.get(topic, {}).get(ours)
            if value is None or abs(value - expected) > TOLERANCE:
                lines.append(f"{name}: topic {topic}, {ours}: {value}, trec_eval {expected}")
    for ours, total in sums.items():
        expected = total / len(qrels)
        if abs(means[ours] - expected) > TOLERANCE:
            lines.append(f"{name}: mean {ours}: {means[ours]}, trec_eval {expected}")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unbury", default="target/release/unbury")
    parser.add_argument("--index", default="index")
    parser.add_argument("--topics", required=True)
    parser.add_argument("--qrels", required=True)
    parser.add_argument("--runs", type=int, default=20, help="changed runs to compare as well")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("more", nargs="*", help="options for `unbury eval`, behind --")
    args = parser.parse_args()
    qrels = read_qrels(args.qrels)
    rng = random.Random(args.seed)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        path, other_path = Path(folder) / "own.run", Path(folder) / "changed.run"
        report = eval_json(args, path)
        own = read_run(path)
        means = {measure["measure"]: measure["mean"] for measure in report["measures"]}
        topics = {topic["topic"]: topic["values"] for topic in report["by_topic"]}
        wrong += differences(own, qrels, means, topics, "the run of the index")
        for number in range(1, args.runs + 1):
            other = changed(own, qrels, rng)
            write_run(other, other_path)
            report = eval_json(args, path, other_path)
            means = {measure["measure"]: measure["compared"]["mean"] for measure in report["measures"]}
            topics = {topic["topic"]: topic["compared"] for topic in report["by_topic"]}
            wrong += differences(other, qrels, means, topics, f"changed run {number}")
    for line in wrong:
        print(line)
    values = (args.runs + 1) * (len(qrels) + 1) * len(MEASURES)
    print(f"{values - len(wrong)} of {values} values agree to four digits")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
