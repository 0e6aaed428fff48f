"""A user's function is known by what it does, and sent as it is in memory, a copy for each run."""

import os
import pickle
import re
import subprocess
import sys
from fractions import Fraction
from math import inf, isnan, nan
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes.frames import FRAMES, frames
from contagion.models.outcomes.summary import summary
from contagion.models.records import KINDS, STARTED
from contagion.models.runs.own_code import A_CELL, LARGEST, Indicator, OwnFunction, Rule, Run, figures_of
from contagion.models.runs.simulation import build, record_of_run, territory_for
from contagion.models.runs.study import Conversations
from contagion.models.scenario import read as scenario_in
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR
from tests.helpers.own_functions import COMPILED, FILES, cell, digest, loaded
from tests.helpers.places import ROOT


@pytest.mark.parametrize(
    "name, before, after, is_another",
    [
        ("own_rules", "near(model),", "near(model) ,", False),
        ("own_rules", "def near(model)", "\ndef near(model)", False),
        ("own_rules", "return number + more", "return number - more", False),  # which the rule does not use
        ("own_rules", "len(LEFT) * BY", "len(LEFT) + BY", True),  # of a helper in its file
        ("own_helpers", "LIMIT + Counter", "LIMIT * Counter", True),
        ("own_helpers", "LIMIT = 5", "LIMIT = 6", True),
        ("own_helpers", "seen += 1", "seen += 2", True),
    ],
)
def test_a_function_that_does_something_else_is_another(read, name, before, after, is_another):
    first = digest(read().rule)
    assert FILES[name].count(before) == 1
    assert (digest(read(**{name: FILES[name].replace(before, after)}).rule) != first) == is_another


def test_values_count_as_they_are_in_memory(read):
    made = read()
    digests = {digest(made.rule)}
    made.BY = 7
    digests.add(digest(made.rule))
    made.own_helpers.LIMIT = 7
    digests.add(digest(made.rule))
    made.own_helpers.Counter.seen = 3
    digests.add(digest(made.rule))
    assert len(digests) == 4
    assert OwnFunction.of(made.rule).load()("m")[:2] == (7, 11)


def test_functions_that_differ_by_what_they_close_over_or_default_to(read):
    made = read()
    again, before = made.factory(3), digest(made.factory(3))
    assert digest(again) == before != digest(made.factory(4))
    again.__defaults__ = (2,)
    assert digest(again) != before
    assert OwnFunction.of(again).load()("m") == 5


def test_two_in_one_line_are_told_apart_and_one_that_has_run_often_stays_the_same(read):
    """Python rewrites the code of what is called often."""
    made = read()
    before = digest(made.one)
    assert before != digest(made.other)
    assert [OwnFunction.of(one).load()("m") for one in (made.one, made.other)] == [1, 2]
    for _ in range(5000):
        made.one(None)
    assert digest(made.one) == before


