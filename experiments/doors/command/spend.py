"""The command `contagion spend`. Heavy libraries are imported inside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.doors.command.how_much import go_on, say_at_most, yes_option
from contagion.experiments.doors.command.one_line import FORCED, as_typed
from contagion.experiments.doors.command.options import (
    checked_years,
    engine_options,
    force_option,
    lang_option,
    out_option,
    years_option,
)
from contagion.experiments.doors.command.perimeters import INSTEAD, effort_option
from contagion.experiments.doors.command.said import say_outside_range
from contagion.experiments.doors.command.worlds import SetsAsked, ensemble_options, sets_of
from contagion.experiments.lab.how_much import WORLDS
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Laboratory


@click.command()
@lang_option
@engine_options
@effort_option
@ensemble_options
@click.argument("euros", type=float)
@click.option("--per", type=click.Choice(["year", "programme"]), default="year", show_default=True,
              help="EUROS each year, or in all.")  # fmt: skip
@click.option("--over", "scenario", type=click.Path(path_type=Path), metavar="SCENARIO",
              help="What they come on top of: a file or a name of the library (default: ref).")  # fmt: skip
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter of the scenario.")
@click.option("--prices", type=click.Path(path_type=Path), metavar="FILE.toml",
              help="Prices of your own: a section [costs], as in seat = 640.")  # fmt: skip
@click.option("--worlds", type=int, default=WORLDS, show_default=True, help="Worlds in which the answer is judged.")
@years_option
@click.option("--quick", is_flag=True, help="Three levers, 8 worlds, two years: shows that it works.")
@out_option
@force_option
@yes_option
def spend(
    lab: Laboratory,
    effort: Any,
    ensemble: SetsAsked | None,
    above: float,
    euros: float,
    per: str,
    scenario: Path | None,
    settings: tuple[str, ...],
    prices: Path | None,
    worlds: int,
    years: int,
    quick: bool,
    out: Path | None,
    force: bool,
    yes: bool,
) -> None:
    """How are EUROS more best spent? Three ways, with what each buys, brings and costs.

    Mixes of the levers that have a price are searched in some worlds and judged in others: people gained and how sure
    that is, cost by item, and which assumption would overturn the choice.
    """
    checked_years(years)
    from contagion.experiments.verbs.spend.mixes import SOLD, must_be_a_sum
    from contagion.experiments.verbs.spend.search import FEWEST, QUICK, Design

    must_be_a_sum(euros)
    if worlds < FEWEST:
        raise InputError("--worlds {worlds}: must be at least {fewest}", worlds=worlds, fewest=FEWEST)
    from contagion.experiments.doors.command.saving import save_spent as save
    from contagion.experiments.lab.how_much import asked_of, leaders_of
    from contagion.experiments.lab.lab import fitted
    from contagion.experiments.lab.prices import priced
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.spend.mixes_lived import Trials
    from contagion.experiments.verbs.spend.words import in_words
    from contagion.experiments.verbs.spend.work import spent
    from contagion.models.scenarios.scenario import read
    from contagion.sim.results import must_be_free

    if out:
        must_be_free(out, force, FORCED)
    years, design, sold = (2, QUICK, SOLD[:3]) if quick else (years, Design(worlds), SOLD)
    (chosen,) = fitted(lab, [read(scenario, settings, "--set")], years, effort, INSTEAD)
    at_prices = priced(chosen, prices)
    sets = sets_of(ensemble, lab, chosen, "spend")
    asked = asked_of(lab, design.runs(len(sold)), 1, years, f"--worlds {worlds}", leaders_of(chosen.parameters))
    asked.must_be_meant(yes, go_on)
    lab.announce = say_at_most(asked)
    say_outside_range([chosen])
    a_year = euros if per == "year" else euros / years
    found = spent(Trials(lab, at_prices.scenario, sets, years, above), at_prices, a_year, design, sold)
    if out:
        save(found, out, force, as_typed())
    kept = _("Tables, scenarios and figure are in {out}.", out=out) if out else _("Add --out DIR to keep them.")
    click.echo(f"{in_words(found)}\n\n{kept}")
