"""What a user can get wrong, told in one line."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Self

from contagion.sim.sentences import Sentence, verbatim


class _Told(Exception):
    """What is told in one line, in English and, as it is a sentence with what is in it, in any language.

    Parameters
    ----------
    text : str
        With named places, as a `Sentence` has, if there are `values` for them; as it stands if there are none.
    """

    def __init__(self, text: str = "", /, **values: Any) -> None:
        said = text if isinstance(text, Sentence) else Sentence(text, **values) if values else verbatim(text)
        super().__init__(said)

    @property
    def line(self) -> Sentence:
        """The line, to be said anew; `str()` of this is its English alone."""
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
        super().__init__(Sentence("{words} (and {number} more)", words=mistakes[0], number=self.number - 1))

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
        line = Sentence(
            "{what} needs {package}, which is not here: install what the extra [{extra}] names",
            what=what,
            package=module.partition(".")[0],
            extra=extra,
        )
        raise mistake(line) from None
