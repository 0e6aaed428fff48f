"""What a sum can buy: whole steps, within the sum, within their ranges; and the designs of shares."""

from dataclasses import replace
from math import comb

import pandas as pd
import pytest

from contagion.experiments.commands.spend.mixes import (
    BASE,
    QUICK,
    Evaluation,
    Market,
    Trials,
    Usual,
    coarse,
    lattice,
    market,
    plan,
    search,
    shifted_shares,
    within,
)
from contagion.experiments.commands.spend.mixes import USUAL as DESIGN
from contagion.experiments.evidence.ensemble import ONE_SET, Ensemble
from contagion.experiments.say.levers import SOLD
from contagion.models.outcomes.costs import of_years
from contagion.models.parameters import Parameters
from contagion.models.parameters.effort import RESIDENTS
from contagion.models.runs.lab import laboratory
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.runs.study import changed
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.spent_by_hand import FEW, TWO, worlds

USUAL = Usual(groups=10.0, seats=10.0)
PLACES = [one.parameter for one in SOLD].index("training.places")


def bought(of: Market, **shares: float) -> dict[str, float]:
    """What shares buy, by the last word of a parameter."""
    names = [one.parameter.partition(".")[2] for one in of.levers]
    assert set(shares) <= set(names)
    steps = of.steps_for(tuple(shares.get(name, 0.0) for name in names))
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
    assert of.values(of.steps_for(tuple(0.5 * (n == PLACES) for n in range(len(SOLD))))) == {"training.places": 24}


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


def test_too_little_is_refused_with_the_cheapest():
    said = "spend: 150.00 € a year pay for nothing that has a price; the cheapest, 100 letters a mailing, costs 200"
    with pytest.raises(InputError, match=said):
        market(read(), 150, USUAL)


def test_decisions_on_prices_and_budgets_are_refused():
    decided = {"decision": [{"from": 60, "set": {"budget.per_year": 90_000.0}}]}
    with pytest.raises(InputError, match=r"a decision of ref sets budget\.per_year"):
        market(replace(read(), parameters=Parameters.model_validate(decided)), 5_000, USUAL)


def test_under_a_budget_the_sum_is_added_to_it():
    of = market(read(None, ["budget.per_year=60000"]), 5_000, USUAL)
    steps = of.steps_for(tuple(1.0 * (n == PLACES) for n in range(len(of.levers))))
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
    found = set(shifted_shares((0.6, 0.0, 0.4), [0, 1]))
    assert {tuple(round(share, 6) for share in one) for one in found} == {(0.5, 0.1, 0.4), (0.5, 0, 0.4)}
    found = {tuple(round(share, 6) for share in one) for one in shifted_shares((0.05, 0.5), [0, 1])}
    assert found == {(0, 0.55), (0, 0.5), (0.15, 0.4), (0.05, 0.4), (0.15, 0.5), (0.05, 0.6)}


OF_ALL = Usual(25.0, 10.0)


def test_what_counts_is_the_ledger_with_the_groups_that_come_of_it():
    """14 places for 9,800 € bring sqrt(0.7 × 9.8) × 1,000 people and 26 groups of 350 € in ten years: 917 € a year, and
    717 € too much; with one place less it is 9,983 €."""
    of = market(read(), 10_000, OF_ALL, TWO)
    judged = within(of, worlds(), [(1.0, 0.0), (0.4, 0.4)], range(1, 4))
    assert list(judged.shares) == ["training.places +5, outreach.events_per_year +8", "training.places +13"]
    spent = judged.more("euros").mean(axis=1)
    assert spent["training.places +13"] == pytest.approx(13 * 700 + 10 * (0.7 * 9.1) ** 0.5 * 350 / 10)
    assert (spent <= 10_000).all()


def test_a_mix_that_never_fits_is_out():
    of = market(read(), 10_000, OF_ALL, TWO)
    dear = worlds()
    lived = dear.outcomes

    def dearer(runs):
        found = lived(runs)
        return found.assign(euros=found["euros"] + 1e6 * (found["scenario"] != BASE))

    object.__setattr__(dear, "outcomes", dearer)
    assert within(of, dear, [(0.0, 1.0), (1.0, 0.0)], range(1, 4)).shares == {}


def judged() -> Evaluation:
    """Ten worlds with 100 people each; `even` brings 30 everywhere, `bold` 80 but in the first, where it loses 50, and
    a commune."""
    rows = []
    for world in range(1, 11):
        for mix, more, communes in ((BASE, 0, 0), ("even", 30, 0), ("bold", -50 if world == 1 else 80, 1)):
            rows.append({"scenario": mix, "seed": world, "people": 100 + more, "communes": 5 + communes, "euros": 7.0})
    return Evaluation({"even": (1.0,), "bold": (0.5,)}, pd.DataFrame(rows))


def test_criteria_by_hand():
    found = judged().criteria
    assert found["people"].to_dict() == {"even": 30, "bold": 67}
    assert found["communes"].to_dict() == {"even": 0, "bold": 1}
    assert found["worst_part"].to_dict() == {"even": 130, "bold": 50}
    assert found["satisficing"].to_dict() == {"even": 1, "bold": 0.9}  # of 100, which is what there is without
    assert found["regret_p90"].to_dict() == pytest.approx({"even": 50, "bold": 8})
    assert found["robust"].to_dict() == {"even": 4, "bold": 5}
    assert (judged().first("people"), judged().first("robust"), judged().first("communes")) == ("bold", "even", "bold")
    assert judged().best(1) == ["bold"]
    assert judged().robustness.loc[BASE, "worst_part"] == 100


