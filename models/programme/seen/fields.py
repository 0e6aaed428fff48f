"""What may be written of an agent. Each attribute that is a field of its row is the model's own, which keeps it in step
with its lists and counts, or says what is valid there: whoever writes something else is told so in one line, before it
is in the row. (A compiled rule has the rows themselves, at which nobody looks.)
"""

from __future__ import annotations

from collections.abc import Callable, Container
from difflib import get_close_matches
from math import inf, nan
from typing import Any, NamedTuple

import mesa
import numpy as np

from contagion.models.programme.layout import IN_TRAINING
from contagion.models.programme.seen.readable import Readable
from contagion.models.records import NONE
from contagion.sim.errors import InputError
from contagion.sim.reading import given
from contagion.sim.sentences import either, perhaps, told_of

LONGEST = 1_000_000  # weeks that anything may lie ahead


class Valid(NamedTuple):
    """What a whole number may be, and that in words."""

    among: Container[int]
    words: str

    @classmethod
    def between(cls, first: int, last: int) -> Valid:
        return cls(range(first, last + 1), f"a whole number from {first} to {last}")


class Field:
    """An attribute of an agent that is a field of its row, and that the model alone writes.

    Parameters
    ----------
    words : tuple of str, optional
        What the field is a number of; text is then read and written.
    yes_or_no : bool
        Whether it is a truth value.
    name : str, optional
        Of the field, if it is not that of the attribute.
    """

    def __init__(self, *words: str, yes_or_no: bool = False, name: str = "") -> None:
        self.words, self.yes_or_no, self.name = words, yes_or_no, name

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        if agent is None:
            return self
        value = agent.record[self.name].item()
        if self.words:
            return self.words[value] if value >= 0 else ""
        return bool(value) if self.yes_or_no else value

    def __set__(self, agent: Any, value: Any) -> None:
        raise InputError(_told(agent, self.name))


class Free(Field):
    """A field that a rule may write: a word of its words, a truth value, or a number.

    Parameters
    ----------
    within : callable, optional
        What an agent's whole number may be, or a reason why it cannot be written now. Without, the field is a real
        number of at least 0.
    finite : bool
        Whether a real number must be finite.
    """

    def __init__(
        self,
        *words: str,
        yes_or_no: bool = False,
        within: Callable[[Any], Valid | str] | None = None,
        finite: bool = False,
    ) -> None:
        super().__init__(*words, yes_or_no=yes_or_no)
        self.within, self.finite = within, finite

    def __set__(self, agent: Any, value: Any) -> None:
        if self.words:
            valid = isinstance(value, str) and value in self.words
            must_be = either(map(repr, self.words))
        elif self.yes_or_no:
            valid, must_be = isinstance(value, bool | np.bool_), either(("True", "False"))
        elif self.within:
            valid, must_be = self._is_within(agent, value)
        else:
            number = _real(value)
            valid = number >= 0 and not (self.finite and number == inf)
            must_be = "a finite number of at least 0" if self.finite else "a number of at least 0"
        if not valid:
            raise InputError(f"{agent!r}: {self.name} = {given(value)}: must be {must_be}")
        agent.record[self.name] = self.words.index(value) if self.words else value

    def _is_within(self, agent: Any, value: Any) -> tuple[bool, str]:
        found = self.within(agent) if self.within else Valid.between(0, 0)
        if isinstance(found, str):
            at = f"{agent!r}: {self.name} cannot be written now"
            raise InputError(told_of(at, found))
        return is_whole(value) and int(value) in found.among, found.words


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number, Python's or NumPy's."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _real(value: Any) -> float:
    """A real number, Python's or NumPy's; of anything else NaN."""
    if not (is_whole(value) or isinstance(value, float | np.floating)):
        return nan
    try:
        return float(value)
    except OverflowError:
        return nan


