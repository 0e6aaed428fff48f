"""Report a user's mistake in one line on standard error, with exit status 2 and no traceback. Stop on Ctrl-C, SIGTERM
or SIGHUP with one line and exit status 128 + the signal."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from time import monotonic
from types import FrameType
from typing import Any, NoReturn

import click

from contagion.sim.errors import InputError, Interrupted, SettingError, interruptible, signals_to_stop

NOT_ALL_WELL = 1  # the command did its work, but runs failed or files were damaged
USER_MISTAKE = 2
FORCED = ", or --force to write into it"
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
READER_GONE = 13  # SIGPIPE
AGAIN_SECONDS = 3  # a second Ctrl-C within this time is ignored: the command is already stopping
END_SECONDS = 1.5  # from the last line until a command ends, even if its threads still run


@dataclass
class _Heard:
    """The signal that stopped this process, and its time."""

    number: int = signal.SIGINT
    at: float = -AGAIN_SECONDS

    def __call__(self, number: int, _: FrameType | None) -> None:
        if monotonic() - self.at > AGAIN_SECONDS:
            self.number, self.at = number, monotonic()
            signals_to_stop.append(number)
            raise KeyboardInterrupt


_heard = _Heard()


@contextmanager
def process() -> Generator[None]:
    """Let a command that is a process of its own stop on signals and leave nothing behind.

    Signals that its parent process made it ignore (nohup, the background of a shell script) stay ignored.
    """
    for number in STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _heard)
    try:
        yield
    except SystemExit as end:
        if end.code:  # threads of libraries may wait for what never comes
            last = Timer(END_SECONDS, os._exit, [end.code])
            last.daemon = True
            last.start()
        raise
    finally:
        signals_to_stop.clear()
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)  # there is nothing left to stop


@contextmanager
def runs_kept_in(store: Path) -> Generator[None]:
    """Raise Interrupted for an interrupted study, with a line that finished runs are kept in the store."""
    try:
        with interruptible():
            yield
    except (KeyboardInterrupt, Interrupted) as stop:
        if isinstance(stop, Interrupted) and f"kept in {store}" in str(stop):
            raise
        words = stop.line if isinstance(stop, Interrupted) else "interrupted"
        raise Interrupted(f"{words}; runs that are done are kept in {store}") from None


_typed: list[str] = []


def as_typed() -> str:
    """Return the present command as it was typed."""
    return shlex.join(_typed)


def one_line(command: Callable[..., Any], args: Sequence[str] | None = None, *others: Any, **kwargs: Any) -> NoReturn:
    """Run a click command and exit. Warnings are one line too, without their place in the code."""
    words = sys.argv[1:] if args is None else args
    _typed[:] = [*_program(), *words]
    _any_console()
    warnings.showwarning = _warn  # ty: ignore[invalid-assignment] -- it takes what it is given and needs the first alone
    try:
        with interruptible():
            status = command(args, *others, **{**kwargs, "standalone_mode": False})
    except click.exceptions.NoArgsIsHelpError as mistake:
        mistake.show()
        sys.exit(USER_MISTAKE)
    except click.ClickException as mistake:
        _stop(mistake.format_message(), USER_MISTAKE)
    except SettingError as mistake:
        _stop(f"--{mistake}", USER_MISTAKE)  # options have the names of settings
    except InputError as mistake:
        _stop(str(mistake), USER_MISTAKE)
    except MemoryError as short:
        _stop(f"out of memory: {short}" if str(short) else "out of memory", USER_MISTAKE)
    except Interrupted as stop:
        _stop(str(stop), 128 + _heard.number)
    except SystemExit:  # click's own: whoever read what is printed has gone, as `head` does
        sys.exit(128 + READER_GONE)
    except OSError as trouble:
        _stop(f"{trouble.filename or 'output'}: {trouble.strerror or trouble}", USER_MISTAKE)
    except (KeyboardInterrupt, click.Abort):
        _stop("interrupted", 128 + _heard.number)
    sys.exit(status if isinstance(status, int) else 0)


def _program() -> list[str]:
    """Return the words that call this program: a command, or a module of Python."""
    module = getattr(sys.modules["__main__"], "__spec__", None)
    return ["python", "-m", module.name] if module else [Path(sys.argv[0]).name]


def _any_console() -> None:
    """Let any text be printed: replace letters that a console lacks, and discard the output of a closed stream."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 -- to the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace" if name == "stdout" else "backslashreplace")


def _warn(message: Warning | str, *_: Any, **__: Any) -> None:
    from contagion.sim.reading import printable

    click.echo(f"contagion: {printable(str(message))}", err=True)


def _stop(words: str, status: int) -> NoReturn:
    from contagion.sim.reading import printable

    with suppress(OSError):  # the terminal may be closed
        click.echo(f"contagion: {printable(words)}", err=True)
    sys.exit(status)
