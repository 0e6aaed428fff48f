"""X08. The demand side: what brings people, partners, invitations or word of mouth, and when are registrations short?

In each world of an ensemble, from the values that it has: no contacts of the coordinator with partners, 2 or 8 a month
in place of 4; nobody invited, or twice as many; invitations half or twice as strong; and twice the invitations in place
of all contacts. Over ten years; all else is as it is in the world. R_P is the share of participants whom a participant
or a facilitator of a group brought along; what was short is read week by week.

    contagion question x08_demand
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from contagion.experiments.drawing.bands import nested
from contagion.experiments.drawing.style import BLUE, GREEN, PURPLE, VERMILLION, styled, titled
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.questions.in_worlds import (
    MARKED,
    by_world,
    in_how_many,
    in_most,
    in_short,
    leaning,
    middle,
    more,
    of_worlds,
    runs_in_worlds,
    spreads,
)
from contagion.experiments.questions.overturning import overturned
from contagion.experiments.questions.publishing import Finding, Question
from contagion.models.outcomes.shortages import SHORTAGES
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import changed
from contagion.sim.laboratory.laboratory import Laboratory

CONTACTS = "partners.contacts_per_month"
INVITED = ("invitations.per_completer", "invitations.per_facilitator")
STRENGTH = ("registering.word_of_mouth", "registering.facilitator")
BASE = "as it is"
NONE, TWICE = "no contacts with partners", "twice the contacts with partners"
NOBODY, INSTEAD = "nobody is invited", "no contacts, twice the invitations"
TIMES: dict[str, tuple[str, dict[str, float]]] = {
    NONE: (BLUE, {CONTACTS: 0.0}),
    "half the contacts with partners": (BLUE, {CONTACTS: 0.5}),
    TWICE: (BLUE, {CONTACTS: 2.0}),
    NOBODY: (VERMILLION, dict.fromkeys(INVITED, 0.0)),
    "twice the invitations": (VERMILLION, dict.fromkeys(INVITED, 2.0)),
    "invitations half as strong": (GREEN, dict.fromkeys(STRENGTH, 0.5)),
    "invitations twice as strong": (GREEN, dict.fromkeys(STRENGTH, 2.0)),
    INSTEAD: (PURPLE, {CONTACTS: 0.0, **dict.fromkeys(INVITED, 2.0)}),
}
SHORT = ("short_registrations", "short_receptive")  # registrations are short
FIGURES = ["participants", "r_participants", "r_word_of_mouth", "short", *(f"short_{name}" for name in SHORTAGES)]
CHANGES = ["participants", "r_participants", "short"]


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """What each change makes of people, R_P and what was short, their figure, and what they say."""
    asked = [({"case": BASE}, {}), *(({"case": name}, partial(step, times=by)) for name, (_, by) in TIMES.items())]
    runs = runs_in_worlds(ensemble, asked, quick, lab)
    return answered(runs.assign(short=runs[list(SHORT)].sum(axis=1)), ensemble)


def step(here: Parameters, times: dict[str, float]) -> Parameters:
    """Each parameter so many times what it is in the world."""
    return changed(here, {name: by * here.get(name) for name, by in times.items()})


def differences(runs: pd.DataFrame) -> pd.DataFrame:
    """A row a change and world: what it makes of people, R_P and the share of weeks in which registrations are
    short."""
    wide = {name: by_world(runs, "case", name) for name in CHANGES}
    return pd.concat(
        [
            pd.DataFrame({"case": name, **{of: table[name] - table[BASE] for of, table in wide.items()}}).reset_index()
            for name in TIMES
        ],
        ignore_index=True,
    )


def answered(runs: pd.DataFrame, ensemble: Ensemble) -> Finding:
    """What the changes say."""
    made, years = differences(runs), int(runs["years"].iloc[0])
    people = {str(name): at.set_index("seed")["participants"] for name, at in made.groupby("case", sort=False)}
    base = runs[runs["case"] == BASE]
    lost = people[NOBODY] - people[NONE]  # more than nothing where to do without contacts costs more
    table = spreads(runs, ["case"], FIGURES).merge(
        spreads(made, ["case"], CHANGES).drop(columns="worlds"), on="case", how="left", suffixes=("", "_change")
    )
    return Finding(
        answer=f"Without contacts {more(people[NONE])} people; nobody invited {more(people[NOBODY])}",
        sure=f"contacts matter more than invitations in {in_how_many(lost)}",
        sentence=f"In {years} years, without contacts with partners {more(people[NONE])} people come, with twice as "
        f"many contacts {more(people[TWICE])}, and where nobody is invited {more(people[NOBODY])}, beside "
        f"{middle(base['participants'])} as it is (middle of the worlds; in brackets nine in ten); registrations are "
        f"short in {middle(100 * base['short'], '{:.0f} %')} of the weeks as it is.",
        follows=_follows(ensemble, people, lost),
        rows=pd.DataFrame(_rows(ensemble, made, base)),
        overturns=f"What contacts are worth beyond invitations: {overturned(ensemble, lost, 'people')}",
        method=f"{of_worlds(ensemble, runs)}, each run for {years} years as it is and with each change, the same luck "
        "each time. Contacts are 4 a month as it is; how many people are invited, by completers and by facilitators, "
        "and how strong that is, are assumptions that vary between the worlds, and each change is from what they are "
        "there. Most worlds means that the 95 % interval of their share, over sets of values, leaves out a half. R_P "
        "is the share of participants whom a participant or a facilitator of a group brought along.",
        table=table,
        figure=_figure(made, people, years),
    )


def _follows(ensemble: Ensemble, people: dict[str, pd.Series], lost: pd.Series) -> str:
    """What to do, by what is told in most worlds."""
    which, enough, twice = (in_most(ensemble, values) for values in (lost, people[INSTEAD], people[TWICE]))
    contacts, invitations = "contacts with partners", "invitations by those who were there"
    first = {
        1: f"In most worlds {contacts} bring more people than {invitations}",
        -1: f"In most worlds {invitations} bring more people than {contacts}",
        0: f"Whether {contacts} or {invitations} bring more people is not told",
    }[which]
    second = {
        1: "twice the invitations in place of all contacts reach more people",
        -1: "twice the invitations do not make up for having no contacts",
        0: "whether twice the invitations make up for having no contacts is not told",
    }[enough]
    third = {
        1: "Twice the contacts reach more people in most worlds",
        -1: "Twice the contacts reach fewer people in most worlds",
        0: "Whether twice the contacts reach more people is not told",
    }[twice]
    return f"{first}; {second}. {third}."


def _rows(ensemble: Ensemble, made: pd.DataFrame, base: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for name, at in made.groupby("case", sort=False):
        change = at.set_index("seed")["participants"]
        rows.append(
            {
                "change": name,
                "people": more(change),
                "R_P": more(at["r_participants"], "{:+z.2f}"),
                "weeks in which registrations are short, points": more(100 * at["short"], "{:+z.0f}"),
                "more people in": in_how_many(change),
                "verdict": leaning(ensemble, change),
            }
        )
    return rows


@styled
def _figure(made: pd.DataFrame, people: dict[str, pd.Series], years: int) -> Figure:
    """What each change makes of people and of the weeks in which registrations are short."""
    table = spreads(made.assign(short=100 * made["short"]), ["case"], CHANGES)
    figure = Figure(figsize=(9.6, 4.8))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=[3, 2])
    _changes(left, table, "participants", f"people in {years} years", "People reached")
    _changes(right, table, "short", "points of a hundred weeks", "Weeks short of registrations")
    left.set_yticks(range(len(table)), table["case"])
    left.invert_yaxis()
    titled(
        figure,
        f"Without contacts with partners {in_short(people[NONE], '+,.0f')} people, and where nobody is invited "
        f"{in_short(people[NOBODY], '+,.0f')}",
        f"Change from each world as it is: {MARKED.format(worlds=int(table['worlds'].max()))}; grey: on both sides of "
        "nothing. The title is of the middles.",
    )
    return figure


def _changes(ax: Axes, table: pd.DataFrame, name: str, unit: str, title: str) -> None:
    nested(ax, table, name, [TIMES[case][0] for case in table["case"]])
    ax.set(xlabel=unit, title=title)


QUESTION = Question(main, ensemble=True)
