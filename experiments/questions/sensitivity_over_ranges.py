"""What drives the number of people reached over all that could be, and how much of it is chance?

In three parts, over the declared ranges of the parameters (`contagion parameters`), whether or not they agree with what
was observed; what does is the question `sensitivity`:

1. Morris's screening of all numeric uncertainties and levers together. Left out are group.size, group.quorum and
   group.maximum, whose ranges overlap so that some combinations are not valid.
2. Sobol' indices of the 12 uncertainties that the screening finds most important for the people reached at the end,
   with the levers at the reference (what matters only beside a lever that is off there comes out as 0). Every point is
   run under the same seeds, so that the indices are those of the expected output, and the spread between seeds tells
   how much of a single run is chance.
3. The same with the seed as one more factor and one run a point: what chance does alone, and together with the rest.

With the default settings about 6,000 runs of ten years (a minute or two on two cores); the full study, `--base 512
--replicates 20 --yes`, takes about 150,000 (half an hour).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, sqrt
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.lab.uncertainty import jackknife
from contagion.experiments.questions.publishing import Finding, Number, Question
from contagion.experiments.questions.sensitivity_figure import in_words, picked, plain, sensitivity_figure, years_of
from contagion.models.parameters import Parameters, describe
from contagion.models.runs.cases import case, changed, factors
from contagion.sim.chance.draws import Floats
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import reason
from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs
from contagion.sim.statistics.compare import Precision
from contagion.sim.statistics.designs import Factor, points_at
from contagion.sim.statistics.replicates import noise
from contagion.sim.statistics.sensitivity import morris, morris_sample, sobol, sobol_sample, with_seed

OUTPUTS = ("participants", "facilitators_active")
LEFT_OUT = ("group.size", "group.quorum", "group.maximum")  # quorum <= size <= maximum
SHOWN = 4  # of each role, in the table for people
COLUMNS = ["method", "output", "year", "factor", "role", "measure", "value", "low", "high"]


@dataclass(frozen=True)
class Plan:
    """How much is run: trajectories of the screening (at least 3), with so many seeds at each point (2); base points of
    Sobol's designs (a power of two), with so many seeds (3), and how many uncertainties go on to them, the strongest;
    at the ends of which years outputs are read, the last the length of a run; what is screened, by default all."""

    trajectories: int = 6
    screening_replicates: int = 2
    base: int = 64
    replicates: int = 4
    strongest: int = 12
    years: tuple[int, ...] = (3, 10)
    screened: Sequence[str] | None = None

    def __post_init__(self) -> None:
        least = {"trajectories": 3, "screening_replicates": 2, "base": 2, "replicates": 3}
        for name, number in least.items():
            if getattr(self, name) < number:
                raise InputError(f"{name} = {getattr(self, name)}: intervals need at least {number}")
        if self.base & (self.base - 1):
            raise InputError(f"base = {self.base}: must be a power of two")

    @property
    def factors(self) -> list[Factor]:
        """What is screened."""
        return [factor for factor in factors(self.screened) if factor.name not in LEFT_OUT]

    @property
    def runs(self) -> dict[str, int]:
        """Number of runs of each part."""
        return {
            "screening": self.trajectories * (len(self.factors) + 1) * self.screening_replicates,
            "indices": self.base * (self.strongest + 2) * self.replicates,
            "seed as a factor": self.base * (self.strongest + 3),
        }


QUICK = Plan(
    trajectories=3,
    base=4,
    replicates=3,
    strongest=2,
    years=(1, 2),
    screened=("training.places", "outreach.letters", "outreach.factor", "registering.event", "receptivity.share"),
)


def main(lab: Laboratory, quick: bool = False, **numbers: Any) -> Finding:
    """The tables of all three parts in one, their figure, and what they say."""
    plan = QUICK if quick else Plan(**numbers)
    screening = screened(lab, plan)
    varied = factors(strongest(screening, plan))
    table = pd.concat([indices(lab, varied, plan), seed_indices(lab, varied, plan), screening], ignore_index=True)
    return finding(table, plan)


def finding(table: pd.DataFrame, plan: Plan) -> Finding:
    """What the tables say of the people reached at the end."""
    about = picked(table, output=OUTPUTS[0], year=plan.years[-1])
    effects = picked(about, measure="mu_star").assign(people=lambda rows: [_figures(row) for row in _rows(rows)])
    lever, unknown = (picked(effects, role=role).head(SHOWN) for role in ("lever", "uncertainty"))
    named = [f"{plain(rows['factor'].iloc[0])} {rows['people'].iloc[0]}" for rows in (lever, unknown)]
    (chance,) = _rows(picked(about, measure="chance"))
    surely = [row["factor"] for row in _rows(picked(about, method="indices", measure="total")) if row["low"] > 0]
    top = pd.concat([lever, unknown])
    return Finding(
        answer=f"{plain(lever['factor'].iloc[0])} and {plain(unknown['factor'].iloc[0])} seem to move reach most.",
        sure=f"{(effects['low'] > 0).sum()} of {len(effects)} effects are told from none",
        sentence=f"Over the whole of their ranges, of the levers {named[0]} and of the uncertainties {named[1]} change "
        f"the people reached in {years_of(plan.years[-1])} most (in people); chance makes {chance['value']:.0%} "
        f"({chance['low']:.0%} to {chance['high']:.0%}) of the variance of a single run.",
        follows=f"Surely in play among the uncertainties: {', '.join(map(plain, surely[:SHOWN])) or 'none'}.",
        rows=top[["factor", "role", "people"]].assign(verdict=np.where(top["low"] > 0, "moves reach", "not told")),
        overturns="Other ranges: an effect is that of a move across the whole of one, and what agrees with what was "
        "observed is narrower (question `sensitivity`).",
        method=in_words(table, plan.runs),
        table=table,
        figure=sensitivity_figure(table, plan.runs),
    )


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return table.to_dict("records")


def _figures(row: dict[str, Any]) -> str:
    return f"{row['value']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f})"


def screened(lab: Laboratory, plan: Plan) -> pd.DataFrame:
    """Morris's measures of all parameters, and the share of the levers in the sum of mu_star."""
    varied = plan.factors
    unit = morris_sample(varied, plan.trajectories)
    rows = _years(lab, points_at(varied, unit), plan.screening_replicates, plan.years[-1])
    trajectory = np.repeat(np.arange(plan.trajectories), len(varied) + 1)
    levers = {factor.name for factor in factors(roles=("lever",))}
    parts = []
    for output, year in _asked(plan):
        made = _matrix(rows, output, year)
        found = morris(varied, unit, made)
        parts.append(_tidy(found, ["mu_star", "mu", "sigma"], "screening", output, year))

        def share(without: int | None = None, made: Floats = made) -> float:
            kept = np.flatnonzero(trajectory != without) if without is not None else np.arange(len(made))
            found = morris(varied, unit[kept], made[kept], resamples=2).set_index("factor")["mu_star"]
            return float(found[found.index.isin(levers)].sum() / found.sum()) if found.any() else nan

        parts.append(_one("screening", output, year, "levers' share", share(), jackknife(share, plan.trajectories)))
    return pd.concat(parts, ignore_index=True)


