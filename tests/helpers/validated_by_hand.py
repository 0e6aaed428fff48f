"""A table of facts, as validation makes it, by hand."""

from math import nan
from typing import Any

import pandas as pd

from contagion.experiments.evidence.validation import CHANCE, NOTHING, OUTSIDE, WELL, WITHIN

VERDICTS = {"a": WELL, "b": WITHIN, "c": OUTSIDE, "d": OUTSIDE, "e": NOTHING, CHANCE: OUTSIDE}
MARKS = {"a": "held out", "b": "used", "c": "held out", "d": "input", "e": "held out", CHANCE: "held out"}
SCORES = {"a": (0.1, 0.4), "b": (0.2, 0.1), "c": (0.2, 0.1), "d": (0.4, 0.1)}


def facts_by_hand() -> pd.DataFrame:
    """Five facts and the null model; the last fact is predicted by nobody."""
    rows = []
    for name, verdict in VERDICTS.items():
        score, other = SCORES.get(name, (nan, nan))
        is_told, by_sheet = verdict != NOTHING, name in SCORES
        about = {"series": name, "programme": name.upper(), "figure": "participants, year 3", "low": 1.0, "high": 1.0}
        model: dict[str, Any] = {
            "p5": 0.1,
            "p25": 0.2,
            "p50": 0.5,
            "p75": 0.8,
            "p95": 1.234567,
            "worlds": 50 if is_told else 0,
        }
        model |= {"quantile": 0.9 if is_told else nan, "verdict": verdict}
        model |= {"score": score, "error": -0.5 if by_sheet else nan, "width": 2.5 if by_sheet else nan, "none": nan}
        sheet: dict[str, Any] = {
            "p5": 0.2,
            "p25": 0.3,
            "p50": 0.4,
            "p75": 0.6,
            "p95": 1.5,
            "quantile": 0.7,
            "worlds": 2000,
        }
        sheet |= {"score": other, "error": 0.1, "width": 2.0, "none": nan, "verdict": WELL}
        if not by_sheet:
            sheet = dict.fromkeys(sheet, nan) | {"verdict": NOTHING, "worlds": 0}
        said = {"mark": MARKS[name], "expected": "", "why": "It was looked at." if MARKS[name] != "held out" else ""}
        rows.append(
            about | model | {f"sheet_{key}": value for key, value in sheet.items()} | said | {"source": "a page"}
        )
    rows[2] |= {"expected": "outside", "why": "It grows.", "none": 0.75, "sheet_none": 0.4}
    return pd.DataFrame(rows)
