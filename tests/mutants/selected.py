"""Which tests ought to say so when a file of code is changed: its own first, then those that import it, then whole runs
and commands, then those of its room."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.helpers.places import ROOT
from tests.house.test_mirror import EXCEPTIONS, MODELS_EXCEPTIONS

SAME_RESULTS, IN_PYTHON = "tests/whole/test_same_results.py", "tests/experiments/doors/python/test_contagion.py"
WHOLE = {
    "models": (SAME_RESULTS, "tests/whole/test_invariants.py", "tests/whole/test_alternatives.py"),
    "sim": (SAME_RESULTS, IN_PYTHON),
    "experiments": (IN_PYTHON, "tests/whole/test_bad_text.py"),
}
"""By the floor of the file."""
FLOORS = ("sim", "models", "experiments")
MOST = 8
"""Files of tests, and of code on each floor, that import a file of code, those first that import the fewest others."""


def own(name: str) -> list[str]:
    """The file of tests at the mirrored place, or those that stand for it."""
    mirrored = "tests/" + "/test_".join(name.rsplit("/", 1))
    if (ROOT / mirrored).is_file():
        return [mirrored]
    said = re.findall(r"[\w/]*test_\w+\.py", (EXCEPTIONS | MODELS_EXCEPTIONS).get(name, ""))
    beside = mirrored.rpartition("/")[0]
    places = [place for test in said for place in (f"{beside}/{test}", f"tests/{test}")]
    return [place for place in places if (ROOT / place).is_file()]


def others(name: str) -> list[str]:
    """Files of tests that import a file of code, themselves or by a helper; those of the code that imports it; whole
    runs, which come first where the file is of the model: they notice most; and those of the room that it is in, and of
    the doors that ask a verb."""
    floor = name.partition("/")[0]
    tests, users = _importing(name, "tests")[:MOST], []
    for above in FLOORS[FLOORS.index(floor) :]:
        users += _importing(name, above)[:MOST]
    importing = [*tests, *(test for user in users for test in own(user))]
    rooms = [
        name.rpartition("/")[0],
        *(["experiments/doors/command", "experiments/doors/python"] if name.startswith("experiments/verbs/") else []),
    ]
    room = [
        path.relative_to(ROOT).as_posix() for of in rooms for path in sorted((ROOT / "tests" / of).glob("test_*.py"))
    ]
    ordered = [*WHOLE[floor], *importing] if floor == "models" else [*importing, *WHOLE[floor]]
    ordered += room
    return [test for test in dict.fromkeys(ordered) if test not in own(name) and (ROOT / test).is_file()]


def _importing(name: str, folder: str) -> list[str]:
    """Files that import a file of code: of tests, but those of the project itself, or of code."""
    module = "contagion." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    kind = "test_*.py" if folder == "tests" else "*.py"
    paths = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / folder).rglob(kind))]
    found = [(len(_imported(path)), path) for path in paths if module in _imported(path)]
    return [path for _, path in sorted(found) if not path.startswith("tests/house/")]


@cache
def _imported(path: str) -> set[str]:
    """Names of modules, and of what is taken from them; by the helpers of tests as well."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    helpers = [name.replace(".", "/") + ".py" for name in sorted(found) if name.startswith("tests.helpers.")]
    return found.union(*(_imported(helper) for helper in helpers if (ROOT / helper).is_file()))
