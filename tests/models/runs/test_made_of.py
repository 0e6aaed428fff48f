"""A user's function is known by all that it is made of: text of files or cells, and values as they are in memory."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest

from contagion.models.runs.own_code import A_CELL, OwnFunction
from contagion.sim.errors import InputError
from tests.helpers.own_functions import FILES, HELPERS, cell, digest, loaded
from tests.helpers.places import ROOT


@pytest.mark.parametrize(
    "name, before, after",
    [
        ("own_rules", "near(model),", "near(model) ,"),  # of the rule
        ("own_rules", "len(LEFT) * BY", "len(LEFT) + BY"),  # of a helper in its file
        ("own_rules", "return number + more", "return number - more"),  # of what it does not use, in its file
        ("own_helpers", "LIMIT + Counter", "LIMIT * Counter"),
        ("own_helpers", "LIMIT = 5", "LIMIT = 6"),
        ("own_helpers", "seen += 1", "seen += 2"),
    ],
)
def test_one_character_makes_another_function(read, name, before, after):
    first = digest(read().rule)
    assert digest(read().rule) == first
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


def test_two_in_one_line_are_told_apart_and_one_that_has_run_often_is_that_of_its_file(read):
    """Python rewrites the code of what is called often."""
    made = read()
    before = digest(made.one)
    assert made.one.__code__.co_qualname == made.other.__code__.co_qualname
    assert before != digest(made.other)
    assert [OwnFunction.of(one).load()("m") for one in (made.one, made.other)] == [1, 2]
    for _ in range(5000):
        made.one(None)
    assert digest(made.one) == before


def test_it_is_known_by_the_same_digest_in_every_process(read, tmp_path):
    """Whatever order sets have there."""
    mine = digest(read().rule)
    text = (
        "import own_rules; from contagion.models.runs.own_code import OwnFunction; "
        "print(OwnFunction.of(own_rules.rule).sha256)"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    for seed in "1", "2":
        told = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", text], env=told, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == mine


def test_a_file_that_has_changed_since_it_was_read_is_refused(read, tmp_path):
    made = read()
    (tmp_path / "own_helpers.py").write_text(HELPERS.replace("LIMIT + C", "LIMIT - C"), encoding="utf-8")
    with pytest.raises(InputError) as error:
        OwnFunction.of(made.rule)
    said = str(error.value)  # Python 3.14 notes beside it what was being written
    assert re.fullmatch(r"own_helpers.py has been changed since \w+.*; read it again", said)


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


TEXT = "{}\ndef rule(model):\n    {}"
REFUSED = {
    TEXT.format("import numpy as np", "np.random.default_rng()"): "rule draws by default_rng; chance",
    TEXT.format("import secrets", "secrets.randbelow(2)"): "rule draws by secrets; chance",
    TEXT.format("import numpy as np; draws = np.random.default_rng(1)", "draws"): r"numbers \(Generator\)",
    TEXT.format("from random import random", "random()"): r"numbers \(Random\); chance",
    TEXT.format("from numpy.random import rand", "rand()"): r"numbers \(RandomState\); chance",
    TEXT.format("def helper(): from os import urandom", "helper()"): "helper draws by urandom",
    TEXT.format("import numba, numpy as np\n@numba.njit", "np.random.random()"): "rule draws by random; chance",
    TEXT.format("", "from random import Random"): "rule draws by Random; chance",
}


@pytest.mark.parametrize("text, words", REFUSED.items())
def test_what_draws_unseen_is_refused_in_one_line(text, words, refused):
    assert re.search(words, refused(text))
