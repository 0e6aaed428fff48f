"""Commands made from verbs (`experiments.commands.verb`): their options, their territory, and the lines printed
before, with and after an answer. Heavy libraries are imported inside.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property, partial, wraps
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from contagion.experiments.commands.asking import Ask, Door, Place, reading
from contagion.experiments.commands.options import SETTINGS, SMOKE_TEST, Laboratory
from contagion.experiments.commands.verb import Option, Verb, options_in
from contagion.experiments.interfaces.command.one_line import FORCED, NOT_ALL_WELL, as_typed, runs_kept_in
from contagion.models.runs.vocabulary import FEW_SECONDS, KEPT_IN, Asked
from contagion.sim.errors import InputError, both

if TYPE_CHECKING:
    from contagion.models.scenario import Scenario
    from contagion.models.territory.extract import Extract
    from contagion.sim.laboratory import laboratory as sim


INSTEAD = ", or --effort as-written"


def perimeter_as_typed() -> list[str]:
    """Return the options of this command that name a territory, as they were typed."""
    context, typed = click.get_current_context(), []
    for name in ("communes", "epci", "department", "region", "communes_list", "france", "vintage", "effort"):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            value, option = context.params[name], f"--{name.replace('_', '-')}"
            for one in value if isinstance(value, tuple) else [value]:
                typed += [option, *([] if one is True else [shlex.quote(str(one))])]
    return typed


@dataclass(frozen=True)
class Where:
    """The territory asked for: a file, an extract from the national tables, or neither."""

    communes: Path | None
    asked: tuple[str, str] | None
    """The option, and its value."""
    vintage: int

    @cached_property
    def extract(self) -> Extract | None:
        """The extract from the national tables, if it was asked for."""
        if self.asked is None:
            return None
        from contagion.models.territory import gazetteer
        from contagion.models.territory.extract import extract

        option, wanted = self.asked
        if option == "france":
            return extract(gazetteer.whole_country(), self.vintage)
        if option == "communes_list":
            found = gazetteer.perimeter_of_codes(wanted, "--communes-list")
        else:
            found = gazetteer.find(option, wanted, f"--{option}")
        return extract(found, self.vintage)

    @cached_property
    def name(self) -> str:
        """Its name."""
        made = self.extract
        if made is not None:
            return made.perimeter.title
        return self.communes.stem if self.communes else "Grand Besançon"

    @cached_property
    def path(self) -> Path | None:
        """The file of the territory, or None for Grand Besançon; prints on standard error how it was made."""
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
    """Make the options that name a territory; if `several`, an EPCI may be given several times."""
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
    """Add options to a function that becomes a command, before its own."""
    function.__dict__.setdefault("__click_params__", []).extend(reversed(params))
    return function


def where_of(given: dict[str, Any]) -> Where:
    """Return the territory that the options name, and remove them from `given`."""
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
    """Add the options of the territory, and pass their values as one `Where` named ``where``."""

    @wraps(command)
    def with_territory(**given: Any) -> Any:
        where = where_of(given)
        return command(where=where, **given)

    return with_params(with_territory, perimeter())


@click.command(epilog="Example: contagion territory --epci Loue-Lison --out map.png")
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
    """Show, draw or export a territory.

    Prints the communes and what links them, and draws them; or writes those of a territory of France as a table.
    """
    if out.suffix.lower() == ".csv":
        _write_table(where, out, force)
        return
    ending = out.suffix.lower()
    if ending not in (".png", ".svg", ".pdf"):
        raise InputError(f"--out {out}: must end in .png, .svg or .pdf, or .csv for a table of communes")
    from contagion.experiments.say.asked import territory_in_words
    from contagion.experiments.say.charts.maps import territory_figure
    from contagion.models.territory.territory import Territory
    from contagion.sim.files import write_whole

    place, made = Territory.from_file(where.path), BytesIO()
    territory_figure(place).savefig(made, format=ending[1:], dpi=150)
    write_whole(out, made.getvalue(), f"--out {out}")
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


DETAILS = Option("switch", "Print the whole answer: all tables, method, fit.", False, name="details")
JSON = Option("switch", "Print the answer alone, as JSON.", False, name="json")
OUT = Option("path", "Folder for tables, figures, scenarios, and where they come from.", metavar="DIR", name="out")
FORCE = Option("switch", "Write into DIR even if it holds files.", False, name="force")
LAST = ("yes", "effort", "engine", "workers", "scheduler", "store")
TYPED = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
PATH = click.Path(path_type=Path)
TYPES: dict[str, Any] = {
    "whole": int,
    "number": float,
    "path": PATH,
    "programme": PATH,
    "programmes": PATH,
    "ensemble": PATH,
    "scenario": PATH,
}
MANY = ("settings", "ensemble", "reading", "ranges", "design", "names", "programmes")  # may be given several times


class Command(Door):
    """The command as an interface."""

    as_written = INSTEAD

    def __init__(self, verb: Verb, details: bool = False) -> None:
        self.name, self.command, self._details = verb.name.replace("_", "-"), as_typed(), details
        self.first = []
        typed = {word.partition("=")[0] for word in self.command.split()}
        self._words = {
            one.name: next((word for word in one.words if f"--{word}" in typed), one.words[0])
            for one in verb.asks
            if one.words
        }
        self._first = [one.name for one in verb.asks if one.first and not one.words]

    def spelled(self, name: str) -> str:
        if name == "territory" and (typed := perimeter_as_typed()):
            return typed[0]
        return name.upper() if name in self._first else f"--{self._words.get(name, name).replace('_', '-')}"

    def sizes(self, **numbers: int) -> str:
        return " ".join(f"{self.spelled(name)} {number}" for name, number in numbers.items())

    def go_on(self, asked: Asked) -> str:
        from contagion.experiments.say.asked import much_in_words

        return f"{asked.words}: {much_in_words(asked)}; add --yes to go on"

    def begin(self, lab: sim.Laboratory | None, asked: Asked, auto: bool = False, in_parts: bool = False) -> None:
        """Print on standard error how much there is to run (with `auto`, how much first and at most in all) and, once
        the speed is measured, how long it takes if that differs from the estimate."""
        from contagion.experiments.say.asked import pace_in_words, time_in_words, to_make, work_in_words

        def tell(runs: int, seconds: float = 0) -> None:
            there = asked if in_parts else replace(asked, points=runs, replicates=1)
            if seconds:
                line = pace_in_words(there, seconds)
            elif in_parts:
                line = f"To make, at most about: {work_in_words(asked)}."
            elif auto and runs < asked.runs:
                line = to_make(work_in_words(there), asked.runs, time_in_words(asked.hours))
            else:
                line = to_make(work_in_words(there))
            if line:
                click.echo(line, err=True)

        if lab is not None:
            lab.announce = tell
        elif 3600 * asked.hours > FEW_SECONDS:
            tell(1)

    def outside(self, scenarios: Sequence[Scenario]) -> None:
        """Print one line on standard error per value outside its range, without repetition."""
        from contagion.experiments.say.sentences import said
        from contagion.sim.errors import told_of
        from contagion.sim.reading import printable

        lines = {line: scenario.name for scenario in reversed(scenarios) for line in reversed(scenario.outside_range)}
        for line, name in reversed(lines.items()):
            click.echo(f"contagion: {printable(said(told_of(name, line)))}", err=True)

    def tell(self, lines: Sequence[str]) -> None:
        """Print preliminary notes with the whole answer only; the short answer includes those that matter."""
        from contagion.experiments.say.sentences import paragraphs

        for line in paragraphs(lines) if self._details else []:
            click.echo(line)

    def caution(self, lines: Sequence[str]) -> None:
        super().caution(lines)
        self.tell(lines)

    def aside(self, lines: Sequence[str]) -> None:
        for line in lines:
            click.echo(line, err=True)

    def place(self, epci: str | None) -> Place:
        return Where(None, ("epci", epci) if epci else None, 2017)

    def again(self, of: object, options: Mapping[str, Any], out: str) -> str:
        asked = [f"{self.spelled(name)} {value}" for name, value in options.items()]
        return " ".join(["contagion", self.name, str(of), *perimeter_as_typed(), *asked, "--out", out])

    @contextmanager
    def watching(self, weeks: int, hidden: bool) -> Generator[Any]:
        """Show a progress bar on a terminal, and nothing elsewhere."""
        if hidden or not sys.stderr.isatty():
            yield None
            return
        from tqdm import tqdm

        with tqdm(total=weeks, unit=" weeks", desc="Simulating", leave=False) as bar:
            yield lambda _week: bar.update()


@contextmanager
def keeping(lab: sim.Laboratory) -> Generator[None]:
    """Keep the finished runs of a laboratory even if the command is interrupted. A line on runs of other versions in
    its store comes last, and not after a mistake."""
    from contagion.models.runs.study import Conversations
    from contagion.sim.laboratory.store import outdated

    store = lab.store.folder
    number = outdated(store, Conversations.current) if lab.store.others() else 0
    with runs_kept_in(store):
        yield
    if number:
        others = f"runs of {number} other version{'s' if number > 1 else ''} of code or data"
        click.echo(f"{store} also holds {others}, which are not used (contagion store list).", err=True)


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of computing, store and territory, and pass their values as one laboratory named ``lab``."""

    @wraps(command)
    def with_laboratory(**given: Any) -> Any:
        from contagion.models.runs.lab import laboratory

        where = where_of(given)
        how = {one.name: given.pop(one.name) for one in options_in(Laboratory)}
        lab = laboratory(**how, communes=where.path)
        with keeping(lab):
            return command(lab=lab, **given)

    some = [param for one in options_in(Laboratory) for param in params_of(one)]
    return with_params(with_laboratory, [*some, *perimeter()])


