"""The tables of `models/ODD.md` that an experiment makes: how one is written anew, and the command that does it.

Such a table stands between `<!-- NAME -->` and `<!-- end of NAME -->`, under the edition that it was made with.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pandas as pd

from experiments.questions.editions import stamp
from models.parameters.document import ODD


class Experiment(Protocol):
    """What such a command calls: it prints what it makes, keeps it in a file and puts it into the ODD where asked."""

    __module__: str

    def __call__(self, quick: bool, out: Path | None, document: bool) -> object: ...


def rows_of(cells: pd.DataFrame) -> list[str]:
    """A table as lines of Markdown."""
    rows = [tuple(cells), ("---",) * cells.shape[1], *cells.itertuples(index=False)]
    return [f"| {' | '.join(map(str, row))} |" for row in rows]


def with_table(text: str, name: str, lines: Sequence[str]) -> str:
    """A text with the lines of a table, and of what is said above and below it, in place of those it had.

    Raises
    ------
    ValueError
        Where the text has no place for it.
    """
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not place.search(text):
        raise ValueError(f"there is no place for the table {name!r}")
    return place.sub(lambda match: match[1] + "\n".join([stamp(), "", *lines, match[2]]), text)


def rewrite(made: Callable[[str], str]) -> None:
    """Write the ODD anew, as what is made of its text."""
    ODD.write_text(made(ODD.read_text(encoding="utf-8")), encoding="utf-8")


def command(main: Experiment, kept: str) -> None:
    """The command line of an experiment; `kept` says what the file of `--out` holds."""
    module = sys.modules[main.__module__]
    parser = argparse.ArgumentParser(description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few seeds, to see that it works")
    parser.add_argument("--out", type=Path, metavar="FILE", help=f"write {kept} into this CSV file")
    parser.add_argument("--document", action="store_true", help="write the table of models/ODD.md anew")
    given = parser.parse_args()
    main(given.quick, given.out, given.document)
