"""The French catalogue: all that the code says, whole, with the same places in it, and nothing else."""

from string import Formatter

import pytest
from babel.messages.pofile import read_po

from contagion.experiments.say.languages import FOLDER, FRENCH
from contagion.experiments.say.update import brought_up_to_date, kept, of_the_code
from tests.helpers.words_by_hand import english_in

FILE = FOLDER / f"{FRENCH}.po"


def places(text: str) -> set[tuple[str, str]]:
    """What stands in braces, with how it is written."""
    return {(name, form or "") for _, name, form, _ in Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def messages():
    return [message for message in kept(FRENCH) if message.id]


def texts(message) -> list[tuple[str, str]]:
    """Pairs of English and French."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return list(zip(message.id, message.string, strict=True))


def test_the_file_is_as_the_update_leaves_it():
    """So nothing that is said is missing, and nothing is there that is said no more."""
    assert FILE.read_bytes() == brought_up_to_date(FRENCH), "run python -m contagion.experiments.say.update"


def test_everything_is_translated(messages):
    assert len(messages) > 300
    assert [message.id for message in messages if not all(french for _, french in texts(message))] == []
    assert [message.id for message in messages if message.fuzzy] == []
    with FILE.open("rb") as file:
        assert not read_po(file, FRENCH).obsolete


def test_both_languages_have_the_same_places(messages):
    odd = [
        (english, french)
        for message in messages
        for english, french in texts(message)
        if places(english) != places(french) and english != "{year}-{number:02}"
    ]
    assert odd == []


def test_both_end_alike(messages):
    def end(text: str) -> str:
        return text[-1] if text[-1:] in ".:" else ""

    whole = [pair for message in messages for pair in texts(message) if not pair[0].endswith("facil.")]
    odd = [pair for pair in whole if end(pair[0]) != end(pair[1])]
    assert odd == []


def test_no_english_word_was_left(messages):
    odd = [(french, found) for message in messages for _, french in texts(message) if (found := english_in(french))]
    assert odd == []


# Each check is shown to bite.


def test_a_new_sentence_asks_for_its_translation(monkeypatch):
    made = of_the_code()
    made.add("Something new of {name}.")
    monkeypatch.setattr("contagion.experiments.say.update.of_the_code", lambda: made)
    assert b'msgid "Something new of {name}."\nmsgstr ""' in brought_up_to_date(FRENCH)


def test_a_sentence_that_is_said_no_more_goes(monkeypatch):
    made = of_the_code()
    made.delete("workshop")
    monkeypatch.setattr("contagion.experiments.say.update.of_the_code", lambda: made)
    gone = b'msgstr "atelier"'
    assert gone in FILE.read_bytes()
    assert gone not in brought_up_to_date(FRENCH)


def test_a_place_that_is_missing_or_written_otherwise_is_seen():
    assert places("{a:,} of {b}") == {("a", ","), ("b", "")}
    assert places("{a} sur {b}") != places("{a:,} sur {b}") != places("{a:,} sur")


def test_an_english_word_is_seen():
    assert english_in("{communes} communes with un groupe") == ["with"]
    assert english_in("ajouter --all pour comparison.csv, experiments_of_the et les runs") == ["runs"]
