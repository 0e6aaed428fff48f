"""Savers among many people, and how they are shared out, against the same in NumPy."""

from collections import Counter
from dataclasses import replace

import numpy as np

from contagion.models.outcomes.counting.counts import ITEM, NODE_WEEKS, SAVERS, SEATS, TAKERS, UNPAID, counted, figure
from contagion.models.outcomes.counting.rows import MANY
from contagion.models.outcomes.tables import LEVELS, cohorts, savers
from contagion.models.parameters import Parameters
from contagion.models.records import DECIDED as DECIDED_ROW
from contagion.models.records import NONE, POST
from contagion.sim.chance.draws import Draws
from tests.helpers.records_by_hand import record, weeks_of
from tests.helpers.savers import run_of, some_people


def test_people_and_households_are_told_apart_whatever_their_ids():
    """A hundred people, at ids far from each other and beside each other, each of whom completes three groups."""
    people = [n * 2**shift for shift in (0, 20, 40) for n in range(1, 40)]
    happened = [(week, "completed", who) for week in (1, 2, 3) for who in people]
    homes = {who: (who // 2, 2) for who in people}
    found = savers(run_of(*happened, homes=homes, spread=1.0, seed=4))
    at_home, before = Counter[int](), Counter[int]()
    for (_, _, who), level, spills in zip(happened, found.level, found.spills, strict=True):
        assert spills == (at_home[who // 2] == 0)
        assert level == np.exp(Draws(4).stream("saving").normal(who, before[who]) - 0.5)
        at_home[who // 2] += 1
        before[who] += 1
    assert 50 < found.spills.sum() < len(people)


def test_nobody_is_found_of_whom_no_row_tells():
    of = run_of((3, "completed", 7), homes={7: (7, 2)})
    unknown = of.participants.copy()
    unknown["person"] = 8
    assert savers(of).spills.tolist() == [True]
    assert not counted(replace(of, participants=unknown)).array("spills").any()


def in_numpy(people, weeks):
    """Cells by sums of NumPy, corner by corner."""
    dates = -(-weeks // NODE_WEEKS) + 1
    date, late = np.divmod(people.week, NODE_WEEKS)
    above = np.clip(np.searchsorted(LEVELS, people.level, side="right"), 1, len(LEVELS) - 1)
    high = (people.level - LEVELS[above - 1]) / (LEVELS[above] - LEVELS[above - 1])
    column = (2 * ~people.spills + ~people.completed) * len(LEVELS) + above
    width, out = len(SAVERS) * len(LEVELS), np.zeros(dates * len(SAVERS) * len(LEVELS))
    for later, of_date in ((0, 1 - late / NODE_WEEKS), (1, late / NODE_WEEKS)):
        for lower, of_level in ((0, high), (1, 1 - high)):
            cell = ((date + later) * width + column - lower).astype(np.int64)
            out += np.bincount(cell[of_date > 0], (of_date * of_level)[of_date > 0], minlength=len(out))
    return out.reshape(dates, width)


def test_savers_are_shared_out_as_numpy_does_it_to_the_last_bit():
    people = some_people(3000, 520)
    made = cohorts(people, 520)
    assert np.array_equal(np.stack([made[name] for name in made if name != "week"], axis=1), in_numpy(people, 520))


def test_levels_at_and_beyond_the_ends():
    people = some_people(6, 52)
    people.level[:] = [0.0, 1.0, 64.0, 100.0, 2.0, 1e-9]
    made = cohorts(people, 52)
    assert np.array_equal(np.stack([made[name] for name in made if name != "week"], axis=1), in_numpy(people, 52))


# ---- what is told week by week, where several things happen in one ---------------------------------------------------


def test_the_week_in_which_many_have_come():
    few = [(9, "started", who) for who in range(MANY - 1)]
    assert figure(record(weeks_of(52), events=few), "week_of_many") == NONE
    assert figure(record(weeks_of(52), events=[*few, (30, "started", 7), (31, "started", 8)]), "week_of_many") == 30


def test_of_two_sessions_in_a_week_the_first_tells():
    """Beside one that was held, one that nobody was paid to hold tells nothing; alone it does."""
    held, queue = (5, "training session", -1, -1, 1, 3), (5, "training session", -1, -1, 2, 0)
    missed = [(week, "not paid: trainer", -1, -1, -1, 1) for week in (5, 9)]
    found = counted(record(weeks_of(20), events=[held, queue, *missed])).array("flows")["short_in_training"]
    assert found.tolist() == [NONE] * 5 + [SEATS] + [UNPAID] * 14
    assert counted(record(weeks_of(20), events=[queue, held, *missed])).array("flows")["short_in_training"][5] == TAKERS


def test_coordinators_of_all_programmes_are_added_up():
    posts = np.array([(3, 1, 0.5), (3, 2, 0.25), (4, 1, 1.0)], POST)
    bought = counted(record(weeks_of(6, coordinators=1.0), posts=posts)).array("flows")["bought"][
        :, ITEM["coordinator"]
    ]
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
        assert counted(of).array("places").tolist() == expected.tolist()
        seen |= set(expected.tolist())
    assert seen == {parameters.training.places, 20, 15, 40, 0}


def test_a_decision_that_is_none_of_the_run_is_passed_over():
    rows = np.array([(1, 0, 1), (2, -1, 1), (3, 7, 1)], DECIDED_ROW)
    of = record(weeks_of(5), decisions=rows)
    assert counted(of).array("places").tolist() == [of.parameters.training.places] * 5
