"""`rules=` at the front door: your own rule in a run and in studies, on every engine, kept apart from others."""

import os
import random
import re
import runpy
import subprocess
import sys
from contextlib import ExitStack, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.commands.compare.costs import of_all_programmes
from contagion.models.programme.rules import turnover
from contagion.models.runs.lab import IN_PARTS, TAKEN, close_up, indicators_of, keep_of, laboratory, rules_of
from contagion.models.runs.study import scenario_case
from contagion.models.scenario import read
from contagion.sim.core.compiling import compiled
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.laboratory.pools import Engine
from tests.helpers.command import contagion
from tests.helpers.dask_processes import Cluster
from tests.helpers.stores import kept_in

ROOT = Path(__file__).resolve().parents[3]
STAGE = "facilitator turnover"
MOST = 2


def at_most(model):
    """Nobody leads more than so many groups."""
    people = model.rows("facilitators")
    people["loss_limit"][people["groups_led"] == MOST] = 0.0
    model.live_stage(STAGE)


@compiled
def at_most_compiled(state):
    for n in range(state.n.facilitators):
        if state.facilitators[n].groups_led == MOST:
            state.facilitators[n].loss_limit = 0.0
    turnover.turnover(state)


def fails_in_the_second_year(model):
    if model.week == 60 and model.draws.seed == 2:
        raise KeyError("no such thing")
    model.live_stage(STAGE)


def gives_a_number(model):
    return model.week


def draws_by_itself(model):
    random.random()


def of_two(model, state):
    pass


@compiled
def misspelt(state):
    state.facilitators[0].loda = 1


in_part = partial(at_most)
OWN, COMPILED = {STAGE: at_most}, {STAGE: at_most_compiled}


