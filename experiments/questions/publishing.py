"""The contract of a question: what a script of this folder hands over, and the page that its answer is put into.

A script asks one question, in a function that returns a `Finding`, and says so: `QUESTION = Question(main)`. The
command (`contagion question NAME`) calls it; no script knows another, or the command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from experiments.questions.editions import stamp
from experiments.questions.names import HERE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

README, FINDINGS = HERE.parent / "README.md", HERE.parent / "findings"
WIDTH = 120  # of a line of a page


@dataclass(frozen=True)
class Finding:
    """The answer to the question of an experiment.

    Attributes
    ----------
    text : str
        One paragraph, with the uncertainty of its figures.
    table : DataFrame
        The figures behind it.
    figure : Figure, optional
    lines : sequence of str
        Of Markdown, for an answer that is a table, on a page of its own.
    """

    text: str
    table: pd.DataFrame
    figure: Figure | None = None
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Number:
    """A whole number that whoever asks may choose, such as that of the seeds."""

    name: str
    default: int
    least: int
    words: str


@dataclass(frozen=True)
class Question:
    """A question and how it is asked.

    Attributes
    ----------
    main : callable
        Called with `quick`, `lab`, the numbers and, where it takes one, `ensemble`; returns a `Finding`.
    numbers : sequence of Number
    ensemble : bool
        Whether `main` takes one, read by whoever calls.
    asked : callable, optional
        Called with the numbers, where they say how much is run: the number of runs and the years of each.
    """

    main: Callable[..., Finding]
    numbers: Sequence[Number] = ()
    ensemble: bool = False
    asked: Callable[..., tuple[int, int]] | None = None


def question(name: str) -> Question:
    """A question by its name."""
    return import_module(f"experiments.questions.{name}").QUESTION


def publish(name: str, finding: Finding, about: dict[str, Any]) -> None:
    """Put an answer into its page in place of the former one, with the edition of the model, the date and the code:
    a table into `experiments/findings/NAME.md`, anything else with its figure into `experiments/README.md`.

    Raises
    ------
    ValueError
        Where there is no page, or no place on it, for the answer.
    """
    if finding.lines:
        said = f"{date.today()}, `contagion question {name} --document`. {finding.text}"
        shown = [f"![{name}]({name}.png)", ""] if finding.figure is not None else []
        _put(FINDINGS / f"{name}.md", name, [fill(said, WIDTH), "", *shown, *finding.lines])
        if finding.figure is not None:
            finding.figure.savefig(FINDINGS / f"{name}.png", dpi=110, metadata={"Software": None})
        return
    if finding.figure is None:
        raise ValueError(f"{name} has neither a figure nor a table to publish")
    code = f"commit {(about.get('commit') or 'unknown')[:12].rstrip('+')}, model {about['version_sha256'][:12]}"
    made = f"*{date.today()}, {code}; figures in [findings/{name}.csv](findings/{name}.csv).*"
    _put(README, name, [fill(finding.text, WIDTH), "", f"![{name}](findings/{name}.png)", "", fill(made, WIDTH)])
    FINDINGS.mkdir(exist_ok=True)
    finding.table.to_csv(FINDINGS / f"{name}.csv", index=False, float_format="%.6g")
    finding.figure.savefig(FINDINGS / f"{name}.png", dpi=110, metadata={"Software": None})


def _put(page: Path, name: str, lines: Sequence[str]) -> None:
    """Put these lines between `<!-- finding: NAME -->` and `<!-- end of finding -->`, in place of the former."""
    place = re.compile(rf"(<!-- finding: {name} -->\n).*?(<!-- end of finding -->)", re.DOTALL)
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    if not place.search(text):
        raise ValueError(f"{page.name} has no place for {name}: <!-- finding: {name} -->")
    answer = "\n".join([stamp(), "", *lines, ""])
    page.write_text(place.sub(lambda match: f"{match[1]}{answer}{match[2]}", text), encoding="utf-8")


def rows_of(cells: pd.DataFrame) -> list[str]:
    """A table as lines of Markdown."""
    rows = [tuple(cells), ("---",) * cells.shape[1], *cells.itertuples(index=False)]
    return [f"| {' | '.join(map(str, row))} |" for row in rows]
