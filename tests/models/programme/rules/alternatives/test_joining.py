"""Joining an alternative programme: its letters and events, and the hazard of registering."""

from math import inf

import numpy as np
import pytest

from contagion.models.programme.layout import HOPEFULS, TEAMS_RUNNING
from contagion.models.records import IN_GROUP
from tests.helpers.alternative_calls import may_join, start_team, tell_and_decide
from tests.helpers.alternative_programmes import (
    CHALLENGE,
    NO_GROUPS,
    SILENT,
    WORKSHOP,
    ids,
    listed,
    of,
    programme_of,
)


def test_nobody_joins_from_a_running_group(with_programmes):
    model = with_programmes(CHALLENGE | SILENT, WORKSHOP | SILENT, settings=NO_GROUPS, years=1)
    handle, people = model.state.handle, model.world.anyone(np.array([1, 2]))
    one, other = people.tolist()
    assert may_join(handle, one, 2)
    model.meet(one).record["status"] = IN_GROUP
    assert not may_join(handle, one, 2)
    team = start_team(handle, 1, people[1:])
    tell_and_decide(handle, 2, people, inf, 0)
    assert not listed(model, HOPEFULS, 2)
    model.rows("teams")["sessions"][team] = programme_of(model)["sessions"]  # all held
    model.live_stage("alternative programmes")
    assert not listed(model, TEAMS_RUNNING)
    model.state.array("clock")["week"] += 1  # people decide once a week
    tell_and_decide(handle, 2, people, inf, 0)
    assert ids(model, listed(model, HOPEFULS, 2)) == [other]


def test_the_hazard_of_joining(with_programmes, agrees):
    """1 − exp(−3 · 0.8^2 · 0.1 · θ), for people who refused twice."""
    model = with_programmes(WORKSHOP, settings=NO_GROUPS, years=1)
    people = np.unique(model.world.anyone(np.arange(6000)))
    tell_and_decide(model.state.handle, 1, people, 0.1, 2)
    joined = np.isin(people, ids(model, listed(model, HOPEFULS)))
    agrees(joined, 1 - np.exp(-3 * 0.64 * 0.1))
    known = model.rows("people")
    refusals = dict(known[["id", "refusals"]][known["programme"] == 1].tolist())
    assert [refusals[person] for person in people.tolist()] == np.where(joined, 2, 3).tolist()


@pytest.mark.parametrize("per_year", [0, 1, 51, 360, 10_000])
def test_contacts_are_spread_over_the_year(lived_with, per_year):
    model, weekly = (
        lived_with(WORKSHOP | {"letters_per_year": per_year}, settings=NO_GROUPS, years=2),
        np.zeros(104, int),
    )
    for week, kind, *_, letters in of(model, "fresk"):
        weekly[week] += letters * (kind == "fresk: mailing")
    assert weekly[:52].sum() == weekly[52:].sum() == per_year
    assert weekly.max() - weekly.min() <= 1


def test_a_budget_cut_without_a_budget_leaves_a_share_of_its_letters_and_events(with_programmes):
    cut = {"kind": "budget cut", "from": 0, "weeks": 52, "factor": 0.5}
    model = with_programmes(WORKSHOP, settings=NO_GROUPS, shock=[cut], years=1)
    model.run(52)
    assert sum(e.other for e in of(model, "fresk") if e.what == "fresk: mailing") == 5000
    assert sum(e.what == "fresk: event" for e in of(model, "fresk")) == 6
