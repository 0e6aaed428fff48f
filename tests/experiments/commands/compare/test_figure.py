"""The figures of a comparison: of two or of twenty-five scenarios, nothing overlaps and no two look alike."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from contagion.experiments.commands.compare.costs import all_programmes_by_year
from contagion.experiments.commands.compare.figure import MAIN, differences_figure, trajectories_figure
from contagion.experiments.commands.compare.work import Comparison
from contagion.experiments.say.charts.axes import FEW, PANELS
from contagion.experiments.say.charts.style import GREY, scenario_look
from contagion.models.parameters import Parameters
from contagion.models.scenario import AT_HOME
from contagion.sim.statistics.compare import paired_differences
from tests.helpers.drawn import axes, unreadable

OF_WORKSHOPS, TIMES = 3, range(8)
WORKSHOP = {"alternative": [{"kind": "workshop", "name": "fresk"}]}


def with_workshops(count: int, starts: tuple[str, ...] = ("2017-01",), alone: bool = False) -> Comparison:
    """Scenarios of which all but the first have a workshop with 10, 20, … people a year, in place of the groups if
    `alone`; groups reach 100 people a year."""
    names = [f"scenario_{number}" for number in range(count)]
    own, others, scenarios = [], [], []
    for number, name in enumerate(names):
        start = {"calendar": {"start": starts[number % len(starts)]}}
        workshop = WORKSHOP if number or alone else {}
        parameters = Parameters.model_validate(start | workshop)
        scenarios.append(SimpleNamespace(name=name, parameters=parameters, effort=AT_HOME, past=0))
        for seed in TIMES:
            for year in range(1, OF_WORKSHOPS + 1):
                label = {"scenario": name, "seed": seed, "year": year}
                groups = 0 if alone else year
                own.append(label | {"participants": 100 * groups, "groups_started": 10 * groups, "cost_total": 5000})
                own[-1] |= {"facilitators_active": 4 * bool(groups), "communes_reached": groups}
                if workshop:
                    more = {"participants": 10 * number + seed % 4, "groups": number, "leaders_active": number + year}
                    others.append(label | more)
    tables = {"years": pd.DataFrame(own), "alternatives": pd.DataFrame(others)}
    last = tables["years"][tables["years"]["year"] == OF_WORKSHOPS]
    runs: Any = SimpleNamespace(
        store=SimpleNamespace(about={"commit": "0" * 40}),
        labels=last[["scenario", "seed"]],
        table=last.assign(years=OF_WORKSHOPS),
        rows=tables.__getitem__,
    )
    indicators = ["participants", "facilitators_active", "groups_started", "communes_reached", "cost_total"]
    differences = paired_differences(last, "scenario", names[0], indicators)
    return Comparison(scenarios, runs, differences)


SEEDS, YEARS, OTHER = 3, 4, "coverage"


@pytest.fixture(autouse=True)
def of_known_cost(monkeypatch):
    """Runs made by hand say what they cost."""
    monkeypatch.setattr(
        "contagion.experiments.commands.compare.figure.table_with_costs", lambda runs, _scenarios: runs.table
    )


def made(count: int, beside: str = "") -> Comparison:
    """Scenarios a, b, … of which the last reaches the most, all close together; those `beside` have a workshop."""
    names = [f"scenario_{chr(ord('a') + number)}" for number in range(count)]
    rows = [
        {"scenario": name, "seed": seed, "year": year}
        | dict.fromkeys((*MAIN, OTHER, "groups", "leaders_active"), year * (100 + number + 0.1 * number * seed))
        for number, name in enumerate(names)
        for seed in range(1, SEEDS + 1)
        for year in range(1, YEARS + 1)
    ]
    years = pd.DataFrame(rows)
    last = years[years["year"] == YEARS]
    runs: Any = SimpleNamespace(
        store=SimpleNamespace(about={"commit": "0" * 40, "data": "made by hand"}),
        labels=last[["scenario", "seed"]],
        table=last.assign(years=YEARS),
        rows=lambda table: years,
    )
    alone, workshop = Parameters(), Parameters.model_validate({"alternative": [{"kind": "workshop", "name": "fresk"}]})
    scenarios: Any = [
        SimpleNamespace(name=name, parameters=workshop if name[-1] in beside else alone, effort=AT_HOME, past=0)
        for name in names
    ]
    return Comparison(scenarios, runs, paired_differences(last, "scenario", names[0], [*MAIN, OTHER]))


@pytest.mark.slow
@pytest.mark.parametrize("count", [2, FEW + 1, FEW + 2, 25])
def test_texts_keep_clear_of_each_other(count):
    assert not unreadable(trajectories_figure(made(count)))
    assert not unreadable(differences_figure(made(count)))


@pytest.mark.parametrize(
    "draw, says",
    [
        (trajectories_figure, "communes are not those of alternative programmes ({})"),
        pytest.param(
            differences_figure,
            "people in all programmes are those of the groups and of alternative programmes ({})",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_the_foot_says_of_whom_not_all_is_shown(draw, says):
    def foot(figure: Figure) -> str:
        return " ".join(" ".join(text.get_text() for text in figure.texts).split())

    figure = draw(made(25, beside="bcdefg"))
    named = ", ".join(f"scenario_{name}" for name in "bcdefg")
    assert says.format(named) in foot(figure)
    assert not unreadable(figure)
    assert "alternative programmes" not in foot(draw(made(2)))


def test_people_of_all_programmes_are_shown():
    """In the fake, those of the alternative programmes are as many each year as there are in groups by then."""
    comparison = made(2, beside="ab")
    people = all_programmes_by_year(comparison.runs, comparison.scenarios)
    of_seed = people[(people["scenario"] == "scenario_a") & (people["seed"] == 1)]
    assert of_seed["people"].tolist() == [100 + 100, 200 + 300, 300 + 600, 400 + 1000]
    alone = made(2)
    together = all_programmes_by_year(alone.runs, alone.scenarios)
    assert together["people"].tolist() == alone.runs.rows("years")["participants"].tolist()
    figure = trajectories_figure(comparison)
    assert axes(figure)[0].get_title(loc="left") == "People in all programmes so far"
    assert figure.get_suptitle().startswith("People in all programmes in 4 years")
    assert axes(figure)[0].texts[0].get_text() == "scenario_a 1,400"
    assert trajectories_figure(made(2)).get_suptitle().startswith("People in groups in 4 years")


def test_no_two_scenarios_look_alike():
    figure = trajectories_figure(made(25))
    for ax in axes(figure):
        courses = [line for line in ax.lines if len(line.get_ydata()) == YEARS + 1]
        assert len({(to_hex(line.get_color()), line.get_linestyle()) for line in courses}) == 25
    assert [text.get_text() for text in axes(figure)[0].texts][-1] == "scenario_y 515"  # 4 · (100 + 24 + 0.1 · 24 · 2)


@pytest.mark.parametrize("count,bands", [(FEW + 1, FEW + 1), (FEW + 2, 1)])
def test_many_bands_would_hide_each_other(count, bands):
    assert [len(ax.collections) for ax in axes(trajectories_figure(made(count)))] == [bands] * len(PANELS)


def test_counts_have_whole_ticks():
    for ax in axes(trajectories_figure(made(2))):
        ax.set_ylim(0, 3)  # a tick every half would be written 0, 0, 1, 2, 2
        assert (ax.get_yticks() % 1 == 0).all()


def test_of_many_the_title_names_the_ends():
    few, many = (" ".join(trajectories_figure(made(n)).get_suptitle().split()) for n in (FEW + 1, FEW + 2))
    assert few.count(" with ") == FEW
    assert "from +5 with scenario_b (" in many
    assert "to +19 with scenario_e (" in many
    assert many.count(" with ") == 2


def test_a_panel_a_scenario_or_a_panel_a_figure():
    few, many = differences_figure(made(FEW + 1)), differences_figure(made(FEW + 2))
    assert [ax.get_title(loc="left") for ax in axes(few)] == ["scenario_b", "scenario_c", "scenario_d"]
    assert [label.get_text() for label in axes(few)[0].get_yticklabels()] == [
        name.replace("_", " ") for name in (*MAIN, OTHER)
    ]
    assert [ax.get_title(loc="left") for ax in axes(many)] == list(MAIN.values())
    assert [label.get_text() for label in axes(many)[0].get_yticklabels()] == [f"scenario_{name}" for name in "bcde"]
    dots = [line for line in axes(many)[0].lines if line.get_marker() == "o"]
    assert sorted(height for line in dots for height in line.get_ydata()) == [0, 1, 2, 3]


def test_what_is_not_distinguishable_is_grey():
    comparison = made(2)
    runs = comparison.runs.table
    runs.loc[(runs["scenario"] == "scenario_b") & (runs["seed"] == 1), OTHER] = 396.0  # 4 fewer
    (ax,) = axes(differences_figure(comparison))
    grey = [line for line in ax.lines if line.get_marker() == "o" and to_hex(line.get_color()) == GREY]
    assert [line.get_ydata().tolist() for line in grey] == [[len(MAIN)]]
    assert grey[0].get_xdata() == pytest.approx([1.2])  # 4.8 of 400


def test_an_indicator_that_runs_away_does_not_flatten_the_others():
    """It has an arrow at the edge, with its number; the others keep the room that they need."""
    comparison = made(2)
    comparison.runs.table["runaway"] = [1.0, 1.0, 1.0, -59.0, -51.0, -39.0]
    row = comparison.differences.iloc[[0]].assign(indicator="runaway")
    comparison = replace(comparison, differences=pd.concat([comparison.differences, row]))
    figure = differences_figure(comparison)
    (ax,) = axes(figure)
    least, most = ax.get_xlim()
    assert most < 2  # the others differ by 1.2 %
    assert -2 < least < 0
    assert [text.get_text() for text in ax.texts] == ["\u22125,200"]
    (arrow,) = (line for line in ax.lines if line.get_marker() == "<")
    assert arrow.get_ydata() == [len(MAIN) + 1]
    assert least <= arrow.get_xdata()[0] < 0
    assert "an arrow: beyond the axis" in " ".join(text.get_text() for text in figure.texts)
    assert not unreadable(figure)
    assert not axes(differences_figure(made(2)))[0].texts


def ends(ax: Any) -> list[str]:
    return sorted(text.get_text() for text in ax.texts if text.get_text().startswith("scenario"))


def test_the_curves_are_those_of_all():
    figure = trajectories_figure(with_workshops(2))
    people, leaders, groups, communes = axes(figure)
    assert ends(people) == ["scenario_0 300", "scenario_1 334"]
    assert ends(leaders) == ["scenario_0 4", "scenario_1 8"]
    assert ends(groups) == ["scenario_0 30", "scenario_1 33"]
    assert communes.get_title(loc="left") == "Communes with a group so far"
    assert [label.get_text() for label in people.get_xticklabels()] == ["2017", "2018", "2019", "2020"]
    assert not unreadable(figure)


def test_without_groups_nothing_is_flat_that_is_not():
    *_, communes = axes(trajectories_figure(with_workshops(2, alone=True)))
    assert "Not clear of alternative programmes" in [text.get_text() for text in communes.texts]
    assert communes.get_ylim() == (0, 1)
    assert [label.get_text() for label in communes.get_yticklabels()] == ["0", "1"]


def test_the_differences_begin_with_all_people():
    """+30, +33, +36 and +39 of 300."""
    (ax,) = axes(differences_figure(with_workshops(2)))
    assert next(label.get_text() for label in ax.get_yticklabels()) == "people in all programmes"
    shown = {y: x for line in ax.lines if line.get_marker() == "o" for x, y in line.get_xydata()}
    assert shown[0] == pytest.approx(100 * 34.5 / 300)
    many = axes(differences_figure(with_workshops(FEW + 2)))
    assert many[0].get_title(loc="left") == "People in all programmes"
    assert "People in groups" not in [ax.get_title(loc="left") for ax in many]


def test_a_scenario_has_one_colour_in_all_figures():
    for count in (FEW + 1, FEW + 2):
        comparison = with_workshops(count)
        courses = [
            line for line in axes(trajectories_figure(comparison))[0].lines if len(line.get_ydata()) == OF_WORKSHOPS + 1
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
    for ax in axes(trajectories_figure(with_workshops(2, starts=("2017-01", "2019-01")))):
        assert ax.get_xlabel() == "years since the start"
        assert ax.get_xlim() == (0, OF_WORKSHOPS)
