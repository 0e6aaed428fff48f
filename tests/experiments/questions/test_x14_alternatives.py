"""Alternative programmes: what is handed over follows from the runs."""

import re
from dataclasses import replace
from math import log
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evidence.ensemble import under
from contagion.experiments.evidence.readings import READINGS
from contagion.experiments.questions import money
from contagion.experiments.questions.asking import Standing
from contagion.experiments.questions.money import ALONE, HALF, measured, named
from contagion.models.outcomes.tables import Savers, cohorts
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.alternatives import KINDS
from contagion.models.scenario import read
from tests.helpers.asked import asking
from tests.helpers.even_ensemble import even


def test_what_is_not_told_is_not_claimed():
    even_ones = pd.DataFrame({"groups alone": [0.0] * 40, "workshop alone": [-1.0, 1.0] * 20})
    said = money.follows(even_ones, even_ones)
    assert said.startswith("No split clearly avoids less than the groups alone.")
    assert "is not clear" in said
    less = even_ones.assign(**{"workshop alone": -1.0})
    assert "in 90 % of simulations: workshop alone." in money.follows(even_ones, less)


def by_hand(tonnes, people):
    """Runs of three worlds of each split, with so much in each."""
    return pd.DataFrame(
        {"split": named(quarters), "seed": world, **dict.fromkeys(money.FIGURES, 1.0),
         **dict.fromkeys(money.PROGRAMMES, 0.0), "tco2e": tonnes.get(quarters, (0, 1, 2))[world - 1],
         "people": people.get(quarters, (10, 11, 12))[world - 1]}
        for quarters in money.SPLITS
        for world in (1, 2, 3)
    )  # fmt: skip


BESIDE = "What was observed of workshops lies outside.", 0.5, Standing(5.0, {"nothing-lasts": -1.0})


def test_it_begins_with_what_is_known_of_workshops_and_says_what_it_takes():
    runs = by_hand({HALF: (50, 51, 52)}, {(0, 0, 4): (90, 91, 92)})
    found = money.of_splits(runs, asking(4), *BESIDE)
    assert found.answer == "Most avoided: “50% groups, 50% workshop”; most people: “workshop alone”"
    assert found.sentence.startswith("What was observed of workshops lies outside. With 80,000 euros")
    assert "“50% groups, 50% workshop” against “groups alone”, more in 100 of 100 simulations, which stands in 0" in (
        found.sentence
    )
    assert found.sentence.endswith("if half of what they save lasts 16.6 months (assumed: 1.0).")


def test_a_tie_has_no_winner():
    runs = by_hand({HALF: (-50, 1, 60)}, {})
    found = money.of_splits(runs, asking(4), *BESIDE)
    assert found.answer == "Most avoided: a tie of 7; most people: a tie of 7"
    assert found.rows["verdict"].tolist() == ["compared with", *["not clear"] * 6]
    assert re.search("a tie of “50% groups, 50% workshop”, “[^”]+” and 5 more", found.sentence)


def test_what_never_makes_equal_is_said():
    assert money.equal_in_words(None).startswith("However fast what a workshop saves")
    assert "lasts 140 years" in money.equal_in_words(0.00499)
    assert "lasts for ever" in money.equal_in_words(0.0)


def test_what_was_observed_of_workshops_is_held_against_the_worlds(lab, monkeypatch):
    assert "is not predicted" in money.of_workshops(asking(2, lab))
    monkeypatch.setattr("contagion.experiments.evidence.validation.FEWEST", 2)
    said = money.of_workshops(asking(2, lab))
    assert "2.8 times as many people in a year" in said
    assert re.search(r"lies (outside|inside 50 %|inside 90 %) of what the model says \(\d", said)


def test_a_set_that_comes_again_counts_once_by_how_readily_people_join():
    """Twelve sets, or three of them four times: what is said of the same differences is less sure."""
    ensemble = even(4)
    again = replace(ensemble, table=ensemble.table.iloc[[0, 1, 2] * 4])
    ahead = pd.Series([100.0 + 50 * ((world - 1) % 3) for world in range(1, 13)], range(1, 13))
    widths = []
    for one in (ensemble, again):
        low, high = re.findall(r"\((\S+) to (\S+)\)", money.by_their_own(ahead, replace(asking(4), ensemble=one)))[0]
        widths.append(float(high.replace(",", "")) - float(low.replace(",", "")))
    assert widths[1] > 2 * widths[0]


