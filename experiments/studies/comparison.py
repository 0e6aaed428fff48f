"""Scenarios against each other, with the same seeds: what `contagion compare` works out, prints, draws and saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.studies.comparison_costs import costed
from experiments.studies.comparison_footprint import avoided_by_scenario, avoided_in_words
from experiments.studies.lab import made_with
from experiments.words.run import effort_in_words, in_lines, table_in_words
from models.cases import scenario_case
from models.outcomes.indicators import DEFINED
from models.scenarios import Scenario
from sim.errors import InputError
from sim.results import as_json, whole_folder
from sim.statistics.compare import Precision, paired, until_precise

if TYPE_CHECKING:
    from sim.laboratory.laboratory import Laboratory, Runs

DEFAULT_PRECISION = Precision()
NOT_FIGURES = ("scenario", "seed", "key", "years", "seconds", "event_log_sha256", "error")


@dataclass(frozen=True)
class Comparison:
    """Scenarios, their runs, and the differences of all others from the first.

    Attributes
    ----------
    scenarios : sequence of Scenario
    runs : Runs
    table : DataFrame
        Made by `sim.statistics.compare.paired`.
    steering : sequence of str
        Indicators that had to be precise.
    precision : Precision
    automatic : bool
        Whether replicates were added until they were.
    """

    scenarios: Sequence[Scenario]
    runs: Runs
    table: pd.DataFrame
    steering: Sequence[str]
    precision: Precision
    automatic: bool


def comparison(
    lab: Laboratory,
    scenarios: Sequence[Scenario],
    years: int = 10,
    replicates: int = 400,
    automatic: bool = True,
    steering: Sequence[str] = ("participants",),
    precision: Precision = DEFAULT_PRECISION,
    indicators: Sequence[str] | None = None,
    command: str = "compare",
) -> Comparison:
    """Compare scenarios with the first.

    Parameters
    ----------
    replicates : int
        Seeds in each scenario; with `automatic`, the most that are taken.
    indicators : sequence of str, optional
        What is compared; by default every figure of a run.
    command : str
        What was asked for, as messages name it.

    Raises
    ------
    InputError
        Where two scenarios have one name, an indicator does not exist, or runs failed.
    """
    names = [scenario.name for scenario in scenarios]
    if len(set(names)) < len(names):
        raise InputError(
            f"{command}: two scenarios are called {max(names, key=names.count)!r}; rename one of the files"
        )
    for name in steering:
        _must_be_known(name)
    cases = [scenario_case(scenario) for scenario in scenarios]
    made: dict[str, Runs] = {}

    def run(count: int) -> pd.DataFrame:
        made["runs"] = lab.run(cases, range(1, count + 1), years)
        return _all_ended(made["runs"], scenarios, steering, command)

    asked = ("scenario", names[0], steering, precision)
    with lab.staffed():
        table = until_precise(run, *asked, ceiling=replicates) if automatic else run(replicates)
    compared = indicators or [name for name in table if name not in NOT_FIGURES]
    differences = paired(table, "scenario", names[0], compared, precision)
    return Comparison(scenarios, made["runs"], differences, steering, precision, automatic)


def _must_be_known(indicator: str) -> None:
    """Refuse, before anything runs, what is no indicator, nor one of those that bear the name of one and a part of it
    (`representation_students`)."""
    known = [one.name for one in DEFINED]
    if not any(f"{indicator}_".startswith(f"{name}_") for name in known):
        near = get_close_matches(indicator, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "contagion indicators lists them"
        raise InputError(f"--indicator {indicator}: there is no such indicator; {hint}")


def _all_ended(runs: Runs, scenarios: Sequence[Scenario], steering: Sequence[str], command: str) -> pd.DataFrame:
    table = runs.table
    failed = table[table["error"] != ""]
    if len(failed):
        first = failed.iloc[0]
        raise InputError(
            f"{command}: {len(failed)} of {len(table)} runs failed; the first, {first['scenario']} with seed "
            f"{first['seed']}: {first['error'].strip().splitlines()[-1]}"
        )
    table = costed(runs, scenarios)
    for name in steering:
        if name not in table or name in NOT_FIGURES:
            known = ", ".join(column for column in table if column not in NOT_FIGURES)
            raise InputError(f"--indicator {name}: must be one of {known}")
    return table


def in_words(made: Comparison) -> str:
    """The comparison for the terminal."""
    base = made.scenarios[0]
    efforts = [line for words in effort_in_words(made.scenarios) for line in in_lines(words)]
    years, count = made.runs.table["years"].iloc[0], made.runs.labels["seed"].nunique()
    lines = efforts + in_lines(
        f"Differences from {base.name} ({base.title}) after {years} years, with the same {count} seeds in each "
        f"scenario, and their {made.precision.confidence:.0%} intervals"
    )
    for scenario in made.scenarios[1:]:
        rows = made.table[made.table["scenario"] == scenario.name]
        shown = pd.DataFrame(
            {
                "indicator": [name.replace("_", " ") for name in rows["indicator"]],
                base.name: [_figure(value) for value in rows["base"]],
                scenario.name: [_figure(value) for value in rows["mean"]],
                "difference": [_signed(value) for value in rows["difference"]],
                "interval": [
                    f"{_signed(low)} to {_signed(high)}" if pd.notna(low) else ""
                    for low, high in zip(rows["low"], rows["high"], strict=True)
                ],
            }
        )
        lines += ["", f"{scenario.name}: {scenario.title}", "", table_in_words(shown)]
    return "\n".join([*lines, "", *avoided_in_words(made), "", *in_lines(_how_many(made))])


def _how_many(made: Comparison) -> str:
    """How many replicates there were, how many were needed, and how many it would have taken without common seeds."""
    rows = made.table[made.table["indicator"].isin(made.steering)]
    words = []
    for row in rows.itertuples():
        name = f"{row.indicator.replace('_', ' ')} ({row.scenario})"
        known = "is as precise as asked" if row.enough else "is less precise than asked"
        words.append(
            f"{name} {known} with {row.replicates} replicates; {_number(row.needed)} are needed with common seeds, "
            f"{_number(row.needed_unpaired)} would be with unrelated ones"
        )
    asked = f"within {made.precision.of_effect:.0%} of the effect or {made.precision.of_base:.0%} of the base"
    return f"Asked: {asked}. " + ". ".join(words) + "."


def _number(value: float) -> str:
    return f"{value:,.0f}" if pd.notna(value) and value < 1e9 else "no number"


def _figure(value: float) -> str:
    return "" if pd.isna(value) else f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3g}"


def _signed(value: float) -> str:
    return "" if pd.isna(value) else f"{value:+,.1f}" if abs(value) >= 10 else f"{value:+.3g}"


def save(made: Comparison, out: Path, force: bool = False, command: str = "") -> None:
    """Write the differences (CSV, Parquet), the runs, the scenarios, where they come from, and the figures; `command`
    is what was typed."""
    from experiments.figures.comparison import differences_figure, trajectories_figure
    from experiments.figures.style import save as save_figure

    with whole_folder(out, force) as folder:
        made.table.to_csv(folder / "comparison.csv", index=False)
        made.table.to_parquet(folder / "comparison.parquet", index=False)
        costed(made.runs, made.scenarios).to_parquet(folder / "runs.parquet", index=False)
        made.runs.rows("years").to_parquet(folder / "years.parquet", index=False)
        avoided_by_scenario(made).to_csv(folder / "footprint.csv", index=False)
        for scenario in made.scenarios:
            (folder / f"{scenario.name}.toml").write_text(scenario.text(), encoding="utf-8")
        (folder / "provenance.json").write_text(
            as_json(made_with(made.runs, command, made.scenarios)), encoding="utf-8"
        )
        save_figure(trajectories_figure(made), folder / "trajectories")
        save_figure(differences_figure(made), folder / "differences")
