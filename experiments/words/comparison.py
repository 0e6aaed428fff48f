"""A comparison of scenarios, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from experiments.studies.comparison_footprint import avoided_by_scenario
from experiments.words.numbers import in_lines, rounded, table_in_words, two_digits
from experiments.words.run import effort_in_words
from sim.statistics.assumptions import QUANTILES

if TYPE_CHECKING:
    from experiments.studies.comparison import Comparison


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


def avoided_in_words(made: Comparison) -> list[str]:
    """The same for the terminal."""
    table = avoided_by_scenario(made)
    shown = pd.DataFrame(
        {
            "scenario": table["scenario"],
            "5 %": [two_digits(value) for value in table["p5"]],
            "half": [two_digits(value) for value in table["p50"]],
            "95 %": [two_digits(value) for value in table["p95"]],
            f"change from {made.scenarios[0].name}": [
                " to ".join(two_digits(row[f"difference_{name}"], "+") for name in QUANTILES) if number else ""
                for number, row in enumerate(table.to_dict("records"))
            ],
            "€ per t, 5 to 95 %": [
                f"{rounded(row['euros_per_tonne_p5'])} to {rounded(row['euros_per_tonne_p95'])}"
                for row in table.to_dict("records")
            ],
        }
    )
    about = (
        "Emissions avoided, t CO2e (5, 50 and 95 % of runs and draws of what is assumed; no measurement, but what "
        "participants said of themselves in one study elsewhere, carried over). Changes are taken run by run and draw "
        "by draw:"
    )
    return [*in_lines(about), "", table_in_words(shown)]
