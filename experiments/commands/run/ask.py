"""Runs of one scenario, as they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Kept, Option, verb
from contagion.models.runs.vocabulary import ENSEMBLE, Asked, leaders_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.run.work import Results, Runs
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.models.runs.simulation import Again
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory

WEEKS = 52
SEED = Option("whole", "Whole number that all chance is drawn from.")
PROFILE = Option("switch", "Also say how long each stage of the week took.", False, name="profile")
type Seed = Annotated[int, SEED]
type Seeds = Annotated["int | Iterable[int]", Option("seeds", "How many seeds, from 1 on, or which.")]
type Autonomy = Annotated[bool, Option("switch", "Also say how long it would last if outside inputs then stopped.")]
type Folder = Annotated["Path | str", Option("path", "A results folder of a run.", metavar="DIR")]
type Changed = Annotated[
    "Mapping[str, Any] | None",
    options.SETTINGS.but(help="Another price, as in costs.kit=80, or assumption, as in footprint.saving=0.5."),
]


@dataclass(frozen=True)
class Here:
    """What is asked to be run: the scenario, where it takes place, and the worlds it may have."""

    scenario: Scenario
    table: Path | None
    ensemble: Ensemble

    def in_world(self, seed: int) -> tuple[Scenario, Territory]:
        """With the values of a world, which has the number of its seed; and the territory, in which ties are as these
        have it."""
        from contagion.experiments.evidence.worlds import Worlds
        from contagion.models.runs.simulation import territory_for

        scenario = replace(self.scenario, parameters=Worlds(self.ensemble).parameters(self.scenario, seed))
        return scenario, territory_for(scenario, self.table)


def here(ask: Ask) -> Here:
    from contagion.models.runs.simulation import territory_for
    from contagion.models.scenario import fitted

    table = ask.place.path
    territory = territory_for(ask.scenarios[0], table)
    (chosen,) = ask.within(territory)
    scenario = fitted(chosen, territory, ask.values["effort"], ask.door.as_written)
    return Here(scenario, table, ask.agreed_for(territory.source))


def lived(ask: Ask, place: Here, seed: int) -> Results:
    """One run of what was seen to be asked."""
    from contagion.experiments.commands.run.work import Results
    from contagion.experiments.say.asked import PAST
    from contagion.models.runs.simulation import simulate

    scenario, territory = place.in_world(seed)
    size = Asked(1, 1, ask.years, scenario.source, len(territory), leaders=leaders_of(scenario.parameters))
    size.must_be_meant(ask.values["yes"], ask.door.go_on)
    ask.door.begin(None, size)
    ask.door.outside([scenario])
    seconds: dict[str, float] | None = {} if ask.values.get("profile") else None
    hidden = bool(ask.values.get("json")) or seconds is not None
    with ask.door.watching(ask.years * WEEKS, hidden) as after_week:
        how: dict[str, Any] = {"after_week": after_week, "stage_seconds": seconds, "rules": ask.values.get("rules", ())}
        results = simulate(scenario, territory, years=ask.years, seed=seed, **how)
    if scenario.past:
        results.provenance[PAST] = scenario.past
    if ask.values.get("autonomy"):
        from contagion.models.runs.simulation import autonomy

        lasts = autonomy(scenario.parameters, territory, seed, ask.years * WEEKS)
        results.summary.update(autonomy_years=lasts.years, autonomy_longer=lasts.longer)
    if seconds:
        ask.door.aside(_where_the_time_went(seconds))
    return Results(results, scenario, territory, place.ensemble, ask.place)


def _where_the_time_went(seconds: dict[str, float]) -> list[str]:
    """A line a stage, the longest first."""
    total = sum(seconds.values())
    lines = [
        f"  {name:24}{1000 * taken:8.2f} ms {taken / total:6.1%}"
        for name, taken in sorted(seconds.items(), key=lambda one: -one[1])
    ]
    return [f"The weeks took {1000 * total:.1f} ms, stage by stage:", *lines]


def words(found: Results, ask: Ask) -> str:
    from contagion.experiments.commands.run.work import in_words

    told = in_words(found.made, found.scenario, found.over)
    if not ask.ensemble:
        return f"{told}\n\nThis is one run with one parameter set: one of many possible outcomes."
    from contagion.experiments.evidence.words_of_worlds import reservations

    world = f"This is world {ask.values['seed']} of the ensemble {ask.ensemble}."
    return "\n".join([told, "", *reservations(found.ensemble, found.made.provenance), world])


def plain(found: Results, _ask: Ask) -> str:
    from contagion.sim.files import as_json

    return as_json(found.made.summary)


def kept(found: Results, _ask: Ask) -> Kept:
    from contagion.experiments.commands.run.figure import save_figures

    def more(folder: Path) -> None:
        found.made.write(folder)
        save_figures(found.made, found.over, folder)

    return Kept(None, {}, more=more)


@verb(words, kept, plain=plain, typed=[PROFILE], emissions=False)
def run(
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    years: options.Years = 10,
    seed: Seed = 1,
    ensemble: options.OneEnsemble = None,
    reading: options.ReadingName = None,
    autonomy: Autonomy = False,
    **others: Unpack[options.OneRun],
) -> Results:
    """Run SCENARIO, a file or the name of one of the library (by default the reference), once.

    Examples
    --------
    >>> ct.run("ref", seed=1, years=2)
    """
    ask = asked(others)
    return lived(ask, here(ask), seed)


@verb(emissions=False)
def many(
    scenario: options.ScenarioLike = None,
    seeds: Seeds = 30,
    *,
    programme: options.ProgrammeLike = None,
    years: options.Years = 10,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    indicators: options.Indicators = None,
    keep: options.Keep = None,
    **others: Unpack[options.ManyRuns],
) -> Runs:
    """Run a scenario with many seeds, or in many members of an ensemble; what the store holds is not run again.

    Examples
    --------
    >>> ct.many("ref", 4, years=2)
    """
    from contagion.experiments.commands.run.work import many

    ask = asked(others)
    return many(ask, *ask.fitted(), ask.values["seeds"])


def words_again(found: Again, _ask: Ask) -> str:
    from contagion.experiments.commands.run.work import differences_in_words

    return differences_in_words(found)


def plain_again(found: Again, _ask: Ask) -> str:
    from contagion.sim.files import as_json

    return as_json(found.now)


@verb(words_again, plain=plain_again)
def outcomes(folder: Folder, *, settings: Changed = None, **others: Unpack[options.Yes]) -> Again:
    """Work out the figures of a run again from its results folder, and say which differ from those kept there.

    Nothing is run, and nothing is written. What is read after a run only can be set.

    Examples
    --------
    >>> ct.outcomes("results/first_run", settings={"costs.kit": 80.0})
    """
    from contagion.models.runs.simulation import outcomes_again

    ask = asked(others)
    return outcomes_again(ask.values["folder"], ask.values["settings"] or (), ask.door.spelled("settings"))
