"""TOML as people write it: looked through before it is read, since the reader takes the square of the parts of a dotted
name in memory (200 kB of one name: 18 GB), and half a kilobyte for each table. All files and settings in TOML, whoever
brings them, are read here.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from contagion.sim.errors import InputError, told_of
from contagion.sim.reading import DEEPEST, MEGABYTE, MOST_DIGITS, content_of, must_be_plain, number_hint, too_long

MOST_NAMES = 100_000  # parts of names, lists and tables of a text

# What may stand between two signs: texts of several lines, which end with three to five quotes, texts, remarks, words.
_PIECES = re.compile(
    r'"""(?:[^"\\]++|\\.|"{1,2}+(?!"))*+"{3,5}+'
    r"|'''(?:[^']++|'{1,2}+(?!'))*+'{3,5}+"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|(?P<remark>\#[^\n]*+)"
    r"|(?P<open>[\"'])"
    r"|(?P<sign>[\n.,=\[\]{}])"
    r"|[^\n.,=\[\]{}\"'#]++",
    re.DOTALL,
)
_ON_A_LINE, _GIVEN = re.compile(r"at line (\d+)"), re.compile(r"[^=]*=([^=#]*)(#.*)?")
_LONG_NUMBER = re.compile(rf"[0-9a-fA-F_]{{{10 * MOST_DIGITS},}}")


class NotToml(InputError):
    """A text that is none in TOML."""


def toml_of(text: str, where: object) -> dict[str, Any]:
    """What a text in TOML says.

    Parameters
    ----------
    where : object
        The file, or what was set.

    Raises
    ------
    NotToml
        Where it says nothing.
    InputError
        In one line: where, the line of the text, what is too deep, too much or too long, and what would be valid.
    """
    text = text.replace("\r\n", "\n")
    if problem := too_deep(text):
        raise InputError(told_of(where, problem))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        words = str(error).replace("at end of document", f"at line {len(text.splitlines())}, the last")
        hint = _hint_of_a_line(text, words)
        raise NotToml(f"{where}: not valid TOML: {words}{hint}") from None
    except (RecursionError, ValueError):
        raise InputError(told_of(where, _beyond_reading(text))) from None


def toml_in(file: Path, missing: str, prose: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a small file in TOML says; `missing` is said where there is none, `prose` as of `must_be_plain`.

    Raises
    ------
    InputError
        In one line: the file, and what is wrong.
    """
    try:
        content = toml_of(content_of(file, MEGABYTE).decode("utf-8-sig"), file)
    except FileNotFoundError:
        raise InputError(missing) from None
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not valid TOML: {error}") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from None
    must_be_plain(content, str(file), prose)
    return content


def too_deep(text: str) -> str | None:
    """What of a text takes more memory than it is worth: a name of too many parts, lists or tables within each other,
    or too many of them; its line. None where there is nothing of the kind, or the reader stops before it."""
    inside: list[str] = []  # brackets that are open
    named, parts, names = True, 1, 0  # whether a name stands here, of how many parts, and how many of all there were
    for piece in _PIECES.finditer(text):
        if piece["open"]:  # a text that does not end
            return None
        match piece["sign"]:
            case "." if named:
                parts, names = parts + 1, names + 1
            case "=" if named:
                named, names = False, names + 1
            case "[" if named:
                names += 1
            case "[" | "{" as bracket:
                inside.append(bracket)
                named, parts, names = bracket == "{", 1, names + 1
            case "]" | "}" if inside:
                inside.pop()
                named = False
            case "\n" if not inside:
                named, parts = True, 1
            case "," if inside and inside[-1] == "{":
                named, parts = True, 1
            case _:
                continue
        if parts > DEEPEST:
            words = f"a name has at most {DEEPEST} parts; nothing here is nested deeper"
            return _at(text, piece, words)
        if len(inside) > DEEPEST:
            words = f"lists and tables are nested at most {DEEPEST} deep"
            return _at(text, piece, words)
        if names > MOST_NAMES:
            return _at(text, piece, f"at most {MOST_NAMES:,} names, lists and tables are read")
    return None


def _at(text: str, piece: re.Match[str], words: str) -> str:
    """Words on the line of a text, where it has several."""
    if "\n" not in text:
        return words
    return told_of(f"line {text.count('\n', 0, piece.start()) + 1}", words)


def _hint_of_a_line(text: str, words: str) -> str:
    """How the number would be written that a complaint names the line of."""
    if not (place := _ON_A_LINE.search(words)) or not (line := text.split("\n")[int(place[1]) - 1 :][:1]):
        return ""
    given = _GIVEN.fullmatch(line[0])
    return f"; {hint}" if given and (hint := number_hint(given[1])) else ""


def _beyond_reading(text: str) -> str:
    """What no reader of TOML gets through: a number that is too long."""
    long = _LONG_NUMBER.search(text)
    return _at(text, long, too_long()) if long else too_long()
