"""What a value is refused for: words of ours, or of pydantic's, which are sentences that can be said anew."""

import pytest
from pydantic import ValidationError

from contagion.models.parameters import Parameters
from contagion.models.parameters.complaints import said_of


@pytest.mark.parametrize(
    "name, value, words",
    [
        ("training.places", "x", "must be a valid number"),
        ("training.places", -1, "must be greater than or equal to 0"),
        ("training.places", 1.5, "must be a whole number or inf"),
        ("group.size", 1.5, "must be a valid integer"),
        ("volunteering.wish", 2, "must be less than or equal to 1"),
        ("demand.unlimited", 1, "must be a valid boolean"),
        ("training.top_up", 1, "must be 'historical' or 'autonomous'"),
        ("calendar.start", "2017-13", "month must be in 1..12"),
        ("calendar.start", "2017-02-30", 'must be a month such as "2017-01"'),
        ("training.", 3, "must be a valid dictionary or instance of Training"),
        ("group.size", 40, "group.size = 40 must lie between group.quorum = 6 and group.maximum = 10"),
    ],
)
def test_each_complaint_is_told(name, value, words):
    section, _, key = name.partition(".")
    with pytest.raises(ValidationError) as error:
        Parameters.model_validate({section: {key: value} if key else value})
    said = said_of(error.value.errors()[0])
    assert said == words
