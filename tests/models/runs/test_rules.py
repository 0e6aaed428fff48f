"""Rules of a study: part of its version and of what is written down of it; small, and for the records of today."""

import pickle

import pytest

from contagion.models import records as words
from contagion.models.programme import layout
from contagion.models.runs import rules
from contagion.models.runs.rules import Rule, records
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
    assert about["records"] == records()
    assert len(about["sha256"]) == 64
    assert "rules" not in Conversations.over().about()


def test_a_worker_that_cannot_have_a_rule_says_so(monkeypatch):
    (rule,) = under(pairing=nobody_pairs).rules
    lost = Rule("pairing", type(rule.function)("gone", "own.py", "", "0" * 64, False, b"cno_such_module\nrule\n."))
    with pytest.raises(InputError, match=r"^rule 'pairing' \(gone\): cannot be had here \(ModuleNotFoundError: .*\)$"):
        lost.live()


@pytest.fixture
def declared(monkeypatch):
    """Say beside the rules of this file for which records they were written."""

    def say(value: object) -> None:
        monkeypatch.setitem(nobody_pairs.__globals__, rules.WRITTEN_FOR, value)

    return say


@pytest.mark.parametrize("value", ["1-00000000", 2])
def test_a_rule_is_taken_if_it_is_of_these_records(declared, value):
    declared(records())
    assert Rule.of("pairing", nobody_pairs).function.name == "nobody_pairs"
    declared(value)
    with pytest.raises(InputError) as told:
        Rule.of("pairing", nobody_pairs)
    assert str(told.value) == (
        f"rule 'pairing' (nobody_pairs): was written for records {value!r}, and this model has {records()!r}; see what "
        f"has changed in models/programme/layout.py and models/records.py, then write RECORDS = {records()!r}"
    )


KINDS = layout.STATE.kinds


@pytest.mark.parametrize(
    "of, name, other",
    [
        (layout, "QUEUE", -2),
        (words, "NONE", -2),
        (words, "COMPLETED", -2),
        (layout.STATE, "kinds", {**KINDS, "clock": (KINDS["totals"][0], 0)}),
        (rules, "EDITION", 1),
    ],
)
def test_other_numbers_tables_or_editions_are_other_records(monkeypatch, of, name, other):
    before = records()
    monkeypatch.setattr(of, name, other)
    assert records.__wrapped__() != before
    monkeypatch.undo()
    assert records.__wrapped__() == before
