"""Records of runs made by hand, from rows of words and numbers."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from contagion.models.outcomes import frames
from contagion.models.outcomes.counting.counts import SHORTAGES, TRAINING_SHORTAGES
from contagion.models.outcomes.frames import NOTHING
from contagion.models.outcomes.record import Places, Record, Table
from contagion.models.parameters import Parameters
from contagion.models.records import BEGINS, CHANNELS, ENDS, GROUP_STATES, KINDS, NONE, SOURCES, TABLES, WEEK

NOWHERE = Places((), (), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
WORDS = {"state": GROUP_STATES, "source": SOURCES, "channel": CHANNELS}


def record(weeks: Table, *, parameters: Parameters | None = None, places: Places = NOWHERE, **given: Any) -> Record:
    """A record of these weeks, and of the rows given for each other table: as they are, or as `rows` and `events` take
    them. Beside them `shares` and `seed`."""
    parameters = parameters or Parameters()
    made: dict[str, Any] = {name: np.zeros(0, kind) for name, kind in TABLES.items()}
    made["weeks"] = weeks
    for name in made.keys() & given.keys():
        of = given.pop(name)
        if isinstance(of, np.ndarray):
            made[name] = of
        elif name == "events":
            made[name] = events(of, parameters, places)
        else:
            made[name] = rows(name, of, parameters=parameters, places=places)
    residents = made.pop("residents")
    shares = given.pop("shares", {})
    return Record(**made, met=lambda: residents, parameters=parameters, places=places, shares=shares, **given)


def weeks_of(number: int, **columns: Any) -> Table:
    """So many weeks: zeros, but for the columns given as numbers or as functions of the week."""
    made = np.zeros(number, WEEK)
    made["week"] = np.arange(number)
    for name, value in columns.items():
        made[name] = value(made["week"]) if callable(value) else value
    return made


def rows(
    name: str,
    of: Iterable[Sequence[Any]],
    columns: Sequence[str] = (),
    *,
    parameters: Parameters | None = None,
    places: Places = NOWHERE,
) -> Table:
    """Rows of one of the tables, but for the events: words, communes by their codes, alternative programmes and target
    groups by their names. Of columns that are not given, nothing is known."""
    parameters, of = parameters or Parameters(), list(of)
    words = WORDS | {
        "commune": places.codes,
        "target_group": [group.name for group in parameters.target_group],
        "programme": ["", *(row.name for row in parameters.alternative)],
        "begins": (ENDS, BEGINS),
    }
    made = np.full(len(of), NONE).astype(TABLES[name])
    for row, values in zip(made, of, strict=True):
        for column, value in zip(columns or made.dtype.names or (), values, strict=True):
            row[column] = list(words[column]).index(value) if isinstance(value, str) else value
    return made


def events(of: Iterable[Sequence[Any]], parameters: Parameters | None = None, places: Places = NOWHERE) -> Table:
    """Events as `what_happened.log` says them: week, what happened, who, where, group, other; fewer columns are the
    first ones. The commune is said by its code."""
    names = ["", *(f"{row.name}: " for row in (parameters or Parameters()).alternative)]
    told = {
        f"{name}{kind.name}{detail and ': '}{detail}": (number, kind.details.index(detail) if detail else NONE, which)
        for number, kind in enumerate(KINDS)
        for detail in kind.details or ("",)
        for which, name in enumerate(names)
    }
    made = []
    for week, what, *more in of:
        who, where, group, other = [*more, *[NONE] * (4 - len(more))]
        kind, detail, programme = told[what]
        place = places.codes.index(where) if isinstance(where, str) else where
        made.append((week, kind, who, place, group, other, detail, programme))
    return np.array(made, TABLES["events"])


def short(of: Record) -> np.ndarray:
    """What was short in groups in each week, in words."""
    return np.array([*SHORTAGES, NOTHING], dtype=object)[frames.short(of)]


def short_in_training(of: Record) -> np.ndarray:
    """What was short in the training in each week, in words."""
    return np.array([*TRAINING_SHORTAGES, NOTHING], dtype=object)[frames.short_in_training(of)]
