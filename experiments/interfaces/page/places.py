"""Where people come from: which communes are reached, before anything is moved, and what scripts say of communes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.interfaces.page.pictures import SMALL
from contagion.experiments.interfaces.words.page import value_of_a_commune
from contagion.experiments.say.differences import NONE, TENTHS
from contagion.experiments.say.differences import SELDOM as HARDLY
from contagion.experiments.say.languages import gettext
from contagion.experiments.say.languages import ngettext as plural
from contagion.experiments.say.sentences import N_, _, forms, looked_up, ngettext
from contagion.sim.statistics.spread import FEW

if TYPE_CHECKING:
    from contagion.experiments.interfaces.briefing.work import Briefing
    from contagion.models.territory.territory import Territory

SELDOM = 0.5  # of worlds in which somebody takes part, at most: a commune that is not reached
BETTER = 0.1  # share of worlds by which an option must be ahead to be said to reach a commune
NAMED = 6  # communes in a sentence
LEFT_OUT = 3  # of those that are reached, how many are named
NEVER = forms(
    "From {since} on nobody takes part from {number} commune, in at least half of the simulations: {names}.",
    "From {since} on nobody takes part from {number} communes, in at least half of the simulations: {names}.",
)
GAINED = forms(
    "“{name}” reaches {number} of them in at least 1 case more out of 10: {names}.",
    "“{name}” reaches {number} of them in at least 1 case more out of 10: {names}.",
)
FROM_HERE = forms(
    "{option}: about {people} person from here comes to a group from {since} to {year} ({range}).",
    "{option}: about {people} people from here come to a group from {since} to {year} ({range}).",
)
OTHERS = forms("{shown} and {number} other", "{shown} and {number} others")
ALL_REACHED = N_(
    "From {since} on each commune, taken one at a time, sends somebody in more than half of the simulations. No "
    "commune is left out in {number} of {every} simulations."
)
FIRST_LEFT, LEFT = N_("{commune} ({number} of {every} simulations)"), N_("Most often left out: {names}.")


def never(briefing: Briefing) -> str:
    """The communes from which nobody comes, in most worlds."""
    last = _at_the_end(briefing)
    seldom: pd.DataFrame = last[last["with_people"] <= SELDOM].sort_values("with_people", kind="stable")
    if seldom.empty:
        return _all_reached(briefing, last.sort_values("with_people", kind="stable"))
    since, names = str(briefing.since.year), named_in_a_row(seldom["name"].tolist())
    return ngettext(*NEVER, len(seldom), since=since, names=names)


def _all_reached(briefing: Briefing, last: pd.DataFrame) -> str:
    """That each commune is reached in most worlds says nothing of all of them together."""
    worlds, since = briefing.lived, str(briefing.since.year)
    every, missed = out_of(worlds), [cases(1 - share, worlds) for share in last["with_people"]]
    told = looked_up(ALL_REACHED, since=since, number=cases(last["everywhere"].iloc[0], worlds), every=every)
    left = [(name, number) for name, number in zip(last["name"], missed, strict=True) if number != "0"][:LEFT_OUT]
    if not left:
        return told
    (commune, number), *others = left
    first = looked_up(FIRST_LEFT, commune=commune, number=number, every=every)
    names = ", ".join([first, *(f"{name} ({number})" for name, number in others)])
    return f"{told} {looked_up(LEFT, names=names)}"


def named_in_a_row(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    shown, rest = ", ".join(names[:NAMED]), len(names) - NAMED
    return ngettext(*OTHERS, rest, shown=shown) if rest > 0 else shown


def rows(briefing: Briefing) -> list[dict[str, Any]]:
    """The list of communes, those that are reached least often first; scripts go on from the numbers in it."""
    last = _at_the_end(briefing).sort_values("with_people", kind="stable")
    return [
        {
            "code": row["commune"],
            "name": row["name"],
            "never": cases(1 - row["with_people"], briefing.lived),
            "values": [_value(name, row[name]) for name in ("per_1000", "groups")],
        }
        for row in last.to_dict("records")
    ]


def cases(share: float, worlds: int) -> str:
    """A share of cases as so many of ten; while they are few, as so many of them."""
    if worlds < FEW:
        return str(round(share * worlds))
    if 0 < share < HARDLY:
        return "< 1"
    if 1 - HARDLY < share < 1:
        return f"> {TENTHS - 1}"
    return str(round(TENTHS * share))


def out_of(worlds: int) -> int:
    """Of how many cases it is told."""
    return worlds if worlds < FEW else TENTHS


def _at_the_end(briefing: Briefing) -> pd.DataFrame:
    base = briefing.communes[briefing.communes["scenario"] == briefing.scenarios[0].name]
    return base[base["year"] == briefing.years]


def _value(name: str, value: float) -> str:
    return NONE if pd.isna(value) else value_of_a_commune(name, value)


def few(territory: Territory) -> str:
    """Which communes have no colour of their own on a map of people by residents, if there are any."""
    if territory.residents.sum(axis=1).min() >= SMALL:
        return ""
    return _("Grey: fewer than {number} residents aged 15 and over, where one person alone makes much.", number=SMALL)


def circles(territory: Territory) -> str:
    """What is drawn where no contours are known."""
    if set(territory.codes) <= set(territory.contours or {}):
        return ""
    return _("A circle is a commune, for want of outlines.")


def in_both(key: str, of: tuple[str, str]) -> dict[str, str]:
    """A sentence for one and for many, by keys of their own."""
    return {f"one_{key}": plural(*of, 1), f"many_{key}": plural(*of, 2)}


def words() -> dict[str, str]:
    """Sentences by key, whose places scripts fill in."""
    return {
        "per_1000": gettext("People who come, per 1,000 residents of each commune, from {month} to the end of {year}"),
        "groups": gettext("Groups that meet in each commune, from {month} to the end of {year}"),
        "reached": gettext(
            "Simulations out of {every} in which somebody from each commune comes, from {month} to the end of {year}"
        ),
        "in_year": gettext("end of {year}"),
        "map_most": gettext("Most: {names}. Nothing in {nothing} of {all} communes."),
        **in_both("never", NEVER),
        "all_reached": gettext(ALL_REACHED),
        "first_left": gettext(FIRST_LEFT),
        "left_out": gettext(LEFT),
        "lost": gettext("“{name}” leaves more of them out: {names}."),
        **in_both("gained", GAINED),
        "none_gained": gettext("“{name}” reaches none of them clearly more often."),
        "one_other": plural(*OTHERS, 1),
        "many_others": plural(*OTHERS, 2),
        "commune": gettext("Commune"),
        "head_never": gettext("Nobody takes part, simulations out of {every}: {of}"),
        "head_people": gettext("People per 1,000, {since} to {year}, {of}"),
        "head_groups": gettext("Groups, {since} to {year}, {of}"),
        "head_middle": gettext("{option}: median ({where})"),
        "going": gettext("without option"),
        "with_own": gettext("your option"),
        "play": gettext("Play"),
        "pause": gettext("Pause"),
        "next_year": gettext("Next year"),
        "of_commune": gettext("{commune}: {value}"),
        "residents": gettext("{number} residents aged 15 and over"),
        **in_both("from_here", FROM_HERE),
        "course_here": gettext("People from {name} who come to a group, from {month} on"),
        "what_people": gettext("People who come, from {month} on"),
        "what_per_1000": gettext("Of 1,000 residents"),
        "what_never": gettext("Nobody takes part, simulations out of {every}"),
        "what_groups": gettext("Groups that meet here"),
        "what_first": gettext("First of these groups (median)"),
        "in_the_year": gettext("in {year}"),
        "what_facilitators": gettext("Facilitators at work who live here"),
        "not_by_then": gettext("not by {year}"),
    }
