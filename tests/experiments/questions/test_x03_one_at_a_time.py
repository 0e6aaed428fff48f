"""Single parameters, one at a time: what is said turns with the runs, by hand."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import x03_one_at_a_time as x03
from contagion.models.outcomes.shortages import SHORTAGES
from contagion.models.runs.cases import factors
from contagion.sim.statistics.designs import Factor


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
    points = [(x03.AS_IT_IS, "", np.nan, 0, "as it was")]
    points += [(f"p = {n}", "p", float(n), change, logs[n % len(logs)]) for n, change in enumerate(changes)]
    columns = ["point", "parameter", "value", "change", "event_log_sha256"]
    runs = pd.DataFrame(points, columns=columns).merge(pd.DataFrame({"seed": [1, 2, 3]}), how="cross")
    runs = runs.assign(participants=100 * runs["seed"] + runs["change"], years=10)
    return runs.assign(**{f"short_{name}": 0.0 for name in SHORTAGES}).assign(short_groups=1.0)


def test_the_answer_turns_with_the_runs():
    moving = by_hand([-10, 20], logs=("other",))
    found = x03.answered(x03.curves(moving), [], moving, "3 worlds")
    assert found.answer == "1 of 1 parameters move it; most: p"
    assert found.sure == "95 % for each, in 3 worlds; by chance about 0.1 would"
    assert "the widest: p, -10 at 0 to +20 at 1." in found.sentence
    assert found.rows["verdict"].tolist() == [x03.CLEAR]
    still = by_hand([0, 0])
    none = x03.answered(x03.curves(still), ["p = 12"], still, "3 worlds")
    assert none.answer == "0 of 1 parameters move it; most: none"
    assert none.sure.endswith("by chance about 0.0 would")
    assert none.follows.startswith("Nothing")
    assert none.method.endswith("Without effect (1): p. Not valid by themselves, and left out: p = 12.")


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
    short = ["groups", "pairs", "registrations", "registrations", "groups"]
    curve = pd.DataFrame({"value": np.arange(5.0), "short": short, "short_is_clear": [True, False, True, True, False]})
    assert x03.regime_changes(curve) == [(1.0, "groups", "registrations")]
    all_clear = x03.regime_changes(curve.assign(short_is_clear=True))
    assert [place for place, *_ in all_clear] == [0.5, 1.5, 3.5]
