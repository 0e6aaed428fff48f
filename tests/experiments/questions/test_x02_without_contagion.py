"""What contagion adds (`questions/facilitators.py`): its words by hand, and theory."""

import math
from math import nan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from contagion.experiments.commands.compare.work import GO_ON, LOSS
from contagion.experiments.questions import facilitators, shortages, unknowns
from contagion.experiments.questions.asking import NOT_CLEAR, Asked
from contagion.models import theory
from contagion.models.outcomes.counting.counts import SHORTAGES
from contagion.models.parameters import Parameters
from contagion.models.runs.study import factors
from contagion.sim.statistics.designs import Factor
from tests.helpers.asked import asking, by_world

HERE = ((1, 100, 150), (2, 300, 320), (3, 200, 190))  # world, people before and after


def by_hand(filled=HERE, empty=HERE):
    return pd.DataFrame(
        {"places": places, "top_up": top_up, "converts": converts, "seed": seed, "year": year, "participants": people}
        for places in (10, 40)
        for top_up, worlds in ((facilitators.FILLED, filled), (facilitators.EMPTY, empty))
        for seed, before, after in worlds
        for converts, people in ((facilitators.FROM, before), (facilitators.TO, after))
        for year in (3, 10)
    )


def answered(readings=(), **worlds):
    under = {name: facilitators.last_of(by_hand(**of)) for name, of in dict(readings).items()}
    return facilitators.answered(by_hand(**worlds), under, asking())


def test_what_is_told_is_told_world_by_world():
    found = answered()
    assert found.sentence.count("+20 (-7 to +47) people, more in 67 of 100 simulations,") == 2
    assert found.answer == "+20 people by participants who lead, with partners; +20 alone"
    assert "Nothing" in found.follows
    assert "In 33 of 100 simulations participants who lead add nothing with partners" in found.overturns
    assert set(found.rows["verdict"]) == {"not clear"}


def test_it_is_said_in_which_readings_that_stands():
    turned = ((1, 150, 100), (2, 320, 300), (3, 200, 165))
    found = answered({"talk-informs": {"filled": turned}, "rule-threshold": {}})
    assert "Beside partners it stands in 1 of 2 readings, not in “talk informs and no more” (-35)" in found.sentence
    assert "alone it stands in 2 of 2 readings." in found.sentence
    under = found.table[found.table["reading"] == "talk-informs"].set_index("top_up")["more_p50"]
    assert under.to_dict() == {facilitators.FILLED: -35, facilitators.EMPTY: 20}


def test_the_network_just_carries_itself_where_theory_says():
    assert theory.critical_conversion(0.25, 0) == pytest.approx(0.383, abs=5e-4)
    critical = theory.critical_conversion(0.5, 10)
    assert theory.reproduction(critical, 0.5, 10) == pytest.approx(1)
    assert "from 0.38 to 0.54 of a group on, at a loss of 0.25 a year" in answered().method


# ---- single parameters, one at a time: what is said turns with the runs, by hand -------------------------------------


def test_points_that_are_not_valid_are_left_out():
    chosen = [Factor("group.quorum", 4, 12, True), *factors(["volunteering.wish"])]
    asked, left_out = unknowns.design(chosen, (0.0, 0.5, 0.55, 1.0))
    assert left_out == ["group.quorum = 12"]
    at = [(labels["parameter"], labels["value"]) for labels, _ in asked[1:]]
    assert [value for name, value in at if name == "group.quorum"] == [4, 8]  # twice
    assert len([name for name, _ in at if name == "volunteering.wish"]) == 4
    assert asked[0][0]["point"] == unknowns.UNMOVED


def moved_by_hand(changes, logs=("as it was",)):
    """Runs of three worlds in which a parameter at 0, 1, ... changes people by so much."""
    points = [(unknowns.UNMOVED, "", np.nan, 0, "as it was")]
    points += [(f"p = {n}", "p", float(n), change, logs[n % len(logs)]) for n, change in enumerate(changes)]
    columns = ["point", "parameter", "value", "change", "event_log_sha256"]
    runs = pd.DataFrame(points, columns=columns).merge(pd.DataFrame({"seed": [1, 2, 3]}), how="cross")
    runs = runs.assign(participants=100 * runs["seed"] + runs["change"], years=10)
    return runs.assign(**{f"short_{name}": 0.0 for name in SHORTAGES}).assign(short_groups=1.0)


