"""What the page counts of money: quantities times prices, as the note and `spend` have them."""

import json
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from contagion.experiments.evidence.ensemble import certain_of, under
from contagion.experiments.evidence.lived import as_option, option
from contagion.experiments.evidence.readings import NOTHING_LASTS, READINGS
from contagion.experiments.interfaces import words
from contagion.experiments.interfaces.page import money as money_told
from contagion.experiments.interfaces.page.carried import savings
from contagion.experiments.interfaces.page.made import HERE
from contagion.experiments.say.differences import a_person
from contagion.experiments.say.languages import ENGLISH, speaking
from contagion.experiments.say.levers import ON_THE_PAGE
from contagion.experiments.say.sentences import in_print
from contagion.models.outcomes.footprint import Assumptions, avoided
from contagion.models.outcomes.tables import Savers, cohorts, stacked
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.study import changed, in_force
from contagion.models.scenario import read
from tests.experiments.interfaces.page.conftest import AHEAD, SUM
from tests.helpers.even_ensemble import even
from tests.helpers.hosts import needs_node


def test_what_it_costs_is_that_of_the_note_over_the_years_ahead_alone(asked):
    money, briefing = asked.money, asked.briefing
    np.testing.assert_allclose(money.a_year(money.bought) * AHEAD, briefing.ends["cost_total"], rtol=1e-12)
    costs = briefing.costs.set_index("item")
    for item in money.items:
        euros = money.bought[item] * getattr(money.costs, item)
        np.testing.assert_allclose(euros.median(), costs.loc[item, "p50"], rtol=1e-12)
    assert {*money.items} == {*costs.index}
    assert asked.base.past > 0


@pytest.mark.slow
def test_mixes_are_those_of_spend(with_a_sum):
    money = with_a_sum.money
    table = money.spent.table.set_index("mix")
    for one in money.mixes:
        euros = money.a_year(one.bought)
        np.testing.assert_allclose(euros.mean(), table.loc[one.of.name, "euros"], rtol=1e-9, atol=1e-9)
        by_item = one.bought.mean() * [getattr(money.costs, item) for item in ITEMS] / AHEAD
        np.testing.assert_allclose(by_item, one.of.euros[[*ITEMS]], rtol=1e-9, atol=1e-9)
        assert euros.mean() <= SUM * 1.000001


@pytest.mark.slow
def test_those_of_the_headline_are_told_and_no_more_than_three(with_a_sum):
    found, told = with_a_sum.money.spent, [one.of.name for one in with_a_sum.money.mixes]
    names = [one.name for one in found.portfolios]
    surer = [one.name for one in found.portfolios if not found.market.assumed(one.steps)][:1]
    assert {names[0], *surer, names[-1]} <= {*told} <= {*names}
    assert told == [name for name in names if name in told]
    assert len(told) == min(3, len(names))


# ---- what the page says of money at the prices of the programme ------------------------------------------------------


def told(money, levers=()):
    with speaking(ENGLISH), in_print():
        return money_told.told(money, levers)


@pytest.mark.slow
def test_levers_can_be_moved_to_where_mixes_have_them(with_a_sum):
    levers = {one.parameter: one for one in with_a_sum.carried.levers}
    for one in with_a_sum.money.mixes:
        for name, value in one.values.items():
            lever = levers[name]
            choices = with_a_sum.carried.choices(lever)
            assert value in choices if choices else lever.low <= value <= with_a_sum.carried.most(lever)
    assert all(card["is_option"] for card in told(with_a_sum.money, levers)["more"]["cards"])
    assert not any(card["is_option"] for card in told(with_a_sum.money)["more"]["cards"])


def test_a_price_that_was_given_is_no_placeholder(asked):
    dearer = replace(asked.base, parameters=changed(asked.base.parameters, {"costs.seat": 640.0}))
    usual, money = told(asked.money), told(replace(asked.money, base=dearer))
    assert usual["placeholders"] == "* At placeholder prices: the authority has given none of its own yet."
    assert money["placeholders"].startswith("* Partly at placeholder prices")
    assert "training seats" not in money["placeholders"]
    prices = {row["name"]: row["price"] for row in money["items"]}
    assert prices["seat"] == "640 € per seat"
    assert prices["kit"] == "150 € per group*"
    (seat,) = [one for one in money["prices"] if one["name"] == "seat"]
    assert seat["hint"] == "€ per seat; 640 € was given"
    assert usual["total"] != money["total"]


def test_who_pays_is_assumed_and_each_person_has_a_price(asked):
    """An assumption has no error of computation."""
    money = asked.money
    rows = told(money)["payers"]
    assert rows
    assert all("(assumed)" in row["label"] and "±" not in "".join(row["cells"]) for row in rows)
    euros, people = money.ahead * money.a_year(money.bought).to_numpy(), money.people.to_numpy()
    assert told(money)["a_person"] == a_person(euros, people, money.sets)
    assert a_person(np.array([300.0, 500.0]), np.array([0, 4]), [1, 2]).endswith("costs about 200 €.")
    assert a_person(euros, 0 * people, money.sets) == ""


