"""The story of a facilitator and of a commune in one run, for planners."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from contagion.experiments.language.numbers import month_in_full
from contagion.experiments.language.sentences import N_, _, counted, in_a_row, ngettext, said
from contagion.models.records import CHANNELS, NONE

if TYPE_CHECKING:
    from contagion.experiments.verbs.history.lives import Life

HEARD = dict(  # how somebody heard of the groups
    zip(
        CHANNELS,
        (
            *(
                N_("from somebody who has been in a group"),
                N_("from a facilitator"),
                N_("through a partner organisation"),
            ),
            *(N_("at a public event"), N_("by letter"), N_("at a workshop"), N_("by no way that is modelled")),
        ),
        strict=True,
    )
)


def when(start: str, week: int) -> str:
    """The month of a week of a run that begins at the start of a month ("2017-01")."""
    year, number = map(int, start.split("-"))
    day = date(year, number, 1) + timedelta(weeks=int(week))
    return month_in_full(day)


def life_in_words(life: Life, start: str) -> list[str]:
    """A story in a few sentences."""
    return [" ".join([*_beginning(life, start), *_groups(life)]), " ".join([*_after(life), _end(life, start)])]


def _beginning(life: Life, start: str) -> list[str]:
    values: dict[str, Any] = {"commune": life.commune, "trained": when(start, life.trained_week)}
    if life.source == "founder":
        return [_("Somebody from {commune} is among the first facilitators, trained in {trained}.", **values)]
    if life.source == "partner" or life.came_week == NONE:
        return [_("Somebody from {commune}, named by a partner organisation, is trained in {trained}.", **values)]
    values |= {"came": when(start, life.came_week), "heard": _(HEARD[life.channel])}
    return [
        _("Somebody from {commune} hears of the groups {heard}, and joins one in {came}.", **values),
        _("They wish to lead groups themselves, and are trained in {trained}.", **values),
    ]


def _groups(life: Life) -> list[str]:
    if not life.groups:
        return [_("They lead no group that starts.")]
    if life.alone:
        return [
            ngettext(
                "They lead {number} group, {alone} alone: {people:,} people come, {completers:,} stay to the end.",
                "They lead {number} groups, {alone} alone: {people:,} people come, {completers:,} stay to the end.",
                life.groups,
                alone=life.alone,
                people=life.people,
                completers=life.completers,
            )
        ]
    return [
        ngettext(
            "They lead {number} group, always in a pair: {people:,} people come, {completers:,} stay to the end.",
            "They lead {number} groups, always in a pair: {people:,} people come, {completers:,} stay to the end.",
            life.groups,
            people=life.people,
            completers=life.completers,
        )
    ]


def _after(life: Life) -> list[str]:
    if not life.children:
        return [_("Nobody from these groups becomes a facilitator.")] if life.groups else []
    lines = [
        ngettext(
            "{number} person from these groups becomes a facilitator.",
            "{number} people from these groups become facilitators.",
            len(life.children),
        )
    ]
    if life.after > len(life.children):
        lines.append(
            _("With those who come after these, {after:,} facilitators descend from them in all.", after=life.after)
        )
    return lines


def _end(life: Life, start: str) -> str:
    if life.active:
        return _("They still lead groups at the end.")
    if life.left_week == NONE:
        return _("They never become active.")
    return _("They stop in {month}.", month=when(start, life.left_week))


def in_short(life: Life, start: str) -> str:
    """A line of a list: number, commune, training, groups."""
    return _(
        "No. {number}, {commune}, trained in {month}, {groups}",
        number=life.number,
        commune=life.commune,
        month=when(start, life.trained_week),
        groups=counted(life.groups, "group"),
    )


def commune_in_words(found: Mapping[str, Any], start: str) -> list[str]:
    """What happened in a commune in one run."""
    lines = []
    if found["people"]:
        lines.append(
            ngettext(
                "{number:,} person from here takes part, in {month}.",
                "{number:,} people from here take part, the first in {month}.",
                found["people"],
                month=when(start, found["first_person"]),
            )
        )
        told = found["channels"].items()
        heard = in_a_row(_("{people:,} {heard}", people=people, heard=_(HEARD[channel])) for channel, people in told)
        lines.append(_("They hear of it so: {heard}.", heard=heard))
    elif not found["others"]:
        lines.append(_("Nobody from here takes part."))
    if found["groups"]:
        lines.append(
            ngettext(
                "{number} group meets here, in {month}.",
                "{number} groups meet here, the first in {month}.",
                found["groups"],
                month=when(start, found["first_group"]),
            )
        )
    elif not found["others"]:
        lines.append(_("No group meets here."))
    lines += [
        _(
            "“{programme}”: {people} from here, {groups} here.",
            programme=said(name),
            people=counted(people, "participant"),
            groups=counted(groups, "group"),
        )
        for name, (people, groups) in found["others"].items()
    ]
    return lines


# ---- lines of descent ------------------------------------------------------------------------------------------------

BY_SOURCE = {
    "founder": N_("there from the beginning"),
    "participant": N_("came from a group"),
    "partner": N_("named by a partner"),
}
BY_STATUS = {"active": N_("still at work"), "left": N_("has stopped"), "never": N_("never at work")}


def family(number: int) -> str:
    return _("Line of descent of facilitator {number:d}, by date of training", number=number)


def source(name: str) -> str:
    """Where a facilitator comes from."""
    return _(BY_SOURCE[name])


def family_told(number: int, before: int, after: int) -> str:
    """How many there are before and after one."""
    return _(
        "In the line of facilitator {number:d}: {before} before, {after} after.",
        number=number,
        before=counted(before, "facilitator"),
        after=counted(after, "facilitator"),
    )
