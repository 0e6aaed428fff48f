"""Functions of a user's: in modules that are written and read, and in cells of a notebook."""

import linecache
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from contagion.models.runs.own_code import OwnFunction

HELPERS = """
LIMIT = 5
WORDS = {"ready", "active", "resting", "lost"}

class Counter:
    seen = 0

    def count(self):
        Counter.seen += 1
        return Counter.seen

def far(model):
    return LIMIT + Counter().count()
"""
OWN = """
import own_helpers
from own_helpers import far

BY, LEFT = 2, []

def near(model):
    LEFT.append(model)
    return len(LEFT) * BY

def rule(model):
    return near(model), far(model), sorted(own_helpers.WORDS)

def factory(number):
    def made(model, more=1):
        return number + more
    return made

one, other = lambda model: 1, lambda model: 2
"""
FILES = {"own_helpers": HELPERS, "own_rules": OWN}
COMPILED = """
import numba

LIMIT = 5

@numba.njit
def helper(number):
    return number + LIMIT

@numba.njit
def rule(number):
    return helper(number) * 2
"""


def loaded(folder: Path, name: str, text: str) -> ModuleType:
    """A module of the user's, written and read."""
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    sys.modules[name] = module = ModuleType(name)
    module.__file__ = str(path)
    exec(compile(text, path, "exec"), vars(module))
    return module


def cell(text: str, names: dict[str, Any], number: int = 1) -> dict[str, Any]:
    """Run a cell, whose text is kept as a notebook keeps it."""
    name = f"<cell {number}>"
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    exec(compile(text, name, "exec"), names)
    return names


def digest(function: Any) -> str:
    """What a function is known by."""
    return OwnFunction.of(function).sha256
