"""All that can be asked at a door: the verbs, and the page, the note and the atlas, which are made of what a door
tells. Heavy libraries are imported inside."""

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
from contagion.models.runs.vocabulary import ENSEMBLE, WORLDS
from contagion.sim.errors import InputError, both
from contagion.sim.reading import MEGABYTE, content_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.interfaces.site.made import Atlas
    from contagion.models.territory.gazetteer import Perimeter
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
type Euros = Annotated[
    float,
    Option(
        "number",
        "Work out beforehand what so many euros more a year would buy (0: leave it out).",
        fits=lambda euros: euros >= 0,
        must_be="a sum in euros, or 0",
    ),
]
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
    from contagion.experiments.interfaces.page.made import to_begin
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
    euros: Euros = 20_000.0,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    years: options.Years = 10,
    seeds: options.Worlds = None,
    out: Folder = Path("results/page"),
    **others: Unpack[options.OurRuns],
) -> list[Path]:
    """Make the interactive page for planners.

    It is one file, to open by double click, to send, or to put on any web server: what to expect, what would change,
    what it costs, how sure. Simulations run in the reader's own browser, and nothing is sent anywhere. Without a
    programme or a territory it is of the case study, Grand Besançon from January 2020.

    Examples
    --------
    >>> ct.page(programme="besancon", euros=0, seeds=4, out="page")  # contagion page --epci "Dinan Agglomération"
    """
    from contagion.experiments.commands.spend.mixes import Design
    from contagion.experiments.evidence.lived import going_on
    from contagion.experiments.interfaces.page.made import Asked, judged
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
    runs = ask.runs(number) + (Design(judged(number)).runs() if euros else 0)
    ask.meant([base], 1, runs, ask.sizes(seeds=number), length)
    worlds, today = ask.in_worlds, day.today()
    made = made_of(Asked(ask.lab, about, base, worlds, territory, length, number, today, euros, ask.unmatched), folder)
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
    from contagion.experiments.commands.compare.work import cases_with_readings, must_have_own_names, standing
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
    must_have_own_names(chosen, "report")
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


# ---- the atlas -------------------------------------------------------------------------------------------------------

type Epci = Annotated[
    "str | Sequence[str] | None",
    Option("names", "An EPCI, by name or SIREN; as many as there are to be.", metavar="NAME"),
]
type All = Annotated[bool, Option("switch", "All of France: a night on two cores; what was made is not made again.")]


def wanted(ask: Ask) -> list[Perimeter]:
    """The territories that are asked for.

    Raises
    ------
    InputError
        Where there are none, or two ways to say which; for a name that is none, that merged or fits several; where one
        is named twice.
    """
    from contagion.models.territory.gazetteer import find, national_areas

    epci, every = ask.door.spelled("epci"), ask.door.spelled("all")
    names = ask.values["epci"]
    if bool(names) == ask.values["all"]:
        raise InputError(f"{both([epci, every])}: one of them is needed, and not both")
    if not names:
        areas = national_areas()
        return [find("epci", code) for code in areas["code"][areas["kind"] == "epci"]]
    found: dict[str, Perimeter] = {}
    for name in names:
        place = find("epci", name, epci)
        if place.code in found:
            raise InputError(f"{epci} {name}: {place.title} is listed twice")
        found[place.code] = place
    return [*found.values()]


def _pages(found: Atlas, _ask: Ask) -> str:
    number, failed = len(found.pages), len(found.failed)
    there = f"{number:,} {'page is' if number == 1 else 'pages are'} there"
    lines = [f"{there}, and a list: open {found.index} by double click, or put its folder on any web server."]
    if failed:
        lines.append(f"{failed:,} {'page' if failed == 1 else 'pages'} could not be made:")
    return "\n".join([*lines, *(f"{place}: {why}" for place, why in found.failed.items())])


@verb(_pages, None, json=False)
def site(
    *,
    epci: Epci = None,
    all: All = False,
    euros: Euros = 20_000.0,
    years: options.Years = 10,
    seeds: options.Worlds = None,
    workers: options.Workers = None,
    out: Folder,
    **others: Unpack[options.Yes],
) -> Atlas:
    """Make pages for many territories.

    A folder for any web server, with a list of the pages. Each is that of `page` for a programme that is to begin next
    January; where one was observed, it is of that. Existing up-to-date pages are kept.

    Examples
    --------
    >>> ct.site(epci="Loue-Lison", euros=0, seeds=4, years=2, out="site")  # contagion site --epci Loue-Lison --out site
    """
    from contagion.experiments.interfaces.site.made import Making, atlas

    ask, folder = asked(others), Path(out)
    places = wanted(ask)
    must_take_files(f"{ask.door.spelled('out')} {folder}", folder)
    making = Making(years, seeds or WORLDS, euros, day.today(), workers)
    return atlas(places, folder, making, lambda line: ask.door.aside([line]))


ALL = tuple(map(verb_of, (*VERBS, report, page, site)))
