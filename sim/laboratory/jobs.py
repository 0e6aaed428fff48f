"""What is asked of the laboratory: jobs, and the study that makes their runs."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Protocol

from numpy.typing import ArrayLike

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
        """Figures of a run, each of one type in all runs of a study (a missing one is NaN), and tables, such as one of
        years, each with the same columns in all runs: functions of the job alone."""
        ...
