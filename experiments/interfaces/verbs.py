"""All that can be asked at a door: the verbs, and the page and the note, which are made of what a door tells. Heavy
libraries are imported inside."""

from __future__ import annotations

import os
import sys
import webbrowser
from contextlib import suppress
from datetime import date as day
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.all import VERBS
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Option, verb, verb_of
from contagion.experiments.say.languages import LANGUAGES, speaking
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.sim.errors import InputError
from contagion.sim.reading import MEGABYTE, content_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.evidence.programme import Programme
    from contagion.models.territory.territory import Territory


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


# ---- a page ----------------------------------------------------------------------------------------------------------

type Folder = Annotated["Path | str", Option("path", "The folder it is written into.", metavar="DIR")]
NO_BROWSER = Option("switch", "Do not open the browser.", True, name="no_browser")  # Python opens none


def open_browser(file: Path) -> bool:
    """Show a file in the browser of this machine, where there is one with a window."""
    windowed = sys.platform in ("win32", "darwin") or any(os.environ.get(one) for one in ("DISPLAY", "WAYLAND_DISPLAY"))
    return windowed and webbrowser.open(file.absolute().as_uri())


def _to_begin(territory: Territory) -> Programme:
    """A programme of an EPCI that begins next January, of which nothing is known.

    Raises
    ------
    InputError
        For a territory that is no EPCI.
    """
    from contagion.experiments.interfaces.page.asked import to_begin
    from contagion.models.territory.gazetteer import find, national_communes

    code = str(national_communes()["epci"].get(territory.codes[0], ""))
    if not code or {*find("epci", code).codes} != {*territory.codes}:
        raise InputError("page: is made for an EPCI; give one by --epci, or a programme")
    return to_begin(code, day.today())


@verb(
    lambda files, _ask: f"The page is {files[0]}: open it by double click, send it, or put it on any web server.",
    None,
    typed=[options.SINGLE, NO_BROWSER],
    json=False,
    case="besancon",
)
def page(
    *,
    programme: options.ProgrammeLike = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    years: options.Years = 10,
    seeds: options.Worlds = None,
    out: Folder = Path("results/page"),
    **others: Unpack[options.OurRuns],
) -> list[Path]:
    """Make the interactive page for planners.

    It is one file for all intercommunalities of France, to open by double click, to send, or to put on any web server:
    what to expect, what would change, what it costs, how sure. Simulations run in the reader's own browser, and
    nothing is sent anywhere. It opens on the programme or territory given, by default on the case study, Grand
    Besançon from January 2020.

    Examples
    --------
    >>> ct.page(programme="besancon", seeds=4, out="page")  # contagion page --programme programme.toml
    """
    from contagion.experiments.evidence.lived import going_on
    from contagion.experiments.interfaces.page.asked import Asked
    from contagion.experiments.interfaces.page.made import page as made_of
    from contagion.models.runs.lab import territory_of

    ask, folder = asked(others), Path(out)
    if ensemble is None:
        raise InputError("page: needs an ensemble; remove --single")
    must_take_files(f"{ask.door.spelled('out')} {folder}", folder)
    territory = territory_of(ask.lab)
    assert territory
    about = ask.of_programme or _to_begin(territory)
    base = going_on(about, territory)
    length, number = about.past + years - ask.past, ask.number
    if base.parameters.prices_change:
        raise InputError("page: a decision of the programme sets a price; here each item has one price in all years")
    made = made_of(Asked(about, base, ask.in_worlds, territory, length, number, day.today(), ask.unmatched), folder)
    if not ask.values["no_browser"]:
        open_browser(made)
    return [made]


# ---- a note ----------------------------------------------------------------------------------------------------------

FEWEST, MOST = 2, 4  # scenarios that four pages hold
PNG = b"\x89PNG\r\n\x1a\n"
LONGEST = 120  # letters of a name
type Date = Annotated[str, Option("text", "Date of the note; without, none is printed.", metavar="YYYY-MM-DD")]
type Name = Annotated[str, Option("text", "The authority whose note it is.")]
type Logo = Annotated["Path | str | None", Option("path", "Its logo.", metavar="FILE.png")]
type Html = Annotated[
    "Path | str", Option("path", "The note, to be read in a browser or printed.", metavar="FILE.html")
]
type Docx = Annotated["Path | str | None", Option("path", "The same for a word processor.", metavar="FILE.docx")]
type Xlsx = Annotated["Path | str | None", Option("path", "The figures and tables behind it.", metavar="FILE.xlsx")]
type Force = Annotated[bool, Option("switch", "Write over files that are there.")]
type Lang = Annotated[Literal["en", "fr"], Option("choice", "Its language.", choices=LANGUAGES)]