@pytest.mark.slow
def test_it_is_known_by_the_same_digest_in_every_process(read, tmp_path):
    """Whatever order sets have there."""
    mine = digest(read().rule)
    text = (
        "import own_rules; from contagion.models.runs.own_code import OwnFunction; "
        "print(OwnFunction.of(own_rules.rule).sha256)"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    for seed in "1", "2":
        told = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", text], env=told, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == mine


def test_a_module_that_is_imported_while_it_runs_counts(read):
    text = "def rule(model):\n    import own_helpers\n    return own_helpers.LIMIT\n"
    first = digest(read(own_rules=text).rule)
    assert digest(read(own_rules=text).rule) == first
    assert digest(read(own_rules=text, own_helpers=FILES["own_helpers"].replace("= 5", "= 6")).rule) != first


def test_a_module_that_has_two_names_counts_once(read, monkeypatch):
    """As a script has where processes are started: `__main__` and `__mp_main__`."""
    rule = read().rule
    found = digest(rule)
    monkeypatch.setitem(sys.modules, "another_name", sys.modules[rule.__module__])
    assert digest(rule) == found


def test_in_a_notebook_the_functions_and_values_that_it_uses_count():
    helper, rule = "def helper(model):\n    return model + LIMIT\n", "def rule(model):\n    return helper(model)\n"

    def made(helper: str, rule: str, limit: int, beside: str = "") -> OwnFunction:
        names = cell(helper, {"__name__": "__main__", "LIMIT": limit, "unused": beside})
        return OwnFunction.of(cell(beside + rule, names, 2)["rule"])

    first = made(helper, rule, 5)
    assert (first.name, first.file, first.source) == ("rule", A_CELL, rule)
    assert first.load()(1) == 6
    assert made(helper, rule, 5, beside="# elsewhere in the cell\n").sha256 == first.sha256
    others = [made(helper, rule, 6), made(helper.replace("+", "-"), rule, 5)]
    assert len({one.sha256 for one in [first, *others]}) == 3


def test_each_copy_begins_anew_and_touches_nothing_of_the_users(read):
    made = read()
    own, methods = OwnFunction.of(made.rule), dict(vars(made.own_helpers.Counter))
    assert [own.load()("m") for _ in range(3)] == [(2, 6, ["active", "lost", "ready", "resting"])] * 3
    copy = own.load()
    assert [copy("m")[:2] for _ in range(2)] == [(2, 6), (4, 7)]  # and within a run it goes on
    assert made.LEFT == []
    assert vars(made.own_helpers.Counter) == methods
    assert made.own_helpers.Counter.seen == 0


def test_a_copy_needs_no_file(read, tmp_path):
    content = tmp_path / "content"
    content.write_bytes(OwnFunction.of(read().rule).content)
    text = f"import pickle, pathlib; print(pickle.loads(pathlib.Path({str(content)!r}).read_bytes())('m')[:2])"
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", text], cwd="/", env=told, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(2, 6)"


def test_a_compiled_function_is_compiled_again_from_what_it_is_now(read):
    own = OwnFunction.of(read(own_rules=COMPILED).rule)
    assert own.is_compiled
    assert own.load()(1) == 12
    assert own.load() is own.load()
    made = read(own_rules=COMPILED)
    assert digest(made.rule) == own.sha256
    made.LIMIT = 6
    assert OwnFunction.of(made.rule).load()(1) == 14
    others = [COMPILED.replace("r + L", "r - L"), COMPILED.replace("= 5", "= 4")]
    digests = [digest(made.rule), *(digest(read(own_rules=text).rule) for text in others)]
    assert len({own.sha256, *digests}) == 4


def test_a_function_without_text_is_refused():
    names: dict[str, Any] = {"__name__": "__main__"}
    exec("def rule(model): pass", names)
    with pytest.raises(InputError, match="its text is not known; write it in a file or in a notebook"):
        OwnFunction.of(names["rule"])


TEXT = "{}\ndef rule(model):\n    {}"
REFUSED = {
    TEXT.format("import numpy as np", "np.random.default_rng()"): "rule draws by default_rng; chance",
    TEXT.format("import secrets", "secrets.randbelow(2)"): "rule draws by secrets; chance",
    TEXT.format("import numpy as np; draws = np.random.default_rng(1)", "draws"): r"numbers \(Generator\)",
    TEXT.format("from random import random", "random()"): r"numbers \(Random\); chance",
    TEXT.format("from numpy.random import rand", "rand()"): r"numbers \(RandomState\); chance",
    TEXT.format("def helper(): from os import urandom", "helper()"): "helper draws by urandom",
    TEXT.format("import numba, numpy as np\n@numba.njit", "np.random.random()"): "rule draws by random; chance",
    TEXT.format("", "from random import Random"): "rule draws by Random; chance",
    TEXT.format("import threading; lock = threading.Lock()", "lock.acquire()"): "uses lock, which cannot be sent",
    TEXT.format(f"import numpy; table = numpy.zeros({LARGEST // 8})", "table.sum()"): "uses 10 MB of values",
    "class rule:\n    def __init__(self, model): pass": "must be a function, not type",
}


@pytest.mark.parametrize("text, words", REFUSED.items())
def test_what_cannot_be_sent_or_draws_unseen_is_refused_in_one_line(text, words, refused):
    assert re.search(words, refused(text))


# ---- rules of a study: part of its version and of what is written down of it, and small ------------------------------


def nobody_pairs(model):
    """Nobody pairs for a year."""
    if model.week >= 52:
        model.live_stage("pairing")


def nobody_pairs_for_long(model):
    if model.week >= 104:
        model.live_stage("pairing")


def under(**of_stages):
    return Conversations(rules=tuple(Rule.of(name, one) for name, one in of_stages.items()))


def test_rules_are_part_of_the_version():
    studies = [
        Conversations(),
        under(pairing=nobody_pairs),
        under(pairing=nobody_pairs_for_long),
        under(partners=nobody_pairs),
        under(partners=nobody_pairs, pairing=nobody_pairs),
    ]
    assert len({study.version for study in studies}) == len(studies)
    again = under(pairing=nobody_pairs)
    assert again == studies[1]
    assert hash(again) == hash(studies[1])


def test_a_study_with_rules_is_small_and_is_itself_wherever_it_comes():
    study = under(pairing=nobody_pairs)
    close = Conversations(close=True, rules=study.rules)
    assert close.version not in (study.version, Conversations(close=True).version)
    sent = pickle.dumps(study)
    assert len(sent) < 3000
    there = pickle.loads(sent)
    assert there == study
    there.prepare()


def test_what_is_written_down_has_the_text():
    about = under(pairing=nobody_pairs).about()["rules"]["pairing"]
    assert about["function"] == "nobody_pairs"
    assert about["file"] == "test_own_code.py"
    assert about["source"].startswith("def nobody_pairs(model):\n")
    assert '"""Nobody pairs for a year."""' in about["source"]
    assert len(about["sha256"]) == 64
    assert "rules" not in Conversations().about()


def test_a_worker_that_cannot_have_a_rule_says_so(monkeypatch):
    (rule,) = under(pairing=nobody_pairs).rules
    lost = Rule("pairing", type(rule.function)("gone", "own.py", "", "0" * 64, False, b"cno_such_module\nrule\n."))
    with pytest.raises(InputError, match=r"^rule 'pairing' \(gone\): cannot be had here \(ModuleNotFoundError: .*\)$"):
        lost.live()


# ---- indicators of the user's own: numbers of what a run left, the same wherever it is made --------------------------


@pytest.fixture(scope="module")
def record():
    scenario = scenario_in()
    model = build(scenario, territory_for(scenario), years=1, seed=3)
    model.run(WEEKS_A_YEAR)
    return record_of_run(model)


@pytest.fixture
def of(record):
    """What an indicator is of a run."""
    return lambda function: Indicator.of("mine", function)(Run(record), record.seed)


def test_it_sees_what_people_read_of_a_run(record):
    run, there = Run(record), frames(record)
    assert list(run.tables) == list(there) == list(FRAMES)
    assert len(run.tables) == len(FRAMES)
    for name, table in there.items():
        pd.testing.assert_frame_equal(run.tables[name], table)
    assert run.weeks.equals(there["weeks"])
    assert run.events.equals(there["events"])
    assert run.summary == summary(record)


def test_it_is_a_number(of):
    assert of(lambda run: run.weeks["facilitators_active"].max()) > 0
    assert of(lambda run: (run.events["kind"] == KINDS[STARTED].name).sum()) > 0
    assert of(lambda run: run.summary["participants"] > 10**9) == 0.0
    assert of(lambda run: np.array(7)) == 7.0
    assert of(lambda run: Fraction(1, 4)) == 0.25


@pytest.mark.parametrize("nothing", [None, nan, pd.NA, np.float64("nan")])
def test_it_need_not_exist(of, nothing):
    assert isnan(of(lambda run: nothing))


@pytest.mark.parametrize(
    "given, words",
    [
        ("many", "gave str"),
        (inf, "gave infinity"),
        (1j, "gave complex"),
        (pd.Series([1.0]), "gave Series"),
        ([1], "gave list"),
        (np.array([1]), "gave ndarray"),
    ],
)
def test_what_is_no_number_is_refused(of, given, words):
    with pytest.raises(InputError) as told:
        of(lambda run: given)
    assert str(told.value) == (
        f"indicator 'mine' (<lambda>) {words} on the run of seed 3; it must give a finite number, or None where there "
        "is none"
    )


def test_one_that_fails_says_where_and_on_which_run(of):
    def per_group(run):
        return 1 / len(run.tables["groups"].query("commune == 'nowhere'"))

    with pytest.raises(InputError) as told:
        of(per_group)
    line = str(told.value)
    assert line.startswith("indicator 'mine' (per_group) failed on the run of seed 3: ZeroDivisionError: ")
    assert "(test_own_code.py, line " in line
    assert "\n" not in line
    with pytest.raises(InputError, match="failed on the run of seed 3: KeyError: 'evnts'"):
        of(lambda run: len(run.tables["evnts"]))


def test_none_may_be_drawn(of):
    np_random = np.random
    with pytest.raises(InputError, match="drew random numbers on the run of seed 3"):
        of(lambda run: np_random.rand())
    with pytest.raises(InputError, match="draws by default_rng"):
        Indicator.of("mine", lambda run: np_random.default_rng(1).random())


def test_none_sees_what_another_wrote(record):
    def spoils(run):
        weeks, figures = run.weeks, run.summary
        weeks["participants"] = 0
        figures["participants"] = figures["short"]["people"] = -1
        return weeks["participants"].sum()

    def looks(run):
        return run.weeks["participants"].iloc[-1] + run.summary["short"].get("people", 0)

    made = figures_of([Indicator.of("a", spoils), Indicator.of("b", looks)], record)
    assert made == {"a": 0.0, "b": float(record.last("participants")) + summary(record)["short"].get("people", 0)}


def test_none_carries_anything_from_run_to_run(of):
    counted = [0]

    def counts(run):
        counted[0] += 1
        return counted[0]

    assert [of(counts), of(counts), counted] == [1.0, 1.0, [0]]


NO_INDICATORS = {
    "three": (3, "must be a function, not int"),
    "two things": (lambda run, other: 1, "an indicator takes one thing, (run)"),
    "text unknown": (eval("lambda run: 1"), "its text is not known"),
}


@pytest.mark.parametrize("function, words", NO_INDICATORS.values(), ids=NO_INDICATORS)
def test_what_is_no_indicator_is_refused(function, words):
    with pytest.raises(InputError) as told:
        Indicator.of("mine", function)
    assert str(told.value).startswith("indicator 'mine' (")
    assert words in str(told.value)


def test_a_compiled_one_is_refused(tmp_path):
    made = loaded(tmp_path, "own_compiled", "import numba\n@numba.njit\ndef mine(run):\n    return 1.0\n")
    try:
        with pytest.raises(InputError, match="is compiled; an indicator is a plain function"):
            Indicator.of("mine", made.mine)
    finally:
        sys.modules.pop("own_compiled")


def test_where_it_cannot_be_had_it_says_so():
    lost = Indicator.of("mine", lambda run: 1)
    gone = type(lost.function)("gone", "own.py", "", "0" * 64, False, b"cno_such_module\nmine\n.")
    with pytest.raises(InputError, match=r"^indicator 'mine' \(gone\): cannot be had here \(ModuleNotFoundError: "):
        Indicator("mine", gone).ready()
