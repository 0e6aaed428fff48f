"""Pages to look things up in, made of the code: commands with their options, functions, scenarios, readings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

import contagion as ct
from contagion.experiments.doors.command.main import main as command
from contagion.experiments.ensembles.readings import READINGS
from contagion.models.scenarios.scenario import library

FENCE = "```"


def commands() -> str:
    """What each command says of itself."""
    return "\n".join(["# Commands", "", "What `contagion NAME --help` says.", "", *_helped(command, "contagion")])


def _helped(one: click.Command, path: str) -> Iterator[str]:
    with click.Context(one, info_name=path, max_content_width=100) as context:
        yield from (f"## {path}", "", f"{FENCE}text", one.get_help(context), FENCE, "")
    if isinstance(one, click.Group):
        for name in sorted(one.commands):
            yield from _helped(one.commands[name], f"{path} {name}")


def functions() -> str:
    """All of `import contagion`, by name."""
    lines = ["# Functions", "", "All of `import contagion as ct`, by name. Tables are pandas data frames.", ""]
    for name in dir(ct):
        kind = "autoclass" if isinstance(getattr(ct, name), type) else "autofunction"
        members = [":members:", ":inherited-members: DataFrame, Exception, Model"] if kind == "autoclass" else []
        lines += [f"## {name}", "", f"{FENCE}{{eval-rst}}", f".. {kind}:: contagion.{name}"]
        lines += [*(f"   {one}" for one in members), FENCE, ""]
    return "\n".join(lines)


def scenarios() -> str:
    """The library, a scenario a section: what it is, and its file."""
    lines = ["# Scenarios of the library", "", "Each is a file of a few lines on top of the reference, `ref`.", ""]
    for one in library():
        lines += [f"## {one.name}", "", f"**{one.words.title}.** {one.words.description}", ""]
        lines += [f"{FENCE}toml", Path(one.source).read_text(encoding="utf-8").strip(), FENCE, ""]
    return "\n".join(lines)


def readings() -> str:
    """Other accounts of how things work, each with its source."""
    lines = ["# Readings", "", "Other accounts of how things work, under which a question can be asked again.", ""]
    for one in READINGS.values():
        lines += [f"## {one.name}", "", f"{one.says}. *Source:* {one.source}", ""]
    return "\n".join(lines)
