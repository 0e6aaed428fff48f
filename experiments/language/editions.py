"""Which edition of the model something was found with, said beside it."""

from __future__ import annotations

import re

from contagion.experiments.language.sentences import _
from contagion.models.code.provenance import EDITION

STAMP = re.compile(r"(?:\*\*Found with edition \d+ of the model[^*]*\*\* )?<!-- edition: (\d+) -->")


def stamp(made_with: int = EDITION, now: int = EDITION) -> str:
    """The edition that something was found with; in words that are seen if it is not the one of now. On one line, and
    without a quotation mark, so that it can stand anywhere, also in the file of a notebook."""
    kept = f"<!-- edition: {made_with} -->"
    if made_with == now:
        return kept
    found = _(
        "**Found with edition {made_with} of the model, which is now in edition {now}: to be found anew.**",
        made_with=made_with,
        now=now,
    )
    return f"{found} {kept}"
