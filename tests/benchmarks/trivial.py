"""A study whose runs cost next to nothing, to measure what the laboratory itself costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from contagion.models.runs.study import Conversations
from contagion.sim.chance.draws import Draws
from contagion.sim.laboratory.jobs import Columns, Job


@dataclass(frozen=True)
class Trivial:
    """Two dozen keyed numbers a run, and a row a year: as wide as the runs of the model."""

    version: str = "trivial study"

    def prepare(self) -> None:
        """Nothing is shared."""

    def run(self, job: Job) -> tuple[dict[str, Any], Mapping[str, Columns]]:
        stream = Draws(job.seed).stream("trivial")
        row = {f"figure_{number}": stream.uniform(number) for number in range(24)}
        some = {name: np.full(job.years, value) for name, value in list(row.items())[:12]}
        years = {"year": np.arange(1, job.years + 1), **some}
        return row, {"years": years}


@dataclass(frozen=True)
class Again:
    """Runs of the model that come round again, with other seeds: what they take up without the time they take."""

    made: tuple[Any, ...] = field(compare=False)
    version: str = "runs of the model, again"

    @classmethod
    def of(cls, jobs: Iterable[Job]) -> Again:
        study = Conversations()
        return cls(tuple(map(study.run, jobs)))

    def prepare(self) -> None:
        """They are made."""

    def run(self, job: Job) -> tuple[dict[str, Any], Mapping[str, Columns]]:
        return self.made[job.seed % len(self.made)]
