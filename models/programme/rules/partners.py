"""Partners (S6, stage 8). The coordinators contact `partners.contacts_per_month` organisations a month for each
full-time post at work: first those never met, then again those who declined or went dormant; a share
`partners.targeted_share` of the contacts, where a decision says so, with organisations of its communes and kinds. A
contacted one becomes active with probability `partners.activation`, twice that where a member is a completer, and
`elected.gate_opening` times that in a commune of which a councillor is a completer. It stays active for
`partners.active_years` on average, asks for `partners.groups_per_year` groups a year, offers them a room, and, while a
coordinator looks after it, names candidates for training.
"""

import math

from contagion.models.parameters import word_of
from contagion.models.programme.books.lists import clear, keep, record
from contagion.models.programme.books.money import CONTACT, paid
from contagion.models.programme.books.partners import activate, call_out, in_line, line_up
from contagion.models.programme.books.settings import (
    goes_on,
    holds_for_organisation,
    share_bought,
    share_cared_for,
    whose_share,
)
from contagion.models.programme.layout import ACTIVE_PARTNERS
from contagion.models.records import CONTACTED, DORMANT, NO_CONTACT, NONE, PARTNER_CONTACTED, PARTNER_DORMANT, UNKNOWN
from contagion.models.world.world import stream
from contagion.sim.chance.keyed import poisson, uniform
from contagion.sim.core.compiling import compiled
from contagion.sim.model import WEEKS_A_YEAR

_TARGETED = word_of("partners.targeted_share")


@compiled
def begin(state):
    """Make the partners active that are so from the start (before week 0)."""
    for _ in range(min(state.parameters.partners.initial, state.line.length)):
        activate(state, call_out(state, 0))


@compiled
def look_after_partners(state):
    """Contacts, activation, dormancy, nominations."""
    p = state.parameters.partners
    rate = p.contacts_per_month * state.money.coordinators * share_bought(state) * 12 / WEEKS_A_YEAR
    wanted = poisson(stream(state, "partner contacts"), rate, state.clock.week) if rate else 0
    for number in range(min(wanted, state.line.length)):
        if paid(state, CONTACT, 1, NO_CONTACT):
            contact(state, next_to_contact(state, number))
    let_live_a_week(state, 1 / (p.active_years * WEEKS_A_YEAR))
    if p.nominations_per_year < math.inf:
        partners = state.counts[ACTIVE_PARTNERS]
        named = partners * p.nominations_per_year * share_cared_for(state, partners)
        state.totals.nominations += named / WEEKS_A_YEAR


@compiled
def next_to_contact(state, number):
    """Take the organisation that the `number`-th contact of the week is with: the first in line, or the first of those
    that a decision on `partners.targeted_share` is for."""
    luck = uniform(stream(state, "contact is targeted"), state.clock.week, number)
    decision = whose_share(state, _TARGETED, luck)
    for place in range(state.line.length if decision != NONE else 0):
        if holds_for_organisation(state, decision, in_line(state, place)):
            return call_out(state, place)
    return call_out(state, 0)


@compiled
def contact(state, organisation):
    """Contact an organisation; it may become active."""
    p, partner, o = state.parameters.partners, state.partners[organisation], state.world.organisations[organisation]
    if partner.status == UNKNOWN:
        partner.status = CONTACTED
    partner.contacts += 1
    record(state, PARTNER_CONTACTED, where=o.home, other=o.id)
    chance = p.activation * (p.participant_factor if partner.reached else 1)
    if state.communes[o.home].opened:
        chance *= state.parameters.elected.gate_opening
    if uniform(stream(state, "partner becomes active"), o.id, partner.contacts) < min(chance, 1.0):
        activate(state, organisation)
    else:
        line_up(state, organisation)


@compiled
def let_live_a_week(state, hazard):
    """Let a week pass for the active partners; those whose time is over go dormant."""
    for n in range(clear(state, ACTIVE_PARTNERS)):
        organisation = state.lists[ACTIVE_PARTNERS, n]
        if goes_on(state.partners[organisation], hazard):
            keep(state, ACTIVE_PARTNERS, organisation)
        else:
            o = state.world.organisations[organisation]
            state.partners[organisation].status = DORMANT
            line_up(state, organisation)  # to be contacted again
            record(state, PARTNER_DORMANT, where=o.home, other=o.id)
