"""What a page says before anything is moved."""

from contagion.experiments.doors.page.editions import edition
from contagion.experiments.language.languages import LANGUAGES, speaking
from contagion.experiments.language.numbers import in_print


def editions(asked):
    for language in LANGUAGES:
        with speaking(language), in_print():
            yield edition(
                asked.programme, asked.briefing, asked.territory, asked.carried, asked.one_course, asked.money
            )


def test_signs_and_levers_are_those_of_the_language(asked):
    english, french = editions(asked)
    assert english.words["signs"] == {"group": ",", "decimal": "."}
    assert french.words["signs"] == {"group": "\u202f", "decimal": ","}
    assert {*english.words["levers"]} == {*asked.carried.usual}
    assert french.words["choices"]["partners.coordinators"]["0.5"] == "un demi-poste"
    assert (english.language, french.language) == LANGUAGES


def test_no_place_is_left_open_in_what_stands_there(asked):
    for one in editions(asked):
        assert "{" not in one.main
