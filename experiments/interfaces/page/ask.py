"""A page that needs no server, as it is asked for."""

from __future__ import annotations

import os
import sys
import webbrowser
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Option, verb
from contagion.models.runs.how_much import ENSEMBLE
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.evidence.programme import Programme
    from contagion.models.territory.territory import Territory

type Out = Annotated["Path | str", Option("path", "The folder it is written into.", metavar="DIR")]
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


def words(files: list[Path], _ask: Ask) -> str:
    from contagion.experiments.say.sentences import _

    return _("The page is {file}: open it by double click, send it, or put it on any web server.", file=files[0])


def _to_begin(territory: Territory) -> Programme:
    """A programme of an EPCI that begins next January, of which nothing is known.

    Raises
    ------
    InputError
        For a territory that is no EPCI.
    """
    from contagion.experiments.interfaces.page.made import to_begin
    from contagion.models.territory.gazetteer import find
    from contagion.models.territory.national import national_communes

    code = str(national_communes()["epci"].get(territory.codes[0], ""))
    if not code or {*find("epci", code).codes} != {*territory.codes}:
        raise InputError("page: is made for an EPCI; give one by --epci, or a programme")
    return to_begin(code, date.today())


@verb(words, typed=[options.SINGLE, NO_BROWSER], json=False, case="besancon")
def page(
    *,
    programme: options.ProgrammeLike = None,
    euros: Euros = 20_000.0,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    years: options.Years = 10,
    seeds: options.Worlds = None,
    out: Out = Path("results/page"),
    **others: Unpack[options.OurRuns],
) -> list[Path]:
    """A page for planners that needs no server: one file, to open by double click, to send, or to put on any web
    server.

    What to expect, what would change, what it costs, how sure: worlds are lived in the reader's own browser, and
    nothing is sent anywhere. Without a programme or a territory it is of the case study, Grand Besançon from January
    2020.

    Examples
    --------
    >>> ct.page(programme="besancon", euros=0, seeds=4, out="page")
    """
    from contagion.experiments.commands.spend.mixes import Design
    from contagion.experiments.evidence.lived import going_on
    from contagion.experiments.interfaces.page.made import Asked, judged
    from contagion.experiments.interfaces.page.made import page as made_of
    from contagion.experiments.interfaces.report.ask import must_take_files
    from contagion.models.runs.lab import territory_of

    ask, folder = asked(others), Path(out)
    if ensemble is None:
        raise InputError("page: is told over worlds; take an ensemble")
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
    worlds, today = ask.in_worlds, date.today()
    made = made_of(Asked(ask.lab, about, base, worlds, territory, length, number, today, euros, ask.unmatched), folder)
    if not ask.values["no_browser"]:
        open_browser(made)
    return [made]