def strongest(screening: pd.DataFrame, plan: Plan) -> list[str]:
    """The uncertainties with the greatest mu_star on the people reached at the end."""
    asked = {"output": OUTPUTS[0], "year": plan.years[-1], "measure": "mu_star", "role": "uncertainty"}
    return picked(screening, **asked)["factor"].head(plan.strongest).tolist()


def indices(lab: Laboratory, varied: Sequence[Factor], plan: Plan) -> pd.DataFrame:
    """First and total indices for the expected output, and the share of chance in the variance of a single run."""
    rows = _years(lab, points_at(varied, sobol_sample(varied, plan.base)), plan.replicates, plan.years[-1])
    parts = []
    for output, year in _asked(plan):
        made = _matrix(rows, output, year)
        parts.append(_tidy(sobol(varied, made), ["total", "first"], "indices", output, year))
        parts.append(_one("indices", output, year, "chance", noise(made)["share"], _chance_error(made, plan.base)))
    return pd.concat(parts, ignore_index=True)


def seed_indices(lab: Laboratory, varied: Sequence[Factor], plan: Plan) -> pd.DataFrame:
    """First and total indices for the output of a single run, with the seed as a factor."""
    varied = with_seed(varied)
    points = points_at(varied, sobol_sample(varied, plan.base))
    seeds = [point.pop("seed") for point in points]
    rows = _ended(lab.run_each(list(zip(_cases(points), seeds, strict=True)), plan.years[-1]))
    parts = []
    for output, year in _asked(plan):
        made = rows[rows["year"] == year].set_index("point")[output].sort_index()
        parts.append(_tidy(sobol(varied, made), ["total", "first"], "seed as a factor", output, year))
    return pd.concat(parts, ignore_index=True)


