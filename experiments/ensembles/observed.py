"""A figure that was observed of a programme, as files say it, and the same figure in runs.

Files of targets (`experiments.ensembles.targets`) are fitted to; files of validation
(`experiments.evaluation.validation`) never are. Both speak of figures by the same names.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from contagion.experiments.lab.figures_by_year import figure_of, must_be_known
from contagion.models.scenarios.mistakes import all_that
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Runs
from contagion.sim.reading import file_named
from contagion.sim.toml_text import toml_in

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
            return (
                f"{self.indicator} / {self.per}, year {self.year}"
                if self.per
                else f"{self.indicator}, year {self.year}"
            )
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
        """Refuse a figure that a run of so many years does not tell, and bounds the wrong way round; `more` figures
        are told at its end.

        Raises
        ------
        InputError
        """
        if self.per_year is not None and self.per is None:
            raise InputError(f"{where}: per_year = {self.per_year} needs per, the figure that it is the year of")
        for what, name, year in (("indicator", self.indicator, self.year), ("per", self.per, self.per_year)):
            if name is not None:
                is_end, instead = (year or self.year) == last, "let the year be the last of the file"
                must_be_known(name, is_end, f"{where}: {what}", instead, more)
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise InputError(f"{where}: low = {self.low:g} must lie below high = {self.high:g}")


def said_in[File: BaseModel](kind: type[File], path: Path, what: str, shipped: Path) -> tuple[File, Path]:
    """What a TOML file says, and which file that is: one of the project by its bare name, or any other.

    Parameters
    ----------
    what : str
        What such a file is, for messages: "file of targets".
    shipped : Path
        The folder of those that come with the project.

    Raises
    ------
    InputError
    """
    file = file_named(path, shipped)
    names = ", ".join(sorted(one.stem for one in shipped.glob("*.toml")))
    missing = f"{path}: there is no such {what}; with the project come {names}"
    content = toml_in(file, missing)
    try:
        return kind.model_validate(content), file
    except ValidationError as error:
        raise all_that(error, str(file)) from None


def in_runs(runs: Runs, rows: Collection[Figure], by: list[Any]) -> pd.DataFrame:
    """What runs say of figures: a column a figure, by number, and a row a run, indexed by these labels; NaN where a run
    failed, and where there is nothing to divide by."""
    made = {}
    for number, row in enumerate(rows):
        made[number] = figure_of(runs, row.indicator, row.year, by)
        if row.per is not None:
            under = figure_of(runs, row.per, row.per_year or row.year, by)
            made[number] /= under.where(under > 0)
    return pd.DataFrame(made)
