"""What a result of the model was made with."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from contagion.models.code.kernel import ENGINE, TEXTS
from contagion.sim import provenance as made_with
from contagion.sim.provenance import ROOT, digest_of

PACKAGE = "contagion-programme"
EDITION = 3
"""Of the model: one more whenever the specification changes and moves the figures of the reference. What was found
bears the edition that it was found with."""
# What the outcome of a run depends on.
RUN_BY = (*ENGINE, "models")


@lru_cache(maxsize=1)
def code_digest() -> str:
    """SHA-256 of what the sources do that make a run (`sim.provenance`): equal digests, equal runs and figures."""
    return digest_of(ROOT, RUN_BY, TEXTS)


def provenance(**more: Any) -> dict[str, Any]:
    """Package, edition, commit, code, libraries, machine kind and date, and what the caller adds."""
    return made_with.provenance(PACKAGE, edition=EDITION, code_sha256=code_digest(), **more)
