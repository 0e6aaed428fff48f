"""Runs that a file of a store holds and no search finds, since pages of it stand where others belong."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from contagion.sim.laboratory.packing import FAILURES, RUNS


def hides(con: sqlite3.Connection, version: str, read: int) -> bool:
    """Whether a file holds other batches than the `read` ones of a version, or of all.

    SQLite looks for a batch by its number and takes each page as it is. So this counts batches in whatever order they
    stand and entries that are none, and looks for rows beyond those of the first and the last batch.
    """
    try:
        counted = con.execute(
            "SELECT count(*) FILTER (WHERE ? IN (version, '')), "
            "count(*) FILTER (WHERE lead IS NULL OR lead NOT IN (?, ?)) FROM batches",
            (version, RUNS, FAILURES),
        ).fetchone()
        return counted != (read, 0) or _end(con, "ASC", min) or _end(con, "DESC", max)
    except (sqlite3.DatabaseError, ValueError, TypeError, LookupError, AttributeError):  # what is read is no batch
        return True


def _end(con: sqlite3.Connection, order: str, end: Callable[..., int]) -> bool:
    """Whether there is a row beyond those of the batch at an end."""
    row = con.execute(f"SELECT id FROM rows ORDER BY id {order} LIMIT 1").fetchone()
    batch = con.execute(f"SELECT tables FROM batches ORDER BY id {order} LIMIT 1").fetchone() or ("{}",)
    known = [number for number, *_ in json.loads(batch[0]).values()]
    return row is not None and end([*known, *row]) not in known
