"""Rules of the user's own: what is lived in place of stages of the week, in one run or in all runs of a study."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contagion.models.programme.replacing import Replacement, called
from contagion.models.runs.own_code import OwnFunction
from contagion.sim.errors import InputError


@dataclass(frozen=True)
class Rule:
    """A function of the user's in place of a stage.

    Attributes
    ----------
    stage : str
    function : OwnFunction
    """

    stage: str
    function: OwnFunction

    @classmethod
    def of(cls, stage: str, function: Any) -> Rule:
        """The rule as it is now; a compiled one is compiled.

        Raises
        ------
        InputError
            In one line: it is no function, takes or gives something else than a rule does, or cannot be sent.
        """
        try:
            rule = cls(stage, OwnFunction.of(function))
            rule.live().make_ready()
        except InputError as error:
            raise InputError(f"rule {stage!r} ({called(function)}): {error}") from None
        return rule

    def live(self) -> Replacement:
        """A copy of it, for one run.

        Raises
        ------
        InputError
            Where something that it uses is not here.
        """
        try:
            function = self.function.load()
        except InputError as error:
            raise InputError(f"rule {self.stage!r} ({self.function.name}): {error}") from error
        return Replacement(self.stage, function)


def lived(rules: Iterable[Rule]) -> dict[str, Replacement]:
    """Copies of the rules for one run, by stage."""
    return {rule.stage: rule.live() for rule in rules}


def told(rules: Iterable[Rule]) -> dict[str, Any]:
    """What provenance says of them; nothing where there are none."""
    about = {rule.stage: rule.function.about() for rule in rules}
    return {"rules": about} if about else {}
