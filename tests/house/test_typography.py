"""French is set as it is printed: all that the catalogue says, the scenarios of the library, and the French README.

A thin space stands before ; ! ?, one of full width before : % € and inside « », neither of which a line may break at.
No two forms stand in one word (by a point or in brackets), which nobody can read aloud.
"""

import re
from collections.abc import Iterator

from contagion.experiments.language.asked import words_of
from contagion.experiments.language.languages import FRENCH, catalogue, speaking, typeset
from contagion.models.scenarios.scenario import library
from tests.helpers.places import ROOT
from tests.helpers.words_by_hand import english_in

README = ROOT / "LISEZMOI.md"
FAULTS = {
    "no thin space before ; ! ?": r"(?<![\u202f\s(«&#\w-])[;!?](?!\w)|(?<=\w)[;!?](?=\s|$)",
    "no space before a colon": r"(?<=[^\W\d_])(?<!https)(?<!http):(?=\s|$)",
    "a space that a line may break at": r" [;:!?»%€]|« | »",
    "no space inside quotation marks": r"«(?!\u00a0)|(?<!\u00a0)»",
    "a space before a comma or a full stop": r"[ \u00a0\u202f][,.](?![\w.[])",
    "a straight apostrophe": r"(?<=[^\W\d_])'(?=\w)",
    "doubled spaces": r"\S[ \u00a0\u202f]{2,}",
    "thousands that a line may break at": r"\d \d{3}\b",
    "two words in one": r"(?<=[^\W\d_])(?:[·•‧](?=[^\W\d_])|\((?:e|s|es)\))",
    "capitals in a row of words": r"\b[A-Z][a-zé]+ [A-Z][a-zé]+ [A-Z][a-zé]+ [A-Z][a-zé]+\b",
}


def said() -> list[str]:
    """All that the catalogue says, as it is read."""
    texts = getattr(catalogue(FRENCH), "_catalog")  # noqa: B009 -- it has no public name
    return [text for source, text in texts.items() if source]


def of_the_library() -> Iterator[str]:
    with speaking(FRENCH):
        for scenario in library():
            words = words_of(scenario)
            yield from (words.title, words.description.replace("\n", " "))


def of_the_readme() -> list[str]:
    """Its lines, but for commands, what is typed, and where links lead."""
    lines = README.read_text(encoding="utf-8").splitlines()
    return [re.sub(r"`[^`]*`|!?\[|\]\([^)]*\)", "·", line) for line in lines if not line.startswith("    ")]


def faults(text: str) -> list[str]:
    """What is wrong with how a text is set; what stands in braces, and what is typed, is not looked at."""
    plain = re.sub(r"\{[^{}]*\}|`[^`]*`|\"[^\"]*\"", "·", text)
    return [fault for fault, pattern in FAULTS.items() if re.search(pattern, plain)]


def test_the_catalogue_and_the_library_are_well_set():
    assert [(found, text) for text in (*said(), *of_the_library()) if (found := faults(text))] == []


def test_the_french_page_is_well_set_and_french():
    lines = of_the_readme()
    assert [(found, line) for line in lines if (found := faults(line) or english_in(line))] == []
    assert len(lines) > 60


# Each check is shown to bite.


def test_what_is_typed_plainly_is_set_well():
    for typed in ("Voici : tout", "Vraiment ? Oui !", "« tout »", "l'eau à 20 % de 1 000 €"):
        assert faults(typeset(typed, FRENCH)) == []
