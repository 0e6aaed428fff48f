"""The note for a council, as it is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from contagion.experiments.language.languages import LANGUAGES, speaking
from contagion.experiments.verbs.options import PRICES, PROGRAMME, READINGS, SCENARIOS, SEEDS, WORLDS, YEARS
from contagion.experiments.verbs.spend.ask import ELSEWHERE
from contagion.experiments.verbs.verb import Option, Verb
from contagion.sim.errors import InputError
from contagion.sim.reading import MEGABYTE, content_of

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.experiments.doors.report.blocks import Note
    from contagion.experiments.programmes.programme import Programme
    from contagion.experiments.verbs.asking import Ask

FEWEST, MOST = 2, 4  # scenarios that four pages hold
PNG = b"\x89PNG\r\n\x1a\n"
LONGEST = 120  # letters of a name
DATE = Option("date", "text", "Date of the note; without, none is printed.", "", metavar="YYYY-MM-DD")
NAME = Option("name", "text", "The authority whose note it is.", "")
LOGO = Option("logo", "path", "Its logo.", metavar="FILE.png")
LANG = Option("lang", "choice", "Its language.", LANGUAGES[0], choices=LANGUAGES)
OUT = Option("out", "path", "The note, to be read in a browser or printed.", required=True, metavar="FILE.html")
DOCX = Option("docx", "path", "The same for a word processor.", metavar="FILE.docx")
XLSX = Option("xlsx", "path", "The figures and tables behind it.", metavar="FILE.xlsx")
FORCE = Option("force", "switch", "Write over files that are there.", False)
FILES = ("out", "docx", "xlsx")


def work(ask: Ask) -> list[Path]:
    from contagion.experiments.doors.briefing.work import inquiry
    from contagion.experiments.doors.report.made import note
    from contagion.experiments.doors.report.noted import Basis
    from contagion.experiments.lab.lab import territory_of
    from contagion.experiments.lab.prices import priced
    from contagion.experiments.programmes.agreeing import observed_of
    from contagion.experiments.programmes.words import known_in_words
    from contagion.experiments.verbs.compare.standing import cases_with_readings
    from contagion.experiments.verbs.compare.work import must_have_own_names
    from contagion.experiments.verbs.spend.elsewhere import read_elsewhere

    _must_be_a_day(ask)
    logo, elsewhere = _logo(ask), read_elsewhere(ask.elsewhere)
    if ask.ensemble is None:
        raise InputError("report: is told over worlds; take an ensemble, or compare scenarios without")
    _must_be_free(ask)
    _must_be_made(ask)
    asked = len(ask.scenarios) + (ask.of_programme is not None)
    if not FEWEST <= asked <= MOST:
        raise InputError(f"report: takes two to four scenarios, the first to compare with; given: {len(ask.scenarios)}")
    at_prices = [priced(one, ask.prices) for one in ask.fitted()]
    chosen, number = [one.scenario for one in at_prices], ask.number
    must_have_own_names(chosen, "report")
    readings = ask.values.get("readings")
    cases = cases_with_readings(chosen, number) if readings else len(chosen)
    years = ask.years
    worlds, territory = ask.in_worlds, territory_of(ask.lab)
    ask.meant(chosen, cases, ask.runs(number), ask.sizes(seeds=number))
    assert worlds
    assert territory
    briefing = inquiry(chosen, worlds, territory, years, number).last(ask.lab)
    with speaking(ask.lang):
        found = note(
            Basis(
                briefing,
                territory,
                {one.scenario.name: one.given for one in at_prices},
                elsewhere,
                len(observed_of(ask.of_programme)) if ask.of_programme else 0,
                known_in_words(ask.of_programme) if ask.of_programme else (),
                _before(briefing, ask.of_programme) if ask.of_programme else "",
                _held(ask, briefing) if readings else (),
                ask.command,
                date=ask.date,
                name=ask.name,
                logo=logo,
            )
        )
        made = {ask.values[option]: make(found) for option, make in _makers().items() if ask.values[option]}
    write(made)
    return list(made)


def _makers() -> dict[str, Callable[[Note], bytes]]:
    from contagion.experiments.doors.report.edited import docx, xlsx
    from contagion.experiments.doors.report.html import html

    return {"out": lambda one: html(one).encode(), "docx": docx, "xlsx": xlsx}


def words(files: list[Path], _ask: Ask) -> str:
    from contagion.experiments.language.sentences import _, listed

    return _("The note is in {files}.", files=listed(map(str, files)))


def _before(briefing: Briefing, programme: Programme) -> str:
    from contagion.experiments.doors.words.note import before

    return before(briefing.before, programme.began.year, programme.came_before)


def _held(ask: Ask, briefing: Briefing) -> list[str]:
    """In how many readings what is told first stands, a line each."""
    from contagion.experiments.ensembles.words_of_readings import standing_in_words
    from contagion.experiments.language.asked import labels
    from contagion.experiments.verbs.compare.standing import standing

    found = standing(ask.lab, briefing.scenarios, briefing.runs, briefing.worlds, briefing.years)
    return standing_in_words(found, labels(briefing.scenarios))


def _must_be_a_day(ask: Ask) -> None:
    try:
        if ask.date:
            date.fromisoformat(ask.date)
    except ValueError:
        option = ask.door.spelled("date")
        raise InputError(f"{option} {ask.date}: must be a day, as in 2026-11-26") from None
    if len(ask.name) > LONGEST:
        option = ask.door.spelled("name")
        raise InputError(f"{option}: must have at most {LONGEST} letters")


def _logo(ask: Ask) -> bytes:
    """The logo, which must be a PNG."""
    if ask.logo is None:
        return b""
    named = f"{ask.door.spelled('logo')} {ask.logo}"
    try:
        content = content_of(ask.logo, MEGABYTE)
    except OSError as error:
        raise InputError(f"{named}: cannot be read ({error.strerror})") from None
    if not content.startswith(PNG):
        raise InputError(f"{named}: must be a picture as PNG")
    return content


def _must_be_made(ask: Ask) -> None:
    """Refuse what lacks a library before anything is begun."""
    from contagion.experiments.doors.report.edited import must_be_edited

    if ask.docx or ask.xlsx:
        must_be_edited()


def _must_be_free(ask: Ask) -> None:
    """Refuse names that files of their kind do not have, files that are there, unless it is forced, and places in which
    none can be written: before the note is made, which takes a while."""
    for option in FILES:
        file, ending = ask.values[option], ".html" if option == "out" else f".{option}"
        if file is None:
            continue
        named = f"{ask.door.spelled(option)} {file}"
        if file.suffix.lower() != ending:
            raise InputError(f"{named}: must end in {ending}")
        if file.is_dir() or (file.exists() and not ask.force):
            force = ask.door.spelled("force")
            raise InputError(f"{named}: is there already; choose another name, or {force}")
        must_take_files(named, file.absolute().parent)


def must_take_files(named: str, folder: Path) -> None:
    """Refuse a folder, which may not be there yet, into which no file can be written: before anything is worked out.

    Raises
    ------
    InputError
        In one line, with what was given.
    """
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise InputError(f"{named}: no file can be written in {there}")


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
        raise InputError(f"{error.filename}: cannot be written ({why})") from None
    finally:
        for file in beside.values():
            with suppress(OSError):
                file.unlink()


REPORT = Verb(
    "report",
    (
        "A note for a council: options beside going on, in many worlds, in four pages.\n\nThe question, the answer, "
        "the options, what they cost and who pays, what is sure, what to decide and what to count: as HTML for the "
        "screen and for paper, as a document that can be edited, with its tables as a workbook."
    ),
    (
        *(SCENARIOS, PROGRAMME, *WORLDS, READINGS, SEEDS, YEARS, PRICES, ELSEWHERE),
        *(DATE, NAME, LOGO, OUT, DOCX, XLSX, FORCE, LANG),
    ),
    work,
    words,
    returns="list[Path]",
    json=False,
    own=False,
    example='>>> ct.report("ref", "lowloss", seeds=8, years=1, out="report.html")',
)
