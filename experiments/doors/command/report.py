"""The command `contagion report`. Heavy libraries are imported inside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.doors.command.how_much import yes_option
from contagion.experiments.doors.command.one_line import as_typed
from contagion.experiments.doors.command.options import checked_years, engine_options, lang_option, meant, years_option
from contagion.experiments.doors.command.perimeters import effort_option
from contagion.experiments.doors.command.worlds import (
    SetsAsked,
    ensemble_options,
    readings_option,
    replicates_of,
    runs_of,
    worlds_of,
)
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.sim.laboratory.laboratory import Laboratory

FEWEST, MOST = 2, 4  # scenarios that a summary of two pages holds


@click.command()
@lang_option
@engine_options
@effort_option
@ensemble_options
@readings_option
@click.argument("scenarios", nargs=-1, type=click.Path(path_type=Path), metavar="A B [C] [D]")
@click.option("--replicates", type=int, help="Worlds of each scenario: by default 200.")
@years_option
@click.option("--prices", type=click.Path(path_type=Path), metavar="FILE.toml",
              help="Prices of your own: a section [costs], as in seat = 640.")  # fmt: skip
@click.option("--short", is_flag=True, help="The summary of two pages alone.")
@click.option("--no-limits", is_flag=True, help="Leave out what would have helped, which takes many runs more.")
@click.option("--date", "day", metavar="YYYY-MM-DD", default="", help="Date of the report; without, none is printed.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.html", required=True, help="The report.")
@click.option("--pdf", "paper", type=click.Path(path_type=Path), metavar="FILE.pdf", help="The same as a tagged PDF.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@yes_option
def report(
    lab: Laboratory,
    effort: Any,
    ensemble: SetsAsked | None,
    above: float,
    scenarios: tuple[Path, ...],
    replicates: int | None,
    years: int,
    prices: Path | None,
    readings: bool,
    short: bool,
    no_limits: bool,
    day: str,
    out: Path,
    paper: Path | None,
    force: bool,
    yes: bool,
) -> None:
    """A report for a council: scenarios beside the first, in many worlds, as one HTML file and a PDF.

    A summary of two pages, then what was compared, results, maps, limits, costs, emissions, how sure, and the method.
    """
    from contagion.experiments.doors.briefing.work import inquiry
    from contagion.experiments.doors.report import html, pdf
    from contagion.experiments.doors.report.printed import must_print
    from contagion.experiments.lab.lab import territory_of
    from contagion.experiments.lab.prices import priced
    from contagion.experiments.language.sentences import _, listed
    from contagion.experiments.verbs.compare.standing import cases_with_readings
    from contagion.experiments.verbs.compare.work import must_have_own_names
    from contagion.experiments.verbs.limits.capacities import CAPACITIES
    from contagion.experiments.verbs.limits.work import limits
    from contagion.models.scenarios.scenario import read

    checked_years(years)
    _must_be_a_day(day)
    if not FEWEST <= len(scenarios) <= MOST:
        given = len(scenarios)
        raise InputError(
            _("report: takes two to four scenarios, the first to compare with; given: {given}", given=given)
        )
    if ensemble is None:
        raise InputError(_("--single: a report is told over worlds; take an ensemble, or contagion compare"))
    _must_be_free(out, paper, force)
    if paper:
        must_print()
    number, helps = replicates_of(replicates, ensemble, 0), not (short or no_limits)
    at_prices = [priced(read(path), prices) for path in scenarios]
    must_have_own_names([one.scenario for one in at_prices], "report")
    cases = len(scenarios) * (len(CAPACITIES) + 2 if helps else 1)
    if readings:
        cases += cases_with_readings([one.scenario for one in at_prices], number) - len(scenarios)
    asked = ([one.scenario for one in at_prices], cases, runs_of(number, ensemble), years, f"--replicates {number}")
    chosen = meant(lab, *asked, effort, yes, in_parts=True)
    worlds, territory = worlds_of(ensemble, lab, above, chosen), territory_of(lab)
    assert worlds
    assert territory
    briefing = inquiry(chosen, worlds, territory, years, number).last(lab)
    text = html(
        briefing,
        territory,
        short=short,
        limits=[limits(lab, one, years, number, worlds=worlds) for one in chosen] if helps else (),
        given={one.scenario.name: one.given for one in at_prices},
        command=as_typed(),
        date=day,
        readings=_held(lab, briefing) if readings else (),
    )
    made = {out: text.encode()} | ({paper: pdf(text)} if paper else {})
    _write(made)
    click.echo(_("The report is in {files}.", files=listed(map(str, made))))


def _held(lab: Laboratory, briefing: Briefing) -> list[str]:
    """In how many readings what is told first stands, a line each."""
    from contagion.experiments.doors.words.told import labels
    from contagion.experiments.ensembles.words_of_readings import standing_in_words
    from contagion.experiments.verbs.compare.standing import standing

    found = standing(lab, briefing.scenarios, briefing.runs, briefing.worlds, briefing.years)
    return standing_in_words(found, labels(briefing.scenarios))


def _must_be_a_day(day: str) -> None:
    from contagion.experiments.language.sentences import _

    try:
        if day:
            date.fromisoformat(day)
    except ValueError:
        raise InputError(_("--date {day}: must be a day, as in 2026-11-26", day=day)) from None


def _must_be_free(out: Path, paper: Path | None, force: bool) -> None:
    """Refuse names that files of their kind do not have, files that are there, unless `force`, and places in which none
    can be written: before the report is made, which takes a while."""
    from contagion.experiments.language.sentences import _

    for option, file, ending in (("--out", out, ".html"), ("--pdf", paper, ".pdf")):
        if file is None:
            continue
        named = f"{option} {file}"
        if file.suffix.lower() != ending:
            raise InputError(_("{named}: must end in {ending}", named=named, ending=ending))
        if file.is_dir() or (file.exists() and not force):
            raise InputError(_("{named}: is there already; choose another name, or --force", named=named))
        folder = next(one for one in file.absolute().parents if one.exists())
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise InputError(_("{named}: no file can be written in {folder}", named=named, folder=folder))


def _write(made: Mapping[Path, bytes]) -> None:
    """Write files, all of them or none."""
    from contagion.experiments.language.sentences import _

    beside = {file: file.with_name(f".{file.name}.partial") for file in made}
    try:
        for file, content in made.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            beside[file].write_bytes(content)
        for file in made:
            beside[file].replace(file)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(_("{file}: cannot be written ({why})", file=error.filename, why=why)) from None
    finally:
        for file in beside.values():
            with suppress(OSError):
                file.unlink()
