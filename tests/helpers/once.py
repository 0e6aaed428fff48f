"""What tests of several files need is made once, by whichever worker asks for it first."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from contagion.sim.files import alone


def once(places: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that `make` fills; whoever else asks for it waits until it is there."""
    own = places.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name  # what is above is of all workers
    done = folder.with_name(f"{name}.done")
    with alone(folder.with_name(f"{name}.lock")):
        if not done.exists():
            make(folder)
            done.touch()
    return folder
