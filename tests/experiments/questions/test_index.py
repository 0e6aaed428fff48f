"""The list of all answers: it is the one that is worked out now, and says whether an answer still holds."""

import pytest

from experiments.questions import index, publishing
from experiments.questions.kept import Asked, Noting, kept, write
from experiments.questions.names import names
from models.parameters import Parameters
from models.runs.cases import case


def test_every_question_is_in_the_list_once():
    assert sorted(name for theme in index.THEMES.values() for name in theme) == names()


def test_the_list_is_as_it_is_worked_out_now():
    text = publishing.README.read_text(encoding="utf-8")
    assert index.written(text) == text, "run `python -m experiments.questions.index`"
    assert text.count("(findings/") == len(names())


@pytest.fixture
def answer(tmp_path, monkeypatch, lab):
    """What was kept of an answer of one run, to be written down as it may have been."""
    monkeypatch.setattr(publishing, "FINDINGS", tmp_path)
    noting = Noting.of(lab)
    noting.asked = Asked()
    noting.run([case(Parameters())], [1], 1)
    known = {"answer": "It helps.", "sure": "in 9 of 10", "date": "2026-11-26", "version": lab.store.version}
    return lambda **more: write(tmp_path / "founders.json", {**known, **kept(noting.asked), **more})


def test_an_answer_holds_while_code_or_outcome_is_the_same(answer, lab):
    answer()
    row = index.row("founders")
    assert row["question"].endswith("](findings/founders.md)")
    assert (row["answer"], row["how sure"], row["still valid"]) == ("It helps.", "in 9 of 10", "yes")
    assert row["found, with code"] == f"2026-11-26, {lab.store.version[:12]}"
    answer(version="0" * 64)
    assert index.row("founders")["still valid"] == "yes"
    answer(version="0" * 64, witnesses=[{"seed": 1, "years": 1, "set": {}, "outcome": "another"}])
    assert index.row("founders")["still valid"] == "no: to be asked anew"


def test_an_answer_of_which_nothing_was_kept_is_shown_by_its_page(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "FINDINGS", tmp_path)
    page = tmp_path / "founders.md"
    page.write_text("*2026-11-24, commit 845583eedc23, model 019b11fa339a; figures*", encoding="utf-8")
    assert list(index.row("founders").values())[1:] == ["–", "–", "2026-11-24, 019b11fa339a", "not yet asked anew"]
    page.write_text("nothing", encoding="utf-8")
    assert list(index.row("founders").values())[1:] == ["–", "–", "–, –", "not yet asked anew"]


def test_the_list_stands_in_its_place(monkeypatch):
    monkeypatch.setattr(index, "THEMES", {"Lasting": ("x15_resilience",)})
    made = index.written("Before.\n<!-- index -->\nold\n<!-- end of index -->\nAfter.\n")
    assert made.startswith("Before.\n<!-- index -->\n\n### Lasting\n\n| question | answer |")
    assert made.endswith("|\n<!-- end of index -->\nAfter.\n")
    assert index.written(made) == made
