"""What was short and what was paid, by hand, and where prices change in the course of a run."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.doors.briefing.means import ITEMS, costs, in_euros, in_short, short
from contagion.experiments.lab.lab import close_up
from contagion.models.outcomes.costs import QUANTITIES
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import FUNDERS
from contagion.models.runs.cases import scenario_case
from contagion.models.runs.simulation import simulate
from tests.helpers.priced_scenarios import SCENARIOS, SEED, YEARS

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
