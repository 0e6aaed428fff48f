"""The log of assumptions in `models/evidence/ASSUMPTIONS.md`: since when, where each stands, what it does to answers.

What is assumed, and what would test it, is kept by hand in `models/evidence/assumptions.csv`; what it does to answers
is read from the findings. A row covers parameters by name, all others of a section by `section.*`, or a file.

    python -m contagion.experiments.questions.assumptions
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from contagion.experiments.questions.kept import read
from contagion.experiments.questions.names import HERE
from contagion.experiments.questions.publishing import FINDINGS, rows_of
from contagion.models.parameters import describe

EVIDENCE = HERE.parents[1] / "models" / "evidence"
LOG, PAGE = EVIDENCE / "assumptions.csv", EVIDENCE / "ASSUMPTIONS.md"
PLACE = re.compile(r"(<!-- assumptions -->\n).*?(<!-- end of assumptions -->)", re.DOTALL)
ASSUMED, REST, NOTHING = "D", ".*", "–"  # a grade of evidence; how a row ends that covers the rest of a section


def log() -> pd.DataFrame:
    """What is kept by hand, a row an assumption."""
    return pd.read_csv(LOG, dtype=str, keep_default_na=False)


def covered(rows: pd.DataFrame) -> list[set[str]]:
    """The parameters of each row: those that it names, and of a section the assumed ones that no row names."""
    grades = {row["name"]: row["grade"] for row in describe()}
    said = [set(where.split()) for where in rows["where"]]
    rest = {name for name, grade in grades.items() if grade == ASSUMED} - set().union(*said)
    return [
        (one & grades.keys()) | {name for name in rest if f"{name.rpartition('.')[0]}{REST}" in one} for one in said
    ]


def table() -> str:
    """The log, in Markdown."""
    rows = log()
    lines = [
        {
            "since": row["since"],
            "assumption": row["assumption"],
            "where it stands": ", ".join(f"`{one}`" for one in row["where"].split()),
            "people": strongest(names, "people"),
            "gain": strongest(names, "gain"),
            "alone": farthest(names),
            "what would test it": row["test"],
            "asked": _asked(row["finding"]),
        }
        for row, names in zip(rows.to_dict("records"), covered(rows), strict=True)
    ]
    return "\n".join(rows_of(pd.DataFrame(lines)))


@cache
def _figures(name: str) -> pd.DataFrame:
    return pd.read_csv(FINDINGS / f"{name}.csv")


def strongest(names: Iterable[str], output: str) -> str:
    """The partial rank correlation farthest from 0 of those that are told from it (the question `sensitivity`)."""
    table = _figures("sensitivity")
    table = table[(table["output"] == output) & table["factor"].str.partition(" = ")[0].isin(list(names))]
    told = table[(table["low"] > 0) | (table["high"] < 0)]
    if told.empty:
        return NOTHING if table.empty else "not told"
    row = told.loc[told["prcc"].abs().idxmax()]
    return f"{row['prcc']:+.2f} `{row['factor']}`"


def farthest(names: Iterable[str]) -> str:
    """By how many people one of them alone moves the middle, where that is told (question `x03_one_at_a_time`)."""
    table = _figures("x03_one_at_a_time")
    table = table[table["parameter"].isin(list(names))]
    told = table[table["effect"] == "distinguishable"]
    if told.empty:
        return NOTHING if table.empty else "not told"
    row = told.loc[told["swing"].idxmax()]
    return f"{row['swing']:,.0f} `{row['parameter']}`"


def _asked(name: str) -> str:
    if not name:
        return NOTHING
    path = next(path for end in ("md", "csv") if (path := FINDINGS / f"{name}.{end}").is_file())
    return f"[{(read(FINDINGS / f'{name}.json') or {})['answer']}]({_from_evidence(path)})"


def _from_evidence(path: Path) -> str:
    return path.relative_to(EVIDENCE, walk_up=True).as_posix()


def written(text: str) -> str:
    """A page with the log in its place."""
    made = table()
    return PLACE.sub(lambda place: f"{place[1]}\n{made}\n\n{place[2]}", text)


def main() -> None:
    """Write the log anew."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