def test_worlds_are_sets_with_seeds_and_cost_what_the_ledger_says(tmp_path):
    """World 2 is the second set with the seed 2; what it cost is that of the yearly quantities."""
    sets = Ensemble("two", pd.DataFrame({"receptivity.share": [0.1, 0.3]}), {})
    lab = laboratory("serial", store=tmp_path)
    scenario = read(None, ["costs.seat=100"])
    of = Trials(lab, scenario, sets, 1)
    assert [of.parameters(number).receptivity.share for number in (1, 2, 3)] == [0.1, 0.3, 0.1]
    runs = of.runs({BASE: {}, "more": {"training.places": 30}}, [1, 2])
    lived = of.outcomes(runs).set_index(["scenario", "seed"])
    years = runs.rows("years")
    euros = pd.Series(
        of_years(years, scenario.parameters.costs).to_numpy(), years["scenario"] + years["seed"].astype(str)
    )
    assert lived.loc[(BASE, 2), "euros"] == pytest.approx(euros[f"{BASE}2"])
    assert lived.loc[("more", 1), "euros"] == pytest.approx(euros["more1"])
    alone = Trials(lab, scenario, ONE_SET, 1)
    assert alone.parameters(2) == scenario.parameters


def test_of_a_past_nothing_is_bought_and_nothing_is_counted(tmp_path):
    """A mix begins where the past ends; its worlds are lived with the luck of their sets."""
    sets = Ensemble("two", pd.DataFrame({"receptivity.share": [0.1, 0.3]}), {}, None, (7, 5))
    lab = laboratory("serial", store=tmp_path)
    scenario = replace(read(), past=1)
    of = Trials(lab, scenario, sets, 3)
    runs = of.runs({BASE: {}, "more": {"training.places": 40}}, [1, 2])
    lived, years = of.outcomes(runs).set_index(["scenario", "seed"]), runs.rows("years")
    people = years.pivot(index=["scenario", "seed"], columns="year", values="participants")
    assert people[1].loc[BASE].tolist() == people[1].loc["more"].tolist()
    assert lived["people"].to_dict() == (people[3] - people[1]).to_dict()
    spent = years.assign(euros=of_years(years, scenario.parameters.costs)).set_index(["scenario", "seed", "year"])[
        "euros"
    ]
    assert lived.loc[(BASE, 1), "euros"] == pytest.approx((spent[BASE, 1, 3] - spent[BASE, 1, 1]) / 2)
    alone = simulate(replace(scenario, parameters=of.parameters(2)), territory_for(scenario), years=3, seed=5)
    assert people.loc[(BASE, 2), 3] == alone.summary["participants"]


@pytest.fixture(scope="module")
def found():
    return search(worlds(), 10_000, FEW, TWO)


def test_the_search_comes_to_the_best_mix_to_a_tenth_of_the_sum(found):
    places, events = found.market.parts(found.market.steps_for(found.shares[found.rounds[-1].first("people")]))
    assert places == pytest.approx(0.7, abs=0.1)
    assert events == pytest.approx(0.3, abs=0.1)


def test_all_that_was_tried_stays_within_the_sum(found):
    tried = found.mixes
    assert tried["mix"].is_unique
    assert (tried["euros"] <= 10_000).all()
    assert (tried["planned"] <= 10_000).all()
    assert len(tried) > 8
    assert tried["people"].is_monotonic_decreasing


def test_the_best_was_tried_in_the_most_worlds_and_others_in_fewer(found):
    of = found.mixes.set_index("mix")["worlds"]
    assert of.iloc[0] == max(FEW.searched) == 10
    assert of.min() < 10


def test_later_rounds_see_the_worlds_of_the_earlier(found):
    seen = [sorted(one.outcomes["seed"].unique()) for one in found.rounds]
    assert seen[0] == [1, 2, 3, 4]
    assert seen[-1] == list(range(1, 11))
    assert all(BASE in set(one.outcomes["scenario"]) for one in found.rounds)


def test_the_rival_spends_half_of_the_money_otherwise(found):
    best = found.rounds[-1].first("people")
    bought = {name: found.market.steps_for(found.shares[name]) for name in found.mixes["mix"]}
    rival = found.rival(best)
    assert found.market.otherwise(bought[best], bought[rival]) >= 0.5
    before = found.mixes["mix"].tolist()
    nearer = before[: before.index(rival)]
    assert all(found.market.otherwise(bought[best], bought[name]) < 0.5 for name in nearer)
    assert sum(map(bool, bought[found.simplest])) == 1


def test_one_lever_alone_can_be_bought_too():
    found = search(worlds(), 10_000, FEW, TWO[1:])
    assert found.rival(found.rounds[-1].first("people")) is None
    assert set(found.market.steps_for(found.shares[found.simplest or ""])) == {found.market.steps_for((0.9,))[0]}


def test_a_sum_that_does_not_pay_for_what_comes_of_it_is_refused():
    with pytest.raises(
        InputError, match=r"500\.00 € a year pay for no step of any lever and the groups that result from it"
    ):
        search(worlds(), 500, FEW, TWO)


def test_the_work_is_counted_before_it_is_done():
    assert QUICK.runs(3) < 400 < DESIGN.runs() < 10_000
    assert DESIGN.searched == (13, 25, 50)
