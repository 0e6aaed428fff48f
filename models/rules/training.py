"""Queue and training (S12, stages 5 and 7). Every `training.period_weeks` from week `training.first_week` a session
offers `training.places` seats. Those who wait are offered them in turn and take one with probability `training.accept`;
others stay in the queue. A decision may reserve a share of the seats (`training.reserved_share`) for those of some
communes or groups: they are offered them first, and others what they leave. The first session is the founders'. In
"historical" mode, seats left over go to candidates whom partners name (at most `training.outside_places` a session, and
no more than `partners.nominations_per_year` gives); in "autonomous" mode they stay empty. A trained person becomes
active with probability `training.active_share` and is free to lead after `training.ready_after_weeks` full weeks. While
waiting, aspirants lose interest at the rate `training.queue_loss_per_year`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from models.agents import NONE, Facilitator, Resident
from models.clocks import live_a_week
from models.population import NOBODY
from models.rules import budget, candidates
from models.scope import value_for
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.programme import ConversationModel

SEATS = 2**24  # seats of a session that have numbers of their own


def is_due(model: ConversationModel) -> bool:
    """Whether this is the week of a training session: by the calendar, or an extra one."""
    since = model.week - model.parameters.training.first_week
    return model.extra_session or (since >= 0 and since % model.parameters.training.period_weeks == 0)


def train(model: ConversationModel) -> None:
    """Hold the training session, if one is due."""
    if not is_due(model) or model.strain.coordinator_away:
        return
    settings = model.parameters.training
    places = model.strain.bought(settings.places)
    model.record("training session", group=model.sessions_held, other=len(model.aspirants))
    founders = found(model) if model.sessions_held == 0 else 0
    taken = offer_seats(model, places, founders)
    if settings.top_up == "historical":
        left = places - taken - model.account.unpaid["seat"]
        fill_from_outside(model, min(left, settings.outside_places - founders), taken)
    candidates.forget(model)
    model.sessions_held += 1
    model.seats_offered += max(places, founders)


def found(model: ConversationModel) -> int:
    """Train the founders; return how many."""
    people = candidates.founders(model)
    for seat, person in enumerate(people):
        if not seat_can_be_paid(model, len(people) - seat):
            return seat
        become_facilitator(model, person, "founder", seat)
    return len(people)


def offer_seats(model: ConversationModel, seats: float, taken: int) -> int:
    """Offer the seats that are left to the queue, first those that are reserved to those they are reserved for; return
    how many are then taken."""
    queue = in_order(model)
    for scope, share in model.local.get("training.reserved_share", ()):
        first = [person for person in queue if scope.includes(model.population, person.id)]
        if share and not model.account.unpaid["seat"]:
            taken, offered = offer(model, first, min(seats, taken + share * seats + 1e-9), taken)
            queue = [person for person in queue if person not in first[:offered]]
    return taken if model.account.unpaid["seat"] else offer(model, queue, seats, taken)[0]


def offer(model: ConversationModel, queue: list[Resident], seats: float, taken: int) -> tuple[int, int]:
    """Offer seats to a queue until so many are taken in all; return how many are, and to how many they were offered."""
    accepts = model.draws.stream("takes a training seat")
    for offered, person in enumerate(queue):
        if taken + 1 > seats or not seat_can_be_paid(model, min(seats - taken, len(queue) - offered)):
            return taken, offered
        luck = accepts.uniform(person.id, person.occasion * 4096 + model.sessions_held)
        if luck < value_for(model, "training.accept", person.id):
            model.aspirants.remove(person)
            become_facilitator(model, person, "participant", taken)
            taken += 1
        else:
            model.record("declined a seat", person.id, person.home)
    return taken, len(queue)


def in_order(model: ConversationModel) -> list[Resident]:
    """The queue as seats are offered: the longest waiting first, unless target groups or pairs of one group come
    first."""
    tie = model.draws.stream("order of the training queue")
    rule, since = model.parameters.training.order, lambda person: (person.aspirant_since, tie.bits(person.id))
    if rule == "target":
        first = set(model.parameters.training.priority_groups)
        names = [group.name for group in model.parameters.target_group]
        return sorted(model.aspirants, key=lambda person: (names[person.target_group] not in first, *since(person)))
    if rule == "pairs":
        waiting = Counter(person.came_from for person in model.aspirants)
        return sorted(model.aspirants, key=lambda person: (waiting[person.came_from] < 2, *since(person)))
    return sorted(model.aspirants, key=since)


def fill_from_outside(model: ConversationModel, seats: float, taken: int) -> None:
    """Give seats left over to candidates from partners, as far as there are any."""
    named = int(max(min(seats, candidates.named(model)), 0))
    for seat in range(named):
        if not seat_can_be_paid(model, named - seat):
            break
        if (person := candidates.from_partners(model, taken + seat)) == NOBODY:
            break
        become_facilitator(model, model.meet(person), "partner", taken + seat)


def seat_can_be_paid(model: ConversationModel, wanted: float) -> bool:
    """Whether there is money for one seat more; if not, so many are noted as not paid."""
    if budget.can_pay(model, budget.SEAT):
        return True
    budget.go_without(model, "seat", int(wanted))
    return False


def become_facilitator(model: ConversationModel, person: Resident, source: str, seat: int) -> None:
    """Train a person; they may never become active. What becomes of a facilitator is drawn for the seat and not for the
    person: whoever takes it, the programme has the same luck with it, in all scenarios."""
    budget.pay(model, budget.SEAT)
    group = person.came_from if source == "participant" else None
    parents = group.parents if group else (NONE, NONE)
    number = model.sessions_held * SEATS + seat
    facilitator = Facilitator(model, person.id, source, parents, group.key if group else NONE, number)
    model.facilitators[person.id] = facilitator
    model.communes[person.home].trained += 1
    if group:
        for leader in group.leaders:
            leader.children += 1 / len(group.leaders)
    model.record(f"trained: {source}", person.id, person.home, facilitator.from_group)
    settings, retention = model.parameters.training, model.parameters.retention
    facilitator.active = model.draws.stream("becomes active").uniform(number) < settings.active_share
    if facilitator.active:
        facilitator.mentored = model.draws.stream("is mentored").uniform(number) < retention.mentored_share
        facilitator.paid = model.draws.stream("is paid").uniform(number) < retention.paid_share
        facilitator.loss_limit = model.draws.stream("stays").exponential(number)
        model.active.append(facilitator)
        model.available_from.setdefault(model.week + settings.ready_after_weeks, []).append(facilitator)
    else:
        model.record("never active", person.id, person.home)


def lose_interest(model: ConversationModel) -> None:
    """Aspirants whose patience is used up leave the queue."""
    hazard = model.parameters.training.queue_loss_per_year / WEEKS_A_YEAR
    model.aspirants, over = live_a_week(model.aspirants, hazard)
    for person in over:
        give_up(model, person)


def give_up(model: ConversationModel, person: Resident) -> None:
    """Stop wishing to facilitate."""
    person.aspirant_since = NONE
    model.aspirants_lost += 1
    model.record("lost interest", person.id, person.home)
