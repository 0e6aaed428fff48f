"""The types of what `import contagion` has, for editors and type checkers: `python -m
contagion.experiments.doors.python.stub` writes them down beside it, made of the verbs."""

from __future__ import annotations

from inspect import Parameter
from pathlib import Path
from textwrap import indent
from typing import Any

from contagion.experiments.doors.python.public import PLACES, VERBS
from contagion.experiments.doors.python.verbs import described, signature
from contagion.experiments.verbs.verb import Verb

FILE = Path(__file__).resolve().parents[3] / "package" / "contagion" / "__init__.pyi"
HEAD = """from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pandas import DataFrame

{places}
from contagion.experiments.programmes.programme import Programme
from contagion.models.scenarios.scenario import Scenario

__version__: str
"""


def text() -> str:
    """The file as it ought to be."""
    places = [place.rpartition(".")[::2] for place in sorted(PLACES.values())]
    imports = [f"from contagion.{module} import {name} as {name}" for module, name in places]
    return "\n".join([HEAD.format(places="\n".join(imports)), *map(_function, VERBS)])


def _function(verb: Verb[Any]) -> str:
    """A verb as a function without a body."""
    takes, named = [], False
    for one in signature(verb).parameters.values():
        several = one.kind == Parameter.VAR_POSITIONAL
        if one.kind == Parameter.KEYWORD_ONLY and not named:
            takes += [] if any(before.startswith("*") for before in takes) else ["*"]
            named = True
        default = "" if one.default is Parameter.empty else " = ..."
        takes.append(f"{'*' if several else ''}{one.name}: {one.annotation}{default}")
    returns = signature(verb).return_annotation
    body = indent(f'"""{described(verb)}\n"""', "    ")
    return f"def {verb.name}(\n    {f',{chr(10)}    '.join(takes)},\n) -> {returns}:\n{body}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
