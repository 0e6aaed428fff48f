"""Time axes: the calendar where there is one."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from contagion.experiments.drawing.time_axis import SEVERAL, Calendar
from contagion.models.parameters import Parameters
from contagion.models.parameters.dates import week_of


def axis(start: str, years: float, inches: float = 8.0) -> Any:
    ax = Figure(figsize=(inches, 3)).add_axes((0, 0.2, 1, 0.7))
    Calendar(start, round(52 * years)).draw(ax)
    return ax


def ticks(ax: Any) -> dict[str, float]:
    return {label.get_text(): place for place, label in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)}


def test_years_stand_at_their_beginning():
    ax = axis("2017-01", 5)
    assert ticks(ax) == {str(year): year for year in range(2017, 2023)}
    assert ax.get_xlim() == (2017, 2022)
    assert ax.get_xlabel() == ""


@pytest.mark.parametrize("years, inches, every", [(20, 8, 2), (40, 8, 5), (100, 8, 10), (10, 3, 2), (10, 8, 1)])
def test_there_are_as_many_years_as_there_is_room_for(years, inches, every):
    shown = [int(name) for name in ticks(axis("2017-01", years, inches))]
    assert set(np.diff(shown)) == {every}
    assert all(year % every == 0 for year in shown)


@pytest.mark.parametrize("start, years, shown", [
    ("2017-01", 1, ["2017-01", "2017-02", "2017-03"]),
    ("2018-09", 2, ["2018-10", "2019-01", "2019-04"]),
])  # fmt: skip
def test_short_runs_have_months(start, years, shown):
    found = ticks(axis(start, years, 10 if years == 1 else 7))
    assert list(found)[:3] == shown
    assert found["2019-01" if years == 2 else "2017-02"] == pytest.approx(2019 if years == 2 else 2017 + 1 / 12)


@pytest.mark.parametrize("start", ["2017-01", "2018-09"])
def test_a_date_lies_where_it_was_written(start):
    calendar = Calendar(start, 520)
    for year, month in ((2019, 1), (2020, 1), (2020, 7), (2021, 11)):
        place = float(calendar.at(week_of(f"{year}-{month:02}", start)))
        assert place == pytest.approx(year + (month - 1) / 12, abs=1 / 52)


def test_the_years_of_a_run_have_names():
    assert [Calendar("2017-01", 520).year(number) for number in (1, 10)] == ["2017", "2026"]
    assert [Calendar("2018-09", 104).year(number) for number in (1, 2)] == ["2019-08", "2020-08"]


def test_where_scenarios_start_differently_years_are_counted():
    def scenario(start: str) -> Any:
        return SimpleNamespace(parameters=Parameters.model_validate({"calendar": {"start": start}}))

    same = Calendar.of_scenarios([scenario("2017-01"), scenario("2017-01")], 4)
    assert (same.start, same.weeks) == ("2017-01", 208)
    other = Calendar.of_scenarios([scenario("2017-01"), scenario("2019-01")], 4)
    assert other.start == SEVERAL
    assert [other.year(number) for number in (1, 4)] == ["1", "4"]
    ax = Figure().subplots()
    other.draw(ax)
    assert ax.get_xlabel() == "years since the start"
    assert ax.get_xlim() == (0, 4)
