"""The atlas, as it is asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from contagion.experiments.doors.page.ask import EUROS
from contagion.experiments.verbs.options import SEEDS, WORKERS, YEARS
from contagion.experiments.verbs.verb import Option, Verb
from contagion.sim.errors import InputError
from contagion.sim.sentences import both

if TYPE_CHECKING:
    from contagion.experiments.doors.site.made import Atlas
    from contagion.experiments.verbs.asking import Ask
    from contagion.models.territory.gazetteer import Perimeter

EPCI = Option("epci", "names", "An EPCI, by name or SIREN; as many as there are to be.", metavar="NAME")
ALL = Option("all", "switch", "All of France: a night on two cores; what was made is not made again.", False)
OUT = Option("out", "path", "The folder it is written into.", required=True, metavar="DIR")


def work(ask: Ask) -> Atlas:
    from contagion.experiments.doors.report.ask import must_take_files
    from contagion.experiments.doors.site.made import Making, Size, atlas
    from contagion.experiments.lab.how_much import WORLDS

    places = wanted(ask)
    must_take_files(f"{ask.door.spelled('out')} {ask.out}", ask.out)
    size = Size(ask.years, ask.seeds or WORLDS, ask.euros)
    return atlas(places, ask.out, Making(size, date.today(), ask.workers), lambda line: ask.door.aside([line]))


def wanted(ask: Ask) -> list[Perimeter]:
    """The territories that are asked for.

    Raises
    ------
    InputError
        Where there are none, or two ways to say which; for a name that is none, that merged or fits several; where one
        is named twice.
    """
    from contagion.models.territory.gazetteer import find
    from contagion.models.territory.national.tables import national_areas

    epci, every = ask.door.spelled("epci"), ask.door.spelled("all")
    if bool(ask.epci) == ask.all:
        raise InputError(f"{both([epci, every])}: one of them is needed, and not both")
    if ask.all:
        areas = national_areas()
        return [find("epci", code) for code in areas["code"][areas["kind"] == "epci"]]
    found: dict[str, Perimeter] = {}
    for name in ask.epci:
        place = find("epci", name, epci)
        if place.code in found:
            raise InputError(f"{epci} {name}: {place.title} stands there twice")
        found[place.code] = place
    return [*found.values()]


def words(found: Atlas, _ask: Ask) -> str:
    from contagion.experiments.language.sentences import _, ngettext

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


SITE = Verb(
    "site",
    (
        "A folder of pages for any web server: one for each territory, and a list of them.\n\nEach page is that of "
        "the verb page for a programme that is to begin next January; where one was observed, it is of that. What all "
        "have in common stands there once. What is there of the same code, and of the same question, is not made again."
    ),
    (EPCI, ALL, EUROS, YEARS, SEEDS, WORKERS, OUT),
    work,
    words,
    returns="experiments.doors.site.made.Atlas",
    failed=lambda found: bool(found.failed),
    where=False,
    lab=False,
    json=False,
    own=False,
    example='>>> ct.site(epci="Loue-Lison", euros=0, seeds=4, years=2, out="site")',
)
