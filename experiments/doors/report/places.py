"""What a report tells of a territory and of its communes: who lives there, and where nobody is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.models.territory.territory import Territory

type Row = dict[str, Any]

MOST_COMMUNES = 10  # that are listed
HALF = 0.5  # of the worlds: nobody comes in so many from a commune that is called mostly left out


def size(territory: Territory) -> Row:
    """How many people, where the centre is, and what of its figures was filled in."""
    return {
        "communes": len(territory),
        "people": int(territory.population.sum()),
        "adults": int(territory.residents.sum()),
        "area": float(territory.area_km2.sum()),
        "centre": territory.names[territory.centre],
        "largest": float(territory.population.max() / territory.population.sum()),
        "filled": territory.filled,
        "source": territory.source,
    }


def never(briefing: Briefing) -> pd.DataFrame:
    """The share of worlds in which nobody who lives in a commune has come to a group at the end, and in which no group
    has met there: a row a commune, columns (`people` or `group`, scenario)."""
    end = briefing.communes[briefing.communes["year"] == briefing.communes["year"].max()]
    columns = {"people": "with_people", "group": "with_group"}
    tables = {kind: 1 - end.pivot(index="commune", columns="scenario", values=of) for kind, of in columns.items()}
    names = [one.name for one in briefing.scenarios]
    return pd.concat({kind: table[names] for kind, table in tables.items()}, axis=1)


def left_out(briefing: Briefing) -> list[Row]:
    """Scenario by scenario: from how many communes, taken one by one, nobody comes in half of the worlds or more, and
    in all; and in how many no group has met, in the middle of the worlds."""
    shares, communes = never(briefing)["people"], briefing.communes["commune"].nunique()
    with_group = briefing.ends.groupby("scenario")["communes_reached"].median()
    return [
        {
            "scenario": one,
            "mostly": int((shares[one.name] >= HALF).sum()),
            "always": int((shares[one.name] == 1).sum()),
            "no_group": communes - round(with_group[one.name]),
        }
        for one in briefing.scenarios
    ]


def least_reached(briefing: Briefing, territory: Territory) -> list[Row]:
    """The communes that are left out most often in the first scenario: name, residents, and by scenario the shares of
    worlds without people and without a group."""
    shares, base = never(briefing), briefing.scenarios[0].name
    order = shares.sort_values([("people", base), ("group", base)], ascending=False, kind="stable")
    order = order[(order["group"] > 0).any(axis=1) | (order["people"] > 0).any(axis=1)].head(MOST_COMMUNES)
    adults = territory.residents.sum(axis=1)
    return [
        {
            "name": territory.names[territory.index[code]],
            "adults": int(adults[territory.index[code]]),
            "people": row["people"].to_dict(),
            "group": row["group"].to_dict(),
        }
        for code, row in order.iterrows()
    ]


def told_apart(briefing: Briefing) -> dict[str, Row]:
    """Of each scenario but the first, in how many communes nine worlds in ten agree that more people come, or fewer."""
    rows = briefing.commune_differences
    rows = rows[(rows["year"] == rows["year"].max()) & rows["told"]]
    return {
        one.name: {
            "more": int((rows.loc[rows["scenario"] == one.name, "more"] > HALF).sum()),
            "fewer": int((rows.loc[rows["scenario"] == one.name, "less"] > HALF).sum()),
        }
        for one in briefing.scenarios[1:]
    }
