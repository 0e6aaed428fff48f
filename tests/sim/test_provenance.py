"""What a result was made with: sources, libraries, the commit, the time."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event, Thread
from time import sleep

import numpy as np
import pytest

from contagion.sim.provenance import ROOT, commit, digest_of, provenance
from contagion.sim.threads import GivenUp, MadeOnce, go_on, heed, side_by_side
from tests.helpers import places
from tests.helpers.needs import needs_git

TEXT = """\"\"\"What it does.\"\"\"

RATE = 1  # a year
SHARE = P(0.5, "share", (0, 1), "D: S1", f"who comes {RATE}", role="lever")
PLACE = Field(description="for people", alias="from")
KIND = kind("opened", who="first leader", where=HERE)


def rule(state):
    \"\"\"Of a week.\"\"\"
    if state:
        return "so"
    return {"a": 1}
"""


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """Nothing is kept from one test to the next."""
    monkeypatch.setattr("contagion.sim.provenance._CACHE", tmp_path / "kept")
    return tmp_path / "kept"


def of(folder, text: str) -> str:
    (folder / "one.py").write_text(text, encoding="utf-8")
    return digest_of(folder, ["one.py"], {"P": 1, "kind": 1})


@pytest.mark.parametrize(
    "before, after",
    [
        ("What it does.", "What it did."),
        ("Of a week.", "Of a month, é."),
        ("  # a year", "\n# of all"),
        ("\n\n\n", "\n"),
        ("    ", "  "),
        ('    """Of a week."""\n', ""),
        ("who comes", "who may come"),
        ("D: S1", "C: S1"),
        ("for people", "for all"),
        ("first leader", "the leader"),
    ],
)
def test_a_comment_a_docstring_a_description_or_a_blank_line_is_no_other_version(tmp_path, before, after):
    assert before in TEXT
    assert of(tmp_path, TEXT.replace(before, after)) == of(tmp_path, TEXT)


@pytest.mark.parametrize(
    "before, after",
    [
        ("= 1", "= 2"),
        ("P(0.5", "P(0.6"),
        ("(0, 1)", "(0, 2)"),
        ('"from"', '"until"'),
        ('"opened"', '"closed"'),
        ("HERE", "THERE"),
        ('return "so"', 'return "no"'),
        ('{"a": 1}', '{"b": 1}'),
        ('"so"\n    return', '"so"\n        return'),
        ("rule(state)", "rule(state, x)"),
        ("RATE", "PACE"),
    ],
)
def test_a_rule_that_says_another_thing_is_another_version(tmp_path, before, after):
    assert before in TEXT
    assert of(tmp_path, TEXT.replace(before, after)) != of(tmp_path, TEXT)


def test_what_was_found_is_looked_up_and_found_anew_where_nothing_can_be_kept(tmp_path, kept, monkeypatch):
    first = of(tmp_path, TEXT)
    (file,) = kept.iterdir()
    file.write_text("as kept", encoding="ascii")
    assert of(tmp_path, TEXT) == "as kept"
    monkeypatch.setattr("contagion.sim.provenance._CACHE", tmp_path / "one.py" / "kept")
    assert of(tmp_path, TEXT) == first


def test_a_result_says_what_it_was_made_with():
    made = provenance("contagion-programme", edition=2)
    assert (made["package"], made["edition"]) == ("contagion-programme", 2)
    assert made["libraries"]["numpy"] == np.__version__
    assert datetime.fromisoformat(made["made"]).tzinfo is not None


def test_outside_a_checkout_there_is_no_commit(tmp_path, monkeypatch):
    monkeypatch.setattr("contagion.sim.provenance.ROOT", tmp_path)
    assert commit.__wrapped__() is None
    (tmp_path / ".git").mkdir()  # no repository either
    assert commit.__wrapped__() is None


@needs_git
def test_the_commit_is_told_with_a_plus_where_files_differ_from_it(tmp_path, monkeypatch):
    assert ROOT == places.ROOT
    monkeypatch.setattr("contagion.sim.provenance.ROOT", tmp_path)

    def git(*words: str) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@b")
        return subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    git("init")
    (tmp_path / "one").write_text("1")
    git("add", "one")
    git("commit", "-m", "one")
    assert commit.__wrapped__() == git("rev-parse", "HEAD").strip()
    (tmp_path / "one").write_text("2")
    assert commit.__wrapped__() == git("rev-parse", "HEAD").strip() + "+"


# ---- the last few results are kept; work is given up on request ------------------------------------------------------


def test_what_threads_ask_for_at_the_same_time_is_made_by_one_of_them():
    @MadeOnce
    def slow(what):
        sleep(0.02)
        return [what]

    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(slow, "aaaa")
    assert all(other is first for other in others)
    assert slow.made == 1
    slow.forget()
    assert slow("a") is not first


def test_a_thread_gives_up_once_it_is_asked_to_and_others_go_on():
    over, found = Event(), []

    def work():
        heed(over)
        go_on()
        over.set()
        with pytest.raises(GivenUp):
            go_on()
        found.append(True)

    thread = Thread(target=work)
    thread.start()
    thread.join(10)
    assert found == [True]
    go_on()


def test_what_is_done_side_by_side_is_done_once_for_each():
    for length in (0, 3, 1000):
        done = np.zeros(length)

        def work(first, after, done=done):
            done[first:after] += 1

        side_by_side(work, length)
        assert (done == 1).all()


def test_what_fails_side_by_side_is_heard_of():
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda first, after: 1 / (after - 1000), 1000)
