"""Which facilitators may lead together."""

from contagion.models.programme.books.people import known
from contagion.models.programme.layout import ACTIVE_FACILITATORS
from contagion.models.records import NONE
from contagion.sim.compiling import compiled


@compiled
def may_lead_alone(state, one):
    """Whether a facilitator needs no partner."""
    p = state.parameters.facilitation
    return p.leaders == 1 or one.groups_led >= p.solo_after


@compiled
def are_novices(state, one, other):
    """Whether two may not lead together, as neither ever led and somebody active who leads with others has."""
    if not state.parameters.facilitation.novice_with_experienced or one.groups_led or other.groups_led:
        return False
    for n in range(state.counts[ACTIVE_FACILITATORS]):
        experienced = state.facilitators[state.lists[ACTIVE_FACILITATORS, n]]
        if experienced.groups_led and not may_lead_alone(state, experienced):
            return True
    return False


@compiled
def opens_with_partner(state, one):
    """Whether somebody who becomes available opens a first group with whom they were trained."""
    if one.trained_with == NONE or may_lead_alone(state, one):
        return False
    partner = state.facilitators[one.trained_with]
    return partner.active != 0 and partner.available == one.available and not are_novices(state, one, partner)


@compiled
def last_partner(state, one):
    """Number of the facilitator with whom somebody led last, or was trained; NONE if nobody."""
    return NONE if one.last_partner == NONE else state.people[known(state, one.last_partner)].facilitator
