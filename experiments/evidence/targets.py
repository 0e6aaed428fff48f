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

Files of targets are fitted to; files of validation never are. Both speak of figures by the same names. A file of
validation says a series, and a reader adds a place by adding a file:

programme = "…"
place = { epci = "…" }              # or department, region; left out: Grand Besançon stands for it
scenario = "ref"
given = "a group took place"        # optional: the place is known because something happened there

[[input]]                           # an input of the model and of the short model
set = "training.founders=2"
source = "…"

[[predicted]]                       # a fact that both must predict
indicator = "participants"          # a figure of `years`, or an indicator at the end
per = "groups_started"              # optional: divided by this one, of the same year or of `per_year`
year = 1
value = 10                          # or low = 8 and high = 10
rule = "equal"                      # or "at least", "at most"
mark = "held out"                   # or "used": looked at while a rule or a range was made; or "input": one in disguise
source = "…"
expected = "outside"                # optional: written down before the first run, with the reason in `why`
why = "…"                           # why a failure was expected or how it is explained, and why it is not held out
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from contagion.models.runs.figures import IN_YEARS, TOTALS, figure_of, must_be_known
from contagion.models.runs.study import case
from contagion.models.scenario import Scenario, all_that, read
from contagion.models.territory.communes import DATA, load_communes
from contagion.models.territory.gazetteer import Perimeter, find
from contagion.sim.errors import InputError, both, told_of
from contagion.sim.laboratory.laboratory import Runs
from contagion.sim.reading import file_named, toml_in

type Year = Annotated[int, Field(ge=1, le=50, strict=True)]


class Figure(BaseModel):
    """A figure that was observed.

    Attributes
    ----------
    indicator, per : str
        A figure of a run at the end of a year; divided by another, where one is named.
    year : int
    per_year : int, optional
        The year of the other, if it is not the same.
    value : float, optional
    low, high : float, optional
        In place of a value.
    source : str
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: str
    per: str | None = None
    year: Year
    per_year: Year | None = None
    value: FiniteFloat | None = None
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    source: str = ""

    @property
    def name(self) -> str:
        """What it is called: participants_3, aspirants_per_groups_ended_3, participants_4_per_participants_3."""
        if self.per_year is not None:
            return f"{self.indicator}_{self.year}_per_{self.per}_{self.per_year}"
        return f"{self.indicator}_per_{self.per}_{self.year}" if self.per else f"{self.indicator}_{self.year}"

    @property
    def formula(self) -> str:
        """The same as a formula: participants / groups_started, year 3."""
        if self.per_year is None:
            return f"{self.indicator}{f' / {self.per}' if self.per else ''}, year {self.year}"
        over = "" if self.per == self.indicator else f"{self.per}, "
        return f"{self.indicator}, year {self.year} / {over}year {self.per_year}"

    @property
    def last_year(self) -> int:
        """How long a run must be to tell it."""
        return max(self.year, self.per_year or 0)

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the figure was observed to lie; a value is both."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        assert self.value is not None
        return self.value, self.value

    @property
    def given(self) -> list[str]:
        """Which of value, low and high are there."""
        return [name for name in ("value", "low", "high") if getattr(self, name) is not None]

    def must_be_of_a_run(self, last: int, where: str, more: Sequence[str] = ()) -> None:
        """Refuse a figure that a run of so many years does not tell, and bounds the wrong way round (`InputError`);
        `more` figures are told at its end."""
        if self.per_year is not None and self.per is None:
            raise InputError(f"{where}: per_year = {self.per_year} needs per, the figure that it is the year of")
        for what, name, year in (("indicator", self.indicator, self.year), ("per", self.per, self.per_year)):
            if name is not None:
                is_end, instead = (year or self.year) == last, "let the year be the last of the file"
                must_be_known(name, is_end, f"{where}: {what}", instead, more)
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise InputError(f"{where}: low = {self.low:g} must lie below high = {self.high:g}")


def said_in[File: BaseModel](kind: type[File], path: Path, what: str, shipped: Path) -> tuple[File, Path]:
    """Read a TOML file, one of the project by its bare name or any other, and return its content and its path; raise an
    `InputError` if there is none, or it is not such a file.

    Parameters
    ----------
    What messages call such a file: "file of targets".
        What such a file is, for messages: "file of targets".
    The folder of the project's own files.
        The folder of those that come with the project.
    """
    file = file_named(path, shipped)
    names = ", ".join(sorted(one.stem for one in shipped.glob("*.toml")))
    missing = f"{path}: no such {what}. Available: {names}"
    content = toml_in(file, missing)
    try:
        return kind.model_validate(content), file
    except ValidationError as error:
        raise all_that(error, str(file)) from None


def in_runs(runs: Runs, rows: Collection[Figure], by: list[Any]) -> pd.DataFrame:
    """Return figures of runs: one column per figure, by number, and one row per run, indexed by these labels; NaN if a
    run failed, or if there is nothing to divide by."""
    made = {}
    for number, row in enumerate(rows):
        made[number] = figure_of(runs, row.indicator, row.year, by)
        if row.per is not None:
            under = figure_of(runs, row.per, row.per_year or row.year, by)
            made[number] /= under.where(under > 0)
    return pd.DataFrame(made)


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


SHIPPED = Path(__file__).resolve().parents[1] / "validation"
CLOSE_UP = ("own_group",)  # figures of runs that are looked at closely

HELD_OUT, USED, INPUT = "held out", "used", "input"

type Sourced = Annotated[str, Field(min_length=1)]


class Input(BaseModel):
    """A fact that the model is told: `section.name=value`, as for a scenario, and where it is known from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    set: str
    source: Sourced


