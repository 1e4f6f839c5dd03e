#!/usr/bin/env python3
"""Adds copies that are hard to find to articles, and lists them.

    hard_copies.py ARTICLES.jsonl TRUTH.tsv --out OUT.jsonl [--each 400] [--seed 1]

Writes the articles with, of each kind, so many copies of articles that have none, all dated within three days of the original:

  abridged  35 % of the sentences, in order, with one foreign sentence after every third
  embedded  the whole body between two halves of another article of about the same length
  ocr       1.2 % of the letters are wrong

and beside them OUT.jsonl.dups.tsv: what TRUTH.tsv says (copy, original, kind), and these. The same arguments give the same bytes.
"""
import argparse
import datetime
import json
import random
import re

parser = argparse.ArgumentParser()
parser.add_argument("articles")
parser.add_argument("truth")
parser.add_argument("--out", required=True)
parser.add_argument("--each", type=int, default=400)
parser.add_argument("--seed", type=int, default=1)
arguments = parser.parse_args()
draw = random.Random(arguments.seed)

with open(arguments.articles, encoding="utf-8") as lines:
    articles = [json.loads(line) for line in lines]
with open(arguments.truth, encoding="utf-8") as lines:
    truth = lines.read()
in_truth = {name for line in truth.splitlines() for name in line.split("\t")[:2]}
alone = [article for article in articles if article["id"] not in in_truth and len(article["body"].split()) >= 120]
originals = draw.sample(alone, 3 * arguments.each)


def sentences(text):
    return re.findall(r"[^.!?]+[.!?]+[”\"]?\s*", text) or [text]


def abridged(body):
    own = sentences(body)
    kept = sorted(draw.sample(range(len(own)), max(2, round(0.35 * len(own)))))
    foreign = sentences(draw.choice(alone)["body"])
    parts = []
    for count, at in enumerate(kept, 1):
        parts.append(own[at])
        if count % 3 == 0:
            parts.append(draw.choice(foreign))
    return "".join(parts)


def embedded(body):
    other = draw.choice(alone)["body"].split()[: len(body.split())]
    half = len(other) // 2
    return " ".join(other[:half]) + "\n\n" + body + "\n\n" + " ".join(other[half:])


def ocr(body):
    letters = list(body)
    for at, letter in enumerate(letters):
        if letter.isalpha() and draw.random() < 0.012:
            letters[at] = draw.choice("abcdefghijklmnopqrstuvwxyz1")
    return "".join(letters)


with open(arguments.out, "w", encoding="utf-8") as out, open(arguments.out + ".dups.tsv", "w", encoding="utf-8") as listed:
    listed.write(truth)
    for article in articles:
        out.write(json.dumps(article, ensure_ascii=False) + "\n")
    for number, original in enumerate(originals):
        make = (abridged, embedded, ocr)[number % 3]
        later = datetime.datetime.fromisoformat(original["date"][:19]) + datetime.timedelta(minutes=draw.randint(5, 4000))
        copy = dict(original, id=f"hard{number:05d}", body=make(original["body"]), date=later.strftime("%Y-%m-%dT%H:%M:00Z"))
        copy["source"], copy["url"] = "The Copying Post", f"https://copy.example/{number}"
        out.write(json.dumps(copy, ensure_ascii=False) + "\n")
        listed.write(f"{copy['id']}\t{original['id']}\t{make.__name__}\n")
