"""Runs of one scenario, as they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contagion.experiments.lab.how_much import Asked, leaders_of
from contagion.experiments.verbs.options import (
    ENSEMBLE,
    KEPT_AS_WELL,
    ONE_ENSEMBLE,
    PROGRAMME,
    READING,
    SCENARIO,
    SETTINGS,
    YEARS,
)
from contagion.experiments.verbs.verb import Kept, Option, Verb

if TYPE_CHECKING:
    from pathlib import Path

    from contagion.experiments.ensembles.ensemble import Ensemble
    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.run import many
    from contagion.experiments.verbs.run.work import Results
    from contagion.models.runs.results_folder import Again
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory

WEEKS = 52
SEED = Option("seed", "whole", "Whole number that all chance is drawn from.", 1)
AUTONOMY = Option("autonomy", "switch", "Also say how long it would last if outside inputs then stopped.", False)
PROFILE = Option("profile", "switch", "Also say how long each stage of the week took.", False, only="command")
SEEDS = Option("seeds", "seeds", "How many seeds, from 1 on, or which.", 30, first=True, only="python")
FOLDER = Option("folder", "path", "A results folder of a run.", first=True, required=True, metavar="DIR")


@dataclass(frozen=True)
class Here:
    """What is asked to be run: the scenario, where it takes place, and the worlds it may have."""

    scenario: Scenario
    table: Path | None
    ensemble: Ensemble

    def in_world(self, seed: int) -> tuple[Scenario, Territory]:
        """With the values of a world, which has the number of its seed; and the territory, in which ties are as these
        have it."""
        from contagion.experiments.ensembles.worlds import Worlds
        from contagion.models.runs.simulation import territory_for

        scenario = replace(self.scenario, parameters=Worlds(self.ensemble).parameters(self.scenario, seed))
        return scenario, territory_for(scenario, self.table)


def here(ask: Ask) -> Here:
    from contagion.models.runs.simulation import territory_for
    from contagion.models.scenarios.effort import fitted

    table = ask.door.table(ask.place)
    territory = territory_for(ask.scenario, table)
    (asked,) = ask.within(territory)
    scenario = fitted(asked, territory, ask.effort, ask.door.as_written)
    return Here(scenario, table, ask.agreed_for(territory.source))


def run(ask: Ask, place: Here | None = None, seed: int | None = None) -> Results:
    """One run: of what is asked, or of what was seen to be; with the seed that is asked for, or another."""
    from contagion.experiments.lab.decided import PAST
    from contagion.experiments.verbs.run.work import Results
    from contagion.models.runs.simulation import simulate

    place, seed = place or here(ask), ask.seed if seed is None else seed
    scenario, territory = place.in_world(seed)
    asked = Asked(1, 1, ask.years, scenario.source, len(territory), leaders=leaders_of(scenario.parameters))
    asked.must_be_meant(ask.yes, ask.door.go_on)
    ask.door.begin(None, asked, auto=False, in_parts=False)
    ask.door.outside([scenario])
    seconds: dict[str, float] | None = {} if ask.values.get("profile") else None
    hidden = bool(ask.values.get("json")) or seconds is not None
    with ask.door.watching(ask.years * WEEKS, hidden) as after_week:
        how: dict[str, Any] = {"after_week": after_week, "stage_seconds": seconds, "rules": ask.values.get("rules", ())}
        results = simulate(scenario, territory, years=ask.years, seed=seed, **how)
    if scenario.past:
        results.provenance[PAST] = scenario.past
    if ask.values.get("autonomy"):
        from contagion.models.runs.autonomy import autonomy

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
    from contagion.experiments.language.sentences import _
    from contagion.experiments.verbs.run.words import in_words

    told = [in_words(found.made, found.scenario, found.over)]
    if ask.ensemble:
        from contagion.experiments.ensembles.words import reservations

        world = _("This is world {seed} of the ensemble {ensemble}.", seed=ask.seed, ensemble=ask.ensemble)
        told.append("\n".join([*reservations(found.ensemble, found.made.provenance), world]))
    else:
        told.append(_("This is one run with one parameter set: one of many possible outcomes."))
    return "\n\n".join(told)


def plain(found: Results, _ask: Ask) -> str:
    from contagion.sim.files.results import as_json

    return as_json(found.made.summary)


def kept(found: Results, _ask: Ask) -> Kept:
    from contagion.experiments.verbs.run.figure import save_figures

    def more(folder: Path) -> None:
        found.made.write(folder)
        save_figures(found.made, found.over, folder)

    return Kept(None, {}, more=more)


RUN = Verb(
    "run",
    "Run SCENARIO, a file or the name of one of the library (by default the reference), once.",
    (SCENARIO, PROGRAMME, YEARS, SEED, ONE_ENSEMBLE, READING, AUTONOMY, PROFILE),
    run,
    words,
    kept,
    returns="experiments.verbs.run.work.Results",
    emissions=False,
    plain=plain,
    lab=False,
    example='>>> ct.run("ref", seed=1, years=2)',
)


def many_of(ask: Ask) -> many.Runs:
    from contagion.experiments.verbs.run.many import many

    return many(ask, *ask.fitted(), ask.seeds)


MANY = Verb(
    "many",
    "Run a scenario with many seeds, or in many members of an ensemble; what the store holds is not run again.",
    (SCENARIO, SEEDS, PROGRAMME, YEARS, ENSEMBLE, READING, *KEPT_AS_WELL),
    many_of,
    returns="experiments.verbs.run.many.Runs",
    emissions=False,
    example='>>> ct.many("ref", 4, years=2)',
)


def again(ask: Ask) -> Again:
    from contagion.models.runs.results_folder import outcomes_again

    return outcomes_again(ask.folder, ask.settings or (), ask.door.spelled("settings"))


def words_again(found: Again, _ask: Ask) -> str:
    from contagion.experiments.verbs.run.words import differences_in_words

    return differences_in_words(found)


def plain_again(found: Again, _ask: Ask) -> str:
    from contagion.sim.files.results import as_json

    return as_json(found.now)


OUTCOMES = Verb(
    "outcomes",
    (
        "Work out the figures of a run again from its results folder, and say which differ from those kept there.\n\n"
        "Nothing is run, and nothing is written. What is read after a run only can be set."
    ),
    (
        FOLDER,
        SETTINGS.but(help="Another price, as in costs.kit=80, or assumption, as in footprint.saving=0.5."),
    ),
    again,
    words_again,
    returns="models.runs.results_folder.Again",
    plain=plain_again,
    where=False,
    lab=False,
    example='>>> ct.outcomes("results/first_run", settings={"costs.kit": 80.0})',
)
