"""The account: what is credited, carried over and lapses, and the prices that hold."""

from math import inf

from contagion.models.outcomes.costs import dated_prices
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme.books.money import credit, open_week
from contagion.models.runs.simulation import record_of
from tests.helpers.by_sections import lived
from tests.helpers.settings import AMPLE
from tests.helpers.what_happened import account_of


def test_what_is_left_stays_or_lapses(build, small):
    state = build([AMPLE], 1, where=small).state
    account, unpaid = state.accounts[0], state.array("money")["unpaid"]
    unpaid[:] = 3
    credit(account, 100.0, True)
    account.balance -= 30
    open_week(state)
    assert not unpaid.any()
    credit(account, 100.0, True)
    assert (account.opening, account.credited, account.lapsed, account.balance) == (70, 100, 0, 170)
    open_week(state)
    credit(account, 50.0, False)
    assert (account.opening, account.credited, account.lapsed, account.balance) == (170, 50, 170, 50)
    open_week(state)
    credit(account, inf, True)
    open_week(state)
    credit(account, 80.0, True)
    assert (account.opening, account.balance) == (0, 80)


def test_prices_are_read_as_they_are_in_the_week_and_known_afterwards(territory):
    dearer = {"budget": {"per_year": 1e6}, "decision": [{"from": 26, "set": {"costs.event": 900.0}}]}
    model = lived(territory, dearer, 52)
    assert account_of(model)["spent"][ITEMS.index("event")] == 6 * 500 + 6 * 900
    assert [(week, costs.event) for week, costs in dated_prices(record_of(model))] == [(0, 500), (26, 900)]