@pytest.fixture
def at_work(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def without_seconds(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop(columns=["seconds", "key"], errors="ignore").sort_values("seed", ignore_index=True)


# ---- the same everywhere ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made_here(tmp_path_factory) -> dict[str, pd.DataFrame]:
    """Runs of both kinds of rule in this process: by rule, the rows of all tables."""
    store = tmp_path_factory.mktemp("here") / "store"
    return {name: rows(Engine("serial"), rules, store) for name, rules in (("plain", OWN), ("compiled", COMPILED))}


def rows(engine: Engine, rules: Any, store: Path) -> pd.DataFrame:
    made = laboratory("serial", store=store, rules=rules_of(rules))
    lab = Laboratory(made.study, engine, made.store, progress=False)
    with lab.keep_workers():
        runs = lab.run([scenario_case(ct.read("ref"))], range(1, 4), 3)
        close = close_up(lab).run([scenario_case(ct.read("ref"))], [1], 3)
    assert runs.failures["error"].tolist() == []
    tables = [without_seconds(of) for of in (runs.table, runs.rows("years"), close.rows("weeks"))]
    return pd.concat(tables, keys=range(len(tables)))


def test_a_plain_and_a_compiled_rule_give_the_same_and_not_what_the_model_has(made_here, tmp_path):
    pd.testing.assert_frame_equal(made_here["plain"], made_here["compiled"])
    as_it_is = rows(Engine("serial"), {}, tmp_path / "store")
    assert not (made_here["plain"]["event_log_sha256"] == as_it_is["event_log_sha256"]).any()


# A plain rule is sent to processes by the scripts and the notebook below as well.
@pytest.mark.parametrize("name, rules", [("plain", OWN), ("compiled", COMPILED)])
@pytest.mark.parametrize("engine", ["threads", pytest.param("loky", marks=pytest.mark.slow)])
def test_threads_and_processes_give_the_same_to_the_byte(made_here, tmp_path, engine, name, rules):
    there = rows(Engine(engine, workers=2), rules, tmp_path / "store")
    pd.testing.assert_frame_equal(there, made_here[name], check_exact=True)


@pytest.mark.filterwarnings("ignore")  # Dask warns of its own affairs
@pytest.mark.parametrize("name, rules", [("plain", OWN), ("compiled", COMPILED)])
@pytest.mark.slow
def test_dask_gives_the_same_to_the_byte(made_here, tmp_path, name, rules):
    """On workers that do not find this file by its name."""
    with ExitStack() as stack:
        there = rows(Cluster(tmp_path, stack, workers=1).engine, rules, tmp_path / "store")
    pd.testing.assert_frame_equal(there, made_here[name], check_exact=True)


def alone(model):
    """Nobody pairs."""


def test_a_rule_takes_the_place_of_one_rule_of_a_stage(at_work):
    few: dict[str, Any] = {"years": 2, "rules": {"pairing.pair_up": alone}}
    made = ct.run("ref", seed=1, **few)
    assert made.scenario.name == "ref, pairing.pair_up by alone"
    assert made.provenance["rules"]["pairing.pair_up"]["function"] == "alone"
    runs = ct.many("ref", seeds=1, ensemble=None, **few)
    assert runs.table["groups_started"].tolist() == [made.summary["groups_started"]]
    assert made.summary["groups_started"] < ct.run("ref", seed=1, years=2).summary["groups_started"]
    own = {"facilitator turnover.turnover": at_most_compiled}  # the only rule of its stage
    assert (
        ct.run("ref", years=2, rules=own)
        .tables["events"]
        .equals(ct.run("ref", years=2, rules=COMPILED).tables["events"])
    )


def test_the_provenance_of_a_run_has_the_text(at_work):
    about = ct.run("ref", years=1, rules={"Facilitator_turnover": at_most}).provenance["rules"]
    assert list(about) == [STAGE]
    assert (about[STAGE]["function"], about[STAGE]["file"]) == ("at_most", "test_rules.py")
    assert '"""Nobody leads more than so many groups."""' in about[STAGE]["source"]
    assert "rules" not in ct.run("ref", years=1).provenance


# ---- kept apart ------------------------------------------------------------------------------------------------------

SCRIPT = """
import sys

import contagion as ct

LIMIT = 2


def have_had_enough(people):
    return people["groups_led"] == LIMIT


def own(model):
    people = model.rows("facilitators")
    people["loss_limit"][have_had_enough(people)] = 0.0
    model.live_stage("facilitator turnover")


if __name__ == "__main__":
    made = ct.many("ref", 2, ensemble=None, years=2, workers=int(sys.argv[1]), rules={"facilitator turnover": own})
    for row in made.table.itertuples():
        print(row.seed, row.event_log_sha256, row.seconds)
"""


def printed(folder: Path, text: str) -> dict[int, tuple[str, float]]:
    """What the script prints of its runs: by seed, the log and the seconds that it took. Two workers make them."""
    (folder / "study.py").write_text(text, encoding="utf-8")
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "study.py", "2"]
    done = subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return told_by(done.stdout)


def printed_here(folder: Path, text: str) -> dict[int, tuple[str, float]]:
    """The same, run in this process."""
    folder.mkdir()
    (folder / "study.py").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as out:
        patch.setattr(sys, "argv", ["study.py", "1"])
        runpy.run_path(str(folder / "study.py"), run_name="__main__")
    return told_by(out.getvalue())


def told_by(out: str) -> dict[int, tuple[str, float]]:
    words = [line.split() for line in out.splitlines()]
    return {int(seed): (log, float(seconds)) for seed, log, seconds in words}


def stored(folder: Path) -> int:
    """Runs in the store, by all versions."""
    return kept_in(folder / "results/store").total()


@pytest.mark.slow
def test_a_rule_of_a_script_is_run_by_workers_and_anew_when_it_changes(at_work):
    first = printed(at_work, SCRIPT)
    assert printed_here(at_work / "again", SCRIPT) == first  # the seconds too: nothing was run again
    assert stored(at_work) == 2
    changed = [
        SCRIPT.replace("LIMIT = 2", "LIMIT = 3"),  # a value
        SCRIPT.replace('"] == LIMIT', '"] != LIMIT'),  # a helper
        SCRIPT.replace("(people)] = 0.0", "(people)] = 0.00"),  # the rule, to no effect
    ]
    texts = enumerate(changed)
    logs = [{log for log, _ in printed_here(at_work / f"{number}", text).values()} for number, text in texts]
    assert stored(at_work) == 2 * 3  # what has no effect is the same rule
    assert logs[-1] == {log for log, _ in first.values()}
    assert not any(log & logs[-1] for log in logs[:-1])


def test_a_store_never_mixes_a_rule_with_the_models(at_work):
    asked = [ct.many("ref", seeds=3, ensemble=None, years=2, rules=rules) for rules in ({}, OWN, COMPILED, {}, OWN)]
    plain, own, by_records, plain_again, own_again = (one.table for one in asked)
    pd.testing.assert_frame_equal(plain_again, plain)  # the seconds too
    pd.testing.assert_frame_equal(own_again, own)
    assert stored(at_work) == 9
    assert set(own["event_log_sha256"]) == set(by_records["event_log_sha256"])
    assert not set(own["event_log_sha256"]) & set(plain["event_log_sha256"])
    listed = contagion("store", "list")
    assert listed.stdout.count(f"{STAGE}: at_most") == 2, listed.stderr


NOTEBOOK = [
    "import contagion as ct\nLIMIT = 2",
    'def have_had_enough(people):\n    return people["groups_led"] == LIMIT',
    SCRIPT[SCRIPT.index("def own") : SCRIPT.index("if __name__")],
    'rules = {"facilitator turnover": own}\nmade = ct.many("ref", 2, ensemble=None, years=3, workers=2, rules=rules)',
    'print(*made.table["event_log_sha256"])',
    "LIMIT = 3",
    'print(*ct.many("ref", seeds=2, ensemble=None, years=3, rules=rules).table["event_log_sha256"])',
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning")
@pytest.mark.slow
def test_a_rule_of_a_notebook_is_run_by_workers_with_the_values_of_its_cells(at_work, monkeypatch):
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(at_work / name))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    from nbclient import NotebookClient  # takes a second
    from nbformat import v4

    book = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in NOTEBOOK])
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(at_work)}}).execute()
    said = [
        cell["outputs"][-1]["text"].split() for cell in book["cells"] if cell["outputs"] and "print" in cell["source"]
    ]
    assert (
        said[0]
        == ct.many("ref", seeds=2, ensemble=None, years=3, rules=OWN, store="another")
        .table["event_log_sha256"]
        .tolist()
    )
    assert said[0] != said[1]


