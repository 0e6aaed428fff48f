"""Weeks of dates, as people write them."""

import pytest

from contagion.models.parameters.dates import week_of
from contagion.models.scenarios.scenario import read


@pytest.mark.parametrize(
    "when, start, week",
    [
        ("2017-01", "2017-01", 0),
        ("2018-01", "2017-01", 52),
        ("2021-09", "2017-01", 4 * 52 + 34),  # 52 × 8/12 = 34.7
        ("2021-09-15", "2017-01", 4 * 52 + 36),  # 52 × (8/12 + 14/365) = 36.7
        ("2017-12-31", "2017-01", 51),
        ("2018-01", "2017-09", 17),  # four months
        ("2018-08-31", "2017-09", 51),
        ("2016-12", "2017-01", -5),  # 52 × 11/12 = 47.7, a year back
        (7, "2017-01", 7),
    ],
)
def test_a_date_is_a_week_counted_from_the_start(when, start, week):
    assert week_of(when, start) == week


def test_a_date_may_be_written_as_one(tmp_path):
    path = tmp_path / "dated.toml"
    path.write_text('[calendar]\nstart = "2020-01"\n[[decision]]\nfrom = 2021-02-01\nset = { training.places = 20 }\n')
    parameters = read(path).parameters
    assert parameters.begin(0) == 56
    assert parameters.decision[0].set == {"training.places": 20}
