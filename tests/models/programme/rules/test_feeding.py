"""Alternative programmes as feeders of the groups."""

from collections import Counter

from tests.helpers.alternative_programmes import (
    WORKSHOP,
    of,
)
from tests.helpers.what_happened import log


def test_a_programme_that_feeds_changes_the_groups(lived_with):
    plain = log(lived_with(years=2))
    for feeds in ({"feeder_factor": 20.0, "tells_of_groups": False}, {"feeder_factor": 1.0, "tells_of_groups": True}):
        assert of(lived_with(WORKSHOP | feeds | {"initial_leaders": 60, "telling": 1.0}, years=2)) != plain


def test_some_register_for_the_groups_after_a_workshop(lived_with):
    model = lived_with(WORKSHOP | {"initial_leaders": 60, "telling": 2.0}, years=2)
    kinds = Counter(kind for _, kind, *_ in log(model))
    assert kinds["registered: workshop"] > 3
