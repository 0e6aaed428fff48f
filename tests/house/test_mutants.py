"""The tool that counts what the tests notice (`make mutate`): the changes that it makes, and how it judges them."""

import signal
import subprocess
from itertools import pairwise
from typing import Any

import pytest

from tests.helpers.needs import needs_git
from tests.helpers.places import ROOT
from tests.mutants import __main__ as mutants
from tests.mutants import selected
from tests.mutants.changes import changes

pytestmark = pytest.mark.slow


def made(source):
    """The texts that a text can be changed into."""
    return {change.made_in(source.encode()).decode() for change in changes(source.encode())}


@pytest.mark.parametrize(
    "source, expected",
    [
        ("x = a < b", {"x = a <= b"}),
        ("x = a not  in b", {"x = a in b"}),
        ("x = (a) and (b)", {"x = (a) or (b)"}),
        ("x = a * (b)", {"x = a // (b)"}),
        ("x += a", {"x -= a"}),
        ("x = é + a", {"x = é - a"}),
        ("x = 0.5", {"x = 1.5", "x = (-0.5)"}),
        ("f(a, yes=True)", {"f(a, yes=False)", "pass"}),
        ("x = not a", {"x = a"}),
        ("if f(a):\n    b = a", {"if (not (f(a))):\n    b = a"}),
        ("if a is b:\n    b = a", {"if a is not b:\n    b = a"}),
        ("def f() -> list[int]:\n    return a", {"def f() -> list[int]:\n    return []"}),
        ("def f():\n    return a == b", {"def f():\n    return a != b", "def f():\n    return False"}),
        ("@compiled\ndef f():\n    return a", {"@compiled\ndef f():\n    return 0"}),
        ("@option(default=True)\ndef f(): ...", {"@option(default=False)\ndef f(): ..."}),
    ],
)
def test_what_can_be_changed_is_changed(source, expected):
    assert made(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""1 + 1."""',
        "x: f(1)",
        "def f(x: a < 1) -> a < 1: ...",
        "type X = a[1]",
        "if TYPE_CHECKING:\n    x = 1",
        "if __name__ == '__main__':\n    f(1)",
        "raise InputError('{n}', n=a + 1)",
        "x = Sentence('{n}', n=a + 1)",
        "__all__ = a + b",
        "x = a + 'b'",
        "x = zip(a, strict=True)",
        "@lru_cache(maxsize=1)\ndef f(): ...",
        "x = uniform(a) < b",
        "return_ = None",
    ],
)
def test_words_and_what_changes_nothing_are_left_alone(source):
    assert made(source) == set()


COMPILED = """@compiled
def f(x, y, out):
    if not x and (
        y > 2
    ):
        x += 1 + y
    out.append(x)
    return x * y if x < y else x - y
"""


def gives(source, number=0):
    """What compiled code gives, as plain Python has it, where the change of this number is made."""
    within: dict[str, Any] = {"compiled": lambda function: function, "_mutant": lambda: number}
    exec(compile(source, "toy", "exec"), within)
    out: list[int] = []
    return [within["f"](x, y, out) for x in range(4) for y in range(1, 5)], out


def test_of_changes_that_are_compiled_at_once_one_is_made():
    source, found = COMPILED.encode(), changes(COMPILED.encode())
    assert len(found) > 12
    for change in found:
        both = change.switched_in(source, 7)
        assert gives(both) == gives(source), change
        assert gives(both, 7) == gives(change.made_in(source)), change


def test_changes_within_each_other_are_not_compiled_at_once():
    found = [mutants.Mutant(f"{mutants.SWITCHED}a.py", change) for change in changes(COMPILED.encode())]
    at_once = sorted(one.change.unit for one in mutants.apart(found))
    assert all(one[1] <= other[0] for one, other in pairwise(at_once))
    assert 1 < len(at_once) < len(found)
    assert mutants.apart([mutants.Mutant("sim/a.py", change) for _, change in found]) == []


def test_changes_are_drawn_by_the_seed_and_one_a_line():
    (patterns, *_) = mutants.REGIONS.values()
    one, same, other = (mutants.drawn(patterns, "", seed) for seed in (1, 1, 2))
    assert one == same != other
    assert len({(mutant.name, mutant.change.line) for mutant in one}) == len(one) > 500


def test_whole_runs_are_where_they_are_looked_for():
    assert [name for of in selected.WHOLE.values() for name in of if not (ROOT / name).is_file()] == []


def test_the_tests_of_a_file_are_its_own_and_those_that_import_it():
    name = "sim/statistics/discovery/prim.py"
    assert selected.own(name) == ["tests/sim/statistics/discovery/test_prim.py"]
    assert "tests/experiments/verbs/discover/test_work.py" in selected.others(name)
    assert selected.own("models/programme/books/partners.py") == ["tests/models/programme/rules/test_partners.py"]


@pytest.mark.parametrize(
    "status, said, by",
    [
        (0, "2 passed", ""),
        (None, "", ""),
        (1, "..F\nFAILED tests/a/test_b.py::test_c[1 - 2] - assert 1 - 2", "tests/a/test_b.py::test_c"),
        (2, "ERROR tests/a/test_b.py - ImportError", "tests/a/test_b.py"),
        (-signal.SIGPROF, "", "a test that hangs"),
        (4, "ImportError while loading conftest", "tests that cannot begin"),
        (-11, "", "a crash"),
    ],
)
def test_the_red_test_is_named(status, said, by):
    assert mutants.noticed_by(status, said) == by


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Makes a project of these files, and lets all changes to it be tried."""

    def made(files):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
        for module in (mutants, selected):
            monkeypatch.setattr(module, "ROOT", tmp_path)
        mutants.main(number=len(files), seed=1, only="sim/", patience=2)
        assert {name: (tmp_path / name).read_text() for name in files} == files

    return made


HELD = {
    "sim/statistics/held.py": "def plus(a, b):\n    return a + b\n",
    "tests/sim/statistics/test_held.py": "from held import plus\ndef test_sum():\n    assert plus(3, 2) == 5\n",
    "pytest.ini": "[pytest]\npythonpath = sim/statistics\n",
}


@needs_git
def test_what_a_test_holds_is_noticed_and_what_none_holds_survives(checkout, capsys):
    loose = {
        "sim/statistics/loose.py": "def minus(a, b):\n    return a - b\n",
        "tests/sim/statistics/test_loose.py": "from loose import minus\ndef test_none():\n    minus(1, 0)\n",
        "sim/statistics/always_red.py": "def half(a):\n    return a / 2\n",
        "tests/sim/statistics/test_always_red.py": "def test_red():\n    assert False\n",
    }
    checkout(HELD | loose)
    said = capsys.readouterr().out
    assert "noticed by tests/sim/statistics/test_held.py::test_sum" in said
    assert "  - return a - b\n  + return " in said.partition("\nSurvivors\n")[2]
    assert "not counted:\ntests/sim/statistics/test_always_red.py::test_red" in said
    assert said.endswith("all: 1 of 3 noticed, 33%\n")


@needs_git
def test_tests_that_cannot_begin_at_all_have_noticed_nothing(checkout):
    with pytest.raises(RuntimeError, match=r"sim/statistics/held\.py: its tests cannot begin without a change either"):
        checkout(HELD | {"tests/conftest.py": "import not_there\n"})
