"""Looking after a store as a whole: which versions it holds, whether all is well, what may go."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import SettingError
from sim.laboratory.store import FAILURES, DamagedFile, Store, check_format

if TYPE_CHECKING:
    import pandas as pd

type Words = dict[str, Any]  # what is written down of a version
type Current = Callable[[Words], bool]  # whether the present code and data can use its runs


def versions(folder: Path) -> dict[str, Words]:
    """What is written down of each version in a store, by the name it has in folders, the latest last.

    Raises
    ------
    InputError
        Where there is no store.
    """
    if not folder.exists():
        raise SettingError(f"store {folder}: there is no store here")
    check_format(folder)
    found = {}
    for file in sorted((folder / "versions").glob("*.json"), key=lambda file: file.stat().st_mtime):
        try:
            found[file.stem] = json.loads(file.read_text(encoding="utf-8"))
        except ValueError:
            found[file.stem] = {}
    return found


def listing(folder: Path, current: Current) -> pd.DataFrame:
    """A row a version: its name, whether it is current, since when, commit, runs, failures, files, size, its data."""
    import pandas as pd

    rows = []
    for name, about in versions(folder).items():
        store, files = Store(folder, name), _files(folder, name)
        rows.append(
            {
                "version": name,
                "current": current(about),
                "since": about.get("made", "")[:16],
                "commit": (about.get("commit") or "")[:12],
                "runs": len(store.keys),
                "failures": len(set(store.read(FAILURES, columns=["key"])["key"]) - store.keys),
                "files": len(files),
                "MB": round(sum(file.stat().st_size for file in files) / 1e6, 1),
                "data": about.get("data", ""),
            }
        )
    return pd.DataFrame(rows)


def verify(folder: Path) -> tuple[int, list[Path]]:
    """Check every file of every version: how many there are, and those that were damaged, now moved aside."""
    files, damaged = 0, []
    for name in versions(folder):
        files += len(_files(folder, name))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DamagedFile)
            damaged += Store(folder, name).damaged  # opening a store reads all its files
    return files, damaged


def prune(
    folder: Path, current: Current, *, others: bool = False, failures: bool = False, damaged: bool = False
) -> int:
    """Remove the runs of versions that are not current, the records of failed runs, or the damaged files; number of
    files removed. A version of which nothing can be read is left, as it may be current."""
    doomed: list[Path] = []
    for name, about in versions(folder).items():
        if others and about and not current(about):
            doomed += [*folder.glob(f"*/code={name}"), folder / "versions" / f"{name}.json"]
        elif failures:
            doomed += [folder / FAILURES / f"code={name}"]
    if damaged:
        doomed.append(folder / "damaged")
    removed = 0
    for place in doomed:
        if place.is_file():
            place.unlink()
        elif place.is_dir():
            removed += sum(path.is_file() for path in place.rglob("*"))
            shutil.rmtree(place)
    return removed


def _files(folder: Path, name: str) -> list[Path]:
    return sorted(folder.glob(f"*/code={name}/*.parquet"))
