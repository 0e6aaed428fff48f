"""X02. What would have happened without contagion, or without partners to fill the seats?

Conversion on and off (a third of completers wish to facilitate, or none) by top-up on and off (partners' candidates
fill seats that are left over, or nobody does), over ten years, in worlds that agree with what was
observed.

    contagion question x02_without_contagion
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.bands import band
from experiments.figures.style import BLUE, GREEN, SOFT, VERMILLION, label_ends, styled, titled
from experiments.figures.time_axis import Calendar
from experiments.questions.publishing import Finding, Question
from experiments.studies.ensemble import Ensemble
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import per_year
from experiments.studies.worlds import Worlds
from experiments.words.numbers import signed
from experiments.words.worlds import of_100
from models.parameters import Parameters
from models.runs.cases import changed
from models.scenarios.scenario import read
from sim.laboratory.laboratory import Laboratory
from sim.model import WEEKS_A_YEAR
from sim.statistics.spread import spread

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
SHOWN = {"participants": "People reached since the start", "facilitators_active": "Active facilitators"}
WORLDS, WORLDS_QUICK = 100, 4


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """The two-by-two table over worlds, its figure, and what it says."""
    lab, over, reference = lab or laboratory(), Worlds(ensemble), read()
    cases = [
        over.case(reference, partial(changed, values={CONVERSION: wish, TOP_UP: top_up}), case=name)
        for name, (wish, top_up, _) in CASES.items()
    ]
    number, years = (WORLDS_QUICK, 4) if quick else (WORLDS, 10)
    rows = lab.run(cases, range(1, number + 1), years).rows("years")
    title = ensemble.about.get("title", ensemble.name)
    return answered(rows, changes(rows), figure(rows, title), title)


def changes(rows: pd.DataFrame) -> pd.DataFrame:
    """What each of `PAIRS` adds to the people reached at the end, world by world, and the people without."""
    last = rows[rows["year"] == rows["year"].max()].pivot(index="seed", columns="case", values="participants")
    made = last.astype(float)
    return pd.DataFrame(
        {"added": name, "base": made[without].median(), **spread(made[with_it] - made[without])}
        for name, (without, with_it) in PAIRS.items()
    )


def answered(rows: pd.DataFrame, made: pd.DataFrame, drawn: Figure, title: str) -> Finding:
    """What is said of the four cases."""
    at, years, worlds = made.set_index("added"), int(rows["year"].max()), rows["seed"].nunique()
    of = {name: at.loc[name] for name in PAIRS}
    with_partners, alone, *_ = of.values()
    ends = {name: spread(people) for name, people in _people(rows, years).items()}
    return Finding(
        answer=f"{signed(with_partners['p50'])} people by contagion beside partners, {signed(alone['p50'])} alone",
        sure=f"more in {of_100(with_partners['above'])} and in {of_100(alone['above'])} of 100 worlds",
        sentence=(
            f"Contagion adds {_added(with_partners)} in {years} years where partners fill the seats that are left "
            f"over, and {_added(alone)} where nobody does."
        ),
        follows=_follows(of),
        rows=pd.DataFrame(
            [_row(name, ends[name]) for name in CASES] + [_row(f"more by {name}", row, "+") for name, row in of.items()]
        ),
        overturns=(
            f"In {of_100(1 - with_partners['above'])} of 100 worlds contagion adds nothing beside partners, and in "
            f"{of_100(1 - alone['above'])} nothing where nobody fills the seats. More training places than a programme "
            "fills without it would give contagion more to do (the conversion sweep)."
        ),
        method=(
            f"{worlds} worlds that agree with what was observed ({title}), {years} years each, the same for all four "
            "cases. A third of completers wish to facilitate, or none; partners' candidates fill seats that are left "
            "over, or nobody does; both are set in all worlds, all else is as it is in each. Numbers are the middle of "
            "the worlds, in brackets where nine in ten lie. A verdict is told where nine in ten agree."
        ),
        table=pd.concat([_table(rows), made], ignore_index=True),
        figure=drawn,
    )


def _follows(of: dict[str, Any]) -> str:
    """What can be counted on, and what cannot."""
    sure = [f"{name} ({signed(row['p50'])} people)" for name, row in of.items() if row["p5"] > 0]
    open_ = [name for name, row in of.items() if not row["p5"] > 0]
    return f"In nine worlds of ten there are more people by {'; '.join(sure) or 'none of the two'}." + (
        f" Not told: {'; '.join(open_)}." if open_ else ""
    )


def _people(rows: pd.DataFrame, year: int) -> dict[str, pd.Series]:
    at = rows[rows["year"] == year]
    return {name: at.loc[at["case"] == name, "participants"] for name in CASES}


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """Where each figure of a case lies over the worlds, after three years and at the end."""
    years = dict.fromkeys([3, int(rows["year"].max())])
    return pd.DataFrame(
        {"case": name, "year": year, "figure": shown, **_without_share(spread(at[shown]))}
        for name in CASES
        for year in years
        for at in [rows[(rows["case"] == name) & (rows["year"] == year)]]
        for shown in SHOWN
    )


def _without_share(made: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in made.items() if name != "above"}


def _added(row: Any) -> str:
    return (
        f"{signed(row['p50'])} people ({signed(row['p5'])} to {signed(row['p95'])} in nine worlds of ten; more in "
        f"{of_100(row['above'])} of 100)"
    )


def _row(name: str, row: Any, sign: str = "") -> dict[str, str]:
    middle, low, high = (f"{row[end]:{sign},.0f}" for end in ("p50", "p5", "p95"))
    verdict = ("yes" if row["p5"] > 0 else "not told") if sign else "–"
    return {
        "people reached": name,
        "middle of the worlds": middle,
        "nine in ten": f"{low} to {high}",
        "verdict": verdict,
    }


@styled
def figure(rows: pd.DataFrame, title: str) -> Figure:
    """The course of each case, the middle of the worlds and nine in ten of them."""
    last, worlds = int(rows["year"].max()), rows["seed"].nunique()
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
        f"The middle of {worlds} worlds that agree with what was observed ({title}), the same for each case; bands, of "
        "the first and the last: nine in ten, year by year.",
    )
    return drawn


QUESTION = Question(main, ensemble=True)
