"""Every indicator of section 4.9, on a small run made by hand with values worked out by hand."""

from dataclasses import replace
from math import log

import numpy as np
import pytest

from contagion.models.document import OF_INDICATORS, refreshed
from contagion.models.outcomes.counting.counts import SHORTAGES, TRAINING_SHORTAGES
from contagion.models.outcomes.frames import NOTHING
from contagion.models.outcomes.indicators import end_of_activity, measured
from contagion.models.outcomes.record import Places, Record
from contagion.models.records import CHANNELS, NONE, PERSONAL, TABLES
from tests.helpers.command import contagion
from tests.helpers.records_by_hand import events, short, short_in_training
from tests.helpers.run_by_hand import PLACE, SHARES, coverage_of, value_of
from tests.helpers.what_happened import digest, summary_of

EXPECTED = {
    "registrations": 12, "waiting": 1, "participants": 10, "completers": 6,
    "participant_hours": (30 + 12) * 2.0,
    "coverage": 10.0,  # ten of a thousand
    "groups_opened": 5, "groups_started": 3, "groups_cancelled": 1, "groups_in_house": 1,
    "communes_reached": 2,  # C, D
    "communes_with_group_now": 1,  # D
    "communes_with_participants": 3,  # A, C, D
    "years_to_1000_participants": None,
    "years_to_half_the_communes": 41 / 52,  # the second of four starts in week 40
    "facilitators_trained": 9, "facilitators_active": 4,
    "facilitator_years": 5.0,  # two in the first year, three in the second
    "groups_led_per_year": 6 / 5,
    "aspirants": 5, "aspirants_waiting": 0, "groups_running": 1, "partners_active": 3,
    "short": {name: {"groups": 38 / 103, "registrations": 65 / 103}.get(name, 0.0) for name in SHORTAGES},
    "short_in_training": {name: {"takers": 1 / 98, "seats": 97 / 98}.get(name, 0.0) for name in TRAINING_SHORTAGES},
    "time_without_partner": 52 / 260,
    "facilitators_from_groups": 5,
    "share_from_groups": 5 / 6,
    "reproduction_number": None, "share_of_top_fifth": None,  # nobody is followed for five years
    "generations": 2,  # 101 and 102 are parents of 3, who is one of 7 and 8
    "r_facilitators_now": 1.5,  # 1, 7, 8 became active; 106 and 3 stopped
    "r_participants": 0.5,  # 4, 5, 7, 8, 9; what counts for 6 is the event
    "r_word_of_mouth": 0.3,
    # Relative coverage 2, 0, 1, 1.25, shares of residents 0.1, 0.2, 0.3, 0.4.
    "coverage_gini": 0.2 * (0.3 * 1 + 0.4 * 1.25 + 0.1 * 2) + 0.3 * (0.4 * 0.25 + 0.1 * 1) + 0.4 * 0.1 * 0.75,
    "coverage_theil": 0.2 * log(2) + 0.5 * log(1.25),
    "periphery_ratio": (5 / 600) / (5 / 400),
    # A, B, C: participants 2, 0, 3 of 5; the mean rank of B and C is 5/12, that of A 11/12.
    "income_concentration": 2 * (2 / 5 * 11 / 12 + 3 / 5 * 5 / 12) - 1,
    "representation": {
        "odd": 2 / 3, "even": 2.0, "students": 1.0, "elected officials": 0.5, "outside the centre": 0.8,  # 5 of 10
    },
    "alternative_participants": 41, "alternative_groups": 6, "alternative_hours": 174.0,
    "alternative_leaders_active": 4,  # of the second year
}  # fmt: skip


def test_what_was_short_by_hand(run_by_hand):
    """Twelve register in the first week; ten seats open in week 7, and three of the twelve go to a house in week 38. In
    week 59 there are neither seats nor registrations."""
    said = ["groups"] * 38 + ["registrations"] * 21 + [NOTHING] + ["registrations"] * 44
    assert short(run_by_hand).tolist() == said
    assert short_in_training(run_by_hand).tolist() == [NOTHING] * 6 + ["takers"] + ["seats"] * 97


