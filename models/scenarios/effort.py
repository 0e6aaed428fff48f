"""A scenario's effort fitted to a territory (4.5): what a town of one size can do, a town of another size does in
proportion to its residents aged 15 and over, unless the scenario is to be taken as it is written.

A scenario says for how many residents it is written (`effort_for`; by default those of Grand Besançon). One that is
fitted says the residents it was fitted to, so that nothing is scaled twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from math import inf
from typing import Any, Literal

from contagion.models.parameters import Parameters
from contagion.models.parameters.effort import EFFORT, RESIDENTS, SECTIONS, for_residents
from contagion.models.scenarios.scenario import AT_HOME, UNFITTED, Scenario, checked
from contagion.models.territory.territory import Territory, home
from contagion.sim.errors import InputError
from contagion.sim.sentences import Sentence, joined, verbatim

type Effort = Literal["scaled", "as-written"]


def fitted(scenario: Scenario, territory: Territory, effort: Effort = "scaled", instead: str = "") -> Scenario:
    """The scenario for a territory, which it then names, and in words whom its effort is for. What was set over its
    file stays as it was set; in Grand Besançon, nothing is scaled that is written for it, whatever the year of its
    population.

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
    return replace(_fitted(scenario, territory, effort, instead), territory=territory.identity)


def _fitted(scenario: Scenario, territory: Territory, effort: Effort, instead: str) -> Scenario:
    here, written_for = int(territory.residents.sum()), scenario.effort_for
    if here == written_for or (written_for == RESIDENTS and territory.identity == home()):
        return replace(scenario, effort=_as_written(written_for) if scenario.effort == UNFITTED else scenario.effort)
    if effort == "as-written":
        words = Sentence("{effort}, here {here:,}", effort=_as_written(written_for), here=here)
        return replace(scenario, effort_for=here, effort=words)
    where = Sentence(
        "{scenario}: effort scaled to {here:,} residents aged 15+", scenario=scenario.source or scenario.name, here=here
    )
    try:
        content = for_residents(scenario.parameters.model_dump(), written_for, here, scenario.set_over)
    except ValueError as error:
        raise InputError(f"{where}: {error}{instead}") from None
    parameters = checked(content, where, scenario.lines)
    as_given = [name for name in dict.fromkeys(scenario.set_over) if name in EFFORT]
    words = _scaled(here, written_for, list(_numbers(parameters, as_given)))
    if (guests := parameters.outreach.attendees) != scenario.parameters.outreach.attendees:
        words = Sentence(
            "{effort} (an event a week at most, so {guests:,} guests at each)", effort=words, guests=guests
        )
    if as_given:
        words = Sentence("{effort}; not scaled, as given: {names}", effort=words, names=", ".join(as_given))
    return replace(scenario, parameters=parameters, effort_for=here, effort=words)


def _as_written(written_for: int) -> str:
    if written_for == RESIDENTS:
        return AT_HOME
    return Sentence("Effort as written for a territory ({residents:,} residents aged 15+)", residents=written_for)


def _scaled(here: int, written_for: int, numbers: list[Sentence]) -> Sentence:
    """To how many residents the effort is scaled, and what it then is."""
    ratio, form = here / written_for, "{ratio:.2f}" if here >= 0.1 * written_for else "{ratio:.2g}"
    values = {
        "here": here,
        "ratio": Sentence(form, ratio=ratio),
        "numbers": joined(numbers) if numbers else Sentence("none"),
    }
    if written_for == RESIDENTS:
        return Sentence(
            "Effort scaled to {here:,} residents aged 15+ ({ratio} of Grand Besançon's): {numbers}", **values
        )
    return Sentence(
        "Effort scaled to {here:,} residents aged 15+ ({ratio} of the {residents:,} it is written for): {numbers}",
        residents=written_for,
        **values,
    )


def _numbers(parameters: Parameters, as_given: list[str]) -> Iterator[Sentence]:
    """The effort at the start, in words: of the programme, and of each alternative one."""
    for section in SECTIONS:
        yield from _of(section, getattr(parameters, section), as_given)
    for row in parameters.alternative:
        if numbers := list(_of("alternative", row)):
            yield Sentence("“{name}”: {numbers}", name=verbatim(row.name), numbers=joined(numbers))
    if any(name in EFFORT for decision in parameters.decision for name in decision.set):
        yield Sentence("decisions likewise")


def _of(section: str, values: Any, as_given: Collection[str] = ()) -> Iterator[Sentence]:
    for name, how in EFFORT.items():
        of, _, key = name.partition(".")
        if of == section and name not in as_given and 0 < (value := getattr(values, key)) < inf:
            form = "{number:,.0f}" if how.step >= 1 else "{number:,g}"
            yield Sentence("{number} {what}", number=Sentence(form, number=value), what=Sentence(how.words))
