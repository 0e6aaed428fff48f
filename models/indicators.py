"""From what happened to what people ask for: the tables and the summary of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from models.agents import NONE
from models.outcomes.bottleneck import binding
from models.outcomes.indicators import Record, measured
from models.rules.alternatives import COLUMNS as ALTERNATIVE_COLUMNS
from models.rules.alternatives import POST_COLUMNS
from models.rules.authority import DECISION_COLUMNS
from models.rules.observing import COMMUNE_COLUMNS, WEEK_COLUMNS
from sim.model import WEEKS_A_YEAR
from sim.recorder import table_of

if TYPE_CHECKING:
    from models.programme import ConversationModel

GROUP_COLUMNS = (
    "group", "leader_a", "leader_b", "commune", "host", "slot", "online", "opened", "started", "ended", "state",
    "registered", "participants", "completers", "aspirants", "attendances",
)  # fmt: skip
FACILITATOR_COLUMNS = (
    "facilitator", "commune", "target_group", "source", "parent_a", "parent_b", "from_group", "trained_week",
    "active", "left_week", "groups_led", "facilitators_from_groups",
)  # fmt: skip
PARTICIPANT_COLUMNS = ("week", "person", "commune", "target_group", "channel", "group")


def tables(model: ConversationModel) -> dict[str, pd.DataFrame]:
    """The tables of a run: weeks, communes by year, events, groups, facilitators, participants, alternative programmes
    by year, their posts by week, decisions. Communes are named by INSEE code."""
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
        "participants": _with_codes(_participants(model), "commune", model),
        "alternatives": model.recorder.table("alternatives", ALTERNATIVE_COLUMNS),
        "posts": model.recorder.table("posts", POST_COLUMNS),
        "decisions": decisions,
    }


def _named(indices: pd.Series, names: tuple[str, ...]) -> ExtensionArray:
    """The names of communes given as indices; empty for `NONE`, which stands for the last."""
    return pd.array([*names, ""], dtype="str").take(indices.to_numpy(np.int64))


def _with_codes(table: pd.DataFrame, column: str, model: ConversationModel) -> pd.DataFrame:
    table[column] = _named(table[column], model.territory.codes)
    return table


def _groups(model: ConversationModel) -> pd.DataFrame:
    rows = [
        (
            group.key, group.leaders[0].id, group.leaders[-1].id, group.place, group.host.id if group.host else NONE,
            group.slot, group.online, group.opened, group.started, group.ended, group.state,
            len(group.registered), len(group.members), len(group.completers), group.aspirants,
            sum(group.attended) if group.state == "finished" else 0,
        )
        for group in model.groups
    ]  # fmt: skip
    return table_of(rows, GROUP_COLUMNS)


def _facilitators(model: ConversationModel) -> pd.DataFrame:
    names = model.population.profiles.groups
    rows = [
        (
            one.id, one.home, names[one.target_group], one.source, *one.parents, one.from_group, one.trained_week,
            one.active, one.left_week, one.groups_led, one.children,
        )
        for one in model.facilitators.values()
    ]  # fmt: skip
    return _with_flags(table_of(rows, FACILITATOR_COLUMNS), "facilitator", model)


def _participants(model: ConversationModel) -> pd.DataFrame:
    """A row for everybody present at a session 1."""
    names = model.population.profiles.groups
    rows = [
        (group.started, one.id, one.home, names[one.target_group], one.channel, group.key)
        for group in model.groups
        for one in group.members
    ]
    table = table_of(rows, PARTICIPANT_COLUMNS)
    return _with_flags(table.sort_values("week", kind="stable", ignore_index=True), "person", model)


def _with_flags(table: pd.DataFrame, who: str, model: ConversationModel) -> pd.DataFrame:
    """With columns that say who is a student and who a municipal councillor, after their target group."""
    ids, after = table[who].to_numpy(np.int64), list(table.columns).index("target_group") + 1
    table.insert(after, "student", model.population.student(ids))
    table.insert(after + 1, "elected", model.population.elected(ids))
    return table


def record(model: ConversationModel, made: Mapping[str, pd.DataFrame]) -> Record:
    """What the measures of a run look at, from the run and its tables."""
    population = model.population
    return Record(
        **{name: made[name] for name in ("weeks", "communes", "events", "groups", "facilitators", "alternatives")},
        parameters=model.parameters_at_start,
        territory=model.territory,
        horizon=model.week,
        belongs=population.belongs,
        shares=population.shares,
    )


def summary(model: ConversationModel, made: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """The measures of a run (`models.outcomes.indicators`), its length, its seed and the digest of its event log."""
    return measured(record(model, made)) | {
        "years": model.week / WEEKS_A_YEAR if model.week % WEEKS_A_YEAR else model.week // WEEKS_A_YEAR,
        "seed": model.draws.seed,
        "event_log_sha256": model.recorder.digest(),
    }
