"""How many have come, over calendar years: single runs while there are few, then half and nine tenths of the worlds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from contagion.experiments.doors.charts.plot import NARROW, Entry, Scale, area, drawn, legend, path, px, wide
from contagion.experiments.doors.words import charts as words
from contagion.experiments.drawing.style import SOFT
from contagion.experiments.drawing.time_axis import Calendar
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing

FEW = 10  # worlds: up to so many, runs stand alone
LEFT_IN = 3  # runs beside the bands
HEIGHT = 190  # units, of what is drawn
BANDS = (("p5", "p95", 0.16), ("p25", "p75", 0.3))  # from where to where, and how dark
RIGHT, BELOW = 14, 22
YEAR = 34  # units that the number of a year needs


def course(told: Briefing, name: str, *, id: str, width: int = NARROW) -> Markup:
    """How many people have come since its past was over in the first scenario, which people call by a name."""
    base, single = told.scenarios[0], told.lived <= FEW
    lines = told.course[(told.course["scenario"] == base.name) & (told.course["figure"] == "people")]
    years = range(told.past, told.years + 1)
    runs = told.single.loc[told.single["scenario"] == base.name, "people"].to_numpy().reshape(-1, len(years))
    if not single:
        runs = runs[: 2 * LEFT_IN : 2]  # the first of sets of their own
    worlds = Entry("", words.one_by_one(told.lived)) if single else Entry("bands", words.bands(told.lived))
    entries, top = legend(width, Entry("line", name, SOFT), worlds)
    y = Scale(0, max(1, runs.max(), 0 if single else lines["p95"].max()), top + HEIGHT, top)
    left = int(max(wide(label) for _, label in y.marks())) + 10
    calendar = Calendar.of_scenarios([base], told.years)
    at = calendar.at([WEEKS_A_YEAR * year for year in years]).tolist()
    x = Scale(at[0], at[-1], left, width - RIGHT)
    xs, end = [x.at(one) for one in at], words.end_of(calendar.year(told.years))
    clear = x.last - wide(end) - wide("2029")  # a year has half of that on either side, and as much stands between

    def points(values: Iterable[float]) -> list[tuple[float, float]]:
        return [(place, y.at(float(value))) for place, value in zip(xs, values, strict=True)]

    return drawn(
        "courses",
        id=id,
        title=words.over_time(told.since),
        desc=words.course_told(name, lines.iloc[-1].to_dict()),
        width=width,
        height=top + HEIGHT + BELOW,
        entries=entries,
        left=left,
        right=width - RIGHT,
        bottom=top + HEIGHT,
        across=y.marks(),
        along=[(px(x.at(year)), f"{year:.0f}") for year in x.ticks(int((x.last - left) / YEAR)) if x.at(year) < clear],
        end=end,
        single=single,
        runs=[path(points(run)) for run in runs],
        bands=[] if single else [(area(points(lines[low]), points(lines[high])), dark) for low, high, dark in BANDS],
        middle="" if single else path(points(lines["p50"])),
    )
