"""Decisions as the text of a scenario, and the line in which a mistake is told."""

import pytest

from contagion.sim.errors import InputError


def mistake(act, path):
    """What is said of a file when something is tried, after its name."""
    with pytest.raises(InputError) as caught:
        act()
    line = str(caught.value)
    assert line.startswith(f"{path}: "), line
    assert "\n" not in line
    return line.removeprefix(f"{path}: ")


def two(one, other, name="training.places", first=20, second=5):
    """Two decisions that set the same thing, to different values."""
    return f'{one}\nset = {{ "{name}" = {first} }}', f'{other}\nset = {{ "{name}" = {second} }}'
