"""Does the programme in the model show what is known of it?

That is P1 to P7 (`experiments/evidence/pattern_measures.py`), over ten years: in the worlds of an ensemble, in the
means of the four presets of the library, and of the reference without the common factor on the strengths of pitches,
events and letters (`outreach.factor` = 1), and without a limit on training places (for P3). P7 is looked at with the
same values under the scenario `open_call`. A world agrees with what was observed in total; that it shows a pattern
besides is no matter of course.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.pattern_measures import MEASURES, YEARS, families, measures
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.questions.asking import Asking, middle, over_an_ensemble, share_of_worlds
from contagion.experiments.questions.publishing import Finding
from contagion.models.outcomes.record import Record
from contagion.models.parameters import Parameters
from contagion.models.runs.simulation import build, record_of_run, territory_for
from contagion.models.scenarios.scenario import Scenario, Words, found, read
from contagion.models.territory.territory import Territory
from contagion.sim.model import WEEKS_A_YEAR

PRESETS = ("ref", "lowloss", "central", "cautious")
CASES = {
    **{name: (name, ()) for name in PRESETS},
    "ref without the outreach factor": ("ref", ("outreach.factor=1.0",)),
    "ref without a limit on places": ("ref", ("training.places=inf",)),
}
WORLDS_CASE = "worlds"
SEEDS, SEEDS_QUICK = 100, 5


def experiment(seeds: int, territory: Territory | None = None) -> pd.DataFrame:
    """One row a case and seed."""
    rows = []
    for case, (name, settings) in CASES.items():
        scenario = read(found(Path(name)), settings)
        territory = territory or territory_for(scenario)
        call = open_call(scenario.parameters) if case in PRESETS else None
        for seed in range(1, seeds + 1):
            made = measures(lived(scenario, territory, seed))
            made |= families(lived(call, territory, seed)) if call else {}
            rows.append({"case": case, "seed": seed, **made})
    return pd.DataFrame(rows)


def in_the_worlds(ensemble: Ensemble, worlds: int, territory: Territory | None = None) -> pd.DataFrame:
    """The same of the reference in each world."""
    over, reference = Worlds(ensemble), read(found(Path("ref")))
    territory, rows = territory or territory_for(reference), []
    for world in range(1, worlds + 1):
        own = replace(reference, parameters=over.parameters(reference, world))
        made = measures(lived(own, territory, world)) | families(lived(open_call(own.parameters), territory, world))
        rows.append({"case": WORLDS_CASE, "seed": world, **made})
    return pd.DataFrame(rows)


def open_call(preset: Parameters) -> Scenario:
    """The scenario `open_call` with what a preset sets."""
    call = read(found(Path("open_call")))
    return Scenario(call.name, Words(), call.parameters.with_values(set_by(preset)))


def set_by(preset: Parameters) -> Mapping[str, Any]:
    """What a scenario sets, by dotted name: the values that are not the defaults."""
    given, usual = preset.model_dump(), Parameters().model_dump()
    sections = [name for name, values in usual.items() if isinstance(values, dict)]
    return {
        f"{section}.{name}": value
        for section in sections
        for name, value in given[section].items()
        if value != usual[section][name]
    }


def lived(scenario: Scenario, territory: Territory, seed: int) -> Record:
    """The record of a run of ten years."""
    model = build(scenario, territory, years=YEARS, seed=seed)
    model.run(YEARS * WEEKS_A_YEAR)
    record = record_of_run(model)
    model.release()
    return record


def table(runs: pd.DataFrame) -> pd.DataFrame:
    """Mean, standard deviation and standard error of each measure, by case; NaN where a case has no such runs."""
    grouped = runs.drop(columns="seed").groupby("case", sort=False)
    parts = {"mean": grouped.mean(), "sd": grouped.std(), "se": grouped.sem()}
    return pd.concat(parts, axis=1).stack(future_stack=True).rename_axis(["case", "measure"]).reset_index()


def judged(made: pd.DataFrame) -> pd.DataFrame:
    """Whether each preset meets what is expected: a row a measure with bounds, a column a preset."""
    means = made.pivot(index="measure", columns="case", values="mean")
    names = [name for name, measure in MEASURES.items() if measure.judged]
    return pd.DataFrame(
        {case: [MEASURES[name].meets(means.loc[name, case]) for name in names] for case in PRESETS}, index=names
    )


def in_bounds(worlds: pd.DataFrame) -> pd.Series:
    """In which share of the worlds each figure with bounds lies in them."""
    names = [name for name, measure in MEASURES.items() if measure.judged and name in worlds]
    return pd.Series({name: worlds[name].map(MEASURES[name].meets).mean() for name in names})


def by_pattern(made: pd.DataFrame, worlds: pd.DataFrame) -> pd.DataFrame:
    """A row a pattern: of each preset how many of its figures lie where they are expected, in the mean; and in how many
    worlds the figure that is seldomest there does."""
    met, shares = judged(made), in_bounds(worlds)
    told = met.groupby(_pattern(met.index)).agg(lambda of: f"{int(of.sum())} of {len(of)}")
    least = shares.groupby(_pattern(shares.index)).min()
    told.insert(0, WORLDS_CASE, [share_of_worlds(least[name], len(worlds)) for name in told.index])
    return told


def _pattern(names: pd.Index) -> list[str]:
    return [MEASURES[name].words.partition(" ")[0] for name in names]


def seldom(worlds: pd.DataFrame) -> str:
    """The figure that lies in its bounds in the fewest worlds, and where it lies."""
    shares = in_bounds(worlds)
    name = str(shares.idxmin())
    return f"{MEASURES[name].words} ({MEASURES[name].expected}; {middle(worlds[name], '{:z,.2f}')})"


def answer(made: pd.DataFrame, worlds: pd.DataFrame, seeds: int) -> Finding:
    """What is shown of the table; `worlds` has a row a world."""
    met, reference = by_pattern(made, worlds), judged(made)["ref"]
    whole = [name for name, of in met["ref"].items() if len(set(of.split(" of "))) == 1]
    shares = in_bounds(worlds)
    most = [name for name, one in shares.groupby(_pattern(shares.index)).min().items() if one > 0.5]
    missed = [name for name in met.index if name not in most]
    rows = met.reset_index(names="pattern").assign(
        verdict=["in most worlds" if name in most else "in fewer than half" for name in met.index]
    )
    heads = {case: f"`{case}`, figures in bounds" for case in PRESETS}
    return Finding(
        answer=f"{len(most)} of {len(met)} patterns in most worlds; the reference shows {len(whole)}",
        sure=f"{reference.sum()} of {len(reference)} figures in bounds; means of {seeds} runs",
        sentence=f"{len(most)} of {len(met)} published patterns are shown in full in most worlds "
        f"({', '.join(map(str, most)) or 'none'}); the reference shows {len(whole)} "
        f"({', '.join(map(str, whole)) or 'none'}): {reference.sum()} of {len(reference)} figures lie within their "
        f"bounds, in the mean of {seeds} runs. Seldomest in its bounds, over the worlds, is {seldom(worlds)}.",
        follows=(
            f"Do not rest a decision on what belongs to {', '.join(map(str, missed))}, which most worlds do not show "
            "in full."
            if missed
            else "Nothing known of the programme speaks against the model."
        ),
        rows=rows.rename(columns=heads | {WORLDS_CASE: "worlds with its seldomest figure in bounds"}),
        overturns="Other bounds: they are ours, and wider ones would be met more.",
        method=f"{len(worlds)} worlds of an ensemble, and means of {seeds} seeds of each preset, of ten years; the "
        "reference without the outreach factor, and without a limit on places, are in the table of figures. Worlds "
        "agree with the totals of P1. P1 to P5 were known when the model was made, P6 and P7 held out. They are those "
        "of [the specification](../../models/SPECIFICATION.md#41-purpose-and-patterns).",
        table=table_of_all(made, worlds),
    )


def table_of_all(made: pd.DataFrame, worlds: pd.DataFrame) -> pd.DataFrame:
    """Means and standard deviations of all cases, what is expected, and in which share of the worlds that is so."""
    both = pd.concat([made, table(worlds)], ignore_index=True)
    words = {name: measure.words for name, measure in MEASURES.items()}
    expected = {name: measure.expected for name, measure in MEASURES.items()}
    return both.assign(
        what=both["measure"].map(words),
        expected=both["measure"].map(expected),
        in_bounds=both["measure"].map(in_bounds(worlds)).where(both["case"] == WORLDS_CASE),
    )


def main(asking: Asking) -> Finding:
    """How well the worlds and the presets show the published patterns."""
    seeds = asking.much(SEEDS, SEEDS_QUICK)
    return answer(table(experiment(seeds)), in_the_worlds(asking.ensemble, asking.worlds), seeds)


QUESTION = over_an_ensemble(main)