class Row(mesa.Agent):
    """An agent that is a row of a table of the state, and is known by its number there. It has the attributes that it
    has, and a rule's own, whose names begin with `_`."""

    table = ""

    def __init__(self, model: Readable, number: int) -> None:
        super().__init__(model)
        self.number = number

    @property
    def record(self) -> Any:
        """The row, as NumPy has it."""
        return self.model.state.array(self.table)[self.number]

    def __setattr__(self, name: str, value: Any) -> None:
        there = getattr(type(self), name, None)
        if isinstance(there, Field) or name.startswith("_") or "number" not in self.__dict__:
            super().__setattr__(name, value)
        elif there is not None or name in self.__dict__:
            raise InputError(_told(self, name))
        else:
            raise InputError(
                f"{self!r}: there is no {name!r}{perhaps(*get_close_matches(name, free_to_write(self), n=1))}; "
                "what a rule notes itself has a name that begins with _"
            )

    def __delattr__(self, name: str) -> None:
        if not name.startswith("_"):
            raise InputError(f"{self!r}: {name} cannot be deleted")
        super().__delattr__(name)

    def remove(self) -> None:
        """Mesa's way to end an agent, which is not for rows.

        Raises
        ------
        InputError
        """
        raise InputError(f"{self!r}: cannot be removed; it is a row of a table of the model")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.number}>"


def free_to_write(agent: Row) -> list[str]:
    """Names of the attributes of an agent that a rule may write."""
    return [name for name, there in vars(type(agent)).items() if isinstance(there, Free)]


def _told(agent: Row, name: str) -> str:
    free = ", ".join(free_to_write(agent))
    return f"{agent!r}: {name} is the model's own and cannot be written; a rule may write {free}"


# ---- what is valid ---------------------------------------------------------------------------------------------------


def a_commune(agent: Any) -> Valid:
    """A row of the territory."""
    return Valid.between(0, len(agent.model.territory.codes) - 1)


def a_target_group(agent: Any) -> Valid:
    """A row of the table of target groups."""
    return Valid.between(0, len(agent.model.parameters_at_start.target_group) - 1)


def some_slots(agent: Any) -> Valid:
    """A set of times of the week, one bit each."""
    return Valid.between(0, (1 << agent.model.parameters_at_start.population.slots) - 1)


def some_weeks(_: Any) -> Valid:
    """A number of weeks, or that of a week."""
    return Valid.between(0, LONGEST)


def a_week_of_the_past(agent: Any) -> Valid:
    """A week that has begun, or -1 for none."""
    return Valid.between(int(NONE), agent.model.week)


def a_week_to_come(agent: Any) -> Valid | str:
    """A week after this one, for somebody whose training goes on."""
    if agent.number not in agent.model.listed(IN_TRAINING):
        return "they are not in training"
    return Valid.between(agent.model.week + 1, LONGEST)


def a_facilitator(agent: Any) -> Valid:
    """The id of a facilitator, or -1 for none."""
    ids = agent.model.rows("facilitators")["id"][agent.model.numbers("facilitators")].tolist()
    return Valid({int(NONE), *ids}, "the id of a facilitator, or -1")


def a_request(agent: Any) -> Valid | str:
    """A week in which a partner asks for a group, or -1 for none."""
    if not agent.model.state.array("parameters")[0]["partners"]["groups_per_year"]:
        return "no partner asks for groups where partners.groups_per_year = 0"
    return Valid.between(int(NONE), LONGEST)


def a_place(agent: Any) -> Valid | str:
    """A row of the territory, for a group that is not of the house."""
    return _of_the_house(agent) or a_commune(agent)


def a_slot(agent: Any) -> Valid | str:
    """A time of the week, for a group that is not of the house."""
    return _of_the_house(agent) or Valid.between(0, agent.model.parameters_at_start.population.slots - 1)


def _of_the_house(group: Any) -> str | None:
    return "a group of the house meets there, when its members can" if group.in_house else None
