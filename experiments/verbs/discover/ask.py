"""In which worlds something happens, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contagion.experiments.verbs.options import ENSEMBLE, KEPT_AS_WELL, PROGRAMME, READING, SCENARIO, SEEDS, YEARS
from contagion.experiments.verbs.verb import Kept, Option, Verb
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.discover.work import Discovery

USUAL = 10  # years, where a condition is of the end
CONDITION = Option(
    "condition",
    "text",
    'What may happen, as in "participants < 1000 at year 5" or "coverage < 0.01 at the end".',
    first=True,
    required=True,
)
OVER = Option(
    "over",
    "choice",
    "Worlds that agree with what was observed, or all that is uncertain evenly over its declared ranges.",
    "ensemble",
    choices=("ensemble", "ranges"),
)
VARY = Option("vary", "ranges", "A lever to vary beside (repeatable).", metavar="NAME[=LOW:HIGH]")
POINTS = Option(
    "points",
    "whole",
    "Sets of values: by default all of the ensemble, 2000 of ranges.",
    least=2,
    metavar="N",
)
DENSE = Option(
    "dense",
    "number",
    "Take the widest box in which it holds at least so often.",
    fits=lambda share: 0 < share <= 1,
    must_be="a share above 0, at most 1",
    metavar="SHARE",
)


def work(ask: Ask) -> Discovery:
    from contagion.experiments.lab.indicators import names_in
    from contagion.experiments.verbs.discover.work import discover, how_many, over_ranges, read_condition, years_of

    if ask.over == "ranges":
        _must_need_no_ensemble(ask)
    own_figures = names_in(ask.lab)
    condition, levers = read_condition(ask.condition, own_figures), ask.vary or []
    past = ask.of_programme.past if ask.of_programme else 0
    length = past + years_of(condition, *_years(ask), own_figures)
    (scenario,) = ask.asked([lever.name for lever in levers], length)
    (chosen,) = ask.fitted(scenario, years=length)
    ensemble = ask.agreed_on if ask.over == "ensemble" else None
    number = how_many(ensemble, ask.points)
    ask.meant([chosen], number, ask.seeds, ask.sizes(points=number), length)
    varied = {lever.name for lever in levers} - {*ask.scenario.set_over}
    chosen = replace(chosen, set_over=tuple(name for name in chosen.set_over if name not in varied))
    worlds = ensemble or over_ranges(chosen, number)
    asked: dict[str, Any] = {"sets": number, "seeds": ask.seeds, "levers": levers, "dense": ask.dense}
    return discover(ask.lab, chosen, condition, worlds, length, **asked)


def _years(ask: Ask) -> tuple[int | None, int]:
    """Years that are looked ahead, as they were asked, and where they were not."""
    programme = ask.of_programme
    if programme is None:
        return ask.years, USUAL
    return ask.years - programme.past if "years" in ask.given else None, programme.years


def _must_need_no_ensemble(ask: Ask) -> None:
    """Refuse an ensemble, or a reading of one, that is asked for all the same."""
    named = {"ensemble": ask.ensemble if "ensemble" in ask.given else None, "reading": ask.reading and ask.reading.name}
    if ask.of_programme is not None and ask.of_programme.observed:
        named["programme"] = ask.of_programme.name
    for name, given in named.items():
        if given:
            over, option = (ask.door.spelled(one) for one in ("over", name))
            raise InputError(f"{over} ranges with {option} {given}: give one of them")


def words(found: Discovery, ask: Ask) -> str:
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.discover.work import in_words

    more = _("Asked for a share (dense), it takes the widest box in which it holds at least so often.")
    return f"{in_words(found)}\n\n{more}" if found.found.boxes and ask.dense is None else in_words(found)


def kept(found: Discovery, _ask: Ask) -> Kept:
    from contagion.experiments.verbs.discover.figure import discovery_figure
    from contagion.experiments.verbs.kept import of_ensemble

    tables = {"worlds.parquet": found.worlds, "boxes.csv": found.boxes, "offered.csv": found.offered}
    figures = {"discovery": lambda: discovery_figure(found)}
    return Kept(found.runs, {"scenario": found.scenario}, tables, figures, of_ensemble(found.ensemble))


DISCOVER = Verb(
    "discover",
    (
        'In which worlds does CONDITION hold? As in "participants < 1000 at year 5", or "coverage < 0.01 at the '
        'end".\n\nIn how many worlds of 100 it holds in SCENARIO (by default the reference), and within which '
        "limits of all that is uncertain it holds more often: boxes, with their density and coverage."
    ),
    (
        *(CONDITION, SCENARIO, PROGRAMME, OVER, ENSEMBLE, READING, VARY, POINTS),
        SEEDS.but(help="Seeds of each set.", words=("seeds",), default=1, least=1),
        YEARS.but(help="Years to simulate: by default up to the year of CONDITION, or 10.", default=None),
        DENSE,
        *KEPT_AS_WELL,
    ),
    work,
    words,
    kept,
    returns="experiments.verbs.discover.work.Discovery",
    emissions=False,
    example='>>> ct.discover("participants < 200 at year 1", points=40)',
)
