"""The command `contagion`, as a user meets it: what it writes, what it answers to mistakes, how it stops."""

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from contagion.experiments.interfaces.command.main import main
from contagion.models.programme.week import STAGES
from contagion.models.territory.communes import SHIPPED
from contagion.sim.files import Results, read_parquet
from tests.helpers.command import complaint, contagion
from tests.helpers.places import ROOT

TABLES = ("weeks", "communes", "events", "groups", "facilitators", "quantities", "ledger", "footprint", "decisions")


def summary(*words: object) -> dict:
    done = contagion("run", "--json", *words)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


# ---- what it says of itself ----------------------------------------------------------------------------------------


def test_help_says_of_every_option_what_holds_where_it_is_not_given():
    def below(command, above):
        yield command, above
        if isinstance(command, click.Group) and command.name != "question":
            for name in command.list_commands(above):
                found = command.get_command(above, name)
                yield from below(found, click.Context(found, above, name))

    said = {
        f"{context.command_path} {option.opts[0]}": option.get_help_record(context)[1]
        for command, context in below(main, click.Context(main, info_name="contagion"))
        for option in command.params
        if isinstance(option, click.Option)
        and not option.is_flag
        and option.to_info_dict()["default"] not in (None, [], ())
    }
    assert {"contagion territory --out", "contagion programme init --out", "contagion run --years"} <= said.keys()
    assert [name for name, words in said.items() if "[default: " not in words and "; default: " not in words] == []


# ---- what it writes ------------------------------------------------------------------------------------------------


