"""What is kept of the runs behind an answer, by which it is known later whether the model still gives it.

Beside its table stand the number of its runs and a few of them whole, the witnesses: seed, years, what differs from the
defaults, and a digest of what happened and of its figures; of an answer over an ensemble also a digest of its file. An
answer is still valid if the ensemble is the same file, and if code and data are those that it was found with or its
witnesses, made anew, come to the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import sha256
from heapq import nsmallest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.experiments.ensembles.ensemble_files import FOLDER
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import case, scenario_case
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.laboratory.jobs import Job
from contagion.sim.laboratory.laboratory import Case, Laboratory

if TYPE_CHECKING:
    import pandas as pd

WITNESSES = 3
DIGITS = 16  # of a digest, in hex


@dataclass
class Asked:
    """The runs that were asked for: their keys, and of those that anybody can make the ones with the lowest keys, which
    are as good as drawn."""

    keys: set[str] = field(default_factory=set)
    witnesses: dict[str, Job] = field(default_factory=dict)

    def add(self, jobs: Mapping[str, Job], study: object) -> None:
        self.keys.update(jobs)
        if isinstance(study, Conversations) and not study.communes and not study.rules:
            some = {**self.witnesses, **jobs}
            self.witnesses = {key: some[key] for key in nsmallest(WITNESSES, some)}


@dataclass
class Noting(Laboratory):
    """A laboratory that notes what is asked of it, and of those beside it."""

    asked: Asked = field(default_factory=Asked)

    @classmethod
    def of(cls, lab: Laboratory) -> Noting:
        return cls(**{one.name: getattr(lab, one.name) for one in fields(lab)})

    def _jobs(self, asked: Sequence[tuple[Case, int]], years: int) -> tuple[dict[str, Job], pd.DataFrame]:
        jobs, labels = super()._jobs(asked, years)
        self.asked.add(jobs, self.study)
        return jobs, labels


def first_of_each(lab: Laboratory, scenarios: Iterable[Scenario], years: int) -> None:
    """Have a laboratory that notes its runs make the first one of each scenario: an answer whose runs are made beside
    the laboratory, as more is measured in them, has these for witnesses."""
    if isinstance(lab, Noting):
        lab.run([scenario_case(scenario) for scenario in scenarios], [1], years)


def kept(asked: Asked, ensemble: str | None = None) -> dict[str, Any]:
    """What is written down of runs, and of the ensemble that they are over, one of the project by its bare name."""
    witnesses = [
        {"seed": job.seed, "years": job.years, "set": _set(job.parameters), "outcome": outcome(job)}
        for job in asked.witnesses.values()
    ]
    over = {} if ensemble is None else {"ensemble": {"name": ensemble, "sha256": digest(ensemble)}}
    return over | {"runs": len(asked.keys), "witnesses": witnesses}


def digest(ensemble: str) -> str:
    """Of the file of an ensemble of the project; empty where there is none."""
    file = FOLDER / f"{ensemble}.parquet"
    return sha256(file.read_bytes()).hexdigest()[:DIGITS] if file.is_file() else ""


def still_valid(of: Mapping[str, Any]) -> bool:
    """Whether an answer, by what was kept of it, is one of the model and the ensemble as they are now."""
    over = of.get("ensemble")
    if over and over["sha256"] != digest(over["name"]):
        return False
    return of["version"] == Conversations.over().version or (
        bool(of["witnesses"]) and all(_comes_to_the_same(witness) for witness in of["witnesses"])
    )


def _comes_to_the_same(witness: Mapping[str, Any]) -> bool:
    try:
        return outcome(Job(_whole(witness["set"]), witness["seed"], witness["years"])) == witness["outcome"]
    except ValueError:  # a parameter of it is none any more
        return False


def outcome(job: Job) -> str:
    """A digest of all that happened in a run and of its figures, in so many digits as are the same on any processor."""
    figures, _ = Conversations.over().run(job)
    said = [f"{name} {value:.9g}" if isinstance(value, float) else f"{name} {value}" for name, value in figures.items()]
    return sha256("\n".join(said).encode()).hexdigest()[:DIGITS]


def _defaults() -> dict[str, Any]:
    return json.loads(case(Parameters()).parameters)


def _set(parameters: str) -> dict[str, Any]:
    """What parameters set that is not the default, by section."""
    usual, given = _defaults(), json.loads(parameters)
    apart = {name: value for name, value in given.items() if value != usual.get(name)}
    return {name: _apart(value, usual[name]) if isinstance(value, dict) else value for name, value in apart.items()}


def _apart(given: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value != usual.get(name)}


def _whole(given: Mapping[str, Any]) -> str:
    """Parameters of what was set."""
    usual = _defaults()
    for name, value in given.items():
        usual[name] = {**usual.get(name, {}), **value} if isinstance(value, dict) else value
    return case(Parameters.model_validate(usual)).parameters


def read(file: Path) -> dict[str, Any] | None:
    """What was kept of an answer; None where nothing was."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def write(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
