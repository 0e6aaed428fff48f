"""Portfolios: chosen by the search, judged in other worlds, with what would overturn them."""

from dataclasses import replace

import pytest
from scipy import stats

from contagion.experiments.verbs.spend import work as spent
from contagion.experiments.verbs.spend.mixes import BASE
from contagion.experiments.verbs.spend.search import last, search
from contagion.experiments.verbs.spend.work import choose
from contagion.models.parameters.sections.money import ITEMS
from contagion.sim.statistics.compare import ratio_of_differences
from contagion.sim.statistics.reversal import reversals
from tests.helpers.spent_by_hand import EVENTS, FEW, PLACES, TWO, by_hand, ensemble, worlds


@pytest.fixture(scope="module")
def found():
    return by_hand(ensemble(turned=0.3))


def test_no_world_of_the_search_is_seen_again(found):
    search_ = last(search(worlds(ensemble(turned=0.3)), 10_000, FEW, TWO))
    before = {seed for one in search_.rounds for seed in one.lived["seed"]}
    judged = set(found.judged.lived["seed"])
    assert before == set(range(1, 11))
    assert judged == set(range(11, 31))
    assert found.judged.worlds == 20
    assert set(found.runs.labels["seed"]) == judged


def test_what_each_is_the_best_by(found):
    """By communes places are; the most people come by events and places; each has its place once."""
    names = [name for one in found.portfolios for name in one.best_by]
    assert {"people", "robust", "communes"} <= set(names)
    assert len(names) == len(set(names))
    by = {name: one for one in found.portfolios for name in one.best_by}
    of = [one.parameter for one in found.market.levers]
    assert found.market.parts(by["communes"].steps)[of.index(PLACES)] == 1
    assert found.market.parts(by["people"].steps)[of.index(EVENTS)] > 0.1


def test_where_they_coincide_the_best_single_lever_is_there_too():
    """With one law in all worlds the most people are the most robust."""
    search_ = last(search(worlds(), 10_000, FEW, TWO))
    chosen = choose(search_)
    assert ("people", "robust") in chosen.values()
    assert "simple" in chosen[search_.simplest or ""]


def test_figures_by_hand(found):
    """Gains and costs are those against nothing more, world by world."""
    people, euros = found.judged.wide("people"), found.judged.wide("euros")
    for one, row in zip(found.portfolios, found.table.to_dict("records"), strict=True):
        gained = people.loc[one.name] - people.loc[BASE]
        assert row["gained"] == pytest.approx(gained.mean())
        assert row["gained_p50"] == pytest.approx(gained.median())
        assert row["gained_p5"] <= row["gained_p25"] <= row["gained_p50"] <= row["gained_p75"] <= row["gained_p95"]
        assert row["gained_above_zero"] == pytest.approx((gained > 0).mean())
        more = euros.loc[one.name] - euros.loc[BASE]
        assert row["euros"] == pytest.approx(more.mean()) == pytest.approx(one.euros.sum())
        assert row["euros"] <= 10_000
        assert row["planned"] == found.market.planned(one.steps)
        assert row["euros_per_person"] == pytest.approx(10 * more.mean() / gained.mean())
        assert one.ahead.mean() == pytest.approx((people.loc[one.name] - people.loc[one.rival]).mean())


def test_a_set_of_values_that_comes_again_counts_once():
    """Twenty worlds of ten sets, each there twice, in which a mix gains the same: intervals are those of ten."""
    ten = ensemble(turned=0.3)
    made = by_hand(replace(ten, table=ten.table.iloc[:10]))
    assert made.sets(range(1, 23)) == [*range(10)] * 2 + [0, 1]
    quantile = stats.t.ppf(0.975, 9)
    for one, row in zip(made.portfolios, made.table.to_dict("records"), strict=True):
        for values, name in ((one.gained, "gained"), (one.communes, "communes"), (one.ahead, "ahead")):
            of_sets = values.groupby(made.sets(values.index)).mean()
            assert len(of_sets) == 10
            half = quantile * of_sets.std() / 10**0.5
            assert row[f"{name}_high"] - row[name] == pytest.approx(half)
        euros = made.judged.more("euros").loc[one.name]
        ten_of = (values.groupby(made.sets(values.index)).mean().to_numpy() for values in (10 * euros, one.gained))
        ends = [row[f"euros_per_person{end}"] for end in ("", "_low", "_high")]
        assert ends == pytest.approx(ratio_of_differences(*ten_of))
        inputs = ten.table.iloc[:10].set_index(one.ahead.index[:10])
        once = reversals(one.ahead.to_numpy()[:10], inputs)
        assert one.overturned[["low", "high"]].to_numpy() == pytest.approx(once[["low", "high"]].to_numpy())


