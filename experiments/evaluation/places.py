"""How much more or less asking does in one place than in another: the spread of `demand.place`, out of the totals of
other places (`data/places.toml`). Nothing is fitted.

Of each place, the logarithm of people per unit of effort: per facilitator and year, facilitators stopping at the usual
rate, or per inhabitant and year. Within each kind of effort, the variance of these less that of luck, groups of people
coming by chance; divided by the square of the elasticity, as people rise less than asking where leaders bind. Then
pooled by degrees of freedom. So few places tell a standard deviation badly: what is declared is that of Student's law
with so many degrees of freedom, which is wider.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from pathlib import Path
from statistics import fmean, variance
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from contagion.experiments.ensembles.observed import said_in
from contagion.models.parameters import Parameters
from contagion.models.territory.communes import DATA
from contagion.sim.errors import InputError
from contagion.sim.sentences import Sentence

FILE = DATA / "places.toml"
ELASTICITY = {"facilitator-year": 0.45, "inhabitant-year": 1.0}
"""By which power of the strength of asking people per effort rise. The first is the model's: half and twice
`demand.place`, the reference in Grand Besançon over three years, 171 and 318 people in the mean of 30 seeds. The second
is assumed: families who answer an open call need nobody who was trained."""

type Positive = Annotated[FiniteFloat, Field(gt=0, le=1e9)]


class Place(BaseModel):
    """What a programme did in a place.

    Attributes
    ----------
    per : {"facilitator-year", "inhabitant-year"}
        What people are counted by.
    people, group : float
        Who came, and how many of them at once.
    trained : list of float
        Facilitators, at the beginning of each year.
    inhabitants, years : float
        In place of these.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    per: Literal["facilitator-year", "inhabitant-year"]
    people: Positive
    group: Positive
    trained: Annotated[list[Annotated[FiniteFloat, Field(ge=0, le=1e9)]], Field(max_length=100)] = []
    inhabitants: Positive | None = None
    years: Positive = 1.0
    source: Annotated[str, Field(min_length=1)]

    @property
    def effort(self) -> float:
        """Facilitator-years, or inhabitant-years."""
        if self.inhabitants is not None:
            return self.inhabitants * self.years
        stops, years = Parameters().retention.loss_per_year, len(self.trained)
        return sum(number * (1 - exp(-stops * (years - year))) / stops for year, number in enumerate(self.trained))

    @property
    def log_rate(self) -> float:
        return log(self.people / self.effort)

    @property
    def luck(self) -> float:
        """Variance of the logarithm where groups come by chance."""
        return self.group / self.people


@dataclass(frozen=True)
class Spread:
    """How much places differ: standard deviations of the logarithm.

    Attributes
    ----------
    by_kind : dict of str to float
        Of each kind of effort by itself.
    pooled, low, high : float
        Of both, and its 95 % interval.
    freedom : int
        Degrees of freedom.
    declared : float
        That of Student's law, with so many.
    """

    by_kind: dict[str, float]
    pooled: float
    low: float
    high: float
    freedom: int
    declared: float


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    place: Annotated[list[Place], Field(min_length=1, max_length=1000)]


def read_places(path: Path = FILE) -> list[Place]:
    """Read the totals of places.

    Raises
    ------
    InputError
        In one line: the file, the place, what is wrong.
    """
    said, file = said_in(_File, path, Sentence("table of places"), DATA)
    for number, place in enumerate(said.place, start=1):
        by_year = place.per == "facilitator-year"
        if bool(sum(place.trained)) != by_year or (place.inhabitants is None) != by_year:
            raise InputError(
                "{file}: place {number} ({name}): per = {per!r} needs {wanted}, above 0, and nothing else",
                file=file,
                number=number,
                name=place.name,
                per=place.per,
                wanted="trained" if by_year else "inhabitants",
            )
    return said.place


def spread_of(places: Sequence[Place], called: object = FILE.name) -> Spread:
    """How much places differ.

    Parameters
    ----------
    called : str or Path
        What they are called, for messages.

    Raises
    ------
    InputError
        Where there is no spread: no two places of a kind, or none that differ by more than luck.
    """
    from scipy.stats import chi2

    squares, by_kind, freedom = 0.0, dict[str, float](), 0
    for kind, elasticity in ELASTICITY.items():
        some = [place for place in places if place.per == kind]
        if len(some) < 2:
            continue
        left = variance([place.log_rate for place in some]) - fmean(place.luck for place in some)
        by_kind[kind] = sqrt(max(left, 0.0)) / elasticity
        squares += (len(some) - 1) * by_kind[kind] ** 2
        freedom += len(some) - 1
    if freedom < 3:
        raise InputError(
            "{called}: its places leave {freedom} degrees of freedom for a spread; at least 3 are needed, as of four "
            "places of one kind",
            called=called,
            freedom=freedom,
        )
    if not squares:
        raise InputError(
            "{called}: its places differ by no more than luck explains: there is no spread to tell; give more places, "
            "or larger ones",
            called=called,
        )
    pooled = sqrt(squares / freedom)
    low, high = (pooled * sqrt(freedom / float(chi2.ppf(share, freedom))) for share in (0.975, 0.025))
    return Spread(by_kind, pooled, low, high, freedom, pooled * sqrt(freedom / (freedom - 2)))
