"""Differences at the end of the runs, a row a scenario: where the worlds lie, and where their mean does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from experiments.planners.charts.plot import LINE, NARROW, Entry, Scale, drawn, folded, legend, looks, px, span
from experiments.words import planners_charts as words
from sim.statistics.spread import ENDS

if TYPE_CHECKING:
    from experiments.studies.briefing import Briefing

SIDE, BELOW = 16, 24
BARS = 34  # units: the height of the bars of a row


def difference_marks(
    told: Briefing,
    figure: str = "people",
    *,
    id: str,
    width: int = NARROW,
    ends: tuple[float, float] | None = None,
    said: Mapping[str, str] | None = None,
) -> Markup:
    """How much more of a figure each scenario has than the first.

    Parameters
    ----------
    figure : str
        One of `experiments.studies.briefing.FIGURES`.
    ends : tuple of float, optional
        What the axis must reach.
    said : mapping of str to str, optional
        What people call the scenarios.
    """
    table = told.table[told.table["indicator"] == figure].set_index("scenario")
    look, base = looks(told, said), told.scenarios[0].name
    axis = Scale(*span(table[["p5", "p95"]].to_numpy().ravel().tolist(), ends), SIDE, width - SIDE)
    entries, y = legend(
        width,
        Entry("", words.against(look[base].name)),
        Entry("bands", words.bands()),
        Entry("mean", words.of_the_mean()),
    )
    top, rows = y, []
    for name, row in table.iterrows():
        lines = folded(look[str(name)].name, width)
        middle = y + LINE * len(lines) + 10
        rows.append(
            {
                "words": [(px(y + LINE * (place + 1) - 4), text) for place, text in enumerate(lines)],
                "colour": look[str(name)].colour,
                "y": px(middle),
                "mean_y": px(middle + 13),
                "mean": row["low"] <= row["high"],
                "whole": axis.low <= row["low"] and row["high"] <= axis.high,
                **{end: px(axis.within(row[end])) for end in (*ENDS, "low", "high")},
            }
        )
        y += LINE * len(lines) + BARS
    ends_told = table.assign(share=100 * table["above_zero"])[["p5", "p50", "p95", "share"]]
    each = [(look[str(name)].name, *row) for name, row in zip(table.index, ends_told.to_numpy().tolist(), strict=True)]
    return drawn(
        "differences",
        id=id,
        title=words.more(figure),
        desc=words.differences_told(each),
        width=width,
        height=y + BELOW,
        top=top,
        bottom=y,
        entries=entries,
        rows=rows,
        zero=px(axis.at(0)),
        marks=axis.marks(4),
    )
