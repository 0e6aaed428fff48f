"""Savers among many people, and how they are shared out, against the same in NumPy."""

from collections import Counter
from dataclasses import replace

import numpy as np

from contagion.models.outcomes.cohorts import LEVELS, cohorts, savers
from contagion.models.outcomes.counting.counts import counts
from contagion.models.outcomes.counting.kinds import KINDS, NODE_WEEKS
from contagion.sim.chance.draws import Draws
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
    assert not counts(replace(of, participants=unknown)).spills.any()


def in_numpy(people, weeks):
    """Cells by sums of NumPy, corner by corner."""
    dates = -(-weeks // NODE_WEEKS) + 1
    date, late = np.divmod(people.week, NODE_WEEKS)
    above = np.clip(np.searchsorted(LEVELS, people.level, side="right"), 1, len(LEVELS) - 1)
    high = (people.level - LEVELS[above - 1]) / (LEVELS[above] - LEVELS[above - 1])
    column = (2 * ~people.spills + ~people.completed) * len(LEVELS) + above
    width, out = len(KINDS) * len(LEVELS), np.zeros(dates * len(KINDS) * len(LEVELS))
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
