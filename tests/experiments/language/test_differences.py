"""What an option changes, in words: one verdict, the median and both ends of the range; and no digit that the
simulations do not bear."""

import pytest

from contagion.experiments.language import differences as words
from contagion.experiments.language.languages import FRENCH, speaking

ROW = {"above_zero": 0.96, "below_zero": 0.04, "above": 0.5, "p50_error": 40.0, "worlds": 200}


def row(low: float, middle: float, high: float, **changed: float) -> dict[str, float]:
    return ROW | {"p5": low, "p50": middle, "p95": high} | changed


LIKELY = {"above_zero": 0.9, "below_zero": 0.1}
SELDOM = {"above_zero": 0.2, "below_zero": 0.0}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (row(63.0, 1153.0, 3412.0), "Clear difference: with “A”, about 1,150 more people (90 % range: +60 to +3,400)"),
        (
            row(-3412.0, -1153.0, -63.0, above_zero=0.04, below_zero=0.96),
            "Clear difference: with “A”, about 1,150 fewer people (90 % range: -3,400 to -60)",
        ),
        (
            row(-20.0, 380.0, 890.0, **LIKELY),
            "Likely (9 of 10 simulations), not certain: with “A”, about 380 more people (90 % range: -20 to +890)",
        ),
        (
            row(-650.0, 90.0, 1070.0, above_zero=0.57, below_zero=0.4),
            "No clear difference (6 of 10 simulations): with “A”, about 90 more people (90 % range: -650 to +1,100)",
        ),
        (
            row(0.0, 0.0, 160.0, p50_error=2.0, **SELDOM),
            "No clear difference (2 of 10 simulations): with “A”, as many people (90 % range: 0 to +160)",
        ),
        (
            row(63.0, 1153.0, 3412.0, worlds=5, above_zero=1.0),
            "Likely (5 of 5 simulations), not certain: with “A”, about 1,150 more people (FEW: +60 to +3,400)",
        ),
    ],
)
def test_answer_has_verdict_median_and_both_ends(found, said):
    line = words.answer(found, "A", "B", 10)
    for more in (" come to a group in 10 years than with “B”", " come to a group in 10 years as with “B”"):
        line = line.replace(more, "")
    assert line == f"{said}.".replace("FEW", "5 simulations, lowest to highest")


def test_options_that_do_not_differ_are_said_to_be_equal():
    same = row(0.0, 0.0, 0.0, above_zero=0.0, below_zero=0.0)
    assert words.answer(same, "A", "B", 10).startswith("No difference: with “A”, exactly as many people")


def test_verdict_in_french():
    with speaking(FRENCH):
        said = [words.verdict_in_words(row(1, 2, 3, **so)) for so in ({}, LIKELY, SELDOM)]
    assert said == [
        "Différence claire",
        "Probable (9 simulations sur 10), pas certain",
        "Pas de différence nette (2 simulations sur 10)",
    ]


def test_range_has_no_digit_that_the_error_of_its_median_does_not_bear():
    ends = {error: words.as_borne_by(row(-649.0, 144.4, 1_070.4, p50_error=error)) for error in (36.4, 120.0)}
    assert ends == {36.4: [-650, 140, 1100], 120.0: [-600, 100, 1100]}
    assert words.as_borne_by({"p5": 1234.0, "p50": 1234.0, "p95": 12_345.0}) == [1200, 1230, 12_000]


def test_range_is_rounded_once():
    """-2,851.8 is 2,900 fewer, and not 2,850 and so 2,800; 945.3 is 950, and 900 where hundreds are known."""
    ends = {error: words.as_borne_by(row(-2_851.8, 1.0, 945.3, p50_error=error)) for error in (40.0, 120.0)}
    assert [(low, high) for low, _middle, high in ends.values()] == [(-2900, 950), (-2900, 900)]
    assert words.as_borne_by({"p5": 14_550.0, "p50": 14_550.0, "p95": 14_550.0, "p50_error": 900.0}, 10) == [
        1500,
        1460,
        1500,
    ]


def test_cell_of_one_value_stands_once():
    assert words.cell(row(63.0, 1153.0, 3412.0), words.change) == "+1,150 (+60 to +3,400)"
    assert words.cell(row(3.0, 3.0, 3.0, p50_error=0.0), words.figure) == "3"


@pytest.mark.parametrize(
    ("share", "worlds", "said"),
    [
        (0.57, 200, "6 of 10 simulations"),
        (0.049, 200, "fewer than 1 of 20 simulations"),
        (0.05, 200, "1 of 10 simulations"),
        (0.799, 200, "7 of 10 simulations"),
        (0.8, 200, "8 of 10 simulations"),
        (0.949, 200, "9 of 10 simulations"),
        (0.95, 200, "9 of 10 simulations"),
        (0.951, 200, "more than 19 of 20 simulations"),
        (0.4, 5, "2 of 5 simulations"),
    ],
)
def test_how_often(share, worlds, said):
    assert words.often(share, worlds) == said


def test_options_are_set_against_the_first_by_the_verdict():
    """What the first is ahead of in nine of ten is not called equal, nor is what it is behind."""
    against = {
        name: row(1.0, 2.0, 3.0, above_zero=above, below_zero=1 - above)
        for name, above in (("A", 0.97), ("B", 0.9), ("C", 0.57), ("D", 0.1), ("E", 0.5))
    }
    assert words.ahead_of(against) == (
        "Clearly ahead of A. Likely ahead of B (9 of 10 simulations), not certain. No clear difference from C (6 of 10 "
        "simulations); E (5 of 10 simulations). Likely behind D (9 of 10 simulations), not certain."
    )


def test_how_often_there_are_more_than_somebody_asks():
    assert words.above_in_words(row(1, 2, 3), 200) == ["More than 200 more come in 5 of 10 simulations."]
    assert words.above_in_words(row(1, 2, 3), 0) == []
    assert words.above_in_words(row(0, 0, 0, above_zero=0.0, below_zero=0.0), 200) == []


def test_numbers_have_three_digits():
    values = (1382.0, 1346.0, 772_417.0, -61.4, 0.2, float("nan"))
    assert [words.figure(value) for value in values] == ["1,380", "1,350", "772,000", "-61", "0", "–"]
    assert [words.change(value) for value in values] == ["+1,380", "+1,350", "+772,000", "-61", "0", "–"]
