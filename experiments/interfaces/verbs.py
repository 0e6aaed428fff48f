"""All commands: those that answer, and the page. Heavy libraries are imported inside."""

from __future__ import annotations

import os
import sys
import webbrowser
from datetime import date as day
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.all import VERBS
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Option, verb, verb_of
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.evidence.programme import Programme
    from contagion.models.territory.territory import Territory


def must_take_files(named: str, folder: Path) -> None:
    """Refuse a folder, existing or not, in which no file can be written, before any computing.

    Raises
    ------
    InputError
        In one line, with what was given.
    """
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise InputError(f"{named}: no file can be written in {there}")


type Folder = Annotated["Path | str", Option("path", "The folder it is written into.", metavar="DIR")]
NO_BROWSER = Option("switch", "Do not open the browser.", True, name="no_browser")  # Python opens none


def open_browser(file: Path) -> bool:
    """Show a file in the browser of this machine, where there is one with a window."""
    windowed = sys.platform in ("win32", "darwin") or any(os.environ.get(one) for one in ("DISPLAY", "WAYLAND_DISPLAY"))
    return windowed and webbrowser.open(file.absolute().as_uri())


def _to_begin(territory: Territory) -> Programme:
    """Return the programme of an EPCI that begins next January, with nothing known of it.

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
    typed=[NO_BROWSER],
    json=False,
    case="besancon",
)
def page(
    *,
    programme: options.ProgrammeLike = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
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
        raise InputError("page: needs an ensemble, by name or file; given: None")
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


ALL = tuple(map(verb_of, (*VERBS, page)))
