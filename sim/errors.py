"""What a user can get wrong, told in one line.

Sentences that remember what they are made of, so that whoever speaks another language can say them anew.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Self


class OneLineError(Exception):
    """What is told in one line, in English. What nobody sees in a line is written out."""

    def __init__(self, text: str = "") -> None:
        super().__init__(on_one_line(text))

    @property
    def line(self) -> str:
        return self.args[0]


class InputError(OneLineError):
    """A user's mistake: one clear line; the command line prints it and exits with status 2."""

    field = ""
    """The name of what was given, where it is known."""
    number = 1
    """How many mistakes were seen."""

    def at(self, field: str) -> Self:
        """Name the field that the error is about, and return the error."""
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
    """Combine one or more mistakes; `number` counts those that are left out as well."""
    return InputErrors(mistakes, number) if len(mistakes) > 1 else mistakes[0]


class SettingError(InputError):
    """A setting of the laboratory cannot be what it is. The line begins with its name, and a door may put before it
    what names have there."""


class Interrupted(OneLineError):
    """Ctrl-C, where something is to be said of what was done before; the command line exits with status 130."""


signals_to_stop: list[int] = []
"""Those that this process has received."""


@contextmanager
def interruptible() -> Generator[None]:
    """Raise KeyboardInterrupt where a library has turned it into an error of its own, as Matplotlib and Arrow do."""
    try:
        yield
    except Interrupted:
        raise
    except Exception:
        if signals_to_stop:
            raise KeyboardInterrupt from None
        raise


def require_module(module: str, extra: str, what: str, mistake: type[InputError] = InputError) -> Any:
    """Import a module of a package that an extra of the project names. Raises a `mistake` where it is not installed;
    its line begins with `what`, the part that needs it."""
    try:
        return import_module(module)
    except ImportError:
        line = f"{what} needs {module.partition('.')[0]}, which is not here: install what the extra [{extra}] names"
        raise mistake(line) from None


# Control characters, separators of lines and paragraphs, marks and overrides of the direction of writing, halves of
# characters: a terminal obeys them, a TOML file must not hold them, and nobody sees them.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_BREAKS = re.compile("[\t\n\r]+")


def escape(text: str) -> str:
    """Escape characters that nobody sees, as TOML and JSON do between quotes."""
    return UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def on_one_line(text: str) -> str:
    """Put a text on one line, and escape characters that nobody sees."""
    return escape(_BREAKS.sub(" ", text))


class Sentence(str):
    """Text with named places, as `str.format` takes it, ``"{number:,} of {name}"``, and what stands in them; values
    that are sentences themselves are said anew as well. As a text it is the sentence in English, on one line, and what
    nobody sees is written out in it."""

    text: str
    values: dict[str, Any]

    def __new__(cls, text: str, /, **values: Any) -> Self:
        values = {place: str(it) if isinstance(it, Exception) else it for place, it in values.items()}
        sentence = super().__new__(cls, on_one_line(text.format(**values)))
        sentence.text, sentence.values = text, values
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.text,), self.values


def told_of(where: object, what: object) -> str:
    """Return a line that says where a problem is, and what."""
    return f"{where}: {what}"


def nearest(name: str, among: Iterable[str]) -> list[str]:
    """Find the dotted name that was probably meant, by the whole or by its last part; return [] if none is near."""
    names = [*among]
    if near := get_close_matches(name, names, n=1, cutoff=0.6):
        return near
    last = get_close_matches(name.rpartition(".")[2], [one.rpartition(".")[2] for one in names], n=1, cutoff=0.6)
    return [one for one in names if last and one.rpartition(".")[2] == last[0]][:1]


def perhaps(*names: str) -> str:
    """Ask whether one of these names was meant, as the end of a line; return an empty text if there are none."""
    return f". Did you mean {either(map(repr, names))}?" if names else ""


def either(names: Iterable[str]) -> str:
    """Join alternatives with "or"."""
    return " or ".join(names)


def both(names: Iterable[str]) -> str:
    """Join names with "and"."""
    return " and ".join(names)


def verbatim(text: str) -> Sentence:
    """Make a sentence of a text as it stands, braces and all."""
    return Sentence(text.replace("{", "{{").replace("}", "}}"))


def join_sentences(parts: Iterable[str], between: str = ", ") -> Sentence:
    """Join some sentences into one."""
    values = {f"part{number}": part for number, part in enumerate(parts, start=1)}
    return Sentence(between.join(f"{{{name}}}" for name in values), **values)
