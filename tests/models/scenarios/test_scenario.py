"""Scenarios: read, written and read again; every mistake told in one line that says what would be valid."""

from math import inf
from pathlib import Path

import pytest

from contagion.models.parameters import Parameters
from contagion.models.scenarios.scenario import DEFAULT, FOLDER, library, read
from contagion.sim.errors import InputError


def mistake(*arguments):
    """The line a mistake is told in."""
    with pytest.raises(InputError) as caught:
        read(*arguments)
    line = str(caught.value)
    assert line
    assert "\n" not in line
    assert "pydantic" not in line
    return line


def test_the_reference_is_the_default():
    assert read() == read(DEFAULT)
    assert DEFAULT.name == "ref.toml"
    assert read().parameters == Parameters()


def test_every_scenario_of_the_library_speaks_both_languages():
    known = library()
    assert [one.name for one in known] == sorted(path.stem for path in FOLDER.glob("*.toml"))
    for one in known:
        assert one.french, one.name
        for words in (one.words, one.french):
            assert 10 < len(words.title) < 90, one.name
            assert len(words.description) > 80, one.name
        assert one.words.title != one.french.title


def test_a_bare_name_is_one_of_the_library(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read(Path("cautious")).parameters == read(FOLDER / "cautious.toml").parameters
    (tmp_path / "cautious").write_text("title = 'mine'")
    assert read(Path("cautious")).title == "mine"
    assert "no such scenario" in mistake(Path("cautios"))


def test_settings_stand_over_the_file(scenario):
    path = scenario("[training]\nplaces = 30\nfounders = 4")
    parameters = read(path, ["training.places=20", "training.places=25"]).parameters
    assert (parameters.training.places, parameters.training.founders) == (25, 4)
    assert read(path, ["training.places = inf"]).parameters.training.places == inf
    assert read(None, ["group.quorum=10", "group.size=10"]).parameters.group.quorum == Parameters().group.maximum == 10
    assert read(path, ["registering.rule=reinforced"]).parameters.registering.rule == "reinforced"


WRONG = [
    ("training.place=20", ["training.place", "training.places"]),
    ("trainin.places=20", ["trainin.places", "training.places"]),
    ("places=20", ["'places'", "training.places"]),
    ("training.places=many", ["training.places", "'many'", "number"]),
    ("training.places=nan", ["training.places", "nan"]),
    ("group.size=eight", ["group.size", "'eight'", "integer"]),
    ("group.quorum=11", ["group.quorum = 11", "above group.maximum = 10"]),
    ("group.session_weeks=[0, 3, 7]", ["group.completion_sessions = 4", "above the number of sessions, 3", "nobody"]),
    ("group.completion_sessions=7", ["group.completion_sessions = 7", "above the number of sessions, 6", "nobody"]),
    (f"group.session_weeks={[*range(65)]}", ["group.session_weeks has 65 sessions", "at most 64"]),
    ("partners.smallest=501", ["partners.smallest = 501", "above partners.largest = 500"]),
    ("partners.largest=29", ["partners.smallest = 30", "above partners.largest = 29"]),
    ("facilitation.leaders=3", ["facilitation.leaders", "3", "1 or 2"]),
    ("facilitation.pool=village", ["facilitation.pool", "'village'", "'territory'", "'commune'"]),
    ("contacts.layers=[0.5, 0.5]", ["contacts.layers", "4 values"]),
    ("receptivity.by_age=[1, 1]", ["receptivity.by_age", "6 values"]),
    ("training.places", ["training.places", "section.name=value"]),
    ("training.places=", ["training.places", "section.name=value"]),
    ("=3", ["unknown parameter"]),
    ("", ["section.name=value"]),
    ("target_group.share=1", ["target_group.share"]),
    ("decision.fatigue=0.5", ["'decision.fatigue' is now registering.fatigue"]),
]


@pytest.mark.parametrize("setting, words", WRONG, ids=[setting for setting, _ in WRONG])
def test_a_wrong_setting_is_told_with_field_value_and_what_would_be_valid(setting, words):
    """Names the option, the field, the value, and what would be valid."""
    line = mistake(None, [setting])
    assert line.startswith("settings")
    for word in words:
        assert word in line, line


IN_FILES = [
    ("[trainin]\nplaces = 20", ["trainin"]),
    ("places = 20", ["places"]),
    ("[training]\nplaces = '10'", ["training.places", "'10'", "number"]),
    (f"[calendar]\npause_in_holidays = true\nholiday_weeks = {[*range(52)]}", ["all 52 weeks", "could ever meet"]),
    (
        f"[calendar]\nholiday_weeks = {[*range(52)]}\n[[decision]]\nset = {{ 'calendar.pause_in_holidays' = true }}",
        ["line 3", "all 52 weeks", "could ever meet"],
    ),
    ("training = 3", ["training", "3"]),
    ("title = 3", ["title", "3", "text"]),
    ("[fr]\ntitle = 3", ["fr.title", "3", "text"]),
    ("fr = 'non'", ["fr", "'non'", "table"]),
    ("[fr]\ntitel = 'non'", ["fr", "titel", "table"]),
    ("[training]\nplaces = 10\nplaces = 20\n[group]", ["TOML", "line 3"]),
    ("[training\nplaces = 10", ["TOML", "line 1"]),
    (b'title = "caf\xe9"', ["UTF-8"]),
    (b"\x89PNG\r\n\x1a\n\x00\xff", ["UTF-8"]),
    ("[[target_group]]\nname = 'a'\nshare = 0.5", ["target_group", "add up to 1", "0.5"]),
    ("[[target_group]]\nname = 'a'\nshare = 0.5\n[[target_group]]\nname = 'a'\nshare = 0.5", ["target_group", "name"]),
    ("[[target_group]]\nname = 'a'\nshare = 1.0\nshares = 1", ["target_group", "shares"]),
    ("[[target_group]]\nname = 'a'\nshare = 1.5", ["target_group", "share", "1.5", "less than or equal to 1"]),
    ("[[target_group]]\nshare = 1.0", ["target_group", "name"]),
    ("target_group = []", ["target_group", "at least one"]),
    # what was called otherwise before
    ("[[change]]\nweek = 20\nset = {'training.places' = 20}", ["'change' is now [[decision]]"]),
    ("[[decision]]\nweek = 20\nset = {'training.places' = 20}", ["line 1: 'week' is now from"]),
    ("[[decision]]\nset = {'decision.fatigue' = 0.5}", ["line 1", "'decision.fatigue' is now registering.fatigue"]),
    (
        "[[alternative]]\nname = 'x'\nkind = 'workshop'\nattendees_per_year = 30",
        ["'attendees_per_year' is now attendees (of each event) and events_per_year"],
    ),
]


@pytest.mark.parametrize("text, words", IN_FILES, ids=range(len(IN_FILES)))
def test_a_mistake_in_a_file_is_told_with_the_file(scenario, text, words):
    """Names the file too."""
    path = scenario(text)
    line = mistake(path)
    assert line.startswith(str(path))
    for word in words:
        assert word in line, line


def test_a_file_that_cannot_be_read(tmp_path):
    assert mistake(tmp_path / "missing.toml").startswith(f"{tmp_path / 'missing.toml'}: there is no such")
    assert mistake(tmp_path).startswith(f"{tmp_path}: cannot be read")
    assert mistake(FOLDER / "xyzzy.toml").endswith("there is no such scenario file")  # like none: no guess


def test_a_mistake_in_the_file_is_not_laid_at_the_option(scenario):
    line = mistake(scenario("[training]\nplaces = -3"), ["training.accept=0.5"])
    assert "mine.toml" in line
    assert "settings" not in line


def test_toml_that_ends_too_early_names_the_last_line(scenario):
    assert "at line 2, the last" in mistake(scenario("[training]\nplaces = "))


MISTYPED = {
    "cautios.toml": "'cautious'",
    "LowLoss": "'lowloss'",
    "double-places": "'double_places'",
    "instead": "'challenge_instead' or 'workshop_instead'",
}


@pytest.mark.parametrize("given, meant", MISTYPED.items())
def test_a_preset_that_is_not_there(contagion, given, meant):
    """The nearest is named, by every command that takes a scenario."""
    vary = ("--vary", "training.places=1,2")
    for words in (("run",), ("compare", "ref"), ("levers",), ("limits",), ("reach",), ("sweep", *vary)):
        done = contagion(*words, given)
        assert done.exit_code == 2
        assert done.stderr == f"contagion: {given}: there is no such scenario file; did you mean {meant}?\n", words
