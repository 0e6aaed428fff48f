"""Values outside their declared range run, and one line says so; what is impossible stays refused."""

import json
from math import inf
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from contagion.models.parameters import describe
from contagion.models.scenarios.scenario import library, read
from contagion.sim.errors import InputError
from tests.helpers.drawn import words_alone

LOSS = (
    "retention.loss_per_year = 25: 25 a year means that hardly anybody stays a month; the declared range is 0.05 to "
    "0.8; did you mean 0.25?"
)
SAYING = {"kernel", "open_call"}  # of the library: no description of the programme; a call on which nobody invites


def said(*settings):
    return list(read(None, settings).outside_range)


@pytest.mark.parametrize(
    "setting, words",
    [
        ("retention.loss_per_year=25", LOSS.partition(": ")[2]),
        (
            "retention.loss_per_year=3",
            "3 a year means that hardly anybody stays a year; the declared range is 0.05 to 0.8",
        ),
        ("retention.loss_per_year=1", "the declared range is 0.05 to 0.8"),
        ("volunteering.wish=1", "the declared range is 0 to 0.666667"),
        ("registering.event=20", "the declared range is 0.02 to 0.4; did you mean 0.2?"),
        ("group.recruiting_weeks=156", "156 weeks are 3.0 years; the declared range is 4 to 16"),
        ("training.places=100", "the declared range is 0 to 60 for Grand Besançon"),
        ("demand.distance_km=inf", "the declared range is 3 to 20"),
        ("outreach.factor=0", "the declared range is 1 to 4"),
    ],
)
def test_a_line_for_a_value(setting, words):
    name, value = setting.split("=")
    assert said(setting) == [f"{name} = {value}: {words}"]


def test_both_ends_of_every_range_are_within():
    """And just beyond them is outside, where the model runs there at all."""
    for row in (row for row in describe() if row["range"] and "[]" not in row["name"]):
        (low, high), kind, step = row["range"], *((int, 1) if row["type"] is int else (float, 1e-6))
        for value, outside in (low, False), (high, False), (low - step, True), (high + step, high < inf):
            try:
                lines = said(f"{row['name']}={kind(value)!r}")
            except InputError:  # impossible, beyond the range or together with the default of another
                continue
            bought_none = row["name"].startswith(("training", "partners", "outreach")) and not value
            told = any(line.startswith(f"{row['name']} = ") for line in lines)
            assert told == (outside and not bought_none), (row["name"], value)


def test_none_of_what_is_bought_is_within_any_range():
    assert said("training.founders=0", "partners.coordinators=0.0") == []
    assert len(said("partners.coordinators=0.1")) == 1


def test_rows_and_decisions_are_looked_at_and_a_parameter_is_said_once(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        """
[[alternative]]
kind = "team challenge"
name = "teams"
conversion = 0.9

[[decision]]
title = "Worse"
from = 10
set = { "retention.loss_per_year" = 25.0 }

[[decision]]
from = 20
set = { "retention.loss_per_year" = 30.0, "volunteering.wish" = 0.9 }
"""
    )
    assert list(read(path).outside_range) == [
        "alternative 'teams', alternative.conversion = 0.9: the declared range is 0 to 0.1",
        f"line 7 (Worse): {LOSS}",
        "line 12: volunteering.wish = 0.9: the declared range is 0 to 0.666667",
    ]


@pytest.mark.parametrize("scenario", library(), ids=lambda one: one.name)
def test_the_library_is_within_its_ranges(scenario):
    assert bool(scenario.outside_range) == (scenario.name in SAYING)


@pytest.fixture(autouse=True)
def no_figures(monkeypatch):
    monkeypatch.setattr(Figure, "savefig", words_alone)


def complaints(done) -> list[str]:
    """What a study says on standard error, but for how long it takes."""
    assert done.exit_code == 0, done.output
    return [line for line in done.stderr.splitlines() if not line.startswith("To make")]


def kept(folder: str, file: str):
    return json.loads(Path(folder, file).read_text())["outside_range"]


def test_a_run_says_it_once_and_keeps_it(contagion):
    done = contagion("run", "--years", 1, "--set", "retention.loss_per_year=25", "--out", "out")
    assert complaints(done) == [f"contagion: ref: {LOSS}"]
    assert kept("out", "summary.json") == [LOSS]
    assert complaints(contagion("run", "--years", 1, "--json")) == []


def test_studies_say_it_once(contagion):
    many = ["--years", 1, "--replicates", 2, "--engine", "serial"]
    for name in ("one", "two"):
        Path(f"{name}.toml").write_text("[retention]\nloss_per_year = 25.0\n")
    done = contagion("compare", "one.toml", "two.toml", *many, "--out", "out")
    assert complaints(done) == [f"contagion: one: {LOSS}"]
    assert kept("out", "provenance.json") == {"one": [LOSS], "two": [LOSS]}
    done = contagion("sweep", "one.toml", "--vary", "volunteering.wish=0.3,0.8,1.0", *many, "--out", "swept")
    varied = "--vary volunteering.wish = 1: the declared range is 0 to 0.666667; of 3 values 2 are outside"
    assert complaints(done) == [f"contagion: one: {LOSS}", f"contagion: one: {varied}"]
    assert kept("swept", "provenance.json") == {"one": [LOSS, varied]}
