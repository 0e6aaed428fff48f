"""`import contagion as ct`: what an analyst works with, the nine tasks as written, and mistakes told in one line."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import contagion as ct
from models.programme.week import STAGES
from models.runs.simulation import simulate, territory_for
from models.scenarios.scenario import FOLDER
from tests.helpers.places import ROOT

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


@pytest.fixture(autouse=True)
def drawn_on_nothing():
    """Figures are closed, and no window opens."""
    import matplotlib.pyplot as plt

    with mpl.rc_context({"backend": "agg"}):
        yield
        plt.close("all")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the analyst works: runs are kept below it."""
    return tmp_path_factory.mktemp("work")


@pytest.fixture
def at_work(folder, monkeypatch) -> Path:
    monkeypatch.chdir(folder)
    return folder


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


def test_nine_tasks():
    assert len(TASKS) == 9


def test_a_band_over_many_seeds(done):
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
    at_the_end = left["made"].difference("participants").iloc[0]
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


@pytest.fixture
def towns(commune_rows) -> pd.DataFrame:
    """Communes of Grand Besançon as a table: of more than 1,500 inhabitants, without centre and census unit."""
    table = pd.DataFrame(commune_rows)
    return table[table["population"].astype(int).between(1500, 20_000) & (table["insee_code"] != "25364")]


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


def everything() -> list[Any]:
    """One of each object."""
    return [
        ct.run("ref", years=1),
        ct.many("ref", seeds=2, years=1),
        ct.compare("ref", "lowloss", seeds=2, years=1),
        ct.sweep({"training.places": [5, 10]}, seeds=2, years=1),
        ct.limits("ref", seeds=2, years=1),
        ct.levers("ref", seeds=2, years=1),
        ct.territory(),
    ]


def test_objects_show_themselves_and_draw(at_work):
    for one in everything():
        shown = one._repr_html_()
        assert len(shown) < 8_000
        assert shown.startswith("<div><b>")
        assert repr(one).startswith(f"<{type(one).__name__} ")
        assert "\n" not in repr(one)
        assert isinstance(one.plot(), Axes)


def test_uncertainty_stands_beside_the_figures(at_work):
    runs = ct.many("ref", seeds=2, years=1)
    row = runs.summary(["participants"]).iloc[0]
    assert row["low"] < row["mean"] < row["high"]
    assert "95 % interval" in runs._repr_html_()
    assert "5 to 95 %" in ct.run("ref", years=1)._repr_html_()


def test_it_draws_on_the_axes_that_it_is_given(at_work):
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(1, 2)
    runs, results = ct.many("ref", seeds=2, years=1), ct.run("ref", years=1)
    assert runs.plot("active", ax=axes[0]) is axes[0]
    assert results.map(ax=axes[1]) is axes[1]


def test_a_run_is_that_of_the_model(at_work):
    scenario = ct.read("lowloss")
    mine, models = (
        ct.run("lowloss", seed=3, years=2),
        simulate(scenario, territory_for(scenario), years=2, seed=3),
    )
    assert mine.summary["event_log_sha256"] == models.summary["event_log_sha256"]
    kept = ct.many("lowloss", seeds=[3], years=2).table.iloc[0]
    assert kept["participants"] == mine.summary["participants"]
    assert kept["cost_total"] == pytest.approx(mine.summary["cost_total"])


def test_columns_have_one_name(at_work):
    results = ct.run("ref", years=1)
    many = ct.many("ref", seeds=[1], years=1)
    tables = [results.weeks, results.years, results.communes, results.tables["communes"], many.table, many.years]
    for table in [*tables, many.weeks]:
        assert "facilitators_active" in table
        assert "active" not in table
    last = results.weeks.iloc[-1]
    for name in ("facilitators_active", "facilitators_trained", "aspirants", "aspirants_waiting", "partners_active"):
        assert last[name] == many.years[name].iloc[-1] == results.years[name].iloc[-1], name
    assert results.summary["aspirants"] == last["aspirants"]
    assert results.communes["participants"].sum() == results.summary["participants"]


def test_a_difference_by_week_ends_where_that_by_year_ends(at_work):
    made = ct.compare("ref", "lowloss", seeds=3, years=2)
    weeks, years = (made.difference("active", by=by).iloc[-1] for by in ("week", "year"))
    assert (weeks["week"], years["year"]) == (103, 2)
    assert weeks[["base", "mean", "low", "high"]].tolist() == pytest.approx(
        years[["base", "mean", "low", "high"]].tolist()
    )
    assert isinstance(made.plot("active", by="week"), Axes)


