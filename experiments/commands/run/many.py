"""Many runs of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.commands.compare.work import COLUMNS, SHOWN, InTime, differences_in_time, must_have_ended
from contagion.experiments.say.cards import between, card, figure, over, plain, words
from contagion.experiments.say.sentences import counted
from contagion.models.runs.figures import HIGH, LOW, WholeTable, interval
from contagion.models.runs.vocabulary import flag, known, names_of, whole
from contagion.sim.errors import InputError
from contagion.sim.statistics.compare import paired

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.models.scenarios.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Runs(InTime):
    """Runs of a scenario with many seeds: `table` has a row a run, `years` a row a run and year.

    Over an ensemble, a seed is the number of a member, which has parameters and luck of its own.
    """

    ask: Ask

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self.scenarios[0]

    def more(self, number: int, *, yes: bool = False) -> Runs:
        """The same with so many seeds more; those that were run are taken from the store. `yes` as in `many`."""
        after, total = max(self.seeds) + 1, len(self.seeds) + whole(number, "more")
        ask = replace(self.ask, values={**self.ask.values, "yes": flag(yes, "yes")})
        ask.meant([self.scenario], 1, total, ask.sizes(seeds=total))  # before so many seeds are written out
        return many(ask, self.scenario, [*self.seeds, *range(after, after + number)])

    def mean(self, indicator: str) -> float:
        """Over the runs."""
        return float(self.table[known(indicator, self.indicators, "indicator")].mean())

    def difference(self, base: Runs, indicator: str | Sequence[str] = SHOWN, *, by: str | None = None) -> pd.DataFrame:
        """The mean paired difference from other runs, as of the same scenario under other rules.

        Parameters
        ----------
        base : Runs
            Of as many years. Pairs are made of the seeds that both have.
        indicator : str, or sequence of str
        by : {"year", "week"}, optional
            By default at the end.

        Returns
        -------
        DataFrame, a row an indicator and year or week
            year or week, indicator; base and mean, the two means; difference, with its 95 % interval from low to high;
            replicates, the number of pairs.
        """
        _must_pair(self, base)
        asked = names_of(indicator, "indicator")
        names = [self._in_time(one, by)[1] for one in asked]
        rows = [runs._in_time(asked[0], by)[0].assign(scenario=which) for which, runs in enumerate((base, self))]
        both = pd.concat(rows, ignore_index=True)
        if by is None:
            return WholeTable(paired(both, "scenario", 0, names)[COLUMNS])
        return WholeTable(differences_in_time(both, 0, names, by)[[by, *COLUMNS]])

    def summary(self, indicators: Sequence[str] = SHOWN) -> pd.DataFrame:
        """What is known of indicators over the runs.

        Returns
        -------
        DataFrame, a row an indicator
            indicator; median; run_p5 and run_p95, between which nine runs in ten lie; mean, and its 95 % interval from
            low to high; seeds.
        """
        rows = []
        for name in [known(one, self.indicators, "indicator") for one in names_of(indicators, "indicators")]:
            values = self.table[name].astype(float)
            mean, low, high = interval(values.to_frame("mean"), ["mean"]).values()
            ends = {"median": values.median(), "run_p5": values.quantile(LOW), "run_p95": values.quantile(HIGH)}
            rows.append({"indicator": name, **ends, "mean": mean, "low": low, "high": high, "seeds": len(values)})
        return WholeTable(rows)

    def _size(self) -> str:
        size = f"{counted(len(self.table), 'run')} of {counted(self.length, 'year')}"
        return f"{size}, {over(self.ask.agreed, len(self.table))}"

    def __repr__(self) -> str:
        row = self.summary(["participants"]).iloc[0]
        people = f"{figure(row['median'])} participants (90 % range: {between(row['run_p5'], row['run_p95'])})"
        return f"<Runs {self.scenario.name}: {self._size()}; {people}>"

    def _repr_html_(self) -> str:
        shown = [
            {
                "": words(row["indicator"]),
                "median": figure(row["median"]),
                "90 % range": between(row["run_p5"], row["run_p95"]),
                "mean": figure(row["mean"]),
                "95 % interval of the mean": between(row["low"], row["high"]),
            }
            for row in self.summary().to_dict("records")
        ]
        lines = [plain(self._size()), plain(self.scenario.effort)]
        return card(self.scenario.title, lines, pd.DataFrame(shown))


def many(ask: Ask, scenario: Scenario, seeds: Sequence[int]) -> Runs:
    """Runs of a scenario, a seed being a member where there is an ensemble."""
    ask.meant([scenario], 1, len(seeds), ask.sizes(seeds=len(seeds)))
    runs = ask.lab.run([ask.in_worlds.case(scenario, scenario=scenario.name)], seeds, ask.years)
    must_have_ended(runs, "many")
    return Runs((scenario,), runs, ask, lab=ask.lab)


def _must_pair(runs: Runs, base: object) -> None:
    """Refuse runs that cannot be paired seed by seed."""
    if not isinstance(base, Runs):
        raise InputError(f"difference: must be from other runs of contagion.many, not from {type(base).__name__}")
    if base.length != runs.length:
        years = f"{base.length} and of {runs.length} years"
        raise InputError(f"difference: runs of {years} cannot be paired; make both of the same number of years")
    if not set(runs.seeds) & set(base.seeds):
        raise InputError("difference: the runs have no seed in common; make both with the same seeds")
