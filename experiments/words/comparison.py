"""A comparison of scenarios, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from experiments.studies.comparison import headline
from experiments.studies.comparison_footprint import avoided_by_scenario
from experiments.words.numbers import counted, in_lines, paragraphs, rounded, table_in_words, table_lines, two_digits
from experiments.words.run import effort_in_words
from sim.statistics.assumptions import QUANTILES

if TYPE_CHECKING:
    from experiments.studies.comparison import Comparison
    from models.scenarios.scenario import Scenario


TITLES = {
    "people": "people",
    "communes_reached": "communes",
    "facilitators_active": "facilitators",
    "cost_total": "euros",
    "cost_per_participant": "euros a person",
}
NONE = "–"  # where a figure does not exist


def in_words(made: Comparison, every: bool = False) -> str:
    """The comparison for the terminal: the main figures, what was avoided, how many runs it took; with `every`, all
    indicators."""
    efforts = paragraphs(effort_in_words(made.scenarios))
    indicators = [line for scenario in made.scenarios[1:] for line in _indicators(made, scenario)] if every else []
    notes = ["", *avoided_in_words(made), "", *in_lines(_how_many(made))]
    return "\n".join([*efforts, *_main_figures(made), *indicators, *notes])


def _main_figures(made: Comparison) -> list[str]:
    """Scenario by scenario: people, communes, facilitators, euros, and the difference of each from the first."""
    base, level = made.scenarios[0], f"{made.precision.confidence:.0%}"
    years, count = made.runs.table["years"].iloc[0], made.runs.labels["seed"].nunique()
    found = headline(made).set_index(["scenario", "indicator"])
    rows = [[base.name, *(_figure(found.loc[(made.scenarios[1].name, name), "base"]) or NONE for name in TITLES)]]
    for scenario in made.scenarios[1:]:
        of = [found.loc[(scenario.name, name)] for name in TITLES]
        rows.append([scenario.name, *(_figure(row["mean"]) or NONE for row in of)])
        rows.append(["", *map(_told, of)])
    said = (
        f"Sure: the {level} interval of the difference, seed by seed, leaves out 0 (about one in twenty such intervals "
        "misses). Not sure: it may be chance. People: participants of all programmes since the start; communes: with a "
        "group so far; facilitators: active at the end."
    )
    titles = [f"{scenario.name}: {scenario.title}" for scenario in made.scenarios]
    return [
        *in_lines(
            f"After {counted(int(years), 'year')}, means of the same {count} seeds in each scenario; under each, its "
            f"difference from {base.name}:"
        ),
        "",
        *table_lines(pd.DataFrame(rows, columns=["scenario", *TITLES.values()])),
        "",
        *paragraphs(titles),
        "",
        *in_lines(said),
    ]


def _told(row: pd.Series) -> str:
    """A difference, and whether it is sure."""
    if pd.isna(row["difference"]):
        return NONE
    if row["difference"] == row["low"] == row["high"] == 0:
        return "0, no change"
    return f"{_signed(row['difference'])}, {'sure' if row['sure'] else 'not sure'}"


def _indicators(made: Comparison, scenario: Scenario) -> list[str]:
    """All indicators of a scenario, against the first."""
    base, rows = made.scenarios[0], made.table[made.table["scenario"] == scenario.name]
    shown = pd.DataFrame(
        {
            "indicator": [name.replace("_", " ") for name in rows["indicator"]],
            base.name: [_figure(value) for value in rows["base"]],
            scenario.name: [_figure(value) for value in rows["mean"]],
            "difference": [_signed(value) for value in rows["difference"]],
            f"{made.precision.confidence:.0%} interval": [
                f"{_signed(low)} to {_signed(high)}" if pd.notna(low) else ""
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )
    return ["", f"All indicators of {scenario.name}, against {base.name}:", "", *table_lines(shown)]


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
    if pd.isna(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _signed(value: float) -> str:
    if pd.isna(value) or value == 0:
        return "" if value else "0"
    return f"{value:+,.0f}" if abs(value) >= 100 else f"{value:+.3g}"


def _changed(quantiles: list[float]) -> str:
    return " to ".join(two_digits(value, "+") for value in quantiles) if any(quantiles) else "0"


def avoided_in_words(made: Comparison) -> list[str]:
    """Emissions avoided in each scenario."""
    table = avoided_by_scenario(made)
    shown = pd.DataFrame(
        {
            "scenario": table["scenario"],
            "5 %": [two_digits(value) for value in table["p5"]],
            "half": [two_digits(value) for value in table["p50"]],
            "95 %": [two_digits(value) for value in table["p95"]],
            f"change from {made.scenarios[0].name}": [
                _changed([row[f"difference_{name}"] for name in QUANTILES]) if number else ""
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
