"""The model as a study of the laboratory: from a job (parameters, seed, years) to a row of figures and a row per year;
what a study varies; and your own prices, from a file like this one.

[costs]                # as in a scenario
seat = 640             # euros for one; `contagion parameters costs` names them all
coordinator = 46_500
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from contagion.models.kernel import code_digest, provenance
from contagion.models.outcomes import costs
from contagion.models.outcomes.frames import columns, in_objects, short_by_year
from contagion.models.outcomes.record import Columns, Record
from contagion.models.outcomes.summary import summary
from contagion.models.outcomes.tables import (
    by_commune,
    cohorts,
    own_group,
    reached,
    row,
    savers,
    students_and_councillors,
    yearly,
)
from contagion.models.parameters import AFTER_THE_RUN, Footprint, Parameters, describe
from contagion.models.parameters.decisions import MAY_CHANGE
from contagion.models.parameters.sections.alternatives import OF_A_KIND
from contagion.models.parameters.sections.money import ITEMS, Costs
from contagion.models.runs.own_code import KEPT, Indicator, Rule, figures_of, rules_in_provenance
from contagion.models.runs.simulation import bare_run, kernels_of, must_fit, record_of_run
from contagion.models.scenario import PRICES, Effort, Scenario, all_that, fitted, must_be_known
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Kernels
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import Job, canonical
from contagion.sim.laboratory.laboratory import Case
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.reading import toml_in
from contagion.sim.statistics.designs import Factor
from contagion.sim.threads import MadeOnce

if TYPE_CHECKING:
    pass


TABLES = ("decision", "alternative", "shock", "target_group")  # whose rows have no values of their own by name


def case(parameters: Parameters, **labels: Any) -> Case:
    """Make a case for the laboratory.

    Parameters that are read only after a run, also of alternative programmes, are set to their defaults: a run that is
    kept serves under any of these assumptions. The spread of savings stays, as the table `savings` depends on it.
    """
    unread: dict[str, Any] = {name: Parameters.model_fields[name].default for name in AFTER_THE_RUN}
    unread["footprint"] = Footprint(spread=parameters.footprint.spread)
    unread["alternative"] = tuple(
        row.model_copy(update={name: type(row).model_fields[name].default for name in OF_A_KIND})
        for row in parameters.alternative
    )
    if not (parameters.limited or parameters.prices_change):
        # Prices then change nothing of a run: it is costed afterwards from its yearly quantities (`costs.of_years`) at
        # any prices. For the same reason no figure of `row` depends on them.
        unread["costs"] = Costs()
    return Case(canonical(parameters.model_copy(update=unread).model_dump()), labels)


def scenario_case(scenario: Scenario) -> Case:
    """Make a case of a scenario, labelled by its name."""
    return case(scenario.parameters, scenario=scenario.name)


def changed(parameters: Parameters, values: Mapping[str, Any], where: str = "values") -> Parameters:
    """Parameters with some values, by dotted name, set over them; `where` is what the values are called. `InputError`
    for a value that is not valid."""
    try:
        return parameters.with_values(values)
    except ValidationError as error:
        raise all_that(error, where) from None


def in_force(parameters: Parameters, past: int) -> Parameters:
    """Parameters as they are after so many years, with what holds then for everybody; without a past, as they are."""
    return parameters.with_decisions(parameters.in_force(past * WEEKS_A_YEAR)) if past else parameters


def from_then_on(parameters: Parameters, step: Callable[[Parameters], Parameters], past: int) -> Parameters:
    """Parameters one step further, from the end of a past of so many years on: what the step changes is decided then,
    and what is decided later is as the step has it. Without a past it is so from the start. `InputError` where the step
    has none, or changes what cannot be decided in the course of a run."""
    if not past:
        return step(parameters)
    now = in_force(parameters, past)
    before, after = now.model_dump(), (further := step(now)).model_dump()
    values = {
        f"{section}.{key}": value
        for section, of in after.items()
        if section not in TABLES
        for key, value in of.items()
        if value != before[section][key]
    }
    since = f"{int(parameters.calendar.start[:4]) + past}-01"
    if fixed := [name for name in values if name not in MAY_CHANGE]:
        raise InputError(f"{fixed[0]} cannot be decided from {since} on")
    own = parameters.model_dump(by_alias=True)
    later = further.model_dump(by_alias=True)["decision"]
    rows = []
    for number, (old, new) in enumerate(zip(own["decision"], later, strict=True)):
        one, ahead = parameters.decision[number], parameters.begin(number) - past * WEEKS_A_YEAR
        for_all = ahead == 0 and not (one.when or one.scope)
        rows.append(old if ahead < 0 else _without(new, values) if for_all else new)
    decided = [{"from": since, "set": values}] if values else []
    return Parameters.model_validate({**own, "decision": [*filter(None, rows), *decided]})


def _without(row: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Drop from a decision what another of the same day sets otherwise; return an empty one where nothing is left."""
    rest = {name: value for name, value in row["set"].items() if values.get(name, value) == value}
    return {**row, "set": rest} if rest or row["extra_session"] else {}


