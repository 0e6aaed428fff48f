"""A command that is told to stop: one line, exit status 128 + the signal, nothing half done left, what is kept said."""

import os
import signal
import sys
import time
from contextlib import contextmanager

import pytest

from contagion.sim.files import read_parquet
from contagion.sim.laboratory.store import Store
from tests.helpers.command import contagion
from tests.helpers.laboratory_toys import python, within
from tests.helpers.stores import asked_of, kept_in, main_file

unix = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
COMMAND = "from contagion.experiments.interfaces.command.main import main\nif __name__ == '__main__':\n    main()"

# Commands that do as they are told, without the model.
TOLD = """
import signal, sys, time
from pathlib import Path
from threading import Event, Thread
from contagion.experiments.interfaces.command.one_line import one_line, process

def wait(mark):
    try:
        Path(mark, "began").touch()
        time.sleep(100)
    finally:
        Path(mark, "ends").touch()
        time.sleep(1)
        Path(mark, "ended").touch()

def stuck(mark):
    Thread(target=Event().wait).start()
    wait(mark)

def ignore(mark):
    print(*(number.name for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
            if signal.getsignal(number) is signal.SIG_IGN))

with process():
    one_line(lambda *_, **__: globals()[sys.argv[1]](sys.argv[2]))
"""


@contextmanager
def started(*words):
    """A process that is ended with the test, whatever becomes of it."""
    with python(*words) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def undrawn(monkeypatch):
    """Figures of a run are not what these tests are of."""
    monkeypatch.setattr("contagion.experiments.commands.run.figure.save_figures", lambda *_: None)


@unix
@pytest.mark.parametrize(
    "number",
    [pytest.param("SIGINT", marks=pytest.mark.slow), "SIGTERM", pytest.param("SIGHUP", marks=pytest.mark.slow)],
)
def test_each_signal_has_its_status(tmp_path, number):
    with started(TOLD, "wait", tmp_path) as command:
        assert within(30, (tmp_path / "began").exists)
        command.send_signal(getattr(signal, number))
        said = command.communicate(timeout=15)
    assert command.returncode == 128 + getattr(signal, number)
    assert said == ("", "contagion: interrupted\n")
    assert (tmp_path / "ended").exists()


@unix
@pytest.mark.parametrize(
    "number",
    [pytest.param("SIGINT", marks=pytest.mark.slow), "SIGTERM", pytest.param("SIGHUP", marks=pytest.mark.slow)],
)
@pytest.mark.slow
def test_a_run_that_is_told_to_stop_leaves_nothing(tmp_path, number):
    out, number = tmp_path / "deep" / "out", getattr(signal, number)
    with started(COMMAND, "run", "--years", "100", "--out", out) as run:
        assert within(60, lambda: list(tmp_path.glob("deep/.out-*")))
        time.sleep(0.3)  # into the weeks
        run.send_signal(number)
        said = run.communicate(timeout=30)
    assert run.returncode == 128 + number
    assert said == ("", f"contagion: interrupted; nothing was written in {out}\n")
    assert list(tmp_path.iterdir()) == []


@unix
@pytest.mark.slow
def test_a_command_whose_reader_goes_ends_without_a_word(tmp_path):
    with started(COMMAND, "run", "--years", "1") as run:
        run.stdout.close()
        assert run.stderr.read() == ""
        assert run.wait(60) == 128 + signal.SIGPIPE


@unix
@pytest.mark.parametrize("what", ["wait", "stuck"])
@pytest.mark.slow
def test_ctrl_c_twice_is_ctrl_c_and_threads_of_libraries_hold_nothing_up(tmp_path, what):
    with started(TOLD, what, tmp_path) as command:
        assert within(30, (tmp_path / "began").exists)
        command.send_signal(signal.SIGINT)
        assert within(30, (tmp_path / "ends").exists)
        command.send_signal(signal.SIGINT)
        said = command.communicate(timeout=15)
    assert command.returncode == 130
    assert said == ("", "contagion: interrupted\n")
    assert (tmp_path / "ended").exists()


