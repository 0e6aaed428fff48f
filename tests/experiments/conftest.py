"""Runs of several studies, words and figures."""

import pytest

from tests.helpers.figure_runs import lived


@pytest.fixture(scope="session", params=["challenge_instead", "workshop_instead"])
def alone(request):
    """Results, scenario and territory."""
    return lived(request.param)


@pytest.fixture(scope="session")
def ended():
    """A programme that dies out."""
    return lived("end_of_support", 14)
