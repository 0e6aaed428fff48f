"""The words that are explained: each once, in both languages, and none by itself."""

from contagion.experiments.doors.words.glossary import TERMS, glossary
from contagion.experiments.language.languages import LANGUAGES, speaking


def test_each_word_is_explained_once_and_in_other_words():
    for language in LANGUAGES:
        with speaking(language):
            forms = [form for one in glossary() for form in one.forms.split("|")]
            assert len(forms) == len({*forms}) > len(TERMS)
            for one in glossary():
                first = one.forms.split("|")[0]
                assert first not in one.means
                assert one.means.endswith(".")
                assert len(one.means.split()) <= 25


def test_words_are_in_the_order_of_the_alphabet():
    with speaking("fr"):
        listed = [one.forms.casefold() for one in glossary()]
    assert listed == sorted(listed)
