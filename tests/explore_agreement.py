#!/usr/bin/env python3
"""Holds `unbury count --by`, `facets` and `timeline` to brute force over the texts and records.

Real articles of four corpora are reduced as in `tests/count_agreement.py`; of Japanese, kana, kanji and full stops are left. Some of
their dates are made less exact, taken away or given a time and a zone, some of their names are written in capitals, and some articles
get a second author. For random words, spellings, phrases of two words and pieces of Japanese, with filters in the query and on the
command line, every number of every group, value and step is counted here again: what was found, articles looked at, shares,
stories, what has no date or value and what is dated too coarsely, which steps there are and how long, how typical a value is. Some
of the queries that are said to find the articles of a group are run, too. Which story an article tells is taken from `unbury export`; all
else of the program is only its numbers.

    python3 tests/explore_agreement.py --unbury target/release/unbury

Corpora are looked for as `tests/count_agreement.py` does: `reuters21578.jsonl`, `da_press.jsonl`, `wp_current_events.jsonl` and
`ja_wikinews.jsonl`, or the same with `.zst`.

Exit status: 0 all agree (or there are no corpora), 1 some do not.
"""

import argparse
import json
import math
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from count_agreement import NAMES_IN_CAPITALS, WORD, Article, lines, reduced

NAMES = ["reuters21578.jsonl", "da_press.jsonl", "wp_current_events.jsonl", "ja_wikinews.jsonl"]
JAPANESE = re.compile("[^\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff。]+")
PERIODS = ["day", "week", "month", "quarter", "year", "decade"]
FIELDS = ["source", "section", "lang", "author"]
NUMBERS = ["articles", "stories", "sentences", "occurrences", "title_sentences", "title_occurrences"]


# --- articles

class Record:
    """The text of an article, its fields, and the first and last day on which it may have been published."""

    def __init__(self, number, article, names, language, stated):
        self.number, self.article, self.lang = number, article, language
        self.names = names | {"lang": [language]}
        self.stated, self.days = stated, days_of(stated)
        self.folded = {field: {folded(value) for value in values} for field, values in self.names.items()}
        self.places = {by: place(self, by) for by in PERIODS + FIELDS}
        self.story = None

    def line(self):
        record = self.article.record(self.number)
        record["language"] = self.lang
        record["authors"] = self.names["author"]
        for field in ("source", "section"):
            record.update({field: value for value in self.names[field]})
        if self.stated:
            record["date"] = self.stated
        return json.dumps(record) + "\n"


class JapaneseArticle:
    """Text without spaces: a quoted text is found wherever it stands, across full stops but not from the text into the headline."""

    def __init__(self, title, body):
        self.title, self.body = title, body
        self.run = body.replace("。", "")

    def record(self, number):
        return {"id": f"a{number}", "title": self.title, "text": self.body}


