"""How much of what could go wrong the tests notice: `make mutate`.

Small changes to the code are drawn at random, and each is made in a copy of the checkout, where the tests that belong
to the file are run until one is red. A change that no test notices is a survivor: something that is not held, or that
makes no difference.

There are tools for this (mutmut, cosmic-ray). They choose tests by what a run covers, which does not see into compiled
code, and would have the model compiled anew for each change to it, for a minute. Here it is compiled once, with all the
changes to compiled functions in it, and a number in the environment says which of them is made.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from contagion.models.code.kernel import ENGINE
from tests.helpers.places import ROOT
from tests.mutants.changes import Change, changes
from tests.mutants.selected import others, own

REGIONS = {
    "rules": ("models/programme/rules/**/*.py",),
    "engine": ("sim/**/*.py",),
    "doors": ("experiments/doors/**/*.py", "experiments/verbs/*.py", "experiments/verbs/*/ask.py"),
}
SECONDS = 300
"""A change that no test has noticed by then has survived."""
PYTEST = (
    *(sys.executable, "-m", "pytest", "-q", "-rfE", "--tb=no", "--hypothesis-seed=0"),
    *("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "hanging"),
)
NO_BEGIN = "tests that cannot begin"
FIRST_USE = (sys.executable, "-m", "contagion.models.code.kernel")
SWITCHED = "models/programme/rules/"
"""Where changes to compiled functions are compiled all at once."""
SWITCH = "sim/core/compiling.py"
IN_COMPILED = "sim/core/numba_texts.py"
# Put at their ends: a word of memory at a fixed place, which compiled code reads too. The numbers are Linux'.
HOW = {
    SWITCH: b"""

import ctypes
_map = ctypes.CDLL(None).mmap
_map.restype, _map.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
_AT = 0x200000000000  # the same in each process, as it stands in the machine code
assert _map(_AT, 4096, 3, 0x100022, -1, 0) == _AT
ctypes.c_int64.from_address(_AT).value = int(os.environ.get("MUTANT", "0"))
def mutant():
    return ctypes.c_int64.from_address(_AT).value
compiled(mutant)
""",
    IN_COMPILED: b"""

