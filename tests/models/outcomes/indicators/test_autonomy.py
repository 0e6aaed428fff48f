"""The end of a programme, read from the weeks in which groups start."""

import pytest

from contagion.models.outcomes.indicators.autonomy import end_of_activity


@pytest.mark.parametrize(
    "starts, since, until, end",
    [
        ([5, 30, 90], 10, 400, 31),  # after week 30 nothing starts for 59 weeks
        ([90, 5, 30], 10, 400, 31),  # in any order
        ([5, 30, 82, 133], 10, 400, 134),  # weeks 31 to 81 are 51, 83 to 132 fifty
        ([5, 30, 83], 10, 400, 31),  # weeks 31 to 82 are a year
        ([5], 10, 62, 10),  # nothing more from the start on
        ([5], 10, 61, None),  # not yet a year
        ([30], 10, 82, None),
        ([30], 10, 83, 31),
        ([], 0, 52, 0),
        ([30, 30, 31], 10, 84, 32),
    ],
)
def test_the_end_by_hand(starts, since, until, end):
    assert end_of_activity(starts, since, until) == end
