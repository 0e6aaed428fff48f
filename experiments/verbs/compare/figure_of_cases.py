"""Cases held against a base, world by world: a panel a figure, a row a case."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.drawing.bands import nested
from contagion.experiments.drawing.style import BLUE, styled, titled
from contagion.experiments.verbs.compare.cases import Shown

LETTERS, NAME = 80, 30  # of the titles of all panels together, of a line of a name


@styled
def cases_figure(table: pd.DataFrame, base: str, shown: Mapping[str, Shown], title: str, note: str = "") -> Figure:
    """What each case has more than the base; `table` is that of `experiments.ensembles.worlds.told_apart`."""
    cases = list(table["scenario"].unique())
    figure = Figure(figsize=(9.6, 2.0 + 0.42 * len(cases)))
    axes = figure.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for ax, (name, one) in zip(axes, shown.items(), strict=True):
        at = table[table["indicator"] == name].set_index("scenario").loc[cases].reset_index()
        nested(ax, at.rename(columns=lambda end: f"more_{end}"), "more", BLUE)
        ax.set_title(textwrap.fill(f"{one.words[0].upper()}{one.words[1:]}", LETTERS // len(shown)), fontsize=9)
        ax.tick_params(axis="y", length=0)
    axes[0].set_yticks(range(len(cases)), [textwrap.fill(case, NAME) for case in cases])
    axes[0].set_ylim(len(cases) - 0.5, -0.5)
    worlds = int(table["worlds"].max())
    titled(
        figure,
        title,
        f"More than the case “{base}” in the same world. Dots: the middle of {worlds} worlds that agree with what was "
        f"observed; thick: half of them; thin: nine in ten; grey: in these more and less. {note}".strip(),
    )
    return figure
