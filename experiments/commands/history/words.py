"""The course of a facilitator or a commune in one run, in words: its story, its years, and what happened, line by
line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.commands.history.lives import (
    HEARD,
    commune_in_words,
    commune_life,
    in_short,
    life,
    life_in_words,
    source,
    when,
)
from contagion.experiments.commands.history.work import SHOCK
from contagion.experiments.say.asked import asked_in_words, words_of
from contagion.experiments.say.numbers import paragraphs, table_lines
from contagion.experiments.say.sentences import N_, _, counted, listed, ngettext, said

if TYPE_CHECKING:
    from contagion.experiments.commands.history.work import History

MOST_ROWS, MOST_NAMED = 60, 12  # events, and facilitators of a commune, in the terminal
HAPPENED = {
    "registered": N_("{who} hears of the groups {heard}, and registers."),
    "gave up waiting": N_("{who} waits for a group too long, and gives up."),
    "gave up": N_("{who} waits for a group too long, and gives up."),
    "gave up with the group": N_("{who} gives up, as the group is cancelled."),
    "moved away while waiting": N_("{who} moves away."),
    "moved away while registered": N_("{who} moves away."),
    "moved away": N_("{who} moves away."),
    "group opened": N_("Group {group:d} is opened {place} by {leaders}."),
    "hosts": N_("A partner organisation is the host of group {group:d}."),
    "group postponed": N_("Group {group:d} is put off: {number:,} registered."),
    "group cancelled": N_("Group {group:d} is cancelled: {number:,} registered."),
    "no-show": N_("{who} is registered for group {group:d}, and does not come."),
    "started": N_("{who} comes to group {group:d}, led by {leaders}."),
    "group started": N_("Group {group:d} starts {place}: {people}."),
    "stipend": N_("{who} is paid for group {group:d}."),
    "mentored": N_("{who} is mentored for group {group:d}."),
    "dropped": N_("{who} leaves group {group:d} before its end."),
    "completed": N_("{who} completes group {group:d}."),
    "did not complete": N_("{who} misses too much of group {group:d} to complete it."),
    "group ended": N_("Group {group:d} ends: {number:,} completed it."),
    "aspires": N_("{who} wishes to lead groups."),
    "declined a seat": N_("{who} declines a seat in training."),
    "trained": N_("{who} is trained to lead groups ({source})."),
    "never active": N_("{who} does not become active."),
    "lost interest": N_("{who} wishes to lead groups no more."),
    "facilitator left": N_("{who} stops, after {groups}."),
    SHOCK: N_("{who} stops, after {groups}, in the week of a shock that takes facilitators away."),
    "partner contacted": N_("A coordinator contacts an organisation {place}."),
    "partner active": N_("An organisation {place} becomes a partner."),
    "partner dormant": N_("A partner {place} falls silent."),
    "event": N_("A public event is held {place}: {number:,} people."),
    "not paid": N_("Group {group:d} waits for money."),
    "leads": N_("{who} becomes a leader."),
    "leads own group": N_("{who} becomes the leader of group {group:d}, their own."),
    "stopped": N_("{who} stops, after {groups}."),
}
"""What happened, by the kind of the event (`models.records`)."""
LED_BY_NOBODY_KNOWN = {  # of another programme nobody is known by a number
    "group opened": N_("Group {group:d} is opened {place}."),
    "started": N_("{who} comes to group {group:d}."),
}


def story(found: History) -> list[str]:
    """The story in a few sentences."""
    start = found.scenario.parameters.calendar.start
    if isinstance(found.about, int):
        return life_in_words(life(found.results, found.about), start)
    facts = commune_life(found.results, found.about)
    return [" ".join([*commune_in_words(facts, start), *_who_told_whom(found)]), *_facilitators(found, facts, start)]


def _who_told_whom(found: History) -> list[str]:
    told = found.years.sum()
    if not (told["told_by_people_here"] or told["told_by_people_elsewhere"] or told["told_elsewhere"]):
        return []
    return [
        _(
            "Registrations from here: {all}, {here} of them of people told by somebody from here and {elsewhere} by "
            "somebody from elsewhere; registrations elsewhere of people told by somebody from here: {others}.",
            all=int(told["registrations"]),
            here=int(told["told_by_people_here"]),
            elsewhere=int(told["told_by_people_elsewhere"]),
            others=int(told["told_elsewhere"]),
        )
    ]


def _facilitators(found: History, facts: dict[str, Any], start: str) -> list[str]:
    numbers = facts["facilitators"]
    lines = [in_short(life(found.results, number), start) for number in numbers[:MOST_NAMED]]
    more = len(numbers) - MOST_NAMED
    return [*lines, ngettext("and {number:,} facilitator more", "and {number:,} facilitators more", more)][
        : len(lines) + (more > 0)
    ]


def in_words(found: History) -> str:
    """All of it, for the terminal."""
    made, events, start = found.results.summary, found.events, found.scenario.parameters.calendar.start
    course = _(
        "{name} in “{programme}”, {years}, seed {seed:d}: one possible course.",
        name=called(found),
        programme=words_of(found.scenario).title,
        years=counted(made["years"], "year"),
        seed=made["seed"],
    )
    about = [*asked_in_words(found.scenario), course]
    if found.middle_of:
        about.append(_("Of {runs} runs it is the middle one by how many people came.", runs=found.middle_of))
    lines = [*paragraphs(about), "", *paragraphs(story(found))]
    lines += ["", *table_lines(found.years.rename(columns=_columns(found.years)))]
    if len(events):
        rows = events.head(MOST_ROWS).to_dict("records")
        told = pd.DataFrame(
            {_("month"): [when(start, row["week"]) for row in rows], _("what happens"): [event(row) for row in rows]}
        )
        lines += ["", *table_lines(told)]
    if (more := len(events) - MOST_ROWS) > 0:
        lines.append(ngettext("and {number:,} event more", "and {number:,} events more", more))
    return "\n".join(lines)


def called(found: History) -> str:
    """Whom or what it is of."""
    return _("Facilitator {number:d}", number=found.about) if isinstance(found.about, int) else found.name


def _columns(years: pd.DataFrame) -> dict[str, str]:
    names = {
        "year": _("year"),
        "told": _("told by them"),
        "registrations": _("registrations"),
        "told_by_people_here": _("told from here"),
        "told_by_people_elsewhere": _("told from elsewhere"),
        "told_otherwise": _("otherwise"),
        "told_elsewhere": _("they tell elsewhere"),
        "participants": _("people"),
        "completers": _("to the end"),
        "groups_started": _("groups started"),
        "facilitators_trained": _("trained"),
        "facilitators_made": _("facilitators made"),
        "facilitators_active": _("active facilitators"),
    }
    return {name: names[name] for name in years}


def event(row: dict[str, Any]) -> str:
    """What happened, in a line."""
    kind = SHOCK if row["detail"] == SHOCK else row["kind"]
    values: dict[str, Any] = {"who": _who(row), "place": _place(row)}
    values |= {name: row[name] for name in ("group", "number") if not pd.isna(row[name])}
    if kind == "registered":
        values["heard"] = _heard(row)
    elif kind == "trained":
        values["source"] = source(row["detail"])
    elif not pd.isna(row["number"]):
        values["people"], values["groups"] = (counted(row["number"], noun) for noun in ("participant", "group"))
    if row["leaders"]:
        numbers = map(int, row["leaders"].split(", "))
        values["leaders"] = listed(_("facilitator {number:d}", number=number) for number in numbers)
    told = _((HAPPENED if row["leaders"] else HAPPENED | LED_BY_NOBODY_KNOWN)[kind], **values)
    return _("{told} (“{programme}”)", told=told, programme=said(row["programme"])) if row["programme"] else told


def _who(row: dict[str, Any]) -> str:
    if not pd.isna(row["facilitator"]):
        return _("Facilitator {number:d}", number=row["facilitator"])
    return _("Somebody from {commune}", commune=row["commune"])


def _place(row: dict[str, Any]) -> str:
    return _("in {commune}", commune=row["commune"]) if row["commune"] else _("online")


def _heard(row: dict[str, Any]) -> str:
    if not pd.isna(row["told_by"]):
        return _("from facilitator {number:d}", number=row["told_by"])
    if row["told_from"]:
        return _("from somebody from {commune}", commune=row["told_from"])
    channel = row["detail"]
    return _(HEARD[channel])
