"""How much places differ: the law of `demand.place` is what the totals of other places come to.

Of each place, the logarithm of people per unit of effort: per facilitator and year, facilitators stopping at the usual
rate, or per inhabitant and year. Within each kind of effort, the variance of these less that of luck, groups of people
coming by chance, divided by the square of the elasticity; then pooled by degrees of freedom. So few places tell a
standard deviation badly: what is declared is that of Student's law with so many degrees of freedom.
"""

import tomllib
from math import exp, log, sqrt
from statistics import fmean, variance

import pytest

from contagion.models.parameters import Parameters, describe
from contagion.sim.statistics.designs import of_log_normal
from tests.helpers.places import ROOT

ELASTICITY = {"facilitator-year": 0.45, "inhabitant-year": 1.0}
"""By which power of the strength of asking people per effort rise: the model's (half and twice `demand.place`, the
reference in Grand Besançon over three years, 171 and 318 people in the mean of 30 seeds), and an assumption (families
who answer an open call need nobody who was trained)."""


def effort(place):
    """Facilitator-years, or inhabitant-years."""
    if "inhabitants" in place:
        return place["inhabitants"] * place.get("years", 1)
    stops, years = Parameters().retention.loss_per_year, len(place["trained"])
    return sum(number * (1 - exp(-stops * (years - year))) / stops for year, number in enumerate(place["trained"]))


def test_declared_law_is_what_the_table_of_places_comes_to():
    places = tomllib.loads((ROOT / "data" / "places.toml").read_text(encoding="utf-8"))["place"]
    squares, freedom = 0.0, 0
    for kind, elasticity in ELASTICITY.items():
        some = [place for place in places if place["per"] == kind]
        rates = [log(place["people"] / effort(place)) for place in some]
        luck = fmean(place["group"] / place["people"] for place in some)
        squares += (len(some) - 1) * (variance(rates) - luck) / elasticity**2
        freedom += len(some) - 1
    (row,) = [row for row in describe() if row["name"] == "demand.place"]
    median, deviation = of_log_normal(*row["range"])
    assert median == pytest.approx(1.0)
    assert deviation == pytest.approx(sqrt(squares / (freedom - 2)), abs=0.005)
