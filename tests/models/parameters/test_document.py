"""The tables of `models/parameters/README.md` are those of the declarations."""

import re
from math import inf

from contagion.models.parameters import describe
from contagion.models.parameters.document import PAGE, _span, refreshed

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_of_parameters_are_current():
    assert refreshed(TEXT) == TEXT, "run `python -m contagion.models.parameters.document`"
    meaning = "fewest registered for a start when recruiting ends"
    stale = TEXT.replace(f"| `group.quorum` | {meaning} | 6 |", f"| `group.quorum` | {meaning} | 5 |")
    assert stale != TEXT
    assert refreshed(stale) == TEXT


def test_every_parameter_has_its_row_in_the_table_of_its_section():
    parts = re.split(r"^## (\w+)$", TEXT, flags=re.MULTILINE)[1:]
    tables = dict(zip(parts[::2], parts[1::2], strict=True))
    found = {name: re.findall(r"^\| `([^`]+)` \| \S", table, re.MULTILINE) for name, table in tables.items()}
    assert [name for rows in found.values() for name in rows] == [row["name"] for row in describe()]
    assert all(re.split(r"[.\[]", name)[0] == section for section, rows in found.items() for name in rows)


def test_a_law_is_told_with_the_range():
    assert _span({"range": (26.0, inf), "law": "reciprocal"}) == "26 to inf, as likely everywhere in 1/value"
    (place,) = [row for row in describe() if row["name"] == "demand.place"]
    assert _span(place).endswith("log-normal: median 1, standard deviation of the logarithm 0.58")
