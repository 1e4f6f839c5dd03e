"""A small archive that the tests of this folder search."""

import json
import os
import subprocess

SENTENCE = "The council met again to hear what the engineers had found under the piers of the old crossing."


def make(program, folder):
    """Writes articles and indexes them; the folder is then that of the archive."""
    long = [f"{SENTENCE} This is paragraph {number}." for number in range(120)]
    long[80] = "Nobody had thought of the zeppelin, which still hung in the shed beyond the river."
    stories = [
        {"id": "long", "title": "The crossing", "date": "2024-03-05", "source": "Continental Wire", "text": "\n\n".join(long)},
        {"id": "short", "title": "A boat", "date": "2024-03-06", "source": "The Ansel Herald", "lang": "en",
         "text": "The boat is aground · and nobody is hurt."},
        {"id": "third", "title": "日本の橋", "date": "2024-03-07", "source": "O'Neill & Sons",
         "text": "橋は閉鎖された。The bridge is shut, and the boat waits."},
    ]
    os.makedirs(f"{folder}/corpus")
    with open(f"{folder}/corpus/stories.jsonl", "w") as file:
        file.writelines(json.dumps(story) + "\n" for story in stories)
    with open(f"{folder}/names.txt", "w") as file:
        file.write("boat\nzeppelin\n")
    subprocess.run([program, "index", "corpus"], cwd=folder, check=True, stdout=subprocess.DEVNULL,
                   env=os.environ | {"UNBURY_CONFIG": "", "UNBURY_INDEX": ""})
