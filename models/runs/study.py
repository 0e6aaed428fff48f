"""The model as a study of the laboratory: from a job (parameters, seed, years) to a row of figures and a row a year."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from contagion.models.code.provenance import code_digest, provenance
from contagion.models.outcomes import costs
from contagion.models.outcomes.by_commune import by_commune
from contagion.models.outcomes.cohorts import cohorts, savers
from contagion.models.outcomes.frames import columns, in_objects
from contagion.models.outcomes.own_group import own_group
from contagion.models.outcomes.reached import reached
from contagion.models.outcomes.record import Columns, Record
from contagion.models.outcomes.shortages import short_by_year
from contagion.models.outcomes.students_and_councillors import students_and_councillors
from contagion.models.outcomes.summary import summary
from contagion.models.outcomes.yearly import row, yearly
from contagion.models.parameters import Parameters
from contagion.models.programme.run import Run
from contagion.models.runs.indicators import Indicator, figures_of
from contagion.models.runs.rules import Rule, lived, told
from contagion.models.runs.simulation import kernels_of, must_fit, record_of
from contagion.models.scenarios.effort import Effort, fitted
from contagion.models.scenarios.scenario import Scenario
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Kernels
from contagion.sim.chance.draws import Draws
from contagion.sim.laboratory.jobs import Job
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.threads import MadeOnce

KEPT = ("events", "weeks")
"""Tables that may be kept whole."""
WEEKLY = ("week", "facilitators_active", "participants")


@dataclass(frozen=True)
class Conversations:
    """Runs of the group programme over a territory.

    Attributes
    ----------
    version : str
        SHA-256 of the model's code, of the territory's data and of the rules.
    communes : Path, optional
        A table of communes; by default Grand Besançon's. Workers elsewhere must find it under the same path.
    close : bool
        Keep more of each run: a table `weeks` (`WEEKLY`), which a shock is seen in, tables of communes, `reached` and
        `communes` (`models.outcomes.reached`, `by_commune`), what was `short` in each year, and what was `paid` where
        prices change; what becomes of students and councillors, and how often people are led by their own target group
        (`own_group`). Such runs are kept apart.
    rules : tuple of Rule
        What is lived in place of stages of the week.
    indicators : tuple of Indicator
        Figures of the user's own, beside the others.
    keep : tuple of str
        Tables of `KEPT` that are kept whole, as people read them. Rules, indicators and these are part of the version.
    """

    version: str
    communes: Path | None = None
    close: bool = False
    rules: tuple[Rule, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    keep: tuple[str, ...] = ()

    @classmethod
    def over(
        cls,
        communes: Path | None = None,
        *,
        close: bool = False,
        rules: tuple[Rule, ...] = (),
        indicators: tuple[Indicator, ...] = (),
        keep: tuple[str, ...] = (),
    ) -> Conversations:
        """The study of a territory, as code and data are now."""
        made = cls("", communes, close, rules, indicators, keep)
        return replace(made, version=made.version_here())

    def version_here(self) -> str:
        """The version of the same study by code and data as they are in this process."""
        data = _territory(self.communes, kernels_of(Parameters())).checksum
        own = [f" {rule.stage} {rule.function.sha256}" for rule in self.rules]
        own += [f" indicator {one.name} {one.function.sha256}" for one in self.indicators]
        own += [f" all {table}" for table in self.keep]
        close = "close up " if self.close else ""
        return sha256(f"{close}{code_digest()} {data}{''.join(own)}".encode()).hexdigest()

    def about(self) -> dict[str, Any]:
        """What is written down of this version."""
        territory = _territory(self.communes, kernels_of(Parameters()))
        of_data = {"data": territory.source, "data_sha256": territory.checksum, "filled_in": list(territory.filled)}
        of_data["territory"] = territory.identity
        own: dict[str, Any] = {"indicators": {one.name: one.function.about() for one in self.indicators}}
        kept = {name: one for name, one in (own | {"keep": list(self.keep)}).items() if one}
        return provenance(version_sha256=self.version, **of_data, **told(self.rules), **kept)

    @staticmethod
    def current(about: Mapping[str, Any]) -> bool:
        """Whether kept runs of a version, by what is written down of it, serve the present code, whatever their
        territory. That other tables than Grand Besançon's are still as they were is not looked at: such a table is
        known by its content when it is asked for."""
        here = _territory(None, kernels_of(Parameters()))
        changed_here = about.get("data") == here.source and about.get("data_sha256") != here.checksum
        return about.get("code_sha256") == code_digest() and not changed_here

    def must_fit(self, scenario: Scenario, years: int) -> None:
        """Refuse a scenario that cannot be run over this territory for so long (`models.runs.simulation.must_fit`)."""
        must_fit(scenario, _territory(self.communes, kernels_of(scenario.parameters)), years)

    def fitted(self, scenario: Scenario, effort: Effort = "scaled", instead: str = "") -> Scenario:
        """The scenario with its effort for this territory (`models.scenarios.effort.fitted`); `run` takes jobs as they
        stand."""
        return fitted(scenario, _territory(self.communes, kernels_of(scenario.parameters)), effort, instead)

    def prepare(self) -> None:
        if (here := self.version_here()) != self.version:
            raise RuntimeError(f"this worker has other code or data ({here[:12]}, not {self.version[:12]})")
        for rule in self.rules:
            rule.live().make_ready()
        for one in self.indicators:
            one.ready()

    def run(self, job: Job) -> tuple[dict[str, Any], dict[str, Columns]]:
        parameters = _parameters(job.parameters)
        territory = _territory(self.communes, kernels_of(parameters))
        weeks = job.years * WEEKS_A_YEAR
        if self.rules:
            from contagion.models.programme.model import ConversationModel  # Mesa is slow to load

            model = ConversationModel(territory, parameters, job.seed, horizon=weeks, stages=lived(self.rules))
        else:
            model = Run(territory, parameters, Draws(job.seed), horizon=weeks)
        model.run(weeks)
        kept = self.kept(record_of(model))
        model.release()
        return kept

    def kept(self, record: Record) -> tuple[dict[str, Any], dict[str, Columns]]:
        """What is kept of a run: a row of figures, and tables as arrays, a column each."""
        kept = {"years": yearly(record), "savings": cohorts(savers(record), record.horizon)}
        if record.parameters.alternative:
            kept["alternatives"] = columns("alternatives", record, in_objects)
        if record.parameters.prices_change:
            kept["spent"] = costs.spent_by_year(record)
        figures = row(summary(record))
        if self.close:
            figures |= students_and_councillors(record) | {"own_group": own_group(record)}
            kept["reached"] = reached(record)
            kept["communes"] = by_commune(record)
            kept["short"] = short_by_year(record)
            if record.parameters.prices_change:
                kept["paid"] = costs.paid(record)
            kept["weeks"] = _apart({name: record.weeks[name] for name in WEEKLY})
        kept |= {table: _apart(columns(table, record, in_objects)) for table in self.keep}
        return figures | figures_of(self.indicators, record), kept


def _apart(table: Columns) -> Columns:
    """The columns of a table, none of them a part of what the model holds."""
    return {name: np.ascontiguousarray(column) for name, column in table.items()}


@lru_cache(maxsize=16)
def _parameters(text: str) -> Parameters:
    """Parameters are frozen, and a point of a study is run with many seeds, one after the other."""
    return Parameters.model_validate(json.loads(text))


@MadeOnce
def _territory(communes: Path | None, kernels: Kernels) -> Territory:
    """A territory with a law of ties: its matrices serve all runs under that law."""
    return _read(communes).under(kernels)


@MadeOnce
def _read(communes: Path | None) -> Territory:
    """Files are read once a process."""
    return Territory.from_file(communes)
