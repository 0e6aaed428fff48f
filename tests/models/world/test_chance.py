"""The decisions of chance by name: no name makes two of them one."""

from itertools import permutations

from contagion.models.world.chance import OF_PROGRAMMES, STREAMS


def test_no_name_makes_two_decisions_of_chance_one():
    """They are drawn under the name, a colon and what is decided; names may have colons."""
    assert not [(one, other) for one, other in permutations(OF_PROGRAMMES, 2) if one.endswith(f": {other}")]
    assert not [name for name in STREAMS if name.startswith("alternative ")]
