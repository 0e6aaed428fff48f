"""What `make bench` runs comes to an end, with a line for each figure."""

import subprocess
import sys

import pytest

from tests.helpers.places import ROOT


@pytest.mark.slow
@pytest.mark.parametrize("what, said", [("", "weeks of ref"), (".studies", "runs/s")])
def test_it_measures(what, said):
    command = [sys.executable, "-m", f"tests.benchmarks{what}", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
