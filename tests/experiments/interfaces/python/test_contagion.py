"""`import contagion as ct`: the door itself, the nine tasks as written, and scripts that open it."""

import re
import subprocess
import sys

import pytest

import contagion as ct
from tests.helpers.places import ROOT

HEAVY = ("numpy", "pandas", "mesa", "scipy", "matplotlib", "pydantic", "numba", "networkx")


# ---- the door ------------------------------------------------------------------------------------------------------


def test_public_names_are_sorted_there_and_documented():
    assert dir(ct) == sorted(dir(ct))
    for name in dir(ct):
        assert getattr(ct, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'read_all'"):
        _ = ct.read_all  # ty: ignore[missing-attribute]


def test_the_import_is_light():
    code = f"import sys, contagion; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_editors_see_each_name_and_what_a_verb_takes(tmp_path, monkeypatch):
    """By what stands beside the package, without running any of it."""
    jedi = pytest.importorskip("jedi")
    monkeypatch.setattr(jedi.settings, "cache_directory", str(tmp_path / "cache"))  # there may be no home
    file = tmp_path / "own.py"
    file.write_text("import contagion as ct\n" + "".join(f"ct.{name}\n" for name in dir(ct)), encoding="utf-8")
    (made,) = jedi.Script('import contagion as ct\nct.limits("ref", ensemble=None)').infer(2, 3)
    assert {one.name for one in made.get_signatures()[0].params} >= {"scenario", "seeds", "years"}
    names = jedi.Script(path=file).get_names(references=True, all_scopes=True)
    assert not [one.name for one in names if not one.goto(follow_imports=True)]
    answer = jedi.Script('import contagion as ct\nct.limits("ref", seeds=40).').complete(2, 27)
    assert {"table", "by_year"} <= {one.name for one in answer}


# ---- scripts -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_block_of_the_page_is_a_script(script):
    text = (ROOT / "experiments" / "interfaces" / "python" / "README.md").read_text(encoding="utf-8")
    (block,) = [one for one in text.split("\n\n") if "import contagion as ct" in one]
    lines = [line.removeprefix("    ") for line in block.splitlines()]
    shorter = re.sub(r"seeds=\d+", "seeds=2", re.sub(r"points=\d+", "points=12", "\n".join(lines)))
    shorter = re.sub(r"(ct\.(run|many|compare|sweep)\(.*)\)( *#.*)?$", r"\1, years=4)", shorter, flags=re.MULTILINE)
    shorter = shorter.replace('"double_places", years', '"double_places", seeds=8, years')
    shorter = re.sub(r"(ct\.(many|compare)\(.*)\)$", r"\1, workers=1)", shorter, flags=re.MULTILINE)
    assert [shorter.count(words) for words in ("years=4", "seeds=8", "workers=1")] == [7, 1, 2]
    done = script(f"import matplotlib\nmatplotlib.use('agg')\n{shorter}")
    assert done.returncode == 0, done.stderr