def _must_be_said(ask: Ask) -> None:
    """Refuse what is no day, and a name that is too long."""
    given = ask.values["date"]
    with suppress(ValueError):
        given = given and not day.fromisoformat(given)
    if given:
        raise InputError(f"{ask.door.spelled('date')} {given}: must be a day, as in 2026-11-26")
    if len(ask.values["name"]) > LONGEST:
        raise InputError(f"{ask.door.spelled('name')}: must have at most {LONGEST} letters")


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


def _must_be_free(ask: Ask) -> None:
    """Refuse, before the note is made, which takes a while: names that files of their kind do not have, files that are
    there, unless it is forced, places in which none can be written, and what lacks a library."""
    for option, ending in (("out", ".html"), ("docx", ".docx"), ("xlsx", ".xlsx")):
        file = ask.values[option]
        if file is None:
            continue
        named = f"{ask.door.spelled(option)} {file}"
        if file.suffix.lower() != ending:
            raise InputError(f"{named}: must end in {ending}")
        if file.is_dir() or (file.exists() and not ask.values["force"]):
            raise InputError(f"{named}: is there already; choose another name, or {ask.door.spelled('force')}")
        must_take_files(named, file.absolute().parent)
    if ask.values["docx"] or ask.values["xlsx"]:
        from contagion.experiments.interfaces.report.edited import must_be_edited

        must_be_edited()


def _files(files: Sequence[Path], _ask: Ask) -> str:
    from contagion.experiments.say.sentences import listed

    return f"The note is in {listed(map(str, files))}."


@verb(_files, None, typed=[options.SINGLE, options.READINGS], json=False)
def report(
    *scenarios: options.Scenarios,
    programme: options.ProgrammeLike = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    seeds: options.Worlds = None,
    years: options.Years = 10,
    prices: options.Prices = None,
    elsewhere: options.Elsewhere = None,
    date: Date = "",
    name: Name = "",
    logo: Logo = None,
    out: Html,
    docx: Docx = None,
    xlsx: Xlsx = None,
    force: Force = False,
    lang: Lang = "en",
    **others: Unpack[options.OurRuns],
) -> list[Path]:
    """Write a note of four pages for a council.

    The question, the answer, the options, what they cost and who pays, what is sure, what to decide and what to count:
    as HTML for the screen and for paper, as a document that can be edited, with its tables as a workbook.

    Examples
    --------
    >>> ct.report("ref", "lowloss", seeds=8, years=1, out="r.html")  # contagion report ref lowloss --out note.html
    """
    from contagion.experiments.commands.compare.work import cases_with_readings, check_unique_names, standing
    from contagion.experiments.commands.spend.work import read_elsewhere
    from contagion.experiments.evidence.words_of_worlds import standing_in_words
    from contagion.experiments.interfaces.briefing import inquiry
    from contagion.experiments.interfaces.report.edited import docx as as_document
    from contagion.experiments.interfaces.report.edited import html
    from contagion.experiments.interfaces.report.edited import xlsx as as_workbook
    from contagion.experiments.interfaces.report.made import Basis, note
    from contagion.experiments.interfaces.templating import write
    from contagion.experiments.say.asked import labels
    from contagion.models.runs.lab import territory_of
    from contagion.models.runs.study import priced

    ask = asked(others)
    _must_be_said(ask)
    picture, tonnes = _logo(ask), read_elsewhere(ask.values["elsewhere"])
    if ensemble is None:
        raise InputError("report: needs an ensemble; remove --single, or compare scenarios without")
    _must_be_free(ask)
    if not FEWEST <= len(scenarios) + (programme is not None) <= MOST:
        raise InputError(f"report: takes two to four scenarios, the first to compare with; given: {len(scenarios)}")
    at_prices = [priced(one, ask.values["prices"]) for one in ask.fitted()]
    chosen, number = [one.scenario for one in at_prices], ask.number
    check_unique_names(chosen, "report")
    readings = ask.values["readings"]
    cases = cases_with_readings(chosen, number) if readings else len(chosen)
    worlds, territory = ask.in_worlds, territory_of(ask.lab)
    ask.meant(chosen, cases, ask.runs(number), ask.sizes(seeds=number))
    assert territory
    briefing = inquiry(chosen, worlds, territory, years, number).last(ask.lab)
    with speaking(lang):
        stands = standing(ask.lab, chosen, briefing.runs, worlds, years) if readings else None
        basis = Basis(
            briefing,
            territory,
            {one.scenario.name: one.given for one in at_prices},
            tonnes,
            ask.of_programme,
            standing_in_words(stands, labels(chosen)) if stands else (),
            ask.door.command,
            date,
            name,
            picture,
        )
        made, makers = note(basis), {out: lambda one: html(one).encode(), docx: as_document, xlsx: as_workbook}
        files = {Path(file): make(made) for file, make in makers.items() if file}
    write(files)
    return list(files)


ALL = tuple(map(verb_of, (*VERBS, report, page)))
