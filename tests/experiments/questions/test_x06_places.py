"""The experiments on conversion, places, retention, end of support: what they hand over follows from the runs."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.questions import conversion_sweep, x06_places, x07_retention_or_conversion, x21_end_of_support
from models import theory as th
from models.parameters import Parameters
from models.runs.cases import case, points
from models.theory import cycle
from tests.helpers.drawn import axes
from tests.helpers.table_rows import interval_of, only

INF, NAN = math.inf, math.nan
WISH, PLACES, LOSS = "volunteering.wish", "training.places", "retention.loss_per_year"


def three(row, name):
    return [row[name], row[f"{name}_low"], row[f"{name}_high"]]


def signed(value):
    return f"{round(value):+,}"


def written(figure):
    """All that is written in the axes of a figure."""
    return [text.get_text() for ax in figure.axes for text in ax.texts]


# --- conversion sweep ------------------------------------------------------------------------------------------------


def test_conversion_sweep_in_figures(lab, made):
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


def test_conversion_sweep_in_words_and_drawn(made):
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


def test_conversion_where_the_network_just_carries_itself():
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
def test_verdict_on_conversion(reached, verdicts, answer):
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
        assert "not distinguishable from no change, not settled at 5%" in conversion_sweep._change(made.iloc[0])


@pytest.mark.parametrize(
    "low, high, word", [(-40, 49, "smaller"), (40, 60, "open"), (51, 60, "larger"), (-60, -51, "larger")]
)
def test_verdict_at_its_bounds(low, high, word):
    assert conversion_sweep.verdict(pd.Series({"base": 1000.0, "low": low, "high": high})) == word


# --- places ----------------------------------------------------------------------------------------------------------


def test_places_in_figures(lab, made):
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


def test_places_drawn(made):
    finding = made(x06_places)
    assert len(finding.figure.axes) == 8
    historical = finding.table[finding.table["training.top_up"] == "historical"]
    assert list(finding.figure.axes[0].lines[0].get_ydata()) == pytest.approx(list(historical["participants"]))
    assert list(finding.figure.axes[4].lines[0].get_ydata()) == pytest.approx(list(100 * historical["autonomy"]))
    for ax in axes(finding.figure):  # the curve is as high as the words beside it
        low, high = ax.get_ylim()
        assert low + ax.texts[0].xy[1] * (high - low) == pytest.approx(ax.lines[0].get_ydata()[-1])


def test_seats_of_all_sessions():
    assert x06_places.seats(10, 52, 10) == 100
    assert x06_places.seats(5, 52, 10) == 10 + 9 * 5  # the founders come whatever the seats
    assert x06_places.seats(0, 13, 10) == 10
    assert x06_places.seats(20, 26, 1) == 40  # weeks 6 and 32


def test_kink():
    assert x06_places.kink([0, 10, 20, 40], [0.1, 0.2, 0.4, 0.8]) == pytest.approx(25)
    assert x06_places.kink([0, 10, 20], [0.1, 0.5, 0.4]) == pytest.approx(10)  # the first time counts
    assert x06_places.kink([5, 10], [0.6, 0.9]) == 5
    assert math.isnan(x06_places.kink([0, 10, 20], [0.1, 0.2, 0.49]))


def test_kink_of_some_seeds():
    runs = pd.DataFrame(
        {"seed": [1, 1, 2, 2, 3, 3], PLACES: [0, 10] * 3, "short": [0.0, 1.0, 0.25, 0.75, 0.0, 0.1]},
    )
    found = x06_places.kinks(runs.sample(frac=1, random_state=1))
    assert (found["kink"], found["seeds"], found["of"]) == (pytest.approx(5), 2, 3)
    assert "from 5 seats a session on (5 to 5), in 2 of 3 seeds" in x06_places.kink_in_words(found, 10)
    none = x06_places.kinks(runs[runs["seed"] == 3])
    assert x06_places.kink_in_words(none, 10).endswith("up to 10 seats in all 1 seeds")


# --- retention or conversion -----------------------------------------------------------------------------------------


def test_retention_or_conversion_in_figures(lab, made):
    finding = made(x07_retention_or_conversion)
    grid = [{LOSS: mu, WISH: p} for mu in (0.25, 0.5) for p in (1 / 6, 1 / 3)]
    runs = lab.run(points(Parameters(), grid), [1, 2], 3).table
    reached = {key: at["participants"].to_numpy(float) for key, at in runs.groupby([LOSS, WISH])}
    usual = reached[0.25, 1 / 3]
    less_loss = (reached[0.5, 1 / 3] - usual) / math.log(2) * math.log(0.9)
    conversion = (usual - reached[0.25, 1 / 6]) / (1 / 6) * 0.1 / 3
    row = only(finding.table, **{LOSS: 0.25, WISH: 1 / 3})
    assert three(row, "participants") == interval_of(usual)
    assert three(row, "gain_less_loss") == interval_of(less_loss)
    assert three(row, "gain_conversion") == interval_of(conversion)
    assert three(row, "gap") == interval_of(less_loss - conversion)
    assert row["r_theory"] == pytest.approx(cycle.reproduction(2, 0.25, 10))
    gap = stats.ttest_1samp(less_loss - conversion, 0).pvalue
    assert (row["gains_more"] == "not distinguishable") == (gap > 0.05)
    counts = finding.table["gains_more"].value_counts()
    assert f"less loss gains more at {counts.get('less loss', 0)} of the 4 points" in finding.text
    assert "{} ({} to {}) against".format(*map(signed, three(row, "gain_less_loss"))) in finding.text


def test_retention_or_conversion_drawn(made):
    finding = made(x07_retention_or_conversion)
    (ax,) = finding.figure.axes
    cells = {f"{signed(a)}\n{signed(b)}" for a, b in finding.table[["gain_less_loss", "gain_conversion"]].to_numpy()}
    assert cells <= set(written(finding.figure))
    assert ax.get_yscale() == "log"
    threshold = ax.lines[0]  # R = 1
    assert np.interp(0.5, threshold.get_ydata(), threshold.get_xdata()) * 6 == pytest.approx(
        cycle.critical_conversion(0.5, 10), rel=1e-3
    )
    assert [text.get_text() for text in finding.figure.legends[0].texts][:3] == [
        "less loss\ngains more", "more conversion\ngains more", "not distinguishable",
    ]  # fmt: skip


def test_gains_of_a_known_surface():
    losses, wishes = [0.1, 0.2, 0.4], [0.0, 0.25, 0.5]
    surface = pd.DataFrame([[500 - 100 * math.log(mu) + 40 * p for p in wishes] for mu in losses], losses, wishes)
    made = x07_retention_or_conversion.gains(surface)
    assert list(made["gain_less_loss"]) == pytest.approx([100 * -math.log(0.9)] * 9)
    assert list(made["gain_conversion"]) == pytest.approx([0, 1, 2] * 3)
    assert list(made["gap"]) == pytest.approx(list(made["gain_less_loss"] - made["gain_conversion"]))
    assert list(zip(made[LOSS], made[WISH], strict=True)) == [(mu, p) for mu in losses for p in wishes]


def test_what_gains_more():
    assert x07_retention_or_conversion.winner(1, 20) == "less loss"
    assert x07_retention_or_conversion.winner(-20, -1) == "more conversion"
    assert x07_retention_or_conversion.winner(-1, 20) == "not distinguishable"
    assert x07_retention_or_conversion.winner(NAN, NAN) == "not distinguishable"


# --- end of support --------------------------------------------------------------------------------------------------


def test_end_of_support_in_figures(lab, made):
    finding = made(x21_end_of_support)
    assert len(finding.table) == 15
    row = only(finding.table, case="no training", figure="facilitators_active")
    decision = {"from": 104, "set": {"training.places": 0}}
    stopped, goes_on = (
        lab.run([case(Parameters.model_validate({"decision": rows}))], [1, 2], 4) for rows in ([decision], [])
    )
    lost = stopped.table["participants"] - goes_on.table["participants"]
    assert [row["people_difference"], row["people_low"], row["people_high"]] == interval_of(lost)
    assert (
        f"people reached {lost.mean():+,.0f} ({row['people_low']:+,.0f} to {row['people_high']:+,.0f}" in finding.text
    )
    trained, active = (
        stopped.rows("years").pivot(index="seed", columns="year", values=name)
        for name in ("facilitators_trained", "facilitators_active")
    )
    assert (trained[4] == trained[2]).all()
    assert (trained[2] > trained[1]).all()
    assert three(row, "level") == interval_of(active[2])
    half = [
        1 + (b - a / 2) / (b - c) if c <= a / 2 < b else (a / 2) / (a - b) if b <= a / 2 else INF
        for a, b, c in active[[2, 3, 4]].to_numpy(float)
    ]
    assert row["half_life"] == pytest.approx(np.mean(half))
    assert row["never"] == sum(np.isinf(half))
    assert "halve in inf years by theory" not in finding.text


def test_end_of_support_drawn(made):
    finding = made(x21_end_of_support)
    assert [ax.get_title(loc="left") for ax in finding.figure.axes] == [
        "Active facilitators", "Groups started a year", "People a year", "Half-life, years from the end of support",
    ]  # fmt: skip
    labels = written(finding.figure)
    for name in x21_end_of_support.CASES:
        assert sum(label.startswith(name) for label in labels) == 3
    assert "theory: exp(-loss × time)" in [text.get_text() for text in finding.figure.axes[0].get_legend().texts]


@pytest.mark.parametrize(
    "values, expected",
    [
        ([20, 15, 10, 5], 2.0),
        ([20, 14, 6, 0], 1.5),
        ([20, 4, 30, 4], 10 / 16),  # the first time counts
        ([20, 22, 19, 11], INF),  # censored
        ([0, 0, 0, 0], NAN),  # there is nothing to lose half of
    ],
)
def test_half_life(values, expected):
    assert x21_end_of_support.half_life([0, 1, 2, 3], values) == pytest.approx(expected, nan_ok=True)


def test_half_life_of_exponential_decline():
    times = np.linspace(0, 10, 1001)
    assert x21_end_of_support.half_life(times, np.exp(-0.25 * times)) == pytest.approx(math.log(2) / 0.25, abs=1e-4)


def test_half_lives_of_stocks_and_flows():
    """A stock is read at the end of a year, a flow in its middle; that of year `stop` lasts to its end."""
    cumulative = pd.DataFrame(
        {
            "case": "no training", "seed": 1, "year": [1, 2, 3, 4],
            "facilitators_active": [9, 8, 4, 2], "groups_started": [4, 12, 14, 16], "participants": [30, 90, 150, 155],
        }
    )  # fmt: skip
    rows = x21_end_of_support.by_the_year(cumulative.sample(frac=1, random_state=3))
    assert list(rows["groups_started"]) == [4, 8, 2, 2]
    assert list(rows["participants"]) == [30, 60, 60, 5]
    lives = x21_end_of_support.half_lives(rows, stop=2).set_index("figure")["half_life"]
    assert lives["facilitators_active"] == pytest.approx(1)
    assert lives["groups_started"] == pytest.approx(0.5 * 4 / 6)  # within the first half year
    assert lives["participants"] == pytest.approx(0.5 + 30 / 55)


def test_median_of_half_lives_with_some_censored():
    seen = [*range(1, 25), *[INF] * 6]
    median, low, high = x21_end_of_support.median_interval(seen[::-1])
    assert (median, low, high) == (15.5, 10, 21)  # the tenth and the twenty-first of thirty
    assert stats.binom.cdf(9, 30, 0.5) < 0.025 < stats.binom.cdf(10, 30, 0.5)
    assert x21_end_of_support.median_interval([1.0] * 10 + [INF] * 20) == (INF, 1.0, INF)
    few = x21_end_of_support.median_interval([1.0, 2.0])
    assert few[0] == 1.5
    assert np.isnan(few[1:]).all()


def test_words_of_a_half_life():
    def said(median, low, high, never):
        row = {"half_life": median, "half_life_low": low, "half_life_high": high, "never": never, "seeds": 30}
        return x21_end_of_support._life(pd.Series(row), 10)

    assert said(2.75, 2.2, 3.4, 0) == "2.8 years (2.2 to 3.4)"
    assert said(9.0, 7.0, INF, 12) == "9.0 years (7.0 to more than 10; not halved in 12 of 30 seeds)"
    assert said(INF, 8.0, INF, 20) == "more than 10 years (8.0 to more than 10; not halved in 20 of 30 seeds)"
    assert said(INF, INF, INF, 30) == "more than 10 years (in all 30 seeds)"
    assert said(2.0, NAN, NAN, 0) == "2.0 years (too few seeds for an interval)"


@pytest.mark.parametrize(
    "low, high, word",
    [(2.9, 3.5, "longer"), (1.0, 2.5, "shorter"), (2.5, 3.0, "not distinguishable from it"), (3, INF, "longer"),
     (NAN, NAN, "not distinguishable from it")],
)  # fmt: skip
def test_half_life_against_theory(low, high, word):
    assert x21_end_of_support.against(pd.Series({"half_life_low": low, "half_life_high": high}), 2.8) == word
