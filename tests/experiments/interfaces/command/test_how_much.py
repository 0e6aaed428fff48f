"""How much is asked for, counted and said before any work is done."""

from dataclasses import replace

import pytest

from contagion.experiments.commands.sweep.work import with_varied
from contagion.experiments.interfaces.command.verbs import Command
from contagion.experiments.interfaces.verbs import ALL
from contagion.experiments.say.asked import to_make
from contagion.models.runs import vocabulary
from contagion.models.runs.study import Conversations
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory
from tests.helpers.command import complaint, contagion

TOO_MUCH = {
    "points": (("sweep", "--vary", "volunteering.wish", "--design", "lhs", "--points", 10**6), "1,000,000 points"),
    "values": (("sweep", "--vary", "training.places=1:2:1000000000"), "1,000,000,000 values"),
    "seeds": (
        ("compare", "--single", "ref", "lowloss", "--seeds", 10**9),
        "--seeds 1000000000: asks for 2,000,000,000 runs",
    ),
    "no number": (("sweep", "--vary", "training.places=1:2:nan"), "COUNT a whole number"),
}
LONG_WORK = {
    "sweep": (("sweep", "--vary", "training.places=1,2", "--replicates", 10_001), "20,002 runs of 10 years, about"),
    "years": (
        ("sweep", "--vary", "training.places=1", "--replicates", 15_000, "--years", 100),
        "hours on 1 worker and",
    ),
    "compare": (("compare", "ref", "lowloss", "--replicates", 12_000), "28,800 runs of 10 years, about"),
    "calibrate": (("calibrate", "besancon", "--first", 16_384, "--most", 65_536), "393,216 runs of 3 years, about"),
}


@pytest.fixture
def nothing_is_run(monkeypatch):
    def run(*_, **__):
        raise InputError("run")

    for name in ("run", "run_each"):
        monkeypatch.setattr(Laboratory, name, run)


@pytest.mark.parametrize("words, answer", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_memory_cannot_hold_is_refused_even_if_it_is_meant(words, answer, tmp_path, nothing_is_run):
    place = ("--store", tmp_path / "store", "--engine", "serial")
    assert answer in complaint(*words, *place)
    assert answer in complaint(*words, *place, "--yes")


@pytest.mark.parametrize("words, answer", LONG_WORK.values(), ids=LONG_WORK)
def test_what_takes_long_has_to_be_meant(words, answer, tmp_path, nothing_is_run):
    place = ("--store", tmp_path / "store", "--engine", "serial")
    said = complaint(*words, *place)
    assert answer in said
    assert said.endswith(" in the store; add --yes to go on\n")
    assert complaint(*words, *place, "--yes") == "contagion: run\n"


@pytest.mark.parametrize(
    "words, says",
    [
        (("compare", "--single", "ref", "lowloss", "--seeds", 20), "To make: 40 runs of 1 year, a few seconds"),
        (("levers", "--single", "--quick"), "To make: 8 runs of 1 year, a few seconds on 1 worker."),
    ],
)
def test_how_long_it_takes_is_said_before_anything_runs(words, says, tmp_path, monkeypatch):
    place = ("--years", 1, "--engine", "serial", "--store", tmp_path / "store")
    order, run = [], Conversations.run
    monkeypatch.setattr(Conversations, "run", lambda self, job: order.append("run") or run(self, job))
    saying = "contagion.experiments.say.asked.to_make"
    monkeypatch.setattr(saying, lambda *of: order.append("said") or to_make(*of))
    done = contagion(*words, *place)
    assert order[:2] == ["said", "run"]
    assert order.count("said") == 1
    assert done.exit_code == 0, done.output
    assert says in done.stderr
    assert "To make" not in contagion(*words, *place).stderr  # all are there


def test_a_run_that_takes_long_says_so(monkeypatch):
    monkeypatch.setattr(vocabulary, "SECONDS_A_YEAR", 5.0)
    assert "To make: 1 run of 4 years, about 20 seconds on 1 worker." in contagion("run", "--years", 4).stderr
    assert "To make" not in contagion("run", "--years", 1).stderr


def test_many_leaders_from_outside_have_to_be_meant(tmp_path, monkeypatch):
    monkeypatch.setattr("contagion.models.runs.simulation.simulate", lambda *_, **__: 1 / 0)
    (tmp_path / "t.toml").write_text('[[alternative]]\nkind = "workshop"\nname = "w"\ninitial_leaders = 100000\n')
    assert "1 run of 10 years with 100,000 leaders from outside, about" in complaint("run", tmp_path / "t.toml")
    assert isinstance(contagion("run", tmp_path / "t.toml", "--yes").exception, ZeroDivisionError)


@pytest.mark.parametrize("verb", ["run", "reach"])
def test_what_lies_outside_its_range_is_said(verb, tmp_path):
    place = ("--store", tmp_path / "store", "--engine", "serial", "--seeds", 1) if verb == "reach" else ()
    said = contagion(verb, "--set", "training.places=400", "--years", 1, *place).stderr
    assert said.startswith("contagion: ref: training.places = 400: the declared range is 0 to 60 for Grand Besançon\n")


def test_a_line_that_two_scenarios_share_is_said_once(capsys):
    one = replace(read(), name="one", outside_range=("a is outside", "b is outside"))
    two = replace(read(), name="two", outside_range=("b is outside", "c is\x1b outside"))
    Command(ALL[0]).outside([one, two])
    assert capsys.readouterr().err.splitlines() == [
        "contagion: one: a is outside",
        "contagion: one: b is outside",
        "contagion: two: c is\\u001b outside",
    ]


def test_of_what_is_varied_the_farthest_value_stands_for_all():
    points = [{"training.places": places, "volunteering.wish": 0.1} for places in (10, 70, 90)]
    (line,) = with_varied(read(), points, "--vary").outside_range
    assert line.startswith("--vary training.places = 90")
    assert line.endswith("; of 3 values 2 are outside")
    assert with_varied(read(), points[:1], "--vary").outside_range == ()
