"""The files of a store: bundles of runs, each with a file in every table that has rows of them.

    store/runs/code=1a2b3c4d5e6f/000020-9c1d…-4fe0….parquet     number of runs, name of the bundle, digest of the bytes
    store/years/code=1a2b3c4d5e6f/000020-9c1d…-77ab….parquet    the same bundle in another table

The file in the leading table (`runs`) says which others belong to it; without it they are nothing. A bundle comes whole
or not at all: its files are written under hidden names (`.NAME.coming`), the leading one last, and once that is whole
the bundle is there; then the files of those that it replaces go, and its own lose the dot. So nobody ever reads a run
twice, and whoever comes upon a bundle that is half come, or half gone, brings that to its end.

What stands there and cannot be read (a link to nothing, a folder, a file without the right to it) is looked past, and
left as it is. As long as it is there nobody can say what all is: nothing is mended, merged or moved.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.sim.errors import SettingError
from contagion.sim.laboratory import shards
from contagion.sim.laboratory.packing import Bundle, Packed
from contagion.sim.laboratory.shards import COMING, PARTIAL, DamagedError, hidden, listed, parts, shown

if TYPE_CHECKING:
    import pyarrow as pa


class DamagedFile(UserWarning):
    """A file of the store is not what was written, or is gone."""


@dataclass
class Shelf:
    """The bundles of one version of a study, in one leading table.

    Attributes
    ----------
    folder : Path
        Of the store.
    version : str
    lead : str
        The leading table.
    bundles : dict of name to Bundle
        Those that are there, as of the last look.
    where : dict of key to name
        The bundle of each run.
    bad : dict of Path to str
        Files found damaged, gone or out of place since the store was opened, and what is wrong.
    """

    folder: Path
    version: str
    lead: str
    bundles: dict[str, Bundle] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    bad: dict[Path, str] = field(default_factory=dict)
    odd: dict[str, str] = field(default_factory=dict)  # names that cannot be read, as of the last look, and why
    _told: set[str] = field(default_factory=set)
    _sound: set[str] = field(default_factory=set)
    _fresh: dict[str, dict[str, bytes]] = field(default_factory=dict)  # rows of small bundles of this process

    def place(self, table: str) -> Path:
        """The folder of a table."""
        return self.folder / table / f"code={self.version[:12]}"

    # ---- looking ---------------------------------------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether all that is there was seen at the last look."""
        return not self.odd

    @property
    def not_well(self) -> dict[Path, str]:
        """The files of `bad`, and what cannot be read."""
        return self.bad | {self.place(self.lead) / name: why for name, why in self.odd.items()}

    def own(self, bundle: Bundle) -> list[str]:
        """The runs of a bundle that are no other one's as well."""
        return [key for key in bundle.keys if self.where.get(key) == bundle.name]

    def look(self, tries: int = 9) -> set[str]:
        """See what has come and gone since the last look; the runs that have come (some were there, in other files).

        Raises
        ------
        InputError
            Where nothing can be looked at.
        """
        fresh, place = set[str](), self.place(self.lead)
        try:
            present = [name for name in listed(place) if shards.is_shard(name)]
        except OSError as error:
            raise SettingError(
                "store {folder}: {place} cannot be read ({why})",
                folder=self.folder,
                place=place.relative_to(self.folder),
                why=error.strerror or error,
            ) from None
        known = {bundle.lead for bundle in self.bundles.values()}
        for bundle in [bundle for bundle in self.bundles.values() if bundle.lead not in present]:
            self._forget(bundle.name)
        wrong, odd = {}, {}
        for file in (file for file in present if file not in known and place / file not in self.bad):
            try:
                rows, said = self._read(place / file, self.lead, ["key"])
            except OSError as error:
                gone = isinstance(error, FileNotFoundError) and not (place / file).is_symlink()
                if gone and tries:  # it has lost its dot, or was replaced, this very moment
                    return fresh | self.look(tries - 1)
                odd[file] = error.strerror or str(error)
                continue
            except DamagedError as error:
                if shown(file) == file:  # else it is half written
                    wrong[file] = str(error)
                continue
            keys, replaces = tuple(rows["key"].to_pylist()), tuple(said.get("replaces", ()))
            fresh.update(key for key in keys if key not in self.where)
            self._put(Bundle(said["name"], file, keys, said.get("tables", {}), replaces))
        for bundle in [bundle for bundle in self.bundles.values() if bundle.coming]:
            for replaced in bundle.replaces:
                self._forget(replaced)
            self._put(bundle)
        self.odd = odd
        self._tell_what_is_odd(place)
        for file, why in wrong.items():
            self._refuse(place / file, why)
        return fresh

    def _tell_what_is_odd(self, place: Path) -> None:
        """Say once what cannot be read, all in one line."""
        if new := [name for name in self.odd if name not in self._told]:
            self._told.update(new)
            more = f" and {len(new) - 1} more" if new[1:] else ""
            words = f"{place / new[0]}{more}: cannot be read ({self.odd[new[0]]}); looked past and left there, and "
            words += "nothing in the store is mended or merged until it is taken away"
            warnings.warn(words, DamagedFile, stacklevel=4)

    def _put(self, bundle: Bundle) -> None:
        self.bundles[bundle.name] = bundle
        self.where |= dict.fromkeys(bundle.keys, bundle.name)

    def _forget(self, name: str) -> None:
        gone = self.bundles.pop(name, None)
        self._fresh.pop(name, None)
        for key in gone.keys if gone else ():
            if self.where.get(key) == name:
                del self.where[key]

    def path(self, bundle: Bundle, table: str) -> Path:
        """The file of a bundle in a table, under the name that it has now."""
        if table == self.lead:
            return self.place(table) / bundle.lead
        file = self.place(table) / bundle.files[table]
        return file if file.exists() else file.with_name(hidden(file.name))

    def _read(
        self, file: Path, table: str, columns: Sequence[str] | None = None, without: Sequence[str] = ()
    ) -> tuple[pa.Table, dict[str, Any]]:
        """Columns of a file that belongs here, and what it says; DamagedError, FileNotFoundError."""
        name, _, expected = parts(file.name)
        rows, said = shards.read_shard(file, expected, columns, without)
        if (said.get("table"), said.get("version"), said.get("name")) != (table, self.version, name):
            raise DamagedError("does not belong there")
        self._sound.add(expected)
        return rows, said

    def read(
        self, name: str, table: str, columns: Sequence[str] | None = None, without: Sequence[str] = ()
    ) -> pa.Table | None:
        """Columns of a bundle's rows in a table; None if it has none there, or if its file is damaged, after which the
        bundle is refused.

        Raises
        ------
        FileNotFoundError
            If it has gone since the last look.
        """
        bundle = self.bundles[name]
        if table != self.lead and table not in bundle.files:
            return None
        file = self.path(bundle, table)
        try:
            if name not in self._fresh:
                return self._read(file, table, columns, without)[0]
            shards.whole(file, parts(file.name)[2])
            rows = shards.restored(self._fresh[name][table])
            return rows.select(shards.wanted(rows.schema, columns, without))
        except DamagedError as error:
            self._refuse(file, str(error), bundle)
            return None

    def all_rows(self, bundle: Bundle) -> dict[str, pa.Table] | None:
        """A bundle's rows in each of its tables; None if a file is damaged, after which the bundle is refused."""
        if bundle.name in self._fresh:
            return {table: shards.restored(rows) for table, rows in self._fresh[bundle.name].items()}
        out = {
            table: self.read(bundle.name, table) for table in (*bundle.files, self.lead) if bundle.name in self.bundles
        }
        return {table: rows for table, rows in out.items() if rows is not None} if bundle.name in self.bundles else None

    def sound(self, name: str, alone: bool = False) -> bool:
        """Whether every file of a bundle is there, and is what was written. Each is read once.

        That one is gone for good is known to whoever is alone: for others it may have been merged a moment ago.
        """
        bundle = self.bundles[name]
        for table in (self.lead, *bundle.files):
            file = self.path(bundle, table)
            try:
                if parts(file.name)[2] not in self._sound or not file.exists():
                    self._read(file, table, [])
            except FileNotFoundError:
                if alone:
                    self._refuse(file, "is gone", bundle)
                return False
            except DamagedError as error:
                self._refuse(file, str(error), bundle)
                return False
        return True

    def check(self) -> None:
        """Refuse all bundles of which a file is gone, or is not what was written."""
        for name in list(self.bundles):
            self.sound(name, alone=True)

    def _refuse(self, file: Path, why: str, bundle: Bundle | None = None) -> None:
        """Move a file aside that is not as it was, and all of its bundle: those runs are made again."""
        self.bad[file] = why
        name = parts(file.name)[0]
        alone = bundle is None and name in self.bundles
        others = self.folder.glob(f"*/{self.place('').name}/*{name}-*.parquet*")
        moved = [file] if alone else [file, *filter(shards.is_plain, others)]
        words = "and its runs are made again when asked for"
        if not alone:
            self._forget(name)
        if not self.complete:
            warnings.warn(f"{file}: {why}; left there, {words}", DamagedFile, stacklevel=3)
            return
        try:
            for one in moved:
                shards.put_aside(self.folder, one)
            words = f"moved to {self.folder / 'damaged'}, {words}"
        except OSError as error:
            words = f"it cannot be moved aside ({error.strerror or error}), {words}"
        warnings.warn(f"{file}: {why}; {words}", DamagedFile, stacklevel=3)

    # ---- writing, by whoever holds the store -----------------------------------------------------------------------

    def bring(self, packed: Packed) -> None:
        """Put a bundle there, in place of those that it was made of."""
        bundle = packed.bundle
        names = bundle.files | {self.lead: bundle.lead}
        for table, data in packed.data.items():
            shards.write(self.place(table) / hidden(names[table]), data, durable=bool(bundle.replaces))
            self._sound.add(parts(names[table])[2])
        self._put(bundle)
        if packed.rows:
            self._fresh[bundle.name] = packed.rows
        self._settle(bundle)

    def _settle(self, bundle: Bundle) -> None:
        """Bring to its end what comes with a bundle: those that it replaces go, the leading files last."""
        for table in (*bundle.files, self.lead) if bundle.replaces else ():
            for name in [name for name in listed(self.place(table)) if parts(name)[0] in bundle.replaces]:
                if shards.is_plain(self.place(table) / name):
                    (self.place(table) / name).unlink(missing_ok=True)
        for replaced in bundle.replaces:
            self._forget(replaced)
        for table in (*bundle.files, self.lead):
            file = self.path(bundle, table)
            file.replace(file.with_name(shown(file.name)))
        self.bundles[bundle.name] = replace(bundle, lead=shown(bundle.lead))
        self.where |= dict.fromkeys(bundle.keys, bundle.name)

    def mend(self, tables: Iterable[str]) -> None:
        """Bring to its end what a killed command has left half done; put aside what belongs to nothing any more. For
        after a look that was complete."""
        there = {table: listed(self.place(table)) for table in (*tables, self.lead)}
        for bundle in [bundle for bundle in self.bundles.values() if bundle.coming]:
            self._settle(bundle)
        lost = []
        for table, names in there.items():
            for name in filter(lambda name, table=table: shards.is_plain(self.place(table) / name), names):
                if name.startswith(".") and name.endswith((COMING, PARTIAL)):
                    (self.place(table) / name).unlink(missing_ok=True)
                elif table != self.lead and parts(name)[0] not in self.bundles and shards.is_shard(name):
                    lost.append(self.place(table) / name)
        lost = [file for file in lost if file.exists()]
        for file in lost:
            self.bad[file] = "belongs to no run"
            shards.put_aside(self.folder, file)
        if lost:
            more = f" and {len(lost) - 1} more" if lost[1:] else ""
            words = f"{lost[0]}{more}: the runs they belong to are gone; moved to {self.folder / 'damaged'}"
            warnings.warn(words, DamagedFile, stacklevel=3)
