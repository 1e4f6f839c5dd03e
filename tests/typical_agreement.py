#!/usr/bin/env python3
"""Holds `unbury keyness` and `unbury collocates` to brute force over the text.

Articles are those of `tests/count_agreement.py`, without any that shares much with another: the program counts copies once. For
random words, every row that the program lists is counted here again from the text, and its measures are computed from these counts:
of typical words and phrases the occurrences and articles in set and reference, log ratio, G² and DP; of collocates the occurrences left and right
of the node and in all articles, log dice, MI and t. So are the sizes of the sets. Nothing of the program is used but its numbers.

    python3 tests/typical_agreement.py --unbury target/release/unbury

Exit status: 0 all agree (or there are no corpora), 1 some do not.
"""

import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from count_agreement import articles

WINDOWS = ["5", "2", "sentence", "paragraph"]


class Text:
    """The words of an article, folded, by their positions, and which sentence and paragraph each is in."""

    def __init__(self, article):
        at = {}
        for word, positions in article.at.items():
            at.update(dict.fromkeys(positions, word.lower()))
        self.at = dict(sorted(at.items()))
        self.sentence, self.paragraph = article.sentence, article.paragraph
        self.words = Counter(self.at.values())
        self.size = len(self.at)

    def phrase(self, words):
        if not all(self.words[word] for word in words):
            return 0
        return sum(all(self.at.get(start + n) == word for n, word in enumerate(words)) for start in self.at)

    def near(self, node, window):
        """Each word near a node, as (word, is left), once."""
        if not self.words[node]:
            return 0, []
        nodes = [at for at, word in self.at.items() if word == node]
        found = []
        unit = self.paragraph if window == "paragraph" else self.sentence
        for at, word in self.at.items():
            if word == node:
                continue
            near = [(abs(other - at), other) for other in nodes if unit[other] == unit[at]]
            if window.isdigit():
                near = [(distance, other) for distance, other in near if distance <= int(window)]
            if near:
                found.append((word, at < min(near)[1]))
        return len(nodes), found


def without_copies(kept):
    seen, texts = Counter(), []
    for article in kept:
        text = Text(article)
        words = list(text.at.values())
        shingles = {tuple(words[at:at + 4]) for at in range(len(words) - 3)}
        if sum(shingle in seen for shingle in shingles) * 5 < len(shingles):
            texts.append((article, text))
            seen.update(shingles)
    return texts


class Check:
    def __init__(self):
        self.made, self.failed = 0, 0

    def equal(self, what, found, expected):
        self.made += 1
        same = found == expected if isinstance(expected, int) else math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6)
        if not same:
            self.failed += 1
            if self.failed < 20:
                print(f"{what}: {found}, by force {expected}")


def keyness(run, texts, node, check):
    answer = run("keyness", f'"{node}"', "-n", "100000", "--min-articles", "1", "--function-words", "--repeated")
    if answer is None:
        return 0
    of_set = [text for text in texts if text.words[node]]
    rest = [text for text in texts if not text.words[node]]
    sizes = [sum(text.size for text in side) for side in (of_set, rest)]
    for side, name in ((of_set, "set"), (rest, "reference")):
        check.equal(f"{node}: articles of the {name}", answer[name]["articles"], len(side))
        check.equal(f"{node}: words of the {name}", answer[name]["words"], sum(text.size for text in side))
    for row in answer["words"]:
        words = row["text"].lower().split()
        counts = [[text.phrase(words) if len(words) > 1 else text.words[words[0]] for text in side] for side in (of_set, rest)]
        (a, b), (c, d) = map(sum, counts), sizes
        what = f"{node}: {row['text']}"
        check.equal(f"{what}: occurrences", row["occurrences"], a)
        check.equal(f"{what}: in the reference", row["reference_occurrences"], b)
        check.equal(f"{what}: articles", row["articles"], sum(count > 0 for count in counts[0]))
        check.equal(f"{what}: of the reference", row["reference_articles"], sum(count > 0 for count in counts[1]))
        expected = [c * (a + b) / (c + d), d * (a + b) / (c + d)]
        g2 = 2 * sum(o * math.log(o / e) for o, e in zip((a, b), expected) if o)
        check.equal(f"{what}: G2", row["g2"], g2)
        check.equal(f"{what}: log ratio", row["log_ratio"], math.log2((a or 0.5) / c / ((b or 0.5) / d)))
        dp = sum(abs(count / a - text.size / c) for count, text in zip(counts[0], of_set)) / 2
        check.equal(f"{what}: DP", row["dispersion"], dp)
    return len(answer["words"])


