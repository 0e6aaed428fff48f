"""Conversion: what is handed over follows from the runs and from theory."""

import math

import pandas as pd
import pytest

from experiments.questions import conversion_sweep
from models import theory as th
from models.parameters import Parameters
from models.runs.cases import points
from models.theory import cycle
from tests.helpers.findings import LOSS, PLACES, WISH, signed, three, written
from tests.helpers.table_rows import interval_of, only


def test_the_table_is_that_of_the_runs_and_of_theory(lab, made):
    table = made(conversion_sweep).table
    assert len(table) == 8  # 2 conversions, 2 places, 1 loss, 2 top-ups, 1 year
    setting = {WISH: 1 / 6, PLACES: 10, LOSS: 0.25, "training.top_up": "autonomous"}
    runs = lab.run(points(Parameters(), [setting]), [1, 2], 3).table
    row = only(table, conversion=1, places=10, loss=0.25, top_up="autonomous", year=3)
    assert three(row, "participants") == interval_of(runs["participants"])
    assert three(row, "facilitators_active") == interval_of(runs["facilitators_active"])
    groups = th.lifetime_groups(0.9, 0.25, rest_weeks=6, duration_weeks=10 + 17, delay_weeks=6)
    trained = th.training_probability(0.8, math.log(2), 1.0)
    assert row["r_theory"] == pytest.approx(th.reproduction_number(trained, groups))
    assert (table.loc[table["conversion"] == 0, "r_theory"] == 0).all()


def test_the_paragraph_and_the_figure_say_what_the_table_says(made):
    finding = made(conversion_sweep)
    for top_up in ("historical", "autonomous"):
        base, more = (only(finding.table, conversion=c, places=10, top_up=top_up)["participants"] for c in (0, 1))
        assert (
            f"going from 0 to 1 converts a group changes the people reached by {signed(more - base)} (" in finding.text
        )
        assert f"% of {base:,.0f};" in finding.text
    assert "(R = 1) from so many converts a group on: 0.38 to 0.54 at a loss of 0.25 (" in finding.text
    assert len(finding.figure.axes) == 4  # people and facilitators, of two top-ups
    cells = sorted(f"{x:,.0f}" for name in ("participants", "facilitators_active") for x in finding.table[name])
    assert sorted(written(finding.figure)) == cells
    lines = [line.get_xdata()[0] for ax in finding.figure.axes for line in ax.lines]
    assert lines == pytest.approx([cycle.critical_conversion(0.25, 10)] * 4)


def test_the_network_just_carries_itself_where_theory_says():
    assert cycle.critical_conversion(0.25, 0) == pytest.approx(0.383, abs=5e-4)
    critical = cycle.critical_conversion(0.5, 10)
    assert cycle.reproduction(critical, 0.5, 10) == pytest.approx(1)
    assert critical > cycle.critical_conversion(0.5, 0) > cycle.critical_conversion(0.1, 0)


def years_of(reached, seeds=(-3.0, 0.0, 3.0)):
    """A made-up yearly table: people reached by (top-up, conversion), with ten seats; seeds a little apart."""
    rows = [
        {"top_up": top_up, "places": 10, "loss": 0.25, "year": 10, "conversion": c, "seed": n, "participants": x + away}
        for (top_up, c), x in reached.items()
        for n, away in enumerate(seeds)
    ]
    return pd.DataFrame(rows)


FLAT = {("historical", 0): 1000, ("historical", 1): 1010, ("historical", 4): 1005}
STEEP = {("autonomous", 0): 200, ("autonomous", 1): 1000, ("autonomous", 4): 1500}


@pytest.mark.parametrize(
    "reached, verdicts, answer",
    [
        (FLAT, ["smaller", "smaller"], "yes"),
        (STEEP, ["larger", "larger"], "no"),
        (FLAT | STEEP, ["larger", "larger", "smaller", "smaller"], "no"),
    ],
)
def test_the_verdict_on_conversion_follows_from_the_changes(reached, verdicts, answer):
    made = conversion_sweep.changes(years_of(reached))
    assert list(made["verdict"]) == verdicts
    assert conversion_sweep.answer(made["verdict"]) == answer


def test_verdict_is_open_where_the_interval_is_wide():
    """Pairs that differ by -100, 0 and 130 tell nothing at 5 % of a thousand; one seed tells nothing at all."""
    wide = years_of({("historical", 0): 1000, ("historical", 1): 1000})
    wide.loc[wide["conversion"] == 1, "participants"] = [900.0, 1000.0, 1130.0]
    for years in (wide, wide[wide["seed"] == 0]):
        made = conversion_sweep.changes(years)
        assert list(made["verdict"]) == ["open"]
        assert conversion_sweep.answer(made["verdict"]) == "not settled"
        assert "not distinguishable from no change, not settled at 5%" in conversion_sweep._change(only(made))


@pytest.mark.parametrize(
    "low, high, word", [(-40, 49, "smaller"), (40, 60, "open"), (51, 60, "larger"), (-60, -51, "larger")]
)
def test_a_verdict_turns_at_its_bounds(low, high, word):
    assert conversion_sweep.verdict(pd.Series({"base": 1000.0, "low": low, "high": high})) == word
