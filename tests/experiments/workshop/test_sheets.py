"""The sheets and guides of the workshop: in step with what they are made of, the page and the data of the cases."""

import re
from collections import Counter

import pytest

from contagion.experiments.language.languages import ENGLISH, FRENCH
from contagion.experiments.workshop.sheets import FILES, HERE, LETTERS, said, sheets
from contagion.models.territory import gazetteer
from contagion.models.territory.communes import load_communes
from contagion.models.territory.extract import extract
from tests.house.test_typography import faults

GUIDES = {FRENCH: HERE / "ATELIER.md", ENGLISH: HERE / "WORKSHOP.md"}
CODE = re.compile(r"^        .*$|^    \.venv.*$|`[^`]*`|\]\([^)]*\)", re.MULTILINE)

each = pytest.mark.parametrize("language", [FRENCH, ENGLISH])


def guide(language: str) -> str:
    return GUIDES[language].read_text(encoding="utf-8")


@each
def test_sheets_are_those_of_what_is_said(language):
    assert FILES[language].read_text(encoding="utf-8") == sheets(language)


def test_twelve_questions_have_one_right_answer_each_in_no_order_that_can_be_guessed():
    asked = said()["question"]
    assert len(asked) == 12
    for one in asked:
        for language in (FRENCH, ENGLISH):
            assert len({*one[language]["choices"]}) == 3
            assert one["right"] in LETTERS[:3]
            assert one[language]["asks"]
            assert one[language]["why"]
    right = "".join(one["right"] for one in asked)
    assert min(Counter(right).values()) >= 3
    assert not any(right[n:] == right[:-n] for n in (1, 2, 3, 4))


@each
def test_of_each_person_the_sheets_have_no_answers(language):
    theirs, key = sheets(language).rsplit("<section>", 1)
    for one in said()["question"]:
        assert one["right"] + ". " in key
    assert "<table" not in theirs


def test_the_cases_are_those_of_the_data(tmp_path):
    for one in said()["case"]:
        found = gazetteer.find("epci", one["name"], "case")
        table = load_communes(extract(found, 2017).kept(tmp_path))
        assert (len(found.codes), int(table["population"].sum())) == (one["communes"], one["inhabitants"])


def test_the_french_guide_and_sheets_are_well_set():
    lines = [CODE.sub("·", line) for line in guide(FRENCH).splitlines()]
    lines += re.sub(r"<style>.*?</style>", "", FILES[FRENCH].read_text(encoding="utf-8"), flags=re.DOTALL).split(">")
    assert [(found, line) for line in lines if (found := faults(line.partition("<")[0]))] == []
