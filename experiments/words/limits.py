"""What would have helped, for the terminal and as JSON."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.studies.capacities import MORE
from experiments.studies.limits import Limits
from experiments.words.numbers import counted, in_lines, paragraphs, table_in_words
from experiments.words.run import asked_in_words
from sim.results import as_json


def in_words(found: Limits) -> str:
    """The tables for the terminal, and what they say."""
    years, seeds = _size(found)
    level = f"{found.made.precision.confidence:.0%}"
    efforts = paragraphs(asked_in_words(found.scenario))
    name, reached = f"{found.scenario.name} ({found.scenario.title})", found.table["people"].iloc[0]
    lines = efforts + in_lines(
        f"What would have helped in {name}, over {counted(years, 'year')}: people gained, beside the {reached:,.0f} "
        f"reached without, by {MORE:.0%} more of each capacity, with the same {seeds} seeds, and half their {level} "
        "intervals."
    )
    changed = "; ".join(f"{row['label']}, {row['parameters']}" for row in found.table.to_dict("records"))
    notes = [f"What is changed for it: {changed}.", *(f"Left out: {why}." for why in found.skipped)]
    if found.nothing:
        nobody = (
            f"Nobody came to a group in any run, with {MORE:.0%} more of any of these as little as without: "
            f"{', '.join(found.table['label'])}. There is nothing that more of them would help."
        )
        return "\n".join([*lines, "", *in_lines(nobody), *paragraphs(notes)])
    lines += ["", table_in_words(_totals(found.table)), "", "People gained, by when they came:", ""]
    lines += [table_in_words(_years(found)), "", "In brackets: not distinguishable from none."]
    lines += ["", *in_lines(_first(found.table))]
    how = (
        "Elasticity: by how many per cent more people are reached for each per cent more of the capacity; whole "
        f"numbers do not move by exactly {MORE:.0%}. About one in twenty of these {level} intervals leaves out what is "
        "true."
    )
    return "\n".join([*lines, "", *paragraphs((how, *notes))])


def _size(found: Limits) -> tuple[int, int]:
    return int(found.made.runs.table["years"].iloc[0]), found.made.runs.labels["seed"].nunique()


def _totals(table: pd.DataFrame) -> pd.DataFrame:
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "more of": table["label"],
            "by": ["–" if pd.isna(row["rise"]) else f"{row['rise']:.1%}" for row in rows],
            "people gained": [f"{row['gained']:+z,.0f} ± {row['gained_high'] - row['gained']:,.0f}" for row in rows],
            "elasticity": [_with_interval(row) for row in rows],
        }
    )


def _with_interval(row: dict[str, Any]) -> str:
    if pd.isna(row["rise"]):
        return "none, as decisions on the state alone set it"
    if not row["people"]:
        return "none, as nobody is reached without"
    if pd.isna(row["elasticity_low"]):
        return f"{row['elasticity']:.2f}, too few seeds for an interval"
    return f"{row['elasticity']:.2f} ({row['elasticity_low']:.2f} to {row['elasticity_high']:.2f})"


def _years(found: Limits) -> pd.DataFrame:
    """A row a capacity, a column a span of years."""
    shown = {"more of": found.table["label"]}
    for first, rows in found.by_year.groupby("first_year"):
        last = rows["last_year"].iloc[0]
        of = rows.set_index("capacity").loc[found.table["capacity"]]
        clear = (of["gained_low"] > 0) | (of["gained_high"] < 0)
        cells = [
            f"{value:+z,.0f}" if sure else f"({value:+z,.0f})" for value, sure in zip(of["gained"], clear, strict=True)
        ]
        shown[f"year {first}" if first == last else f"{first} to {last}"] = cells
    return pd.DataFrame(shown)


def _first(table: pd.DataFrame) -> str:
    """Which capacity would help most, and which cannot be told from it."""
    help_ = table.loc[table["gained_low"] > 0, "label"].tolist()
    if not help_:
        return "None of these can be told from no gain, with so many seeds."
    if (first := table.iloc[0])["label"] not in help_:
        return f"Only a gain by {', '.join(help_)} can be told from none, with so many seeds."
    others = [row["label"] for row in table.iloc[1:].to_dict("records") if row["like_first"]]
    words = f"More of {first['label']} would help most"
    return words + (f"; with so many seeds it cannot be told from {', '.join(others)}." if others else ".")


def as_plain(found: Limits) -> str:
    """The same as JSON; null where a figure does not exist."""
    years, seeds = _size(found)
    content = {
        "scenario": found.scenario.name,
        "effort": found.scenario.effort,
        "years": years,
        "seeds": seeds,
        "people": float(found.table["people"].iloc[0]),
        "capacities": found.table.drop(columns="people").to_dict("records"),
        "by_year": found.by_year.to_dict("records"),
        "left_out": list(found.skipped),
    }
    for rows in (content["capacities"], content["by_year"]):
        rows[:] = [{name: None if pd.isna(value) else value for name, value in row.items()} for row in rows]
    return as_json(content)
