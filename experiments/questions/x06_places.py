"""X06. How many training places, how often, and from where on is something else short?

In each world of an ensemble: no seats, or 10, 20 or 40 in a session a year, or 5 or 10 in a session every 13 weeks;
seats left over filled by partners' candidates or left empty, over ten years. All else is as it is in the world:
partners' candidates fill at most `training.outside_places` seats of a session. What the seats cost is not weighed.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.evidence.words_of_worlds import of_100
from contagion.experiments.questions.asking import (
    MOST_WORLDS,
    NOT_TOLD,
    Asking,
    More,
    by_world,
    marked,
    middle,
    over_an_ensemble,
    spreads,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.charts.bands import nested_course
from contagion.experiments.say.charts.style import BLUE, SOFT, VERMILLION, counts, styled, titled
from contagion.experiments.say.numbers import to_its_error
from contagion.models.parameters import Parameters
from contagion.models.scenarios.scenario import read
from contagion.sim.model import WEEKS_A_YEAR

PLACES, PERIOD, TOP_UP = "training.places", "training.period_weeks", "training.top_up"
YEARLY, QUARTERLY = 52, 13
SESSIONS = {YEARLY: (0, 10, 20, 40), QUARTERLY: (5, 10)}  # seats of each
FILLED, EMPTY = "historical", "autonomous"
NAMES = {FILLED: "partners fill the seats left over", EMPTY: "seats left over stay empty"}
STEPS = ((0, 10), (10, 20), (20, 40))  # seats a year
OFTEN = {20: (5, QUARTERLY), 40: (10, QUARTERLY)}  # as many a year in four sessions
LOOKS = {YEARLY: ("a session a year", BLUE), QUARTERLY: ("a session every 13 weeks", VERMILLION)}
HALF = 0.5  # of the weeks

type PerSeat = dict[tuple[str, tuple[int, int]], More]  # by top-up and step


def main(asking: Asking) -> Finding:
    """Curves over the places, and from where on registrations are short."""
    points = [
        {TOP_UP: top_up, PLACES: places, PERIOD: period}
        for top_up in NAMES
        for period, some in SESSIONS.items()
        for places in some
    ]
    runs = asking.lived([(point, point) for point in points]).table
    runs = runs.assign(
        autonomy=runs["facilitators_from_groups"] / runs["facilitators_trained"],
        short=runs["short_registrations"] + runs["short_receptive"],
        seats_a_year=runs[PLACES] * (YEARLY // runs[PERIOD]),
        case=list(zip(runs[TOP_UP], runs[PLACES], runs[PERIOD], strict=True)),
    )
    people, short = (by_world(runs, "case", name) for name in ("participants", "short"))
    each = {(top_up, step): per_seat(people, asking, top_up, step) for top_up in NAMES for step in STEPS}
    table = spreads(runs, [TOP_UP, PERIOD, PLACES, "seats_a_year"], ["participants", "autonomy", "short"])
    steps = [f"{each[FILLED, (few, many)]} from {few} to {many}" for few, many in STEPS]
    shares = {many: float((short[FILLED, many, YEARLY] >= HALF).mean()) for _, many in STEPS}
    often = ", ".join(f"{of_100(share)} with {places}" for places, share in shares.items())
    (few, many), last = STEPS[-1], each[FILLED, STEPS[-1]]
    return Finding(
        answer=f"A seat beyond {few} a year adds {middle(last.values, '{:,.1f}')} people",
        sure=f"more people in {last.often}",
        sentence=f"Where {NAMES[FILLED]}, a seat more of a yearly session adds people, in {asking.years} years "
        f"{', '.join(steps)} seats, and registrations are short in half of the weeks or more in so many of 100 worlds: "
        f"{often} (medians; in brackets 90 % ranges).",
        follows=follows(each, asking.more(oftener(people, 20))),
        rows=_rows(asking, each, people, short),
        overturns=f"From {few} to {many} seats, where {NAMES[FILLED]}: {last.overturned('people a seat')}",
        method=f"{asking.worlds_of(runs)}, each run for {asking.years} years with each number of seats, the same luck "
        "each time. Seats, how often there is a session and what becomes of seats left over are set in all worlds; all "
        "else is as it is in each. A seat is one of one session: ten more a year are a hundred in ten years. "
        f"{MOST_WORLDS} What the seats cost is not weighed.",
        table=table,
        figure=_figure(table, asking.years),
    )


def seats(here: Parameters, places: int, period: int, years: int) -> int:
    """Seats of all sessions of so many years; the founders take those of the first, and more if they must."""
    sessions = len(range(here.training.first_week, years * WEEKS_A_YEAR, period))
    return max(places, here.training.founders) + (sessions - 1) * places


def per_seat(people: pd.DataFrame, asking: Asking, top_up: str, step: tuple[int, int]) -> More:
    """People more for each seat more of yearly sessions, by world."""
    few, many = step
    added, scenario = people[top_up, many, YEARLY] - people[top_up, few, YEARLY], read()
    here = [asking.over.parameters(scenario, int(world)) for world in added.index]
    further = [seats(one, many, YEARLY, asking.years) - seats(one, few, YEARLY, asking.years) for one in here]
    return asking.more(added / further, ",.1f")


def oftener(people: pd.DataFrame, a_year: int) -> pd.Series:
    """People more with four sessions a year than with one, of as many seats a year, by world."""
    return people[FILLED, *OFTEN[a_year]] - people[FILLED, a_year, YEARLY]


def follows(each: PerSeat, four: More) -> str:
    """Up to how many seats it is told that more bring more, and whether sessions should be more often."""
    told = [many for few, many in STEPS if each[FILLED, (few, many)].verdict() == "more"]
    first = (
        f"Seats up to {max(told)} a year bring more people in nine worlds in ten and more"
        if told
        else "No number of seats tried surely brings more people"
    )
    rest = "; beyond that it is not told" if told and max(told) < STEPS[-1][1] else ""
    often = four.leaning("reach more people", "reach fewer people")
    as_many = "s many seats in four sessions a year, rather than in one,"
    last = f"Whether a{as_many} reach more people is not told" if often == NOT_TOLD else f"A{as_many} {often}"
    return f"{first}{rest}. {last}."


def _rows(asking: Asking, each: PerSeat, people: pd.DataFrame, short: pd.DataFrame) -> pd.DataFrame:
    """A row a step of seats and what becomes of seats left over; then four sessions held against one."""
    pairs: list[tuple[str, Any, Any, str]] = [
        (f"{few} to {many} seats a year, {NAMES[at]}", (at, few, YEARLY), (at, many, YEARLY), str(gain))
        for (at, (few, many)), gain in each.items()
    ]
    for many, four in OFTEN.items():
        words = f"{many} seats a year in four sessions, not one; {NAMES[FILLED]}"
        pairs.append((words, (FILLED, many, YEARLY), (FILLED, *four), "as many seats"))
    rows = []
    for words, before, after, seat in pairs:
        gain = asking.more(people[after] - people[before])
        row = {"change": words, "people before": middle(people[before]), "people more": str(gain)}
        row |= {"for each seat": seat, "more in": gain.often}
        row["weeks in which registrations are then short"] = middle(100 * short[after], "{:.0f} %")
        rows.append(row | {"verdict": gain.leaning()})
    return pd.DataFrame(rows)


@styled
def _figure(table: pd.DataFrame, years: int) -> Figure:
    """People, and weeks in which registrations are short, by seats a year."""
    figure = Figure(figsize=(9.6, 7.2))
    axes = figure.subplots(2, len(NAMES), sharex=True, sharey="row")
    shown = table.assign(**{name: 100 * table[name] for name in table if name.startswith("short_")})
    for (above, below), (top_up, words) in zip(axes.T, NAMES.items(), strict=True):
        for period, (label, colour) in LOOKS.items():
            at = shown[(shown[TOP_UP] == top_up) & (shown[PERIOD] == period)]
            for ax, name in ((above, "participants"), (below, "short")):
                nested_course(ax, at, "seats_a_year", name, colour, label)
        above.set_title(words.capitalize())
        below.set_xlabel("training seats a year")
        below.axhline(100 * HALF, color=SOFT, linewidth=0.9)
        below.set_ylim(0, 100)
        below.grid(axis="y")
    axes[0, 0].set_ylabel(f"people reached in {years} years")
    axes[1, 0].set_ylabel("weeks in which registrations\nare short, %")
    counts(axes[0, 0], 6, 1.05 * table["participants_p95"].max())
    axes[0, 1].grid(axis="y")
    axes[0, 0].legend(loc="upper left", fontsize=8.5)
    yearly = table[(table[TOP_UP] == FILLED) & (table[PERIOD] == YEARLY)].set_index("seats_a_year")
    least, most = (yearly.loc[places] for places in STEPS[-1])
    few, many = (to_its_error(one["participants_p50"], one["participants_p50_error"]) for one in (least, most))
    titled(
        figure,
        f"{STEPS[-1][0]} training seats a year reach {few} people, {STEPS[-1][1]} reach {many}: registrations are "
        f"short in {least['short_p50']:.0%} and {most['short_p50']:.0%} of the weeks",
        f"Lines: {marked(table)}. The title is of a session a year whose seats left over partners fill.",
    )
    return figure


QUESTION = over_an_ensemble(main)
