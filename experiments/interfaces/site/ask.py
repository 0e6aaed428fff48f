"""The atlas, as it is asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Option, verb
from contagion.experiments.interfaces.page.ask import Euros
from contagion.models.runs.how_much import WORLDS
from contagion.sim.errors import InputError, both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.interfaces.site.made import Atlas
    from contagion.models.territory.gazetteer import Perimeter

type Epci = Annotated[
    "str | Sequence[str] | None",
    Option("names", "An EPCI, by name or SIREN; as many as there are to be.", metavar="NAME"),
]
type All = Annotated[bool, Option("switch", "All of France: a night on two cores; what was made is not made again.")]
type Out = Annotated["Path | str", Option("path", "The folder it is written into.", metavar="DIR")]


def wanted(ask: Ask) -> list[Perimeter]:
    """The territories that are asked for.

    Raises
    ------
    InputError
        Where there are none, or two ways to say which; for a name that is none, that merged or fits several; where one
        is named twice.
    """
    from contagion.models.territory.gazetteer import find
    from contagion.models.territory.national import national_areas

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
            raise InputError(f"{epci} {name}: {place.title} stands there twice")
        found[place.code] = place
    return [*found.values()]


def words(found: Atlas, _ask: Ask) -> str:
    from contagion.experiments.say.sentences import _, ngettext

    lines = [
        ngettext(
            "{number:,} page is there, and a list: open {file} by double click, or put its folder on any web server.",
            "{number:,} pages are there, and a list: open {file} by double click, or put its folder on any web server.",
            len(found.pages),
            file=found.index,
        )
    ]
    if found.failed:
        number = len(found.failed)
        lines.append(ngettext("{number:,} page could not be made:", "{number:,} pages could not be made:", number))
        lines += [_("{place}: {why}", place=place, why=why) for place, why in found.failed.items()]
    return "\n".join(lines)


@verb(words, failed=lambda found: bool(found.failed), json=False)
def site(
    *,
    epci: Epci = None,
    all: All = False,
    euros: Euros = 20_000.0,
    years: options.Years = 10,
    seeds: options.Worlds = None,
    workers: options.Workers = None,
    out: Out,
    **others: Unpack[options.Yes],
) -> Atlas:
    """A folder of pages for any web server: one for each territory, and a list of them.

    Each page is that of the verb page for a programme that is to begin next January; where one was observed, it is of
    that. What all have in common stands there once. What is there of the same code, and of the same question, is not
    made again.

    Examples
    --------
    >>> ct.site(epci="Loue-Lison", euros=0, seeds=4, years=2, out="site")
    """
    from contagion.experiments.interfaces.report.ask import must_take_files
    from contagion.experiments.interfaces.site.made import Making, Size, atlas

    ask, folder = asked(others), Path(out)
    places = wanted(ask)
    must_take_files(f"{ask.door.spelled('out')} {folder}", folder)
    size = Size(years, seeds or WORLDS, euros)
    return atlas(places, folder, Making(size, date.today(), workers), lambda line: ask.door.aside([line]))
