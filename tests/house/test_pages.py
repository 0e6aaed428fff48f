"""Links of the pages of the project lead somewhere, and what is kept of answers is of questions."""

import re
from pathlib import Path

from contagion.experiments.questions.names import PAGES as FOUND
from contagion.experiments.questions.names import names, title
from contagion.experiments.questions.publishing import FINDINGS, README
from tests.helpers.findings import MOST_WORDS, words_of
from tests.helpers.places import ROOT

FOLDERS = ("models", "sim", "experiments", "data", "notebooks", "tests")
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(text: str) -> set[str]:
    """Of the headings of a page, those of code left out."""
    headings = re.findall(r"^#+ (.+)", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def lost(page: Path, text: str) -> list[str]:
    """Links that lead to no file of the project, or to no heading of its page."""
    found = []
    for link in LINK.findall(re.sub(r"^(?:    [^\n]*|```.*?^```)$", "", text, flags=re.MULTILINE | re.DOTALL)):
        path, _, anchor = link.partition("#")
        if re.match(r"\w+:", link):
            continue
        target = (page.parent / path).resolve() if path else page
        there = text if target == page else target.read_text(encoding="utf-8") if anchor and target.is_file() else ""
        if not target.exists() or (anchor and anchor not in anchors(there)):
            found.append(link)
    return found


def test_every_link_leads_somewhere():
    assert [(name(page), link) for page in PAGES for link in lost(page, page.read_text(encoding="utf-8"))] == []


def test_few_questions_have_a_page_and_it_is_short():
    pages = [*FINDINGS.glob("*.md")]
    assert {page.stem for page in pages} <= set(FOUND) <= {*names()}
    assert len(FOUND) <= 15
    assert [page.name for page in pages if words_of(page.read_text(encoding="utf-8")) > MOST_WORDS] == []


def test_every_question_has_one_row_in_the_list_of_all():
    text = README.read_text(encoding="utf-8")
    for one in names():
        (row,) = re.findall(rf"^\| .*\((?:findings|questions)/{one}\..*$", text, re.MULTILINE)
        assert row.startswith(f"| [{title(one)}]("), one


def test_what_is_kept_of_an_answer_is_of_a_question():
    kept = {file.stem for file in FINDINGS.iterdir()}
    assert kept <= {*names()}
    assert {file.stem for file in FINDINGS.glob("*.png")} <= set(FOUND)
