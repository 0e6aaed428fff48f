"""Numbers and months in both languages."""

import math
import re
from datetime import date

import pandas as pd
import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from contagion.experiments.say.asked import MOST_PIECES, extract_in_words, filled_in_words, territory_in_words
from contagion.experiments.say.languages import ENGLISH, FRENCH, LANGUAGES, speaking
from contagion.experiments.say.sentences import (
    _,
    between,
    counted,
    in_a_row,
    in_full,
    in_print,
    listed,
    month_in_full,
    months,
    ngettext,
    number,
    rounded,
    said,
    signed,
    table_in_words,
    to_its_error,
    two_digits,
)
from contagion.models.parameters import describe
from contagion.models.territory.extract import Extract
from contagion.models.territory.gazetteer import Perimeter
from contagion.sim.errors import Sentence, join_sentences, verbatim
from tests.helpers.command import contagion

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


@given(st.floats(-1e7, 1e7), st.floats(1e-3, 1e6))
def test_no_middle_is_moved_by_more_than_its_error(value, error):
    """A digit more or less is no more than the error, or than half of the last digit that is usual."""
    told = float(to_its_error(value, error).replace(",", ""))
    assert abs(told - value) <= max(error, 0.5) * 1.0001


# ---- territories in words: their size, their communes, and what was filled in ----------------------------------------


def test_the_communes_of_a_territory_the_largest_first(small):
    size, _, nothing, titles, *rows = territory_in_words(small).splitlines()
    assert size.startswith(f"6 communes, {small.population.sum():,} inhabitants, 2,348 aged 15 and over, ")
    assert nothing == ""
    assert titles.split()[:3] == ["commune", "code", "population"]
    people = dict(zip(small.codes, small.population.tolist(), strict=True))
    assert [re.findall(r"\b\d{5}\b", row)[0] for row in rows[:6]] == sorted(people, key=lambda code: -people[code])
    assert rows[-1].startswith("Source: ")


def taken(people: list[int], pairs: list[tuple[str, str]]) -> Extract:
    """Communes c0, c1 … of so many people, of which some touch."""
    codes = [str(number) for number in range(len(people))]
    table = pd.DataFrame({"insee_code": codes, "population": [str(count) for count in people]})
    table = table.assign(name=[f"c{code}" for code in codes], population_year="2017", area_km2="10.5")
    return Extract(Perimeter("A place", "a-place", tuple(codes)), table, pairs)


@pytest.mark.parametrize(
    "pairs, words",
    [
        ([("0", "1"), ("1", "2")], "2 pairs of communes touch."),
        ([("1", "2")], "1 pair of communes touch. It is in 2 pieces that do not touch: c1 and 1 commune more; c0."),
    ],
    ids=["one piece", "two pieces"],
)
def test_what_was_taken_out_of_the_national_tables(pairs, words):
    whole = " ".join(extract_in_words(taken([9, 2000, 5], pairs), ["jobs as elsewhere"]).split())
    size = "A place: 3 communes, 2,014 inhabitants in 2017, 31.5 km²; the largest is c1; "
    assert whole == f"{size}{words} Filled in: jobs as elsewhere."


def test_of_many_pieces_the_most_populous_are_named():
    said = " ".join(extract_in_words(taken([*range(MOST_PIECES + 2)], []), []).split())
    assert said.endswith(f"It is in {MOST_PIECES + 2} pieces that do not touch: c6; c5; c4; c3; c2; 2 more.")


def test_what_was_filled_in_has_a_line_each():
    assert filled_in_words(["jobs", "ages"]) == "Filled in: jobs.\nFilled in: ages."


# ---- how a sentence is put into words: filled, counted, and said anew where a lower floor said it in English ---------


def test_values_are_written_as_the_language_writes_numbers():
    values = {"low": 1234.5, "high": 0.5}
    assert _("{low:,.1f} to {high:.0%}", **values) == "1,234.5 to 50%"
    with speaking(FRENCH):
        assert _("{low:,.1f} to {high:.0%}", **values) == "1\u202f234,5 to 50\u00a0%"  # a text that no catalogue has
        assert _("{low} to {high}", low=1.5, high=2) == "1,5 à 2"


