"""A study whose runs do as they are told (sleep, fail, kill their worker), and what the tests of the laboratory share.

In a module of its own because workers are new processes, which must be able to import it: without what they need not.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from math import nan
from pathlib import Path
from typing import Any

import pandas as pd

from contagion.sim.laboratory.jobs import Columns, Job, Parcel, Study, canonical, execute, reason
from contagion.sim.laboratory.pools import Engine, batches
from tests.helpers.places import ROOT


@dataclass(frozen=True)
class Toy:
    """Runs are told by their parameters: `sleep`, in seconds, and the seeds that `fail`, give something `odd`, `kill`
    their worker, or kill it but `once`. Workers leave word of themselves in the folder `marks`, and of each run that is
    `counted`."""

    version: str = "a" * 64
    marks: Path | None = None

    def prepare(self) -> None:
        if self.marks:
            with (self.marks / f"prepared-{os.getpid()}").open("a") as file:
                file.write("x")

    def run(self, job: Job) -> tuple[dict[str, Any], Mapping[str, Columns]]:
        told = json.loads(job.parameters)
        if self.marks and told.get("counted"):
            with (self.marks / f"ran-{job.seed}").open("a") as file:
                file.write("x")
        time.sleep(told.get("sleep", 0) * (job.seed % 5 if told.get("uneven") else 1))
        if job.seed in told.get("kill", []) or (job.seed in told.get("once", []) and self._first(job)):
            os.kill(os.getpid(), signal.SIGKILL)
        if job.seed in told.get("fail", []):
            raise ValueError(f"seed {job.seed} is\nno good")
        u = int(sha256(f"{job.seed} {told.get('a')}".encode()).hexdigest()[:8], 16) / 2**32
        row = {"u": u, "whole": job.seed * 2, "name": f"é{job.seed}", "sure": u > 0.5, "missing": nan}
        if job.seed in told.get("odd", []):
            row["name"] = lambda: "cannot be sent"
        each = job.years
        years = {"year": range(1, each + 1), "v": [u] * each, "word": ["w"] * each, "missing": [nan] * each}
        return row, {"years": years, "places": {"place": ["a", "b"], "n": [job.seed, 2]}}

    def _first(self, job: Job) -> bool:
        assert self.marks is not None
        try:
            (self.marks / f"once-{job.seed}").touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@dataclass(frozen=True)
class Told:
    """The real study, whose rows also tell how often their process has read a territory."""

    study: Study

    @property
    def version(self) -> str:
        return self.study.version

    def prepare(self) -> None:
        self.study.prepare()

    def run(self, job: Job) -> tuple[dict[str, Any], Mapping[str, Columns]]:
        row, tables = self.study.run(job)
        return row | {"read": sys.modules["contagion.models.runs.study"]._territory.made}, tables


def jobs(number: int, years: int = 2, **told: Any) -> list[Job]:
    return [Job(canonical(told), seed, years) for seed in range(number)]


@dataclass(frozen=True)
class Outcome:
    """What became of one job of a batch."""

    job: Job
    row: dict[str, Any]
    tables: dict[str, pd.DataFrame]
    seconds: float
    error: str

    @property
    def reason(self) -> str:
        return reason(self.error)


def outcomes_of(parcel: Parcel) -> list[Outcome]:
    """What a parcel holds, run by run: first those that went well."""
    out = []
    for packed in parcel.parts:
        rows = {name: pd.DataFrame(packed.table(name)) for name in packed.tables}
        lead = rows.pop(packed.lead)
        lead = lead.merge(rows.pop("parameters"), on="key") if "parameters" in rows else lead
        for row in lead.to_dict("records"):
            job, key = Job(row.pop("parameters"), row.pop("seed"), row.pop("years")), row.pop("key")
            tables = {name: rows[rows["key"] == key].drop(columns="key") for name, rows in rows.items()}
            tables = {name: rows.reset_index(drop=True) for name, rows in tables.items() if len(rows)}
            seconds, error = row.pop("seconds"), row.pop("error", "")
            out.append(Outcome(job, row, tables, seconds, error))
    return out


def outcome_of(job: Job, study: Study | None = None) -> Outcome:
    """What becomes of one job in this process."""
    return outcomes_of(execute(study or Toy(), [job]))[0]


def as_they_come(study: Study, asked: Iterable[Job], engine: Engine) -> Generator[Outcome]:
    """Outcomes in the order in which batches end."""
    with closing(batches(study, asked, engine)) as some:
        for parcel in some:
            yield from outcomes_of(parcel)


def run_many(study: Study, asked: Iterable[Job], engine: Engine) -> Generator[Outcome]:
    """Outcomes in the order of the jobs."""
    taken: list[Job] = []
    early: dict[Job, Outcome] = {}
    with closing(as_they_come(study, (taken.append(job) or job for job in asked), engine)) as some:
        following = 0
        for outcome in some:
            early[outcome.job] = outcome
            while following < len(taken) and taken[following] in early:
                yield early.pop(taken[following])
                following += 1


def fill(folder: Path, jobs: Iterable[Job], engine: Engine, study: Study | None = None) -> None:
    """Run jobs into a store, saying the key of each when it is kept."""
    from contagion.sim.laboratory.store import Store  # here, so that workers need not

    toy = study or Toy()
    store = Store(folder, toy.version)
    for parcel in batches(toy, jobs, engine):
        store.save(parcel)
        for key in parcel.keys:
            print(key, flush=True)


def alike(outcomes: Iterable[Outcome]) -> list[tuple]:
    """All of some outcomes but the time they took, in a form in which NaN equals NaN."""
    return [
        (out.job, repr(out.row), {name: frame.to_csv() for name, frame in out.tables.items()}, out.reason)
        for out in outcomes
    ]


def python(code: str, *words: object, **more: Any) -> subprocess.Popen[str]:
    """A process of its own that runs some code, which finds `words` in `sys.argv` and may import this module."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def alive(process: int) -> bool:
    """Whether a process runs: one that has ended, but has not been waited for, does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def within(seconds: float, true: Callable[[], object]) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while not (came := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return bool(came)


def prepared(marks):
    """The processes that have prepared the study, and how often each has."""
    return {int(mark.name.rpartition("-")[2]): mark.stat().st_size for mark in marks.glob("prepared-*")}
