"""The command `contagion`: commands made from verbs, lists to choose from, your own programmes, the
store of runs, and `contagion question`. It reads, calls and prints; all computing is done elsewhere.

Heavy libraries are imported inside the commands, so that `contagion --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TypedDict

import click

from contagion.experiments.commands import options
from contagion.experiments.commands.verb import options_in
from contagion.experiments.interfaces.command import verbs
from contagion.experiments.interfaces.command.one_line import NOT_ALL_WELL, one_line, process
from contagion.experiments.interfaces.command.verbs import DETAILS, Grouped, command_of, engine_options, once, params_of
from contagion.experiments.interfaces.verbs import ALL
from contagion.experiments.questions.publishing import names, said, title
from contagion.models.runs.vocabulary import ENSEMBLE, STORE
from contagion.sim.errors import InputError, perhaps

if TYPE_CHECKING:
    from contagion.experiments.questions.asking import Asking, Finding
    from contagion.sim.laboratory.laboratory import Laboratory


LEAST_WIDTH = 40
CASE = "besancon"


def _page(text: str) -> None:
    """Print a long text, page by page on a terminal."""
    click.echo_via_pager(text) if sys.stdout.isatty() else click.echo(text)


def _width() -> int:
    """Return the letters of a line: those of the terminal, but enough to be readable; 100 without a terminal."""
    return max(LEAST_WIDTH, get_terminal_size((100, 24)).columns)


@click.command(epilog="Example: contagion parameters training places")
@click.argument("words", nargs=-1)
def parameters(words: tuple[str, ...]) -> None:
    """List the parameters.

    Those whose name or meaning contains all WORDS: default, unit, range, evidence, source.
    """
    from contagion.experiments.say.catalogue import parameters_in_words

    _page(parameters_in_words(words, _width()))


@click.command(epilog="Example: contagion scenarios")
def scenarios() -> None:
    """List the scenarios of the project.

    Each can be run or compared by its name.
    """
    from contagion.experiments.say.catalogue import library_in_words
    from contagion.models.scenario import library

    click.echo(library_in_words(library()))


@click.command(epilog="Example: contagion indicators facilitators")
@click.argument("words", nargs=-1)
@click.option("--json", "as_json_only", is_flag=True, help="Print them as JSON.")
def indicators(words: tuple[str, ...], as_json_only: bool) -> None:
    """List the indicators.

    Those whose name or meaning contains all WORDS: unit, formula, meaning.
    """
    from contagion.experiments.say.catalogue import indicators_found, indicators_in_words
    from contagion.sim.files import as_json

    found = indicators_found(words)
    if as_json_only:
        click.echo(as_json(found), nl=False)
        return
    _page(indicators_in_words(found, _width()))


@click.command(epilog="Example: contagion readings")
def readings() -> None:
    """List other accounts of how things work.

    Each has its source, and is for --reading NAME.
    """
    from contagion.experiments.evidence.words_of_worlds import listed_in_words

    _page(listed_in_words(_width()))


@click.command(epilog="Example: contagion ensembles besancon")
@click.argument("ensembles", nargs=-1, type=click.Path(path_type=Path), metavar="[NAME|FILE]...")
def ensembles(ensembles: tuple[Path, ...]) -> None:
    """Describe ensembles, and how well they fit.

    Without NAME: those of the project.
    """
    from contagion.experiments.evidence.ensemble import as_written, shipped
    from contagion.experiments.evidence.words_of_worlds import ensembles_in_words

    click.echo(ensembles_in_words(as_written(asked)[0] for asked in ensembles or map(Path, shipped())))


@click.command(epilog="Example: contagion schema > scenario.schema.json")
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    from contagion.models.scenario import schema as of_scenarios
    from contagion.sim.files import as_json

    click.echo(as_json(of_scenarios()), nl=False)


@click.group(epilog="Example: contagion programme show besancon")
def programme() -> None:
    """Make or show a programme of your own.

    It is a file that says where the programme is, and what is known of it.
    """


@programme.command(epilog="Example: contagion programme init --epci Dinan")
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
    """Write a new file, to be filled in."""
    from contagion.experiments.evidence.words_of_programmes import new_file
    from contagion.models.territory.gazetteer import find
    from contagion.sim.files import write_whole

    place = find("epci", epci, "--epci")
    if out.exists() and not force:
        raise InputError(
            f"--out {out}: is there already, and may be filled in; choose another name, or --force to write over it"
        )
    write_whole(out, new_file(place, date.today()).encode(), f"--out {out}")
    click.echo(f"{out}: fill in what is known, then: `contagion run --programme {out}`")


@programme.command(epilog="Example: contagion programme show besancon")
@click.argument("file", type=click.Path(path_type=Path), metavar="[FILE|NAME]", required=False, default=CASE)
def show(file: Path) -> None:
    """Show what a file says.

    By default that of the case study; and from when on decisions hold.
    """
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


@click.group(epilog="Example: contagion store list")
def store() -> None:
    """List, verify, prune or copy kept runs."""


@store.command("list", epilog="Example: contagion store list")
@store_option
def list_store(store: Path) -> None:
    """List the versions whose runs are kept.

    Current are those that are still used when their territory is asked for.
    """
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


@store.command(epilog="Example: contagion store verify")
@store_option
def verify(store: Path) -> int:
    """Check all runs, and name what is damaged.

    What is damaged is made again when it is asked for. Exit status 1 if anything is.
    """
    from contagion.sim.laboratory.store import verify as check

    batches, bad = check(store)
    for what, why in bad.items():
        click.echo(f"{what}: {why}; its runs are made again when asked for")
    click.echo(f"{batches:,} batches of runs are as they were, {len(bad):,} {'is' if len(bad) == 1 else 'are'} not.")
    return NOT_ALL_WELL if bad else 0


@store.command(epilog="Example: contagion store prune --failures")
@store_option
@click.option("--other-versions", is_flag=True, help="Runs of versions that are not current.")
@click.option("--failures", is_flag=True, help="Records of failed runs.")
@click.option("--damaged", is_flag=True, help="Damaged files, after what is whole of them has been copied.")
def prune(store: Path, other_versions: bool, failures: bool, damaged: bool) -> None:
    """Remove runs that are not wanted any more."""
    if not (other_versions or failures or damaged):
        raise InputError("store prune: say what to remove: --other-versions, --failures or --damaged")
    from contagion.models.runs.study import Conversations
    from contagion.sim.laboratory.store import prune as remove

    removed = remove(store, Conversations.current, others=other_versions, failures=failures, damaged=damaged)
    for words in removed:
        click.echo(f"removed: {words}")
    if not removed:
        click.echo("There is nothing to remove.")


@store.command(epilog="Example: contagion store export --out runs")
@store_option
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="A folder that is made.")
def export(store: Path, out: Path) -> None:
    """Copy all tables into Parquet files.

    For pandas, DuckDB and others: DIR/runs/code=VERSION/*.parquet and so on.
    """
    from contagion.sim.laboratory.store import export as copy

    click.echo(f"{copy(store, out):,} runs are in {out}.")


class InWorlds(TypedDict):
    """The simulations that answer a question."""

    ensemble: options.EnsembleLike
    reading: options.ReadingName


class Questions(click.Group):
    """One command per question. Its module is imported when it is called, since it loads much."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if cmd_name not in (known := names()):
            near = get_close_matches(cmd_name, known, n=1)
            hint = perhaps(*near) or "; `contagion question` lists them"
            raise InputError(f"question: unknown question {cmd_name!r}{hint}")
        from contagion.experiments.questions.publishing import question

        return _command(cmd_name, question(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Questions"):
            formatter.write_dl([(name, title(name)) for name in names()])


@click.group(cls=Questions, invoke_without_command=True, epilog="Example: contagion question validate --quick")
@click.pass_context
def question(ctx: click.Context) -> None:
    """Answer a research question.

    Without NAME: list them.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _command(name: str, ask: Callable[[Asking], Finding]) -> click.Command:
    """Make the command of a question."""

    @click.command(name, Grouped, help=said(name), epilog=f"Example: contagion question {name} --quick")
    @click.option("--quick", is_flag=True, help="A few short runs, to see that it works.")
    @click.option("--details", is_flag=True, help=DETAILS.help)
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=Path("results") / name,
        show_default=True,
        metavar="DIR",
        help="Folder for table, words and figure.",
    )
    @click.option(
        "--document", is_flag=True, help="Write the page of the answer in the project, and its row in the list of all."
    )
    @engine_options
    def command(lab: Laboratory, **given: Any) -> None:
        _ask(name, ask, lab, **given)

    command.params += [param for one in options_in(InWorlds) for param in params_of(one)]
    return command


def _ask(
    name: str,
    ask: Callable[[Asking], Finding],
    lab: Laboratory,
    quick: bool,
    details: bool,
    out: Path,
    document: bool,
    ensemble: Sequence[Path],
    reading: Sequence[str],
) -> None:
    from contagion.experiments.evidence.ensemble import read_ensemble, under
    from contagion.experiments.evidence.readings import reading_of
    from contagion.experiments.evidence.words_of_worlds import other_reading, under_in_short, under_in_words
    from contagion.experiments.questions.asking import Asking
    from contagion.experiments.questions.publishing import publish
    from contagion.experiments.say.answers import Answer, show
    from contagion.experiments.say.charts.style import save
    from contagion.experiments.say.sentences import in_lines, paragraphs
    from contagion.sim.files import whole_folder, write_csv

    file, account = once(ensemble) or Path(ENSEMBLE), reading_of(reading, "--reading")
    first = [options.SMOKE_TEST] if quick else []
    elsewhere = getattr(lab.study, "communes", None)
    if document and (elsewhere or account or file != Path(ENSEMBLE)):
        raise InputError(
            f"question {name} --document: its page is of Grand Besançon, over {ENSEMBLE!r}, and under no reading. "
            "Leave out --document, or what asks for another."
        )
    effort = ["The effort of all scenarios is as written for Grand Besançon."] if elsewhere else []
    sets = under(read_ensemble(file, lab.store.folder, lab.store.about.get("data")), account)
    finding = ask(Asking(sets, lab, quick))
    above = [line for text in under_in_words(sets) for line in (*in_lines(text), "")]
    words = "\n".join([*above, *in_words(finding)])
    with whole_folder(out, force=True) as folder:
        write_csv(finding.table, folder / f"{name}.csv", "%.6g")
        (folder / f"{name}.txt").write_text("\n".join([*first, words]) + "\n", encoding="utf-8")
        if finding.figure is not None:
            save(finding.figure, folder / name)
    last = f"{'The table is' if finding.figure is None else 'Figure and table are'} in {out}."
    before = [*first, *other_reading(sets.about), *effort]
    if details:
        click.echo("\n".join([*paragraphs(before), words, "", last]))
    else:
        sentences = [*before, *under_in_short(sets), finding.sentence, f"For an authority: {finding.follows}"]
        click.echo(show(Answer(sentences), f"More: --details. {last}"))
    if document and not quick:
        publish(name, finding, lab.store.about)


def in_words(finding: Finding) -> list[str]:
    """Write an answer as lines for a terminal."""
    from contagion.experiments.say.sentences import in_lines, table_lines

    parts = [line for heading, text in finding.parts().items() for line in ("", f"{heading}:", *in_lines(text))]
    return [*in_lines(finding.sentence), "", *table_lines(finding.rows), *parts]


class Group(click.Group):
    """Commands that answer a user's mistake with one line and exit status 2."""

    def main(self, args: Sequence[str] | None = None, *others: Any, **kwargs: Any) -> Any:
        one_line(super().main, args, *others, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with process():
            self.main(*args, **kwargs)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="contagion-programme", prog_name="contagion")
def main() -> None:
    """Simulate how a climate programme spreads from person to person over a territory."""


COMMANDS = (
    *map(command_of, (verb for verb in ALL if verb.words)),
    *(question, programme, store, verbs.territory),
    *(parameters, scenarios, indicators, readings, ensembles),
    schema,
)
for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
