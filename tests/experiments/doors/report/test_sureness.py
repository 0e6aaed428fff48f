"""How sure a report is: the numbers that matter most, what was set apart, what to ask for."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from contagion.experiments.doors.report import sureness
from contagion.experiments.ensembles.words_of_numbers import PHRASES
from contagion.models.scenarios.scenario import read
from tests.helpers.places import ROOT


def test_the_numbers_that_matter_most_are_those_that_were_found():
    found = pd.read_csv(ROOT / "experiments/findings/sensitivity.csv")
    found = found[(found["output"] == "people") & (found["low"] * found["high"] > 0)]
    ranked = [name for name in found.sort_values("prcc", key=lambda values: -values.abs())["factor"] if "=" not in name]
    assert list(sureness.MOST) == ranked[: len(sureness.MOST)]
    assert set(sureness.MOST) <= set(PHRASES)


def test_what_agrees_lies_within_what_was_thought_possible(briefing):
    rows = sureness.numbers(briefing)
    assert [row["name"] for row in rows] == list(sureness.MOST)
    table = briefing.worlds.ensemble.table
    for row in rows:
        least, most = row["range"]
        assert least <= row["low"] < row["high"] <= most, row["name"]
        assert (table[row["name"]] < row["low"]).mean() == pytest.approx(0.05, abs=0.01)
    assert rows[0]["ask"].label == "records of facilitators"


def test_settings_are_told_that_are_not_the_defaults(briefing):
    rows = {row["name"]: row["values"] for row in sureness.set_apart(briefing)}
    assert rows["receptivity.share"] == [0.15, 0.15, 0.2, 0.15]
    assert "training.places" not in rows  # decided in the course of it


def test_it_is_known_of_each_setting_in_which_scenarios_it_is_a_price_that_was_given():
    briefing: Any = SimpleNamespace(scenarios=[read(None, ["costs.seat=640"]), replace(read(), name="other")])
    (row,) = sureness.set_apart(briefing, {"ref": {"seat"}})
    assert (row["name"], row["given"]) == ("costs.seat", [True, False])


def test_elsewhere_the_place_comes_first_as_it_was_drawn(briefing):
    away: Any = replace(briefing, scenarios=[replace(one, territory="somewhere") for one in briefing.scenarios])
    assert away.elsewhere
    assert not briefing.elsewhere
    first, *others = sureness.numbers(away)
    assert (first["name"], first["grade"]) == ("demand.place", "D")
    assert first["low"] < 0.6 < 1.6 < first["high"]
    assert [row["name"] for row in others] == [name for name in sureness.MOST if name != "demand.place"]
