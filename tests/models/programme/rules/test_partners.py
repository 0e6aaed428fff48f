"""Partners: who is contacted, and who becomes active."""

import numpy as np
import pytest

from models.parameters import PARTNER_TYPES, Parameters
from models.programme.model import ConversationModel
from tests.helpers.compiled_calls import next_to_contact


@pytest.mark.parametrize("factor, expected", [(1.5, 0.45), (9.0, 1.0), (0.0, 0.0)])
def test_activation_is_multiplied_where_the_gate_is_open(territory, factor, expected):
    """0.3 × 1.5 of the contacted become active there, 0.3 elsewhere; and never more than all."""
    many = {"initial": 0, "coordinators": 20.0, "contacts_per_month": 100.0, "active_years": 1000.0}
    parameters = Parameters.model_validate({"elected": {"gate_opening": factor}, "partners": many})
    model = ConversationModel(territory, parameters, 3)
    model.state.array("communes")["opened"][territory.centre] = 1
    for stage in ("authority", "partners"):
        model.live_stage(stage)
    assert len(model.partners) > 400
    for is_open, share in ((True, expected), (False, 0.3)):
        became = [one.spells > 0 for one in model.partners.values() if (one.home == territory.centre) is is_open]
        error = (share * (1 - share) / len(became)) ** 0.5
        assert abs(np.mean(became) - share) <= 4 * error


def in_line(model):
    """The organisations to be contacted, the next one first."""
    line, (first, length) = model.state.array("in_line"), model.state.array("line")[0]
    return np.roll(line, -first)[:length].tolist()


def line_up(model, organisations):
    """Let these organisations be the next ones, and no others."""
    model.state.array("in_line")[: len(organisations)] = organisations
    model.state.array("line")[0] = (0, len(organisations))


def test_contacts_with_organisations_of_a_kind_and_a_place(under, territory):
    kind = "school or university"
    model = under({"communes": ["Besançon"], "partner_types": [kind], "set": {"partners.targeted_share": 1.0}})
    organisations, before = model.world.organisations, in_line(model)
    fits = [
        one
        for one in before
        if organisations.home[one] == territory.centre and organisations.kinds[one] == PARTNER_TYPES.index(kind)
    ]
    assert 5 < len(fits) < len(before)
    taken = [next_to_contact(model, number) for number in range(len(fits) + 2)]
    assert taken[: len(fits)] == fits  # the first in line of those meant
    others = [one for one in before if one not in fits]
    assert taken[len(fits) :] == others[:2]  # then, as there are none left, simply the first
    assert in_line(model) == others[2:]


def test_a_share_of_the_contacts(under, agrees):
    model = under({"partner_types": ["club"], "set": {"partners.targeted_share": 0.4}})
    kinds, clubs = model.world.organisations.kinds, PARTNER_TYPES.index("club")
    other = next(one for one in in_line(model) if kinds[one] != clubs)
    club = next(one for one in in_line(model) if kinds[one] == clubs)
    hits = []
    for number in range(1500):
        line_up(model, [other, club])  # the first in line is no club
        hits.append(float(next_to_contact(model, number) == club))
    agrees(hits, 0.4)
