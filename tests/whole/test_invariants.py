"""What must hold after every week of every run (I01–I11), over random valid parameters; and when broken."""

from collections import Counter
from math import inf

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.outcomes import costs
from models.parameters import AFTER_THE_RUN, MAY_CHANGE, Parameters, describe
from models.parameters.decisions import NEED_A_SCOPE, SCOPES
from models.parameters.money import ITEMS
from models.programme import layout
from models.programme.agents import Facilitator
from models.programme.invariants import INVARIANTS, check
from models.programme.model import ConversationModel
from models.records import NONE
from models.runs.simulation import kernels_of, record_of
from tests.helpers.what_happened import log, summary_of, tables_of

LARGEST = {  # what would only make a run of a small territory long or its memory full
    "group.size": 30, "group.quorum": 30, "group.maximum": 30, "contacts.close_ties": 50, "contacts.further_ties": 50,
    "facilitation.max_load": 3, "training.founders": 60, "training.places": 60, "training.outside_places": 60,
    "training.first_week": 30, "training.ready_after_weeks": 60, "group.recruiting_weeks": 60, "receptivity.shape": 8,
    "group.postponed_weeks": 20, "invitations.per_completer": 30, "invitations.per_facilitator": 30,
    "partners.per_100_establishments": 100, "partners.coordinators": 3, "partners.contacts_per_month": 20,
    "outreach.attendees": 300, "outreach.letters": 5000, "partners.groups_per_year": 12, "training.period_weeks": 120,
    "costs.price_year": 2100,
}  # fmt: skip
SMALLEST = {"training.period_weeks": 4}  # weekly sessions soon train a whole small territory
ENDLESS = ("training.places", "facilitation.pair_distance_km", "facilitation.pair_decay_km", "demand.distance_km")
ENDLESS += ("partners.nominations_per_year", "retention.loss_per_year", "training.queue_loss_per_year")
COUNTS = ("training.places", "training.outside_places", "facilitation.solo_after")  # whole numbers that may be endless
TIES = ("contacts.tie_exponent", "contacts.tie_offset_km")  # belong to the territory
NAMES = (
    "partners.types",
    "contacts.layers",
    "registering.thresholds",
    "registering.reinforcement",
    "receptivity.by_age",
)
NAMES += (
    "calendar.start",
    *NEED_A_SCOPE,
    "costs.funding",
    "students.organisations",
    "group.session_weeks",
    "calendar.holiday_weeks",
    "training.priority_groups",
    "training.founder_communes",
)


MANY = ["training.period_weeks=13", "partners.nominations_per_year=inf", "demand.waiting_loss_per_year=0"]


def values_of(row):
    """Values of a parameter: the default, the ends of the plausible and of the valid range, and what lies between."""
    low, high = row["valid"]
    if row["name"] in ENDLESS:
        high = inf
    low, cap = SMALLEST.get(row["name"], low), LARGEST.get(row["name"], 1000.0)
    ends = [row["default"], low, inf if high == inf else cap if high is None else min(high, cap)]
    ends += [end for end in row["range"] or () if low <= end <= cap]
    inner = [min(end, cap) for end in (row["range"] or ends[1:])]
    if isinstance(row["default"], int) or row["name"] in COUNTS:
        ends = [end if end == inf else round(end) for end in ends]
        between = st.integers(round(min(inner)), round(min(max(inner), cap)))
    else:
        between = st.floats(float(min(inner)), float(max(inner)) if max(inner) < inf else 5.0)
    return st.one_of(st.sampled_from(ends), between)


CHOICES = {
    "facilitation.leaders": [1, 2],
    "facilitation.pool": ["territory", "group", "commune"],
    "training.order": ["fifo", "target", "pairs"],
    "training.top_up": ["historical", "autonomous"],
    "retention.form": ["hazard", "after_group"],
    "registering.rule": ["simple", "reinforced", "threshold"],
    "group.session_weeks": [(0, 3, 7, 10, 14, 17), (0,), (0, 1)],
    "training.priority_groups": [(), ("group A", "group E")],
    "training.founder_communes": [(), ("25030",), ("25136", "25103")],
    "costs.funding": [(0.6, 0.2, 0.2), (1, 0, 0)],
    "budget.per_year": [inf, 0.0, 6e3, 4e4, 9e4],
    "contacts.layers": [(0.1, 0.5, 0.25, 0.15), (1, 0, 0, 0), (0, 0, 0, 1)],
}
STRATEGIES = {
    row["name"]: st.sampled_from(CHOICES[row["name"]])
    if row["name"] in CHOICES
    else st.booleans()
    if isinstance(row["default"], bool)
    else values_of(row)
    for row in describe()
    if "[]" not in row["name"]
    and not row["name"].startswith(AFTER_THE_RUN)
    and (row["name"] in CHOICES or row["name"] not in (*NAMES, *TIES))
}


