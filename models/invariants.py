"""What must hold after every week of every run (section 6 of the specification, I01-I11; I13 for S15)."""

from __future__ import annotations

from collections import Counter
from math import inf, isclose
from typing import TYPE_CHECKING

from models.agents import NONE, Status
from models.parameters.alternatives import KINDS
from models.rules import budget
from models.rules.budget import ROUNDING

if TYPE_CHECKING:
    from models.alternatives import Programme
    from models.programme import ConversationModel
    from models.rules.budget import Account


def check(model: ConversationModel) -> None:
    """Raise an `AssertionError` that names the invariant, the week and the seed if one is broken."""
    for name, holds in INVARIANTS.items():
        if not holds(model):
            raise AssertionError(f"invariant {name} is broken in week {model.week} of seed {model.draws.seed}")


def one_status_each(model: ConversationModel) -> bool:
    """I01: everyone met has one status, which agrees with the lists they stand on; nobody else was ever met."""
    status = Counter(resident.status for resident in model.residents.values())
    registered = [person for group in model.recruiting_groups for person in group.registered]
    in_group = [
        person for group in model.running_groups for person in group.members if person.status is Status.IN_GROUP
    ]
    return (
        len(model.residents) <= model.population.size
        and status[Status.WAITING] == len(model.waiting)
        and status[Status.REGISTERED] == len(registered)
        and status[Status.IN_GROUP] == len(in_group)
        and all(person.status is Status.WAITING for person in model.waiting)
        and all(person.status is Status.REGISTERED for person in registered)
    )


def leading_slots(model: ConversationModel) -> bool:
    """I02: Σ leaders of the groups started = Σ groups led by facilitators (running ones included); they lead in pairs,
    unless they may lead alone."""
    led = sum(facilitator.groups_led for facilitator in model.facilitators.values())
    settings = model.parameters.facilitation
    started = [len(group.leaders) for group in model.groups if group.started != NONE]
    alone = settings.leaders == 1 or settings.solo_after < inf
    opened = [group for group in model.groups if group.opened == model.week]
    pairs = alone or all(len(group.leaders) == 2 for group in opened)  # what held when older ones opened is past
    return led == sum(started) and len(started) == model.groups_started and pairs


def group_sizes(model: ConversationModel) -> bool:
    """I03: Σ sizes = people reached; nobody is in two running groups."""
    people = [(person.id, person.generation) for group in model.running_groups for person in group.members]
    sizes = sum(len(group.members) for group in model.groups if group.started != NONE)
    return sizes == model.participants and len(set(people)) == len(people)


def trained_people(model: ConversationModel) -> bool:
    """I04: trained = active + left + never active, and at most the founders and the seats of the sessions held."""
    trained = model.facilitators.values()
    left = sum(facilitator.left_week != NONE for facilitator in trained)
    never = sum(not facilitator.active and facilitator.left_week == NONE for facilitator in trained)
    return len(trained) == len(model.active) + left + never and len(trained) <= model.seats_offered


def aspirants(model: ConversationModel) -> bool:
    """I05: aspirants created = trained among them + waiting + lost."""
    trained = sum(facilitator.is_participant for facilitator in model.facilitators.values())
    return model.aspirants_created == trained + len(model.aspirants) + model.aspirants_lost


def registrations(model: ConversationModel) -> bool:
    """I06: registrations = started + waiting + on the list of a group + lost + no-shows."""
    listed = sum(len(group.registered) for group in model.recruiting_groups)
    ended = model.participants + model.registrations_lost + model.no_shows
    return model.registrations == ended + len(model.waiting) + listed


def loads(model: ConversationModel) -> bool:
    """I07: nobody leads more than the load (or than they began when it was higher); quorum ≤ registered at the start ≤
    maximum; groups ≤ leaders there are."""
    settings, group = model.parameters.facilitation, model.parameters.group
    slots = sum(facilitator.load for facilitator in model.facilitators.values())
    return (
        all(0 <= one.load <= settings.max_load + one.overload for one in model.facilitators.values())
        and slots == sum(len(group.leaders) for group in (*model.running_groups, *model.recruiting_groups))
        and slots <= sum(settings.max_load + one.overload for one in model.active)
        and all(group.quorum <= len(g.registered) <= group.maximum for g in model.running_groups)
    )


