"""An answer that somebody made up, with all its parts."""

from typing import Any

import pandas as pd

from contagion.experiments.questions.asking import Finding


def made_up(**parts: Any) -> Finding:
    """An answer; `parts` take the place of its own."""
    usual: dict[str, Any] = {
        "answer": "All is well.",
        "sure": "in 9 of 10 simulations",
        "sentence": "All is well in 9 of 10 simulations.",
        "follows": "Nothing need be done.",
        "rows": pd.DataFrame({"what": ["all"], "verdict": ["yes"]}),
        "overturns": "Bad news would.",
        "method": "Somebody looked.",
        "table": pd.DataFrame({"a": [1]}),
    }
    return Finding(**{**usual, **parts})
