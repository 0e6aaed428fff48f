"""The study that costs next to nothing is as wide as the model's, and told by its seeds."""

from contagion.sim.laboratory.jobs import Job, execute
from tests.benchmarks.trivial import Trivial


def test_a_run_is_a_row_of_its_seed_and_a_row_a_year():
    batch = execute(Trivial(), [Job("{}", 1, 10), Job("{}", 2, 10)])
    assert not batch.errors
    assert len(batch.tables["years"].columns["year"]) == 20
    one, other = (Trivial().run(Job("{}", seed, 10))[0] for seed in (1, 2))
    assert len(one) == 24
    assert one != other
    assert Trivial().run(Job("{}", 1, 10))[0] == one
