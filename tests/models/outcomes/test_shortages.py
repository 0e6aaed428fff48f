"""What was short, on tables made by hand and in runs (section 4.9): flows against flows over the same weeks."""

import numpy as np
import pytest

from contagion.models.outcomes.record import Places
from contagion.models.outcomes.shortages import NOTHING, SHORTAGES, TRAINING_SHORTAGES, short_by_year
from contagion.models.parameters import Parameters
from contagion.models.records import NONE
from contagion.models.scenarios.scenario import read
from tests.helpers import records_by_hand as by_hand
from tests.helpers.what_happened import summary_of, tables_of

WEEKS = 130
ADULTS = 10_000


def weeks(**columns):
    """The weeks of a run: zeros, but for the columns given as numbers or as functions of the week."""
    return by_hand.weeks_of(WEEKS, **columns)


def record(table, settings=(), adults=ADULTS, opened=(), **others):
    """A record of these weeks, with groups that opened in these weeks."""
    places = Places(("A",), ("Ay",), np.array([2 * adults]), np.array([adults]), np.array([np.nan]))
    groups = by_hand.rows("groups", [[week] for week in opened], ["opened"])
    return by_hand.record(table, groups=groups, parameters=read(None, settings).parameters, places=places, **others)


def short(table, settings=(), adults=ADULTS, opened=()):
    return by_hand.short(record(table, settings, adults, opened))


def since(week, per_week=1):
    """A total that rises from a week on."""
    return lambda weeks: per_week * np.maximum(weeks - week + 1, 0)


def test_where_there_is_neither_seat_nor_registration_nothing_is_said():
    assert set(short(weeks())) == {NOTHING}
    found = short(weeks(), opened=[20])
    assert set(found[:20]) == {NOTHING}
    assert set(found[20:72]) == {"registrations"}
    assert set(found[72:]) == {NOTHING}, "the seats of more than a year ago are not compared with"


def test_registrations_are_set_against_the_seats_opened_over_the_same_year():
    """Ten seats a group: 52 registrations in a year are fewer than those of six groups, and more than those of five."""
    registered = {"registrations": since(0)}
    few, many = ([*range(0, 130, step)] for step in (13, 9))
    assert set(short(weeks(**registered), opened=few)[52:]) == {"groups"}
    assert set(short(weeks(**registered), opened=many)[52:]) <= {"registrations", "groups"}
    found = short(weeks(**registered), opened=[40] * 6)
    assert found[39] == "groups"
    assert set(found[51:91]) == {"registrations"}
    assert set(found[92:]) == {"groups"}
    assert set(short(weeks(**registered), opened=[40] * 5)[51:91]) == {"groups"}


def test_a_backlog_is_no_flow():
    """A hundred people registered in the first week, and nobody since: from the second year on seats are not taken."""
    found = short(weeks(registrations=100), opened=[*range(0, 130, 10)])
    assert set(found[:52]) == {"groups"}
    assert set(found[53:]) == {"registrations"}


@pytest.mark.parametrize(
    "registrations, settings, wanted",
    [
        (10, [], "groups"),
        (9, [], "registrations"),
        (9, ["group.maximum=8"], "groups"),
        (8, ["demand.unlimited=true"], "groups"),
    ],
)
def test_seats_are_as_many_as_may_be_registered(registrations, settings, wanted):
    assert short(weeks(registrations=registrations), settings, opened=[5])[5] == wanted


def test_pairs_are_short_where_more_look_than_lead():
    """More facilitator-weeks without a partner than with a group, while seats are short or there are none."""
    waiting = weeks(unmatched=3, leading=2, registrations=since(0, 2))
    assert set(short(waiting)) == {"pairs"}
    assert set(short(weeks(unmatched=2, leading=2, registrations=since(0, 2)))) == {"groups"}
    assert set(short(weeks(unmatched=3, leading=2), opened=[*range(0, 130, 5)])) == {"registrations"}
    assert set(short(weeks(unmatched=2))) == {"pairs"}


def test_the_receptive_are_short_where_hardly_any_are_left():
    """Of 1,500 receptive people 150 are left, less than the share of the seats that are taken; or many are."""
    seats = [*range(0, 130, 5)]
    table = weeks(registrations=since(0), participants=1350)
    assert set(short(table, opened=seats)[20:]) == {"receptive"}
    assert set(short(table, adults=100_000, opened=seats)[20:]) == {"registrations"}
    assert set(short(table, ["receptivity.share=0"], opened=seats)[20:]) == {"receptive"}
    assert set(short(weeks(registrations=since(0, 9), participants=1350), opened=seats)[20:]) == {"groups"}


def test_money_is_short_for_a_year_after_something_was_not_done():
    found = short(weeks(unpaid=lambda week: 1 * (week == 30), registrations=since(0)))
    assert np.flatnonzero(found == "money").tolist() == list(range(30, 82))


