"""The line in which a mistake is told."""

import pytest

from sim.errors import InputError


def mistake(act, path):
    """What is said of a file when something is tried, after its name."""
    with pytest.raises(InputError) as caught:
        act()
    line = str(caught.value)
    assert line.startswith(f"{path}: "), line
    assert "\n" not in line
    return line.removeprefix(f"{path}: ")
