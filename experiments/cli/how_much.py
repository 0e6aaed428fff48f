"""How much work is asked for, counted before any of it is done, and from where on it has to be meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from sim.errors import InputError

if TYPE_CHECKING:
    from models.parameters import Parameters
    from sim.laboratory.laboratory import Laboratory

# More than this is refused: memory would not hold it. A point takes some 20 kB, a run some 2 kB while it is asked for.
MOST_POINTS, MOST_RUNS = 200_000, 2_000_000
# More than this has to be meant (--yes).
RUNS, HOURS = 20_000, 1.0
# What a run takes, roughly, on one core and in the store.
SECONDS_A_YEAR, MEGABYTES = 0.0025, 0.008
FEW_SECONDS = 10  # workers need some of them to start
COMMUNES = 68  # of a territory that the seconds are of
# Leaders of alternative programmes from outside: the seconds a year rise with a power of their number.
THOUSAND_LEADERS, POWER = 2.2, 2.7
MANY_LEADERS = 1000  # more of them are said

yes_option = click.option("--yes", is_flag=True, help="Go on although it is much that is asked for.")


@dataclass(frozen=True)
class Asked:
    """What is asked for.

    Attributes
    ----------
    points, replicates, years : int
        Cases, seeds of each, and the length of a run.
    words : str
        What the numbers come from, as in ``--replicates 100``.
    communes : int
        Of the territory.
    workers : int
        Runs at the same time.
    leaders : int
        From outside, at the beginning (`leaders_of`).
    """

    points: int
    replicates: int
    years: int
    words: str
    communes: int = COMMUNES
    workers: int = 1
    leaders: int = 0

    @property
    def runs(self) -> int:
        return self.points * self.replicates

    @property
    def hours(self) -> float:
        """Roughly."""
        a_year = SECONDS_A_YEAR * max(1.0, self.communes / COMMUNES) + THOUSAND_LEADERS * (self.leaders / 1e3) ** POWER
        return self.runs * self.years * a_year / 3600 / min(self.workers, max(self.runs, 1))

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
                f"{self.words}: asks for {self.runs:,} runs; at most {MOST_RUNS:,} fit into memory at a time"
            )

    def must_be_meant(self, yes: bool) -> None:
        """Refuse what memory cannot hold, and what takes long, unless it is said that it is meant.

        Raises
        ------
        InputError
            With how much it is, and how to go on.
        """
        self.must_fit()
        if not yes and (self.runs > RUNS or self.hours > HOURS):
            from experiments.words.sentences import _

            raise InputError(_("{asked}: {much}; add --yes to go on", asked=self.words, much=str(self)))

    def say(self, runs: int, auto: bool = False) -> None:
        """Say how many of the runs there are to make, and how long that will take, on the standard error stream.

        With `auto` these are the first, and more are added as they are needed, up to all that is asked for.
        """
        from experiments.words.work import to_make

        first = replace(self, points=runs, replicates=1).in_words
        more = auto and runs < self.runs
        click.echo(to_make(first, self.runs, self._time) if more else to_make(first), err=True)

    @property
    def in_words(self) -> str:
        """How many runs, and how long they take."""
        from experiments.words.work import work_in_words

        leaders = self.leaders if self.leaders > MANY_LEADERS else 0
        return work_in_words(self.runs, self.years, leaders, self._time, self.workers)

    @property
    def _time(self) -> str:
        from experiments.words.work import time_in_words

        return time_in_words(self.hours, FEW_SECONDS)

    def __str__(self) -> str:
        from experiments.words.work import with_room

        return with_room(self.in_words, self.runs * MEGABYTES) if self.runs > 1 else self.in_words


def leaders_of(parameters: Parameters) -> int:
    """Leaders that the alternative programmes of a scenario have from outside at the beginning."""
    return sum(row.initial_leaders for row in parameters.alternative)


def asked_of(lab: Laboratory, points: int, replicates: int, years: int, words: str, leaders: int = 0) -> Asked:
    """What is asked of a laboratory."""
    from sim.laboratory.pools import cores

    workers = 1 if lab.engine.kind == "serial" else lab.engine.workers or cores()
    return Asked(points, replicates, years, words, _communes(lab), workers, leaders)


def _communes(lab: Laboratory) -> int:
    """Lines of its table."""
    if (path := getattr(lab.study, "communes", None)) is None:
        return COMMUNES
    with path.open("rb") as file:
        return max(1, sum(1 for _ in file) - 1)