def test_an_exported_tie_is_that_of_the_scenario(at_work):
    shares = []
    for exponent in (1.5, 2.5):
        scenario = ct.read("ref", {"contacts.tie_exponent": exponent})
        graph = nx.read_graphml(ct.run(scenario, years=1).to_graphml("ties.graphml"))
        shares.append(graph.edges["25056", "25056"]["tie_share"])
    assert shares[0] < shares[1] < 1


def test_a_scenario_shows_itself_in_a_line():
    assert repr(ct.read("ref", training={"places": 20})).startswith("<Scenario ref, training.places = 20: Reference")


def test_settings_by_name_by_section_and_over_a_scenario():
    ways = [
        ct.read("ref", {"training.places": 20}),
        ct.read("ref", {"training": {"places": 20}}),
        ct.read("ref", training={"places": 20}),
        ct.read(ct.read("ref"), {"training.places": np.int64(20)}),
        ct.read(FOLDER / "ref.toml", {"training.places": 20}),
    ]
    for one in ways:
        assert one.parameters.training.places == 20
        assert one.name == "ref, training.places = 20"
        assert one.set_over == ("training.places",)
    assert ct.read("ref", {"training.places": 20}, name="twenty").name == "twenty"
    with pytest.warns(UserWarning, match="did you mean 0.25") as told:
        ct.read("ref", {"retention.loss_per_year": 25})
    assert told[0].filename == __file__


def test_scenarios_that_differ_in_a_setting_can_be_compared(at_work):
    made = ct.compare("ref", ct.read("ref", {"training.places": 5}), seeds=2, years=1)
    assert made.difference()["scenario"].unique().tolist() == ["ref, training.places = 5"]


def test_territories_by_name_kind_and_codes(at_work):
    dinan = ct.territory("Dinan Agglomération")
    assert len(dinan) == 65
    assert ct.territory("Doubs", kind="department").name == "Doubs (department 25)"
    assert len(ct.territory(["22050", "35288"])) == 2
    assert ct.territory("Grand Besançon").path is None  # its own table, contours included
    again = ct.Territory.from_dataframe(dinan.communes)
    assert again.model.population.tolist() == dinan.model.population.tolist()
    assert ct.run("ref", years=1, territory=dinan).scenario.effort_for == dinan.residents
    as_written = ct.run("ref", years=1, territory="Dinan Agglomération", effort="as-written").scenario
    assert as_written.parameters.training.places == 10


def test_a_file_that_changes_is_another_territory(at_work, towns):
    towns.to_csv("changing.csv", index=False)
    before = ct.many("ref", seeds=1, years=1, territory="changing.csv").scenario.effort_for
    towns.iloc[1:].to_csv("changing.csv", index=False)
    assert ct.many("ref", seeds=1, years=1, territory="changing.csv").scenario.effort_for < before


def test_a_hole_in_a_commune_is_a_hole_in_the_export():
    from experiments.front.exported import _geometry

    square = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], dtype=float)
    hole, beside = square / 4 + 1, square + 10
    made = _geometry([square[::-1], hole, beside], [0, 0])
    assert made["type"] == "MultiPolygon"
    assert [len(polygon) for polygon in made["coordinates"]] == [2, 1]
    outer, inner = made["coordinates"][0]
    assert outer == square.tolist()  # against the clock
    assert inner == hole[::-1].tolist()
    assert _geometry(None, [47.0, 6.0]) == {"type": "Point", "coordinates": [6.0, 47.0]}


# ---- mistakes ------------------------------------------------------------------------------------------------------


def does_nothing(model):
    for stage in STAGES:
        model.live_stage(stage.name)


