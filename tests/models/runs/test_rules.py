"""Rules of a study: part of its version and of what is written down of it, and small."""

import pickle

import pytest

from contagion.models.runs.rules import Rule
from contagion.models.runs.study import Conversations
from contagion.sim.errors import InputError


def nobody_pairs(model):
    """Nobody pairs for a year."""
    if model.week >= 52:
        model.live_stage("pairing")


def nobody_pairs_for_long(model):
    if model.week >= 104:
        model.live_stage("pairing")


def under(**of_stages):
    return Conversations.over(rules=tuple(Rule.of(name, one) for name, one in of_stages.items()))


def test_rules_are_part_of_the_version():
    studies = [
        Conversations.over(),
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
    close = Conversations.over(close=True, rules=study.rules)
    assert close.version not in (study.version, Conversations.over(close=True).version)
    sent = pickle.dumps(study)
    assert len(sent) < 3000
    there = pickle.loads(sent)
    assert there == study
    there.prepare()


def test_what_is_written_down_has_the_text():
    about = under(pairing=nobody_pairs).about()["rules"]["pairing"]
    assert about["function"] == "nobody_pairs"
    assert about["file"] == "test_rules.py"
    assert about["source"].startswith("def nobody_pairs(model):\n")
    assert '"""Nobody pairs for a year."""' in about["source"]
    assert len(about["sha256"]) == 64
    assert "rules" not in Conversations.over().about()


def test_a_worker_that_cannot_have_a_rule_says_so(monkeypatch):
    (rule,) = under(pairing=nobody_pairs).rules
    lost = Rule("pairing", type(rule.function)("gone", "own.py", "", "0" * 64, False, b"cno_such_module\nrule\n."))
    with pytest.raises(InputError, match=r"^rule 'pairing' \(gone\): cannot be had here \(ModuleNotFoundError: .*\)$"):
        lost.live()
