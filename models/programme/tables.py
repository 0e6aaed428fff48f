"""From the tables of the state to those that people read: names in place of numbers, INSEE codes in place of rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from models.outcomes.bottleneck import binding
from models.outcomes.indicators import Record, measured
from models.parameters import Parameters
from models.parameters.money import ITEMS, Costs
from models.records import (
    ALTERNATIVE_COLUMNS,
    BEGINS,
    CHANNELS,
    COMMUNE_COLUMNS,
    DECISION_COLUMNS,
    ENDS,
    EVENT_SOURCE,
    FACILITATOR_COLUMNS,
    FINISHED,
    GROUP_COLUMNS,
    GROUP_STATES,
    HAS_REGISTERED,
    KINDS,
    LETTER_SOURCE,
    NONE,
    PARTICIPANT_COLUMNS,
    POST_COLUMNS,
    SOURCES,
    TRAINING_SESSION,
    WEEK_COLUMNS,
)
from sim.model import WEEKS_A_YEAR
from sim.recorder import EVENT_COLUMNS, Recorder, table_of

if TYPE_CHECKING:
    from models.programme.model import ConversationModel

type Columns = dict[str, Any]


# ---- the words of events -------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _texts(names: tuple[str, ...]) -> tuple[NDArray[np.object_], int]:
    """The texts of all kinds of events with their details, of the groups and of each alternative programme, and how
    many there are of one of them."""
    details = 1 + max(len(kind.details) for kind in KINDS)
    texts = [
        f"{name}{kind.name}" + (f": {kind.details[n - 1]}" if 0 < n <= len(kind.details) else "")
        for name in ("", *(f"{name}: " for name in names))
        for kind in KINDS
        for n in range(details)
    ]
    return np.array(texts, dtype=object), details


def _events(model: ConversationModel) -> Columns:
    """The columns of the event log, in words."""
    rows, names = model.rows("events"), tuple(row.name for row in model.parameters_at_start.alternative)
    texts, details = _texts(names)
    number = (rows["programme"] * len(KINDS) + rows["kind"]) * details + rows["detail"] + 1
    other = rows["other"].copy()
    told = (rows["programme"] > 0) & (rows["kind"] == HAS_REGISTERED) & (other <= EVENT_SOURCE)
    other[told] = np.where((other[told] + 2 * rows["week"][told]) == LETTER_SOURCE, -2, -3)
    return {
        "week": rows["week"],
        "kind": texts[number],
        "who": rows["who"],
        "where": rows["where"],
        "group": rows["group"],
        "other": other,
    }


def _decisions(model: ConversationModel) -> Columns:
    rows, said = model.rows("decided"), model.parameters_at_start.decision
    numbers = rows["number"].tolist()
    titles = [said[number].title for number in numbers]
    what = [BEGINS if begins else ENDS for begins in rows["begins"].tolist()]
    return dict(zip(DECISION_COLUMNS, (rows["week"], rows["number"] + 1, titles, what), strict=True))


def _alternatives(model: ConversationModel) -> Columns:
    """What each alternative programme did in each year."""
    rows, said = model.rows("alternative_years"), model.parameters_at_start.alternative
    columns: Columns = {name: [] for name in ALTERNATIVE_COLUMNS}
    before: dict[int, Any] = {}
    for row in rows:
        number = int(row["programme"])
        made = [row[name].item() for name in ("participants", "groups", "leaders_trained", "hours", "leader_hours")]
        in_the_year = [now - then for now, then in zip(made, before.get(number, (0, 0, 0, 0.0, 0.0)), strict=True)]
        before[number], own = made, said[number - 1]
        values = (own.name, own.kind, row["year"].item(), *in_the_year, row["leaders_active"].item())
        for name, value in zip(ALTERNATIVE_COLUMNS, values, strict=True):
            columns[name].append(value)
    return columns


def _posts(model: ConversationModel) -> Columns:
    rows, said = model.rows("posts"), model.parameters_at_start.alternative
    names = [said[number - 1].name for number in rows["programme"].tolist()]
    return dict(zip(POST_COLUMNS, (rows["week"], names, rows["coordinators"]), strict=True))


def _weeks(model: ConversationModel) -> Columns:
    rows = model.state.array("weeks")[: model.week]
    return {name: rows[name] for name in WEEK_COLUMNS}


def _communes(model: ConversationModel) -> Columns:
    rows = model.rows("commune_years")
    return {name: rows[name] for name in COMMUNE_COLUMNS}


def written(model: ConversationModel) -> Recorder:
    """What has been written down, as rows."""
    out = Recorder()
    out.events = _rows(_events(model))
    made = {"weeks": _weeks, "communes": _communes, "decisions": _decisions}
    made |= {"alternatives": _alternatives, "posts": _posts}
    for name, columns in made.items():
        if rows := _rows(columns(model)):
            out.rows[name] = rows
    return out


def _rows(columns: Columns) -> list[Any]:
    lists = (value.tolist() if isinstance(value, np.ndarray) else value for value in columns.values())
    return list(zip(*lists, strict=True))


# ---- tables --------------------------------------------------------------------------------------------------------


def tables(model: ConversationModel) -> dict[str, pd.DataFrame]:
    """The tables of a run: weeks, communes by year, events, groups, facilitators, participants, alternative programmes
    by year, their posts by week, decisions. Communes are named by INSEE code."""
    weeks = _frame(_weeks(model))
    log = model.rows("events")
    sessions = log[log["kind"] == TRAINING_SESSION]
    queues = pd.DataFrame({"week": sessions["week"], "queue": sessions["other"]})
    decisions = _frame(_decisions(model))
    weeks["binding"] = binding(weeks, queues, decisions, model.parameters_at_start, model.world.size)
    communes = _frame(_communes(model))
    communes.insert(2, "name", _named(communes["commune"], model.territory.names))
    return {
        "weeks": weeks,
        "communes": _with_codes(communes, "commune", model),
        "events": _with_codes(_frame(_events(model)), "where", model),
        "groups": _with_codes(_groups(model), "commune", model),
        "facilitators": _with_codes(_facilitators(model), "commune", model),
        "participants": _with_codes(_participants(model), "commune", model),
        "alternatives": _frame(_alternatives(model)),
        "posts": _frame(_posts(model)),
        "decisions": decisions,
    }


def _frame(columns: Columns) -> pd.DataFrame:
    """A table; one without rows has columns of any kind."""
    if not len(next(iter(columns.values()))):
        return table_of([], tuple(columns))
    return pd.DataFrame({name: np.array(one) if isinstance(one, np.ndarray) else one for name, one in columns.items()})


def _named(indices: pd.Series, names: tuple[str, ...]) -> ExtensionArray:
    """The names of communes given as indices; empty for `NONE`, which stands for the last."""
    return pd.array([*names, ""], dtype="str").take(indices.to_numpy(np.int64))


def _with_codes(table: pd.DataFrame, column: str, model: ConversationModel) -> pd.DataFrame:
    table[column] = _named(table[column], model.territory.codes)
    return table


def _words(numbers: NDArray[np.int64], words: tuple[str, ...]) -> list[str]:
    return [words[number] for number in numbers.tolist()]


def _groups(model: ConversationModel) -> pd.DataFrame:
    rows, people, partners = model.rows("groups"), model.rows("facilitators")["id"], model.world.organisations.ids
    hosted = rows["host"] != NONE
    host = np.full(len(rows), NONE)
    host[hosted] = partners[rows["host"][hosted]]
    columns = (
        rows["key"], people[rows["leader_a"]], people[rows["leader_b"]], rows["place"], host, rows["slot"],
        rows["online"].astype(bool), rows["opened"], rows["started"], rows["ended"],
        _words(rows["state"], GROUP_STATES), rows["registered"], rows["members"], rows["completers"], rows["aspirants"],
        np.where(rows["state"] == FINISHED, rows["attendances"], 0),
    )  # fmt: skip
    return _frame(dict(zip(GROUP_COLUMNS, columns, strict=True)))


def _facilitators(model: ConversationModel) -> pd.DataFrame:
    rows = model.rows("facilitators")
    columns = (
        rows["id"], rows["home"], _words(rows["target_group"], model.world.groups), _words(rows["source"], SOURCES),
        rows["parent_a"], rows["parent_b"], rows["from_group"], rows["trained_week"], rows["active"].astype(bool),
        rows["left_week"], rows["groups_led"], rows["children"],
    )  # fmt: skip
    return _with_flags(_frame(dict(zip(FACILITATOR_COLUMNS, columns, strict=True))), "facilitator", model)


def _participants(model: ConversationModel) -> pd.DataFrame:
    """A row for everybody present at a session 1."""
    groups, people = model.rows("groups"), model.rows("residents")
    members = groups["members"]
    first = np.cumsum(members) - members
    seat = np.repeat(groups["first_seat"] - first, members) + np.arange(members.sum())
    came = people[model.state.array("seats")["member"][seat]]
    columns = (
        np.repeat(groups["started"], members), came["id"], came["home"],
        _words(came["target_group"], model.world.groups), _words(came["channel"], CHANNELS),
        np.repeat(groups["key"], members),
    )  # fmt: skip
    table = _frame(dict(zip(PARTICIPANT_COLUMNS, columns, strict=True)))
    return _with_flags(table.sort_values("week", kind="stable", ignore_index=True), "person", model)


def _with_flags(table: pd.DataFrame, who: str, model: ConversationModel) -> pd.DataFrame:
    """With columns that say who is a student and who a municipal councillor, after their target group."""
    ids, after = table[who].to_numpy(np.int64), list(table.columns).index("target_group") + 1
    table.insert(after, "student", model.world.student(ids))
    table.insert(after + 1, "elected", model.world.elected(ids))
    return table


def dated_prices(model: ConversationModel) -> list[tuple[int, Costs]]:
    """The prices of a run, and the weeks they hold from."""
    start: Parameters = model.parameters_at_start
    return [
        (int(row["week"]), start.costs.model_copy(update={item: row["costs"][item].item() for item in ITEMS}))
        for row in model.rows("prices")
    ]


# ---- summary -------------------------------------------------------------------------------------------------------


def record(model: ConversationModel, made: Mapping[str, pd.DataFrame]) -> Record:
    """What the indicators of a run look at, from the run and its tables."""
    return Record(
        **{name: made[name] for name in ("weeks", "communes", "events", "groups", "facilitators", "alternatives")},
        parameters=model.parameters_at_start,
        territory=model.territory,
        horizon=model.week,
        belongs=model.world.belongs,
        shares=model.world.shares,
    )


def summary(model: ConversationModel, made: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """The indicators of a run (`models.outcomes.indicators`), its length, its seed and the digest of its event log."""
    return measured(record(model, made)) | {
        "years": model.week / WEEKS_A_YEAR if model.week % WEEKS_A_YEAR else model.week // WEEKS_A_YEAR,
        "seed": model.draws.seed,
        "event_log_sha256": digest(model),
    }


def digest(model: ConversationModel) -> str:
    """SHA-256 of the event log: equal logs, equal digests."""
    out = Recorder()
    out.events = _rows(_events(model))
    return out.digest()


assert EVENT_COLUMNS == ("week", "kind", "who", "where", "group", "other")
