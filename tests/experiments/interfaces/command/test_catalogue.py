"""What there is to choose from, as the command lists it."""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from contagion.experiments.commands.sweep.work import with_varied
from contagion.experiments.evidence.ensemble import as_written, write
from contagion.experiments.interfaces.command.varied import design_of
from contagion.experiments.interfaces.command.verbs import Command
from contagion.experiments.interfaces.verbs import ALL
from contagion.experiments.say.asked import to_make
from contagion.experiments.say.charts import maps
from contagion.models.runs import vocabulary
from contagion.models.runs.study import Conversations
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.statistics.designs import Factor
from tests.helpers.calibration_by_hand import PREDICTED
from tests.helpers.command import complaint, contagion


def test_the_schema_is_a_schema_of_scenarios():
    made = json.loads(contagion("schema").stdout)
    places = made["$defs"]["Training"]["properties"]["places"]
    assert places["unit"] == "seats"
    assert made["additionalProperties"] is False


def test_parameters_are_found_by_words_in_name_or_meaning():
    found = contagion("parameters", "training", "places").stdout
    assert "training.places" in found
    assert "retention.loss_per_year" not in found


def test_indicators_are_printed_or_handed_over_as_json():
    assert "coverage" in contagion("indicators", "coverage").stdout
    said = contagion("indicators", "coverage_gini", "--json").stdout
    rows = json.loads(said)
    assert said.endswith("]\n")
    assert not said.endswith("\n\n")
    assert [row["name"] for row in rows] == ["coverage_gini"]


def test_ensembles_are_told_with_what_they_make_of_what_was_observed(tmp_path):
    write(
        replace(as_written(Path("besancon"))[0], about={"title": "Dinan", "predicted": PREDICTED}),
        tmp_path / "d.parquet",
    )
    done = contagion("ensembles", tmp_path / "d.parquet")
    assert done.stdout.startswith("d: Dinan. 3,000 sets of values.")
    assert "participants, year 3" in done.stdout
    shipped = contagion("ensembles").stdout
    assert shipped.startswith("besancon: Grand Besançon 2017-2019, 300 people counted in groups.")
    assert "besancon_tasters: Grand Besançon 2017-2019, 300 people with facilitators and tasters." in shipped


def test_the_library_and_the_readings_are_listed():
    assert "doi 10.1038/s41467-019-12457-2" in contagion("readings").stdout
    assert "Double the training places from 2020 on" in contagion("scenarios").stdout


# ---- `contagion territory`: the communes and what links them, printed and drawn ----


def test_the_territory_is_printed_and_drawn(tmp_path):
    done = contagion("territory", "--out", tmp_path / "map.png")
    assert done.exit_code == 0
    assert "68 communes, 193,279 inhabitants" in done.stdout
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_the_map_has_a_place_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert contagion("territory").exit_code == 0
    assert (tmp_path / "results" / "territory.png").exists()


@pytest.mark.parametrize(
    "out, said",
    [
        ("map.jpg", "--out map.jpg: must end in .png, .svg or .pdf, or .csv for a table of communes"),
        ("two.csv", "--out two.csv: a table needs --epci, --department, --region, --communes-list or --france"),
        ("full.png", "--out full.png: cannot be written (Is a directory)"),
    ],
)
def test_where_nothing_can_be_written_it_is_said_in_a_line_and_nothing_is_left(tmp_path, monkeypatch, out, said):
    drawn = SimpleNamespace(savefig=lambda file, **_: file.write(b"a map"))
    monkeypatch.setattr(maps, "territory_figure", lambda _: drawn)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full.png").mkdir()
    assert complaint("territory", "--out", out) == f"contagion: {said}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["full.png"]


# ---- what a sweep varies: points over declared ranges, whole numbers whole ----


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_points_are_sampled_over_the_declared_ranges(design):
    points = design_of(["training.places", "registering.fatigue=0.6:0.7"], design, 16).points()
    assert len(points) == 16
    assert all(isinstance(point["training.places"], int) and 0 <= point["training.places"] <= 60 for point in points)
    assert all(0.6 <= point["registering.fatigue"] <= 0.7 for point in points)
    assert len({point["registering.fatigue"] for point in points}) == 16


