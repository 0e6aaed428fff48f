"""Scenarios compared with the first, seed by seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.drawing.cards import between, card, figure, plain, signed, size_of, words
from contagion.experiments.lab.tables import WholeTable
from contagion.experiments.lab.vocabulary import amount, known, names_of, whole
from contagion.experiments.verbs.compare.cases import distinct
from contagion.experiments.verbs.compare.standing import WORLDS, standing
from contagion.experiments.verbs.compare.work import all_ended, differences_in_time, in_worlds
from contagion.experiments.verbs.run.in_time import InTime
from contagion.experiments.verbs.run.many import COLUMNS, SHOWN
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.verbs.compare.work import Comparison as Made
    from contagion.sim.laboratory.laboratory import Laboratory


class Comparison(InTime):
    """Scenarios with the same seeds, and what each has more than the first.

    Attributes
    ----------
    differences : DataFrame
        A row a scenario and indicator, of all indicators (`sim.statistics.compare.paired`).
    """

    def __init__(self, lab: Laboratory, made: Made) -> None:
        super().__init__(lab, made.scenarios, made.runs, all_ended(made.runs, made.scenarios, "compare"))
        self._made, self.differences = made, made.table

    def difference(self, indicator: str | Sequence[str] = SHOWN, *, by: str | None = None) -> pd.DataFrame:
        """The mean paired difference of each scenario from the first, with its 95 % interval.

        Parameters
        ----------
        indicator : str, or sequence of str
        by : {"year", "week"}, optional
            By default at the end.

        Returns
        -------
        DataFrame, a row a scenario, indicator and year or week
            scenario, year or week, indicator; base and mean, the two means; difference, from low to high; replicates,
            the number of pairs.
        """
        asked = names_of(indicator, "indicator")
        if by is None:
            names = [known(one, dict.fromkeys(self.differences["indicator"]), "indicator") for one in asked]
            rows = self.differences[self.differences["indicator"].isin(names)]
            return WholeTable(rows[["scenario", *COLUMNS]].reset_index(drop=True))
        found = [self._in_time(one, by) for one in asked]
        names, (rows, _) = [name for _, name in found], found[0]
        made = differences_in_time(rows, self.scenarios[0].name, names, by, self._made.sets)
        return WholeTable(made[["scenario", by, *COLUMNS]])

    def in_worlds(self, above: float | None = None) -> pd.DataFrame:
        """How far the differences of the main figures spread over worlds, in how many people are more than 0 and than
        `above`, and what the spread comes of (`experiments.ensembles.worlds.told_apart`).

        Parameters
        ----------
        above : float, optional
            By default that of the comparison.
        """
        if above is None:
            return WholeTable(in_worlds(self._made))
        amount(above, "above", "a number of people")
        return WholeTable(in_worlds(replace(self._made, worlds=replace(self._made.worlds, above=above))))

    def readings(self, worlds: int = WORLDS) -> pd.DataFrame:
        """In which readings what is found first stands: which scenario has more people, and avoids more.

        Parameters
        ----------
        worlds : int
            Of each reading; by default 40.

        Returns
        -------
        DataFrame, a row a reading, scenario and figure
            `experiments.verbs.compare.standing.Standing.table`.

        Raises
        ------
        InputError
            Where there is one set of values alone, or a reading already.
        """
        made, over = self._made, self._made.worlds
        if over.ensemble.is_one_set:
            raise InputError("readings: the comparison has one set of values; make it with an ensemble")
        whole(worlds, "worlds", least=2)
        return standing(self._lab, made.scenarios, made.runs, over, self._length, worlds).table

    def __repr__(self) -> str:
        names = ", ".join(scenario.name for scenario in self.scenarios[1:])
        return f"<Comparison of {names} with {self.scenarios[0].name}: {size_of(self._made)}>"

    def _repr_html_(self) -> str:
        base = self.scenarios[0]
        shown = [
            {
                "scenario": row["scenario"],
                "": words(row["indicator"]),
                base.name: figure(row["base"]),
                "with it": figure(row["mean"]),
                "difference": signed(row["difference"]),
                "95 % interval": between(row["low"], row["high"], signed),
                "sure": "yes" if distinct(row) else "no",
            }
            for _, row in self.difference().iterrows()
        ]
        return card(f"Against {base.name}: {base.title}", [plain(size_of(self._made))], pd.DataFrame(shown))