# ---- at which rate of fading both avoid as much ----------------------------------------------------------------------

YEARS = 3


class Made:
    """The tables of three runs with so many completers in the first week, and so many people at workshops a year."""

    def __init__(self, completers: int, people: int = 0) -> None:
        self.completers, self.people = completers, people

    def rows(self, name: str) -> pd.DataFrame:
        if name == "alternatives":
            rows = [(seed, "workshop", 1, self.people) for seed in (1, 2, 3)]
            return pd.DataFrame(rows, columns=["seed", "programme", "year", "participants"])
        count = self.completers
        some = Savers(np.zeros(count), np.ones(count), np.ones(count, bool), np.ones(count, bool))
        return pd.concat([pd.DataFrame(cohorts(some, 52 * YEARS)).assign(seed=seed) for seed in (1, 2, 3)])


@pytest.mark.slow
def test_the_rate_of_fading_makes_both_equal_or_none_does():
    groups, half, more = (cast("Any", made) for made in (Made(10), Made(5, 400), Made(10, 400)))
    rate = money.equal_at(half, groups, YEARS)
    assert rate
    of_both = money.tonnes_of(half, money.split(HALF, Parameters()), YEARS, (("workshop.decay", rate),))
    of_groups = money.tonnes_of(groups, money.split(ALONE, Parameters()), YEARS)
    assert of_both.iloc[0] == pytest.approx(of_groups.iloc[0], rel=1e-6)
    assert money.half_life(rate) == pytest.approx(12 * log(2) / rate)
    assert money.equal_at(more, groups, YEARS) is None


# ---- splits of the same money ----------------------------------------------------------------------------------------


def test_every_split_is_of_all_the_money():
    assert len(set(money.SPLITS)) == len(money.SPLITS)
    assert {sum(quarters) for quarters in money.SPLITS} == {4}
    assert money.named(money.SPLITS[0]) == "groups alone"
    assert money.named((2, 1, 1)) == "50% groups, 25% team challenge, 25% workshop"


@pytest.mark.parametrize("quarters", [(4, 0, 0), (2, 1, 1), (0, 2, 2), (0, 0, 4)])
def test_money_posts_letters_and_events_are_split_and_not_made(quarters):
    whole = Parameters()
    made = money.split(quarters, whole, 3)
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
    drawn = [money.joining(kind, number) for number in range(200)]
    assert low <= min(drawn) < low + 0.1 * (high - low)
    assert high >= max(drawn) > high - 0.1 * (high - low)
    assert money.joining(kind, 7) == money.joining(kind, 7)


def test_a_split_is_of_the_values_of_its_world(lab):
    whole, scenario = asking(2, lab), read()
    runs = money.lived(whole, (2, 2, 0))
    assert runs.table["split"].unique().tolist() == ["50% groups, 50% team challenge"]
    made = [
        money.split((2, 2, 0), whole.over.parameters(scenario, world), whole.over.set_of(world)) for world in (1, 3)
    ]
    assert made[0].retention.loss_per_year != made[1].retention.loss_per_year
    assert made[0].alternative != made[1].alternative  # each world has a set of its own
    people = measured(runs, (2, 2, 0), 3, whole.ensemble).set_index("seed")
    assert (people["people"] == people["people_groups"] + people["people_team_challenge"]).all()
    assert people["spent"].max() <= 240  # thousand euros of three years


def test_what_a_reading_takes_as_certain_is_so_of_the_kinds_in_a_split(lab):
    """That nothing lasts is said of workshops as of groups, though the reference has none."""
    for quarters in (ALONE, HALF):
        runs = money.lived(asking(2, lab), quarters)
        none, usual = (
            measured(runs, quarters, 3, over)["tco2e"].sum()
            for over in (under(even(2), READINGS["nothing-lasts"]), even(2))
        )
        assert none < 0.5 * usual
