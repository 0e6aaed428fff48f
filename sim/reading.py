"""What a reader brings: files, whose size is looked at first, and words, which may hold only what can be seen.

TOML as people write it: looked through before it is read, since the reader takes the square of the parts of a dotted
name in memory (200 kB of one name: 18 GB), and half a kilobyte for each table. All files and settings in TOML, whoever
brings them, are read here.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from contagion.sim.errors import UNSEEN, InputError, either, escape, told_of

MEGABYTE = 1_000_000
MOST_DIGITS = 18  # of a whole number: what 64 bits hold
MOST_LETTERS = 10_000  # of a text
DEEPEST = 12  # tables and lists within each other
MOST_LETTERS_OF_A_WORD, MOST_LETTERS_OF_A_LINE = 300, 4_000  # of what is said back

_BREAKS = re.compile("[\t\n]")
_THOUSANDS = re.compile(r"([+-]?\d{1,3})((?:[ \u00a0\u2009\u202f'’]\d{3})+)(?:[.,](\d+))?")
_COMMA = re.compile(r"([+-]?\d+),(\d+)")


def content_of(path: Path, most: int) -> bytes:
    """Read a file of at most so many bytes. Raises InputError for a larger file, of which no more is read. Raises
    OSError where it cannot be read."""
    size = path.stat().st_size
    with path.open("rb") as file:  # asked for as much as it has, or room for the most would be taken
        content = file.read(size + 1 if path.is_file() else most + 1) if size <= most else None
    if content is None or len(content) > most:
        raise InputError(f"{path}: is larger than {most // MEGABYTE:,} MB, the most that is read of such a file")
    return content


def is_there(path: Path) -> bool:
    """Return whether a path leads to anything; a name that no file can have does not."""
    with suppress(OSError):
        return path.exists()
    return False


def file_named(path: Path, folder: Path, ending: str = ".toml") -> Path:
    """Return the file of a folder that a bare name stands for; any other path as it is."""
    shipped = folder / f"{path}{ending}"
    return shipped if not path.suffix and path.parent == Path() and not is_there(path) and is_there(shipped) else path


def invisible_character(text: str, in_lines: bool = True) -> str:
    """Name the first character that nobody sees but a terminal obeys, as in U+001B; an empty text if there is none.

    Tabs and ends of lines are allowed where the text may be `in_lines`.
    """
    match = UNSEEN.search(text) or (None if in_lines else _BREAKS.search(text))
    return f"U+{ord(match[0]):04X}" if match else ""


def printable(text: str) -> str:
    """Put a text on a line: write out characters that nobody would see, and shorten what is very long."""
    line = escape(" ".join(re.split(r"[ \t\n\r]+", text.strip(" \t\n\r"))))
    words = (_shorten(word, MOST_LETTERS_OF_A_WORD) for word in line.split(" "))
    return _shorten(" ".join(words), MOST_LETTERS_OF_A_LINE)


def given(value: Any) -> str:
    """Show a given value in a line: only its beginning and end where it is long."""
    try:
        return printable(_shorten(repr(value), MOST_LETTERS_OF_A_WORD))
    except Exception:  # a number of too many digits, or whatever somebody's own thing says of itself
        return type(value).__name__


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 10 :]} ({len(text):,} characters)"


def number_hint(text: str) -> str:
    """Show how to write a number that has a comma or spaces; an empty text if it is not a number.

    >>> number_hint("20,5")
    'write 20.5'
    >>> number_hint("60 000")
    'write 60000'
    """
    number = text.strip()
    if match := _THOUSANDS.fullmatch(number):
        whole = match[1] + re.sub(r"\D", "", match[2])
        return f"write {f'{whole}.{match[3]}' if match[3] else whole}"
    if not (match := _COMMA.fullmatch(number)):
        return ""
    whole, part = match.groups()
    thousands = [f"{whole}{part}"] if len(part) == 3 and len(whole.lstrip("+-")) <= 3 else []
    return f"write {either([*thousands, f'{whole}.{part}'])}"


def must_be_plain(content: Any, where: str, prose: tuple[str, ...] = (), name: str = "") -> None:
    """Refuse what was read if names or texts in it hold what nobody sees, numbers are too long or tables too deep:
    InputError says where (the file, or what was set), the field, what is wrong and what would be valid.

    The content is a dict, a list, or a value in them, of a dotted name. Texts of fields in `prose` may have several
    lines."""
    at = told_of(where, name) if name else where
    if name.count(".") >= DEEPEST:
        raise InputError(f"{at}: is nested deeper than {DEEPEST} levels, which nothing here is")
    if isinstance(content, dict):
        for key, value in content.items():
            _must_be_seen(key, f"{where}: the name {key!r}", in_lines=False)
            must_be_plain(value, where, prose, f"{name}.{key}" if name else key)
    elif isinstance(content, list):
        for number, value in enumerate(content, start=1):
            must_be_plain(value, where, prose, f"{name}.{number}")
    elif isinstance(content, str):
        _must_be_seen(content, at, in_lines=name.rpartition(".")[2] in prose)
    elif isinstance(content, int) and abs(content) >= 10**MOST_DIGITS:
        raise InputError(told_of(at, too_long()))


def too_long() -> str:
    """Return the problem of a whole number that is too long."""
    return f"a whole number has at most {MOST_DIGITS} digits"


def _must_be_seen(text: str, where: str, in_lines: bool) -> None:
    """Refuse a text, whose place is `where`, if it is too long or holds what nobody sees."""
    if len(text) > MOST_LETTERS:
        raise InputError(f"{where}: has {len(text):,} characters; at most {MOST_LETTERS:,} are taken")
    if character := invisible_character(text, in_lines):
        raise InputError(f"{where}: holds the character {character}, which cannot be seen; leave it out")


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
_ON_A_LINE, _VALUE = re.compile(r"at line (\d+)"), re.compile(r"[^=]*=([^=#]*)(#.*)?")
_LONG_NUMBER = re.compile(rf"[0-9a-fA-F_]{{{10 * MOST_DIGITS},}}")


class NotToml(InputError):
    """A text that is none in TOML."""


def toml_of(text: str, where: object) -> dict[str, Any]:
    """Parse a text in TOML. Raises NotToml where it is not valid, InputError where it is nested too deeply, too large
    or too long: both say where (the file, or the setting), the line of the text, and what would be valid."""
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
    """Read a small file in TOML. Raises InputError in one line, with the file and what is wrong, or with `missing`
    where there is no file; `prose` is as in `must_be_plain`."""
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
    """Name what takes more memory than it is worth, and its line: a name of too many parts, lists or tables nested too
    deeply, or too many of them. Return None where there is nothing of the kind, or where the parser stops before it."""
    inside: list[str] = []  # brackets that are open
    is_name, parts, names = True, 1, 0  # whether a name stands here, of how many parts, and how many of all there were
    for piece in _PIECES.finditer(text):
        if piece["open"]:  # a text that does not end
            return None
        match piece["sign"]:
            case "." if is_name:
                parts, names = parts + 1, names + 1
            case "=" if is_name:
                is_name, names = False, names + 1
            case "[" if is_name:
                names += 1
            case "[" | "{" as bracket:
                inside.append(bracket)
                is_name, parts, names = bracket == "{", 1, names + 1
            case "]" | "}" if inside:
                inside.pop()
                is_name = False
            case "\n" if not inside:
                is_name, parts = True, 1
            case "," if inside and inside[-1] == "{":
                is_name, parts = True, 1
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
    """Show how to write the number in the line that a complaint names."""
    if not (place := _ON_A_LINE.search(words)) or not (line := text.split("\n")[int(place[1]) - 1 :][:1]):
        return ""
    value = _VALUE.fullmatch(line[0])
    return f"; {hint}" if value and (hint := number_hint(value[1])) else ""


def _beyond_reading(text: str) -> str:
    """Describe what no parser of TOML gets through: a number that is too long."""
    long = _LONG_NUMBER.search(text)
    return _at(text, long, too_long()) if long else too_long()