def folded(name):
    """A name without case, accents and signs."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower().replace("ı", "i")) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))


def days_of(stated):
    """1987, 1987-03 and 1987-03-05, the last also with a time, whose zone does not move the day."""
    if not stated:
        return None
    if len(stated) == 4:
        return date(int(stated), 1, 1), date(int(stated), 12, 31)
    if len(stated) == 7:
        first = date(int(stated[:4]), int(stated[5:]), 1)
        return first, step_after(first, "month") - timedelta(1)
    return (date.fromisoformat(stated[:10]),) * 2


def blurred(stated, chance):
    """Some dates less exact, some of another zone."""
    if not stated:
        return None
    match chance.randrange(25):
        case 0:
            return stated[:4]
        case 1:
            return stated[:7]
        case 2:
            return None
        case 3 | 4:
            return stated[:10] + chance.choice(["T23:40:00-05:00", "T00:20:00+09:00", "T12:00:00Z"])
        case _:
            return stated


def articles(corpora, most, chance):
    kept, authors = [], []
    for name in NAMES:
        for line in islice(lines(corpora, name), most):
            record = json.loads(line)
            body, title = record.get("body") or "", record.get("title") or ""
            if record["lang"] == "ja":
                body, title = JAPANESE.sub("", body), JAPANESE.sub("", title).replace("。", "")
                if len(title) < 4 or len(body) < 50 or title in body:
                    continue
                article = JapaneseArticle(title, body)
            else:
                title = [word for word in title.split() if WORD.fullmatch(word)]
                paragraphs = reduced(body)
                words = sum(len(words) for sentences in paragraphs for words in sentences)
                if not title or words < 8 or sum(paragraphs[0], []) == title:
                    continue
                article = Article(title, paragraphs)
            names = {field: [record[field]] if record.get(field) else [] for field in ("source", "section", "author")}
            # Bylines of several names are cut by rules of the reader.
            if names["author"] and not re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", names["author"][0]):
                names["author"] = []
            if names["author"]:
                authors.append(names["author"][0])
            if authors and chance.random() < 0.02:
                names["author"] = list(dict.fromkeys(names["author"] + [chance.choice(authors)]))
            for field, values in names.items():
                names[field] = [value.upper() if chance.random() < 0.05 else value for value in values]
            kept.append(Record(len(kept), article, names, record["lang"], blurred(record.get("date"), chance)))
    return kept


# --- steps of time

def step_of(day, by):
    """The first day of the step of a day."""
    match by:
        case "day":
            return day
        case "week":
            return day - timedelta(day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)
        case _:
            return date(day.year // 10 * 10, 1, 1)


def step_after(first, by):
    return step_of(first + timedelta({"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366, "decade": 3660}[by]), by)


def place(record, by):
    """The steps or values of an article; `without` and `coarser` where there are none."""
    if by not in PERIODS:
        return record.folded[by] or {"without"}
    if not record.days:
        return {"without"}
    first, last = (step_of(day, by) for day in record.days)
    return {first} if first == last else {"coarser"}


def grouped(records, by):
    groups = defaultdict(list)
    for record in records:
        for group in record.places[by]:
            groups[group].append(record)
    return groups


def steps_between(days, by):
    step = step_of(min(days), by)
    while step <= max(days):
        yield step
        step = step_after(step, by)


# --- queries

class Finder:
    """Every article in which a text is, and how often: sentences, occurrences, and of both those in the headline."""

    def __init__(self, records):
        self.records, self.holders = records, defaultdict(list)
        self.japanese = [record for record in records if record.lang == "ja"]
        for record in records:
            if record.lang != "ja":
                for word in {word.lower() for word in record.article.at}:
                    self.holders[word].append(record)

    def find(self, words, cased):
        found = {}
        holders = min((self.holders[word.lower()] for word in words), key=len)
        for record in holders:
            article = record.article
            starts = None
            for offset, word in enumerate(words):
                spellings = [word] if cased else [form for form in article.at if form.lower() == word]
                here = {at - offset for form in spellings for at in article.at.get(form, ())}
                starts = here if starts is None else starts & here
            if starts:
                titles = sum(map(article.in_title, starts))
                found[record] = (len({article.sentence[at] for at in starts}), len(starts), int(titles > 0), titles)
        return found

    @staticmethod
    def is_twice_in_a_word(piece, article):
        """Of what stands twice in a run of katakana, which may be one word, the program counts one occurrence."""
        twice = re.compile(f"(?={piece}).[\u30a1-\u30fa\u30fc]*{piece}")
        return any(piece in text and twice.search(text) for text in (article.title, article.run))

    def find_japanese(self, piece):
        found = {}
        for record in self.japanese:
            title, body = (occurrences(piece, text) for text in (record.article.title, record.article.run))
            if title + body:
                found[record] = (None, title + body, int(title > 0), title)
        return found


def occurrences(piece, text):
    return sum(text.startswith(piece, at) for at in range(len(text) - len(piece) + 1)) if piece in text else 0


def within(record, since, until):
    return bool(record.days) and (not since or record.days[1] >= since) and (not until or record.days[0] <= until)


class Generator:
    def __init__(self, records, chance):
        self.records, self.chance, self.finder = records, chance, Finder(records)
        self.english = [record for record in records if record.lang != "ja"]
        self.vocabulary = sorted(word for word in self.finder.holders if word not in NAMES_IN_CAPITALS)

    def run(self, length):
        while True:
            words = self.chance.choice(self.chance.choice(self.chance.choice(self.english).article.paragraphs))
            at = self.chance.randrange(len(words))
            run = words[at:at + length]
            if len(run) == length and not any(word.lower() in NAMES_IN_CAPITALS for word in run):
                return run

    def text(self):
        """What is searched, as written, and what is found."""
        match self.chance.randrange(10):
            case 0 | 1:
                word = self.chance.choice(self.vocabulary)
                return f'"{word}"', self.finder.find([word], False)
            case 2 | 3 | 4:
                word = self.run(1)[0].lower()
                return f'"{word}"', self.finder.find([word], False)
            case 5 | 6:
                word = self.run(1)[0]
                return f"={word}", self.finder.find([word], True)
            case 7 if self.finder.japanese:
                text = self.chance.choice(self.finder.japanese).article
                sentence = max(text.body.split("。"), key=len)
                at = self.chance.randrange(len(sentence) - 3)
                piece = sentence[at:at + self.chance.choice([2, 2, 3, 4])]
                if any(self.finder.is_twice_in_a_word(piece, record.article) for record in self.finder.japanese):
                    return self.text()
                return f'"{piece}"', self.finder.find_japanese(piece)
            case _:
                words = [word.lower() for word in self.run(2)]
                return f'"{words[0]} {words[1]}"', self.finder.find(words, False)

    def name(self, field):
        while True:
            values = self.chance.choice(self.records).names[field]
            if values and not re.search(r'["\\]', values[0]):
                return values[0]

    def dates(self):
        dated = [self.chance.choice(self.records) for _ in range(40)]
        first, last = sorted(self.chance.sample([record.days[0] for record in dated if record.days], 2))
        return first, last

    def condition(self):
        """A filter, as part of the query and on the command line, and what satisfies it."""
        if self.chance.random() < 0.4:
            since, until = self.dates()
            match self.chance.randrange(3):
                case 0:
                    return f"since:{since}", ["--since", str(since)], lambda record: within(record, since, None)
                case 1:
                    return f"until:{until}", ["--until", str(until)], lambda record: within(record, None, until)
                case _:
                    return (f"date:{since}..{until}", ["--since", str(since), "--until", str(until)],
                            lambda record: within(record, since, until))
        field = self.chance.choice(FIELDS)
        name = self.name(field)
        return f'{field}:="{name}"', [f"--{field}", name], lambda record: folded(name) in record.folded[field]

    def query(self):
        """The query, options, articles looked at, and those found."""
        written, found = self.text()
        options, looked = [], self.records
        if self.chance.random() < 0.4:
            inside, _, satisfies = self.condition()
            wanted = self.chance.random() < 0.7
            written += f" {'' if wanted else '-'}{inside}"
            found = {record: numbers for record, numbers in found.items() if satisfies(record) == wanted}
        if self.chance.random() < 0.35:
            _, options, satisfies = self.condition()
            looked = [record for record in looked if satisfies(record)]
            found = {record: numbers for record, numbers in found.items() if satisfies(record)}
        return written, options, looked, found


# --- the comparison

class Check:
    def __init__(self, unbury, index):
        self.unbury, self.index = unbury, index
        self.made, self.failed, self.numbers, self.differ = Counter(), Counter(), 0, 0

    def run(self, *arguments):
        command = [self.unbury, *arguments[:-1], "--index", self.index, "--format", "json", "--", arguments[-1]]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode > 1:
            sys.exit(f"{arguments}: {done.stderr}")
        return json.loads(done.stdout)

    def begin(self, kind, *arguments):
        self.kind, self.what, self.here = kind, " ".join(arguments), 0
        self.made[kind] += 1
        return self.run(*arguments)

    def end(self):
        self.failed[self.kind] += self.here > 0
        self.differ += self.here

    def equal(self, what, found, expected):
        self.numbers += 1
        if isinstance(expected, float) and isinstance(found, (int, float)):
            same = math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-6)
        else:
            same = found == expected
        if not same:
            self.here += 1
            if self.here == 1 and self.failed.total() < 40:
                print(self.what)
            if self.here <= 3 and self.failed.total() < 40:
                print(f"  {what}: {str(found)[:200]}, by force {str(expected)[:200]}")

    def tally(self, what, row, records, looked, found):
        """A group's numbers; `records` are the articles found of it, `looked` those that were looked at."""
        each = [found[record] for record in records]
        expected = [len(each), len({record.story for record in records})]
        expected += [sum(numbers[n] or 0 for numbers in each) for n in range(4)]
        japanese = any(numbers[0] is None for numbers in each)
        for key, number in zip(NUMBERS, expected):
            if not (japanese and key == "sentences"):
                self.equal(f"{what}: {key}", row[key], number)
        if looked is not None:
            self.equal(f"{what}: all", row["all"], len(looked))
            self.equal(f"{what}: share", row["share"], len(each) / len(looked) if looked else None)

    def steps(self, rows, looked, by):
        """That steps are those from the first article to the last, without holes; their first days."""
        days = [day for record in looked for day in record.days or () if "coarser" not in record.places[by]]
        expected = list(steps_between(days, by)) if days else []
        self.equal("first days", [row["first_day"] for row in rows], [str(step) for step in expected])
        sizes = Counter(step for record in looked for step in record.places[by])
        median = statistics.median([sizes[step] for step in expected if sizes[step]] or [0])
        for row, step in zip(rows, expected):
            self.equal(f"{step}: thin", row["thin"], 0 < sizes[step] * 10 < median)
            last = step_after(step, by) - timedelta(1)
            self.equal(f"{step}: last day", row["last_day"], str(last))
            inside = (min(last, max(days)) - max(step, min(days))).days + 1
            self.equal(f"{step}: partial", row["partial"], ((last - step).days + 1 - inside) * 20 > (last - step).days + 1)
        return expected

    def values(self, rows, looked, by):
        """That values are written as most articles write them; their folded forms."""
        spellings = Counter(value for record in looked for value in record.names[by])
        most = Counter()
        for value, times in spellings.items():
            most[folded(value)] = max(most[folded(value)], times)
        keys = [folded(row["value"]) for row in rows]
        for row, key in zip(rows, keys):
            self.equal(f"{row['value']}: articles that write it so", spellings[row["value"]], most[key])
        return keys

    def follow(self, row, records, options, by, found):
        """The query of a group finds its articles; of a step also those that may be of it."""
        if not row["query"]:
            return
        if by in PERIODS:
            first = date.fromisoformat(row.get("first_day") or row["date"])
            last = step_after(first, by) - timedelta(1)
            records = [record for record in found if within(record, first, last)]
        counts = self.run("count", *options, row["query"])["counts"][0]
        self.equal(f"{row['query']}: articles", counts["articles"], len(records))


