"""Maps read back: a path a commune, in its colour, north up, small enough to be sent, and the same each time."""

import itertools
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from contagion.experiments.doors.charts.classes import FILLS, SMALL, TOO_FEW, Classes
from contagion.experiments.doors.charts.commune_maps import Ground, commune_map, most_populous
from contagion.experiments.doors.charts.plot import wide
from contagion.experiments.doors.words.charts import value_of_a_commune
from contagion.experiments.drawing.style import EDGE, INK
from contagion.experiments.language.languages import speaking
from tests.helpers.briefing_by_hand import NUMBER, SVG, communes, inside, placed, texts, tree
from tests.helpers.run_by_hand import PLACE

SINCE = date(2020, 1, 1)


@pytest.fixture(scope="module")
def frame(territory):
    return communes(territory.codes, territory.names)


def drawn(chart):
    return {one.get("data-commune"): one for one in tree(chart).iter(f"{SVG}path") if one.get("data-commune")}


def test_each_commune_is_a_path_in_the_colour_of_its_class(frame, territory):
    chart = commune_map(frame, territory, SINCE, id="m")
    found, last = drawn(chart), frame[frame["year"] == 2].set_index("commune")["per_1000"]
    classes, fills, residents = Classes.of(frame, "per_1000"), (*FILLS, EDGE), territory.residents.sum(axis=1)
    assert set(found) == set(territory.codes)
    assert 1 < (residents < SMALL).sum() < 34
    for code, one in found.items():
        expected = (
            classes.number(last[code]) if residents[territory.index[code]] >= SMALL else TOO_FEW
        )  # a hamlet has not the colour of a town
        assert (one.get("class"), one.get("fill")) == (f"c{expected}", fills[expected])
    (ground,) = [one for one in tree(chart).iter(f"{SVG}g") if one.get("data-fills")]
    assert str(ground.get("data-fills")).split() == list(fills)


def test_each_commune_tells_its_value(frame, territory):
    found = drawn(commune_map(frame, territory, SINCE, id="m"))
    for row in frame[frame["year"] == 2].to_dict("records"):
        said = value_of_a_commune("per_1000", row["per_1000"])
        assert found[row["commune"]].findtext(f"{SVG}title") == f"{row['name']}: {said}"


def test_map_and_list_have_as_many_digits_throughout():
    for value, says in ((8.0, "8.0"), (0.773, "0.8"), (9.97, "10"), (0.0, "0")):
        assert value_of_a_commune("per_1000", value) == says
    assert [value_of_a_commune("groups", value) for value in (8.0, 0.5)] == ["8", "0.5"]


def test_north_is_up_and_east_is_right(territory):
    places = {one.code: (one.x, one.y) for one in Ground.of(territory, 360).shapes}
    north, south = (territory.codes[at] for at in (territory.latlon[:, 0].argmax(), territory.latlon[:, 0].argmin()))
    east, west = (territory.codes[at] for at in (territory.latlon[:, 1].argmax(), territory.latlon[:, 1].argmin()))
    assert places[north][1] < places[south][1]
    assert places[east][0] > places[west][0]


def test_contours_end_where_they_should(territory):
    """Drawn step by step, they stay within the picture and around the places of their communes."""
    ground = Ground.of(territory, 720)
    for shape in ground.shapes:
        rings = shape.path.split("z")[:-1]
        points = []
        for ring in rings:
            numbers = np.array([float(found) for found in NUMBER.findall(ring)]).reshape(-1, 2)
            points.append(numbers.cumsum(axis=0))
        low, high = np.concatenate(points).min(axis=0), np.concatenate(points).max(axis=0)
        assert (low >= 0).all()
        assert (high <= (720, ground.height)).all()
        assert low[0] - 15 <= shape.x <= high[0] + 15
        assert low[1] - 15 <= shape.y <= high[1] + 15


def test_without_contours_a_commune_is_a_circle(frame, territory):
    chart = commune_map(frame, replace(territory, contours=None), SINCE, id="m", width=720)
    halves = [re.findall(r"a([\d.]+),\1 0 1 0 -?([\d.]+),0", str(one.get("d"))) for one in drawn(chart).values()]
    assert [len(both) for both in halves] == [2] * len(territory)
    for radius, across in itertools.chain(*halves):  # a half that is not as wide as it is high makes it angular
        assert float(across) == pytest.approx(2 * float(radius))
    assert "its area in proportion to its inhabitants; the smallest are enlarged" in " ".join(texts(chart))
    assert "fill-opacity" not in chart  # its colour is that of the legend
    edge = re.findall(r'<g stroke="([^"]*)"', chart)
    assert edge == [INK]
    ground = Ground.of(replace(territory, contours=None), 720)
    at = {territory.names[territory.index[one.code]]: one for one in ground.shapes}
    named = most_populous(territory, ground, 720)
    assert len(named) > 5
    for x, _y, name in named:  # beside its circle
        assert abs(float(x) - at[name].x) >= at[name].radius + wide(name) / 2


def test_communes_at_one_place_are_drawn():
    chart = commune_map(communes(PLACE.codes, PLACE.names), PLACE, SINCE, id="m")
    assert len(drawn(chart)) == len(PLACE)
    assert "nan" not in chart
    inside(chart)


def test_names_do_not_overlap_and_the_centre_has_its_own(frame, territory):
    chart = commune_map(frame, territory, SINCE, id="m", width=720)
    said = texts(chart)
    assert len(chart) < 110_000  # small enough to be sent
    assert territory.names[territory.centre] in said
    assert sum(name in said for name in territory.names) >= 8
    assert "5 km" in said
    inside(commune_map(frame, territory, SINCE, id="m"))


def test_it_says_where_there_is_most(frame, territory):
    assert territory.names[-1] in str(tree(commune_map(frame, territory, SINCE, id="m"))[1].text)
    one = frame.assign(per_1000=frame["groups"])
    alone = tree(commune_map(one, territory, SINCE, id="m"))[1].text
    assert alone == f"Most: {territory.names[-1]} (1). In 67 of 68 communes there is nothing."
    with speaking("fr"):
        assert "Dans 67 communes sur 68" in str(tree(commune_map(one, territory, SINCE, id="m"))[1].text)


def test_it_is_drawn_where_it_was(frame, territory):
    circles = replace(territory, contours=None)
    assert (
        placed(commune_map(frame, territory, SINCE, id="m"))
        == "1 svg 1244.0, 2 g 344.0, 17 text 33856.5, 4 rect 8666.0, 69 path 166087.6"
    )
    assert (
        placed(commune_map(frame, circles, SINCE, id="m", width=720))
        == "1 svg 2288.0, 3 g 616.0, 31 text 141577.4, 4 rect 16316.0, 69 path 342457.4"
    )
