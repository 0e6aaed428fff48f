"""The list of all answers in `experiments/README.md`: what was found, how sure it is, when, and whether it still holds.

Those with a page come first, then those that were asked as well, a line each. Nothing of it is written by hand: it is
read from what is kept of the answers (`experiments/questions/kept.py`).

    python -m contagion.experiments.questions.index
"""

from __future__ import annotations

import re

import pandas as pd

from contagion.experiments.questions import publishing
from contagion.experiments.questions.kept import read, still_valid
from contagion.experiments.questions.names import FIRST, FURTHER, PAGES, names, title
from contagion.experiments.questions.publishing import rows_of
from contagion.models.code.provenance import EDITION

ASKED_AS_WELL = "Asked as well"
PLACE = re.compile(r"(<!-- index -->\n).*?(<!-- end of index -->)", re.DOTALL)
VALID, ANEW, NOT_YET = "yes", "no: to be asked anew", "not yet asked"


def parts() -> dict[str, list[str]]:
    """The questions, by heading."""
    return {
        "The first five": [*FIRST],
        "And nine more": [*FURTHER],
        ASKED_AS_WELL: [name for name in names() if name not in PAGES],
    }


def index() -> str:
    """The list, in Markdown: a table a part."""
    lines = []
    for heading, questions in parts().items():
        lines += [f"### {heading}", "", *rows_of(pd.DataFrame([row(name) for name in questions])), ""]
    return "\n".join(lines)


def row(name: str) -> dict[str, str]:
    """A question and its answer, in the columns of the list."""
    of = read(publishing.FINDINGS / f"{name}.json")
    linked = f"[{title(name)}]({_where(name)})"
    if of is None:
        return {"question": linked, "answer": "–", "how sure": "–", "found": "–", "still valid": NOT_YET}
    return {
        "question": linked,
        "answer": of["answer"],
        "how sure": of["sure"],
        "found": f"edition {of['edition']}, {of['date']}",
        "still valid": VALID if of["edition"] == EDITION and still_valid(of) else ANEW,
    }


def _where(name: str) -> str:
    """Its page, or else the figures behind its answer, or else its script."""
    kept = (f"{name}.md", f"{name}.csv") if name in PAGES else (f"{name}.csv",)
    there = [f"findings/{file}" for file in kept if (publishing.FINDINGS / file).is_file()]
    return (there or [f"questions/{name}.py"])[0]


def written(text: str) -> str:
    """A page with the list in its place."""
    made = index()
    return PLACE.sub(lambda place: f"{place[1]}\n{made}{place[2]}", text)


def main() -> None:
    """Write the list anew."""
    page = publishing.README
    page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
