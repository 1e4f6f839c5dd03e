#!/usr/bin/env python3
"""Holds the counts of `unbury count` to counts made by brute force from the text.

Real articles are reduced to what can be cut into words and sentences without any doubt: words of ASCII letters, full stops
between a lower-case word and a capital, blank lines between paragraphs. The program indexes them and counts; this script cuts the
same text with `str.split`, tries every choice of words for every operator, and keeps the matches that contain no other. Nothing
of the program is used but its numbers. Articles, sentences and occurrences must all agree.

    python3 tests/count_agreement.py --unbury target/release/unbury

Corpora are looked for in `--corpora`, or where `UNBURY_CORPORA` says, or in ../shared/corpora: `reuters21578.jsonl` and
`da_press.jsonl`, or the same with `.zst`. Without `snowballstemmer` words are only searched as they are written.

Exit status: 0 all agree (or there are no corpora), 1 some do not.
"""

import argparse
import fnmatch
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from itertools import islice, product
from pathlib import Path

try:
    import snowballstemmer

    STEMMER = snowballstemmer.stemmer("english")
except ImportError:
    STEMMER = None

NAMES = ["reuters21578.jsonl", "da_press.jsonl"]
WORD = re.compile(r"[A-Za-z]+")
# Words that look like abbreviations before a full stop; no sentence ends at them here.
ABBREVIATIONS = set("approx assn corp dept dist govt intl natl prof univ pres messrs".split())
# The program cuts a sentence of more bytes.
LONG_SENTENCE = 5000
# In capitals these are read as names; the script does not search them.
NAMES_IN_CAPITALS = {"us", "it", "who", "aids", "ice", "un"}


# --- articles

def lines(corpora, name):
    """The lines of a corpus, decompressed where it needs to be; none where it is missing."""
    plain, packed = corpora / name, corpora / (name + ".zst")
    if plain.exists():
        with open(plain, encoding="utf-8") as file:
            yield from file
    elif packed.exists():
        process = subprocess.Popen(["zstd", "-dcq", str(packed)], stdout=subprocess.PIPE, text=True, encoding="utf-8")
        yield from process.stdout


