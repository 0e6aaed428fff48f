"""The picture of the tree of facilitators says what the tables say, and no line of it crosses another."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

import contagion as ct
from contagion.experiments.commands.run.tree import (
    NOBODY,
    beginner_of,
    draw_arrivals,
    drawn_parent,
    family_tree,
    lanes,
    title_of,
)
from contagion.models.records import NONE
from tests.helpers.drawn import axes, unreadable
from tests.helpers.figure_runs import lived

PARENTS = np.array([[NONE, NONE, 0, NONE, 2, NONE], [NONE, NONE, 1, 1, 0, NONE]])
WEEKS = np.array([6, 6, 58, 70, 110, 110])


def test_drawn_parent_is_the_first_leader_or_the_one_who_is_known():
    parent = drawn_parent(PARENTS)
    assert parent.tolist() == [NONE, NONE, 0, 1, 2, NONE]
    assert beginner_of(parent).tolist() == [0, 1, 0, 1, 0, 5]


def test_children_stand_below_their_parent_the_youngest_next_to_them():
    parent = np.array([NONE, 0, 0, 1, 0, NONE])
    week = np.array([0, 10, 20, 30, 40, 5])
    assert lanes(parent, week, np.array([0, 5])).tolist() == [0, 3, 2, 4, 1, 5]
    assert lanes(parent, week, np.array([5, 0])).tolist() == [1, 4, 3, 5, 2, 0]


@pytest.mark.parametrize("case", ["ref", "alone", "one year", "often"])
def test_tree_has_a_dot_and_a_life_per_facilitator_and_a_line_to_each_drawn_parent(ref, runs, case):
    results, territory = ref if case == "ref" else runs[case]
    table = results.tables["facilitators"]
    figure = family_tree(results, territory)
    ax = axes(figure)[0]
    (dots,) = (dots.get_offsets() for dots in ax.collections if isinstance(dots, PathCollection))
    joints, _, lives = (np.array(of.get_segments()) for of in ax.collections if isinstance(of, LineCollection))
    np.testing.assert_allclose(dots[:, 0], 2017 + table["trained_week"] / 52)
    assert sorted(dots[:, 1]) == list(range(len(table)))
    weeks = len(results.tables["weeks"])
    left = table["left_week"].where(table["left_week"] >= 0, table["trained_week"])
    np.testing.assert_allclose(lives[:, 1, 0], 2017 + np.where(table["active"], weeks, left) / 52)
    lane = dict(zip(table["facilitator"], dots[:, 1], strict=True))
    pairs = sorted((lane[one.parent_a], lane[one.facilitator]) for one in table.itertuples() if one.parent_a != NONE)
    assert sorted((a[1], b[1]) for a, b in joints.reshape(-1, 2, 2)) == pairs
    assert (joints.reshape(-1, 2, 2)[:, 0, 1] < joints.reshape(-1, 2, 2)[:, 1, 1]).all()  # below the parent
    assert crossings(joints, lives) == 0
    assert not unreadable(figure)


def crossings(joints: np.ndarray, lives: np.ndarray) -> int:
    """How many lines to a child cross somebody's life."""
    number = 0
    for (x, above), (_, below) in joints:
        between = (lives[:, 0, 1] > above) & (lives[:, 0, 1] < below)
        number += int((between & (lives[:, 0, 0] < x - 1e-9) & (lives[:, 1, 0] > x + 1e-9)).sum())
    return number


def test_title_counts_those_from_groups_and_states_r(ref):
    results, _ = ref
    table = results.tables["facilitators"]
    own = (table["source"] == "participant").sum()
    started = f"{own} of {len(table)} facilitators came from a group, in {results.summary['generations']} generations"
    assert title_of(results) == started  # nobody is followed for five years
    longer = replace(results, summary=results.summary | {"reproduction_number": 1.54})
    assert title_of(longer) == f"{started} (R = 1.5)"
    founders = table[table["source"] == "founder"]
    alone = replace(results, tables=results.tables | {"facilitators": founders})
    assert title_of(alone) == f"{len(founders)} facilitators, none from a group"
    nobody = replace(results, tables=results.tables | {"facilitators": table[:0]})
    assert title_of(nobody) == NOBODY


def test_map_has_an_arrow_to_the_first_facilitator_of_each_commune_reached_from_elsewhere(ref):
    results, territory = ref
    table = results.tables["facilitators"]
    home = table.set_index("facilitator")["commune"].astype(str)
    firsts = table.drop_duplicates("commune")
    came = [one for one in firsts.itertuples() if one.parent_a != NONE and home[one.parent_a] != one.commune]
    ax = Figure().add_subplot()
    title = draw_arrivals(ax, results, territory)
    assert sum(isinstance(one, FancyArrowPatch) for one in ax.patches) == len(came) > 0
    expected = f"{len(firsts)} of 68 communes got a facilitator; in {len(came)} the first came from a group led from"
    assert title.startswith(expected)


def test_a_very_large_tree(ref):
    results, territory = ref
    number = np.arange(10_000)
    table = pd.DataFrame({
        "facilitator": number,
        "source": np.where(number < 100, "founder", "participant"),
        "parent_a": np.where(number < 100, NONE, number // 2),
        "parent_b": np.where(number < 100, NONE, number // 3),
        "trained_week": number // 10,
        "active": number % 3 == 0,
        "left_week": np.where(number % 3 == 1, number // 10 + 5, NONE),
    })  # fmt: skip
    figure = family_tree(replace(results, tables=results.tables | {"facilitators": table}), territory)
    figure.draw_without_rendering()
    assert "9,900 of 10,000" in figure.get_suptitle()


def test_tree_is_drawn_by_name_and_on_axes_of_the_caller(at_work):
    results = ct.run("ref", seed=1, years=2)
    ax = Figure().add_subplot()
    assert results.plot_tree(ax=ax) is ax
    assert ax.get_title(loc="left") == title_of(results.output)
    assert isinstance(results.plot_tree("map"), Axes)
    with pytest.raises(ct.InputError, match="there are time, map"):
        results.plot_tree("hairball")


def test_marks_of_decisions_stand_above_the_lines():
    results, _, territory = lived("double_places", 4)
    assert results.summary["facilitators_trained"] > 20
    assert axes(family_tree(results, territory))[0].get_ylim()[1] < -2  # the first line is at 0
