"""What is compiled into one entry is made to fit that entry alone."""

import subprocess
import sys

from tests.helpers.places import ROOT


def test_what_an_entry_is_made_of_is_its_own():
    """Another function that is made of the same does not take what was made to fit the entry."""
    code = "import runpy; runpy.run_path('tests/helpers/made_to_fit.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("True True\n", 0), done.stderr
