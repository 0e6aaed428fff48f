"""The mean field of the reference, worked out once for each change."""

import functools
import math
from typing import Any

from tests import oracles as th

REFERENCE: dict[str, Any] = {
    "founders": 10, "places": 10, "group_size": 8, "completion": 0.75, "wish": 1 / 3, "acceptance": 0.8,
    "interest_loss": math.log(2), "active": 0.9, "loss_rate": 0.25, "duration_weeks": 17, "delay_weeks": 6,
    "training_week": 6,
}  # fmt: skip
YEARS = [3, 5, 10]


@functools.cache
def expected(**changes):
    """The mean field of ten years with these changes."""
    settings: dict[str, Any] = {"years": 10, "rest_weeks": 12, **REFERENCE, **changes}
    return th.mean_field(**settings)