def test_the_answer_turns_with_the_runs():
    moving = moved_by_hand([-10, 20], logs=("other",))
    found = unknowns.of_curves(unknowns.curves(moving), [], moving, "3 simulations")
    assert found.answer == "1 of 1 parameters move it; most: p"
    assert found.sure == "95 % for each, in 3 simulations; by chance about 0.1 would"
    assert "the widest: p, -10 at 0 to +20 at 1." in found.sentence
    assert found.rows["verdict"].tolist() == [unknowns.CLEAR]
    still = moved_by_hand([0, 0])
    none = unknowns.of_curves(unknowns.curves(still), ["p = 12"], still, "3 simulations")
    assert none.answer == "0 of 1 parameters move it; most: none"
    assert none.sure.endswith("by chance about 0.0 would")
    assert none.follows.startswith("Nothing")
    assert none.method.endswith("Without effect (1): p. Not valid by themselves, and left out: p = 12.")


def test_what_spreads_from_world_to_world_is_not_told():
    runs = moved_by_hand([0, 0], logs=("other",))
    runs.loc[runs["point"] == "p = 1", "participants"] += [-900, 5, 900]
    assert set(unknowns.curves(runs)["effect"]) == {unknowns.UNCLEAR}


@pytest.mark.parametrize("pairs, clear", [([0.3, 0.31, 0.29], True), ([0.3, 0.9, 0.1], False)])
def test_what_was_short_is_clear_when_its_lead_is(pairs, clear):
    rows = pd.DataFrame({f"short_{name}": [0.0] * 3 for name in SHORTAGES})
    rows["short_pairs"], rows["short_registrations"] = pairs, [0.1, 0.12, 0.11]
    assert unknowns.mostly_short(rows) == ("pairs", clear)


def test_a_regime_changes_between_values_at_which_it_is_clear():
    short = ["groups", "pairs", "registrations", "registrations", "groups"]
    curve = pd.DataFrame({"value": np.arange(5.0), "short": short, "short_is_clear": [True, False, True, True, False]})
    assert unknowns.regime_changes(curve) == [(1.0, "groups", "registrations")]
    all_clear = unknowns.regime_changes(curve.assign(short_is_clear=True))
    assert [place for place, *_ in all_clear] == [0.5, 1.5, 3.5]


# ---- X05, the ranking of policies: ranks and agreement by hand -------------------------------------------------------

AHEAD, BEHIND = (3, 2, 1), (1, 2, 3)


def made_up(*worlds):
    """Gains of policies a, b, c, a row a world."""
    return pd.DataFrame(worlds, pd.Index(range(1, len(worlds) + 1), name="seed"), columns=list("abc"), dtype=float)


def test_the_first_is_told_only_where_sets_of_values_agree():
    assert unknowns.firsts(made_up(AHEAD, (5, 5, 1))).to_numpy().tolist() == [[1, 0, 0], [0.5, 0.5, 0]]
    assert unknowns.leader(made_up(*[AHEAD] * 18, BEHIND, BEHIND)) == ("a", "c", "a")
    assert unknowns.leader(made_up(*[AHEAD, BEHIND] * 3))[2] == NOT_CLEAR
    assert unknowns.leader(made_up(AHEAD))[2] == NOT_CLEAR  # one world tells nothing of others


def test_agreement_is_kendalls_with_the_same_world_and_over_pairs_of_worlds():
    worlds = [AHEAD, (3, 1, 2), AHEAD, AHEAD, BEHIND, (1, 3, 2)]
    few = made_up(AHEAD, AHEAD).set_axis([1, 99])  # a reading with other worlds
    gains = {unknowns.AS_IT_IS: made_up(*worlds), "otherwise": made_up(*worlds[:3], *[BEHIND] * 3), "few": few}
    found = unknowns.agreements(gains)
    tau = np.array([[stats.kendalltau(one, other).statistic for one in worlds] for other in worlds])
    assert found.loc[unknowns.ANOTHER, "tau"] == pytest.approx(tau[~np.eye(6, dtype=bool)].mean())
    without = [tau[np.ix_(kept, kept)] for n in range(6) if (kept := [k for k in range(6) if k != n])]
    half = 1.96 * np.sqrt(5 * np.var([one[~np.eye(5, dtype=bool)].mean() for one in without]))
    assert found.loc[unknowns.ANOTHER, "high"] - found.loc[unknowns.ANOTHER, "tau"] == pytest.approx(half)
    assert found.loc["otherwise", "tau"] == pytest.approx(np.mean([1, 1, 1, tau[3, 4], 1, tau[5, 4]]))
    assert found.loc["few", "tau"] == 1


