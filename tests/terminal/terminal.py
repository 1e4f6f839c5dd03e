"""A terminal that a test types into: a program with a pseudo-terminal of its own, and what it shows."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unicodedata

# Sequences that a terminal obeys: titles and links, cursor and colours, character sets, keypad.
SEQUENCES = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78cM]|[\x0e\x0f]")
# How long anything may take. Nothing waits so long unless it is wrong.
SECONDS = 30

INTERRUPT, END, LINE_START, LINE_END = "\x03", "\x04", "\x01", "\x05"


def take_terminal():
    """In the child: the terminal is its own, and an interrupt ends it, also where what runs the tests was started to ignore that."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Missing(Exception):
    """What should have been shown was not."""


class Terminal:
    def __init__(self, arguments, folder, columns=80, rows=24, **variables):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {"PATH": os.environ["PATH"]}
        environment |= {"HOME": folder, "TERM": "xterm-256color", "LANG": "C.UTF-8", "UNBURY_CONFIG": "", "UNBURY_INDEX": ""}
        environment |= variables
        self.process = subprocess.Popen(
            arguments, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=take_terminal)
        os.close(slave)
        self.master = master
        self.bytes = b""
        self.read_to = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)

    def send(self, keys):
        os.write(self.master, keys.encode())

    def shown(self):
        """All that was written, without the sequences that are no text."""
        return SEQUENCES.sub("", self.bytes.decode("utf-8", "replace")).replace("\r\n", "\n")

    def until(self, pattern, keys=""):
        """Waits until something is shown behind what was waited for before; all from there up to its end.

        The keys are typed again as long as nothing comes: a pager that is interrupted forgets what was typed ahead.
        """
        self.send(keys)
        deadline = time.monotonic() + SECONDS
        while True:
            shown = self.shown()
            found = re.search(pattern, shown[self.read_to:])
            if found:
                text = shown[self.read_to:self.read_to + found.end()]
                self.read_to += found.end()
                return text
            if keys and not self.comes():
                self.send(keys)
            if not self.more(deadline):
                raise Missing(f"`{pattern}` is not shown:\n{shown[self.read_to:][-2000:]}")

    def end(self):
        """Waits for the end of the program; its status, and all that it had shown since it was last waited for."""
        deadline = time.monotonic() + SECONDS
        while self.more(deadline):
            pass
        status = self.process.wait(max(0.1, deadline - time.monotonic()))
        return status, self.shown()[self.read_to:]

    def comes(self, seconds=0.5):
        """Whether anything is written soon."""
        return bool(select.select([self.master], [], [], seconds)[0])

    def more(self, deadline):
        """Takes what is written next; false where nothing comes any more."""
        ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
        try:
            part = os.read(self.master, 1 << 16) if ready else b""
        except OSError:  # nobody has the terminal open any more
            part = b""
        # A program that asks what the terminal is would wait for the answer.
        for _ in re.findall(rb"\x1b\[0?c", part):
            self.send("\x1b[?6c")
        self.bytes += part
        return bool(part)

    def children(self):
        """The names of the processes that the program has started, and that still run."""
        return names_below(self.process.pid)


def names_below(process):
    names = []
    with open(f"/proc/{process}/task/{process}/children") as children:
        for child in children.read().split():
            with open(f"/proc/{child}/comm") as name:
                names.append(name.read().strip())
            names += names_below(child)
    return names


def width(text):
    """Columns that a text takes."""
    wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text if not unicodedata.combining(sign))
    return wide - sum(unicodedata.category(sign) in ("Cf", "Me") for sign in text)
