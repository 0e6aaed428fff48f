"""What is paid for, item by item, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from contagion.experiments.doors.charts.plot import LINE, NARROW, Entry, Scale, drawn, folded, legend, looks, px
from contagion.experiments.doors.words import charts as words
from contagion.experiments.drawing.style import SERIES

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing

BAR, SPACE = 9, 8  # units: height of a bar; below the bars of an item
STRIP = 18  # the height of the strip of those who pay
RIGHT, BELOW = 30, 24
ENDS = ("p50", "p5", "p95")  # of a bar, and of the line over it


def costs(told: Briefing, *, id: str, width: int = NARROW, said: Mapping[str, str] | None = None) -> Markup:
    """Euros in all by item, the dearest first: a bar to the middle of the worlds, a line over 90 of 100; below, who
    pays."""
    look = looks(told, said)
    euros = {(row["item"], row["scenario"]): row for row in told.costs.to_dict("records")}
    items = sorted(
        {item for item, _ in euros}, key=lambda item: (-max(euros[item, name]["p50"] for name in look), item)
    )
    axis = Scale(0, max([1.0, *told.costs["p95"]]), 0, width - RIGHT)
    entries, y = legend(
        width, *(Entry("box", one.name, one.colour) for one in look.values()), Entry("", words.lines_over(told.lived))
    )
    top, rows = y, []
    for item in items:
        lines = folded(words.item(item), width)
        first = y + LINE * len(lines) + 1
        rows.append(
            {
                "words": [(px(y + LINE * place + 12), text) for place, text in enumerate(lines)],
                "bars": [
                    (px(first + BAR * place), one.colour, *(px(axis.at(euros[item, name][end])) for end in ENDS))
                    for place, (name, one) in enumerate(look.items())
                ],
            }
        )  # fmt: skip
        y = first + BAR * len(look) + SPACE
    strips, paying, end = _funding(told, width, y + BELOW + 2 * LINE, look)
    totals = [(one.name, sum(euros[item, name]["p50"] for item in items)) for name, one in look.items()]
    return drawn(
        "costs",
        id=id,
        title=words.costs(),
        desc=words.costs_told(totals, words.item(items[0]) if items else ""),
        width=width,
        height=end,
        entries=entries,
        rows=rows,
        top=top,
        bottom=y,
        bar=BAR - 1,
        marks=axis.marks(3),
        axis_told=words.in_euros(),
        axis_y=y + BELOW + 8,
        strips=strips,
        strip=STRIP,
        paying=paying,
    )


def _funding(told: Briefing, width: float, y: float, look) -> tuple[list, list[Entry], int]:
    """A strip of those who pay, for each scenario unless all have the same; its legend, and where the chart ends."""
    payers, shares = list(dict.fromkeys(told.funding["payer"])), dict[str, list[float]]()
    for row in told.funding.to_dict("records"):
        shares.setdefault(row["scenario"], []).append(row["share"])
    first, *others = shares.values()
    alike = all(np.array_equal(np.round(first, 3), np.round(other, 3)) for other in others)
    strips = []
    for name in list(look)[: 1 if alike else None]:
        x, parts = 0.0, []
        for colour, share in zip(SERIES, shares[name], strict=False):
            parts.append((px(x), px(share * width), colour))
            x += share * width
        label = words.who_pays("" if alike else look[name].name)
        strips.append((px(y + 12), label, px(y + LINE + 2), parts))
        y += LINE + STRIP + 10
    made, height = legend(
        width,
        *(
            Entry("box", words.payer(name, 100 * share if alike else None), colour)
            for name, share, colour in zip(payers, first, SERIES, strict=False)
        ),
    )
    moved = [entry._replace(y=px(float(entry.y) + y)) for entry in made]
    return strips, moved, round(y + height)