def test_a_latin_hypercube_has_a_point_in_each_slice_and_sobols_sequence_one_in_each_square():
    """The one of any number of points; the other of a power of two, and even in two dimensions at a time."""
    names = ["registering.fatigue=0:1", "volunteering.wish=0:1"]

    def squares(design, points, by):
        made = design_of(names, design, points).points()
        return [tuple(int(by * value) for value in point.values()) for point in made]

    assert sorted(first for first, _ in squares("lhs", 12, 12)) == list(range(12))
    assert sorted(squares("sobol", 16, 4)) == sorted(product(range(4), repeat=2))
    with pytest.raises(InputError, match=r"^--points 12: "):
        design_of(names, "sobol", 12).points()


def test_whole_numbers_stay_whole():
    assert design_of(["group.recruiting_weeks=4:16:3"], "grid", 1).points() == [
        {"group.recruiting_weeks": weeks} for weeks in (4, 10, 16)
    ]
    assert Factor("x", 1, 3, whole=True).at(np.array([0.0, 0.5, 1.0])).tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "varied, kind, said",
    [
        ("training.places=5 000:9:2", "grid", "5 000:9:2: '5 000' is not a number; write 5000"),
        ("training.places=5:x:2", "grid", "5:x:2: 'x' is not a number"),
        ("training.places=1:2:x", "grid", "1:2:x: 'x' is not a number"),
        (
            "training.places=5:5:1.5",
            "grid",
            "5:5:1.5: LOW:HIGH:COUNT must rise, and COUNT a whole number of at least 1",
        ),
        ("training.places=1:2:3:4", "grid", "1:2:3:4: must be NAME=LOW:HIGH:COUNT or NAME=VALUE,VALUE"),
        ("registering.fatigue=1", "lhs", "1: must be NAME=LOW:HIGH, or the name alone for 0"),
        ("training.places=5..20", "grid", "5..20: must be NAME=LOW:HIGH:COUNT or NAME=VALUE,VALUE"),
        ("active_share=1,2", "grid", "unknown parameter 'active_share'. Did you mean 'training.active_share'?"),
        ("training.places=10,20,10", "grid", "10,20,10: 10 is listed twice"),
    ],
)
def test_what_cannot_be_varied_so_is_refused(varied, kind, said):
    with pytest.raises(InputError) as refused:
        design_of([varied], kind, 4).points()
    assert said in str(refused.value)


def test_a_design_says_how_many_points_it_has_and_how_it_was_asked_for():
    made = design_of(["training.places=5:5:1", "volunteering.wish=0,0.5"], "grid", None)
    assert (made.number, made.points()) == (2, [{"training.places": 5, "volunteering.wish": n} for n in (0, 0.5)])
    assert design_of(["training.places"], "lhs", None).number == 64
    told = "--vary training.places=1:3 --vary volunteering.wish --points 3"
    assert told in vars(design_of(["training.places=1:3", "volunteering.wish"], "lhs", 3)).values()


# ---- how much is asked for, counted and said before any work is done ----


TOO_MUCH = {
    "points": (("sweep", "--vary", "volunteering.wish", "--design", "lhs", "--points", 10**6), "1,000,000 points"),
    "values": (("sweep", "--vary", "training.places=1:2:1000000000"), "1,000,000,000 values"),
    "seeds": (
        ("compare", "--single", "ref", "lowloss", "--seeds", 10**9),
        "--seeds 1000000000: asks for 2,000,000,000 runs",
    ),
    "no number": (("sweep", "--vary", "training.places=1:2:nan"), "COUNT a whole number"),
}
LONG_WORK = {
    "sweep": (("sweep", "--vary", "training.places=1,2", "--replicates", 10_001), "20,002 runs of 10 years, about"),
    "years": (
        ("sweep", "--vary", "training.places=1", "--replicates", 15_000, "--years", 100),
        "hours on 1 worker and",
    ),
    "compare": (("compare", "ref", "lowloss", "--replicates", 12_000), "28,800 runs of 10 years, about"),
    "calibrate": (("calibrate", "besancon", "--first", 16_384, "--most", 65_536), "393,216 runs of 3 years, about"),
}


@pytest.fixture
def nothing_is_run(monkeypatch):
    def run(*_, **__):
        raise InputError("run")

    for name in ("run", "run_each"):
        monkeypatch.setattr(Laboratory, name, run)


