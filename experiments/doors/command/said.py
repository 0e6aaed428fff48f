"""What a command says of what it was asked, before it begins: which values are outside their declared ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from contagion.sim.sentences import told_of

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario


def say_outside_range(scenarios: Sequence[Scenario]) -> None:
    """A line for each value, once, on the standard error stream."""
    from contagion.experiments.language.sentences import said
    from contagion.sim.reading import shown

    lines = {line: scenario.name for scenario in reversed(scenarios) for line in reversed(scenario.outside_range)}
    for line, name in reversed(lines.items()):
        click.echo(f"contagion: {shown(said(told_of(name, line)))}", err=True)
