"""What is measured, a row each, with what it should reach; and the peak memory of a process."""

from __future__ import annotations

import platform
import resource
from datetime import date
from pathlib import Path
from statistics import median

import click
import pandas as pd

from contagion.sim.files import csv_of
from contagion.sim.provenance import commit

COLUMNS = ["what", "median", "shortest", "longest", "unit", "target", "reached"]


class Rows:
    """What is measured, a row each, printed as it comes."""

    def __init__(self) -> None:
        self.rows: list[tuple[str | float, ...]] = []

    def row(
        self, what: str, value: float | list[float], unit: str, target: float | None = None, *, at_least: bool = False
    ) -> float:
        """One figure, or one measured several times; returns the median."""
        values = value if isinstance(value, list) else [value]
        middle = median(values)
        words = "" if target is None else f"{'≥' if at_least else '≤'} {target:g}"
        reached = "" if target is None else "yes" if (middle >= target if at_least else middle <= target) else "no"
        short, long = min(values), max(values)
        self.rows.append((what, *(float(f"{one:.4g}") for one in (middle, short, long)), unit, words, reached))
        click.echo(f"{what}: {middle:.4g} {unit} {words}", err=True)
        return middle

    def milliseconds(self, what: str, seconds: list[float], target: float | None = None) -> float:
        """Times; returns their median in seconds."""
        return self.row(what, [1000 * one for one in seconds], "ms", target) / 1000

    @property
    def table(self) -> pd.DataFrame:
        return pd.DataFrame(self.rows, columns=COLUMNS)

    def write(self, file: Path) -> None:
        """Write them, below a line that says when and of which code they are."""
        code = (commit() or "unknown")[:12]
        made = f"{date.today()}, commit {code}, Python {platform.python_version()}, two shared cores"
        file.write_text(f"# {made}\n{csv_of(self.table)}", encoding="utf-8")


def own_peak() -> float:
    """Peak memory of this process, in MB (not `ru_maxrss` where there is better: it remembers the parent's)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