def _asked(plan: Plan) -> list[tuple[str, int]]:
    return [(output, year) for output in OUTPUTS for year in reversed(plan.years)]


def _cases(points: Sequence[dict]) -> list[Case]:
    return [case(changed(Parameters(), values, "range"), point=number) for number, values in enumerate(points)]


def _years(lab: Laboratory, points: Sequence[dict], replicates: int, years: int) -> pd.DataFrame:
    return _ended(lab.run(_cases(points), range(1, replicates + 1), years))


def _ended(runs: Runs) -> pd.DataFrame:
    """The yearly rows of runs that have all ended."""
    failed = runs.failures
    if len(failed):
        words = reason(failed["error"].iloc[0])
        raise InputError(f"sensitivity: {len(failed):,} of {len(runs.labels):,} runs failed; the first: {words}")
    return runs.rows("years")


def _matrix(rows: pd.DataFrame, output: str, year: int) -> Floats:
    """An output at the end of a year: a row a point, a column a seed."""
    return rows[rows["year"] == year].pivot(index="point", columns="seed", values=output).to_numpy(dtype=np.float64)


def _chance_error(made: Floats, base: int) -> float:
    """Standard error of the share of chance: base points and seeds left out one at a time, both errors counted."""
    block, seeds = np.repeat(np.arange(base), len(made) // base), np.arange(made.shape[1])
    over_points = jackknife(lambda without: noise(made[block != without])["share"], base)
    over_seeds = jackknife(lambda without: noise(made[:, seeds != without])["share"], len(seeds))
    freedom = Precision().quantile(len(seeds) - 1) / Precision().quantile(np.inf)  # few seeds, a wider interval
    return sqrt(over_points**2 + over_seeds**2) * freedom


def _one(method: str, output: str, year: int, measure: str, value: float, error: float) -> pd.DataFrame:
    """A row for a share of the whole."""
    half = Precision().quantile(np.inf) * error
    row = (method, output, year, "", "", measure, value, max(value - half, 0.0), min(value + half, 1.0))
    return pd.DataFrame([row], columns=COLUMNS)


def _tidy(found: pd.DataFrame, measures: Sequence[str], method: str, output: str, year: int) -> pd.DataFrame:
    """Measures below each other, with their intervals where they have one."""
    roles = {row["name"]: row["role"] for row in describe()} | {"seed": "chance"}
    nothing = pd.Series(np.nan, index=found.index)
    parts = [
        pd.DataFrame({
            "method": method, "output": output, "year": year, "factor": found["factor"],
            "role": found["factor"].map(roles), "measure": measure, "value": found[measure],
            "low": found.get(f"{measure}_low", nothing), "high": found.get(f"{measure}_high", nothing),
        })
        for measure in measures
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


QUESTION = Question(
    main,
    (
        Number("trajectories", Plan.trajectories, 1, "Of the screening."),
        Number("base", Plan.base, 1, "Base points, a power of two."),
        Number("replicates", Plan.replicates, 1, "Seeds at each point."),
    ),
    asked=lambda **numbers: (sum((plan := Plan(**numbers)).runs.values()), plan.years[-1]),
)
