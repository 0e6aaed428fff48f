"""The command `contagion question`: asks one of `experiments/questions`, and publishes its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

from contagion.experiments.commands import options
from contagion.experiments.commands.verb import options_in
from contagion.experiments.interfaces.command.verbs import engine_options, once, params_of
from contagion.experiments.questions.publishing import names, said, title
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.questions.asking import Asking, Finding
    from contagion.sim.laboratory.laboratory import Laboratory


class InWorlds(TypedDict):
    """In which worlds it is answered."""

    ensemble: options.EnsembleLike
    reading: options.ReadingName


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


def _command(name: str, ask: Callable[[Asking], Finding]) -> click.Command:
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
    def command(lab: Laboratory, **given: Any) -> None:
        _ask(name, ask, lab, **given)

    command.params += [param for one in options_in(InWorlds) for param in params_of(one)]
    return command


def _ask(
    name: str,
    ask: Callable[[Asking], Finding],
    lab: Laboratory,
    quick: bool,
    out: Path,
    document: bool,
    ensemble: Sequence[Path],
    reading: Sequence[str],
) -> None:
    from contagion.experiments.evidence.ensemble import read_ensemble, under
    from contagion.experiments.evidence.readings import reading_of
    from contagion.experiments.evidence.words_of_ensembles import other_reading, under_in_words
    from contagion.experiments.questions.asking import Asking
    from contagion.experiments.questions.publishing import publish
    from contagion.experiments.say.charts.style import save
    from contagion.experiments.say.sentences import in_lines, paragraphs
    from contagion.sim.files import whole_folder, write_csv

    file, account = once(ensemble) or Path(ENSEMBLE), reading_of(reading, "--reading")
    first = [options.SMOKE_TEST] if quick else []
    for line in first:
        click.echo(line)
    elsewhere = getattr(lab.study, "communes", None)
    if document and (elsewhere or account or file != Path(ENSEMBLE)):
        raise InputError(
            f"question {name} --document: its page is of Grand Besançon, over {ENSEMBLE!r}, and under no reading. "
            "Leave out --document, or what asks for another."
        )
    if elsewhere:
        click.echo("The effort of all scenarios is as written for Grand Besançon.\n")
    sets = under(read_ensemble(file, lab.store.folder, lab.store.about.get("data")), account)
    for line in paragraphs(other_reading(sets.about)):
        click.echo(line)
    finding = ask(Asking(sets, lab, quick))
    above = [line for text in under_in_words(sets) for line in (*in_lines(text), "")]
    words = "\n".join([*above, *in_words(finding)])
    with whole_folder(out, force=True) as folder:
        write_csv(finding.table, folder / f"{name}.csv", "%.6g")
        (folder / f"{name}.txt").write_text("\n".join([*first, words]) + "\n", encoding="utf-8")
        if finding.figure is not None:
            save(finding.figure, folder / name)
    click.echo(words)
    click.echo(f"\n{'The table is' if finding.figure is None else 'Figure and table are'} in {out}.")
    if document and not quick:
        publish(name, finding, lab.store.about)


def in_words(finding: Finding) -> list[str]:
    """An answer in the lines of a terminal."""
    from contagion.experiments.say.sentences import in_lines, table_lines

    parts = [line for heading, text in finding.parts().items() for line in ("", f"{heading}:", *in_lines(text))]
    return [*in_lines(finding.sentence), "", *table_lines(finding.rows), *parts]
