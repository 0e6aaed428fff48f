"""Decisions as the text of a scenario, and the line in which a mistake is told."""

import pytest

from contagion.sim.errors import InputError


def refused(act):
    """The one line in which something is refused."""
    with pytest.raises(InputError) as caught:
        act()
    line = str(caught.value)
    assert "\n" not in line
    return line


def mistake(act, path):
    """What is said of a file when something is tried, after its name."""
    line = refused(act)
    assert line.startswith(f"{path}: "), line
    return line.removeprefix(f"{path}: ")


def two(one, other, name="training.places", first=20, second=5):
    """Two decisions that set the same thing, to different values."""
    return f'{one}\nset = {{ "{name}" = {first} }}', f'{other}\nset = {{ "{name}" = {second} }}'
