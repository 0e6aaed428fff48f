"""The answer of a notebook, and the edition that it was found with."""

import contagion as ct
from contagion.experiments.language.editions import STAMP
from contagion.experiments.questions.editions import marked
from contagion.models.code.provenance import EDITION


def test_a_notebook_shows_the_text_below_the_edition_it_was_found_with():
    shown = ct.answer("**Ten people** more.")._repr_markdown_()
    assert STAMP.findall(shown) == [str(EDITION)]
    assert shown.endswith("\n\n**Ten people** more.")


def test_in_a_later_edition_the_page_says_so_above_the_text():
    later = marked(ct.answer("**Ten people** more.")._repr_markdown_(), EDITION + 1)
    assert later.startswith(f"**Found with edition {EDITION} of the model")
    assert later.endswith("\n\n**Ten people** more.")
