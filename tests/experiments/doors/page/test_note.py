"""The note as the page puts it together."""

from contagion.experiments.doors.page.note import PARTS, parts, words, words_here
from contagion.experiments.doors.words import note
from contagion.experiments.language.languages import FRENCH, LANGUAGES, speaking
from contagion.experiments.language.numbers import in_print
from tests.experiments.doors.page.conftest import AHEAD


def test_its_sentences_are_those_of_the_note_of_a_report(asked):
    for language in LANGUAGES:
        with speaking(language), in_print():
            said = {**words(), **words_here(asked.programme, asked.briefing, asked.territory, "X")}
            years = f"{AHEAD} {'ans' if language == FRENCH else 'years'}"
            base, others = (said["quoted"].format(name=name) for name in "AB")
            asks = said["asks_of"].format(first="2020", years=years, base=base, others=others)
            assert asks == note.question({"": "A", "b": "B"}, "X", AHEAD, "2020")
            when = said["from_january"].format(first="2020")
            for verdict, line in said["decide"].items():
                assert line.format(name="A", when=when) == note.decide("A", "2020", verdict)
            assert [label for _name, label in parts()] == [said["in_note"][name] for name in PARTS]
            assert len(said["method"] + said["goes_so"] + said["checks"]) >= 10
