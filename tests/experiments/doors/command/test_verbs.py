"""Every verb as a command: its help in two languages, its JSON, what it keeps, and one line for a mistake."""

import json
import re
from types import SimpleNamespace

import pytest

from contagion.experiments.doors.all import ALL
from contagion.experiments.doors.command.main import main
from contagion.experiments.doors.command.verbs import Command
from contagion.experiments.lab.how_much import Asked
from contagion.experiments.language.languages import FRENCH, gettext, speaking
from tests.helpers.command import complaint, contagion

COMMANDS = {verb.name.replace("_", "-"): verb for verb in ALL if verb.words}
SMALL = {
    "run": ("ref", "--years", 1),
    "history": ("Torpes", "ref", "--years", 1),
    "compare": ("ref", "lowloss", "--single", "--replicates", 2, "--years", 1),
    "levers": ("--single", "--quick"),
    "limits": ("--single", "--replicates", 2, "--years", 1),
    "reach": ("--replicates", 2, "--years", 1),
    "sweep": ("--vary", "training.places=10,20", "--replicates", 2, "--years", 1),
    "discover": ("participants < 100 at year 1", "--points", 12),
    "spend": (20000, "--single", "--quick"),
    "worth-knowing": ("--sets", 40, "--seeds", 2, "--years", 1),
}
LONG = ("worth-knowing",)  # a minute; a small one is asked in `verbs/worth_knowing/test_ask.py`


def plain(text: str) -> str:
    """A text without its lines, and the spaces that nobody sees."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", COMMANDS)
def test_its_help_says_what_it_asks_in_the_language_that_is_spoken(name):
    verb, said = COMMANDS[name], plain(contagion(name, "--help", "--lang", "fr").stdout)
    with speaking(FRENCH):
        texts = [verb.summary, *(one.help for one in verb.asks if one.only != "python" and one.help and not one.first)]
        french = [gettext(verb.help).partition("\n")[0], *map(gettext, texts[1:])]
    assert [text for text, other in zip(texts, french, strict=True) if text == other] == []
    assert [text for text in french if plain(text) not in said] == []


def test_every_verb_with_words_is_a_command():
    assert COMMANDS.keys() <= main.commands.keys()


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in SMALL])
def test_its_answer_is_json_and_a_folder(name, tmp_path):
    where = () if name in ("run", "history") else ("--engine", "serial", "--store", tmp_path / "store")
    words = (name, *SMALL[name], *where, "--out", tmp_path / "out", "--json")
    done = contagion(*words)
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    kept = {path.name for path in (tmp_path / "out").iterdir()}
    assert said
    assert {"provenance.json", "scenario.toml"} <= kept or {"provenance.json", "ref.toml"} <= kept
    assert any(name.endswith(".png") for name in kept) or name in ("history", "reach")
    again = complaint(*words)
    assert re.fullmatch(r"contagion: --out .*: holds files already; choose another folder, or --force .*\n", again)


def test_how_much_there_is_to_make_is_said_as_it_is_made(capsys):
    """Of work in parts once, and how much all of it is; of what may become more the first part, and how much it may be;
    of a run without a laboratory where it takes long."""
    door, lab = Command(COMMANDS["run"]), SimpleNamespace(announce=print)

    def said(asked, of, numbers=(), **how):
        door.begin(of, asked, **{"auto": False, "in_parts": False, **how})
        for number in numbers:
            of.announce(number)
        return capsys.readouterr().err

    some, long = Asked(20, 30, 1, "all of it"), Asked(1, 1, 9000, "a long one")
    assert re.fullmatch(r"To make, at most about: 600 runs of 1 year, .*\n", said(some, lab, (40, 30), in_parts=True))
    assert re.fullmatch(r"To make: 40 runs of 1 year, .*: at most 600 in all.*\n", said(some, lab, (40,), auto=True))
    assert re.fullmatch(r"To make: 40 runs of 1 year, [^:]*\n", said(some, lab, (40,)))
    assert (said(some, None), said(long, None)[:22]) == ("", "To make: 1 run of 9,000"[:22])


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_that_it_does_not_take_gets_one_line(name):
    assert "--sed" in complaint(name, "--sed", 3)
