"""How much closer do the same seeds bring two scenarios (4.4), and can a difference be known better still?

The reference and six changes of it are run for ten years with the same seeds. The ratio of variances is that of a
difference in participants between unrelated seeds to that between the same ones, with a bootstrap interval.

Some of what differs from seed to seed is known without a run (`experiments/lab/known_beforehand.py`): how long the
facilitators of all seats would stay, and how many members the partners would have, week by week, if nothing acted back
on them. Their means are known, so they serve as control variates. What they leave of the variance of a difference is
found by regression, each seed foretold by the others; the ratio with what is known is that of the difference as
`contagion compare --single` adjusts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.lab.known_beforehand import of_seeds
from contagion.experiments.questions.kept import first_of_each
from contagion.experiments.questions.publishing import Finding, Question, rows_of
from contagion.models.runs.simulation import build, territory_for
from contagion.models.scenarios.scenario import Scenario, found, read
from contagion.models.territory.territory import Territory
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.control_variates import left, misses

BASE = "reference"
CHANGES = {
    "training places 10 to 12": "training.places=12",
    "contacts a month 4 to 6": "partners.contacts_per_month=6",
    "weeks of rest 6 to 5": "facilitation.rest_weeks=5",
    "loss a year .25 to .20": "retention.loss_per_year=0.2",
    "wish 1/3 to .25": "volunteering.wish=0.25",
    "letters a mailing 2,500 to 4,000": "outreach.letters=4000",
}
YEARS, RESAMPLES = 10, 2000
SEEDS, SEEDS_QUICK = 200, 12
WEEKS = YEARS * WEEKS_A_YEAR
QUANTITIES = ["time", "members"]


def experiment(seeds: int) -> pd.DataFrame:
    """One row a scenario and seed: participants, and what is known of them without a run."""
    territory, some, tables = territory_for(read(found(Path("ref")))), range(1, seeds + 1), []
    for name, change in {BASE: "", **CHANGES}.items():
        scenario = read(found(Path("ref")), [change] if change else [])
        known = of_seeds(scenario.parameters, territory, WEEKS, some).reset_index()
        people = [participants(scenario, territory, seed) for seed in some]
        tables.append(known.assign(scenario=name, participants=people))
    return pd.concat(tables, ignore_index=True)


def participants(scenario: Scenario, territory: Territory, seed: int) -> float:
    model = build(scenario, territory, years=YEARS, seed=seed)
    model.run(WEEKS)
    people = model.total("participants")
    model.release()
    return people


def ratio(a: Floats, b: Floats, missed: Floats | None = None) -> float:
    """Variance of the unpaired difference over that of the paired one, or over that of what is missed of it."""
    paired = (b - a).var(ddof=1) if missed is None else (missed @ missed) / (len(missed) - 1)
    return float((a.var(ddof=1) + b.var(ddof=1)) / paired)


def interval(a: Floats, b: Floats, missed: Floats | None = None) -> tuple[float, float]:
    """Percentile interval of the ratio, from bootstrap samples of the seeds."""
    draws, size = Draws(1).stream("bootstrap, ratio of variances"), len(a)
    samples = [draws.index(size, np.arange(size), sample) for sample in range(RESAMPLES)]
    ratios = [ratio(a[at], b[at], None if missed is None else missed[at]) for at in samples]
    low, high = np.quantile(ratios, [0.025, 0.975])
    return float(low), float(high)


def table(runs: pd.DataFrame) -> pd.DataFrame:
    """A row a change: the ratio of variances, and what control variates leave of that of the paired difference."""
    wide = {name: rows.set_index("seed") for name, rows in runs.groupby("scenario", sort=False)}
    rows = []
    for name in CHANGES:
        a, b = (wide[one]["participants"].to_numpy(float) for one in (BASE, name))
        of_base, of_other = (wide[one][QUANTITIES].to_numpy(float) for one in (BASE, name))
        known = np.hstack([of_base, of_other - of_base])
        missed = misses(b - a, known)
        row = {"change": name, "difference": (b - a).mean(), "sd": (b - a).std(ddof=1)}
        row |= {"of 40": ratio(a[:40], b[:40])}
        for of, rest in (("", None), (" known", missed)):
            row[f"ratio{of}"] = ratio(a, b, rest)
            row[f"low{of}"], row[f"high{of}"] = interval(a, b, rest)
        row |= {"left": left(b - a, known), "by base": left(b - a, a[:, None] - a.mean())}
        rows.append(row | {"level": left(b, of_other)})
    return pd.DataFrame(rows)


def in_cells(made: pd.DataFrame, seeds: int) -> pd.DataFrame:
    """The table as it is shown."""
    shares = {"left by what is known": "left", "left by the base run": "by base", "left of the level": "level"}
    rows = made.to_dict("records")
    return pd.DataFrame(
        {
            "change": made["change"],
            "people more ± sd": [f"{row['difference']:.0f} ± {row['sd']:.0f}" for row in rows],
            "ratio, first 40 seeds": made["of 40"].map("{:.1f}".format),
            f"ratio, {seeds} seeds": [_ratio(row) for row in rows],
            "ratio with what is known": [_ratio(row, " known") for row in rows],
            **{words: made[name].map("{:.0%}".format) for words, name in shares.items()},
        }
    )


def answer(made: pd.DataFrame, seeds: int) -> Finding:
    """What is shown of the table."""
    least, most = (made.loc[at] for at in (made["ratio"].idxmin(), made["ratio"].idxmax()))
    closer, helped = int((made["low"] > 1).sum()), made.loc[made["left"].idxmin()]
    rows = {
        "change": made["change"],
        "people more": made["difference"].map("{:+.0f}".format),
        "times closer (95 %)": [_ratio(row) for row in made.to_dict("records")],
        "with what is known beforehand (95 %)": [_ratio(row, " known") for row in made.to_dict("records")],
        "verdict": np.where(made["low"] > 1, "closer", "not told"),
    }
    return Finding(
        answer=f"{least['ratio']:.1f} to {most['ratio']:.1f} times, by what is changed",
        sure=f"closer for {closer} of {len(made)} changes; least {_ratio(least)}",
        sentence=f"With the same seeds the variance of a difference is {least['ratio']:.1f} to {most['ratio']:.1f} "
        f"times smaller than with unrelated ones: least for {least['change']} ({_ratio(least)}), most for "
        f"{most['change']} ({_ratio(most)}); adjusted by what is known of each seed beforehand "
        f"{made['ratio known'].min():.1f} to {made['ratio known'].max():.1f} times.",
        follows=(
            f"Scenarios are to be compared seed by seed: {least['ratio']:.0f} times as many runs would be needed "
            "otherwise, at the least."
            if closer == len(made)
            else f"Comparing seed by seed helps for {closer} of {len(made)} changes."
        ),
        rows=pd.DataFrame(rows),
        overturns="A change that has the two runs of a seed part at once. Of what is known without a run, most is "
        f"taken off for {helped['change']}: {helped['left']:.0%} of the variance is left.",
        method=f"Participants of {YEARS} years, {seeds} seeds; intervals by bootstrap over the seeds. Left is the "
        "share of the variance of a difference that two keyed quantities known without a run leave, each seed foretold "
        "by the others; 100 % is no help.",
        table=made,
        lines=rows_of(in_cells(made, seeds)),
    )


def _ratio(row: Mapping[str, Any] | pd.Series, of: str = "") -> str:
    return f"{row['ratio' + of]:.1f} ({row['low' + of]:.1f} to {row['high' + of]:.1f})"


def main(lab: Laboratory, quick: bool = False) -> Finding:
    """How much closer the same seeds bring two scenarios."""
    seeds = SEEDS_QUICK if quick else SEEDS
    changes = ([change] if change else [] for change in ("", *CHANGES.values()))
    first_of_each(lab, [read(found(Path("ref")), change) for change in changes], YEARS)
    return answer(table(experiment(seeds)), seeds)


QUESTION = Question(main)
