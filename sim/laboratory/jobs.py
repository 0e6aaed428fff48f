"""What is asked of the laboratory, and what comes back: jobs, what became of a batch of them, and the study between."""

from __future__ import annotations

import json
import re
import traceback
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from time import perf_counter
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.sim.threads import MadeOnce, go_on

type Columns = Mapping[str, ArrayLike]  # of equal lengths


@dataclass(frozen=True)
class Job:
    """One run to make.

    Attributes
    ----------
    parameters : str
        All parameters, defaults included, as canonical JSON (see `canonical`).
    seed, years : int
    """

    parameters: str
    seed: int
    years: int

    def key(self, version: str) -> str:
        """Name of the run's content: 32 hex digits of the SHA-256 of parameters, seed, years and the study's version.

        Equal keys, equal results.
        """
        return _key(self.parameters, self.seed, self.years, version)


@lru_cache(maxsize=4096)
def _key(parameters: str, seed: int, years: int, version: str) -> str:
    content = canonical({"parameters": parameters, "seed": seed, "years": years, "version": version})
    return sha256(content.encode()).hexdigest()[:32]


def canonical(content: Any) -> str:
    """JSON with sorted names, no spaces, and whole numbers without a point (10, not 10.0): equal contents, equal texts.
    Infinity is written as JavaScript does."""
    return json.dumps(_plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _plain(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    return int(content) if isinstance(content, float) and content.is_integer() else content


@dataclass(frozen=True)
class Rows:
    """The rows of one table that came of a batch, run after run.

    Attributes
    ----------
    counts : array of int (jobs,)
        Rows of each run.
    columns : dict of name to array (rows,)
    """

    counts: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Batch:
    """What became of some jobs that one worker was given together.

    Attributes
    ----------
    jobs : tuple of Job
    seconds : tuple of float
        Time that each run took.
    figures : tuple of dict
        Figures of each run, each of one type in all runs of a study (a missing one is NaN); empty if it failed.
    tables : dict of name to Rows
        Rows of the runs, such as one a year; the same columns in all runs of a study.
    errors : dict of place to str
        Traceback of each run that failed.
    """

    jobs: tuple[Job, ...]
    seconds: tuple[float, ...]
    figures: tuple[dict[str, Any], ...]
    tables: dict[str, Rows] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)

    @classmethod
    def failed(cls, jobs: Sequence[Job], error: str, seconds: float = 0.0) -> Batch:
        """A batch in which each run failed, for one reason."""
        each = len(jobs)
        return cls(tuple(jobs), (seconds / each,) * each, ({},) * each, {}, dict.fromkeys(range(each), error))


def reason(error: str) -> str:
    """The last line of a traceback; of an error that is not Python's own, what it says."""
    return re.sub(r"^(\w+\.)+\w+: ", "", error.strip().rpartition("\n")[2])


class Study(Hashable, Protocol):
    """A model that can be run in any process that has the code. It must be hashable and small when pickled."""

    @property
    def version(self) -> str:
        """Digest of everything but a job that results depend on: the model's code and data."""
        ...

    def prepare(self) -> None:
        """Load what all runs share; called once in each process, before its first run.

        Raises
        ------
        Exception
            Where this process has another version of the code or the data.
        """
        ...

    def run(self, job: Job) -> tuple[dict[str, Any], Mapping[str, Columns]]:
        """Figures and tables of a run, functions of the job alone."""
        ...


@MadeOnce
def _prepared(study: Study) -> Study:
    study.prepare()
    return study


def execute(study: Study, jobs: Sequence[Job]) -> Batch:
    """Run some jobs, one after the other; a run that fails costs only itself."""
    start = perf_counter()
    try:
        ready = _prepared(study)
    except Exception:
        return Batch.failed(jobs, traceback.format_exc(), perf_counter() - start)
    seconds, figures, errors = [], [], {}
    tables: defaultdict[str, dict[int, Columns]] = defaultdict(dict)
    for place, job in enumerate(jobs):
        go_on()
        start, row, made = perf_counter(), {}, {}
        try:
            row, made = ready.run(job)
        except Exception:
            errors[place] = traceback.format_exc()
        seconds.append(perf_counter() - start)
        figures.append(row)
        for name, columns in made.items():
            tables[name][place] = columns
    together = {name: _together(parts, len(jobs)) for name, parts in tables.items()}
    return Batch(tuple(jobs), tuple(seconds), tuple(figures), together, errors)


def _together(parts: Mapping[int, Columns], runs: int) -> Rows:
    """The rows of one table of all runs, by the place of the run."""
    counts, names = np.zeros(runs, np.int64), next(iter(parts.values())).keys()
    for place, columns in parts.items():
        counts[place] = len(np.asarray(next(iter(columns.values()))))
    columns = {name: np.concatenate([np.asarray(part[name]) for part in parts.values()]) for name in names}
    return Rows(counts, columns)
