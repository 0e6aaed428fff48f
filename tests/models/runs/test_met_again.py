"""How worlds are numbered, and which of them are met again."""

from contagion.models.runs.lab import AGAIN, in_all, met_again, set_of


def test_a_world_is_the_set_before_its_number():
    assert [set_of(world) for world in (1, 2, 200)] == [0, 1, 199]


def test_the_first_worlds_are_met_again_with_other_seeds():
    assert [set_of(world) for world in met_again(60)] == [*range(12)]
    assert min(met_again(60)) > AGAIN


def test_a_fifth_is_met_again_but_no_fewer_than_tell_luck():
    assert [len(met_again(number)) for number in (2, 11, 12, 60, 100, 200)] == [0, 0, 12, 12, 20, 40]
    assert [in_all(number) for number in (2, 200)] == [2, 240]
