"""Portfolios: chosen by the search, judged in other worlds, with what would overturn them."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import contagion as ct
from contagion.experiments.commands.spend import mixes
from contagion.experiments.commands.spend import mixes as spend
from contagion.experiments.commands.spend import work as spent
from contagion.experiments.commands.spend.mixes import BASE, Trials, search
from contagion.experiments.commands.spend.words import as_scenarios
from contagion.experiments.commands.spend.work import base_budget, choose
from contagion.experiments.evidence.ensemble import ONE_SET
from contagion.experiments.evidence.lived import going_on, option
from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.evidence.readings import READINGS
from contagion.experiments.say.levers import LEVERS
from contagion.models.outcomes.footprint import avoided_by_all
from contagion.models.parameters import describe
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.simulation import territory_for
from contagion.models.runs.study import in_force, priced
from contagion.models.scenario import read
from contagion.sim.statistics.choice import reversals
from contagion.sim.statistics.compare import ratio_of_differences
from tests.helpers.spent_by_hand import COMPLETE, EVENTS, FEW, HIGH, LOW, PLACES, TWO, YEARS, by_hand, ensemble, worlds


@pytest.fixture(scope="module")
def found():
    return by_hand(ensemble(turned=0.3))


def test_no_world_of_the_search_is_seen_again(found):
    search_ = search(worlds(ensemble(turned=0.3)), 10_000, FEW, TWO)
    before = {seed for one in search_.rounds for seed in one.outcomes["seed"]}
    judged = set(found.judged.outcomes["seed"])
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
    search_ = search(worlds(), 10_000, FEW, TWO)
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
    """Events drive people away where few are receptive: places alone are ahead of a mix with events on average, and
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
    search_ = search(worlds(), 10_000, FEW, TWO)
    assert "surer" not in {name for names in choose(search_).values() for name in names}
    untried = tuple(replace(one, rests_on="x") if one.parameter == EVENTS else one for one in TWO)
    made = by_hand(ensemble(), sold=untried)
    surer = next(one for one in made.portfolios if "surer" in one.best_by)
    assert not made.market.assumed(surer.steps)
    assert made.market.assumed(made.portfolios[0].steps)
    without = [one for one in made.mixes["mix"] if EVENTS not in one]
    assert surer.name == without[0]


def test_people_who_finish_are_told_beside_those_who_come(found):
    for one, row in zip(found.portfolios, found.table.to_dict("records"), strict=True):
        euros = YEARS * found.judged.more("euros").loc[one.name]
        assert row["completers"] == pytest.approx(COMPLETE * row["gained"])
        assert row["completers_high"] == pytest.approx(COMPLETE * row["gained_high"])
        wanted = ratio_of_differences(euros.to_numpy(), (COMPLETE * one.gained).to_numpy())
        assert [row[f"euros_per_completer{end}"] for end in ("", "_low", "_high")] == pytest.approx(wanted)


def test_tonnes_are_those_on_top_and_their_euros_too(found):
    """Two draws: what one person saves is 0.5 or 2 tonnes, half of it where a reading takes something as certain."""
    rows = found.tonnes.set_index(["mix", "reading"])
    one, row = found.portfolios[0], found.table.iloc[0]
    assert set(rows.index.get_level_values("reading")) == {
        "",
        *(name for name, reading in READINGS.items() if reading.of_emissions_alone),
    }
    low, high = LOW * row["gained"], HIGH * row["gained"]
    said, less = rows.loc[(one.name, "")], rows.loc[(one.name, "nothing-lasts")]
    assert said["tonnes_p50"] == pytest.approx((low + high) / 2)
    assert said[["euros_per_tonne_p5", "euros_per_tonne_p95"]].tolist() == pytest.approx(
        [YEARS * row["euros"] / high, YEARS * row["euros"] / low]
    )
    assert less["tonnes_p50"] == pytest.approx(said["tonnes_p50"] / 2)
    cases = np.quantile([LOW * one.gained, HIGH * one.gained], [0.05, 0.95])  # each world met with each draw
    assert said[["difference_p5", "difference_p95"]].tolist() == pytest.approx(cases.tolist())
    assert said["difference_p5"] < said["tonnes_p5"]


def test_savings_are_those_of_the_runs_of_each_mix():
    """Of rows of several mixes each has its own."""
    savings = pd.DataFrame(
        {"scenario": [BASE, BASE, "more", "more"], "seed": [1, 2, 1, 2], "week": 0, "completers": [4.0, 0, 8, 0]}
    )
    runs: Any = SimpleNamespace(rows={"savings": savings}.__getitem__)
    lab: Any = None
    trials = Trials(lab, read(), ONE_SET, 2)
    seen = []

    def avoided(own, others, *_given, **_named):
        seen.append((own["completers"].tolist(), others))
        return np.zeros((2, 3, 1))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{Trials.__module__}.{avoided_by_all.__name__}", avoided)
        made = trials.saved(runs, [BASE, "more"])
    assert seen == [([4.0, 0], None), ([8, 0], None)]
    assert made["more"].shape == (2, 3)


