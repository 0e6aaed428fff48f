"""The family tree of facilitators: dots, lines, layers and lanes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from contagion.experiments.verbs.run.family_tree import family_tree, lanes, layers, links
from tests.helpers.drawn import axes


def words(figure: Figure) -> str:
    texts = (text.get_text() for text in figure.findobj(Text) if text.get_visible())
    return " | ".join(texts).replace("\u00a0", " ")


@pytest.mark.parametrize("case", ["ref", "alone", "one year", "often"])
def test_the_tree_has_a_dot_a_facilitator_and_a_line_a_parent(ref, runs, case):
    results, territory = ref if case == "ref" else runs[case]
    table = results.tables["facilitators"]
    figure = family_tree(results, territory)
    ax = axes(figure)[0]
    dots = np.concatenate([dot.get_offsets() for dot in ax.collections if isinstance(dot, PathCollection)])
    assert len(dots) == len(table) == len(np.unique(dots, axis=0))
    trained = 2017 + table["trained_week"] / 52
    np.testing.assert_allclose(np.sort(dots[:, 0]), np.sort(trained))
    (lines,) = (lines.get_segments() for lines in ax.collections if isinstance(lines, LineCollection))
    converted = table[table["source"] == "participant"]
    assert len(lines) == len(converted) * (1 if case == "alone" else 2)
    date = trained.set_axis(table["facilitator"])
    pairs = {(parent, one.facilitator) for one in converted.itertuples() for parent in (one.parent_a, one.parent_b)}
    expected = sorted((date[parent], date[child]) for parent, child in pairs)
    np.testing.assert_allclose(sorted((a[0], b[0]) for a, b in lines), expected)
    ends = {tuple(end) for line in lines for end in line}
    assert ends <= {tuple(dot) for dot in dots.tolist()}
    for state, number in (("still active", table["active"].sum()), ("founder", (table["source"] == "founder").sum())):
        assert f"{state} ({number})" in words(figure)


def test_relatives_are_near_each_other():
    """Two families that the table has mixed up come apart, so that no lines cross."""
    layer = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    parent = np.array([0, 2, 1, 3, 0, 2, 1, 3])
    child = np.array([4, 4, 5, 5, 6, 6, 7, 7])
    y = lanes(layer, parent, child)
    assert all(sorted(y[layer == number]) == [-1.5, -0.5, 0.5, 1.5] for number in (0, 1))
    above = {bool(side) for side in (y[[0, 2, 4, 6]] > 0)}
    assert len(above) == 1
    assert above != {bool(side) for side in (y[[1, 3, 5, 7]] > 0)}


def test_layers_hold_half_a_year():
    assert layers(np.array([6, 6, 58, 110])).tolist() == [0, 0, 1, 2]
    assert layers(np.array([0, 10, 20, 26, 40, 52])).tolist() == [0, 0, 0, 1, 1, 2]
    assert layers(np.array([], dtype=int)).tolist() == []


def test_a_very_large_tree(ref):
    results, territory = ref
    number = np.arange(10_000)
    table = pd.DataFrame({
        "facilitator": number,
        "source": np.where(number < 100, "founder", "participant"),
        "parent_a": np.where(number < 100, -1, number // 2),
        "parent_b": np.where(number < 100, -1, number // 3),
        "trained_week": number // 100 * 2,
        "active": number % 3 == 0,
        "left_week": number % 3 - 2,
    })  # fmt: skip
    parent, child = links(table)
    assert len(parent) == len(child) == 2 * 9_900
    figure = family_tree(replace(results, tables=results.tables | {"facilitators": table}), territory)
    figure.draw_without_rendering()
    assert "9,900 of 10,000" in words(figure)
