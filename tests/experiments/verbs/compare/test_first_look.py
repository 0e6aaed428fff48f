"""A first look: few worlds, those of what is known where something is, and what they say of people."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from contagion.experiments.programmes.programme import read_programme
from contagion.experiments.verbs.compare import words as looked
from contagion.models.scenarios.scenario import read

LAB: Any = None
ALL: Any = "all"


@pytest.fixture
def asked(monkeypatch):
    """What worlds scenarios are lived in; people come in numbers that are known."""
    seen = []

    def compared(_lab, scenarios, years, number, worlds):
        seen.append((years, number, worlds.ensemble))
        table = pd.DataFrame([(n, one.name, 100 * n * at) for n in range(1, 21) for at, one in enumerate(scenarios)])
        return SimpleNamespace(scenarios=scenarios, runs=table.set_axis(["seed", "scenario", "people"], axis=1))

    monkeypatch.setattr(looked, "comparison", compared)
    monkeypatch.setattr(looked, "of_all_programmes", lambda runs, _scenarios: runs)
    monkeypatch.setattr(looked, "agreeing", lambda *_: SimpleNamespace(ensemble="those that agree"))
    return seen


def test_it_is_over_few_worlds_of_those_that_agree(asked):
    programme = read_programme(Path("besancon"))
    scenarios = [replace(read(), name="go_on"), read(Path("lowloss"))]
    said = looked.first_look(LAB, programme, scenarios, ALL, 13)
    assert asked == [(13, looked.KEPT, "those that agree")]
    assert said == (
        "A first look, in 20 simulations, beside “Reference” (median, 90 % range): “Low loss”: +1,000 (+200 to +2,000) "
        "people. The whole answer follows."
    )


def test_where_nothing_is_known_it_is_over_what_is_known_of_other_places(asked):
    unknown = replace(read_programme(Path("besancon")), known=(), total=None)
    looked.first_look(LAB, unknown, [read(), read(Path("lowloss"))], ALL, 10)
    assert asked[0][2] == "all"
