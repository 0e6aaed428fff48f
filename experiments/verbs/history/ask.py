"""What became of a facilitator or a commune, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contagion.experiments.verbs.options import ONE_ENSEMBLE, PROGRAMME, READING, SCENARIO, YEARS
from contagion.experiments.verbs.run.ask import SEED, here, run
from contagion.experiments.verbs.verb import Kept, Option, Verb

if TYPE_CHECKING:
    from pathlib import Path

    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.history.work import History

NAME = Option(
    "name",
    "name",
    "A commune, by name or INSEE code, or the number of a facilitator, counted by date of training.",
    first=True,
    required=True,
    type="str | int",
)

ITS_SEED = SEED.but(
    default=None,
    help="Seed of the run that is told; by default of eleven runs the one in the middle by how many people came.",
)


def work(ask: Ask) -> History:
    from contagion.experiments.verbs.history.work import MIDDLE_OF, history, middle_seed, whom

    place, seed = here(ask), ask.seed
    about = whom(ask.name, place.in_world(seed or 1)[1])
    if middle := seed is None:
        seed = middle_seed(place.in_world, ask.years, ask.values.get("rules", ()))
    lived = run(ask, place, seed)
    found = history(lived.made, lived.scenario, about)
    return replace(found, middle_of=MIDDLE_OF) if middle else found


def words(found: History, _ask: Ask) -> str:
    from contagion.experiments.verbs.history.words import in_words

    return in_words(found)


def kept(found: History, _ask: Ask) -> Kept:
    from contagion.sim.files.results import as_json

    def more(folder: Path) -> None:
        (folder / "provenance.json").write_text(as_json(found.results.provenance), encoding="utf-8")

    tables = {"history.csv": found.years, "events.csv": found.events}
    return Kept(None, {"scenario": found.scenario}, tables, more=more)


HISTORY = Verb(
    "history",
    (
        "What became of NAME in one run of SCENARIO? Its story, its years, and what happened.\n\nNAME is a commune "
        "(Torpes, or 25564) or the number of a facilitator (12, or “facilitator 12”)."
    ),
    (NAME, SCENARIO, PROGRAMME, YEARS, ITS_SEED, ONE_ENSEMBLE, READING),
    work,
    words,
    kept,
    returns="experiments.verbs.history.work.History",
    emissions=False,
    lab=False,
    example='>>> ct.history("Torpes", "ref", seed=1, years=2)',
)
