"""A comparison by hand; and what is left of English in French."""

import re
from types import SimpleNamespace
from typing import Any

import pandas as pd

from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.worlds import Worlds

ENGLISH_WORDS = re.compile(
    r"\b(the|of|and|to|in|with|from|by|for|is|are|was|were|be|been|has|have|had|not|no|that|this|which|there|than|their|"
    r"its|it|all|each|more|less|most|people|year|years|run|runs|week|weeks|seed|seeds|facilitators?|waiting|trained)\b"
)


def english_in(french: str) -> list[str]:
    """Words that no French text has. What stands in braces or is typed does not count, nor what names a file, an
    option or a parameter."""
    plain = re.sub(r"\{[^}]*\}|`[^`]*`", "·", french)
    typed = r"\b(?:from|until|set) =|\bat the end|\bat year|"
    names = typed + r"--?[a-z]\S*|\S+\.(?:csv|md|py|json|parquet|png)\b|contagion store list|\b\w+_\w+\b"
    return ENGLISH_WORDS.findall(re.sub(names, "", plain))


def in_worlds(**about: str) -> Any:
    """A comparison of few worlds, of sets that leave nothing to `lowloss` but its loss."""
    ensemble = Ensemble("by_hand", pd.DataFrame({"retention.loss_per_year": [0.2, 0.3]}), {"title": "Grand Lieu"})
    runs = SimpleNamespace(labels=pd.DataFrame({"seed": [1, 2, 3, 4]}), store=SimpleNamespace(about=about), again=None)
    return SimpleNamespace(worlds=Worlds(ensemble), number=4, runs=runs)
