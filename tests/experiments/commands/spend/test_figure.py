"""The figure of what a sum buys: its marks and bars are the numbers of the tables."""

from dataclasses import replace

import numpy as np
import pytest

from contagion.experiments.commands.spend.figure import spent_figure
from contagion.experiments.commands.spend.words_of_mixes import purchases
from tests.helpers.drawn import unreadable
from tests.helpers.spent_by_hand import by_hand, ensemble


@pytest.fixture(scope="module")
def found():
    made = by_hand(ensemble(turned=0.3))
    apart = {f"gained_p{part}": made.table["gained"] - 50 + part for part in (5, 25, 50, 75, 95)}
    return replace(made, table=made.table.assign(**apart))


@pytest.fixture(scope="module")
def figure(found):
    return spent_figure(found)


def test_dots_are_medians_and_lines_the_worlds(found, figure):
    left = figure.axes[0]
    medians = next(line for line in left.lines if line.get_marker() == "o")
    assert medians.get_xdata() == pytest.approx(found.table["gained_p50"])
    thin, thick = (np.array([part[:, 0] for part in one.get_segments()]) for one in left.collections)
    assert thin == pytest.approx(found.table[["gained_p5", "gained_p95"]].to_numpy())
    assert thick == pytest.approx(found.table[["gained_p25", "gained_p75"]].to_numpy())


def test_bars_add_up_to_what_it_costs_within_the_sum(found, figure):
    right = figure.axes[1]
    widths = np.array([[bar.get_width() for bar in bars] for bars in right.containers])
    assert widths.sum(axis=0) == pytest.approx(found.table["euros"] / 1000)
    (dashed,) = [line.get_xdata()[0] for line in right.lines if line.get_linestyle() == "--"]
    assert dashed == 10
    assert all(label.get_text().endswith("*") for label in right.get_legend().get_texts())


def test_rows_say_what_is_bought(found, figure):
    label = figure.axes[0].get_yticklabels()[0].get_text()
    assert label.startswith("1. Most people")
    assert label.splitlines()[1:] == purchases(found.market, found.portfolios[0].steps)


def test_all_can_be_read(figure):
    assert unreadable(figure) == []


def test_rows_have_the_verdict(found, figure):
    def said(drawn):
        return [text.get_text() for text in drawn.axes[0].texts if "difference" in text.get_text()]

    assert said(figure)[0].endswith("; Clear difference")
    beyond = replace(found, above=1200, table=found.table.assign(gained_above=0.25))
    assert said(spent_figure(beyond))[0].endswith(
        "; Clear difference; More than 1,200 more come in 2 of 10 simulations."
    )
