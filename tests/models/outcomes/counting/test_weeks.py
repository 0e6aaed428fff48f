"""What is told week by week, where several things happen in one."""

import numpy as np

from contagion.models.outcomes.counting.counts import counts, figure, tables_counted
from contagion.models.outcomes.counting.kinds import ITEM, SEATS, TAKERS, UNPAID
from contagion.models.outcomes.counting.weeks import MANY
from contagion.models.parameters import Parameters
from contagion.models.records import DECIDED as DECIDED_ROW
from contagion.models.records import NONE, POST
from tests.helpers.records_by_hand import record, weeks_of


def test_the_week_in_which_many_have_come():
    few = [(9, "started", who) for who in range(MANY - 1)]
    assert figure(record(weeks_of(52), events=few), "week_of_many") == NONE
    assert figure(record(weeks_of(52), events=[*few, (30, "started", 7), (31, "started", 8)]), "week_of_many") == 30


def test_of_two_sessions_in_a_week_the_first_tells():
    """Beside one that was held, one that nobody was paid to hold tells nothing; alone it does."""
    held, queue = (5, "training session", -1, -1, 1, 3), (5, "training session", -1, -1, 2, 0)
    missed = [(week, "not paid: trainer", -1, -1, -1, 1) for week in (5, 9)]
    found = counts(record(weeks_of(20), events=[held, queue, *missed])).flows["short_in_training"]
    assert found.tolist() == [NONE] * 5 + [SEATS] + [UNPAID] * 14
    assert counts(record(weeks_of(20), events=[queue, held, *missed])).flows["short_in_training"][5] == TAKERS


def test_coordinators_of_all_programmes_are_added_up():
    posts = np.array([(3, 1, 0.5), (3, 2, 0.25), (4, 1, 1.0)], POST)
    bought = counts(record(weeks_of(6, coordinators=1.0), posts=posts)).flows["bought"][:, ITEM["coordinator"]]
    assert bought.tolist() == [1 / 52] * 3 + [1 / 52 + 0.75 / 52, 1 / 52 + 1 / 52, 1 / 52]


PLACES = "training.places"
DECIDED = [
    {"from": 4, "until": 8, "set": {PLACES: 20}},
    {"from": 8, "set": {PLACES: 15, "training.period_weeks": 26}},
    {"when": {"queue": {"above": 5}}, "for_weeks": 4, "set": {PLACES: 40}},
    {"when": {"queue": {"below": 5}}, "for_weeks": 4, "set": {PLACES: 0}},
    {"from": 9, "set": {"training.accept": 0.5}},
    {"from": 9, "communes": ["the centre"], "set": {"training.accept": 0.9}},
    {"from": 12, "extra_session": True},
]


def test_places_are_those_of_the_decisions_in_force():
    """By any course of decisions: rules on the state go before dates, later decisions before earlier ones."""
    parameters, chance = Parameters.model_validate({"decision": DECIDED}), np.random.default_rng(5)
    seen = set()
    for _ in range(60):
        held, rows = set(), []
        for week in np.sort(chance.choice(40, 12)).tolist():
            number = int(chance.integers(len(DECIDED)))
            rows.append((week, number, int(number not in held)))
            held ^= {number}
        of = record(weeks_of(40), decisions=np.array(rows, DECIDED_ROW), parameters=parameters)
        expected = np.full(40, float(parameters.training.places))
        for since, values in of.in_force():
            expected[since:] = values.get(PLACES, parameters.training.places)
        assert tables_counted(of).array("places").tolist() == expected.tolist()
        seen |= set(expected.tolist())
    assert seen == {parameters.training.places, 20, 15, 40, 0}


def test_a_decision_that_is_none_of_the_run_is_passed_over():
    rows = np.array([(1, 0, 1), (2, -1, 1), (3, 7, 1)], DECIDED_ROW)
    of = record(weeks_of(5), decisions=rows)
    assert tables_counted(of).array("places").tolist() == [of.parameters.training.places] * 5
