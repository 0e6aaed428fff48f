"""What a figure shows, for the tests that look whether it can be read."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.text import Text


def axes(figure: Figure) -> list[Any]:
    return list(figure.axes)


def words_alone(figure: Figure, path: Path, **_: Any) -> None:
    """Save the title and the foot of a figure that is not drawn: in place of `Figure.savefig`."""
    path.write_text(f"{figure.get_suptitle()}\n{figure.get_supxlabel()}", encoding="utf-8")


def written(figure: Figure) -> Iterator[Text]:
    """All text but the labels of ticks."""
    ticks = {
        label for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for label in axis.get_ticklabels(which="both")
    }
    yield from (text for text in figure.findobj(Text) if text.get_text() and text.get_visible() and text not in ticks)


def unreadable(figure: Figure) -> list[str]:
    """Texts that leave the figure, and pairs of texts that lie on one another."""
    figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in written(figure)]
    whole = figure.bbox.padded(1)
    outside = [text for text, box in boxes if not all(whole.contains(*corner) for corner in (box.min, box.max))]
    pairs = combinations(boxes, 2)
    return outside + [f"{one} on {other}" for (one, box), (other, its) in pairs if box.padded(-1).overlaps(its)]
