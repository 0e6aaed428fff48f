"""The contract of a question: what a script of this folder hands over, and the page that its answer is put into.

A script asks one question, in a function that returns a `Finding`, and says so: `QUESTION = Question(main)`. The
command (`contagion question NAME`) calls it; no script knows another, or the command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from textwrap import fill
from typing import TYPE_CHECKING, Any

from contagion.experiments.questions.names import HERE, PAGES, title
from contagion.models.code.provenance import EDITION
from contagion.sim.files.tables import write_csv

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

README, FINDINGS = HERE.parent / "README.md", HERE.parent / "findings"
CODE = 12  # digits of a version that are shown


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The answer to the question of an experiment, every word of it made from its runs."""

    answer: str  # about ten words, for the list of all answers
    sure: str  # how sure it is, in about as many
    sentence: str  # one plain sentence with its figures and their uncertainty
    follows: str  # for an authority: one to three sentences
    rows: pd.DataFrame  # five to eight, as people read them; the last column is a `verdict`
    overturns: str  # what would
    method: str  # what was run, over which worlds, how the figures are to be read, and what they leave out
    table: pd.DataFrame  # the figures behind it
    figure: Figure | None = None
    lines: Sequence[str] = ()  # of Markdown: further tables

    def parts(self) -> dict[str, str]:
        """What stands below the sentence, by its heading."""
        return {
            "What follows for an authority": self.follows,
            "What would overturn it": self.overturns,
            "Method": self.method,
        }


@dataclass(frozen=True)
class Number:
    """A whole number that whoever asks may choose, such as that of the seeds."""

    name: str
    default: int
    least: int
    words: str


@dataclass(frozen=True)
class Question:
    """A question and how it is asked: `main` is called with `quick`, `lab`, the numbers and, where it takes one, an
    `ensemble`; `asked`, with the numbers, says how much that is: the number of runs, and the years of each."""

    main: Callable[..., Finding]
    numbers: Sequence[Number] = ()
    ensemble: bool = False
    asked: Callable[..., tuple[int, int]] | None = None


def question(name: str) -> Question:
    """A question by its name."""
    return import_module(f"contagion.experiments.questions.{name}").QUESTION


def publish(name: str, finding: Finding, about: Mapping[str, Any]) -> None:
    """Write an answer into `experiments/findings` (its table and, if the question has a page, `NAME.md` with its
    figure) and into its row of the list of all. `about` says with which version of the model it was found (`commit`,
    `version_sha256`)."""
    FINDINGS.mkdir(exist_ok=True)
    write_csv(finding.table, FINDINGS / f"{name}.csv", "%.6g")
    README.write_text(listed(README.read_text(encoding="utf-8"), name, finding), encoding="utf-8")
    if name not in PAGES:
        return
    if finding.figure is not None:
        finding.figure.savefig(FINDINGS / f"{name}.png", dpi=110, metadata={"Software": None})
    (FINDINGS / f"{name}.md").write_text("\n".join([*page(name, finding, about), ""]), encoding="utf-8")


def listed(text: str, name: str, finding: Finding) -> str:
    """The list of all answers with that of a question, whose row links to what was found, or else to its script."""
    link = f"[{title(name)}](findings/{name}.{'md' if name in PAGES else 'csv'})"
    row = f"| {link} | {finding.answer} | {finding.sure} | edition {EDITION}, {date.today()} |"
    return re.sub(rf"^\| .*\((?:findings|questions)/{name}\..*$", lambda _: row, text, flags=re.MULTILINE)


def page(name: str, finding: Finding, about: Mapping[str, Any]) -> list[str]:
    """The lines of a page."""
    commit = (about.get("commit") or "unknown")[:CODE].rstrip("+")
    code = f"edition {EDITION}, commit {commit}, model {about['version_sha256'][:CODE]}"
    follows, *rest = ([f"## {heading}", "", _filled(text), ""] for heading, text in finding.parts().items())
    return [
        *(f"# {title(name)}", "", f"    contagion question {name}", "", _filled(f"**{finding.sentence}**"), ""),
        *([f"![{name}]({name}.png)", ""] if finding.figure is not None else []),
        *(*follows, *rows_of(finding.rows), ""),
        *(line for part in rest for line in part),
        *([*map(_filled, finding.lines), ""] if finding.lines else []),
        _filled(f"*{date.today()}, {code}; figures in [{name}.csv]({name}.csv).*"),
    ]


def _filled(line: str) -> str:
    """A line of Markdown, broken where it is of a paragraph."""
    return line if line.startswith(("|", "#")) else fill(line, 120, break_long_words=False, break_on_hyphens=False)


def rows_of(cells: pd.DataFrame) -> list[str]:
    """A table as lines of Markdown."""
    rows = [tuple(cells), ("---",) * cells.shape[1], *cells.itertuples(index=False)]
    return [f"| {' | '.join(map(str, row))} |" for row in rows]
