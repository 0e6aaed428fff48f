"""X15. How long is a shock felt, and what does it cost?

At the start of year 4 the coordinator is away for 26 or 52 weeks, or half the means are cut for good, or three in ten
of the active facilitators stop at once, or groups that meet in person pause for 40 weeks. Each run is held against the
one with the same seed and no shock, which is the same until then. Two series are looked at, week by week: the active
facilitators, and the people reached in the 52 weeks up to then.

Recovery time: weeks from the start of the shock until a series no more falls short of the other by over 5 %. A single
pair of runs also parts by luck, so it is given of the means over the seeds as well, with the interval of 400 bootstrap
samples of seeds. Loss area: what was missed to the end of the runs, less what was caught up.

    contagion question x15_resilience
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from experiments.figures.marks import LOOK
from experiments.figures.style import BLUE, BROWN, GREEN, INK, PAPER, SOFT, VERMILLION, styled, titled
from experiments.figures.time_axis import Calendar
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import close_up, laboratory
from experiments.studies.uncertainty import interval, median_interval
from models.outcomes.resilience import TOLERANCE, recovery_time, resilience, yearly_flow
from models.parameters import Parameters
from models.runs.cases import case
from sim.draws import Draws
from sim.laboratory.laboratory import Laboratory
from sim.model import WEEKS_A_YEAR

CALM = "no shock"
SHOCKS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "coordinator away for 26 weeks": ({"kind": "coordinator away", "weeks": 26}, INK, ":", "o"),
    "coordinator away for 52 weeks": ({"kind": "coordinator away", "weeks": 52}, BLUE, "-", "s"),
    "half the means from then on": ({"kind": "budget cut", "factor": 0.5}, BROWN, "-.", "D"),
    "three facilitators in ten lost": ({"kind": "facilitators lost", "share": 0.3}, VERMILLION, "--", "^"),
    "groups in person paused for 40 weeks": ({"kind": "in-person groups suspended", "weeks": 40}, GREEN, "-", "v"),
}
SERIES = {"facilitators_active": "active facilitators", "participants": "people in a year"}
UNITS = {"facilitators_active": "facilitator-years", "participants": "people"}
RESAMPLES = 400


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The shocks, their figure, and what they say."""
    lab = close_up(lab or laboratory())
    start, years = (52, 4) if quick else (3 * WEEKS_A_YEAR, 10)
    calm = case(Parameters(), case=CALM)
    cases = [
        case(Parameters.model_validate({"shock": [shock | {"from": start}]}), case=name)
        for name, (shock, *_) in SHOCKS.items()
    ]
    runs = lab.run([calm, *cases], range(1, 3 if quick else 41), years)
    courses = by_case(runs.rows("weeks"))
    table = summed_up(courses, start)
    return Finding(in_words(table, start, years), table, _figure(courses, table, start, years))


def by_case(weeks: pd.DataFrame) -> dict[str, dict[str, pd.DataFrame]]:
    """For each case and series a table of shape (weeks, seeds), of the seeds that all cases have."""
    wide = {
        (str(name), of): rows.pivot(index="week", columns="seed", values=of)
        for name, rows in weeks.groupby("case", sort=False)
        for of in SERIES
    }
    seeds = sorted(set.intersection(*(set(table.columns) for table in wide.values())))
    names = dict.fromkeys(name for name, _ in wide)
    return {name: {of: wide[name, of][seeds] for of in SERIES} for name in names}


def flow(of: str, course: pd.DataFrame) -> NDArray[np.float64]:
    """The series that is looked at, shape (weeks, seeds): a stock as it is, people of the last 52 weeks."""
    values = course.to_numpy(float)
    return values if of == "facilitators_active" else np.apply_along_axis(yearly_flow, 0, values)


