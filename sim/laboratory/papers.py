"""The small files of a store: what it is, and what each version is.

They are written whole, with a checksum, and are made anew from the shards where they are lost or broken.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from contagion.sim.errors import SettingError
from contagion.sim.laboratory.bundles import DamagedFile
from contagion.sim.laboratory.packing import FAILURES, FORMAT, RUNS
from contagion.sim.laboratory.shards import COMING, PARTIAL, SAID, is_plain, is_shard, listed, write_new
from contagion.sim.results import as_json

type Words = dict[str, Any]  # what is written down of a version

CHECK = "sha256"


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Write a small file, with a checksum; not even a power cut takes it."""
    write_new(path, as_json({**content, CHECK: _check(content)}).encode(), durable=True)


def read(path: Path) -> Words | None:
    """What a small file says; None where it is lost or broken.

    Raises
    ------
    OSError
        Where it is something else, or cannot be read: nothing is put in its place.
    """
    try:
        content = json.loads(path.read_bytes())
        return content if content.pop(CHECK) == _check(content) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    except FileNotFoundError:
        if path.is_symlink():  # to nothing
            raise
        return None


def _check(content: Mapping[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def must_be_a_store(folder: Path, write_anew: bool = True) -> bool:
    """Refuse a folder that is no store, or one of another format; False for one that is to become a store.

    Raises
    ------
    InputError
    """
    if folder.exists() and not folder.is_dir():
        raise SettingError("store {folder}: is a file, not a folder", folder=folder)
    if not folder.exists() or all(path.name == ".lock" or path.suffix == PARTIAL for path in folder.iterdir()):
        return False
    paper = folder / "store.json"
    said = read(paper)
    found = said["format"] if said else _another_format(paper)
    if found is None:
        if _shard_of(folder, "*") is None and not any(folder.glob("versions/*.json")):
            raise SettingError(
                "store {folder}: holds files, but is no store of runs; choose another folder", folder=folder
            )
        found = FORMAT
        if write_anew:
            write(paper, {"format": FORMAT})
            warnings.warn(f"{paper}: was lost or broken, and is written anew", DamagedFile, stacklevel=3)
    if found != FORMAT:
        raise SettingError(
            "store {folder}: was written in format {found}, this version reads {format}; choose another folder",
            folder=folder,
            found=found,
            format=FORMAT,
        )
    return True


def _another_format(paper: Path) -> int | None:
    """The format of a store of a version that writes no checksum, or another one."""
    try:
        found = json.loads(paper.read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if found != FORMAT else None


def _shard_of(folder: Path, code: str) -> Words | None:
    """What a file of a version says of itself, if there is one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for lead in (RUNS, FAILURES):  # whose files say what the version is
        for file in folder.glob(f"{lead}/code={code}/*.parquet*"):
            if is_shard(file.name) or file.suffix == COMING:
                try:
                    said = json.loads((pq.read_schema(file).metadata or {})[SAID])
                except (OSError, KeyError, ValueError, pa.ArrowException):
                    continue
                if said.get("format") == FORMAT:
                    return said
    return None


def about(folder: Path, code: str, otherwise: Callable[[], Mapping[str, Any]] = dict, keep: bool = True) -> Words:
    """What is written down of a version; where that is lost or broken, it is made anew from the shards, or by
    `otherwise` if there are none, and written if `keep`."""
    paper = folder / "versions" / f"{code}.json"
    if (said := read(paper)) is not None:
        return said
    shard = _shard_of(folder, code)
    found = dict(shard["about"] if shard else otherwise())
    if keep:
        write(paper, found)
        if shard:
            warnings.warn(f"{paper}: was lost or broken, and is written anew", DamagedFile, stacklevel=3)
    return found


def were_lost(folder: Path, code: str) -> bool:
    """Whether a small file of a store is lost or broken, its own or that of a version of which it holds runs."""
    if read(folder / "store.json") is None:
        return True
    return read(folder / "versions" / f"{code}.json") is None and _shard_of(folder, code) is not None


def clear_half_written(folder: Path) -> None:
    """Remove small files that a killed command left half written; for whoever holds the store."""
    for place in (folder, folder / "versions"):
        for name in [name for name in listed(place) if name.startswith(".") and name.endswith(PARTIAL)]:
            if is_plain(place / name):
                (place / name).unlink(missing_ok=True)


def version_of(folder: Path, code: str) -> str | None:
    """The whole version of which a name of folders is the beginning, as its files say."""
    return (_shard_of(folder, code) or {}).get("version")
