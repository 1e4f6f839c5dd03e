"""Long answers in a pager: it opens at a match, an interrupt does not orphan it, and where there is none, all is written."""

import re
import shutil

from terminal import INTERRUPT, Terminal

SHELL = ["bash", "--norc", "--noprofile", "-i"]


def pager(folder):
    if shutil.which("less") is None:
        return "no less", []
    tried, wrong = 0, []
    for case in CASES:
        tried += 1
        problem = case(folder)
        if problem:
            wrong.append(f"{case.__name__}: {problem}")
    return f"{tried} cases", wrong


def an_interrupt_leaves_it_alone(folder):
    with Terminal(SHELL, folder, PS1="$ ") as terminal:
        terminal.send("unbury show long\r")
        terminal.until("paragraph 2")
        terminal.send(INTERRUPT)
        # It goes to the end: it is there, and reads from the terminal.
        terminal.until("paragraph 119", keys="G")
        names = terminal.children()
        terminal.send("q")
        terminal.send("echo status-$?-$((40 + 2))\r")
        if "unbury" not in names or "less" not in names:
            return f"after an interrupt only {names} run"
        shown = terminal.until(r"status-\d+-42")
        return None if "status-0-42" in shown else shown


def a_reader_who_leaves_early_is_no_error(folder):
    with Terminal(SHELL, folder, PS1="$ ") as terminal:
        terminal.send("unbury kwic council -n 1 2>&1 | head -1; unbury kwic council\r")
        terminal.until("matches of")
        terminal.send("q")
        terminal.send("echo status-$?-$((40 + 2))\r")
        shown = terminal.until(r"status-\d+-42")
        return None if "status-0-42" in shown and "error" not in shown else shown


def it_opens_at_the_first_match(folder):
    with Terminal(["unbury", "show", "long", "--query", "zeppelin"], folder) as terminal:
        screen = terminal.until("zeppelin")
        if "paragraph 10." in screen or "paragraph 79." not in screen:
            return f"opened elsewhere: {screen}"
        terminal.send("g")
        terminal.until("The crossing")
        terminal.send("q")
        status, _ = terminal.end()
        return None if status == 0 else f"status {status}"


def what_fits_the_screen_is_not_paged(folder):
    for arguments in (["show", "short", "--query", "aground"], ["search", "boat"], ["show", "long", "--no-pager"]):
        with Terminal(["unbury", *arguments], folder) as terminal:
            status, shown = terminal.end()
            if status != 0 or not shown.strip():
                return f"{arguments}: status {status}: {shown}"
    return None


def signs_are_shown_in_any_locale(folder):
    with Terminal(["unbury", "show", "short"], folder, LANG="C", LC_ALL="C", LESS="RX") as terminal:
        terminal.until("aground · and")
        terminal.send("q")
        status, _ = terminal.end()
        return None if status == 0 else f"status {status}"


def without_one_all_is_written(folder):
    for variables in ({"PAGER": "no-such-pager"}, {"PAGER": ""}, {"PAGER": "cat"}, {"TERM": "dumb"}):
        with Terminal(["unbury", "show", "long"], folder, **variables) as terminal:
            status, shown = terminal.end()
            if status != 0 or "paragraph 119" not in shown or "WARNING" in shown:
                return f"{variables}: status {status}: {shown[-500:]}"
    return None


def a_manual_page_is_laid_out(folder):
    if shutil.which("man") is None:
        return None
    with Terminal(["unbury", "man", "search"], folder, MANPAGER="cat", PAGER="cat") as terminal:
        status, shown = terminal.end()
        # Letters may be struck twice, to be bold.
        shown = re.sub(".\b", "", shown)
        return None if status == 0 and "EXAMPLES" in shown and ".SH" not in shown else f"status {status}: {shown[:500]}"


CASES = [an_interrupt_leaves_it_alone, a_reader_who_leaves_early_is_no_error, it_opens_at_the_first_match,
         what_fits_the_screen_is_not_paged, signs_are_shown_in_any_locale, without_one_all_is_written,
         a_manual_page_is_laid_out]
