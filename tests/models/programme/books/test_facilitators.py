"""How many groups facilitators have on their hands, as the number changes on the way."""

import pytest

from contagion.models.programme.layout import RESTING
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
