"""What a user can get wrong, told in one line."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Self

from contagion.sim.sentences import on_one_line


class _Told(Exception):
    """What is told in one line, in English. What nobody sees in a line is written out."""

    def __init__(self, text: str = "") -> None:
        super().__init__(on_one_line(text))

    @property
    def line(self) -> str:
        return self.args[0]


class InputError(_Told):
    """A user's mistake: one clear line; the command line prints it and exits with status 2."""

    field = ""
    """The name of what was given, where it is known."""
    number = 1
    """How many mistakes were seen."""

    def at(self, field: str) -> Self:
        """The same, of a field."""
        self.field = field
        return self

    @property
    def mistakes(self) -> Sequence[InputError]:
        """One by one, where several were seen at once."""
        return (self,)


class InputErrors(InputError):
    """Several mistakes: the line gives the first, and how many more there are of `number`, by default of these."""

    def __init__(self, mistakes: Sequence[InputError], number: int = 0) -> None:
        self._mistakes, self.number = mistakes, number or len(mistakes)
        super().__init__(f"{mistakes[0]} (and {self.number - 1} more)")

    def __reduce__(self) -> Any:
        return type(self), (self._mistakes, self.number)

    @property
    def mistakes(self) -> Sequence[InputError]:
        return self._mistakes


def several(mistakes: Sequence[InputError], number: int = 0) -> InputError:
    """Combine mistakes, of which there is at least one; `number` counts those that are left out as well."""
    return InputErrors(mistakes, number) if len(mistakes) > 1 else mistakes[0]


class SettingError(InputError):
    """A setting of the laboratory cannot be what it is. The line begins with its name, and a door may put before it
    what names have there."""


class Interrupted(_Told):
    """Ctrl-C, where something is to be said of what was done before; the command line exits with status 130."""


def needed(module: str, extra: str, what: str, mistake: type[InputError] = InputError) -> Any:
    """A module of a package that an extra of the project names.

    Parameters
    ----------
    what : str
        What needs it: the beginning of the line.

    Raises
    ------
    InputError
        Where it is not installed; of the kind that is asked for.
    """
    try:
        return import_module(module)
    except ImportError:
        line = f"{what} needs {module.partition('.')[0]}, which is not here: install what the extra [{extra}] names"
        raise mistake(line) from None
