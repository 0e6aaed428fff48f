"""What a folder is: a store, what is to become one, or a store of format 2, which is carried over once and goes.

    store/store.json, store/versions, store/claims
    store/runs/code=1a2b3c4d5e6f/000020-9c1d…-4fe0….parquet     number of runs, name of the bundle, digest of the bytes

The file in the leading table (`runs`, `failures`) says which in others belong to it. A bundle of which one is not as it
was written is left out, and its runs are made again.
"""

from __future__ import annotations

import io
import json
import os
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from contagion.sim.errors import SettingError
from contagion.sim.laboratory import database
from contagion.sim.laboratory.packing import FAILURES, RUNS, Packed, packed

if TYPE_CHECKING:
    import pyarrow as pa

OLDER = 2  # the format
NAMED = "*/code=*/*-*-*.parquet*"  # as no other Parquet files are, such as those of a copy


def further_files(folder: Path) -> list[Path]:
    """Refuse what is no store of runs, and nothing that may become one. Where an older one cannot be carried over, its
    runs are in a file elsewhere as long as this process lives.

    Raises
    ------
    InputError
    """
    if folder.exists() and not folder.is_dir():
        raise SettingError("store {folder}: is a file, not a folder", folder=folder)
    paper, own = folder / "store.json", sorted(folder.glob(NAMED))
    found = _format(paper) or (OLDER if own else None)
    if found not in (None, OLDER):
        raise database.another_format(folder, found)
    if found is None and not database.files(folder) and any(path.name[0] != "." for path in folder.glob("*")):
        raise SettingError("store {folder}: holds files, but is no store of runs; choose another folder", folder=folder)
    if found and not os.access(folder, os.W_OK):
        return [_elsewhere(folder)[0]]
    if found:
        with database.telling(folder):
            _carry_over(own, database.own_file(folder, "older"))
            for file in [*own, *folder.glob("versions/*.json"), *folder.glob("claims/*.json"), paper]:
                file.unlink(missing_ok=True)
            for place in [*folder.glob("*/code=*"), *folder.glob("*")]:
                with suppress(OSError):  # it is a file, or something else is in it
                    place.rmdir()
    return []


def _format(paper: Path) -> Any:
    try:
        return json.loads(paper.read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


@lru_cache(maxsize=4)
def _elsewhere(folder: Path) -> tuple[Path, TemporaryDirectory[str]]:
    place = TemporaryDirectory()
    path = Path(place.name) / "older.sqlite"
    _carry_over(sorted(folder.glob(NAMED)), path)
    return path, place


def _carry_over(files: list[Path], path: Path) -> None:
    """Take all runs of an older store that are not there yet into a file of today's."""
    with closing(database.writing(path)) as con:
        con.execute("BEGIN IMMEDIATE")
        known = {key for batch in database.batches(con, path)[0] for key in batch.keys}
        leads = [file for file in files if file.parts[-3] in (RUNS, FAILURES)]
        for about, version, bundle in filter(None, map(_bundle, leads)):
            database.write_about(con, version, about)
            if new := set(bundle.keys) - known:
                database.add(con, path, version, bundle.only(new))
                known |= new
        con.execute("COMMIT")


def _bundle(lead: Path) -> tuple[dict[str, Any], str, Packed] | None:
    """What is written down of a version, its name, and the runs of a file of a leading table; None where one of the
    files is damaged."""
    import pyarrow as pa

    *_, own, code, _ = lead.parts
    try:
        rows, said = _read(lead)
        tables = {name: _read(lead.parents[2] / name / code / file)[0] for name, file in said["tables"].items()}
        return said["about"], said["version"], packed(own, tables | {own: rows})
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return None


def _read(file: Path) -> tuple[pa.Table, dict[str, Any]]:
    """The rows of a file, in its place or not yet, and what it says of itself; ValueError where it is damaged."""
    import pyarrow.parquet as pq

    there = file if file.exists() else file.with_name(f".{file.name}.coming")
    data = there.read_bytes()
    if database.digest(data) != file.name.removesuffix(".coming").removesuffix(".parquet").rpartition("-")[2]:
        raise ValueError
    rows = pq.read_table(io.BytesIO(data))
    return rows.replace_schema_metadata(), json.loads(rows.schema.metadata[b"shard"])
