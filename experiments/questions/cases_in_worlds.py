"""Cases that were lived in the same worlds, held against one of them: what each changes, in words and a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Worlds, told_apart
from contagion.experiments.questions.in_worlds import More, by_world, middle, of_worlds
from contagion.experiments.verbs.compare.cases import Shown
from contagion.experiments.verbs.compare.figure_of_cases import cases_figure


def changes(rows: pd.DataFrame, base: str, name: str) -> pd.DataFrame:
    """What each scenario has more of a figure than the base: a row a world, a column a scenario."""
    wide = by_world(rows, "scenario", name)[list(rows["scenario"].unique())]
    return wide.drop(columns=base).sub(wide[base], axis=0)


@dataclass(frozen=True)
class Held:
    """Cases held against a base: `rows` has a row a run, with its `scenario` and its `seed`, the world; `shown` are the
    figures that are told."""

    ensemble: Ensemble
    rows: pd.DataFrame
    base: str
    shown: Mapping[str, Shown]

    @property
    def years(self) -> int:
        return int(self.rows["years"].max())

    @property
    def worlds(self) -> str:
        return of_worlds(self.ensemble, self.rows)

    @cached_property
    def table(self) -> pd.DataFrame:
        return self.told()

    def told(self, *further: str) -> pd.DataFrame:
        """The figures that are shown, and further ones, told apart."""
        return told_apart(self.rows, self.base, [*self.shown, *further], Worlds(self.ensemble))

    def more(self, name: str) -> dict[str, More]:
        """What each other case has more of a figure."""
        form = self.shown[name].form
        return {
            str(case): More(self.ensemble, values, form)
            for case, values in changes(self.rows, self.base, name).items()
        }  # fmt: skip

    def usual(self, name: str) -> pd.Series:
        """A figure of the base, by world."""
        return self.rows.loc[self.rows["scenario"] == self.base].set_index("seed")[name].astype(float)

    def change(self, case: str, name: str) -> str:
        """What a case has more of a figure, and how often."""
        return self.more(name)[case].of(self.shown[name].words)

    def in_rows(self, by: str) -> pd.DataFrame:
        """A row a case for people: what the base has, what each other has more, and the verdict on the figure `by`."""
        levels = {one.words: middle(self.usual(name), f"{{:{one.form}}}") for name, one in self.shown.items()}
        out: list[dict[str, str]] = [{"case": self.base, **levels, "verdict": "held against"}]
        more_of = {name: self.more(name) for name in self.shown}
        for case, values in more_of[by].items():
            told = {one.words: str(more_of[name][case]) for name, one in self.shown.items()}
            verdict = f"{values.leaning()} ({self.shown[by].words}: more in {values.often})"
            out.append({"case": case, **told, "verdict": verdict})
        return pd.DataFrame(out)

    def figure(self, title: str, note: str = "") -> Figure:
        return cases_figure(self.table, self.base, self.shown, title, note)


def surely(more_of: Mapping[str, More], word: str, among: Iterable[str] = ()) -> list[str]:
    """The cases of which a verdict is told, "more" or "less"; of all, or of some."""
    return [case for case in among or more_of if more_of[case].verdict() == word]
