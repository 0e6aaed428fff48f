"""The same study, of whose runs more is kept: the weeks, which a shock is seen in, and what becomes of students."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from models.ensemble import Conversations

if TYPE_CHECKING:
    from models.programme import ConversationModel

WEEKLY = ["week", "active", "participants"]
MOVED = ("moved away while waiting", "moved away while registered")


@dataclass(frozen=True)
class CloseUp(Conversations):
    """Runs of the group programme with a table `weeks` (`WEEKLY`) and the figures of `of_students`."""

    @classmethod
    def digest(cls, communes: Path | None) -> str:
        """Another than that of `Conversations`: runs are kept apart, as they have other columns."""
        return sha256(f"close up {super().digest(communes)}".encode()).hexdigest()

    def kept(
        self, model: ConversationModel, made: dict[str, pd.DataFrame]
    ) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
        """What is kept of a run and its tables."""
        row, kept = super().kept(model, made)
        return row | of_students(model, made), kept | {"weeks": made["weeks"][WEEKLY]}


def of_students(model: ConversationModel, made: dict[str, pd.DataFrame]) -> dict[str, int]:
    """How far students got in a run.

    Returns
    -------
    dict
        People: `students_reached`, `students_completing`, `students_trained` (out of groups); registrations
        (`students_moved_registered`) and wishes to facilitate (`students_moved_aspiring`) that ended because they
        moved away.
    """
    events, trained = made["events"], made["facilitators"]
    aspiring = events[events["kind"] == "lost interest"].merge(
        events.loc[events["kind"] == "moved away", ["week", "who"]].drop_duplicates(), on=["week", "who"]
    )
    whose = {
        "students_completing": [person.id for group in model.groups for person in group.completers],
        "students_moved_registered": events.loc[events["kind"].isin(MOVED), "who"],
        "students_moved_aspiring": aspiring["who"],
    }
    student = model.population.student
    return {
        "students_reached": int(made["participants"]["student"].sum()),
        "students_trained": int(trained.loc[trained["source"] == "participant", "student"].sum()),
        **{name: int(student(np.asarray(ids, dtype=np.int64)).sum()) for name, ids in whose.items()},
    }
