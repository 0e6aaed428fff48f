"""One state of coordination: nobody decided, everybody away and nobody paid are the same weeks, event by event."""

import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.decisions import AWAY, CUT, LOST
from contagion.models.parameters.effort import EFFORT, RESIDENTS, for_residents
from contagion.models.scenario import read
from tests.helpers.inspected import InspectedRun
from tests.helpers.what_happened import account_of, log, tables_of

YEARS = 3
OTHERS = [  # decisions, before and after
    {"from": 20, "set": {"training.places": 20, "training.period_weeks": 26}},
    {"from": 30, "target_groups": ["students"], "set": {"outreach.letters": 500}},
    {"from": 40, "when": {"queue": {"above": 2}}, "extra_session": True, "again_after_weeks": 30},
    {"from": 70, "set": {"outreach.events_per_year": 30, "partners.nominations_per_year": 2.0}},
]
PLAIN = {}
BUSY = {
    "outreach": {"factor": 4.0},
    "retention": {"mentored_share": 0.6, "paid_share": 0.3, "loss_per_year": 0.5},
    "facilitation": {"stand_in_weeks": 4.0, "max_load": 2},
    "decision": OTHERS,
    "shock": [{"kind": CUT, "from": 90, "factor": 0.6, "weeks": 30}, {"kind": LOST, "from": 100, "share": 0.3}],
}
ON_A_BUDGET = {**BUSY, "budget": {"per_year": 90_000.0, "carry_over": False}}
FOR_SALE = {**ON_A_BUDGET, "training": {"trainer": "outside"}}
KINDS = {"plain": PLAIN, "busy": BUSY, "on a budget": ON_A_BUDGET, "training from outside": FOR_SALE}


@pytest.fixture(scope="module")
def lived(territory):
    def live(sections, years=YEARS, seed=1):
        weeks = round(52 * years)
        model = InspectedRun(territory, Parameters.model_validate(sections), seed, horizon=weeks, checked=True)
        model.run(weeks)
        return model

    return live


def deciding(sections, week, posts, until=None):
    """These sections, and so many posts decided from a week on."""
    row = {"from": week, "set": {"partners.coordinators": posts}} | ({} if until is None else {"until": until})
    return {**sections, "decision": [*sections.get("decision", []), row]}


def struck(sections, *rows):
    """These sections, and absences."""
    return {**sections, "shock": [*sections.get("shock", []), *({"kind": AWAY, **row} for row in rows)]}


def paid_by(model):
    """The account, and all that was bought."""
    account = account_of(model)
    return {name: account[name].tolist() for name in account.dtype.names}


def what_there_was(model):
    """All that a run leaves behind, but for which decisions held; and all that was paid."""
    tables = {name: table.to_csv() for name, table in tables_of(model).items() if name != "decisions"}
    return {"log": log(model), "account": paid_by(model), **tables}


def are_the_same(one, other):
    seen = what_there_was(one), what_there_was(other)
    assert [name for name in seen[0] if seen[0][name] != seen[1][name]] == []


@pytest.mark.slow
@pytest.mark.parametrize("sections, week", [*zip(KINDS.values(), (0, 6, 57, 83), strict=True)], ids=[*KINDS])
def test_nobody_decided_is_everybody_away(week, sections, lived):
    decided, away = lived(deciding(sections, week, 0.0)), lived(struck(sections, {"from": week}))
    are_the_same(decided, away)
    assert log(decided) != log(lived(sections))


def test_they_are_the_same_for_as_long_as_they_last(lived):
    decided = lived(deciding(ON_A_BUDGET, 30, 0.0, until=80))
    are_the_same(decided, lived(struck(ON_A_BUDGET, {"from": 30, "weeks": 50})))
    assert [event for event in log(decided) if event.what == "partner contacted" and event.week >= 80]


