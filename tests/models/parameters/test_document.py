"""The tables of `models/parameters/README.md` are those of the declarations."""

import re
from math import inf

from contagion.models.parameters import describe
from contagion.models.parameters.document import PAGE, _span, refreshed

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_of_parameters_are_current():
    assert refreshed(TEXT) == TEXT, "run `python -m contagion.models.parameters.document`"


def test_every_parameter_has_its_row_in_the_table_of_its_section():
    parts = re.split(r"^## (\w+)$", TEXT, flags=re.MULTILINE)[1:]
    found = [(section, name) for section, table in zip(parts[::2], parts[1::2], strict=True) for name in rows(table)]
    assert len(found) > 200
    assert [name for _, name in found] == [row["name"] for row in describe()]
    assert all(re.split(r"[.\[]", name)[0] == section for section, name in found)


def rows(table: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \| \S", table, re.MULTILINE)


def test_a_stale_table_is_seen_and_refreshed():
    meaning = "fewest registered for a start when recruiting ends"
    stale = TEXT.replace(f"| `group.quorum` | {meaning} | 6 |", f"| `group.quorum` | {meaning} | 5 |")
    assert stale != TEXT
    assert refreshed(stale) == TEXT


def test_a_law_is_told_with_the_range():
    row = {"range": (26.0, inf), "law": "reciprocal"}
    assert _span(row) == "26 to inf, as likely everywhere in 1/value"
    (place,) = [row for row in describe() if row["name"] == "demand.place"]
    assert _span(place).endswith("log-normal: median 1, standard deviation of the logarithm 0.58")