def test_with_one_set_of_values_each_seed_counts():
    made = by_hand()
    assert len({*made.sets([3, 4, 9])}) == 3


def test_the_assumption_on_which_the_choice_turns_is_found(found):
    """Events drive people away where few are receptive: places alone are ahead of a mix with events in the mean, and
    behind where many are."""
    robust = next(one for one in found.portfolios if "robust" in one.best_by)
    assert robust.ahead.mean() > 0
    nearest = robust.overturned.iloc[0]
    assert (nearest["input"], nearest["part"]) == ("receptivity.share", "high")
    assert nearest["difference"] < 0
    rows = found.overturned
    assert set(rows["mix"]) == {one.name for one in found.portfolios}
    assert {"registering.rule", "receptivity.share", "group.dropout"} == set(rows["input"])


def test_a_rival_that_is_found_and_does_not_stay_within_the_sum_is_known(found, monkeypatch):
    """Of a rival nothing is left in the worlds in which mixes are judged."""
    rivals = {one.rival for one in found.portfolios} - {one.name for one in found.portfolios}
    assert rivals
    alone = [one.name for one in found.portfolios if one.rival in rivals]
    fresh = spent._fresh

    def without(*arguments):
        judged, now = fresh(*arguments)
        return judged, now | dict.fromkeys(rivals)

    monkeypatch.setattr(spent, "_fresh", without)
    made = {one.name: one for one in by_hand.__wrapped__(ensemble(turned=0.3)).portfolios}
    assert [name for name, one in made.items() if one.rival_gone] == alone
    assert all(one.rival is None and one.ahead.empty for one in made.values() if one.rival_gone)
    assert not any(one.rival_gone for one in found.portfolios)
    assert not any(one.rival_gone for one in by_hand(sold=TWO[:1]).portfolios)  # there is none to find


def test_with_one_set_of_values_nothing_can_be_said_of_assumptions():
    found = by_hand()
    assert found.ensemble.is_one_set
    assert all(one.overturned.empty for one in found.portfolios)


def test_costs_say_which_prices_are_placeholders(found):
    table = found.costs
    assert len(table) == len(ITEMS) * len(found.portfolios)
    assert table["placeholder"].all()
    seats = table[table["item"] == "seat"].set_index("mix")["euros"]
    for one in found.portfolios:
        assert seats[one.name] == pytest.approx(one.euros["seat"])


def test_a_portfolio_is_a_scenario_of_its_own(found):
    one = found.portfolios[0]
    mixed = found.with_mix(one)
    assert mixed.name == f"ref_{one.best_by[0]}"
    assert mixed.parameters == mixed.parameters.with_values(found.market.values(one.steps))
    assert mixed.parameters != found.scenario.parameters


def test_beside_what_nobody_has_tried_stands_the_best_without(monkeypatch):
    """Where events rest on an assumption: places alone are judged as well."""
    search_ = last(search(worlds(), 10_000, FEW, TWO))
    assert "surer" not in {name for names in choose(search_).values() for name in names}
    untried = tuple(replace(one, rests_on="x") if one.parameter == EVENTS else one for one in TWO)
    made = by_hand(ensemble(), sold=untried)
    surer = next(one for one in made.portfolios if "surer" in one.best_by)
    assert not made.market.assumed(surer.steps)
    assert made.market.assumed(made.portfolios[0].steps)
    without = [one for one in made.tried["mix"] if EVENTS not in one]
    assert surer.name == without[0]
