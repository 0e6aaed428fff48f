"""What must hold after every week of every run (I01–I11), over random valid parameters."""

from collections import Counter
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contagion.models.outcomes import costs
from contagion.models.parameters import AFTER_THE_RUN, MAY_CHANGE, Parameters, describe
from contagion.models.parameters.decisions import NEED_A_SCOPE, SCOPES
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme.model import ConversationModel
from contagion.models.programme.seen.agents import by_id
from contagion.models.runs.simulation import kernels_of, record_of
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
    "training.trainer": ["coordinator", "outside"],
    "retention.form": ["hazard", "after_group"],
    "registering.rule": ["simple", "reinforced", "threshold"],
    "demand.reach": ["once", "every group"],
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


def in_order(content, section, *names):
    """Let parameters that must not be above each other be in that order."""
    if said := content.get(section):
        usual = Parameters()
        said |= dict(
            zip(names, sorted(said.get(name) or usual.get(f"{section}.{name}") for name in names), strict=True)
        )


@st.composite
def some_parameters(draw):
    """Valid parameters: any number of them drawn at random, the others as by default."""
    chosen = draw(st.lists(st.sampled_from(sorted(STRATEGIES)), min_size=0, max_size=30, unique=True))
    content: dict[str, dict] = {}
    for name in chosen:
        section, key = name.split(".")
        content.setdefault(section, {})[key] = draw(STRATEGIES[name])
    in_order(content, "group", "quorum", "size", "maximum")
    in_order(content, "partners", "smallest", "largest")
    if group := content.get("group"):
        usual = Parameters().group
        needed = group.get("completion_sessions", usual.completion_sessions)
        group["completion_sessions"] = min(needed, len(group.get("session_weeks", usual.session_weeks)))
    decisions = draw(st.lists(some_decision(), max_size=4, unique_by=lambda one: next(iter(one["set"]))))
    return Parameters.model_validate(content | {"decision": decisions})


def test_every_kind_of_parameter_is_drawn():
    assert len(STRATEGIES) > 70
    assert set(CHOICES) <= set(STRATEGIES)


@pytest.mark.parametrize("examples", [20, pytest.param(1500, marks=pytest.mark.slow)])
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


@pytest.mark.parametrize("seed", range(2))
def test_no_facilitator_takes_part_in_a_group(run, small, seed):
    """I01: each is in one status; whoever is trained while on the waiting list leaves it."""
    model = run(["outreach.factor=3", "outreach.letters=2500", "partners.initial=10", *MANY], 4, seed, where=small)
    events = log(model)
    trained = [who for _, kind, who, *_ in events if kind.startswith("trained: ")]
    since = {who: week for week, kind, who, *_ in events if kind.startswith("trained: ")}
    assert len(since) == len(trained), "nobody is trained twice"
    assert all(week <= since.get(who, inf) for week, kind, who, *_ in events if kind == "started")
    assert not [person.id for person in model.waiting if person.id in by_id(model.facilitators)]


def test_every_group_has_a_key_of_its_own(run):
    """Section 4.4: a group is its number in the order of opening."""
    for wanted in (["facilitation.max_load=2"], ["outreach.factor=0.3"]):
        keys = [group.key for group in run(wanted, 4, 0, checked=False).groups]
        assert len(keys) > 10
        assert keys == list(range(len(keys)))