def test_a_run_writes_everything_and_says_what_held_the_programme_back(tmp_path):
    done = contagion("run", "--years", 2, "--details", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "of the weeks of the last year: " in done.stdout
    assert "€ of 2020 at placeholder prices: " in done.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {f"{table}.parquet" for table in TABLES} | {"summary.json", "scenario.toml", "provenance.json"} <= names
    figures = {"stock_and_flow", "what_was_short", "map_by_year", "family_tree"}
    assert {"tree.graphml", *(f"{figure}.png" for figure in figures)} <= names
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    weeks = read_parquet(tmp_path / "out" / "weeks.parquet")
    made = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert len(weeks) == 104
    assert weeks["participants"].iloc[-1] == made["participants"]
    assert len(read_parquet(tmp_path / "out" / "facilitators.parquet")) == made["facilitators_trained"]
    assert len(read_parquet(tmp_path / "out" / "communes.parquet")) == 2 * 68
    ledger = read_parquet(tmp_path / "out" / "ledger.parquet")
    assert ledger["euros"].sum() == pytest.approx(made["cost_total"], abs=0.01)
    assert made["cost_total"] > 100_000


@pytest.mark.usefixtures("undrawn")
def test_the_exact_scenario_runs_again_to_the_same_event_log(tmp_path):
    assert contagion("run", "--years", 1, "--set", "training.places=inf", "--out", tmp_path / "out").exit_code == 0
    again = summary(tmp_path / "out" / "scenario.toml", "--years", 1)
    assert again == json.loads((tmp_path / "out" / "summary.json").read_text())


def test_what_was_set_is_said_in_the_first_lines():
    words = ("--set", "training.places=20", "--set", "training.top_up=autonomous", "--set", "budget.carry_over=false")
    done = contagion("run", "--years", 1, "--details", *words)
    assert done.stdout.splitlines()[2] == (
        "Set: training.places = 20, training.top_up = autonomous, budget.carry_over = off."
    )
    assert "Set: " not in contagion("run", "--years", 1, "--details").stdout


def test_help_loads_nothing_heavy():
    heavy = "('mesa', 'pandas', 'numpy', 'scipy', 'matplotlib', 'networkx', 'pydantic', 'babel')"
    code = f"""
import sys
from contagion.experiments.interfaces.command.main import main
try:
    main(["--help"])
finally:
    print([name for name in {heavy} if name in sys.modules])
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "Commands" in said
    assert said.splitlines()[-1] == "[]"


# ---- mistakes ------------------------------------------------------------------------------------------------------

MISTAKES = {
    "unknown parameter": (["--set", "training.plases=3"], "'training.plases'. Did you mean 'training.places'?"),
    "unknown section": (["--set", "trainng.places=3"], "Did you mean 'training.places'?"),
    "out of range": (["--set", "receptivity.share=1.5"], "receptivity.share = 1.5: must be less than or equal to 1"),
    "half a place": (["--set", "training.places=2.5"], "training.places = 2.5: must be a whole number or inf"),
    "wrong word": (["--set", "registering.rule=mood"], "'mood': must be 'simple', 'reinforced' or 'threshold'"),
    "quorum above maximum": (["--set", "group.quorum=12"], "group.quorum = 12 is above group.maximum = 10"),
    "years 0": (["--years", "0"], "--years 0: must be a whole number from 1 to 100"),
    "missing scenario": (["nowhere.toml"], "nowhere.toml: no such scenario file"),
    "former founder commune": (["--set", 'training.founder_communes=["25027"]'], "25027 Arguel is now part of 25245"),
}  # fmt: skip


@pytest.mark.parametrize("words, answer", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_gets_one_line(words, answer, tmp_path):
    done = contagion("run", *words, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert answer in done.stderr
    assert done.stderr.startswith("contagion: ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def table(tmp_path: Path, change) -> Path:
    lines = SHIPPED.read_text().splitlines()
    (tmp_path / "my.csv").write_text("\n".join(change(lines)) + "\n")
    return tmp_path / "my.csv"


TABLE_MISTAKES = {
    "negative population": (lambda lines: [lines[0], lines[1].replace(",856,", ",-856,", 1), *lines[2:]], "population"),
    "a word for a number": (lambda lines: [lines[0], lines[1].replace(",13.13,", ",large,", 1), *lines[2:]], "'large'"),
}


@pytest.mark.parametrize("change, answer", TABLE_MISTAKES.values(), ids=TABLE_MISTAKES)
def test_a_mistake_in_the_table_gets_one_line(change, answer, tmp_path):
    done = contagion("run", "--communes", table(tmp_path, change), "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert answer in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("undrawn")
def test_a_folder_that_holds_files_is_left_alone_without_force(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    done = contagion("run", "--years", 1, "--out", tmp_path)
    assert done.exit_code == 2
    assert "--force" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert contagion("run", "--years", 1, "--out", tmp_path, "--force").exit_code == 0
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert (tmp_path / "weeks.parquet").exists()


def test_a_place_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("")
    assert "is a file" in complaint("run", "--out", tmp_path / "file")
    assert "cannot be written" in complaint("run", "--years", 1, "--out", "/proc/nowhere/out")


def test_a_full_disk_in_the_middle_leaves_nothing(tmp_path, monkeypatch):
    def full(self, folder):
        (folder / "weeks.parquet").write_bytes(b"half a table")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Results, "write", full)
    done = contagion("run", "--years", 1, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "No space left on device" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_our_own_errors_are_not_hidden(monkeypatch):
    monkeypatch.setattr("contagion.experiments.commands.run.work.simulate", lambda *_, **__: 1 / 0)
    assert isinstance(contagion("run").exception, ZeroDivisionError)


WITH_LITTLE_MEMORY = """
import resource, sys, threading
import mesa, scipy.stats  # whose libraries take room of their own when they are loaded
from contagion.experiments.interfaces.command.main import main
from contagion.models.runs import simulation
with open("/proc/self/statm") as file:
    used = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 100_000_000, resource.RLIM_INFINITY))
threading.stack_size(1 << 16)  # one is started at the end
main(sys.argv[1:])
"""


@pytest.mark.slow
def test_a_table_that_outgrows_memory_ends_in_one_line():
    """Which table it was, and how much was asked for."""
    settings = ["outreach.letters=9000000", "receptivity.share=1", "population.turnover_per_year=0"]
    words = ["run", "--years", "1", *(word for one in settings for word in ("--set", one))]
    command = [sys.executable, "-c", WITH_LITTLE_MEMORY, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    *others, last = done.stderr.splitlines()
    assert [line.partition(" = ")[0] for line in others] == [
        "contagion: ref: receptivity.share",
        "contagion: ref: outreach.letters",
    ]  # outside their ranges
    assert re.fullmatch(r"contagion: out of memory: state: no room for [\d,]+ \w+ \([\d,]+ MiB\)", last)


def test_profile_says_how_long_each_stage_took():
    plain = contagion("run", "--years", 1)
    timed = contagion("run", "--years", 1, "--profile")
    assert timed.exit_code == plain.exit_code == 0, timed.output
    assert timed.stdout == plain.stdout  # the run is the same
    first, *lines = timed.stderr.splitlines()
    assert first.startswith("The weeks took ")
    assert {line[2:26].strip() for line in lines} == {stage.name for stage in STAGES}
    shares = [float(line.split()[-1].rstrip("%")) for line in lines]
    assert sum(shares) == pytest.approx(100, abs=1)
    assert shares == sorted(shares, reverse=True)
