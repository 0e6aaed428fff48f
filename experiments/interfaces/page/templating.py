"""The templates of the page: they speak the language that is spoken, and escape what they are given.

In a template `_("{people} more people", people=12)` says what it does in `experiments.say.sentences`, so that its texts
stand in the same catalogues; `number` writes a number as that language does. A name that is not there is an error, and
nothing from a file is ever taken for HTML.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contagion.experiments.say.sentences import _, number

HERE = Path(__file__).resolve().parent
ENDING = ".j2"


@cache
def environment() -> Environment:
    """The templates, and what they may call."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names: dict[str, Any] = made.globals
    names.update(_=_, number=number)
    return made


def render(name: str, /, **values: object) -> str:
    """A template, filled in, in the language that is spoken.

    Raises
    ------
    jinja2.UndefinedError
        Where the template names what is not there.
    """
    return environment().get_template(name + ENDING).render(values)
