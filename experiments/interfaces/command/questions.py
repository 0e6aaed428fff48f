"""The command `contagion question`: asks one of `experiments/questions`, and publishes its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.interfaces.command.verbs import engine_options, go_on
from contagion.experiments.questions.names import names, said, title
from contagion.models.runs.how_much import ENSEMBLE, asked_of
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.readings import Reading
    from contagion.experiments.questions.publishing import Finding, Question
    from contagion.sim.laboratory.laboratory import Laboratory


yes_option = click.option("--yes", is_flag=True, help="Go on although it is much that is asked for.")
OPTION = "--reading"
named_readings = click.option(
    OPTION,
    "accounts",
    multiple=True,
    metavar="NAME",
    help="Answer under another account of how things work (contagion readings lists them).",
)


@dataclass(frozen=True)
class SetsAsked:
    """Of which ensemble the sets of values are asked for, and under which reading."""

    file: Path
    reading: Reading | None = None

    def read(self, store: Path, data: str | None) -> Ensemble:
        """The ensemble, once it is seen to be of this model and for a territory, by the source `data` of its table; the
        run by which that is seen is kept in the store."""
        from contagion.experiments.evidence.ensemble import read_ensemble, under

        return under(read_ensemble(self.file, store, data), self.reading)


def ensemble_option(words: str, default: str | None = None) -> Callable[..., Any]:
    """The option that names one ensemble."""

    def one(_context: click.Context, _option: click.Parameter, given: tuple[Path, ...]) -> Path | None:
        if len(given) > 1:
            raise InputError(
                f"--ensemble {given[0]} and --ensemble {given[1]}: an answer is over one of them; ask for "
                "each by itself"
            )
        return given[0] if given else None

    return click.option(
        "--ensemble",
        type=click.Path(path_type=Path),
        multiple=True,
        callback=one,
        default=[default] if default else [],
        show_default=bool(default),
        metavar="NAME|FILE",
        help=words,
    )


def one_of(accounts: tuple[str, ...]) -> Reading | None:
    """The reading that is asked for, or none."""
    if not accounts:
        return None
    from contagion.experiments.evidence.readings import reading_of

    return reading_of(accounts, OPTION)


def ensemble_of(asked: SetsAsked, lab: Laboratory) -> Ensemble:
    """An ensemble, once it is seen to be of this model and for this territory. That it is the other reading of what was
    published is said before anything else."""
    found = asked.read(lab.store.folder, lab.store.about.get("data"))
    say_other_reading(found)
    return found


def say_other_reading(ensemble: Ensemble) -> None:
    from contagion.experiments.evidence.words_of_ensembles import other_reading
    from contagion.experiments.say.numbers import paragraphs

    for line in paragraphs(other_reading(ensemble.about)):
        click.echo(line)


class Questions(click.Group):
    """A command for each question. Its script is read when it is called, since it loads much."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if cmd_name not in (known := names()):
            near = get_close_matches(cmd_name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"
            raise InputError(f"question {cmd_name}: there is none of this name{hint}")
        from contagion.experiments.questions.publishing import question

        return _command(cmd_name, question(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Questions"):
            formatter.write_dl([(name, title(name)) for name in names()])


@click.group(cls=Questions, invoke_without_command=True)
@click.pass_context
def question(ctx: click.Context) -> None:
    """Ask a question that was put to the model (without NAME: list them)."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _command(name: str, asked: Question) -> click.Command:
    """The command of a question."""

    @click.command(name, help=f"\b\n{said(name)}")
    @click.option("--quick", is_flag=True, help="A few short runs, to see that it works.")
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
    def command(
        lab: Laboratory,
        quick: bool,
        out: Path,
        document: bool,
        yes: bool = False,
        ensemble: Path | None = None,
        accounts: tuple[str, ...] = (),
        **numbers: Any,
    ) -> None:
        sets = SetsAsked(ensemble, one_of(accounts)) if ensemble else None
        _ask(name, asked, lab, quick, out, document, yes, numbers, sets)

    for number in asked.numbers:
        how: dict[str, Any] = {"type": click.IntRange(number.least), "default": number.default, "help": number.words}
        command = click.option(f"--{number.name}", show_default=True, **how)(command)
    if asked.ensemble:
        sets = "Sets of values that agree with what was observed, as `contagion calibrate` writes them."
        command = ensemble_option(sets, ENSEMBLE)(command)
        command = named_readings(command)
    return yes_option(command) if asked.asked else command


def _ask(
    name: str,
    asked: Question,
    lab: Laboratory,
    quick: bool,
    out: Path,
    document: bool,
    yes: bool,
    numbers: dict[str, Any],
    ensemble: SetsAsked | None,
) -> None:
    from contagion.experiments.commands.options import SMOKE_TEST
    from contagion.experiments.questions.publishing import publish
    from contagion.experiments.say.charts.style import save
    from contagion.experiments.say.sentences import said as in_language
    from contagion.sim.files.results import whole_folder
    from contagion.sim.files.tables import write_csv

    first = [in_language(SMOKE_TEST)] if quick else []
    for line in first:
        click.echo(line)
    if asked.asked and not quick:
        runs, years = asked.asked(**numbers)
        words = " ".join(f"--{of} {value}" for of, value in numbers.items())
        asked_of(lab, 1, runs, years, words).must_be_meant(yes, go_on)
    elsewhere = getattr(lab.study, "communes", None)
    if document and (elsewhere or ensemble not in (None, SetsAsked(Path(ENSEMBLE)))):
        raise InputError(
            f"question {name} --document: its page is of Grand Besançon, over {ENSEMBLE!r}, and under no reading. "
            "Leave out --document, or what asks for another."
        )
    if elsewhere:
        click.echo("The effort of all scenarios is as written for Grand Besançon.\n")
    more = {} if ensemble is None else {"ensemble": ensemble_of(ensemble, lab)}
    finding = asked.main(quick=quick, lab=lab, **numbers, **more)
    words = "\n".join([*_under(ensemble), *in_words(finding)])
    with whole_folder(out, force=True) as folder:
        write_csv(finding.table, folder / f"{name}.csv", "%.6g")
        (folder / f"{name}.txt").write_text("\n".join([*first, words]) + "\n", encoding="utf-8")
        if finding.figure is not None:
            save(finding.figure, folder / name)
    click.echo(words)
    click.echo(f"\n{'The table is' if finding.figure is None else 'Figure and table are'} in {out}.")
    if document and not quick:
        publish(name, finding, lab.store.about)


def _under(ensemble: SetsAsked | None) -> list[str]:
    """Under which reading a question is asked, if under one."""
    if ensemble is None or ensemble.reading is None:
        return []
    from contagion.experiments.evidence.words_of_ensembles import reading_in_words
    from contagion.experiments.say.numbers import in_lines

    return [*in_lines(reading_in_words(ensemble.reading)), ""]


def in_words(finding: Finding) -> list[str]:
    """An answer in the lines of a terminal."""
    from contagion.experiments.say.numbers import in_lines, table_lines

    parts = [line for heading, text in finding.parts().items() for line in ("", f"{heading}:", *in_lines(text))]
    return [*in_lines(finding.sentence), "", *table_lines(finding.rows), *parts]
