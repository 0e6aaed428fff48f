"""What is said of the page's accessibility: each criterion of the RGAA has a verdict, and says how it was found."""

import csv
import re

from tests.helpers.places import ROOT

FOLDER = ROOT / "experiments/doors/page/accessibility"
CRITERIA = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
"""How many there are of each theme."""


def rows():
    with (FOLDER / "rgaa.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_each_criterion_has_a_verdict_and_says_how_it_was_tried():
    every = [f"{theme}.{number}" for theme, many in enumerate(CRITERIA, 1) for number in range(1, many + 1)]
    found = rows()
    assert [row["critere"] for row in found] == every
    assert len(every) == 106
    assert {row["verdict"] for row in found} == {"C", "NC", "NA"}
    assert [row["critere"] for row in found if len(row["sujet"]) < 10 or len(row["comment"]) < 3 or None in row] == []


def test_tests_that_it_names_are_there():
    named = {name for row in rows() for name in re.findall(r"\btest_\w+", row["comment"])}
    assert named
    assert {name for name in named if not list((ROOT / "tests").rglob(f"{name}.py"))} == set()


def test_the_statement_says_what_is_not_met_and_how_much_is():
    said, found = (FOLDER / "declaration.md").read_text(encoding="utf-8"), rows()
    verdicts = [row["verdict"] for row in found]
    applies, met = len(found) - verdicts.count("NA"), verdicts.count("C")
    assert f"sur {applies} critères applicables, {met} sont respectés, soit {100 * met / applies:.0f} %" in " ".join(
        said.split()
    )
    assert re.findall(r"^- \*\*([\d.]+)\*\*", said, re.M) == [row["critere"] for row in found if row["verdict"] == "NC"]
