"""The figures of a run say what its tables say, whatever the run, with nothing clipped and the same bytes each time."""

from dataclasses import replace
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

from contagion.experiments.commands.run.figure import (
    CLASSES,
    COLOURS,
    FIGURES,
    SHORT_COLOURS,
    UNREACHED,
    figures,
    map_by_year,
    save_figures,
    started_by_year,
    stock_and_flow,
    what_was_short,
)
from contagion.experiments.commands.run.tree import family_tree
from contagion.experiments.say.charts.axes import head_and_foot
from contagion.models.outcomes.counting.counts import SHORTAGES
from contagion.models.runs.figures import others_alone
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import read
from tests.helpers.drawn import axes, unreadable, written
from tests.helpers.figure_runs import CASES, lived


def words(figure: Figure) -> str:
    texts = (text.get_text() for text in figure.findobj(Text) if text.get_visible())
    return " | ".join(texts).replace("\u00a0", " ")


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_every_figure_of_every_run_is_whole(runs, case):
    made = figures(*runs[case])
    assert list(made) == ["stock_and_flow", "what_was_short", "map_by_year", "family_tree"]
    for name, figure in made.items():
        assert not unreadable(figure), name
        assert "seed 1" in words(figure)
        assert "Scenario: Reference" in words(figure)


def test_what_did_not_happen_is_said(runs):
    made = figures(*runs["no participants"])
    assert words(made["stock_and_flow"]).count("No group started") == 3
    assert "no group started" in words(made["map_by_year"])
    assert "with receptivity.share = 0)" in words(made["family_tree"])
    made = figures(*runs["nobody trained"])
    assert "Nobody was trained" in words(made["family_tree"])
    assert "Nobody was trained" in words(made["stock_and_flow"])
    assert "neither seats in groups nor registrations" in words(what_was_short(*runs["nobody told"]))
    assert "for want of money" in words(what_was_short(*runs["short of money"]))
    assert "for want of money" not in words(what_was_short(*runs["one year"]))


def test_stock_and_flow_ends_where_the_summary_does(ref):
    results, _ = ref
    figure = stock_and_flow(*ref)
    stock, reach, flow = axes(figure)
    assert [ax.get_ylabel() for ax in (stock, reach, flow)] == ["facilitators", "people", "people a year"]
    assert flow.get_xlabel() == ""
    assert [label.get_text() for label in flow.get_xticklabels()] == ["2017", "2018", "2019", "2020", "2021", "2022"]
    assert all(ax.get_ylim()[0] == 0 for ax in (stock, reach, flow))
    courses = [line for ax in (stock, reach) for line in ax.lines if len(line.get_xdata()) > 2]  # none to a label
    ends = [line.get_xydata()[-1].tolist() for line in courses]
    summary, last = results.summary, results.tables["weeks"].iloc[-1]
    heights = [last["leading"], summary["facilitators_active"], summary["participants"], summary["completers"]]
    assert ends == [[2022, height] for height in heights]
    assert f"{summary['participants']:,} came to\nsession 1" in words(figure)
    bars = [bar.get_height() for bar in flow.patches]
    by_year = results.tables["communes"].groupby("year")["participants"].sum()
    assert bars == by_year.tolist()
    assert sum(bars) == summary["participants"]


def test_a_short_run_counts_months(runs):
    results, _ = runs["one year"]
    flow = axes(stock_and_flow(*runs["one year"]))[-1]
    for ax in (flow, family_tree(*runs["one year"]).axes[0]):
        assert ax.get_xlim() == (2017, 2018)
        months = [label.get_text() for label in ax.get_xticklabels()]
        assert (months[0], months[1], months[-1]) == ("2017-01", "2017-03", "2018-01")
    bars = [bar.get_height() for bar in flow.patches]
    assert (len(bars), sum(bars)) == (12, results.summary["participants"])
    assert flow.get_ylabel() == "people a month"


def test_the_strip_has_the_colours_of_the_table(ref):
    results, _ = ref
    found = results.tables["weeks"]["short"]
    assert found.nunique() > 2
    figure = what_was_short(*ref)
    strip, side = axes(figure)
    assert strip.get_xlabel() == "month"
    assert "".join(label.get_text() for label in strip.get_xticklabels()) == "JFMAMJJASOND"
    assert side.get_xlabel() == "% of weeks of which something can be said"
    mesh: Any
    (mesh,) = (artist for artist in strip.collections if isinstance(artist, QuadMesh))
    mesh.update_scalarmappable()
    expected = [to_rgba(SHORT_COLOURS[kind]) for kind in found]
    np.testing.assert_allclose(mesh.get_facecolor().reshape(-1, 4), expected)
    assert [label.get_text() for label in strip.get_yticklabels()] == [f"{year}" for year in range(2017, 2022)]
    assert strip.yaxis_inverted()
    bars = {bar.get_facecolor(): bar.get_width() for bar in side.patches}
    shares = results.summary["short"]
    assert shares["money"] == 0
    shown = [kind for kind in SHORTAGES if kind != "money"]
    assert bars == {to_rgba(SHORT_COLOURS[kind]): pytest.approx(100 * shares[kind]) for kind in shown}
    assert sum(bars.values()) == pytest.approx(100)
    assert "fewer people registered than groups had seats" in words(figure)
    assert strip.patches[0].get_width() == (found == "").sum()  # hatched: nothing can be said


