"""What a reviewer reads first (`models/evidence`): figures are those of the findings, marks those of the facts, and
every assumed parameter is of one row of the log."""

import re
from collections import Counter
from datetime import date
from fnmatch import fnmatchcase

import pandas as pd

from contagion.experiments.questions.names import names
from contagion.experiments.questions.publishing import FINDINGS, README
from contagion.models.parameters import describe
from tests.helpers.places import ROOT

EVIDENCE = ROOT / "models" / "evidence"
TO_A_FINDING = re.compile(r"\[([^]]+)\]\(\.\./\.\./experiments/findings/(\w+)\.\w+\)")


def text_of(name: str) -> str:
    return (EVIDENCE / name).read_text(encoding="utf-8")


def not_found(text: str) -> list[tuple[str, str]]:
    """Links to a finding that bear neither its name nor its answer, nor how sure that is."""
    rows = [line.strip("| \n").split(" | ") for line in README.read_text(encoding="utf-8").splitlines()]
    known = {(name, words) for name in names() for row in rows if f"(findings/{name}." in row[0] for words in row[1:3]}
    return [
        (name, words)
        for words, name in TO_A_FINDING.findall(" ".join(text.split()))
        if words != name and (name, words) not in known
    ]


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


def test_every_assumed_parameter_is_of_one_row():
    """By its name, or by `section.*`, which stands for those of a section that no row names."""
    grades = {row["name"]: row["grade"] for row in describe()}
    assumed = {name for name, grade in grades.items() if grade == "D"}
    rows = table(text_of("ASSUMPTIONS.md"), "| since |")
    said = [set(re.findall(r"`([^`]+)`", where)) for _, _, where, *_ in rows]
    rest = assumed - set().union(*said)
    covered = [(one & grades.keys()) | {name for name in rest if f"{name.rpartition('.')[0]}.*" in one} for one in said]
    times = Counter(name for one in covered for name in one)
    assert len(assumed) > 100
    assert assumed <= times.keys()
    assert {name for name, often in times.items() if often != 1} == set()


def test_every_row_of_the_log_names_what_is_there():
    names_of = [row["name"] for row in describe()]
    for since, _, wheres, *_ in table(text_of("ASSUMPTIONS.md"), "| since |"):
        assert date(2026, 11, 24) <= date.fromisoformat(since) <= date.today()
        for where in re.findall(r"`([^`]+)`", wheres):
            pattern = where.replace("[]", "[[][]]")
            there = (ROOT / where).is_file() if "/" in where else any(fnmatchcase(name, pattern) for name in names_of)
            assert there, where
