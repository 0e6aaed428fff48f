"""What a view is given to make a page of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contagion.experiments.doors.page.asked import Asked
    from contagion.experiments.doors.page.desk import Job
    from contagion.experiments.doors.page.mistakes import Mistake


@dataclass(frozen=True)
class Context:
    """A page that is asked for.

    Attributes
    ----------
    lang : str
    asked : Asked
        What the address says, but for `mistakes`.
    jobs : mapping of kind to Job
        Those that the page wants (`views.wanted`).
    which : str
        A commune's code, or a facilitator's number, of the path.
    mistakes : sequence of Mistake
        What the visitor got wrong; nothing is then computed.
    typed : mapping of field to text
        What a form sent that cannot be taken, to stand in its fields again.
    status : int
        Of the answer.
    of_view : bool
        Whether it stands in place of a file of the view, so that a link leads back to the comparison.
    prices : mapping of item to euros
        Those that were entered; all others are placeholders.
    """

    lang: str
    asked: Asked
    jobs: Mapping[str, Job] = field(default_factory=dict)
    which: str = ""
    mistakes: Sequence[Mistake] = ()
    status: int = 200
    prices: Mapping[str, float] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    of_view: bool = False
