"""Moving away (S16): who does, and who stays."""

import numpy as np

from contagion.models.programme.agents import by_id
from tests.helpers.what_happened import log, who

MOVING = {"population": {"turnover_per_year": 0.1, "student_turnover_per_year": 0.6, "students": 0.68}}


def test_people_move_students_sooner_and_facilitators_stay(crowded):
    """I01 is checked after every week; the size of the population never changes."""
    usual, model = crowded(years=4), crowded(MOVING, years=4)
    assert model.world.size == usual.world.size
    moved = who(model, "moved away")
    assert 20 < len(moved) <= len(model.departed)  # who was on no list when leaving leaves no trace in the log
    known = np.array([*by_id(model.residents), *(one.id for one in model.departed)])
    rates = [np.isin(known[model.world.student(known) == flag], moved).mean() for flag in (True, False)]
    assert rates[0] > 2 * rates[1] > 0


def test_who_is_trained_moves_no_more(crowded):
    """Even where everybody else leaves every year; whoever takes over the id of one who left may be trained."""
    every_year = {"population": {"turnover_per_year": 1.0, "student_turnover_per_year": 1.0}}
    model = crowded(every_year, years=3)
    assert len(model.facilitators) > 10
    assert len(who(model, "moved away")) > 50
    trained = {person: week for week, kind, person, *_ in log(model) if kind.startswith("trained: ")}
    for week, kind, person, *_ in log(model):
        if kind.startswith("moved away"):
            assert week < trained.get(person, 10**6)
