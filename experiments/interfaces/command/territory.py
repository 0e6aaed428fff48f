"""Which territory a command plays in: the options that the commands share, and `contagion territory`. Heavy libraries
are imported inside."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from contagion.models.runs.vocabulary import KEPT_IN
from contagion.sim.errors import InputError, both

if TYPE_CHECKING:
    from contagion.models.territory.extract import Extract

INSTEAD = ", or --effort as-written"


def perimeter_as_typed() -> list[str]:
    """The options of this command that say where, as they were typed."""
    context, typed = click.get_current_context(), []
    for name in ("communes", "epci", "department", "region", "communes_list", "france", "vintage", "effort"):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            value, option = context.params[name], f"--{name.replace('_', '-')}"
            for one in value if isinstance(value, tuple) else [value]:
                typed += [option, *([] if one is True else [shlex.quote(str(one))])]
    return typed


@dataclass(frozen=True)
class Where:
    """The territory that was asked for: a file, or one to be taken out of the national tables, or neither."""

    communes: Path | None
    asked: tuple[str, str] | None
    """Which option, and what it says."""
    vintage: int

    @cached_property
    def extract(self) -> Extract | None:
        """What is taken out of the national tables, if it was asked for."""
        if self.asked is None:
            return None
        from contagion.models.territory import gazetteer
        from contagion.models.territory.extract import extract

        option, wanted = self.asked
        if option == "france":
            return extract(gazetteer.whole_country(), self.vintage)
        if option == "communes_list":
            found = gazetteer.listed(wanted, "--communes-list")
        else:
            found = gazetteer.find(option, wanted, f"--{option}")
        return extract(found, self.vintage)

    @cached_property
    def name(self) -> str:
        """What it is called."""
        made = self.extract
        if made is not None:
            return made.perimeter.title
        return self.communes.stem if self.communes else "Grand Besançon"

    @cached_property
    def path(self) -> Path | None:
        """The file of the territory, or None for Grand Besançon; says on standard error what was made for it."""
        made = self.extract
        if made is None and self.communes is None:
            return None
        from contagion.experiments.say.asked import extract_in_words, filled_in_words
        from contagion.models.territory.communes import load_communes

        if made is None:
            if words := filled_in_words(load_communes(self.communes).attrs["filled"]):
                click.echo(f"{words}\n", err=True)
            return self.communes
        path = made.kept(KEPT_IN)
        click.echo(extract_in_words(made, load_communes(path).attrs["filled"]), err=True)
        click.echo(f"Its table is {path}.\n", err=True)
        return path


def perimeter(several: bool = False) -> list[click.Parameter]:
    """The options that say where; where that may be `several` territories, an EPCI may be given several times."""
    more = "; several are set side by side" if several else ""
    table, what = "A table of communes in place of Grand Besançon's.", "The communes of"
    epci, of = f"{what} an EPCI of France, by name or SIREN{more}.", "Year of the population of"
    vintage = f"{of} an EPCI, department, region, list or France; by default 2017, the model's."
    codes = "INSEE codes with commas, or a file with one a line."
    return [
        click.Option(["--communes"], type=click.Path(path_type=Path), metavar="FILE", help=table),
        click.Option(["--epci"], metavar="NAME", multiple=several, help=epci),
        click.Option(["--department"], metavar="NAME", help=f"{what} a department, by name or code."),
        click.Option(["--region"], metavar="NAME", help=f"{what} a region, by name or code."),
        click.Option(["--communes-list"], metavar="CODES", help=codes),
        click.Option(["--france"], is_flag=True, help="All communes of France."),
        click.Option(["--vintage"], type=click.Choice(["2017", "2021"]), help=vintage),
    ]


def with_params[Function: Callable[..., Any]](function: Function, params: Sequence[click.Parameter]) -> Function:
    """Add options to a function that becomes a command, before those that it has."""
    function.__dict__.setdefault("__click_params__", []).extend(reversed(params))
    return function


def where_of(given: dict[str, Any]) -> Where:
    """The territory that is asked for by these options, which are taken out of all that is given."""
    communes, vintage = given.pop("communes"), given.pop("vintage")
    named = {option: given.pop(option) for option in ("epci", "department", "region", "communes_list")}
    asked = [(option, wanted) for option, wanted in named.items() if wanted is not None]
    asked += [("france", "")] if given.pop("france") else []
    options = [f"--{option.replace('_', '-')}" for option, _ in asked]
    options = ["--communes"] * (communes is not None) + options
    if len(options) > 1:
        raise InputError(f"{both(options)}: name different territories; one of them is needed")
    if vintage and not asked:
        raise InputError(f"--vintage {vintage}: is for --epci, --department, --region, --communes-list or --france")
    return Where(communes, asked[0] if asked else None, int(vintage or 2017))


def territory_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; hands them over as one `Where`, under the name ``where``."""

    @wraps(command)
    def with_territory(**given: Any) -> Any:
        where = where_of(given)
        return command(where=where, **given)

    return with_params(with_territory, perimeter())


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
    ending = out.suffix.lower()
    if ending not in (".png", ".svg", ".pdf"):
        raise InputError(f"--out {out}: must end in .png, .svg or .pdf, or .csv for a table of communes")
    from contagion.experiments.interfaces.templating import write
    from contagion.experiments.say.asked import territory_in_words
    from contagion.experiments.say.charts.maps import territory_figure
    from contagion.models.territory.territory import Territory

    place, made = Territory.from_file(where.path), BytesIO()
    territory_figure(place).savefig(made, format=ending[1:], dpi=150)
    write({out: made.getvalue()}, "--out")
    click.echo(f"{territory_in_words(place)}\n\nDrawn in {out}.")


def _write_table(where: Where, out: Path, force: bool) -> None:
    """Write the communes of a territory of France as a table of communes, with its contiguity beside it."""
    if not force and (there := [file for file in (out, out.with_name(f"{out.stem}-adjacency.csv")) if file.exists()]):
        kept = f"{there[0]} is there already, and may have been corrected"
        raise InputError(f"--out {out}: {kept}; choose another name, or --force to write over it")
    if (made := where.extract) is None:
        raise InputError(f"--out {out}: a table needs --epci, --department, --region, --communes-list or --france")
    from contagion.experiments.say.asked import extract_in_words
    from contagion.models.territory.communes import load_communes

    made.write(out)
    click.echo(extract_in_words(made, load_communes(out).attrs["filled"]))
    click.echo(f"\nWritten to {out} and {out.stem}-adjacency.csv beside it. To use it: --communes {out}")
