"""The results of a run: tables, a summary, and all that is needed to make them again; saved whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.sim.errors import Interrupted, SettingError
from contagion.sim.files.alone import alone
from contagion.sim.files.tables import write_parquet
from contagion.sim.reading import unseen

if TYPE_CHECKING:
    import pandas as pd

MADE_WITH = "provenance.json"
PARTIAL = ".partial"  # ends the name of a temporary folder
STALE_SECONDS = 3600  # after which a temporary folder cannot be of a command that is at it
SHORT = 40  # letters of a folder's name that those of its temporary neighbours begin with: names have 255 bytes


@dataclass(frozen=True)
class Results:
    """What a run leaves behind.

    Attributes
    ----------
    tables : dict of name to DataFrame
    summary : dict
        Plain numbers, ready for JSON.
    provenance : dict
        What the run was made with.
    texts : dict of file name to text
        Such as the exact scenario.
    """

    tables: dict[str, pd.DataFrame]
    summary: dict[str, Any]
    provenance: dict[str, Any]
    texts: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the files into an existing folder: a Parquet file a table, `summary.json`, `provenance.json`, the
        texts."""
        for name, table in self.tables.items():
            write_parquet(table, folder / f"{name}.parquet")
        for name, text in self.texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        for name, content in (("summary", self.summary), ("provenance", self.provenance)):
            (folder / f"{name}.json").write_text(as_json(content), encoding="utf-8")


def as_json(content: Any) -> str:
    """JSON for people: indented, with accents as they are."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def must_be_free(folder: Path, force: bool, otherwise: str = "") -> None:
    """Refuse an output folder that holds files, unless `force`; refuse what is no folder. `otherwise` says how to force
    it."""
    if hidden := unseen(str(folder), broken=False):
        raise SettingError(f"out {folder}: holds the character {hidden}, which cannot be seen; choose another name")
    try:
        if folder.exists() and not folder.is_dir():
            raise SettingError(f"out {folder}: is a file, not a folder")
        if folder.is_dir() and not force and any(folder.iterdir()):
            raise SettingError(f"out {folder}: holds files already; choose another folder{otherwise}")
    except OSError as error:
        raise SettingError(f"out {folder}: cannot be used ({error.strerror or error})") from None


@contextmanager
def whole_folder(folder: Path, force: bool = False, otherwise: str = "") -> Generator[Path]:
    """A temporary folder beside `folder` that takes its place at the end, so that `folder` never holds half a result,
    nor those of two.

    Who else writes to `folder` meanwhile was there first: what was made here is then kept beside it, and said to be.
    With `force`, the files are moved into an existing folder: those that the command before wrote there go, whatever
    their names (`provenance.json` lists them), and all others stay.

    Raises
    ------
    SettingError
        Where the folder is not free, or cannot be written to, or the disk is full.
    Interrupted
        On Ctrl-C; nothing is left.
    """
    must_be_free(folder, force, otherwise)
    _clear_leftovers(folder)
    place = folder.resolve()
    temporary, made, done = None, [], False
    try:
        made = [parent for parent in place.parents if not parent.exists()]  # the innermost first
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{place.name[:SHORT]}-", suffix=PARTIAL, dir=place.parent))
        beside = temporary / "whole"
        beside.mkdir()
        try:
            yield beside
        except KeyboardInterrupt:
            raise Interrupted(f"interrupted; nothing was written in {folder}") from None
        _list_files(beside)
        _take_place(beside, place, force)
        done = True
    except OSError as error:
        raise SettingError(
            f"out {folder}: cannot be written ({error.strerror or error}); nothing was left there"
        ) from None
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        for parent in () if done else made:
            with suppress(OSError):
                parent.rmdir()


def _list_files(folder: Path) -> None:
    """Add to what the files of a folder were made with, if that is said, which they are."""
    if (path := folder / MADE_WITH).is_file():
        content = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(as_json({**content, "files": [name.as_posix() for name in _files(folder)]}), encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    """Names of the files in a folder and in those below it."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _listed(folder: Path) -> list[Path]:
    """The files that the command before has written, as far as it said so."""
    try:
        names = json.loads((folder / MADE_WITH).read_text(encoding="utf-8"))["files"]
        paths = [folder / name for name in names]
    except (OSError, ValueError, LookupError, TypeError):
        return []
    return [path for path in paths if path.is_file() and path.resolve().is_relative_to(folder.resolve())]


def _clear_leftovers(folder: Path) -> None:
    """Remove the temporary folders that commands left beside a folder when they were killed."""
    place = folder.resolve()
    for left in place.parent.glob(f".{escape(place.name[:SHORT])}-*{PARTIAL}"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left)


def _take_place(beside: Path, folder: Path, force: bool) -> None:
    if _renamed(beside, folder):
        return
    if force or not any(folder.iterdir()):
        _move_into(beside, folder)
        return
    kept, number = folder, 1
    while kept.exists() or not _renamed(beside, kept):
        number += 1
        kept = folder.with_name(f"{folder.name}-{number}")
    raise SettingError(
        f"out {folder}: another command has written there since this one began; nothing of it was "
        f"touched, and all that this one made is in {kept}"
    )


def _renamed(beside: Path, folder: Path) -> bool:
    """Rename a folder, whole or not at all: of two that come at once, one finds the name taken by files."""
    if folder.exists():
        if folder == Path.cwd():
            return False  # whoever stands in it would be left nowhere
        beside.chmod(folder.stat().st_mode & 0o7777)
    try:
        beside.replace(folder)
    except OSError:
        if not folder.is_dir():
            raise
        return False
    return True


def _move_into(beside: Path, folder: Path) -> None:
    """Move the files into a folder, one command after the other where several come at once."""
    with alone(folder.with_name(f".{folder.name[:SHORT]}.lock")):
        for file in _listed(folder):
            file.unlink()
        for name in _files(beside):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (beside / name).replace(target)
