"""What a page says before anything is moved, and what its scripts say then: as Python does, to the letter."""

import html
import re

import pytest

from contagion.experiments.doors.page import editions as told
from contagion.experiments.doors.page import money_told, own_told, places
from contagion.experiments.doors.page import note as options
from contagion.experiments.doors.page.editions import edition
from contagion.experiments.doors.words import note
from contagion.experiments.language.differences import answer, figure, range_of, verdict_on
from contagion.experiments.language.languages import LANGUAGES, speaking
from contagion.experiments.language.numbers import in_print
from contagion.models.code.provenance import code_digest
from tests.helpers.hosts import needs_node
from tests.helpers.scripts import YEARS, as_scripts_have_it, differences, in_scripts


@pytest.fixture(scope="module")
def editions(asked):
    made = []
    for language in LANGUAGES:
        with speaking(language), in_print():
            told = asked.briefing, asked.territory, asked.carried, asked.one_course, asked.money, asked.tried
            made.append(edition(asked.programme, *told, "2026-11-30"))
    return made


def test_signs_and_levers_are_those_of_the_language(asked, editions):
    english, french = editions
    assert english.words["signs"] == {"group": ",", "decimal": "."}
    assert french.words["signs"] == {"group": "\u202f", "decimal": ","}
    assert {*english.words["levers"]} == {*asked.carried.usual}
    assert french.words["choices"]["partners.coordinators"]["0.5"] == "un demi-poste"
    assert (english.language, french.language) == LANGUAGES


def test_each_says_when_by_which_code_and_of_which_data_it_was_made(editions):
    english, french = editions
    code = code_digest()[:8]
    assert f"Made on 30 November 2026, by the code {code}." in english.main
    assert f"30 novembre 2026, par le code {code}." in french.main
    assert re.search(r"Data: \S.*\.</p>", english.main)
    assert re.search(r"Données\u00a0: \S.*\.</p>", french.main)


def test_no_place_is_left_open_in_what_stands_there(editions):
    for one in editions:
        assert "{" not in one.main


@needs_node
def test_cells_of_options_are_those_of_the_note_for_a_council(editions):
    given = differences()
    for one in editions:
        with speaking(one.language), in_print():
            python = [f"{note.more(row, 7)} {note.more(row)} {note.in_all(row, 7)}" for row in given]
        cells = "(row) => `${moreOf(row, 7)} ${moreOf(row)} ${inAll(row, 7)}`"
        assert in_scripts(one.words, cells, [*map(as_scripts_have_it, given)]) == python


@needs_node
def test_scripts_say_what_an_option_brings_as_python_does(editions):
    given, said = differences(), "(row) => `${answer(row, 'A', 'B')} ${rangeOf(row, figure, 7)}`"
    assert {verdict_on(row) for row in given} == {"clear", "likely", "none"}
    for one in editions:
        with speaking(one.language), in_print():
            python = [f"{answer(row, 'A', 'B', YEARS)} {range_of(row, figure, 7)}" for row in given]
        assert in_scripts(one.words, said, [*map(as_scripts_have_it, given)]) == python


def test_french_is_read_by_whoever_is_twelve(editions):
    """RIX, long words (of seven letters or more) for each sentence: below 3.0 is what a class of twelve to thirteen
    years reads (Anderson 1983, found for English, whose words are shorter)."""
    french = editions[1].main
    told = re.findall(
        r"<(?:p|li|dd)(?: [^>]*)?>(.*?)</(?:p|li|dd)>", re.sub(r"(?s)<(svg|table).*?</\1>", "", french), re.S
    )
    lines = [re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", "", one))) for one in told]
    sentences = [re.findall(r"[^\W\d_]+", one) for line in lines for one in re.split(r"(?<=[.!?]) ", line)]
    read = [words for words in sentences if len(words) >= 4]
    assert len(read) > 100
    assert sum(len(word) > 6 for words in read for word in words) / len(read) < 3.0


def test_what_scripts_say_has_one_key_each():
    """Their words are one list: a key that is there twice would be another part's text."""
    parts = (
        *(places.words(), told._sentences(), money_told.words(), own_told.words()),
        *(options.words(), options.words_of_options()),
    )
    keys = [key for part in parts for key in part]
    assert sorted(keys) == sorted({*keys})