def of_the_means(
    base: NDArray[np.float64], shocked: NDArray[np.float64], start: int, seed: int = 0
) -> tuple[float, float, float]:
    """Recovery time of the means over the seeds, inf if none, and its percentile interval (bootstrap of the seeds).

    Both series are of shape (weeks, seeds).
    """
    seeds, draws = base.shape[1], Draws(seed).stream("bootstrap, seeds of a shock")
    samples = [np.arange(seeds)]
    samples += [draws.index(seeds, np.arange(seeds), sample) for sample in range(RESAMPLES)]
    times = [recovery_time(base[:, at].mean(axis=1), shocked[:, at].mean(axis=1), start) for at in samples]
    known = [np.inf if time is None else float(time) for time in times]
    low, high = np.quantile(known[1:], [0.025, 0.975], method="nearest")
    return known[0], float(low), float(high)


def summed_up(courses: dict[str, dict[str, pd.DataFrame]], start: int) -> pd.DataFrame:
    """A row a shock and series: recovery of each pair (median), of the means, loss area, greatest shortfall."""
    rows = []
    for name in [name for name in courses if name != CALM]:
        seeds = courses[name]["facilitators_active"].columns
        pairs = pd.DataFrame(
            [
                resilience(
                    *(pd.DataFrame({of: courses[one][of][seed] for of in SERIES}) for one in (CALM, name)), start
                )
                for seed in seeds
            ]
        )
        for of in SERIES:
            recovery = pairs[f"recovery_{of}"].astype(float).fillna(np.inf)
            row: dict[str, Any] = {"case": name, "series": of, "seeds": len(seeds)}
            row |= dict(zip(("recovery", "recovery_low", "recovery_high"), median_interval(recovery), strict=True))
            row["never"] = int(np.isinf(recovery).sum())
            base, shocked = (flow(of, courses[one][of]) for one in (CALM, name))
            row |= dict(
                zip(("of_means", "of_means_low", "of_means_high"), of_the_means(base, shocked, start), strict=True)
            )
            row |= interval(
                pairs.rename(columns={f"loss_{of}": "loss", f"deepest_{of}": "deepest"}), ["loss", "deepest"]
            )
            rows.append(row)
    return pd.DataFrame(rows)


def in_words(table: pd.DataFrame, start: int, years: int) -> str:
    """What the shocks do."""
    left, said = years * WEEKS_A_YEAR - start, []
    for name in table["case"].unique():
        rows = table[table["case"] == name]
        parts = [
            f"{SERIES[row['series']]} {_weeks(row, 'of_means', left)}, {_lost(row)}" for row in rows.to_dict("records")
        ]
        said.append(f"{name[0].upper()}{name[1:]}: {'; '.join(parts)}.")
    year, seeds = start // WEEKS_A_YEAR + 1, table["seeds"].max()
    return (
        f"Shocks at the start of year {year}, with {left} weeks left, against the same {seeds} seeds without: weeks "
        f"until the mean course no more falls short by over {TOLERANCE:.0%}; what was missed, less what was caught up "
        f"(95 % intervals). {' '.join(said)} What each shock does to the programme is an assumption. Training is held "
        "once a year, so that one session falls into either absence. Single pairs of runs are in the table."
    )


def _weeks(row: dict[str, Any], of: str, left: int) -> str:
    """A recovery time with its interval."""
    middle, low, high = (
        f"over {left}" if value == np.inf else f"{value:.0f}"
        for value in (row[of], row[f"{of}_low"], row[f"{of}_high"])
    )
    between = "too few seeds for an interval" if np.isnan(row[f"{of}_low"]) else f"{low} to {high}"
    return f"{middle} weeks ({between})"


def _lost(row: dict[str, Any]) -> str:
    seen = "" if row["loss_low"] > 0 or row["loss_high"] < 0 else ", not distinguishable from none"
    form = ",.1f" if row["series"] == "facilitators_active" else ",.0f"
    between = f"{row['loss_low']:z{form}} to {row['loss_high']:z{form}}{seen}"
    return f"{row['loss']:z{form}} {UNITS[row['series']]} lost ({between})"


