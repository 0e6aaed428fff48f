"""What a command says of what it was asked, before it begins: which values are outside their declared ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from contagion.sim.sentences import Sentence, told_of

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario


def say_outside_range(scenarios: Sequence[Scenario]) -> None:
    """A line for each value, once, on the standard error stream."""
    from contagion.experiments.language.sentences import said
    from contagion.sim.reading import shown

    lines = {line: scenario.name for scenario in reversed(scenarios) for line in reversed(scenario.outside_range)}
    for line, name in reversed(lines.items()):
        click.echo(f"contagion: {shown(said(told_of(name, line)))}", err=True)


def with_varied(scenario: Scenario, points: Sequence[dict[str, Any]]) -> Scenario:
    """The scenario that also says which parameters the points of a design take beyond their ranges."""
    from contagion.models.parameters import describe
    from contagion.models.parameters.ranges import out_of_range

    declared = {row["name"]: row for row in describe()}
    lines = []
    for name in points[0]:
        words = {point[name]: out_of_range(name, point[name], declared[name]) for point in points}
        beyond = [value for value in words if words[value]]
        if beyond:
            line = Sentence("--vary {words}", words=words[max(beyond)])
            many = {"line": line, "values": len(words), "outside": len(beyond)}
            if len(words) > 1:
                line = Sentence("{line}; of {values:,} values {outside:,} are outside", **many)
            lines.append(line)
    return replace(scenario, outside_range=(*scenario.outside_range, *lines))
