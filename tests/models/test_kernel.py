"""The kernel: it has all entries of the model, and neither a run nor a command needs the compiler."""

import importlib
import subprocess
import sys

import pytest

from contagion.models.kernel import CODE, PARTS
from tests.helpers.places import ROOT

A_RUN = """
import sys
from contagion.models.runs import simulation
from contagion.models import scenario as scenarios
scenario = scenarios.read(None, [])
simulation.simulate(scenario, simulation.territory_for(scenario), years=1)
print([name for name in ("numba", "llvmlite") if name in sys.modules])
"""


def python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_run_needs_no_compiler():
    done = python("-c", A_RUN)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr


def test_all_entries_of_the_model_are_in_it():
    CODE.ready()
    for module in sum(PARTS, ()):
        importlib.import_module(f"contagion.{module}")
    of_the_model = {one.function.__module__ for one in CODE.entries.values() if "tests" not in one.function.__module__}
    assert of_the_model == {f"contagion.{name}" for part in PARTS for name in part}
    missing = [one.name for one in CODE.entries.values() if one.function.__module__ in of_the_model]
    assert [name for name in missing if not hasattr(CODE._loaded, name)] == []


def test_changed_compiler_makes_the_library_anew():
    assert {f"sim/core/{name}.py" for name in ("building", "numba_texts")} <= {*CODE.sources}


def test_a_study_never_imports_what_shows_runs_to_people():
    """Mesa and what it brings take as long to load as forty runs take."""
    script = (
        "import sys; from contagion.models.runs.study import scenario_case\n"
        "from contagion.models.runs.study import Conversations\n"
        "from contagion.models.scenario import read\n"
        "from contagion.sim.laboratory.jobs import Job\n"
        "Conversations().run(Job(scenario_case(read()).parameters, 1, 1))\n"
        "assert not {'mesa', 'networkx', 'scipy', 'matplotlib'} & sys.modules.keys()"
    )
    done = python("-c", script)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_run_that_keeps_nothing_never_imports_what_draws():
    script = (
        "import sys; from contagion.experiments.interfaces.command.main import main\n"
        "main(['run', '--years', '1'], standalone_mode=False)\n"
        "assert 'matplotlib' not in sys.modules"
    )
    done = python("-c", script)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_commands_that_run_no_model_never_import_the_compiler():
    """One after the other in one process."""
    script = (
        "import sys; from contagion.experiments.interfaces.command.main import main\n"
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