def collocates(run, texts, node, window, check):
    answer = run("collocates", f'"{node}"', "-n", "100000", "--window", window, "--min", "2", "--function-words")
    if answer is None:
        return 0
    left, right, holders, everywhere = Counter(), Counter(), Counter(), Counter()
    nodes = near = 0
    for text in texts:
        everywhere.update(text.words)
        times, found = text.near(node, window)
        nodes, near = nodes + times, near + len(found)
        for word, is_left in found:
            (left if is_left else right)[word] += 1
        holders.update({word for word, _ in found})
    size = sum(text.size for text in texts)
    check.equal(f"{node} {window}: nodes", answer["node_occurrences"], nodes)
    check.equal(f"{node} {window}: words near", answer["near_words"], near)
    check.equal(f"{node} {window}: words", answer["corpus"]["words"], size)
    frequent = sum(left[word] + right[word] >= 2 for word in holders)
    check.equal(f"{node} {window}: collocates", answer["collocates"], frequent)
    for row in answer["words"]:
        word = row["word"].lower()
        what, o, f = f"{node} {window}: {word}", left[word] + right[word], everywhere[word]
        for key, expected in (("occurrences", o), ("left", left[word]), ("right", right[word]), ("word_occurrences", f), ("articles", holders[word])):
            check.equal(f"{what}: {key}", row[key], expected)
        e = near * f / size
        check.equal(f"{what}: log dice", row["log_dice"], 14 + math.log2(2 * o / (nodes + f)))
        check.equal(f"{what}: MI", row["mutual_information"], math.log2(o / e))
        check.equal(f"{what}: t", row["t_score"], (o - e) / math.sqrt(o))
    return len(answer["words"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--unbury", default="target/release/unbury")
    parser.add_argument("--corpora", default=os.environ.get("UNBURY_CORPORA", "../shared/corpora"))
    parser.add_argument("--articles", type=int, default=1500, help="articles of each corpus")
    parser.add_argument("--words", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    texts = without_copies(articles(Path(options.corpora), options.articles))
    if not texts:
        print(f"no corpora in {options.corpora}: nothing is compared")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "articles.jsonl"
        records = (article.record(number) for number, (article, _) in enumerate(texts))
        archive.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        index = str(Path(folder) / "index")
        subprocess.run([options.unbury, "index", str(archive), "--index", index], check=True, capture_output=True)

        def run(*arguments):
            done = subprocess.run([options.unbury, *arguments, "--index", index, "--format", "json"], capture_output=True, text=True)
            if done.returncode > 1:
                raise SystemExit(done.stderr)
            return json.loads(done.stdout)

        texts = [text for _, text in texts]
        chance, check = random.Random(options.seed), Check()
        frequencies = Counter(word for text in texts for word in text.words)
        words = chance.sample(sorted(word for word, count in frequencies.items() if count > 4), options.words)
        rows = [0, 0]
        for number, word in enumerate(words):
            rows[0] += keyness(run, texts, word, check)
            rows[1] += collocates(run, texts, word, WINDOWS[number % len(WINDOWS)], check)
    print(f"{len(texts)} articles, {len(words)} queries, {rows[0]} typical words and {rows[1]} collocates: "
          f"{check.made} numbers compared, {check.failed} differ")
    return int(check.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