def points(
    parameters: Parameters, points_of_design: Sequence[Mapping[str, Any]], where: str = "values", past: int = 0
) -> list[Case]:
    """Make a case per point of a design, labelled by what it varies, from the start or the end of so many years on."""
    return [
        case(from_then_on(parameters, partial(changed, values=point, where=where), past), **point)
        for point in points_of_design
    ]


def factors(names: Sequence[str] | None = None, roles: Sequence[str] = ("uncertainty", "lever")) -> list[Factor]:
    """Return the factors of a design, with the declared ranges: the named parameters (`KeyError` for a name without a
    range), or all numbers of these roles. Parameters that are read only after a run are not among them."""
    factors_by_name = {}
    for entry in describe():
        if entry["range"] and "[]" not in entry["name"] and not entry["name"].startswith(AFTER_THE_RUN):
            low, high = entry["range"]
            whole = entry["type"] is int or isinstance(entry["default"], int)
            factors_by_name[entry["name"]] = (
                Factor(entry["name"], float(low), float(high), whole, entry["law"]),
                entry["role"],
            )
    if names is not None:
        return [factors_by_name[name][0] for name in names]
    return [factor for factor, role in factors_by_name.values() if role in roles]


PARTS = np.float32(2**12)  # of a person, that people in a cohort are rounded to
WEEKLY = ("week", "facilitators_active", "participants")


