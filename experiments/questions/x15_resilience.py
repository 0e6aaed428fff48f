"""X15. How long is a shock felt, and what does it cost?

At the start of year 4 something is so for 52 weeks: the coordinator is away, or half of the posts, or half of the means
are cut, or no group meets in person. Beside these, which are alike in their length, three in ten of the active
facilitators stop at once. Each world of an ensemble is held against itself without a shock, which is the same until
then. Two series are looked at, week by week: the active facilitators, and the people reached in the 52 weeks up to
then.

Recovery time: weeks from the start of the shock until a series no more falls short of the other by over 5 %. A single
pair of runs also parts by luck, so it is given of the mean course over the worlds, with the interval of 400 bootstrap
samples of them. Loss area: what was missed to the end of the runs, less what was caught up, in each world.

    contagion question x15_resilience
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from contagion.experiments.drawing.bands import nested, nested_course
from contagion.experiments.drawing.marks import LOOK
from contagion.experiments.drawing.style import BLUE, BROWN, GREEN, INK, SOFT, VERMILLION, styled, titled
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.lab.lab import close_up, laboratory
from contagion.experiments.language.numbers import to_its_error
from contagion.experiments.questions.in_worlds import (
    MARKED,
    MOST_WORLDS,
    NOT_TOLD,
    YEARS,
    YEARS_QUICK,
    Asked,
    in_how_many,
    leaning,
    lived_in_worlds,
    middle,
    of_worlds,
    spreads,
    verdict,
)  # fmt: skip
from contagion.experiments.questions.overturning import overturned
from contagion.experiments.questions.publishing import Finding, Question
from contagion.experiments.questions.ties import named, tied
from contagion.models.outcomes.resilience import TOLERANCE, recovery_time, resilience, yearly_flow
from contagion.models.parameters import Parameters
from contagion.sim.chance.draws import Draws
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.model import WEEKS_A_YEAR

CALM = "no shock"
LENGTH = 52  # weeks, of all shocks that last
AT_ONCE = "three facilitators in ten lost at once"
SHOCKS: dict[str, tuple[dict[str, Any], str]] = {
    "coordinator away": ({"kind": "coordinator away", "weeks": LENGTH}, INK),
    "half of the posts away": ({"kind": "coordinator away", "share": 0.5, "weeks": LENGTH}, BLUE),
    "half of the means cut": ({"kind": "budget cut", "factor": 0.5, "weeks": LENGTH}, BROWN),
    "no groups in person": ({"kind": "in-person groups suspended", "weeks": LENGTH}, GREEN),
    AT_ONCE: ({"kind": "facilitators lost", "share": 0.3}, VERMILLION),
}
ALIKE = [name for name in SHOCKS if name != AT_ONCE]
SERIES = {"facilitators_active": "active facilitators", "participants": "people in a year"}
RESAMPLES = 400
EVERY = 26  # weeks, in the figure


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """The shocks, their figure, and what they say."""
    start, years = (WEEKS_A_YEAR, YEARS_QUICK) if quick else (3 * WEEKS_A_YEAR, YEARS)
    asked: list[Asked] = [({"case": CALM}, {})]
    asked += [({"case": name}, partial(hit, shock, start)) for name, (shock, _) in SHOCKS.items()]
    runs = lived_in_worlds(ensemble, asked, quick, close_up(lab or laboratory()))
    courses = by_case(runs.rows("weeks"))
    lost = losses(courses, start)
    table = summed_up(courses, lost, start)
    people = lost["loss_participants"].unstack("case")
    alike = people[ALIKE]
    worst, second = alike.median().sort_values(ascending=False).index[:2]
    within = tied(ensemble, alike)
    ahead = alike[worst] - alike.drop(columns=worst).max(axis=1)
    at, left = table[table["series"] == "participants"].set_index("case"), years * WEEKS_A_YEAR - start
    return Finding(
        answer=f"Costliest of {LENGTH} weeks: {named(within)}",
        sure=f"{worst}: costliest in {in_how_many(ahead)}",
        sentence=(
            f"Of {len(ALIKE)} shocks that all last {LENGTH} weeks, from year {start // WEEKS_A_YEAR + 1} on, the "
            f"costliest is {named(within)}: with “{worst}” {middle(people[worst])} people are missed by the end of "
            f"year {years} (the middle of the worlds, its error, and nine in ten), {_share(lost, worst)} of those who "
            f"would have come; it is felt for {_weeks(at.loc[worst].to_dict(), left)}."
        ),
        follows=_follows(people, at, worst, left),
        rows=_rows(ensemble, people, lost, at, left),
        overturns=f"That “{worst}” costs more people than “{second}”: "
        f"{overturned(ensemble, people[worst] - people[second], 'people')}",
        method=_method(ensemble, runs.table, left),
        table=table,
        figure=_figure(courses, table, worst, start, years),
    )


def hit(shock: dict[str, Any], start: int, parameters: Parameters) -> Parameters:
    """Parameters with a shock from a week on."""
    return Parameters.model_validate({**parameters.model_dump(), "shock": [shock | {"from": start}]})


def by_case(weeks: pd.DataFrame) -> dict[str, dict[str, pd.DataFrame]]:
    """For each case and series a table of shape (weeks, worlds), of the worlds that all cases have."""
    wide = {
        (str(name), of): rows.pivot(index="week", columns="seed", values=of)
        for name, rows in weeks.groupby("case", sort=False)
        for of in SERIES
    }
    worlds = sorted(set.intersection(*(set(table.columns) for table in wide.values())))
    names = dict.fromkeys(name for name, _ in wide)
    return {name: {of: wide[name, of][worlds] for of in SERIES} for name in names}


def flow(of: str, course: pd.DataFrame) -> NDArray[np.float64]:
    """The series that is looked at, shape (weeks, worlds): a stock as it is, people of the last 52 weeks."""
    values = course.to_numpy(float)
    return values if of == "facilitators_active" else np.apply_along_axis(yearly_flow, 0, values)


def of_the_means(
    base: NDArray[np.float64], shocked: NDArray[np.float64], start: int, seed: int = 0
) -> tuple[float, float, float]:
    """Recovery time of the means over the worlds, inf if none, and its percentile interval (bootstrap of the worlds).

    Both series are of shape (weeks, worlds).
    """
    worlds, draws = base.shape[1], Draws(seed).stream("bootstrap, seeds of a shock")
    samples = [np.arange(worlds)]
    samples += [draws.index(worlds, np.arange(worlds), sample) for sample in range(RESAMPLES)]
    times = [recovery_time(base[:, at].mean(axis=1), shocked[:, at].mean(axis=1), start) for at in samples]
    known = [np.inf if time is None else float(time) for time in times]
    low, high = np.quantile(known[1:], [0.025, 0.975], method="nearest")
    return known[0], float(low), float(high)


def losses(courses: dict[str, dict[str, pd.DataFrame]], start: int) -> pd.DataFrame:
    """A row a shock and world: what `resilience` measures, and the `share` of the people who would have come that are
    missed."""
    rows, calm = {}, courses[CALM]
    for name in SHOCKS:
        for world in calm["participants"]:
            pair = [pd.DataFrame({of: courses[one][of][world] for of in SERIES}) for one in (CALM, name)]
            made = resilience(*pair, start)
            due = yearly_flow(pair[0]["participants"])[start:].sum() / WEEKS_A_YEAR
            rows[name, world] = made | {"share": made["loss_participants"] / due if due else np.nan}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["case", "seed"])


def summed_up(courses: dict[str, dict[str, pd.DataFrame]], lost: pd.DataFrame, start: int) -> pd.DataFrame:
    """A row a shock and series: recovery of the mean course, and where what was lost lies over the worlds."""
    rows = []
    for name in SHOCKS:
        for of in SERIES:
            row: dict[str, Any] = {"case": name, "series": of}
            base, shocked = (flow(of, courses[one][of]) for one in (CALM, name))
            found = of_the_means(base, shocked, start)
            row |= dict(zip(("of_means", "of_means_low", "of_means_high"), found, strict=True))
            own = lost.loc[[name]].rename(columns={f"loss_{of}": "loss", f"deepest_{of}": "deepest"})
            columns = ["loss", "deepest"] + (["share"] if of == "participants" else [])
            rows.append(row | spreads(own.reset_index(), ["case"], columns).iloc[0].to_dict())
    return pd.DataFrame(rows)


def _weeks(row: dict[str, Any], left: int) -> str:
    """A recovery time with its interval."""
    middle_one, low, high = (
        f"over {left}" if value == np.inf else f"{value:.0f}"
        for value in (row["of_means"], row["of_means_low"], row["of_means_high"])
    )
    return f"{middle_one} weeks" if low == middle_one == high else f"{middle_one} weeks ({low} to {high})"


def _share(lost: pd.DataFrame, name: str) -> str:
    return middle(lost.loc[name]["share"], "{:z.0%}")


def _follows(people: pd.DataFrame, at: pd.DataFrame, worst: str, left: int) -> str:
    clear = [name for name in SHOCKS if verdict(people[name]) == "more"]
    lasting = [name for name in clear if at.loc[name, "of_means"] == np.inf]
    if not clear:
        return "No shock is told to cost people in nine worlds of ten."
    brief = [name for name in clear if name not in lasting]
    parts = [f"Provide first against “{worst}”."]
    if lasting:
        parts.append(f"Within {left} weeks the programme does not get over: {', '.join(lasting)}.")
    if brief:
        parts.append(f"It gets over by itself, though not for nothing: {', '.join(brief)}.")
    return " ".join(parts)


def _rows(ensemble: Ensemble, people: pd.DataFrame, lost: pd.DataFrame, at: pd.DataFrame, left: int) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "shock": name,
                "people missed": middle(people[name], "{:z,.0f}"),
                "of those who would have come": _share(lost, name),
                "felt for": _weeks(at.loc[name].to_dict(), left),
                "fewer people in": in_how_many(people[name]),
                "verdict": leaning(ensemble, people[name], "costs people", "brings people"),
            }
            for name in people.median().sort_values(ascending=False).index
        ]
    )


def _method(ensemble: Ensemble, runs: pd.DataFrame, left: int) -> str:
    return (
        f"Each shock, with {left} weeks left, in {of_worlds(ensemble, runs)}; each world is held against itself "
        f"without. All last {LENGTH} weeks but “{AT_ONCE}”. People missed: of the years after the shock, less what was "
        f"caught up; in brackets nine worlds in ten, and “{NOT_TOLD}” where these lie on both sides of nothing. "
        f"{MOST_WORLDS} Felt for: weeks from its start until the mean over the worlds no more "
        f"falls short by over {TOLERANCE:.0%}, with its 95 % interval. What each shock does is an assumption; of the "
        "yearly sessions of training one falls into an absence."
    )


@styled
def _figure(
    courses: dict[str, dict[str, pd.DataFrame]], table: pd.DataFrame, worst: str, start: int, years: int
) -> Figure:
    """A panel a shock: people in a year against what they would have been; and one of the people missed."""
    figure = Figure(figsize=(9.4, 6.2))
    panels = figure.subplots(2, 3).flat
    base = flow("participants", courses[CALM]["participants"])
    weeks = np.arange(start, len(base), EVERY)
    for ax, (name, (_, colour)) in zip(panels, SHOCKS.items(), strict=False):
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = 100 * flow("participants", courses[name]["participants"])[weeks] / base[weeks]
        long = (
            pd.DataFrame(ratio, weeks / WEEKS_A_YEAR).rename_axis("year").melt(value_name="ratio", ignore_index=False)
        )
        nested_course(ax, spreads(long.reset_index(), ["year"], ["ratio"]), "year", "ratio", colour)
        ax.axhline(100, color=SOFT, linewidth=0.9)
        ax.axvline(start / WEEKS_A_YEAR, **LOOK)
        ax.set(ylim=(0, 160), xlim=(start / WEEKS_A_YEAR - 0.3, years))
        ax.set_title(name, fontsize=9.5)
        ax.grid(axis="y")
    for ax in figure.axes[:4:3]:
        ax.set_ylabel("people in a year, % of those without")
    for ax in figure.axes[3:5]:
        ax.set_xlabel("years since the start")
    last, people = figure.axes[5], table[table["series"] == "participants"].reset_index(drop=True)
    nested(last, people, "loss", [colour for _, colour in SHOCKS.values()])
    last.set_yticks([])
    last.invert_yaxis()
    last.set_title("People missed, in the same order", fontsize=9.5)
    last.set_xlabel(f"people, to the end of year {years}")
    loss = people.set_index("case").loc[worst]
    titled(
        figure,
        f"The costliest shock: {worst}, {to_its_error(loss['loss_p50'], loss['loss_p50_error'], ',.0f')} people missed",
        f"Marks: {MARKED.format(worlds=int(loss['worlds']))}. Dotted: the shock; grey: "
        "not told. Each world is held against itself without it.",
    )
    return figure


QUESTION = Question(main, ensemble=True)
