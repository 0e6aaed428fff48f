"""How pages and notes are made and written: templates that speak the language that is spoken, and escape what they are
given.

In a template `_("{people} more people", people=12)`, `ngettext` and `counted` say what they do in
`experiments.say.sentences`, so that its texts stand in the same catalogues; `number` writes a number as that
language does. A name that is not there is an error, and nothing from a file is ever taken for HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contagion.experiments.say.languages import spoken
from contagion.experiments.say.sentences import _, counted, ngettext, number, said
from contagion.sim.errors import InputError

HERE = Path(__file__).resolve().parent
ENDING = ".j2"


@cache
def environment(room: str) -> Environment:
    """The templates of a room."""
    made = Environment(
        loader=FileSystemLoader(HERE / room / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names: dict[str, Any] = made.globals
    names.update(_=_, ngettext=ngettext, counted=counted, said=said, number=number, spoken=spoken)
    return made


def render(room: str, name: str, /, **values: object) -> str:
    """A template of a room, filled in, in the language that is spoken.

    Raises
    ------
    jinja2.UndefinedError
        Where the template names what is not there.
    """
    return environment(room).get_template(name + ENDING).render(values)


def write(made: Mapping[Path, bytes], called: str = "") -> None:
    """Write files, all of them or none; `called` is the option that named them.

    Raises
    ------
    InputError
        In one line.
    """
    beside = {file: file.with_name(f".{file.name}.partial") for file in made}
    try:
        for file, content in made.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            beside[file].write_bytes(content)
        for file in made:
            beside[file].replace(file)
    except OSError as error:
        why = error.strerror or str(error)
        named = f"{called} {next(iter(made))}" if called else error.filename
        raise InputError(f"{named}: cannot be written ({why})") from None
    finally:
        for file in beside.values():
            with suppress(OSError):
                file.unlink()
