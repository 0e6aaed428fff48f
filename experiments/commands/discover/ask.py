"""In which worlds something happens, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Kept, Option, of_ensemble, verb
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.discover.work import Discovery

USUAL = 10  # years, where a condition is of the end
type Condition = Annotated[
    str,
    Option("text", 'What may happen, as in "participants < 1000 at year 5" or "coverage < 0.01 at the end".'),
]
type Over = Annotated[
    Literal["ensemble", "ranges"],
    Option(
        "choice",
        "Worlds that agree with what was observed, or all that is uncertain evenly over its declared ranges.",
        choices=("ensemble", "ranges"),
    ),
]
type Varied = Annotated[
    "Mapping[str, tuple[float, float] | None] | None",
    Option("ranges", "A lever to vary beside (repeatable).", metavar="NAME[=LOW:HIGH]"),
]
type Points = Annotated[
    int | None,
    Option("whole", "Sets of values: by default all of the ensemble, 2000 of ranges.", least=2, metavar="N"),
]
type SeedsOfASet = Annotated[int, options.SEEDS.but(help="Seeds of each set.", words=("seeds",), least=1)]
type UpTo = Annotated[
    int | None, options.YEARS.but(help="Years to simulate: by default up to the year of CONDITION, or 10.")
]
type Dense = Annotated[
    float | None,
    Option(
        "number",
        "Take the widest box in which it holds at least so often.",
        fits=lambda share: 0 < share <= 1,
        must_be="a share above 0, at most 1",
        metavar="SHARE",
    ),
]


def _years(ask: Ask) -> tuple[int | None, int]:
    """Years that are looked ahead, as they were asked, and where they were not."""
    programme = ask.of_programme
    if programme is None:
        return ask.years, USUAL
    return ask.years - programme.past if "years" in ask.given else None, programme.years


def _must_need_no_ensemble(ask: Ask) -> None:
    """Refuse an ensemble, or a reading of one, that is asked for all the same."""
    reading = ask.values["reading"]
    named = {"ensemble": ask.ensemble if "ensemble" in ask.given else None, "reading": reading and reading.name}
    if ask.of_programme is not None and ask.of_programme.observed:
        named["programme"] = ask.of_programme.name
    for name, given in named.items():
        if given:
            over, option = (ask.door.spelled(one) for one in ("over", name))
            raise InputError(f"{over} ranges with {option} {given}: give one of them")


def words(found: Discovery, ask: Ask) -> str:
    from contagion.experiments.commands.discover.work import in_words
    from contagion.experiments.say.sentences import _

    more = _("Asked for a share (dense), it takes the widest box in which it holds at least so often.")
    return f"{in_words(found)}\n\n{more}" if found.found.boxes and ask.values["dense"] is None else in_words(found)


def kept(found: Discovery, _ask: Ask) -> Kept:
    from contagion.experiments.commands.discover.figure import discovery_figure

    tables = {"worlds.parquet": found.worlds, "boxes.csv": found.boxes, "offered.csv": found.offered}
    figures = {"discovery": lambda: discovery_figure(found)}
    return Kept(found.runs, {"scenario": found.scenario}, tables, figures, of_ensemble(found.ensemble))


@verb(words, kept, emissions=False)
def discover(
    condition: Condition,
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    over: Over = "ensemble",
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    vary: Varied = None,
    points: Points = None,
    seeds: SeedsOfASet = 1,
    years: UpTo = None,
    dense: Dense = None,
    indicators: options.Indicators = None,
    keep: options.Keep = None,
    **others: Unpack[options.ManyRuns],
) -> Discovery:
    """In which worlds does CONDITION hold? As in "participants < 1000 at year 5", or "coverage < 0.01 at the end".

    In how many worlds of 100 it holds in SCENARIO (by default the reference), and within which limits of all that is
    uncertain it holds more often: boxes, with their density and coverage.

    Examples
    --------
    >>> ct.discover("participants < 200 at year 1", points=40)
    """
    from contagion.experiments.commands.discover.work import discover, how_many, over_ranges, read_condition, years_of
    from contagion.models.runs.lab import names_in

    ask = asked(others)
    if over == "ranges":
        _must_need_no_ensemble(ask)
    own_figures = names_in(ask.lab)
    event, levers = read_condition(condition, own_figures), ask.values["vary"] or []
    length = ask.past + years_of(event, *_years(ask), own_figures)
    (asked_for,) = ask.asked([lever.name for lever in levers], length)
    (chosen,) = ask.fitted(asked_for, years=length)
    sets = ask.agreed_on if over == "ensemble" else None
    number = how_many(sets, points)
    ask.meant([chosen], number, seeds, ask.sizes(points=number), length)
    varied = {lever.name for lever in levers} - {*ask.scenarios[0].set_over}
    chosen = replace(chosen, set_over=tuple(name for name in chosen.set_over if name not in varied))
    worlds = sets or over_ranges(chosen, number)
    how: dict[str, Any] = {"sets": number, "seeds": seeds, "levers": levers, "dense": dense}
    return discover(ask.lab, chosen, event, worlds, length, **how)
