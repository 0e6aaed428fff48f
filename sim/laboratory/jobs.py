"""What is asked of the laboratory, and what comes back: jobs, outcomes, and the study that turns one into the other."""

from __future__ import annotations

import json
import traceback
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd


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
        content = canonical({"parameters": self.parameters, "seed": self.seed, "years": self.years, "version": version})
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
class Outcome:
    """What became of a job.

    Attributes
    ----------
    job : Job
    row : dict
        Figures of the run, each of one type in all runs of a study (a missing one is NaN); empty if it failed.
    tables : dict of name to DataFrame
        Rows of the run, such as one a year, at least one in each; the same names and columns in all runs of a study.
    seconds : float
        Time the run took.
    error : str
        Traceback of a run that failed, else empty.
    """

    job: Job
    row: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    seconds: float = 0.0
    error: str = ""

    @cached_property
    def reason(self) -> str:
        """The last line of the traceback."""
        return self.error.strip().rpartition("\n")[2]


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

    def run(self, job: Job) -> tuple[dict[str, Any], dict[str, Any]]:
        """Row and tables of a run, functions of the job alone; a table is one array a column, all of one length."""
        ...


@lru_cache(maxsize=4)
def _prepared(study: Study) -> Study:
    study.prepare()
    return study


def _data_frames(made: dict[str, Any]) -> dict[str, pd.DataFrame]:
    import pandas as pd

    return {name: pd.DataFrame(columns) for name, columns in made.items()}


def execute(study: Study, job: Job) -> Outcome:
    """Run a job; a run that fails is an outcome as well."""
    start = perf_counter()
    try:
        row, made = _prepared(study).run(job)
        tables = _data_frames(made)
    except Exception:
        return Outcome(job, seconds=perf_counter() - start, error=traceback.format_exc())
    return Outcome(job, row, tables, perf_counter() - start)
