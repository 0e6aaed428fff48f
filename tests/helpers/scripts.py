"""What scripts of the page say of some numbers, without a page."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from contagion.experiments.interfaces.page.made import HERE
from contagion.sim.statistics.spread import CLEAR, LIKELY

SCRIPTS = ("elementary", "statistics", "words", "why", "options")
YEARS = 7


def in_scripts(words: Mapping[str, Any], said: str, given: Sequence[Any]) -> list[str]:
    """What an expression that is a function says of each, in the words of an edition."""
    texts = [(HERE / "scripts" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    numbers = {"bounds": {"clear": CLEAR, "likely": LIKELY}, "channels": [], "records": []}
    told = {"ahead": YEARS, "words": words, "numbers": numbers, "given": given}
    head = f"const {', '.join(f'{name} = {json.dumps(one)}' for name, one in told.items())};"
    text = "\n".join([head, *texts, f"console.log(JSON.stringify(given.map({said})))"])
    done = subprocess.run(["node", "-"], input=text, capture_output=True, text=True, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def differences() -> list[dict[str, Any]]:
    """Differences of all kinds: sure and not, of few cases and many, with ends that are written 0, or the same."""
    chance, made = np.random.default_rng(1), []
    for n in range(600):
        ends = np.sort(chance.normal(0, 10.0 ** (n % 5), 3) + (n % 3 - 1) * 10.0 ** (n % 4))
        if n % 11 == 0:
            ends[:] = ends[n % 3]
        above = 0.0 if n % 37 == 0 else chance.random()
        row = dict(zip(("p5", "p50", "p95"), ends.tolist(), strict=True))
        row |= {"p50_error": abs(chance.normal(0, 10.0 ** (n % 4))), "worlds": (200, 4)[n % 7 == 0]}
        made.append(row | {"above_zero": above, "below_zero": 1 - above if above else 0.0})
    return made


def as_scripts_have_it(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "error": row["p50_error"], "above": row["above_zero"], "below": row["below_zero"]}