def test_half_the_posts_decided_are_half_away(lived):
    few = {**ON_A_BUDGET, "coordination": {"facilitators_per_post": 20.0}}
    half = lived(deciding(few, 40, 0.5))
    are_the_same(half, lived(struck(few, {"from": 40, "share": 0.5})))
    assert log(half) != log(lived(few))
    assert log(half) != log(lived(deciding(few, 40, 0.0)))


def test_absences_multiply(lived):
    twice = struck(BUSY, {"from": 20, "share": 0.5}, {"from": 40, "share": 0.5, "weeks": 60})
    decided = deciding(deciding(BUSY, 20, 0.5, until=40), 40, 0.25, until=100)
    are_the_same(lived(twice), lived(deciding(decided, 100, 0.5)))


def test_who_is_not_paid_is_not_at_work(lived):
    """But for the notes that they were not paid."""
    dear = {**BUSY, "budget": {"per_year": 60_000.0}, "costs": {"coordinator": 1e8}}
    unpaid, none = lived(dear), lived({**dear, "partners": {"coordinators": 0.0}})
    rest = [event for event in log(unpaid) if event.what != "not paid: coordinators"]
    assert rest == log(none)
    assert len(rest) < len(log(unpaid))
    assert paid_by(unpaid) == paid_by(none)


def test_without_a_coordinator_nobody_is_mentored_or_contacted_and_what_is_decided_goes_on(lived):
    kinds = {event.what for event in log(lived(deciding(BUSY, 30, 0.0))) if event.week >= 30}
    gone, goes_on = {"mentored", "partner contacted"}, {"training session", "trained: participant", "mailing", "event"}
    assert not kinds & gone
    assert kinds >= goes_on
    assert {event.what for event in log(lived(BUSY)) if event.week >= 30} >= gone | goes_on
    without = lived(deciding({"facilitation": {"stand_in_weeks": 4.0}}, 30, 0.0))
    assert all(group.opened < 30 or not group.stand_in for group in without.groups)


def test_training_is_held_by_volunteers_or_by_somebody_from_outside_at_a_price(lived):
    bought = lived(deciding({"training": {"trainer": "outside"}}, 30, 0.0))
    own = lived(deciding({}, 30, 0.0))
    for model, paid in ((bought, [6, 58, 110]), (own, [])):
        assert [event.week for event in log(model) if event.what == "training session"] == [6, 58, 110]
        assert [event.week for event in log(model) if event.what == "trainer from outside"] == paid


def test_without_any_post_founders_are_trained_and_people_come(lived):
    never = lived({"partners": {"coordinators": 0.0}})
    assert [event.what for event in log(never)].count("trained: founder") == 10
    assert never.total("participants") > 20


@pytest.mark.slow
def test_people_grow_with_posts_from_none_on_without_a_cliff(lived):
    """As the posts double, people do not: of what a whole post adds, the first hundredth adds less than a twentieth."""
    posts = (0.0, 0.01, 0.1, 0.3, 1.0)
    people = [
        sum(lived({"partners": {"coordinators": some}}, 5, seed).total("participants") for seed in range(8))
        for some in posts
    ]
    assert people == sorted(people)
    assert people[0] > 0.2 * people[-1]
    assert people[1] - people[0] < 0.05 * (people[-1] - people[0])


def test_nothing_binds_where_effort_is_scaled():
    """On the smallest territory that the reference can be scaled to, as in Grand Besançon."""
    least = EFFORT["training.places"].smallest(10, RESIDENTS)
    for residents in (least, 4 * least, RESIDENTS, 100 * RESIDENTS):
        p = Parameters.model_validate(for_residents(read().parameters.model_dump(), RESIDENTS, residents))
        hours = p.partners.coordinators * p.coordination.hours_per_year
        assert hours * p.training.period_weeks / 52 >= p.coordination.session_hours
        assert hours >= p.outreach.events_per_year * p.coordination.event_hours
        assert hours >= p.outreach.campaigns_per_year * p.outreach.letters * p.coordination.letter_hours / 1000
        assert p.partners.coordinators * p.coordination.facilitators_per_post >= p.partners.initial
