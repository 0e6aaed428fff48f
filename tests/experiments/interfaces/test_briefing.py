"""Communes in worlds, by hand: three communes of 100, 200 and no residents, two scenarios, twenty worlds, two years."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.interfaces.briefing import (
    IN_TIME,
    ITEMS,
    communes,
    costs,
    courses,
    in_communes,
    in_euros,
    in_short,
    in_worlds,
    lived,
    placed,
    short,
    singles,
    tidy,
)
from contagion.models.outcomes.costs import QUANTITIES
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import FUNDERS
from contagion.models.runs.lab import close_up
from contagion.models.runs.simulation import simulate
from contagion.models.runs.study import scenario_case
from contagion.models.scenario import read
from contagion.sim.statistics.spread import error_of_median
from tests.helpers.priced_scenarios import SCENARIOS, SEED, YEARS

NAMES = ["a", "b"]


class Place(SimpleNamespace):
    def __len__(self):
        return len(self.codes)


PLACE: Any = Place(
    codes=("X", "Y", "Z"), names=("Ix", "Ygrec", "Zed"), residents=np.array([[60, 40], [200, 0], [0, 0]])
)


def there():
    """In each world one comes from X in both years; in b two more from Y, where a group meets, in 18 of 20."""
    rows = [("a", seed, year, "X", 1, 0, 3) for seed in range(1, 21) for year in (1, 2)]
    rows += [("b", seed, year, "X", 1, 0, 3) for seed in range(1, 21) for year in (1, 2)]
    rows += [("b", seed, 2, "Y", 2, 1, 0) for seed in range(1, 19)]
    names = ["scenario", "seed", "year", "commune", "participants", "groups", "facilitators_active"]
    table = pd.DataFrame(rows, columns=names)
    made = []
    for name in NAMES:
        own = table[table["scenario"] == name]
        runs: Any = SimpleNamespace(labels=own[["scenario", "seed"]], rows=lambda name, columns, own=own: own)
        made.append(in_communes(runs, 2, PLACE))
    return np.stack(made, axis=1)


def test_people_and_groups_are_counted_since_the_start_and_facilitators_at_the_end_of_the_year():
    found = communes(there(), NAMES, PLACE).set_index(["scenario", "year", "commune"])
    assert found.loc[("a", 1, "X")].tolist() == ["Ix", 10, 0, 3, 1, 0, 0]
    assert found.loc[("a", 2, "X")].tolist() == ["Ix", 20, 0, 3, 1, 0, 0]
    assert found.loc[("b", 2, "Y")].tolist() == ["Ygrec", 10, 1, 0, 0.9, 0.9, 0]
    assert found.loc[("a", 2, "Y")].tolist() == ["Ygrec", 0, 0, 0, 0, 0, 0]


def test_all_communes_together_are_reached_in_fewer_worlds_than_each():
    """Where nobody but those of X and Y is there, all are in the 18 worlds in which somebody of Y is."""
    two: Any = Place(codes=("X", "Y"), names=("Ix", "Ygrec"), residents=np.array([[60, 40], [200, 0]]))
    made = there()[..., :2]
    made[0, 1, 18:, :, 0] = 0
    made[0, 1, 0, :, 0] = 0
    found = communes(made, NAMES, two).set_index(["scenario", "year"])
    assert found.loc[("b", 2), ["with_people", "everywhere"]].to_numpy().tolist() == [[0.85, 0.85], [0.9, 0.85]]
    made[0, 1, 5, :, 0] = 0
    assert communes(made, NAMES, two).set_index(["scenario", "year"]).loc[("b", 2), "everywhere"].tolist() == [0.8, 0.8]


def test_of_what_is_counted_a_whole_number_is_in_the_middle():
    made = there()
    made[1:, 1, :10, 1, 1] = 4
    made[1:, 1, 10:, 1, 1] = 3
    found = communes(made, NAMES, PLACE).set_index(["scenario", "year", "commune"])
    assert found.loc[("b", 2, "Y"), ["groups", "facilitators"]].tolist() == [3, 3]


def test_for_so_many_residents_where_nobody_lives_is_not_known():
    found = communes(there(), NAMES, PLACE)
    assert found.loc[found["commune"] == "Z", "per_1000"].isna().all()
    assert found["per_1000"].isna().sum() == 4


# ---- courses in worlds, by hand --------------------------------------------------------------------------------------

AXES: Any = {"scenario": ["a", "b"], "year": range(3), "figure": ["people", "groups"]}


def made():
    """Two scenarios in three worlds over two years, people and groups."""
    people = [[[1, 2], [3, 4], [5, 6]], [[1, 4], [3, 4], [5, 16]]]
    each = [
        [(year, number, 10 * number) for world in scenario for year, number in enumerate(world, 1)]
        for scenario in people
    ]
    tables = [pd.DataFrame(rows, columns=["year", "people", "groups"]) for rows in each]
    return np.stack([in_worlds(table, AXES["figure"]) for table in tables])


def many():
    """As many worlds as are needed for quantiles, evenly from the lowest to the highest of those made."""
    low, high = made().min(axis=1), made().max(axis=1)
    return np.moveaxis(np.linspace(low, high, 21), 0, 1)


def test_courses_are_quantiles_over_worlds_and_of_few_the_lowest_and_the_highest():
    found, of_many = (courses(AXES, some).set_index(["scenario", "year", "figure"]) for some in (made(), many()))
    ends = ["p5", "p25", "p50", "p75", "p95"]
    assert found.loc[("a", 2, "people"), ends].tolist() == [2, 3, 4, 5, 6]
    assert of_many.loc[("a", 2, "people"), "p50_error"] == pytest.approx(error_of_median(np.linspace(2, 6, 21)))
    assert of_many.loc[("a", 2, "people"), ends].tolist() == pytest.approx(
        [2, 3, 4, 5, 6] + np.array([1, 0, 0, 0, -1]) * 0.2
    )
    assert found.loc[("b", 2, "groups"), "p50"] == 40
    assert len(found) == 2 * 3 * 2


def test_single_runs_are_those_of_the_first_worlds():
    found = singles(AXES, np.repeat(made(), 5, axis=1), list(range(1, 16)))
    assert found["world"].unique().tolist() == list(range(1, 11))
    assert found[(found["scenario"] == "b") & (found["world"] == 6)]["people"].tolist() == [0, 3, 4]


def test_what_is_placed_is_told_again():
    rows = pd.DataFrame({"year": [2, 1], "place": ["x", "y"], "n": [7, 8], "m": [1, 2]})
    found = placed(rows, {"place": ["x", "y", "z"], "year": [1, 2]}, ["n", "m"])
    assert found.tolist() == [[[0, 7], [8, 0], [0, 0]], [[0, 1], [2, 0], [0, 0]]]
    table = tidy({"place": ["x", "y", "z"], "year": [1, 2]}, n=found[0])
    assert table[table["n"] > 0].to_numpy().tolist() == [["x", 2, 7.0], ["y", 1, 8.0]]


# ---- what was short and what was paid, by hand, and where prices change in the course of a run -----------------------

LABELS = pd.DataFrame([(name, seed) for name in "ab" for seed in (1, 2)], columns=["scenario", "seed"])


def runs(scenario, **tables) -> Any:
    """Those of a scenario."""
    own = {name: table[table["scenario"] == scenario] for name, table in tables.items()}
    labels = LABELS[LABELS["scenario"] == scenario]
    return SimpleNamespace(labels=labels, rows=lambda name, columns=None: own[name].copy())


def test_shares_are_those_of_the_worlds_in_which_it_was_short():
    said = ["groups", "", "pairs", "groups", "money", "money", "groups", "money"]
    table = LABELS.loc[LABELS.index.repeat(2)].assign(year=[1, 2] * 4, in_groups=said, in_training="seats")
    found = (
        short([in_short(runs(name, short=table), 2) for name in "ab"], ["a", "b"])
        .set_index(["scenario", "year", "where", "cause"])["share"]
        .sort_index()
    )
    assert found["a", 1, "groups", "groups"] == found["a", 1, "groups", "pairs"] == 0.5
    assert found["a", 2].sum() == 0.5 + 1
    assert found["b", 2, "groups", "money"] == 1
    assert found.xs("seats", level="cause").tolist() == [1, 1, 1, 1]
    assert found.xs("takers", level="cause").tolist() == [0, 0, 0, 0]


def test_euros_are_quantities_at_their_prices_and_funders_have_their_shares():
    """Ten and twenty seats in the worlds of the first, thirty in those of the second; one contact in each."""
    table = LABELS.assign(year=1, **dict.fromkeys(QUANTITIES, 0.0))
    table["quantity_seat"], table["quantity_contact"] = [10.0, 20.0, 30.0, 30.0], 1.0
    both: Any = [SimpleNamespace(name=name, parameters=Parameters(), past=0) for name in "ab"]
    items, funding = costs(np.stack([in_euros(runs(one.name, years=table), one) for one in both]), ["a", "b"])
    found = items.set_index(["scenario", "item"])
    assert found.loc[("a", "seat"), ["p50", "share"]].tolist() == pytest.approx([10_500, 10_500 / 10_600])
    assert found.loc[("b", "seat"), ["p5", "p95"]].tolist() == [21_000, 21_000]
    assert items["item"].unique().tolist() == ["seat", "contact"]
    assert funding["payer"].tolist() == [*FUNDERS, *FUNDERS]
    assert funding["share"].tolist() == pytest.approx([0.6, 0.2, 0.2] * 2)


def test_of_a_programme_with_a_past_what_lies_ahead_is_paid():
    """Ten seats in the year that is over, twenty-five by the end of the next."""
    table = LABELS.loc[LABELS.index.repeat(2)].assign(year=[1, 2] * 4, **dict.fromkeys(QUANTITIES, 0.0))
    table["quantity_seat"] = [10.0, 25.0] * 4
    one: Any = SimpleNamespace(name="a", parameters=Parameters(), past=1)
    assert in_euros(runs("a", years=table), one).sum(axis=(1, 2)).tolist() == pytest.approx([15 * 700.0] * 2)


def test_what_runs_paid_is_what_their_ledgers_say(lab, territory):
    """Those whose prices change among them."""
    assert {one.parameters.prices_change for one in SCENARIOS} == {True, False}
    made = close_up(lab).run([scenario_case(one) for one in SCENARIOS], [SEED], YEARS)
    names = [one.name for one in SCENARIOS]
    items, funding = costs(np.stack([in_euros(made.of("scenario", one.name), one) for one in SCENARIOS]), names)
    for one in SCENARIOS:
        ledger = simulate(one, territory, years=YEARS, seed=SEED).tables["ledger"]
        spent = ledger.groupby("item")["euros"].sum()
        found = items[items["scenario"] == one.name].set_index("item")["p50"]
        assert found.to_dict() == pytest.approx(spent[found.index].to_dict())
        assert found.sum() == pytest.approx(ledger["euros"].sum())
        paid = ledger.groupby("funder")["euros"].sum() / ledger["euros"].sum()
        shares = funding[funding["scenario"] == one.name].set_index("payer")["share"]
        assert shares.to_dict() == pytest.approx(paid[shares.index].to_dict())


def test_what_costs_nothing_is_paid_by_nobody():
    spent = np.zeros((2, 3, len(ITEMS), len(FUNDERS)))
    spent[1, :, 0, 1] = 5.0
    items, funding = costs(spent, ["a", "b"])
    assert items[["scenario", "item", "p50", "share"]].values.tolist() == [["a", ITEMS[0], 0, 0], ["b", ITEMS[0], 5, 1]]
    assert funding["share"].tolist() == [*[0] * len(FUNDERS), 0, 1, *[0] * (len(FUNDERS) - 2)]


# ---- runs of a scenario, counted from the end of the past, at the prices of the scenario that is asked about ---------

LASTING = 2


@pytest.fixture(scope="module")
def both(own_lab):
    """Those of two scenarios."""
    other = replace(read(None, ["training.places=20"]), name="other")
    return close_up(own_lab).run([scenario_case(one) for one in (read(), other)], [1, 2], LASTING)


def test_the_same_runs_cost_more_where_a_price_is_higher(both, territory):
    first, other = both.of("scenario", "ref"), both.of("scenario", "other")
    dear = replace(read(), parameters=Parameters.model_validate({"costs": {"seat": 2000.0}}))
    usual, more = lived(first, read(), LASTING, territory), lived(first, dear, LASTING, territory)
    assert more.ends["people"].tolist() == usual.ends["people"].tolist()
    assert (more.euros >= usual.euros).all()
    assert more.euros.sum() > usual.euros.sum()
    assert lived(other, replace(read(), name="other"), LASTING, territory).ends["scenario"].tolist() == ["other"] * 2


def test_people_groups_and_communes_count_from_the_end_of_the_past(both, territory):
    whole, ahead = (
        lived(both.of("scenario", "ref"), replace(read(), past=past), LASTING, territory) for past in (0, 1)
    )
    people, active = (IN_TIME.index(name) for name in ("people", "facilitators_active"))
    assert ahead.before.tolist() == whole.years[:, 1, people].tolist()
    assert ahead.before.all()
    assert ahead.years[:, :, people].tolist() == (whole.years[:, 1:, people] - ahead.before[:, None]).tolist()
    assert ahead.years[:, :, active].tolist() == whole.years[:, 1:, active].tolist()
    assert ahead.communes.shape[2] == 1
    assert ahead.communes[0].sum() == (whole.communes[0, :, 1] - whole.communes[0, :, 0]).sum()
    assert ahead.communes[2].tolist() == whole.communes[2, :, 1:].tolist()
