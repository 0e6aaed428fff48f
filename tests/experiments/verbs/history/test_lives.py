"""Lives in one run, counted again from its events."""

from pathlib import Path

import pandas as pd
import pytest

from contagion.experiments.verbs.history.work import commune_life, life, line
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.said_of_history import with_most_after


@pytest.fixture(scope="module")
def results():
    return simulate(read(), territory_for(read()), years=5, seed=3)


def test_a_life_is_what_the_events_say(results):
    number = with_most_after(results)
    found, events = life(results, number), results.tables["events"]
    who = results.tables["facilitators"]["facilitator"].iloc[number - 1]
    own = events[events["who"] == who].set_index("kind")["week"]
    assert found.source == "participant"
    assert found.came_week == own["started"]
    assert found.trained_week == own["trained"]
    assert found.groups >= 1
    groups = results.tables["groups"]
    led = groups[(groups["leader_a"] == who) | (groups["leader_b"] == who)]
    came = events[(events["kind"] == "started") & events["group"].isin(led["group"])]
    assert found.people == len(came)


def test_parents_and_children_know_each_other(results):
    number = with_most_after(results)
    found = life(results, number)
    assert found.children
    assert all(number in life(results, child).parents for child in found.children)
    assert all(number in life(results, parent).children for parent in found.parents)


def test_the_line_holds_all_before_and_after(results):
    number = with_most_after(results)
    found, relatives = life(results, number), line(results.tables["facilitators"], number)
    assert {number, *found.parents, *found.children} <= set(relatives)
    assert sum(one > number for one in relatives) == found.after
    assert line(results.tables["facilitators"], 1)[0] == 1


def test_one_who_is_not_there_is_refused(results):
    with pytest.raises(InputError, match=r"facilitator 0: this run has \d+, numbered from 1 on"):
        life(results, 0)


def test_a_commune_counts_those_who_live_there(results):
    found = commune_life(results, "25056")
    people = results.tables["participants"]
    assert found["people"] == (people["commune"] == "25056").sum() == sum(found["channels"].values())
    assert found["groups"] <= len(results.tables["groups"])
    assert commune_life(results, "00000")["people"] == 0
    facilitators = results.tables["facilitators"]
    assert isinstance(facilitators, pd.DataFrame)
    assert len(found["facilitators"]) == (facilitators["commune"] == "25056").sum()


def test_who_leads_alone_is_counted():
    scenario = read(None, ["facilitation.solo_after=0"])
    alone = simulate(scenario, territory_for(scenario), years=2, seed=1)
    found = [life(alone, number) for number in range(1, len(alone.tables["facilitators"]) + 1)]
    assert sum(one.alone for one in found) == (alone.tables["groups"]["started"] >= 0).sum() > 0
    assert all(one.alone == one.groups for one in found)


def test_other_programmes_are_counted_by_themselves():
    scenario = read(Path("workshop_instead"))
    made = simulate(scenario, territory_for(scenario), years=1, seed=1)
    found, events = commune_life(made, "25056"), made.tables["events"].query("where == '25056'")
    kinds = (events["kind"] == "started", events["kind"] == "group started")
    assert found["others"] == {"workshop": tuple(int(rows.sum()) for rows in kinds)}
    assert (found["people"], found["groups"]) == (0, 0)
    assert commune_life(made, "00000")["others"] == {}
