"""The templates of the page, which use the current language and escape their values.

In a template `_("{people} more people", people=12)` works as in `experiments.say.sentences`, with its texts in the same
catalogues; `number` writes a number in the form of that language. An undefined name is an error, and no text from a
file is taken for HTML.
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
    """Return the environment of the templates with the functions they may call."""
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
    """Fill in a template in the current language.

    Raises
    ------
    jinja2.UndefinedError
        If the template uses an undefined name.
    """
    return environment().get_template(name + ENDING).render(values)
