"""The figure of limits: gains lie in the years of the calendar, in the colour of what there is more of."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from contagion.experiments.drawing.style import CAUSES, GREY
from contagion.experiments.verbs.compare.work import Comparison
from contagion.experiments.verbs.limits.figure import gains_in_worlds, limits_figure
from contagion.experiments.verbs.limits.work import BASE, CAPACITIES, PEOPLE, Limits, elasticities, gains_by_year
from contagion.models.scenarios.scenario import read
from contagion.sim.statistics.compare import paired
from tests.helpers.drawn import axes, unreadable, written

MORE = {"registering": 40, "places": 20, "rooms": 0}  # people in the third year, beside 100
NOISE = (0, 1, 2, 3)
YEARS = 3
LETTERS = '[[decision]]\ntitle = "Letters"\nfrom = "2020-01"\nset = { "outreach.letters" = 5000 }\n'


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Limits:
    """Nobody comes in the second year; from September 2018 on; with a decision."""
    path = tmp_path_factory.mktemp("scenario") / "autumn.toml"
    path.write_text('[calendar]\nstart = "2018-09"\n' + LETTERS)
    base, by_name = read(path), {capacity.name: capacity for capacity in CAPACITIES}
    cases = [replace(base, name=BASE)]
    cases += [replace(base, name=name, parameters=by_name[name].more(base.parameters)) for name in MORE]
    years: list[dict[str, Any]] = []
    for case in cases:
        for seed in NOISE:
            more = MORE.get(case.name, 0) + (seed if MORE.get(case.name) else 0)
            totals = (100, 100, 200 + more)
            years += [{"scenario": case.name, "seed": seed, "year": n, PEOPLE: p} for n, p in enumerate(totals, 1)]
    rows = pd.DataFrame(years)
    table = rows[rows["year"] == YEARS].assign(years=YEARS)
    source = {"data": "CA Somewhere (EPCI 1): INSEE"}
    runs: Any = SimpleNamespace(
        table=table, labels=table, rows={"years": rows}.__getitem__, store=SimpleNamespace(about=source), again=None
    )
    made = Comparison(cases, runs, paired(table, "scenario", BASE, [PEOPLE]))
    capacities = [by_name[name] for name in MORE]
    return Limits(
        replace(base, effort="Effort for 7"), made, elasticities(made, capacities, YEARS), gains_by_year(made), ()
    )


def test_gains_lie_in_the_calendar(found):
    figure = limits_figure(found)
    _, *small = axes(figure)
    start = 2018 + 8 / 12
    for ax, name in zip(small, found.table["capacity"], strict=True):
        bars = [bar for bar in ax.patches if bar.get_gid() != "held"]
        expected = [] if name == "rooms" else [start + 2.5]  # no bar, and no whisker, in a year without any gain
        assert [bar.get_x() + bar.get_width() / 2 for bar in bars] == pytest.approx(expected)
        assert [bar.get_height() for bar in bars] == pytest.approx([MORE[name] + np.mean(NOISE)] * len(expected))
        assert {to_hex(bar.get_facecolor()) for bar in bars} <= {CAUSES[name].lower()}
        assert ax.get_xlim() == (pytest.approx(start), pytest.approx(start + YEARS))
    assert [label.get_text() for label in small[-1].get_xticklabels()] == ["2019", "2020", "2021"]
    assert not unreadable(figure)


def test_each_capacity_has_its_colour(found):
    left = axes(limits_figure(found))[0]
    shown = [to_hex(colour) for colour in left.collections[-1].get_facecolor()]
    assert shown == [(GREY if name == "rooms" else CAUSES[name]).lower() for name in found.table["capacity"]]


def test_the_decision_is_marked_and_the_territory_named(found):
    figure = limits_figure(found)
    _, *small = axes(figure)
    for ax in small:
        (line,) = (line for line in ax.lines if line.get_gid() == "decided")
        assert line.get_xdata()[0] == pytest.approx(2020, abs=1 / 52)
    assert [text.get_text() for text in written(figure) if text.get_gid() == "mark"] == ["Letters"]
    assert figure.get_supxlabel().splitlines()[-3:] == [
        "Territory: CA Somewhere (EPCI 1): INSEE", "Effort for 7", "Decision: Letters, from 2020-01",
    ]  # fmt: skip


def test_rows_have_the_verdict_and_both_ends():
    ends = {f"gained_p{part}": [part] for part in (5, 25, 50, 75, 95)}
    row = {"capacity": ["hosts"], "label": ["hosts"], "rise": [0.1], "gained_above_zero": [0.75], "gained_above": [0.5]}
    row |= {"gained_below_zero": [0.25], "gained_worlds": [100.0]}
    ax = Figure().subplots()
    gains_in_worlds(ax, pd.DataFrame(row | ends), 30)
    assert ax.get_yticklabels()[0].get_text().splitlines() == [
        "hosts, +10%",
        "+50 (+5 to +95) people",
        "No clear difference (7 of 10 simulations)",
        "More than 30 more come in 5 of 10 simulations.",
    ]
