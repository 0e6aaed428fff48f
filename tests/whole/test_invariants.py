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
from contagion.models.runs.simulation import kernels_of, record_of_run
from tests.helpers.inspected import InspectedRun, by_id
from tests.helpers.settings import KERNEL
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


@pytest.mark.parametrize("examples", [20, pytest.param(1500, marks=pytest.mark.slow)])
def test_invariants_hold_for_any_parameters(small, examples):
    """I01–I11 after every week; the ledger is what was paid; and the tables and the summary can be made of any run."""

    @settings(max_examples=examples, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(some_parameters(), st.integers(0, 10**6), st.integers(60, 156))
    def lived(parameters, seed, weeks):
        model = InspectedRun(small, parameters, seed, horizon=weeks, checked=True)
        assert kernels_of(parameters) == small.kernels
        model.run(weeks)
        events_agree(model)
        tables_of(model)
        shares = summary_of(model)["short"]
        ledger = costs.ledger(record_of_run(model)).groupby("item")["euros"].sum()
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


# ---- extreme and empty settings run, and come out as they must (S09) -------------------------------------------------


def outcome(model):
    """The summary of a run; its tables can be made."""
    made = tables_of(model)
    assert {"weeks", "communes", "events", "groups", "facilitators"} <= set(made)
    assert len(made["weeks"]) == model.week
    return summary_of(model)


def test_without_places_the_founders_are_the_last(run):
    """S09: C = 0. The founders are the last facilitators."""
    result = outcome(run(["training.places=0"], 6, 1, KERNEL))
    assert result["facilitators_trained"] == 10
    assert result["participants"] > 0
    assert result["facilitators_from_groups"] == 0


@pytest.mark.parametrize("scenario", ["ref.toml", KERNEL])
def test_everybody_stops_at_once(run, scenario):
    """S09: μ = ∞."""
    result = outcome(run(["retention.loss_per_year=inf"], 3, 1, scenario))
    assert result["facilitators_trained"] == (30 if scenario == KERNEL else result["facilitators_trained"])
    assert result["facilitators_active"] == result["participants"] == result["groups_started"] == 0


def test_one_commune_can_be_run(run, territory_of, commune_rows):
    """S09."""
    besancon = territory_of([row for row in commune_rows if row["insee_code"] == "25056"])
    result = outcome(run(["outreach.factor=3"], 3, 1, "ref.toml", where=besancon))
    assert result["communes_reached"] == 1
    assert result["participants"] > 50


def test_one_resident_may_be_trained_and_leads_nobody(run, territory_of, commune_rows):
    """S09: one may be trained; there is nobody to lead with, and nobody to lead."""
    bands = dict.fromkeys((name for name in commune_rows[0] if name.startswith("age_")), "0") | {"age_30_44_2022": "1"}
    alone = territory_of([commune_rows[0] | bands | {"population": "1", "population_2022": "1"}])
    assert alone.residents.sum() == 1
    result = outcome(run([], 3, 1, "ref.toml", where=alone))
    assert result["facilitators_trained"] <= 1
    assert result["participants"] == 0
    solo = outcome(run(["facilitation.leaders=1"], 3, 1, "ref.toml", where=alone))
    assert solo["participants"] == 0


def test_only_a_child_lives_there(run, territory_of, commune_rows, inert):
    child = dict.fromkeys((name for name in commune_rows[0] if name.startswith("age_")), "0") | {"age_0_14_2022": "1"}
    empty = territory_of([commune_rows[0] | child | {"population": "1", "population_2022": "1"}, inert("25002")])
    assert empty.residents.sum() == 0
    result = outcome(run([], 3, 1, "ref.toml", where=empty))
    assert result["facilitators_trained"] == result["participants"] == result["registrations"] == 0


def test_groups_of_one_can_be_run(run, small):
    """S09: n = 1."""
    one = [f"group.{name}=1" for name in ("size", "quorum", "maximum")]
    model = run([*one, "outreach.factor=5"], 3, 1, "ref.toml", where=small)
    assert {len(group.members) for group in model.groups if group.started >= 0} == {1}
    assert model.total("participants") == model.total("groups_started") > 10
    outcome(model)


def test_where_nobody_is_receptive_nobody_registers(run):
    """S09: whoever registers is receptive; only facilitators are left, from partners."""
    model = run(["receptivity.share=0", "outreach.factor=100"], 3)
    result = outcome(model)
    assert result["registrations"] == result["participants"] == 0
    assert result["facilitators_trained"] >= 10


def test_nobody_wishes_to_facilitate(run):
    """S09."""
    result = outcome(run(["volunteering.wish=0"], 6, 1, KERNEL))
    assert result["aspirants"] == result["facilitators_from_groups"] == 0
    assert result["facilitators_trained"] > 30


@pytest.mark.parametrize("scenario", ["ref.toml", KERNEL])
@pytest.mark.parametrize("founders", [0, 1])
def test_with_hardly_a_founder_nothing_begins_without_partners(run, scenario, founders):
    """S09: with nobody to lead with, nothing begins; where partners fill the first session, it does."""
    alone = [f"training.founders={founders}", "training.top_up=autonomous"]
    result = outcome(run(alone, 4, 1, scenario))
    assert result["facilitators_trained"] == founders
    assert result["participants"] == 0
    helped = outcome(run([f"training.founders={founders}"], 4, 1, KERNEL))
    assert helped["facilitators_trained"] == 40
    assert helped["participants"] > 0


CORNERS = [
    (row["name"], end)
    for row in describe()
    if "[]" not in row["name"] and not row["name"].startswith(AFTER_THE_RUN) and row["valid"] != (None, None)
    for end in (row["valid"][0], "inf" if row["valid"][1] is None else row["valid"][1])
    if row["name"] not in ("contacts.tie_exponent", "contacts.tie_offset_km", *NEED_A_SCOPE)
]
WITH = {  # what a bound needs, or it would contradict
    ("group.completion_sessions", 64): [f"group.session_weeks={[*range(64)]}"],
    ("partners.smallest", 100_000): ["partners.largest=100000"],
    ("partners.largest", 1): ["partners.smallest=1"],
}
TOO_MANY = {"outreach.letters": 50_000, "outreach.attendees": 5000, "training.founders": 2000}


@pytest.mark.parametrize(
    "name, value", [pytest.param(*one, marks=[pytest.mark.slow] * (n % 4 > 0)) for n, one in enumerate(CORNERS)]
)
def test_every_valid_bound_can_be_run(run, small, name, value):
    """S09: each parameter alone at each end of what it may be, to which the model agrees without a warning."""
    value = min(value, TOO_MANY.get(name, value)) if value != "inf" else value
    setting = [f"{name}={value}"]
    if name in ("group.size", "group.quorum", "group.maximum"):
        setting = [f"group.{one}={value}" for one in ("size", "quorum", "maximum")]
    setting += WITH.get((name, value), [])
    outcome(run(setting, 0.8, 1, where=small))


@pytest.mark.parametrize("rule", ["simple", "reinforced", "threshold"])
def test_an_invitation_that_nobody_resists(run, small, rule):
    """S09: with a strength of inf every receptive person told often enough registers."""
    irresistible = [f"registering.{channel}=inf" for channel in ("word_of_mouth", "facilitator", "partner")]
    model = run([*irresistible, f"registering.rule={rule}", "outreach.letters=0"], 1.2, 1, where=small)
    assert model.total("registrations") > 20


def test_an_invitation_that_reaches_nobody_where_people_move(run, weekly, small):
    """Every candidate may be passed over; nobody has no home, no age and no studies."""
    settings = ["contacts.same_group=5", "population.student_turnover_per_year=100"]
    model = run(settings, 60 / 52, 0, where=small)
    assert sum(weekly(model, f"told_{by}").sum() for by in ("word_of_mouth", "facilitator")) > 0
