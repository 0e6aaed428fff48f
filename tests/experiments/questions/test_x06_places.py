"""X06, training places (`questions/x06_places.py`): seats and words by hand, and a quick answer."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import x06_places as x06
from contagion.experiments.questions.in_worlds import WORLDS_QUICK
from contagion.models.parameters import Parameters
from tests.helpers.even_ensemble import even
from tests.helpers.findings import fits_a_page
from tests.helpers.table_rows import only

FILLED = "historical"


def test_seats_are_those_of_all_sessions():
    usual = Parameters()
    assert x06.seats(usual, 10, 52, 10) == 100
    assert x06.seats(usual, 5, 52, 10) == 10 + 9 * 5  # the founders come whatever the seats
    assert x06.seats(usual, 0, 13, 10) == 10
    assert x06.seats(usual, 20, 26, 1) == 40  # weeks 6 and 32


def test_four_sessions_have_as_many_seats_a_year_as_one():
    for a_year, (places, period) in x06.OFTEN.items():
        assert places * x06.YEARLY // period == a_year


def gain(*values):
    return pd.Series([float(value) for value in values], range(1, len(values) + 1))


def people(often):
    """People of two sets of values: four sessions reach so many more than one."""
    columns = {(FILLED, 20, 52): gain(*[100] * 8), (FILLED, 5, 13): gain(*[100 + often] * 8)}
    return pd.DataFrame(columns)


def test_seats_are_told_as_far_as_they_surely_bring_people():
    each = {(FILLED, step): gain(*values) for step, values in zip(
        x06.STEPS, [[9] * 8, [1] * 8, [1, -1] * 4], strict=True)}  # fmt: skip
    said = x06._follows(even(16), each, people(30))
    assert said.startswith("Seats up to 20 a year bring more people in nine worlds in ten and more; beyond that")
    assert said.endswith(". As many seats in four sessions a year, rather than in one, reach more people.")
    none = {key: gain(*[1, -1] * 4) for key in each}
    assert x06._follows(even(16), none, people(-30)).startswith("No number of seats tried surely brings more people.")
    assert x06._follows(even(16), none, people(-30)).endswith("reach fewer people.")
    assert x06._follows(even(16), none, people(0)).endswith(
        ". Whether as many seats in four sessions a year, rather than in one, reach more people is not told."
    )


def test_a_quick_answer_is_that_of_its_runs(lab):
    ensemble = even(2)
    finding = x06.main(quick=True, lab=lab, ensemble=ensemble)
    fits_a_page("x06_places", finding)
    assert len(finding.table) == 12
    assert len(finding.rows) == 8
    assert finding.table["worlds"].tolist() == [WORLDS_QUICK] * 12
    at = {x06.TOP_UP: FILLED, x06.PERIOD: 52}
    row = only(finding.table, **at, **{x06.PLACES: 10})
    assert f"{row['participants_p50']:,.0f} (" in finding.rows["people before"][1]
    shown = f"{100 * row['short_p50']:.0f} % ("
    assert finding.rows["weeks in which registrations are then short"][0].startswith(shown)
    assert finding.figure is not None
    yearly = finding.figure.axes[0].lines[0]
    drawn = [only(finding.table, **at, **{x06.PLACES: places})["participants_p50"] for places in (0, 10, 20, 40)]
    assert np.asarray(yearly.get_ydata()).tolist() == pytest.approx(drawn)
    assert np.asarray(yearly.get_xdata()).tolist() == [0, 10, 20, 40]
