"""The end of support: what is handed over follows from the runs, and half-lives from theory."""

import math

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.questions import x21_end_of_support
from contagion.experiments.questions.in_worlds import by_world, lived_in_worlds, more
from contagion.models.scenarios.scenario import read
from tests.helpers.even_ensemble import even
from tests.helpers.findings import fits_a_page
from tests.helpers.table_rows import only

INF, NAN = math.inf, math.nan


@pytest.fixture(scope="module")
def finding(lab):
    return x21_end_of_support.main(quick=True, lab=lab, ensemble=even(2))


def test_the_table_is_that_of_the_runs(lab, finding):
    assert len(finding.table) == 15
    asked = [({"case": name}, lambda here, v=values: x21_end_of_support.until(1, v, here))
             for name, values in (("goes on", {}), ("stops", {"training.places": 0}))]  # fmt: skip
    runs = lived_in_worlds(even(2), asked, quick=True, lab=lab, years=3)
    people = by_world(runs.table, "case", "participants")
    row = only(finding.table, case="no training", figure="participants")
    assert row["missed_p50"] == (people["goes on"] - people["stops"]).median() > 0
    assert only(finding.rows, **{"what happens": "no training"})["people against support that goes on"] == more(
        people["stops"] - people["goes on"]
    )


def test_support_ends_in_every_world():
    worlds, scenario = Worlds(even(2)), read()
    for world in range(1, 5):
        made = x21_end_of_support.until(5, x21_end_of_support.TRAINING, worlds.parameters(scenario, world))
        (decision,) = made.decision
        assert (decision.start, decision.set) == (260, {"training.places": 0})
    assert x21_end_of_support.until(5, {}, scenario.parameters).decision == ()


def test_the_figure_has_a_panel_a_way_to_end(finding):
    titles = [ax.get_title(loc="left") for ax in finding.figure.axes]
    assert [title.partition(":")[0] for title in titles] == [
        "No outreach",
        "No partners",
        "No training",
        "All support ends",
    ]
    assert all(len(ax.lines) == 3 for ax in finding.figure.axes)  # with and without, and the end of support


@pytest.mark.parametrize(
    "values, expected",
    [
        ([20, 15, 10, 5], 2.0),
        ([20, 14, 6, 0], 1.5),
        ([20, 4, 30, 4], 10 / 16),  # the first time counts
        ([20, 22, 19, 11], INF),  # censored
        ([0, 0, 0, 0], NAN),  # there is nothing to lose half of
    ],
)
def test_a_half_life_ends_where_half_is_left(values, expected):
    assert x21_end_of_support.half_life([0, 1, 2, 3], values) == pytest.approx(expected, nan_ok=True)


def test_half_life_of_exponential_decline():
    times = np.linspace(0, 10, 1001)
    assert x21_end_of_support.half_life(times, np.exp(-0.25 * times)) == pytest.approx(math.log(2) / 0.25, abs=1e-4)


def test_half_lives_are_read_at_the_end_of_stocks_and_in_the_middle_of_flows():
    """A stock is read at the end of a year, a flow in its middle; that of year `stop` lasts to its end."""
    cumulative = pd.DataFrame(
        {
            "case": "no training", "seed": 1, "year": [1, 2, 3, 4],
            "facilitators_active": [9, 8, 4, 2], "groups_started": [4, 12, 14, 16], "participants": [30, 90, 150, 155],
        }
    )  # fmt: skip
    rows = x21_end_of_support.by_the_year(cumulative.sample(frac=1, random_state=3))
    assert list(rows["groups_started"]) == [4, 8, 2, 2]
    assert list(rows["participants"]) == [30, 60, 60, 5]
    lives = x21_end_of_support.half_lives(rows, stop=2).set_index("figure")["half_life"]
    assert lives["facilitators_active"] == pytest.approx(1)
    assert lives["groups_started"] == pytest.approx(0.5 * 4 / 6)  # within the first half year
    assert lives["participants"] == pytest.approx(0.5 + 30 / 55)


def test_half_lives_that_did_not_end_are_the_longest():
    made = x21_end_of_support.ends_of([1.0, 2.0, INF, INF, INF])
    assert (made["p5"], made["p25"], made["p50"], made["p95"]) == (1.0, 2.0, INF, INF)


def test_without_training_they_halve_as_theory_says_where_their_lives_are_those_of_theory():
    worlds, scenario = Worlds(even(2)), read()
    losses = {world: worlds.parameters(scenario, world).retention.loss_per_year for world in (1, 3, 5)}
    lives = pd.DataFrame([
        {"case": "no training", "figure": "facilitators_active", "seed": world, "half_life": 2 * math.log(2) / loss}
        for world, loss in losses.items()
    ])  # fmt: skip
    assert x21_end_of_support.of_theory(lives, worlds)["p50"] == pytest.approx(2)


def test_a_half_life_is_said_with_its_spread():
    row = pd.Series({"half_life_p50": 2.75, "half_life_p5": 2.2, "half_life_p95": INF})
    assert x21_end_of_support._life(row, 10) == "2.8 years (2.2 to over 10)"


def test_what_is_not_told_is_not_claimed():
    missed = pd.DataFrame({name: [-1.0, 1.0] * 20 for name in x21_end_of_support.CASES})
    said = x21_end_of_support._follows(missed, "no training", "no partners")
    assert said.startswith("It is not told that activity depends on support.")
    assert "Not told to cost people: no outreach, no partners, no training." in said


def test_a_page_is_short_and_says_what_readings_make_of_it(finding):
    assert "Under 2 readings it is " in finding.sentence
    assert x21_end_of_support._in_readings({"a": 0.5, "b": np.inf}, 10).endswith(
        "is 0.5 to over 10 years in the middle."
    )
    fits_a_page("x21_end_of_support", finding)
