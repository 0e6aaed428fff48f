"""Files of validation: what is known of a programme to which nothing is fitted.

A file says a series, and a reader adds a place by adding a file:

programme = "…"
place = { epci = "…" }              # or department, region; left out: Grand Besançon stands for it
scenario = "ref"
given = "a group took place"        # optional: the place is known because something happened there

[[input]]                           # a fact that the model is told, and the sheet as well
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

from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from contagion.experiments.evidence.targets import FOLDER as FITTED
from contagion.experiments.evidence.targets import Figure, read_targets, said_in
from contagion.models.runs.study import case
from contagion.models.scenario import Scenario, read
from contagion.models.territory.communes import load_communes
from contagion.models.territory.gazetteer import Perimeter, find
from contagion.sim.errors import InputError, both, told_of

FOLDER = Path(__file__).resolve().parents[1] / "validation"
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


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    programme: Sourced
    place: Annotated[dict[Literal["epci", "department", "region"], str], Field(max_length=1)] = {}
    scenario: str = "ref"
    given: Literal["a group took place"] | None = None
    input: list[Input] = []
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
    said, file = said_in(_File, path, "file of validation", FOLDER)
    last = max(row.last_year for row in said.predicted)
    for number, row in enumerate(said.predicted, start=1):
        _must_be_whole(row, last, f"{file}: predicted {number}")
    place = next((find(kind, name, f"{file}: place: {kind}") for kind, name in said.place.items()), None)
    try:
        scenario = read(Path(said.scenario), [one.set for one in said.input], "input")
    except InputError as error:
        raise InputError(told_of(file, error)) from None
    if (place is None or {*place.codes} == {*load_communes()["insee_code"]}) and _as_it_was(scenario):
        _must_not_be_fitted(said, file)
    return Series(file.stem, said.programme, place, scenario, tuple(said.predicted), said.given is not None)


def all_series() -> list[Series]:
    """Those that come with the project."""
    return [read_series(file) for file in sorted(FOLDER.glob("*.toml"))]


def _must_be_whole(row: Predicted, last: int, where: str) -> None:
    row.must_be_of_a_run(last, where, CLOSE_UP)
    if row.given not in (["value"], ["low", "high"]):
        raise InputError(f"{where}: needs value, or low and high, not {both(row.given) if row.given else 'nothing'}")
    if row.expected and not row.why:
        raise InputError(f"{where}: expected = {row.expected!r} needs why, the reason in one sentence")
    if row.mark != HELD_OUT and not row.why:
        raise InputError(f"{where}: mark = {row.mark!r} needs why, the reason in one sentence")


def _as_it_was(scenario: Scenario) -> bool:
    """Whether a scenario runs as the programme that the model is fitted to."""
    return case(scenario.parameters).parameters == case(read().parameters).parameters


def _must_not_be_fitted(said: _File, file: Path) -> None:
    """Refuse a figure of the programme itself to which the model is fitted."""
    fitted_to = {row.name: one for one in sorted(FITTED.glob("*.toml")) for row in read_targets(one).rows}
    for number, row in enumerate(said.predicted, start=1):
        if row.name in fitted_to:
            raise InputError(
                f"{file}: predicted {number}: {row.name} is fitted to ({fitted_to[row.name].name}), so it tests nothing"
            )
