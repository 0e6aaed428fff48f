"""The tables of a run as people read them, words in place of numbers and INSEE codes in place of rows; and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from contagion.models.outcomes.record import Ints, Places, Record, Table
from contagion.models.outcomes.shortages import SHORTAGES, TRAINING_SHORTAGES, short, short_in_training
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.residents import ELECTED, OUTSIDE, STUDENTS
from contagion.models.records import (
    BEGINS,
    CHANNELS,
    COMPLETED,
    DID_NOT_COMPLETE,
    ENDS,
    GROUP_STATES,
    HAS_DROPPED,
    KINDS,
    NONE,
    SOURCES,
    STARTED,
    TABLES,
)

WORDS: Mapping[tuple[str, str], Sequence[str]] = {
    ("groups", "state"): GROUP_STATES,
    ("facilitators", "source"): SOURCES,
    ("participants", "channel"): CHANNELS,
}
"""What the numbers of a column stand for, the same in all runs."""
FRAMES = (*TABLES, "territory", "target_groups")
"""The tables that people read, and that a record is read from."""
FLAGS = ("stand_in", "in_house", "online", "student", "elected", "active")
"""Columns of yes and no."""
NOTHING = ""

type Named = Callable[[ArrayLike, Sequence[str]], Any]


def frames(record: Record) -> dict[str, pd.DataFrame]:
    """The tables of a run as people read them: those of `models.records.TABLES`, and beside them `territory`, the
    communes, and `target_groups`, with their shares of the residents.

    `weeks` says what was short. `communes` has the names of communes, `events` the programme (empty: the
    groups), `alternatives` the kind of each programme, `decisions` their titles.
    """
    return {name: frame(name, record) for name in FRAMES}


def frame(name: str, record: Record) -> pd.DataFrame:
    """One of the tables of a run as people read it."""
    return pd.DataFrame(columns(name, record, named) if name in TABLES else _of_the_territory(name, record))


def _of_the_territory(name: str, record: Record) -> dict[str, Any]:
    if name == "target_groups":
        return {"target_group": list(record.shares), "share": list(record.shares.values())}
    places = record.places
    return {
        "commune": pd.array(places.codes, dtype="str"),
        "name": pd.array(places.names, dtype="str"),
        "population": places.population,
        "residents_15_and_over": places.adults,
        "living_standard_eur": places.living_standard_eur,
    }


def columns(name: str, record: Record, in_words: Named) -> dict[str, Any]:
    """The columns of the same, with words as a function of numbers and words makes them: `named`, or
    `in_objects` where no data frame is wanted."""
    rows: Table = getattr(record, name)
    if name == "events":
        return _events(rows, record, in_words)
    if name == "decisions":
        return _decisions(rows, record, in_words)
    words = _words(record.parameters, record.places)
    made: dict[str, Any] = {}
    for column in rows.dtype.names or ():
        of = WORDS.get((name, column)) or words.get(column)
        if of is not None:
            made[column] = in_words(rows[column] - (column == "programme"), of)
        else:
            made[column] = rows[column].astype(bool) if column in FLAGS else rows[column]
        if (name, column) == ("communes", "commune"):
            made["name"] = in_words(rows[column], record.places.names)
        elif (name, column) == ("alternatives", "programme"):
            made["kind"] = in_words(rows[column] - 1, [row.kind for row in record.parameters.alternative])
    if name == "weeks":
        made["short"] = in_words(short(record), SHORTAGES)
        made["short_in_training"] = in_words(short_in_training(record), TRAINING_SHORTAGES)
    return made


def _words(parameters: Parameters, places: Places) -> dict[str, Sequence[str]]:
    """What the numbers of columns of these names stand for in this run; alternative programmes count from 1."""
    return {
        "commune": places.codes,
        "where": places.codes,
        "target_group": [group.name for group in parameters.target_group],
        "programme": [row.name for row in parameters.alternative],
    }


def _details() -> tuple[list[str], int]:
    """The details of all kinds of events, as many places for each."""
    width = max(len(kind.details) for kind in KINDS)
    return [word for kind in KINDS for word in (*kind.details, *[NOTHING] * (width - len(kind.details)))], width


def _events(rows: Table, record: Record, in_words: Named) -> dict[str, Any]:
    details, width = _details()
    detail = np.where(rows["detail"] == NONE, NONE, rows["kind"] * width + rows["detail"])
    words = _words(record.parameters, record.places)
    return {
        "week": rows["week"],
        "kind": in_words(rows["kind"], [kind.name for kind in KINDS]),
        "who": rows["who"],
        "where": in_words(rows["where"], words["where"]),
        "group": rows["group"],
        "other": rows["other"],
        "detail": in_words(detail, details),
        "programme": in_words(rows["programme"] - 1, words["programme"]),
    }


def _decisions(rows: Table, record: Record, in_words: Named) -> dict[str, Any]:
    return {
        "week": rows["week"],
        "number": rows["number"] + 1,
        "title": in_words(rows["number"], [decision.title for decision in record.parameters.decision]),
        "what": in_words(rows["begins"], (ENDS, BEGINS)),
    }


def named(numbers: ArrayLike, words: Sequence[str]) -> Any:
    """The words that numbers stand for; nothing for NONE."""
    return pd.array([*words, NOTHING], dtype="str").take(np.asarray(numbers, np.int64))


def in_objects(numbers: ArrayLike, words: Sequence[str]) -> NDArray[Any]:
    """The same as an array of Python's own words."""
    return np.array([*words, NOTHING], dtype=object)[np.asarray(numbers, np.int64)]


