"""How much closer do the same seeds bring two scenarios (4.4), and can a difference be known better still?

The reference and six changes of it are run for ten years with the same seeds. The ratio of variances is that of a
difference in participants between unrelated seeds to that between the same ones, with a bootstrap interval.

Some of what differs from seed to seed is known without a run: how long the facilitators of all seats would stay, and
how many members the partners would have, week by week, if nothing acted back on them (`facilitator_time`,
`partner_members`). Their means are known as well as one likes, so they may serve as control variates. What they leave
of the variance of a difference is found by regression in 20 folds, each foretold by the others. With `--document` its
page, `experiments/findings/paired_variance.md`, is written anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.questions.publishing import Finding, Question, rows_of
from models.programme.layout import ACTIVE_PARTNERS
from models.programme.model import ConversationModel
from models.programme.rules.training import SEATS as SEATS_OF_A_SESSION
from models.runs.simulation import build, territory_for
from models.scenarios.scenario import Scenario, found, read
from models.territory.territory import Territory
from sim.draws import Draws
from sim.laboratory.laboratory import Laboratory
from sim.model import WEEKS_A_YEAR

BASE = "reference"
CHANGES = {
    "training places 10 to 12": "training.places=12",
    "contacts a month 4 to 6": "partners.contacts_per_month=6",
    "weeks of rest 6 to 5": "facilitation.rest_weeks=5",
    "loss a year .25 to .20": "retention.loss_per_year=0.2",
    "wish 1/3 to .25": "volunteering.wish=0.25",
    "letters a mailing 2,500 to 4,000": "outreach.letters=4000",
}
YEARS, FOLDS, RESAMPLES = 10, 20, 2000
SEEDS, SEEDS_QUICK = 200, 12
WEEKS = YEARS * WEEKS_A_YEAR
QUANTITIES = ["time", "members"]
type Floats = NDArray[np.float64]


def experiment(seeds: int) -> pd.DataFrame:
    """One row a scenario and seed: participants, and what is known of them without a run."""
    territory, rows = territory_for(read(found(Path("ref")))), []
    for name, change in {BASE: "", **CHANGES}.items():
        scenario = read(found(Path("ref")), [change] if change else [])
        rows += [
            {"scenario": name, "seed": seed, **of_a_run(scenario, territory, seed)} for seed in range(1, seeds + 1)
        ]
    return pd.DataFrame(rows)


def of_a_run(scenario: Scenario, territory: Territory, seed: int) -> dict[str, float]:
    model = build(scenario, territory, years=YEARS, seed=seed)
    made = {"time": facilitator_time(model), "members": partner_members(model)}
    model.run(WEEKS)
    made["participants"] = model.total("participants")
    model.release()
    return made


def facilitator_time(model: ConversationModel) -> float:
    """Weeks that the facilitators of all seats would be active until the end, if every seat were taken."""
    training, loss = model.parameters.training, model.parameters.retention.loss_per_year
    weeks = np.arange(training.first_week, WEEKS, training.period_weeks)
    seats = (weeks[:, None] * SEATS_OF_A_SESSION + np.arange(int(training.places))).ravel()
    active = model.draws.stream("becomes active").uniform(seats) < training.active_share
    stays = model.draws.stream("stays").exponential(seats) * WEEKS_A_YEAR / loss
    return float((active * np.minimum(stays, np.repeat(WEEKS - weeks, int(training.places)))).sum())


def partner_members(model: ConversationModel) -> float:
    """Members of active partners, summed over weeks, if completers made no difference. For a model that has not run."""
    p, state, draws = model.parameters.partners, model.state, model.draws
    sizes, ids = (model.world.tables.array("organisations")[name].tolist() for name in ("size", "id"))
    first = int(state.array("line")["first"][0])
    line = np.roll(state.array("in_line"), -first)[: int(state.array("line")["length"][0])].tolist()
    spells, contacts, until = Counter[int](), Counter[int](), dict[int, float]()

    def begin(one: int, week: int) -> None:
        spells[one] += 1
        until[one] = (
            week + draws.stream("partner stays").exponential(ids[one], spells[one]) * p.active_years * WEEKS_A_YEAR
        )

    for one in model.listed(ACTIVE_PARTNERS):
        begin(one, 0)
    members, rate = 0, p.contacts_per_month * p.coordinators * 12 / WEEKS_A_YEAR
    for week in range(WEEKS):
        for _ in range(draws.stream("partner contacts").poisson(rate, week)):
            contacts[one := line.pop(0)] += 1
            if draws.stream("partner becomes active").uniform(ids[one], contacts[one]) < p.activation:
                begin(one, week)
            else:
                line.append(one)
        for one in [one for one, end in until.items() if end <= week]:
            del until[one]
            line.append(one)
        members += sum(sizes[one] for one in until)
    return float(members)


def ratio(a: Floats, b: Floats) -> float:
    """Variance of the unpaired difference over that of the paired one."""
    return float((a.var(ddof=1) + b.var(ddof=1)) / (b - a).var(ddof=1))


def interval(a: Floats, b: Floats) -> tuple[float, float]:
    """Percentile interval of the ratio, from bootstrap samples of the seeds."""
    draws, size = Draws(1).stream("bootstrap, ratio of variances"), len(a)
    samples = [draws.index(size, np.arange(size), sample) for sample in range(RESAMPLES)]
    low, high = np.quantile([ratio(a[at], b[at]) for at in samples], [0.025, 0.975])
    return float(low), float(high)


def left(of: Floats, by: Sequence[Floats]) -> float:
    """Share of a variance that is left where it is foretold by some quantities, each fold from the other folds."""
    known = [(one - one.mean()) / one.std() for one in by if one.std() > 0]
    table, fold = np.column_stack([np.ones(len(of)), *known]), np.arange(len(of)) % min(FOLDS, len(of))
    missed = np.empty(len(of))
    for number in range(fold.max() + 1):
        there = fold == number
        factors = np.linalg.lstsq(table[~there], of[~there], rcond=None)[0]
        missed[there] = of[there] - table[there] @ factors
    return float((missed**2).mean() / of.var())


def table(runs: pd.DataFrame) -> pd.DataFrame:
    """A row a change: the ratio of variances, and what control variates leave of that of the paired difference."""
    wide = {name: rows.set_index("seed") for name, rows in runs.groupby("scenario", sort=False)}
    base, rows = wide[BASE], []
    for name in CHANGES:
        other = wide[name]
        a, b = (one["participants"].to_numpy(float) for one in (base, other))
        known = [base[of].to_numpy() for of in QUANTITIES] + [(other[of] - base[of]).to_numpy() for of in QUANTITIES]
        low, high = interval(a, b)
        row = {"change": name, "difference": (b - a).mean(), "sd": (b - a).std(ddof=1)}
        row |= {
            "of 40": ratio(a[:40], b[:40]),
            "ratio": ratio(a, b),
            "low": low,
            "high": high,
            "left": left(b - a, known),
            "by base": left(b - a, [a]),
        }
        rows.append(row | {"level": left(b, [other[of].to_numpy() for of in QUANTITIES])})
    return pd.DataFrame(rows)


def in_cells(made: pd.DataFrame, seeds: int) -> pd.DataFrame:
    """The table as it is shown."""
    ratios = made[["ratio", "low", "high"]].itertuples(index=False)
    return pd.DataFrame(
        {
            "change": made["change"],
            "people more ± sd": [
                f"{mean:.0f} ± {sd:.0f}" for mean, sd in zip(made["difference"], made["sd"], strict=True)
            ],
            "ratio, first 40 seeds": made["of 40"].map("{:.1f}".format),
            f"ratio, {seeds} seeds": [f"{one:.1f} ({low:.1f} to {high:.1f})" for one, low, high in ratios],
            "left by what is known": made["left"].map("{:.0%}".format),
            "left by the base run": made["by base"].map("{:.0%}".format),
            "left of the level": made["level"].map("{:.0%}".format),
        }
    )


def answer(made: pd.DataFrame, seeds: int) -> Finding:
    """What is shown of the table."""
    shown = in_cells(made, seeds)
    return Finding(f"Participants of {YEARS} years.", shown, lines=rows_of(shown))


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """How much closer the same seeds bring two scenarios."""
    seeds = SEEDS_QUICK if quick else SEEDS
    return answer(table(experiment(seeds)), seeds)


QUESTION = Question(main)
