"""The figure of validation shows what the table says."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evaluation.figure import validation_figure
from contagion.experiments.evaluation.series import Predicted
from contagion.experiments.evaluation.validation import compared

FACTS = {
    "near": {"value": 50},
    "far": {"low": 80, "high": 90},
    "missed": {"value": 200, "expected": "outside", "why": "It is known."},
    "bound": {"value": 120, "rule": "at most"},
    "untold": {"value": 0.5},
}


@pytest.fixture(scope="module")
def table():
    rows = []
    for name, said in FACTS.items():
        row = Predicted.model_validate({"indicator": "participants", "year": 1, "source": "a page", **said})
        made = np.full(100, np.nan) if name == "untold" else np.arange(101.0)
        about: dict[str, Any] = {
            "series": name,
            "programme": f"The {name}",
            "figure": row.formula,
            "expected": row.expected or "",
        }
        about |= {"low": row.range[0], "high": row.range[1], "mark": row.mark}
        sheet = compared(row, np.full(100, np.nan) if name == "untold" else np.arange(20.0, 121.0))
        rows.append(about | compared(row, made) | {f"sheet_{of}": value for of, value in sheet.items()})
    return pd.DataFrame(rows)


def lines(ax) -> list[Any]:
    return list(ax.collections)


def bars(ax, at) -> dict[str, list[float]]:
    """What is drawn of the model, or of the sheet."""
    drawn = {line.get_gid(): line.get_segments()[0][:, 0].tolist() for line in lines(ax)}
    return {name: drawn[f"{at}{name}"] for name in ("nine in ten", "half") if f"{at}{name}" in drawn}


def fact(ax) -> list[float]:
    (drawn,) = (line for line in ax.lines if line.get_gid() == "fact")
    return np.asarray(drawn.get_xdata()).tolist()


def test_each_row_has_its_interval_and_its_fact(table):
    axes = validation_figure(table).axes
    assert len(axes) == len(FACTS)
    model, sheet = bars(axes[0], ""), bars(axes[0], "sheet_")
    assert model == {"nine in ten": [5, 95], "half": [25, 75]}
    assert sheet == {"nine in ten": [25, 115], "half": [45, 95]}
    assert bars(axes[4], "sheet_") == {}
    facts = [fact(ax) for ax in axes]
    assert facts == [[50], [80, 90], [200], [120], [0.5]]
    for ax, ends in zip(axes, facts, strict=True):
        low, high = ax.get_xlim()
        assert low <= min(ends) <= max(ends) <= high
