"""What several commands for many runs ask, and what is seen to before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.doors.command.kept_runs import store_option
from contagion.experiments.doors.command.one_line import runs_kept_in
from contagion.experiments.doors.command.perimeters import Where, territory_options
from contagion.experiments.verbs.options import ENGINE, SCHEDULER, SETTINGS, WORKERS
from contagion.experiments.verbs.verb import Option

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Laboratory


PATH = click.Path(path_type=Path)
TYPES: dict[str, Any] = {
    "whole": int,
    "number": float,
    "path": PATH,
    "programme": PATH,
    "programmes": PATH,
    "ensemble": PATH,
    "scenario": PATH,
}
MANY = ("settings", "ensemble", "reading", "ranges", "design", "names", "programmes")  # may be given several times


@contextmanager
def laboratory_of(given: dict[str, Any], where: Where | None) -> Generator[Laboratory]:
    """The laboratory that is asked for; what it is asked by is taken out of all that is given.

    That its store has runs of other versions is said last, so that a mistake is said alone.
    """
    from contagion.experiments.lab.lab import laboratory
    from contagion.models.runs.study import Conversations
    from contagion.sim.laboratory.storekeeping import outdated

    engine, workers, scheduler, store = (given.pop(name) for name in ("engine", "workers", "scheduler", "store"))
    lab = laboratory(engine, workers, scheduler, store, where.table() if where else None)
    number = outdated(store, Conversations.current) if lab.store.others() else 0
    with runs_kept_in(store):
        yield lab
    if number:
        from contagion.experiments.language.sentences import ngettext

        others_there = ngettext(
            "{store} also holds runs of {number} other version of code or data, which are not used (contagion "
            "store list).",
            "{store} also holds runs of {number} other versions of code or data, which are not used (contagion "
            "store list).",
            number,
            store=store,
        )
        click.echo(others_there, err=True)


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where runs are made and kept; hands them over as one laboratory."""

    @click.option("--engine", type=click.Choice(ENGINE.choices), help=ENGINE.help)
    @click.option("--workers", type=int, metavar="N", help=WORKERS.help)
    @click.option("--scheduler", metavar="ADDRESS", help=SCHEDULER.help)
    @store_option
    @territory_options
    @wraps(command)
    def with_laboratory(where: Where, **given: Any) -> Any:
        with laboratory_of(given, where) as lab:
            return command(lab=lab, **given)

    return with_laboratory


def params_of(option: Option) -> list[click.Parameter]:
    """An option of a verb as click has it."""
    if option.kind == "scenario":
        over = option.but(kind="path", first=False)
        by_place = click.Argument([option.name], required=False, type=PATH)
        return [*(params_of(over) if option.words else [by_place]), *params_of(SETTINGS)]
    if option.kind == "scenarios":
        return [click.Argument([option.name], nargs=-1, type=PATH, metavar=option.metavar)]
    if option.first and option.kind != "design":
        metavar = option.metavar or None
        return [click.Argument([option.name], type=TYPES.get(option.kind), metavar=metavar)]
    names = [f"--{word.replace('_', '-')}" for word in option.words or (option.name,)]
    how: dict[str, Any] = {"help": option.help, "metavar": option.metavar or None, "required": option.required}
    if option.kind == "design":
        how["required"] = False  # the line of a sweep without one says how it is written
    if option.kind == "switch":
        how |= {"is_flag": True, "metavar": None}
    elif option.kind == "choice":
        how |= {"type": click.Choice(option.choices), "metavar": None}
    else:
        how |= {"type": TYPES.get(option.kind)}
    if option.kind in MANY:
        how |= {"multiple": True, "metavar": option.metavar or "NAME=VALUE"}
    elif option.default not in (None, False, 0.0):
        how |= {"default": option.default, "show_default": True}
    return [click.Option([option.name, *names], **how)]
