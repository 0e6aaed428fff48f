"""Predictions that were written down before the facts were known: files of `experiments/predictions`, and the facts.

A file holds statements on programmes that go on: a figure of a programme, as files of validation have them
(`targets.py`), the day from which it can be judged, what an ensemble and the short model predict of it,
what that rests on, and who would know. A sealed file is never changed: its digest stands in `CHECKSUMS`. Facts stand in
`facts.csv`, a row a statement; one without `low` and `high` is void.

A prediction is scored on logarithms by its quantiles at 5, 25, 50, 75 and 95 of 100 (`validation.py`), which is half
the weighted interval score of the median with intervals of 50 and 90 % (Bracher et al. 2021, doi
10.1371/journal.pcbi.1008618). It is proper: nobody betters it by saying what they do not believe (Gneiting and Raftery
2007, doi 10.1198/016214506000001437).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import inf, isclose, isfinite, isinf, isnan, nan
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.short_model import fit_short_model
from contagion.experiments.evidence.targets import Described, Figure, Predicted, Series, Sourced, said_in
from contagion.experiments.evidence.validation import SCORED, by_both, foretold, given, judged, totals_of
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.statistics.spread import ENDS

FOLDER = Path(__file__).resolve().parents[1] / "predictions"
COLUMNS = ["statement", "low", "high", "known_on", "source"]  # of `facts.csv`
BY = ("model", "sheet")  # who predicts
OPEN, VOID = "not known yet", "void"
CLOSE = 1e-3  # of a figure: four digits of it are sealed


class Said(BaseModel):
    """What is predicted of a figure: how many worlds tell it, and its quantiles."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    worlds: int
    p5: FiniteFloat
    p25: FiniteFloat
    p50: FiniteFloat
    p75: FiniteFloat
    p95: FiniteFloat


class Statement(Described):
    """A prediction.

    Attributes
    ----------
    name, text : str
    figure : Figure
        Of what the prediction is; its year ends so many times 52 weeks after `since`.
    since, due : date
        When the first week is; from when on it can be judged.
    rests_on, judged_by, void_if : str
        What is known, and what is assumed; who would publish the fact; what it would not be a prediction of.
    model, sheet : Said, optional
        What is predicted of it; nothing before the file is sealed, or where the short model has nothing to say.
    """

    name: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    text: Sourced
    figure: Figure
    since: date
    due: date
    rests_on: Sourced
    judged_by: Sourced
    void_if: Sourced
    model: Said | None = None
    sheet: Said | None = None

    @property
    def series(self) -> Series:
        """The same as something to be predicted."""
        return self.series_of(self.name, [self._held_against()], self.name)

    def of(self, fact: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the verdict on a fact and scores, also for the sheet (`sheet_…`); without a fact it is open."""
        bounds = () if fact is None else (float(fact["low"]), float(fact["high"]))
        if not bounds or not all(map(isfinite, bounds)):
            none = dict.fromkeys((*SCORED, *(f"sheet_{name}" for name in SCORED)), nan)
            return {"verdict": VOID if bounds else OPEN, "sheet_verdict": "", **none}
        row = self._held_against(*bounds)
        ours, theirs = (judged(row, said.model_dump() if said else {"worlds": 0}) for said in (self.model, self.sheet))
        return ours | {f"sheet_{name}": of for name, of in theirs.items()}

    def _held_against(self, *bounds: float) -> Predicted:
        said = self.figure.model_dump(include={"indicator", "per", "year", "per_year"})
        known = dict(zip(("low", "high"), bounds, strict=True)) if bounds else {}
        return Predicted(**said, **known, source=self.judged_by)


class Sealed(BaseModel):
    """A file of predictions: when, by which command, over which worlds (their seeds are 1 to `worlds`) and by which
    version of the model its figures were made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sealed: date
    command: Sourced
    ensemble: Sourced
    ensemble_sha256: Sourced
    worlds: int
    seeds: tuple[int, int]
    model: Sourced
    statement: Annotated[tuple[Statement, ...], Field(min_length=1)]


def all_statements(folder: Path = FOLDER) -> list[Statement]:
    """Of all files, in order (`InputError` where one is none)."""
    read_in = (said_in(Sealed, file, "file of predictions", folder)[0] for file in sorted(folder.glob("*.toml")))
    return [statement for file in read_in for statement in file.statement]


def all_facts(known: Mapping[str, Statement], file: Path = FOLDER / "facts.csv") -> dict[str, dict[str, Any]]:
    """Read the facts, by the name of their statement.

    Raises
    ------
    InputError
        If it is no such table, or a row has an unknown statement, a statement for the second time, or bounds that are
        not numbers, are in the wrong order, or stand alone.
    """
    try:
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: is not a table in UTF-8: {error}") from None
    if [*table] != COLUMNS:
        raise InputError(f"{file}: needs the columns {', '.join(COLUMNS)}")
    facts: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(table.to_dict("records"), start=2):
        name, where = row["statement"], f"{file}: line {number}"
        if name not in known:
            raise InputError(f"{where}: unknown statement {name!r}")
        if name in facts:
            raise InputError(f"{file}: {name!r} has two rows")
        low, high = (_bound(where, bound, row[bound]) for bound in ("low", "high"))
        if isnan(low) != isnan(high):
            raise InputError(f"{where}: low and high are both given, or both left empty")
        if low > high:
            raise InputError(f"{where}: low = {low:g} lies above high = {high:g}")
        facts[name] = {**row, "low": low, "high": high}
    return facts


def _bound(where: str, name: str, text: str) -> float:
    """Read a bound of a fact; return NaN for an empty cell."""
    try:
        bound = float(text) if text.strip() else nan
    except ValueError:
        bound = inf
    if isinf(bound) or (isnan(bound) and text.strip()):
        raise InputError(f"{where}: {name} = {text!r}: must be a number, as in 12.5")
    return bound


def made_anew(
    lab: Laboratory, statements: list[Statement], ensemble: Ensemble, worlds: int
) -> dict[str, dict[str, dict[str, Any]]]:
    """Predict with the current model and the current short model: by the name of a statement, `foretold` of each."""
    sheet, made = fit_short_model(totals_of(ensemble)), {}
    for one in sorted(statements, key=lambda one: bool(one.place)):  # workers that are kept serve the places as well
        series = one.series
        both = by_both(lab, sheet, series, ensemble, worlds)
        made[one.name] = {who: foretold(given(series, of, 0)[0]) for who, of in zip(BY, both, strict=True)}
    return made


def is_the_same(said: Said | None, now: Mapping[str, Any]) -> bool:
    """Whether what was sealed is what comes now; nothing, where nothing was said."""
    if said is None:
        return not now["worlds"]
    sealed = said.model_dump()
    return all(isclose(sealed[name], now[name], rel_tol=CLOSE, abs_tol=CLOSE) for name in ("worlds", *ENDS))
