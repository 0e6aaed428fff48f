"""X06. How many training places, how often, and from where on is something else short?

In each world of an ensemble: no seats, or 10, 20 or 40 in a session a year, or 5 or 10 in a session every 13 weeks;
seats left over filled by partners' candidates or left empty, over ten years. All else is as it is in the world:
partners' candidates fill at most `training.outside_places` seats of a session. What the seats cost is not weighed.

    contagion question x06_places
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from contagion.experiments.drawing.bands import nested_course
from contagion.experiments.drawing.style import BLUE, SOFT, VERMILLION, counts, styled, titled
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.words import of_100
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.language.numbers import to_its_error
from contagion.experiments.questions.in_worlds import (
    MARKED,
    MOST_WORLDS,
    NOT_TOLD,
    by_world,
    in_how_many,
    leaning,
    middle,
    more,
    of_worlds,
    runs_in_worlds,
    spreads,
    verdict,
)
from contagion.experiments.questions.overturning import overturned
from contagion.experiments.questions.publishing import Finding, Question
from contagion.models.parameters import Parameters
from contagion.models.scenarios.scenario import read
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.model import WEEKS_A_YEAR

PLACES, PERIOD, TOP_UP = "training.places", "training.period_weeks", "training.top_up"
YEARLY, QUARTERLY = 52, 13
SESSIONS = {YEARLY: (0, 10, 20, 40), QUARTERLY: (5, 10)}  # seats of each
NAMES = {"historical": "partners fill the seats left over", "autonomous": "seats left over stay empty"}
STEPS = ((0, 10), (10, 20), (20, 40))  # seats a year
OFTEN = {20: (5, QUARTERLY), 40: (10, QUARTERLY)}  # as many a year in four sessions
SESSION = {YEARLY: "a session a year", QUARTERLY: "a session every 13 weeks"}
COLOURS = {YEARLY: BLUE, QUARTERLY: VERMILLION}
HALF = 0.5  # of the weeks

type Wide = dict[str, pd.DataFrame]  # of each figure, a row a world, a column a case: top-up, seats, weeks


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """Curves over the places, and from where on registrations are short."""
    points = [
        {TOP_UP: top_up, PLACES: places, PERIOD: period}
        for top_up in NAMES
        for period, seats in SESSIONS.items()
        for places in seats
    ]
    runs = runs_in_worlds(ensemble, [(point, point) for point in points], quick, lab)
    runs = runs.assign(
        autonomy=runs["facilitators_from_groups"] / runs["facilitators_trained"],
        short=runs["short_registrations"] + runs["short_receptive"],
        seats_a_year=runs[PLACES] * (YEARLY // runs[PERIOD]),
    )
    table = spreads(runs, [TOP_UP, PERIOD, PLACES, "seats_a_year"], ["participants", "autonomy", "short"])
    return answered(runs, table, ensemble)


def seats(here: Parameters, places: int, period: int, years: int) -> int:
    """Seats of all sessions of so many years; the founders take those of the first, and more if they must."""
    sessions = len(range(here.training.first_week, years * WEEKS_A_YEAR, period))
    return max(places, here.training.founders) + (sessions - 1) * places


def answered(runs: pd.DataFrame, table: pd.DataFrame, ensemble: Ensemble) -> Finding:
    """What the curves say."""
    made = runs.assign(case=list(zip(runs[TOP_UP], runs[PLACES], runs[PERIOD], strict=True)))
    wide, years = {name: by_world(made, "case", name) for name in ("participants", "short")}, int(runs["years"].iloc[0])
    each = {
        (top_up, step): per_seat(wide["participants"], ensemble, top_up, step, years)
        for top_up in NAMES
        for step in STEPS
    }
    filled, *_ = NAMES
    steps = [f"{more(each[filled, (few, many)], '{:+z,.1f}')} from {few} to {many}" for few, many in STEPS]
    last = each[filled, STEPS[-1]]
    return Finding(
        answer=f"A seat beyond {STEPS[-1][0]} a year adds {middle(last, '{:,.1f}')} people",
        sure=f"more people in {in_how_many(last)}",
        sentence=f"Where {NAMES[filled]}, a seat more of a yearly session adds people, in {years} years "
        f"{', '.join(steps)} seats, and "
        "registrations are short in half of the weeks or more in so many of 100 worlds: "
        f"{_short(wide['short'], filled)} (the middle of the worlds; in brackets its error, and nine in ten).",
        follows=_follows(ensemble, each, wide["participants"]),
        rows=pd.DataFrame(_rows(ensemble, each, wide)),
        overturns=f"From {STEPS[-1][0]} to {STEPS[-1][1]} seats, where {NAMES[filled]}: "
        f"{overturned(ensemble, last, 'people a seat', '+z,.1f')}",
        method=f"{of_worlds(ensemble, runs)}, each run for {years} years with each number of seats, the same luck each "
        "time. Seats, how often there is a session and what becomes of seats left over are set in all worlds; all else "
        "is as it is in each. A seat is one of one session: ten more a year are a hundred in ten years. "
        f"{MOST_WORLDS} What the seats cost is not weighed.",
        table=table,
        figure=_figure(table, years),
    )


def per_seat(people: pd.DataFrame, ensemble: Ensemble, top_up: str, step: tuple[int, int], years: int) -> pd.Series:
    """People more for each seat more of yearly sessions, by world."""
    over, scenario = Worlds(ensemble), read()
    few, many = step
    added = people[top_up, many, YEARLY] - people[top_up, few, YEARLY]
    here = [over.parameters(scenario, int(world)) for world in added.index]
    return added / [seats(one, many, YEARLY, years) - seats(one, few, YEARLY, years) for one in here]


def oftener(people: pd.DataFrame, top_up: str, a_year: int) -> pd.Series:
    """People more with four sessions a year than with one, of as many seats a year, by world."""
    return people[top_up, *OFTEN[a_year]] - people[top_up, a_year, YEARLY]


def _short(short: pd.DataFrame, top_up: str) -> str:
    """In how many worlds registrations are short, by seats."""
    shares = {many: float((short[top_up, many, YEARLY] >= HALF).mean()) for _, many in STEPS}
    return ", ".join(f"{of_100(share)} with {places}" for places, share in shares.items())


def _follows(ensemble: Ensemble, each: dict[tuple[str, tuple[int, int]], pd.Series], people: pd.DataFrame) -> str:
    """Up to how many seats it is told that more bring more, and whether sessions should be more often."""
    filled = next(iter(NAMES))
    told = [many for few, many in STEPS if verdict(each[filled, (few, many)]) == "more"]
    first = (
        f"Seats up to {max(told)} a year bring more people in nine worlds in ten and more"
        if told
        else "No number of seats tried surely brings more people"
    )
    rest = "; beyond that it is not told" if told and max(told) < STEPS[-1][1] else ""
    often = leaning(ensemble, oftener(people, filled, 20), "reach more people", "reach fewer people")
    four = "as many seats in four sessions a year, rather than in one,"
    last = f"whether {four} reach more people is not told" if often == NOT_TOLD else f"{four} {often}"
    return f"{first}{rest}. {last[0].upper()}{last[1:]}."


def _rows(ensemble: Ensemble, each: dict[tuple[str, tuple[int, int]], pd.Series], wide: Wide) -> list[dict[str, str]]:
    """A row a step of seats and what becomes of seats left over; then four sessions held against one."""
    people, short = wide["participants"], wide["short"]
    rows = [
        _row(ensemble, f"{few} to {many} seats a year, {NAMES[top_up]}", people[top_up, few, YEARLY],
             people[top_up, many, YEARLY], more(gain, "{:+z,.1f}"), short[top_up, many, YEARLY])
        for (top_up, (few, many)), gain in each.items()
    ]  # fmt: skip
    filled = next(iter(NAMES))
    return rows + [
        _row(ensemble, f"{a_year} seats a year in four sessions, not one; {NAMES[filled]}",
             people[filled, a_year, YEARLY], people[filled, *often], "as many seats", short[filled, *often])
        for a_year, often in OFTEN.items()
    ]  # fmt: skip


def _row(
    ensemble: Ensemble, words: str, before: pd.Series, after: pd.Series, seat: str, short: pd.Series
) -> dict[str, Any]:
    return {
        "change": words,
        "people before": middle(before),
        "people more": more(after - before),
        "for each seat": seat,
        "more in": in_how_many(after - before),
        "weeks in which registrations are then short": middle(100 * short, "{:.0f} %"),
        "verdict": leaning(ensemble, after - before),
    }


@styled
def _figure(table: pd.DataFrame, years: int) -> Figure:
    """People, and weeks in which registrations are short, by seats a year."""
    figure = Figure(figsize=(9.6, 7.2))
    axes = figure.subplots(2, len(NAMES), sharex=True, sharey="row")
    shown = table.assign(**{name: 100 * table[name] for name in table if name.startswith("short_")})
    for column, (top_up, words) in enumerate(NAMES.items()):
        above, below = axes[0, column], axes[1, column]
        for period, label in SESSION.items():
            at = shown[(shown[TOP_UP] == top_up) & (shown[PERIOD] == period)]
            for ax, name in ((above, "participants"), (below, "short")):
                nested_course(ax, at, "seats_a_year", name, COLOURS[period], label)
        above.set_title(words.capitalize())
        below.set_xlabel("training seats a year")
        _percent(below)
    axes[0, 0].set_ylabel(f"people reached in {years} years")
    axes[1, 0].set_ylabel("weeks in which registrations\nare short, %")
    counts(axes[0, 0], 6, 1.05 * table["participants_p95"].max())
    axes[0, 1].grid(axis="y")
    axes[0, 0].legend(loc="upper left", fontsize=8.5)
    least, most = (table[(table[TOP_UP] == "historical") & (table["seats_a_year"] == places)
                         & (table[PERIOD] == YEARLY)].iloc[0] for places in STEPS[-1])  # fmt: skip
    few, many = (to_its_error(one["participants_p50"], one["participants_p50_error"]) for one in (least, most))
    titled(
        figure,
        f"{STEPS[-1][0]} training seats a year reach {few} people, {STEPS[-1][1]} reach "
        f"{many}: registrations are short in {least['short_p50']:.0%} and "
        f"{most['short_p50']:.0%} of the weeks",
        f"Lines: {MARKED.format(worlds=int(table['worlds'].max()))}. The title is of a session a year whose seats left "
        "over partners fill.",
    )
    return figure


def _percent(ax: Axes) -> None:
    ax.axhline(100 * HALF, color=SOFT, linewidth=0.9)
    ax.set_ylim(0, 100)
    ax.grid(axis="y")


QUESTION = Question(main, ensemble=True)
