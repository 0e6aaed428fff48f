"""The sheets and guides of the workshop: in step with what they are made of, the page and the data of the cases."""

import re

import pytest

from contagion.experiments.say.languages import ENGLISH, FRENCH
from contagion.experiments.workshop.sheets import FILES, HERE, sheets
from tests.house.test_shown import faults

GUIDES = {FRENCH: HERE / "ATELIER.md", ENGLISH: HERE / "WORKSHOP.md"}
CODE = re.compile(r"^        .*$|^    \.venv.*$|`[^`]*`|\]\([^)]*\)", re.MULTILINE)

each = pytest.mark.parametrize("language", [FRENCH, ENGLISH])


def guide(language: str) -> str:
    return GUIDES[language].read_text(encoding="utf-8")


@each
def test_sheets_are_those_of_what_is_said(language):
    assert FILES[language].read_text(encoding="utf-8") == sheets(language)


def test_the_french_guide_and_sheets_are_well_set():
    lines = [CODE.sub("·", line) for line in guide(FRENCH).splitlines()]
    lines += re.sub(r"<style>.*?</style>", "", FILES[FRENCH].read_text(encoding="utf-8"), flags=re.DOTALL).split(">")
    assert [(found, line) for line in lines if (found := faults(line.partition("<")[0]))] == []
