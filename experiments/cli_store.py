"""The commands for what is kept: `contagion store`. Heavy libraries are imported inside."""

from __future__ import annotations

from pathlib import Path

import click

from sim.errors import InputError

STORE = "results/store"

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
    """List, verify and prune the store of runs."""


@store.command("list")
@store_option
def list_store(store: Path) -> None:
    """List the versions of code and data whose runs are kept, and how many; current are those that are still used
    when their territory is asked for."""
    from experiments.report import table_in_words
    from models.study import Conversations
    from sim.laboratory.storekeeping import listing

    found = listing(store, Conversations.current)
    if found.empty:
        click.echo(f"{store} holds no run.")
        return
    found["current"] = ["yes" if here else "" for here in found["current"]]
    click.echo(table_in_words(found))


@store.command()
@store_option
def verify(store: Path) -> None:
    """Read every file; move damaged ones aside, so that their runs are made again."""
    from sim.laboratory.storekeeping import verify as check

    files, damaged = check(store)
    for file in damaged:
        click.echo(f"damaged: {file}, moved to {store / 'damaged'}; its runs are made again when asked for")
    click.echo(f"{files:,} files read, {len(damaged)} damaged.")


@store.command()
@store_option
@click.option("--other-versions", is_flag=True, help="Runs of versions that are not current.")
@click.option("--failures", is_flag=True, help="Records of failed runs.")
@click.option("--damaged", is_flag=True, help="Damaged files that were moved aside.")
def prune(store: Path, other_versions: bool, failures: bool, damaged: bool) -> None:
    """Remove what is not wanted any more."""
    if not (other_versions or failures or damaged):
        raise InputError("store prune: say what to remove: --other-versions, --failures or --damaged")
    from models.study import Conversations
    from sim.laboratory.storekeeping import prune as remove

    number = remove(store, Conversations.current, others=other_versions, failures=failures, damaged=damaged)
    click.echo(f"{number:,} file{'s' * (number != 1)} removed.")
