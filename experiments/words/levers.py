"""What another 1,000 euros would do, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.studies.levers import INDICATORS, Steps
from experiments.words.numbers import in_lines, paragraphs, table_in_words, two_digits
from experiments.words.run import asked_in_words

if TYPE_CHECKING:
    pass


def in_words(found: Steps) -> str:
    """The table for the terminal."""
    made, table = found.made, found.table
    years, seeds = made.runs.table["years"].iloc[0], made.runs.labels["seed"].nunique()
    level = f"{made.precision.confidence:.0%}"
    lines = paragraphs(asked_in_words(found.scenario))
    lines += in_lines(
        f"One step more of each lever in {found.scenario.name} ({found.scenario.title}), after {years} years, with the "
        f"same {seeds} seeds. Mean changes ± half their {level} intervals; t CO2e avoided as 5 to 95 % of runs and "
        f"draws of what is assumed; people per 1,000 € more with a {level} interval."
    )
    titles = {True: "Levers with a price in the model", False: "Levers whose own price is not in the model"}
    for priced, rows in table.groupby("priced", sort=False):
        lines += ["", f"{titles[bool(priced)]}:", "", table_in_words(_shown(rows))]
    euros = (
        "Euros are those of the ledger at the scenario's prices: what was bought, and the groups, seats and rooms that "
        "came of it. A lever whose own price is not in the model costs more than is said here."
    )
    notes = [
        euros,
        f"About one in twenty of these {level} intervals leaves out what is true. Steps are small, and are not equal.",
    ]
    if "costs.expenses" in set(table["parameter"]):
        notes.append("No effect of the expenses of leaders is modelled: they only cost.")
    if "training.period_weeks" in set(table["parameter"]):
        period = table.set_index("parameter").loc["training.period_weeks"]
        notes.append(f"Sessions twice as often: every {period['value']:g} weeks, not every {period['base_value']:g}.")
    if names := found.overruled:
        notes.append(f"Decisions of the scenario set these too, and go before the step: {', '.join(names)}.")
    notes += [f"Left out: {why}." for why in found.skipped]
    return "\n".join([*lines, "", *paragraphs(notes)])


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    heads = dict(zip(INDICATORS, ("people", "communes", "active facil.", "€"), strict=True))
    shown = {"lever": table["lever"]}
    for name, head in heads.items():
        form = ",.0f" if name == "cost_total" else ".1f"
        shown[head] = [
            f"{row[name]:+{form}} ± {row[f'{name}_high'] - row[name]:{form}}" for row in table.to_dict("records")
        ]
    shown["t CO2e"] = [
        f"{two_digits(row['tco2e_p5'], '+')} to {two_digits(row['tco2e_p95'], '+')}" for row in table.to_dict("records")
    ]
    shown["people per 1,000 € more"] = [row["verdict"] or per_thousand(row) for row in table.to_dict("records")]
    return pd.DataFrame(shown)


def per_thousand(row: dict[str, Any]) -> str:
    """People per 1,000 euros with the interval."""
    name = "people_per_1000_euros"
    return f"{row[name]:.2g} ({row[f'{name}_low']:.2g} to {row[f'{name}_high']:.2g})"
