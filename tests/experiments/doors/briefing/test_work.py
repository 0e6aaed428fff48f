"""What planners are shown, on a few short runs: what single runs say of themselves, and nothing of what changes
nothing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.doors.briefing.work import IN_TIME, inquiry
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.language.headline import HEADLINE
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError

REF, DOUBLE = read(), replace(read(None, ["training.places=20"]), name="double")
SAME = replace(REF, name="same")
SCENARIOS, YEARS, WORLDS = [REF, DOUBLE, SAME], 3, 4


@pytest.fixture(scope="module")
def asked(few, territory):
    return inquiry(SCENARIOS, Worlds(few, above=1), territory, YEARS, WORLDS)


@pytest.fixture(scope="module")
def told(asked, own_lab):
    return asked.last(own_lab)


@pytest.fixture(scope="module")
def lived(told):
    """The same runs of the first two scenarios, made one by one."""
    worlds = {
        (one.name, world): replace(one, parameters=told.worlds.parameters(one, world))
        for one in SCENARIOS[:2]
        for world in range(1, WORLDS + 1)
    }
    return {at: simulate(one, territory_for(one), years=YEARS, seed=at[1]) for at, one in worlds.items()}


@pytest.mark.slow
def test_each_world_ends_as_its_run_does(told, lived):
    ends = told.ends.set_index(["scenario", "world"])
    assert told.lived == WORLDS
    assert told.ends.index.tolist() == list(range(len(SCENARIOS) * WORLDS))
    for at, run in lived.items():
        said = run.summary | {"people": run.summary["participants"]}
        assert ends.loc[at].tolist() == pytest.approx([said[name] for name in HEADLINE], abs=0.01)


def test_courses_are_the_years_of_the_runs(told, lived):
    """Everything begins with nothing; the middle of four worlds is between the second and the third."""
    single = told.single.set_index(["scenario", "world", "year"]).sort_index()
    assert (told.single.loc[told.single["year"] == 0, list(IN_TIME)] == 0).all(axis=None)
    for (name, world), run in lived.items():
        weeks = run.tables["weeks"].iloc[51::52]
        assert single.loc[(name, world), "people"].tolist()[1:] == weeks["participants"].tolist()
        assert single.loc[(name, world), "facilitators_active"].tolist()[1:] == weeks["facilitators_active"].tolist()
    course = told.course.set_index(["scenario", "figure", "year"])
    for name in (REF.name, DOUBLE.name):
        people = [run.summary["participants"] for (scenario, _), run in lived.items() if scenario == name]
        assert course.loc[(name, "people", YEARS), "p50"] == pytest.approx(np.median(people))


def test_differences_are_taken_world_by_world(told, lived):
    ref, double = (
        np.array([lived[one.name, world].summary["facilitators_trained"] for world in range(1, WORLDS + 1)])
        for one in (REF, DOUBLE)
    )
    assert (double > ref).any()
    ends = told.ends.pivot(index="world", columns="scenario", values="facilitators_active")
    more = (ends[DOUBLE.name] - ends[REF.name]).to_numpy()
    found = told.table.set_index(["scenario", "indicator"]).loc[(DOUBLE.name, "facilitators_active")]
    assert found["p50"] == pytest.approx(np.median(more))
    assert found["above_zero"] == pytest.approx((more > 0).mean())
    assert (found["low"] + found["high"]) / 2 == pytest.approx(more.mean())


def test_communes_are_those_of_the_runs(told, lived, territory):
    """Who took part, by where they live, up to the end of the second year: of 1,000 residents, in the middle."""
    tables = [run.tables["communes"] for (name, _), run in lived.items() if name == DOUBLE.name]
    counts = [rows[rows["year"] <= 2].groupby("commune")["participants"].sum() for rows in tables]
    people = pd.concat(counts, axis=1).reindex(list(territory.codes))
    found = told.communes.set_index(["scenario", "year", "commune"]).sort_index().loc[(DOUBLE.name, 2)]
    residents = pd.Series(territory.residents.sum(axis=1), territory.codes)
    assert found["per_1000"].tolist() == pytest.approx((1000 * people.median(axis=1) / residents).tolist())
    assert found["with_people"].tolist() == pytest.approx((people > 0).mean(axis=1).tolist())
    assert found["name"].tolist() == list(territory.names)
    alive = pd.concat([rows[rows["year"] == 2].set_index("commune")["facilitators_active"] for rows in tables], axis=1)
    whole = alive.reindex(list(territory.codes)).quantile(0.5, axis=1, interpolation="lower")
    assert found["facilitators"].tolist() == whole.tolist()


def test_what_changes_nothing_differs_by_nothing_at_all(told):
    """The same scenario by another name: exactly 0 in each figure, year, commune and item."""
    numbers, table = ["p5", "p25", "p50", "p75", "p95", "low", "high", "above_zero", "below_zero"], told.table
    assert (table.loc[table["scenario"] == "same", numbers] == 0).all(axis=None)
    assert not (table.loc[table["scenario"] == DOUBLE.name, numbers] == 0).all(axis=None)
    avoided = told.avoided.set_index("scenario").loc["same"]
    assert (avoided[["difference_p5", "difference_p50", "difference_p95"]] == 0).all()
    for table in (told.costs, told.short, told.funding):
        parts = [table[table["scenario"] == name].drop(columns="scenario") for name in (REF.name, "same")]
        assert parts[0].to_numpy().tolist() == parts[1].to_numpy().tolist()


def test_costs_add_up_to_the_total(told):
    means = told.ends.groupby("scenario")["cost_total"].median()
    parts = told.costs.groupby("scenario")
    assert parts["share"].sum().tolist() == pytest.approx([1.0] * 3)
    assert parts["p50"].sum().to_numpy() == pytest.approx(means.to_numpy(), rel=0.1)
    assert told.funding.groupby("scenario")["share"].sum().tolist() == pytest.approx([1.0] * 3)


def test_two_scenarios_of_one_name_are_refused(few, territory):
    with pytest.raises(InputError, match="two scenarios are called 'ref'"):
        inquiry([REF, REF], Worlds(few), territory)
