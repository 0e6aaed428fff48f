"""Alternative programmes: what is handed over follows from the runs."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from experiments.questions import x14_alternatives as question
from experiments.studies.met_again import AGAIN
from experiments.studies.worlds import Worlds
from models.parameters import Parameters
from models.parameters.alternatives import KINDS
from models.scenarios.scenario import read
from tests.helpers.even_ensemble import even
from tests.helpers.table_rows import only


def test_every_split_is_of_all_the_money():
    assert len(set(question.SPLITS)) == len(question.SPLITS)
    assert {sum(quarters) for quarters in question.SPLITS} == {4}
    assert question.named(question.SPLITS[0]) == "groups alone"
    assert question.named((2, 1, 1)) == "50% groups, 25% team challenge, 25% workshop"


@pytest.mark.parametrize("quarters", [(4, 0, 0), (2, 1, 1), (0, 2, 2), (0, 0, 4)])
def test_money_posts_letters_and_events_are_split_and_not_made(quarters):
    whole = Parameters()
    made = question.split(quarters, whole, 3)
    others = made.alternative
    assert [row.kind for row in others] == [kind for kind, n in zip(KINDS, quarters[1:], strict=True) if n]
    assert [row.budget_share for row in others] == [n / 4 for n in quarters[1:] if n]
    posts = made.partners.coordinators + sum(row.coordinators for row in others)
    letters = made.outreach.letters * 4 + sum(row.letters_per_year for row in others)
    events = made.outreach.events_per_year + sum(row.events_per_year for row in others)
    assert (posts, letters, events) == (1, 10_000, 12)
    assert made.outreach.letters == whole.outreach.letters * quarters[0] / 4
    assert made.budget.per_year == 80_000


@pytest.mark.parametrize(("kind", "low", "high"), [("team challenge", 0.5, 3), ("workshop", 1, 5)])
def test_how_readily_people_join_the_others_differs_from_set_to_set_within_its_range(kind, low, high):
    drawn = [question.of_a_set(kind, number)["joining_factor"] for number in range(200)]
    assert low <= min(drawn) < low + 0.1 * (high - low)
    assert high >= max(drawn) > high - 0.1 * (high - low)
    assert question.of_a_set(kind, 7) == question.of_a_set(kind, 7)


def test_a_split_is_of_the_values_of_its_world():
    over, scenario = Worlds(even(2)), read()
    made = question.in_each_world(over, scenario, (2, 2, 0))
    loss = over.parameters(scenario, 2).retention.loss_per_year
    first, second, third = (Parameters.model_validate_json(made.at(world)) for world in (1, AGAIN + 1, 2))
    assert third.retention.loss_per_year == loss != first.retention.loss_per_year
    assert first.alternative == second.alternative != third.alternative  # a world met again is of the same set


@pytest.fixture(scope="module")
def finding(lab):
    return question.main(quick=True, lab=lab, ensemble=even(2))


def test_the_table_is_that_of_the_runs(lab, finding):
    over, scenario = Worlds(even(2)), read()
    own = lab.run([question.in_each_world(over, scenario, (0, 0, 4))], range(1, 5), 3).table  # kept
    row = only(finding.table, split="workshop alone")
    assert row["people_p50"] == row["people_workshop_p50"] == own["alternative_participants"].median()
    assert row["hours_p50"] == (own["participant_hours"] + own["alternative_hours"]).median()
    alone = only(finding.table, split="groups alone")
    assert alone["people_p95"] == alone["people_groups_p95"] > 0
    assert alone["spent_p95"] <= 240  # thousand euros of three years


def test_the_rows_have_a_verdict_against_the_groups(finding):
    assert finding.rows["verdict"].iloc[0] == "held against"
    assert set(finding.rows["verdict"].iloc[1:]) <= {"avoids more", "avoids less", "not told"}
    assert len(finding.answer.split()) <= 14
    assert len(finding.figure.axes) == 2


def test_what_is_not_told_is_not_claimed():
    even_ones = pd.DataFrame({"groups alone": [0.0] * 40, "workshop alone": [-1.0, 1.0] * 20})
    said = question._follows(even_ones, even_ones)
    assert said.startswith("No split is told to avoid less than the groups alone.")
    assert "is not told" in said
    less = even_ones.assign(**{"workshop alone": -1.0})
    assert "in nine worlds of ten: workshop alone." in question._follows(even_ones, less)


def test_a_set_that_comes_again_counts_once_by_how_readily_people_join():
    """Twelve sets, or three of them four times: what is said of the same differences is less sure."""
    ensemble = even(4)
    again = replace(ensemble, table=ensemble.table.iloc[[0, 1, 2] * 4])
    ahead = pd.Series([100.0 + 50 * ((world - 1) // 2 % 3) for world in range(1, 25)], range(1, 25))
    widths = []
    for one in (ensemble, again):
        low, high = re.findall(r"\((\S+) to (\S+)\)", question.by_their_own(ahead, Worlds(one)))[0]
        widths.append(float(high.replace(",", "")) - float(low.replace(",", "")))
    assert widths[1] > 2 * widths[0]
