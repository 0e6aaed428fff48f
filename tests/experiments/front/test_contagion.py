"""`import contagion as ct`: the door itself, the nine tasks as written, and scripts that open it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import contagion as ct
from tests.helpers.front_objects import everything
from tests.helpers.places import ROOT
from tests.helpers.table_rows import only

HEAVY = ("numpy", "pandas", "mesa", "scipy", "matplotlib", "pydantic", "numba", "networkx")

TASKS = {
    "a band over many seeds": """
        runs = ct.many("double_places", seeds=8, years=4)
        ax = runs.plot("active", band=0.9, by="week")
    """,
    "a paired difference by year": """
        made = ct.compare("ref", "double_places", seeds=4, years=5)
        found = made.difference("participants", by="year")
    """,
    "a heat map": """
        swept = ct.sweep({"volunteering.wish": [0.1, 0.3], "training.places": [5, 10, 20]}, seeds=2, years=3)
        ax = swept.heatmap("participants")
    """,
    "a map and its export": """
        results = ct.run("ref", seed=1, years=3)
        ax = results.map("coverage", year=3)
        results.to_geojson("run.geojson")
        results.to_graphml("run.graphml", min_tie=0.02)
    """,
    "a rule of one's own": """
        def nobody_pairs_for_a_year(model):
            if model.week >= 52:
                model.live_stage("pairing")
        late = ct.run("ref", years=2, rules={"pairing": nobody_pairs_for_a_year})
    """,
    "more replicates": """
        runs = ct.many("ref", seeds=4, years=1)
        more = runs.more(4)
    """,
    "a Latin hypercube with PRCC": """
        ranges = {"volunteering.wish": (0.1, 0.3), "retention.loss_per_year": None, "outreach.factor": (1, 4)}
        swept = ct.sweep(ranges, points=24, seeds=2, years=2)
        found = swept.prcc("participants")
    """,
    "a fit to one number": """
        from scipy.optimize import brentq
        def too_many(factor):
            tried = ct.read("ref", {"outreach.factor": factor})
            return ct.many(tried, seeds=4, years=1).mean("participants") - 45
        best = brentq(too_many, 1, 4, xtol=0.05)
    """,
    "a territory of one's own": """
        mine = pd.read_csv("mine.csv", dtype={"insee_code": str})
        here = ct.Territory.from_dataframe(mine)
        runs = ct.many("ref", seeds=2, years=1, territory=here)
    """,
}
"""As a user writes them, below `import contagion as ct` and `import pandas as pd`."""


def lines_of(task: str) -> list[str]:
    return [line[8:] for line in TASKS[task].strip("\n").splitlines() if line.strip()]


@pytest.fixture
def done(at_work):
    """Do a task as it is written; what it leaves, by name."""

    def do(task: str) -> dict[str, Any]:
        names: dict[str, Any] = {"ct": ct, "pd": pd}
        exec("\n".join(lines_of(task)), names)
        return names

    return do


@pytest.mark.parametrize("task", TASKS)
def test_a_task_takes_at_most_five_lines(task):
    assert 1 <= len(lines_of(task)) <= 5


def test_the_tasks_are_nine():
    assert len(TASKS) == 9


def test_a_band_over_many_seeds_holds_the_runs(done):
    left = done("a band over many seeds")
    assert isinstance(left["ax"], Axes)
    runs = left["runs"]
    assert runs.table["seed"].tolist() == list(range(1, 9))
    assert len(runs.weeks) == 8 * 208
    # the line is the mean of the runs week by week, and ends where the yearly table ends
    line = left["ax"].lines[0].get_ydata()
    assert line[-1] == pytest.approx(runs.years.query("year == 4")["facilitators_active"].mean())
    (band,) = left["ax"].collections
    ends = band.get_paths()[0].vertices[:, 1]
    assert ends.max() == pytest.approx(runs.weeks.groupby("week")["facilitators_active"].quantile(0.95).max())


def test_a_paired_difference_by_year(done):
    left = done("a paired difference by year")
    found = left["found"].set_index("year")
    assert found.index.tolist() == [1, 2, 3, 4, 5]
    assert (found["scenario"] == "double_places").all()
    wide = left["made"].years.query("year == 5").pivot(index="seed", columns="scenario", values="participants")
    pairs = wide["double_places"] - wide["ref"]
    assert found.loc[5, "difference"] == pytest.approx(pairs.mean())
    assert found.loc[5, "high"] - found.loc[5, "difference"] == pytest.approx(
        3.182446 * pairs.std() / 2, rel=1e-5
    )  # Student's t of 3
    assert found.loc[1, "difference"] == 0  # the decision is of the fourth year
    assert found.loc[5, "difference"] > 0
    at_the_end = only(left["made"].difference("participants"))
    assert at_the_end["difference"] == found.loc[5, "difference"]


def test_a_heat_map(done):
    left = done("a heat map")
    cells = left["ax"].images[0].get_array()
    assert cells.shape == (3, 2)
    table = left["swept"].table
    one = table[(table["volunteering.wish"] == 0.3) & (table["training.places"] == 20)]
    assert cells[2, 1] == pytest.approx(one["participants"].mean())
    assert len(table) == 12


def test_a_map_and_its_export(done):
    left = done("a map and its export")
    results = left["results"]
    assert isinstance(left["ax"], Axes)
    features = json.loads(Path("run.geojson").read_text(encoding="utf-8"))["features"]
    assert len(features) == 68
    assert sum(one["properties"]["participants"] for one in features) == results.summary["participants"] > 0
    last = results.communes.query("year == 3").set_index("commune")
    own, active = last["coverage"], last["facilitators_active"]
    assert all(one["properties"]["coverage"] == pytest.approx(own[one["id"]]) for one in features)
    assert {one["geometry"]["type"] for one in features} <= {"Polygon", "MultiPolygon"}
    graph = nx.read_graphml("run.graphml")
    assert len(graph) == 68
    assert min(share for *_, share in graph.edges(data="tie_share")) >= 0.02
    whole = results.territory.model.tie_share
    assert graph.number_of_edges() == (whole >= 0.02).sum()
    assert graph.nodes["25056"]["facilitators_active"] == active["25056"]


def test_a_rule_of_ones_own(done):
    late = done("a rule of one's own")["late"]
    assert late.weeks["groups_started"].iloc[-1] > 0
    in_the_first_year = [made.weeks["groups_started"].iloc[52] for made in (late, ct.run("ref", years=2))]
    assert in_the_first_year[0] < in_the_first_year[1]  # those trained as a pair open one all the same
    assert list(late.provenance["replaced_stages"]) == ["pairing"]
    assert "nobody_pairs_for_a_year" in late.provenance["replaced_stages"]["pairing"]


def test_more_replicates_are_taken_from_the_store(done):
    left = done("more replicates")
    more, runs = left["more"], left["runs"]
    assert more.seeds == list(range(1, 9))
    pd.testing.assert_frame_equal(more.table.head(4), runs.table)  # the seconds too: they were not run again
    assert Path("results/store").is_dir()


def test_a_latin_hypercube_with_prcc(done):
    left = done("a Latin hypercube with PRCC")
    found, swept = left["found"], left["swept"]
    assert list(found) == ["parameter", "prcc", "low", "high"]
    signs = np.sign(found.set_index("parameter")["prcc"])
    assert (signs["outreach.factor"], signs["retention.loss_per_year"]) == (1, -1)
    places = swept.table.drop_duplicates("volunteering.wish")["volunteering.wish"]
    assert np.array_equal(np.sort(((places - 0.1) / 0.2 * 24).astype(int)), range(24))  # one in each share of the range
    assert isinstance(swept.plot("participants"), Axes)


def test_a_fit_to_one_number(done):
    best = done("a fit to one number")["best"]
    made = ct.many(ct.read("ref", {"outreach.factor": best}), seeds=4, years=1)
    assert abs(made.mean("participants") - 45) < 8


def test_a_territory_of_ones_own(at_work, done, towns):
    towns.to_csv("mine.csv", index=False)
    left = done("a territory of one's own")
    assert len(left["here"]) == len(towns)
    assert left["here"].model.population.sum() == towns["population"].astype(int).sum()
    assert left["runs"].scenario.effort_for == left["here"].residents  # scaled to it
    assert left["here"].path.is_file()


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
    done = script("from experiments.cli.main import main\nmain()", models="x = 1")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "models.py hides the package 'models'" in done.stderr


def test_at_a_prompt_a_hidden_package_is_an_error_of_import(script):
    done = script("import sys; sys.ps1 = '>>> '\nimport contagion", sim="x = 1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ImportError: ")


def test_the_block_of_the_readme_is_a_script(script):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = [one for one in text.split("\n\n") if "import contagion as ct" in one]
    lines = [line.removeprefix("    ") for line in block.splitlines()]
    shorter = re.sub(r"seeds=\d+", "seeds=2", re.sub(r"points=\d+", "points=12", "\n".join(lines)))
    shorter = re.sub(r"(ct\.(run|many|compare|sweep)\(.*)\)( *#.*)?$", r"\1, years=4)", shorter, flags=re.MULTILINE)
    assert shorter.count("years=4") > 4
    done = script(f"import matplotlib\nmatplotlib.use('agg')\n{shorter}")
    assert done.returncode == 0, done.stderr