@pytest.mark.parametrize("words, answer", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_memory_cannot_hold_is_refused_even_if_it_is_meant(words, answer, tmp_path, nothing_is_run):
    place = ("--store", tmp_path / "store", "--engine", "serial")
    assert answer in complaint(*words, *place)
    assert answer in complaint(*words, *place, "--yes")


@pytest.mark.parametrize("words, answer", LONG_WORK.values(), ids=LONG_WORK)
def test_what_takes_long_has_to_be_meant(words, answer, tmp_path, nothing_is_run):
    place = ("--store", tmp_path / "store", "--engine", "serial")
    said = complaint(*words, *place)
    assert answer in said
    assert said.endswith(" in the store; add --yes to go on\n")
    assert contagion(*words, *place, "--yes").stderr.endswith("contagion: run\n")


@pytest.mark.parametrize(
    "words, says",
    [
        (("compare", "--single", "ref", "lowloss", "--seeds", 20), "To make: 40 runs of 1 year, a few seconds"),
        (("levers", "--single", "--quick"), "To make: 8 runs of 1 year, a few seconds on 1 worker."),
    ],
)
def test_how_long_it_takes_is_said_before_anything_runs(words, says, tmp_path, monkeypatch):
    place = ("--years", 1, "--engine", "serial", "--store", tmp_path / "store")
    order, run = [], Conversations.run
    monkeypatch.setattr(Conversations, "run", lambda self, job: order.append("run") or run(self, job))
    saying = "contagion.experiments.say.asked.to_make"
    monkeypatch.setattr(saying, lambda *of: order.append("said") or to_make(*of))
    done = contagion(*words, *place)
    assert order[:2] == ["said", "run"]
    assert order.count("said") == 1
    assert done.exit_code == 0, done.output
    assert says in done.stderr
    assert "To make" not in contagion(*words, *place).stderr  # all are there


def test_a_run_that_takes_long_says_so(monkeypatch):
    monkeypatch.setattr(vocabulary, "SECONDS_A_YEAR", 5.0)
    assert "To make: 1 run of 4 years, about 20 seconds on 1 worker." in contagion("run", "--years", 4).stderr
    assert "To make" not in contagion("run", "--years", 1).stderr


def test_many_leaders_from_outside_have_to_be_meant(tmp_path, monkeypatch):
    monkeypatch.setattr("contagion.experiments.commands.run.work.simulate", lambda *_, **__: 1 / 0)
    (tmp_path / "t.toml").write_text('[[alternative]]\nkind = "workshop"\nname = "w"\ninitial_leaders = 100000\n')
    assert "1 run of 10 years with 100,000 leaders from outside, about" in complaint("run", tmp_path / "t.toml")
    assert isinstance(contagion("run", tmp_path / "t.toml", "--yes").exception, ZeroDivisionError)


@pytest.mark.parametrize("verb", ["run", "reach"])
def test_what_lies_outside_its_range_is_said(verb, tmp_path):
    place = ("--store", tmp_path / "store", "--engine", "serial", "--seeds", 1) if verb == "reach" else ()
    said = contagion(verb, "--set", "training.places=400", "--years", 1, *place).stderr
    assert said.startswith("contagion: ref: training.places = 400: the declared range is 0 to 60 for Grand Besançon\n")


def test_a_line_that_two_scenarios_share_is_said_once(capsys):
    one = replace(read(), name="one", outside_range=("a is outside", "b is outside"))
    two = replace(read(), name="two", outside_range=("b is outside", "c is\x1b outside"))
    Command(ALL[0]).outside([one, two])
    assert capsys.readouterr().err.splitlines() == [
        "contagion: one: a is outside",
        "contagion: one: b is outside",
        "contagion: two: c is\\u001b outside",
    ]


def test_of_what_is_varied_the_farthest_value_stands_for_all():
    points = [{"training.places": places, "volunteering.wish": 0.1} for places in (10, 70, 90)]
    (line,) = with_varied(read(), points, "--vary").outside_range
    assert line.startswith("--vary training.places = 90")
    assert line.endswith("; of 3 values 2 are outside")
    assert with_varied(read(), points[:1], "--vary").outside_range == ()
