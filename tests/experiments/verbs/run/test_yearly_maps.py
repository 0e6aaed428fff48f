"""Maps by year: what they colour, and which years they show."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from contagion.experiments.verbs.run.figure import CLASSES, COLOURS, UNREACHED, map_by_year, started_by_year
from tests.helpers.drawn import axes


def test_each_map_shows_the_groups_so_far(ref):
    results, territory = ref
    figure = map_by_year(*ref)
    maps = [ax for ax in axes(figure) if ax.get_title(loc="left").startswith("20")]
    bar = figure.axes[-1]
    assert len(maps) == 5
    assert "groups started in the commune" in bar.get_xlabel()
    assert [label.get_text() for label in bar.get_xticklabels()] == ["1", "2–4", "5–9", "10–19", "20–49", "50 and more"]
    started = results.tables["groups"].query("started >= 0")
    for year, ax in enumerate(maps, 1):
        so_far = started[started["started"] < 52 * year]["commune"].value_counts()
        assert ax.get_title(loc="left") == f"{2016 + year}: {so_far.sum()} groups"
        expected = sorted(COLOURS(np.searchsorted(CLASSES, n, side="right") - 1) for n in so_far)
        none, some = ax.collections
        assert sorted(tuple(colour) for colour in some.get_facecolor()) == expected
        assert len(none.get_paths()) == len(territory) - len(so_far)
        assert to_rgba(str(UNREACHED["facecolor"])) == tuple(none.get_facecolor()[0])
        assert str(so_far["25056"]) in [text.get_text() for text in ax.texts]
    assert "5 km" in [text.get_text() for text in maps[0].texts]
    assert all(ax.get_xlim() == maps[0].get_xlim() for ax in maps)


@pytest.mark.parametrize("years", range(1, 31))
@pytest.mark.slow
def test_at_most_twelve_maps_and_the_last_year_among_them(runs, years):
    results, territory = runs["a commune"]
    row = results.tables["communes"].iloc[:1]
    table = pd.concat([row.assign(year=year, groups_started=1) for year in range(1, years + 1)])
    longer = replace(results, tables=results.tables | {"communes": table})
    titles = [ax.get_title(loc="left") for ax in map_by_year(longer, territory).axes]
    shown = [int(title.split(":")[0]) - 2016 for title in titles if title]
    assert len(shown) == min(years, 12)
    assert (shown[0], shown[-1]) == (1, years)
    assert np.ptp(np.diff(shown)) <= 1 if years > 1 else shown == [1]
    assert started_by_year(longer, territory)[-1].sum() == years


def test_the_map_is_that_of_all_groups(alone):
    results, _, territory = alone
    groups = results.tables["alternatives"]["groups"].cumsum()
    assert started_by_year(results, territory).sum(axis=1).tolist() == groups.tolist()