@pytest.mark.slow
def test_tonnes_of_a_card_lie_where_people_of_it_do(with_a_sum):
    """In nine cases out of ten, as the head of the column says: over worlds, not in their mean alone."""
    for card, one in zip(told(with_a_sum.money)["more"]["cards"], with_a_sum.money.mixes, strict=True):
        row = {"above_zero": 1.0, **with_a_sum.money.tonnes(one)}
        told_alike = {name.removeprefix("difference_"): value for name, value in row.items()}
        with speaking(ENGLISH), in_print():
            assert card["tonnes"] == words.more(told_alike)


@pytest.mark.slow
def test_a_price_without_an_end_can_be_read_by_a_browser(with_a_sum):
    """JSON has no infinite numbers."""
    found = with_a_sum.money.spent
    tonnes = found.tonnes.assign(euros_per_tonne_p95=np.inf)
    numbers = replace(with_a_sum.money, spent=replace(found, tonnes=tonnes)).numbers()
    json.dumps(numbers["tonne"], allow_nan=False)
    assert [high for _, high in numbers["tonne"]] == [None, None]


@pytest.mark.slow
def test_without_a_sum_no_mix_is_told(with_a_sum):
    alone = replace(with_a_sum.money, spent=None)
    assert told(alone)["more"] is None
    assert alone.numbers()["mixes"] == []
    assert {*alone.paid} == {*alone.items}


@pytest.mark.slow
@pytest.mark.parametrize("least", [0.0, 5.0])
def test_what_each_costs_is_told_where_there_are_surely_more(with_a_sum, least):
    money = with_a_sum.money
    first = replace(money.mixes[0], sure=(True, least == 0.0))
    said = money_told._each(money, first)
    if least:
        assert np.isnan(said).all()
    else:
        row = money.spent.table.iloc[0]
        np.testing.assert_allclose(said, (row["euros_per_person"], row["euros_per_completer"]), rtol=1e-9)


# ---- what scripts say that savers avoid: as Python does, under every draw --------------------------------------------

YEARS, NUMBER = 7, 900
SAID = "console.log(JSON.stringify([...tonnesOf(savers, years, savings, drawnOf(savings))]))"


@needs_node
@pytest.mark.parametrize("reading", [None, "nothing-lasts"])
def test_scripts_say_what_savers_avoid_as_python_does(reading):
    """Of people of all kinds and levels, some of whom reach the cap; what is assumed may be certain."""
    base, chance = read(), np.random.default_rng(3)
    ensemble = under(even(4), reading and READINGS[reading])
    footprint = base.parameters.footprint
    drawn, week = 1.3 * chance.standard_normal(NUMBER), chance.integers(YEARS * 52, size=NUMBER).astype(float)
    completed, spills = chance.random((2, NUMBER)) < 0.7
    level = np.exp(footprint.spread * drawn - footprint.spread**2 / 2)
    gathered = stacked(cohorts(Savers(week, level, completed, spills), YEARS * 52))
    own = certain_of(ensemble, base)
    assumed = [Assumptions.drawn(footprint, certain=one) for one in (own, NOTHING_LASTS.certain_of(base))]
    expected = np.concatenate([avoided(gathered, one, YEARS, last=True)[0, :, 0] for one in assumed[: 1 if own else 2]])
    each = zip(week, drawn, completed.tolist(), spills.tolist(), strict=True)
    told = {
        "savers": [dict(zip(("week", "drawn", "completed", "spills"), one, strict=True)) for one in each],
        "years": YEARS,
        "savings": savings(base, ensemble),
    }
    texts = [(HERE / "scripts" / f"{name}.js").read_text(encoding="utf-8") for name in ("chance", "savings")]
    head = f"const {', '.join(f'{name} = {json.dumps(one)}' for name, one in told.items())};"
    text = "\n".join([head, *texts, SAID])
    done = subprocess.run(["node", "-"], input=text, capture_output=True, text=True, check=True, encoding="utf-8")
    np.testing.assert_allclose(json.loads(done.stdout), expected, rtol=1e-6)


# ---- options that others have tried, as a programme takes them -------------------------------------------------------


def test_those_of_the_library_that_only_move_levers_are_taken_from_next_january_on(asked):
    found = {one.scenario.name: one.values for one in asked.tried}
    assert {*found} == {"campaign", "double_places", "end_of_support", "mentoring", "two_sessions"}
    now = in_force(asked.base.parameters, asked.base.past)
    assert found["double_places"] == {"training.places": 2 * now.training.places}
    assert found["mentoring"] == {"retention.mentored_share": 1.0}
    assert {name for values in found.values() for name in values} <= {one.parameter for one in ON_THE_PAGE}


def test_what_the_page_makes_of_one_is_in_force_as_with_its_scenario(asked):
    for one in asked.tried:
        own = as_option(asked.base, asked.territory, one.scenario, asked.carried.usual | one.values)
        moved = option(asked.programme, asked.territory, asked.base, own)
        for year in (asked.base.past, asked.base.past + 1):
            here, there = in_force(moved.parameters, year), in_force(one.scenario.parameters, year)
            assert [here.get(one.parameter) for one in ON_THE_PAGE] == [there.get(one.parameter) for one in ON_THE_PAGE]
