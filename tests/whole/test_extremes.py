"""Extreme and empty settings run, and come out as they must (S09)."""

import pytest

from contagion.models.parameters import AFTER_THE_RUN, describe
from contagion.models.parameters.decisions import NEED_A_SCOPE
from tests.helpers.settings import KERNEL
from tests.helpers.what_happened import summary_of, tables_of


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


def test_everybody_may_be_receptive(run, small):
    model = run(["receptivity.share=1"], 2, where=small)
    assert outcome(model)["participants"] > 0


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


def test_organisations_where_nobody_works_can_be_run(run, territory_of, small_rows):
    """Organisations stand where nobody works; they have nobody."""
    place = territory_of([small_rows[0] | {"jobs_2022": "0", "employer_establishments_2024": "40"}, *small_rows[1:]])
    outcome(run([], 2, 1, where=place))


def test_more_founders_than_places(run):
    assert outcome(run(["training.founders=40"], 1, 1, KERNEL))["facilitators_trained"] == 40


def test_places_may_be_unlimited(run, small):
    model = run(["training.places=inf", "training.top_up=autonomous"], 3, 1, KERNEL, where=small)
    assert outcome(model)["facilitators_trained"] > 10
    assert not [person for person in model.aspirants if person.aspirant_since < 104 and person.clock > 2]


@pytest.mark.parametrize("years", [1 / 52, 1, 60 / 52])
def test_short_and_broken_years(run, years):
    model = run([], years)
    assert outcome(model)["years"] == pytest.approx(years)
    assert set(tables_of(model)["communes"]["year"]) == set(range(1, int(years - 1e-9) + 2))


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
