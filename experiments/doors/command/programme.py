"""The command `contagion programme`: a programme of one's own. Heavy libraries are imported inside."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from contagion.sim.errors import InputError

CASE = "besancon"


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
    from contagion.experiments.language.sentences import _
    from contagion.experiments.programmes.new_file import new_file
    from contagion.models.territory.gazetteer import find

    place = find("epci", epci, "--epci")
    if out.exists() and not force:
        raise InputError(
            f"--out {out}: is there already, and may be filled in; choose another name, or --force to write over it"
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(new_file(place, date.today()), encoding="utf-8")
    except OSError as error:
        raise InputError(f"--out {out}: cannot be written ({error.strerror})") from None
    click.echo(_("{out}: fill in what is known, then: `contagion run --programme {out}`", out=out))


@programme.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="[FILE|NAME]", required=False, default=CASE)
def show(file: Path) -> None:
    """Say what a file of a programme says (by default the case study), and from when on decisions hold."""
    from contagion.experiments.language.numbers import paragraphs
    from contagion.experiments.programmes.programme import read_programme
    from contagion.experiments.programmes.words import programme_in_words

    click.echo("\n".join(paragraphs(programme_in_words(read_programme(file)))))
