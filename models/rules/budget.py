"""Money (L15, stages 2, 5, 8, 9, 13 and 14). In week 0 of each year the account is credited with `budget.per_year`;
what is left of the year before stays on it, or lapses (`budget.carry_over`). A week of the coordinators, a training
seat, a contact, an event, a mailing and the start of a group happen only if the balance pays for them, at the prices of
`costs`; whatever comes first in the week is paid first. Without the coordinators' pay there are no contacts that week;
a group that cannot be paid waits like one with too few people. Without a limit (inf) all is paid, and nothing changes.

An alternative programme pays out of the same account, or out of one of its own, credited with its `budget_share` of the
year's money. Its coordinators, letters, events, leaders and groups are paid in the same way; without the pay of its
coordinators it sends no letters and holds no event that week.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from models.agents import NONE, Facilitator, Group
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.alternatives import Programme
    from models.parameters import Parameters
    from models.parameters.money import Costs
    from models.programme import ConversationModel

type Bill = Mapping[str, float]  # how much of each item of `costs`

SEAT: Bill = {"seat": 1}
CONTACT: Bill = {"contact": 1}
EVENT: Bill = {"event": 1}
ROUNDING = 1e-6  # euros that sums may be off by


@dataclass
class Account:
    """What is there to spend, and what was spent.

    Attributes
    ----------
    balance : float
        In euros, inf without a limit.
    opening, credited, lapsed, debited : float
        Balance at the beginning of the week, and what happened to it since.
    bought, spent : dict of item to float
        How much of each item since the start, and for how many euros.
    unpaid : Counter
        What was not done this week for want of money.
    prices : list of (week, Costs)
        The prices, and the weeks they hold from.
    """

    prices: list[tuple[int, Costs]]
    balance: float = 0.0
    opening: float = 0.0
    credited: float = 0.0
    lapsed: float = 0.0
    debited: float = 0.0
    bought: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    unpaid: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, parameters: Parameters) -> Account:
        """An empty account, or one without a limit."""
        return cls([(0, parameters.costs)], balance=inf if parameters.budget.per_year == inf else 0.0)

    def begin_week(self) -> None:
        """Open the week."""
        self.opening, self.credited, self.lapsed, self.debited = self.balance, 0.0, 0.0, 0.0
        self.unpaid.clear()

    def credit(self, amount: float, keep: bool) -> None:
        """Take in the year's money; what is left stays or lapses. Where there was no limit, there is nothing left."""
        if self.balance == inf:
            self.opening = self.balance = 0.0
        if not keep:
            self.lapsed, self.balance = self.balance, 0.0
        self.credited = amount
        self.balance += amount


def begin(model: ConversationModel) -> None:
    """Credit the accounts and pay the coordinators, who are at work this week if they are paid (stage 2)."""
    account, parameters = model.account, model.parameters
    for each in accounts(model):
        each.begin_week()
    if parameters.costs is not account.prices[-1][1] and parameters.costs != account.prices[-1][1]:
        account.prices.append((model.week, parameters.costs))
    if model.week % WEEKS_A_YEAR == 0:
        credit(model)
    posts = 0.0 if model.strain.coordinator_away else parameters.partners.coordinators  # who is away is not paid
    model.coordinators = posts if paid(model, {"coordinator": posts / WEEKS_A_YEAR}, "coordinators") else 0.0
    for programme in model.alternatives:
        staff(model, programme)


def accounts(model: ConversationModel) -> list[Account]:
    """The groups' account, and those that alternative programmes have for themselves."""
    return [model.account, *(one.account for one in model.alternatives if one.account is not model.account)]


def credit(model: ConversationModel) -> None:
    """Share out the money of the year; what no alternative programme has for itself is the groups'."""
    budget = model.parameters.budget
    own = [one.settings.budget_share or 0.0 for one in model.alternatives if one.account is not model.account]
    for account, share in zip(accounts(model), (model.parameters.groups_share, *own), strict=True):
        amount = inf if budget.per_year == inf else budget.per_year * share * model.strain.share_credited
        account.credit(amount, budget.carry_over)


def staff(model: ConversationModel, programme: Programme) -> None:
    """Pay the coordinators of an alternative programme."""
    posts = programme.settings.coordinators if programme.takes_in(model.week) else 0.0
    programme.staffed = paid_by(model, programme, {"coordinator": posts / WEEKS_A_YEAR}, "coordinators")
    if posts and programme.staffed:
        model.recorder.row("posts", (model.week, programme.name, posts))


def price(model: ConversationModel, bill: Bill) -> float:
    """A bill in euros, at today's prices."""
    costs = model.parameters.costs
    return sum(getattr(costs, item) * number for item, number in bill.items())


def can_pay(model: ConversationModel, bill: Bill, account: Account | None = None) -> bool:
    """Whether the balance (of the groups' account, if none is named) pays for all of a bill."""
    account = account or model.account
    return account.balance == inf or price(model, bill) <= account.balance + ROUNDING


def pay(model: ConversationModel, bill: Bill, account: Account | None = None) -> None:
    """Pay a bill."""
    account, costs = account or model.account, model.parameters.costs
    for item, number in bill.items():
        amount = getattr(costs, item) * number
        account.bought[item] += number
        account.spent[item] += amount
        account.debited += amount
        account.balance -= amount


def paid(model: ConversationModel, bill: Bill, what: str) -> bool:
    """Pay a bill, if the balance does; otherwise note what is not done."""
    if not can_pay(model, bill):
        go_without(model, what)
        return False
    pay(model, bill)
    return True


def paid_by(model: ConversationModel, programme: Programme, bill: Bill, what: str) -> bool:
    """Pay a bill of an alternative programme, if its account does; it is no want of the groups if not."""
    enough = can_pay(model, bill, programme.account)
    if enough:
        pay(model, bill, programme.account)
    else:
        model.record(f"{programme.name}: not paid: {what}")
    return enough


def go_without(model: ConversationModel, what: str, number: int = 1, where: int = NONE, group: int = NONE) -> None:
    """Note what is not done for want of money."""
    model.account.unpaid[what] += number
    model.record(f"not paid: {what}", where=where, group=group, other=number)


def bill_of(group: Group) -> Bill:
    """What a group costs when it starts: kit, expenses, a room if nobody lends one, its leaders' pay and mentors."""
    return {
        "kit": 1,
        "expenses": 1,
        "room": int(not group.online and group.host is None),
        "stipend": sum(leader.paid for leader in group.leaders),
        "mentoring": sum(is_first_with_a_mentor(leader) for leader in group.leaders),
    }


def is_first_with_a_mentor(leader: Facilitator) -> bool:
    """Whether a leader's next group is their first, and they are mentored."""
    return leader.mentored and leader.groups_led == 0
