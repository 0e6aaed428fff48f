"""The tables of a run as people read them, words in place of numbers and INSEE codes in place of rows; and back.

What was short, week by week (section 4.9), read from the tables of a run: flows against flows, both of the last year
(the 52 weeks up to the week, or those since the start).

What would have helped is another question, which no single run answers: `contagion limits` does. What is said here is
worded accordingly, and its agreement with that was measured (`models/ODD.md`, *What limits*).

In the groups, the first that holds:

- *money*: something was not done for want of it;
- *receptive*: fewer people registered than groups had seats (`group.maximum` in each that opened), and less than half
  of the receptive public (`receptivity.share` of all, whatever groups and places differ in) is left, and a smaller
  share than that of the seats;
- *registrations*: fewer people registered than groups had seats (groups of a house, and who is registered in one, left
  out);
- *pairs*: more facilitator-weeks were spent looking for a partner in vain than with a group;
- *groups*: more people registered than groups had seats.

A week says nothing if there were neither seats nor registrations, and nobody waited for a partner. In the training, of
the session that ends the week's period (after the last, of that): *money*, if seats were not given for want of it, or
nobody could be paid to hold it; *seats*, if all were taken, or not everybody in the queue was offered one; *takers*, if
seats stayed empty; nothing, if there were none and nobody asked for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from contagion.models.outcomes.counting.counts import SHORTAGES, TRAINING_SHORTAGES, counted
from contagion.models.outcomes.record import Columns, Ints, Places, Record, Table
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
from contagion.sim.model import WEEKS_A_YEAR

WORDS: Mapping[tuple[str, str], Sequence[str]] = {
    ("events", "kind"): [kind.name for kind in KINDS],
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
IN_WORDS = {
    "registrations": "fewer people registered than groups had seats",
    "groups": "more people registered than groups had seats",
    "pairs": "more facilitators waited for partners than led",
    "receptive": "few receptive people were left",
    "money": "something was not done for want of money",
}
TRAINING_IN_WORDS = {
    "takers": "training seats stayed empty",
    "seats": "training seats were all taken",
    "money": "training seats were not given for want of money",
}
assert (*IN_WORDS, *TRAINING_IN_WORDS) == (*SHORTAGES, *TRAINING_SHORTAGES)

type Named = Callable[[ArrayLike, Sequence[str]], Any]


def frames(record: Record) -> dict[str, pd.DataFrame]:
    """Return the tables of a run as people read them: those of `models.records.TABLES`, `territory` with the communes,
    and `target_groups` with their shares of the residents.

    `weeks` has the bottlenecks, `communes` the names of communes, `events` the programme (empty: the groups),
    `alternatives` the kind of each programme, `decisions` their titles.
    """
    return {name: frame(name, record) for name in FRAMES}


def frame(name: str, record: Record) -> pd.DataFrame:
    """Return one of the tables of a run as people read it."""
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
    """Return the columns of one of these tables. `in_words` turns numbers into words: `named`, or `in_objects` where no
    data frame is wanted."""
    rows: Table = getattr(record, name)
    if name == "decisions":
        titles = [decision.title for decision in record.parameters.decision]
        words_of = {"title": in_words(rows["number"], titles), "what": in_words(rows["begins"], (ENDS, BEGINS))}
        return {"week": rows["week"], "number": rows["number"] + 1, **words_of}
    words = _words(record.parameters, record.places)
    table: dict[str, Any] = {}
    for column in rows.dtype.names or ():
        of = WORDS.get((name, column)) or words.get(column)
        if of is not None:
            table[column] = in_words(rows[column] - (column == "programme"), of)
        else:
            table[column] = rows[column].astype(bool) if column in FLAGS else rows[column]
        if (name, column) == ("communes", "commune"):
            table["name"] = in_words(rows[column], record.places.names)
        elif (name, column) == ("alternatives", "programme"):
            table["kind"] = in_words(rows[column] - 1, [row.kind for row in record.parameters.alternative])
    if name == "events":
        width = max(len(kind.details) for kind in KINDS)
        details = [word for kind in KINDS for word in (*kind.details, *[NOTHING] * (width - len(kind.details)))]
        detail = np.where(rows["detail"] == NONE, NONE, rows["kind"] * width + rows["detail"])
        table["detail"] = in_words(detail, details)
    elif name == "weeks":
        table["short"] = in_words(short(record), SHORTAGES)
        table["short_in_training"] = in_words(short_in_training(record), TRAINING_SHORTAGES)
    return table


def _words(parameters: Parameters, places: Places) -> dict[str, Sequence[str]]:
    """Return the words for columns of these names in this run; alternative programmes count from 1."""
    return {
        "commune": places.codes,
        "where": places.codes,
        "target_group": [group.name for group in parameters.target_group],
        "programme": [row.name for row in parameters.alternative],
    }


def named(numbers: ArrayLike, words: Sequence[str]) -> Any:
    """Return the words that numbers stand for; empty for NONE."""
    return pd.array([*words, NOTHING], dtype="str").take(np.asarray(numbers, np.int64))


def in_objects(numbers: ArrayLike, words: Sequence[str]) -> NDArray[Any]:
    """Return the same as an array of Python's own words."""
    return np.array([*words, NOTHING], dtype=object)[np.asarray(numbers, np.int64)]


