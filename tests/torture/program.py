"""Runs the program under test, measures it, and reads the state of an index."""

import hashlib
import json
import os
import re
import subprocess
import tempfile
import threading
from dataclasses import dataclass

QUERIES = ["bank", '"prime minister"', "trade OR oil", "=US", "pri* pre/5 market", "oil w/s price", "title:council",
           "markt~", "date:1999-03", "source:gazette", "the w/3 of", "corrected", "cease-fire"]
FIELDS = "id,title,published,source,section,authors,tags,language,url,origin,metadata,body"
# Characters that a terminal obeys, beside line breaks. (What turns or hides text stays in a pipe on purpose.)
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass
class Run:
    status: int  # negative: the signal that ended it
    out: bytes
    err: str
    cpu_seconds: float
    peak_mb: int
    timed_out: bool

    @property
    def panicked(self):
        return "panicked" in self.err or self.status in (101, -6, -11)

    @property
    def refused(self):
        return self.status == 2 and bool(self.err.strip())


class Program:
    def __init__(self, path):
        self.path = os.path.realpath(path)

    def run(self, *arguments, env=None, seconds=120):
        """Runs the program to its end, and ends it after so many seconds."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen([self.path, *arguments], stdout=out, stderr=err, stdin=subprocess.DEVNULL,
                                       env=dict(os.environ, **(env or {})))
            timed_out = threading.Event()
            timer = threading.Timer(seconds, lambda: (timed_out.set(), process.kill()))
            timer.start()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            timer.cancel()
            out.seek(0), err.seek(0)
            return Run(process.returncode, out.read(), err.read().decode("utf-8", "replace"),
                       usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, timed_out.is_set())

    def index(self, *arguments, **options):
        run = self.run("index", *arguments, **options)
        if run.status != 0:
            raise SystemExit(f"a run in peace failed: {run.err}")
        return run

    def state(self, index):
        """Every article of an index by its id, hashed, and what queries count; or a text that says what is wrong."""
        run = self.run("search", "id:*", "--index", index, "--limit", "all", "--format", "jsonl", "--passages", "1",
                       "--fields", FIELDS)
        if run.status not in (0, 1):
            return f"status {run.status}: {run.err.strip()[:300]}"
        articles = {}
        for line in run.out.splitlines():
            article = json.loads(line)["article"]
            if article["id"] in articles:
                return f"`{article['id']}` is there twice"
            articles[article["id"]] = hashlib.sha256(json.dumps(article, sort_keys=True).encode()).hexdigest()
        counts = self.run("count", *QUERIES, "--index", index)
        if counts.status not in (0, 1):
            return f"status {counts.status}: {counts.err.strip()[:300]}"
        return articles, counts.out
