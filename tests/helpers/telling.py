"""People told of the groups by a test and not by the model."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from models.programme.layout import TELLING_ROW
from models.programme.model import ConversationModel
from models.records import NONE

CERTAIN = 1e9  # a strength nobody resists


def tell(model: ConversationModel, channel: int, rows: Iterable[tuple[int, int, float]]) -> None:
    """Let these people be told this week, with a readiness of 1, and nobody else; and let them decide.

    Parameters
    ----------
    rows : iterable of (person, source, strength)
    """
    sheet: Any = np.array([(who, source, channel, NONE, strength, 1.0) for who, source, strength in rows], TELLING_ROW)
    model.state.put("told", sheet)
    model.state.array("n")["told"] = len(sheet)
    model.live_stage("registering")