class Predicted(Figure):
    """A fact that the model must predict.

    Attributes
    ----------
    rule : {"equal", "at least", "at most"}
        How it is compared.
    mark : {"held out", "used", "input"}
        Whether it counts: nobody looked at it while a rule or a range was made; somebody did; an input nearly sets it
        alone.
    expected : {"outside"}, optional
        Where a failure was expected before the first run.
    why : str
        In one or two sentences: why a failure was expected or how it is explained, and why it is not held out.
    """

    rule: Literal["equal", "at least", "at most"] = "equal"
    source: Sourced
    mark: Literal["held out", "used", "input"] = HELD_OUT
    expected: Literal["outside"] | None = None
    why: str = ""

    @property
    def range(self) -> tuple[float, float]:
        """Between which the truth lies, by the rule."""
        low, high = self.bounds
        return -inf if self.rule == "at most" else low, inf if self.rule == "at least" else high


class Described(BaseModel):
    """A programme of which something is predicted, as a file describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    programme: Sourced
    place: Annotated[dict[Literal["epci", "department", "region"], str], Field(max_length=1)] = {}
    scenario: str = "ref"
    given: Literal["a group took place"] | None = None
    input: tuple[Input, ...] = ()

    def series_of(self, name: str, rows: Sequence[Predicted], where: object) -> Series:
        """Return the series with the facts that must be predicted; `where` names the description in an `InputError`."""
        place = next((find(kind, called, f"{where}: place: {kind}") for kind, called in self.place.items()), None)
        try:
            scenario = read(Path(self.scenario), [one.set for one in self.input], "input")
        except InputError as error:
            raise InputError(told_of(where, error)) from None
        return Series(name, self.programme, place, scenario, tuple(rows), self.given is not None)


class _Validation(Described):
    predicted: Annotated[list[Predicted], Field(min_length=1, max_length=20)]


@dataclass(frozen=True)
class Series:
    """What is known of a programme.

    Attributes
    ----------
    name, programme : str
    place : Perimeter, optional
        The communes it played in; Grand Besançon where there is none.
    scenario : Scenario
        With the inputs set over it.
    rows : tuple of Predicted
    given : bool
        Whether it is known because a group took place: then it is predicted where one does.
    """

    name: str
    programme: str
    place: Perimeter | None
    scenario: Scenario
    rows: tuple[Predicted, ...]
    given: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Those of the rows; where a group took place, behind them how many have by the year of each."""
        groups = (Figure(indicator="groups_started", year=row.last_year) for row in self.rows if self.given)
        return *self.rows, *groups

    @property
    def years(self) -> int:
        """The last year of which something is predicted."""
        return max(row.last_year for row in self.rows)


def read_series(path: Path) -> Series:
    """Read a file of validation, or one that comes with the project by its bare name.

    Raises
    ------
    InputError
        In one line: the file, the figure, the field, what was given and what would be valid.
    """
    said, file = said_in(_Validation, path, "file of validation", SHIPPED)
    last = max(row.last_year for row in said.predicted)
    for number, row in enumerate(said.predicted, start=1):
        _must_be_a_fact(row, last, f"{file}: predicted {number}")
    series = said.series_of(file.stem, said.predicted, file)
    at_home = series.place is None or {*series.place.codes} == {*load_communes()["insee_code"]}
    if at_home and case(series.scenario.parameters).parameters == case(read().parameters).parameters:
        _must_not_be_fitted(series.rows, file)
    return series


def all_series() -> list[Series]:
    """Those that come with the project."""
    return [read_series(file) for file in sorted(SHIPPED.glob("*.toml"))]


def _must_be_a_fact(row: Predicted, last: int, where: str) -> None:
    row.must_be_of_a_run(last, where, CLOSE_UP)
    if row.given not in (["value"], ["low", "high"]):
        raise InputError(f"{where}: needs value, or low and high, not {both(row.given) if row.given else 'nothing'}")
    explained = {"expected": row.expected, "mark": row.mark if row.mark != HELD_OUT else None}
    for name, value in explained.items() if not row.why else ():
        if value:
            raise InputError(f"{where}: {name} = {value!r} needs why, the reason in one sentence")


def _must_not_be_fitted(rows: Sequence[Predicted], file: Path) -> None:
    """Refuse a figure of the programme itself to which the model is fitted."""
    fitted_to = {row.name: one for one in sorted(FOLDER.glob("*.toml")) for row in read_targets(one).rows}
    for number, row in enumerate(rows, start=1):
        if row.name in fitted_to:
            raise InputError(
                f"{file}: predicted {number}: {row.name} is fitted to ({fitted_to[row.name].name}), so it tests nothing"
            )
