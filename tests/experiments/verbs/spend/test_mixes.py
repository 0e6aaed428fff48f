"""What a sum can buy: whole steps, within the sum, within their ranges; and the designs of shares."""

from dataclasses import replace
from math import comb, inf

import pytest

from contagion.experiments.language.levers import SOLD
from contagion.experiments.verbs.spend.mixes import Market, Usual, coarse, lattice, market, moved, plan
from contagion.models.parameters import Parameters
from contagion.models.parameters.effort import RESIDENTS
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError

USUAL = Usual(groups=10.0, seats=10.0)
PLACES = [one.parameter for one in SOLD].index("training.places")


def bought(of: Market, **shares: float) -> dict[str, float]:
    """What shares buy, by the last word of a parameter."""
    names = [one.parameter.partition(".")[2] for one in of.levers]
    assert set(shares) <= set(names)
    steps = of.bought(tuple(shares.get(name, 0.0) for name in names))
    return {name: number for name, number in zip(names, steps, strict=True) if number}


def test_the_plan_of_the_reference_by_hand():
    """10 seats of 700 €, a coordinator with 48 contacts of 100 €, 12 events of 500 €, 4 × 2,500 letters of 0.50 €."""
    assert plan(Parameters(), USUAL) == pytest.approx(7_000 + 54_800 + 6_000 + 5_000)
    more = {"retention.mentored_share": 0.5, "retention.paid_share": 0.1, "training.period_weeks": 26}
    assert plan(changed(Parameters(), more), USUAL) == pytest.approx(72_800 + 7_000 + 1_500 + 1_200)


def test_a_step_has_its_price_of_a_year():
    of = market(read(), 60_000, USUAL)
    prices = dict(zip((one.parameter for one in of.levers), of.prices, strict=True))
    assert prices == pytest.approx(
        {
            "training.places": 700,
            "partners.coordinators": 5_480,
            "partners.contacts_per_month": 1_200,
            "outreach.events_per_year": 500,
            "outreach.letters": 200,
            "outreach.campaigns_per_year": 1_250,
            "retention.mentored_share": 300,
            "retention.paid_share": 1_200,
        }
    )


def test_shares_buy_whole_steps_and_no_more_than_they_pay():
    of = market(read(), 20_000, USUAL)
    assert bought(of, places=0.5, letters=0.055) == {"places": 14, "letters": 5}
    assert bought(of, places=0.034) == {}
    assert of.values(of.bought(tuple(0.5 * (n == PLACES) for n in range(len(SOLD))))) == {"training.places": 24}


def test_a_large_town_has_no_more_events_than_the_model_holds():
    of = market(replace(read(), effort_for=10 * RESIDENTS), 1e9, USUAL)
    assert dict(zip((one.parameter for one in of.levers), of.most, strict=True))["outreach.events_per_year"] == 52 - 12


def test_levers_that_multiply_each_other_are_planned_together():
    """4 mailings and 800 letters more would be 8 × 3,300 × 0.50 € − 5,000 € = 8,200 €, not 5,000 € and 1,600 €."""
    of = market(read(), 7_000, USUAL)
    shares = {"letters": 1_600 / 7_000, "campaigns_per_year": 5_000 / 7_000}
    found = bought(of, **shares)
    assert found != {"letters": 8, "campaigns_per_year": 4}
    steps = tuple(int(found.get(one.parameter.partition(".")[2], 0)) for one in of.levers)
    assert 0.5 * 7_000 < of.planned(steps) <= 7_000


def test_nothing_is_bought_beyond_its_range():
    of = market(read(), 1e6, USUAL)
    assert bought(of, places=1.0) == {"places": 50}  # to 60
    assert bought(of, events_per_year=1.0) == {"events_per_year": 12}  # to 24
    twice = replace(read(), effort_for=2 * 162_393)
    assert bought(market(twice, 1e6, USUAL), places=1.0) == {"places": 110}  # for twice as many residents
    assert bought(market(twice, 1e6, USUAL), mentored_share=1.0) == {"mentored_share": 10}
    thrice = replace(read(), effort_for=3 * 162_393)
    assert bought(market(thrice, 1e6, USUAL), events_per_year=1.0) == {
        "events_per_year": 40
    }  # to 52, the most there is


