"""Tables for which there is no room: for tests."""

from contagion.sim.core.compiling import HEAD, WORDS
from contagion.sim.core.tables import Tables

ROW = 2**50  # bytes, as if each row were that large


def no_room(tables: Tables, name: str) -> None:
    """Let a table be one that nobody can make longer."""
    tables._words[HEAD + WORDS * tables.layout.of_number[name] + WORDS - 1] = ROW
