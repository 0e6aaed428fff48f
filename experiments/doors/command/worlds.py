"""Over which sets of values a question is asked: `--ensemble` and `--reading`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.ensembles.ensemble import Ensemble
    from contagion.experiments.ensembles.readings import Reading
    from contagion.sim.laboratory.laboratory import Laboratory

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
        from contagion.experiments.ensembles.ensemble import under
        from contagion.experiments.ensembles.ensemble_files import read_ensemble

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
    from contagion.experiments.ensembles.readings import reading_of

    return reading_of(accounts, OPTION)


def ensemble_of(asked: SetsAsked, lab: Laboratory) -> Ensemble:
    """An ensemble, once it is seen to be of this model and for this territory. That it is the other reading of what was
    published is said before anything else."""
    found = asked.read(lab.store.folder, lab.store.about.get("data"))
    say_other_reading(found)
    return found


def say_other_reading(ensemble: Ensemble) -> None:
    from contagion.experiments.ensembles.words_of_ensembles import other_reading
    from contagion.experiments.language.numbers import paragraphs

    for line in paragraphs(other_reading(ensemble.about)):
        click.echo(line)
