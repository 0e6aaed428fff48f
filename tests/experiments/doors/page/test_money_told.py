"""What the page says of money at the prices of the programme."""

import re
from dataclasses import replace

import numpy as np
import pytest

from contagion.experiments.doors.page import money_told
from contagion.experiments.doors.page.money import MOST
from contagion.experiments.doors.words import note
from contagion.experiments.language.differences import answer
from contagion.experiments.language.languages import ENGLISH, speaking
from contagion.experiments.language.money import a_person
from contagion.experiments.language.numbers import in_print
from contagion.models.parameters.sections.money import ITEMS, Costs
from contagion.models.runs.cases import changed
from contagion.sim.statistics.spread import difference


def told(money, levers=()):
    with speaking(ENGLISH), in_print():
        return money_told.told(money, levers)


def test_levers_can_be_moved_to_where_mixes_have_them(with_a_sum):
    levers = {one.parameter: one for one in with_a_sum.carried.levers}
    for one in with_a_sum.money.mixes:
        for name, value in one.values.items():
            lever = levers[name]
            choices = with_a_sum.carried.choices(lever)
            assert value in choices if choices else lever.low <= value <= with_a_sum.carried.most(lever)
    assert all(card["is_option"] for card in told(with_a_sum.money, levers)["more"]["cards"])
    assert not any(card["is_option"] for card in told(with_a_sum.money)["more"]["cards"])


def test_a_price_that_was_given_is_no_placeholder(with_a_sum):
    dearer = replace(with_a_sum.base, parameters=changed(with_a_sum.base.parameters, {"costs.seat": 640.0}))
    usual, money = told(with_a_sum.money), told(replace(with_a_sum.money, base=dearer))
    assert usual["placeholders"] == "* At placeholder prices: the authority has given none of its own yet."
    assert money["placeholders"].startswith("* Partly at placeholder prices")
    assert "training seats" not in money["placeholders"]
    prices = {row["name"]: row["price"] for row in money["items"]}
    assert prices["seat"] == "640 € per seat"
    assert prices["kit"] == "150 € per group*"
    (seat,) = [one for one in money["prices"] if one["name"] == "seat"]
    assert seat["hint"] == "€ per seat; 640 € was given"
    assert usual["total"] != money["total"]


def test_every_item_can_be_given_a_price(with_a_sum):
    assert [one["name"] for one in told(with_a_sum.money)["prices"]] == [*ITEMS]
    assert all(0 <= getattr(Costs(), item) <= MOST for item in ITEMS)


def test_who_pays_is_assumed_and_each_person_has_a_price(with_a_sum):
    """An assumption has no error of computation."""
    money = with_a_sum.money
    rows = told(money)["payers"]
    assert rows
    assert all("(assumed)" in row["label"] and "±" not in "".join(row["cells"]) for row in rows)
    euros, people = money.ahead * money.a_year(money.bought).to_numpy(), money.people.to_numpy()
    assert told(money)["a_person"] == a_person(euros, people, money.sets)
    assert a_person(np.array([300.0, 500.0]), np.array([0, 4]), [1, 2]).endswith("costs about 200 €.")
    assert a_person(euros, 0 * people, money.sets) == ""


def test_mixes_are_compared_in_the_words_of_every_comparison(with_a_sum):
    money = with_a_sum.money
    first, second, *_ = money.mixes
    apart = first.of.gained - second.of.gained
    said = told(money)["more"]["ties"][0]
    with speaking(ENGLISH), in_print():
        assert said == answer(difference(apart, money.spent.sets(apart.index)), "A", "B", money.spent.years)


def test_no_letter_is_said_that_no_card_has(with_a_sum):
    """Whichever mix is the rival, and however many cards there are."""
    found = with_a_sum.money.spent
    names = [one.name for one in found.portfolios]
    for rival in sorted({*found.judged.shares} - {*names}):
        first = replace(found.portfolios[0], rival=rival)
        said = told(replace(with_a_sum.money, spent=replace(found, portfolios=[first, *found.portfolios[1:]])))["more"]
        cards = {card["label"] for card in said["cards"]}
        letters = re.findall(
            r"\b[A-Z]\b", " ".join([*said["ties"], said["tonne"], *(one["each"] for one in said["cards"])])
        )
        assert {*letters} <= cards
        assert "at least half of the money otherwise" in said["ties"][-1]


def test_tonnes_of_a_card_lie_where_people_of_it_do(with_a_sum):
    """In nine cases out of ten, as the head of the column says: over worlds, not in their mean alone."""
    for card, one in zip(told(with_a_sum.money)["more"]["cards"], with_a_sum.money.mixes, strict=True):
        row = {"above_zero": 1.0, **with_a_sum.money.tonnes(one)}
        told_alike = {name.removeprefix("difference_"): value for name, value in row.items()}
        with speaking(ENGLISH), in_print():
            assert card["tonnes"] == note.more(told_alike)


def test_without_a_sum_no_mix_is_told(with_a_sum):
    alone = replace(with_a_sum.money, spent=None)
    assert told(alone)["more"] is None
    assert alone.numbers()["mixes"] == []
    assert {*alone.paid} == {*alone.items}


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