FOR_SOME = [{"communes": ["the centre"]}, {"communes": ["outside the centre"]}, {"target_groups": ["students"]}]
FOR_SOME += [{"communes": ["the centre"], "target_groups": ["group A", "elected officials"]}]


@st.composite
def some_decision(draw):
    """A decision on one lever: for everybody or for some, at a date, for a time, or when somebody is in the queue."""
    name = draw(st.sampled_from(MAY_CHANGE))
    scopes = [{}] * (name not in NEED_A_SCOPE)
    scopes += [scope for scope in FOR_SOME if name in SCOPES and set(scope) <= set(SCOPES[name])]
    value = draw(STRATEGIES.get(name, st.floats(0, 1)))
    when = draw(st.sampled_from([{}, {"until": 55}, {"when": {"queue": {"above": 1}}, "for_weeks": 9}]))
    return {"from": draw(st.integers(0, 50)), **draw(st.sampled_from(scopes)), **when, "set": {name: value}}


@st.composite
def some_parameters(draw):
    """Valid parameters: any number of them drawn at random, the others as by default."""
    chosen = draw(st.lists(st.sampled_from(sorted(STRATEGIES)), min_size=0, max_size=30, unique=True))
    content: dict[str, dict] = {}
    for name in chosen:
        section, key = name.split(".")
        content.setdefault(section, {})[key] = draw(STRATEGIES[name])
    if group := content.get("group"):
        sizes = sorted(
            group.pop(name, None) or Parameters().get(f"group.{name}") for name in ("quorum", "size", "maximum")
        )
        group |= dict(zip(("quorum", "size", "maximum"), sizes, strict=True))
    decisions = draw(st.lists(some_decision(), max_size=4, unique_by=lambda one: next(iter(one["set"]))))
    return Parameters.model_validate(content | {"decision": decisions})


def test_every_kind_of_parameter_is_drawn():
    assert len(STRATEGIES) > 70
    assert set(CHOICES) <= set(STRATEGIES)


