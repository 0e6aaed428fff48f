"""What is known of each number after a calibration, against what was known before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from contagion.experiments.evidence.words_of_numbers import value_in_words
from contagion.experiments.say.charts.style import BLUE, GREEN, GREY, SOFT, VERMILLION, styled, titled

if TYPE_CHECKING:
    from contagion.experiments.evidence.calibration import Calibration as Known

SHOWN = 12  # numbers
COLOURS = (BLUE, GREEN, VERMILLION)  # of the rules of deciding
BINS = 20
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)  # places in a law that is not uniform, whose values are told


@styled
def calibration_figure(known: Known, names: list[str]) -> Figure:
    """A panel for each of some numbers: the density of what agrees under each rule, over the flat one of before."""
    shown = names[:SHOWN]
    places = {factor.name: place for place, factor in enumerate(known.factors)}
    rows = -(-len(shown) // 4)
    figure = Figure(figsize=(11, 0.9 + 1.75 * rows))
    axes = np.atleast_2d(figure.subplots(rows, 4, squeeze=False))
    for ax, name in zip(axes.flat, shown, strict=False):
        factor = known.factors[places[name]]
        edges = np.linspace(0, 1, BINS + 1)
        even = factor.law == "uniform"
        at = edges[:-1] + 0.5 / BINS  # places in the law: before, as likely everywhere
        at = factor.low + at * (factor.high - factor.low) if even else at
        ax.axhline(1, color=GREY, linewidth=0.8, linestyle=":")
        for (rule, one), colour in zip(known.rules.items(), COLOURS, strict=False):
            height = np.histogram(one.tried.unit[:, places[name]], edges, weights=one.tried.weights())[0] * BINS
            ax.plot(at, height, color=colour, linewidth=1.4, label=rule)
        ax.set(title=name, ylim=(0, None), yticks=[])
        if not even:
            ax.set_xticks(TICKS, [value_in_words(name, factor.at(end)) for end in TICKS])
        ax.title.set_fontsize(8.5)
        ax.tick_params(labelsize=8)
    for ax in axes.flat[len(shown) :]:
        ax.axis("off")
    axes.flat[0].legend(fontsize=7.5, labelcolor=SOFT)
    foot = (
        f"Density of what agrees with the targets under each rule of deciding ({known.sets:,} sets tried in all); "
        "dotted: as likely everywhere, as before."
    )
    titled(figure, f"What is learned of the numbers: {known.targets.title}", foot)
    return figure
