"""A study whose runs cost next to nothing, to measure what the laboratory itself costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.draws import Draws
from sim.laboratory.jobs import Job


@dataclass(frozen=True)
class Trivial:
    """Two dozen keyed numbers a run, and a row a year: as wide as the runs of the model."""

    version: str = "trivial study"

    def prepare(self) -> None:
        """Nothing is shared."""

    def run(self, job: Job) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
        stream = Draws(job.seed).stream("trivial")
        row = {f"figure_{number}": stream.uniform(number) for number in range(24)}
        years = pd.DataFrame({"year": range(1, job.years + 1), **dict(list(row.items())[:12])})
        return row, {"years": years}