def money(model: ConversationModel) -> bool:
    """I08: in each account, opening + credits − what lapsed − debits = closing ≥ 0; and what happened is paid for."""
    accounts, started = budget.accounts(model), [group for group in model.groups if group.started != NONE]
    happened = {
        "seat": len(model.facilitators),
        "kit": len(started),
        "expenses": len(started),
        "room": sum(group.host is None and not group.online for group in started),
        "stipend": sum(leader.paid for group in started for leader in group.leaders),
        "mentoring": sum(one.mentored and one.groups_led > 0 for one in model.facilitators.values()),
        "contact": sum(partner.contacts for partner in model.partners.values()),
    }
    for kind in KINDS.values():
        own = [programme for programme in model.alternatives if isinstance(programme.settings, kind)]
        happened[kind.group_item] = sum(one.groups for one in own)
        happened[kind.leader_item] = sum(one.leaders_trained + one.led_by_members for one in own)
    return all(map(_closes, accounts)) and all(
        sum(account.bought[item] for account in accounts) == number for item, number in happened.items()
    )


def _closes(account: Account) -> bool:
    closing = account.opening + account.credited - account.lapsed - account.debited
    even = account.balance == closing == inf or isclose(account.balance, closing, abs_tol=ROUNDING)
    return even and account.balance >= -ROUNDING


def parents(model: ConversationModel) -> bool:
    """I09: who came from a group has its leaders as parents, trained before; Σ credits = converted facilitators."""
    converted = [facilitator for facilitator in model.facilitators.values() if facilitator.is_participant]
    credits = sum(facilitator.children for facilitator in model.facilitators.values())
    return abs(credits - len(converted)) < 1e-9 and all(
        parent in model.facilitators and model.facilitators[parent].trained_week < facilitator.trained_week
        for facilitator in converted
        for parent in facilitator.parents
    )


def no_negative(model: ConversationModel) -> bool:
    """I10: no count is negative, no clock beyond what is possible."""
    counts = (model.registrations_lost, model.no_shows, model.aspirants_lost, model.nominations, model.participants)
    return min(counts) >= 0 and not model.told


def parts_add_up(model: ConversationModel) -> bool:
    """I11: Σ over communes = Σ over target groups = total."""
    before = sum(row[4] for row in model.recorder.rows.get("communes", ()) if row[0] <= model.counted_year)
    this_year = sum(commune.participants for commune in model.communes)
    members = [member for group in model.groups for member in group.members]
    by_group = Counter(member.target_group for member in members)
    known = sum(by_group[index] for index in range(len(model.parameters.target_group)))
    return before + this_year == known == model.participants


def alternative_programmes(model: ConversationModel) -> bool:
    """I13, of S15: Σ sizes = participants; nobody is in two groups at once; registrations, leaders and loads add up."""
    inside = [person.id for programme in model.alternatives for team in programme.running for person in team.members]
    return len(set(inside)) == len(inside) and all(_adds_up(programme) for programme in model.alternatives)


def _adds_up(programme: Programme) -> bool:
    settings = programme.settings
    listed = [one.person.id for team in programme.recruiting for one in team.registered]
    listed += [one.person.id for one in programme.waiting]
    leading = [leader.id for team in (*programme.running, *programme.recruiting) for leader in team.leaders]
    free = (*programme.resting, *programme.ready, *(one for those in programme.learning.values() for one in those))
    return (
        programme.registrations == programme.participants + programme.registrations_lost + len(listed)
        and len(set(listed)) == len(listed)
        and all(settings.smallest <= len(team.members) <= settings.largest for team in programme.running)
        and programme.leaders_trained == len(programme.leaders) + programme.leaders_stopped
        and sorted(leading) == sorted(leader.id for leader in programme.leaders if leader.load)
        and len(programme.leaders) == len(leading) + sum(leader.left_week == NONE for leader in free)
        and not programme.told
    )


INVARIANTS = {
    "I01 one status each": one_status_each,
    "I02 leading slots": leading_slots,
    "I03 group sizes": group_sizes,
    "I04 trained people": trained_people,
    "I05 aspirants": aspirants,
    "I06 registrations": registrations,
    "I07 loads": loads,
    "I08 money": money,
    "I09 parents": parents,
    "I10 no negative counts": no_negative,
    "I11 communes add up": parts_add_up,
    "I13 alternative programmes": alternative_programmes,
}
