"""Every verb as a command: its help in two languages, its JSON, what it keeps, and one line for a mistake."""

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from contagion.experiments.commands.verb import Verb
from contagion.experiments.evidence.ensemble import as_written, write
from contagion.experiments.interfaces.command.verbs import Command
from contagion.experiments.interfaces.verbs import ALL
from contagion.models.kernel import EDITION
from contagion.models.runs.vocabulary import ENSEMBLE, Asked
from contagion.sim.errors import InputError
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
    "spend": (20000, "--over", "ref", "--single", "--quick"),
    "worth-knowing": ("--sets", 40, "--seeds", 2, "--years", 1),
}
LONG = ("worth-knowing", "spend")  # small ones are asked in `commands`


def plain(text: str) -> str:
    """A text without its lines, and the spaces that nobody sees."""
    return re.sub(r"\s+", "", text)


def told(monkeypatch, says) -> None:
    """Have what is asked told in place of being worked out."""

    def work(_, ask):
        raise InputError(says(ask))

    monkeypatch.setattr(Verb, "work", work)


@pytest.mark.parametrize("name", COMMANDS)
def test_its_help_says_what_it_asks(name):
    verb, said = COMMANDS[name], plain(contagion(name, "--help").stdout)
    hidden = ("territory", *([] if verb.has("territory") else ["yes"]))  # said by options of its own, or not asked
    texts = [verb.help.partition("\n")[0]]
    texts += [one.help for one in verb.asks if not one.first and one.name not in hidden]
    assert [text for text in texts if plain(text) not in said] == []


@pytest.mark.parametrize(
    "given, asked",
    [
        ((), "besancon 3"),
        (("--single",), "besancon 3"),
        (("--over", "ref"), "none 0"),
        (("--set", "training.places=3"), "none 0"),
    ],
)
def test_where_nothing_is_said_of_what_or_where_it_is_the_case_study_that_is_asked_about(given, asked, monkeypatch):
    told(monkeypatch, lambda ask: f"{getattr(ask.of_programme, 'name', 'none')} {ask.past}")
    assert contagion("spend", 900, *given, "--engine", "serial").stderr.endswith(f"contagion: {asked}\n")


def test_programmes_side_by_side_are_each_asked_about_in_their_place_and_over_their_years(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # which another territory is written into
    dinan = tmp_path / "dinan.toml"
    dinan.write_text('title = "D"\nterritory = "200068989"\nbegan = "2024-03"\ntoday = "2026-11-29"\nyears = 5\n')

    def each(ask):
        return "; ".join(
            f"{one.of_programme.name} {one.past} {one.years} {one.place.name}" for one in (ask, *ask.others)
        )

    told(monkeypatch, each)
    said = contagion(
        "compare", "mentoring", "--programme", "besancon", "--programme", dinan, "--engine", "serial"
    ).stderr
    assert (
        said.splitlines()[-1]
        == "contagion: besancon 3 13 Grand Besançon; dinan 3 8 CA Dinan Agglomération (EPCI 200068989)"
    )


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
            of.announce(number, 0.0)
        return capsys.readouterr().err

    some, long = Asked(20, 30, 1, "all of it"), Asked(1, 1, 9000, "a long one")
    assert re.fullmatch(r"To make, at most about: 600 runs of 1 year, .*\n", said(some, lab, (40,), in_parts=True))
    assert re.fullmatch(r"To make: 40 runs of 1 year, .*: at most 600 in all.*\n", said(some, lab, (40,), auto=True))
    assert re.fullmatch(r"To make: 40 runs of 1 year, [^:]*\n", said(some, lab, (40,)))
    said(Asked(20, 30, 10, "all of it"), lab, in_parts=True)
    lab.announce(40, 1.0)
    lab.announce(40, 0.06)  # about what was said before
    assert capsys.readouterr().err == "Measured on this computer: about 10 minutes in all.\n"
    assert (said(some, None), said(long, None)[:22]) == ("", "To make: 1 run of 9,000"[:22])


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_that_it_does_not_take_gets_one_line(name):
    assert "--sed" in complaint(name, "--sed", 3)


def test_of_a_part_of_a_sweep_no_folder_is_offered(tmp_path):
    words = ("--single", "--vary", "training.places=5", "--replicates", 1, "--years", 1, "--engine", "serial")
    part, whole = (
        contagion("sweep", *words, *more, "--store", tmp_path / "store").stdout for more in (("--shard", "1/1"), ())
    )
    assert "shard 1 of 1: 1 of 1 runs are done and kept" in part
    assert "--out" not in part
    assert whole.endswith("Keep tables and figures: --out DIR.\n")


def test_an_answer_as_json_is_alone(tmp_path):
    """That the ensemble is another account of what was published is said where words are, and not there."""
    shipped = as_written(Path(ENSEMBLE))[0]
    about = {key: value for key, value in shipped.about.items() if key != "witness"}
    other = {**about, "edition": EDITION, "targets": "besancon_tasters", "title": "Besançon"}
    write(replace(shipped, about=other), tmp_path / "own.parquet")
    asked = ("run", "--years", 1, "--ensemble", tmp_path / "own.parquet")
    assert contagion(*asked).stdout.startswith("By another reading than usual of what was published: Besançon")
    assert json.loads(contagion(*asked, "--json").stdout)["participants"] >= 0