def count(check, generator, by):
    written, options, looked, found = generator.query()
    answer = check.begin("count", "count", "--by", by, *options, written)
    counts = answer["counts"][0]
    check.equal("searched", answer["searched"], len(generator.records))
    check.tally("whole", counts, found, None, found)
    every, hits, tallies = grouped(looked, by), grouped(found, by), counts["by"]
    check.equal("all", tallies["all"], len(looked))
    for group in ("without", "coarser"):
        check.tally(group, tallies[group], hits[group], every[group], found)
    rows = tallies["groups"]
    if by in PERIODS:
        keys = check.steps(rows, looked, by)
    else:
        keys = check.values(rows, looked, by)
        check.equal("values", sorted(keys), sorted(key for key in every if key not in ("without", "coarser") and every[key]))
        sizes = [row["all"] for row in rows]
        check.equal("order", sizes, sorted(sizes, reverse=True))
    for key, row in zip(keys, rows):
        check.tally(str(key), row, hits[key], every[key], found)
    if rows:
        at = generator.chance.randrange(len(keys))
        check.follow(rows[at], hits[keys[at]], options, by, found)
    check.end()


def facets(check, generator):
    written, options, looked, found = generator.query()
    fields = generator.chance.sample(FIELDS + ["year", "month", "decade"], 3)
    limit = generator.chance.choice([1, 3, 10, 100000])
    answer = check.begin("facets", "facets", "--by", ",".join(fields), "-n", str(limit), *options, written)
    for key, number in (("searched", generator.records), ("all", looked), ("articles", found)):
        check.equal(key, answer[key], len(number))
    check.equal("fields", [facet["by"] for facet in answer["facets"]], fields)
    for facet in answer["facets"]:
        by, rows = facet["by"], facet["values"]
        every, hits = grouped(looked, by), grouped(found, by)
        for group in ("without", "coarser"):
            check.equal(f"{by} {group}", facet[group], len(hits[group]))
        if by in PERIODS:
            # With a limit, those of most articles, in order; of as many, which is not said.
            keys = [date.fromisoformat(row["first_day"]) for row in rows]
            check.equal(f"{by}: in order", keys, sorted(set(keys)))
            some = sorted((len(of) for key, of in hits.items() if of and key not in ("without", "coarser")), reverse=True)
            left_out = max(0, len(some) - limit)
            check.equal(f"{by}: articles of the steps", sorted((row["articles"] for row in rows), reverse=True), some[:limit])
        else:
            keys = check.values(rows, looked, by)
            sizes = sorted((len(of) for key, of in hits.items() if of and key != "without"), reverse=True)
            left_out = max(0, len(sizes) - limit)
            check.equal(f"{by}: values", len(keys), len(set(keys)))
            check.equal(f"{by}: articles of the values", [row["articles"] for row in rows], sizes[:limit])
        check.equal(f"{by}: not listed", facet["not_listed"], left_out)
        for key, row in zip(keys, rows):
            a, both, c, d = len(hits[key]), len(every[key]), len(found), len(looked) - len(found)
            b = both - a
            check.equal(f"{by} {key}: articles", row["articles"], a)
            check.equal(f"{by} {key}: all", row["all"], both)
            check.equal(f"{by} {key}: share", row["share"], a / c if c else None)
            if c and d:
                expected = [c * both / (c + d), d * both / (c + d)]
                g2 = 2 * sum(o * math.log(o / e) for o, e in zip((a, b), expected) if o)
                ratio = math.log2((a or 0.5) / c / ((b or 0.5) / d)) if both else None
                check.equal(f"{by} {key}: log ratio", row["log_ratio"], ratio)
                check.equal(f"{by} {key}: G2", row["log_likelihood"], g2)
        if rows:
            at = generator.chance.randrange(len(keys))
            check.follow(rows[at], hits[keys[at]], options, by, found)
    check.end()


