"""What was found with an earlier edition of the model says so on the page that shows it, and nothing else does."""

import re

from contagion.experiments.questions import publishing
from contagion.experiments.questions.editions import STAMP, marked, pages
from contagion.models.code.provenance import EDITION

NOTEBOOKS = [page for page in pages() if page.suffix == ".ipynb"]
WRITTEN = re.compile(r"<!-- finding: \w+ -->\n(.*)")  # what a script writes, its first line
EARLIER = "**Found with edition"


def unstamped(text: str) -> list[str]:
    """First lines of what scripts wrote that do not know their edition."""
    return [line for line in WRITTEN.findall(text) if not STAMP.fullmatch(line)]


def test_a_page_says_what_is_of_an_earlier_edition():
    for page in pages():
        text = page.read_text(encoding="utf-8")
        assert marked(text) == text, f"{page}: run `python -m contagion.experiments.questions.editions`"
        assert unstamped(text) == [], page
        assert all(1 <= int(edition) <= EDITION for edition in STAMP.findall(text)), page
        assert text.count(EARLIER) == sum(int(edition) < EDITION for edition in STAMP.findall(text)), page


def test_every_finding_is_looked_at():
    shown = [line for page in pages() for line in WRITTEN.findall(page.read_text(encoding="utf-8"))]
    assert len(shown) == len([*publishing.FINDINGS.glob("*.md")]) > 9
    assert len(NOTEBOOKS) == 11
    for page in NOTEBOOKS:
        assert len(STAMP.findall(page.read_text(encoding="utf-8"))) == 1, page.name