def test_what_the_programme_costs_as_it_is_is_said_by_item(found):
    assert base_budget(found).empty  # by hand it costs nothing
    costly = found.judged.outcomes.assign(seat=700.0)
    paid: Any = SimpleNamespace(judged=type(found.judged)(found.judged.shares, costly))
    assert base_budget(paid).to_dict() == {"seat": 700}


def test_what_nobody_has_tried_is_an_assumption_by_its_declaration():
    graded = {row["name"]: row["grade"] for row in describe()}
    resting = {lever.parameter: lever.rests_on for lever in LEVERS if lever.rests_on}
    assert set(resting) == {"retention.mentored_share", "retention.paid_share"}
    assert {graded[name] for name in resting.values()} == {"D"}


@pytest.fixture(scope="module")
def home():
    return territory_for(read())


@pytest.mark.parametrize("name", ["ref", "go_on"])  # whatever its file is called
def test_of_a_scenario_a_mix_is_the_scenario_with_what_it_buys(name, home):
    found = by_hand(ensemble(turned=0.3))
    found = replace(found, priced=replace(found.priced, scenario=replace(found.scenario, name=name)))
    made = as_scenarios(found, home, of_programme=False)
    for one, scenario in zip(found.portfolios, made, strict=True):
        assert scenario.parameters == found.with_mix(one).parameters
        assert scenario.title.startswith("10,000 € a year for ")
        assert scenario.french
        assert "10 000" in scenario.french.title.replace("\xa0", " ").replace("\u202f", " ")


def test_of_a_programme_a_mix_is_read_back_and_does_the_same_from_next_january_on(home, tmp_path):
    programme = read_programme(Path("besancon"))
    base = going_on(programme, home)
    trials = replace(worlds(ensemble(turned=0.3), base), years=10)
    found = spent.find_ways(trials, priced(base), 10_000, FEW, TWO)
    one, scenario = found.portfolios[0], as_scenarios(found, home, of_programme=True)[0]
    file = tmp_path / f"{scenario.name}.toml"
    file.write_text(scenario.text())
    read_back = option(programme, home, base, read(file))
    wanted = found.market.values(one.steps)
    assert wanted
    before, after = (in_force(made.parameters, base.past) for made in (base, read_back))
    assert {name: after.get(name) for name in wanted} == wanted
    assert all(before.get(name) != value for name, value in wanted.items())
    earlier = [in_force(made.parameters, base.past - 1) for made in (base, read_back)]
    assert all(earlier[0].get(name) == earlier[1].get(name) for name in wanted)


def test_of_a_programme_that_is_to_begin_a_mix_is_an_option_from_its_first_week_on(home):
    programme = replace(read_programme(Path("besancon")), began=date(2020, 9, 1), known=(), total=None)
    base = going_on(programme, home)
    found = spent.find_ways(replace(worlds(ensemble(turned=0.3), base), years=10), priced(base), 10_000, FEW, TWO)
    made = option(programme, home, base, as_scenarios(found, home, of_programme=True)[0])
    wanted = found.market.values(found.portfolios[0].steps)
    assert base.past == 0
    assert wanted
    assert {name: in_force(made.parameters, 1).get(name) for name in wanted} == wanted
    assert made.parameters.calendar == base.parameters.calendar


def test_it_shows_what_was_found():
    made = by_hand(ensemble())
    shown = made._repr_html_()
    assert "more training place" in shown
    assert "people (90 % range)" in shown
    assert len(made.plot()) == 2
    assert set(made.costs["mix"]) == set(made.table["mix"])


@pytest.mark.slow
def test_the_door_spends_as_the_command_does(at_work, monkeypatch):
    monkeypatch.setattr(spend, "Design", lambda worlds: spend.QUICK)
    monkeypatch.setattr(mixes, "SOLD", mixes.SOLD[:3])
    made = ct.spend(5000, "ref", years=1, workers=1, above=2, yes=True)
    gained = made.worlds.pivot(index="seed", columns="scenario", values="people")
    more = gained[made.table["mix"]].sub(gained["nothing more"], axis=0)
    assert made.table["gained_above"].tolist() == (more > 2).mean().tolist()
    assert isinstance(made.mixes, pd.DataFrame)
    assert "&gt; 2 in" in made._repr_html_()
    assert made.provenance["runs"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"euros": 0}, "euros 0: must be a sum in euros above 0"),
        ({"euros": 900, "per": "month"}, "per 'month' is not known"),
        ({"euros": 900, "worlds": 3}, "worlds 3: must be a whole number from 20 on"),
        ({"euros": 900, "prices": "nowhere.toml"}, "no such file of prices"),
    ],
)
def test_mistakes_get_one_line(given, said, at_work):
    with pytest.raises(ct.InputError, match=said):
        ct.spend(**given)