def params_of(option: Option) -> list[click.Parameter]:
    """Translate an option of a verb into parameters of click."""
    if option.kind == "scenario":
        over = option.but(kind="path", first=False)
        by_place = click.Argument([option.name], required=False, type=PATH)
        return [*(params_of(over) if option.words else [by_place]), *params_of(SETTINGS)]
    if option.kind == "scenarios":
        return [click.Argument([option.name], nargs=-1, type=PATH, metavar=option.metavar)]
    if option.first and option.kind != "design":
        metavar = option.metavar or None
        return [click.Argument([option.name], type=TYPES.get(option.kind), metavar=metavar)]
    names = [f"--{word.replace('_', '-')}" for word in option.words or (option.name,)]
    how: dict[str, Any] = {"help": option.help, "metavar": option.metavar or None, "required": option.required}
    if option.kind == "design":
        how["required"] = False  # the line of a sweep without one says how it is written
    if option.kind == "switch":
        how |= {"is_flag": True, "metavar": None}
    elif option.kind == "choice":
        how |= {"type": click.Choice(option.choices), "metavar": None}
    else:
        how |= {"type": TYPES.get(option.kind)}
    if option.kind in MANY:
        how |= {"multiple": True, "metavar": option.metavar or "NAME=VALUE"}
    elif option.kind != "switch" and option.default not in (None, 0.0, ""):
        how |= {"default": option.default, "show_default": True}
    return [click.Option([option.name, *names], **how)]


