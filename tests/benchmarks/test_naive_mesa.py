"""The programme written naively, as a yardstick: it lives, and counts what it says."""

from tests.benchmarks.naive_mesa import FOUNDERS, PLACES, SIZE, Programme, run


def test_it_lives_and_counts_what_it_says():
    made = run(weeks=111, residents=8_000)
    assert made["participants"] > 0
    assert made["participants"] % SIZE == 0
    assert 0 < made["completers"] < made["participants"]
    assert made["trained"] == FOUNDERS + PLACES * 2  # the founders, and the sessions of weeks 58 and 110


def test_the_same_seed_is_the_same_run():
    one, again, other = (
        {name: value for name, value in run(60, 1000, seed).items() if not name.endswith("_s")} for seed in (1, 1, 2)
    )
    assert one == again != other


def test_nobody_is_in_two_groups():
    model = Programme(2000, 3)
    for _ in range(80):
        model.step()
    members = [member for group in model.agents if hasattr(group, "members") for member in group.members]
    assert len(members) == len(set(members))
    assert not set(members) & set(model.waiting)
