"""A scenario as text: what its file is written as, and the schema that editors check it by."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from math import inf
from typing import Any

from contagion.models.parameters import Parameters
from contagion.models.parameters.effort import RESIDENTS
from contagion.models.parameters.sections.money import ITEMS
from contagion.sim.sentences import escaped

EFFORT_FOR = "effort_for"  # the key of a file for whom its effort is written
PLACEHOLDERS = "placeholder_prices"  # the key of a file for the prices in it that nobody gave
TABLES = ("target_group", "alternative", "decision", "shock")  # what a file holds any number of rows of


@dataclass(frozen=True)
class Words:
    """What a scenario is called and about, in one language."""

    title: str = ""
    description: str = ""


def write(
    parameters: Parameters,
    words: Words = Words(),
    french: Words | None = None,
    effort_for: int = RESIDENTS,
    given: Collection[str] = ITEMS,
) -> str:
    """The scenario as TOML: every parameter, so that a later change of a default does not change it. Items whose price
    nobody gave are named."""
    lines = [f"{key} = {toml(value)}" for key, value in vars(words).items()]
    lines.append(f"{EFFORT_FOR} = {effort_for}")
    if placeholders := [item for item in ITEMS if item not in given]:
        lines.append(f"{PLACEHOLDERS} = {toml(placeholders)}")
    if french:
        lines += ["", "[fr]", *(f"{key} = {toml(value)}" for key, value in vars(french).items())]
    content = parameters.model_dump()
    for section, values in content.items():
        if section not in TABLES:
            lines += ["", f"[{section}]", *(f"{key} = {toml(value)}" for key, value in values.items())]
    content["decision"] = [row.model_dump(by_alias=True, exclude_defaults=True) for row in parameters.decision]
    for table in TABLES:
        for row in content[table]:
            lines += ["", f"[[{table}]]", *(f"{k} = {toml(v)}" for k, v in row.items() if v is not None)]
    return "\n".join(lines) + "\n"


def toml(value: Any) -> str:
    """A value as a file in TOML has it: text, yes or no, a number, a list or a table of these."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return escaped(json.dumps(value, ensure_ascii=False))
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(key)} = {toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return repr(value)


def schema() -> dict[str, Any]:
    """JSON Schema of a scenario file."""
    made = _finite(Parameters.model_json_schema())
    text = {"type": "string"}
    french = {"type": "object", "properties": {"title": text, "description": text}, "additionalProperties": False}
    effort_for = {"type": "integer", "minimum": 1, "description": "residents aged 15 and over whom the effort is for"}
    placeholders = {
        "type": "array",
        "items": {"enum": list(ITEMS)},
        "description": "prices below that nobody gave: they are placeholders",
    }
    made["properties"] = {
        "title": text,
        "description": text,
        EFFORT_FOR: effort_for,
        PLACEHOLDERS: placeholders,
        "fr": french,
        **made["properties"],
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Scenario"}


def _finite(node: Any) -> Any:
    """Without the defaults that are infinite, which JSON cannot say, and with no end in place of an infinite one."""
    if isinstance(node, dict):
        return {key: _finite(value) for key, value in node.items() if value != inf}
    if isinstance(node, list | tuple):
        return [None if value == inf else _finite(value) for value in node]
    return node
