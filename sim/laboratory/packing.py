"""What becomes of a batch, packed where it was made: whoever keeps it only writes bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.sim.laboratory import shards
from contagion.sim.laboratory.jobs import Batch
from contagion.sim.laboratory.shards import COMING, hidden, table_of

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 2  # of the store's layout
RUNS, FAILURES = "runs", "failures"  # the leading tables
SMALL = 64  # a bundle of fewer runs is soon part of a larger one
HEAVY = 1_000_000  # bytes of a bundle that is compressed at once, and not kept in memory
PARAMETERS = "parameters"  # a column that is read where it is asked for


@dataclass(frozen=True)
class Bundle:
    """Some runs that are kept together.

    Attributes
    ----------
    name : str
        Number of runs and a name of their own.
    lead : str
        Name of the file in the leading table.
    keys : tuple of str
        Of the runs.
    files : dict of table to str
        Names of the files in the other tables.
    replaces : tuple of str
        Names of bundles that it was made of.
    """

    name: str
    lead: str
    keys: tuple[str, ...]
    files: dict[str, str]
    replaces: tuple[str, ...]

    @property
    def coming(self) -> bool:
        """Whether it is there, but not yet all that it brings about."""
        return self.lead.endswith(COMING)


@dataclass(frozen=True)
class Packed:
    """A bundle as it is written.

    Attributes
    ----------
    bundle : Bundle
    data : dict of table to bytes
        Its files, the leading one last.
    rows : dict of table to bytes
        Of a small and light bundle the same once more, as it is read in no time (`shards.streamed`): it is merged soon.
    """

    bundle: Bundle
    data: dict[str, bytes]
    rows: dict[str, bytes]

    def only(self, keys: Iterable[str]) -> Packed:
        """Some of its runs, at least one."""
        tables, wanted = {}, set(keys)
        for table, data in self.data.items():
            rows, said = shards.decoded(data)
            if (some := shards.among(rows, wanted)).num_rows:
                tables[table] = some
        return packed(said["table"], tables, said["version"], said["about"])


def packed(
    lead: str, tables: Mapping[str, pa.Table], version: str, about: Mapping[str, Any], replaced: Sequence[Bundle] = ()
) -> Packed:
    """Encode a bundle.

    Parameters
    ----------
    lead : str
        The leading table.
    tables : dict of name to Table
        With a column `key`; the leading one has a row a run.
    version : str
        Of the study.
    about : dict
        What is written down of this version.
    replaced : sequence of Bundle
        Those that it was made of: such a bundle is to last, and is compressed, as a heavy one is.
    """
    keys = tables[lead]["key"].to_pylist()
    is_light = not replaced and sum(rows.nbytes for rows in tables.values()) < HEAVY
    name = f"{len(keys):06d}-{sha256(' '.join(sorted(keys)).encode()).hexdigest()[:16]}"
    replaces, files, data = [bundle.name for bundle in replaced], {}, {}
    for table in (*(name for name in tables if name != lead), lead):
        own = {"tables": dict(files), "replaces": replaces, "about": dict(about)} if table == lead else {}
        said = {"format": FORMAT, "version": version, "name": name, "table": table, **own}
        data[table] = shards.encoded(tables[table], said, small=is_light)
        files[table] = f"{name}-{shards.digest(data[table])}.parquet"
    rows = {table: shards.streamed(tables[table]) for table in data} if len(keys) < SMALL and is_light else {}
    return Packed(Bundle(name, hidden(files.pop(lead)), tuple(keys), files, tuple(replaces)), data, rows)


@dataclass(frozen=True)
class Parcel:
    """What became of a batch, as it is kept.

    Attributes
    ----------
    seconds : tuple of float
        Time that each run took.
    bundles : dict of leading table to Packed
        The runs that went well and those that failed, where there are any.
    """

    seconds: tuple[float, ...]
    bundles: dict[str, Packed]

    @property
    def keys(self) -> list[str]:
        """Of all runs."""
        return [key for packed in self.bundles.values() for key in packed.bundle.keys]

    @property
    def failed(self) -> int:
        """Number of the runs that failed."""
        return len(self.bundles[FAILURES].bundle.keys) if FAILURES in self.bundles else 0


@dataclass(frozen=True)
class Packer:
    """Packs batches of one version of a study.

    Attributes
    ----------
    version : str
        Of the study.
    about : dict
        What is written down of this version.
    """

    version: str
    about: Mapping[str, Any]

    def __call__(self, batch: Batch) -> Parcel:
        keys = [job.key(self.version) for job in batch.jobs]
        well = [place for place in range(len(keys)) if place not in batch.errors]
        tables: dict[str, dict[str, pa.Table]] = {}
        if well:
            tables[RUNS] = _tables(batch, keys, well)
        if batch.errors:
            columns = _own(batch, keys, list(batch.errors)) | {"error": list(batch.errors.values())}
            tables[FAILURES] = {FAILURES: table_of(columns)}
        bundles = {lead: packed(lead, some, self.version, self.about) for lead, some in tables.items()}
        return Parcel(batch.seconds, bundles)


def _own(batch: Batch, keys: Sequence[str], places: Sequence[int]) -> dict[str, Any]:
    """The columns that all runs have, of those at some places of a batch."""
    jobs = [batch.jobs[place] for place in places]
    return {
        "key": [keys[place] for place in places],
        PARAMETERS: [job.parameters for job in jobs],
        "seed": [job.seed for job in jobs],
        "years": [job.years for job in jobs],
        "seconds": [batch.seconds[place] for place in places],
    }


def _tables(batch: Batch, keys: Sequence[str], places: Sequence[int]) -> dict[str, pa.Table]:
    """The tables of the runs at some places of a batch, the key of its run in front of each row."""
    names = dict.fromkeys(name for place in places for name in batch.figures[place])
    figures = {name: [batch.figures[place].get(name) for place in places] for name in names}
    tables, named = {}, np.array(keys, object)
    for table, rows in batch.tables.items():
        if rows.counts.any():
            tables[table] = table_of({"key": named.repeat(rows.counts), **rows.columns})
    return tables | {RUNS: table_of(_own(batch, keys, places) | figures)}
