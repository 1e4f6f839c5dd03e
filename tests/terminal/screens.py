"""What is shown fits the terminal, however narrow, with colour and without."""

from terminal import Terminal, width

COMMANDS = [["search", "boat"], ["search", "who shut the bridge"], ["show", "long", "--no-pager"], ["kwic", "boat OR crossing", "--no-pager"],
            ["help", "syntax"], ["help", "search"], ["search", "xyzzy plugh"], ["stats"], ["stats", "--sources"], ["count", "boat", "bridge"]]
WIDEST = 100


def screens(folder):
    wrong = []
    for columns in (40, 80, 200):
        for variables in ({}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
            for command in COMMANDS:
                with Terminal(["unbury", *command], folder, columns=columns, PAGER="cat", **variables) as terminal:
                    status, shown = terminal.end()
                    if status > 1:
                        wrong.append(f"{command}: status {status}: {shown}")
                    colored = b"\x1b[" in terminal.bytes
                    if colored and variables:
                        wrong.append(f"{command}: coloured in spite of {variables}")
                    # What a help page shows to be copied stays on its line.
                    room = min(max(columns, 80) if command[0] == "help" else columns, WIDEST)
                    long = [line for line in shown.splitlines() if width(line.rstrip()) > room]
                    wrong += [f"{command} at {columns} columns: {line}" for line in long]
    return f"{len(COMMANDS)} commands at 40, 80, 200 columns", wrong
