"""The sheets and guides of the workshop: in step with what they are made of, the page and the data of the cases."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from contagion.experiments.language.languages import ENGLISH, FRENCH, catalogue
from contagion.experiments.workshop.sheets import FILES, HERE, LETTERS, said, sheets
from contagion.models.territory import gazetteer
from contagion.models.territory.communes import load_communes
from contagion.models.territory.extract import extract
from tests.helpers.places import ROOT
from tests.house.test_typography import faults

GUIDES = {FRENCH: HERE / "ATELIER.md", ENGLISH: HERE / "WORKSHOP.md"}
MOST = 60  # minutes: what is greater, in words, would be a number of the model
CODE = re.compile(r"^        .*$|^    \.venv.*$|`[^`]*`|\]\([^)]*\)", re.MULTILINE)

each = pytest.mark.parametrize("language", [FRENCH, ENGLISH])


def guide(language: str) -> str:
    return GUIDES[language].read_text(encoding="utf-8")


def numbers(text: str) -> list[int]:
    """Those that are written, thousands in one."""
    return [int(re.sub(r"\D", "", found)) for found in re.findall(r"\d+(?:[\u202f\u00a0,]\d{3})*", text)]


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


@each
def test_no_number_of_the_model_stands_in_a_guide_or_a_question(language):
    """But for the cases, which are those of the data, and the clock."""
    cases = {one[figure] for one in said()["case"] for figure in ("communes", "inhabitants")}
    left = [one for one in numbers(CODE.sub("", guide(language))) if one > MOST and one not in cases]
    assert left == [150, 200, 90, 100]  # the zoom, and the range of the page
    asked = " ".join(str([*one[language].values()]) for one in said()["question"])
    assert {*numbers(asked)} <= {9, 10, 90, 100}  # shares of simulations, and a mistake about them


@each
def test_steps_in_a_guide_are_those_of_the_page(language):
    page = (ROOT / "experiments/doors/page/templates/edition.j2").read_text(encoding="utf-8")
    steps = re.findall(r'<li><a href="#[\w-]+">\{\{ _\("([^"]+)"\) \}\}</a></li>', page)
    assert len(steps) == 7
    there = {catalogue(language).gettext(step) for step in steps}
    named = {*re.findall(r"\*\*([^*]+)\*\*", guide(language))}
    assert named == there


@each
def test_what_the_page_is_said_to_say_it_says(language):
    """Words in a question that are quoted from the page."""
    french = ("Pas de différence nette", "Rien n’a été observé ici", "au moins la moitié des simulations")
    english = ("No clear difference", "Nothing was observed here", "at least half of the simulations")
    quoted = {FRENCH: french, ENGLISH: english}[language]
    texts = " ".join(_texts(language))
    sheet = sheets(language)
    for words in quoted:
        assert words in texts
        assert words.lower() in sheet.lower() or words in guide(language)


def _texts(language):
    texts = getattr(catalogue(FRENCH), "_catalog")  # noqa: B009 -- it has no public name
    return texts.values() if language == FRENCH else [one if isinstance(one, str) else one[0] for one in texts]


def test_the_french_guide_and_sheets_are_well_set():
    lines = [CODE.sub("·", line) for line in guide(FRENCH).splitlines()]
    lines += re.sub(r"<style>.*?</style>", "", FILES[FRENCH].read_text(encoding="utf-8"), flags=re.DOTALL).split(">")
    assert [(found, line) for line in lines if (found := faults(line.partition("<")[0]))] == []


@each
def test_the_hour_is_an_hour(language):
    """Each row begins where the one before ends."""
    spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", guide(language), re.MULTILINE)]
    assert spans[0][0] == 0
    assert spans[-1][1] == 60
    assert all(before[1] == after[0] for before, after in pairwise(spans))
