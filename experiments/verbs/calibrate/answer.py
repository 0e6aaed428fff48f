"""Which values agree with what was observed, asked by `import contagion`. Heavy libraries are imported inside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.verbs.calibrate.work import Calibrated


class Calibration:
    """What agrees with what was observed.

    Attributes
    ----------
    sets : DataFrame
        A row a set of values, each as likely as another, those of the rules of deciding taking turns.
    learned : DataFrame
        What is learned of each number under each rule; the most narrowed first.
    screening : DataFrame
        By how many errors each number moves a target, its share of the effect, and whether it is steered.
    left_alone : DataFrame
        Which part of the variance of a target the others carry: what leaving them at their defaults would cost.
    checked : DataFrame
        What regression-adjusted ABC says of each number from the same runs, and how far that is from `learned`.
    without : DataFrame
        What comes of the same sets without contagion, or without places filled from outside.
    """

    def __init__(self, found: Calibrated, store: Path) -> None:
        self._found, self._store = found, store
        self.sets, self.learned, self.without = found.ensemble.table, found.learned, found.without
        self.screening, self.left_alone, self.checked = found.screening, found.left_alone, found.checked

    def write(self, path: str | Path) -> Path:
        """Write the sets as an ensemble, for `ensemble=` of `compare`, `limits`, `levers` and `sweep`."""
        from contagion.experiments.ensembles.ensemble_files import witness, write

        ensemble = self._found.ensemble
        write(replace(ensemble, about={**ensemble.about, "witness": witness(ensemble, self._store)}), Path(path))
        return Path(path)

    def plot(self) -> list[Axes]:
        """The density of what agrees under each rule, of the numbers of which most is learned."""
        from contagion.experiments.verbs.calibrate.figure import calibration_figure

        return calibration_figure(self._found.known, list(dict.fromkeys(self.learned["factor"]))).axes

    def __repr__(self) -> str:
        known = self._found.known
        counts = ", ".join(f"{rule} {one.tried.effective():,.0f}" for rule, one in known.rules.items())
        return f"<Calibration on {known.targets.name}: {known.sets:,} sets tried; they count as {counts}>"

    def _repr_html_(self) -> str:
        import pandas as pd

        from contagion.experiments.drawing.cards import between, card, figure, plain
        from contagion.experiments.verbs.calibrate.words import contagion_in_words

        shown: list[dict[str, Any]] = [
            {
                "number": row["factor"],
                "people decide by": row["rule"],
                "before": between(row["least"], row["most"]),
                "now, 90 of 100": between(row["low"], row["high"]),
                "middle": figure(row["middle"]),
            }
            for row in self.learned.head(15).to_dict("records")
        ]
        lines = [plain(contagion_in_words(self.without)), plain(repr(self)[1:-1])]
        return card(self._found.known.targets.title, lines, pd.DataFrame(shown))
