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


@pytest.mark.parametrize("task", TASKS)
def test_a_task_takes_at_most_five_lines(task):
    assert 1 <= len(lines_of(task)) <= 5


def test_the_tasks_are_nine():
    assert len(TASKS) == 9


# ---- the door ------------------------------------------------------------------------------------------------------


def test_public_names_are_sorted_there_and_documented():
    assert ct.__all__ == sorted(ct.__all__)
    assert dir(ct) == ct.__all__
    for name in ct.__all__:
        assert getattr(ct, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'mnay'"):
        _ = ct.mnay


def test_every_public_name_of_what_one_gets_is_documented(at_work):
    classes = {type(one) for one in everything()}
    bare = [
        f"{of.__name__}.{name}"
        for of in classes
        for name in dir(of)
        if not name.startswith("_") and not getattr(of, name).__doc__
    ]
    assert bare == []


def test_the_import_is_light():
    code = f"import sys, contagion; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


# ---- scripts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["models", "sim"])
def test_a_file_that_hides_a_package_is_told(script, tmp_path, name):
    done = script("import contagion", **{name: "x = 1"})
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line == (
        f"contagion: {tmp_path / name}.py hides the package {name!r} of contagion: rename it, or work in another folder"
    )


def test_a_file_that_hides_a_package_is_told_by_the_command(script, tmp_path):
    done = script("from contagion.experiments.cli.main import main\nmain()", models="x = 1")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "models.py hides the package 'models'" in done.stderr


def test_at_a_prompt_a_hidden_package_is_an_error_of_import(script):
    done = script("import sys; sys.ps1 = '>>> '\nimport contagion", sim="x = 1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ImportError: ")


def test_the_block_of_the_page_is_a_script(script):
    text = (ROOT / "experiments" / "front" / "README.md").read_text(encoding="utf-8")
    (block,) = [one for one in text.split("\n\n") if "import contagion as ct" in one]
    lines = [line.removeprefix("    ") for line in block.splitlines()]
    shorter = re.sub(r"seeds=\d+", "seeds=2", re.sub(r"points=\d+", "points=12", "\n".join(lines)))
    shorter = re.sub(r"(ct\.(run|many|compare|sweep)\(.*)\)( *#.*)?$", r"\1, years=4)", shorter, flags=re.MULTILINE)
    shorter = shorter.replace('"double_places", years', '"double_places", seeds=8, years')
    shorter = re.sub(r"(ct\.(many|compare)\(.*)\)$", r"\1, workers=1)", shorter, flags=re.MULTILINE)
    assert [shorter.count(words) for words in ("years=4", "seeds=8", "workers=1")] == [6, 1, 2]
    done = script(f"import matplotlib\nmatplotlib.use('agg')\n{shorter}")
    assert done.returncode == 0, done.stderr