def reduced(text):
    """Paragraphs of sentences of plain words."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n|\n {4}", text):
        tokens = paragraph.split()
        words = []
        for token, after in zip(tokens, tokens[1:] + [""]):
            bare = token.rstrip(".,")
            if not WORD.fullmatch(bare):
                continue
            ends = token.endswith(".") and bare.islower() and len(bare) > 3 and bare not in ABBREVIATIONS
            words.append((bare, ends and after[:1].isupper()))
        # A stop only counts before a capital that was kept.
        sentences = [[]]
        for (word, ends), (following, _) in zip(words, words[1:] + [("", False)]):
            sentences[-1].append(word)
            if ends and following[:1].isupper() and len(following) > 1:
                sentences.append([])
        sentences = [sentence for sentence in sentences if sentence]
        longest = max((len(" ".join(sentence)) for sentence in sentences), default=0)
        if sum(map(len, sentences)) > 3 and longest < LONG_SENTENCE:
            paragraphs.append(sentences)
    return paragraphs


class Article:
    """Words with positions: the body's from 0, the title's behind a gap of one."""

    def __init__(self, title, paragraphs):
        self.title, self.paragraphs = title, paragraphs
        self.at, self.sentence, self.paragraph = {}, {}, {}
        position, sentence = 0, 0
        for number, sentences in enumerate(paragraphs):
            for words in sentences:
                for word in words:
                    self.put(word, position, sentence, number)
                    position += 1
                sentence += 1
        self.body_words = position
        for offset, word in enumerate(title):
            self.put(word, position + 1 + offset, sentence, len(paragraphs))

    def put(self, word, position, sentence, paragraph):
        self.at.setdefault(word, []).append(position)
        self.sentence[position], self.paragraph[position] = sentence, paragraph

    def record(self, number):
        body = "\n\n".join(". ".join(" ".join(words) for words in sentences) + "." for sentences in self.paragraphs)
        return {"id": f"a{number}", "title": " ".join(self.title), "language": "en", "text": body}

    def in_title(self, position):
        return position >= self.body_words


def articles(corpora, most):
    kept = []
    for name in NAMES:
        for line in islice(lines(corpora, name), most):
            record = json.loads(line)
            title = [word for word in (record.get("title") or "").split() if WORD.fullmatch(word)]
            paragraphs = reduced(record.get("body") or record.get("text") or "")
            # A headline that the text says again is indexed once.
            repeated = paragraphs and sum(paragraphs[0], []) == title
            if not repeated and sum(len(words) for sentences in paragraphs for words in sentences) >= 20:
                kept.append(Article(title, paragraphs))
    return kept


# --- what is looked for: each node writes itself and finds all its matches as (first, last)

class Words:
    """One word: any spelling that `is_form` accepts."""

    def __init__(self, written, is_form):
        self.written, self.is_form = written, is_form

    def find(self, article):
        forms = [word for word in article.at if self.is_form(word)]
        return sorted({(at, at) for word in forms for at in article.at[word]})


def exact(word):
    return Words(f'"{word}"', lambda form: form.lower() == word.lower())


def cased(word):
    return Words(f"={word}", lambda form: form == word)


def wildcard(pattern):
    return Words(pattern, lambda form: fnmatch.fnmatchcase(form.lower(), pattern))


def regex(pattern):
    return Words(f"/{pattern}/", lambda form: re.fullmatch(pattern, form.lower()) is not None)


def stemmed(word):
    wanted = STEMMER.stemWord(word.lower())
    return Words(word, lambda form: STEMMER.stemWord(form.lower()) == wanted)


def edits(one, other):
    """Edits between two words, a swap of neighbours being one."""
    before, row = None, list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], older[j - 2] + 1)
    return row[-1]


def fuzzy(word, most):
    def is_form(form):
        form = form.lower()
        return abs(len(form) - len(word)) <= most and edits(word, form) <= most

    return Words(f"{word}~{most}", is_form)


class Phrase:
    def __init__(self, words, slop, one=exact):
        self.words, self.slop = [one(word) for word in words], slop
        self.written = "=" * (one is cased) + '"' + " ".join(words) + '"' + (f"~{slop}" if slop else "")

    def find(self, article):
        found = [(at, at, 0) for at, _ in self.words[0].find(article)]
        for word in self.words[1:]:
            found = [
                (first, at, used + at - last - 1)
                for (first, last, used), (at, _) in product(found, word.find(article))
                if last < at and used + at - last - 1 <= self.slop and article.in_title(first) == article.in_title(at)
            ]
        return sorted({(first, last) for first, last, _ in found})


class Any:
    def __init__(self, members):
        self.members = members
        self.written = "(" + " OR ".join(member.written for member in members) + ")"

    def find(self, article):
        return sorted({match for member in self.members for match in member.find(article)})


def is_near(article, one, other, unit):
    first, last = min(one[0], other[0]), max(one[1], other[1])
    if article.in_title(first) != article.in_title(last):
        return False
    if unit == "s":
        return article.sentence[first] == article.sentence[last]
    if unit == "p":
        return article.paragraph[first] == article.paragraph[last]
    overlap = one[0] <= other[1] and other[0] <= one[1]
    return overlap or min(abs(one[0] - other[1]), abs(other[0] - one[1])) <= unit


class Near:
    def __init__(self, left, right, unit, ordered):
        self.left, self.right, self.unit, self.ordered = left, right, unit, ordered
        self.written = f"({left.written} {'pre' if ordered else 'w'}/{unit} {right.written})"

    def find(self, article):
        left = self.left.find(article)
        right = self.right.find(article) if left else []
        return sorted({
            (min(a[0], b[0]), max(a[1], b[1]))
            for a, b in product(left, right)
            if (a[1] < b[0] or (not self.ordered and b[1] < a[0])) and is_near(article, a, b, self.unit)
        })


class NotNear:
    def __init__(self, left, right, unit, ordered):
        self.left, self.right, self.unit, self.ordered = left, right, unit, ordered
        self.written = f"({left.written} not {'pre' if ordered else 'w'}/{unit} {right.written})"

    def find(self, article):
        left = self.left.find(article)
        right = self.right.find(article) if left else []

        def excludes(a, b):
            return (a[1] < b[0] if self.ordered else a != b) and is_near(article, a, b, self.unit)

        return [a for a in left if not any(excludes(a, b) for b in right)]


class AtLeast:
    def __init__(self, count, of):
        self.count, self.of, self.written = count, of, f"atleast{count}({of.written})"

    def find(self, article):
        found = self.of.find(article)
        return found if len(minimal(found)) >= self.count else []


class First:
    """The words of the body's beginning; what matches must lie in it wholly."""

    def __init__(self, words, of):
        self.words, self.of, self.written = words, of, f"first{words}({of.written})"

    def find(self, article):
        end = min(self.words, article.body_words)
        return [match for match in self.of.find(article) if match[1] < end]