def timeline(check, generator):
    written, options, looked, found = generator.query()
    by = generator.chance.choice(PERIODS[1:])
    split = generator.chance.choice(FIELDS) if generator.chance.random() < 0.25 else None
    answer = check.begin("timeline", "timeline", "--by", by, *options, *(["--split", split] if split else []), written)
    check.equal("all", answer["all"], len(looked))
    check.equal("by", answer["by"], by)
    keys = check.steps(answer["steps"], looked, by)
    if split:
        sizes = Counter({value: len(records) for value, records in grouped(found, split).items() if value != "without"})
        values = [row["value"] for row in answer["series"] if row["value"] is not None]
        check.equal("values", [sizes[folded(value)] for value in values], [size for _, size in sizes.most_common(6)])
    for series in answer["series"]:
        of_all, of_found, name = looked, list(found), ""
        if series["value"] is not None:
            key = folded(series["value"])
            of_all, of_found = ([r for r in records if key in r.folded[split]] for records in (looked, found))
            name = f"{series['value']} "
        every, hits = grouped(of_all, by), grouped(of_found, by)
        check.tally(f"{name}whole", series, of_found, of_all, found)
        for group in ("without", "coarser"):
            check.tally(name + group, series[group], hits[group], every[group], found)
        points = series["points"]
        check.equal(f"{name}points", [point["date"] for point in points], [str(key) for key in keys])
        for key, point in zip(keys, points):
            check.tally(f"{name}{key}", point, hits[key], every[key], found)
        for number in ("articles", "occurrences", "all"):
            parts = points + [series["without"], series["coarser"]]
            check.equal(f"{name}sum of {number}", sum(part[number] for part in parts), series[number])
        if points:
            at = generator.chance.randrange(len(keys))
            check.follow(points[at], hits[keys[at]], options, by, {record: found[record] for record in of_found})
    check.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--unbury", default="target/release/unbury")
    parser.add_argument("--corpora", type=Path, default=Path(os.environ.get("UNBURY_CORPORA", "../shared/corpora")))
    parser.add_argument("--articles", type=int, default=1000, help="articles of each corpus, at most")
    parser.add_argument("--checks", type=int, default=200, help="of each field or period of `count`, of `facets` and of `timeline`")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    chance = random.Random(args.seed)
    records = articles(args.corpora, args.articles, chance)
    if not records:
        print(f"no corpora in {args.corpora}: nothing is compared")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        archive, index = Path(folder) / "articles.jsonl", str(Path(folder) / "index")
        archive.write_text("".join(record.line() for record in records), encoding="utf-8")
        subprocess.run([args.unbury, "index", str(archive), "--index", index], check=True, capture_output=True)
        exported = subprocess.run([args.unbury, "export", "--format", "jsonl", "--fields", "id", "--index", index],
                                  check=True, capture_output=True, text=True, encoding="utf-8").stdout
        stories = {line["id"]: line["story"] for line in map(json.loads, exported.splitlines())}
        for record in records:
            record.story = stories.pop(f"a{record.number}")
        assert not stories, "articles that were not indexed"
        check, generator = Check(args.unbury, index), Generator(records, chance)
        for _ in range(args.checks):
            for by in ("month", "year", *FIELDS):
                count(check, generator, by)
            facets(check, generator)
            timeline(check, generator)
    stories = len({record.story for record in records})
    print(f"{len(records)} articles, {stories} stories, seed {args.seed}: {check.numbers} numbers compared, {check.differ} differ; "
          + ", ".join(f"{made - check.failed[kind]} of {made} of `{kind}` agree" for kind, made in check.made.items()))
    return int(check.differ > 0)


if __name__ == "__main__":
    sys.exit(main())
