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
from contagion.experiments.say.asked import asked_in_words
from contagion.experiments.say.numbers import paragraphs, table_lines
from contagion.experiments.say.sentences import counted, listed

if TYPE_CHECKING:
    from contagion.experiments.commands.history.work import History

MOST_ROWS, MOST_NAMED = 60, 12  # events, and facilitators of a commune, in the terminal
HAPPENED = {
    "registered": "{who} hears of the groups {heard}, and registers.",
    "gave up waiting": "{who} waits for a group too long, and gives up.",
    "gave up": "{who} waits for a group too long, and gives up.",
    "gave up with the group": "{who} gives up, as the group is cancelled.",
    "moved away while waiting": "{who} moves away.",
    "moved away while registered": "{who} moves away.",
    "moved away": "{who} moves away.",
    "group opened": "Group {group:d} is opened {place} by {leaders}.",
    "hosts": "A partner organisation is the host of group {group:d}.",
    "group postponed": "Group {group:d} is put off: {number:,} registered.",
    "group cancelled": "Group {group:d} is cancelled: {number:,} registered.",
    "no-show": "{who} is registered for group {group:d}, and does not come.",
    "started": "{who} comes to group {group:d}, led by {leaders}.",
    "group started": "Group {group:d} starts {place}: {people}.",
    "stipend": "{who} is paid for group {group:d}.",
    "mentored": "{who} is mentored for group {group:d}.",
    "dropped": "{who} leaves group {group:d} before its end.",
    "completed": "{who} completes group {group:d}.",
    "did not complete": "{who} misses too much of group {group:d} to complete it.",
    "group ended": "Group {group:d} ends: {number:,} completed it.",
    "aspires": "{who} wishes to lead groups.",
    "declined a seat": "{who} declines a seat in training.",
    "trained": "{who} is trained to lead groups ({source}).",
    "never active": "{who} does not become active.",
    "lost interest": "{who} wishes to lead groups no more.",
    "facilitator left": "{who} stops, after {groups}.",
    SHOCK: "{who} stops, after {groups}, in the week of a shock that takes facilitators away.",
    "partner contacted": "A coordinator contacts an organisation {place}.",
    "partner active": "An organisation {place} becomes a partner.",
    "partner dormant": "A partner {place} falls silent.",
    "event": "A public event is held {place}: {number:,} people.",
    "not paid": "Group {group:d} waits for money.",
    "leads": "{who} becomes a leader.",
    "leads own group": "{who} becomes the leader of group {group:d}, their own.",
    "stopped": "{who} stops, after {groups}.",
}
"""What happened, by the kind of the event (`models.records`)."""
LED_BY_NOBODY_KNOWN = {  # of another programme nobody is known by a number
    "group opened": "Group {group:d} is opened {place}.",
    "started": "{who} comes to group {group:d}.",
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
    here, elsewhere, others = (
        told[name] for name in ("told_by_people_here", "told_by_people_elsewhere", "told_elsewhere")
    )
    if not (here or elsewhere or others):
        return []
    told_here = (
        f"{told['registrations']}, {here} of them of people told by somebody from here and {elsewhere} by somebody"
    )
    told_elsewhere = f"registrations elsewhere of people told by somebody from here: {others}"
    return [f"Registrations from here: {told_here} from elsewhere; {told_elsewhere}."]


def _facilitators(found: History, facts: dict[str, Any], start: str) -> list[str]:
    numbers = facts["facilitators"]
    lines = [in_short(life(found.results, number), start) for number in numbers[:MOST_NAMED]]
    more = len(numbers) - MOST_NAMED
    return [*lines, f"and {counted(more, 'facilitator')} more"] if more > 0 else lines


def in_words(found: History) -> str:
    """All of it, for the terminal."""
    made, events, start = found.results.summary, found.events, found.scenario.parameters.calendar.start
    where = f"“{found.scenario.title}”, {counted(made['years'], 'year')}, seed {made['seed']}"
    about = [*asked_in_words(found.scenario), f"{called(found)} in {where}: one possible course."]
    if found.middle_of:
        about.append(f"Of {found.middle_of} runs it is the middle one by how many people came.")
    lines = [*paragraphs(about), "", *paragraphs(story(found))]
    lines += ["", *table_lines(found.years.rename(columns=COLUMNS))]
    if len(events):
        rows = events.head(MOST_ROWS).to_dict("records")
        told = pd.DataFrame(
            {"month": [when(start, row["week"]) for row in rows], "what happens": [event(row) for row in rows]}
        )
        lines += ["", *table_lines(told)]
    if (more := len(events) - MOST_ROWS) > 0:
        lines.append(f"and {more:,} {'event' if more == 1 else 'events'} more")
    return "\n".join(lines)


def called(found: History) -> str:
    """Whom or what it is of."""
    return f"Facilitator {found.about}" if isinstance(found.about, int) else found.name


COLUMNS = {
    "told": "told by them",
    "told_by_people_here": "told from here",
    "told_by_people_elsewhere": "told from elsewhere",
    "told_otherwise": "otherwise",
    "told_elsewhere": "they tell elsewhere",
    "participants": "people",
    "completers": "to the end",
    "groups_started": "groups started",
    "facilitators_trained": "trained",
    "facilitators_made": "facilitators made",
    "facilitators_active": "active facilitators",
}


def event(row: dict[str, Any]) -> str:
    """What happened, in a line."""
    kind = SHOCK if row["detail"] == SHOCK else row["kind"]
    values: dict[str, Any] = {"who": _who(row), "place": f"in {row['commune']}" if row["commune"] else "online"}
    values |= {name: row[name] for name in ("group", "number") if not pd.isna(row[name])}
    if kind == "registered":
        values["heard"] = _heard(row)
    elif kind == "trained":
        values["source"] = source(row["detail"])
    elif not pd.isna(row["number"]):
        values["people"], values["groups"] = (counted(row["number"], noun) for noun in ("participant", "group"))
    if row["leaders"]:
        values["leaders"] = listed(f"facilitator {number}" for number in row["leaders"].split(", "))
    told = (HAPPENED if row["leaders"] else HAPPENED | LED_BY_NOBODY_KNOWN)[kind].format(**values)
    return f"{told} (“{row['programme']}”)" if row["programme"] else told


def _who(row: dict[str, Any]) -> str:
    if not pd.isna(row["facilitator"]):
        return f"Facilitator {row['facilitator']}"
    return f"Somebody from {row['commune']}"


def _heard(row: dict[str, Any]) -> str:
    if not pd.isna(row["told_by"]):
        return f"from facilitator {row['told_by']}"
    return f"from somebody from {row['told_from']}" if row["told_from"] else HEARD[row["detail"]]
