"""A user's function: known by all that it is made of, and sent as it is in memory, a copy for each run."""

import linecache
import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from models.runs.own_code import A_CELL, LARGEST, OwnFunction
from sim.errors import InputError

ROOT = Path(__file__).resolve().parents[3]
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
    spec = spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    sys.modules[name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def read(tmp_path):
    """Read the user's two modules, as they are or with other texts; the one that has the rules."""

    def again(**texts: str) -> Any:
        return [loaded(tmp_path, name, texts.get(name, text)) for name, text in FILES.items()][-1]

    yield again
    for name in FILES:
        sys.modules.pop(name, None)


def digest(function: Any) -> str:
    return OwnFunction.of(function).sha256


# ---- what it is known by ---------------------------------------------------------------------------------------------


def test_the_same_text_is_the_same_function(read):
    assert digest(read().rule) == digest(read().rule)


@pytest.mark.parametrize(
    "name, before, after",
    [
        ("own_rules", "near(model),", "near(model) ,"),  # of the rule
        ("own_rules", "len(LEFT) * BY", "len(LEFT) + BY"),  # of a helper in its file
        ("own_rules", "BY, LEFT = 2, []", "BY, LEFT = 3, []"),
        ("own_rules", "return number + more", "return number - more"),  # of what it does not use, in its file
        ("own_helpers", "LIMIT + Counter", "LIMIT * Counter"),
        ("own_helpers", "LIMIT = 5", "LIMIT = 6"),
        ("own_helpers", "seen += 1", "seen += 2"),
    ],
)
def test_one_character_makes_another_function(read, name, before, after):
    first = digest(read().rule)
    assert FILES[name].count(before) == 1
    assert digest(read(**{name: FILES[name].replace(before, after)}).rule) != first


def test_what_is_beside_its_file_is_not_looked_at(read, tmp_path):
    first = digest(read().rule)
    loaded(tmp_path, "own_other", "x = 1")
    sys.modules.pop("own_other")
    assert digest(read().rule) == first


def test_values_count_as_they_are_in_memory(read):
    made = read()
    digests = {digest(made.rule)}
    made.BY = 7
    digests.add(digest(made.rule))
    made.own_helpers.LIMIT = 7
    digests.add(digest(made.rule))
    made.own_helpers.Counter.seen = 3
    digests.add(digest(made.rule))
    assert len(digests) == 4
    assert OwnFunction.of(made.rule).load()("m")[:2] == (7, 11)


def test_functions_that_differ_by_what_they_close_over_or_default_to(read):
    made = read()
    again, before = made.factory(3), digest(made.factory(3))
    assert digest(again) == before != digest(made.factory(4))
    again.__defaults__ = (2,)
    assert digest(again) != before
    assert OwnFunction.of(again).load()("m") == 5


def test_two_in_one_line_are_told_apart(read):
    made = read()
    assert made.one.__code__.co_qualname == made.other.__code__.co_qualname
    assert digest(made.one) != digest(made.other)
    assert [OwnFunction.of(one).load()("m") for one in (made.one, made.other)] == [1, 2]


def test_it_is_known_by_the_same_digest_in_every_process(read, tmp_path):
    """Whatever order sets have there."""
    mine = digest(read().rule)
    text = (
        "import own_rules; from models.runs.own_code import OwnFunction; print(OwnFunction.of(own_rules.rule).sha256)"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    for seed in "1", "2":
        told = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", text], env=told, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == mine


def test_a_file_that_has_changed_since_it_was_read_is_refused(read, tmp_path):
    made = read()
    (tmp_path / "own_helpers.py").write_text(HELPERS.replace("LIMIT + C", "LIMIT - C"), encoding="utf-8")
    with pytest.raises(InputError, match=r"^own_helpers.py has been changed since \w+.*; read it again$"):
        OwnFunction.of(made.rule)


def test_a_function_that_has_run_often_is_that_of_its_file(read):
    """Python rewrites the code of what is called often."""
    made = read()
    before = digest(made.one)
    for _ in range(5000):
        made.one(None)
    assert digest(made.one) == before


# ---- a cell of a notebook --------------------------------------------------------------------------------------------


def cell(text: str, names: dict[str, Any], number: int = 1) -> dict[str, Any]:
    """Run a cell, whose text is kept as a notebook keeps it."""
    name = f"<cell {number}>"
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    exec(compile(text, name, "exec"), names)
    return names


def test_in_a_notebook_the_functions_and_values_that_it_uses_count():
    helper, rule = "def helper(model):\n    return model + LIMIT\n", "def rule(model):\n    return helper(model)\n"

    def made(helper: str, rule: str, limit: int, beside: str = "") -> OwnFunction:
        names = cell(helper, {"__name__": "__main__", "LIMIT": limit, "unused": beside})
        return OwnFunction.of(cell(beside + rule, names, 2)["rule"])

    first = made(helper, rule, 5)
    assert (first.name, first.file, first.source) == ("rule", A_CELL, rule)
    assert first.load()(1) == 6
    assert made(helper, rule, 5, beside="# elsewhere in the cell\n").sha256 == first.sha256
    others = [
        made(helper, rule, 6),
        made(helper.replace("+", "-"), rule, 5),
        made(helper, rule.replace("r(m", "r( m"), 5),
    ]
    assert len({one.sha256 for one in [first, *others]}) == 4


def test_a_function_without_text_is_refused():
    names: dict[str, Any] = {"__name__": "__main__"}
    exec("def rule(model): pass", names)
    with pytest.raises(InputError, match="its text is not known; write it in a file or in a notebook"):
        OwnFunction.of(names["rule"])


# ---- the copy --------------------------------------------------------------------------------------------------------


def test_each_copy_begins_anew(read):
    made = read()
    own = OwnFunction.of(made.rule)
    (near, far, words), *others = [own.load()("m") for _ in range(3)]
    assert (near, far, words) == (2, 6, ["active", "lost", "ready", "resting"])
    assert others == [(near, far, words)] * 2
    copy = own.load()
    assert [copy("m")[:2] for _ in range(2)] == [(2, 6), (4, 7)]  # and within a run it goes on


def test_a_copy_touches_nothing_of_the_users(read):
    made = read()
    counter, methods = made.own_helpers.Counter, dict(vars(made.own_helpers.Counter))
    OwnFunction.of(made.rule).load()("m")
    assert made.LEFT == []
    assert vars(counter) == methods
    assert counter.seen == 0


def test_a_copy_needs_no_file(read, tmp_path):
    content = tmp_path / "content"
    content.write_bytes(OwnFunction.of(read().rule).content)
    text = f"import pickle, pathlib; print(pickle.loads(pathlib.Path({str(content)!r}).read_bytes())('m')[:2])"
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", text], cwd="/", env=told, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(2, 6)"


def test_a_compiled_function_is_compiled_again_from_what_it_is_now(read):
    own = OwnFunction.of(read(own_rules=COMPILED).rule)
    assert own.is_compiled
    assert own.load()(1) == 12
    assert own.load() is own.load()
    made = read(own_rules=COMPILED)
    assert digest(made.rule) == own.sha256
    made.LIMIT = 6
    assert OwnFunction.of(made.rule).load()(1) == 14
    others = [COMPILED.replace("r + L", "r - L"), COMPILED.replace("= 5", "= 4")]
    digests = [digest(made.rule), *(digest(read(own_rules=text).rule) for text in others)]
    assert len({own.sha256, *digests}) == 4


# ---- what is refused -------------------------------------------------------------------------------------------------

AT_THE_TOP, WITHIN = "{}\ndef rule(model):\n    {}", "def rule(model):\n    {}"
REFUSED = {
    AT_THE_TOP.format("import threading; lock = threading.Lock()", "lock.acquire()"): "uses lock, which cannot be sent",
    AT_THE_TOP.format("import numpy as np", "np.random.default_rng()"): "rule draws by default_rng; chance",
    AT_THE_TOP.format("import secrets", "secrets.randbelow(2)"): "rule draws by secrets; chance",
    AT_THE_TOP.format("import numpy as np; draws = np.random.default_rng(1)", "draws"): r"numbers \(Generator\)",
    AT_THE_TOP.format("from random import random", "random()"): r"numbers \(Random\); chance",
    AT_THE_TOP.format("from numpy.random import rand", "rand()"): r"numbers \(RandomState\); chance",
    AT_THE_TOP.format("def helper(): from os import urandom", "helper()"): "helper draws by urandom",
    AT_THE_TOP.format(f"import numpy; table = numpy.zeros({LARGEST // 8})", "table.sum()"): "uses 10 MB of values",
    AT_THE_TOP.format("import numba, numpy as np\n@numba.njit", "np.random.random()"): "rule draws by random; chance",
    WITHIN.format("from random import Random"): "rule draws by Random; chance",
}


@pytest.mark.parametrize("text, words", REFUSED.items())
def test_what_cannot_be_sent_or_draws_unseen_is_refused_in_one_line(text, words, tmp_path):
    made = loaded(tmp_path, "own_refused", text)
    try:
        with pytest.raises(InputError, match=words) as told:
            OwnFunction.of(made.rule)
    finally:
        sys.modules.pop("own_refused")
    assert "\n" not in str(told.value)