MISTAKES = [
    ('ct.read("double_placs")', "did you mean 'double_places'"),
    ('ct.read("ref", {"training.place": 3})', "did you mean 'training.places'"),
    ('ct.read("ref", training={"places": -3})', "training.places = -3: must be greater"),
    ('ct.read("ref", ["training.places=3"])', "must be values by name"),
    ("ct.read(7)", "must be a name, a file or a Scenario"),
    ('ct.run("ref", seed="a")', "must be a whole number"),
    ('ct.run("ref", years=0)', "from 1 to 100"),
    ('ct.run("ref", effort="scale")', "did you mean 'scaled'"),
    ('ct.run("ref", territory="Dinan Aglomeration")', "nearest: CA Dinan Agglomération"),
    ('ct.run("ref", territory="Guadeloupe")', 'kind="department"'),
    ('ct.run("ref", territory="nowhere.csv")', "no such file"),
    ('ct.run("ref", rules={"paring": does_nothing})', "did you mean 'pairing'"),
    ('ct.run("ref", rules={"pairing": 3})', "must be a function of the model"),
    ('ct.many("ref", seeds=2, rules={"pairing": does_nothing})', "many: a rule of one's own is for a single run"),
    ('ct.compare("ref", "kernel", rules={"pairing": does_nothing})', "compare: a rule of one's own"),
    ('ct.sweep({"training.places": [1]}, rules={"pairing": does_nothing})', "sweep: a rule of one's own"),
    ('ct.many("ref", seeds=0)', "from 1 on"),
    ('ct.compare("ref")', "two scenarios or more"),
    ('ct.compare("ref", "ref")', "two scenarios are called 'ref'"),
    ('ct.compare("ref", "lowlos")', "did you mean 'lowloss'"),
    ('ct.sweep({"training.plces": [1]})', "did you mean 'training.places'"),
    ('ct.sweep({"training.places": 5})', "must be a list of values"),
    ('ct.sweep({"training.places": [1, 2, 3]}, points=3)', "a range is needed"),
    ('ct.sweep({"footprint.saving": [1, 2]})', "changes nothing in it"),
    ('results.map("coverge")', "did you mean 'coverage'"),
    ('results.map("coverage", year=4)', "from 1 to 1"),
    ('results.plot("active", by="month")', "there are week, year"),
    ('results.to_graphml("x.graphml", min_tie=3)', "a share from 0 to 1"),
    ('runs.mean("particpants")', "did you mean 'participants'"),
    ('runs.plot("coverage")', "is not known by year"),
    ('runs.plot("active", band=90)', "as in 0.9"),
    ('runs.more("5")', "must be a whole number"),
    ('ct.Territory.from_dataframe(ct.territory().communes.drop(columns="population"))', "column population is missing"),
    ("ct.Territory.from_dataframe(ct.territory().communes.assign(population=-4))", "-4 is out of range"),
    ('ct.territory("Bretagne", kind="town")', "must be epci, department, region"),
]


@pytest.fixture(scope="module")
def some(folder):
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield {"results": ct.run("ref", years=1), "runs": ct.many("ref", seeds=2, years=1)}
    finally:
        os.chdir(here)


@pytest.mark.parametrize("text, words", MISTAKES)
def test_a_mistake_is_told_in_a_line(text, words, some, at_work):
    with pytest.raises(ct.InputError) as told:
        eval(text, {"ct": ct, "does_nothing": does_nothing, **some})
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    assert not re.search(r"(?<![\w-])--[a-z]", str(told.value))
    assert len(str(told.value)) < 400


# ---- scripts -------------------------------------------------------------------------------------------------------

ASKS = 'print(ct.many("ref", seeds=300, years=10, workers=2).scenario.name)'
UNGUARDED = f"import contagion as ct\n{ASKS}\n"
GUARDED = "import contagion as ct\nif __name__ == '__main__':\n    " + ASKS.replace("300", "3").replace("10", "1")


@pytest.fixture
def script(tmp_path):
    """Run a script of its own in a folder of its own."""

    def run(text: str, **files: str) -> subprocess.CompletedProcess[str]:
        for name, content in {"study": text, **files}.items():
            (tmp_path / f"{name}.py").write_text(content, encoding="utf-8")
        command, told = [sys.executable, "study.py"], {**os.environ, "PYTHONPATH": str(ROOT)}
        how: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 120}
        return subprocess.run(command, cwd=tmp_path, env=told, check=False, **how)

    return run


def test_a_script_without_the_guard_is_told_what_to_do(script, tmp_path):
    done = script(UNGUARDED)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line == (
        "contagion: study.py starts worker processes, each of which reads it again: put what it does below "
        'if __name__ == "__main__":'
    )


def test_a_script_with_the_guard_starts_workers(script):
    done = script(GUARDED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ref\n", "")


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