@pytest.mark.parametrize("name", EXPECTED)
def test_a_measure_by_hand(name, run_by_hand):
    assert value_of(name, run_by_hand) == pytest.approx(EXPECTED[name])


def test_the_summary_is_in_plain_numbers(run_by_hand):
    made = measured(run_by_hand)
    assert {type(value) for value in made.values()} == {int, float, dict, type(None)}
    assert {type(value) for part in made.values() if isinstance(part, dict) for value in part.values()} == {float}
    assert type(made["participants"]) is int


def test_a_run_in_which_nothing_happens(run_by_hand):
    """Counts are 0, and what would be a share of nothing does not exist."""
    names = TABLES.keys() - {"residents"}
    empty = replace(run_by_hand, **{name: getattr(run_by_hand, name)[:0] for name in sorted(names)})
    made = measured(empty)
    none = {
        "years_to_1000_participants", "years_to_half_the_communes", "groups_led_per_year", "time_without_partner",
        "share_from_groups", "reproduction_number", "share_of_top_fifth", "r_facilitators_now", "r_participants",
        "r_word_of_mouth", "coverage_gini", "coverage_theil", "periphery_ratio", "income_concentration",
    }  # fmt: skip
    assert {name for name, value in made.items() if value is None} == none
    assert made.pop("short") == dict.fromkeys(SHORTAGES, 0.0)
    assert made.pop("short_in_training") == dict.fromkeys(TRAINING_SHORTAGES, 0.0)
    assert made.pop("representation") == dict.fromkeys(SHARES)
    assert {value for value in made.values() if value is not None} == {0}


def test_the_measures_of_a_run_are_what_the_model_counted(run):
    """Counted anew from the agents, not from the tables."""
    model = run(["population.turnover_per_year=0.3", "facilitation.solo_after=2"], 4, 3)
    made = summary_of(model)
    started = [group for group in model.groups if group.started >= 0]
    people = [member for group in started for member in group.members]
    personal = [CHANNELS[number] for number in PERSONAL]
    expected = {
        "facilitators_trained": len(model.facilitators),
        "facilitators_active": len(model.active),
        "facilitators_from_groups": sum(one.source == "participant" for one in model.facilitators),
        "aspirants": model.total("aspirants_created"),
        "aspirants_waiting": len(model.aspirants),
        "groups_opened": len(model.groups),
        "groups_started": model.total("groups_started"),
        "groups_running": len(model.running_groups),
        "participants": model.total("participants"),
        "completers": model.total("completers"),
        "registrations": model.total("registrations"),
        "waiting": len(model.waiting),
        "partners_active": len(model.active_partners),
        "communes_reached": len({group.place for group in started}),
        "communes_with_participants": len({person.home for person in people}),
        "r_participants": sum(person.channel in personal for person in people) / len(people),
        "participant_hours": 2 * sum(sum(group.attended) for group in started if group.ended >= 0),
        "years": 4,
        "seed": 3,
        "event_log_sha256": digest(model),
    }
    assert {name: made[name] for name in expected} == expected
    assert made["participants"] > 100
    shares = model.world.shares
    groups = [group.name for group in model.parameters.target_group]
    assert sum(made["representation"][name] * shares[name] for name in groups) == pytest.approx(1)


def test_an_indicator_that_is_not_there():
    done = contagion("indicators", "xyzzy")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "contagion: no indicator has 'xyzzy' in its name or meaning\n"


# ---- the end of a programme, read from the weeks in which groups start -----------------------------------------------


