"""Books of the programme: the account, refusals, for whom a value holds, which group somebody would take."""

import math
from math import inf

import numpy as np
import pytest
from scipy import stats

from contagion.models.outcomes.costs import dated_prices
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme.books.money import credit, open_week
from contagion.models.programme.layout import GROUP
from contagion.models.records import PITCH
from contagion.models.runs.simulation import record_of_run
from tests.helpers import world_calls
from tests.helpers.by_sections import lived
from tests.helpers.compiled_calls import values_for
from tests.helpers.made_weeks import begin_week, residents_of, row
from tests.helpers.settings import AMPLE
from tests.helpers.telling import CERTAIN, next_week, tell, told_and_registered
from tests.helpers.what_happened import account_of
from tests.helpers.world_calls import would_take

# ---- the account: what is credited, carried over and lapses, and the prices that hold --------------------------------


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
    assert [(week, costs.event) for week, costs in dated_prices(record_of_run(model))] == [(0, 500), (26, 900)]


# ---- what is known of people: refusals, and how long they are remembered ---------------------------------------------

WEEKS_A_YEAR = 52


def test_a_refusal_is_forgotten_when_readiness_is_drawn_anew(build, small):
    """With a fatigue that leaves nothing, who refused once registers only after a new draw."""
    settings = ["registering.fatigue=0", "receptivity.turnover_per_year=0.35", "receptivity.share=0.5"]
    model = build(settings, 3, 1, where=small, checked=False)
    people = model.world.everyone()
    tell(model, PITCH, [(person, 1, 0.0) for person in people.tolist()])
    anew = {}
    for year in (0, 1):
        model.state.array("clock")["week"] = WEEKS_A_YEAR * year + 10
        anew[year] = {who for who in people.tolist() if drawn_anew(model, who, year)}
        tell(model, PITCH, [(person, 1, CERTAIN) for person in people.tolist()])
        registered = {one.id for one in model.waiting}
        assert registered == anew[year]
    assert not anew[0]
    assert 0.5 * len(people) < len(anew[1]) < len(people)


def drawn_anew(model, person, year):
    """Whether the readiness of a year is another draw than in the first one, by the dates that the world draws."""
    p = model.parameters_at_start.receptivity
    rate = p.turnover_per_year / p.share
    date = model.draws.stream("date of a new mind").uniform(person)
    return int(year * rate + date) != int(date)


def test_refusals_leave_a_share_of_the_readiness(crowd):
    """S4: after k refusals the hazard is fatigue^k of itself."""
    model, people = crowd(["registering.fatigue=0.5"])
    for _ in range(2):  # twice told, with no strength
        assert not told_and_registered(model, {person: [(1, 0.0)] for person in people})
        next_week(model)
    registered = told_and_registered(model, {person: [(1, 1.2)] for person in people})
    assert stats.binomtest(len(registered), len(people), 1 - math.exp(-1.2 * 0.25)).pvalue > 1e-3


# ---- what holds for whom: decisions for some communes, target groups or partners -------------------------------------


def test_communes_and_groups_together(under, small):
    """Brute force over all 2,348 residents: both must hold; of several groups one is enough."""
    names = list(small.names[:2])
    model = under(
        {"communes": names, "target_groups": ["group B", "students"], "set": {"volunteering.wish": 1.0}},
        {"from": 0, "target_groups": ["elected officials"], "set": {"registering.barrier": 2.0}},
        where=small,
    )
    world, people = model.world, model.world.everyone()
    found = values_for(model, "volunteering.wish", people) == 1.0
    for person, meant in zip(people.tolist(), found.tolist(), strict=True):
        assert meant == (world.home(person) in (0, 1) and (world.group(person) == 1 or world.student(person)))
    assert 0 < found.sum() < len(people)
    barriers = values_for(model, "registering.barrier", people)
    assert np.array_equal(barriers, np.where(world.elected(people), 2.0, 1.0))
    assert (barriers == 2.0).sum() == small.seats.sum()


