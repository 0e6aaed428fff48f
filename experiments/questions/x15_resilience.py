"""X15. How long is a shock felt, and what does it cost?

At the start of year 4 something is so for 52 weeks: the coordinator is away, or half of the posts, or half of the means
are cut, or no group meets in person. Beside these, which are alike in their length, three in ten of the active
facilitators stop at once. Each world of an ensemble is held against itself without a shock, which is the same until
then. Two series are looked at, week by week: the active facilitators, and the people reached in the 52 weeks up to
then.

Recovery time: weeks from the start of the shock until a series no more falls short of the other by over 5 %. A single
pair of runs also parts by luck, so it is given of the mean course over the worlds, with the interval of 400 bootstrap
samples of them. Loss area: what was missed to the end of the runs, less what was caught up, in each world.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.questions.asking import (
    MARKED,
    MOST_WORLDS,
    NOT_TOLD,
    Asked,
    Asking,
    leaders,
    middle,
    over_an_ensemble,
    spreads,
    tied,
    verdict,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.charts.bands import nested, nested_course
from contagion.experiments.say.charts.marks import LOOK
from contagion.experiments.say.charts.style import BLUE, BROWN, GREEN, INK, SOFT, VERMILLION, styled, titled
from contagion.experiments.say.numbers import to_its_error
from contagion.models.outcomes.resilience import TOLERANCE, recovery_time, resilience, yearly_flow
from contagion.models.parameters import Parameters
from contagion.sim.chance.draws import Draws, Floats
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

type Courses = dict[str, dict[str, pd.DataFrame]]  # by case and series: a row a week, a column a world


def main(asking: Asking) -> Finding:
    """The shocks, their figure, and what they say."""
    start, years = asking.much(3, 1) * WEEKS_A_YEAR, asking.years
    asked: list[Asked] = [({"case": CALM}, {})]
    asked += [({"case": name}, partial(hit, shock, start)) for name, (shock, _) in SHOCKS.items()]
    runs = asking.close_up().lived(asked)
    courses = by_case(runs.rows("weeks"))
    lost = losses(courses, start)
    table = summed_up(courses, lost, start)
    people = lost["loss_participants"].unstack("case")
    alike = people[ALIKE]
    worst, second = alike.median().sort_values(ascending=False).index[:2]
    within = leaders(tied(asking.ensemble, alike))
    ahead = asking.more(alike[worst] - alike.drop(columns=worst).max(axis=1))
    at, left = table[table["series"] == "participants"].set_index("case"), years * WEEKS_A_YEAR - start
    return Finding(
        answer=f"Costliest of {LENGTH} weeks: {within}",
        sure=f"{worst}: costliest in {ahead.often}",
        sentence=f"Of {len(ALIKE)} shocks that all last {LENGTH} weeks, from year {start // WEEKS_A_YEAR + 1} on, the "
        f"costliest is {within}: with “{worst}” {middle(people[worst])} people are missed by the end of year {years} "
        f"(medians; in brackets 90 % ranges), {_share(lost, worst)} of those who would have come; "
        f"it is felt for {weeks_of(at.loc[worst], left)}.",
        follows=_follows(people, at, worst, left),
        rows=rows_of_shocks(asking, people, lost, at, left),
        overturns=f"That “{worst}” costs more people than “{second}”: "
        f"{asking.more(people[worst] - people[second]).overturned('people')}",
        method=f"Each shock, with {left} weeks left, in {asking.worlds_of(runs.table)}; each world is held against "
        f"itself without. All last {LENGTH} weeks but “{AT_ONCE}”. People missed: of the years after the shock, less "
        f"what was caught up; in brackets nine worlds in ten, and “{NOT_TOLD}” where these lie on both sides of "
        f"nothing. {MOST_WORLDS} Felt for: weeks from its start until the mean over the worlds no more falls short by "
        f"over {TOLERANCE:.0%}, with its 95 % interval. What each shock does is an assumption; of the yearly sessions "
        "of training one falls into an absence.",
        table=table,
        figure=_figure(courses, table, worst, start, years),
    )


def hit(shock: dict[str, Any], start: int, parameters: Parameters) -> Parameters:
    """Parameters with a shock from a week on."""
    return Parameters.model_validate({**parameters.model_dump(), "shock": [shock | {"from": start}]})


def by_case(weeks: pd.DataFrame) -> Courses:
    """The courses in the worlds that all cases have."""
    wide = {
        (str(name), of): rows.pivot(index="week", columns="seed", values=of)
        for name, rows in weeks.groupby("case", sort=False)
        for of in SERIES
    }
    worlds = sorted(set.intersection(*(set(table.columns) for table in wide.values())))
    return {name: {of: wide[name, of][worlds] for of in SERIES} for name, _ in wide}


def flow(of: str, course: pd.DataFrame) -> Floats:
    """The series that is looked at, shape (weeks, worlds): a stock as it is, people of the last 52 weeks."""
    values = course.to_numpy(float)
    return values if of == "facilitators_active" else np.apply_along_axis(yearly_flow, 0, values)


def of_the_means(base: Floats, shocked: Floats, start: int, seed: int = 0) -> tuple[float, float, float]:
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


def losses(courses: Courses, start: int) -> pd.DataFrame:
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


def summed_up(courses: Courses, lost: pd.DataFrame, start: int) -> pd.DataFrame:
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


def weeks_of(row: pd.Series, left: int) -> str:
    """A recovery time with its interval."""
    ends = (row[name] for name in ("of_means", "of_means_low", "of_means_high"))
    best, low, high = (f"over {left}" if value == np.inf else f"{value:.0f}" for value in ends)
    return f"{best} weeks" if low == best == high else f"{best} weeks ({low} to {high})"


def _share(lost: pd.DataFrame, name: str) -> str:
    return middle(lost.loc[name]["share"], "{:z.0%}")


def _follows(people: pd.DataFrame, at: pd.DataFrame, worst: str, left: int) -> str:
    clear = [name for name in SHOCKS if verdict(people[name]) == "more"]
    if not clear:
        return "No shock is told to cost people in nine worlds of ten."
    lasting = [name for name in clear if at.loc[name, "of_means"] == np.inf]
    brief = [name for name in clear if name not in lasting]
    said = f"Provide first against “{worst}”."
    said += f" Within {left} weeks the programme does not get over: {', '.join(lasting)}." if lasting else ""
    return said + (f" It gets over by itself, though not for nothing: {', '.join(brief)}." if brief else "")


def rows_of_shocks(
    asking: Asking, people: pd.DataFrame, lost: pd.DataFrame, at: pd.DataFrame, left: int
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "shock": name,
            "people missed": middle(people[name], "{:z,.0f}"),
            "of those who would have come": _share(lost, name),
            "felt for": weeks_of(at.loc[name], left),
            "fewer people in": asking.more(people[name]).often,
            "verdict": asking.more(people[name]).leaning("costs people", "brings people"),
        }
        for name in people.median().sort_values(ascending=False).index
    )


@styled
def _figure(courses: Courses, table: pd.DataFrame, worst: str, start: int, years: int) -> Figure:
    """A panel a shock: people in a year against what they would have been; and one of the people missed."""
    figure = Figure(figsize=(9.4, 6.2))
    panels = figure.subplots(2, 3).flat
    base = flow("participants", courses[CALM]["participants"])
    weeks = np.arange(start, len(base), EVERY)
    for ax, (name, (_, colour)) in zip(panels, SHOCKS.items(), strict=False):
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = 100 * flow("participants", courses[name]["participants"])[weeks] / base[weeks]
        rows = pd.DataFrame(ratio, pd.Index(weeks / WEEKS_A_YEAR, name="year"))
        long = rows.melt(value_name="ratio", ignore_index=False).reset_index()
        nested_course(ax, spreads(long, ["year"], ["ratio"]), "year", "ratio", colour)
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


QUESTION = over_an_ensemble(main)
