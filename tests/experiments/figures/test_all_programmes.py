"""Where there are alternative programmes, comparisons and sweeps speak of the people, leaders and groups of all."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from experiments.figures.comparison import FEW, differences_figure, trajectories_figure
from experiments.figures.style import GREY, scenario_look
from experiments.figures.sweep import sweep_figure
from experiments.studies.comparison import Comparison, all_programmes_by_year
from models.parameters import Parameters
from models.scenarios.scenario import AT_HOME, FOLDER, read
from sim.statistics.compare import Precision, paired
from tests.helpers.drawn import axes, unreadable

YEARS, SEEDS = 3, range(8)
WORKSHOP = {"alternative": [{"kind": "workshop", "name": "fresk"}]}


def made(count: int, starts: tuple[str, ...] = ("2017-01",), alone: bool = False) -> Comparison:
    """Scenarios of which all but the first have a workshop with 10, 20, … people a year, in place of the groups if
    `alone`; groups reach 100 people a year."""
    names = [f"scenario_{number}" for number in range(count)]
    own, others, scenarios = [], [], []
    for number, name in enumerate(names):
        start = {"calendar": {"start": starts[number % len(starts)]}}
        workshop = WORKSHOP if number or alone else {}
        parameters = Parameters.model_validate(start | workshop)
        scenarios.append(SimpleNamespace(name=name, parameters=parameters, effort=AT_HOME))
        for seed in SEEDS:
            for year in range(1, YEARS + 1):
                label = {"scenario": name, "seed": seed, "year": year}
                groups = 0 if alone else year
                own.append(label | {"participants": 100 * groups, "groups_started": 10 * groups, "cost_total": 5000})
                own[-1] |= {"facilitators_active": 4 * bool(groups), "communes_reached": groups}
                if workshop:
                    more = {"participants": 10 * number + seed % 4, "groups": number, "leaders_active": number + year}
                    others.append(label | more)
    tables = {"years": pd.DataFrame(own), "alternatives": pd.DataFrame(others)}
    last = tables["years"][tables["years"]["year"] == YEARS]
    runs: Any = SimpleNamespace(
        store=SimpleNamespace(about={"commit": "0" * 40}),
        labels=last[["scenario", "seed"]],
        table=last.assign(years=YEARS),
        rows=tables.__getitem__,
    )
    indicators = ["participants", "facilitators_active", "groups_started", "communes_reached", "cost_total"]
    differences = paired(last, "scenario", names[0], indicators)
    return Comparison(scenarios, runs, differences, (), Precision(), False)


def ends(ax: Any) -> list[str]:
    return sorted(text.get_text() for text in ax.texts if text.get_text().startswith("scenario"))


def test_groups_and_others_are_added_up():
    table = all_programmes_by_year(made(2)).query("scenario == 'scenario_1' and seed == 2")
    assert table["people"].tolist() == [100 + 12, 200 + 24, 300 + 36]
    assert table["groups_of_all"].tolist() == [11, 22, 33]
    assert table["leaders"].tolist() == [4 + 2, 4 + 3, 4 + 4]  # a stock, and no sum


def test_the_curves_are_those_of_all():
    figure = trajectories_figure(made(2))
    people, leaders, groups, communes = axes(figure)
    assert ends(people) == ["scenario_0 300", "scenario_1 334"]
    assert ends(leaders) == ["scenario_0 4", "scenario_1 8"]
    assert ends(groups) == ["scenario_0 30", "scenario_1 33"]
    assert communes.get_title(loc="left") == "Communes with a group so far"
    assert [label.get_text() for label in people.get_xticklabels()] == ["2017", "2018", "2019", "2020"]
    assert not unreadable(figure)


def test_without_groups_nothing_is_flat_that_is_not():
    *_, communes = axes(trajectories_figure(made(2, alone=True)))
    assert "Not told of alternative programmes" in [text.get_text() for text in communes.texts]
    assert communes.get_ylim() == (0, 1)
    assert [label.get_text() for label in communes.get_yticklabels()] == ["0", "1"]


def test_the_differences_begin_with_all_people():
    """+30, +33, +36 and +39 of 300."""
    (ax,) = axes(differences_figure(made(2)))
    assert next(label.get_text() for label in ax.get_yticklabels()) == "people in all programmes"
    shown = {y: x for line in ax.lines if line.get_marker() == "o" for x, y in line.get_xydata()}
    assert shown[0] == pytest.approx(100 * 34.5 / 300)
    many = axes(differences_figure(made(FEW + 2)))
    assert many[0].get_title(loc="left") == "People in all programmes"
    assert "People in groups" not in [ax.get_title(loc="left") for ax in many]


def test_a_scenario_has_one_colour_in_all_figures():
    for count in (FEW + 1, FEW + 2):
        comparison = made(count)
        courses = [
            line for line in axes(trajectories_figure(comparison))[0].lines if len(line.get_ydata()) == YEARS + 1
        ]
        colours = [to_hex(line.get_color()) for line in courses]
        assert colours == [to_hex(scenario_look(number)[0]) for number in range(count)]
        panels = axes(differences_figure(comparison))
        dots = [
            [one for one in ax.lines if one.get_marker() == "o" and to_hex(one.get_color()) != GREY] for ax in panels
        ]
        if count == FEW + 1:
            assert [{to_hex(line.get_color()) for line in of} for of in dots] == [{colour} for colour in colours[1:]]
        else:
            assert {y: to_hex(line.get_color()) for line in dots[0] for y in line.get_ydata()} == dict(
                enumerate(colours[1:])
            )


def test_different_starts_stand_together_in_years_since_the_start():
    for ax in axes(trajectories_figure(made(2, starts=("2017-01", "2019-01")))):
        assert ax.get_xlabel() == "years since the start"
        assert ax.get_xlim() == (0, YEARS)


def test_a_sweep_counts_those_of_all_programmes():
    rows = [
        {"training.places": places, "seed": seed, "participants": 0, "facilitators_active": 0, "years": 2, "error": ""}
        | {"alternative_participants": 10 * places, "alternative_leaders_active": places}
        for places in (1, 2, 3)
        for seed in range(12)
    ]
    figure = sweep_figure(pd.DataFrame(rows), ["training.places"], read(FOLDER / "workshop_instead.toml"))
    upper, lower = axes(figure)
    assert upper.get_title(loc="left") == "People in all programmes"
    for ax, each in ((upper, 10), (lower, 1)):
        (mean,) = (line for line in ax.lines if line.get_gid() == "mean")
        assert mean.get_ydata().tolist() == [each, 2 * each, 3 * each]
    plain = sweep_figure(pd.DataFrame(rows), ["training.places"], read())
    assert axes(plain)[0].get_title(loc="left") == "People in groups"
    assert axes(plain)[0].get_ylim() == (0, 1)
