"""What was observed of a programme, as a file says it: figures of given years, with the kind of evidence they are.

title = "…"
discrepancy = 0.1            # of each figure: what a perfect fit of the model would still miss

[[target]]
indicator = "participants"   # a column of `years`, or an indicator at the end
year = 3
value = 300                  # or low = 210 and high = 300
evidence = "counted"         # counted, claimed, or range
error = 15                   # standard deviation; where it is left out, 2 % of what was counted, 10 % of a claim
source = "…"
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from models.outcomes.indicators import DEFINED
from models.outcomes.yearly import YEARLY
from models.scenarios.scenario import in_words
from models.territory.communes import DATA
from sim.errors import InputError
from sim.reading import MEGABYTE, content_of, must_be_plain

FOLDER = DATA / "targets"
ERRORS = {"counted": 0.02, "claimed": 0.1, "range": 0.02}  # of the figure, where a file does not say
ENDED = "groups_ended"
IN_YEARS = (*YEARLY, "communes_reached", "facilitators_from_groups")
FAR = 3.0  # errors, between two targets that contradict each other

type Positive = Annotated[FiniteFloat, Field(gt=0)]


class Target(BaseModel):
    """A figure that was observed.

    Attributes
    ----------
    indicator, per : str
        A figure of a run at the end of a year; divided by another, where one is named.
    year : int
    value : float, optional
    low, high : float, optional
        In place of a value.
    evidence : {"counted", "claimed", "range"}
    error : float, optional
        Standard deviation of the observation.
    source : str
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: str
    per: str | None = None
    year: Annotated[int, Field(ge=1, le=50, strict=True)]
    value: FiniteFloat | None = None
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    evidence: Literal["counted", "claimed", "range"]
    error: Positive | None = None
    source: str = ""

    @property
    def name(self) -> str:
        """What it is called: participants_3, aspirants_per_groups_ended_3."""
        return f"{self.indicator}_per_{self.per}_{self.year}" if self.per else f"{self.indicator}_{self.year}"

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the figure was observed to lie; a value is both."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        assert self.value is not None
        return self.value, self.value

    @property
    def deviation(self) -> float:
        """Standard deviation of the observation."""
        return self.error if self.error is not None else ERRORS[self.evidence] * max(map(abs, self.bounds))


@dataclass(frozen=True)
class Targets:
    """What was observed of a programme.

    Attributes
    ----------
    name, title : str
    scenario : str
        Of the programme as it was; a name of the library or a file.
    discrepancy : float
        Standard deviation of what the model would miss at its best, as a share of each figure.
    rows : tuple of Target
    file : str
    """

    name: str
    title: str
    scenario: str
    discrepancy: float
    rows: tuple[Target, ...]
    file: str

    @property
    def years(self) -> int:
        """The last year of which something was observed."""
        return max(row.year for row in self.rows)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = ""
    scenario: str = "ref"
    discrepancy: Annotated[FiniteFloat, Field(ge=0, le=1)] = 0.1
    target: Annotated[list[Target], Field(min_length=1, max_length=50)]


def read_targets(path: Path) -> Targets:
    """Read a file of targets, or one that comes with the project by its bare name (`besancon`).

    Raises
    ------
    InputError
        In one line: the file, the target, the field, what was given and what would be valid.
    """
    file = _found(path)
    try:
        content = tomllib.loads(content_of(file, MEGABYTE).decode("utf-8-sig"))
    except FileNotFoundError:
        shipped = ", ".join(sorted(one.stem for one in FOLDER.glob("*.toml")))
        raise InputError(f"{path}: there is no such file of targets; with the project come {shipped}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise InputError(f"{file}: not valid TOML: {error}") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from None
    must_be_plain(content, str(file))
    try:
        said = _File.model_validate(content)
    except ValidationError as error:
        raise InputError(in_words(error, str(file))) from None
    last = max(row.year for row in said.target)
    for number, row in enumerate(said.target, start=1):
        _must_be_whole(row, last, f"{file}: target {number}")
    _must_agree(said.target, file)
    return Targets(file.stem, said.title or file.stem, said.scenario, said.discrepancy, tuple(said.target), str(file))


def _found(path: Path) -> Path:
    shipped = FOLDER / f"{path}.toml"
    return shipped if not path.suffix and path.parent == Path() and shipped.exists() else path


def _must_be_whole(row: Target, last: int, where: str) -> None:
    """Refuse a target that says too little, too much, or speaks of what is not there."""
    for name in (row.indicator, row.per):
        if name is not None:
            _must_be_known(name, row.year == last, f"{where}: {'indicator' if name == row.indicator else 'per'}")
    given = [name for name in ("value", "low", "high") if getattr(row, name) is not None]
    wanted = ["low", "high"] if row.evidence == "range" else ["value"]
    if given != wanted:
        raise InputError(
            f"{where}: evidence {row.evidence!r} needs {' and '.join(wanted)}, not {' and '.join(given) or 'nothing'}"
        )
    if row.low is not None and row.high is not None and row.low >= row.high:
        raise InputError(f"{where}: low = {row.low:g} must lie below high = {row.high:g}")
    if row.deviation <= 0:
        raise InputError(f"{where}: a value of 0 needs an error, its standard deviation")


def _must_be_known(name: str, at_the_end: bool, where: str) -> None:
    ends = [ENDED, *(one.name for one in DEFINED if not one.in_parts)]
    if name in IN_YEARS or (at_the_end and name in ends):
        return
    if name in ends:
        raise InputError(f"{where} {name!r}: is known at the end only; let the year be the last of the targets")
    near = get_close_matches(name, [*IN_YEARS, *ends], n=1)
    raise InputError(f"{where} {name!r}: there is no such figure" + (f"; did you mean {near[0]!r}?" if near else ""))


def _must_agree(rows: Sequence[Target], file: Path) -> None:
    """Refuse two targets on the same figure that cannot both be true."""
    for (one, a), (two, b) in combinations(enumerate(rows, start=1), 2):
        if a.name != b.name:
            continue
        apart = max(b.bounds[0] - a.bounds[1], a.bounds[0] - b.bounds[1], 0.0)
        if apart > FAR * (a.deviation**2 + b.deviation**2) ** 0.5:
            raise InputError(
                f"{file}: targets {one} and {two} contradict each other: {a.name} {_told(a)} and {_told(b)}"
            )


def _told(row: Target) -> str:
    low, high = row.bounds
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
