"""The experiments on conversion, places, retention, end of support: what they hand over follows from the runs."""

import math
import re

import pandas as pd
import pytest

from experiments.questions import x06_places
from models.parameters import Parameters
from models.runs.cases import points
from tests.helpers.drawn import axes
from tests.helpers.findings import PLACES, three
from tests.helpers.table_rows import interval_of, only


def test_the_table_and_the_paragraph_are_those_of_the_runs(lab, made):
    finding = made(x06_places)
    assert len(finding.table) == 4  # 2 places, 2 top-ups
    settings = [{PLACES: c, "training.top_up": "historical"} for c in (5, 10)]
    few, many = (lab.run(points(Parameters(), [one]), [1, 2], 3).table for one in settings)
    row = only(finding.table, **{PLACES: 10, "training.top_up": "historical"})
    assert three(row, "participants") == interval_of(many["participants"])
    share = many["facilitators_from_groups"] / many["facilitators_trained"]
    assert three(row, "autonomy") == interval_of(share)
    assert row["short"] == pytest.approx((many["short_registrations"] + many["short_receptive"]).mean())
    assert row["seats"] == 30
    gain = (
        many["participants"] - few["participants"]
    ) / 10  # two sessions after the founders', five seats more in each
    assert three(row, "per_seat") == interval_of(gain)
    said = (
        f"{row['participants']:,.0f} people ({row['participants_low']:,.0f} to {row['participants_high']:,.0f}) with 10"
    )
    assert said in finding.text
    told = re.findall(r"a seat more brings (\S+) people \((\S+) to ([-\d.]+)", finding.text)
    gains = [[float(value) for value in one] for one in told]  # one a top-up, to one digit
    assert any(gain == pytest.approx(three(row, "per_seat"), abs=0.0501) for gain in gains)
    assert "candidates fill at most 10 seats of a session" in finding.text


def test_the_figure_shows_what_the_table_says(made):
    finding = made(x06_places)
    assert len(finding.figure.axes) == 8
    historical = finding.table[finding.table["training.top_up"] == "historical"]
    assert list(finding.figure.axes[0].lines[0].get_ydata()) == pytest.approx(list(historical["participants"]))
    assert list(finding.figure.axes[4].lines[0].get_ydata()) == pytest.approx(list(100 * historical["autonomy"]))
    for ax in axes(finding.figure):  # the curve is as high as the words beside it
        low, high = ax.get_ylim()
        assert low + ax.texts[0].xy[1] * (high - low) == pytest.approx(ax.lines[0].get_ydata()[-1])


def test_seats_are_those_of_all_sessions():
    assert x06_places.seats(10, 52, 10) == 100
    assert x06_places.seats(5, 52, 10) == 10 + 9 * 5  # the founders come whatever the seats
    assert x06_places.seats(0, 13, 10) == 10
    assert x06_places.seats(20, 26, 1) == 40  # weeks 6 and 32


def test_the_kink_is_where_half_of_the_weeks_are_short_for_the_first_time():
    assert x06_places.kink([0, 10, 20, 40], [0.1, 0.2, 0.4, 0.8]) == pytest.approx(25)
    assert x06_places.kink([0, 10, 20], [0.1, 0.5, 0.4]) == pytest.approx(10)  # the first time counts
    assert x06_places.kink([5, 10], [0.6, 0.9]) == 5
    assert math.isnan(x06_places.kink([0, 10, 20], [0.1, 0.2, 0.49]))


def test_seeds_without_a_kink_are_counted_apart():
    runs = pd.DataFrame(
        {"seed": [1, 1, 2, 2, 3, 3], PLACES: [0, 10] * 3, "short": [0.0, 1.0, 0.25, 0.75, 0.0, 0.1]},
    )
    found = x06_places.kinks(runs.sample(frac=1, random_state=1))
    assert (found["kink"], found["seeds"], found["of"]) == (pytest.approx(5), 2, 3)
    assert "from 5 seats a session on (5 to 5), in 2 of 3 seeds" in x06_places.kink_in_words(found, 10)
    none = x06_places.kinks(runs[runs["seed"] == 3])
    assert x06_places.kink_in_words(none, 10).endswith("up to 10 seats in all 1 seeds")
