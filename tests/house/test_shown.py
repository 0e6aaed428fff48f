"""What the pages show can be done: commands are commands, a run in Python runs, the blocks of a scenario are one."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from contagion.experiments.doors.command.main import main
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import FOLDER, read
from tests.helpers.places import ROOT

# ---- commands: each is read as the command would, and not carried out ------------------------------------------------

NAMED = ("README", "LISEZMOI", "experiments/README", "experiments/doors/command/README", "experiments/scenarios/README")
FOLDERS = ("experiments/findings", "experiments/doors/documentation", "sim/laboratory")
PAGES = [*(ROOT / f"{name}.md" for name in NAMED), *(page for one in FOLDERS for page in (ROOT / one).rglob("*.md"))]
BEGINS = re.compile(r"(?:^ {4}|')(?:\.venv[/\\]bin[/\\]|\.venv\\Scripts\\)?contagion (.*)")


def commands(text: str) -> Iterator[str]:
    """What stands behind `contagion` in the blocks of a page, lines that go on put together."""
    for line in re.sub(r" *\\\n *", " ", text).splitlines():
        if found := BEGINS.search(line):
            yield found[1].replace("$(hostname)", "here").replace("$SLURM_ARRAY_TASK_ID", "1").rstrip("'")


def words(command: str) -> list[str]:
    return shlex.split(command.partition(" >")[0], comments=True)


def understood(args: list[str], group: click.Group = main) -> str:
    """The name of the command that these words ask for, once they are read."""
    command = group.get_command(click.Context(group), args[0])
    assert command, args
    if isinstance(command, click.Group):
        return f"{args[0]} {understood(args[1:], command)}"
    if "--help" not in args:
        command.make_context(args[0], args[1:])
    return args[0]


SHOWN = [(page, command) for page in PAGES for command in commands(page.read_text(encoding="utf-8"))]


@pytest.fixture
def at_work(tmp_path, monkeypatch):
    """A folder with the files that commands read."""
    monkeypatch.chdir(tmp_path)
    Path("results/first_run").mkdir(parents=True)
    for file in ("mine.toml", "dinan.csv"):
        Path(file).touch()


def test_the_commands_of_pages_are_commands(at_work):
    assert len(SHOWN) > 80
    for page, command in SHOWN:
        assert understood(words(command)), (page, command)


# ---- Python: what stands on a page, for fewer weeks ------------------------------------------------------------------


def test_a_run_below_the_door_runs():
    text = (ROOT / "experiments" / "doors" / "python" / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(
        r"^    from contagion.models.runs.simulation import.*?(?=^\S)", text, re.MULTILINE | re.DOTALL
    )
    code = "\n".join(line.removeprefix("    ") for line in block.splitlines()).strip()
    assert "years=10" in code
    *before, last = code.replace("years=10", "years=2").splitlines()
    here: dict[str, Any] = {}
    exec("\n".join(before), here)
    people, weeks = eval(last, here)
    assert (people > 0, len(weeks)) == (True, 104)


# ---- a scenario ------------------------------------------------------------------------------------------------------

BLOCKS = re.findall(
    r"^```toml\n(.*?)^```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


def test_the_blocks_are_a_scenario_that_runs(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text("\n".join(BLOCKS), encoding="utf-8")
    scenario = read(mine)
    assert scenario.title == "More places, and a workshop"
    asked = scenario.parameters
    assert (asked.training.places, asked.partners.coordinators, asked.budget.per_year) == (12, 1.5, 120_000)
    assert [len(rows) for rows in (asked.decision, asked.shock, asked.alternative)] == [4, 1, 1]
    results = simulate(scenario, territory_for(scenario), years=6, seed=1)
    assert set(results.tables["decisions"]["number"]) == {1, 2, 3}  # the fourth waits for a year without anybody
    assert (results.tables["alternatives"]["participants"] > 0).any()
    assert results.summary["participants"] > 0
