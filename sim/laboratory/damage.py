"""What becomes of a file of a store that is damaged: all that is whole goes into another, under a name of its own, so
that nobody who has the old one open takes one for the other, and the old one into the folder `damaged`."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from contagion.sim.laboratory.database import (
    BROKEN,
    LOCK_SECONDS,
    DamagedError,
    Kept,
    abouts,
    add,
    alone,
    batch_of,
    data,
    is_busy,
    made,
    own_file,
    write_about,
)
from contagion.sim.laboratory.packing import Packed


def looked_through(con: sqlite3.Connection, file: Path) -> tuple[list[Kept], dict[str, str]]:
    """Read all of a file: what is whole, and what is wrong with all else."""
    whole, wrong, used = [], dict[str, str](), set[int]()
    for row in _each(con, "batches"):
        try:
            batch = batch_of(file, row)
            used.update(row for row, _, _ in batch.tables.values())
            for table in batch.tables:
                data(con, batch, table)
            whole.append(batch)
        except (DamagedError, *BROKEN):
            wrong[f"{file}, batch {row[0]}"] = "is damaged"
    try:
        names, sound = _each(con, "versions"), abouts(con)
        wrong |= {f"{file}, version {name}": "is damaged" for name, _, _ in names if name not in sound}
        if not wrong and {row for (row,) in con.execute("SELECT id FROM rows")} != used:
            wrong[str(file)] = "has rows of no run"
        found = [line for (line,) in con.execute("PRAGMA integrity_check")]
    except BROKEN as error:
        found = [str(error)]
    if found != ["ok"]:
        wrong[str(file)] = f"is damaged ({' '.join(found[0].split())})"
    return whole, wrong


def _each(con: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    """What can be read of a table, from both ends, up to a place that cannot."""
    rows: dict[Any, tuple[Any, ...]] = {}
    for order in ("", "DESC"):
        with suppress(*BROKEN):
            for row in con.execute(f"SELECT * FROM {table} ORDER BY rowid {order}"):
                rows.setdefault(row[0], row)
    return list(rows.values())


def rescued(file: Path) -> dict[str, str]:
    """Put all that is whole of a damaged file into another, and the damaged one aside; what was wrong. Nothing where
    others have done that already.

    Raises
    ------
    OSError, sqlite3.Error
        Where it may only be read.
    """
    folder = file.parent
    with alone(folder):
        if not file.exists():
            return {}
        stem, _, number = own_file(folder, file.stem.partition("~")[0]).stem.partition("~")
        another = file.with_name(f"{stem}~{int(number or 0) + 1:03d}.sqlite")  # a name that nobody has had
        with closing(sqlite3.connect(file, timeout=LOCK_SECONDS, isolation_level=None)) as old:
            old.text_factory = lambda text: text.decode(errors="replace")
            try:
                old.execute("BEGIN IMMEDIATE")  # nobody else writes into it from here on
            except BROKEN as error:
                if is_busy(error):
                    raise
            whole, wrong = looked_through(old, file)
            with made(another) as new:
                with suppress(*BROKEN):
                    for version, about in abouts(old).items():
                        write_about(new, version, about)
                for batch in whole:
                    tables = {table: data(old, batch, table) for table in batch.tables}
                    add(new, another, batch.version, Packed(batch.lead, batch.keys, tables))
            (folder / "damaged").mkdir(exist_ok=True)
            for end in ("", "-wal", "-shm", "-journal"):
                with suppress(FileNotFoundError):
                    file.with_name(file.name + end).replace(folder / "damaged" / (file.name + end))
    return wrong or {str(file): "is damaged"}
