"""The model as a study of the laboratory: from a job (parameters, seed, years) to a row of figures and a row a year."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from models.indicators import summary, tables
from models.outcomes import costs
from models.outcomes.cohorts import cohorts, savers
from models.outcomes.yearly import row, yearly
from models.parameters import AFTER_THE_RUN, Footprint, Parameters, describe
from models.parameters.money import Costs
from models.programme import ConversationModel, kernels_of
from models.scenarios import Scenario, in_words
from models.simulation import must_fit
from models.territory.territory import Territory
from models.territory.ties import Kernels
from sim.errors import InputError
from sim.laboratory.jobs import Job, canonical
from sim.laboratory.laboratory import Case
from sim.model import WEEKS_A_YEAR
from sim.provenance import code_digest, provenance
from sim.statistics.designs import Factor


@dataclass(frozen=True)
class Conversations:
    """Runs of the group programme over a territory.

    Attributes
    ----------
    version : str
        SHA-256 of the model's code and of the territory's data.
    communes : Path, optional
        A table of communes; by default Grand Besançon's. Workers elsewhere must find it under the same path.
    """

    version: str
    communes: Path | None = None

    @classmethod
    def over(cls, communes: Path | None = None) -> Conversations:
        """The study of a territory, as code and data are now."""
        return cls(cls.digest(communes), communes)

    @classmethod
    def digest(cls, communes: Path | None) -> str:
        """What `version` is now."""
        return _version(communes)

    def about(self) -> dict[str, Any]:
        """What is written down of this version."""
        territory = _territory(self.communes, kernels_of(Parameters()))
        return provenance(version_sha256=self.version, data=territory.source, data_sha256=territory.checksum)

    @staticmethod
    def current(about: Mapping[str, Any]) -> bool:
        """Whether kept runs of a version, by what is written down of it, serve the present code, whatever their
        territory. That other tables than Grand Besançon's are still as they were is not looked at: such a table is
        known by its content when it is asked for."""
        here = _territory(None, kernels_of(Parameters()))
        changed_here = about.get("data") == here.source and about.get("data_sha256") != here.checksum
        return about.get("code_sha256") == code_digest() and not changed_here

    def must_fit(self, scenario: Scenario, years: int) -> None:
        """Refuse a scenario that cannot be run over this territory for so long (`models.simulation.must_fit`)."""
        must_fit(scenario, _territory(self.communes, kernels_of(scenario.parameters)), years)

    def prepare(self) -> None:
        if (here := self.digest(self.communes)) != self.version:
            raise RuntimeError(f"this worker has other code or data ({here[:12]}, not {self.version[:12]})")

    def run(self, job: Job) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
        parameters = Parameters.model_validate(json.loads(job.parameters))
        territory = _territory(self.communes, kernels_of(parameters))
        weeks = job.years * WEEKS_A_YEAR
        model = ConversationModel(territory, parameters, job.seed, horizon=weeks)
        model.run(weeks)
        return self.kept(model, tables(model))

    def kept(
        self, model: ConversationModel, made: dict[str, pd.DataFrame]
    ) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
        """What is kept of a run and its tables."""
        people = savers(made["events"], model.draws.seed, model.parameters_at_start.footprint.spread)
        kept = {"years": yearly(made), "savings": cohorts(people, model.week)}
        if model.alternatives:
            kept["alternatives"] = made["alternatives"]
        if model.parameters_at_start.prices_change:
            kept["spent"] = costs.spent_by_year(made, model.account.prices)
        return row(summary(model, made)), kept


@lru_cache(maxsize=4)
def _territory(communes: Path | None, kernels: Kernels) -> Territory:
    """Territories are read once a process, for each law of ties."""
    return Territory.from_file(communes, kernels=kernels)


def _version(communes: Path | None) -> str:
    data = _territory(communes, kernels_of(Parameters())).checksum
    return sha256(f"{code_digest()} {data}".encode()).hexdigest()


def case(parameters: Parameters, **labels: Any) -> Case:
    """What the laboratory runs.

    What is read after a run only is set to its defaults: a run that is kept serves under any of these assumptions. The
    spread of savings is left, as its table `savings` is drawn with it.
    """
    unread: dict[str, Any] = {name: Parameters.model_fields[name].default for name in AFTER_THE_RUN}
    unread["footprint"] = Footprint(spread=parameters.footprint.spread)
    if not (parameters.limited or parameters.prices_change):
        # Prices then change nothing of a run: it is costed afterwards from its yearly quantities (`costs.of_years`) at
        # any prices. For the same reason no figure of `row` depends on them.
        unread["costs"] = Costs()
    return Case(canonical(parameters.model_copy(update=unread).model_dump()), labels)


def scenario_case(scenario: Scenario) -> Case:
    """A scenario, labelled by its name."""
    return case(scenario.parameters, scenario=scenario.name)


def changed(parameters: Parameters, values: Mapping[str, Any], where: str = "--vary") -> Parameters:
    """Parameters with some values, by dotted name, set over them.

    Raises
    ------
    InputError
        For a value that is not valid.
    """
    try:
        return parameters.with_values(values)
    except ValidationError as error:
        raise InputError(in_words(error, where)) from None


def points(parameters: Parameters, chosen: Sequence[Mapping[str, Any]]) -> list[Case]:
    """A case for each point of a design, labelled by what it varies."""
    return [case(changed(parameters, point), **point) for point in chosen]


def factors(names: Sequence[str] | None = None, roles: Sequence[str] = ("uncertainty", "lever")) -> list[Factor]:
    """What a design varies, with the declared ranges: the named parameters, or all numbers of these roles. What is
    read after a run only is no factor of it.

    Raises
    ------
    KeyError
        For a name that has no range.
    """
    known = {}
    for entry in describe():
        if entry["range"] and "[]" not in entry["name"] and not entry["name"].startswith(AFTER_THE_RUN):
            low, high = entry["range"]
            whole = entry["type"] is int or isinstance(entry["default"], int)
            known[entry["name"]] = Factor(entry["name"], float(low), float(high), whole), entry["role"]
    if names is not None:
        return [known[name][0] for name in names]
    return [factor for factor, role in known.values() if role in roles]
