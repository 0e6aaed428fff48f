"""What a command says before it begins: how much work is asked for, and is told that it is meant
(`experiments.lab.how_much`); and which values are outside their declared ranges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from contagion.experiments.lab.how_much import Asked

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario

yes_option = click.option("--yes", is_flag=True, help="Go on although it is much that is asked for.")


def go_on(asked: Asked) -> str:
    """How much it is, and how to go on."""
    from contagion.experiments.language.sentences import _
    from contagion.experiments.language.work import much_in_words

    return _("{asked}: {much}; add --yes to go on", asked=asked.words, much=much_in_words(asked))


def say(asked: Asked, runs: int, auto: bool = False) -> None:
    """Say how many of the runs there are to make, and how long that will take, on the standard error stream.

    With `auto` these are the first, and more are added as they are needed, up to all that is asked for.
    """
    from contagion.experiments.language.work import in_words, time_in_words, to_make

    first = in_words(replace(asked, points=runs, replicates=1))
    more = auto and runs < asked.runs
    click.echo(to_make(first, asked.runs, time_in_words(asked.hours)) if more else to_make(first), err=True)


def announcing(asked: Asked, auto: bool, in_parts: bool) -> Callable[[int, float], None]:
    """Return what says how much there is to make and, once it is measured, how long that takes, if it is not what was
    said.

    Parameters
    ----------
    asked : Asked
    auto : bool
        As in `say`.
    in_parts : bool
        The runs to make are a part of all that is asked for, which is the most there is to make.
    """

    def tell(runs: int, seconds: float) -> None:
        from contagion.experiments.language.sentences import _
        from contagion.experiments.language.work import in_words, pace_in_words

        there = asked if in_parts else replace(asked, points=runs, replicates=1)
        if seconds:
            if words := pace_in_words(there, seconds):
                click.echo(words, err=True)
        elif in_parts:
            click.echo(_("To make, at most about: {runs}.", runs=in_words(asked)), err=True)
        else:
            say(asked, runs, auto)

    return tell


def say_outside_range(scenarios: Sequence[Scenario]) -> None:
    """A line for each value, once, on the standard error stream."""
    from contagion.experiments.language.sentences import said
    from contagion.sim.reading import shown
    from contagion.sim.sentences import told_of

    lines = {line: scenario.name for scenario in reversed(scenarios) for line in reversed(scenario.outside_range)}
    for line, name in reversed(lines.items()):
        click.echo(f"contagion: {shown(said(told_of(name, line)))}", err=True)
