"""The jobs that a store lacks, divided among all commands that share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import islice
from types import TracebackType

from contagion.sim.errors import SettingError
from contagion.sim.laboratory.claims import Claims
from contagion.sim.laboratory.jobs import Job
from contagion.sim.laboratory.packing import Parcel
from contagion.sim.laboratory.shards import listed
from contagion.sim.laboratory.store import Store


def clear_claims(store: Store) -> None:
    """Remove what killed commands have claimed last, where nothing is left to be done; of a store that may only be read
    nothing is removed."""
    if listed(store.folder / "claims"):
        with suppress(SettingError), store.held():
            Claims(store.folder).of_others()


class Shared:
    """A source of jobs of which others may do some: it ends when all have been done, whoever did them.

    Parameters
    ----------
    missing : mapping of key to Job
        In the order in which they are taken.
    first : iterable of key
        Those that are waited for before all others: batches of them are as small as if there were no others.

    Attributes
    ----------
    failed : int
        Runs that failed so far.
    """

    def __init__(self, store: Store, missing: Mapping[str, Job], first: Iterable[str] = ()) -> None:
        self._store, self._number = store, len(missing)
        self._waiting, self._under_way = dict(missing), set[str]()
        self._first = self._waiting.keys() & first
        self._claims = Claims(store.folder)
        self.failed = 0

    def __enter__(self) -> Shared:
        with self._store.held() as seen:  # where it cannot be written to, this is said before workers start
            self._note(*seen)
        self._claims.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._claims.__exit__(kind, error, at)

    @property
    def left(self) -> int:
        """Runs that nobody has done yet, as far as is known, and that this command is not at: of the first alone, while
        there are any."""
        return len(self._first) or len(self._waiting)

    @property
    def ended(self) -> int:
        """Runs that are over, whoever made them."""
        return self._number - len(self._waiting) - len(self._under_way)

    def over(self, key: str) -> bool:
        """Whether a run is, as far as is known."""
        return key not in self._waiting and key not in self._under_way

    def take(self, most: int) -> list[Job]:
        """Jobs that nobody is at, with the same parameters where possible; none when others are at all that are left.

        Raises
        ------
        InputError
            Where the store cannot be written to.
        """
        with self._store.held() as seen:
            self._note(*seen)
            busy = self._claims.of_others()
            taken = list(islice((key for key in self._waiting if key not in busy), most))
            self._under_way.update(taken)
            self._claims.hold(self._under_way)
        self._first.difference_update(taken)
        return [self._waiting.pop(key) for key in taken]

    def done(self, parcel: Parcel) -> None:
        """Keep what became of a batch.

        Raises
        ------
        InputError
            Where it cannot be written.
        """
        with self._store.held() as seen:
            self._note(*seen)
            self._store.save(parcel)
        self._under_way.difference_update(parcel.keys)
        self.failed += parcel.failed

    def _note(self, come: set[str], failed: set[str]) -> None:
        """What others have done need not be done here."""
        for key in come | failed:
            if self._waiting.pop(key, None) is not None:
                self.failed += key in failed
                self._first.discard(key)
