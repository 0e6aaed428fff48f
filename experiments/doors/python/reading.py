"""The readings there are: other accounts of how things work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def readings() -> pd.DataFrame:
    """Other accounts of how things work, each with its source, for `reading=` of whatever has an ensemble.

    Returns
    -------
    DataFrame, a row a reading
        reading, title, says (what it takes to be so), sets (numbers of the model, and what is assumed of savings),
        excludes (other readings), emissions_alone (whether it changes no run), source.
    """
    import pandas as pd

    from contagion.experiments.ensembles.readings import READINGS

    return pd.DataFrame(
        [
            {
                "reading": one.name,
                "title": str(one.title),
                "says": str(one.says),
                "sets": one.all,
                "excludes": [other.name for other in READINGS.values() if one.excludes(other)],
                "emissions_alone": one.of_emissions_alone,
                "source": one.source,
            }
            for one in READINGS.values()
        ]
    )
