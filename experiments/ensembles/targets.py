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

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from contagion.experiments.ensembles.observed import Figure, said_in
from contagion.experiments.lab.figures_by_year import IN_YEARS, TOTALS
from contagion.models.territory.communes import DATA
from contagion.sim.errors import InputError
from contagion.sim.sentences import both

FOLDER = DATA / "targets"
ERRORS = {"counted": 0.02, "claimed": 0.1, "range": 0.02}  # of the figure, where a file does not say
FAR = 3.0  # errors, between two targets that contradict each other

MOST = 1e9  # that a figure or an error may be

type Positive = Annotated[FiniteFloat, Field(gt=0, le=MOST)]


class Target(Figure):
    """A figure that is fitted to.

    Attributes
    ----------
    evidence : {"counted", "claimed", "range"}
    error : float, optional
        Standard deviation of the observation.
    """

    evidence: Literal["counted", "claimed", "range"]
    error: Positive | None = None

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
        return max(row.last_year for row in self.rows)


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
    said, file = said_in(_File, path, "file of targets", FOLDER)
    last = max(row.last_year for row in said.target)
    for number, row in enumerate(said.target, start=1):
        _must_be_whole(row, last, f"{file}: target {number}")
    _must_agree(said.target, file)
    return Targets(file.stem, said.title or file.stem, said.scenario, said.discrepancy, tuple(said.target), str(file))


def _must_be_whole(row: Target, last: int, where: str) -> None:
    """Refuse a target that says too little, too much, or speaks of what is not there."""
    row.must_be_of_a_run(last, where)
    wanted = ["low", "high"] if row.evidence == "range" else ["value"]
    if row.given != wanted:
        given = both(row.given) if row.given else "nothing"
        raise InputError(f"{where}: evidence {row.evidence!r} needs {both(wanted)}, not {given}")
    least = 0.0 if row.indicator in IN_YEARS else -MOST
    if not least <= min(row.bounds) <= max(row.bounds) <= MOST:
        raise InputError(f"{where}: {row.name} {_told(row)}: must lie between {least:g} and {MOST:g}")
    if row.deviation <= 0:
        raise InputError(f"{where}: a value of 0 needs an error, its standard deviation")


def _must_agree(rows: Sequence[Target], file: Path) -> None:
    """Refuse two targets that cannot both be true: apart on the same figure, or a total that falls."""
    for (one, a), (two, b) in combinations(enumerate(rows, start=1), 2):
        if _apart(a, b) > FAR * (a.deviation**2 + b.deviation**2) ** 0.5:
            raise InputError(
                f"{file}: targets {one} and {two} contradict each other: {a.name} {_told(a)} and {b.name} {_told(b)}"
            )


def _apart(a: Target, b: Target) -> float:
    """By how much two targets cannot both be true."""
    if a.name == b.name:
        return max(b.bounds[0] - a.bounds[1], a.bounds[0] - b.bounds[1])
    if a.indicator != b.indicator or a.indicator not in TOTALS or a.per or b.per:
        return 0.0
    earlier, later = sorted((a, b), key=lambda row: row.year)
    return earlier.bounds[0] - later.bounds[1]


def _told(row: Target) -> str:
    low, high = row.bounds
    return f"{low:g} to {high:g}" if low < high else f"{low:g}"
