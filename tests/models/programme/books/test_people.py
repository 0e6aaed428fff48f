"""What is known of people: refusals, and how long they are remembered."""

import math

from scipy import stats

from contagion.models.records import PITCH
from tests.helpers.telling import CERTAIN, next_week, tell, told_and_registered

WEEKS_A_YEAR = 52


def test_a_refusal_is_forgotten_when_readiness_is_drawn_anew(build, small):
    """With a fatigue that leaves nothing, who refused once registers only after a new draw."""
    settings = ["registering.fatigue=0", "receptivity.turnover_per_year=0.35", "receptivity.share=0.5"]
    model = build(settings, 3, 1, where=small, checked=False)
    people = model.world.everyone()
    tell(model, PITCH, [(person, 1, 0.0) for person in people.tolist()])
    anew = {}
    for year in (0, 1):
        model.state.array("clock")["week"] = WEEKS_A_YEAR * year + 10
        anew[year] = {who for who in people.tolist() if drawn_anew(model, who, year)}
        tell(model, PITCH, [(person, 1, CERTAIN) for person in people.tolist()])
        registered = {one.id for one in model.waiting}
        assert registered == anew[year]
    assert not anew[0]
    assert 0.5 * len(people) < len(anew[1]) < len(people)


def drawn_anew(model, person, year):
    """Whether the readiness of a year is another draw than in the first one, by the dates that the world draws."""
    p = model.parameters_at_start.receptivity
    rate = p.turnover_per_year / p.share
    date = model.draws.stream("date of a new mind").uniform(person)
    return int(year * rate + date) != int(date)


def test_refusals_leave_a_share_of_the_readiness(crowd):
    """S4: after k refusals the hazard is fatigue^k of itself."""
    model, people = crowd(["registering.fatigue=0.5"])
    for _ in range(2):  # twice told, with no strength
        assert not told_and_registered(model, {person: [(1, 0.0)] for person in people})
        next_week(model)
    registered = told_and_registered(model, {person: [(1, 1.2)] for person in people})
    assert stats.binomtest(len(registered), len(people), 1 - math.exp(-1.2 * 0.25)).pvalue > 1e-3