def test_a_world_with_a_failed_run_counts_for_no_model():
    rows = [
        {"model": model, "policy": policy, "seed": seed, "participants": seed * times}
        for model in list(unknowns.MODELS)[:2]
        for policy, times in ((unknowns.REFERENCE, 1.0), ("20 training places", 3.0))
        for seed in (1, 2, 3)
    ]
    runs = pd.DataFrame(rows)
    runs.loc[4, "participants"] = nan
    gains = unknowns.gains_of(runs)
    assert [one.index.tolist() for one in gains.values()] == [[1, 3], [1, 3]]
    assert gains[unknowns.AS_IT_IS]["20 training places"].tolist() == [2, 6]


def test_policies_start_from_what_the_world_has():
    usual = Parameters()
    better = unknowns.step(usual, "half the loss of facilitators", unknowns.AS_IT_IS)
    assert [better.get(name) for name in LOSS] == [usual.get(name) / 2 for name in LOSS]
    assert 1 - better.get(GO_ON) == pytest.approx((1 - usual.get(GO_ON)) / 2)
    wished = unknowns.step(
        usual.with_values({unknowns.WISH: 0.9}), "wish to facilitate up by half", "nobody is invited"
    )
    assert wished.get(unknowns.WISH) == 1
    assert [wished.get(name) for name in unknowns.INVITED] == [0, 0]


# ---- X06, training places: seats and words by hand -------------------------------------------------------------------


def test_seats_are_those_of_all_sessions():
    usual = Parameters()
    assert shortages.seats(usual, 10, 52, 10) == 100
    assert shortages.seats(usual, 5, 52, 10) == 10 + 9 * 5  # the founders come whatever the seats
    assert shortages.seats(usual, 0, 13, 10) == 10
    assert shortages.seats(usual, 20, 26, 1) == 40  # weeks 6 and 32


def test_a_seat_is_one_of_all_years():
    """Ten seats more a year, of which the founders have taken those of the first session: 20 more in three years."""
    people = pd.DataFrame(
        {(shortages.FILLED, 0, shortages.YEARLY): by_world(10), (shortages.FILLED, 10, shortages.YEARLY): by_world(50)}
    )
    assert str(shortages.per_seat(people, asking(), shortages.FILLED, (0, 10))) == "+2.0 (+2.0 to +2.0)"


# ---- X07, retention or conversion, by hand ---------------------------------------------------------------------------


def test_a_step_is_taken_from_what_the_world_has():
    here = Parameters().with_values({facilitators.LOSS: 0.4, facilitators.WISH: 0.9})
    less = facilitators.step(here, 20, facilitators.FACTORS[facilitators.LESS_LOSS])
    assert (less.get(facilitators.LOSS), less.get(facilitators.WISH), less.get("training.places")) == (
        pytest.approx(0.3),
        0.9,
        20,
    )
    others = facilitators.step(here, math.inf, facilitators.FACTORS[facilitators.CONVERSION])
    assert (others.get(facilitators.LOSS), others.get(facilitators.WISH), others.get("training.places")) == (
        0.4,
        1,
        math.inf,
    )


def test_gains_are_told_world_by_world():
    people = {facilitators.BASE: (100, 200), facilitators.LESS_LOSS: (130, 210), facilitators.CONVERSION: (105, 250)}
    made = facilitators.gains_of_quarters(
        pd.DataFrame(
            {"seats": 10, "case": case, "seed": seed, "participants": of[seed - 1], "reproduction_number": seed / 10}
            for case, of in people.items()
            for seed in (1, 2)
        )
    )
    assert made[[facilitators.LESS_LOSS, facilitators.CONVERSION]].to_numpy().tolist() == [[30, 5], [10, 50]]
    assert facilitators.gap_of(made, 10).tolist() == [25, -40]
    assert made["reproduction_number"].tolist() == [0.1, 0.2]


# ---- X08, demand: differences and words by hand ----------------------------------------------------------------------


