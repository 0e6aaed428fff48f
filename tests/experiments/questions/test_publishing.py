"""How an answer gets onto its page, with the edition that it was found with, and what is kept of its runs beside it."""

import json
from datetime import date

import pytest
from matplotlib.figure import Figure

from contagion.experiments.questions import publishing
from contagion.experiments.questions.editions import stamp
from contagion.experiments.questions.kept import Asked
from contagion.models.code.provenance import EDITION
from tests.helpers.answered import made_up

ABOUT = {"commit": "abcdef0123456789+", "version_sha256": "0" * 64}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "FINDINGS", tmp_path / "findings")
    return tmp_path / "findings"


def test_a_page_has_all_of_an_answer_in_its_order(folder):
    publishing.publish("x05_structure", made_up(figure=Figure(), lines=["| more |"]), ABOUT, Asked({"a", "b"}))
    assert (
        (folder / "x05_structure.md").read_text(encoding="utf-8")
        == f"""\
# Does the ranking of policies depend on how the model is built?

    contagion question x05_structure

<!-- finding: x05_structure -->
{stamp()}

**All is well in 9 of 10 worlds.**

![x05_structure](x05_structure.png)

## What follows for an authority

Nothing need be done.

| what | verdict |
| --- | --- |
| all | yes |

## What would overturn it

Bad news would.

## Method

Somebody looked.

| more |

*{date.today()}, commit abcdef012345, model 000000000000; figures in [x05_structure.csv](x05_structure.csv).*
<!-- end of finding -->
"""
    )
    assert (folder / "x05_structure.png").stat().st_size > 0
    assert (folder / "x05_structure.csv").read_text(encoding="utf-8") == "a\n1\n"


def test_beside_it_stands_what_is_kept(folder):
    publishing.publish("patterns", made_up(), ABOUT, Asked({"a", "b"}))
    kept = json.loads((folder / "patterns.json").read_text(encoding="utf-8"))
    assert (kept["answer"], kept["sure"], kept["runs"]) == ("All is well.", "in 9 of 10 worlds", 2)
    assert (kept["edition"], kept["version"], kept["commit"]) == (EDITION, "0" * 64, "abcdef012345")
    assert not (folder / "patterns.png").exists()
    assert "![" not in (folder / "patterns.md").read_text(encoding="utf-8")


def test_what_is_asked_as_well_has_a_line_and_no_page(folder):
    publishing.publish("x11_students", made_up(figure=Figure()), ABOUT, Asked({"a"}))
    assert sorted(file.name for file in folder.iterdir()) == ["x11_students.csv", "x11_students.json"]


def test_lines_of_a_page_are_short(folder):
    publishing.publish("patterns", made_up(lines=["| " + "cell " * 40 + "|"]), ABOUT, Asked())
    long = made_up(sentence="So it is. " * 40, follows="So do. " * 40)
    publishing.publish("validate", long, ABOUT, Asked())
    pages = list(folder.glob("*.md"))
    assert len(pages) == 2
    for page in pages:
        assert [
            line for line in page.read_text(encoding="utf-8").splitlines() if len(line) > 120 and line[0] != "|"
        ] == []


def test_words_are_counted_but_for_tables_figures_and_marks():
    lines = ["# One two", "", "<!-- finding: x -->", "**Three** four.", "![no words](here.png)", "", "| not | this |"]
    assert publishing.words_of("\n".join([*lines, "| --- | --- |", "five"])) == 6  # with the mark of the heading


def test_a_page_with_too_many_words_is_named(folder):
    publishing.publish("patterns", made_up(), ABOUT, Asked())
    publishing.publish("validate", made_up(method="So it is. " * 200), ABOUT, Asked())
    (said,) = publishing.long_pages(["patterns", "validate", "x11_students", "sensitivity"])
    assert said.startswith("validate.md: has 6")
    assert said.endswith(f"words; at most {publishing.MOST_WORDS}")


def test_what_somebody_wrote_below_an_answer_stays(folder):
    folder.mkdir()
    (folder / "patterns.md").write_text("# Old\n<!-- end of finding -->\n\nA note.\n", encoding="utf-8")
    for _ in range(2):
        publishing.publish("patterns", made_up(), ABOUT, Asked())
        text = (folder / "patterns.md").read_text(encoding="utf-8")
        assert text.endswith(".*\n<!-- end of finding -->\n\nA note.\n")
        assert "Old" not in text
