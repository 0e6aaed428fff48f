"""The nine tasks of an analyst, as a user writes them below `import contagion as ct` and `import pandas as pd`."""

TASKS = {
    "a band over many seeds": """
        runs = ct.many("double_places", seeds=8, years=4, ensemble=None)
        ax = runs.plot("active", band=0.9, by="week")
    """,
    "a paired difference by year": """
        made = ct.compare("ref", "double_places", seeds=4, years=5)
        found = made.difference("participants", by="year")
    """,
    "a heat map": """
        swept = ct.sweep({"volunteering.wish": [0.1, 0.3], "training.places": [5, 10, 20]}, seeds=2, years=3)
        ax = swept.heatmap("participants")
    """,
    "a map and its export": """
        results = ct.run("ref", seed=1, years=3)
        ax = results.map("coverage", year=3)
        results.to_geojson("run.geojson")
        results.to_graphml("run.graphml", min_tie=0.02)
    """,
    "your own rule": """
        def nobody_pairs_for_a_year(model):
            if model.week >= 52:
                model.live_stage("pairing")
        late = ct.run("ref", years=2, rules={"pairing": nobody_pairs_for_a_year})
    """,
    "more replicates": """
        runs = ct.many("ref", seeds=4, years=1)
        more = runs.more(4)
    """,
    "a Latin hypercube with PRCC": """
        ranges = {"volunteering.wish": (0.1, 0.3), "retention.loss_per_year": None, "outreach.factor": (1, 4)}
        swept = ct.sweep(ranges, points=24, seeds=2, years=2)
        found = swept.prcc("participants")
    """,
    "a fit to one number": """
        from scipy.optimize import brentq
        def too_many(factor):
            tried = ct.read("ref", {"outreach.factor": factor})
            return ct.many(tried, seeds=4, years=1, ensemble=None).mean("participants") - 45
        best = brentq(too_many, 1, 4, xtol=0.05)
    """,
    "your own territory": """
        mine = pd.read_csv("mine.csv", dtype={"insee_code": str})
        here = ct.Territory.from_dataframe(mine)
        runs = ct.many("ref", seeds=2, years=1, territory=here)
    """,
}


def lines_of(task: str) -> list[str]:
    """The lines of a task."""
    return [line[8:] for line in TASKS[task].strip("\n").splitlines() if line.strip()]
