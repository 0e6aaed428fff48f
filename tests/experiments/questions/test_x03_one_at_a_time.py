"""Single parameters, one at a time: what is handed over follows from the runs."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.questions import x03_one_at_a_time as x03
from contagion.experiments.questions.in_worlds import WORLDS_QUICK, YEARS_QUICK
from contagion.models.outcomes.shortages import SHORTAGES
from contagion.models.runs.cases import changed, factors
from contagion.models.scenarios.scenario import read
from contagion.sim.statistics.designs import Factor
from tests.helpers.even_ensemble import even
from tests.helpers.table_rows import only, those


@pytest.fixture(scope="module")
def finding(lab):
    return x03.main(quick=True, lab=lab, ensemble=even(2))


def test_each_point_is_held_against_the_world_as_it_is(finding, lab):
    over = Worlds(even(2))
    cases = [
        over.case(read(), lambda here, step=step: changed(here, step), point=name)
        for name, step in (("base", {}), ("many", {"training.places": 60}))
    ]
    made = lab.run(cases, range(1, WORLDS_QUICK + 1), YEARS_QUICK).table
    people = made.pivot(index="seed", columns="point", values="participants")
    row = only(finding.table, parameter="training.places", value=60)
    assert row["p50"] == (people["many"] - people["base"]).median()
    assert row["worlds"] == WORLDS_QUICK
    bound = made.loc[made["point"] == "many", [f"short_{name}" for name in SHORTAGES]].mean()
    assert row["short"] == bound.idxmax().removeprefix("short_")
    curve = those(finding.table, parameter="training.places")
    assert curve["value"].tolist() == [0, 60]
    assert curve["swing"].tolist() == [curve["p50"].max() - curve["p50"].min()] * 2
    assert finding.table["swing"].is_monotonic_decreasing


def test_a_parameter_without_effect_is_named(finding):
    effects = finding.table.groupby("parameter")["effect"].first()
    assert effects["retention.mentoring_effect"] == x03.NONE
    assert (effects.drop("retention.mentoring_effect") != x03.NONE).all()
    assert "Without effect (1): retention.mentoring_effect." in finding.method


def test_points_that_are_not_valid_are_left_out():
    chosen = [Factor("group.quorum", 4, 12, True), *factors(["volunteering.wish"])]
    asked, left_out = x03.design(chosen, (0.0, 0.5, 0.55, 1.0))
    assert left_out == ["group.quorum = 12"]
    at = [(labels["parameter"], labels["value"]) for labels, _ in asked[1:]]
    assert [value for name, value in at if name == "group.quorum"] == [4, 8]  # twice
    assert len([name for name, _ in at if name == "volunteering.wish"]) == 4
    assert asked[0][0]["point"] == x03.AS_IT_IS


def by_hand(changes, logs=("as it was",)):
    """Runs of three worlds in which a parameter at 0, 1, ... changes people by so much."""
    rows = [{"point": x03.AS_IT_IS, "parameter": "", "value": np.nan, "seed": seed, "participants": 100 * seed,
             "event_log_sha256": "as it was", "years": 10} for seed in (1, 2, 3)]  # fmt: skip
    for value, change in enumerate(changes):
        rows += [
            {"point": f"p = {value}", "parameter": "p", "value": float(value), "seed": seed, "years": 10,
             "participants": 100 * seed + change, "event_log_sha256": logs[value % len(logs)]}
            for seed in (1, 2, 3)
        ]  # fmt: skip
    runs = pd.DataFrame(rows)
    return runs.assign(**{f"short_{name}": 0.0 for name in SHORTAGES}).assign(short_groups=1.0)


def test_the_answer_turns_with_the_runs():
    moving = by_hand([-10, 20], logs=("other",))
    found = x03.answered(x03.curves(moving), [], moving, even(1))
    assert found.answer == "1 of 1 parameters move it; most: p"
    assert found.sure == "95 % for each, in 3 worlds; by chance about 0.1 would"
    assert "the widest: p, -10 at 0 to +20 at 1." in found.sentence
    assert found.rows["verdict"].tolist() == [x03.CLEAR]
    still = by_hand([0, 0])
    none = x03.answered(x03.curves(still), ["p = 12"], still, even(1))
    assert none.answer == "0 of 1 parameters move it; most: none"
    assert none.sure.endswith("by chance about 0.0 would")
    assert none.follows.startswith("Nothing")
    assert "left out: p = 12." in none.method


def test_what_spreads_from_world_to_world_is_not_told():
    runs = by_hand([0, 0], logs=("other",))
    runs.loc[runs["point"] == "p = 1", "participants"] += [-900, 5, 900]
    assert set(x03.curves(runs)["effect"]) == {x03.UNCLEAR}


@pytest.mark.parametrize("pairs, clear", [([0.3, 0.31, 0.29], True), ([0.3, 0.9, 0.1], False)])
def test_what_was_short_is_clear_when_its_lead_is(pairs, clear):
    rows = pd.DataFrame({f"short_{name}": [0.0] * 3 for name in SHORTAGES})
    rows["short_pairs"], rows["short_registrations"] = pairs, [0.1, 0.12, 0.11]
    assert x03.mostly_short(rows) == ("pairs", clear)


def test_a_regime_changes_between_values_at_which_it_is_clear():
    def curve(clear):
        short = ["groups", "pairs", "registrations", "registrations", "groups"]
        return pd.DataFrame({"value": np.arange(5.0), "short": short, "short_is_clear": clear})

    assert x03.regime_changes(curve([True, False, True, True, False])) == [(1.0, "groups", "registrations")]
    assert x03.regime_changes(curve([True] * 5)) == [
        (0.5, "groups", "pairs"),
        (1.5, "pairs", "registrations"),
        (3.5, "registrations", "groups"),
    ]
    assert x03.regime_changes(curve([False] * 5)) == []
