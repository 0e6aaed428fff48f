"""A scenario over values of its parameters, as it is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Unpack, cast

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Kept, Option, of_ensemble, verb
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.sweep.work import Sweep
    from contagion.models.scenario import Scenario

type Varied = Annotated[
    "Mapping[str, Any] | DataFrame",
    Option(
        "design",
        "What is varied over which values: LOW:HIGH:COUNT, or values with commas; for lhs and sobol LOW:HIGH, or "
        "the name alone for its declared range.",
        words=("vary",),
        metavar="NAME=VALUES",
    ),
]
type Points = Annotated[int | None, Option("whole", "Points of lhs and sobol designs.", least=1)]
type SeedsOfAPoint = Annotated["int", options.SEEDS.but(help="Seeds of each point.", least=1)]
DESIGN = Option("choice", "How points lie.", "grid", choices=("grid", "lhs", "sobol"), after="programme", name="design")
SHARD = Option(
    "shard",
    "Run and keep the I-th of N parts only, as the task of a job array does; all need the same store.",
    metavar="I/N",
    name="shard",
)


@dataclass(frozen=True)
class Part:
    """A part of a sweep that was run and kept in the store; its tables are those of the whole."""

    words: str
    failed: int


def _beforehand(ask: Ask, chosen: Scenario) -> list[str]:
    """To what effort it was fitted, and over which worlds it is."""
    from contagion.experiments.evidence.words_of_worlds import reservations, seeds_are_worlds
    from contagion.experiments.say.asked import effort_in_words

    about = ask.lab.store.about
    return [*effort_in_words([chosen]), seeds_are_worlds(ask.agreed, about), *reservations(ask.agreed, about)]


def words(found: Sweep | Part, _ask: Ask) -> str:
    from contagion.experiments.commands.sweep.work import in_words

    return found.words if isinstance(found, Part) else in_words(found.runs, found.varied, found.scenario)


def kept(found: Any, ask: Ask) -> Kept:
    from contagion.experiments.commands.sweep.figure import sweep_figure
    from contagion.experiments.evidence.words_of_worlds import seeds_are_worlds
    from contagion.experiments.say.asked import since_when
    from contagion.experiments.say.charts.axes import beneath

    when = since_when(found.scenario, int(found.all_runs["years"].max()))
    below = [seeds_are_worlds(ask.agreed, found.runs.store.about), *when, *beneath(found.runs, [found.scenario])]
    tables = {"runs.parquet": found.all_runs, "years.parquet": found.runs.rows("years")}
    figures = {"sweep": lambda: sweep_figure(found.all_runs, found.varied, found.scenario, found.kind, below)}
    return Kept(found.runs, {"scenario": found.scenario}, tables, figures, of_ensemble(ask.agreed))


def plain(found: Sweep | Part, _ask: Ask) -> str:
    from contagion.experiments.commands.kept import rows
    from contagion.sim.files import as_json

    return as_json({"runs": [] if isinstance(found, Part) else rows(found.all_runs)})


def answer_of(found: Any, _ask: Ask) -> Sweep:
    return found.with_a_warning()


def failed(found: Sweep | Part) -> bool:
    return bool(found.failed) if isinstance(found, Part) else bool((found.all_runs["error"] != "").any())


@verb(words, kept, answer=answer_of, plain=plain, failed=failed, typed=[DESIGN, options.SINGLE, SHARD], emissions=False)
def sweep(
    varied: Varied,
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    points: Points = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    seeds: SeedsOfAPoint = 30,
    years: options.Years = 10,
    indicators: options.Indicators = None,
    keep: options.Keep = None,
    **others: Unpack[options.ManyRuns],
) -> Sweep:
    """Run SCENARIO over a design of parameter values, and keep one row a run.

    In Python, a data frame is a design of your own: one row per point, with the seed in a column `seed`, or with the
    same seeds for each point. Exit status 1 if a run failed.

    Examples
    --------
    >>> ct.sweep({"group.size": [8, 10]}, seeds=2, years=1)
    """
    from contagion.experiments.commands.sweep.work import inquiry, with_varied

    ask = asked(others)
    design, shard = ask.values["varied"], ask.values["shard"]
    if design.seeds is not None:
        if "seeds" in ask.given:
            raise InputError("sweep: seeds: the design has a column `seed`; give one of them")
        seeds = 1
    if shard and "out" in ask.given:
        raise InputError(f"{ask.door.spelled('out')}: is not for a part, whose runs are kept in the store")
    (chosen,) = ask.fitted(*ask.asked(design.names))
    size = " ".join(filter(None, [design.words, ask.sizes(seeds=seeds)]))
    ask.meant([chosen], design.number, seeds, size, outside=False)
    made = design.points()
    study = inquiry(chosen, made, years, seeds, design.where, lambda: ask.in_worlds, design.kind == "own")
    chosen = with_varied(chosen, made, design.where)
    ask.door.outside([chosen])
    ask.door.tell(_beforehand(ask, chosen))
    if shard:
        return cast(Any, Part(*shard.run(ask.lab, study.cases, seeds, years)))
    if design.seeds is not None:
        found = study.answer(ask.lab.run_each(list(zip(study.cases, design.seeds, strict=True)), years))
    else:
        found = study.last(ask.lab)
    return replace(found, scenario=chosen, kind=design.kind)
