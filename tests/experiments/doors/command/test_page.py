"""The command `contagion page`: what it refuses; how it serves is in `doors/page/test_serving.py`."""

import os
import re
import subprocess
import sys

import pytest

from contagion.experiments.doors.command.page import ALGEBRA
from contagion.experiments.doors.page import serving
from contagion.experiments.doors.page.serving import listening
from tests.helpers.command import complaint, contagion
from tests.helpers.places import ROOT

LOOK = f"""
import os, sys

class Look:
    def find_spec(self, name, *_):
        if name == "numpy":
            print(os.environ.get("{ALGEBRA}"))

sys.meta_path.insert(0, Look())
from contagion.experiments.doors.command.main import main
main(sys.argv[1:])
"""


def test_a_port_that_is_taken_is_said_with_one_that_may_be_free(tmp_path):
    with listening(0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        said = complaint("page", "--port", port, "--lang", "en", "--store", tmp_path / "store")
    assert said == f"contagion: --port {port}: is taken by another programme; name another, as in {port + 1}\n"
    assert not (tmp_path / "store").exists()


@pytest.mark.slow
def test_libraries_are_told_to_work_alone_before_they_are_loaded(tmp_path):
    outer = {name: value for name, value in os.environ.items() if name != ALGEBRA}
    with listening(0) as taken:
        taken.listen()
        words = ["page", "--port", str(taken.getsockname()[1]), "--store", str(tmp_path / "store")]
        found = subprocess.run(
            [sys.executable, "-c", LOOK, *words], cwd=ROOT, env=outer, capture_output=True, text=True, check=False
        )
    assert (found.stdout, found.returncode) == ("1\n", 2), found.stderr


def test_it_speaks_french_unless_told_otherwise(tmp_path, monkeypatch):
    monkeypatch.delenv("CONTAGION_LANG")
    with listening(0) as taken:
        taken.listen()
        said = complaint("page", "--port", taken.getsockname()[1], "--store", tmp_path / "store")
    assert "est pris par un autre programme" in said


@pytest.mark.parametrize("browser", [True, False])
def test_it_says_where_it_is_served_and_that_it_has_ended(browser, tmp_path, monkeypatch):
    opened, desks = [], []

    def serve(desk, at, begun):
        desks.append(desk)
        begun(f"http://127.0.0.1:{at.getsockname()[1]}/")

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(serving, "open_browser", opened.append)
    monkeypatch.setattr("contagion.experiments.doors.page.desk.Desk", lambda *given: given)
    words = ["--port", 0, "--lang", "en", "--store", tmp_path, "--workers", 3, *([] if browser else ["--no-browser"])]
    done = contagion("page", *words)
    address = re.search(r"http://127\.0\.0\.1:\d+/en/", done.stdout)
    assert address
    assert opened == [address[0]] * browser
    assert desks == [(tmp_path, 3, False)]
    assert str(tmp_path) in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("options", [("--port", "65536"), ("--port", "-1"), ("--workers", "0"), ("--port", "x")])
def test_numbers_that_cannot_be_are_refused(options):
    assert options[0] in complaint("page", *options)


def test_libraries_that_are_not_installed_are_said_with_how_to_have_them(monkeypatch):
    monkeypatch.delitem(sys.modules, "contagion.experiments.doors.page.serving")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert "pip install contagion-programme[page,pdf]" in complaint("page", "--lang", "en")