@dataclass(frozen=True)
class Conversations:
    """Runs of the group programme over a territory.

    Attributes
    ----------
    communes : Path, optional
        A table of communes; by default Grand Besançon's. Workers elsewhere must find it under the same path.
    close : bool
        Keep more of each run: a table `weeks` (`WEEKLY`), which a shock is seen in, tables of communes, `reached` and
        `communes` (`models.outcomes.tables`, `by_commune`), what was `short` in each year, and what was `paid` where
        prices change; what becomes of students and councillors, and how often people are led by their own target group
        (`own_group`). Such runs are kept apart.
    rules : tuple of Rule
        What is lived in place of stages of the week.
    indicators : tuple of Indicator
        Figures of the user's own, beside the others.
    keep : tuple of str
        Tables of `KEPT` that are kept whole, as people read them; or figures, beside which no other table is kept.
    version : str
        SHA-256 of the model's code, of the territory's data, and of rules, indicators and what is kept: by default as
        code and data are now.
    """

    communes: Path | None = None
    close: bool = False
    rules: tuple[Rule, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    keep: tuple[str, ...] = ()
    version: str = ""

    def __post_init__(self) -> None:
        if not self.version:
            object.__setattr__(self, "version", self.version_here())

    def version_here(self) -> str:
        """Return the version of the same study by code and data as they are in this process."""
        data = _territory(self.communes, kernels_of(Parameters())).checksum
        own = [f" {rule.stage} {rule.function.sha256}" for rule in self.rules]
        own += [f" indicator {one.name} {one.function.sha256}" for one in self.indicators]
        own += [f" all {table}" for table in self.keep]
        close = "close up " if self.close else ""
        return sha256(f"{close}{code_digest()} {data}{''.join(own)}".encode()).hexdigest()

    def about(self) -> dict[str, Any]:
        """Describe this version for provenance."""
        territory = _territory(self.communes, kernels_of(Parameters()))
        of_data = {"data": territory.source, "data_sha256": territory.checksum, "filled_in": list(territory.filled)}
        of_data["territory"] = territory.identity
        own: dict[str, Any] = {"indicators": {one.name: one.function.about() for one in self.indicators}}
        content = {name: one for name, one in (own | {"keep": list(self.keep)}).items() if one}
        return provenance(version_sha256=self.version, **of_data, **rules_in_provenance(self.rules), **content)

    @staticmethod
    def current(about: Mapping[str, Any]) -> bool:
        """Return whether kept runs of a version, by its description, serve the present code, whatever their territory.
        Other tables than Grand Besançon's are not compared: such a table is identified by its content when it is asked
        for."""
        here = _territory(None, kernels_of(Parameters()))
        changed_here = about.get("data") == here.source and about.get("data_sha256") != here.checksum
        return about.get("code_sha256") == code_digest() and not changed_here

    def must_fit(self, scenario: Scenario, years: int) -> None:
        """Refuse a scenario that cannot be run over this territory for so long (`models.runs.simulation.must_fit`)."""
        must_fit(scenario, _territory(self.communes, kernels_of(scenario.parameters)), years)

    def fitted(self, scenario: Scenario, effort: Effort = "scaled", instead: str = "") -> Scenario:
        """Fit the scenario's effort to this territory (`models.scenario.fitted`); `run` does not, and takes jobs as
        they stand."""
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
        model = bare_run(territory, parameters, job.seed, job.years, self.rules)
        model.run(model.horizon)
        results = self.kept(record_of_run(model))
        model.release()
        return results

    def kept(self, record: Record) -> tuple[dict[str, Any], dict[str, Columns]]:
        """Return what is kept of a run: a row of figures, and tables as arrays, one per column."""
        figures, own = row(summary(record)), figures_of(self.indicators, record)
        whole = {table: _apart(columns(table, record, in_objects)) for table in self.keep if table in KEPT}
        if alone := {*self.keep} - whole.keys():
            return {name: value for name, value in figures.items() if name in alone} | own, whole
        tables = {"years": yearly(record), "savings": _in_short(cohorts(savers(record), record.horizon))}
        if record.parameters.alternative:
            tables["alternatives"] = columns("alternatives", record, in_objects)
        if record.parameters.prices_change:
            tables["spent"] = costs.spent_by_year(record)
        if self.close:
            figures |= students_and_councillors(record) | {"own_group": own_group(record)}
            tables["reached"] = reached(record)
            tables["communes"] = by_commune(record)
            tables["short"] = short_by_year(record)
            if record.parameters.prices_change:
                tables["paid"] = costs.paid(record)
            tables["weeks"] = _apart({name: record.weeks[name] for name in WEEKLY})
        return figures | own, tables | whole


def _in_short(cohorts: Columns) -> Columns:
    """Cohorts to a part of a person, for less than half the room; what is left of one is carried over to the next."""
    columns = {name: np.rint(np.cumsum(people) * PARTS) for name, people in cohorts.items() if name != "week"}
    return cohorts | {name: np.diff(sums, prepend=0).astype(np.float32) / PARTS for name, sums in columns.items()}


def _apart(table: Columns) -> Columns:
    """Copy the columns of a table, so that none is a view of the model's."""
    return {name: np.ascontiguousarray(column) for name, column in table.items()}


@lru_cache(maxsize=16)
def _parameters(text: str) -> Parameters:
    """Parameters are frozen, and a point of a study is run with many seeds, one after the other."""
    return Parameters.model_validate(json.loads(text))


@MadeOnce
def _territory(communes: Path | None, kernels: Kernels) -> Territory:
    """Return a territory with a law of ties: its matrices serve all runs under that law."""
    return _read(communes).under(kernels)


@MadeOnce
def _read(communes: Path | None) -> Territory:
    """Files are read once a process."""
    return Territory.from_file(communes)


MONTHS = 12


@dataclass(frozen=True)
class Priced:
    """A scenario at the prices that were given, and the items whose price somebody gave: in a file of prices, set over
    the scenario, or in the scenario itself."""

    scenario: Scenario
    given: frozenset[str]

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The items whose price is still a placeholder."""
        return tuple(item for item in ITEMS if item not in self.given)


def priced(scenario: Scenario, file: Path | None = None) -> Priced:
    """Price a scenario from a file, and at its own prices where the file has none. Raises InputError with the file, the
    price, the given value and what would be valid."""
    prices = _prices_in(file) if file else {}
    dotted = {f"{PRICES}.{name}": value for name, value in prices.items()}
    over = [item for item in ITEMS if item in prices]
    parameters = changed(scenario.parameters, dotted, str(file))
    at_them = replace(scenario, parameters=parameters, priced=(*scenario.priced, *over))
    return Priced(at_them, at_them.given)


def post(parameters: Parameters) -> float:
    """Euros a year of a coordinator and their contacts."""
    costs = parameters.costs
    return costs.coordinator + MONTHS * parameters.partners.contacts_per_month * costs.contact


def due(parameters: Parameters) -> float:
    """Euros a year that are due whatever comes of it: coordinators and their contacts, events, letters."""
    costs, outreach = parameters.costs, parameters.outreach
    return (
        parameters.partners.coordinators * post(parameters)
        + outreach.events_per_year * costs.event
        + outreach.campaigns_per_year * outreach.letters * costs.letter
    )


def _prices_in(file: Path) -> dict[str, object]:
    content = toml_in(file, f"{file}: no such file of prices")
    prices = content.pop(PRICES, None)
    if content:
        raise InputError(f"{file}: {next(iter(content))!r}: a file of prices has the section [{PRICES}] alone")
    if not isinstance(prices, dict) or not prices:
        raise InputError(f"{file}: must have a section [{PRICES}] with a line a price, as in seat = 640")
    for name in prices:
        must_be_known(f"{PRICES}.{name}", str(file))
    return prices
