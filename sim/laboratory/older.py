"""What a folder is: a store, what is to become one, or a store of format 2, which is carried over once and goes.

    store/store.json, store/versions, store/claims
    store/runs/code=1a2b3c4d5e6f/000020-9c1d…-4fe0….parquet     number of runs, name of the bundle, digest of the bytes

The file in the leading table (`runs`, `failures`) says which in others belong to it. A bundle of which one is not as it
was written is left out, and its runs are made again.
"""

from __future__ import annotations

import io
import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.sim.errors import SettingError
from contagion.sim.laboratory import database
from contagion.sim.laboratory.packing import FAILURES, PARAMETERS, RUNS, Packed, packed

if TYPE_CHECKING:
    import pyarrow as pa

OLDER = 2  # the format
STEM = "older"  # of the file that its runs are carried over to
SAID = b"shard"  # where a Parquet file says what it is
NAMED = "*-*-*.parquet*"  # as no other Parquet files are, such as those of a copy


def must_be_a_store(folder: Path) -> None:
    """Refuse what is no store of runs, and nothing that may become one; carry over an older one.

    Raises
    ------
    InputError
    """
    if folder.exists() and not folder.is_dir():
        raise SettingError("store {folder}: is a file, not a folder", folder=folder)
    if not folder.exists():
        return
    found = _format(folder / "store.json") or (OLDER if _leads(folder) else None)
    if found == OLDER:
        if not database.may_write(folder):
            raise SettingError(
                "store {folder}: is of an older version; where it may be written, it is carried over", folder=folder
            )
        with database.alone(folder):
            _carry_over(folder)
    elif found is not None:
        raise database.another_format(folder, found)
    elif not database.files(folder) and any(not path.name.startswith(".") for path in folder.iterdir()):
        raise SettingError("store {folder}: holds files, but is no store of runs; choose another folder", folder=folder)


def _format(paper: Path) -> Any:
    try:
        return json.loads(paper.read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _leads(folder: Path) -> list[Path]:
    """The files of the leading tables; those that were not yet in their place are whole as well, or damaged."""
    return [file for lead in (RUNS, FAILURES) for file in sorted(folder.glob(f"{lead}/code=*/{NAMED}"))]


def _carry_over(folder: Path) -> None:
    """Take all runs of an older store into a file of today's. That `store.json` has gone says that they are there."""
    path, paper, known = database.own_file(folder, STEM), folder / "store.json", set[str]()
    if paper.exists() or not path.exists():
        with database.made(path) as con:
            for said, bundle in filter(None, (_bundle(folder, file) for file in _leads(folder))):
                new = set(bundle.keys) - known
                known |= new
                database.write_about(con, said["version"], said["about"])
                if new:
                    database.add(con, path, said["version"], bundle.only(new))
    paper.unlink(missing_ok=True)
    own = [*folder.glob(f"*/code=*/{NAMED}"), *folder.glob("versions/*.json"), *folder.glob("claims/*.json")]
    for file in own:
        file.unlink()
    places = dict.fromkeys(file.parent for file in own)
    for place in [*places, *dict.fromkeys(place.parent for place in places if place.parent != folder)]:
        with suppress(OSError):  # something else is in it
            place.rmdir()


def _bundle(folder: Path, lead: Path) -> tuple[dict[str, Any], Packed] | None:
    """What a file of a leading table says of itself, and its runs with all their tables; None where one is damaged."""
    import pyarrow as pa

    try:
        rows, said = _read(lead)
        tables = {name: _read(folder / name / lead.parent.name / file)[0] for name, file in said["tables"].items()}
        tables[PARAMETERS] = rows.select(["key", PARAMETERS])
        tables[lead.parent.parent.name] = rows.drop_columns(PARAMETERS)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return None
    return said, packed(lead.parent.parent.name, tables)


def _read(file: Path) -> tuple[pa.Table, dict[str, Any]]:
    """The rows of a file, in its place or not yet, and what it says of itself; ValueError where it is damaged."""
    import pyarrow.parquet as pq

    there = file if file.exists() else file.with_name(f".{file.name}.coming")
    data = there.read_bytes()
    if database.digest(data) != file.name.removesuffix(".coming").removesuffix(".parquet").rpartition("-")[2]:
        raise ValueError
    rows = pq.read_table(io.BytesIO(data))
    return rows.replace_schema_metadata(), json.loads(rows.schema.metadata[SAID])
