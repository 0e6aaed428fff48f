"""What a reviewer reads first (`models/evidence`): figures are those of the findings, marks those of the facts."""

import json
import re

import pandas as pd

from contagion.experiments.questions.publishing import FINDINGS
from tests.helpers.places import ROOT

EVIDENCE = ROOT / "models" / "evidence"
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


def test_marks_are_those_of_the_facts():
    facts = pd.read_csv(FINDINGS / "validate.csv").query("series != 'by_chance'")
    told = {mark: (len(of), ", ".join(sorted({*of["series"]}))) for mark, of in facts.groupby("mark")}
    assert {mark: (int(number), series) for mark, number, series in table(text_of("data_use.md"), "| mark |")} == told
