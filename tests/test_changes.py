"""Dated changes of what an authority decides (S02), and leading alone after some groups (L14)."""

import pytest

from models.parameters import MAY_CHANGE, Parameters
from models.rules import outreach
from models.rules.outreach import is_due
from models.scenarios import read, write
from sim.errors import InputError

WEEK, YEARS = 30, 3
STRONG = ["retention.mentoring_effect=4", "retention.paid_effect=4"]  # so that they show in three years
OTHERWISE = {
    "facilitation.novice_with_experienced": True,
    "facilitation.pair_distance_km": 0.5,
    "facilitation.partner_room": 1.0,
    "facilitation.pool": "commune",
    "facilitation.rest_weeks": 1.0,
    "volunteering.wish": 0.0,
    "training.order": "pairs",
    "training.outside_places": 0,
    "training.places": 0,
    "training.ready_after_weeks": 0,
    "training.top_up": "autonomous",
    "retention.mentored_share": 1.0,
    "retention.paid_share": 1.0,
    "demand.distance_km": 100.0,
    "demand.online_share": 1.0,
    "partners.activation": 1.0,
    "partners.contacts_per_month": 40.0,
    "partners.coordinators": 10.0,
    "partners.nominations_per_year": 0.0,
    "partners.pitch_share": 0.0,
    "outreach.attendees": 300,
    "outreach.campaigns_per_year": 40,
    "outreach.events_per_year": 0,
    "outreach.letters": 0,
    "calendar.pause_in_holidays": True,
}


def scenario(tmp_path, text):
    path = tmp_path / "changed.toml"
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def unchanged(run):
    return run(STRONG, years=YEARS, checked=False).recorder.events


def until(events, week):
    return [event for event in events if event[0] < week]


def test_every_lever_that_may_change_is_tried():
    assert set(OTHERWISE) == set(MAY_CHANGE)


@pytest.mark.parametrize("name", MAY_CHANGE)
def test_a_change_leaves_what_was_before_and_acts_after(name, build, unchanged):
    model = build(STRONG, years=YEARS)
    table = [{"week": WEEK, "set": {name: OTHERWISE[name]}}]
    model.parameters = Parameters.model_validate({**model.parameters.model_dump(), "change": table})
    model.run(model.horizon)
    assert until(model.recorder.events, WEEK) == until(unchanged, WEEK)
    assert model.recorder.events != unchanged


@pytest.mark.parametrize("name", MAY_CHANGE)
def test_a_change_in_the_first_week_is_a_setting(name, build, run):
    setting = str(OTHERWISE[name]).lower()
    model = build(years=1)
    table = [{"week": 0, "set": {name: OTHERWISE[name]}}]
    model.parameters = Parameters.model_validate({**model.parameters.model_dump(), "change": table})
    model.run(model.horizon)
    assert model.recorder.digest() == run([f"{name}={setting}"], years=1).recorder.digest()


@pytest.mark.parametrize("name, value", [("outreach.attendees", 300), ("partners.pitch_share", 0.9)])
def test_what_was_worked_out_ahead_is_worked_out_anew(name, value, build):
    """Events and pitches are looked into for the rest of the year; a change in its middle must reach them."""
    heard = {}
    for label, week in (("from the start", 0), ("in the middle", 25)):
        model = build(years=0.6)
        table = [{"week": week, "set": {name: value}}]
        model.parameters = Parameters.model_validate({**model.parameters.model_dump(), "change": table})
        heard[label] = []

        def listen(model, said=heard[label]):
            if model.week >= 26:
                organisations = list(range(30))
                event = is_due(model.week, 12, 0.5)
                said.append((model.audience.told(model, organisations), event and model.audience.guests(model)))

        model._rules.insert(model._rules.index(outreach.pitch), listen)
        model.run(model.horizon)
    assert heard["from the start"]
    assert heard["from the start"] == heard["in the middle"]


def test_several_changes_follow_each_other():
    table = [{"week": 20, "set": {"training.places": 30}}, {"week": 10, "set": {"training.places": 20}}]
    parameters = Parameters.model_validate({"change": table})
    assert [parameters.as_of(week).training.places for week in (0, 9, 10, 19, 20, 99)] == [10, 10, 20, 20, 30, 30]


def test_what_binds_is_told_by_what_held_then(tmp_path):
    from models.simulation import simulate, territory_for

    path = scenario(tmp_path, '[[change]]\nweek = 156\nset = { "training.places" = inf }\n')
    chosen, plain = read(path), read()
    place = territory_for(plain)
    changed = simulate(chosen, place, years=6, seed=1).tables["weeks"]["binding"]
    before = simulate(plain, place, years=6, seed=1).tables["weeks"]["binding"]
    assert "places" in set(before[156:])
    assert "places" not in set(changed[156:])
    assert (changed[6:58] == before[6:58]).all()  # before the session whose outcome the change decides


def test_a_scenario_with_changes_is_written_and_read(tmp_path):
    text = '[[change]]\nweek = 260\nset = { "training.places" = 0, "training.top_up" = "autonomous" }\n'
    first = read(scenario(tmp_path, text)).parameters
    again = read(scenario(tmp_path, write(first))).parameters
    assert first.change[0].set == {"training.places": 0, "training.top_up": "autonomous"}
    assert again == first


@pytest.mark.parametrize(
    "row, words",
    [
        ('week = 5\nset = { "training.founders" = 3 }', ["change 1", "training.founders", "cannot change"]),
        ('week = 5\nset = { "training.plces" = 3 }', ["change 1", "training.plces", "cannot change"]),
        ('week = -5\nset = { "training.places" = 3 }', ["week", "-5"]),
        ('week = 5\nset = { "training.places" = -3 }', ["change 1", "training.places", "-3"]),
        ("week = 5", ["set"]),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tmp_path, row, words):
    with pytest.raises(InputError) as error:
        read(scenario(tmp_path, f"[[change]]\n{row}\n"))
    assert "\n" not in str(error.value)
    for word in words:
        assert word in str(error.value)


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
    at_once = run(["facilitation.solo_after=0"], 2).recorder.digest()
    assert at_once == run(["facilitation.leaders=1"], 2).recorder.digest()
