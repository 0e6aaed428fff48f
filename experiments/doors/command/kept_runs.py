"""The commands that look after the store of runs: `contagion store`. Heavy libraries are imported inside."""

from __future__ import annotations

from pathlib import Path

import click

from contagion.experiments.doors.command.one_line import NOT_ALL_WELL
from contagion.experiments.lab.folders import STORE
from contagion.sim.errors import InputError

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
    from contagion.experiments.language.numbers import table_in_words
    from contagion.models.runs.study import Conversations
    from contagion.sim.laboratory.storekeeping import listing, versions

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
    from contagion.sim.laboratory.storekeeping import verify as check

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
    from contagion.sim.laboratory.storekeeping import prune as remove

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
    from contagion.sim.laboratory.storekeeping import export as copy

    click.echo(f"{copy(store, out):,} runs are in {out}.")
