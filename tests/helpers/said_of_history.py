"""A facilitator and events by hand: for tests."""

from typing import Any

import pandas as pd

from contagion.experiments.verbs.history.work import Life

LIFE = Life(15, "Torpes", "participant", (2, 7), (23, 45), 37, "letter", 63, 510, False, 22, 183, 94, 20)


def row(kind: str, **values: Any) -> dict[str, Any]:
    """An event of group 7 in Torpes, of somebody who is no facilitator."""
    usual = dict.fromkeys(("facilitator", "told_by", "number"), pd.NA) | {"group": 7, "commune": "Torpes"}
    return usual | dict.fromkeys(("leaders", "told_from", "detail", "programme"), "") | {"kind": kind} | values


def with_most_after(results) -> int:
    """The facilitator who came from a group and from whose groups the most facilitators came."""
    table = results.tables["facilitators"]
    own = table[table["source"] == "participant"]
    return int(own["facilitators_from_groups"].idxmax()) + 1