from contagion.sim.core.compiling import _AT, mutant
from contagion.sim.core.numba_memory import words_at
_taught[id(mutant)] = mutant
_teach_function(mutant, lambda: words_at(_AT)[0], {})
""",
}
UNTYPED = re.compile(r"(?:TypingError|LoweringError|Unsupported\w*Error|CompilerError)\b")
LINE = re.compile(r"([\w/]+\.py)(?:\", line | \()(\d+)")


class Mutant(NamedTuple):
    """A file of code and a change to it."""

    name: str
    change: Change

    def __str__(self) -> str:
        return f"{self.name}:{self.change.line}  {self.change.what}"


class Verdict(NamedTuple):
    """Which test has noticed a change; `by` is empty where none has, None where it cannot be compiled."""

    mutant: Mutant
    by: str | None
    seconds: float


class Scratch:
    """A copy of the checkout as it stands, in which one change after another is made and taken back."""

    def __init__(self, switched: Sequence[Mutant], patience: float = 1.0) -> None:
        self.patience = patience
        self.folder = Path(tempfile.mkdtemp(prefix="mutants-"))
        self.folder.chmod(0o755)  # tests look into it as nobody, too
        self.root, caches = self.folder / "checkout", self.folder / "caches"
        caches.mkdir()
        for name in _known_to_git():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.root / name)
        with suppress(FileNotFoundError):
            shutil.copytree(ROOT / "models/code/built", self.root / "models/code/built")
        paths = os.pathsep.join([str(self.root / "package"), str(Path(__file__).parent)])
        own_places = {"PYTHONPATH": paths, "TMPDIR": str(caches), "XDG_CACHE_HOME": str(caches)}
        self.environment = {**os.environ, **own_places}
        self._moments = itertools.count(int(time.time()) + 2)
        self.numbers = {mutant: number for number, mutant in enumerate(switched, start=1)}
        self.unmade: set[Mutant] = set()
        while self.numbers and (wrong := self._with_switches()):
            print(f"{wrong}  cannot be compiled", flush=True)
            self.unmade.add(wrong)
            del self.numbers[wrong]

    def _with_switches(self) -> Mutant | None:
        """Compile with the changes to compiled functions in it; one of them if it cannot be."""
        for name in {*HOW, *(mutant.name for mutant in (*self.numbers, *self.unmade))}:
            self.put(name, self.text(name))
        status, said = self.does(FIRST_USE, 3600)
        if status == 0:
            return None
        for name, line in LINE.findall(said):
            for mutant in self.numbers:
                if name.endswith(mutant.name) and mutant.change.line == int(line):
                    return mutant
        raise RuntimeError(said)

    def text(self, name: str, change: Change | None = None) -> bytes:
        """A file as it is here, with a change to it."""
        source = (ROOT / name).read_bytes()
        if change:
            source = change.made_in(source)
        elif switches := [mutant for mutant in self.numbers if mutant.name == name]:
            for mutant in sorted(switches, key=lambda one: one.change.start, reverse=True):
                source = mutant.change.switched_in(source, self.numbers[mutant])
            source += b"\nfrom contagion.sim.core.compiling import mutant as _mutant\n"
        return source + HOW.get(name, b"")

    def put(self, name: str, source: bytes) -> None:
        """Write a file, each time at another second: by that Python knows what it compiled before."""
        path, moment = self.root / name, next(self._moments)
        path.write_bytes(source)
        os.utime(path, (moment, moment))

    def does(self, words: Sequence[str], seconds: float, number: int = 0) -> tuple[int | None, str]:
        """The exit status of a command (None after so long) and what it says."""
        told = {**self.environment, "MUTANT": str(number)}
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            words, cwd=self.root, env=told, stdout=pipe, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            process_group=0, text=True, errors="replace",
        )  # fmt: skip
        try:
            said, _ = process.communicate(timeout=seconds)
            return process.returncode, said
        except subprocess.TimeoutExpired:
            return None, ""
        finally:
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(process.pid, signal.SIGINT)  # it ends what it has started
                process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            shutil.rmtree(self.root / "results", ignore_errors=True)


def _known_to_git() -> list[str]:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in said.split("\0") if (ROOT / name).is_file()]


def drawn(patterns: Sequence[str], only: str, seed: int) -> list[Mutant]:
    """Changes to the files of a region, at most one a line, in the order of chance."""
    paths = sorted({path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern)})
    chance, found = random.Random(seed), []
    for name in paths:
        if name.startswith(only):
            by_line = itertools.groupby(changes((ROOT / name).read_bytes()), key=lambda change: change.line)
            found += [Mutant(name, chance.choice(list(group))) for _, group in by_line]
    chance.shuffle(found)
    return found


def noticed_by(status: int | None, said: str) -> str:
    """The test that was red; empty if none was in the time given."""
    if status in (None, 0, 5):
        return ""
    if found := re.search(r"^(?:FAILED|ERROR) ([^\s\[]+)", said, re.MULTILINE):
        return found[1]
    return "a test that hangs" if status == -signal.SIGPROF else "a crash" if status < 0 else NO_BEGIN


def judged(mutant: Mutant, scratch: Scratch) -> Verdict:
    """Whether the tests of its file notice a change."""
    name, begun, number = mutant.name, time.monotonic(), scratch.numbers.get(mutant, 0)
    if not number:
        scratch.put(name, scratch.text(name, mutant.change))
    try:
        by = _noticed(name, number, scratch)
    finally:
        scratch.put(name, scratch.text(name))
    if by == NO_BEGIN and (red := scratch.does([*PYTEST, "--collect-only", *own(name), *others(name)], SECONDS))[0]:
        raise RuntimeError(f"{name}: its tests cannot begin without a change either\n{red[1]}")
    return Verdict(mutant, by, time.monotonic() - begun)


def _noticed(name: str, number: int, scratch: Scratch) -> str | None:
    first, then, long = own(name), others(name), SECONDS * scratch.patience
    if not number and (name in ENGINE or name.startswith("models/")):  # what needs no model compiled goes before it
        if first and name in ENGINE and (by := noticed_by(*scratch.does([*PYTEST, "-x", *first], long))):
            return by
        status, said = scratch.does(FIRST_USE, long)
        if status is None:
            return "the first weeks, which hang"
        if UNTYPED.search(said):
            return None
    return noticed_by(*scratch.does([*PYTEST, "-x", *first, *then], long, number))


def apart(mutants: Sequence[Mutant]) -> list[Mutant]:
    """Those of some changes that can be compiled all at once: to compiled functions, none within another."""
    kept: list[Mutant] = []
    for one in mutants:
        start, end = one.change.unit
        near = [other.change.unit for other in kept if other.name == one.name]
        if one.change.compiled and one.name.startswith(SWITCHED) and all(end <= a or b <= start for a, b in near):
            kept.append(one)
    return kept


def red_anyway(verdicts: Sequence[Verdict], scratch: Scratch) -> set[str]:
    """Those of the tests that noticed a change that are red without one as well, and so have noticed nothing."""
    tests = sorted({one.by for one in verdicts if one.by and one.by.startswith("tests/")})
    _, said = scratch.does([*PYTEST, *tests], 3600) if tests else (0, "")
    return set(re.findall(r"^(?:FAILED|ERROR) ([^\s\[]+)", said, re.MULTILINE))


def told(verdict: Verdict) -> str:
    by = "cannot be compiled" if verdict.by is None else f"noticed by {verdict.by}" if verdict.by else "SURVIVES"
    return f"{verdict.mutant}  {by}  {verdict.seconds:.0f} s"


def difference(mutant: Mutant) -> str:
    """The lines before and after a change."""
    source, change = (ROOT / mutant.name).read_bytes(), mutant.change
    first = source.rfind(b"\n", 0, change.start) + 1
    last = len(source) - len(source[change.end :].partition(b"\n")[2])
    after = source[first : change.start] + change.new + source[change.end : last]
    marked = [(mark, text.decode().splitlines()) for mark, text in (("-", source[first:last]), ("+", after))]
    return "\n".join([str(mutant), *(f"  {mark} {line.strip()}" for mark, lines in marked for line in lines)])


def _in_turn(regions: dict[str, list[Mutant]]) -> Iterator[tuple[str, Mutant]]:
    """One of each region after the other, so that a run that is ended early tells something."""
    for row in itertools.zip_longest(*regions.values()):
        yield from ((name, mutant) for name, mutant in zip(regions, row, strict=True) if mutant)


def main(number: int, seed: int, only: str, patience: float) -> None:
    every = {name: drawn(patterns, only, seed) for name, patterns in REGIONS.items()}
    regions = {name: found for name, found in every.items() if found}
    wanted = -(-number // len(regions))
    kept: dict[str, list[Verdict]] = {name: [] for name in regions}
    scratch = Scratch(
        apart([mutant for found in regions.values() for mutant in found[: wanted + wanted // 5]]), patience
    )
    try:
        for name, mutant in _in_turn(regions):
            if mutant not in scratch.unmade and len(kept[name]) < wanted:
                verdict = judged(mutant, scratch)
                print(told(verdict), flush=True)
                if verdict.by is not None:  # what cannot be compiled is no mistake that anybody makes unseen
                    kept[name].append(verdict)
        red = red_anyway([verdict for of in kept.values() for verdict in of], scratch)
    finally:
        shutil.rmtree(scratch.folder, ignore_errors=True)
    survivors = [verdict.mutant for of in kept.values() for verdict in of if not verdict.by or verdict.by in red]
    print("\nSurvivors\n", *map(difference, survivors), sep="\n")
    if red:
        print("\nRed without any change as well, and not counted:", *sorted(red), sep="\n")
    print()
    kept["all"] = [verdict for of in kept.values() for verdict in of]
    for name, of in kept.items():
        noticed = sum(bool(verdict.by) and verdict.by not in red for verdict in of)
        print(f"{name}: {noticed} of {len(of)} noticed, {noticed / len(of):.0%}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m tests.mutants", description="How many small changes the tests notice.")
    parser.add_argument("--number", type=int, default=150, help="changes to make, in all (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of their draw (default: %(default)s)")
    parser.add_argument("--only", default="", metavar="PATH", help="a file, or a folder, of the checkout")
    parser.add_argument("--patience", type=float, default=1, help="how often as long as usual all may take")
    for number in (signal.SIGTERM, signal.SIGINT):  # in the background as well
        signal.signal(number, lambda *_: sys.exit(1))
    main(**vars(parser.parse_args()))
