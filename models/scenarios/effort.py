"""A scenario's effort fitted to a territory (4.5): what a town of one size can do, a town of another size does in
proportion to its residents aged 15 and over, unless the scenario is to be taken as it is written.

A scenario says for how many residents it is written (`effort_for`; by default those of Grand Besançon). One that is
fitted says the residents it was fitted to, so that nothing is scaled twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from math import inf
from typing import Any, Literal

from models.parameters import Parameters
from models.parameters.effort import EFFORT, RESIDENTS, SECTIONS, for_residents
from models.scenarios.scenario import UNFITTED, Scenario, checked
from models.territory.communes import load_communes
from models.territory.territory import Territory
from sim.errors import InputError

type Effort = Literal["scaled", "as-written"]


def fitted(scenario: Scenario, territory: Territory, effort: Effort = "scaled", instead: str = "") -> Scenario:
    """The scenario for a territory, and in words whom its effort is for. What was set over its file stays as it was
    set; in Grand Besançon, nothing is scaled that is written for it, whatever the year of its population.

    Parameters
    ----------
    effort : {"scaled", "as-written"}
    instead : str
        What can be done where nothing is left of a number, for the message.

    Raises
    ------
    InputError
        Where nothing is left of a number.
    """
    here, written_for = int(territory.residents.sum()), scenario.effort_for
    whose = "Grand Besançon" if written_for == RESIDENTS else "a territory"
    written = f"as written for {whose} ({written_for:,} residents aged 15+)"
    if here == written_for or (written_for == RESIDENTS and set(territory.codes) == _grand_besancon()):
        return replace(scenario, effort=f"Effort {written}" if scenario.effort == UNFITTED else scenario.effort)
    if effort == "as-written":
        return replace(scenario, effort_for=here, effort=f"Effort {written}, here {here:,}")
    where = f"{scenario.source or scenario.name}: effort scaled to {here:,} residents aged 15+"
    try:
        content = for_residents(scenario.parameters.model_dump(), written_for, here, scenario.set_over)
    except ValueError as error:
        raise InputError(f"{where}: {error}{instead}") from None
    parameters = checked(content, where, scenario.lines)
    of = "of Grand Besançon's" if written_for == RESIDENTS else f"of the {written_for:,} it is written for"
    words = f"Effort scaled to {here:,} residents aged 15+ ({_ratio(here / written_for)} {of}): "
    as_given = [name for name in dict.fromkeys(scenario.set_over) if name in EFFORT]
    words += ", ".join(_numbers(parameters, as_given)) or "none"
    if (guests := parameters.outreach.attendees) != scenario.parameters.outreach.attendees:
        words += f" (an event a week at most, so {guests:,} guests at each)"
    words += f"; not scaled, as given: {', '.join(as_given)}" if as_given else ""
    return replace(scenario, parameters=parameters, effort_for=here, effort=words)


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def _numbers(parameters: Parameters, as_given: list[str]) -> Iterator[str]:
    """The effort at the start, in words: of the programme, and of each alternative one."""
    for section in SECTIONS:
        yield from _of(section, getattr(parameters, section), as_given)
    for row in parameters.alternative:
        if numbers := ", ".join(_of("alternative", row)):
            yield f"“{row.name}”: {numbers}"
    if any(name in EFFORT for decision in parameters.decision for name in decision.set):
        yield "decisions likewise"


def _of(section: str, values: Any, as_given: Collection[str] = ()) -> Iterator[str]:
    for name, how in EFFORT.items():
        of, _, key = name.partition(".")
        if of == section and name not in as_given and 0 < (value := getattr(values, key)) < inf:
            yield f"{value:,.0f} {how.words}" if how.step >= 1 else f"{value:,g} {how.words}"


@lru_cache(maxsize=1)
def _grand_besancon() -> frozenset[str]:
    """Codes of its communes."""
    return frozenset(load_communes()["insee_code"])
