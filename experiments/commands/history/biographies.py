"""What became of a facilitator, and of a commune, in one run: facts for a story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.say.sentences import N_, _, counted, in_a_row, listed, month_in_full, ngettext, said
from contagion.models.outcomes.descent import generation_of, parent_rows
from contagion.models.records import CHANNELS, NONE
from contagion.sim.errors import InputError, Sentence

if TYPE_CHECKING:
    from contagion.sim.files import Results


CAME_AND_MET = ("started", "group started")  # events of somebody who comes to a group, and of one that begins


@dataclass(frozen=True)
class Life:
    """A facilitator of a run. Facilitators are numbered from 1 on in the order in which they were trained."""

    number: int
    commune: str  # where they live, by name
    source: str  # founder, participant or partner
    parents: tuple[int, ...]  # who led the group that they came from
    children: tuple[int, ...]  # who came from groups that they led
    came_week: int  # when they came to a group themselves; `NONE` where they did not, as below
    channel: str  # by whom they heard of that group; nothing where they came to none
    trained_week: int
    left_week: int
    active: bool  # whether they lead still
    groups: int  # that they led and that started
    people: int  # who came to these
    completers: int  # who completed them
    after: int  # facilitators who descend from them, over all generations
    generation: int  # 0 where nobody led them
    founders: tuple[int, ...]  # with whom the lines that lead to them begin
    alone: int = 0  # of their groups, those that they led without another


def life(results: Results, number: int) -> Life:
    """Return what became of a facilitator; refuse a number that the run does not have."""
    table, groups = results.tables["facilitators"], results.tables["groups"]
    must_be_there(results, number)
    one = table.iloc[number - 1]
    who = one["facilitator"]
    parents = _parents(table)
    before = _before(parents, number)
    own_groups = groups[((groups["leader_a"] == who) | (groups["leader_b"] == who)) & (groups["started"] != NONE)]
    children = table.index[(table["parent_a"] == who) | (table["parent_b"] == who)]
    came = results.tables["participants"].query("person == @who").head(1)
    return Life(
        number=number,
        commune=names(results)[one["commune"]],
        source=str(one["source"]),
        parents=tuple(sorted(parents[number])),
        children=tuple(int(row) + 1 for row in children),
        came_week=int(came["week"].iloc[0] if len(came) else NONE),
        channel=str(came["channel"].iloc[0]) if len(came) else "",
        trained_week=int(one["trained_week"]),
        left_week=int(one["left_week"]),
        active=bool(one["active"]),
        groups=len(own_groups),
        people=int(own_groups["participants"].sum()),
        completers=int(own_groups["completers"].sum()),
        after=len(_after(parents, number)) - 1,
        generation=int(generation_of(parent_rows(table))[number - 1]),
        founders=tuple(sorted(one for one in before - {number} if not parents[one])),
        alone=int((own_groups["leader_a"] == own_groups["leader_b"]).sum()),
    )


def must_be_there(results: Results, number: int) -> None:
    """Refuse a number that no facilitator of a run has."""
    last = len(results.tables["facilitators"])
    if not 1 <= number <= last:
        raise InputError(
            Sentence("facilitator {number}: this run has {last:,}, numbered from 1 on", number=number, last=last)
        )


def numbers(table: pd.DataFrame) -> dict[int, int]:
    """Numbers of the facilitators of a run, by id."""
    return {who: row + 1 for row, who in enumerate(table["facilitator"])}


def names(results: Results) -> dict[str, str]:
    """Names of the communes of a run, by code."""
    places = results.tables["territory"]
    return dict(zip(places["commune"].astype(str), places["name"], strict=True))


def _parents(table: pd.DataFrame) -> dict[int, set[int]]:
    """By number, the numbers of those who led the group that each came from."""
    pairs = parent_rows(table).T.tolist()
    return {row + 1: {one + 1 for one in pair if one != NONE} for row, pair in enumerate(pairs)}


def _before(parents: dict[int, set[int]], number: int) -> set[int]:
    """Return a facilitator and all ancestors."""
    before, fresh = {number}, {number}
    while fresh := set().union(*(parents[one] for one in fresh)) - before:
        before |= fresh
    return before


def _after(parents: dict[int, set[int]], number: int) -> set[int]:
    """Return a facilitator and all descendants."""
    descendants = {number}
    for one in sorted(parents):  # leaders of a group were trained before those who come from it
        if parents[one] & descendants:
            descendants.add(one)
    return descendants


def commune_life(results: Results, code: str) -> dict[str, Any]:
    """Return what happened in a commune: its first participant and group, by week (`NONE` without), participants by
    channel, groups that met there, and the numbers of its facilitators; for each alternative programme, its
    participants and the groups that met there."""
    people = results.tables["participants"].query("commune == @code")
    groups = results.tables["groups"].query("commune == @code and started != @NONE")
    facilitators, events = results.tables["facilitators"], results.tables["events"]
    of_others = events[(events["where"] == code) & (events["programme"] != "")].groupby("programme")["kind"]
    others = {str(name): tuple(int((kinds == one).sum()) for one in CAME_AND_MET) for name, kinds in of_others}
    return {
        "people": len(people),
        "first_person": int(people["week"].min()) if len(people) else NONE,
        "channels": people["channel"].value_counts().to_dict(),
        "groups": len(groups),
        "first_group": int(groups["started"].min()) if len(groups) else NONE,
        "facilitators": [int(row) + 1 for row in np.flatnonzero(facilitators["commune"] == code)],
        "others": {name: some for name, some in others.items() if any(some)},
    }


CHANNEL_TEXTS = dict(  # how somebody heard of the groups
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
    """Return the month of a week of a run that begins at the start of a month ("2017-01")."""
    year, number = map(int, start.split("-"))
    day = date(year, number, 1) + timedelta(weeks=int(week))
    return month_in_full(day)


def life_in_words(life: Life, start: str) -> list[str]:
    """Tell the life of a facilitator in a few sentences."""
    return [" ".join([*_beginning(life, start), *_groups(life)]), " ".join([*_afterwards(life), _end(life, start)])]


def _beginning(life: Life, start: str) -> list[str]:
    values: dict[str, Any] = {"commune": life.commune, "trained": when(start, life.trained_week)}
    if life.source == "founder":
        return [_("Somebody from {commune} is among the first facilitators, trained in {trained}.", **values)]
    if life.source == "partner" or life.came_week == NONE:
        return [_("Somebody from {commune}, named by a partner organisation, is trained in {trained}.", **values)]
    values |= {"came": when(start, life.came_week), "heard": _(CHANNEL_TEXTS[life.channel])}
    return [
        _("Somebody from {commune} hears of the groups {heard}, and joins one in {came}.", **values),
        _("They wish to lead groups themselves, and are trained in {trained}.", **values),
        *_descent(life),
    ]


def _descent(life: Life) -> list[str]:
    """Say from whom a facilitator descends."""
    if not life.parents:
        return []
    values = {name: listed(f"no. {one}" for one in getattr(life, name)) for name in ("parents", "founders")}
    if life.generation == 1:
        return [_("They descend from {parents}, who led that group.", **values)]
    return [
        _(
            "They descend from {parents}, who led that group, and in generation {generation} from {founders}.",
            generation=life.generation,
            **values,
        )
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


def _afterwards(life: Life) -> list[str]:
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
    """Return a facilitator as a line of a list: number, commune, training, groups."""
    return _(
        "No. {number}, {commune}, trained in {month}, {groups}",
        number=life.number,
        commune=life.commune,
        month=when(start, life.trained_week),
        groups=counted(life.groups, "group"),
    )


def commune_in_words(facts: Mapping[str, Any], start: str) -> list[str]:
    """Describe in a few sentences what happened in a commune in one run."""
    lines = []
    if facts["people"]:
        lines.append(
            ngettext(
                "{number:,} person from here takes part, in {month}.",
                "{number:,} people from here take part, the first in {month}.",
                facts["people"],
                month=when(start, facts["first_person"]),
            )
        )
        channels = facts["channels"].items()
        channels_text = in_a_row(
            _("{people:,} {heard}", people=people, heard=_(CHANNEL_TEXTS[channel])) for channel, people in channels
        )
        lines.append(_("They hear of it so: {heard}.", heard=channels_text))
    elif not facts["others"]:
        lines.append(_("Nobody from here takes part."))
    if facts["groups"]:
        lines.append(
            ngettext(
                "{number} group meets here, in {month}.",
                "{number} groups meet here, the first in {month}.",
                facts["groups"],
                month=when(start, facts["first_group"]),
            )
        )
    elif not facts["others"]:
        lines.append(_("No group meets here."))
    lines += [
        _(
            "“{programme}”: {people} from here, {groups} here.",
            programme=said(name),
            people=counted(people, "participant"),
            groups=counted(groups, "group"),
        )
        for name, (people, groups) in facts["others"].items()
    ]
    return lines


# ---- lines of descent ------------------------------------------------------------------------------------------------

BY_SOURCE = {
    "founder": N_("there from the beginning"),
    "participant": N_("came from a group"),
    "partner": N_("named by a partner"),
}


def source(name: str) -> str:
    """Where a facilitator comes from."""
    return _(BY_SOURCE[name])
