"""What was short: a row for each thing that ever was, bars as high as the share of the worlds."""

from dataclasses import replace

import pytest

from contagion.experiments.doors.charts.shortages import BAR, shortages
from contagion.experiments.language.languages import speaking
from tests.helpers.briefing_by_hand import SVG, by_hand, inside, placed, texts, tree


def test_bars_are_as_high_as_shares_and_what_never_was_short_has_no_row():
    """Pairs and seats, in half, all and a quarter of the worlds."""
    heights = [float(str(one.get("height"))) for one in tree(shortages(by_hand(), id="s")).iter(f"{SVG}rect")]
    assert heights == pytest.approx([BAR * share for share in (0.5, 1, 0.25)] * 2, abs=0.06)
    said = texts(shortages(by_hand(), id="s"))
    assert [one for one in said if one in ("50", "100", "25")] == ["50", "100", "25"] * 2
    assert any("more facilitators waited" in one for one in said)
    assert "In the training: training seats were all taken" in said
    assert not any("money" in one for one in said)


def test_where_years_are_many_bars_have_no_numbers_and_where_nothing_was_short_it_says_so():
    many = shortages(by_hand(years=40), id="s")
    inside(many)
    assert "100" not in texts(many)
    told = by_hand()
    none = shortages(replace(told, short=told.short.assign(share=0.0)), id="s")
    assert not list(tree(none).iter(f"{SVG}rect"))
    assert "Nothing can be said" in str(tree(none)[1].text)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [360, 720])
def test_what_is_written_is_inside(language, width):
    with speaking(language):
        inside(shortages(by_hand(), "more", id="s", width=width, said={"more": "Beaucoup plus de places " * 3}))


def test_it_is_drawn_where_it_was():
    assert (
        placed(shortages(by_hand(), id="s")) == "1 svg 760.0, 1 g 24.0, 14 text 28041.0, 6 rect 15488.0, 2 path 4290.0"
    )
    assert (
        placed(shortages(by_hand(years=40), "more", id="s", width=720))
        == "1 svg 1088.0, 1 g 24.0, 101 text 321612.4, 78 rect 273484.0, 2 path 7418.0"
    )
    assert (
        placed(shortages(by_hand(), id="s", width=150))
        == "1 svg 710.0, 1 g 24.0, 19 text 27604.6, 6 rect 11147.0, 2 path 2896.0"
    )
