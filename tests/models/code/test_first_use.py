"""What is compiled: by the first run or by `make setup`, and by no command that runs no model."""

import subprocess
import sys

import pytest

from contagion.models.code import first_use, machine_code
from tests.helpers.places import ROOT

A_RUN = """
from contagion.models.code import first_use
from contagion.models.runs import simulation
from contagion.models.scenarios import scenario as scenarios
from contagion.models.programme import week
from contagion.models.world import loops
assert first_use.compile_all()
scenario = scenarios.read(None, [])
simulation.simulate(scenario, simulation.territory_for(scenario), years=1)
asked = {name: one.stats for of in (week, loops) for name, one in vars(of).items() if hasattr(one, "stats")}
assert asked["live_late"].cache_hits
print(sorted(name for name, stats in asked.items() if stats.cache_misses))
"""


def python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_after_it_is_compiled_a_run_compiles_nothing():
    done = python("-c", A_RUN)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr


def test_it_is_compiled_in_two_parts_and_a_line_says_so(monkeypatch):
    asked = []
    monkeypatch.setattr(machine_code.CODE, "make", lambda *words: asked.append(words) or True)
    assert first_use.compile_all(print)
    ((commands, line, say),) = asked
    assert [command[-1] for command in commands] == ["early", "late"]
    assert line == "Compiling the model: once for this version, about half a minute"
    assert say is print


@pytest.mark.slow
def test_a_run_that_keeps_nothing_never_imports_what_draws():
    script = (
        "import sys; from contagion.experiments.doors.command.main import main\n"
        "main(['run', '--years', '1'], standalone_mode=False)\n"
        "assert 'matplotlib' not in sys.modules"
    )
    done = python("-c", script)
    assert done.returncode == 0, done.stderr


def test_commands_that_run_no_model_never_import_the_compiler():
    """One after the other in one process."""
    script = (
        "import sys; from contagion.experiments.doors.command.main import main\n"
        "for command in sys.argv[1:]:\n"
        "    try:\n"
        "        main([command], standalone_mode=False)\n"
        "    except SystemExit as end:\n"
        "        assert not end.code, command\n"
        "    assert 'numba' not in sys.modules, command\n"
        "    print('after', command)"
    )
    commands = ("--help", "parameters", "schema", "scenarios", "territory")
    done = python("-c", script, *commands)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("after ")] == [
        f"after {it}" for it in commands
    ]
