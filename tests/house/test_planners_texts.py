"""What planners are never told: there are no tipping points here. What flips a convention in paid groups of 20 to 30
does not carry over to coverage of one or two in a hundred, and joining has no pay-off of coordination."""

import re

from tests.helpers.places import ROOT

TIPPING = re.compile(r"\btipp(?:ing|ed)\b|\bbascul\w*|critical mass|masse critique|point of no return", re.IGNORECASE)
FOLDERS = (
    "experiments/doors",
    "experiments/language",
    "experiments/verbs",
    "experiments/ensembles",
    "experiments/scenarios",
)
ENDINGS = (".j2", ".py", ".po", ".toml", ".js", ".json", ".html")
TEXTS = [
    *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")) if path.suffix in ENDINGS),
    *(ROOT / name for name in ("README.md", "LISEZMOI.md")),
]


def test_planners_are_told_of_no_tipping_point():
    assert len(TEXTS) > 100
    assert [path for path in TEXTS if TIPPING.search(path.read_text(encoding="utf-8"))] == []


def test_such_words_are_seen():
    for text in ("a tipping point", "Un point de bascule", "cela bascule", "a critical mass"):
        assert TIPPING.search(text)
