"""Dated decisions of the authority: every lever leaves what was before and acts after (S02)."""

import pytest

from contagion.models.parameters.sections.money import ITEMS
from contagion.models.records import AT_EVENT, PITCH
from tests.helpers.by_sections import decided
from tests.helpers.inspected import InspectedRun
from tests.helpers.what_happened import digest, log

WEEK, YEARS = 30, 3
STRONG = {"retention": {"mentoring_effect": 4.0, "paid_effect": 4.0}}  # so that they show in three years
SUPPORTED = {"retention": {"mentored_share": 0.6, "paid_share": 0.6}}
SMALL = {"training": {"founders": 6, "places": 4}, "volunteering": {"wish": 1.0}}  # so that seats are short
PRICED = {  # everything there is is bought, and there is little money
    "budget": {"per_year": 90_000.0},
    "retention": {"mentored_share": 0.5, "paid_share": 0.5},
    "alternative": [
        {"kind": "workshop", "name": "talks", "conversion": 0.3},
        {"kind": "team challenge", "name": "teams", "initial_leaders": 5, "conversion": 0.3, "groups_per_year": 1.5},
    ],
}
LEVERS = {  # another value, and what it needs to show in three years
    "group.postponed_weeks": (0, {}),
    "group.recruiting_weeks": (4, {}),
    "budget.per_year": (20_000.0, {"budget": {"per_year": 150_000.0}}),
    "facilitation.host_distance_km": (0.1, {}),
    "facilitation.keep_partner": (0.0, {"facilitation": {"keep_partner": 1.0, "rest_weeks": 0.5}}),
    "facilitation.leaders": (1, {}),
    "facilitation.max_load": (2, {}),
    "facilitation.novice_with_experienced": (True, {}),
    "facilitation.pair_distance_km": (0.5, {}),
    "facilitation.partner_room": (1.0, {}),
    "facilitation.pool": ("commune", {}),
    "facilitation.rest_weeks": (1.0, {}),
    "facilitation.solo_after": (1, {}),
    "facilitation.stand_in_weeks": (0.0, {}),
    "volunteering.group_sd": (2.0, {}),
    "volunteering.wish": (0.0, {}),
    "training.accept": (0.0, {}),
    "training.active_share": (0.35, {}),
    "training.order": ("pairs", {}),
    "training.outside_places": (0, {}),
    "training.period_weeks": (20, {}),
    "training.pairs": (0.0, {}),
    "training.places": (0, {}),
    "training.priority_groups": (("group B",), {"training": {"order": "target", "places": 3}}),
    "training.queue_loss_per_year": (20.0, {}),
    "training.ready_after_weeks": (0, {}),
    "training.top_up": ("autonomous", {}),
    "training.trainer": ("outside", {}),
    "retention.loss_per_year": (2.0, {}),
    "retention.mentored_share": (1.0, STRONG),
    "retention.mentoring_effect": (-3.0, SUPPORTED),
    "retention.overload_effect": (5.0, {"facilitation": {"max_load": 3}}),
    "retention.paid_effect": (-3.0, SUPPORTED),
    "retention.paid_share": (1.0, STRONG),
    "registering.barrier": (3.0, {}),
    "demand.distance_km": (100.0, {}),
    "demand.online_share": (1.0, {}),
    "demand.travel_help": (0.3, {}),
    "partners.activation": (1.0, {}),
    "partners.contacts_per_month": (40.0, {}),
    "partners.coordinators": (10.0, {}),
    "partners.in_house_share": (0.8, {}),
    "partners.nominations_per_year": (0.0, {"volunteering": {"wish": 0.0}}),
    "partners.pitch_share": (0.0, {}),
    "outreach.attendees": (300, {}),
    "outreach.campaigns_per_year": (40, {}),
    "outreach.events_per_year": (0, {}),
    "outreach.letters": (0, {}),
    "calendar.pause_in_holidays": (True, {}),
    **{f"costs.{item}": (40_000.0, PRICED) for item in ITEMS if item not in ("stand_in", "trainer")},
    "costs.trainer": (40_000.0, PRICED | {"training": {"trainer": "outside"}}),
    "costs.stand_in": (40_000.0, PRICED | {"facilitation": {"stand_in_weeks": 0.0}}),
}
FOR_SOME = {  # for whom, another value, and what it needs
    "facilitation.targeted_share": ({"communes": ["outside the centre"]}, 1.0, {}),
    "partners.in_house_share": ({"partner_types": ["company"]}, 1.0, {}),
    "partners.targeted_share": ({"partner_types": ["club"]}, 1.0, {}),
    "training.reserved_share": ({"communes": ["Besançon"], "target_groups": ["group A"]}, 1.0, SMALL),
    "outreach.letters": ({"target_groups": ["students"]}, 3000, {}),
    "volunteering.wish": ({"communes": ["outside the centre"]}, 1.0, {}),
    "training.accept": ({"target_groups": ["group A", "group B"]}, 0.0, {}),
    "demand.distance_km": ({"communes": ["outside the centre"]}, 100.0, {}),
    "demand.travel_help": ({"communes": ["the centre"]}, 0.2, {}),
    "registering.barrier": ({"target_groups": ["group A"]}, 0.0, {}),
}


