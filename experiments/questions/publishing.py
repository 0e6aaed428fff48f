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
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from contagion.experiments.questions.editions import stamp
from contagion.experiments.questions.kept import Asked, kept, write
from contagion.experiments.questions.names import HERE, PAGES, title
from contagion.models.code.provenance import EDITION
from contagion.sim.files.csv_tables import write_csv

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

README, FINDINGS = HERE.parent / "README.md", HERE.parent / "findings"
WIDTH = 120  # of a line of a page
END = "<!-- end of finding -->"
CODE = 12  # digits of a version that are shown
MOST_WORDS = 350  # of a page, its tables and figures not counted
NO_WORDS = re.compile(r"^(?:\|.*|!\[.*)$|<!--.*?-->", re.MULTILINE)


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


def publish(name: str, finding: Finding, about: Mapping[str, Any], asked: Asked, ensemble: str | None = None) -> None:
    """Keep an answer in `experiments/findings`: its table, what is kept of the runs that were `asked` and, if the
    question has a page, `NAME.md` with its figure. `about` is of the version of the model (`commit`, `version_sha256`),
    `ensemble` the bare name of one that comes with the project, where the runs are over one."""
    FINDINGS.mkdir(exist_ok=True)
    beside = FINDINGS / name
    commit = (about.get("commit") or "unknown")[:CODE].rstrip("+")
    made = {"date": str(date.today()), "edition": EDITION, "commit": commit, "version": about["version_sha256"]}
    write_csv(finding.table, beside.with_suffix(".csv"), "%.6g")
    write(
        beside.with_suffix(".json"), {"answer": finding.answer, "sure": finding.sure, **made, **kept(asked, ensemble)}
    )
    if name not in PAGES:
        return
    if finding.figure is not None:
        finding.figure.savefig(beside.with_suffix(".png"), dpi=110, metadata={"Software": None})
    text = "\n".join([*page(name, finding, made), END]) + _below(beside.with_suffix(".md"))
    beside.with_suffix(".md").write_text(text, encoding="utf-8")


def _below(page: Path) -> str:
    """What somebody wrote below an answer; it stays."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    return text.partition(END)[2] or "\n"


def page(name: str, finding: Finding, made: Mapping[str, Any]) -> list[str]:
    """The lines of a page."""
    said = [f"**{finding.sentence}**", *finding.parts().values()]
    sentence, *below = (fill(text, WIDTH, break_long_words=False, break_on_hyphens=False) for text in said)
    headed = dict(zip(finding.parts(), below, strict=True))
    follows, *rest = ([f"## {heading}", "", text, ""] for heading, text in headed.items())
    code = f"commit {made['commit']}, model {made['version'][:CODE]}"
    return [
        *(f"# {title(name)}", "", f"    contagion question {name}", ""),
        *(f"<!-- finding: {name} -->", stamp(), "", sentence, ""),
        *([f"![{name}]({name}.png)", ""] if finding.figure is not None else []),
        *follows,
        *(*rows_of(finding.rows), ""),
        *(line for part in rest for line in part),
        *([*map(_filled, finding.lines), ""] if finding.lines else []),
        fill(f"*{made['date']}, {code}; figures in [{name}.csv]({name}.csv).*", WIDTH),
    ]


def _filled(line: str) -> str:
    """A line of Markdown, broken where it is of a paragraph."""
    return line if line.startswith(("|", "#")) else fill(line, WIDTH)


def words_of(text: str) -> int:
    """How many words a page has: what is in its tables and figures is not counted."""
    return len(NO_WORDS.sub("", text).split())


def long_pages(names: Sequence[str]) -> list[str]:
    """Which of some pages have too many words."""
    texts = {name: FINDINGS / f"{name}.md" for name in names if name in PAGES}
    counts = {name: words_of(page.read_text(encoding="utf-8")) for name, page in texts.items() if page.is_file()}
    return [
        f"{name}.md: has {count} words; at most {MOST_WORDS}" for name, count in counts.items() if count > MOST_WORDS
    ]


def rows_of(cells: pd.DataFrame) -> list[str]:
    """A table as lines of Markdown."""
    rows = [tuple(cells), ("---",) * cells.shape[1], *cells.itertuples(index=False)]
    return [f"| {' | '.join(map(str, row))} |" for row in rows]
