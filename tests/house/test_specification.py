"""Every number of the specification that is cited anywhere (S4, section 4.5, headline 6, [58]) is defined in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from contagion.models.outcomes.indicators import DEFINED
from contagion.models.parameters import describe
from tests.helpers.places import ROOT

PAGE = ROOT / "models" / "SPECIFICATION.md"
TEXT = PAGE.read_text(encoding="utf-8")
FOLDERS, SUFFIXES = ("models", "sim", "experiments", "notebooks", "tests"), {".py", ".md", ".toml"}
NO_NUMBERS = {"placeholder", "INSEE 2020", "zone A"}  # sources that are none of the specification's

NUMBER = re.compile(r"\b(?:[SEPLXI]\d{1,2}|D0\d)\b")
SECTIONS = re.compile(r"\b[Ss]ections? (\d+(?:\.\d+)*(?:(?:, | and )\d+(?:\.\d+)+)*)")
IN_BRACKETS = re.compile(
    r"(?<=[\w}*)] )\(([2-9]\.\d{1,2})[a-c]?(?:, [A-Z][^()]*)?\)"
)  # as in: in the long run (5.5, E10)
HEADLINE = re.compile(r"\bheadlines? (\d+)")
REFERENCE = re.compile(r"\[([\d†‡,– ]+)\](?!\()")


def defined(text: str) -> set[str]:
    """Numbers that open a heading, the row of a table or a paragraph."""
    return set(re.findall(r"^(?:#+ |\| |\*\*)([SEPLXID]\d{1,2})\b", text, re.MULTILINE))


def sections(text: str) -> set[str]:
    return {number.rstrip(".") for number in re.findall(r"^#+ (\d+(?:\.\d+)*)", text, re.MULTILINE)}


def headlines(text: str) -> set[str]:
    (part,) = re.findall(r"^## 1\. .*?(?=^## 2\. )", text, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^(\d+)\. ", part, re.MULTILINE))


def references(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"^- \[(\d+)\] ", text, re.MULTILINE)}


def sections_cited(text: str) -> set[str]:
    """By name, in a list of several, or in brackets."""
    named = (one for found in SECTIONS.findall(text) for one in re.split(r", | and ", found))
    return {*named, *IN_BRACKETS.findall(text)}


def references_cited(text: str) -> set[int]:
    """Of one or several, as in [3†], [26,27] and [48–52]."""
    found = set()
    for brackets in REFERENCE.findall(text):
        for part in re.sub("[†‡ ]", "", brackets).split(","):
            first, _, last = part.partition("–")
            found |= set(range(int(first), int(last or first) + 1))
    return found


def pages() -> Iterator[tuple[str, str]]:
    """Whatever may cite the specification, and its text."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES]
    for path in sorted({*files, *ROOT.glob("*.md"), *ROOT.glob("*.py")} - {PAGE, Path(__file__)}):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_every_number_cited_is_defined():
    found = {(name, number) for name, text in pages() for number in NUMBER.findall(text)}
    there = defined(TEXT)
    assert len({number for _, number in found}) > 90
    assert {(name, number) for name, number in found if number not in there} == set()


def test_every_section_and_headline_cited_is_there():
    found = {(name, number) for name, text in pages() for number in sections_cited(text)}
    assert {"2.1", "4.5", "5.10", "12"} <= {number for _, number in found}
    there, lines = sections(TEXT), headlines(TEXT)
    assert {(name, number) for name, number in found if number not in there} == set()
    told = {(name, number) for name, text in pages() for number in HEADLINE.findall(text)}
    assert told
    assert {(name, number) for name, number in told if number not in lines} == set()


def test_every_source_of_a_parameter_or_an_indicator_is_there():
    sources = {row["source"] for row in describe()} | {one.source for one in DEFINED}
    there = defined(TEXT) | sections(TEXT)
    assert [one for one in sources - NO_NUMBERS if not set(one.split(", ")) <= there] == []


def test_the_specification_cites_what_it_defines():
    assert set(NUMBER.findall(TEXT)) == defined(TEXT)
    assert sections_cited(TEXT) <= sections(TEXT)
    assert references_cited(TEXT) - {0} == references(TEXT)  # 0: a range, as in [0–1]


# Each check is shown to bite.


def test_what_is_not_defined_is_seen():
    assert "S4" in defined(TEXT)
    assert "S4" not in defined(TEXT.replace("#### S4 ", "#### "))
    assert "E05" not in defined(TEXT.replace("| E05 |", "| E5 |"))
    assert "4.5" not in sections(TEXT.replace("### 4.5 ", "### 4.55 "))
    assert 58 not in references(TEXT.replace("- [58] ", "- "))
    assert headlines(TEXT) == {str(number) for number in range(1, 11)}


@pytest.mark.parametrize(
    "text, cited",
    [
        ("Sections 5.1, 5.2 (waiting)", {"5.1", "5.2"}),
        ("(sections 4.7 and 5.10 of the specification)", {"4.7", "5.10"}),
        ("in the long run (5.5, E10)", {"5.5"}),
        ("(5.4c, headline 5)", set()),
        ("of the specification (4.8)", {"4.8"}),
        ("gains 2.5 (2.1 to 3)", set()),
    ],
)
def test_sections_are_found(text, cited):
    assert sections_cited(text) == cited


def test_references_are_found():
    assert references_cited("[3†] [26,27] [48–52]† [2‡] [a](#a) [0.5–1]") == {3, 26, 27, 48, 49, 50, 51, 52, 2}
