"""What there is to choose from (`contagion parameters`, `scenarios`, `indicators`, `readings`, `ensembles`, `schema`),
a programme of one's own (`programme`), and what looks after the store of runs (`store`). Heavy libraries are imported
inside."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from shutil import get_terminal_size

import click

from contagion.experiments.interfaces.command.one_line import NOT_ALL_WELL
from contagion.models.runs.vocabulary import STORE
from contagion.sim.errors import InputError

LEAST_WIDTH = 40
CASE = "besancon"


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
    from contagion.experiments.say.catalogue import parameters_in_words

    _page(parameters_in_words(words, _width()))


@click.command()
def scenarios() -> None:
    """List the scenarios that come with the project; each can be run or compared by its name."""
    from contagion.experiments.say.catalogue import library_in_words
    from contagion.models.scenario import library

    click.echo(library_in_words(library()))


@click.command()
@click.argument("words", nargs=-1)
@click.option("--json", "as_json_only", is_flag=True, help="Print them as JSON.")
def indicators(words: tuple[str, ...], as_json_only: bool) -> None:
    """List the indicators (those whose name or meaning contains all WORDS): unit, formula, meaning."""
    from contagion.experiments.say.catalogue import indicators_found, indicators_in_words
    from contagion.sim.files import as_json

    found = indicators_found(words)
    if as_json_only:
        click.echo(as_json(found), nl=False)
        return
    _page(indicators_in_words(found, _width()))


@click.command()
def readings() -> None:
    """List the readings: other accounts of how things work, each with its source, for --reading NAME."""
    from contagion.experiments.evidence.words_of_ensembles import listed_in_words

    _page(listed_in_words(_width()))


@click.command()
@click.argument("ensembles", nargs=-1, type=click.Path(path_type=Path), metavar="[NAME|FILE]...")
def ensembles(ensembles: tuple[Path, ...]) -> None:
    """What each ensemble is of, and what its sets make of what was observed (without NAME: those of the project)."""
    from contagion.experiments.evidence.ensemble import as_written, shipped
    from contagion.experiments.evidence.words_of_ensembles import ensembles_in_words

    click.echo(ensembles_in_words(as_written(asked)[0] for asked in ensembles or map(Path, shipped())))


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from contagion.models.scenario import schema as of_scenarios
    from contagion.sim.files import as_json

    click.echo(as_json(of_scenarios()), nl=False)


@click.group()
def programme() -> None:
    """A programme of your own: a file that says where it is, and what is known of it."""


@programme.command()
@click.option("--epci", required=True, metavar="NAME", help="The EPCI, by name or SIREN.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("programme.toml"),
    show_default=True,
    metavar="FILE",
    help="Where it is written.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(epci: str, out: Path, force: bool) -> None:
    """Write a new file of a programme, to be filled in."""
    from contagion.experiments.evidence.new_file import new_file
    from contagion.experiments.interfaces.templating import write
    from contagion.models.territory.gazetteer import find

    place = find("epci", epci, "--epci")
    if out.exists() and not force:
        raise InputError(
            f"--out {out}: is there already, and may be filled in; choose another name, or --force to write over it"
        )
    write({out: new_file(place, date.today()).encode()}, "--out")
    click.echo(f"{out}: fill in what is known, then: `contagion run --programme {out}`")


@programme.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="[FILE|NAME]", required=False, default=CASE)
def show(file: Path) -> None:
    """Say what a file of a programme says (by default the case study), and from when on decisions hold."""
    from contagion.experiments.evidence.programme import read_programme
    from contagion.experiments.evidence.words_of_programmes import programme_in_words
    from contagion.experiments.say.sentences import paragraphs

    click.echo("\n".join(paragraphs(programme_in_words(read_programme(file)))))


store_option = click.option(
    "--store",
    type=click.Path(path_type=Path),
    default=STORE,
    show_default=True,
    metavar="DIR",
    help="Where runs are kept.",
)


@click.group()
def store() -> None:
    """List, verify, prune and copy the store of runs."""


@store.command("list")
@store_option
def list_store(store: Path) -> None:
    """List the versions of code and data whose runs are kept, and how many; current are those that are still used
    when their territory is asked for."""
    from contagion.experiments.say.sentences import table_in_words
    from contagion.models.runs.study import Conversations
    from contagion.sim.laboratory.store import listing, versions

    found = listing(store, Conversations.current)
    if found.empty:
        click.echo(f"{store} holds no run.")
        return
    found["current"] = ["yes" if here else "" for here in found["current"]]
    abouts = list(versions(store).values())
    for name in ("rules", "indicators"):
        own = [about.get(name, {}) for about in abouts]
        if any(own):
            found[name] = [", ".join(f"{one}: {of['function']}" for one, of in some.items()) for some in own]
    click.echo(table_in_words(found))


@store.command()
@store_option
def verify(store: Path) -> int:
    """Read all runs, and name what is damaged, which is made again when it is asked for. Exit status 1 if anything
    is."""
    from contagion.sim.laboratory.store import verify as check

    batches, bad = check(store)
    for what, why in bad.items():
        click.echo(f"{what}: {why}; its runs are made again when asked for")
    click.echo(f"{batches:,} batches of runs are as they were, {len(bad):,} {'is' if len(bad) == 1 else 'are'} not.")
    return NOT_ALL_WELL if bad else 0


@store.command()
@store_option
@click.option("--other-versions", is_flag=True, help="Runs of versions that are not current.")
@click.option("--failures", is_flag=True, help="Records of failed runs.")
@click.option("--damaged", is_flag=True, help="Damaged files, after what is whole of them has been copied.")
def prune(store: Path, other_versions: bool, failures: bool, damaged: bool) -> None:
    """Remove what is not wanted any more."""
    if not (other_versions or failures or damaged):
        raise InputError("store prune: say what to remove: --other-versions, --failures or --damaged")
    from contagion.models.runs.study import Conversations
    from contagion.sim.laboratory.store import prune as remove

    removed = remove(store, Conversations.current, others=other_versions, failures=failures, damaged=damaged)
    for words in removed:
        click.echo(f"removed: {words}")
    if not removed:
        click.echo("There is nothing to remove.")


@store.command()
@store_option
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="A folder that is made.")
def export(store: Path, out: Path) -> None:
    """Copy all tables into Parquet files, for pandas, DuckDB and others: DIR/runs/code=VERSION/*.parquet and so on."""
    from contagion.sim.laboratory.store import export as copy

    click.echo(f"{copy(store, out):,} runs are in {out}.")
