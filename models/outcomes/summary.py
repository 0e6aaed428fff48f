"""What came of a run: its figures, and its tables as people read them."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from contagion.models.outcomes import costs, footprint
from contagion.models.outcomes.frames import frames
from contagion.models.outcomes.indicators import measured
from contagion.models.outcomes.record import Record
from contagion.sim.model import WEEKS_A_YEAR


def summary(record: Record) -> dict[str, Any]:
    """Return the indicators of a run (`models.outcomes.indicators`), its length, seed and digest of its event log."""
    years = record.horizon / WEEKS_A_YEAR
    return measured(record) | {
        "years": int(years) if years.is_integer() else years,
        "seed": record.seed,
        "event_log_sha256": sha256(np.ascontiguousarray(record.events)).hexdigest(),
    }


def outcomes(record: Record) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Return the outcomes of a run of whole years: its tables, ledger and footprint among them, and its figures."""
    tables, money = frames(record), costs.figures(record)
    tables["quantities"], tables["ledger"] = costs.quantities(record), costs.ledger(record)
    tables["footprint"] = footprint.of_a_run(record, record.horizon // WEEKS_A_YEAR)
    return tables, summary(record) | money | footprint.summary(tables["footprint"], money["cost_total"])
