"""Numbers and months in both languages."""

import math
from datetime import date

import pandas as pd
import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from contagion.experiments.language.languages import ENGLISH, FRENCH, LANGUAGES, speaking
from contagion.experiments.language.numbers import (
    in_full,
    in_print,
    month,
    month_in_full,
    months,
    number,
    rounded,
    signed,
    table_in_words,
    to_its_error,
    two_digits,
)
from contagion.experiments.language.sentences import _

FORMS = ["", ",", ",.0f", ",.1f", ".2f", ".3g", "+,.0f", "+z,.0f", "+.3g", ".0%", ".1%", ",.10g"]


@pytest.mark.parametrize(
    "value, form, english, french",
    [
        (1234567, ",", "1,234,567", "1\u202f234\u202f567"),
        (1800, ",", "1,800", "1\u202f800"),
        (1234.5, ",.1f", "1,234.5", "1\u202f234,5"),
        (-0.25, "+.3g", "-0.25", "-0,25"),
        (12.0, "+,.0f", "+12", "+12"),
        (0.056, ".1%", "5.6%", "5,6\u00a0%"),
        (0.95, ".0%", "95%", "95\u00a0%"),
        (7, "", "7", "7"),
        (1e6, ",g", "1,000,000", "1\u202f000\u202f000"),
        (1234567.5, "g", "1234567.5", "1234567,5"),
        (0.1 + 0.2, ",g", "0.3", "0,3"),
        (math.inf, ",.0f", "inf", "inf"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(value, form, english, french):
    assert number(value, form) == english
    with speaking(FRENCH):
        assert number(value, form) == french


@given(st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9), st.sampled_from(FORMS))
def test_english_is_what_python_writes_and_french_has_the_same_digits(value, form):
    plain = format(value, form)
    assert number(value, form) == plain
    with speaking(FRENCH):
        french = number(value, form)
    back = french.replace("\u202f", "").replace("\u00a0", "").replace(",", ".")
    assert back == plain.replace(",", "")


@pytest.mark.parametrize(
    "value, english, french", [(123456.0, "120,000", "120\u202f000"), (0.4, "0", "0"), (math.inf, "no end", "sans fin")]
)
def test_a_sum_has_two_digits_that_count(value, english, french):
    assert rounded(value) == english
    with speaking(FRENCH):
        assert rounded(value) == french


def test_two_digits_and_whole_changes():
    assert (two_digits(0.0123), two_digits(1234.0, "+"), two_digits(0)) == ("0.012", "+1,200", "0")
    assert (signed(1234.4), signed(-0.2), signed(-3.6)) == ("+1,234", "+0", "-4")
    with speaking(FRENCH):
        assert (two_digits(0.0123), two_digits(1234.0, "+"), two_digits(0)) == ("0,012", "+1\u202f200", "0")
        assert (signed(1234.4), signed(-0.2), signed(-3.6)) == ("+1\u202f234", "+0", "-4")


def test_in_print_and_nowhere_else_a_minus_is_a_minus():
    with in_print():
        assert (number(-1234.5, ",.1f"), signed(-3.6), rounded(-1234.0)) == ("−1,234.5", "−4", "−1,200")
        with speaking(FRENCH):
            assert (number(-1234.5, "+,.1f"), two_digits(-0.25, "+")) == ("−1\u202f234,5", "−0,25")
            assert _("{people:+,} in the number of people, in half of the worlds.", people=-5).startswith("−5 ")
    assert (number(-1234.5, ",.1f"), signed(-3.6)) == ("-1,234.5", "-4")


def test_a_month_has_its_name_in_french():
    assert month(2021, 9) == "2021-09"
    with speaking(FRENCH):
        assert [month(2021, 9), month(2020, 2)] == ["septembre 2021", "février 2020"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_signs_and_months_are_those_that_babel_has(language):
    days = [date(2021, month, day) for month in range(1, 13) for day in (2, 28)]
    with speaking(language):
        assert months() == tuple(Locale.parse(language).months["stand-alone"]["wide"].values())
        assert [in_full(day) for day in days] == [format_date(day, "d MMMM y", language) for day in days]
        assert [month_in_full(day) for day in days] == [format_date(day, "MMMM y", language) for day in days]
        assert number(1234567.5, ",.1f") == format_decimal(1234567.5, locale=language)
        assert number(0.25, ".0%") == format_percent(0.25, locale=language)


@pytest.mark.parametrize(
    "language, lines",
    [
        (ENGLISH, ["what people rate", "a     1,234  0.5", "bb       12  1.0"]),
        (FRENCH, ["what people rate", "a     1\u202f234  0,5", "bb       12  1,0"]),
    ],
)
def test_the_columns_of_a_table_stand_under_each_other(language, lines):
    table = pd.DataFrame({"what": ["a", "bb"], "people": [1234, 12], "rate": [0.5, 1.0]})
    with speaking(language):
        assert table_in_words(table).splitlines() == lines


@pytest.mark.parametrize(
    ("value", "error", "form", "said"),
    [
        (614.3, 23.0, ",.0f", "610"),
        (614.3, 23.0, "+z,.0f", "+610"),
        (614.3, 0.49, ",.0f", "614"),  # less than half of the last digit
        (614.3, 0.5, ",.0f", "614"),
        (614.3, 9.6, ",.0f", "610"),
        (1_234_567.0, 96_000.0, ",.0f", "1,200,000"),
        (-4.0, 23.0, "+z,.0f", "+0"),
        (17.34, 0.23, ".3g", "17.3"),
        (17.34, 2.3, ".3g", "17"),
        (0.1234, 0.00004, ".3g", "0.123"),
        (61.4, 60.0, ",.1f", "60"),
        (12.3, 0.04, ",.1f", "12.3"),
        (614.3, 0.0, ",.0f", "614"),
        (614.3, math.nan, ",.0f", "614"),
        (math.nan, 1.0, ",.0f", "nan"),
    ],
)
def test_a_middle_is_told_to_the_digit_that_its_error_bears(value, error, form, said):
    assert to_its_error(value, error, form) == said


def test_it_is_written_as_the_language_writes_it():
    with speaking(FRENCH):
        assert to_its_error(12345.6, 960.0) == "12\u202f000"
        assert to_its_error(17.34, 0.23, ".3g") == "17,3"


@given(st.floats(-1e7, 1e7), st.floats(1e-3, 1e6))
def test_no_middle_is_moved_by_more_than_its_error(value, error):
    """A digit more or less is no more than the error, or than half of the last digit that is usual."""
    told = float(to_its_error(value, error).replace(",", ""))
    assert abs(told - value) <= max(error, 0.5) * 1.0001