@styled
def _figure(courses: dict[str, dict[str, pd.DataFrame]], table: pd.DataFrame, start: int, years: int) -> Figure:
    figure = Figure(figsize=(11, 7.6))
    axes, left = figure.subplots(2, 2), years * WEEKS_A_YEAR - start
    calendar = Calendar(Parameters().calendar.start, years * WEEKS_A_YEAR)
    for ax, (of, words) in zip(axes[0], SERIES.items(), strict=True):
        base = flow(of, courses[CALM][of]).mean(axis=1)
        for name, (_, colour, line, _) in SHOCKS.items():
            ratio = 100 * flow(of, courses[name][of]).mean(axis=1) / np.maximum(base, 1e-9)
            weeks = np.arange(start - 26, len(base))
            ax.plot(calendar.at(weeks), ratio[weeks], color=colour, linestyle=line, linewidth=1.6)
        ax.axhline(100, color=INK, linewidth=0.8)
        ax.axhline(100 * (1 - TOLERANCE), color=SOFT, linewidth=0.8, linestyle=":")
        calendar.draw(ax)
        ax.axvline(calendar.at(start), **LOOK)
        ax.set(
            title=f"{words[0].upper()}{words[1:]}, % of those without shock", xlim=calendar.at([start - 26, len(base)])
        )
        ax.grid(axis="y")
    _dots(axes[1, 0], table, "of_means", f"Weeks until the mean course is back (over {left}: arrow)", left)
    _loss(axes[1, 1], table)
    axes[1, 1].tick_params(labelleft=False)
    worst = table[table["series"] == "participants"].sort_values("loss").iloc[-1].to_dict()
    titled(
        figure,
        f"The costliest shock: {worst['case']}, {_lost(worst)}",
        f"Means of {table['seeds'].max()} runs of each case, with the same seeds. Dotted: the shock, and "
        f"{TOLERANCE:.0%} short. Filled: active facilitators; hollow: people in a year. Colours: as the names. "
        "Whiskers: 95 % intervals (of the recovery by bootstrap of the seeds).",
    )
    return figure


def _places(table: pd.DataFrame) -> list[tuple[float, str, str, bool, dict[str, Any]]]:
    """Height, colour, mark, whether filled, and row of each line of the table."""
    names = list(SHOCKS)
    out = []
    for row in table.to_dict("records"):
        filled, (_, colour, _, mark) = row["series"] == "facilitators_active", SHOCKS[row["case"]]
        out.append((names.index(row["case"]) + (-0.15 if filled else 0.15), colour, mark, filled, row))
    return out


def _dots(ax: Axes, table: pd.DataFrame, of: str, title: str, left: int) -> None:
    for y, colour, mark, filled, row in _places(table):
        low, middle, high = (min(row[name], left) for name in (f"{of}_low", of, f"{of}_high"))
        ax.plot([low, high], [y, y], color=colour, linewidth=1.4)
        shape, face = (">" if row[of] == np.inf else mark), colour if filled else PAPER
        ax.plot(middle, y, marker=shape, color=colour, markerfacecolor=face, markersize=6, clip_on=False)
    ax.set(title=title, xlabel="weeks", xlim=(0, left))
    _named(ax)


def _loss(ax: Axes, table: pd.DataFrame) -> None:
    """What was lost, facilitator-years and people on one axis each, the people's above."""
    above = ax.twiny()
    for y, colour, mark, filled, row in _places(table):
        on = ax if filled else above
        on.plot([row["loss_low"], row["loss_high"]], [y, y], color=colour, linewidth=1.4)
        on.plot(row["loss"], y, marker=mark, color=colour, markerfacecolor=colour if filled else PAPER, markersize=6)
    ax.axvline(0, color=INK, linewidth=0.8)
    for one, of in ((ax, "facilitators_active"), (above, "participants")):
        least, most = (
            table.loc[table["series"] == of, "loss_low"].min(),
            table.loc[table["series"] == of, "loss_high"].max(),
        )
        one.set_xlim(-0.25 * max(most, -least, 1), 1.1 * max(most, -least, 1))
    ax.set_xlabel("lost: facilitator-years (below), people (above)")
    _named(ax)


def _named(ax: Axes) -> None:
    ax.set_yticks(range(len(SHOCKS)), [name.replace(" for ", "\nfor ").replace(" from ", "\nfrom ") for name in SHOCKS])
    for label, (_, colour, *_) in zip(ax.get_yticklabels(), SHOCKS.values(), strict=True):
        label.set_color(colour)
    ax.set_ylim(len(SHOCKS) - 0.5, -0.5)
    ax.grid(axis="x")


QUESTION = Question(main)