GROUPS = {
    "Simulations": {"years", "seed", "seeds", "ensemble", "reading", "single", "readings", "worlds", "quick"},
    "Territory": {"communes", "epci", "department", "region", "communes_list", "france", "vintage", "effort"},
    "Output": {"details", "all", "json", "out", "force", "above", "no_browser"},
    "Computing": {"engine", "workers", "scheduler", "store", "yes"},
}
"""Options of commands by topic; all others belong to the question of the command."""


class Grouped(click.Command):
    """A command whose help lists its options in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {"Options": [], **{name: [] for name in GROUPS}}
        for param in self.get_params(ctx):
            if isinstance(param, click.Option) and (record := param.get_help_record(ctx)):
                of = next((name for name, some in GROUPS.items() if param.name in some), "Options")
                groups[of].append(record)
        for name, records in groups.items():
            if records:
                with formatter.section(name):
                    formatter.write_dl(records)


def command_of(verb: Verb) -> click.Command:
    """Make the command of a verb."""
    here = LAST if verb.has("territory") else ("yes",)
    asks = [one for one in verb.asks if one.name not in here and one.name != "territory"]
    if verb.beside:
        asks = [one.but(kind="programmes") if one.kind == "programme" else one for one in asks]
    asks += [*((DETAILS, JSON) if verb.json else ()), *((OUT, FORCE) if verb.kept else ())]
    if verb.has("territory"):
        asks += [one for name in LAST for one in verb.asks if one.name == name]
    params = [param for one in asks for param in params_of(one)]
    name, callback = verb.name.replace("_", "-"), partial(_asked, verb)
    made = Grouped(name, params=params, help=verb.help, epilog=f"Example: {verb.example}", callback=callback)
    made.params += perimeter(several=verb.beside is not None) if verb.has("territory") else []
    return made


def _asked(verb: Verb, **values: Any) -> int | None:
    """Read what was typed, compute the answer, print it and keep it."""
    source = click.get_current_context().get_parameter_source
    said = {name: value for name, value in values.items() if source(name) in TYPED}
    asked, wheres = verb, _wheres(verb, values)
    programmes = said.get("programme", ()) if verb.beside else ()
    if verb.beside and (len(programmes) > 1 or (len(wheres) > 1 and not programmes)):
        asked = verb.beside
    details = bool(values.get("details") or values.get("all")) and not values.get("json")
    door = Command(asked, details)
    known = [one.name for one in asked.asks]
    if wrong := [one.name for one in verb.asks if one.name in said and one.name not in known]:
        raise InputError(f"{door.spelled(wrong[0])}: is not for several territories; leave it out")
    given, parsed = _parsed(asked, said, values)
    if programmes:
        given["programme"] = programmes[0] if asked is verb else programmes
    if wheres:
        parsed["territory"] = wheres[0] if asked is verb else wheres
    ask = reading(asked, door, given, parsed)
    with keeping(ask.lab) if ask.lab else nullcontext():
        return _answered(ask, details)


def _wheres(verb: Verb, values: Mapping[str, Any]) -> list[Where]:
    """Return the territories that were typed."""
    if not verb.has("territory") or not perimeter_as_typed():
        return []
    if not verb.beside:
        return [where_of({**values})]
    return [where_of({**values, "epci": one}) for one in values["epci"] or [None]]


def _parsed(verb: Verb, said: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values for any interface to read, and those that this one has already read."""
    from contagion.experiments.interfaces.command.varied import design_of, levers_of, shard_of
    from contagion.models.scenario import read

    settings = set_once(said.get("settings", ()))
    given, parsed = dict[str, Any](), {one.name: values[one.name] for one in verb.typed if one.kind == "switch"}
    parsed |= {one.name: said[one.name] for one in (JSON, OUT, FORCE) if one.name in said and not verb.has(one.name)}
    for one in verb.asks:
        value = said.get(one.name)
        if one.kind == "scenario" and {"scenario", "settings"} & said.keys():
            parsed[one.name] = read(value, settings, "--set")
        elif one.kind == "design":
            parsed[one.name] = design_of(values[one.name], values["design"], values["points"])
        elif one.kind == "scenarios" and value:
            parsed[one.name] = [read(path) for path in value]
        elif one.kind == "ranges" and value:
            parsed[one.name] = levers_of(value)
        elif one.kind == "shard":
            parsed[one.name] = shard_of(value)
        elif one.kind == "settings" and value:
            parsed[one.name] = [*value]
        elif one.kind == "ensemble" and value:
            given[one.name] = once(value)
        elif one.name in said and one.name not in parsed:
            given[one.name] = value
    return given, parsed