def test_the_colours_differ_in_grey():
    light = [
        np.dot(np.array(to_rgba(colour)[:3]) ** 2.2, (0.2126, 0.7152, 0.0722)) for colour in SHORT_COLOURS.values()
    ]
    assert (np.diff(np.sort(np.cbrt(light))) > 0.03).all()
    light = [np.dot(np.array(COLOURS(at)[:3]) ** 2.2, (0.2126, 0.7152, 0.0722)) for at in range(COLOURS.N)]
    assert (np.diff(np.cbrt([1.0, *light])) < -0.03).all()


@pytest.mark.slow
def test_the_same_run_gives_the_same_bytes(runs, tmp_path):
    once, again = tmp_path / "once", tmp_path / "again"
    for folder in (once, again):
        folder.mkdir()
        with mpl.rc_context({"xtick.labelsize": 5 if folder == once else 30, "text.parse_math": folder == once}):
            save_figures(*runs["one year"], folder)
    files = sorted(file.name for file in once.iterdir())
    assert files == sorted(f"{name}.{ending}" for name in FIGURES for ending in ("png", "svg"))
    for file in files:
        assert (once / file).read_bytes() == (again / file).read_bytes(), file


def test_any_title_is_taken_as_it_is(runs):
    results, _ = runs["one year"]
    figure = Figure(figsize=(8, 3))
    named = replace(results, texts={"scenario.toml": 'title = "Costs $5 and $6 a_b^c"'})
    head_and_foot(figure, "x", named)
    assert "Costs $5 and $6 a_b^c" in words(figure)
    made = stock_and_flow(named, runs["one year"][1])
    assert all(not text.get_parse_math() for text in made.texts)
    assert "seed 1 · 1 year" in words(made)


@pytest.mark.slow
def test_the_curves_are_those_of_all_participants(alone):
    results, _, territory = alone
    people = results.tables["alternatives"]["participants"]
    figure = stock_and_flow(results, territory)
    stock, reach, flow = axes(figure)
    (course,) = (line for line in reach.lines if len(line.get_xdata()) > 2)
    assert course.get_ydata()[52::52].tolist() == people.cumsum().tolist()
    assert [bar.get_height() for bar in flow.patches] == people.tolist()
    (leaders,) = (line for line in stock.lines if len(line.get_xdata()) > 2)
    assert leaders.get_xdata().tolist() == [2018, 2019, 2020, 2021]
    assert leaders.get_ydata().tolist() == results.tables["alternatives"]["leaders_active"].tolist()
    active = results.summary["alternative_leaders_active"]
    assert figure.get_suptitle() == f"{people.sum():,} people took part; {active} leaders active"
    for name, drawn in figures(results, territory).items():
        assert not unreadable(drawn), name
        assert "No group started" not in " ".join(text.get_text() for text in written(drawn)), name


def test_the_groups_speak_for_themselves_where_there_are_any():
    results, _, territory = lived("team_challenge", 2)
    assert not others_alone(results)
    assert stock_and_flow(results, territory).get_suptitle().startswith(f"{results.summary['participants']:,} people")


def test_years_that_begin_in_autumn_are_named_by_their_month():
    scenario = read(None, ["calendar.start=2018-09"])
    results = simulate(scenario, territory_for(scenario), years=2)
    strip = axes(what_was_short(results, territory_for(scenario)))[0]
    assert [label.get_text() for label in strip.get_yticklabels()] == ["from 2018-09", "from 2019-09"]
    assert "".join(label.get_text() for label in strip.get_xticklabels()) == "SONDJFMAMJJA"


def test_of_many_years_those_are_named_that_are_multiples_of_five():
    scenario = read()
    territory = territory_for(scenario)
    strip = axes(what_was_short(simulate(scenario, territory, years=31), territory))[0]
    assert [label.get_text() for label in strip.get_yticklabels()] == [str(year) for year in range(2020, 2048, 5)]
    assert strip.get_yticks().tolist() == [year - 2016 for year in range(2020, 2048, 5)]


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