def minimal(found):
    found = sorted(set(found))
    return [a for a in found if not any(b != a and a[0] <= b[0] and b[1] <= a[1] for b in found)]


# --- queries: what is wanted, what is required beside it

class Query:
    """All of `groups` (each any of its members), none of `without`."""

    def __init__(self, kind, groups, without=()):
        self.kind, self.groups, self.without = kind, groups, without
        parts = [" OR ".join(m.written for m in group) for group in groups]
        parts = [f"({part})" if len(group) > 1 and len(groups) + len(without) > 1 else part
                 for part, group in zip(parts, groups)]
        self.text = " ".join(parts + ["-" + node.written for node in without])

    def count(self, article):
        """Sentences and occurrences; `None` where the article does not match."""
        found = [[member.find(article) for member in group] for group in self.groups]
        if not all(any(group) for group in found) or any(node.find(article) for node in self.without):
            return None
        nodes = [(member, matches) for group, all_of in zip(self.groups, found) for member, matches in zip(group, all_of)]
        all_found = {match for _, matches in nodes for match in minimal(matches)}
        phrases = [match for node, matches in nodes if isinstance(node, Phrase) and not node.slop
                   for match in matches if match[1] > match[0]]
        if len(nodes) > 1:
            all_found = {a for a in all_found
                         if not any(p != a and p[0] <= a[0] and a[1] <= p[1] for p in phrases)}
        return len({article.sentence[first] for first, _ in all_found}), len(all_found)


class Generator:
    def __init__(self, all_articles, seed):
        self.articles, self.random = all_articles, random.Random(seed)
        self.frequency = Counter(word.lower() for article in all_articles for word in article.at)

    def passage(self, length):
        """Consecutive words of some sentence."""
        while True:
            article = self.random.choice(self.articles)
            words = self.random.choice(self.random.choice(article.paragraphs))
            if len(words) >= length:
                at = self.random.randrange(len(words) - length + 1)
                run = words[at:at + length]
                if not any(word.lower() in NAMES_IN_CAPITALS for word in run):
                    return run

    def like(self, word):
        """An operand that finds the word."""
        lower = word.lower()
        choices = ["exact", "exact", "cased", "any"]
        if STEMMER:
            choices += ["stemmed", "stemmed"]
        if len(lower) > 4:
            choices += ["prefix", "suffix", "inner", "regex", "fuzzy"]
        match self.random.choice(choices):
            case "exact":
                return exact(lower)
            case "cased":
                return cased(word)
            case "any":
                return Any([exact(lower), exact(self.passage(1)[0].lower())])
            case "stemmed":
                return stemmed(lower)
            case "prefix":
                return wildcard(lower[:4] + "*")
            case "suffix":
                return wildcard("*" + lower[-4:])
            case "inner":
                return wildcard(lower[:2] + "?" + lower[3:])
            case "regex":
                return regex(lower[:3] + ".*" + lower[-1])
            case _:
                return fuzzy(lower, 1)

    def pair(self):
        """Two operands that stand near each other somewhere, and how far apart."""
        distance = self.random.choice([1, 2, 3, 5, 8])
        run = self.passage(distance + 1)
        return self.like(run[0]), self.like(run[-1]), distance

    def interval(self, number):
        left, right, distance = self.pair()
        ordered = self.random.random() < 0.5
        unit = self.random.choice([distance, distance, distance + 3, "s", "p"])
        match number % 10:
            case 0 | 1 | 2:
                return Near(left, right, unit, ordered)
            case 3:
                return NotNear(left, right, unit, ordered)
            case 4:
                return Near(Near(left, right, distance + 1, ordered), self.like(self.passage(1)[0]), unit, False)
            case 5:
                return Phrase([word.lower() for word in self.passage(3)][::2], self.random.choice([1, 2, 3]))
            case 6:
                return AtLeast(self.random.choice([2, 3]), self.random.choice([left, Near(left, right, 9, False)]))
            case 7:
                return First(self.random.choice([10, 30, 50]), self.random.choice([left, Near(left, right, 9, ordered)]))
            case 8:
                return NotNear(Near(left, right, distance, ordered), self.like(self.passage(1)[0]), unit, ordered)
            case _:
                phrase = Phrase([word.lower() for word in self.passage(2)], 0)
                return Near(Any([phrase, left]), right, unit, ordered)

    def phrase(self):
        return Phrase([word.lower() for word in self.passage(self.random.choice([2, 2, 3, 4]))], 0)

    def word(self):
        return exact(self.passage(1)[0].lower())

    def boolean(self, number):
        match number % 5:
            case 0:
                return Query("boolean", [[self.word()], [self.word()]])
            case 1:
                return Query("boolean", [[self.word(), self.word()]])
            case 2:
                return Query("boolean", [[self.word()]], [self.word()])
            case 3:
                return Query("boolean", [[self.word(), self.phrase()], [self.word()]], [self.phrase()])
            case _:
                return Query("boolean", [[self.phrase()], [self.word(), self.like(self.passage(1)[0])]], [self.word()])

    def spelled(self, number):
        """Words exactly as they are written somewhere, or might be."""
        run = self.passage(2)
        if number % 2:
            run = [self.random.choice([str.lower, str.upper, str.capitalize, str])(word) for word in run]
        # In capitals some are read as names, but not where the spelling is asked for.
        one, other = map(cased, run)
        match number % 5:
            case 0 | 1:
                return Query("spelled", [[one]])
            case 2:
                return Query("spelled", [[Phrase(run, 0, cased)]])
            case 3:
                return Query("spelled", [[one, other], [self.word()]])
            case _:
                return Query("spelled", [[self.word()]], [one])

    def queries(self, intervals, phrases, booleans, spelled):
        for number in range(intervals):
            yield Query("interval", [[self.interval(number)]])
        for _ in range(phrases):
            yield Query("phrase", [[self.phrase()]])
        for number in range(booleans):
            yield self.boolean(number)
        for number in range(spelled):
            yield self.spelled(number)


