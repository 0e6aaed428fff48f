"""How much depends on how many of a group become facilitators?

The study the project is named for, in worlds that agree with what was observed: 0 to 4 of a group want to lead (a wish
of c / 6 among the completers of a group of eight), with 10 training places a year (none or 2 with 40), and places that
are left over filled by partners' candidates or left empty. All else is as it is in each world.

    contagion question conversion_sweep
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.bands import nested_course
from experiments.figures.style import BLUE, VERMILLION, counts, label_ends, styled, titled
from experiments.questions.in_worlds import (
    MARKED,
    NOT_TOLD,
    in_how_many,
    more,
    of_worlds,
    runs_in_worlds,
    spreads,
    verdict,
)
from experiments.questions.publishing import Finding, Question
from experiments.studies.ensemble import Ensemble
from experiments.words.numbers import signed
from experiments.words.worlds import of_100
from models.parameters import Parameters
from models.theory.cycle import critical_conversion
from sim.laboratory.laboratory import Laboratory

COMPLETERS = 6  # of a group of eight, of whom 75 % complete
FILLED, EMPTY = "historical", "autonomous"
TOP_UP = {FILLED: "partners fill places left over", EMPTY: "participants alone are trained"}
COLOURS = {FILLED: BLUE, EMPTY: VERMILLION}
FROM, TO = 0, 2  # of a group, compared in words
IN_ROWS = (1, TO, 4)  # of a group, beside FROM
ASKED = {10: (0, 1, 2, 3, 4), 40: (FROM, TO)}  # of a group want to lead, by places a year
ASKED_QUICK = {10: (0, 2, 4), 40: (FROM, TO)}
PLACES, PEOPLE = ["places", "top_up"], "participants"
WINDOW = Parameters().group.recruiting_weeks  # the longest that a group recruits, unless it is put off
LOSSES = (0.1, 0.25, 0.5)  # a year, of which theory tells


@dataclass(frozen=True)
class Gain:
    """What it changes that so many and not `FROM` of a group want to lead, at some places.

    Attributes
    ----------
    without : float
        People if `FROM` do, in the middle of the worlds.
    more : Series
        People more, by world.
    """

    without: float
    more: pd.Series

    @property
    def middle(self) -> str:
        return signed(self.more.median())

    @property
    def told(self) -> bool:
        """Whether nine worlds in ten agree that there are more people."""
        return verdict(self.more) == "more"

    @property
    def size(self) -> str:
        """Of those without."""
        if not self.told:
            return NOT_TOLD
        return f"{self.more.median() / self.without:+.0%}" if self.without else "more than none"

    def __str__(self) -> str:
        share = f" ({self.size} of {self.without:,.0f})" if self.told and self.without else ""
        return f"{more(self.more)} people{share}, more in {in_how_many(self.more)},"


type Gains = dict[
    tuple[int, str, int], Gain
]  # by places a year, what becomes of those left over, how many want to lead


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """People reached by how many of a group want to lead, and what that changes in each world."""
    points: list[dict[str, Any]] = [
        {"places": places, "top_up": top_up, "converts": converts}
        for places, asked in (ASKED_QUICK if quick else ASKED).items()
        for top_up in TOP_UP
        for converts in asked
    ]
    return answered(runs_in_worlds(ensemble, [(point, _set(**point)) for point in points], quick, lab), ensemble)


def _set(places: int, top_up: str, converts: int) -> dict[str, float | str]:
    """What is set in every world."""
    return {"volunteering.wish": converts / COMPLETERS, "training.places": places, "training.top_up": top_up}


def gains(runs: pd.DataFrame) -> Gains:
    """What each number of people of a group changes, `FROM` left out."""
    wide = runs.pivot(index="seed", columns=[*PLACES, "converts"], values=PEOPLE).astype(float)
    made = {}
    for places, top_up, converts in wide:
        without = wide[places, top_up, FROM]
        if converts != FROM:
            made[places, top_up, converts] = Gain(without.median(), wide[places, top_up, converts] - without)
    return made


def answered(runs: pd.DataFrame, ensemble: Ensemble) -> Finding:
    """What is said of the runs."""
    made, years = gains(runs), int(runs["years"].max())
    table = spreads(runs, [*PLACES, "converts"], [PEOPLE])
    few, most = runs["places"].min(), runs["places"].max()
    filled, empty, room = (
        made[few, FILLED, TO],
        made[few, EMPTY, TO],
        made[most, FILLED, TO],
    )
    return Finding(
        answer=f"If {TO} want to lead: {empty.size} by groups alone, {filled.size} beside partners' candidates",
        sure=f"more in {in_how_many(empty.more)}, and in {in_how_many(filled.more)}",
        sentence=(
            f"If {TO} of a group want to lead and not {FROM}, the programme reaches in {years} years {filled} where "
            f"partners' candidates fill the {few} training places a year anyway, and {empty} where places left over "
            "stay empty (the middle of the worlds; in brackets nine in ten)."
        ),
        follows=_follows(filled, empty, room, few, most),
        rows=pd.DataFrame([_row(*at, gain) for at, gain in made.items() if at[-1] in IN_ROWS]),
        overturns=(
            f"What becomes of places left over: the change is {empty.middle} people where they stay empty and "
            f"{filled.middle} where partners fill them; and the number of places, with {most} of which it is "
            f"{room.middle} there. In {of_100((empty.more <= 0).mean())} of 100 worlds nothing is gained even where "
            "they stay empty."
        ),
        method=_method(of_worlds(ensemble, runs), years),
        table=table,
        figure=figure(made, table, years),
    )


def _follows(filled: Gain, empty: Gain, room: Gain, few: int, most: int) -> str:
    """By which of the three changes can be told, and how large they are."""
    said = []
    if empty.told and empty.more.median() > filled.more.median():
        said.append(
            f"Where a programme lives on its own participants, getting them to lead comes first ({empty.size} of those "
            f"without); where partners send candidates it adds less ({filled.size})."
        )
    if room.told and room.more.median() > filled.more.median():
        said.append(
            "Where they do, asking participants to lead goes together with more training places: "
            f"{room.middle} people with {most} a year, {filled.middle} with {few}."
        )
    return " ".join(said) or "Nothing: what asking participants to lead would add cannot be told from none."


def _row(places: int, top_up: str, converts: int, gain: Gain) -> dict[str, str]:
    return {
        "training places a year": f"{places:g}",
        "places left over": "to partners' candidates" if top_up == FILLED else "stay empty",
        f"people if {FROM} of a group want to lead": f"{gain.without:,.0f}",
        "want to lead": f"{converts}",
        "more people (nine worlds in ten)": more(gain.more),
        "more people in": in_how_many(gain.more),
        "verdict": f"more: {gain.size}" if gain.told else NOT_TOLD,
    }


def _method(worlds: str, years: int) -> str:
    outside = Parameters().training.outside_places
    lines = ", ".join(
        f"{critical_conversion(loss, 0):.2f} to {critical_conversion(loss, WINDOW):.2f} at a loss of {loss:g} a year"
        for loss in LOSSES
    )
    return (
        f"{worlds}, {years} years each, the same worlds for all cases: sets of all that is uncertain, each with a seed "
        "of its own. In all of them the wish to lead is set to "
        f"c / {COMPLETERS} among completers (a group of eight has {COMPLETERS}), and so are the places and what "
        f"becomes of those left over, of which partners' candidates fill at most {outside:g} a session. Numbers are "
        "the middle of the worlds, in brackets where nine in ten lie; a change is not told unless nine worlds in ten "
        "have more. By theory a network whose places never run out carries itself (R = 1) from so many of a group on: "
        f"{lines} (groups that fill at once, or recruit for {WINDOW} weeks)."
    )


@styled
def figure(made: Gains, table: pd.DataFrame, years: int) -> Figure:
    """People by how many of a group want to lead at the fewest places: two lines, in their worlds."""
    few = table["places"].min()
    drawn = Figure(figsize=(8.6, 5.2))
    ax, ends = drawn.add_subplot(), []
    for top_up, words in TOP_UP.items():
        at = table[(table["places"] == few) & (table["top_up"] == top_up)].sort_values("converts")
        nested_course(ax, at, "converts", PEOPLE, COLOURS[top_up])
        label = words.replace(" fill ", "\nfill ").replace(" alone ", "\nalone ")
        ends.append((float(at[f"{PEOPLE}_p50"].iloc[-1]), label, COLOURS[top_up]))
    ax.set(xlabel="of a group of eight, so many want to become facilitators", ylabel=f"people reached in {years} years")
    ax.set_xticks(sorted(table["converts"].unique()))
    counts(ax, 6, 1.04 * float(table.loc[table["places"] == few, f"{PEOPLE}_p95"].max()))
    label_ends(ax, ends, 0.05)
    said = ", ".join(f"{made[few, top_up, TO].middle} where {TOP_UP[top_up]}" for top_up in (EMPTY, FILLED))
    titled(
        drawn,
        f"People more in {years} years if {TO} of a group want to lead: {said}",
        f"{few:g} training places a year. Lines: {MARKED.format(worlds=int(table['worlds'].max()))}. The worlds agree "
        "with what was observed.",
    )
    return drawn


QUESTION = Question(main, ensemble=True)
