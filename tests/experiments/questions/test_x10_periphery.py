"""The periphery: levers from what a world has, and what is said of a toy."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.commands.worth_knowing.portfolios import PORTFOLIOS, RATES
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.questions import lasting, money, whom
from contagion.experiments.questions.asking import Standing, middle
from contagion.models.parameters import Parameters
from contagion.models.scenario import read
from tests.helpers.asked import asking, held
from tests.helpers.even_ensemble import even
from tests.helpers.findings import words

NAMES = [labels["scenario"] for labels, _ in whom.cases_of_levers()]


def test_levers_are_moved_alone_and_together():
    alone, two = ["place", "travel", "online"], ["place + travel", "place + online", "travel + online"]
    assert [whom.NO_LEVER, *alone, *two, whom.ALL] == NAMES
    moved = whom.step(Parameters(), ("place", "online"))
    assert moved.decision[0].set["training.reserved_share"] == 0.5
    assert (moved.demand.online_share, moved.demand.distance_km) == (0.25, Parameters().demand.distance_km)


def test_people_go_twice_as_far_as_they_do_in_that_world():
    here = Parameters().with_values({"demand.distance_km": 14.0})
    moved = whom.step(here, ("travel",), {"receptivity.outside": 1.0})
    assert (moved.demand.distance_km, moved.demand.travel_help, moved.receptivity.outside) == (28.0, 1.5, 1.0)
    assert moved.facilitation.pair_distance_km == 2 * here.facilitation.pair_distance_km


def toy(**communes):
    given = {case: communes.get(case, (-1, 1, 0)) for case in NAMES[1:]}
    own = SimpleNamespace(BASE=whom.NO_LEVER, SHOWN=whom.SHOWN_OUTSIDE)
    return held(own, NAMES, {(case, whom.COMMUNES): of for case, of in given.items()})


def test_a_row_says_both_and_the_verdict_where_they_differ():
    free, fixed = toy(travel=(4, 5, 6), online=(1, 1, 1)), toy(online=(1, 1, 1))
    rows = whom.in_rows({whom.FREE: free, whom.FIXED: fixed}).set_index("case")
    assert rows["verdict"][["travel", "online"]].tolist() == ["more; fixed at 1: not clear", "more"]
    assert rows.loc["travel"].tolist()[:2] == ["+5 (+4 to +6)", "+0 (-1 to +1)"]
    assert whom.first_of(free) == "travel"


# ---- students: what is lost, and what is said of a toy ---------------------------------------------------------------


def test_what_is_lost_is_a_share_of_what_there_is():
    rows = pd.DataFrame(
        {"students_moved_registered": [3, 0], "students_registered": [30, 0], "students_moved_aspiring": [1, 0]}
    )
    assert whom.with_shares(rows)["lost"].tolist() == pytest.approx([10, np.nan], nan_ok=True)


# ---- councillors: how they are asked, and what is said of a toy ------------------------------------------------------


def test_asking_in_person_is_as_strong_as_an_invitation_in_that_world():
    here = Parameters().with_values({"registering.letter": 0.02})
    assert whom.as_strong_as_an_invitation(here) == pytest.approx(0.37 * 1.6 / (0.02 * 3.5))
    asked = whom.cases_of_councillors(1088)[whom.AROUND](here).decision[0]
    assert asked.set["outreach.letters"] == 272
    assert asked.set["registering.barrier"] == whom.as_strong_as_an_invitation(here)
    assert asked.target_groups == ("elected officials",)
    assert asked.communes == ("outside the centre",)


# ---- portfolios: who is named, by hand, and the rates at which more is spent -----------------------------------------

OTHER = list(PORTFOLIOS)[2]


def made_by_hand(ahead, noise=0):
    """Three worlds in which the third portfolio has so many people more than the others, or as luck has it; it spends
    ten times as much."""
    return pd.DataFrame(
        {"portfolio": name, "budget": budget, "seed": world, "years": 10, "communes_reached": 5,
         "spent_a_year": 9000.0 if name == OTHER else 900.0,
         "participants": 100 + (name == OTHER) * (ahead + noise * (world - 2))}
        for name in PORTFOLIOS
        for world in (1, 2, 3)
        for budget in money.BUDGETS
    )  # fmt: skip


def answered(made):
    return money.of_portfolios(made, Standing(1.0, {"talk-informs": -1.0}), asking(), "It turns at 9 €.")


def test_a_winner_is_named_only_where_no_other_is_within_it():
    plain = answered(made_by_hand(9))
    assert plain.answer == f"At 80 k€ a year: “{OTHER}”"
    assert f"“{OTHER}” is the split to look at first." in plain.follows
    assert f"surely more people are reached with “{OTHER}” (at 40 and 80 k€)" in plain.follows
    assert plain.sentence.startswith("It turns at 9 €. Of 6 ways")
    assert "has +9 (+9 to +9) people" in plain.sentence
    assert "stands in 0 of 1 readings" in plain.sentence
    assert plain.rows.set_index("case").iloc[:, -2].tolist()[2].startswith("1, 1, 1, ")
    tie = answered(made_by_hand(1, noise=50))
    assert tie.answer == f"At 80 k€ a year: a tie of “{OTHER}”, “{money.TODAY}” and 4 more"
    assert "Which of those in the tie is taken may rest on other grounds" in tie.follows
    assert "no split surely reaches more people" in tie.follows
    assert "a tie of" in tie.figure.get_suptitle() or "a tie of" in words(tie.figure)


def test_the_dearer_a_person_the_more_is_spent():
    made = pd.DataFrame(
        [("thrifty", 1_000, 1, 10.0, 1_000.0), ("lavish", 1_000, 1, 20.0, 11_000.0)],  # 1,000 € for each more
        columns=["portfolio", "budget", "seed", "participants", "spent_a_year"],
    )
    chosen = money.preferred(made, 1)
    assert (chosen[1 / 2000], chosen[1 / 500]) == ("lavish at 1 k€", "thrifty at 1 k€")
    said = answered(made_by_hand(100)).follows  # 810 € for each person more
    assert f" where a person is worth {1 / max(RATES):,.0f} €, {OTHER} at 40 k€ where {1 / min(RATES):,.0f} €." in said


def test_portfolios_are_judged_by_what_their_worlds_have():
    made = money.judged(made_by_hand(9, noise=3).query("budget == 80_000"), 10).set_index("portfolio")
    assert made.loc[OTHER, ["worst", "mean", "first_in", "regret_p90"]].tolist() == [106, 109, 1, 0]
    assert made.loc[money.TODAY, ["worst", "first_in", "spent_a_year"]].tolist() == [100, 0, 900]
    assert 6 < made.loc[money.TODAY, "regret_p90"] <= 12


# ---- shocks: recovery, losses and words by hand ----------------------------------------------------------------------

INF = float("inf")


def test_a_shock_begins_in_its_week_in_every_world():
    hit = lasting.hit(lasting.SHOCKS["half of the means cut"][0], 156, Parameters().with_values({"training.places": 3}))
    assert [(shock.start, shock.kind, shock.weeks) for shock in hit.shock] == [(156, "budget cut", 52)]
    assert hit.training.places == 3


def test_the_mean_recovers_when_no_sample_falls_short():
    """One seed falls short in weeks 2 to 4, the other gains as much there: their mean never falls short."""
    base = np.full((10, 2), 20.0)
    shocked = base.copy()
    shocked[2:5] += [[-8.0, 8.0]]
    middle, low, high = lasting.of_the_means(base, shocked, 2)
    assert middle == 0
    assert (low, high) == (0, 3)  # samples that hold the first seed twice recover in the third week
    shocked[2:6] = 15.0
    assert lasting.of_the_means(base, shocked, 2) == (4, 4, 4)
    shocked[2:] = 15.0
    assert lasting.of_the_means(base, shocked, 2) == (INF, INF, INF)


def test_the_share_is_of_those_who_would_have_come():
    calm, hit = np.arange(0.0, 208.0), np.arange(0.0, 208.0)
    hit[52:] = 52 + np.arange(156) / 2  # half as many from then on
    courses = {
        name: {of: pd.DataFrame({1: hit if name == "hit" else calm}) for of in lasting.SERIES}
        for name in (lasting.CALM, "hit")
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lasting, "SHOCKS", {"hit": ({}, "k")})
        lost = lasting.losses(courses, 52)
    due = 52 * 156 / 52  # people in a year, over three years
    missed = (sum(week / 2 for week in range(52)) + 104 * 26) / 52
    assert lost.loc[("hit", 1), "share"] == pytest.approx(missed / due, rel=0.01)
    assert middle(lost.loc["hit"]["share"], "{:z.0%}") == middle([missed / due], "{:.0%}")


# ---- the end of support: half-lives by hand and from theory, and what is said of them --------------------------------

NAN = math.nan


def test_support_ends_in_every_world():
    worlds, scenario = Worlds(even(2)), read()
    for world in range(1, 5):
        made = lasting.until(5, lasting.TRAINING, worlds.parameters(scenario, world))
        (decision,) = made.decision
        assert (decision.start, decision.set) == (260, {"training.places": 0})
    assert lasting.until(5, {}, scenario.parameters).decision == ()


@pytest.mark.parametrize(
    "values, expected",
    [
        ([20, 15, 10, 5], 2.0),
        ([20, 14, 6, 0], 1.5),
        ([20, 4, 30, 4], 10 / 16),  # the first time counts
        ([20, 10, 10, 10], 1.0),  # to have exactly half left is enough
        ([20, 22, 19, 11], INF),  # censored
        ([0, 0, 0, 0], NAN),  # there is nothing to lose half of
    ],
)
def test_a_half_life_ends_where_half_is_left(values, expected):
    assert lasting.half_life([0, 1, 2, 3], values) == pytest.approx(expected, nan_ok=True)


def test_half_lives_are_read_at_the_end_of_stocks_and_in_the_middle_of_flows():
    """A stock is read at the end of a year, a flow in its middle; that of year `stop` lasts to its end."""
    cumulative = pd.DataFrame(
        {
            "case": "no training", "seed": 1, "year": [1, 2, 3, 4],
            "facilitators_active": [9, 8, 4, 2], "groups_started": [4, 12, 14, 16], "participants": [30, 90, 150, 155],
        }
    )  # fmt: skip
    rows = lasting.by_the_year(cumulative.sample(frac=1, random_state=3))
    assert list(rows["groups_started"]) == [4, 8, 2, 2]
    assert list(rows["participants"]) == [30, 60, 60, 5]
    lives = lasting.half_lives(rows, stop=2).set_index("figure")["half_life"]
    assert lives["facilitators_active"] == pytest.approx(1)
    assert lives["groups_started"] == pytest.approx(0.5 * 4 / 6)  # within the first half year
    assert lives["participants"] == pytest.approx(0.5 + 30 / 55)


def test_half_lives_that_did_not_end_are_the_longest():
    made = lasting.ends_of([1.0, 2.0, INF, INF, INF])
    assert (made["p5"], made["p25"], made["p50"], made["p95"]) == (1.0, 2.0, INF, INF)


def test_without_training_they_halve_as_theory_says_where_their_lives_are_those_of_theory():
    worlds, scenario = Worlds(even(2)), read()
    losses = {world: worlds.parameters(scenario, world).retention.loss_per_year for world in (1, 3, 5)}
    lives = pd.DataFrame([
        {"case": "no training", "figure": "facilitators_active", "seed": world, "half_life": 2 * math.log(2) / loss}
        for world, loss in losses.items()
    ])  # fmt: skip
    assert lasting.of_theory(lives, worlds)["p50"] == pytest.approx(2)