@pytest.fixture(scope="module")
def live(territory):
    """A run of decisions over the real territory, checked every week."""

    def lived(decisions, years=YEARS, seed=1, where=None, checked=True, **sections):
        weeks = round(years * 52)
        model = InspectedRun(where or territory, decided(decisions, **sections), seed, horizon=weeks, checked=checked)
        model.run(weeks)
        return model

    return lived


@pytest.fixture(scope="module")
def without(live):
    """The events of the same run without decisions (kept)."""
    kept = {}

    def events(sections):
        key = repr(sections)
        if key not in kept:
            kept[key] = log(live([], checked=False, **sections))
        return kept[key]

    return events


def until(events, week):
    return [event for event in events if event.week < week]


# ---- every lever (S02) -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LEVERS)
def test_a_decision_leaves_what_was_before_and_acts_after(name, live, without):
    value, sections = LEVERS[name]
    model = live([{"from": WEEK, "set": {name: value}}], checked=False, **sections)
    assert until(log(model), WEEK) == until(without(sections), WEEK)
    assert log(model) != without(sections)


@pytest.mark.parametrize("name", FOR_SOME)
def test_a_decision_for_some_does_too(name, live, without):
    scope, value, sections = FOR_SOME[name]
    model = live([{"from": WEEK, **scope, "set": {name: value}}], checked=False, **sections)
    assert until(log(model), WEEK) == until(without(sections), WEEK)
    assert log(model) != without(sections)


def test_an_extra_session_leaves_what_was_before_and_acts_after(live, without):
    model = live([{"from": WEEK, "extra_session": True}])
    assert until(log(model), WEEK) == until(without({}), WEEK)
    sessions = [week for week, kind, *_ in log(model) if kind == "training session"]
    assert sessions == [6, WEEK, 58, 110]


@pytest.mark.parametrize("name", [*LEVERS][::3])  # the same for all: a value is written over another
def test_a_decision_for_the_first_week_is_a_setting(name, live):
    value, _ = LEVERS[name]
    section, key = name.split(".")
    as_setting = live([], years=0.6, checked=False, **{section: {key: value}})
    assert digest(live([{"set": {name: value}}], years=0.6)) == digest(as_setting)


@pytest.mark.parametrize("name", [name for name in FOR_SOME if name in LEVERS])
def test_a_decision_for_all_communes_is_one_for_everybody(name, live):
    """But for letters, which are a mailing more."""
    value = LEVERS[name][0]
    everywhere = ["the centre", "outside the centre"]
    some = live([{"from": WEEK, "communes": everywhere, "set": {name: value}}], years=2)
    all_of_them = live([{"from": WEEK, "set": {name: value}}], years=2, checked=False)
    assert (log(some) == log(all_of_them)) is (name != "outreach.letters")


def listeners(model):
    """Whom each active partner tells this week, and whom an event reaches (source None), with their readiness."""
    told = model.rows("told")
    by_partner = {
        partner.id: told[(told["channel"] == PITCH) & (told["source"] == partner.id)]
        for partner in model.active_partners
        if model.recruiting_groups
    }
    heard = by_partner | {None: told[told["channel"] == AT_EVENT]}
    return {(model.week, source): rows[["person", "readiness"]].tolist() for source, rows in heard.items()}


@pytest.mark.parametrize("name, value", [("outreach.attendees", 300), ("partners.pitch_share", 0.9)])
def test_what_was_worked_out_ahead_is_worked_out_anew(name, value, territory):
    """Who listens to a partner is looked up once a year; a decision in its middle must reach pitches and events. Nobody
    registers, so that the same groups recruit."""
    never, start, middle = {}, {}, {}
    for seen, weeks in ((never, []), (start, [0]), (middle, [25])):

        def listen(model, seen=seen):
            model.live_stage("exposures")
            seen.update(listeners(model))

        parameters = decided([{"from": week, "set": {name: value}} for week in weeks], registering={"barrier": 0.0})
        InspectedRun(territory, parameters, 1, horizon=52, stages={"exposures": listen}).run(52)
    assert middle == {at: (start if at[0] >= 25 else never)[at] for at in start.keys() & never.keys()}
    for more, fewer, weeks in ((start, middle, range(25)), (middle, never, range(25, 52))):
        assert sum(len(more[at]) - len(fewer[at]) for at in middle if at[0] in weeks) > 100
