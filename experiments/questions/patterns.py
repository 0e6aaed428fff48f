"""Do the presets show what is known of the programme?

That is P1 to P7 (`experiments/studies/pattern_measures.py`). Ten years are run for each seed with each of the four
presets of the library, and of the reference without the common factor on the strengths of pitches, events and letters
(`outreach.factor` = 1), and without a limit on training places (for P3). P7 is looked at with the preset's values under
the scenario `open_call`. With `--document` its page, `experiments/findings/patterns.md`, is written anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.questions.kept import first_of_each
from experiments.questions.publishing import Finding, Question, rows_of
from experiments.studies.pattern_measures import MEASURES, YEARS, families, measures
from models.outcomes.record import Record
from models.parameters import Parameters
from models.runs.simulation import build, record_of, territory_for
from models.scenarios.scenario import Scenario, Words, found, read
from models.territory.territory import Territory
from sim.laboratory.laboratory import Laboratory
from sim.model import WEEKS_A_YEAR

PRESETS = ("ref", "lowloss", "central", "cautious")
CASES = {
    **{name: (name, ()) for name in PRESETS},
    "ref without the outreach factor": ("ref", ("outreach.factor=1.0",)),
    "ref without a limit on places": ("ref", ("training.places=inf",)),
}
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
    record = record_of(model)
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


def failures(made: pd.DataFrame) -> dict[str, str]:
    """What each preset fails, in words."""
    met = judged(made)
    return {
        case: ", ".join(MEASURES[name].words for name in met.index[~met[case]]) or "nothing"
        for case in PRESETS
    }  # fmt: skip


def cells(made: pd.DataFrame) -> pd.DataFrame:
    """The table as people see it: a row a measure, a column a case; in bold what a preset misses."""
    by_case = {case: made[made["case"] == case].set_index("measure") for case in CASES}
    rows = [
        [measure.words, measure.expected, *(_cell(name, case, rows) for case, rows in by_case.items())]
        for name, measure in MEASURES.items()
    ]
    rows.append(["P3 participants in each year, means", "", *(_flows(rows) for rows in by_case.values())])
    return pd.DataFrame(rows, columns=["measure", "expected", *CASES])


def _cell(name: str, case: str, rows: pd.DataFrame) -> str:
    mean, sd = rows.loc[name, ["mean", "sd"]]
    if mean != mean:
        return "–"
    form = f"z,.{_digits(sd)}f"
    said = f"{mean:{form}} ± {sd:{form}}"
    return said if case not in PRESETS or MEASURES[name].meets(mean) else f"**{said}**"


def _digits(sd: float) -> int:
    """Digits behind the point, so that two of a standard deviation are told."""
    return max(0, 1 - floor(log10(sd))) if sd > 0 else 2


def _flows(rows: pd.DataFrame) -> str:
    return ", ".join(f"{rows.loc[f'flow_{year}', 'mean']:.0f}" for year in range(1, YEARS + 1))


def by_pattern(made: pd.DataFrame) -> pd.DataFrame:
    """A row a pattern, a column a preset: how many of its figures lie where they are expected."""
    met = judged(made)
    pattern = [MEASURES[name].words.partition(" ")[0] for name in met.index]
    return met.groupby(pattern).agg(lambda of: f"{int(of.sum())} of {len(of)}")


def answer(made: pd.DataFrame, seeds: int) -> Finding:
    """What is shown of the table."""
    met, reference = by_pattern(made), judged(made)["ref"]
    whole = [name for name, of in met["ref"].items() if len(set(of.split(" of "))) == 1]
    missed = [name for name in met.index if name not in whole]
    others = "; ".join(f"`{case}` misses {words}" for case, words in failures(made).items())
    rows = met.reset_index(names="pattern").assign(verdict=["yes" if name in whole else "no" for name in met.index])
    return Finding(
        answer=f"The reference shows {len(whole)} of {len(met)} patterns",
        sure=f"{reference.sum()} of {len(reference)} figures in bounds; means of {seeds} runs",
        sentence=(
            f"The reference shows {len(whole)} of {len(met)} published patterns in full "
            f"({', '.join(whole) or 'none'}): {reference.sum()} of {len(reference)} figures lie within their bounds, "
            f"in the mean of {seeds} runs."
        ),
        follows=(
            f"Do not rest a decision on what belongs to {', '.join(missed)}, which the reference does not show in full."
            if missed
            else "Nothing known of the programme speaks against the reference."
        ),
        rows=rows.rename(columns={case: f"`{case}`, figures in bounds" for case in PRESETS}),
        overturns=(
            f"Other values than the reference's: {others}. The bounds are ours, and wider ones would be met more."
        ),
        method=(
            f"Means ± standard deviations between {seeds} seeds of ten years; in bold the means of presets that lie "
            "outside what is expected. A verdict is of the reference, and yes if all figures of a pattern lie in "
            "their bounds. P1 to P5 were known when the model was made, P6 and P7 held out. P1 to P7 are the patterns "
            "of [the specification](../../models/SPECIFICATION.md#41-purpose-and-patterns)."
        ),
        table=made,
        lines=rows_of(cells(made)),
    )


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """How well the presets show the published patterns."""
    first_of_each(lab, [read(found(Path(name)), settings) for name, settings in CASES.values()], YEARS)
    return answer(table(experiment(SEEDS_QUICK if quick else SEEDS)), SEEDS_QUICK if quick else SEEDS)


QUESTION = Question(main)
