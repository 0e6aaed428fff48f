"""List the questions and what they ask, and write an answer into its page and its row.

A question is a function of this folder that takes an `Asking` and returns a `Finding`; its text begins with what is
asked, and the command (`contagion question NAME`) calls it. Its file loads much: what is known of a question without it
is read from its text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from contagion.experiments.questions.asking import Asking, Finding

HERE = Path(__file__).parent
README, FINDINGS = HERE.parent / "README.md", HERE.parent / "findings"
CODE = 12  # digits of a version that are shown
A_QUESTION = re.compile(r"^def (\w+)\(asking: Asking\) -> Finding:$", re.MULTILINE)
ASKS = re.compile(r"(?:X\d+(?:, X\d+)*\. )?(.+?(?:\?|\.(?= |$)))")  # without its number of the specification
PAGES = (
    *("x00_is_it_a_contagion", "x02_without_contagion", "x05_structure", "sensitivity", "validate"),
    *("x21_end_of_support", "at_a_glance", "patterns", "calibration", "x06_places", "x10_periphery"),
    *("x13_portfolio", "x14_alternatives", "x15_resilience", "first_pair", "what_agents_add"),
    "own_figures",
)
"""Those with a page; the others have a row in the list of all, as these have, and a table."""


@cache
def _files() -> dict[str, Path]:
    """Find the file of each question, by name."""
    files = {path: path.read_text(encoding="utf-8") for path in HERE.glob("*.py")}
    return {name: path for path, text in files.items() for name in A_QUESTION.findall(text)}


def names() -> list[str]:
    """Return the names of the questions, sorted."""
    return sorted(_files())


def said(name: str) -> str:
    """Return the docstring of a question."""
    tree = ast.parse(_files()[name].read_text(encoding="utf-8"))
    (own,) = (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name)
    return ast.get_docstring(own) or ""


def title(name: str) -> str:
    """Return what a question asks: the first sentence of its docstring."""
    first = " ".join(said(name).partition("\n\n")[0].split())
    found = ASKS.match(first)
    return found[1] if found else first


def question(name: str) -> Callable[[Asking], Finding]:
    """Import and return a question by its name."""
    return getattr(import_module(f"contagion.experiments.questions.{_files()[name].stem}"), name)


def publish(name: str, finding: Finding, about: Mapping[str, Any]) -> None:
    """Write an answer into `experiments/findings` (its table and, if the question has a page, `NAME.md` with its
    figure) and into its row of the list of all. `about` gives the version of the model (`commit`, `version_sha256`)."""
    from contagion.sim.files import write_csv

    FINDINGS.mkdir(exist_ok=True)
    write_csv(finding.table, FINDINGS / f"{name}.csv", "%.6g")
    README.write_text(listed(README.read_text(encoding="utf-8"), name, finding), encoding="utf-8")
    if name not in PAGES:
        return
    if finding.figure is not None:
        finding.figure.savefig(FINDINGS / f"{name}.png", dpi=110, metadata={"Software": None})
    (FINDINGS / f"{name}.md").write_text("\n".join([*page(name, finding, about), ""]), encoding="utf-8")


def listed(text: str, name: str, finding: Finding) -> str:
    """Return the list of all answers with the row of this one replaced; it links to the finding."""
    link = f"[{title(name)}](findings/{name}.{'md' if name in PAGES else 'csv'})"
    row = f"| {link} | {finding.answer} | {finding.sure} | {_edition()}, {date.today()} |"
    return re.sub(rf"^\| .*\(findings/{name}\..*$", lambda _: row, text, flags=re.MULTILINE)


def page(name: str, finding: Finding, about: Mapping[str, Any]) -> list[str]:
    """Return the lines of the page of an answer."""
    commit = (about.get("commit") or "unknown")[:CODE].rstrip("+")
    code = f"{_edition()}, commit {commit}, model {about['version_sha256'][:CODE]}"
    follows, *rest = ([f"## {heading}", "", _filled(text), ""] for heading, text in finding.parts().items())
    return [
        *(f"# {title(name)}", "", f"    contagion question {name}", "", _filled(f"**{finding.sentence}**"), ""),
        *([f"![{name}]({name}.png)", ""] if finding.figure is not None else []),
        *(*follows, *rows_of(finding.rows), ""),
        *(line for part in rest for line in part),
        *([*map(_filled, finding.lines), ""] if finding.lines else []),
        _filled(f"*{date.today()}, {code}; figures in [{name}.csv]({name}.csv).*"),
    ]


def _edition() -> str:
    from contagion.models.kernel import EDITION  # which loads the kernel

    return f"edition {EDITION}"


def _filled(line: str) -> str:
    """Wrap a line of Markdown unless it belongs to a table or heading."""
    return line if line.startswith(("|", "#")) else fill(line, 120, break_long_words=False, break_on_hyphens=False)


def rows_of(cells: pd.DataFrame) -> list[str]:
    """Format a table as lines of Markdown."""
    rows = [tuple(cells), ("---",) * cells.shape[1], *cells.itertuples(index=False)]
    return [f"| {' | '.join(map(str, row))} |" for row in rows]
