"""How many groups facilitators have on their hands, as the number changes on the way."""

import pytest

from contagion.models.programme.layout import ACTIVE_FACILITATORS, RESTING
from contagion.models.records import NONE
from tests.helpers.alternative_programmes import NO_GROUPS, WORKSHOP, listed, of, programme_of
from tests.helpers.by_sections import lived


@pytest.mark.parametrize("change, until", [((1, 2), None), ((2, 1), None), ((1, 3), 60), ((3, 1), 60)])
def test_the_number_of_groups_at_a_time(change, until, territory):
    """Raised and lowered on the way, checked every week (I02, I07): everyone available is there for as many groups."""
    before, after = change
    decision = {"from": 40, "until": until, "set": {"facilitation.max_load": after}}
    model = lived(territory, {"facilitation": {"max_load": before}, "decision": [decision]})
    now = model.parameters.facilitation.max_load
    assert now == (after if until is None else before)
    resting = model.rows("resting", "spells")["who"][model.listed(RESTING)].tolist()
    spells = [model.facilitator(number) for number in resting] + model.ready
    for one in model.active:
        if one.rests and not one.has_had_enough:
            assert spells.count(one) + one.load == now + one.overload
    assert max(one.load for one in model.active) <= 3


# ---- other programmes -----------------------------------------------------------------------------------------------


def test_two_leaders_share_a_group_and_its_children(lived_with):
    pair = {"initial_leaders": 2, "leaders": 2, "groups_per_year": 52.0, "loss_per_year": 0.0, "conversion": 1.0}
    model = lived_with(WORKSHOP | pair, settings=[*NO_GROUPS, "demand.unlimited=true"], years=2 / 52)
    programme, leaders = programme_of(model), model.rows("facilitators")[listed(model, ACTIVE_FACILITATORS)]
    assert programme[["groups", "participants", "leaders_trained"]].tolist() == (1, 8, 10)
    assert leaders["children"].tolist() == [4.0, 4.0, *[0.0] * 8]
    assert programme["leader_hours"] == 10 * 3 + 2 * 3
    assert set(leaders["from_group"][2:].tolist()) == {
        event.group for event in of(model, "fresk") if event.group != NONE
    }
