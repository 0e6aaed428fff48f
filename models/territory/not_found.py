"""The answer to who asks for a territory that is none: those that may be meant, as data and not in words alone."""

from collections.abc import Iterable
from typing import Self

from contagion.sim.errors import InputError

SHOWN = 8  # candidates that are told


class NotFound(InputError):
    """Nothing is called as was asked, or several are.

    Attributes
    ----------
    offers : tuple of (str, str)
        Code and name of those that may be meant, at most `SHOWN`.
    several : bool
        Whether all of these are called so.
    """

    offers: tuple[tuple[str, str], ...] = ()
    several = False

    def offering(self, offers: Iterable[tuple[str, str]], several: bool) -> Self:
        """The same, with those that may be meant."""
        self.offers, self.several = tuple(offers)[:SHOWN], several
        return self