@pytest.mark.parametrize("examples", [90, pytest.param(1500, marks=pytest.mark.slow)])
def test_invariants_hold_for_any_parameters(small, examples):
    """I01–I11 after every week; the ledger is what was paid; and the tables and the summary can be made of any run."""

    @settings(max_examples=examples, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(some_parameters(), st.integers(0, 10**6), st.integers(60, 156))
    def lived(parameters, seed, weeks):
        model = ConversationModel(small, parameters, seed, horizon=weeks, checked=True)
        assert kernels_of(parameters) == small.kernels
        model.run(weeks)
        events_agree(model)
        tables_of(model)
        shares = summary_of(model)["short"]
        ledger = costs.ledger(record_of(model)).groupby("item")["euros"].sum()
        spent = dict(zip(ITEMS, model.state.array("accounts")[0]["spent"].tolist(), strict=True))
        assert ledger.to_dict() == pytest.approx(spent, abs=0.005)
        assert sum(shares.values()) == pytest.approx(1.0) or not any(shares.values())

    lived()


def events_agree(model):
    """The totals of I03–I06 once more, counted from the event log alone."""
    kinds = Counter(kind for _, kind, *_ in log(model))
    ended = sum(count for kind, count in kinds.items() if kind in ("gave up waiting", "gave up with the group"))
    ended += kinds["moved away while waiting"] + kinds["moved away while registered"] + kinds["no-show"]
    registered = sum(count for kind, count in kinds.items() if kind.startswith("registered: "))
    on_lists = len(model.waiting) + sum(len(group.registered) for group in model.recruiting_groups)
    assert registered == kinds["started"] + ended + on_lists
    assert kinds["group opened"] == kinds["group started"] + kinds["group cancelled"] + len(model.recruiting_groups)
    assert kinds["group started"] == kinds["group ended"] + len(model.running_groups)
    assert kinds["aspires"] == kinds["trained: participant"] + kinds["lost interest"] + len(model.aspirants)
    trained = sum(count for kind, count in kinds.items() if kind.startswith("trained: "))
    assert trained == kinds["never active"] + kinds["facilitator left"] + len(model.active)
    started = Counter(who for _, kind, who, *_ in log(model) if kind == "started")
    if not model.departed:
        assert max(started.values(), default=0) <= 1, "nobody enters a second group"


@pytest.mark.parametrize("seed", range(4))
def test_no_facilitator_takes_part_in_a_group(run, small, seed):
    """I01: each is in one status; whoever is trained while on the waiting list leaves it."""
    model = run(["outreach.factor=3", "outreach.letters=2500", "partners.initial=10", *MANY], 4, seed, where=small)
    events = log(model)
    trained = [who for _, kind, who, *_ in events if kind.startswith("trained: ")]
    since = {who: week for week, kind, who, *_ in events if kind.startswith("trained: ")}
    assert len(since) == len(trained), "nobody is trained twice"
    assert all(week <= since.get(who, inf) for week, kind, who, *_ in events if kind == "started")
    assert not [person.id for person in model.waiting if person.id in model.facilitators]


# ---- each one fires ------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(build, small):
    """A model in mid-year, with people in every state."""
    crowded = ["outreach.factor=10", "demand.distance_km=40", "training.period_weeks=13", "volunteering.wish=0.6"]
    model = build(crowded, 3, 1, where=small)
    model.run(75)
    while not all((model.waiting, model.aspirants, model.running_groups, model.recruiting_groups)) or not any(
        group.registered for group in model.recruiting_groups
    ):
        model.run(1)
        assert model.week < 155
    assert model.week % 52
    assert any(one.is_participant for one in model.facilitators.values())
    check(model)
    return model


def first_registered(model):
    return next(group.registered[0] for group in model.recruiting_groups if group.registered)


def set_registered(group, number):
    group.record["registered"] = number


def a_convert(model) -> Facilitator:
    return next(one for one in model.facilitators.values() if one.is_participant)


def set_to(thing, **values):
    for name, value in values.items():
        setattr(thing, name, value)


def add_to_total(model, name, number):
    model.state.array("totals")[name] += number


def put_on(model, which, number):
    """Put a number at the end of a list."""
    model.state.array("lists")[which, model.state.array("counts")[which]] = number
    model.state.array("counts")[which] += 1


def take_off(model, which):
    """Take the last number off a list."""
    model.state.array("counts")[which] -= 1


def sit_twice(model):
    first = model.running_groups[0].record["first_seat"]
    model.state.array("seats")["member"][first] = model.state.array("seats")["member"][first + 1]


def buy(model, item):
    model.state.array("accounts")[0]["bought"][ITEMS.index(item)] += 1


def tell_and_leave_undecided(model):
    model.state.array("n")["told"] = 1


def add_a_workshop(model, **values):
    """Let there be an alternative programme beside the groups, of which nothing is known but these values."""
    lists, more = model.state.array("lists"), len(layout.OF_PROGRAMME)
    model.state.put("lists", np.vstack([lists, np.zeros((more, lists.shape[1]), lists.dtype)]))
    model.state.put("counts", np.concatenate([model.state.array("counts"), np.zeros(more, np.int64)]))
    workshop = np.zeros(1, layout.PROGRAMME)
    workshop["group_item"], workshop["leader_item"] = ITEMS.index("workshop"), ITEMS.index("workshop_leader")
    model.state.put("programmes", workshop)
    assert INVARIANTS["I13 alternative programmes"](model)
    for name, value in values.items():
        workshop[name] = value


def wait_twice(model):
    """Let the first resident met stand twice on the waiting list of a workshop."""
    add_a_workshop(model, registrations=2)
    model.state.array("n")["hopefuls"] = 2
    for number in range(2):
        model.state.array("hopefuls")["resident"][number] = 0
        put_on(model, len(layout.LISTS) + layout.HOPEFULS, number)


def train_with(one, other):
    one.record["trained_with"] = other.number


def a_group_with_strangers(model, organisation):
    """A group that recruits, with somebody who does not belong to an organisation."""
    whose = model.world.organisation
    return next(g for g in model.recruiting_groups if any(whose(one.id) != organisation for one in g.registered))


def put_in_house(group, organisation):
    """Let a group be one of the house of an organisation, where it meets."""
    group.record["in_house"], group.record["host"], group.record["online"] = 1, organisation, 0
    group.record["place"] = group.model.world.organisations.home[organisation]


BREAKS = {
    "I01 waiting, and says otherwise": ("I01", lambda m: set_to(m.waiting[0], status="none")),
    "I01 on two lists": ("I01", lambda m: put_on(m, layout.WAITING_LIST, first_registered(m).number)),
    "I01 listed, and says otherwise": ("I01", lambda m: set_to(first_registered(m), status="waiting")),
    "I01 not on the list": ("I01", lambda m: take_off(m, layout.WAITING_LIST)),
    "I02 a group more": ("I02", lambda m: set_to(a_convert(m), groups_led=a_convert(m).groups_led + 1)),
    "I03 somebody more": ("I03", lambda m: add_to_total(m, "participants", 1)),
    "I03 in two groups": ("I03", sit_twice),
    "I04 active, and gone": ("I04", lambda m: set_to(m.active[0], left_week=m.week)),
    "I04 neither": ("I04", lambda m: take_off(m, layout.ACTIVE_FACILITATORS)),
    "I04 beyond the places": (
        "I04",
        lambda m: add_to_total(m, "seats_offered", len(m.facilitators) - 1 - m.total("seats_offered")),
    ),
    "I05 one more": ("I05", lambda m: add_to_total(m, "aspirants_created", 1)),
    "I05 one fewer": ("I05", lambda m: take_off(m, layout.QUEUE)),
    "I06 one more": ("I06", lambda m: add_to_total(m, "registrations", 1)),
    "I06 one fewer lost": ("I06", lambda m: add_to_total(m, "registrations_lost", -1)),
    "I07 overload": ("I07", lambda m: set_to(m.running_groups[0].leaders[0], load=2)),
    "I07 no load": ("I07", lambda m: set_to(m.running_groups[0].leaders[0], load=0)),
    "I07 a negative load": ("I07", lambda m: set_to(m.active[0], load=-1)),
    "I07 below the quorum": ("I07", lambda m: set_registered(m.running_groups[0], 0)),
    "I07 above the maximum": (
        "I07",
        lambda m: set_registered(m.running_groups[0], 2 * len(m.running_groups[0].registered)),
    ),
    "I08 a seat more": ("I08", lambda m: buy(m, "seat")),
    "I08 a workshop that nobody holds": ("I08", lambda m: buy(m, "workshop")),
    "I09 a child more": ("I09", lambda m: set_to(a_convert(m), children=a_convert(m).children + 1)),
    "I09 own parent": ("I09", lambda m: set_to(a_convert(m), parent_a=a_convert(m).id, parent_b=a_convert(m).id)),
    "I09 no parents": ("I09", lambda m: set_to(a_convert(m), parent_a=NONE, parent_b=NONE)),
    "I10 a negative count": ("I10", lambda m: add_to_total(m, "aspirants_lost", -1 - m.total("aspirants_lost"))),
    "I10 somebody told who never decides": ("I10", tell_and_leave_undecided),
    "I11 a commune more": ("I11", lambda m: set_to(m.communes[0], participants=m.communes[0].participants + 1)),
    "I11 no such target group": ("I11", lambda m: set_to(m.running_groups[0].members[0], target_group=99)),
    "I13 a participant out of nowhere": ("I13", lambda m: add_a_workshop(m, participants=1)),
    "I13 waits twice": ("I13", wait_twice),
    "I13 a leader out of nowhere": ("I13", lambda m: add_a_workshop(m, leaders_trained=1)),
    "I14 trained with a third": ("I14", lambda m: train_with(m.active[-1], m.active[0])),
    "I14 trained with oneself": ("I14", lambda m: train_with(m.active[-1], m.active[-1])),
    "I15 of no house": ("I15", lambda m: put_in_house(m.recruiting_groups[0], NONE)),
    "I15 strangers in the house": ("I15", lambda m: put_in_house(a_group_with_strangers(m, 0), 0)),
}


@pytest.mark.parametrize("what", BREAKS)
def test_each_invariant_fires(busy, what):
    name, spoil = BREAKS[what]
    spoil(busy)
    (full,) = [one for one in INVARIANTS if one.startswith(name)]
    assert not INVARIANTS[full](busy)
    with pytest.raises(AssertionError, match=f"invariant I.. .*week {busy.week - 1} of seed 1"):
        check(busy)


def test_every_invariant_is_broken_at_least_once():
    assert {name.split()[0] for name in INVARIANTS} == {name for name, _ in BREAKS.values()}
    assert {name.split()[0] for name in INVARIANTS} >= {f"I{n:02}" for n in range(1, 12)}


def test_a_checked_run_stops_where_it_breaks(busy):
    add_to_total(busy, "participants", 1)
    with pytest.raises(AssertionError, match="I03"):
        busy.run(1)


@pytest.mark.parametrize("wanted", [[], ["facilitation.max_load=2"], ["outreach.factor=0.3"]])
def test_every_group_has_a_key_of_its_own(run, wanted):
    """Section 4.4: a group is its number in the order of opening."""
    for seed in range(3):
        keys = [group.key for group in run(wanted, 4, seed, checked=False).groups]
        assert len(keys) > 10
        assert keys == list(range(len(keys)))


def test_invariants_hold_when_asked_between_two_years(run):
    """I11 counts the year that has ended once."""
    model = run((), 2, 1)
    assert model.year == 2
    check(model)