@pytest.mark.parametrize(
    "starts, since, until, end",
    [
        ([5, 30, 90], 10, 400, 31),  # after week 30 nothing starts for 59 weeks
        ([90, 5, 30], 10, 400, 31),  # in any order
        ([5, 30, 82, 133], 10, 400, 134),  # weeks 31 to 81 are 51, 83 to 132 fifty
        ([5, 30, 83], 10, 400, 31),  # weeks 31 to 82 are a year
        ([5], 10, 62, 10),  # nothing more from the start on
        ([5], 10, 61, None),  # not yet a year
        ([30], 10, 82, None),
        ([30], 10, 83, 31),
        ([], 0, 52, 0),
        ([30, 30, 31], 10, 84, 32),
    ],
)
def test_the_end_by_hand(starts, since, until, end):
    assert end_of_activity(starts, since, until) == end


# ---- the table of `models/outcomes/indicators/README.md` is current --------------------------------------------------


def test_the_table_of_indicators_is_current():
    text = OF_INDICATORS.read_text(encoding="utf-8")
    assert refreshed(text) == text, "run `python -m contagion.models.document`"
    assert refreshed(text.replace("| `coverage` | people per 1,000 |", "| `coverage` | people |")) == text


# ---- who is reached: equal, all in one commune, without incomes ------------------------------------------------------


def test_equal_coverage_is_equal(run_by_hand):
    equal = coverage_of(run_by_hand, "A" + "BB" + "CCC" + "DDDD")
    for name, expected in {
        "coverage_gini": 0,
        "coverage_theil": 0,
        "income_concentration": 0,
        "periphery_ratio": 1,
    }.items():
        assert value_of(name, equal) == pytest.approx(expected, abs=1e-12)


def test_all_in_one_commune(run_by_hand):
    """Everybody from A, a tenth of all: G = 1 − p, T = −ln p; A is the richest of three, with a sixth of residents."""
    one = coverage_of(run_by_hand, "AAA")
    assert value_of("coverage_gini", one) == pytest.approx(0.9)
    assert value_of("coverage_theil", one) == pytest.approx(-log(0.1))
    assert value_of("income_concentration", one) == pytest.approx(5 / 6)
    assert value_of("periphery_ratio", one) is None
    assert value_of("periphery_ratio", coverage_of(run_by_hand, "D")) == 0


def test_without_incomes_there_is_no_concentration(run_by_hand):
    for incomes in (None, np.full(4, np.nan)):
        without = replace(run_by_hand, places=Places.of(replace(PLACE, living_standard_eur=incomes)))
        assert value_of("income_concentration", without) is None


# ---- how soon people and places are reached --------------------------------------------------------------------------


def test_a_thousand_people_are_reached_at_the_end_of_a_week(run_by_hand):
    """250 a week from week 3 on: the thousandth in week 6, at the end of which seven weeks have passed."""
    starts = [(3 + who // 250, "started", who, "A", 1, -1) for who in range(1200)]
    many = replace(run_by_hand, events=events(starts, places=run_by_hand.places))
    assert value_of("years_to_1000_participants", many) == pytest.approx(7 / 52)
    short = replace(many, events=many.events[:999])
    assert value_of("years_to_1000_participants", short) is None


# ---- whether a programme renews itself -------------------------------------------------------------------------------


def test_reproduction_is_that_of_the_last_year(run_by_hand):
    """As it would be told at the end of earlier weeks. Week 57: 3 was born, 102 stopped in the year before. Week 58:
    three more. Nobody stopped before week 50."""
    for week, told in ((10, None), (49, None), (50, 1), (57, 1), (58, 4), (84, 3), (85, 1.5), (102, 1.5), (103, 1.5)):
        assert value_of("r_facilitators_now", until(run_by_hand, week)) == told, week


def until(record: Record, week: int) -> Record:
    """The record of a run that ended with a week; who became active, or left, is as at the end."""
    people = record.facilitators
    people = people[people["trained_week"] <= week].copy()
    later = people["left_week"] > week
    people["active"][later], people["left_week"][later] = 1, NONE
    return replace(record, weeks=record.weeks[: week + 1], facilitators=people)


def test_nobody_stopped_in_the_last_year(run_by_hand):
    stay = run_by_hand.facilitators.copy()
    stay["left_week"] = NONE
    assert value_of("r_facilitators_now", replace(run_by_hand, facilitators=stay)) is None
