"""Splits of the same money (`questions/splits.py`)."""

import pytest

from contagion.experiments.ensembles.ensemble import under
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.questions import splits
from contagion.experiments.questions.splits import ALONE, HALF, measured
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.alternatives import KINDS
from contagion.models.scenarios.scenario import read
from tests.helpers.asked import asking
from tests.helpers.even_ensemble import even


def test_every_split_is_of_all_the_money():
    assert len(set(splits.SPLITS)) == len(splits.SPLITS)
    assert {sum(quarters) for quarters in splits.SPLITS} == {4}
    assert splits.named(splits.SPLITS[0]) == "groups alone"
    assert splits.named((2, 1, 1)) == "50% groups, 25% team challenge, 25% workshop"


@pytest.mark.parametrize("quarters", [(4, 0, 0), (2, 1, 1), (0, 2, 2), (0, 0, 4)])
def test_money_posts_letters_and_events_are_split_and_not_made(quarters):
    whole = Parameters()
    made = splits.split(quarters, whole, 3)
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
    drawn = [splits.of_a_set(kind, number)["joining_factor"] for number in range(200)]
    assert low <= min(drawn) < low + 0.1 * (high - low)
    assert high >= max(drawn) > high - 0.1 * (high - low)
    assert splits.of_a_set(kind, 7) == splits.of_a_set(kind, 7)


def test_a_split_is_of_the_values_of_its_world(lab):
    whole, scenario = asking(2, lab), read()
    runs = splits.lived(whole, (2, 2, 0))
    assert runs.table["split"].unique().tolist() == ["50% groups, 50% team challenge"]
    made = [
        splits.split((2, 2, 0), whole.over.parameters(scenario, world), whole.over.set_of(world)) for world in (1, 3)
    ]
    assert made[0].retention.loss_per_year != made[1].retention.loss_per_year
    assert made[0].alternative != made[1].alternative  # each world has a set of its own
    people = measured(runs, (2, 2, 0), 3, whole.ensemble).set_index("seed")
    assert (people["people"] == people["people_groups"] + people["people_team_challenge"]).all()
    assert people["spent"].max() <= 240  # thousand euros of three years


def test_what_a_reading_takes_as_certain_is_so_of_the_kinds_in_a_split(lab):
    """That nothing lasts is said of workshops as of groups, though the reference has none."""
    for quarters in (ALONE, HALF):
        runs = splits.lived(asking(2, lab), quarters)
        none, usual = (
            measured(runs, quarters, 3, over)["tco2e"].sum()
            for over in (under(even(2), READINGS["nothing-lasts"]), even(2))
        )
        assert none < 0.5 * usual
