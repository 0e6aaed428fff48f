"""What has happened in each commune of a run so far, year by year."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from contagion.models.records import COMMUNE_COUNTS

PER = 1000  # residents


def by_commune(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """From the tables of a run, what has happened from its start to the end of each year.

    Returns
    -------
    DataFrame, a row a year and commune
        year, commune, name; totals since the start (`models.records.COMMUNE_COUNTS`): participants and completers by
        where they live, groups by where they meet; facilitators_active, who live there at the end of the year;
        coverage, participants for each thousand residents aged 15 and over (NaN where nobody lives).
    """
    rows = tables["communes"].sort_values("year", kind="stable", ignore_index=True)
    totals = rows.groupby("commune", sort=False)[list(COMMUNE_COUNTS)].cumsum()
    residents = rows["commune"].map(tables["territory"].set_index("commune")["residents_15_and_over"])
    coverage = PER * totals["participants"] / residents.where(residents > 0)
    return rows.assign(**{name: totals[name] for name in COMMUNE_COUNTS}, coverage=coverage)
