"""X02. What would have happened without contagion, or without partners to fill the seats?

Conversion on and off (a third of completers wish to facilitate, or none) by top-up on and off (partners' candidates
fill seats that are left over, or nobody does), over ten years, in worlds that agree with what was
observed.

    contagion question x02_without_contagion
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.bands import band
from experiments.figures.style import BLUE, GREEN, SOFT, VERMILLION, label_ends, styled, titled
from experiments.figures.time_axis import Calendar
from experiments.questions.in_worlds import (
    by_world,
    in_how_many,
    lived_in_worlds,
    middle,
    more,
    of_worlds,
    spreads,
    verdict,
)
from experiments.questions.publishing import Finding, Question
from experiments.studies.ensemble import Ensemble
from experiments.studies.uncertainty import per_year
from experiments.words.numbers import signed
from experiments.words.worlds import of_100
from models.parameters import Parameters
from sim.laboratory.laboratory import Laboratory
from sim.model import WEEKS_A_YEAR

CONVERSION, TOP_UP = "volunteering.wish", "training.top_up"
BOTH, PARTNERS, CONTAGION, NEITHER = "contagion and partners", "partners alone", "contagion alone", "neither"
CASES: dict[str, tuple[float, str, str]] = {  # wish, top-up, colour
    BOTH: (1 / 3, "historical", BLUE),
    PARTNERS: (0.0, "historical", GREEN),
    CONTAGION: (1 / 3, "autonomous", VERMILLION),
    NEITHER: (0.0, "autonomous", SOFT),
}
PAIRS = {  # what is added, to what, with what
    "contagion, where partners fill the seats": (PARTNERS, BOTH),
    "contagion, where nobody does": (NEITHER, CONTAGION),
    "partners, where there is contagion": (CONTAGION, BOTH),
    "partners, where there is none": (NEITHER, PARTNERS),
}
PEOPLE = "participants"
SHOWN = {PEOPLE: "People reached since the start", "facilitators_active": "Active facilitators"}


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """The two-by-two table over worlds, its figure, and what it says."""
    asked = [({"case": name}, {CONVERSION: wish, TOP_UP: top_up}) for name, (wish, top_up, _) in CASES.items()]
    return answered(lived_in_worlds(ensemble, asked, quick, lab).rows("years"), ensemble)


def added(rows: pd.DataFrame) -> pd.DataFrame:
    """What each of `PAIRS` adds to the people reached at the end: a row a world, a column a pair."""
    people = by_world(rows[rows["year"] == rows["year"].max()], "case", PEOPLE)
    return pd.DataFrame({name: people[with_it] - people[without] for name, (without, with_it) in PAIRS.items()})


def answered(rows: pd.DataFrame, ensemble: Ensemble) -> Finding:
    """What is said of the four cases."""
    made, years = added(rows), int(rows["year"].max())
    beside, alone, *_ = (made[name] for name in made)
    return Finding(
        answer=f"{signed(beside.median())} people by contagion beside partners, {signed(alone.median())} alone",
        sure=f"more in {in_how_many(beside)}, and in {in_how_many(alone)}",
        sentence=(
            f"Contagion adds {more(beside)} people in {years} years where partners fill the seats that are left over, "
            f"more in {in_how_many(beside)}, and {more(alone)} where nobody does, more in {in_how_many(alone)} (the "
            "middle of the worlds; in brackets nine in ten)."
        ),
        follows=_follows(made),
        rows=_rows(rows[rows["year"] == years], made),
        overturns=(
            f"In {of_100((beside <= 0).mean())} of 100 worlds contagion adds nothing beside partners, and in "
            f"{of_100((alone <= 0).mean())} nothing where nobody fills the seats. More training places than a "
            "programme fills without it would give contagion more to do (the conversion sweep)."
        ),
        method=(
            f"{of_worlds(ensemble, rows)}, {years} years each, the same for all four cases. A third of completers wish "
            "to facilitate, or none; partners' candidates fill seats that are left over, or nobody does; both are set "
            "in all worlds, all else is as it is in each. Numbers are the middle of the worlds, in brackets where nine "
            "in ten lie. A verdict is told where nine in ten agree."
        ),
        table=spreads(rows[rows["year"].isin([3, years])], ["case", "year"], list(SHOWN)),
        figure=figure(rows, ensemble),
    )


def _follows(made: pd.DataFrame) -> str:
    """What can be counted on, and what cannot."""
    sure = [f"{name} ({signed(made[name].median())} people)" for name in made if verdict(made[name]) == "more"]
    unsure = [str(name) for name in made if verdict(made[name]) != "more"]
    return f"In nine worlds of ten there are more people by {'; '.join(sure) or 'none of the two'}." + (
        f" Not told: {'; '.join(unsure)}." if unsure else ""
    )


def _rows(last: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """The people of each case, and what each of `PAIRS` adds."""
    people = by_world(last, "case", PEOPLE)
    said = [(name, middle(people[name]), "–") for name in CASES]
    said += [(f"more by {name}", more(made[name]), verdict(made[name])) for name in made]
    return pd.DataFrame(said, columns=["people reached", "middle of the worlds (nine in ten)", "verdict"])


@styled
def figure(rows: pd.DataFrame, ensemble: Ensemble) -> Figure:
    """The course of each case, the middle of the worlds and nine in ten of them."""
    last = int(rows["year"].max())
    calendar = Calendar(Parameters().calendar.start, last * WEEKS_A_YEAR)
    drawn = Figure(figsize=(9.6, 4.4))
    for ax, (column, heading) in zip(drawn.subplots(1, 2), SHOWN.items(), strict=True):
        ends = []
        for name, (_, _, colour) in CASES.items():
            at = rows[rows["case"] == name]
            course = per_year(at, column)
            course.loc[1:, "mean"] = at.groupby("year")[column].median()
            end = band(ax, course, colour, calendar=calendar, shaded=name in (BOTH, NEITHER))
            ends.append((end, f"{name} {end:,.0f}", colour))
        ax.set(title=heading)
        calendar.draw(ax)
        ax.set_ylim(bottom=0)
        ax.grid(axis="y")
        label_ends(ax, ends, 0.062)
    titled(
        drawn,
        "Without contagion, or without partners to fill the seats",
        f"The middle of {of_worlds(ensemble, rows)}, the same for each case; bands, of the first and the last: nine in "
        "ten, year by year.",
    )
    return drawn


QUESTION = Question(main, ensemble=True)
