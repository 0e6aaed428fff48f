"""The command `contagion`. It reads, calls and prints; what is worked out is worked out elsewhere.

Heavy libraries are imported inside the commands, so that `contagion --help` answers at once.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.doors.command import (
    calibrate,
    catalogue,
    discover,
    kept_runs,
    limits,
    many_runs,
    page,
    questions,
    reach,
    report,
    spend,
    territory,
    worth_knowing,
)
from contagion.experiments.doors.command.how_much import go_on, say, yes_option
from contagion.experiments.doors.command.one_line import FORCED, one_line, process
from contagion.experiments.doors.command.options import lang_option
from contagion.experiments.doors.command.perimeters import INSTEAD, Where, effort_option, territory_options
from contagion.experiments.doors.command.said import say_outside_range
from contagion.experiments.doors.command.worlds import (
    ensemble_option,
    in_world,
    reading_option,
    say_other_reading,
    with_reading,
)
from contagion.experiments.lab.how_much import FEW_SECONDS, Asked, leaders_of
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from contagion.experiments.ensembles.readings import Reading


class Group(click.Group):
    """Commands that answer a user's mistake with one line and exit status 2."""

    def main(self, args: Sequence[str] | None = None, *others: Any, **kwargs: Any) -> Any:
        one_line(super().main, args, *others, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with process():
            self.main(*args, **kwargs)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="contagion-programme", prog_name="contagion")
def main() -> None:
    """Simulate how a climate programme spreads from person to person over a territory."""


_scenario = click.argument("scenario", required=False, type=click.Path(path_type=Path))
_set = click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter, as in training.places=20."
)


@main.command()
@lang_option
@_scenario
@click.option("--years", type=int, default=10, show_default=True, help="Years to simulate.")
@click.option("--seed", type=int, default=1, show_default=True, help="Whole number that all chance is drawn from.")
@ensemble_option("Take what is uncertain from an ensemble, as in besancon: its world of the number SEED.")
@reading_option
@_set
@territory_options
@effort_option
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for tables, figures, summary and scenario."
)
@click.option("--force", is_flag=True, help="Write into DIR even if it holds files.")
@click.option("--json", "as_json_only", is_flag=True, help="Print summary.json alone.")
@click.option(
    "--autonomy", "with_autonomy", is_flag=True, help="Also say how long it would last if outside inputs then stopped."
)
@click.option("--profile", is_flag=True, help="Also say how long each stage of the week took.")
@yes_option
def run(
    scenario: Path | None,
    years: int,
    seed: int,
    ensemble: Path | None,
    reading: Reading | None,
    settings: tuple[str, ...],
    where: Where,
    effort: Any,
    out: Path | None,
    force: bool,
    as_json_only: bool,
    with_autonomy: bool,
    profile: bool,
    yes: bool,
) -> None:
    """Run SCENARIO, a file or the name of one of the library (by default the reference), once."""
    if not 1 <= years <= 100:
        raise InputError("--years {years}: must be a whole number of years from 1 to 100", years=years)
    from contagion.models.scenarios.scenario import read

    chosen, sets, table = read(scenario, settings, "--set"), None, where.table()
    asked_of = with_reading(ensemble, reading, chosen, "run")
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.run.words import in_words
    from contagion.models.runs.simulation import simulate, territory_for
    from contagion.models.scenarios.effort import fitted
    from contagion.sim.results import as_json, whole_folder

    chosen = fitted(chosen, territory_for(chosen, table), effort, INSTEAD)
    if asked_of:
        chosen, sets = in_world(chosen, asked_of, seed, territory_for(chosen, table).source)
        if not as_json_only:
            say_other_reading(sets)
    territory = territory_for(chosen, table)
    asked = Asked(1, 1, years, chosen.source, len(territory), leaders=leaders_of(chosen.parameters))
    asked.must_be_meant(yes, go_on)
    if 3600 * asked.hours > FEW_SECONDS:
        say(asked, 1)
    say_outside_range([chosen])
    with whole_folder(out, force, FORCED) if out else nullcontext() as folder:
        seconds: dict[str, float] | None = {} if profile else None
        with _progress(years * 52, hidden=as_json_only or profile) as after_week:
            results = simulate(chosen, territory, years=years, seed=seed, after_week=after_week, stage_seconds=seconds)
        if with_autonomy:
            from contagion.models.runs.autonomy import autonomy

            lasts = autonomy(chosen.parameters, territory, seed, years * 52)
            results.summary.update(autonomy_years=lasts.years, autonomy_longer=lasts.longer)
        if folder:
            from contagion.experiments.verbs.run.figure import save_figures

            results.write(folder)
            save_figures(results, territory, folder)
    if seconds:
        _say_where_the_time_went(seconds)
    if as_json_only:
        click.echo(as_json(results.summary), nl=False)
        return
    kept = (
        _("Tables, figures and the exact scenario are in {out}.", out=out)
        if out
        else _("Add --out DIR to keep tables and figures.")
    )
    if sets:
        from contagion.experiments.ensembles.words import reservations

        kept = _("This is world {seed} of the ensemble {ensemble}. {kept}", seed=seed, ensemble=ensemble, kept=kept)
        kept = "\n".join([*reservations(sets, results.provenance), kept])
    click.echo(f"{in_words(results, chosen, territory)}\n\n{kept}")


@main.command()
@lang_option
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Another price, as in costs.kit=80, or assumption, as in footprint.saving=0.5.",
)
@click.option("--json", "as_json_only", is_flag=True, help="Print the figures as they are now, as JSON.")
def outcomes(folder: Path, settings: tuple[str, ...], as_json_only: bool) -> None:
    """Work out the figures of a run again from its results folder DIR, and say which differ from those kept there.

    Nothing is run, and nothing is written. What is read after a run only can be set.
    """
    from contagion.experiments.verbs.run.words_of_outcomes import differences_in_words
    from contagion.models.runs.results_folder import outcomes_again
    from contagion.sim.results import as_json

    again = outcomes_again(folder, settings, "--set")
    click.echo(as_json(again.now) if as_json_only else differences_in_words(again), nl=not as_json_only)


def _say_where_the_time_went(seconds: dict[str, float]) -> None:
    """A line a stage, the longest first, on the standard error stream."""
    total = sum(seconds.values())
    click.echo(f"The weeks took {1000 * total:.1f} ms, stage by stage:", err=True)
    for name, taken in sorted(seconds.items(), key=lambda one: -one[1]):
        click.echo(f"  {name:24}{1000 * taken:8.2f} ms {taken / total:6.1%}", err=True)


@contextmanager
def _progress(weeks: int, hidden: bool) -> Generator[Any]:
    """A progress bar on a terminal, nothing elsewhere; yields what is to be called after each week."""
    if hidden or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    from contagion.experiments.language.sentences import _

    with tqdm(total=weeks, unit=f" {_('weeks')}", desc=_("Simulating"), leave=False) as bar:
        yield lambda _week: bar.update()


COMMANDS = (
    *(
        many_runs.compare,
        many_runs.levers,
        limits.limits,
        reach.reach,
        report.report,
        spend.spend,
        many_runs.sweep,
        calibrate.calibrate,
        worth_knowing.worth_knowing,
        discover.discover,
        questions.question,
        page.page,
    ),
    kept_runs.store,
    territory.territory,
    *(catalogue.parameters, catalogue.scenarios, catalogue.indicators, catalogue.readings, catalogue.ensembles),
    catalogue.schema,
)
for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
