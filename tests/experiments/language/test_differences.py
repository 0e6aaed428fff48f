"""What a scenario changes, in words: more, fewer, both, none; how often; and no digit that the worlds do not bear."""

import pytest

from contagion.experiments.language import differences as words

ROW = {"above_zero": 0.96, "below_zero": 0.04, "above": 0.5, "p50_error": 40.0, "worlds": 200}


def row(low: float, high: float, **changed: float) -> dict[str, float]:
    return ROW | {"p5": low, "p95": high} | changed


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            row(63.0, 3412.0),
            "With “A”, 60 to 3,400 more people come to a group than with “B” in 10 years, in 9 cases out of 10.",
        ),
        (
            row(-3412.0, -63.0),
            "With “A”, 60 to 3,400 fewer people come to a group than with “B” in 10 years, in 9 cases out",
        ),
        (
            row(-63.0, 3412.0),
            "It cannot be told whether “A” brings more people than “B”: from 60 fewer to 3,400 more in",
        ),
        (row(4.0, 3412.0), "With “A”, up to 3,400 more people come to a group"),
        (row(3412.0, 3412.0), "With “A”, 3,400 more people come to a group"),
        (row(-4.0, 3412.0), "It cannot be told whether “A” brings more people than “B”: up to 3,400 more in 10 years,"),
        (row(-3412.0, 4.0), "It cannot be told whether “A” brings more people than “B”: up to 3,400 fewer in 10"),
        (row(0.0, 0.0, above_zero=0.0, below_zero=0.0), "“A” brings exactly as many people as “B” in 10 years."),
        (
            row(63.0, 3412.0, worlds=5),
            "With “A”, 60 to 3,400 more people come to a group than with “B” in 10 years, in the 5 cases",
        ),
    ],
)
def test_the_answer_says_whether_it_can_be_told(found, said):
    assert words.answer(found, "A", "B", 10).startswith(said)


def test_a_range_has_no_digit_that_the_error_of_its_middle_does_not_bear():
    ends = {error: words.ends_as_borne(row(-649.0, 1_070.4, p50_error=error), "p5", "p95") for error in (36.4, 120.0)}
    assert ends == {36.4: [-650, 1100], 120.0: [-600, 1100]}
    assert words.ends_as_borne({"p5": 1234.0}, "p5") == [1200]


def test_a_range_is_rounded_once():
    """-2,851.8 is 2,900 fewer, and not 2,850 and so 2,800; 945.3 is 950, and 900 where hundreds are known."""
    ends = {error: words.ends_as_borne(row(-2_851.8, 945.3, p50_error=error), "p5", "p95") for error in (40.0, 120.0)}
    assert ends == {40.0: [-2900, 950], 120.0: [-2900, 900]}
    assert words.ends_as_borne({"p5": 1.46, "p95": 14_550.0}, "p5", "p95") == [1, 15_000]
    assert words.ends_as_borne({"p5": 14_550.0, "p50_error": 900.0}, "p5", each=10) == [1500]


@pytest.mark.parametrize(
    ("share", "worlds", "said"),
    [
        (0.57, 200, "in about 6 of 10 cases"),
        (0.049, 200, "in fewer than 1 case out of 20"),
        (0.05, 200, "in about 1 of 10 cases"),
        (0.95, 200, "in about 9 of 10 cases"),
        (0.951, 200, "in more than 19 cases out of 20"),
        (0.4, 5, "in 2 of 5 cases"),
    ],
)
def test_how_often(share, worlds, said):
    assert words.often(share, worlds) == said


def test_how_often_there_are_more_and_more_than_somebody_asks():
    assert words.more_in(row(1, 2)) == "More people come in more than 19 cases out of 20."
    assert words.more_in(row(1, 2), 200).endswith("More than 200 more come in about 5 of 10 cases.")
    assert words.more_in(row(0, 0, above_zero=0.0, below_zero=0.0), 200) == "What differs does not touch anybody."


def test_numbers_have_three_digits():
    values = (1382.0, 1346.0, 772_417.0, -61.4, 0.2, float("nan"))
    assert [words.figure(value) for value in values] == ["1,380", "1,350", "772,000", "-61", "0", "–"]
    assert [words.change(value) for value in values] == ["+1,380", "+1,350", "+772,000", "-61", "0", "–"]
