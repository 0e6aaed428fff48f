"""Single parameters, one at a time: what is handed over follows from the runs."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D

from experiments.questions import x03_one_at_a_time as x03
from models.outcomes.shortages import SHORTAGES
from models.runs.cases import factors
from sim.statistics.designs import Factor
from tests.helpers.findings import few, words
from tests.helpers.table_rows import interval_of, only, those


def test_one_at_a_time_measures_each_point_against_the_default(made, runs_of):
    finding = made(x03)
    assert set(finding.table["parameter"]) == {"training.places", "retention.mentoring_effect", "group.quorum"}
    row = only(finding.table, parameter="training.places", value=60)
    default, other = runs_of(), runs_of(training__places=60)
    for name in x03.OUTPUTS:
        assert [row[name], row[f"{name}_low"], row[f"{name}_high"]] == interval_of(other[name])
        change = other[name] - default[name]  # two levels share the five per cent
        assert [row[f"{name}_change{end}"] for end in ("", "_low", "_high")] == interval_of(change, 0.975)
        assert row[f"{name}_year_3"] == other[name].mean()  # of the last year, in a run as short as this
    bound = other[[f"short_{name}" for name in SHORTAGES]].mean()
    assert row["short"] == bound.idxmax().removeprefix("short_")
    curve = those(finding.table, parameter="training.places")
    assert curve["value"].tolist() == [0, 10, 60]
    assert curve["is_default"].tolist() == [False, True, False]
    assert curve["swing"].tolist() == [curve["participants"].max() - curve["participants"].min()] * 3
    assert finding.table["swing"].is_monotonic_decreasing
    assert f"{default['participants'].mean():,.0f} (" in finding.method


def test_a_parameter_without_effect_is_named_and_not_drawn(made):
    finding = made(x03)
    effects = finding.table.groupby("parameter")["effect_on_participants"].first()
    assert effects["retention.mentoring_effect"] == x03.NONE
    assert (effects.drop("retention.mentoring_effect") != x03.NONE).all()
    assert "Without effect at the defaults, to the last event (1): retention.mentoring_effect." in finding.method
    assert "mentoring" not in words(finding.figure)


def test_the_default_is_no_level_and_points_that_are_not_valid_are_left_out():
    chosen = [Factor("group.quorum", 4, 10, True), *factors(["training.period_weeks", "volunteering.wish"])]
    cases, left_out = x03.design(chosen, (0.0, 0.5, 0.55, 1.0))
    assert left_out == ["group.quorum = 10"]
    at = [(case.labels["parameter"], case.labels["value"]) for case in cases[1:]]
    assert [value for name, value in at if name == "group.quorum"] == [4, 7]  # 7 twice
    assert [value for name, value in at if name == "training.period_weeks"] == [13, 33, 35]  # 52 is the default
    assert [value for name, value in at if name == "volunteering.wish"] == pytest.approx([0, 0.55 * 2 / 3, 2 / 3])
    assert len({case.parameters for case in cases}) == len(cases)


@pytest.mark.parametrize("pairs, clear", [([0.3, 0.31, 0.29], True), ([0.3, 0.9, 0.1], False)])
def test_what_was_short_is_clear_when_its_lead_is(pairs, clear):
    rows = pd.DataFrame({f"short_{name}": [0.0] * 3 for name in SHORTAGES})
    rows["short_pairs"], rows["short_registrations"] = pairs, [0.1, 0.12, 0.11]
    assert x03.mostly_short(rows) == ("pairs", clear)


def curve(short, clear, effect=x03.CLEAR, name="training.places"):
    """A made-up curve over the values 0, 1, 2, ..., the default being 1."""
    n = len(short)
    made = {"parameter": name, "value": np.arange(float(n)), "is_default": np.arange(n) == 1}
    for output in x03.OUTPUTS:
        mean = 100.0 * np.arange(1, n + 1)
        made |= {output: mean, f"{output}_low": mean - 5, f"{output}_high": mean + 5, f"{output}_year_3": mean / 4}
        made[f"effect_on_{output}"] = effect
    made |= {"short": short, "short_is_clear": clear, "swing": 100.0 * (n - 1)}
    return pd.DataFrame(made)


def test_a_regime_changes_between_values_at_which_it_is_clear():
    names = ["groups", "pairs", "registrations", "registrations", "groups"]
    assert x03.regime_changes(curve(names, [True, False, True, True, False])) == [(1.0, "groups", "registrations")]
    assert x03.regime_changes(curve(names, [True] * 5)) == [
        (0.5, "groups", "pairs"),
        (1.5, "pairs", "registrations"),
        (3.5, "registrations", "groups"),
    ]
    assert x03.regime_changes(curve(names, [False] * 5)) == []


def test_the_paragraph_and_the_figure_on_single_parameters_say_what_the_curves_say():
    moving = curve(["groups", "groups", "registrations"], [True] * 3)
    flat = curve(["groups"] * 3, [True] * 3, x03.UNCLEAR, "group.size").assign(swing=0.0)
    table = pd.concat([moving, flat], ignore_index=True)
    text = x03.in_words(table, ["group.size = 12"], few(1))
    assert "200 (195 to 205) people" in text
    assert "1 change that distinguishably" in text
    assert "1 are not distinguishable from no effect" in text
    assert "The widest: training.places, 100 (95 to 105) at 0 to 300 (295 to 305) at 2." in text
    assert "changes clearly along training.places (groups to registrations at about 1.5)" in text
    assert "not valid by themselves, and left out (1): group.size = 12." in text
    assert "1 of 3 runs failed" in text
    assert "Without effect" not in text
    found = x03.answered(table, [], few())
    assert found.answer == "1 of 2 parameters move it; most: training.places"
    assert found.rows["verdict"].tolist() == [x03.CLEAR]
    assert found.rows["what is short changes"].tolist() == ["yes"]
    assert found.sure == "95 % for each, with 3 seeds a point; by chance about 0.1 would"
    assert "with 3 seeds a point" in found.method
    still = x03.in_words(flat.assign(short_is_clear=False), [], few())
    assert "0 change that" in still
    assert x03.answered(flat, [], few()).follows.startswith("Nothing")
    assert "not distinguishably groups" in still
    assert "along no parameter" in still
    assert "widest" not in still
    figure = x03._figure(table, few())
    panel = next(ax for ax in figure.axes if ax.get_title(loc="left") == "1. training.places")
    assert [np.ravel(line.get_xdata())[0] for line in panel.lines if line.get_linestyle() == ":"] == [1.5]
    assert [mark for mark in map(Line2D.get_marker, panel.lines) if str(mark) in "svD^"] == ["s", "s", "^"]
    assert "1 of 2 move the people reached distinguishably, training.places" in words(figure).replace("\n", " ")
    assert "group.size" not in words(figure)


def test_what_changes_nothing_is_told_by_no_chance():
    """Answer and method have one number of those that chance would tell."""
    parts = [curve(["groups"] * 3, [True] * 3, x03.NONE, f"p{n}").assign(swing=0.0) for n in range(20)]
    table = pd.concat([curve(["groups"] * 3, [True] * 3), *parts], ignore_index=True)
    found = x03.answered(table, [], few())
    assert found.sure.endswith("by chance about 0.1 would")
    assert "by chance about 0.1 would" in found.method
