"""How presets are judged by the patterns, and what they are made of."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evaluation.pattern_measures import MEASURES, YEARS
from contagion.experiments.questions import patterns
from contagion.models.scenarios.scenario import FOLDER, read
from tests.helpers.even_ensemble import even


def test_presets_are_judged_by_their_means():
    """A preset whose means lie in the middle misses nothing; one figure outside is named."""
    middle = {
        name: (np.clip(measure.low, -1e6, 1e6) + np.clip(measure.high, -1e6, 1e6)) / 2
        for name, measure in MEASURES.items()
    }  # fmt: skip
    runs: list[dict[str, Any]] = [
        {"case": case, "seed": seed, **middle, **{f"flow_{year}": 1.0 for year in range(1, YEARS + 1)}}
        for case in patterns.CASES
        for seed in (1, 2)
    ]
    for row in runs:
        if row["case"] == "central":
            row["trained_3"] = 27 + row["seed"]  # 28.5 in the mean
        if row["case"] == "cautious":
            row["families"] = 61
    made = patterns.table(pd.DataFrame(runs))
    worlds = pd.DataFrame([row for row in runs if row["case"] == "ref"])
    worlds.loc[0, "families"] = 61
    found = patterns.answer(made, worlds, 2)
    rows = found.rows.set_index("pattern")
    assert rows.loc["P1", "`central`, figures in bounds"] == "1 of 2"
    assert rows.loc["P7", "`cautious`, figures in bounds"] == "1 of 2"
    assert rows.loc["P7", "worlds with its seldomest figure in bounds"] == "50 of 100 worlds"
    assert rows["verdict"].tolist() == ["in most worlds"] * 6 + ["in fewer than half"]
    assert found.answer == "6 of 7 patterns in most worlds; the reference shows 7"
    assert "what belongs to P7, which" in found.follows
    assert f"Seldomest in its bounds, over the worlds, is {MEASURES['families'].words}" in found.sentence


def test_every_pattern_is_judged():
    judged = {measure.words[:2] for measure in MEASURES.values() if measure.judged}
    assert judged == {f"P{number}" for number in range(1, 8)}
    assert MEASURES["outside_a_head"].expected == "at least 1"
    assert MEASURES["converted_share_3"].expected == "at most 0.1"
    assert MEASURES["trained_3"].expected == "29 to 31"


@pytest.mark.parametrize("preset", patterns.PRESETS)
def test_the_open_call_has_what_the_preset_sets(preset):
    given = read(FOLDER / f"{preset}.toml").parameters
    call = patterns.open_call(given).parameters
    assert call.retention == given.retention
    assert call.group == given.group
    assert call.training.places == call.training.founders == 0
    assert [row.kind for row in call.alternative] == ["team challenge"]


@pytest.fixture(scope="module")
def quick():
    """The table of a quick run."""
    return patterns.table(patterns.experiment(patterns.SEEDS_QUICK))


def test_what_must_hold_in_any_seed(quick):
    """Bounds that do not depend on luck: places cap the trained, parts add up."""
    made = quick.set_index(["case", "measure"])["mean"]
    for case in patterns.CASES:
        assert made[case, "reached_3"] == pytest.approx(made[case, "participants_3"] + made[case, "trained_3"])
        yearly = sum(made[case, f"flow_{year}"] for year in range(1, patterns.YEARS + 1))
        assert yearly == pytest.approx(made[case, "participants_10"])
        assert 6 <= made[case, "registered"] <= 10
    assert made["ref", "trained_3"] <= 30
    assert made["ref without the outreach factor", "participants_3"] < made["ref", "participants_3"]
    assert made["ref without a limit on places", "trained_3"] > made["ref", "trained_3"]
    for case in ("central", "cautious"):
        assert made[case, "participants_10"] < made["ref", "participants_10"]
    assert made["central", "families"] == made["ref", "families"]  # presets differ in the groups alone


def test_a_world_is_the_reference_with_its_values():
    made = patterns.in_the_worlds(even(2), 2)
    assert made["seed"].tolist() == [1, 2]
    assert set(MEASURES) < set(made)
    other = patterns.in_the_worlds(replace(even(2), table=even(2).table.iloc[::-1].reset_index(drop=True)), 2)
    assert made["participants_10"].tolist() != other["participants_10"].tolist()