def set_once(settings: Sequence[str]) -> Sequence[str]:
    """Return the settings; raise InputError if two are of one parameter."""
    names = [setting.partition("=")[0].strip() for setting in settings]
    if twice := next((name for place, name in enumerate(names) if name in names[:place]), ""):
        raise InputError(f"--set {twice}: is set twice")
    return settings


def once(some: Sequence[Path]) -> Path | None:
    """Return the ensemble that was given, if any.

    Raises
    ------
    InputError
        If several were given.
    """
    if len(some) > 1:
        raise InputError(f"--ensemble {some[1]}: may be given once; given already: {some[0]}")
    return some[0] if some else None


def _answered(ask: Ask, details: bool) -> int | None:
    """Compute an answer, keep it and print it; return an exit status if runs failed."""
    from contagion.experiments.say.sentences import said
    from contagion.sim.files import must_be_free

    verb, out, force = ask.verb, ask.values.get("out"), bool(ask.values.get("force"))
    if out and verb.kept:
        must_be_free(out, force, FORCED)
    if ask.values.get("quick"):
        ask.door.caution([said(SMOKE_TEST)])
    found = verb.work(ask)
    if ask.values.get("json"):
        ask.door.aside(ask.door.first)
    if out and verb.kept:
        from contagion.experiments.commands.output_folder import add_observations, write

        write(
            add_observations(verb.kept(found, ask), ask.rests_on),
            out,
            force,
            ask.door.command,
        )
    if ask.values.get("json"):
        click.echo(verb.plain(found, ask), nl=False)
    elif verb.words:
        from contagion.experiments.say.answers import Answer, Answered, show

        more = [] if details or not isinstance(found, Answered) else ["More: --details."]
        if verb.kept and not ask.values.get("shard"):
            more.append(f"Tables and figures are in {out}." if out else "Keep tables and figures: --out DIR.")
        last = " ".join(more)
        if details:
            click.echo("\n\n".join(filter(None, [verb.words(found, ask), last])))
        else:
            answer = found._answer() if isinstance(found, Answered) else Answer(verb.words(found, ask).splitlines())
            click.echo(show(replace(answer, sentences=[*ask.door.first, *answer.sentences]), last))
    return NOT_ALL_WELL if getattr(found, "failed", 0) else None
