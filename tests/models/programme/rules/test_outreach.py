"""Decisions for some: who is meant, where groups meet, who gets seats, contacts and letters, whose values hold."""

import numpy as np
import pytest

from contagion.models.records import LETTER, WEEK_COLUMNS
from tests.helpers.alternative_programmes import NO_GROUPS, WORKSHOP, of
from tests.helpers.by_sections import lived, made
from tests.helpers.made_weeks import ALL_TOLD, begin_week
from tests.helpers.what_happened import log, weeks_of


def mailings(model):
    return [(week, other) for week, kind, *_, other in log(model) if kind == "mailing"]


def written_to(model):
    """Who gets a letter this week, where everybody listens."""
    told = model.rows("told")
    return told["person"][told["channel"] == LETTER].copy()


def test_letters_for_some_are_a_mailing_more(under):
    """Four a year, 13 weeks apart, from week 3 on; the decision holds in the second year."""
    rows = {"from": 52, "communes": ["Thise", "Saône"], "target_groups": ["students"], "set": {"outreach.letters": 300}}
    reached = {}

    def listen(model):
        model.live_stage("exposures")
        reached[model.week] = written_to(model)

    model = under(rows, stages={"exposures": listen}, **ALL_TOLD)
    model.run(104)
    weeks = [3, 16, 29, 42]
    assert mailings(model) == [
        *((week, 2500) for week in weeks),
        *((week + 52, letters) for week in weeks for letters in (2500, 300)),
    ]
    for week, people in reached.items():
        assert len(people) == 2500 * (week % 52 in weeks) + 300 * (week - 52 in weeks)
    world, some = model.world, [reached[week + 52][2500:] for week in weeks]
    for people in some:
        assert world.student(people).all()
        assert {model.territory.names[home] for home in world.home(people).tolist()} == {"Thise", "Saône"}
    assert len({tuple(people.tolist()) for people in some}) == 4
    told = [row[WEEK_COLUMNS.index("told_letter")] for row in weeks_of(model)]
    assert [told[week] for week in (3, 55)] == [2500, 2800]


@pytest.fixture
def post(under):
    """Send so many letters to some, and none to others: the model, and who gets them."""

    def send(letters, where=None, **sections):
        scope = {name: sections.pop(name) for name in ("communes", "target_groups") if name in sections}
        decision = {**scope, "set": {"outreach.letters": letters}}
        model = under(decision, where=where, outreach={"letters": 0}, **ALL_TOLD, **sections)
        begin_week(model, 3)
        model.live_stage("exposures")
        assert mailings(model) == [(3, len(written_to(model)))]
        return model, written_to(model)

    return send


def test_letters_reach_all_of_a_scope_alike(post, small, agrees):
    model, people = post(6000, communes=list(small.names[:3]), where=small)
    assert len(people) == 6000
    counts = small.residents[:3].sum(axis=1)
    for index in range(3):
        agrees(model.world.home(people) == index, counts[index] / counts.sum())


def test_letters_to_a_group_reach_other_people_in_every_round(post, territory, small):
    """One in fifteen is a student outside Besançon: 400 letters take several rounds of candidates. To a group to
    which nobody belongs none is sent."""
    assert not len(post(10, target_groups=["students"], where=small, population={"students": 0.0})[1])
    model, people = post(400, communes=["outside the centre"], target_groups=["students"])
    assert len(people) == 400
    assert len(np.unique(people)) > 370
    assert (model.world.home(people) != territory.centre).all()
    assert model.world.student(people).all()


def test_letters_for_some_are_keyed_by_whom_they_are_for(territory):
    """An inert row before theirs changes nothing."""
    letters = {"from": 10, "communes": ["25527", "25056"], "set": {"outreach.letters": 3000}}
    inert = {"from": 5, "communes": ["25575"], "set": {"outreach.letters": 0}}
    alone, behind = (lived(territory, {"decision": rows}, 104) for rows in ([letters], [inert, letters]))
    assert log(alone) == log(behind)
    assert log(alone) != log(lived(territory, {}, 104))


def test_everybody_told_by_a_partner_is_counted(territory):
    """A share of all members, as of those who get letters or come to events."""
    told, expected = 0, 0.0
    for seed in range(3):
        model = made(territory, {"partners": {"in_house_share": 0.0}}, 104, seed)
        for week in range(104):
            model.run(1)
            counted = int(model.state.array("weeks")["told_partner"][week])
            told += counted
            expected += 0.1 * sum(partner.members for partner in model.active_partners) * bool(counted)
    assert told == pytest.approx(expected, rel=0.02)


# ---- other programmes -----------------------------------------------------------------------------------------------


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
