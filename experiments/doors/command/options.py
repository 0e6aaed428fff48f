"""What several commands for many runs ask, and what is seen to before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.doors.command.how_much import go_on, say, say_at_most
from contagion.experiments.doors.command.kept_runs import store_option
from contagion.experiments.doors.command.language import OPTION, VARIABLE
from contagion.experiments.doors.command.one_line import runs_kept_in
from contagion.experiments.doors.command.perimeters import INSTEAD, Where, territory_options
from contagion.experiments.doors.command.said import say_outside_range
from contagion.experiments.lab.how_much import asked_of, leaders_of
from contagion.experiments.language.languages import LANGUAGES
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.models.scenarios.effort import Effort
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory


years_option = click.option("--years", type=int, default=10, show_default=True, help="Years to simulate.")


out_option = click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for tables and figures."
)


force_option = click.option("--force", is_flag=True, help="Write into DIR even if it holds files.")


lang_option = click.option(  # read before the command is (`language.asked_for`); checked here
    OPTION,
    type=click.Choice(LANGUAGES),
    envvar=VARIABLE,
    show_envvar=True,
    expose_value=False,
    help="Language of what is printed and drawn, by default that of the locale; tables in files are the same.",
)


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where runs are made and kept; hands them over as one laboratory."""

    @click.option(
        "--engine",
        type=click.Choice(["serial", "processes", "dask"]),
        default=None,
        help="Where runs are made: this process, processes of this machine (the default), a Dask cluster.",
    )
    @click.option("--workers", type=int, metavar="N", help="Processes on this machine (by default one a core).")
    @click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Dask scheduler of a cluster, as in tcp://host:8786 (means --engine dask).",
    )
    @store_option
    @territory_options
    @wraps(command)
    def with_laboratory(
        engine: str | None,
        workers: int | None,
        scheduler: str | None,
        store: Path,
        where: Where,
        **others: Any,
    ) -> Any:
        from contagion.experiments.lab.lab import laboratory
        from contagion.models.runs.study import Conversations
        from contagion.sim.laboratory.storekeeping import outdated

        chosen: Any = engine or ("dask" if scheduler else "processes")
        lab = laboratory(chosen, workers, scheduler, store, where.table())
        number = outdated(store, Conversations.current) if lab.store.others() else 0
        with runs_kept_in(store):
            made = command(lab=lab, **others)
        if number:  # said last, so that a mistake is said alone
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
        return made

    return with_laboratory


def one_scenario(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which scenario a command is about, with settings over it; hands it over as it was read."""

    @click.argument("scenario", required=False, type=click.Path(path_type=Path))
    @click.option(
        "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter, as in training.places=20."
    )
    @wraps(command)
    def with_scenario(scenario: Path | None, settings: tuple[str, ...], **others: Any) -> Any:
        from contagion.models.scenarios.scenario import read

        return command(scenario=read(scenario, settings, "--set"), **others)

    return with_scenario


def meant(
    lab: Laboratory,
    scenarios: Sequence[Scenario],
    cases: int,
    replicates: int,
    years: int,
    words: str,
    effort: Effort,
    yes: bool,
    auto: bool = False,
    in_parts: bool = False,
) -> list[Scenario]:
    """The scenarios with their effort for the territory, once so many runs of so many years are meant (`words` is what
    asks for them; with `auto` they are the most; `in_parts`: several calls make them), and what lies outside its range
    was said.

    The laboratory will say how long it takes before it begins.
    """
    from contagion.experiments.lab.lab import fitted

    chosen = fitted(lab, scenarios, years, effort, INSTEAD)
    leaders = max(leaders_of(scenario.parameters) for scenario in chosen)
    asked = asked_of(lab, cases, replicates, years, words, leaders)
    asked.must_be_meant(yes, go_on)
    lab.announce = say_at_most(asked) if in_parts else partial(say, asked, auto=auto)
    say_outside_range(chosen)
    return chosen


def checked_years(years: int) -> None:
    if not 1 <= years <= 100:
        raise InputError("--years {years}: must be a whole number of years from 1 to 100", years=years)
