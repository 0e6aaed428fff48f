"""Dated decisions of the authority: every lever (S02), what follows what, dates, what is written down."""

import json

import pandas as pd
import pytest

from models.parameters import MAY_CHANGE, Decision, Parameters
from models.parameters.dates import week_of
from models.parameters.decisions import SCOPES
from models.parameters.money import ITEMS
from models.programme.layout import RESTING
from models.programme.model import ConversationModel
from models.records import AT_EVENT, PITCH
from models.runs.cases import case, changed
from models.runs.simulation import simulate, territory_for
from models.scenarios.scenario import read, write
from tests.helpers.what_happened import decisions_of, digest, log, tables_of

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
    **{f"costs.{item}": (40_000.0, PRICED) for item in ITEMS if item != "stand_in"},
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


def decided(decisions, **sections):
    """Parameters with these decisions."""
    return Parameters.model_validate({"decision": decisions, **sections})


@pytest.fixture(scope="module")
def live(territory):
    """A run of decisions over the real territory, checked every week."""

    def lived(decisions, years=YEARS, seed=1, where=None, checked=True, **sections):
        weeks = round(years * 52)
        model = ConversationModel(
            where or territory, decided(decisions, **sections), seed, horizon=weeks, checked=checked
        )
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
    return [event for event in events if event[0] < week]


# ---- every lever (S02) -----------------------------------------------------------------------------------------------


def test_every_lever_is_tried():
    assert {*LEVERS, *FOR_SOME} == set(MAY_CHANGE)
    assert set(FOR_SOME) == set(SCOPES)


@pytest.mark.parametrize("name", LEVERS)
def test_a_decision_leaves_what_was_before_and_acts_after(name, live, without):
    value, sections = LEVERS[name]
    model = live([{"from": WEEK, "set": {name: value}}], **sections)
    assert until(log(model), WEEK) == until(without(sections), WEEK)
    assert log(model) != without(sections)


@pytest.mark.parametrize("name", FOR_SOME)
def test_a_decision_for_some_does_too(name, live, without):
    scope, value, sections = FOR_SOME[name]
    model = live([{"from": WEEK, **scope, "set": {name: value}}], **sections)
    assert until(log(model), WEEK) == until(without(sections), WEEK)
    assert log(model) != without(sections)


def test_an_extra_session_leaves_what_was_before_and_acts_after(live, without):
    model = live([{"from": WEEK, "extra_session": True}])
    assert until(log(model), WEEK) == until(without({}), WEEK)
    sessions = [week for week, kind, *_ in log(model) if kind == "training session"]
    assert sessions == [6, WEEK, 58, 110]


@pytest.mark.parametrize("name", LEVERS)
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
        ConversationModel(territory, parameters, 1, horizon=52, stages={"exposures": listen}).run(52)
    assert middle == {at: (start if at[0] >= 25 else never)[at] for at in start.keys() & never.keys()}
    for more, fewer, weeks in ((start, middle, range(25)), (middle, never, range(25, 52))):
        assert sum(len(more[at]) - len(fewer[at]) for at in middle if at[0] in weeks) > 100


# ---- what follows what -----------------------------------------------------------------------------------------------

PLACES = "training.places"


@pytest.mark.parametrize(
    "rows, weeks",
    [
        # the later one holds, in whatever order they stand
        ([(20, None, 30), (10, None, 20)], {0: 10, 9: 10, 10: 20, 19: 20, 20: 30, 99: 30}),
        # one that ends gives way to what held before it
        ([(10, None, 20), (20, 30, 5)], {9: 10, 19: 20, 20: 5, 29: 5, 30: 20}),
        ([(20, 30, 5)], {19: 10, 20: 5, 29: 5, 30: 10}),
        # one within another wants the same
        ([(10, 40, 20), (20, 30, 20)], {15: 20, 25: 20, 35: 20, 40: 10}),
        ([(10, 20, 5), (20, 30, 6)], {9: 10, 19: 5, 20: 6, 30: 10}),
    ],
)
def test_decisions_follow_each_other(rows, weeks):
    parameters = decided([{"from": a, "until": b, "set": {PLACES: value}} for a, b, value in rows])
    held = {week: parameters.with_decisions(parameters.in_force(week)).training.places for week in weeks}
    assert held == weeks


def test_decisions_on_different_things_overlap(live):
    model = live(
        [
            {"from": 4, "until": 9, "set": {PLACES: 3, "outreach.letters": 7}},
            {"from": 6, "set": {"partners.coordinators": 2}},
        ],
        years=12 / 52,
        checked=False,
    )
    assert decisions_of(model) == [(4, 1, "begins"), (6, 2, "begins"), (9, 1, "ends")]
    assert (model.parameters.training.places, model.parameters.partners.coordinators) == (10, 2)


@pytest.mark.parametrize("change, until", [((1, 2), None), ((2, 1), None), ((1, 3), 60), ((3, 1), 60)])
def test_the_number_of_groups_at_a_time(change, until, live):
    """Raised and lowered on the way, checked every week (I02, I07): everyone available is there for as many groups."""
    before, after = change
    model = live(
        [{"from": 40, "until": until, "set": {"facilitation.max_load": after}}], facilitation={"max_load": before}
    )
    now = model.parameters.facilitation.max_load
    assert now == (after if until is None else before)
    resting = model.rows("resting", "spells")["who"][model.listed(RESTING)].tolist()
    spells = [model.facilitator(number) for number in resting] + model.ready
    for one in model.active:
        if one.rests and not one.has_had_enough:
            assert spells.count(one) + one.load == now + one.overload
    assert max(one.load for one in model.active) <= 3


