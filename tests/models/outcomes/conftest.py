"""What tests of outcomes share."""

import pytest

from contagion.models.outcomes.record import Record
from tests.helpers.run_by_hand import the_record


@pytest.fixture(scope="session")
def run_by_hand() -> Record:
    """The record of a run of two years, made by hand."""
    return the_record()
