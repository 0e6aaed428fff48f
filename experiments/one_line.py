"""How a command answers a user's mistake: one line on standard error, exit status 2, no traceback."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from typing import Any, NoReturn

import click

from sim.errors import InputError, Interrupted, SettingError

USER_MISTAKE = 2
FORCED = ", or --force to write into it"
INTERRUPTED = 130


def one_line(command: Callable[..., Any], *args: Any, **kwargs: Any) -> NoReturn:
    """Run a click command and exit. A warning is one line as well, without the place in the code it comes from."""
    warnings.showwarning = _warn  # ty: ignore[invalid-assignment] -- it takes what it is given and needs the first alone
    try:
        status = command(*args, **{**kwargs, "standalone_mode": False})
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
    except (KeyboardInterrupt, click.Abort):
        _stop("interrupted; nothing was written", INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)


def _warn(message: Warning | str, *_: Any, **__: Any) -> None:
    click.echo(f"contagion: {' '.join(str(message).split())}", err=True)


def _stop(words: str, status: int) -> NoReturn:
    click.echo(f"contagion: {' '.join(words.split())}", err=True)
    sys.exit(status)
