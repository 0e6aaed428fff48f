"""The line of the short model next to a result of the agents, where it can say something."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.commands.compare.words import in_words
from contagion.experiments.commands.compare.work import in_worlds
from contagion.experiments.commands.limits import CAPACITIES
from contagion.experiments.evidence.ensemble import ONE_SET, as_written
from contagion.experiments.evidence.readings import READINGS
from contagion.experiments.evidence.short_model import short_model_in_words
from contagion.experiments.evidence.worlds import Worlds
from contagion.models.scenario import read
from contagion.sim.statistics.spread import difference
from tests.helpers import limits_by_hand, spent_by_hand

USUAL = as_written(Path("besancon"))[0]
DOUBLE = read(Path("double_places"))
TIME = next(one for one in CAPACITIES if one.name == "time")


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Any:
    """All that is asked of runs: their years, and their store."""
    folder = tmp_path_factory.mktemp("store")
    return SimpleNamespace(table=pd.DataFrame({"years": [10]}), store=SimpleNamespace(folder=folder))


def about(middle, half=400.0):
    """People more, evenly about a median."""
    return difference(np.linspace(middle - half, middle + half, 201))


def said(runs, row, base=None, other=DOUBLE, ensemble=USUAL, step=None):
    return short_model_in_words(base or read(), other, row, Worlds(ensemble), runs, step)


@pytest.mark.parametrize(
    ("row", "compared"),
    [
        (about(650), "about the same"),
        (about(600, 10), "about the same"),
        (about(1000, 700), "lower, within the ranges of both"),
        (about(150, 700), "higher, within the ranges of both"),
        (about(2000), "clearly lower"),
        (about(-500), "clearly higher"),
    ],
)
def test_line_compares_medians_and_names_no_cause(runs, row, compared):
    assert said(runs, row) == [f"The short model, without agents, says +590 (0 to +1,100): {compared}."]


def test_a_step_begins_where_each_set_is(runs):
    further = replace(read(), parameters=TIME.more(read().parameters))
    step, fixed = (said(runs, about(170), other=further, step=one)[0] for one in (TIME.more, None))
    assert step == "The short model, without agents, says +85 (+5 to +170): lower, within the ranges of both."
    assert fixed != step


@pytest.mark.parametrize(
    "what",
    [
        {"other": read(Path("campaign"))},
        {"base": read(Path("campaign")), "other": read(Path("campaign"), ["training.places=20"])},
        {"ensemble": ONE_SET},
        {"ensemble": replace(USUAL, reading=READINGS["talk-informs"])},
        {"ensemble": replace(USUAL, about={**USUAL.about, "targets": "besancon_tasters"})},
        {"other": replace(DOUBLE, territory="another")},
        {"base": replace(read(), past=4)},
        {"base": replace(read(), past=3), "other": read(settings=["facilitation.rest_weeks=5"]), "step": TIME.more},
    ],
)
def test_of_what_it_cannot_say_it_says_nothing(runs, what):
    assert said(runs, about(650), **what) == []


def test_a_comparison_says_it_of_the_scenario_with_the_most_people_in_short_and_of_each_in_full(tmp_path):
    scenarios = ("ref", "two_sessions", "double_places", "campaign")
    made = ct.compare(*scenarios, years=6, seeds=4, store=tmp_path / "store")
    people = in_worlds(made).set_index(["scenario", "indicator"])
    lines = {}
    for other in made.scenarios[1:]:
        row = people.loc[(other.name, "people")].to_dict()
        lines |= {other.name: short_model_in_words(made.scenarios[0], other, row, made.worlds, made.runs)}
    best = people.xs("people", level="indicator")["p50"].idxmax()
    assert best == "double_places"
    assert made._answer().sentences[1:] == lines[best]
    full = " ".join(in_words(made).split())
    assert [len(of) for of in lines.values()] == [1, 1, 0]
    assert full.count("The short model, without agents, says") == 2
    assert all(line in full for of in lines.values() for line in of)


@pytest.mark.parametrize(
    ("found", "command", "row", "step"),
    [
        (limits_by_hand.by_hand(), "limits", "gained_p50", "training.places"),
        (spent_by_hand.by_hand(), "spend.words", "gained_p50", "training.places"),
    ],
)
def test_other_commands_say_it_of_what_stands_first(found, command, row, step, monkeypatch):
    asked = []

    def line(*of):
        asked.append(of)
        return ["The short model says so."]

    monkeypatch.setattr(f"contagion.experiments.commands.{command}.short_model_in_words", line)
    assert "The short model says so." in found._answer().sentences
    assert "The short model says so." in " ".join(found._in_words(None).split())
    base, other, people, _worlds, _runs, taken = asked[0]
    assert people["p50"] == found.table[row].iloc[0]
    assert taken(base.parameters).get(step) == other.parameters.get(step) > base.parameters.get(step)
