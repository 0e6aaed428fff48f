"""For whom a decision is: communes, target groups, kinds of partners; and that the same people are the same number."""

import pytest

from contagion.models.parameters import PARTNER_TYPES, Parameters
from contagion.models.world.selection import Selection


@pytest.fixture
def selected(territory):
    """What a decision for some says, and the number of whom it is for."""

    def make(what="outreach.letters", **scope):
        parameters = Parameters.model_validate({"decision": [{**scope, "set": {what: 1}}]})
        selection = Selection.of(0, parameters, territory)
        return selection, selection.whom(parameters, territory)

    return make


def test_communes_and_groups_are_masks_and_overlays_are_told_apart(selected, territory):
    selection, _ = selected(communes=["the centre", "Thise"], target_groups=["group B", "students"])
    assert selection.communes.sum() == 2
    assert selection.communes[[territory.centre, territory.names.index("Thise")]].all()
    assert selection.groups.tolist() == [False, True, False, False, False]
    assert (selection.students, selection.elected, selection.kinds) == (True, False, None)


def test_partners_are_selected_by_kind(selected):
    selection, _ = selected("partners.targeted_share", partner_types=["club"])
    assert [kind for kind, is_meant in zip(PARTNER_TYPES, selection.kinds, strict=True) if is_meant] == ["club"]
    assert selection.communes is selection.groups is None


def test_the_same_people_are_the_same_number_however_they_are_named(selected):
    _, one = selected(communes=["Besançon", "Thise"], target_groups=["students", "group A"])
    for communes, groups in (
        (["Thise", "25056"], ["group A", "students"]),
        (["the centre", "besancon", "THISE"], ["group A", "students"]),
    ):
        assert selected(communes=communes, target_groups=groups)[1] == one


def test_the_order_of_the_table_of_groups_does_not_count(territory):
    table = [group.model_dump() for group in Parameters().target_group]
    decision = {"target_groups": ["group B", "group A"], "set": {"outreach.letters": 1}}
    of = [Parameters.model_validate({"target_group": rows, "decision": [decision]}) for rows in (table, table[::-1])]
    one, other = (Selection.of(0, parameters, territory).whom(parameters, territory) for parameters in of)
    assert one == other


def test_other_people_are_another_number(selected):
    here, students = {"communes": ["Thise"]}, {"target_groups": ["students"]}
    others = {"communes": ["outside the centre"]}, {"target_groups": ["elected officials"]}
    numbers = [selected(**scope)[1] for scope in ({}, here, students, here | students, *others)]
    assert len(set(numbers)) == len(numbers)