@unix
@pytest.mark.parametrize("ignored", ["SIGHUP", "SIGINT"])
def test_what_whoever_starts_a_command_has_it_ignore_stays_ignored(tmp_path, ignored):
    """As nohup and the background of a shell's script do."""
    number = getattr(signal, ignored)
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with started(TOLD, "ignore", tmp_path) as command:
            assert command.communicate(timeout=30) == (f"{ignored}\n", "")
    finally:
        signal.signal(number, before)


def interrupted(*_, **__):
    raise KeyboardInterrupt


def said_by(*words):
    done = contagion(*words)
    assert done.exit_code == 130, done.output
    return done.stderr.splitlines()[-1]


def test_when_all_is_kept_this_is_said(tmp_path, monkeypatch):
    store, out = tmp_path / "store", tmp_path / "out"
    study = ["sweep", "--single", "--vary", "training.founders=4,8", "--years", "1", "--replicates", "1"]
    study += ["--engine", "serial", "--store", store]
    kept = f"runs that are done are kept in {store}"
    with monkeypatch.context() as patch:
        patch.setattr("contagion.experiments.commands.output_folder.write_parquet", interrupted)
        words = f"contagion: interrupted; nothing was written in {out}; {kept}"
        assert said_by(*study, "--out", out) == words
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
    with monkeypatch.context() as patch:
        patch.setattr("contagion.experiments.say.answers.show", interrupted)
        assert said_by(*study, "--out", out) == f"contagion: interrupted; {kept}"
        assert (out / "runs.parquet").exists()
        patch.setattr("contagion.models.runs.study.Conversations.run", lambda *_: 1 / 0)  # not called any more
        assert said_by(*study) == f"contagion: interrupted; {kept}"
    done = contagion(*study)
    assert "\n2 simulations of " in done.stdout, done.output


@pytest.mark.usefixtures("undrawn")
def test_what_was_written_before_ctrl_c_is_not_denied(tmp_path, monkeypatch):
    monkeypatch.setattr("contagion.experiments.say.answers.show", interrupted)
    assert said_by("run", "--years", "1", "--out", tmp_path / "out") == "contagion: interrupted"
    assert (tmp_path / "out" / "summary.json").exists()


@unix
@pytest.mark.usefixtures("undrawn")
@pytest.mark.slow
def test_a_killed_run_leaves_what_the_next_clears(tmp_path):
    with started(COMMAND, "run", "--years", "100", "--out", tmp_path / "out") as run:
        assert within(60, lambda: list(tmp_path.glob(".out-*")))
        run.kill()
    (left,) = tmp_path.iterdir()
    os.utime(left, (0, 0))
    assert contagion("run", "--years", 1, "--out", tmp_path / "out").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def seconds_of(store):
    """How long each run took that is kept, of the one version that there is."""
    ((version,),) = asked_of(main_file(store), "SELECT DISTINCT version FROM batches")
    return Store(store, version).read().set_index("key")["seconds"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
@pytest.mark.parametrize(
    "engine", ["threads", *(pytest.param(one, marks=pytest.mark.slow) for one in ("serial", "loky"))]
)
def test_ctrl_c_stops_a_sweep_with_one_line_and_the_next_one_reads_what_is_kept(tmp_path, engine):
    words = ["sweep", "--single", "--vary", "training.founders=4,8", "--years", "1", "--store", tmp_path / "store"]
    some = [*words, "--engine", engine, "--workers", "2", "--replicates", "5000"]
    with python(COMMAND, *some, start_new_session=True) as driver:
        assert within(40, lambda: kept_in(tmp_path / "store").total() > 5)
        os.killpg(driver.pid, signal.SIGINT)  # as a terminal does: to the workers as well
        said, noise = driver.communicate(timeout=20)
    assert driver.returncode == 130
    assert said == ""
    before = seconds_of(tmp_path / "store")
    kept = len(before)
    assert kept > 5
    to_make, line = noise.splitlines()
    assert to_make.startswith("To make: 10,000 runs of 1 year, about ")
    assert line == f"contagion: interrupted; {kept} of 10,000 runs are done and kept in {tmp_path / 'store'}"
    done = contagion(*words, "--engine", "serial", "--replicates", "5", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    after = seconds_of(tmp_path / "store")
    assert (after[before.index] == before).all()
    table = read_parquet(tmp_path / "out" / "runs.parquet")
    assert len(table) == 10
    assert len(after) < kept + 10  # some of the ten were there already
