"""In which language a command speaks, and that it tells a mistake in it: of a file, of a value, of an option."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from contagion.experiments.doors.command.language import OPTION, VARIABLE, asked_for
from contagion.experiments.doors.command.main import main
from contagion.experiments.language import mistyped
from contagion.experiments.language.languages import ENGLISH, FRENCH
from tests.helpers.command import complaint
from tests.helpers.words_by_hand import english_in

FRANCE = "fr_FR.UTF-8"


@pytest.mark.parametrize(
    "words, environment, language",
    [
        ((), {}, ENGLISH),
        ((), {"LANG": "C.UTF-8"}, ENGLISH),
        ((), {"LANG": FRANCE}, FRENCH),
        ((), {"LANG": "de_DE", "LC_MESSAGES": "fr_CH"}, FRENCH),
        ((), {"LANG": FRANCE, "LC_ALL": "en_GB"}, ENGLISH),
        ((), {"LANG": FRANCE, "LC_ALL": ""}, FRENCH),
        ((), {"LANG": FRANCE, VARIABLE: "en"}, ENGLISH),
        ((), {"LANG": FRANCE, VARIABLE: "de"}, FRENCH),
        ((), {VARIABLE: "fr"}, FRENCH),
        (("run", OPTION, "en"), {VARIABLE: "fr"}, ENGLISH),
        (("run", f"{OPTION}=fr", "--years", "1"), {VARIABLE: "en"}, FRENCH),
        (("run", OPTION, "fr", OPTION, "en"), {}, ENGLISH),
        (("run", OPTION), {"LANG": FRANCE}, FRENCH),
    ],
)
def test_the_option_goes_before_the_variable_and_that_before_the_locale(words, environment, language):
    assert asked_for(words, environment) == language


def test_a_locale_is_enough(monkeypatch):
    monkeypatch.delenv(VARIABLE)
    done = CliRunner().invoke(main, ["scenarios"], env={"LC_ALL": FRANCE})
    assert "Deux fois plus de places de formation" in done.stdout


MISTYPED = [
    ("run", "--yeers", 3),
    ("run", "--years", "abc"),
    ("run", "--years"),
    ("run", "ref", "another"),
    ("run", "--effort", "small"),
    ("rum",),
    ("levers", "--replicates", 1),
]
MISTAKEN = [
    ("run", "nowhere"),
    ("run", "double_place"),
    ("run", "--years", 0),
    ("run", "--set", "training.places"),
    ("run", "--set", "training.place=3"),
    ("run", "--set", "training.places=abc"),
    ("run", "--set", "training.places=60 000"),
    ("run", "--set", "training.places=-1"),
    ("run", "--set", "group.size=40"),
    ("run", "--set", "training.order=later"),
    ("run", "--communes", "nowhere.csv"),
    ("territory", "--epci", "nowhere at all"),
    ("run", "--epci", "dijon", "--region", "bretagne"),
    ("run", "--ensemble", "nowhere"),
    ("compare", "ref"),
    ("compare", "ref", "ref"),
    ("compare", "ref", "double_places", "--replicates", 1),
    ("compare", "ref", "double_places", "--ceiling", 1),
    ("sweep", "--vary", "training.places=1:2"),
    ("sweep", "--vary", "training.places=a,"),
    ("sweep",),
    ("discover", "participants is small"),
    ("discover", "peopel < 3 at the end"),
    ("calibrate", "nowhere"),
    ("spend", "0"),
    ("territory", "--out", "map.txt"),
    ("indicators", "xyzzy"),
    ("parameters", "xyzzy"),
]


@pytest.mark.parametrize("words", [*MISTYPED, *MISTAKEN], ids=lambda words: " ".join(map(str, words)))
def test_a_mistake_is_told_in_the_language(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where there is no store yet
    french, english = (complaint(*words, OPTION, language) for language in (FRENCH, ENGLISH))
    assert french != english
    assert english_in(re.sub("'[^']*'|INDICATOR .*", "", french)) == [], french  # what was typed, and what is to be


def test_mistakes_in_a_file_are_told_with_their_place(tmp_path):
    file = tmp_path / "faux.toml"
    file.write_text('[training]\nplaces = 3\n[[decision]]\ntitle = "Fin"\nfrom = "2016-01"\nextra_session = true\n')
    told = complaint("run", file, OPTION, FRENCH)
    assert (
        told
        == (f'contagion: {file}\u00a0: ligne 3 (Fin)\u00a0: from = 0 précède le début, calendar.start = "2017-01"\n')
        or "précède le début" in told
    )
    file.write_text("[training\n")
    assert "TOML non valide" in complaint("run", file, OPTION, FRENCH)


def test_what_click_says_is_in_the_catalogue():
    """Its sentences are those listed, so that none of them has been reworded."""
    texts = [text for one in mistyped.SAID for text in ((one,) if isinstance(one, str) else one)]
    source = "".join(file.read_text(encoding="utf-8") for file in Path(click.__file__).parent.glob("*.py"))
    assert [text for text in texts if f'"{text}"' not in source] == []
