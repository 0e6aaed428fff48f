"""How much work is asked for, counted before any of it is done, and from where on it has to be meant.

Where runs and territories are kept, unless somebody says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING

from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.models.parameters import Parameters
    from contagion.sim.laboratory.laboratory import Laboratory


# More than this is refused: memory would not hold it. A point takes some 20 kB, a run some 2 kB while it is asked for.
MOST_POINTS, MOST_RUNS = 200_000, 2_000_000
# More than this has to be meant.
RUNS, HOURS = 20_000, 1.0
# What a run takes, roughly, on one core and in the store.
SECONDS_A_YEAR, MEGABYTES = 0.005, 0.008
KEPT_A_YEAR = {"events": 0.007, "weeks": 0.001}  # megabytes of tables that are kept whole
FEW_SECONDS = 10  # workers need some of them to start
COMMUNES = 68  # of a territory that the seconds are of
# Leaders of alternative programmes from outside: the seconds a year rise with a power of their number.
THOUSAND_LEADERS, POWER = 2.2, 2.7
MANY_LEADERS = 1000  # more of them are said
# Where it is not said: which ensemble is answered over, and in how many of its worlds.
ENSEMBLE, WORLDS = "besancon", 200
# And of a calibration: sets tried for each rule, in the first round and at the most; sets kept of each rule; seeds.
FIRST, TRIED, KEPT, SEEDS = 4096, 30_000, 1000, 2
LARGEST = 65_536  # first round


@dataclass(frozen=True)
class Asked:
    """What is asked for.

    Attributes
    ----------
    points, replicates, years : int
        Cases, seeds of each, and the length of a run.
    words : str
        What the numbers come from.
    communes : int
        Of the territory.
    workers : int
        Runs at the same time.
    leaders : int
        From outside, at the beginning (`leaders_of`).
    keep : sequence of str
        Tables that are kept whole of each run.
    """

    points: int
    replicates: int
    years: int
    words: str
    communes: int = COMMUNES
    workers: int = 1
    leaders: int = 0
    keep: Sequence[str] = ()

    @property
    def megabytes(self) -> float:
        """That they take in the store, roughly."""
        return self.runs * (MEGABYTES + self.years * sum(KEPT_A_YEAR[name] for name in self.keep))

    @property
    def runs(self) -> int:
        return self.points * self.replicates

    @property
    def hours(self) -> float:
        """Roughly."""
        a_year = SECONDS_A_YEAR * max(1.0, self.communes / COMMUNES) + THOUSAND_LEADERS * (self.leaders / 1e3) ** POWER
        return self.runs * self.years * a_year / 3600 / min(self.workers, max(self.runs, 1))

    @property
    def in_an_hour(self) -> int:
        """Roughly how many runs, in two digits."""
        runs = self.runs / self.hours
        return int(round(runs, 1 - int(log10(runs))))

    @property
    def is_much(self) -> bool:
        """Whether it has to be meant."""
        return self.runs > RUNS or self.hours > HOURS

    def must_fit(self) -> None:
        """Refuse what memory cannot hold.

        Raises
        ------
        InputError
        """
        if self.points > MOST_POINTS:
            raise InputError(f"{self.words}: asks for {self.points:,} points; at most {MOST_POINTS:,} fit into memory")
        if self.runs > MOST_RUNS:
            raise InputError(
                f"{self.words}: asks for {self.runs:,} runs; at most {MOST_RUNS:,} fit into memory at a time; "
                f"an hour makes some {self.in_an_hour:,}"
            )

    def must_be_meant(self, yes: bool, said: Callable[[Asked], str]) -> None:
        """Refuse what memory cannot hold, and what takes long, unless it is said that it is meant.

        Parameters
        ----------
        yes : bool
            Whether it is.
        said : callable
            Says how much it is, and how to go on.

        Raises
        ------
        InputError
        """
        self.must_fit()
        if self.is_much and not yes:
            raise InputError(said(self))


def must_be_a_first_round(first: int, name: str, fewest: int = 2) -> None:
    """Refuse a first round that is not spread evenly: of other numbers of sets than powers of two.

    Raises
    ------
    InputError
    """
    if first & (first - 1) or not fewest <= first <= LARGEST:
        raise InputError(f"{name} {first}: must be a power of two from {fewest} to {LARGEST:,}")


def leaders_of(parameters: Parameters) -> int:
    """Leaders that the alternative programmes of a scenario have from outside at the beginning."""
    return sum(row.initial_leaders for row in parameters.alternative)


def asked_of(lab: Laboratory, points: int, replicates: int, years: int, words: str, leaders: int = 0) -> Asked:
    """What is asked of a laboratory."""
    from contagion.sim.laboratory.pools import cores

    workers = 1 if lab.engine.kind == "serial" else lab.engine.workers or cores()
    keep = getattr(lab.study, "keep", ())
    return Asked(points, replicates, years, words, _communes(lab), workers, leaders, keep)


def _communes(lab: Laboratory) -> int:
    """Lines of its table."""
    if (path := getattr(lab.study, "communes", None)) is None:
        return COMMUNES
    with path.open("rb") as file:
        return max(1, sum(1 for _ in file) - 1)


STORE = Path("results/store")
KEPT_IN = Path("results/territories")
