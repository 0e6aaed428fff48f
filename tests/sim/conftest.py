"""Fixtures of the tests of the engine."""

import pytest

from contagion.sim.core.tables import Tables
from tests.helpers.toy_tables import made


@pytest.fixture
def toys() -> Tables:
    """Tables of all kinds, with a few rows each."""
    return made()
