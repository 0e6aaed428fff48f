"""How a command answers a user's mistake: one line on standard error, exit status 2, no traceback."""

from __future__ import annotations

import os
import shlex
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from sim.errors import InputError, Interrupted, SettingError
from sim.reading import shown

USER_MISTAKE = 2
FORCED = ", or --force to write into it"
INTERRUPTED = 130


_typed: list[str] = []


def as_typed() -> str:
    """The command that is run, as it was typed."""
    return shlex.join(_typed)


def one_line(command: Callable[..., Any], args: Sequence[str] | None = None, *others: Any, **kwargs: Any) -> NoReturn:
    """Run a click command and exit. A warning is one line as well, without the place in the code it comes from."""
    _typed[:] = [*_program(), *(sys.argv[1:] if args is None else args)]
    _any_console()
    warnings.showwarning = _warn  # ty: ignore[invalid-assignment] -- it takes what it is given and needs the first alone
    try:
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
        _stop(str(stop), INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: nothing more to say
        sys.exit(0)
    except OSError as trouble:
        _stop(f"{trouble.filename or 'output'}: {trouble.strerror or trouble}", USER_MISTAKE)
    except (KeyboardInterrupt, click.Abort):
        _stop("interrupted; nothing was written", INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)


def _program() -> list[str]:
    """What is called: a command, or a module of Python."""
    module = getattr(sys.modules["__main__"], "__spec__", None)
    return ["python", "-m", module.name] if module else [Path(sys.argv[0]).name]


def _any_console() -> None:
    """Let any text be printed anywhere: what a console has no letter for is replaced, what is closed takes all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 -- to the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace" if name == "stdout" else "backslashreplace")


def _warn(message: Warning | str, *_: Any, **__: Any) -> None:
    click.echo(f"contagion: {shown(str(message))}", err=True)


def _stop(words: str, status: int) -> NoReturn:
    click.echo(f"contagion: {shown(words)}", err=True)
    sys.exit(status)
