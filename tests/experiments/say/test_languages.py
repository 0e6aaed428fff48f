"""Which language is spoken, and where; and what is read of a catalogue."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from contagion.experiments.say.languages import ENGLISH, FRENCH, catalogue, gettext, ngettext, speaking, spoken


def test_english_is_spoken_unless_something_else_is_asked_for():
    assert spoken() == ENGLISH
    with speaking(FRENCH):
        assert (spoken(), gettext("workshop")) == (FRENCH, "atelier")
        with speaking(ENGLISH):
            assert (spoken(), gettext("workshop")) == (ENGLISH, "workshop")
        assert spoken() == FRENCH
    assert spoken() == ENGLISH


def test_a_mistake_inside_ends_it_as_well():
    with pytest.raises(ZeroDivisionError), speaking(FRENCH):
        raise ZeroDivisionError
    assert spoken() == ENGLISH


def test_another_thread_speaks_its_own():
    with ThreadPoolExecutor(1) as pool, speaking(FRENCH):
        assert pool.submit(spoken).result() == ENGLISH


def test_only_what_is_known_is_spoken():
    with pytest.raises(ValueError, match="'de' is not spoken; en and fr are"), speaking("de"):
        pass


def test_what_no_catalogue_has_is_said_as_it_is():
    with speaking(FRENCH):
        assert gettext("nobody ever said this") == "nobody ever said this"
        assert gettext("") == ""


@pytest.mark.parametrize("number, many", [(0, False), (1, False), (2, True)])
def test_french_has_its_own_plural(number, many):
    with speaking(FRENCH):
        found = ngettext("{number:,} year", "{number:,} years", number)
    assert found == ("{number:,} ans" if many else "{number:,} an")
    assert ngettext("{number:,} year", "{number:,} years", number).endswith("years") == (number != 1)


def said(language: str) -> list[str]:
    """All that a catalogue says."""
    texts = getattr(catalogue(language), "_catalog")  # noqa: B009 -- it has no public name
    return [text for source, text in texts.items() if source]


def test_no_line_breaks_before_what_belongs_to_the_word_before():
    texts = said(FRENCH)
    assert len(texts) > 300
    assert [text for text in texts if re.search(r" [;:!?»%€]|« |\d \d{3}\b", text)] == []
    wide = "\u00a0"
    with speaking(FRENCH):
        assert gettext("“{name}”") == f"«{wide}{{name}}{wide}»"


def test_french_has_its_own_apostrophe_and_quotation_marks():
    typed = re.compile(r'"[\w.{}-]+"')  # as TOML has it
    assert [text for text in said(FRENCH) if re.search("['\"“”]", typed.sub("", text))] == []
