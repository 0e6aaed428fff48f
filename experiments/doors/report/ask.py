"""The report for a council, as it is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from contagion.experiments.language.languages import LANGUAGES, speaking, spoken
from contagion.experiments.verbs.options import PRICES, READINGS, SCENARIOS, SEEDS, WORLDS, YEARS
from contagion.experiments.verbs.verb import Option, Verb
from contagion.sim.errors import InputError
from contagion.sim.sentences import marked

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.experiments.verbs.asking import Ask

FEWEST, MOST = 2, 4  # scenarios that a summary of two pages holds
SHORT = Option("short", "switch", marked("The summary of two pages alone."), False)
NO_LIMITS = Option(
    "no_limits", "switch", marked("Leave out what would have helped, which takes many runs more."), False
)
DATE = Option("date", "text", marked("Date of the report; without, none is printed."), "", metavar="YYYY-MM-DD")
LANG = Option("lang", "choice", marked("Its language."), LANGUAGES[0], choices=LANGUAGES, only="python")
OUT = Option("out", "path", marked("The report."), required=True, metavar="FILE.html")
PDF = Option("pdf", "path", marked("The same as a tagged PDF."), metavar="FILE.pdf")
FORCE = Option("force", "switch", marked("Write over files that are there."), False)


def work(ask: Ask) -> list[Path]:
    """The report in the language that is asked for, or spoken."""
    with speaking(ask.values.get("lang") or spoken()):
        return _made(ask)


def _made(ask: Ask) -> list[Path]:
    from contagion.experiments.doors.briefing.work import inquiry
    from contagion.experiments.doors.report.made import html
    from contagion.experiments.doors.report.printed import must_print, pdf
    from contagion.experiments.lab.lab import territory_of
    from contagion.experiments.lab.prices import priced
    from contagion.experiments.verbs.compare.standing import cases_with_readings
    from contagion.experiments.verbs.compare.work import must_have_own_names
    from contagion.experiments.verbs.limits.capacities import CAPACITIES
    from contagion.experiments.verbs.limits.work import limits

    _must_be_a_day(ask)
    scenarios, years = ask.scenarios, ask.years
    if not FEWEST <= len(scenarios) <= MOST:
        raise InputError(
            "report: takes two to four scenarios, the first to compare with; given: {given}", given=len(scenarios)
        )
    if ask.ensemble is None:
        raise InputError("report: is told over worlds; take an ensemble, or compare scenarios without")
    _must_be_free(ask)
    if ask.pdf:
        must_print()
    number, helps = ask.number(0), not (ask.short or ask.no_limits)
    at_prices = [priced(one, ask.prices) for one in scenarios]
    must_have_own_names([one.scenario for one in at_prices], "report")
    cases = len(scenarios) * (len(CAPACITIES) + 2 if helps else 1)
    if readings := ask.values.get("readings"):
        cases += cases_with_readings([one.scenario for one in at_prices], number) - len(scenarios)
    chosen = ask.fitted(*(one.scenario for one in at_prices))
    ask.meant(chosen, cases, ask.runs(number), ask.sizes(seeds=number))
    worlds, territory = ask.in_worlds, territory_of(ask.lab)
    assert worlds
    assert territory
    briefing = inquiry(chosen, worlds, territory, years, number).last(ask.lab)
    text = html(
        briefing,
        territory,
        short=ask.short,
        limits=[limits(ask.lab, one, years, number, worlds=worlds) for one in chosen] if helps else (),
        given={one.scenario.name: one.given for one in at_prices},
        command=ask.command,
        date=ask.date,
        readings=_held(ask, briefing) if readings else (),
    )
    made = {ask.out: text.encode()} | ({ask.pdf: pdf(text)} if ask.pdf else {})
    write(made)
    return list(made)


def words(files: list[Path], _ask: Ask) -> str:
    from contagion.experiments.language.sentences import _, listed

    return _("The report is in {files}.", files=listed(map(str, files)))


def _held(ask: Ask, briefing: Briefing) -> list[str]:
    """In how many readings what is told first stands, a line each."""
    from contagion.experiments.doors.words.told import labels
    from contagion.experiments.ensembles.words_of_readings import standing_in_words
    from contagion.experiments.verbs.compare.standing import standing

    found = standing(ask.lab, briefing.scenarios, briefing.runs, briefing.worlds, briefing.years)
    return standing_in_words(found, labels(briefing.scenarios))


def _must_be_a_day(ask: Ask) -> None:
    try:
        if ask.date:
            date.fromisoformat(ask.date)
    except ValueError:
        option = ask.door.spelled("date")
        raise InputError("{option} {day}: must be a day, as in 2026-11-26", option=option, day=ask.date) from None


def _must_be_free(ask: Ask) -> None:
    """Refuse names that files of their kind do not have, files that are there, unless it is forced, and places in which
    none can be written: before the report is made, which takes a while."""
    for option, file, ending in (("out", ask.out, ".html"), ("pdf", ask.pdf, ".pdf")):
        if file is None:
            continue
        named = f"{ask.door.spelled(option)} {file}"
        if file.suffix.lower() != ending:
            raise InputError("{named}: must end in {ending}", named=named, ending=ending)
        if file.is_dir() or (file.exists() and not ask.force):
            force = ask.door.spelled("force")
            raise InputError("{named}: is there already; choose another name, or {force}", named=named, force=force)
        folder = next(one for one in file.absolute().parents if one.exists())
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise InputError("{named}: no file can be written in {folder}", named=named, folder=folder)


def write(made: Mapping[Path, bytes]) -> None:
    """Write files, all of them or none."""
    beside = {file: file.with_name(f".{file.name}.partial") for file in made}
    try:
        for file, content in made.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            beside[file].write_bytes(content)
        for file in made:
            beside[file].replace(file)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError("{file}: cannot be written ({why})", file=error.filename, why=why) from None
    finally:
        for file in beside.values():
            with suppress(OSError):
                file.unlink()


REPORT = Verb(
    "report",
    marked(
        "A report for a council: scenarios beside the first, in many worlds, as one HTML file and a PDF.\n\nA "
        "summary of two pages, then what was compared, results, maps, limits, costs, emissions, how sure, and "
        "the method."
    ),
    (
        *(SCENARIOS, *WORLDS, READINGS, SEEDS, YEARS, PRICES),
        *(SHORT, NO_LIMITS, DATE, OUT, PDF, FORCE, LANG),
    ),
    work,
    words,
    returns="list[Path]",
    json=False,
    own=False,
    example='>>> ct.report("ref", "lowloss", seeds=8, years=1, short=True, out="report.html")',
)
