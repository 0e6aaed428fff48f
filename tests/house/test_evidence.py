"""What a reviewer reads first (`models/evidence`): figures are those of the findings, marks those of the facts."""

import json
import re
from pathlib import Path

import pandas as pd

from contagion.experiments.doors.report.noted import what_was_checked
from contagion.experiments.doors.words.note import checked
from contagion.experiments.language.languages import ENGLISH, speaking
from contagion.experiments.questions.publishing import FINDINGS
from tests.helpers.places import ROOT

EVIDENCE = ROOT / "models" / "evidence"
MOST_LINES = {"TRACE.md": 200, "data_use.md": 120, "model_card.md": 120, "assurance.md": 120}
ELEMENTS = (
    *("problem formulation", "model description", "data evaluation", "conceptual model evaluation"),
    *("implementation verification", "model output verification", "model analysis", "model output corroboration"),
)
TO_A_FINDING = re.compile(r"\[([^]]+)\]\(\.\./\.\./experiments/findings/(\w+)\.\w+\)")


def text_of(name: str) -> str:
    return (EVIDENCE / name).read_text(encoding="utf-8")


def not_found(text: str) -> list[tuple[str, str]]:
    """Links to a finding that bear neither its name nor its answer, nor how sure that is."""
    wrong = []
    for words, name in TO_A_FINDING.findall(" ".join(text.split())):
        kept = json.loads((FINDINGS / f"{name}.json").read_text(encoding="utf-8"))
        if words not in {name, kept["answer"], kept["sure"]}:
            wrong.append((name, words))
    return wrong


def table(text: str, head: str) -> list[list[str]]:
    """The rows of the table whose first line begins so."""
    (rows,) = re.findall(rf"^{re.escape(head)}.*\n\|[ -|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [line.strip("| ").split(" | ") for line in rows.splitlines()]


def test_figures_are_those_of_the_findings():
    pages = sorted(EVIDENCE.glob("*.md"))
    assert len(pages) == 5
    assert sum(len(TO_A_FINDING.findall(" ".join(text_of(page.name).split()))) for page in pages) > 20
    assert [(page.name, *wrong) for page in pages for wrong in not_found(text_of(page.name))] == []


def test_an_answer_that_is_another_now_is_seen():
    link = "[9 of 7\npatterns](../../experiments/findings/patterns.md)"
    assert not_found(f"{link} [patterns](../../experiments/findings/patterns.md)") == [("patterns", "9 of 7 patterns")]


def test_they_are_short_and_dated():
    for name, most in MOST_LINES.items():
        text = text_of(name)
        assert len(text.splitlines()) <= most, name
        assert re.search(r"\b\d{1,2} November 2026\b", text), name


def test_trace_has_its_eight_elements_and_each_says_what_is_missing():
    text = text_of("TRACE.md")
    assert [row[1] for row in table(text, "| | element")] == [*ELEMENTS]
    sections = re.split(r"^## \d\. ", text, flags=re.MULTILINE)[1:]
    assert [section.partition("\n")[0].lower() for section in sections] == [*ELEMENTS]
    for section in sections:
        assert re.findall(r"^\*\*(.+?)\.\*\*", section, re.MULTILINE) == [
            *("What is there", "When, and what came of it", "Missing"),
        ]


def test_tests_and_files_that_trace_names_are_there():
    named = re.findall(r"`([\w/]+\.(?:py|toml|csv))`", text_of("TRACE.md") + text_of("data_use.md"))
    assert len(named) > 10
    known = {path.name for path in (ROOT / "tests").rglob("*.py")}
    assert [name for name in named if not (ROOT / name).is_file() and Path(name).name not in known] == []


def test_marks_are_those_of_the_facts():
    facts = pd.read_csv(FINDINGS / "validate.csv").query("series != 'by_chance'")
    told = {mark: (len(of), ", ".join(sorted({*of["series"]}))) for mark, of in facts.groupby("mark")}
    assert {mark: (int(number), series) for mark, number, series in table(text_of("data_use.md"), "| mark |")} == told


def test_the_five_lines_are_those_of_the_note():
    (section,) = re.findall(r"^## In five lines\n(.*?)^## ", text_of("assurance.md"), re.MULTILINE | re.DOTALL)
    lines = [" ".join(line.split()) for line in re.split(r"^\d\. ", section, flags=re.MULTILINE)[1:]]
    with speaking(ENGLISH):
        assert lines == checked(**what_was_checked()._asdict())


def test_nobody_is_named_who_did_not_sign():
    rows = table(text_of("assurance.md"), "| | name")
    assert [row[1:] for row in rows] == [["open"] * 4] * 4
