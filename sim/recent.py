"""What was used of late, up to so many bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable


class Recent[Key: Hashable, Kept]:
    """Things by key, of which those go first that were not used for the longest.

    Parameters
    ----------
    most : int
        Bytes that are kept, of all together.

    Attributes
    ----------
    held : int
        Bytes that are kept now.
    """

    def __init__(self, most: int) -> None:
        self._most, self.held = most, 0
        self._kept: OrderedDict[Key, tuple[Kept, int]] = OrderedDict()

    def get(self, key: Key) -> Kept | None:
        """What is kept under a key, if anything is."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def keep(self, key: Key, kept: Kept, size: int) -> None:
        """Keep something of so many bytes in place of what stands under its key, unless it is too large."""
        if key in self._kept:
            self.held -= self._kept.pop(key)[1]
        if size <= self._most:
            self._kept[key] = kept, size
            self.held += size
        while self.held > self._most:
            self.held -= self._kept.popitem(last=False)[1][1]
