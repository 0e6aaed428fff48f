"""What the second edition of the model changed in more than one rule (section 12): each is red on the first."""

from math import inf

import numpy as np
import pytest

from contagion.models.records import NONE
from tests.helpers.alternative_programmes import CHALLENGE, FEEDS_NOTHING, NO_GROUPS, WORKSHOP, by_year, of
from tests.helpers.by_sections import lived, made
from tests.helpers.settings import MOVING
from tests.helpers.what_happened import log, summary_of, tables_of, weeks_of


@pytest.mark.slow
def test_one_cancelled_group_does_not_stop_the_programme(territory):
    """Novices may pair as long as nobody active has led a group, also where nobody stands in for a partner."""
    alone = {"novice_with_experienced": True, "stand_in_weeks": inf}
    rule = {"facilitation": alone, "outreach": {"factor": 0.35}, "training": {"pairs": 0.0}}
    cancelled_first = 0
    for seed in range(12):
        model = lived(territory, rule, seed=seed)
        first = model.group(0)
        cancelled_first += first.state == "cancelled"
        assert any(group.opened > first.ended for group in model.groups), seed
    assert cancelled_first > 3


def test_groups_of_the_house_are_for_its_members(territory):
    """Told by the partner alone, joined by members alone, whatever their times and wherever they live; led by a member
    who is ready, with anybody; held there."""
    own = {"partners": {"in_house_share": 1.0, "smallest": 200, "initial": 40}, "facilitation": {"partner_room": 1.0}}
    by_member = started = 0
    for seed in range(4):
        model = lived(territory, own, seed=seed)
        for group in model.groups:
            if not group.in_house:
                continue
            started += group.started != NONE
            assert group.place == group.host.home
            members = set(model.world.members(group.host.organisation).tolist())
            assert {one.id for one in group.registered} <= members
            by_member += any(leader.id in members for leader in group.leaders)
    assert started > 20
    assert by_member > 3


def test_without_groups_of_the_house_there_are_none(territory):
    model = lived(territory, {"partners": {"in_house_share": 0.0}})
    assert not any(group.in_house for group in model.groups)
    small_ones = lived(territory, {"partners": {"in_house_members": 100000}})
    assert log(model) == log(small_ones)


def test_members_hear_of_a_group_of_the_house_and_nobody_else(territory):
    """While only such groups recruit, no other partner pitches and no leader invites."""
    own = {
        "partners": {"in_house_share": 1.0, "smallest": 100, "initial": 40},
        "facilitation": {"partner_room": 1.0},
        "outreach": {"events_per_year": 0, "campaigns_per_year": 0},
        "training": {"places": 0},
    }
    seen = 0
    for seed in range(6):
        model = made(territory, own, 60, seed)
        for _ in range(60):
            recruiting = model.recruiting_groups  # at the start of the week
            model.run(1)
            row = model.state.array("weeks")[model.week - 1]
            if recruiting and all(group.in_house for group in recruiting) and len(model.groups) < 5:
                assert row["told_partner"] == sum(group.host.members for group in recruiting)
                seen += 1
    assert seen > 3


# ---- alternative programmes beside the groups (S15), and alone; flat without conversion (P7) ----


@pytest.mark.slow
def test_a_local_open_call_is_flat(lived_with):
    """P7: without conversion and invitations yearly participants do not trend, once the first year has filled teams."""
    call = CHALLENGE | {"conversion": 0.0, "invitations_per_participant": 0.0, "invitations_per_leader": 0.0}
    call |= {"letters_per_year": 20_000}
    years = np.array(
        [by_year(lived_with(call, settings=NO_GROUPS, years=8, seed=seed, checked=False))[1:] for seed in range(5)]
    )
    slopes = np.polyfit(np.arange(years.shape[1]), years.T, 1)[0]
    assert years.mean() > 15
    assert abs(slopes.mean()) <= 4 * slopes.std(ddof=1) / np.sqrt(len(slopes))
    assert abs(slopes.mean()) * 7 < 0.5 * years.mean()


# ---- beside the groups ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_programme_that_feeds_nothing_changes_nothing_in_the_groups(lived_with):
    rows, settings = [CHALLENGE, WORKSHOP | FEEDS_NOTHING], [*MOVING, "registering.rule=reinforced"]
    plain, beside = lived_with(settings=settings, years=2), lived_with(*rows, settings=settings, years=2)
    assert of(beside) == log(plain)
    assert weeks_of(beside) == weeks_of(plain)
    assert (beside.state.array("programmes")["participants"][1:] > 10).all()
    assert len(log(plain)) > 300


def test_another_programme_changes_nothing_in_a_workshop(lived_with):
    """Chance is keyed by the programme's name; workshops last no longer than a day, so nobody is kept from one."""
    alone, other = WORKSHOP | FEEDS_NOTHING, WORKSHOP | FEEDS_NOTHING | {"name": "second"}
    one, two = lived_with(alone, settings=NO_GROUPS, years=2), lived_with(other, alone, settings=NO_GROUPS, years=2)
    assert of(one, "fresk") == of(two, "fresk")
    assert len(of(one, "fresk")) > 100
    leaders = [{e.who for e in of(two, name) if e.what.endswith(": leads")} for name in ("fresk", "second")]
    assert len(leaders[0] & leaders[1]) < 3 < min(map(len, leaders))


def test_alternative_programmes_alone_are_all_that_happens(lived_with):
    model = lived_with(CHALLENGE, WORKSHOP, settings=NO_GROUPS, years=2)
    assert {kind for _, kind, *_ in of(model)} <= {"training session", "registered: workshop", "gave up waiting"}
    assert (model.state.array("programmes")["participants"][1:] > 20).all()
    made = tables_of(model)
    figures = summary_of(model)
    assert figures["participants"] == figures["facilitators_trained"] == 0
    assert figures["alternative_participants"] == made["alternatives"]["participants"].sum()
    assert figures["alternative_hours"] == made["alternatives"]["hours"].sum()
    assert figures["alternative_groups"] == sum(kind.endswith(": group started") for _, kind, *_ in log(model))
