"""From what happened to what people ask for: the tables and the summary of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from models.agents import NONE
from models.constraint import BEFORE_START, CONSTRAINTS, binding
from models.rules.authority import DECISION_COLUMNS
from models.rules.invitations import PERSONAL
from models.rules.observing import COMMUNE_COLUMNS, WEEK_COLUMNS
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.programme import ConversationModel

GROUP_COLUMNS = (
    "group", "leader_a", "leader_b", "commune", "host", "slot", "online", "opened", "started", "ended", "state",
    "registered", "participants", "completers", "aspirants",
)  # fmt: skip
FACILITATOR_COLUMNS = (
    "facilitator", "commune", "target_group", "source", "parent_a", "parent_b", "from_group", "trained_week",
    "active", "left_week", "groups_led", "facilitators_from_groups",
)  # fmt: skip


def tables(model: ConversationModel) -> dict[str, pd.DataFrame]:
    """The tables of a run: weeks, communes by year, events, groups, facilitators, decisions; communes by INSEE
    code."""
    weeks = model.recorder.table("weeks", WEEK_COLUMNS)
    events = model.recorder.event_table()
    sessions = events[events["kind"] == "training session"]
    queues = pd.DataFrame({"week": sessions["week"], "queue": sessions["other"]})
    decisions = model.recorder.table("decisions", DECISION_COLUMNS)
    weeks["binding"] = binding(weeks, queues, decisions, model.parameters_at_start, model.population.size)
    communes = model.recorder.table("communes", COMMUNE_COLUMNS)
    communes.insert(2, "name", _named(communes["commune"], model.territory.names))
    return {
        "weeks": weeks,
        "communes": _with_codes(communes, "commune", model),
        "events": _with_codes(events, "where", model),
        "groups": _with_codes(_groups(model), "commune", model),
        "facilitators": _with_codes(_facilitators(model), "commune", model),
        "decisions": decisions,
    }


def _named(indices: pd.Series, names: tuple[str, ...]) -> pd.Series:
    return indices.map(dict(enumerate(names)))


def _with_codes(table: pd.DataFrame, column: str, model: ConversationModel) -> pd.DataFrame:
    table[column] = _named(table[column], model.territory.codes).fillna("")
    return table


def _groups(model: ConversationModel) -> pd.DataFrame:
    rows = [
        (
            group.key, group.leaders[0].id, group.leaders[-1].id, group.place, group.host.id if group.host else NONE,
            group.slot, group.online, group.opened, group.started, group.ended, group.state,
            len(group.registered), len(group.members), len(group.completers), group.aspirants,
        )
        for group in model.groups
    ]  # fmt: skip
    return pd.DataFrame.from_records(rows, columns=list(GROUP_COLUMNS))


def _facilitators(model: ConversationModel) -> pd.DataFrame:
    names = [group.name for group in model.parameters.target_group]
    rows = [
        (
            one.id, one.home, names[one.target_group], one.source, *one.parents, one.from_group, one.trained_week,
            one.active, one.left_week, one.groups_led, one.children,
        )
        for one in model.facilitators.values()
    ]  # fmt: skip
    return pd.DataFrame.from_records(rows, columns=list(FACILITATOR_COLUMNS))


def summary(model: ConversationModel, bound: pd.Series) -> dict[str, Any]:
    """The figures of a run that a reader asks for first; None where a figure does not exist.

    `participants` are people present at session 1. `r_facilitators` is the mean number of facilitators that a
    facilitator whose time is over gave rise to, half a credit for each leader; times that are over are short ones, so
    it reads low in short runs. `r_participants` is the share of participants who came by personal invitation.
    `binding` is the share of weeks, from the first training session on, in which each constraint bound.
    """
    started = [group for group in model.groups if group.started != NONE]
    over = [one for one in model.facilitators.values() if not one.active]
    people = [member for group in started for member in group.members]
    invited = sum(person.channel in PERSONAL for person in people)
    bound = bound[bound != BEFORE_START]
    return {
        "facilitators_trained": len(model.facilitators),
        "facilitators_active": len(model.active),
        "facilitators_from_groups": sum(one.is_participant for one in model.facilitators.values()),
        "aspirants": model.aspirants_created,
        "aspirants_waiting": len(model.aspirants),
        "groups_opened": len(model.groups),
        "groups_started": model.groups_started,
        "groups_cancelled": sum(group.state == "cancelled" for group in model.groups),
        "participants": model.participants,
        "completers": model.completers,
        "registrations": model.registrations,
        "waiting": len(model.waiting),
        "partners_active": len(model.active_partners),
        "communes_reached": len({group.place for group in started}),
        "communes_with_participants": len({person.home for person in people}),
        "r_facilitators": sum(one.children for one in over) / len(over) if over else None,
        "r_participants": invited / len(people) if people else None,
        "binding": {name: float((bound == name).mean()) if len(bound) else 0.0 for name in CONSTRAINTS},
        "years": model.week / WEEKS_A_YEAR if model.week % WEEKS_A_YEAR else model.week // WEEKS_A_YEAR,
        "seed": model.draws.seed,
        "event_log_sha256": model.recorder.digest(),
    }
