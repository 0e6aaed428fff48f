"""How much depends on how many of a group become facilitators?

The study the project is named for, in worlds that agree with what was observed: 0 to 4 of a group want to lead (a wish
of c / 6 among the completers of a group of eight), with 10 training places a year (none or 2 with 40), and places that
are left over filled by partners' candidates or left empty. All else is as it is in each world.

    contagion question conversion_sweep
"""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, VERMILLION, counts, label_ends, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.ensemble import Ensemble
from experiments.studies.lab import laboratory
from experiments.studies.worlds import Worlds
from experiments.words.numbers import signed
from experiments.words.worlds import of_100
from models.parameters import Parameters
from models.runs.cases import changed
from models.scenarios.scenario import read
from models.theory.cycle import critical_conversion
from sim.laboratory.laboratory import Laboratory
from sim.statistics.spread import spread

COMPLETERS = 6  # of a group of eight, of whom 75 % complete
FILLED, EMPTY = "historical", "autonomous"
TOP_UP = {FILLED: "partners fill places left over", EMPTY: "participants alone are trained"}
COLOURS = {FILLED: BLUE, EMPTY: VERMILLION}
FROM, TO = 0, 2  # of a group, compared in words
ASKED = {10: (0, 1, 2, 3, 4), 40: (FROM, TO)}  # of a group want to lead, by places a year
ASKED_QUICK = {10: (0, 2, 4), 40: (FROM, TO)}
WORLDS, WORLDS_QUICK = 100, 4
WINDOW = Parameters().group.recruiting_weeks  # the longest that a group recruits, unless it is put off
LOSSES = (0.1, 0.25, 0.5)  # a year, of which theory tells


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """People reached by how many of a group want to lead, and what that changes in each world."""
    lab, over, scenario = lab or laboratory(), Worlds(ensemble), read()
    cases = []
    for (places, asked), top_up in product(ASKED_QUICK.items() if quick else ASKED.items(), TOP_UP):
        for converts in asked:
            values = {"volunteering.wish": converts / COMPLETERS, "training.places": places, "training.top_up": top_up}
            point = {"converts": converts, "places": places, "top_up": top_up}
            cases.append(over.case(scenario, partial(changed, values=values), **point))
    number, years = (WORLDS_QUICK, 3) if quick else (WORLDS, 10)
    runs = lab.run(cases, range(1, number + 1), years).table
    made = runs.groupby(["places", "top_up", "converts"], sort=False)["participants"]
    table = made.apply(lambda people: pd.Series(spread(people) | {"worlds": len(people)})).unstack().reset_index()
    return answered(changes(runs), table.drop(columns="above"), years, ensemble.about.get("title", ensemble.name))


def changes(runs: pd.DataFrame) -> pd.DataFrame:
    """What it changes that `TO` and not `FROM` of a group want to lead, world by world: a row a number of places and
    kind of top-up, with the people without and the spread of the change."""
    rows: list[dict[str, Any]] = []
    for _, at in runs.groupby(["places", "top_up"], sort=False):
        people = at.pivot(index="seed", columns="converts", values="participants").astype(float)
        point = at.iloc[0][["places", "top_up"]].to_dict()
        rows.append({**point, "base": people[FROM].median(), **spread(people[TO] - people[FROM])})
    return pd.DataFrame(rows)


def answered(made: pd.DataFrame, table: pd.DataFrame, years: int, title: str) -> Finding:
    """What is said of the changes."""
    at, (few, most) = made.set_index(["places", "top_up"]), (made["places"].min(), made["places"].max())
    filled, empty, room = at.loc[few, FILLED], at.loc[few, EMPTY], at.loc[most, FILLED]
    worlds = int(table["worlds"].max())
    return Finding(
        answer=f"If {TO} want to lead: {_size(empty)} by groups alone, {_size(filled)} beside partners' candidates",
        sure=f"more in {of_100(empty['above'])} and in {of_100(filled['above'])} of 100 worlds",
        sentence=(
            f"If {TO} of a group want to lead and not {FROM}, the programme reaches {_more(filled)} in {years} years "
            f"where partners' candidates fill the {few} training places a year anyway, and {_more(empty)} where places "
            "left over stay empty."
        ),
        follows=_follows(filled, empty, room, few, most),
        rows=pd.DataFrame([_row(row) for row in made.to_dict("records")]),
        overturns=_overturns(at, few, most),
        method=_method(worlds, years, title),
        table=pd.concat([table.assign(what="people"), made.assign(what=f"more with {TO}")], ignore_index=True),
        figure=figure(made, table, years, title),
    )


def _told(row: Any) -> bool:
    """Whether nine worlds in ten agree that there are more people."""
    return row["p5"] > 0


def _size(row: Any) -> str:
    if not _told(row):
        return "not told"
    return f"{row['p50'] / row['base']:+.0%}" if row["base"] else "more than none"


