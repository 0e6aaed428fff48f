"""`models/ODD.md` has the stages of a week and the rules that the code has, and events have the columns of their kind.

`python -m tests.house.test_odd` writes the table of stages.
"""

import re

import numpy as np

from contagion.models.programme.week import STAGES
from contagion.models.records import KINDS, NONE
from tests.helpers.places import ROOT

ODD = ROOT / "models" / "ODD.md"
TEXT = ODD.read_text(encoding="utf-8")


def called(rule) -> str:
    """A rule by its file, below `models/programme/rules` or `models/programme`, and its name there."""
    place = rule.__module__.removeprefix("contagion.models.programme.").removeprefix("rules.")
    return f"`{place}.{rule.__name__}`"


def written(text: str) -> str:
    """Return the text with the table of stages as the code has them."""
    stages = enumerate(((stage.name, ", ".join(map(called, stage.rules)) or "no rule yet") for stage in STAGES), 1)
    week = "".join(f"| {number} | {name} | {rules} |\n" for number, (name, rules) in stages)
    return re.sub(
        r"(?<=^\| no\. \| stage \| rules \|\n\| --- \| --- \| --- \|\n)(?:\|.*\n)*", week, text, flags=re.MULTILINE
    )


def test_table_of_stages_matches_code():
    assert written(TEXT) == TEXT, "run `python -m tests.house.test_odd`"


def test_every_rule_file_has_its_section():
    folder = ODD.parent / "programme" / "rules"
    rules = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py")} - {"__init__.py"}
    assert set(re.findall(r"^### programme/rules/([\w/]+\.py): \S", TEXT, re.MULTILINE)) == rules


def test_events_say_what_their_kind_says(run):
    """Of the groups, in one run: a column is empty throughout where the kind says nothing in it, and not elsewhere."""
    rows = run(years=2).rows("events")
    found = [(KINDS[number], rows[rows["kind"] == number]) for number in np.unique(rows["kind"])]
    assert len(found) > 20
    columns = [("who", "who"), ("where", "where"), ("group", "group"), ("other", "other"), ("detail", "details")]
    wrong = [
        (kind.name, column)
        for kind, those in found
        for column, said in columns
        if bool(getattr(kind, said)) != bool((those[column] != NONE).any())
    ]
    assert wrong == []


if __name__ == "__main__":
    ODD.write_text(written(TEXT), encoding="utf-8")