# --- the comparison

def counted(unbury, index, query):
    run = subprocess.run([unbury, "count", "--index", index, "--format", "json", "--", query],
                         capture_output=True, text=True, encoding="utf-8", check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{query}: {run.stderr}")
    counts = json.loads(run.stdout)["counts"][0]
    if any(notice["code"] in ("query_problem", "clamped") for notice in counts["notices"]):
        sys.exit(f"{query}: {counts['notices']}")
    return counts["articles"], counts["sentences"], counts["occurrences"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unbury", default="target/release/unbury")
    parser.add_argument("--corpora", type=Path, default=Path(os.environ.get("UNBURY_CORPORA", "../shared/corpora")))
    parser.add_argument("--articles", type=int, default=2000, help="articles of each corpus, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, nargs=4, default=[100, 50, 50, 50],
                        metavar=("INTERVAL", "PHRASE", "BOOLEAN", "SPELLED"))
    args = parser.parse_args()

    all_articles = articles(args.corpora, args.articles)
    if not all_articles:
        print(f"no corpora in {args.corpora}: nothing is compared")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "articles.jsonl"
        with open(records, "w", encoding="utf-8") as file:
            for number, article in enumerate(all_articles):
                file.write(json.dumps(article.record(number)) + "\n")
        index = str(Path(folder) / "index")
        subprocess.run([args.unbury, "index", str(records), "--index", index], check=True, stdout=subprocess.DEVNULL)
        agree, tried, empty = Counter(), Counter(), 0
        for query in Generator(all_articles, args.seed).queries(*args.queries):
            each = [count for count in map(query.count, all_articles) if count]
            expected = (len(each), sum(count[0] for count in each), sum(count[1] for count in each))
            found = counted(args.unbury, index, query.text)
            tried[query.kind] += 1
            agree[query.kind] += found == expected
            empty += expected[0] == 0
            if found != expected:
                print(f"{query.text}\n  by hand {expected}\n  unbury  {found}")
    print(f"{len(all_articles)} articles, seed {args.seed}: articles, sentences and occurrences agree in "
          + ", ".join(f"{agree[kind]} of {tried[kind]} {kind} queries" for kind in tried)
          + f"; {empty} find nothing")
    return int(agree != tried)


if __name__ == "__main__":
    sys.exit(main())
