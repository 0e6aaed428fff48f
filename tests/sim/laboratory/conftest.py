"""Fixtures of the tests of the laboratory."""

from pathlib import Path

import pytest

from contagion.sim.laboratory.store import Store
from tests.helpers.stores import VERSION


@pytest.fixture
def folder(tmp_path) -> Path:
    """Where a store is to be."""
    return tmp_path / "store"


@pytest.fixture
def store(folder) -> Store:
    """A store without runs."""
    made = Store(folder, VERSION)
    with made.lock():  # which writes what it is
        return made
