"""`import contagion as ct`: the door itself, the nine tasks as written, and scripts that open it."""

import re
import subprocess
import sys

import pytest

import contagion as ct
from tests.helpers.front_objects import everything
from tests.helpers.front_tasks import TASKS, lines_of
from tests.helpers.places import ROOT

HEAVY = ("numpy", "pandas", "mesa", "scipy", "matplotlib", "pydantic", "numba", "networkx")


# ---- the door ------------------------------------------------------------------------------------------------------


def test_nine_tasks_take_at_most_five_lines_each():
    assert len(TASKS) == 9
    assert all(1 <= len(lines_of(task)) <= 5 for task in TASKS)


def test_public_names_are_sorted_there_and_documented():
    assert dir(ct) == sorted(dir(ct))
    for name in dir(ct):
        assert getattr(ct, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'read_all'"):
        _ = ct.read_all  # ty: ignore[missing-attribute]


@pytest.mark.slow
def test_every_public_name_of_what_one_gets_is_documented(at_work):
    classes = {type(one) for one in everything()}
    bare = [
        f"{of.__name__}.{name}"
        for of in classes
        for name in dir(of)
        if not name.startswith("_") and not getattr(of, name).__doc__
    ]
    assert bare == []


@pytest.mark.slow
def test_the_class_of_each_answer_is_there(at_work):
    """So that a function of one's own can say what it takes."""
    made = {type(one) for one in everything()}
    assert {one.__name__ for one in made if one.__module__.startswith("contagion.experiments.")} <= {*dir(ct)}
    assert all(getattr(ct, name).__name__ == name for name in dir(ct) if name[0].isupper())


def test_the_import_is_light():
    code = f"import sys, contagion; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


# ---- scripts -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_files_beside_a_script_that_have_the_names_of_its_parts_do_no_harm(script):
    theirs = dict.fromkeys(("sim", "models", "experiments"), "raise SystemExit('imported')")
    done = script("import contagion as ct\nprint(ct.run('ref', years=1).scenario.name)\nimport models", **theirs)
    assert (done.stdout.split(), done.stderr.split()) == (["ref"], ["imported"])


@pytest.mark.slow
def test_the_block_of_the_page_is_a_script(script):
    text = (ROOT / "experiments" / "doors" / "python" / "README.md").read_text(encoding="utf-8")
    (block,) = [one for one in text.split("\n\n") if "import contagion as ct" in one]
    lines = [line.removeprefix("    ") for line in block.splitlines()]
    shorter = re.sub(r"seeds=\d+", "seeds=2", re.sub(r"points=\d+", "points=12", "\n".join(lines)))
    shorter = re.sub(r"(ct\.(run|many|compare|sweep)\(.*)\)( *#.*)?$", r"\1, years=4)", shorter, flags=re.MULTILINE)
    shorter = shorter.replace('"double_places", years', '"double_places", seeds=8, years')
    shorter = re.sub(r"(ct\.(many|compare)\(.*)\)$", r"\1, workers=1)", shorter, flags=re.MULTILINE)
    assert [shorter.count(words) for words in ("years=4", "seeds=8", "workers=1")] == [6, 1, 2]
    done = script(f"import matplotlib\nmatplotlib.use('agg')\n{shorter}")
    assert done.returncode == 0, done.stderr
