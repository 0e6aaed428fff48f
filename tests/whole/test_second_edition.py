"""What the second edition of the model changed in more than one rule (section 12): each is red on the first."""

from math import inf

from contagion.models.records import NONE
from tests.helpers.by_sections import lived, made
from tests.helpers.what_happened import log


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
