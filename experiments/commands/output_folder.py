"""What a folder keeps of an answer: tables, scenarios, where it comes from, figures; and what is known of a programme
beside what worlds say of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from contagion.experiments.commands.verb import Kept
from contagion.experiments.evidence.words_of_programmes import NAMES, far_from_all
from contagion.experiments.say.charts.style import BLUE, GREY, INK, SOFT, styled, titled
from contagion.experiments.say.charts.style import save as save_figure
from contagion.experiments.say.sentences import _, number
from contagion.models.runs.lab import made_with
from contagion.sim.files import as_json, whole_folder, write_csv, write_parquet

if TYPE_CHECKING:
    from contagion.experiments.evidence.agreeing import Agreement

OBSERVATIONS = "known_here"
ROW, ROOM = 0.42, 1.5  # inches
WIDEST = 3.0  # times what is known, to which the axis reaches


def write(files: Kept, out: Path, force: bool = False, command: str = "") -> None:
    """Write all of it into a folder, whole or not at all; `command` is what was typed."""
    with whole_folder(out, force) as folder:
        for name, table in files.tables.items():
            path = folder / name
            (write_csv if path.suffix == ".csv" else write_parquet)(table, path)
        for name, scenario in files.scenarios.items():
            (folder / f"{name}.toml").write_text(scenario.text(), encoding="utf-8")
        if files.runs is not None:
            provenance = made_with(files.runs, command, list(files.scenarios.values())) | dict(files.about)
            (folder / "provenance.json").write_text(as_json(provenance), encoding="utf-8")
        for name, draw in files.figures.items():
            save_figure(draw(), folder / name)
        if files.more:
            files.more(folder)


def add_observations(files: Kept, agreement: Agreement | None) -> Kept:
    """Add what is known of the programme, if anything is, to the files to save."""
    if agreement is None:
        return files
    tables = {**files.tables, f"{OBSERVATIONS}.csv": agreement.table}
    return replace(files, tables=tables, figures={**files.figures, OBSERVATIONS: lambda: known_figure(agreement)})


@styled
def known_figure(agreement: Agreement) -> Figure:
    """Draw one row per figure, as a multiple of its known value: 90 % ranges before, and of simulations that agree."""
    table = agreement.table[agreement.table["value"] > 0]
    rows, figure = np.arange(len(table)), Figure(figsize=(8.4, ROOM + ROW * len(table)))
    ax = figure.subplots()
    for when, colour, off in (("before", GREY, -0.14), ("after", BLUE, 0.14)):
        low, middle, high = (table[f"{when}_{end}"] / table["value"] for end in ("p5", "p50", "p95"))
        label = "all simulations" if when == "before" else "those that agree"
        ax.hlines(rows + off, low, high.clip(upper=WIDEST), color=colour, linewidth=3.4, label=label)
        ax.plot(middle, rows + off, "o", color=colour, markersize=4.5)
    ax.axvline(1, color=INK, linewidth=1)
    names = [
        f"{NAMES[name]} {year!s}: {number(value, ',g')}"
        for name, year, value in zip(table["name"], table["year"], table["value"], strict=True)
    ]
    ax.set_yticks(rows, names)
    ax.set_ylim(len(rows) - 0.5, -0.6)
    ax.set_xlim(0, WIDEST)
    ax.set_xlabel("times what is known", color=SOFT)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    ax.legend(loc="upper right", fontsize=8)
    titled(
        figure,
        _("What is known here leaves {worlds:,.0f} independent simulations", worlds=agreement.effective)
        if agreement.holds
        else far_from_all(),
        "Bars: 90 % of simulations; dots: their middle; line: what is known.",
    )
    return figure
