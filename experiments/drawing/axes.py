"""Axes to draw on: those that are given, or those of a new figure that a notebook shows by itself."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

from contagion.experiments.drawing.style import SERIES, filled, styled, titled
from contagion.experiments.drawing.time_axis import inches_of
from contagion.sim.errors import InputError
from contagion.sim.reading import given

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LARGEST = 100  # inches of a figure of one's own


@styled
def axes_of(ax: Axes | None, width: float = 8.4, height: float = 4.6) -> Axes:
    """The given axes, or new ones of so many inches."""
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes

    if isinstance(ax, Axes):
        return ax
    if ax is not None:
        raise InputError(f"ax {given(ax)}: must be axes of matplotlib")

    return plt.subplots(figsize=(width, height))[1]


@styled
def axes(title: str, x: str = "", y: str = "", *, width: float = 8.4, height: float = 3.6) -> Axes:
    """Axes of a new figure in the look of the project's, for what a notebook draws by itself.

    Parameters
    ----------
    title : str
        What the figure shows, in a sentence; it is broken into lines.
    x, y : str
        What stands along the axes, with its unit.
    width, height : float
        Of the figure, in inches.

    Raises
    ------
    InputError

    Examples
    --------
    >>> ct.axes("Groups become more", x="year", y="groups")
    """
    for name, text in {"title": title, "x": x, "y": y}.items():
        if not isinstance(text, str):
            raise InputError(f"axes: {name} {given(text)}: must be text")
    for name, inches in {"width": width, "height": height}.items():
        if not isinstance(inches, Real) or not 1 <= inches <= LARGEST:
            raise InputError(f"axes: {name} {given(inches)}: must be from 1 to {LARGEST} inches")
    made = axes_of(None, width, height)
    figure: Any = made.figure
    titled(figure, title, "")
    made.set(xlabel=x, ylabel=y)
    made.set_prop_cycle(color=SERIES)
    made.grid(axis="y")
    return made


def for_a_map(ax: Axes | None) -> Axes:
    """The same, for a map."""
    return axes_of(ax, 8, 7.2)


def headed(
    ax: Axes, title: str, foot: str, theirs: Axes | None, place: Sequence[str] = (), marked: Sequence[str] = ()
) -> Axes:
    """The axes with a title, and with what is drawn, in which `place`, underneath where the figure is theirs alone;
    what is `marked` is told underneath in any case."""
    if theirs is not None:
        ax.set_title(title)
        if marked:
            under = [*filter(None, [ax.get_xlabel()]), *filled(marked, 16.5 * inches_of(ax))]
            ax.set_xlabel("\n".join(under), fontsize=7.5, loc="left")
        return ax
    figure: Any = ax.figure
    titled(figure, title, foot, [*place, *marked])
    return ax
