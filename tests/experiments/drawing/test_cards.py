"""What objects show of themselves."""

import pytest
from matplotlib.axes import Axes

from tests.helpers.front_objects import everything


@pytest.mark.slow
def test_objects_show_themselves_and_draw(at_work):
    for one in everything():
        shown = one._repr_html_()
        assert len(shown) < 8_000
        assert shown.startswith("<div><b>")
        assert repr(one).startswith(f"<{type(one).__name__} ")
        assert "\n" not in repr(one)
        drawn = one.plot()
        assert all(isinstance(ax, Axes) for ax in (drawn if isinstance(drawn, list) else [drawn]))
