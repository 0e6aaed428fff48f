"""What an experiment script hands over, and how it is printed, saved and put into `experiments/README.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.cli.how_much import asked_of, yes_option
from experiments.cli.one_line import one_line, process
from experiments.cli.options import engine_options
from experiments.questions.editions import stamp
from experiments.words.numbers import in_lines, table_in_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.laboratory.laboratory import Laboratory

HERE = Path(__file__).resolve().parents[1]
README, FINDINGS = HERE / "README.md", HERE / "findings"
MOST_ROWS = 40  # of a table in the terminal


@dataclass(frozen=True)
class Finding:
    """The answer to the question of an experiment.

    Attributes
    ----------
    text : str
        One paragraph, with the uncertainty of its figures.
    table : DataFrame
        The figures behind it.
    figure : Figure
    """

    text: str
    table: pd.DataFrame
    figure: Figure


def publish(
    main: Callable[..., Finding], *options: Callable[..., Any], asked: Callable[..., tuple[int, int]] | None = None
) -> None:
    """The command line of an experiment script.

    Parameters
    ----------
    main : callable
        Called with `quick`, `lab`, and what the options say.
    *options
        Made by `click.option`, besides those that all scripts have.
    asked : callable, optional
        Called with what the options say, where they say how much is run: the number of runs and the years of each.
    """
    name = Path(sys.modules[main.__module__].__file__ or "").stem

    @click.command(help=sys.modules[main.__module__].__doc__)
    @click.option("--quick", is_flag=True, help="A few short runs, to see that it works.")
    @click.option("--out", type=click.Path(path_type=Path), default=Path("results") / name, show_default=True)
    @click.option(
        "--document", is_flag=True, help=f"Write figure, table and paragraph into {FINDINGS.name}/ and README.md."
    )
    @engine_options
    def command(lab: Laboratory, quick: bool, out: Path, document: bool, yes: bool = False, **own: Any) -> None:
        from experiments.figures.style import save
        from sim.results import whole_folder

        if asked and not quick:
            runs, years = asked(**own)
            words = " ".join(f"--{option.replace('_', '-')} {value}" for option, value in own.items())
            asked_of(lab, 1, runs, years, words).must_be_meant(yes)
        if getattr(lab.study, "communes", None):
            click.echo("The effort of all scenarios is as written for Grand Besançon.\n")
        finding = main(quick=quick, lab=lab, **own)
        with whole_folder(out, force=True) as folder:
            finding.table.to_csv(folder / f"{name}.csv", index=False, float_format="%.6g")
            (folder / f"{name}.txt").write_text(finding.text + "\n", encoding="utf-8")
            save(finding.figure, folder / name)
        click.echo("\n".join([table_in_words(finding.table.head(MOST_ROWS).round(3)), "", *in_lines(finding.text)]))
        click.echo(f"\nFigure and table are in {out}.")
        if document and not quick:
            _document(name, finding, lab.store.about)

    for option in (*options, yes_option) if asked else options:
        command = option(command)
    with process():
        one_line(command)


def _document(name: str, finding: Finding, about: dict[str, Any]) -> None:
    """Put a finding into the README, in place of the former one, with the date, the edition and the code it was
    made with."""
    FINDINGS.mkdir(exist_ok=True)
    finding.table.to_csv(FINDINGS / f"{name}.csv", index=False, float_format="%.6g")
    finding.figure.savefig(FINDINGS / f"{name}.png", dpi=110, metadata={"Software": None})
    code = f"commit {(about.get('commit') or 'unknown')[:12].rstrip('+')}, model {about['version_sha256'][:12]}"
    section = (
        f"<!-- finding: {name} -->\n{stamp()}\n\n{finding.text}\n\n![{name}](findings/{name}.png)\n\n"
        f"*{date.today()}, {code}; figures in [findings/{name}.csv](findings/{name}.csv).*\n<!-- end of finding -->"
    )
    marked = re.compile(rf"<!-- finding: {name} -->.*?<!-- end of finding -->", re.DOTALL)
    text = README.read_text(encoding="utf-8")
    if not marked.search(text):
        raise ValueError(f"{README.name} has no place for the finding of {name}")
    README.write_text(marked.sub(lambda _: section, text), encoding="utf-8")
