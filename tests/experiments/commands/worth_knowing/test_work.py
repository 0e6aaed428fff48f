"""What is worth knowing: worlds that are the same for all, a choice that can be worked out, and runs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

import contagion as ct
from contagion.experiments.commands.worth_knowing import portfolios
from contagion.experiments.commands.worth_knowing.figure import MOST_ROWS, worth_knowing_figure
from contagion.experiments.commands.worth_knowing.portfolios import PORTFOLIOS, TO_ASK, bought_with, plan, told_by
from contagion.experiments.commands.worth_knowing.work import (
    FEWEST_SETS,
    ValueStudy,
    decision_table,
    must_be_enough,
    worth_knowing,
)
from contagion.experiments.evidence.calibration import space_of
from contagion.experiments.evidence.ensemble import read_ensemble, write
from contagion.experiments.say.charts.style import BLUE, GREEN, GREY
from contagion.experiments.say.sentences import to_its_error
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.study import case, changed
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from tests.helpers import worth_knowing_by_hand as by_hand
from tests.helpers.drawn import unreadable
from tests.helpers.worth_knowing_by_hand import ensemble, of_a_programme
from tests.helpers.worth_knowing_by_hand import found as found_by_hand


@pytest.fixture(scope="module")
def found():
    return by_hand.found()


def test_all_ways_are_run_in_the_same_worlds_with_luck_of_their_own():
    asked = by_hand.asked(sets=4, seeds=2, budget=60_000.0)
    worlds = {name: [] for name in PORTFOLIOS}
    for one, seed in asked.runs():
        worlds[one.labels["portfolio"]].append((one.labels["set"], seed))
        given = json.loads(one.parameters)
        row = asked.ensemble.table.iloc[one.labels["set"]]
        assert given["receptivity"]["share"] == row["receptivity.share"]
        assert given["registering"]["rule"] == row["registering.rule"]
        assert given["facilitation"]["rest_weeks"] == row["facilitation.rest_weeks"]
        assert given["budget"]["per_year"] == 60_000
        assert given["training"]["places"] == plan(one.labels["portfolio"], 60_000)["training.places"]
    first, *others = worlds.values()
    assert all(other == first for other in others)
    assert first == [(0, 1), (0, 5), (1, 2), (1, 6), (2, 3), (2, 7), (3, 4), (3, 8)]


def test_of_a_programme_the_past_is_the_same_whatever_is_bought_and_only_the_rest_is_counted(lab, monkeypatch):
    """Week by week; each set with the luck that agrees."""
    base = replace(read(), past=2)
    usual = changed(base.parameters, {"costs.seat": 350})
    given = replace(by_hand.asked(40, 2, years=3), scenario=base, usual=usual)
    given = replace(given, luck=[[n + 7, n + 1007] for n in range(40)])
    asked = given.runs()
    assert [seed for one, seed in asked if one.labels == {"portfolio": "training", "set": 3}] == [10, 1010]
    runs = lab.run_each([(one, seed) for one, seed in asked if one.labels["set"] == 3], 3)
    figures = runs.rows("years").drop(columns="portfolio").set_index(["year", "seed"]).sort_index()
    for year, seed in figures.index.unique():
        same = len(figures.loc[[(year, seed)]].drop_duplicates()) == 1
        assert same == (year < 3)
    assert given.ahead == 1
    (training,) = {one.parameters for one, _ in asked if one.labels == {"portfolio": "training", "set": 3}}
    (row,) = json.loads(training)["decision"]
    assert row["set"]["training.places"] == plan("training", given.budget, usual)["training.places"] == 80
    counted = []

    def judge(_asked, _runs, people, euros):
        counted.extend([people, euros])

    monkeypatch.setattr("contagion.experiments.commands.worth_knowing.work.evaluate", judge)
    monkeypatch.setattr(ValueStudy, "runs", lambda _: [(one, seed) for one, seed in asked if one.labels["set"] == 3])
    worth_knowing(lab, given)
    people, years = counted[0], runs.rows("years").set_index(["portfolio", "seed", "year"])["participants"]
    for name in PORTFOLIOS:
        for seed in (10, 1010):
            assert people.loc[name, (3, seed)] == years[name, seed, 3] - years[name, seed, 2]


@pytest.mark.slow
def test_sets_of_the_same_values_are_the_same_whatever_their_luck():
    """What can be asked for is the values alone; sets that come twice with other luck are no further ones."""
    asked = by_hand.of_a_programme().study
    assert len(np.unique(asked.ensemble.distinct)) == 120
    assert asked.different == len(np.unique(asked.same)) == 60
    few = replace(asked, ensemble=replace(asked.ensemble, table=asked.ensemble.table.iloc[np.arange(120) % 60]))
    with pytest.raises(InputError, match="by_hand: different sets among its first 120: 30; at least 40 are needed"):
        must_be_enough(few)


def test_ways_are_ordered_by_people_less_euros():
    worlds = pd.MultiIndex.from_product([[0, 1], [1, 2]], names=["set", "seed"])
    people = pd.DataFrame([[10, 20, 30, 40], [12, 18, 10, 12]], index=["dear", "cheap"], columns=worlds, dtype=float)
    euros = pd.DataFrame([[100.0] * 4, [10.0] * 4], index=["dear", "cheap"], columns=worlds)
    table = decision_table(people - euros / 10, people, euros, [0, 1]).set_index("portfolio")
    assert table.index.tolist() == ["dear", "cheap"]
    assert table["benefit"].tolist() == [15, 12]
    assert table["people"].tolist() == [25, 13]
    assert table["first_in"].tolist() == [0.5, 0.5]
    # behind by -11, -7, 11, 19: by sets -9 and 15
    assert table.loc["cheap", "behind"] == 3
    assert table.loc["cheap", "error"] == pytest.approx(np.std([-9, 15], ddof=1) / 2**0.5)


def test_how_far_one_is_behind_is_as_sure_as_sets_that_differ():
    """Four sets, the first three times: as many as two, of which the means are weighed by how often they are there."""
    worlds = pd.MultiIndex.from_product([[0, 1, 2, 3], [1, 2]], names=["set", "seed"])
    gains = np.repeat([4.0, 4.0, 4.0, 12.0], 2) + np.tile([1.0, -1.0], 4)
    benefit = pd.DataFrame([gains, 0 * gains], index=["ahead", "behind"], columns=worlds)
    row = decision_table(benefit, benefit, benefit, [5, 5, 5, 7]).set_index("portfolio").loc["behind"]
    assert row["behind"] == 6
    assert row["error"] == pytest.approx(np.std([3, 9], ddof=1) / 2**0.5)  # weighed, 4 and 12 are 3 and 9
    apart = decision_table(benefit, benefit, benefit, [0, 1, 2, 3]).set_index("portfolio").loc["behind"]
    assert apart["error"] == pytest.approx(np.std([4, 4, 4, 12], ddof=1) / 2)


def test_what_everything_is_worth_is_what_the_one_number_that_matters_is_worth(found):
    """Many are 0.4 of the sets, and 20 people more there: 8 people."""
    assert found.best == "as today"
    assert found.everything.value == pytest.approx(8, abs=2.5 * found.everything.error)
    first = found.numbers.iloc[0]
    assert (first["factor"], first["low"], first["high"], first["item"]) == (by_hand.SHARE, "as today", "training", 3)
    assert first["worth"] == pytest.approx(8, abs=2.5 * first["error"])
    assert first["otherwise"] == pytest.approx(0.4, abs=0.1)
    assert first["clear"]
    assert found.numbers["clear"].sum() == 1


def test_what_to_ask_for_first_is_what_tells_it(found):
    items = found.to_ask.set_index("item")
    assert items.index[0] == 3
    assert items["clear"].to_dict() == {number: number == 3 for number in items.index}
    assert set(items.index) == {1, 2, 3, 4}


def test_a_number_that_never_varies_and_a_category_have_no_ends(found):
    numbers = found.numbers.set_index("factor")
    assert "group.dropout" not in numbers.index
    assert numbers.loc["registering.rule", ["low", "high"]].tolist() == ["", ""]


@pytest.mark.slow
def test_each_rate_has_its_first_place(found):
    rates = found.rates.set_index("rate")
    assert rates.index.tolist() == [200, 500, 1000, 2000]
    assert set(rates["best"]) == {"as today"}  # all cost the same
    assert set(rates["item"]) == {3}
    assert by_hand.found(rate=750.0).rates["rate"].tolist() == [200, 500, 750, 1000, 2000]


@pytest.mark.slow
def test_where_nothing_can_be_told_nothing_is_first():
    nothing = by_hand.found(few=-30.0, many=-30.0)
    assert not nothing.everything.clear
    assert set(nothing.rates["item"]) == {0}
    assert set(nothing.rates["factor"]) == {""}


def test_too_few_sets_are_said():
    with pytest.raises(InputError, match="by_hand: is of 120 sets, and 121 are asked for"):
        worth_knowing(None, replace(by_hand.asked(), sets=121))  # ty: ignore[invalid-argument-type]


def of(table: pd.DataFrame) -> ValueStudy:
    """Asked of other sets."""
    asked = by_hand.asked()
    return replace(asked, ensemble=replace(asked.ensemble, table=table), sets=len(table))


@pytest.mark.parametrize("different", [1, 2, FEWEST_SETS - 1])
def test_sets_that_come_again_do_not_make_up_for_too_few(different):
    table = by_hand.ensemble().table
    few = of(table.iloc[np.arange(120) % different])
    said = f"by_hand: different sets among its first 120: {different}; at least {FEWEST_SETS} are needed"
    with pytest.raises(InputError, match=said):
        must_be_enough(few)
    must_be_enough(of(table.iloc[np.arange(120) % FEWEST_SETS]))


def test_sets_that_differ_in_nothing_that_can_be_asked_for_are_refused():
    table = by_hand.ensemble().table
    with pytest.raises(InputError, match="by_hand: nothing that can be asked for differs between its first 120 sets"):
        must_be_enough(of(table[["registering.rule", "contacts.tie_exponent"]]))
    must_be_enough(of(table[["registering.rule", "receptivity.share"]]))


def test_the_ensembles_of_the_project_are_enough_even_where_all_is_made_small():
    for name in ("besancon", "besancon_tasters"):
        for sets in (FEWEST_SETS, 200):
            must_be_enough(replace(by_hand.asked(), ensemble=read_ensemble(Path(name)), sets=sets))


START = int(read().parameters.calendar.start[:4])
NOW = f"{START + 3}-01"


def programme(*decisions, past=3, **values):
    """Three years old, with some decisions."""
    rows = [{"from": month, "set": {name: value}, **more} for month, name, value, more in decisions]
    named = {name.replace("__", "."): value for name, value in values.items()}
    parameters = changed(read().parameters, named)
    parameters = type(parameters).model_validate({**parameters.model_dump(by_alias=True), "decision": rows})
    return replace(read(), past=past, parameters=parameters)


def test_prices_and_what_is_in_force_are_its_own():
    known = (f"{START + 2}-01", "training.places", 14, {}), (f"{START + 1}-01", "training.period_weeks", 26, {})
    there = bought_with(programme(*known, costs__seat=350, costs__event=1000))
    made, usual = plan("training", 80_000, there), plan("training", 80_000)
    assert usual["training.places"] == 40
    assert made["training.places"] == 40  # for half the price, twice a year
    assert (made["outreach.events_per_year"], usual["outreach.events_per_year"]) == (4, 8)
    at_once = bought_with(programme((NOW, "costs.seat", 1400, {})))
    assert plan("training", 80_000, at_once)["training.places"] == 20
    assert bought_with(programme(past=0, costs__seat=350)).costs.seat == 350


@pytest.mark.parametrize(
    "decision, past",
    [
        ((f"{START + 5}-01", "training.places", 8, {}), 3),
        ((NOW, "training.places", 8, {}), 3),
        ((f"{START}-01", "training.places", 8, {"until": f"{START + 5}-01"}), 3),
        ((f"{START}-01", "training.places", 8, {"when": {"queue": {"above": 12}}}), 3),
        ((f"{START}-01", "outreach.letters", 8, {"communes": ["the centre"]}), 3),
        ((f"{START + 5}-01", "training.period_weeks", 26, {}), 3),
        ((f"{START + 5}-01", "costs.seat", 800, {}), 3),
        ((f"{START}-01", "training.places", 8, {}), 0),
    ],
)
def test_what_goes_before_it_is_named(decision, past):
    since = START + past
    said = f"a decision of ref sets {decision[1]}, which the budget pays for from {since}-01 on; leave it out"
    with pytest.raises(InputError, match=said):
        bought_with(programme(decision, past=past))


def test_what_is_over_or_something_else_is_no_matter():
    over = (f"{START}-01", "training.places", 8, {"until": f"{START + 2}-01"})
    else_ = (f"{START + 5}-01", "volunteering.wish", 0.3, {})
    assert bought_with(programme(over, else_)).training.places == read().parameters.training.places


@pytest.mark.parametrize(
    "value, what",
    [
        ({"costs__seat": 0}, "a training seat"),
        ({"costs__event": 0}, "an event"),
        ({"costs__letter": 0}, "a letter in each mailing"),
        ({"outreach__campaigns_per_year": 0}, "a letter in each mailing"),
        ({"costs__coordinator": 0, "costs__contact": 0}, "a coordinator"),
    ],
)
def test_what_costs_nothing_cannot_be_bought_by_a_share(value, what):
    with pytest.raises(InputError, match=f"worth-knowing: {what} costs nothing in ref from {NOW} on"):
        bought_with(programme(**value))


def test_a_plan_worked_out_by_hand():
    assert portfolios.plan("training", 80_000) == {
        "budget.per_year": 80_000,
        "partners.coordinators": pytest.approx(32_000 / 54_800),  # a post and its 48 contacts
        "training.places": 40,  # 28,000 € of 700
        "outreach.events_per_year": 8,  # half of 8,000 €, of 500
        "outreach.letters": 2_000,  # the other half, of 0.50, in four mailings
    }


def test_what_events_cannot_take_goes_into_letters():
    values = portfolios.plan("outreach", 140_000)  # 56,000 €
    assert values["outreach.events_per_year"] == 52
    assert values["outreach.letters"] == 15_000  # 30,000 € left


@pytest.mark.parametrize("budget", portfolios.BUDGETS)
@pytest.mark.parametrize("name", portfolios.PORTFOLIOS)
def test_no_plan_is_dearer_than_its_budget(name, budget):
    values, kept = portfolios.plan(name, budget), 1 - sum(portfolios.PORTFOLIOS[name])
    planned = (
        values["partners.coordinators"] * 54_800
        + values["training.places"] * 700
        + values["outreach.events_per_year"] * 500
        + values["outreach.letters"] * 4 * 0.5
    )
    assert kept >= 0
    assert budget * (1 - kept) - 700 - 500 < planned <= budget * (1 - kept) + 1e-6


def test_each_run_has_the_euros_that_its_quantities_cost(lab):
    prices = read().parameters.costs
    cases = [
        case(changed(read().parameters, portfolios.plan(name, 60_000)), portfolio=name)
        for name in ("training", "outreach")
    ]
    runs = lab.run(cases, [1, 2], 2)
    made = portfolios.with_costs(runs, 2, prices)
    assert made[["portfolio", "seed"]].to_numpy().tolist() == [[n, s] for n in ("training", "outreach") for s in (1, 2)]
    years = runs.rows("years").set_index(["portfolio", "seed", "year"])
    for row in made.to_dict("records"):
        last = years.loc[(row["portfolio"], row["seed"], 2)]
        by_hand = sum(last[f"quantity_{item}"] * getattr(prices, item) for item in ITEMS)
        assert row["spent_a_year"] == pytest.approx(by_hand / 2)


def test_after_a_past_only_what_came_then_is_counted(lab):
    prices, one = read().parameters.costs, case(read().parameters, portfolio="as it is")
    runs = lab.run([one], [1, 2], 3)
    made = portfolios.with_costs(runs, 3, prices, past=2)
    years = runs.rows("years").set_index(["seed", "year"])
    for row in made.to_dict("records"):
        last, past = (years.loc[(row["seed"], year)] for year in (3, 2))
        assert row["people"] == last["participants"] - past["participants"] < row["participants"]
        by_hand = sum((last[f"quantity_{item}"] - past[f"quantity_{item}"]) * getattr(prices, item) for item in ITEMS)
        assert row["spent_a_year"] == pytest.approx(by_hand)
    assert portfolios.with_costs(runs, 3, prices)["people"].tolist() == runs.table["participants"].tolist()


def test_each_tells_numbers_that_are_uncertain_or_why_it_cannot_be_judged():
    uncertain = {factor.name for factor in space_of(read().parameters)}
    told = [name for one in TO_ASK for name in one.tells]
    assert set(told) <= uncertain
    assert len(told) == len(set(told))
    assert all(bool(one.tells) != bool(one.why_not) for one in TO_ASK)


def test_a_number_is_asked_for_by_its_item():
    asked = told_by("receptivity.share")
    assert asked is not None
    assert asked.label == "waiting list and refusals"
    assert told_by("contacts.tie_exponent") is None


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def said(found):
    return found._in_words()


def row(text: str, begins: str, after: str) -> str:
    """The first line behind a title that begins so."""
    return flat(next(line for line in text.partition(after)[2].splitlines() if line.startswith(begins)))


def told(worth: float, error: float) -> str:
    return to_its_error(worth, error, "z,.0f")


def test_it_begins_with_what_is_best_and_how_sure(found, said):
    second = found.decisions.iloc[1]
    ahead = to_its_error(second["behind"], second["error"], "z,.0f")
    assert f"Best as long as no more is known: as today, on average {ahead} people" in flat(said)
    assert "±" not in said
    other = 100 * (1 - found.decisions["first_in"].iloc[0])
    assert f"In {other:.0f} of 100 simulations another would have been better" in flat(said)


def test_everything_is_worth_people_and_euros(found, said):
    people = to_its_error(found.everything.value, found.everything.error, "z,.0f")
    assert f"before deciding would be worth {people} people, that is" in flat(said)


def test_what_to_ask_for_first_has_its_worth_in_people_and_euros(found, said):
    first = found.to_ask.iloc[0]
    line = row(said, "3 waiting list", "Ask for this first:")
    assert line.startswith(f"3 waiting list and refusals the authority {told(first['worth'], first['error'])} ")
    assert line.endswith(f" {100 * first['otherwise']:.0f}")
    assert "First: waiting list and refusals, worth " in flat(said)
    assert "(" in row(said, "1 records of facilitators", "Ask for this first:")


def test_a_number_says_what_would_be_decided_otherwise(found, said):
    line = row(said, "receptivity.share", "Number by number:")
    assert line.endswith("3 waiting list and refusals the same training")
    assert "Numbers worth more than that: 1 of 7;" in flat(said)


def test_what_cannot_be_judged_is_said_with_its_reason(said):
    assert "6. Costs per line (prices are the same in all sets)" in flat(said)


@pytest.mark.slow
def test_where_nothing_can_be_told_that_is_said():
    text = flat(by_hand.found(few=-0.2, many=-0.2)._in_words())
    assert "before deciding has no clear worth" in text
    assert "none of these has a clear worth" in text
    assert "nothing to be told nothing to be told" in text


def test_of_a_programme_it_says_from_when_on_and_by_which_luck(said):
    text = flat(by_hand.of_a_programme()._in_words())
    first = int(by_hand.asked().scenario.parameters.calendar.start[:4]) + 3
    assert f"best spent over 10 years from January {first} on in ref" in text
    assert f"Ways of spending differ from January {first} on: what lies before is the same for all of them" in text
    assert "“as today” splits the budget as the reference does" in text
    assert "60 of the sets are different" in text
    assert "best spent over 10 years in ref" in flat(said)
    assert "January" not in said


@pytest.mark.slow
def test_it_shows_what_was_found():
    made = found_by_hand()
    assert "to know all" in repr(made)
    assert "ask for" in made._repr_html_()
    assert len(made.plot()) == 2


@pytest.mark.slow
def test_the_door_asks_over_the_first_sets(at_work, tmp_path):
    write(ensemble(60), tmp_path / "own.parquet")  # of few numbers
    made = ct.worth_knowing(ensemble=tmp_path / "own.parquet", sets=40, seeds=2, years=1, workers=1)
    assert len(made.decisions) == 6
    assert made.provenance["runs"] == 6 * 40 * 2


@pytest.mark.slow
def test_the_door_takes_a_programme(at_work):
    programme = ct.programme_of("Dinan", began="2024-01", today="2025-01-01", years=1)
    made = ct.worth_knowing(programme=programme, sets=40, seeds=2, workers=1)
    assert "over 1 year from January 2025 on" in repr(made)
    assert made.decisions["euros"].between(1, 80_000).all()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sets": 3}, "sets 3: must be a whole number from 40 on"),
        ({"budget": 0}, "budget 0: must be a number of euros above 0"),
        ({"rate": float("nan")}, "rate nan: must be a number of euros above 0"),
        ({"sets": 5000}, "is of 3,000 sets, and 5,000 are asked for"),
    ],
)
def test_mistakes_get_one_line(given, said, at_work):
    with pytest.raises(ct.InputError, match=said):
        ct.worth_knowing(**given)


@pytest.mark.slow
def test_of_a_programme_it_says_over_which_years():
    assert "€ a year are spent over 10 years from January " in repr(of_a_programme())
    assert "are spent: best now as today" in repr(found_by_hand())


def test_bars_and_lines_are_those_of_the_tables(found):
    figure = worth_knowing_figure(found)
    tables = found.to_ask, found.numbers.head(MOST_ROWS)
    of = {one.number: one.label for one in TO_ASK}
    labels = [f"{item} {of[item]}" for item in tables[0]["item"]], tables[1]["factor"].tolist()
    drawn: Any = figure.axes
    for ax, table, names, colour in zip(drawn, tables, labels, (GREEN, BLUE), strict=True):
        assert [bar.get_width() for bar in ax.patches] == pytest.approx(table["worth"].tolist())
        shades = [to_hex(bar.get_facecolor()) for bar in ax.patches]
        assert shades == [(colour if clear else GREY).lower() for clear in table["clear"]]
        assert [label.get_text() for label in ax.get_yticklabels()] == names
        lines = np.array(ax.containers[1].lines[2][0].get_segments())[:, :, 0]
        assert np.diff(lines)[:, 0] == pytest.approx(4 * table["error"].to_numpy())
        low, high = ax.get_ylim()
        assert low > high  # the first on top


def test_it_says_what_it_is_of(found):
    figure = worth_knowing_figure(found)
    assert figure.get_suptitle() == "What is worth knowing before 80,000 € a year are spent"
    foot = " ".join(figure.get_supxlabel().split())
    assert "60 sets of values of by_hand, 3 seeds of each, over 10 years" in foot
    assert f"to know all of them: {to_its_error(found.everything.value, found.everything.error)} people" in foot
    assert not unreadable(figure)
