"""Scenarios against each other: what is refused, what stands first, and differences in the course of time, by hand."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import contagion as ct
from contagion.experiments.commands.compare import words as looked
from contagion.experiments.commands.compare import work as cases
from contagion.experiments.commands.compare.costs import (
    avoided_by_scenario,
    costed_points,
    euros_by_year,
    euros_of_points,
    of_all_programmes,
    table_with_costs,
)
from contagion.experiments.commands.compare.figure import cases_figure
from contagion.experiments.commands.compare.words import of_comparison
from contagion.experiments.commands.compare.work import differences_in_time, inquiry, must_have_ended
from contagion.experiments.commands.levers import inquiry as levers
from contagion.experiments.commands.levers import of_levers
from contagion.experiments.commands.limits import of_limits
from contagion.experiments.commands.spend.words import of_spent
from contagion.experiments.commands.sweep import work as sweep
from contagion.experiments.evidence.calibration import RULES
from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.evidence.worlds import Structures, Worlds, told_apart
from contagion.experiments.say.levers import LEVERS
from contagion.models.parameters import Parameters
from contagion.models.runs.simulation import simulate
from contagion.models.runs.study import changed, scenario_case
from contagion.models.scenario import FOLDER, Scenario, Words, read
from contagion.sim.errors import InputError
from contagion.sim.statistics.designs import grid
from tests.helpers.even_ensemble import even
from tests.helpers.limits_by_hand import by_hand as limits_by_hand
from tests.helpers.priced_scenarios import SCENARIOS
from tests.helpers.spent_by_hand import by_hand as spent_by_hand
from tests.helpers.spent_by_hand import ensemble
from tests.helpers.table_rows import only


def test_two_scenarios_of_one_name_are_refused_before_anything_runs(lab):
    one = read(FOLDER / "ref.toml")
    with pytest.raises(InputError, match=r"^compare: 'ref' is listed twice; rename one of them$"):
        inquiry([one, one])


def test_of_runs_that_failed_the_first_is_told():
    table = pd.DataFrame({"scenario": ["a", "b", "b"], "seed": [1, 1, 2], "error": ["", "x\nValueError: no\n", "y\n"]})
    runs: Any = SimpleNamespace(table=table, again=None)
    with pytest.raises(InputError, match=r"^compare: 2 of 3 runs failed; the first, b with seed 1: ValueError: no$"):
        must_have_ended(runs, "compare")
    must_have_ended(SimpleNamespace(table=table.head(1), again=None), "compare")  # ty: ignore[invalid-argument-type]


def test_differences_in_time_are_those_of_each_year():
    """In the first year 1 and 3 people more, in the second 10 and 30."""
    people = {("a", 1): (5, 6), ("b", 1): (6, 9), ("a", 2): (50, 60), ("b", 2): (60, 90)}
    rows = [
        {"scenario": name, "seed": seed, "year": year, "people": count}
        for (name, year), counts in people.items()
        for seed, count in enumerate(counts, start=1)
    ]
    made = differences_in_time(pd.DataFrame(rows), "a", ["people"], "year")
    assert made["year"].tolist() == [1, 2]
    assert made["difference"].tolist() == [2, 20]
    assert made["base"].tolist() == [5.5, 55]


def test_of_scenarios_with_a_past_people_and_euros_are_those_of_after_it(lab):
    whole = [read(FOLDER / "ref.toml"), replace(read(FOLDER / "ref.toml", ["training.places=20"]), name="more")]
    runs = inquiry(whole, 3, 2).last(lab).runs
    ahead = [replace(one, past=2) for one in whole]
    all_of_it, after = (of_all_programmes(runs, scenarios) for scenarios in (whole, ahead))
    years = runs.rows("years").merge(euros_by_year(runs, whole), on=["scenario", "seed", "year"])
    before = years[years["year"] == 2]
    assert (all_of_it["people"] - after["people"]).tolist() == before["participants"].tolist()
    assert (all_of_it["cost_total"] - after["cost_total"]).tolist() == pytest.approx(before["cost_total"].tolist())
    assert after["cost_per_participant"].tolist() == pytest.approx((after["cost_total"] / after["people"]).tolist())
    assert after["communes_reached"].equals(all_of_it["communes_reached"])


WORKSHOP = {"alternative": [{"kind": "workshop", "name": "fresk"}]}
CONTENTS = {
    "groups": {},
    "a workshop beside": WORKSHOP,
    "prices change": {"decision": [{"from": 60, "set": {"costs.coordinator": 90_000.0}}]},
    "a budget": {"budget": {"per_year": 60_000.0}},
}
POINTS = {
    "effort": {"training.places": [5, 10]},
    "prices": {"costs.kit": [0.0, 80.0], "costs.seat": [700.0, 100.0]},
    "both": {"costs.kit": [0.0, 80.0], "training.places": [5, 10]},
    "words": {"training.top_up": ["historical", "autonomous"], "training.places": [5, float("inf")]},
    "the same twice": {"training.places": [5, 5]},
}
FIGURES = ("cost_total", "cost_per_participant", "cost_per_completer")


def test_euros_are_those_of_the_runs(priced_runs, priced_summaries):
    table = table_with_costs(priced_runs, SCENARIOS).set_index("scenario")
    for name, said in priced_summaries.items():
        for figure in ("cost_total", "cost_per_participant", "cost_per_completer"):
            expected = np.nan if said[figure] is None else said[figure]
            assert table.loc[name, figure] == pytest.approx(expected, abs=0.01, nan_ok=True), (name, figure)
    assert table["cost_per_completer"].notna().tolist() == [True, False, True, False]
    assert table["cost_total"].nunique() == len(SCENARIOS)


# ---- sweeps --------------------------------------------------------------------------------------------------------


def scenario_of(content: dict) -> Scenario:
    return Scenario("it", Words("it"), Parameters.model_validate(content))


@pytest.mark.parametrize(
    "content, axes",
    [
        pytest.param(CONTENTS[one], POINTS[axes], marks=[pytest.mark.slow] * (n % 4 != turn % 4), id=f"{axes}, {one}")
        for turn, axes in enumerate(POINTS)
        for n, one in enumerate(CONTENTS)
    ],
)
def test_the_points_of_a_sweep_cost_what_each_run_says_of_itself(lab, territory, content, axes):
    scenario, points = scenario_of(content), grid(axes)
    made = sweep.inquiry(scenario, points, 2, 2).last(lab)
    assert made.varied == list(axes)
    asked = [(point, seed) for point in points for seed in (1, 2)]
    assert len(made.all_runs) == len(asked)
    for (point, seed), (_, row) in zip(asked, made.all_runs.iterrows(), strict=True):
        assert {name: row[name] for name in axes} == point
        own = Scenario("own", Words("own"), changed(scenario.parameters, point))
        said = simulate(own, territory, years=2, seed=seed).summary
        for figure in FIGURES:
            expected = np.nan if said[figure] is None else said[figure]
            assert row[figure] == pytest.approx(expected, abs=0.01, nan_ok=True), (point, seed, figure)


def test_the_course_of_the_euros_ends_where_the_table_does(lab):
    for content in CONTENTS.values():
        scenario = scenario_of(content)
        made = sweep.inquiry(scenario, grid(POINTS["both"]), 2, 2).last(lab)
        years = made.runs.rows("years").assign(
            cost_total=euros_of_points(made.runs, scenario, made.varied)["cost_total"]
        )
        assert years.loc[years["year"] == 2, "cost_total"].tolist() == made.table["cost_total"].tolist()
        assert (years.groupby([*made.varied, "seed"])["cost_total"].diff().dropna() > 0).all()


def test_a_point_costs_what_a_scenario_costs(lab):
    """To the last digit: the two are worked out by one rule."""
    one = scenario_of({"costs": {"kit": 33.3}})
    point = sweep.inquiry(scenario_of({}), [{"costs.kit": 33.3}], 2, 3).last(lab).table
    runs = lab.run([scenario_case(one)], range(1, 4), 2)
    table = table_with_costs(runs, [one])
    pd.testing.assert_frame_equal(point[list(FIGURES)], table[list(FIGURES)], check_exact=True)
    courses = runs.rows("years").assign(cost_total=euros_by_year(runs, [one])["cost_total"])
    assert courses.loc[courses["year"] == 2, "cost_total"].tolist() == table["cost_total"].tolist()


def test_few_columns_are_read_for_it(lab, monkeypatch):
    """Of millions of runs all columns of all years would not fit into memory."""
    scenario = scenario_of({})
    runs = sweep.inquiry(scenario, [{"training.places": 7}], 1, 3).last(lab).runs
    read, store = [], type(lab.store)
    whole = store.read
    monkeypatch.setattr(store, "read", lambda self, *of: read.append(of) or whole(self, *of))
    before = costed_points(runs, scenario, ["training.places"])
    ((table, _, columns),) = read
    assert table == "years"
    assert columns[:2] == ["key", "year"]
    assert len(columns) < 0.6 * len(runs.rows("years").columns)
    pd.testing.assert_frame_equal(costed_points(runs, scenario, ["training.places"]), before)
    assert len(read) == 2  # all years are there now


def toy():
    return pd.DataFrame(
        {
            "case": ["a", "a", "a", "b", "b", "b"],
            "seed": [1, 2, 3] * 2,
            "years": 4,
            "x": [1.0, 2, 3, 11, 12, 13.5],
            "y": [5.0, 5, 5, 4, 5, 6],
        }
    )


def test_a_step_sets_values_and_what_is_decided_over_those_that_are_there():
    here = Parameters().with_values({"training.accept": 0.5, "training.places": 3})
    decided = {"from": 0, "set": {"training.places": 20}}
    there = cases.with_decisions({"training.places": 4}, decided)(here)
    assert (there.training.accept, there.training.places) == (0.5, 4)
    assert there.decision[0].set == {"training.places": 20}
    assert here.decision == ()


def test_a_figure_shows_what_cases_change_world_by_world():
    rows = toy().rename(columns={"case": "scenario"})
    shown = {"x": cases.FigureText("ducks", ".1f"), "y": cases.FigureText("geese")}
    table = told_apart(rows, "a", list(shown), Worlds(even(2)))
    figure = cases_figure(table, "a", shown, "Ducks", "Toys.")
    dots = [np.asarray(ax.collections[-1].get_offsets()).tolist() for ax in figure.axes]
    assert dots == [[[10, 0]], [[0, 0]]]
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["Ducks", "Geese"]
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == ["b"]
    foot = " ".join(figure.get_supxlabel().split())
    assert foot.startswith("More than the case “a” in the same simulation. Dots: the median of 3 simulations")
    assert foot.endswith("Toys.")


def told(found: Structures | None) -> Structures:
    """What is told under each rule, where it is."""
    assert found
    return found


@pytest.fixture(scope="module")
def worlds() -> Worlds:
    return Worlds(even(4))


def test_of_a_comparison_the_people_more(worlds, own_lab):
    more = read(None, ["training.places=20"])
    made = inquiry([read(), replace(more, name="more")], 2, 9, worlds=worlds).last(own_lab)
    found = told(of_comparison(made))
    people = made.runs.table.pivot(index="seed", columns="scenario", values="participants")
    gain = (people["more"] - people["ref"]).to_numpy()
    assert found.whole.middles == {"more": np.median(gain)}
    assert found.whole.best is None  # one is no ranking
    assert [one.middles["more"] for one in found.each] == [np.median(gain[place::3]) for place in range(3)]
    assert [one.rule for one in found.each] == list(RULES)


@pytest.mark.slow
def test_of_levers_those_with_a_price_are_ranked_by_the_people_for_a_euro(worlds, own_lab):
    names = ("training.places", "outreach.events_per_year", "volunteering.wish")
    some = [one for one in LEVERS if one.parameter in names]
    steps = levers(read(), 3, 12, some, worlds).last(own_lab)
    found, worth = told(of_levers(steps)), steps.table[steps.table["priced"] & (steps.table["verdict"] == "")]
    assert set(found.whole.middles) == {one.label for one in some}
    assert found.whole.best == (worth["lever"].iloc[0] if len(worth) else None)


def test_of_limits_they_are_ranked_by_the_people_for_each_per_cent_more(worlds):
    limits = limits_by_hand(worlds=worlds)
    found = told(of_limits(limits))
    assert found.whole.best == limits.table["capacity"].iloc[0]
    assert found.whole.middles["places"] == 45


def test_of_portfolios_the_first_by_people():
    spent = spent_by_hand(ensemble(turned=0.3))
    found = told(of_spent(spent))
    means = {one.name: one.gained.mean() for one in spent.portfolios}
    assert found.whole.best == max(means, key=means.__getitem__)
    assert found.whole.worlds == spent.judged.worlds == sum(one.worlds for one in found.each)
    assert of_spent(spent_by_hand()) is None  # one set of values has one rule


def test_a_difference_by_week_ends_where_that_by_year_ends(at_work):
    made = ct.compare("ref", "lowloss", seeds=3, years=2, ensemble=None)
    weeks, years = (made.difference("active", by=by).iloc[-1] for by in ("week", "year"))
    assert (weeks["week"], years["year"]) == (103, 2)
    assert weeks[["base", "mean", "low", "high"]].tolist() == pytest.approx(
        years[["base", "mean", "low", "high"]].tolist()
    )
    assert isinstance(made.plot("active", by="week"), Axes)


def test_scenarios_that_differ_in_a_setting_can_be_compared(at_work):
    made = ct.compare("ref", ct.read("ref", {"training.places": 5}), seeds=2, years=1, ensemble=None)
    assert made.difference()["scenario"].unique().tolist() == ["ref, training.places = 5"]
    assert repr(made).startswith("<Comparison of ref, training.places = 5 with ref: 2 runs of each over 1 year,")


def test_a_paired_difference_by_year(done):
    left = done("a paired difference by year")
    found = left["found"].set_index("year")
    assert found.index.tolist() == [1, 2, 3, 4, 5]
    assert (found["scenario"] == "double_places").all()
    wide = left["made"].years.query("year == 5").pivot(index="seed", columns="scenario", values="participants")
    pairs = wide["double_places"] - wide["ref"]
    assert found.loc[5, "difference"] == pytest.approx(pairs.mean())
    assert len(pairs) == 4
    assert found.loc[5, "high"] - found.loc[5, "difference"] == pytest.approx(
        3.182446 * pairs.std() / 4**0.5, rel=1e-5
    )  # Student's t of 3: four worlds, each of a set of its own
    assert found.loc[1, "difference"] == 0  # the decision is of the fourth year
    assert found.loc[5, "difference"] > 0
    at_the_end = only(left["made"].difference("participants"))
    assert at_the_end["difference"] == found.loc[5, "difference"]


def most(run):
    return run.weeks["facilitators_active"].max()


def test_an_indicator_of_ones_own_is_compared(at_work):
    made = ct.compare("ref", "lowloss", seeds=6, years=2, ensemble=None, indicators={"most": most}, keep="weeks")
    row = only(made.difference("most"))
    wide = made.table.pivot(index="seed", columns="scenario", values="most")
    assert row["difference"] == pytest.approx((wide["lowloss"] - wide["ref"]).mean())
    peaks = made.weeks.groupby(["scenario", "seed"])["facilitators_active"].max()
    assert peaks.loc["lowloss"].tolist() == wide["lowloss"].tolist()
    assert [text.get_text() for text in made.plot("most", by=None).get_yticklabels()] == ["ref", "lowloss"]


def test_it_is_compared_in_worlds(at_work):
    made = ct.compare("ref", "lowloss", seeds=4, years=1, indicators={"most": most}, keep="events")
    assert only(made.difference("most"))["replicates"] == 4
    assert set(made.events["scenario"]) == {"ref", "lowloss"}


LAB: Any = None
ALL: Any = "all"


@pytest.fixture
def asked(monkeypatch):
    """What worlds scenarios are lived in; people come in numbers that are known."""
    seen = []

    def compared(scenarios, years, number, worlds):
        seen.append((years, number, worlds.ensemble))
        table = pd.DataFrame([(n, one.name, 100 * n * at) for n in range(1, 21) for at, one in enumerate(scenarios)])
        made = SimpleNamespace(scenarios=scenarios, runs=table.set_axis(["seed", "scenario", "people"], axis=1))
        return SimpleNamespace(last=lambda _lab: made)

    monkeypatch.setattr(looked, "inquiry", compared)
    monkeypatch.setattr(looked, "of_all_programmes", lambda runs, _scenarios: runs)
    monkeypatch.setattr(looked, "agreeing", lambda *_: SimpleNamespace(ensemble="those that agree"))
    return seen


def test_it_is_over_few_worlds_of_those_that_agree(asked):
    programme = read_programme(Path("besancon"))
    scenarios = [replace(read(), name="go_on"), read(Path("lowloss"))]
    said = looked.first_look(LAB, programme, scenarios, ALL, 13)
    assert asked == [(13, looked.COMPARED_WORLDS, "those that agree")]
    assert said == (
        "A first look, in 20 simulations, compared with “Reference” (median, 90 % range): “Low loss”: +1,000 (+200 "
        "to +2,000) people. The whole answer follows."
    )


def test_where_nothing_is_known_it_is_over_what_is_known_of_other_places(asked):
    unknown = replace(read_programme(Path("besancon")), known=(), total=None)
    looked.first_look(LAB, unknown, [read(), read(Path("lowloss"))], ALL, 10)
    assert asked[0][2] == "all"


# ---- what a comparison says of tonnes is what each run says of itself ----


def test_tonnes_are_those_of_the_runs_and_so_is_what_one_costs(priced_runs, priced_summaries):
    table = avoided_by_scenario(priced_runs, SCENARIOS)
    for name, row in table.set_index("scenario").iterrows():
        for quantile in ("p5", "p50", "p95"):
            said = priced_summaries[str(name)][f"tco2e_avoided_{quantile}"]
            assert row[quantile] == pytest.approx(said, rel=0.01, abs=0.06), (name, quantile)
            a_tonne = priced_summaries[str(name)][f"cost_per_tco2e_{quantile}"]
            assert row[f"euros_per_tonne_{quantile}"] == pytest.approx(a_tonne, rel=0.02), (name, quantile)


@pytest.mark.parametrize("years", [4, 6])
def test_details_state_r_by_scenario_where_it_exists(at_work, years):
    made = ct.compare("ref", "lowloss", seeds=2, years=years)
    lines = looked.in_words(made).splitlines()
    head, first, second = (
        next(line for line in lines if line.startswith(name)) for name in ("scenario ", "Ref", "Low")
    )
    has_r = made.table.groupby("scenario")["reproduction_number"].median()
    assert head.endswith(" R") == (years == 6)
    if years == 6:
        assert [line.split()[-1] for line in (first, second)] == [f"{has_r[name]:.2g}" for name in ("ref", "lowloss")]
