"""How an answer gets onto its page and into the list of all, with the edition that it was found with."""

from datetime import date

import pytest
from matplotlib.figure import Figure

from contagion.experiments.questions import publishing
from contagion.experiments.questions.names import title
from contagion.models.code.provenance import EDITION
from tests.helpers.answered import made_up

LINK = "[x05_structure.csv](x05_structure.csv)"
ABOUT = {"commit": "abcdef0123456789+", "version_sha256": "0" * 64}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Of findings, and a list of all in which two questions have a row."""
    monkeypatch.setattr(publishing, "FINDINGS", tmp_path / "findings")
    monkeypatch.setattr(publishing, "README", tmp_path / "README.md")
    rows = "| [Old](questions/patterns.py) | – | – | – |\n| [Old](findings/x11_students.csv) | a | b | c |\n"
    (tmp_path / "README.md").write_text(f"Before.\n\n{rows}\nAfter.\n", encoding="utf-8")
    return tmp_path / "findings"


def test_a_page_has_all_of_an_answer_in_its_order(folder):
    publishing.publish("x05_structure", made_up(figure=Figure(), lines=["| more |"]), ABOUT)
    assert (
        (folder / "x05_structure.md").read_text(encoding="utf-8")
        == f"""\
# Does the ranking of policies depend on how the model is built?

    contagion question x05_structure

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

*{date.today()}, edition {EDITION}, commit abcdef012345, model 000000000000; figures in {LINK}.*
"""
    )
    assert (folder / "x05_structure.png").stat().st_size > 0
    assert (folder / "x05_structure.csv").read_text(encoding="utf-8") == "a\n1\n"


def test_an_answer_takes_the_place_of_its_row_in_the_list_of_all(folder):
    for name in ("patterns", "x11_students"):
        publishing.publish(name, made_up(figure=Figure() if name == "x11_students" else None), ABOUT)
    said = f"All is well. | in 9 of 10 worlds | edition {EDITION}, {date.today()}"
    first, second = (
        f"| [{title(name)}](findings/{name}.{end}) | {said} |\n"
        for name, end in (("patterns", "md"), ("x11_students", "csv"))
    )
    list_of_all = (folder.parent / "README.md").read_text(encoding="utf-8")
    assert list_of_all == f"Before.\n\n{first}{second}\nAfter.\n"
    assert sorted(file.name for file in folder.iterdir()) == ["patterns.csv", "patterns.md", "x11_students.csv"]
    assert "![" not in (folder / "patterns.md").read_text(encoding="utf-8")


def test_lines_of_a_page_are_short(folder):
    publishing.publish("patterns", made_up(lines=["| " + "cell " * 40 + "|"]), ABOUT)
    long = made_up(sentence="So it is. " * 40, follows="So do. " * 40)
    publishing.publish("validate", long, ABOUT)
    pages = list(folder.glob("*.md"))
    assert len(pages) == 2
    for page in pages:
        assert [
            line for line in page.read_text(encoding="utf-8").splitlines() if len(line) > 120 and line[0] != "|"
        ] == []
