"""The note for a council, as it is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.all import Elsewhere
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Option, verb
from contagion.experiments.say.languages import LANGUAGES, speaking
from contagion.models.runs.how_much import ENSEMBLE
from contagion.sim.errors import InputError
from contagion.sim.reading import MEGABYTE, content_of

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.interfaces.briefing.work import Briefing
    from contagion.experiments.interfaces.report.blocks import Note

FEWEST, MOST = 2, 4  # scenarios that four pages hold
PNG = b"\x89PNG\r\n\x1a\n"
LONGEST = 120  # letters of a name
type Date = Annotated[str, Option("text", "Date of the note; without, none is printed.", metavar="YYYY-MM-DD")]
type Name = Annotated[str, Option("text", "The authority whose note it is.")]
type Logo = Annotated["Path | str | None", Option("path", "Its logo.", metavar="FILE.png")]
type Out = Annotated["Path | str", Option("path", "The note, to be read in a browser or printed.", metavar="FILE.html")]
type Docx = Annotated["Path | str | None", Option("path", "The same for a word processor.", metavar="FILE.docx")]
type Xlsx = Annotated["Path | str | None", Option("path", "The figures and tables behind it.", metavar="FILE.xlsx")]
type Force = Annotated[bool, Option("switch", "Write over files that are there.")]
type Lang = Annotated[Literal["en", "fr"], Option("choice", "Its language.", choices=LANGUAGES)]
FILES = ("out", "docx", "xlsx")


def _makers() -> dict[str, Callable[[Note], bytes]]:
    from contagion.experiments.interfaces.report.blocks import html
    from contagion.experiments.interfaces.report.edited import docx, xlsx

    return {"out": lambda one: html(one).encode(), "docx": docx, "xlsx": xlsx}


def words(files: list[Path], _ask: Ask) -> str:
    from contagion.experiments.say.sentences import _, listed

    return _("The note is in {files}.", files=listed(map(str, files)))


def _before(briefing: Briefing, programme: Programme) -> str:
    from contagion.experiments.interfaces.words.note import before

    return before(briefing.before, programme.began.year, programme.came_before)


def _held(ask: Ask, briefing: Briefing) -> list[str]:
    """In how many readings what is told first stands, a line each."""
    from contagion.experiments.commands.compare.work import standing
    from contagion.experiments.evidence.words_of_ensembles import standing_in_words
    from contagion.experiments.say.asked import labels

    found = standing(ask.lab, briefing.scenarios, briefing.runs, briefing.worlds, briefing.years)
    return standing_in_words(found, labels(briefing.scenarios))


def _must_be_a_day(ask: Ask) -> None:
    day = ask.values["date"]
    try:
        if day:
            date.fromisoformat(day)
    except ValueError:
        option = ask.door.spelled("date")
        raise InputError(f"{option} {day}: must be a day, as in 2026-11-26") from None
    if len(ask.values["name"]) > LONGEST:
        option = ask.door.spelled("name")
        raise InputError(f"{option}: must have at most {LONGEST} letters")


def _logo(ask: Ask) -> bytes:
    """The logo, which must be a PNG."""
    file = ask.values["logo"]
    if file is None:
        return b""
    named = f"{ask.door.spelled('logo')} {file}"
    try:
        content = content_of(file, MEGABYTE)
    except OSError as error:
        raise InputError(f"{named}: cannot be read ({error.strerror})") from None
    if not content.startswith(PNG):
        raise InputError(f"{named}: must be a picture as PNG")
    return content


def _must_be_made(ask: Ask) -> None:
    """Refuse what lacks a library before anything is begun."""
    from contagion.experiments.interfaces.report.edited import must_be_edited

    if ask.values["docx"] or ask.values["xlsx"]:
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
        if file.is_dir() or (file.exists() and not ask.values["force"]):
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


@verb(words, typed=[options.SINGLE, options.READINGS], json=False)
def report(
    *scenarios: options.Scenarios,
    programme: options.ProgrammeLike = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    seeds: options.Worlds = None,
    years: options.Years = 10,
    prices: options.Prices = None,
    elsewhere: Elsewhere = None,
    date: Date = "",
    name: Name = "",
    logo: Logo = None,
    out: Out,
    docx: Docx = None,
    xlsx: Xlsx = None,
    force: Force = False,
    lang: Lang = "en",
    **others: Unpack[options.OurRuns],
) -> list[Path]:
    """A note for a council: options beside going on, in many worlds, in four pages.

    The question, the answer, the options, what they cost and who pays, what is sure, what to decide and what to count:
    as HTML for the screen and for paper, as a document that can be edited, with its tables as a workbook.

    Examples
    --------
    >>> ct.report("ref", "lowloss", seeds=8, years=1, out="report.html")
    """
    from contagion.experiments.commands.compare.work import cases_with_readings, must_have_own_names
    from contagion.experiments.commands.spend.work import read_elsewhere
    from contagion.experiments.evidence.agreeing import observed_of
    from contagion.experiments.evidence.words_of_programmes import known_in_words
    from contagion.experiments.interfaces.briefing.work import inquiry
    from contagion.experiments.interfaces.report.made import note
    from contagion.experiments.interfaces.report.noted import Basis
    from contagion.models.runs.lab import territory_of
    from contagion.models.runs.prices import priced

    ask = asked(others)
    _must_be_a_day(ask)
    picture, tonnes = _logo(ask), read_elsewhere(ask.values["elsewhere"])
    if ensemble is None:
        raise InputError("report: is told over worlds; take an ensemble, or compare scenarios without")
    _must_be_free(ask)
    _must_be_made(ask)
    if not FEWEST <= len(scenarios) + (programme is not None) <= MOST:
        raise InputError(f"report: takes two to four scenarios, the first to compare with; given: {len(scenarios)}")
    at_prices = [priced(one, ask.values["prices"]) for one in ask.fitted()]
    chosen, number = [one.scenario for one in at_prices], ask.number
    must_have_own_names(chosen, "report")
    readings = ask.values["readings"]
    cases = cases_with_readings(chosen, number) if readings else len(chosen)
    worlds, territory = ask.in_worlds, territory_of(ask.lab)
    ask.meant(chosen, cases, ask.runs(number), ask.sizes(seeds=number))
    assert territory
    briefing = inquiry(chosen, worlds, territory, years, number).last(ask.lab)
    with speaking(lang):
        found = note(
            Basis(
                briefing,
                territory,
                {one.scenario.name: one.given for one in at_prices},
                tonnes,
                len(observed_of(ask.of_programme)) if ask.of_programme else 0,
                known_in_words(ask.of_programme) if ask.of_programme else (),
                _before(briefing, ask.of_programme) if ask.of_programme else "",
                _held(ask, briefing) if readings else (),
                ask.door.command,
                date=date,
                name=name,
                logo=picture,
            )
        )
        made = {ask.values[option]: make(found) for option, make in _makers().items() if ask.values[option]}
    write(made)
    return list(made)