# ---- mistakes --------------------------------------------------------------------------------------------------------

MISTAKES = {
    '"paring": at_most': "rule 'paring' is not known among the stages of the week. Did you mean 'pairing'?",
    '"group_start": at_most, "group start": at_most': "rules: 'group_start' and 'group start' are one stage",
    '"Pairing": at_most, "pairing": at_most': "rules: 'Pairing' and 'pairing' are one stage of the week; give it one",
    '"pairing.pair": at_most': "rule 'pair' is not known of the stage 'pairing', which has become_ready, pair_up",
    '"paring.pair_up": at_most': "rule 'paring' is not known among the stages of the week. Did you mean 'pairing'?",
    '"pairing.": at_most': "rule '' is not known of the stage 'pairing', which has become_ready, pair_up, open_groups",
    '"pairing": at_most, "pairing.pair_up": at_most': "'pairing' and 'pairing.pair_up' are two rules for one place",
    '"Pairing . Pair up": at_most, "pairing.pair_up": at_most': "rules: 'Pairing . Pair up' and 'pairing.pair_up' are",
    '"pairing": in_part': "rule 'pairing' (partial): must be a function, not partial",
    '"pairing": 3': "rule 'pairing' (int): must be a function, not int",
    '"pairing": of_two': "rule 'pairing' (of_two): takes (model, state); a rule takes one thing, (run)",
    '"pairing": misspelt': "rule 'pairing' (misspelt): cannot be compiled (no such field: 'loda')",
}


@pytest.mark.parametrize("verb", ["run", "many"])
@pytest.mark.parametrize("text, words", MISTAKES.items())
def test_a_mistake_is_told_in_a_line_before_anything_runs(text, words, verb, at_work):
    with pytest.raises(ct.InputError) as told:
        getattr(ct, verb)("ref", rules=eval(f"{{{text}}}"))
    assert str(told.value).startswith(words)
    assert "\n" not in str(told.value)
    assert list(at_work.iterdir()) == []


def test_rules_are_a_mapping(at_work):
    with pytest.raises(ct.InputError, match="rules: must be functions by stage, as in"):
        ct.run("ref", rules=[at_most])  # ty: ignore[invalid-argument-type]


FAILURES = {
    fails_in_the_second_year: r"failed in week 60 of seed 2: KeyError: 'no such thing' \(test_rules.py, line \d+\)",
    gives_a_number: r"gave back int in week 0 of seed \d; a rule changes the run, and gives nothing",
    draws_by_itself: r"drew random numbers outside keyed streams in week 0 of seed \d; use run.draws",
}


