"""Partners: who is contacted, and who becomes active."""

from collections import Counter

import numpy as np
import pytest

from contagion.models.parameters import PARTNER_TYPES
from tests.helpers.compiled_calls import next_to_contact
from tests.helpers.made_weeks import live_in
from tests.helpers.what_happened import log


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


def test_partners_from_the_start_are_the_first_in_line(build):
    """In an order drawn for each organisation; the others are to be contacted."""
    model = build(["partners.initial=7"], 1)
    organisations = model.world.organisations.ids
    order = np.argsort(model.draws.stream("order of first contacts").bits(organisations), kind="stable").tolist()
    assert [partner.number for partner in model.active_partners] == order[:7]
    assert in_line(model) == order[7:]


@pytest.mark.parametrize("coordinators", [1.0, 2.5])
def test_contacts_are_so_many_a_month_for_each_coordinator(build, coordinators):
    """A Poisson number each week, of mean 4 · 12 / 52 for one."""
    model = build([f"partners.coordinators={coordinators}", "partners.contacts_per_month=4"], 1)
    mean, weeks = 4 * coordinators * 12 / 52, range(model.horizon)
    wanted = [model.draws.stream("partner contacts").poisson(mean, week) for week in weeks]
    model.run(model.horizon)
    contacted = Counter(week for week, kind, *_ in log(model) if kind == "partner contacted")
    assert [contacted[week] for week in weeks] == wanted
    assert max(wanted) > 2


def test_a_partner_goes_dormant_when_its_time_is_over_and_waits_at_the_end_of_the_line(build):
    """A year of a mean of two: half of the hazard that is drawn for each spell."""
    model = build(["partners.initial=4", "partners.active_years=2", "partners.coordinators=0"], 2)
    partners = model.active_partners
    assert [one.limit for one in partners] == [
        -np.log(model.draws.stream("partner stays").uniform(one.id, 1)) for one in partners
    ]
    limits = (0.24, 0.26, 0.49, 9.0)
    for one, limit in zip(partners, limits, strict=True):
        one.record["limit"] = limit
    for week in range(52):
        live_in(model, week, "partners")
    ended = [(week, other) for week, kind, *_, other in log(model) if kind == "partner dormant"]
    assert ended == [
        (int(np.ceil(104 * limit)) - 1, one.id) for one, limit in zip(partners[:3], limits[:3], strict=True)
    ]
    assert model.active_partners == partners[3:]
    assert in_line(model)[-3:] == [one.number for one in partners[:3]]


@pytest.mark.parametrize("factor, expected", [(1.5, 0.45), (9.0, 1.0), (0.0, 0.0)])
@pytest.mark.parametrize("by", ["the gate is open", "a member took part"])
def test_activation_is_multiplied_where_the_gate_is_open_or_a_member_took_part(build, territory, by, factor, expected):
    """Of 0.3, and never more than all."""
    gate, reached = (factor, 1.0) if by == "the gate is open" else (1.0, factor)
    settings = [f"elected.gate_opening={gate}", f"partners.participant_factor={reached}", "partners.active_years=1000"]
    many = ["partners.initial=0", "partners.coordinators=20", "partners.contacts_per_month=100"]
    model = build([*settings, *many], 1, 3, checked=False)
    model.state.array("communes")["opened"][territory.centre] = 1
    model.state.array("partners")["reached"][::2] = 1
    live_in(model, 0, "authority", "partners")

    def favoured(one):
        return one.home == territory.centre if by == "the gate is open" else bool(one.reached)

    for is_so, share in ((True, expected), (False, 0.3)):
        became = [one.spells > 0 for one in model.partners if favoured(one) is is_so]
        assert len(became) > 150
        assert abs(np.mean(became) - share) <= 4 * (share * (1 - share) / len(became)) ** 0.5
