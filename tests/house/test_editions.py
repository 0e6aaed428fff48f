"""What was found with an earlier edition of the model says so on the page that shows it, and nothing else does."""

import json
import re

from contagion.experiments.questions import publishing
from contagion.experiments.questions.editions import STAMP, marked, pages, stamp
from contagion.models.code.provenance import EDITION, provenance
from tests.helpers.places import ROOT

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


def test_what_is_found_today_has_no_mark_until_the_next_edition():
    today = f"<!-- patterns -->\n{stamp()}\n\nAll is well."
    assert EARLIER not in today
    assert marked(today) == today
    later = marked(today, EDITION + 1)
    assert f"{EARLIER} {EDITION} of the model, which is now in edition {EDITION + 1}" in later
    assert later.endswith("\n\nAll is well.")
    assert marked(later, EDITION + 1) == later
    assert marked(later) == today
    assert marked(later, EDITION + 2).count(EARLIER) == 1
    assert unstamped(later) == []


def test_a_finding_without_its_edition_is_seen():
    assert unstamped("<!-- finding: x02 -->\nAll is well.\n") == ["All is well."]
    assert marked(bare := "<!-- edition: 1 -->\n\nAll is well.", 2) != bare


def test_a_notebook_can_be_marked():
    text = NOTEBOOKS[0].read_text(encoding="utf-8")
    (cell,) = [cell for cell in json.loads(marked(text, 99))["cells"] if "edition 99" in json.dumps(cell)]
    assert cell["cell_type"] == "code"
    assert "edition 99" in json.dumps(cell["outputs"])  # made anew with the answer


def test_the_edition_is_said():
    assert provenance()["edition"] == EDITION
    assert f"This is edition {EDITION} of the model" in (ROOT / "models" / "ODD.md").read_text(encoding="utf-8")
