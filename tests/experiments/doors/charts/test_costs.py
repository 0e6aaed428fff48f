"""What is paid for, read back: the dearest first, bars as long as euros, strips that are whole."""

from dataclasses import replace

import pytest

from contagion.experiments.doors.charts.costs import RIGHT, costs
from contagion.experiments.doors.charts.plot import NARROW, Scale
from contagion.experiments.language.languages import speaking
from tests.helpers.briefing_by_hand import NUMBER, SVG, by_hand, inside, placed, texts, tree


def test_bars_are_as_long_as_euros_and_the_dearest_comes_first():
    chart = costs(by_hand(), id="c")
    bars = [one for one in tree(chart).iter(f"{SVG}path") if str(one.get("d")).endswith("H0z")]
    axis = Scale(0, 40_000, 0, NARROW - RIGHT)
    lengths = [float(NUMBER.findall(str(one.get("d")))[2]) for one in bars]
    assert lengths == pytest.approx([axis.at(2e4)] * 2 + [axis.at(1e4)] * 2, abs=0.06)
    said = texts(chart)
    assert said.index("rooms of groups") < said.index("training seats")
    assert "rooms of groups" in str(tree(chart)[1].text)


def test_those_who_pay_make_one_strip_where_all_scenarios_have_the_same():
    widths = [float(str(one.get("width"))) for one in tree(costs(by_hand(), id="c")).iter(f"{SVG}rect")]
    assert widths == [180, 90, 90]
    assert "the authority: 50%" in texts(costs(by_hand(), id="c"))
    told = by_hand()
    nearly = told.funding.assign(share=[0.5, 0.25, 0.25, 0.5004, 0.2496, 0.25])
    assert len(list(tree(costs(replace(told, funding=nearly), id="c")).iter(f"{SVG}rect"))) == 3
    funding = told.funding.assign(share=[0.5, 0.25, 0.25, 1, 0, 0])
    apart = costs(replace(told, funding=funding), id="c")
    assert len(list(tree(apart).iter(f"{SVG}rect"))) == 6
    assert "Who pays: more" in texts(apart)
    assert "the authority" in texts(apart)


def test_what_costs_nothing_is_drawn_too():
    told = by_hand()
    chart = costs(replace(told, costs=told.costs.iloc[:0], funding=told.funding.assign(share=0.0)), id="c")
    inside(chart)
    assert "nan" not in chart


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_written_is_inside(language):
    with speaking(language):
        inside(costs(by_hand(), id="c"))


def test_it_is_drawn_where_it_was():
    apart = by_hand().funding.assign(share=[0.5, 0.25, 0.25, 1, 0, 0])
    assert (
        placed(costs(by_hand(), id="c")) == "1 svg 956.0, 6 g 8564.0, 21 path 39629.6, 15 text 17305.0, 3 rect 9810.0"
    )
    assert (
        placed(costs(replace(by_hand(), funding=apart), id="c", width=720))
        == "1 svg 1404.0, 6 g 9884.0, 21 path 66719.6, 16 text 27573.0, 6 rect 29658.0"
    )
    assert (
        placed(costs(by_hand(), id="c", width=100))
        == "1 svg 952.0, 6 g 11572.0, 21 path 28788.4, 24 text 17082.0, 3 rect 6997.0"
    )
