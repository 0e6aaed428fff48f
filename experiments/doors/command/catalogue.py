"""What there is to choose from: `contagion parameters`, `scenarios`, `indicators`, `readings`, `ensembles` and
`schema`. Heavy
libraries are imported inside."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import get_terminal_size

import click

LEAST_WIDTH = 40


def _page(text: str) -> None:
    """Print a long text, page by page on a terminal."""
    click.echo_via_pager(text) if sys.stdout.isatty() else click.echo(text)


def _width() -> int:
    """Letters of a line: as many as the terminal has, but no fewer than can be read; 100 where there is none."""
    return max(LEAST_WIDTH, get_terminal_size((100, 24)).columns)


@click.command()
@click.argument("words", nargs=-1)
def parameters(words: tuple[str, ...]) -> None:
    """List the parameters (those whose name or meaning contains all WORDS): default, unit, range, evidence, source."""
    from contagion.experiments.language.catalogue import parameters_in_words

    _page(parameters_in_words(words, _width()))


@click.command()
def scenarios() -> None:
    """List the scenarios that come with the project; each can be run or compared by its name."""
    from contagion.experiments.language.catalogue import library_in_words
    from contagion.models.scenarios.scenario import library

    click.echo(library_in_words(library()))


@click.command()
@click.argument("words", nargs=-1)
@click.option("--json", "as_json_only", is_flag=True, help="Print them as JSON.")
def indicators(words: tuple[str, ...], as_json_only: bool) -> None:
    """List the indicators (those whose name or meaning contains all WORDS): unit, formula, meaning."""
    from contagion.experiments.language.catalogue import indicators_found, indicators_in_words
    from contagion.sim.files.results import as_json

    found = indicators_found(words)
    if as_json_only:
        click.echo(as_json(found), nl=False)
        return
    _page(indicators_in_words(found, _width()))


@click.command()
def readings() -> None:
    """List the readings: other accounts of how things work, each with its source, for --reading NAME."""
    from contagion.experiments.ensembles.words_of_readings import listed_in_words

    _page(listed_in_words(_width()))


@click.command()
@click.argument("ensembles", nargs=-1, type=click.Path(path_type=Path), metavar="[NAME|FILE]...")
def ensembles(ensembles: tuple[Path, ...]) -> None:
    """What each ensemble is of, and what its sets make of what was observed (without NAME: those of the project)."""
    from contagion.experiments.ensembles.ensemble_files import as_written, shipped
    from contagion.experiments.ensembles.words_of_ensembles import ensembles_in_words

    click.echo(ensembles_in_words(as_written(asked)[0] for asked in ensembles or map(Path, shipped())))


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from contagion.models.scenarios.text import schema as of_scenarios
    from contagion.sim.files.results import as_json

    click.echo(as_json(of_scenarios()), nl=False)