def test_a_change_is_from_what_the_world_has():
    here = Parameters().with_values({shortages.INVITED[0]: 7.0, shortages.STRENGTH[0]: 0.5})
    changed = shortages.step(here, shortages.TIMES[shortages.INSTEAD][1])
    assert [changed.get(name) for name in (shortages.CONTACTS, shortages.INVITED[0], shortages.STRENGTH[0])] == [
        0,
        14,
        0.5,
    ]
    assert shortages.step(here, shortages.TIMES["invitations twice as strong"][1]).get(shortages.STRENGTH[0]) == 1


def test_differences_are_of_the_same_world():
    rows = [
        {"case": case, "seed": seed, "participants": 100 * seed + n, "r_participants": 0.5, "short": 0.1 * seed}
        for n, case in enumerate([shortages.BASE, *shortages.TIMES])
        for seed in (1, 2)
    ]
    made = shortages.differences(pd.DataFrame(rows))
    assert made["participants"].tolist() == [n for n in range(1, 9) for _ in range(2)]
    assert (made["short"] == 0).all()


# ---- the pair rule: groups lost by hand, the formula, and what is said of a toy --------------------------------------


def test_groups_lost_are_those_that_as_many_facilitators_would_have_led():
    """Half the pace in the commune, with other numbers of facilitators; the formula with two pools."""
    years = pd.DataFrame(
        {"scenario": [shortages.ANYWHERE] * 2 + [shortages.OF_COMMUNE] * 2, "seed": 1, "year": [1, 2] * 2}
    )
    years = years.assign(facilitators_active=[10, 10, 4, 8], groups_started=[10, 30, 2, 10])
    runs: Any = SimpleNamespace(rows=lambda _: years)
    lost = shortages.losses(runs, {shortages.OF_COMMUNE: np.array([0.75, 0.25])}).iloc[0]
    pace, usual = 10 / 4, 30 / 7.5  # 2 facilitators in the first year, 6 in the second; 5 and 10
    assert lost["lost"] == pytest.approx(100 * (1 - pace / usual))
    assert lost["weeks"] == pytest.approx(104 / (2 * pace))
    usual_left = 1 - (5 / 11 + 10 / 21) / 15
    assert lost["equal"] == pytest.approx(100 * (1 - (1 - (2 * 2 / 6 + 6 * 2 / 14) / 8) / usual_left))
    unequal = shortages.expected_loss([2, 6], np.array([0.75, 0.25]))
    assert lost["unequal"] == pytest.approx(100 * (1 - (1 - unequal) / usual_left))
    years["groups_started"] = 0  # of a world without groups nothing is told
    assert shortages.losses(runs, {shortages.OF_COMMUNE: np.ones(2)}).empty


def test_the_formula_gives_the_stated_losses():
    """Section 1: 2–3 % of groups with one pool, 11 % with five, 63 % with one for each commune."""
    for pools, stated in ((1, 0.024), (5, 0.11), (68, 0.63)):
        lost = shortages.expected_loss([20], np.ones(pools))
        assert lost == pytest.approx(stated, abs=0.005)
        pace = 1.8 / 52  # groups a facilitator leads in a week; the loss does not depend on it
        wait = 1 / (2 * 20 / pools * pace)
        assert lost == pytest.approx(wait / (wait + 1 / pace))
    assert shortages.expected_loss([10, 30], np.ones(1)) == pytest.approx((10 / 21 + 30 / 61) / 40)
    assert shortages.expected_loss([10], np.array([0.8, 0.2])) == pytest.approx((8 / 17 + 2 / 5) / 10)


def test_the_formula_agrees_where_the_gap_is_not_told():
    lost = pd.DataFrame(
        {"scenario": "x", "lost": [10.0, 20, 30], "weeks": 20.0, "equal": [15.0, 25, 36], "unequal": [11.0, 20, 29]}
    )
    row = shortages.held_against_the_formula(lost).iloc[0]
    assert row["verdict, equal pools"] == "formula too high"
    assert row["verdict, as unequal as the public"] == "not clear"


def test_who_leads_alone_needs_no_pool(lab):
    """So one case stands for all pools."""
    pools = {"anywhere": {}, "commune": {"facilitation.pool": "commune"}}
    asked: list[Asked] = [
        ({"scenario": name}, {**shortages.CASES[shortages.ALONE], **pool}) for name, pool in pools.items()
    ]
    log = asking(2, lab).lived(asked).table.pivot(index="seed", columns="scenario", values="event_log_sha256")
    assert (log["anywhere"] == log["commune"]).all()
