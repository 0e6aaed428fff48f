"""What a value of a parameter is refused for, as a sentence: in words of ours, or in those of pydantic."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from contagion.sim.sentences import Sentence, either, marked

PYDANTIC = (
    marked("must be a valid integer, got a number with a fractional part"),
    marked("must be a valid integer, unable to parse string as an integer"),
    marked("must be a valid integer"),
    marked("must be a valid number, unable to parse string as a number"),
    marked("must be a valid number"),
    marked("must be a finite number"),
    marked("must be a valid boolean"),
    marked("must be a valid string"),
    marked("must be a list in brackets"),
    marked("must be a valid dictionary"),
    marked("must be a valid dictionary or instance of {kind}"),
    marked("must be greater than or equal to {bound}"),
    marked("must be greater than {bound}"),
    marked("must be less than or equal to {bound}"),
    marked("must be less than {bound}"),
    marked("must be {expected}"),
)


def said_of(one: Mapping[str, Any]) -> str:
    """One of the things that are wrong (`pydantic.ValidationError.errors`), without the name of what is wrong."""
    if one["type"] == "extra_forbidden":
        return Sentence("there is no such field")
    if one["type"] == "missing":
        return Sentence("must be given")
    if ours := one.get("ctx", {}).get("error"):
        return ours.args[0] if ours.args else str(ours)
    return in_a_sentence(
        one["msg"].replace("Input should be", "must be").replace("a valid tuple", "a list in brackets")
    )


def in_a_sentence(words: str) -> str:
    """Words of pydantic as a sentence, where they are known."""
    for text in PYDANTIC:
        if found := _form(text).fullmatch(words):
            values: dict[str, Any] = found.groupdict()
            if "expected" in values and (names := re.findall("'[^']*'", values["expected"])):
                values["expected"] = _one_of(names)
            made = Sentence(text, **values)
            return made if made == words else words
    return words


def _one_of(names: list[str]) -> str:
    return either([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@cache
def _form(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(text)), re.DOTALL)
