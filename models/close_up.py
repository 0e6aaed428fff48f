"""The same study, of whose runs more is kept: the weeks, which a shock is seen in, and what becomes of students and
councillors."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from models.study import Conversations

if TYPE_CHECKING:
    from models.programme.model import ConversationModel

WEEKLY = ["week", "active", "participants"]
MOVED = ("moved away while waiting", "moved away while registered")


@dataclass(frozen=True)
class CloseUp(Conversations):
    """Runs of the group programme with a table `weeks` (`WEEKLY`) and the figures of `of_overlays`."""

    @classmethod
    def digest(cls, communes: Path | None) -> str:
        """Another than that of `Conversations`: runs are kept apart, as they have other columns."""
        return sha256(f"close up {super().digest(communes)}".encode()).hexdigest()

    def kept(
        self, model: ConversationModel, made: dict[str, pd.DataFrame]
    ) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
        """What is kept of a run and its tables."""
        row, kept = super().kept(model, made)
        return row | of_overlays(model, made), kept | {"weeks": made["weeks"][WEEKLY]}


def of_overlays(model: ConversationModel, made: dict[str, pd.DataFrame]) -> dict[str, int]:
    """How far students and councillors got in a run.

    Returns
    -------
    dict
        People: `students_reached`, `students_registered` (times), `students_completing`, `students_trained` (out of
        groups); registrations (`students_moved_registered`) and wishes to facilitate (`students_moved_aspiring`) that
        ended as they moved away; `elected_reached`, `elected_completing`. And `communes_opened`, communes of which a
        councillor has completed a group (0 where that opens no gates).
    """
    events, people, trained = made["events"], made["participants"], made["facilitators"]
    gone = events.loc[events["kind"] == "moved away", ["week", "who"]].drop_duplicates()
    whose = {
        "registered": events.loc[events["kind"].str.startswith("registered"), "who"],
        "completing": events.loc[events["kind"] == "completed", "who"],
        "moved_registered": events.loc[events["kind"].isin(MOVED), "who"],
        "moved_aspiring": events[events["kind"] == "lost interest"].merge(gone, on=["week", "who"])["who"],
    }
    ids = {name: np.asarray(who, dtype=np.int64) for name, who in whose.items()}
    return {
        "students_reached": int(people["student"].sum()),
        "students_trained": int(trained.loc[trained["source"] == "participant", "student"].sum()),
        **{f"students_{name}": int(model.world.student(those).sum()) for name, those in ids.items()},
        "elected_reached": int(people["elected"].sum()),
        "elected_completing": int(model.world.elected(ids["completing"]).sum()),
        "communes_opened": int(model.state.array("communes")["opened"].sum()),
    }
