"""The paper has the sections that the journal asks for, its length, and no reference too many or too few; what it says
in numbers is what the project says elsewhere."""

import json
import re

from contagion.experiments.questions.names import names
from contagion.experiments.questions.publishing import FINDINGS
from tests.helpers.places import ROOT

PAPER, REFERENCES = (ROOT / "experiments" / "paper" / name for name in ("paper.md", "paper.bib"))
SECTIONS = [
    *("Summary", "Statement of need", "State of the field", "Software design", "Research impact statement"),
    *("AI usage disclosure", "Acknowledgements", "References"),
]
WORDS = (750, 1750)


def paper() -> tuple[str, str]:
    """Its head, and its text."""
    _, head, text = PAPER.read_text(encoding="utf-8").split("---\n", 2)
    return head, text


def entries() -> dict[str, str]:
    """References by their keys."""
    found = re.split(r"^@\w+\{", REFERENCES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {key: rest for key, _, rest in (entry.partition(",") for entry in found)}


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_it_has_the_sections_in_order_and_the_length_that_is_asked_for():
    _, text = paper()
    assert re.findall(r"^# (.+)$", text, re.MULTILINE) == SECTIONS
    assert WORDS[0] <= len(text.split()) <= WORDS[1]


def test_its_head_has_all_fields_and_names_nobody():
    head, _ = paper()
    for field in ("title:", "tags:", "authors:", "affiliations:", "date:", "bibliography: paper.bib"):
        assert f"\n{field}" in f"\n{head}"
    assert re.findall(r"name: (.+)", head) == ["to be filled by the authors"] * 2


def test_each_reference_is_cited_and_each_citation_is_a_reference():
    _, text = paper()
    cited = set(re.findall(r"@([a-z]+\d{4})", text))
    assert cited == set(entries())
    assert list(entries()) == sorted(entries())


def test_each_reference_can_be_found():
    for key, rest in entries().items():
        assert re.search(r"\b(?:doi = \{10\.\d{4,}/\S+\}|url = \{https://\S+\})", rest), key
        for field in ("author", "title", "year"):
            assert re.search(rf"\b{field} = \{{", rest), f"{key}: {field}"


def test_its_numbers_are_those_of_the_project():
    text = in_one_line(paper()[1])
    odd = in_one_line((ROOT / "models" / "ODD.md").read_text(encoding="utf-8"))
    parameters = re.search(r"Of (\d+) parameters (\d+) are assumptions", odd)
    variance = re.search(r"(\d\.\d to \d\d\.\d) times smaller", odd)
    assert parameters
    assert variance
    assert f"{parameters[1]} parameters {parameters[2]} are graded as assumptions" in text
    assert f"{variance[1]} times smaller" in text
    found = json.loads((FINDINGS / "validate.json").read_text(encoding="utf-8"))
    scores = re.findall(r"\d\.\d{3}", found["answer"])
    assert f"{scores[0]} for the model and {scores[1]} for the sheet" in text
    assert all(number in text for number in re.findall(r"-?\d\.\d{3}", found["sure"]))
    assert f"All {len(names())} questions" in text