@pytest.mark.parametrize("rule, words", FAILURES.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_rule_that_fails_in_a_study_is_told_with_its_week_and_seed(rule, words, at_work):
    few: dict[str, Any] = {"seeds": 2, "years": 2, "rules": {"facilitator turnover": rule}}
    said = rf"rule 'facilitator turnover' \({rule.__name__}\) {words}$"
    asks = [
        (lambda: ct.many("ref", **few), r"many: \d of 2 runs failed; the first, ref, .* with seed \d: "),
        (
            lambda: ct.compare("ref", "lowloss", ensemble=None, **few),
            r"compare: \d of 4 runs failed; the first, ref, .* with seed \d: ",
        ),
    ]
    for ask, begins in asks:
        with pytest.raises(ct.InputError, match=begins + said) as told:
            ask()
        assert "\n" not in str(told.value)
    with pytest.raises(ct.InputError, match=f"^{said}"):
        ct.run("ref", seed=2, years=2, rules=few["rules"])


def test_a_sweep_goes_on_without_the_runs_that_failed(at_work):
    rules = {STAGE: fails_in_the_second_year}
    with pytest.warns(
        UserWarning, match=r"1 of 2 runs failed; the first: rule 'facilitator turnover' .*week 60 of seed 2"
    ):
        made = ct.sweep({"training.places": [10]}, seeds=2, ensemble=None, years=2, rules=rules)
    assert made.table["seed"].tolist() == [1]


# ---- the documentation -----------------------------------------------------------------------------------------------


def examples() -> tuple[str, str]:
    """The documentation's two rules, as scripts: the plain one is fenced, the compiled one indented."""
    text = (ROOT / "experiments/interfaces/documentation/do/rule.md").read_text(encoding="utf-8")
    (plain,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    (by_records,) = re.findall(r"^    from contagion.*\n(?:(?:    .*)?\n)+", text, re.MULTILINE)
    return plain, re.sub("^    ", "", by_records, flags=re.MULTILINE)


@pytest.mark.slow
def test_documented_plain_and_compiled_rules_run_and_agree(at_work):
    plain, by_records = examples()
    run = 'ct.run("ref", years=4, rules={"facilitator turnover": at_most_five})'
    asked = f'\nimport contagion as ct\nprint("log", {run}.summary["event_log_sha256"])'
    (at_work / "plain.py").write_text(plain + asked, encoding="utf-8")
    (at_work / "compiled.py").write_text(by_records + asked, encoding="utf-8")
    logs, told = [], {**os.environ, "PYTHONPATH": str(ROOT)}
    for name in ("plain", "compiled"):
        command = [sys.executable, f"{name}.py"]
        done = subprocess.run(command, cwd=at_work, env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        logs.append(done.stdout.split("log ")[1])
    assert logs[0] == logs[1]


# ---- your own indicators, as they are asked for: no name is that of a column there is already ----


def one(run):
    return 1


def test_no_column_of_a_run_can_be_taken(tmp_path):
    scenario = read()
    runs = laboratory("serial", store=tmp_path / "store").run([scenario_case(scenario)], [1], 1)
    columns = {*of_all_programmes(runs, [scenario]), *runs.rows("years")}
    columns = {name for name in columns if not name.startswith("quantity_")}
    assert len(columns) > 60
    for name in columns:
        with pytest.raises(ct.InputError, match=f"^indicator '{name}': is the name of a figure there is already$"):
            indicators_of({name: one})
    assert all(name in columns or name.startswith(IN_PARTS) or name in TAKEN for name in columns)


def test_the_order_in_which_they_are_given_is_nothing():
    there, back = indicators_of({"b": one, "a": one}), indicators_of({"a": one, "b": one})
    assert there == back
    assert [made.name for made in there] == ["a", "b"]
    assert keep_of(["weeks", "events", "weeks"]) == keep_of(("events", "weeks")) == ("events", "weeks")


def test_none_may_be_given():
    assert indicators_of(None) == indicators_of({}) == ()
    assert keep_of(None) == keep_of([]) == keep_of(()) == ()


def test_one_name_is_enough():
    assert keep_of("weeks") == ("weeks",)
