"""A user's mistakes, one or several."""

import pickle

from contagion.sim.errors import InputError, InputErrors, several

SOME = [InputError(f"{name}: must be a number").at(name) for name in ("years", "above", "world")]


def test_several_are_told_in_one_line_and_can_be_told_apart():
    some = several(SOME)
    assert str(some) == "years: must be a number (and 2 more)"
    assert [(one.field, str(one)) for one in some.mistakes] == [
        ("years", "years: must be a number"),
        ("above", "above: must be a number"),
        ("world", "world: must be a number"),
    ]
    (alone,) = SOME[0].mistakes
    assert alone is several(SOME[:1]) is SOME[0]
    assert isinstance(some, InputErrors)


def test_they_come_back_from_a_worker():
    (one, many) = pickle.loads(pickle.dumps((SOME[0], InputErrors(SOME))))
    assert one.field == "years"
    assert [str(each) for each in many.mistakes] == [str(each) for each in SOME]