def numbered(words: Any, of: Sequence[str]) -> Ints:
    """Return the numbers that words stand for."""
    return pd.Index([*of, NOTHING]).get_indexer(pd.Index(words)) if len(words) else np.zeros(0, np.int64)


# ---- what was short --------------------------------------------------------------------------------------------------


def short(record: Record) -> Ints:
    """Return the number of each week's bottleneck (`SHORTAGES`), of shape (weeks,); NONE where nothing can be said."""
    return counted(record).array("flows")["short"]


def short_in_training(record: Record) -> Ints:
    """Return the number of the bottleneck of training (`TRAINING_SHORTAGES`) in each week's period, of shape (weeks,);
    NONE before the first session."""
    return counted(record).array("flows")["short_in_training"]


def short_by_year(record: Record) -> Columns:
    """Return the bottleneck of each year in words, `NOTHING` where nothing can be said: columns year, from 1;
    in_groups, from the flows of the year; in_training, at its last session."""
    in_groups = short(record)[WEEKS_A_YEAR - 1 :: WEEKS_A_YEAR]
    flows = counted(record).array("flows")[: WEEKS_A_YEAR * len(in_groups)]
    in_training, due = np.full(len(in_groups), NONE), np.flatnonzero(flows["sessions"] + flows["missed"])
    in_training[due // WEEKS_A_YEAR] = short_in_training(record)[due]  # the last of a year stays
    return {
        "year": np.arange(1, len(in_groups) + 1),
        "in_groups": np.array([*SHORTAGES, NOTHING], object)[in_groups],
        "in_training": np.array([*TRAINING_SHORTAGES, NOTHING], object)[in_training],
    }


# ---- and back --------------------------------------------------------------------------------------------------------


def record_of(frames: Mapping[str, pd.DataFrame], parameters: Parameters, seed: int) -> Record:
    """Rebuild the record of a run from its tables, as `frames` makes them, and its parameters at the start. Raises
    KeyError with the name of a missing table or column, ValueError for a word that stands for nothing."""
    communes = frames["territory"]
    places = Places(
        tuple(communes["commune"]),
        tuple(communes["name"]),
        communes["population"].to_numpy(np.int64),
        communes["residents_15_and_over"].to_numpy(np.int64),
        communes["living_standard_eur"].to_numpy(np.float64),
    )
    groups, share = (frames["target_groups"][column] for column in ("target_group", "share"))
    of = [STUDENTS, ELECTED, OUTSIDE, *(group.name for group in parameters.target_group)]
    _numbers_of(groups, of, "target_groups.target_group")
    shares = dict(zip(groups, share.astype(float).tolist(), strict=True))
    tables = {name: _rows(name, frames[name], parameters, places) for name in TABLES}
    residents = tables.pop("residents")
    record = Record(**tables, met=lambda: residents, parameters=parameters, places=places, shares=shares, seed=seed)
    came = record.of_kind(STARTED, COMPLETED, HAS_DROPPED, DID_NOT_COMPLETE)["who"]
    if len(missing := came[~np.isin(came, record.participants["person"])]):
        raise ValueError(f"participants: resident {missing[0]} was in a group and has no row")
    return record


def _rows(name: str, frame: pd.DataFrame, parameters: Parameters, places: Places) -> Table:
    out, words = np.empty(len(frame), TABLES[name]), _words(parameters, places)
    for column in TABLES[name].names or ():
        if name == "decisions" and column != "week":
            number = column == "number"
            out[column] = (
                frame["number"] - 1 if number else _numbers_of(frame["what"], (ENDS, BEGINS), "decisions.what")
            )
        elif (of := WORDS.get((name, column)) or words.get(column)) is not None:
            out[column] = _numbers_of(frame[column], of, f"{name}.{column}") + (column == "programme")
        elif (name, column) != ("events", "detail"):
            out[column] = frame[column].to_numpy()
    for kind in np.unique(out["kind"]) if name == "events" else ():
        own = out["kind"] == kind
        out["detail"][own] = _numbers_of(frame.loc[own, "detail"], KINDS[kind].details, "events.detail")
    return out


def _numbers_of(words: pd.Series, of: Sequence[str], column: str) -> Ints:
    """Return the numbers of words. Raises ValueError for an unknown word."""
    numbers = numbered(words, of)
    if column in ("events.kind", "decisions.what"):  # nothing is no word there
        numbers[numbers == len(of)] = -1
    if len(unknown_places := np.flatnonzero(numbers < 0)):
        raise ValueError(f"{column}: {words.iloc[unknown_places[0]]!r} is unknown")
    return np.where(numbers == len(of), NONE, numbers)
