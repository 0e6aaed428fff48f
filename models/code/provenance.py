"""What a result of the model was made with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from contagion.models.code.kernel import ENGINE
from contagion.sim import provenance as made_with
from contagion.sim.provenance import ROOT, digest_of, digests_of_marked

PACKAGE = "contagion-programme"
EDITION = 3
"""Of the model: one more whenever the specification changes and moves the figures of the reference. What was found with
an earlier one says so wherever it is shown (`experiments/questions/editions.py`)."""
# What the outcome of a run depends on.
RUN_BY = (*ENGINE, "models")
MARK = "measure"  # what makes a function an indicator: nothing but its own figure depends on it


@lru_cache(maxsize=1)
def code_digest() -> str:
    """SHA-256 of what the sources say that make a run (`sim.provenance`), but for the indicators: equal digests, equal
    runs."""
    return digest_of(ROOT, RUN_BY, MARK)


@lru_cache(maxsize=1)
def indicator_digests() -> Mapping[str, str]:
    """The same of each indicator, by name: equal digests, equal figures of equal runs."""
    return {name: digest[:16] for name, digest in digests_of_marked(ROOT, RUN_BY, MARK).items()}


def together(digests: Mapping[str, str]) -> str:
    """One digest of those of all indicators."""
    return sha256(repr(sorted(digests.items())).encode()).hexdigest()


def provenance(**more: Any) -> dict[str, Any]:
    """Package, edition, commit, code, libraries, machine kind and date, and what the caller adds."""
    of_code = {"code_sha256": code_digest(), "indicators_sha256": together(indicator_digests())}
    return made_with.provenance(PACKAGE, edition=EDITION, **of_code, **more)
