"""Validation: what is known of other programmes, and of this one beside the targets, against what the model predicts.

Nothing is ever fitted to these figures. A file says a series, and a reader adds a place by adding a file:

programme = "…"
place = { epci = "…" }              # or department, region; left out: Grand Besançon stands for it
scenario = "ref"

[[input]]                           # a fact that the model is told
set = "training.founders=2"
source = "…"

[[predicted]]                       # a fact that it must predict
indicator = "participants"          # a figure of `years`, or an indicator at the end
per = "groups_started"              # optional: divided by this one, of the same year or of `per_year`
year = 1
value = 10                          # or low = 8 and high = 10
rule = "equal"                      # or "at least", "at most"
source = "…"
expected = "outside"                # optional: written down before the first run, with the reason in `why`
why = "…"

The prediction is what comes of it in each world of an ensemble: a set of values that agrees with the targets, and a
seed. What a place did and nobody wrote down (size of groups, rest between them) is as uncertain as it was in Besançon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from experiments.studies.ensemble import Ensemble
from experiments.studies.folders import KEPT_IN
from experiments.studies.lab import close_up, elsewhere, fitted
from experiments.studies.observed import Figure, in_runs, said_in
from experiments.studies.targets import FOLDER as FITTED
from experiments.studies.targets import read_targets
from models.runs.cases import case
from models.scenarios.scenario import Scenario, read
from models.territory.communes import load_communes
from models.territory.extract import extract
from models.territory.gazetteer import Perimeter, find
from models.theory.limits import expected_communes
from sim.draws import Floats
from sim.errors import InputError
from sim.laboratory.laboratory import Laboratory, Runs
from sim.sentences import Sentence, both, told_of

FOLDER = Path(__file__).resolve().parents[1] / "validation"
ENDS = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
WELL, WITHIN, OUTSIDE, NOTHING = "inside 50 %", "inside 90 %", "outside", "no prediction"
KEPT = "bound kept"  # by one world in twenty at least: a weaker test than a figure, and counted apart
CLOSE_UP = ("own_group",)  # figures of runs that are looked at closely
CHANCE = "by_chance"
NULL = "No observation, but a null model: as many groups, each in a commune drawn by population."
FEWEST = 10  # worlds that must tell a figure, before the ends of an interval mean anything

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
    expected : {"outside"}, optional
        Where a failure was expected before the first run.
    why : str
        In one sentence: why a failure was expected, or how it is explained.
    """

    rule: Literal["equal", "at least", "at most"] = "equal"
    source: Sourced
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
    """

    name: str
    programme: str
    place: Perimeter | None
    scenario: Scenario
    rows: tuple[Predicted, ...]

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
    said, file = said_in(_File, path, Sentence("file of validation"), FOLDER)
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
    return Series(file.stem, said.programme, place, scenario, tuple(said.predicted))


def all_series() -> list[Series]:
    """Those that come with the project."""
    return [read_series(file) for file in sorted(FOLDER.glob("*.toml"))]


def _must_be_whole(row: Predicted, last: int, where: str) -> None:
    row.must_be_of_a_run(last, where, CLOSE_UP)
    if row.given not in (["value"], ["low", "high"]):
        raise InputError(
            "{where}: needs value, or low and high, not {names}",
            where=where,
            names=both(row.given) if row.given else Sentence("nothing"),
        )
    if row.expected and not row.why:
        raise InputError(
            "{where}: expected = {expected!r} needs why, the reason in one sentence", where=where, expected=row.expected
        )


def _as_it_was(scenario: Scenario) -> bool:
    """Whether a scenario runs as the programme that the model is fitted to."""
    return case(scenario.parameters).parameters == case(read().parameters).parameters


def _must_not_be_fitted(said: _File, file: Path) -> None:
    """Refuse a figure of the programme itself to which the model is fitted."""
    fitted_to = {row.name: one for one in sorted(FITTED.glob("*.toml")) for row in read_targets(one).rows}
    for number, row in enumerate(said.predicted, start=1):
        if row.name in fitted_to:
            raise InputError(
                "{file}: predicted {number}: {name} is fitted to ({kind}), so it tests nothing",
                file=file,
                number=number,
                name=row.name,
                kind=fitted_to[row.name].name,
            )


# ---- what the model predicts -----------------------------------------------------------------------------------------


def predicted(lab: Laboratory, series: Series, ensemble: Ensemble, worlds: int) -> pd.DataFrame:
    """The figures in each world: a row a world, a column a figure; NaN where a world does not tell it.

    Raises
    ------
    InputError
    """
    communes = None if series.place is None else extract(series.place).kept(KEPT_IN)
    there = elsewhere(lab, communes)
    if {row.indicator for row in series.rows} & set(CLOSE_UP):
        there = close_up(there)
    runs = in_worlds(there, series.scenario, ensemble, worlds, series.years)
    return in_runs(runs, series.rows, ["world"])


def in_worlds(lab: Laboratory, scenario: Scenario, ensemble: Ensemble, worlds: int, years: int) -> Runs:
    """A run of a scenario in each world, labelled by it."""
    (here,) = fitted(lab, [scenario], years)
    return lab.run_each([(case(ensemble.over(here, world), world=world), world + 1) for world in range(worlds)], years)


def compared(row: Predicted, made: Floats) -> dict[str, object]:
    """A fact against what is predicted of it.

    Returns
    -------
    dict
        `worlds` that tell the figure; `p5` to `p95` of it; `quantile` at which the fact lies in it, of a range
        what is nearest to the median; `verdict`.
    """
    told = made[np.isfinite(made)]
    if not len(told):
        return {"worlds": 0, **dict.fromkeys(ENDS, np.nan), "quantile": np.nan, "verdict": NOTHING}
    ends = {name: float(np.quantile(told, share)) for name, share in ENDS.items()}
    fact = min(max(ends["p50"], row.range[0]), row.range[1])
    bound = next((end for end in row.range if row.rule != "equal" and isfinite(end)), fact)
    quantile = float((told < bound).mean() + (told == bound).mean() / 2)
    verdict = WELL if ends["p25"] <= fact <= ends["p75"] else WITHIN if ends["p5"] <= fact <= ends["p95"] else OUTSIDE
    if row.rule != "equal" and verdict != OUTSIDE:
        verdict = KEPT
    return {"worlds": len(told), **ends, "quantile": quantile, "verdict": verdict if len(told) >= FEWEST else NOTHING}


def validated(lab: Laboratory, all_of: Sequence[Series], ensemble: Ensemble, worlds: int) -> pd.DataFrame:
    """A row a fact: what it is, what is predicted of it, and how the two agree; Grand Besançon's first, so that the
    workers of a laboratory that keeps them serve the places as well."""
    rows = []
    for series in sorted(all_of, key=lambda one: one.place is not None):
        made = predicted(lab, series, ensemble, worlds)
        rows += [_row(series, row, made[number].to_numpy()) for number, row in enumerate(series.rows)]
    return pd.DataFrame(rows)


def is_bound(facts: pd.DataFrame) -> pd.Series:
    """Which of the rows of `validated` are facts of which only one end is known."""
    return facts["low"].eq(-inf) | facts["high"].eq(inf)


def _row(series: Series, row: Predicted, made: Floats) -> dict[str, object]:
    low, high = row.range
    about = {"series": series.name, "programme": series.programme, "figure": row.formula, "low": low, "high": high}
    return about | compared(row, made) | {"expected": row.expected or "", "why": row.why, "source": row.source}


# ---- against chance --------------------------------------------------------------------------------------------------


def against_chance(lab: Laboratory, ensemble: Ensemble, worlds: int, years: Sequence[int]) -> pd.DataFrame:
    """Communes that have had a group, over those expected of as many groups placed at random by population (5.10): rows
    as of a fact that is 1."""
    home, reference = elsewhere(lab, None), read()
    made = in_worlds(home, reference, ensemble, worlds, max(years)).rows("years")
    people = load_communes()["population"].to_numpy(float)
    made = made[made["groups_started"] > 0]
    chance = [expected_communes(people / people.sum(), groups) for groups in made["groups_started"]]
    series, ratio = (
        Series(CHANCE, "Grand Besançon, against chance", None, reference, ()),
        made["communes_reached"] / chance,
    )
    rows = []
    for year in years:
        row = Predicted(indicator="communes_reached", per="by_chance", year=year, value=1, source="5.10", why=NULL)
        rows.append(_row(series, row, ratio[made["year"] == year].to_numpy()))
    return pd.DataFrame(rows)
