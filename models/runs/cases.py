"""What a study varies: a case of the laboratory for a scenario, for a change of one, for each point of a design."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import ValidationError

from contagion.models.parameters import AFTER_THE_RUN, Footprint, Parameters, describe
from contagion.models.parameters.dates import WEEKS_A_YEAR
from contagion.models.parameters.decisions import MAY_CHANGE
from contagion.models.parameters.sections.alternatives import OF_A_KIND
from contagion.models.parameters.sections.money import Costs
from contagion.models.scenarios.mistakes import all_that
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import canonical
from contagion.sim.laboratory.laboratory import Case
from contagion.sim.statistics.designs import Factor

TABLES = ("decision", "alternative", "shock", "target_group")  # whose rows have no values of their own by name


def case(parameters: Parameters, **labels: Any) -> Case:
    """What the laboratory runs.

    What is read after a run only, of the groups and of alternative programmes, is set to its defaults: a run that is
    kept serves under any of these assumptions. The spread of savings is left, as its table `savings` is drawn with it.
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
    """A scenario, labelled by its name."""
    return case(scenario.parameters, scenario=scenario.name)


def changed(parameters: Parameters, values: Mapping[str, Any], where: str = "values") -> Parameters:
    """Parameters with some values, by dotted name, set over them; `where` is what the values are called.

    Raises
    ------
    InputError
        For a value that is not valid.
    """
    try:
        return parameters.with_values(values)
    except ValidationError as error:
        raise all_that(error, where) from None


def in_force(parameters: Parameters, past: int) -> Parameters:
    """Parameters as they are after so many years, with what holds then for everybody; without a past, as they are."""
    return parameters.with_decisions(parameters.in_force(past * WEEKS_A_YEAR)) if past else parameters


def from_then_on(parameters: Parameters, step: Callable[[Parameters], Parameters], past: int) -> Parameters:
    """Parameters one step further, from the end of a past of so many years on: what the step changes is decided then,
    and what is decided later is as the step has it. Without a past it is so from the start.

    Raises
    ------
    InputError
        Where the step has none, or changes what cannot be decided in the course of a run.
    """
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
    for number, (row, new) in enumerate(zip(own["decision"], later, strict=True)):
        one, ahead = parameters.decision[number], parameters.begin(number) - past * WEEKS_A_YEAR
        for_all = ahead == 0 and not (one.when or one.scope)
        rows.append(row if ahead < 0 else _without(new, values) if for_all else new)
    decided = [{"from": since, "set": values}] if values else []
    return Parameters.model_validate({**own, "decision": [*filter(None, rows), *decided]})


def _without(row: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A decision without what another of the same day sets otherwise; empty where nothing is left of it."""
    left = {name: value for name, value in row["set"].items() if values.get(name, value) == value}
    return {**row, "set": left} if left or row["extra_session"] else {}


def points(
    parameters: Parameters, chosen: Sequence[Mapping[str, Any]], where: str = "values", past: int = 0
) -> list[Case]:
    """A case for each point of a design, labelled by what it varies: from the start, or the end of so many years on."""
    return [
        case(from_then_on(parameters, partial(changed, values=point, where=where), past), **point) for point in chosen
    ]


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
            known[entry["name"]] = Factor(entry["name"], float(low), float(high), whole, entry["law"]), entry["role"]
    if names is not None:
        return [known[name][0] for name in names]
    return [factor for factor, role in known.values() if role in roles]
