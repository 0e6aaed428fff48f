"""Partners (S6, stage 8). The coordinators contact `partners.contacts_per_month` organisations a month for each
full-time post at work: first those never met, then again those who declined or went dormant; a share
`partners.targeted_share` of the contacts, where a decision says so, with organisations of its communes and kinds. A
contacted one becomes active with probability `partners.activation`, twice that where a member is a completer, and
`elected.gate_opening` times that in a commune of which a councillor is a completer. It stays active for
`partners.active_years` on average, asks for `partners.groups_per_year` groups a year, offers them a room, and names
candidates for training.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from models.agents import NONE, Group, Partner
from models.clocks import live_a_week
from models.rules import budget, candidates
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.programme import ConversationModel


def begin(model: ConversationModel) -> None:
    """Make the partners active that are so from the start (before week 0)."""
    for _ in range(min(model.parameters.partners.initial, len(model.to_contact))):
        activate(model, Partner(model, model.to_contact.popleft()))


def look_after_partners(model: ConversationModel) -> None:
    """Contacts, activation, dormancy, nominations."""
    settings = model.parameters.partners
    rate = settings.contacts_per_month * model.coordinators * model.strain.share_bought * 12 / WEEKS_A_YEAR
    for number in range(
        min(model.draws.stream("partner contacts").poisson(rate, model.week), len(model.to_contact)) if rate else 0
    ):
        if budget.paid(model, budget.CONTACT, "contact"):
            contact(model, next_to_contact(model, number))
    model.active_partners, over = live_a_week(model.active_partners, 1 / (settings.active_years * WEEKS_A_YEAR))
    for partner in over:
        partner.status = "dormant"
        model.to_contact.append(partner.organisation)
        model.record("partner dormant", where=partner.home, other=partner.id)
    candidates.name(model)


def next_to_contact(model: ConversationModel, number: int) -> int:
    """Take the organisation that the `number`-th contact of the week is with: the first in line, or the first of those
    that a decision on `partners.targeted_share` is for."""
    rules = model.local.get("partners.targeted_share", [])
    luck = model.draws.stream("contact is targeted").uniform(model.week, number) if rules else 1.0
    for scope, share in rules:
        if luck < share:
            wanted = scope.organisations(model.population.organisations)
            place = next((place for place, organisation in enumerate(model.to_contact) if wanted[organisation]), 0)
            organisation = model.to_contact[place]
            del model.to_contact[place]
            return organisation
        luck -= share
    return model.to_contact.popleft()


def contact(model: ConversationModel, organisation: int) -> None:
    """Contact an organisation; it may become active."""
    settings = model.parameters.partners
    partner = model.partners.get(organisation) or Partner(model, organisation)
    model.partners[organisation] = partner
    partner.contacts += 1
    chance = settings.activation * (settings.participant_factor if organisation in model.organisations_reached else 1)
    if partner.home in model.opened_communes:
        chance *= model.parameters.elected.gate_opening
    model.record("partner contacted", where=partner.home, other=partner.id)
    if model.draws.stream("partner becomes active").uniform(partner.id, partner.contacts) < min(chance, 1):
        activate(model, partner)
    else:
        model.to_contact.append(organisation)


def activate(model: ConversationModel, partner: Partner) -> None:
    """Begin an active spell, of exponential length; the first request for a group comes within the interval between
    two."""
    model.partners[partner.organisation] = partner
    partner.status = "active"
    partner.spells += 1
    partner.clock = 0.0
    partner.limit = -log(model.draws.stream("partner stays").uniform(partner.id, partner.spells))
    rate = model.parameters.partners.groups_per_year
    wait = model.draws.stream("first request of a partner").uniform(partner.id, partner.spells)
    partner.next_request = model.week + int(wait * WEEKS_A_YEAR / rate) if rate else NONE
    model.active_partners.append(partner)
    model.record("partner active", where=partner.home, other=partner.id)


def asking(model: ConversationModel, near: frozenset[int] | None = None) -> list[Partner]:
    """The partners who are asking for a group now, of some communes or of all."""
    partners = model.active_partners if near is None else found_in(model, near)
    return [partner for partner in partners if NONE < partner.next_request <= model.week]


def found_in(model: ConversationModel, communes: frozenset[int]) -> list[Partner]:
    """This week's active partners in some communes, in their order."""
    if model.partners_found[0] != model.week:
        by_home: dict[int, list[tuple[int, Partner]]] = {}
        for n, partner in enumerate(model.active_partners):
            by_home.setdefault(partner.home, []).append((n, partner))
        model.partners_found = model.week, by_home
    by_home = model.partners_found[1]
    found = [pair for commune in communes for pair in by_home.get(commune, ())]
    return [partner for _, partner in sorted(found, key=lambda pair: pair[0])]


def host(model: ConversationModel, partner: Partner, group: Group) -> None:
    """Let a partner host a group; the next request follows in its time."""
    partner.groups_hosted += 1
    partner.next_request = model.week + int(WEEKS_A_YEAR / model.parameters.partners.groups_per_year)
    model.record("hosts", where=partner.home, group=group.key, other=partner.id)