def in_training(queues, trained, settings=(), declined=(), **columns):
    """What was short in each week's period, with sessions in weeks 6, 58, 110, before which so many queue, and at which
    so many from groups, and so many from outside, are trained."""
    sessions = [(6 + 52 * n, "training session", NONE, NONE, n + 1, length) for n, length in enumerate(queues)]
    refused = [(week, "declined a seat", 1, NONE) for week in declined]
    rows = [
        [6 + 52 * n, source]
        for n, numbers in enumerate(trained)
        for source, number in zip(("participant", "partner"), numbers, strict=True)
        for _ in range(number)
    ]
    people = by_hand.rows("facilitators", rows, ["trained_week", "source"])
    table = weeks(**columns)
    return by_hand.short_in_training(record(table, settings, events=[*sessions, *refused], facilitators=people))


def test_before_the_first_session_nothing_is_said():
    found = in_training((0, 20, 20), ((0, 10), (10, 0), (10, 0)))
    assert set(found[:6]) == {NOTHING}
    assert set(found[6:]) == {"seats"}
    assert set(in_training((), ())) == {NOTHING}


def test_seats_that_stay_empty_are_short_of_takers():
    """Each week is of the session that ends its period; what comes after the last is as at the last."""
    found = in_training((0, 4, 20), ((0, 10), (4, 5), (10, 0)))
    assert set(found[7:59]) == {"takers"}
    assert set(found[59:]) == {"seats"}


def test_seats_taken_by_candidates_from_outside_are_taken():
    assert set(in_training((0, 4, 4), ((0, 10), (4, 6), (3, 7)), declined=[110])[6:]) == {"seats"}


def test_where_somebody_in_the_queue_was_not_offered_a_seat_seats_are_short():
    """A shock may leave fewer seats than the scenario has: nine of twelve were offered one, and six took it."""
    assert in_training((0, 12, 12), ((0, 10), (6, 0), (10, 0)), declined=[58] * 3)[58] == "seats"
    assert in_training((0, 9, 12), ((0, 10), (6, 0), (10, 0)), declined=[58] * 3)[58] == "takers"


def test_seats_not_given_for_want_of_money():
    found = in_training((0, 20, 20), ((0, 10), (7, 0), (10, 0)), unpaid_seats=lambda week: 3 * (week == 58))
    assert set(found[7:59]) == {"money"}
    assert set(found[59:]) == {"seats"}


def test_shares_of_what_was_short_add_up(run):
    model = run([], 5, 2)
    table, made = tables_of(model)["weeks"], summary_of(model)
    for column, names in (("short", SHORTAGES), ("short_in_training", TRAINING_SHORTAGES)):
        assert tuple(made[column]) == names
        assert sum(made[column].values()) == pytest.approx(1)
        said = table[column][table[column] != NOTHING]
        assert made[column] == pytest.approx({name: (said == name).mean() for name in names})
    assert made["time_without_partner"] == pytest.approx(table["unmatched"].sum() / table["facilitators_active"].sum())


def test_poor_in_one_thing(run):
    """Each is short in most weeks of a run that has little of it."""
    poor = {
        "registrations": ["outreach.factor=0.4"],
        "groups": ["training.places=3", "outreach.factor=8"],
        "pairs": ["training.pairs=0", "facilitation.pair_distance_km=2", "facilitation.stand_in_weeks=inf"],
        "money": ["budget.per_year=55000"],
    }
    for name, settings in poor.items():
        shares = summary_of(run(settings, 5, 1))["short"]
        assert max(shares, key=lambda one: shares[one]) == name


def test_what_was_short_is_told_by_what_a_rule_made_hold():
    """Ten of thirteen in the queue take a seat: all ten that there are, and not the twenty from week 100 on."""
    rule = {"when": {"queue": {"above": 12}}, "for_weeks": 20, "set": {"training.places": 20}}
    parameters = Parameters.model_validate({"decision": [rule]})
    sessions = [(week, "training session", NONE, NONE, NONE, 13) for week in (6, 58, 110)]
    events = [*sessions, *((week, "declined a seat", who, NONE) for week in (6, 58, 110) for who in range(3))]
    trained = [(week, "participant") for week in (6, 58, 110) for _ in range(10)]
    people = by_hand.rows("facilitators", trained, ["trained_week", "source"])
    held = by_hand.rows("decisions", [(100, 0, "begins"), (120, 0, "ends")])
    of = by_hand.record(
        by_hand.weeks_of(220), events=events, facilitators=people, decisions=held, parameters=parameters
    )
    found = by_hand.short_in_training(of)
    assert set(found[6:59]) == {"seats"}
    assert set(found[59:]) == {"takers"}
    assert short_by_year(of)["in_training"].tolist() == ["seats", "seats", "takers", NOTHING]  # of the year's session


def test_a_year_is_short_of_what_is_short_at_its_end():
    """What is said of a week is said of the year up to it."""
    of = record(weeks(registrations=since(0)), opened=[40] * 6)
    assert {name: column.tolist() for name, column in short_by_year(of).items()} == {
        "year": [1, 2],
        "in_groups": ["registrations", "groups"],
        "in_training": [NOTHING, NOTHING],
    }
