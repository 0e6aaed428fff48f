"""Figures of which no programme can be are refused, in one line that says which."""

import pytest

from contagion.experiments.programmes.known import Total, Year, must_agree
from contagion.sim.errors import InputError


def checked(*years, total=None, began=2020):
    must_agree([Year(**year) for year in years], total and Total(**total), began, 900, "own.toml")


def test_what_can_be_is_let_through():
    """Those who finish in a year may be more than those who came in it: groups last from one year to the next."""
    checked(
        {"year": 2020, "trained": 4, "groups": 2, "participants": 15, "completers": 0},
        {"year": 2021, "participants": 5, "completers": 12, "active": 4},
        {"year": 2023, "completers": 90},
        total={"until": 2021, "participants": 20, "trained": 10},
    )


@pytest.mark.parametrize(
    "years, total, words",
    [
        ([{"year": 2020}, {"year": 2020}], None, "year 2020: stands there twice"),
        ([{"year": 2021}, {"year": 2020}], None, "year 2020: comes after 2021; put the years in their order"),
        ([{"year": 2019}], None, "year 2019: lies before the programme began, in 2020"),
        (
            [{"year": 2020, "participants": 8, "completers": 2}, {"year": 2021, "participants": 8, "completers": 15}],
            None,
            "up to the end of 2021: completers 17 are more than participants 16",
        ),
        ([{"year": 2020, "trained": 0, "groups": 1}], None, "groups 1 before the first training"),
        ([{"year": 2020, "groups": 0, "participants": 3}], None, "participants 3 without a group"),
        ([{"year": 2020, "trained": 4, "active": 5}], None, "active 5 are more than the 4 who were trained"),
        ([{"year": 2020, "trained": 901}], None, "year 2020: trained 901 are more than the 900 residents"),
        (
            [{"year": 2020, "participants": 500}, {"year": 2021, "participants": 401}],
            None,
            "up to the end of 2021: participants 901 are more than the 900 residents",
        ),
        ([], {"until": 2021, "completers": 901}, "total: completers 901 are more than the 900 residents"),
        ([{"year": 2020, "groups": 4, "participants": 3}], None, "groups 4 are more than participants 3"),
        ([], {"until": 2019}, "total: until 2019 lies before the programme began"),
        (
            [{"year": 2020, "groups": 5}],
            {"until": 2021, "groups": 4},
            "total: groups 4 until 2021, but the years have 5",
        ),
        (
            [{"year": 2020, "groups": 5}],
            {"until": 2020, "groups": 6},
            "total: groups 6 until 2020, but the years have 5",
        ),
        ([], {"until": 2021, "participants": 3, "completers": 4}, "total: completers 4 are more than participants 3"),
    ],
)
def test_what_cannot_be_is_refused(years, total, words):
    with pytest.raises(InputError) as error:
        checked(*years, total=total)
    assert words in str(error.value)
    assert str(error.value).startswith("own.toml: ")
    assert "\n" not in str(error.value)
