"""Kills and failing files while an index is made, merged and pruned.

After each fault the index opens and holds what a commit held; the same command, run again in peace, completes. A run
that says it succeeded has.
"""

import os
import random
import shutil
import subprocess
import time
from dataclasses import dataclass

import corpus

HOWS = ["kill", "torn", "power", "full", "error"]


@dataclass
class Scenario:
    name: str
    base: str | None  # the index before; None where there is none
    command: list
    before: object
    after: object


class Faults:
    def __init__(self, program, work, seed):
        self.program = program
        self.choose = random.Random(seed)
        self.work = work
        self.index = f"{work}/index"
        self.shim = f"{work}/shim.so"
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim.c")
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", self.shim, source, "-ldl"], check=True)
        self.scenarios = self.make_scenarios(seed)

    def make_scenarios(self, seed):
        program, work, index = self.program, self.work, self.index
        first = list(corpus.articles(400, seed))
        source = f"{work}/source"
        corpus.write(source, first)
        command = ["index", source, "--index", index]
        program.index(*command[1:])
        made = program.state(index)
        yielded = [Scenario("first", None, command, None, made)]
        # The same in several segments, which a merge makes one.
        self.reset(None)
        for name in sorted(os.listdir(source)):
            if not name.endswith(".txt"):
                program.index(f"{source}/{name}", "--index", index, "--no-merge")
        shutil.copytree(index, f"{work}/segments")
        parts = program.state(index)
        yielded.append(Scenario("merge", f"{work}/segments", ["optimize", "--index", index], parts, parts))
        # A later state of the archive, which replaces, adds and removes. It has a place of its own, and the index has read
        # the earlier state from there.
        live = f"{work}/live"
        corpus.write(live, first)
        self.reset(None)
        program.index(live, "--index", index, "--no-merge")
        shutil.copytree(index, f"{work}/earlier")
        before = program.state(index)
        corpus.write(live, corpus.later(first, seed))
        command = ["index", live, "--index", index, "--prune"]
        program.index(*command[1:])
        yielded.append(Scenario("prune", f"{work}/earlier", command, before, program.state(index)))
        return yielded

    def reset(self, base):
        shutil.rmtree(self.index, ignore_errors=True)
        if base:
            shutil.copytree(base, self.index)

    def changes(self, scenario):
        """How many times the command changes a file."""
        self.reset(scenario.base)
        count = f"{self.work}/count"
        run = self.program.run(*scenario.command, env=self.env(TORTURE_COUNT=count))
        if run.status != 0:
            raise SystemExit(f"{scenario.name}, in peace: {run.err}")
        with open(count) as number:
            return int(number.read())

    def env(self, **more):
        return dict(more, LD_PRELOAD=self.shim, TORTURE_FOLDER=self.index)

    def check(self, scenario, run):
        """What is wrong after a command that met a fault, and after the same in peace."""
        if run and run.timed_out:
            return "hangs"
        if run and run.panicked:
            return f"panics: {run.err[:300]}"
        state = self.program.state(self.index)
        if run and run.status in (0, 1) and state != scenario.after:
            return f"says that it succeeded, and did not: {run.out[:200]!r}"
        if run and run.status > 0 and not run.err.strip():
            return "fails without a word"
        nothing_yet = scenario.before is None and isinstance(state, str) and ("no index" in state or "under way" in state)
        empty = scenario.before is None and not isinstance(state, str) and not state[0]
        if not (nothing_yet or empty or state in (scenario.before, scenario.after)):
            return f"leaves what no commit made: {state if isinstance(state, str) else len(state[0])}"
        again = self.program.run(*scenario.command)
        if again.status != 0:
            return f"cannot go on: {again.err.strip()[:300]}"
        if self.program.state(self.index) != scenario.after:
            return "goes on to something else than a clean run"
        return None


def operations(program, work, seed, seconds):
    """Faults at changes of files, in random order, until the time is up."""
    faults = Faults(program, work, seed)
    points = []
    for scenario in faults.scenarios:
        for at in range(1, faults.changes(scenario) + 1):
            points += [(scenario, how, at) for how in HOWS]
    faults.choose.shuffle(points)
    end = time.monotonic() + seconds
    done, wrong = 0, []
    for scenario, how, at in points:
        if time.monotonic() > end:
            break
        faults.reset(scenario.base)
        run = program.run(*scenario.command, env=faults.env(TORTURE_HOW=how, TORTURE_AT=str(at)))
        problem = faults.check(scenario, None if run.status == -9 else run)
        done += 1
        if problem:
            wrong.append(f"{scenario.name}, {how} at {at}: {problem}")
    return f"{done} of {len(points)} faults", wrong


def kills(program, work, seed, seconds):
    """SIGKILL at random moments, several in a row, until the time is up."""
    faults = Faults(program, work, seed)
    took = {}
    for scenario in faults.scenarios:
        faults.reset(scenario.base)
        began = time.monotonic()
        program.run(*scenario.command)
        took[scenario.name] = time.monotonic() - began
    end = time.monotonic() + seconds
    done, wrong = 0, []
    while time.monotonic() < end:
        scenario = faults.choose.choice(faults.scenarios)
        faults.reset(scenario.base)
        for _ in range(faults.choose.choice([1, 1, 2, 3])):
            process = subprocess.Popen([program.path, *scenario.command], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                process.wait(faults.choose.uniform(0.005, took[scenario.name]))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                done += 1
        problem = faults.check(scenario, None)
        if problem:
            wrong.append(f"{scenario.name}, killed: {problem}")
    return f"{done} kills", wrong