def test_what_cannot_be_bought_is_left_out_with_the_reason():
    of = market(read(None, ["partners.coordinators=0", "training.places=inf"]), 3_000, Usual(0.0, 10.0))
    assert {one.partition(":")[0]: one.partition(": ")[2] for one in of.left_out} == {
        "1 training place a session": "training.places = inf has no further step",
        "0.1 of a coordinator": "costs 5,480 € a year",
        "1 contact a month": "costs nothing by itself in this scenario",
        "10 points paid": "costs nothing by itself in this scenario",
    }
    at_the_end = market(read(None, ["outreach.letters=5000"]), 3_000, USUAL)
    assert "100 letters a mailing: is at the end of its declared range" in at_the_end.left_out


@pytest.mark.parametrize(
    "budget, said",
    [
        (0, "spend 0: must be a sum in euros above 0"),
        (-5, "spend -5: must be a sum in euros above 0"),
        (inf, "spend inf: must be"),
        (
            150,
            "spend: 150.00 € a year pay for nothing that has a price; the cheapest, 100 letters a mailing, costs 200",
        ),
    ],
)
def test_too_little_is_refused_with_the_cheapest(budget, said):
    with pytest.raises(InputError) as refused:
        market(read(), budget, USUAL)
    assert str(refused.value).startswith(said)


def test_decisions_on_prices_and_budgets_are_refused():
    decided = {"decision": [{"from": 60, "set": {"budget.per_year": 90_000.0}}]}
    with pytest.raises(InputError, match=r"a decision of ref sets budget\.per_year"):
        market(replace(read(), parameters=Parameters.model_validate(decided)), 5_000, USUAL)


def test_under_a_budget_the_sum_is_added_to_it():
    of = market(read(None, ["budget.per_year=60000"]), 5_000, USUAL)
    steps = of.bought(tuple(1.0 * (n == PLACES) for n in range(len(of.levers))))
    assert of.values(steps) == {"training.places": 17, "budget.per_year": 65_000}
    assert of.planned(steps) == pytest.approx(4_900)
    assert of.values((0,) * len(of.levers)) == {}


def test_how_much_of_the_money_goes_elsewhere():
    of = market(read(), 20_000, USUAL, SOLD[:1] + SOLD[3:4])
    assert of.parts((10, 6)) == pytest.approx((0.7, 0.3))
    assert of.otherwise((10, 6), (10, 0)) == pytest.approx(0.3)
    assert of.otherwise((10, 0), (0, 14)) == 1
    assert of.name((10, 6)) == "training.places +10, outreach.events_per_year +6"


def test_designs_split_all_of_the_sum():
    assert sorted(coarse(3)) == sorted([(1, 0, 0), (0, 1, 0), (0, 0, 1), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)])
    split = list(lattice(5, [0, 2, 4]))
    assert len(set(split)) == len(split) == comb(6, 2)
    assert all(sum(one) == 1 and one[1] == one[3] == 0 for one in split)
    assert (0.5, 0, 0.25, 0, 0.25) in split
    assert list(lattice(2, [1])) == [(0, 1)]


def test_a_tenth_moves_from_one_lever_to_another_or_is_kept():
    found = set(moved((0.6, 0.0, 0.4), [0, 1]))
    assert {tuple(round(share, 6) for share in one) for one in found} == {(0.5, 0.1, 0.4), (0.5, 0, 0.4)}
    found = {tuple(round(share, 6) for share in one) for one in moved((0.05, 0.5), [0, 1])}
    assert found == {(0, 0.55), (0, 0.5), (0.15, 0.4), (0.05, 0.4), (0.15, 0.5), (0.05, 0.6)}
