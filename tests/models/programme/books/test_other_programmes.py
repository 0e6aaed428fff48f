"""Who may join an alternative programme."""

import numpy as np

from contagion.models.programme.books.other_programmes import ordinal
from tests.helpers.alternative_calls import may_join
from tests.helpers.alternative_programmes import (
    CHALLENGE,
    NO_GROUPS,
    SILENT,
    WORKSHOP,
    ids,
    programme_of,
    waiting_households,
)


def test_a_household_takes_part_once(with_programmes):
    """In the challenge; in a workshop each for themselves."""
    for kind, once in ((CHALLENGE, True), (WORKSHOP, False)):
        model = with_programmes(kind | SILENT, settings=NO_GROUPS, years=1)
        (registered,) = waiting_households(model, 1)
        (person,) = ids(model, [registered])
        others = [one for one in model.world.household(person) if one != person]
        assert others
        assert not may_join(model.state.handle, person, 1)
        assert [may_join(model.state.handle, one, 1) for one in others] == [not once] * len(others)
        model.rows("hopefuls")["limit"][registered] = 0.0  # their patience is used up
        model.live_stage("alternative programmes")
        assert programme_of(model)["registrations_lost"] == 1
        assert all(may_join(model.state.handle, one, 1) for one in [person, *others])


def test_invitations_of_each_programme_are_invitations_of_their_own(with_programmes):
    """The same person asks other people for the groups, for one programme and for another."""
    model = with_programmes(CHALLENGE, WORKSHOP)
    inviters, years = np.full(60, model.world.anyone(1)), np.zeros(60, dtype=np.int64)
    firsts = [0, *(ordinal.py_func(model.state.programmes[n], spell) for n in range(2) for spell in range(3))]
    asked = [model.world.asked(inviters, first + np.arange(60), years).tolist() for first in firsts]
    assert len({tuple(people) for people in asked}) == len(firsts) == 7
