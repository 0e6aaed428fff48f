"""Accounts, prices and bills. What is bought is an item of `costs` and how much of it."""

import math

import numpy as np

from contagion.models.parameters import word_of
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme.books.lists import record
from contagion.models.programme.books.settings import is_looked_after
from contagion.models.records import FROM_OUTSIDE, NO_TRAINER, NONE, NOT_PAID, numbers
from contagion.sim.core.compiling import compiled

SEAT, TRAINER, KIT, ROOM, EXPENSES, STIPEND, MENTORING, STAND_IN, COORDINATOR, CONTACT, LETTERS, EVENT = numbers(12)
GROUPS = np.int64(0)  # their account
ROUNDING = 1e-6  # euros that sums may be off by

_FIRST_PRICE = word_of(f"costs.{ITEMS[0]}")
assert [word_of(f"costs.{item}") for item in ITEMS] == list(range(_FIRST_PRICE, _FIRST_PRICE + len(ITEMS)))


@compiled
def price_of(state, item):
    """Euros for one of an item, today."""
    return state.real_words[_FIRST_PRICE + item]


@compiled
def enough(account, euros):
    """Return whether a balance pays for so much."""
    return account.balance == math.inf or euros <= account.balance + ROUNDING


@compiled
def can_pay(state, item, number, account=GROUPS):
    """Return whether the balance pays for so many of an item."""
    return enough(state.accounts[account], price_of(state, item) * number)


@compiled
def pay(state, item, number, account=GROUPS):
    """Pay for so many of an item."""
    own, amount = state.accounts[account], price_of(state, item) * number
    own.bought[item] += number
    own.spent[item] += amount
    own.debited += amount
    own.balance -= amount


@compiled
def paid(state, item, number, what):
    """Pay for so many of an item, if the balance does; otherwise note what is not done."""
    if not can_pay(state, item, number):
        go_without(state, what)
        return False
    pay(state, item, number)
    return True


@compiled
def paid_by(state, programme, item, number, what):
    """Pay for so many of an item for an alternative programme, if its account does; it is no want of the groups if
    not."""
    account = state.programmes[programme].account
    if can_pay(state, item, number, account):
        pay(state, item, number, account)
        return True
    record(state, NOT_PAID, detail=what, programme=programme)
    return False


@compiled
def trainer_paid(state):
    """Pay somebody from outside who holds this week's training session, if the balance does and a seat can be paid as
    well; otherwise note that it is not held."""
    if not enough(state.accounts[GROUPS], price_of(state, TRAINER) + price_of(state, SEAT)):
        go_without(state, NO_TRAINER)
        return False
    pay(state, TRAINER, 1)
    record(state, FROM_OUTSIDE, group=state.totals.sessions_held)
    return True


@compiled
def go_without(state, what, number=1, where=NONE, group=NONE):
    """Note what is not done for want of money."""
    state.money.unpaid[what] += number
    record(state, NOT_PAID, where=where, group=group, other=number, detail=what)


@compiled
def is_first_with_a_mentor(state, leader):
    """Return whether a leader is mentored for their next, first group, with a coordinator to look after them."""
    return leader.mentored != 0 and leader.groups_led == 0 and is_looked_after(state, leader)


@compiled
def _of_leaders(state, group):
    """Count the leaders of a group who are paid, and those who are mentored for it."""
    a, b = state.facilitators[group.leader_a], state.facilitators[group.leader_b]
    paid_, mentored = a.paid, int(is_first_with_a_mentor(state, a))
    if group.leaders == 2:
        paid_, mentored = paid_ + b.paid, mentored + int(is_first_with_a_mentor(state, b))
    return paid_, mentored


@compiled
def can_pay_group(state, group):
    """Return whether the balance pays for a group: kit, expenses, a room if nobody lends one, its leaders' pay, mentors
    and stand-in; in another programme, for the group and, where a member leads it, for their training."""
    if group.programme:
        programme = state.programmes[group.programme]
        euros = price_of(state, programme.group_item)
        euros += price_of(state, programme.leader_item) * int(group.leaders == 0)
        return enough(state.accounts[programme.account], euros)
    stipends, mentored = _of_leaders(state, group)
    rooms = int(group.online == 0 and group.host == NONE)
    euros = price_of(state, KIT) + price_of(state, EXPENSES) + price_of(state, ROOM) * rooms
    euros += price_of(state, STIPEND) * stipends + price_of(state, MENTORING) * mentored
    return enough(state.accounts[GROUPS], euros + price_of(state, STAND_IN) * group.stand_in)


@compiled
def pay_group(state, group):
    """Pay for a group that starts."""
    if group.programme:
        programme = state.programmes[group.programme]
        pay(state, programme.group_item, 1, programme.account)
        pay(state, programme.leader_item, int(group.leaders == 0), programme.account)
        return
    stipends, mentored = _of_leaders(state, group)
    pay(state, KIT, 1)
    pay(state, EXPENSES, 1)
    pay(state, ROOM, int(group.online == 0 and group.host == NONE))
    pay(state, STIPEND, stipends)
    pay(state, MENTORING, mentored)
    pay(state, STAND_IN, group.stand_in)


@compiled
def open_week(state):
    """Open the week in all accounts."""
    for n in range(len(state.accounts)):
        own = state.accounts[n]
        own.opening, own.credited, own.lapsed, own.debited = own.balance, 0.0, 0.0, 0.0
    for what in range(len(state.money.unpaid)):
        state.money.unpaid[what] = 0


@compiled
def credit(own, amount, keep):
    """Take in the year's money; what is left stays or lapses. Where there was no limit, there is nothing left."""
    if own.balance == math.inf:
        own.opening = own.balance = 0.0
    if not keep:
        own.lapsed, own.balance = own.balance, 0.0
    own.credited = amount
    own.balance += amount