def test_a_value_for_some_goes_before_the_general_one_and_the_later_before_the_earlier(under, territory):
    model = under(
        {"from": 0, "communes": ["Besançon"], "set": {"demand.distance_km": 11.0}},
        {"from": 0, "target_groups": ["group A"], "set": {"demand.distance_km": 12.0}},
        {"set": {"demand.distance_km": 13.0}},
        {"from": 1, "communes": ["outside the centre"], "set": {"demand.distance_km": 14.0}},
    )
    world, besancon = model.world, territory.centre
    people = world.anyone(np.arange(400))
    wanted = [
        12.0 if world.group(person) == 0 else 11.0 if world.home(person) == besancon else 13.0
        for person in people.tolist()
    ]
    assert np.array_equal(values_for(model, "demand.distance_km", people), wanted)
    assert set(wanted) == {11.0, 12.0, 13.0}
    assert set(values_for(model, "demand.travel_help", people)) == {1.0}
    begin_week(model, 1)
    outside = (world.home(people) != besancon) & (world.group(people) == 0)
    assert outside.any()
    later = np.where(world.home(people) != besancon, 14.0, wanted)  # the last one to begin
    assert np.array_equal(values_for(model, "demand.distance_km", people), later)


# ---- which groups those who wait would take: by distance, by time, online --------------------------------------------

REACH = pytest.mark.parametrize("reach", ["once", "every group"])


@REACH
def test_distance_and_help_for_some(under, territory, agrees, reach):
    """exp(-d/δ) × help for those who are free: at δ = 5 and help 0.5, or δ = 10 and help 1.5, or for nobody."""
    thise, saone = row(territory, "Thise"), row(territory, "Saône")
    model = under(
        {"communes": ["Thise"], "set": {"demand.distance_km": 10.0, "demand.travel_help": 1.5}},
        {"communes": ["Saône"], "set": {"demand.travel_help": 0.0}},
        population={"slot_share": 1.0},
        demand={"travel_help": 0.5, "distance_km": 5.0, "commuting_exponent": 0.0, "reach": reach},
    )
    group = np.zeros(1, GROUP)
    group["key"], group["place"] = 1, territory.centre
    taken = {}
    for home in (territory.centre, thise, saone):
        people = np.array(residents_of(model, home, range(300)))
        homes = np.full(300, home)
        taken[home] = would_take(model.state, homes, model.world.slots(people), people, group)[:, 0]
    away = territory.distance_km[territory.centre]
    agrees(taken[territory.centre], 0.5 * np.exp(-away[territory.centre] / 5))
    agrees(taken[thise], 1.5 * np.exp(-away[thise] / 10))
    assert not taken[saone].any()


def test_how_far_somebody_goes_is_kept_for_all_groups(build):
    """Of twenty groups at one place and time, whoever waits takes all or none; drawn anew, some of them."""
    groups = np.zeros(20, GROUP)
    groups["key"], groups["place"] = np.arange(20), 0
    some = {}
    for reach in ("once", "every group"):
        model = build([f"demand.reach={reach}", "population.slot_share=1"], 1)
        people = model.world.everyone()[::500]
        homes, slots = model.world.home(people), model.world.slots(people)
        taken = world_calls.would_take(model.state, homes, slots, people, groups).mean(axis=1)
        some[reach] = ((taken > 0) & (taken < 1)).mean()
    assert some["once"] == 0
    assert some["every group"] > 0.5


@pytest.mark.parametrize("exponent", [0.0, 1.0])
def test_people_go_farther_where_commuters_travel_farther(build, territory, exponent):
    """The mean distance to work over that of the territory, to the power of the exponent."""
    adults, mean = territory.residents.sum(axis=1), (territory.commuting_share * territory.distance_km).sum(axis=1)
    expected = mean / (mean @ adults / adults.sum())
    assert expected.min() < 0.8 < 1.3 < expected.max()
    model = build([f"demand.commuting_exponent={exponent}"], 1)
    assert np.allclose(model.state.array("farther"), expected**exponent, rtol=1e-9)
