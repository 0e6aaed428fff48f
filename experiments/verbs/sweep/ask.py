"""A scenario over values of its parameters, as it is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contagion.experiments.verbs.options import (
    ENSEMBLE,
    KEPT_AS_WELL,
    PROGRAMME,
    READING,
    SCENARIO,
    SEEDS,
    SINGLE,
    YEARS,
)
from contagion.experiments.verbs.verb import Kept, Option, Verb
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.sweep.work import Sweep
    from contagion.models.scenarios.scenario import Scenario

VARIED = Option(
    "varied",
    "design",
    (
        "What is varied over which values: LOW:HIGH:COUNT, or values with commas; for lhs and sobol LOW:HIGH, or "
        "the name alone for its declared range."
    ),
    words=("vary",),
    metavar="NAME=VALUES",
    first=True,
    required=True,
)
DESIGN = Option("design", "choice", "How points lie.", "grid", choices=("grid", "lhs", "sobol"), only="command")
POINTS = Option("points", "whole", "Points of lhs and sobol designs.", least=1)
SHARD = Option(
    "shard",
    "shard",
    "Run and keep the I-th of N parts only, as the task of a job array does; all need the same store.",
    metavar="I/N",
    only="command",
)


@dataclass(frozen=True)
class Part:
    """A part of a sweep that was run and kept in the store; its tables are those of the whole."""

    words: str
    failed: int


def work(ask: Ask) -> Sweep | Part:
    from contagion.experiments.verbs.sweep.work import inquiry, with_varied

    varied, shard = ask.varied, ask.values.get("shard")
    seeds = ask.seeds if varied.seeds is None else 1
    if shard and ask.out:
        raise InputError(f"{ask.door.spelled('out')}: is not for a part, whose runs are kept in the store")
    (chosen,) = ask.fitted(*ask.asked(varied.names))
    words = " ".join(filter(None, [varied.words, ask.sizes(seeds=seeds)]))
    ask.meant([chosen], varied.number, seeds, words, outside=False)
    points = varied.points()
    asked = inquiry(chosen, points, ask.years, seeds, varied.where, lambda: ask.in_worlds, varied.kind == "own")
    chosen = with_varied(chosen, points, varied.where)
    ask.door.outside([chosen])
    ask.door.tell(_beforehand(ask, chosen))
    if shard:
        return Part(*shard.run(ask.lab, asked.cases, seeds, ask.years))
    if varied.seeds is not None:
        made = asked.answer(ask.lab.run_each(list(zip(asked.cases, varied.seeds, strict=True)), ask.years))
    else:
        made = asked.last(ask.lab)
    return replace(made, scenario=chosen, kind=varied.kind)


def _beforehand(ask: Ask, chosen: Scenario) -> list[str]:
    """To what effort it was fitted, and over which worlds it is."""
    from contagion.experiments.ensembles.words import reservations, seeds_are_worlds
    from contagion.experiments.language.asked import effort_in_words

    about = ask.lab.store.about
    return [*effort_in_words([chosen]), seeds_are_worlds(ask.agreed, about), *reservations(ask.agreed, about)]


def words(found: Sweep | Part, _ask: Ask) -> str:
    from contagion.experiments.verbs.sweep.work import in_words

    return found.words if isinstance(found, Part) else in_words(found.runs, found.varied, found.scenario)


def kept(found: Any, ask: Ask) -> Kept:
    from contagion.experiments.drawing.foot import beneath
    from contagion.experiments.ensembles.words import seeds_are_worlds
    from contagion.experiments.language.asked import since_when
    from contagion.experiments.verbs.kept import of_ensemble
    from contagion.experiments.verbs.sweep.figure import sweep_figure

    when = since_when(found.scenario, int(found.all_runs["years"].max()))
    below = [seeds_are_worlds(ask.agreed, found.runs.store.about), *when, *beneath(found.runs, [found.scenario])]
    tables = {"runs.parquet": found.all_runs, "years.parquet": found.runs.rows("years")}
    figures = {"sweep": lambda: sweep_figure(found.all_runs, found.varied, found.scenario, found.kind, below)}
    return Kept(found.runs, {"scenario": found.scenario}, tables, figures, of_ensemble(ask.agreed))


def plain(found: Sweep | Part, _ask: Ask) -> str:
    from contagion.experiments.verbs.kept import rows
    from contagion.sim.files.results import as_json

    return as_json({"runs": [] if isinstance(found, Part) else rows(found.all_runs)})


def answer_of(found: Any, _ask: Ask) -> Sweep:
    return found.with_a_warning()


def failed(found: Sweep | Part) -> bool:
    return bool(found.failed) if isinstance(found, Part) else bool((found.all_runs["error"] != "").any())


SWEEP = Verb(
    "sweep",
    (
        "Run SCENARIO over a design of parameter values, and keep one row a run.\n\n"
        "In Python, a data frame is a design of your own: one row per point, with the seed in a column `seed`, or with "
        "the same seeds for each point. Exit status 1 if a run failed."
    ),
    (
        *(VARIED, SCENARIO, PROGRAMME, DESIGN, POINTS, ENSEMBLE, READING, SINGLE),
        SEEDS.but(help="Seeds of each point.", default=30, least=1),
        *(YEARS, SHARD, *KEPT_AS_WELL),
    ),
    work,
    words,
    kept,
    answer_of,
    "experiments.verbs.sweep.work.Sweep",
    plain=plain,
    failed=failed,
    emissions=False,
    example='>>> ct.sweep({"training.places": [10, 20]}, seeds=2, years=1)',
)
