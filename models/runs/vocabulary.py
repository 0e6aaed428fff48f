"""What is asked for: in which words, and how much it is before any of it is done.

Columns are called alike in all tables (`models/records.py`); whoever asks for one may use a short word, and a word that
is none is answered with the nearest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from math import isfinite, log10
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeGuard

from contagion.sim.errors import InputError, perhaps
from contagion.sim.reading import MOST_DIGITS, given

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
FIRST, TRIED_SETS, KEPT_SETS, SEEDS = 4096, 30_000, 1000, 2
LARGEST = 65_536  # first round


@dataclass(frozen=True)
class Asked:
    """What is asked for: `points` (cases), so many seeds of each, for so many years, over so many communes, with
    `leaders` from outside at the beginning (`leaders_of`), so many runs at a time; `words` say what the numbers come
    from, `keep` which tables are kept whole of each run."""

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
        """Refuse what memory cannot hold (`InputError`)."""
        if self.points > MOST_POINTS:
            raise InputError(f"{self.words}: asks for {self.points:,} points; at most {MOST_POINTS:,} fit into memory")
        if self.runs > MOST_RUNS:
            raise InputError(
                f"{self.words}: asks for {self.runs:,} runs; at most {MOST_RUNS:,} fit into memory at a time; "
                f"an hour makes some {self.in_an_hour:,}"
            )

    def must_be_meant(self, yes: bool, said: Callable[[Asked], str]) -> None:
        """Refuse what memory cannot hold, and what takes long, unless it is meant (`yes`): `InputError`; `said` says
        how much it is, and how to go on."""
        self.must_fit()
        if self.is_much and not yes:
            raise InputError(said(self))


def must_be_a_first_round(first: int, name: str, fewest: int = 2) -> None:
    """Refuse a first round that is not spread evenly: of other numbers of sets than powers of two (`InputError`)."""
    if first & (first - 1) or not fewest <= first <= LARGEST:
        raise InputError(f"{name} {first}: must be a power of two from {fewest} to {LARGEST:,}")


def leaders_of(parameters: Parameters) -> int:
    """Leaders that the alternative programmes of a scenario have from outside at the beginning."""
    return sum(row.initial_leaders for row in parameters.alternative)


def asked_of(lab: Laboratory, points: int, replicates: int, years: int, words: str, leaders: int = 0) -> Asked:
    """Describe what is asked of a laboratory."""
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
SHORT = {
    "people": "participants",
    "active": "facilitators_active",
    "trained": "facilitators_trained",
    "recruiting": "groups_recruiting",
    "running": "groups_running",
}
"""Short words, as tables print them, and the names that they stand for."""
OURS = tuple(  # a warning names the line of the user
    str(Path(__file__).parents[2] / room) for room in ("sim", "models", "experiments")
)
MOST_NAMES = 12  # names in a message
LONGEST = 100  # years


def figure_named(text: str) -> str:
    """Return the name of a figure, by itself, as a short word or as tables print it, with spaces."""
    name = "_".join(text.split())
    return SHORT.get(name, name)


def known(word: str, among: Iterable[str], what: str, where: str = "") -> str:
    """Return the name that a word stands for: one of the names `among`, or a short word for one. Raises InputError with
    `what` the names are of, `where` they were looked for, and the nearest name."""
    names = [str(name) for name in among]
    if not isinstance(word, str):
        raise InputError(f"{what} {given(word)}: must be a word, as in {names[0]!r}")
    for name in (word, figure_named(word)):
        if name in names:
            return name
    near = get_close_matches(str(word), names, n=1, cutoff=0.5)
    inside = [name for name in names if str(word) in name]
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    hint = perhaps(*[*near, *inside][:1]) or f"; there are {', '.join(names[:MOST_NAMES])}{more}"
    raise InputError(f"{what} {word!r} is not known{f' {where}' if where else ''}{hint}")


class UnknownName(InputError, KeyError, AttributeError):
    """A name that does not exist, as `[]` and `.` raise it."""

    __str__ = InputError.__str__


class ByName[Value](dict[str, Value]):
    """Values by name, which answer a name that does not exist with the nearest. `what` is what one of them is, `where`
    what they are called together, as in `tables`."""

    def __init__(self, values: Mapping[str, Value], what: str, where: str) -> None:
        super().__init__(values)
        self._what, self._where = what, where

    def __missing__(self, name: str) -> Value:
        try:
            return self[known(name, self, self._what)]
        except InputError as mistake:
            raise UnknownName(mistake.line) from None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self.point_to(name)

    def point_to(self, name: str) -> NoReturn:
        """Say how a name is asked for, or which is the nearest."""
        _ = self[name]
        raise UnknownName(f"{self._what} {name!r}: write {self._where}[{name!r}]")


def names_of(names: object, what: str) -> list[str]:
    """Check one name or several: they must be text, and at least one."""
    some = [names] if isinstance(names, str) else list(names) if isinstance(names, Collection) else []
    if not some or isinstance(names, Mapping) or not all(isinstance(one, str) for one in some):
        raise InputError(f"{what} {given(names)}: must be a name, or a list of names")
    return some


def whole(value: object, what: str, least: int | None = 1, most: int | None = None) -> int:
    """Check a whole number of Python or NumPy, within bounds, or of so many digits as others can hold."""
    top = 10**MOST_DIGITS - 1 if most is None else most
    if _is_whole(value) and (-top if least is None else least) <= value <= top:
        return int(value)
    if least is None:
        raise InputError(f"{what} {given(value)}: must be a whole number of at most {MOST_DIGITS} digits")
    end = " on" if most is None else f" to {most:,}"
    raise InputError(f"{what} {given(value)}: must be a whole number from {least:,}{end}")


def seed_of(value: object) -> int:
    """Check a seed."""
    return whole(value, "seed", None)


def amount(value: object, what: str, must_be: str) -> float:
    """Check a finite number. Raises InputError with what it must be."""
    if isinstance(value, bool) or not isinstance(value, Real) or not is_finite(value):
        raise InputError(f"{what} {given(value)}: must be {must_be}")
    return value if isinstance(value, int | float) else float(value)


def path_of(value: object, what: str) -> Path:
    """Check a path."""
    if not isinstance(value, str | PathLike) or not str(value) or "\0" in str(value):
        raise InputError(f"{what} {given(value)}: must be a path, as text or a Path")
    return Path(value)


def flag(value: object, what: str) -> bool:
    """Check a truth value; text is refused because it would be true, whatever it says."""
    plain: Any = value
    if getattr(value, "ndim", None) == 0:  # NumPy's
        plain = plain.item()
    if not isinstance(plain, bool):
        raise InputError(f"{what} {given(value)}: must be True or False")
    return plain


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_finite(value: Any) -> bool:
    """Return whether a number is finite, whatever its size."""
    try:
        return isfinite(value)
    except OverflowError:
        return False


def seeds_of(source: Any) -> Sequence[int]:
    """Seeds: how many, from 1 on, or which. More than memory holds are not written out."""
    if _is_whole(source):
        return range(1, whole(source, "seeds") + 1)
    if isinstance(source, range) and source:
        return source
    text_or_names = isinstance(source, str | bytes | Mapping)
    numbers = [] if text_or_names or not isinstance(source, Iterable) else list(islice(source, MOST_RUNS + 1))
    if not numbers or not all(map(_is_whole, numbers)):
        raise InputError(f"seeds {given(source)}: must be how many, or a list of whole numbers")
    seeds = list(map(seed_of, numbers))
    if twice := [seed for seed, times in Counter(seeds).items() if times > 1]:
        raise InputError(f"seeds {given(source)}: {twice[0]} is listed twice; each seed is one run")
    return seeds
