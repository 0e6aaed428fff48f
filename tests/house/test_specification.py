"""Numbers of the specification that texts and code cite (S4, E05) are defined in it."""

import re

from contagion.models.outcomes.indicators import DEFINED
from contagion.models.parameters import describe
from tests.helpers.places import ROOT

TEXT = (ROOT / "models" / "SPECIFICATION.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"\b(?:[SEPLXI]\d{1,2}|D0\d)\b")
HERE = set(re.findall(r"^(?:#+ |\| |\*\*)([SEPLXID]\d{1,2})\b", TEXT, re.MULTILINE))
SECTIONS = {number.rstrip(".") for number in re.findall(r"^#+ (\d+(?:\.\d+)*)", TEXT, re.MULTILINE)}
NO_NUMBERS = {"placeholder", "INSEE 2020", "zone A"}  # sources that are none of the specification's


def test_every_number_cited_is_defined():
    folders = ("models", "sim", "experiments", "notebooks", "tests")
    files = [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".md", ".toml")
    ]
    cited = {(number, path.name) for path in files for number in NUMBER.findall(path.read_text(encoding="utf-8"))}
    assert {number for number, _ in cited} >= HERE
    assert {(number, name) for number, name in cited if number not in HERE} == set()


def test_every_source_of_a_parameter_or_an_indicator_is_there():
    sources = {row["source"] for row in describe()} | {one.source for one in DEFINED}
    assert [one for one in sources - NO_NUMBERS if not set(one.split(", ")) <= HERE | SECTIONS] == []
