"""What the euros on top bring: people, completers and tonnes, each with what one of them costs."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.ensembles.ensemble import ONE_SET
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.language.levers import LEVERS
from contagion.experiments.verbs.spend.mixes import BASE, Trials
from contagion.experiments.verbs.spend.work import base_budget
from contagion.models.outcomes.footprint_of_alternatives import avoided_by_all
from contagion.models.parameters import describe
from contagion.models.scenarios.scenario import read
from contagion.sim.statistics.compare import ratio_of_differences
from tests.helpers.spent_by_hand import COMPLETE, HIGH, LOW, YEARS, by_hand, ensemble


@pytest.fixture(scope="module")
def found():
    return by_hand(ensemble(turned=0.3))


def test_people_who_finish_are_told_beside_those_who_come(found):
    for one, row in zip(found.portfolios, found.table.to_dict("records"), strict=True):
        euros = YEARS * found.judged.more("euros").loc[one.name]
        assert row["completers"] == pytest.approx(COMPLETE * row["gained"])
        assert row["completers_high"] == pytest.approx(COMPLETE * row["gained_high"])
        wanted = ratio_of_differences(euros.to_numpy(), (COMPLETE * one.gained).to_numpy())
        assert [row[f"euros_per_completer{end}"] for end in ("", "_low", "_high")] == pytest.approx(wanted)


def test_tonnes_are_those_on_top_and_their_euros_too(found):
    """Two draws: what one person saves is 0.5 or 2 tonnes, half of it where a reading takes something as certain."""
    rows = found.tonnes.set_index(["mix", "reading"])
    one, row = found.portfolios[0], found.table.iloc[0]
    assert set(rows.index.get_level_values("reading")) == {
        "",
        *(name for name, reading in READINGS.items() if reading.of_emissions_alone),
    }
    low, high = LOW * row["gained"], HIGH * row["gained"]
    said, less = rows.loc[(one.name, "")], rows.loc[(one.name, "nothing-lasts")]
    assert said["tonnes_p50"] == pytest.approx((low + high) / 2)
    assert said[["euros_per_tonne_p5", "euros_per_tonne_p95"]].tolist() == pytest.approx(
        [YEARS * row["euros"] / high, YEARS * row["euros"] / low]
    )
    assert less["tonnes_p50"] == pytest.approx(said["tonnes_p50"] / 2)
    cases = np.quantile([LOW * one.gained, HIGH * one.gained], [0.05, 0.95])  # each world met with each draw
    assert said[["difference_p5", "difference_p95"]].tolist() == pytest.approx(cases.tolist())
    assert said["difference_p5"] < said["tonnes_p5"]


def test_savings_are_those_of_the_runs_of_each_mix():
    """Of rows of several mixes each has its own."""
    savings = pd.DataFrame(
        {"scenario": [BASE, BASE, "more", "more"], "seed": [1, 2, 1, 2], "week": 0, "completers": [4.0, 0, 8, 0]}
    )
    runs: Any = SimpleNamespace(rows={"savings": savings}.__getitem__)
    lab: Any = None
    trials = Trials(lab, read(), ONE_SET, 2)
    seen = []

    def avoided(own, others, *_given, **_named):
        seen.append((own["completers"].tolist(), others))
        return np.zeros((2, 3, 1))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{Trials.__module__}.{avoided_by_all.__name__}", avoided)
        made = trials.saved(runs, [BASE, "more"])
    assert seen == [([4.0, 0], None), ([8, 0], None)]
    assert made["more"].shape == (2, 3)


def test_what_the_programme_costs_as_it_is_is_said_by_item(found):
    assert base_budget(found).empty  # by hand it costs nothing
    costly = found.judged.lived.assign(seat=700.0)
    paid: Any = SimpleNamespace(judged=type(found.judged)(found.judged.shares, costly))
    assert base_budget(paid).to_dict() == {"seat": 700}


def test_what_nobody_has_tried_is_an_assumption_by_its_declaration():
    graded = {row["name"]: row["grade"] for row in describe()}
    resting = {lever.parameter: lever.rests_on for lever in LEVERS if lever.rests_on}
    assert set(resting) == {"retention.mentored_share", "retention.paid_share"}
    assert {graded[name] for name in resting.values()} == {"D"}
