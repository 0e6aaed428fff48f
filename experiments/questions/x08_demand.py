"""X08. The demand side: what brings people, partners, invitations or word of mouth, and when are registrations short?

In each world of an ensemble, from the values that it has: no contacts of the coordinator with partners, 2 or 8 a month
in place of 4; nobody invited, or twice as many; invitations half or twice as strong; and twice the invitations in place
of all contacts. Over ten years; all else is as it is in the world. R_P is the share of participants whom a participant
or a facilitator of a group brought along; what was short is read week by week.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.questions.asking import (
    Asking,
    More,
    by_world,
    in_short,
    marked,
    middle,
    more,
    over_an_ensemble,
    spreads,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.charts.bands import nested
from contagion.experiments.say.charts.style import BLUE, GREEN, PURPLE, VERMILLION, styled, titled
from contagion.models.outcomes.shortages import SHORTAGES
from contagion.models.parameters import Parameters
from contagion.models.runs.study import changed

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


def main(asking: Asking) -> Finding:
    """What each change makes of people, R_P and what was short, their figure, and what they say."""
    asked = [({"case": BASE}, {}), *(({"case": name}, partial(step, times=by)) for name, (_, by) in TIMES.items())]
    runs = asking.lived(asked).table
    runs = runs.assign(short=runs[list(SHORT)].sum(axis=1))
    made = differences(runs)
    people = {str(name): asking.more(at.set_index("seed")["participants"]) for name, at in made.groupby("case")}
    base = runs[runs["case"] == BASE]
    lost = asking.more(people[NOBODY].values - people[NONE].values)  # where to do without contacts costs more
    table = spreads(runs, ["case"], FIGURES).merge(
        spreads(made, ["case"], CHANGES).drop(columns="worlds"), on="case", how="left", suffixes=("", "_change")
    )
    return Finding(
        answer=f"Without contacts {people[NONE]} people; nobody invited {people[NOBODY]}",
        sure=f"contacts matter more than invitations in {lost.often}",
        sentence=f"In {asking.years} years, without contacts with partners {people[NONE]} people come, with twice as "
        f"many contacts {people[TWICE]}, and where nobody is invited {people[NOBODY]}, beside "
        f"{middle(base['participants'])} as it is (middle of the worlds; in brackets nine in ten); registrations are "
        f"short in {middle(100 * base['short'], '{:.0f} %')} of the weeks as it is.",
        follows=follows(people, lost),
        rows=pd.DataFrame(
            {
                "change": name,
                "people": str(people[str(name)]),
                "R_P": more(at["r_participants"], "{:+z.2f}"),
                "weeks in which registrations are short, points": more(100 * at["short"], "{:+z.0f}"),
                "more people in": people[str(name)].often,
                "verdict": people[str(name)].leaning(),
            }
            for name, at in made.groupby("case", sort=False)
        ),
        overturns=f"What contacts are worth beyond invitations: {lost.overturned('people')}",
        method=f"{asking.worlds_of(runs)}, each run for {asking.years} years as it is and with each change, the same "
        "luck each time. Contacts are 4 a month as it is; how many people are invited, by completers and by "
        "facilitators, and how strong that is, are assumptions that vary between the worlds, and each change is from "
        "what they are there. Most worlds means that the 95 % interval of their share, over sets of values, leaves out "
        "a half. R_P is the share of participants whom a participant or a facilitator of a group brought along.",
        table=table,
        figure=_figure(made, people, asking.years),
    )


def step(here: Parameters, times: dict[str, float]) -> Parameters:
    """Each parameter so many times what it is in the world."""
    return changed(here, {name: by * here.get(name) for name, by in times.items()})


def differences(runs: pd.DataFrame) -> pd.DataFrame:
    """A row a change and world: what it makes of people, R_P and the share of weeks in which registrations are
    short."""
    wide = {name: by_world(runs, "case", name) for name in CHANGES}
    made = [
        pd.DataFrame({"case": name, **{of: table[name] - table[BASE] for of, table in wide.items()}}).reset_index()
        for name in TIMES
    ]
    return pd.concat(made, ignore_index=True)


def follows(people: Mapping[str, More], lost: More) -> str:
    """What to do, by what is told in most worlds."""
    contacts, invitations = "contacts with partners", "invitations by those who were there"
    first = {
        1: f"In most worlds {contacts} bring more people than {invitations}",
        -1: f"In most worlds {invitations} bring more people than {contacts}",
        0: f"Whether {contacts} or {invitations} bring more people is not told",
    }[lost.most]
    second = {
        1: "twice the invitations in place of all contacts reach more people",
        -1: "twice the invitations do not make up for having no contacts",
        0: "whether twice the invitations make up for having no contacts is not told",
    }[people[INSTEAD].most]
    third = {
        1: "Twice the contacts reach more people in most worlds",
        -1: "Twice the contacts reach fewer people in most worlds",
        0: "Whether twice the contacts reach more people is not told",
    }[people[TWICE].most]
    return f"{first}; {second}. {third}."


@styled
def _figure(made: pd.DataFrame, people: Mapping[str, More], years: int) -> Figure:
    """What each change makes of people and of the weeks in which registrations are short."""
    table = spreads(made.assign(short=100 * made["short"]), ["case"], CHANGES)
    figure = Figure(figsize=(9.6, 4.8))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=[3, 2])
    for ax, name in ((left, "participants"), (right, "short")):
        nested(ax, table, name, [TIMES[case][0] for case in table["case"]])
    left.set(xlabel=f"people in {years} years", title="People reached")
    right.set(xlabel="points of a hundred weeks", title="Weeks short of registrations")
    left.set_yticks(range(len(table)), table["case"])
    left.invert_yaxis()
    none, nobody = (in_short(people[name].values, "+,.0f") for name in (NONE, NOBODY))
    titled(
        figure,
        f"Without contacts with partners {none} people, and where nobody is invited {nobody}",
        f"Change from each world as it is: {marked(table)}; grey: on both sides of "
        "nothing. The title is of the middles.",
    )
    return figure


QUESTION = over_an_ensemble(main)
