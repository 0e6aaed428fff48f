"""The command `contagion territory`. Heavy libraries are imported inside."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from contagion.experiments.doors.command.perimeters import Where, territory_options
from contagion.sim.errors import InputError


@click.command()
@territory_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("results/territory.png"),
    show_default=True,
    metavar="FILE",
    help="PNG, SVG or PDF file of the map, or CSV file of the communes of an EPCI, department …",
)
@click.option("--force", is_flag=True, help="Write a table over one that is there, which may have been corrected.")
def territory(where: Where, out: Path, force: bool) -> None:
    """Print the communes and what links them, and draw them, or write those of a territory of France as a table."""
    if out.suffix.lower() == ".csv":
        _write_table(where, out, force)
        return
    if out.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise InputError(f"--out {out}: must end in .png, .svg or .pdf, or .csv for a table of communes")
    from contagion.experiments.drawing.maps import territory_figure
    from contagion.experiments.language.sentences import _
    from contagion.experiments.language.territory import territory_in_words
    from contagion.models.territory.territory import Territory

    place = Territory.from_file(where.table())
    _save_whole(territory_figure(place), out)
    click.echo(f"{territory_in_words(place)}\n\n{_('Drawn in {out}.', out=out)}")


def _write_table(where: Where, out: Path, force: bool) -> None:
    """Write the communes of a territory of France as a table of communes, with its contiguity beside it."""
    if not force and (there := [file for file in (out, out.with_name(f"{out.stem}-adjacency.csv")) if file.exists()]):
        kept = f"{there[0]} is there already, and may have been corrected"
        raise InputError(f"--out {out}: {kept}; choose another name, or --force to write over it")
    if (made := where.extract()) is None:
        raise InputError(f"--out {out}: a table needs --epci, --department, --region, --communes-list or --france")
    from contagion.experiments.language.sentences import _
    from contagion.experiments.language.territory import extract_in_words
    from contagion.models.territory.communes import load_communes

    made.write(out)
    click.echo(extract_in_words(made, load_communes(out).attrs["filled"]))
    kept = _(
        "Written to {out} and {beside}-adjacency.csv beside it. To use it: --communes {out}", out=out, beside=out.stem
    )
    click.echo(f"\n{kept}")


def _save_whole(figure: Any, out: Path) -> None:
    """Save a figure, or nothing."""
    beside = out.with_name(f".{out.name}.partial{out.suffix}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(beside, dpi=150)
        beside.replace(out)
    except OSError as error:
        raise InputError(f"--out {out}: cannot be written ({error.strerror or error})") from None
    finally:
        with suppress(OSError):
            beside.unlink()