@pytest.mark.parametrize(
    "day, english, french",
    [
        (date(2026, 11, 30), "30 November 2026", "30 novembre 2026"),
        (date(2020, 1, 1), "1 January 2020", "1er janvier 2020"),
    ],
)
def test_days_are_written_as_people_write_them(day, english, french):
    assert _("Made on {day}, by the code {code}.", day=day, code="c") == f"Made on {english}, by the code c."
    with speaking(FRENCH):
        assert _("Made on {day}, by the code {code}.", day=day, code="c") == f"Page faite le {french}, par le code c."


def test_braces_in_a_value_are_its_own():
    assert _("{name}: {title}", name="{x}", title="{0}") == "{x}: {0}"


@pytest.mark.parametrize(
    "number, english, french",
    [(0, "0 years", "0 an"), (1, "1 year", "1 an"), (1234, "1,234 years", "1\u202f234 ans")],
)
def test_things_are_counted(number, english, french):
    assert counted(number, "year") == english
    with speaking(FRENCH):
        assert counted(number, "year") == french


def test_the_number_is_at_hand_in_a_plural():
    assert ngettext("{number} of {all}", "{number:,} of {all}", 2000, all="x") == "2,000 of x"


def test_lists():
    assert (between("1", "2"), listed(["a", "b", "c"]), in_a_row(["a", "b"])) == ("1 to 2", "a, b and c", "a; b")
    with speaking(FRENCH):
        assert (between("1", "2"), listed(["a", "b", "c"])) == ("1 à 2", "a, b et c")
        assert in_a_row(["a", "b"]) == "a\u202f; b"


def test_what_a_lower_floor_says_is_said_anew_with_all_that_is_in_it():
    sentence = Sentence("{low} to {high}", low=Sentence("workshop"), high=verbatim("a = 0.5"))
    assert said(sentence) == sentence == "workshop to a = 0.5"
    with speaking(FRENCH):
        assert said(sentence) == "atelier à a = 0.5"
        numbers = join_sentences([Sentence("{number:,g}", number=0.5), verbatim("{x}")])
        assert said(numbers) == "0,5, {x}"


def test_a_name_of_a_user_is_looked_up_and_else_left():
    with speaking(FRENCH):
        assert said("workshop") == "atelier"
        assert said("Twelve {new} ones") == "Twelve {new} ones"


def test_a_range_whose_ends_are_written_the_same_is_written_once():
    assert [between(*ends) for ends in (("5", "5"), ("0", "0"), ("0", "+2"))] == ["5", "0", "0 to +2"]


# ---- what there is, as the command lists it: parameters and indicators, with their codes and letters explained -------


def test_parameters_are_listed_and_searched():
    every, few = contagion("parameters").stdout, contagion("parameters", "loss", "year").stdout
    assert "training.places" in every
    assert "retention.loss_per_year" in few
    assert "training.places" not in few


@pytest.mark.parametrize("width", [60, 160])
def test_catalogues_keep_to_the_width_of_the_terminal(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    for words in (("parameters",), ("indicators",)):
        lines = contagion(*words).stdout.splitlines()
        assert 0.8 * width < max(map(len, lines)) <= width, words


def test_parameters_say_who_decides_and_what_their_codes_mean():
    """Every grade and every kind of source that is there."""
    said, few = (" ".join(contagion("parameters", *words).stdout.split()) for words in ((), ("training.places",)))
    assert (
        "seats of a training session training.places = 10 seats; range 0 to 60 [the authority decides; G, S12]" in said
    )
    assert "[nobody decides; " in said
    assert "[the modeller decides; " in said
    rows = describe()
    codes = re.findall(r"decides; (\w), ([^\]]+)\]", said)
    assert sorted(codes) == sorted((row["grade"], row["source"]) for row in rows)
    explained = said[said.index("Each: default and unit") :]
    assert all(re.search(rf"[:,] {grade} \w", explained) for grade, _ in codes)
    kinds = {re.sub(r"\d+", "", source) for _, source in codes if re.fullmatch(r"[A-Z]\d+", source)}
    assert all(re.search(rf"[:;] {kind}\d", explained) for kind in kinds)
    assert "S1 to S16" in few
    assert "its levers" not in few  # what is not there is not explained
