"""Articles are deleted when somebody at a terminal says so, and only then."""

from terminal import END, INTERRUPT, Terminal

# What is typed, the status, what is said, and whether the article is then gone.
ANSWERS = [
    ("n\r", 1, "nothing was deleted", False),
    ("\r", 1, "nothing was deleted", False),
    ("yonder\r", 1, "nothing was deleted", False),
    (END, 1, "nothing was deleted", False),
    (INTERRUPT, -2, "", False),
    ("YES\r", 0, "1 article deleted", True),
]


def confirmation(folder):
    wrong = []
    for keys, status, said, gone in ANSWERS:
        with Terminal(["unbury", "delete", "short"], folder) as terminal:
            asked = terminal.until(r"Delete 1 article\? \[y/N\] ")
            if "short  A boat" not in asked:
                wrong.append(f"{keys!r}: the article is not listed: {asked}")
            terminal.send(keys)
            ended, shown = terminal.end()
            if ended != status or said not in shown:
                wrong.append(f"{keys!r}: status {ended}: {shown}")
        with Terminal(["unbury", "open", "short", "--print"], folder) as terminal:
            is_gone = terminal.end()[0] == 2
            if is_gone != gone:
                wrong.append(f"{keys!r}: the article is {'gone' if is_gone else 'there'}")
    return f"{len(ANSWERS)} answers", wrong
