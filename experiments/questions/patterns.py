"""Do the presets show what is known of the programme (P1-P7, `experiments/studies/pattern_measures.py`)?

Ten years are run for each seed with each of the four presets of the library, and of the reference without the common
factor on the strengths of pitches, events and letters (`outreach.factor` = 1), and without a limit on training places
(for P3). P7 is looked at with the preset's values under the scenario `open_call`. With `--document` the table of
`models/ODD.md` is written anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.questions.odd_tables import command, rewrite, with_table
from experiments.studies.pattern_measures import MEASURES, YEARS, families, measures
from models.outcomes.record import Record
from models.parameters import Parameters
from models.scenarios import Scenario, Words, found, read
from models.simulation import build, record_of, territory_for
from models.territory.territory import Territory
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


def in_words(made: pd.DataFrame, seeds: int) -> str:
    """The table for a terminal."""
    lines = [f"Means over {seeds} seeds, standard deviation between seeds (sd), standard error of the mean (se)"]
    for case in CASES:
        rows = made[made["case"] == case].set_index("measure")
        lines += ["", case, f"  {'':52s}{'mean':>10s}{'sd':>10s}{'se':>10s}  expected"]
        for name, measure in MEASURES.items():
            mean, sd, se = rows.loc[name, ["mean", "sd", "se"]]
            missed = "" if measure.meets(mean) or mean != mean else " MISSED"
            lines.append(f"  {measure.words:52s}{mean:10.4g}{sd:10.3g}{se:10.3g}  {measure.expected}{missed}")
        lines.append(f"  {'P3 participants in each year, means':52s}  {_flows(rows, ' ')}")
    return "\n".join([*lines, "", *(f"{case} misses: {words}" for case, words in failures(made).items())])


def documented(text: str, made: pd.DataFrame, seeds: int, day: date) -> str:
    """The text with the table between the lines `<!-- patterns -->` and `<!-- end of patterns -->` written anew."""
    by_case = {case: made[made["case"] == case].set_index("measure") for case in CASES}
    lines = [
        f"{day}, `python -m experiments.questions.patterns --document`, {seeds} seeds: mean ± standard deviation",
        "between seeds; in bold the means of presets that lie outside what is expected.",
        "",
        f"| measure | expected | {' | '.join(CASES)} |",
        f"| --- | --- |{' --- |' * len(CASES)}",
    ]
    for name, measure in MEASURES.items():
        cells = [_cell(name, case, rows) for case, rows in by_case.items()]
        lines.append(f"| {measure.words} | {measure.expected} | {' | '.join(cells)} |")
    flows = " | ".join(_flows(rows, ", ") for rows in by_case.values())
    lines += [f"| P3 participants in each year, means | | {flows} |", ""]
    lines += [f"- `{case}` misses: {words}." for case, words in failures(made).items()]
    return with_table(text, "patterns", lines)


def _cell(name: str, case: str, rows: pd.DataFrame) -> str:
    mean, sd = rows.loc[name, ["mean", "sd"]]
    if mean != mean:
        return "–"
    said = f"{mean:.4g} ± {sd:.2g}"
    return said if case not in PRESETS or MEASURES[name].meets(mean) else f"**{said}**"


def _flows(rows: pd.DataFrame, between: str) -> str:
    return between.join(f"{rows.loc[f'flow_{year}', 'mean']:.0f}" for year in range(1, YEARS + 1))


def main(quick: bool = False, out: Path | None = None, document: bool = False) -> pd.DataFrame:
    """Print the patterns; where asked, write the runs (one row a case and seed) as CSV and the table in the ODD."""
    runs = experiment(SEEDS_QUICK if quick else SEEDS)
    made, seeds = table(runs), runs["seed"].nunique()
    print(in_words(made, seeds))
    if out:
        runs.to_csv(out, index=False)
    if document:
        rewrite(lambda text: documented(text, made, seeds, date.today()))
    return made


if __name__ == "__main__":
    command(main, "the runs")
