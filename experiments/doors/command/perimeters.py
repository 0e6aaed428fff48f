"""Which territory a command plays in: the options that the commands share. Heavy libraries are imported inside."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from contagion.experiments.lab.folders import KEPT_IN
from contagion.sim.errors import InputError
from contagion.sim.sentences import Sentence, both

if TYPE_CHECKING:
    from contagion.models.territory.extract import Extract

_OPTIONS = (
    click.option(
        "--communes",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A table of communes in place of Grand Besançon's.",
    ),
    click.option("--epci", metavar="NAME", help="The communes of an EPCI of France, by name or SIREN."),
    click.option("--department", metavar="NAME", help="The communes of a department, by name or code."),
    click.option("--region", metavar="NAME", help="The communes of a region, by name or code."),
    click.option("--communes-list", metavar="CODES", help="INSEE codes with commas, or a file with one a line."),
    click.option("--france", is_flag=True, help="All communes of France."),
    click.option(
        "--vintage",
        type=click.Choice(["2017", "2021"]),
        help="Year of the population of an EPCI, department, region, list or France; by default 2017, the model's.",
    ),
)

INSTEAD = Sentence(", or --effort as-written")

effort_option = click.option(
    "--effort",
    type=click.Choice(["scaled", "as-written"]),
    default="scaled",
    show_default=True,
    help="On another territory than the scenario's: scale places, founders, coordinators, letters … by population, or "
    "keep them. What --set and --vary give is kept.",
)


def perimeter_as_typed() -> list[str]:
    """The options of this command that say where, as they were typed."""
    context, typed = click.get_current_context(), []
    for name in ("communes", "epci", "department", "region", "communes_list", "france", "vintage", "effort"):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            value = context.params[name]
            typed += [f"--{name.replace('_', '-')}", *([] if value is True else [shlex.quote(str(value))])]
    return typed


@dataclass(frozen=True)
class Where:
    """The territory that was asked for: a file, or one to be taken out of the national tables, or neither."""

    communes: Path | None
    asked: tuple[str, str] | None
    """Which option, and what it says."""
    vintage: int

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

    def table(self) -> Path | None:
        """The file of the territory, or None for Grand Besançon; says on standard error what was made for it."""
        made = self.extract()
        if made is None and self.communes is None:
            return None
        from contagion.experiments.language.sentences import _
        from contagion.experiments.language.territory import extract_in_words, filled_in_words
        from contagion.models.territory.communes import load_communes

        if made is None:
            if words := filled_in_words(load_communes(self.communes).attrs["filled"]):
                click.echo(f"{words}\n", err=True)
            return self.communes
        path = made.kept(KEPT_IN)
        click.echo(extract_in_words(made, load_communes(path).attrs["filled"]), err=True)
        click.echo(_("Its table is {path}.", path=path) + "\n", err=True)
        return path


def territory_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; hands them over as one `Where`, under the name ``where``."""

    @wraps(command)
    def with_territory(
        communes: Path | None,
        epci: str | None,
        department: str | None,
        region: str | None,
        communes_list: str | None,
        france: bool,
        vintage: str | None,
        **others: Any,
    ) -> None:
        named = {"epci": epci, "department": department, "region": region, "communes_list": communes_list}
        asked = [(option, wanted) for option, wanted in named.items() if wanted is not None]
        asked += [("france", "")] if france else []
        options = [f"--{option.replace('_', '-')}" for option, _ in asked]
        options = ["--communes"] * (communes is not None) + options
        if len(options) > 1:
            raise InputError("{options}: name different territories; one of them is needed", options=both(options))
        if vintage and not asked:
            raise InputError(
                "--vintage {vintage}: is for --epci, --department, --region, --communes-list or --france",
                vintage=vintage,
            )
        command(where=Where(communes, asked[0] if asked else None, int(vintage or 2017)), **others)

    for option in reversed(_OPTIONS):
        with_territory = option(with_territory)
    return with_territory
