"""What became of a facilitator or a commune, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.run.ask import SEED, here, lived
from contagion.experiments.commands.verb import Kept, Option, verb

if TYPE_CHECKING:
    from pathlib import Path

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.history.work import History

type Name = Annotated[
    "str | int",
    Option("name", "A commune, by name or INSEE code, or the number of a facilitator, counted by date of training."),
]
type ItsSeed = Annotated[
    int | None,
    SEED.but(
        help="Seed of the run that is told; by default of eleven runs the one in the middle by how many people came."
    ),
]


def words(found: History, _ask: Ask) -> str:
    from contagion.experiments.commands.history.work import in_words

    return in_words(found)


def kept(found: History, _ask: Ask) -> Kept:
    from contagion.sim.files import as_json

    def more(folder: Path) -> None:
        (folder / "provenance.json").write_text(as_json(found.results.provenance), encoding="utf-8")

    tables = {"history.csv": found.years, "events.csv": found.events}
    return Kept(None, {"scenario": found.scenario}, tables, more=more)


@verb(words, kept, emissions=False)
def history(
    name: Name,
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    years: options.Years = 10,
    seed: ItsSeed = None,
    ensemble: options.OneEnsemble = None,
    reading: options.ReadingName = None,
    **others: Unpack[options.OneRun],
) -> History:
    """What became of NAME in one run of SCENARIO? Its story, its years, and what happened.

    NAME is a commune (Torpes, or 25564) or the number of a facilitator (12, or “facilitator 12”).

    Examples
    --------
    >>> ct.history("Torpes", "ref", seed=1, years=2)
    """
    from contagion.experiments.commands.history.work import MIDDLE_OF, history, middle_seed, whom

    ask = asked(others)
    place = here(ask)
    about = whom(name, place.in_world(seed or 1)[1])
    told = middle_seed(place.in_world, years, ask.values["rules"]) if seed is None else seed
    one = lived(ask, place, told)
    found = history(one.made, one.scenario, about)
    return replace(found, middle_of=MIDDLE_OF) if seed is None else found