# ---- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "when, start, week",
    [
        ("2017-01", "2017-01", 0),
        ("2018-01", "2017-01", 52),
        ("2017-07", "2017-01", 26),
        ("2021-09", "2017-01", 4 * 52 + 34),  # 52 × 8/12 = 34.7
        ("2021-09-15", "2017-01", 4 * 52 + 36),  # 52 × (8/12 + 14/365) = 36.7
        ("2017-12-31", "2017-01", 51),
        ("2017-09", "2017-09", 0),
        ("2018-01", "2017-09", 17),  # four months
        ("2018-08-31", "2017-09", 51),
        ("2016-12", "2017-01", -5),  # 52 × 11/12 = 47.7, a year back
        (7, "2017-01", 7),
    ],
)
def test_weeks_of_dates(when, start, week):
    assert week_of(when, start) == week


def test_a_date_may_be_written_as_one(tmp_path):
    path = tmp_path / "dated.toml"
    path.write_text('[calendar]\nstart = "2020-01"\n[[decision]]\nfrom = 2021-02-01\nset = { training.places = 20 }\n')
    parameters = read(path).parameters
    assert parameters.begin(0) == 56
    assert parameters.decision[0].set == {"training.places": 20}


# ---- what is written down --------------------------------------------------------------------------------------------


def test_what_held_is_a_table(live):
    rows = [
        {"title": "More", "from": "2018-01", "until": "2019-01", "set": {PLACES: 20}},
        {"set": {"outreach.letters": 9}},
    ]
    made = tables_of(live(rows, checked=False))["decisions"]
    wanted = [(0, 2, "", "begins"), (52, 1, "More", "begins"), (104, 1, "More", "ends")]
    pd.testing.assert_frame_equal(made, pd.DataFrame(wanted, columns=["week", "number", "title", "what"]))
    assert tables_of(live([], years=1 / 52))["decisions"].empty


def test_what_was_short_is_told_by_what_held_then(tmp_path):
    path = tmp_path / "later.toml"
    path.write_text('[[decision]]\nfrom = 156\nset = { "training.places" = inf }\n')
    chosen, plain = read(path), read()
    place = territory_for(plain)
    changed = simulate(chosen, place, years=6, seed=1).tables["weeks"]["short_in_training"]
    before = simulate(plain, place, years=6, seed=1).tables["weeks"]["short_in_training"]
    assert "seats" in set(before[156:])
    assert set(changed[156:]) == {"takers"}
    assert (changed[6:58] == before[6:58]).all()  # before the session whose outcome the decision changes


EVERYTHING = """
[[decision]]
title = "Autumn"
from = 2021-09-15
until = "2024-09"
communes = ["Besançon", "outside the centre"]
target_groups = ["students", "group A"]
set = { "training.reserved_share" = 0.25, "outreach.letters" = 500 }

[[decision]]
partner_types = ["school or university"]
set = { "partners.targeted_share" = 0.5 }

[[decision]]
when = { queue = { above = 12 }, active = { at_least = 3, below = 90.5 } }
extra_session = true
again_after_weeks = 30

[[decision]]
from = 20
when = { weeks_without_participants = { at_least = 52 } }
for_weeks = 52
set = { "training.places" = inf, "training.priority_groups" = ["group A"] }
"""


def test_a_scenario_with_decisions_is_written_and_read(tmp_path):
    for text in (EVERYTHING, EVERYTHING.replace("[[decision]]", '[calendar]\nstart = "2019-03"\n[[decision]]', 1)):
        path = tmp_path / "all.toml"
        path.write_text(text)
        first = read(path).parameters
        path.write_text(write(first))
        assert '\nfrom = "2021-09-15"\nuntil = "2024-09"\n' in path.read_text()
        assert read(path).parameters == first
        assert len(first.decision) == 4
        assert first.decision[3].set["training.priority_groups"] == ["group A"]


def test_decisions_survive_the_way_to_a_worker():
    made = decided(
        [
            {"from": "2018-09", "communes": ["the centre"], "set": {"outreach.letters": 50}},
            {"when": {"queue": {"above": 12.5}}, "for_weeks": 10, "set": {PLACES: float("inf")}},
        ]
    )
    assert Parameters.model_validate(json.loads(case(made).parameters)) == made
    assert changed(made, {"training.accept": 0.5}).decision == made.decision
    assert Parameters(decision=(Decision(start=3, set={PLACES: 5}),)) == decided([{"from": 3, "set": {PLACES: 5}}])


# ---- leading alone (L14) ---------------------------------------------------------------------------------------------


def test_the_experienced_lead_alone(run):
    model = run(["facilitation.solo_after=2"], 5)
    alone = [group for group in model.groups if len(group.leaders) == 1]
    pairs = [group for group in model.groups if len(group.leaders) == 2]
    assert alone
    assert pairs
    led = {}
    for group in sorted((g for g in model.groups if g.started >= 0), key=lambda g: g.started):
        if len(group.leaders) == 1:
            assert led.get(group.leaders[0].id, 0) >= 2
        for leader in group.leaders:
            led[leader.id] = led.get(leader.id, 0) + 1


def test_leading_alone_from_the_first_group_is_solo_leadership(run):
    at_once = digest(run(["facilitation.solo_after=0"], 2))
    assert at_once == digest(run(["facilitation.leaders=1"], 2))
