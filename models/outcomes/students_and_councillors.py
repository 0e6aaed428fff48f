"""What becomes of students and of municipal councillors in a run."""

from __future__ import annotations

import numpy as np

from contagion.models.outcomes.counting.counts import figure
from contagion.models.outcomes.counting.kinds import FLAGGED, OF_FLAGGED
from contagion.models.outcomes.record import Record
from contagion.models.records import PARTICIPANT

GATE = "elected.gate_opening"


def students_and_councillors(record: Record) -> dict[str, int]:
    """How far students and councillors got in a run.

    Returns
    -------
    dict
        People: `students_reached`, `students_registered` (times), `students_completing`, `students_trained` (out of
        groups); registrations (`students_moved_registered`) and wishes to facilitate (`students_moved_aspiring`) that
        ended as they moved away; `elected_reached`, `elected_completing`. And `communes_opened`, communes of which a
        councillor has completed a group (0 where that opens no gates).
    """
    from contagion.models.outcomes.counting.count import count_flagged  # the compiler is not needed to name them

    trained, met, made = record.facilitators, np.ascontiguousarray(record.residents), np.zeros(1, OF_FLAGGED)
    count_flagged(
        {
            "events": np.ascontiguousarray(record.events),
            "residents": met,
            "flagged": np.zeros(0, FLAGGED),
            "figures": made,
            "councillors_of": np.zeros(len(record.places.codes), np.int64),
        }
    )
    found = dict(zip(OF_FLAGGED.names or (), made[0].item(), strict=True))
    opens = any(values.get(GATE, record.parameters.get(GATE)) != 1 for _, values in record.in_force())
    return {
        "students_reached": figure(record, "students"),
        "students_trained": int(trained["student"][trained["source"] == PARTICIPANT].sum()),
        **{f"students_{name}": found[name] for name in ("registered", "completing", "moved_registered")},
        "students_moved_aspiring": found["moved_aspiring"],
        "elected_reached": figure(record, "elected"),
        "elected_completing": found["councillors_completing"],
        "communes_opened": found["communes"] if opens else 0,
    }
