"""What a map holds: values, hatching, names, scale bar, source."""

from dataclasses import replace

import numpy as np
import pytest

from contagion.experiments.drawing.maps import LARGEST, SMALLEST, TOUCHING, draw_territory, projection, radii
from contagion.models.territory.territory import Territory


@pytest.fixture(scope="module")
def territory() -> Territory:
    return Territory.from_file()


def test_maps_show_what_is_given(territory):
    values = {code: float(row) for row, code in enumerate(territory.codes[:60])}
    ax = draw_territory(territory, values, label="groups", title="Groups by commune")
    coloured, hatched = ax.collections
    assert len(coloured.get_paths()) == 60
    assert len(hatched.get_paths()) == 8
    assert hatched.get_hatch()
    written = [text.get_text() for text in ax.texts]
    assert "Besançon" in written
    assert "5 km" in written
    assert any("Licence Ouverte" in text for text in written)
    assert ax.figure.axes[1].get_ylabel() == "groups"
    assert ax.get_aspect() == 1


def test_names_on_a_map_do_not_overlap(territory):
    ax = draw_territory(territory, territory.population, names=40)
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text() in territory.names]
    assert len(boxes) > 10
    assert not any(a.overlaps(b) for at, a in enumerate(boxes) for b in boxes[:at])


@pytest.mark.parametrize("alike", [False, True])
def test_areas_of_circles_are_as_populations_and_hardly_any_touch(territory, alike):
    """As they are, and were all alike."""
    if alike:
        territory = replace(territory, population=np.ones_like(territory.population))
    to_km = projection(territory)
    found, enlarged = radii(territory, to_km)
    extent = np.ptp(to_km(territory.latlon[:, ::-1]), axis=0).max()
    per_head = found**2 / territory.population
    assert per_head[~enlarged] == pytest.approx(per_head[~enlarged][0])
    assert found[enlarged] == pytest.approx(SMALLEST * extent)
    assert found.max() <= LARGEST * extent
    places = to_km(territory.latlon[:, ::-1])
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1)
    touching = (found[:, None] + found[None] > apart * (1 + 1e-9)) & ~np.eye(len(territory), dtype=bool)
    assert touching[~enlarged][:, ~enlarged].any(axis=1).mean() <= 2 * TOUCHING
