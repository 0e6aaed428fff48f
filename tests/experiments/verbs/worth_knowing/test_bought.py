"""What portfolios are bought by in the course of a programme, and when they cannot be."""

from dataclasses import replace

import pytest

from contagion.experiments.verbs.worth_knowing.portfolios import bought_with, plan
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError

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
    said = f"worth-knowing: a decision of ref sets {decision[1]}; what a budget buys from {since}-01 on can be told"
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