def numbered(words: Any, of: Sequence[str]) -> Ints:
    """The numbers that words stand for."""
    return pd.Index([*of, NOTHING]).get_indexer(pd.Index(words)) if len(words) else np.zeros(0, np.int64)


# ---- and back --------------------------------------------------------------------------------------------------------


def record_of(made: Mapping[str, pd.DataFrame], parameters: Parameters, seed: int) -> Record:
    """The record of a run from its tables.

    Parameters
    ----------
    made : dict of name to DataFrame
        As `frames` makes them.
    parameters : Parameters
        At the start.
    seed : int

    Raises
    ------
    KeyError
        For a table or a column that is not there, by name.
    ValueError
        For a word that stands for nothing.
    """
    communes = made["territory"]
    places = Places(
        tuple(communes["commune"]),
        tuple(communes["name"]),
        communes["population"].to_numpy(np.int64),
        communes["residents_15_and_over"].to_numpy(np.int64),
        communes["living_standard_eur"].to_numpy(np.float64),
    )
    groups, share = (made["target_groups"][column] for column in ("target_group", "share"))
    of = [STUDENTS, ELECTED, OUTSIDE, *(group.name for group in parameters.target_group)]
    _known(groups, of, "target_groups.target_group")
    shares = dict(zip(groups, share.astype(float).tolist(), strict=True))
    tables = {name: _rows(name, made[name], parameters, places) for name in TABLES}
    met = tables.pop("residents")
    record = Record(**tables, met=lambda: met, parameters=parameters, places=places, shares=shares, seed=seed)
    came = record.of_kind(STARTED, COMPLETED, HAS_DROPPED, DID_NOT_COMPLETE)["who"]
    if len(gone := came[~np.isin(came, record.participants["person"])]):
        raise ValueError(f"participants: resident {gone[0]} was in a group and has no row")
    return record


def _rows(name: str, frame: pd.DataFrame, parameters: Parameters, places: Places) -> Table:
    out, words = np.empty(len(frame), TABLES[name]), _words(parameters, places)
    for column in TABLES[name].names or ():
        if name == "decisions" and column != "week":
            number = column == "number"
            out[column] = frame["number"] - 1 if number else _known(frame["what"], (ENDS, BEGINS), "decisions.what")
        elif name == "events" and column in ("kind", "detail"):
            continue
        elif (of := WORDS.get((name, column)) or words.get(column)) is not None:
            out[column] = _known(frame[column], of, f"{name}.{column}") + (column == "programme")
        else:
            out[column] = frame[column].to_numpy()
    if name == "events":
        out["kind"] = _known(frame["kind"], [kind.name for kind in KINDS], "events.kind")
        for kind in np.unique(out["kind"]):
            own = out["kind"] == kind
            out["detail"][own] = _known(frame.loc[own, "detail"], KINDS[kind].details, "events.detail")
    return out


def _known(words: pd.Series, of: Sequence[str], column: str) -> Ints:
    """The numbers of words."""
    numbers = numbered(words, of)
    if column in ("events.kind", "decisions.what"):  # nothing is no word there
        numbers[numbers == len(of)] = -1
    if len(unknown := np.flatnonzero(numbers < 0)):
        raise ValueError(f"{column}: {words.iloc[unknown[0]]!r} is unknown")
    return np.where(numbers == len(of), NONE, numbers)
