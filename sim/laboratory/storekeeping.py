"""Looking after a store as a whole: which versions it holds, whether all is well, what may go."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from contagion.sim.errors import SettingError
from contagion.sim.laboratory import papers
from contagion.sim.laboratory.bundles import DamagedFile
from contagion.sim.laboratory.packing import FAILURES, RUNS
from contagion.sim.laboratory.papers import Words
from contagion.sim.laboratory.shards import is_plain, is_shard, parts
from contagion.sim.laboratory.store import Store

if TYPE_CHECKING:
    import pandas as pd

type Current = Callable[[Words], bool]  # whether the present code and data can use its runs


def versions(folder: Path) -> dict[str, Words]:
    """What is written down of each version in a store, by the name it has in folders, the latest last. Nothing is
    written.

    Raises
    ------
    InputError
        Where there is no store.
    """
    if not folder.exists():
        raise SettingError("store {folder}: there is no store here", folder=folder)
    papers.must_be_a_store(folder, write_anew=False)
    names = {file.stem: file.stat().st_mtime for file in (folder / "versions").glob("*.json") if file.is_file()}
    for place in filter(Path.is_dir, folder.glob("*/code=*")):
        names.setdefault(place.name.removeprefix("code="), place.stat().st_mtime)
    try:
        return {name: papers.about(folder, name, keep=False) for name in sorted(names, key=lambda name: names[name])}
    except OSError as error:
        why = error.strerror or error
        raise SettingError(
            "store {folder}: {place} cannot be read ({why})", folder=folder, place=error.filename, why=why
        ) from None


def listing(folder: Path, current: Current) -> pd.DataFrame:
    """A row a version: its name, whether it is current, since when, commit, runs, failures, files, size, its data.

    Files are counted, and not read.
    """
    import pandas as pd

    rows = []
    for name, about in versions(folder).items():
        files = _files(folder, name)
        rows.append(
            {
                "version": name,
                "current": current(about),
                "since": about.get("made", "")[:16],
                "commit": (about.get("commit") or "")[:12],
                "runs": _number(files, RUNS),
                "failures": _number(files, FAILURES),
                "files": len(files),
                "MB": round(sum(file.stat().st_size for file in files) / 1e6, 1),
                "data": about.get("data", ""),
            }
        )
    return pd.DataFrame(rows)


def outdated(folder: Path, current: Current) -> int:
    """Number of the versions that are not current."""
    return sum(not current(about) for about in versions(folder).values())


def verify(folder: Path) -> tuple[int, dict[Path, str]]:
    """Read every file of every version: how many there are, and what is wrong with those that are not as they were."""
    files, bad = 0, {}
    for name, about in versions(folder).items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DamagedFile)
            store = Store(folder, papers.version_of(folder, name) or name, lambda about=about: about)
            files += store.check()
        bad |= store.bad
    return files, bad


def prune(
    folder: Path, current: Current, *, others: bool = False, failures: bool = False, damaged: bool = False
) -> list[str]:
    """Remove the runs of versions that are not current, the records of failed runs, or the damaged files; what was
    removed, in words. A version of which nothing can be read is left, as it may be current."""
    doomed: list[tuple[str, list[Path]]] = []
    for name, about in versions(folder).items():
        files = _files(folder, name)
        if others and about and not current(about):
            words = f"version {name}: {_number(files, RUNS):,} runs"
            doomed.append((words, [*folder.glob(f"*/code={name}"), folder / "versions" / f"{name}.json"]))
        elif failures and (number := _number(files, FAILURES)):
            doomed.append((f"version {name}: records of {number:,} failed runs", [folder / FAILURES / f"code={name}"]))
    if damaged and (folder / "damaged").exists():
        doomed.append(("damaged files", [folder / "damaged"]))
    out = []
    for words, places in doomed:
        number = 0
        for place in places:
            if place.is_file():
                place.unlink()
            elif place.is_dir() and not place.is_symlink():
                number += sum(path.is_file() for path in place.rglob("*"))
                shutil.rmtree(place)
        out.append(f"{words}, {number:,} file{'s' * (number != 1)}")
    return out


def _files(folder: Path, name: str) -> list[Path]:
    return [file for file in sorted(folder.glob(f"*/code={name}/*")) if is_shard(file.name) and is_plain(file)]


def _number(files: list[Path], table: str) -> int:
    """Runs in a table, as the names of its files say."""
    return sum(parts(file.name)[1] for file in files if file.parent.parent.name == table)
