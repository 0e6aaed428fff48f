"""The command `contagion page`. Heavy libraries are imported inside."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click

from contagion.experiments.doors.command.kept_runs import store_option
from contagion.experiments.language.languages import FRENCH, LANGUAGES, speaking
from contagion.sim.errors import InputError, SettingError

PORT = 8765
ALGEBRA = "OPENBLAS_NUM_THREADS"


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Where the page answers, on this machine alone; 0 takes any port that is free.",
)
@store_option
@click.option(
    "--workers", type=click.IntRange(1), metavar="N", help="Processes that make runs (by default one a core)."
)
@click.option("--quick", is_flag=True, help="Money and what to measure over few worlds: shows that they work.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=FRENCH,
    show_default=True,
    envvar="CONTAGION_LANG",
    show_envvar=True,
    help="Language that the page opens in.",
)
def page(port: int, store: Path, workers: int | None, quick: bool, no_browser: bool, lang: str) -> None:
    """Open the page for planners in the browser: what would this programme do here, and what would help most?

    It is served from this machine alone, until Ctrl-C.
    """
    # Before NumPy is loaded: threads of its own would wait for each other, busily, where workers have all cores.
    os.environ.setdefault(ALGEBRA, "1")
    from contagion.experiments.doors.words import page as words

    with speaking(lang):
        try:
            from contagion.experiments.doors.page.desk import Desk
            from contagion.experiments.doors.page.serving import listening, open_browser, serve
        except ModuleNotFoundError as missing:
            raise InputError(words.not_installed()) from missing
        try:
            at = listening(port)
        except OSError as trouble:
            if trouble.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise SettingError(words.port_taken(port, port + 1 if port < 65535 else PORT)) from None

        def begun(address: str) -> None:
            shown = f"{address}{lang}/"
            click.echo(words.served_at(shown))
            if not no_browser:
                open_browser(shown)

        with at:
            serve(Desk(store, workers, quick), at, begun)
        click.echo(words.ended(str(store)))
