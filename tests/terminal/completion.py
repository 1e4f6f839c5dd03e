"""What a shell completes when Tab is typed: commands, options, values, files, topics, and names that the archive has."""

import shutil

from terminal import INTERRUPT, LINE_END, LINE_START, Missing, Terminal

# How each shell is started without the settings of the user, and what is typed first.
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"],
             ["bind 'set enable-bracketed-paste off'", "source <(unbury completions bash)"]),
    "zsh": (["zsh", "-f", "-i"],
            ["bindkey -e; unset zle_bracketed_paste; autoload -U compinit; compinit -u -D", "source <(unbury completions zsh)"]),
    "fish": (["fish", "--no-config", "-i"],
             ["function fish_prompt; end", "unbury completions fish | source"]),
}

# A line as far as it is typed before Tab, and the words that it then is.
COMPLETED = [
    ("unbury transl", ["unbury", "translate"]),
    ("unbury index cor", ["unbury", "index", "corpus/"]),
    ("unbury batch nam", ["unbury", "batch", "names.txt"]),
    ("unbury help synt", ["unbury", "help", "syntax"]),
    ("unbury man verif", ["unbury", "man", "verify"]),
    ("unbury search --explain", ["unbury", "search", "--explain-query"]),
    ("unbury search --format mark", ["unbury", "search", "--format", "markdown"]),
    ("unbury search --source Conti", ["unbury", "search", "--source", "Continental Wire"]),
    ("unbury search --source O", ["unbury", "search", "--source", "O'Neill & Sons"]),
    ("unbury translate --from fact", ["unbury", "translate", "--from", "factiva"]),
    ("unbury search --fields secti", ["unbury", "search", "--fields", "section"]),
    ("unbury stats --index ind", ["unbury", "stats", "--index", "index/"]),
]

# What is offered where several words fit.
OFFERED = ("unbury help coming-from-", ["lexis", "factiva", "proquest", "newsbank", "dtsearch"])


def completion(folder):
    """Types into every shell that is there; what was tried, and what was wrong."""
    tried, wrong = [], []
    for shell in SHELLS:
        if shutil.which(shell) is None:
            tried.append(f"no {shell}")
            continue
        wrong += [f"{shell}: {problem}" for problem in in_shell(shell, folder)]
        tried.append(shell)
    return ", ".join(tried), wrong


def in_shell(shell, folder):
    arguments, first = SHELLS[shell]
    wrong = []
    with Terminal(arguments, folder, columns=120, PS1="$ ", PROMPT="$ ") as terminal:
        for line in first:
            terminal.send(line + "\r")
        terminal.send("printf 'rea%s\\n' dy\r")
        terminal.until("ready")
        for line, words in COMPLETED:
            # The words are printed instead of run, each in brackets.
            terminal.send(f"{line}\t{LINE_START}printf '[%s]' {LINE_END}; printf 'en%s\\n' d\r")
            shown = terminal.until(r"\]end").strip()
            expected = "".join(f"[{word}]" for word in words)
            if expected not in shown:
                wrong.append(f"`{line}` is not completed to {expected}: {shown}")
        line, offered = OFFERED
        terminal.send(f"{line}\t\t")
        try:
            for word in offered:
                terminal.until(word)
        except Missing as problem:
            wrong.append(str(problem))
        terminal.send(INTERRUPT)
    return wrong
