"""What happened in a run, for tests: its log in short, its tables, its figures."""

from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from contagion.models.outcomes.frames import frames
from contagion.models.outcomes.summary import summary
from contagion.models.programme.run import Run
from contagion.models.records import BEGINS, ENDS, KINDS, NONE
from contagion.models.runs.simulation import record_of_run

__all__ = [
    "Event",
    "account_of",
    "by_code",
    "decisions_of",
    "digest",
    "log",
    "summary_of",
    "tables_of",
    "weeks_of",
    "who",
]


class Event(NamedTuple):
    """A line of the event log. `what` is the kind of the event, with the name of an alternative programme before it and
    the detail after it: "talks: not paid: leader"."""

    week: int
    what: str
    who: int
    where: int
    group: int
    other: int


def log(model: Run) -> list[Event]:
    """The event log."""
    names = ["", *(f"{row.name}: " for row in model.parameters_at_start.alternative)]
    out = []
    for week, number, who, where, group, other, detail, programme in model.rows("events").tolist():
        kind = KINDS[number]
        said = f": {kind.details[detail]}" if detail != NONE else ""
        out.append(Event(week, f"{names[programme]}{kind.name}{said}", who, where, group, other))
    return out


def by_code(model: Run) -> list[Any]:
    """The event log with communes by code, so that another commune may stand between them."""
    return tables_of(model)["events"].to_dict("records")


def decisions_of(model: Run) -> list[tuple[int, int, str]]:
    """When decisions, by number from 1, began to hold and ended."""
    rows = model.rows("decided").tolist()
    return [(week, number + 1, BEGINS if begins else ENDS) for week, number, begins in rows]


def tables_of(model: Run) -> dict[str, pd.DataFrame]:
    """The tables of a run so far, as people read them."""
    return frames(record_of_run(model))


def summary_of(model: Run) -> dict[str, Any]:
    """The figures of a run so far."""
    return summary(record_of_run(model))


def weeks_of(model: Run) -> list[tuple[Any, ...]]:
    """The rows of the weeks so far."""
    return record_of_run(model).weeks.tolist()


def who(model: Run, kind: str) -> Any:
    """The people of the events of a kind."""
    return np.array([event.who for event in log(model) if event.what.startswith(kind)])


def account_of(model: Run) -> Any:
    """The groups' account, a row of its table."""
    return model.state.array("accounts")[0]


def digest(model: Any) -> str:
    """SHA-256 of the event log so far: equal logs, equal digests."""
    return sha256(model.rows("events").tobytes()).hexdigest()
