"""Readiness: those trained together open their first group together."""

from models.records import NONE
from tests.helpers.by_sections import lived


def test_those_trained_together_open_their_first_group_together(territory):
    """When both are available, without rest or search, with or without a time at which both are free."""
    model = lived(territory, {"population": {"slot_share": 0.2}, "training": {"active_share": 0.8}})
    people = model.facilitators
    paired = [one for one in people.values() if one.trained_with is not None]
    assert len(paired) >= 0.8 * len(people)
    opened = {frozenset(leader.id for leader in group.leaders): group for group in reversed(model.groups)}
    together = without = no_time = 0
    for one in paired:
        other, due = one.trained_with, one.trained_week + 6
        first = min((group.opened for group in model.groups if one in group.leaders), default=NONE)
        stays = all(x.available != NONE and (x.left_week == NONE or x.left_week > due) for x in (one, other))
        if stays and due < model.week:
            group = opened[frozenset((one.id, other.id))]
            assert group.opened == first == due
            together += 1
            no_time += not one.slots & other.slots
        elif due < model.week and one.available != NONE:
            without += 1
            assert first == NONE or first >= due
    assert together > 10
    assert without > 2
    assert no_time > 0
