"""X07, retention or conversion (`questions/x07_retention_or_conversion.py`): by hand, and a quick answer."""

import math

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from contagion.experiments.questions import x07_retention_or_conversion as x07
from contagion.experiments.questions.in_worlds import NOT_TOLD, WORLDS_QUICK
from contagion.models.parameters import Parameters
from tests.helpers.even_ensemble import even


def gap(*values):
    return pd.Series([float(value) for value in values], range(1, len(values) + 1))


def test_a_step_is_taken_from_what_the_world_has():
    here = Parameters().with_values({x07.LOSS: 0.4, x07.WISH: 0.9})
    less = x07.step(here, 20, x07.FACTORS[x07.LESS_LOSS])
    assert (less.get(x07.LOSS), less.get(x07.WISH), less.get("training.places")) == (pytest.approx(0.3), 0.9, 20)
    more = x07.step(here, math.inf, x07.FACTORS[x07.CONVERSION])
    assert (more.get(x07.LOSS), more.get(x07.WISH), more.get("training.places")) == (0.4, 1, math.inf)


def test_gains_are_told_world_by_world():
    people = {x07.BASE: (100, 200), x07.LESS_LOSS: (130, 210), x07.CONVERSION: (105, 250)}
    runs = pd.DataFrame(
        [
            {"seats": 10, "case": case, "seed": seed, "participants": made, "r_facilitators": seed / 10}
            for case, of in people.items()
            for seed, made in enumerate(of, start=1)
        ]
    )
    made = x07.gains(runs)
    assert made[x07.LESS_LOSS].tolist() == [30, 10]
    assert made[x07.CONVERSION].tolist() == [5, 50]
    assert x07.gap_of(made, 10).tolist() == [25, -40]
    assert made["r_facilitators"].tolist() == [0.1, 0.2]


def test_what_is_ahead_is_said_with_the_number_of_worlds():
    assert x07.ahead(gap(5, 4, 3, -2)) == "less loss gains more in 75 of 100 worlds"
    assert x07.ahead(gap(5, -4, -3, -2)) == "more conversion gains more in 75 of 100 worlds"


def test_what_follows_turns_with_the_seats():
    keep, win, either = gap(*[5] * 8), gap(*[-5] * 8), gap(*[5, -5] * 4)
    assert "depends on how many seats" in x07._follows(even(4), keep, win, 10, math.inf)
    assert x07._follows(even(4), keep, keep, 10, 40).startswith(
        "Whether with 10 seats a year or with 40 seats a year, in most worlds keeping facilitators gains more"
    )
    assert "it is not told whether" in x07._follows(even(4), either, either, 10, 40)


def test_a_quick_answer_is_whole(lab):
    finding = x07.main(quick=True, lab=lab, ensemble=even(2))
    assert finding.table["seats"].tolist() == list(x07.SEATS_QUICK)
    assert finding.table["worlds"].tolist() == [WORLDS_QUICK] * 2
    assert len(finding.rows) == 4
    for row, shown in zip(finding.table.to_dict("records"), finding.rows.to_dict("records"), strict=False):
        assert shown["difference"].startswith(f"{row['gap_p50']:+z,.0f} (")
        told = row["gap_p5"] > 0 or row["gap_p95"] < 0 or "most" in shown["verdict"]
        assert (shown["verdict"] != NOT_TOLD) == told
    assert finding.figure is not None
    left, right = finding.figure.axes
    assert left.get_yticklabels()[0].get_text() == "less loss, with 10 seats a year"
    bars = [bar.get_width() for bar in right.patches if isinstance(bar, Rectangle)]
    assert sum(bars) == pytest.approx(200)
    assert bars[0] == pytest.approx(100 * finding.table["gap_above"][0])