def _more(row: Any) -> str:
    share = f"{row['p50'] / row['base']:+.0%} of {row['base']:,.0f}, " if row["base"] else ""
    return (
        f"{signed(row['p50'])} people ({share}{signed(row['p5'])} to {signed(row['p95'])} in nine worlds of ten; more "
        f"in {of_100(row['above'])} of 100)"
    )


def _follows(filled: Any, empty: Any, room: Any, few: int, most: int) -> str:
    """By which of the three changes can be told, and how large they are."""
    said = []
    if _told(empty) and empty["p50"] > filled["p50"]:
        said.append(
            f"Where a programme lives on its own participants, getting them to lead comes first ({_size(empty)} "
            f"of those without); where partners send candidates it adds less ({_size(filled)})."
        )
    if _told(room) and room["p50"] > filled["p50"]:
        said.append(
            "Where they do, asking participants to lead goes together with more training places: "
            f"{signed(room['p50'])} people with {most} a year, {signed(filled['p50'])} with {few}."
        )
    return " ".join(said) or "Nothing: what asking participants to lead would add cannot be told from none."


def _row(row: dict[Any, Any]) -> dict[str, str]:
    return {
        "training places a year": f"{row['places']:g}",
        "places left over": "to partners' candidates" if row["top_up"] == FILLED else "stay empty",
        f"people if {FROM} of a group want to lead": f"{row['base']:,.0f}",
        f"more if {TO} do (nine worlds in ten)": f"{signed(row['p50'])} ({signed(row['p5'])} to {signed(row['p95'])})",
        "worlds with more, of 100": of_100(row["above"]),
        "verdict": f"more: {_size(row)}" if _told(row) else "not told",
    }


def _overturns(at: pd.DataFrame, few: int, most: int) -> str:
    return (
        f"What becomes of places left over: the change is {signed(at.loc[few, EMPTY]['p50'])} people where they stay "
        f"empty and {signed(at.loc[few, FILLED]['p50'])} where partners fill them; and the number of places, with "
        f"{most} of which it is {signed(at.loc[most, FILLED]['p50'])} there. In "
        f"{of_100(1 - at.loc[few, EMPTY]['above'])} of 100 worlds nothing is gained even where they stay empty."
    )


def _method(worlds: int, years: int, title: str) -> str:
    outside = Parameters().training.outside_places
    lines = ", ".join(
        f"{critical_conversion(loss, 0):.2f} to {critical_conversion(loss, WINDOW):.2f} at a loss of {loss:g} a year"
        for loss in LOSSES
    )
    return (
        f"{worlds} worlds that agree with what was observed ({title}), {years} years each, the same worlds for all "
        "cases: sets of all that is uncertain, each with a seed of its own. In all of them the wish to lead is set to "
        f"c / {COMPLETERS} among completers (a group of eight has {COMPLETERS}), and so are the places and what "
        f"becomes of those left over, of which partners' candidates fill at most {outside:g} a session. Numbers are "
        "the middle of the worlds, in brackets where nine in ten lie; a change is not told unless nine worlds in ten "
        "have more. By theory a network whose places never run out carries itself (R = 1) from so many of a group on: "
        f"{lines} (groups that fill at once, or recruit for {WINDOW} weeks)."
    )


@styled
def figure(made: pd.DataFrame, table: pd.DataFrame, years: int, title: str) -> Figure:
    """People by how many of a group want to lead at the fewest places: two lines, in their worlds."""
    few = made["places"].min()
    drawn = Figure(figsize=(8.6, 5.2))
    ax = drawn.add_subplot()
    ends = []
    for top_up, words in TOP_UP.items():
        at = table[(table["places"] == few) & (table["top_up"] == top_up)].sort_values("converts")
        x, colour = at["converts"].to_numpy(float), COLOURS[top_up]
        ax.fill_between(x, at["p5"], at["p95"], color=colour, alpha=0.10, linewidth=0)
        ax.fill_between(x, at["p25"], at["p75"], color=colour, alpha=0.25, linewidth=0)
        ax.plot(x, at["p50"], color=colour, marker="o", markersize=6, linewidth=2.4)
        ends.append(
            (float(at["p50"].iloc[-1]), words.replace(" fill ", "\nfill ").replace(" alone ", "\nalone "), colour)
        )
    ax.set(xlabel="of a group of eight, so many want to become facilitators", ylabel=f"people reached in {years} years")
    ax.set_xticks(sorted(table["converts"].unique()))
    counts(ax, 6, 1.04 * float(table.loc[table["places"] == few, "p95"].max()))
    label_ends(ax, ends, 0.05)
    more = made.set_index(["places", "top_up"]).loc[few, "p50"]
    said = ", ".join(f"{signed(more[top_up])} where {TOP_UP[top_up]}" for top_up in (EMPTY, FILLED))
    titled(
        drawn,
        f"People more in {years} years if {TO} of a group want to lead: {said}",
        f"{few:g} training places a year. Lines: the middle of {int(table['worlds'].max())} worlds; dark: half of "
        "them; pale: nine in ten. They agree "
        f"with what was observed: {title}.",
    )
    return drawn


QUESTION = Question(main, ensemble=True)
