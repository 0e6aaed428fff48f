"""The list of all answers: it is the one that is worked out now, and says whether an answer still holds."""

import pytest

from contagion.experiments.questions import index, publishing
from contagion.experiments.questions.kept import Asked, Noting, kept, write
from contagion.experiments.questions.names import FIRST, PAGES, names
from contagion.models.code.provenance import EDITION
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import case


def test_every_question_is_in_the_list_once():
    assert sorted(name for questions in index.parts().values() for name in questions) == names()
    assert next(iter(index.parts().values())) == [*FIRST]


@pytest.mark.slow
def test_the_list_is_as_it_is_worked_out_now():
    text = publishing.README.read_text(encoding="utf-8")
    assert index.written(text) == text, "run `python -m contagion.experiments.questions.index`"
    for name in names():
        assert text.count(f"(findings/{name}.") + text.count(f"(questions/{name}.py)") == 1, name


@pytest.fixture
def answer(tmp_path, monkeypatch, lab):
    """What was kept of an answer of one run, to be written down as it may have been."""
    monkeypatch.setattr(publishing, "FINDINGS", tmp_path)
    noting = Noting.of(lab)
    noting.asked = Asked()
    noting.run([case(Parameters())], [1], 1)
    known = {"answer": "It helps.", "sure": "in 9 of 10", "date": "2026-11-26", "edition": EDITION}
    known |= {"version": lab.store.version}
    return lambda **more: write(tmp_path / "x11_students.json", {**known, **kept(noting.asked), **more})


def test_an_answer_holds_while_code_or_outcome_is_the_same(answer, lab):
    answer()
    row = index.row("x11_students")
    assert (row["answer"], row["how sure"], row["still valid"]) == ("It helps.", "in 9 of 10", "yes")
    assert row["found"] == f"edition {EDITION}, 2026-11-26"
    answer(version="0" * 64)
    assert index.row("x11_students")["still valid"] == "yes"
    answer(version="0" * 64, witnesses=[{"seed": 1, "years": 1, "set": {}, "outcome": "another"}])
    assert index.row("x11_students")["still valid"] == "no: to be asked anew"


def test_an_answer_of_an_earlier_edition_is_to_be_asked_anew(answer):
    answer(edition=EDITION - 1)
    assert index.row("x11_students")["still valid"] == "no: to be asked anew"


def test_a_row_leads_to_the_page_or_the_figures_or_the_script(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "FINDINGS", tmp_path)
    assert list(index.row("patterns").values())[1:] == ["–", "–", "–", "not yet asked"]
    assert index.row("patterns")["question"].endswith("](questions/patterns.py)")
    for name in ("patterns", "x11_students"):
        for end in ("md", "csv"):
            (tmp_path / f"{name}.{end}").touch()
    assert index.row("patterns")["question"].endswith("](findings/patterns.md)")
    assert index.row("x11_students")["question"].endswith("](findings/x11_students.csv)")
    assert "x11_students" not in PAGES


def test_the_list_stands_in_its_place(monkeypatch):
    monkeypatch.setattr(index, "parts", lambda: {"Lasting": ["x15_resilience"]})
    made = index.written("Before.\n<!-- index -->\nold\n<!-- end of index -->\nAfter.\n")
    assert made.startswith("Before.\n<!-- index -->\n\n### Lasting\n\n| question | answer |")
    assert made.endswith("|\n<!-- end of index -->\nAfter.\n")
    assert index.written(made) == made
