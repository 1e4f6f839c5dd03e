"""Articles of invented news, the same for the same seed, and files of them in every container."""

import csv
import gzip
import json
import os
import random
import shutil

COMMON = "the of to in and a said for on that is it was by with from at as be has have its he but an will".split()
TOPICS = "bank oil price trade market company minister council police court bridge river school election peace talks".split()
SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve".split()
SOURCES = ["The Gazette", "Evening Post", "Le Courrier"]


def vocabulary(choose, size=4000):
    return ["".join(choose.choice(SYLLABLES) for _ in range(choose.randint(2, 4))) for _ in range(size)]


def sentence(choose, rare):
    words = []
    for _ in range(choose.randint(6, 18)):
        kind = choose.random()
        words.append(choose.choice(COMMON if kind < 0.45 else TOPICS if kind < 0.6 else rare))
    if choose.random() < 0.2:
        words.insert(1, choose.choice(['"prime minister"', "US", "cease-fire", "Geneva", "oil prices"]))
    return " ".join(words).capitalize() + "."


def articles(count, seed=1):
    choose = random.Random(seed)
    rare = vocabulary(choose)
    for number in range(count):
        paragraphs = [" ".join(sentence(choose, rare) for _ in range(choose.randint(1, 4))) for _ in range(choose.randint(1, 4))]
        yield {
            "id": f"n{number:06}",
            "title": sentence(choose, rare)[:-1],
            "body": "\n\n".join(paragraphs),
            "date": f"{choose.randint(1980, 2020)}-{choose.randint(1, 12):02}-{choose.randint(1, 28):02}",
            "source": choose.choice(SOURCES),
        }


def later(before, seed=1):
    """A later state: some articles are gone, some are corrected."""
    choose = random.Random(seed)
    for article in before:
        kind = choose.random()
        if kind > 0.35:
            yield article
        elif kind > 0.1:
            yield dict(article, body=article["body"] + "\n\nCorrected: it was said otherwise.")


def write(folder, articles, files=6):
    """Files of all kinds; the last one holds plain texts."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    articles = list(articles)
    for part in range(files):
        some = articles[part::files]
        path = f"{folder}/part{part}"
        if part % 6 == 1:
            with open(path + ".json", "w") as out:
                json.dump(some, out)
        elif part % 6 == 2:
            with open(path + ".csv", "w", newline="") as out:
                rows = csv.DictWriter(out, list(some[0]))
                rows.writeheader()
                rows.writerows(some)
        elif part % 6 == 3:
            with gzip.open(path + ".jsonl.gz", "wt") as out:
                out.writelines(json.dumps(article) + "\n" for article in some)
        elif part % 6 == 5:
            for article in some[:20]:
                with open(f"{folder}/{article['id']}.txt", "w") as out:
                    out.write(f"{article['title']}\n\n{article['body']}\n")
        else:
            with open(path + ".jsonl", "w") as out:
                out.writelines(json.dumps(article) + "\n" for article in some)
