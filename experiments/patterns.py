"""Does the reference scenario show what is known of the programme (P1-P4 of the specification, section 4.1)?

P1  after three years 30 people are trained and about 300 reached;
P2  two participants a group wish to facilitate, and at most one participant in ten is trained;
P3  under a fixed number of training places growth is linear, not exponential;
P4  three participants in four complete, and groups have six to ten members.

Ten years are run for each seed in three cases: the reference, the reference without the common factor on the strengths
of pitches, events and letters (`outreach.factor` = 1), and the reference without a limit on training places (for P3).
With `--document` the table of `models/ODD.md` is written anew.
"""

from __future__ import annotations

import argparse
import re
from datetime import date
from itertools import pairwise
from math import nan
from pathlib import Path

import pandas as pd

from models.parameters.document import ODD
from models.scenarios import read
from models.simulation import simulate, territory_for
from models.territory.territory import Territory
from sim.model import WEEKS_A_YEAR
from sim.results import Results

CASES = {
    "reference": (),
    "without the outreach factor": ("outreach.factor=1.0",),
    "without a limit on places": ("training.places=inf",),
}
YEARS, THREE_YEARS = 10, 3
SEEDS, SEEDS_QUICK = 100, 5

NAMES = {
    "trained_3": "P1 trained after 3 years",
    "participants_3": "P1 participants after 3 years",
    "reached_3": "P1 participants and facilitators after 3 years",
    "aspirants_a_group": "P2 aspirants per group ended, 10 years",
    "converted_share_3": "P2 trained from groups / participants, 3 years",
    "trained_share_3": "P2 trained / participants, 3 years",
    "converted_share_10": "P2 trained from groups / participants, 10 years",
    "middle_flow": "P3 participants a year, years 4-7",
    "late_flow": "P3 participants a year, years 8-10",
    "active_5": "P3 active facilitators after 5 years",
    "active_10": "P3 active facilitators after 10 years",
    "participants_10": "P3 participants after 10 years",
    "completion": "P4 completers / participants of ended groups",
    "registered": "P4 registered people in a group that starts",
    "present": "P4 people present at session 1",
    "six_to_ten": "P4 groups with 6-10 present at session 1",
}


def measures(results: Results) -> dict[str, float]:
    """What the patterns speak of, in one run of ten years."""
    weeks, people = results.tables["weeks"], results.tables["facilitators"]
    started = results.tables["groups"].query("started >= 0")
    ended = started.query("ended >= 0")
    ends = weeks.set_index("week")
    reached = {year: int(ends.loc[year * WEEKS_A_YEAR - 1, "participants"]) for year in range(1, YEARS + 1)}
    flow = [reached[1]] + [later - earlier for earlier, later in pairwise(reached.values())]
    at_three = people.query(f"trained_week < {THREE_YEARS * WEEKS_A_YEAR}")
    early = reached[THREE_YEARS]
    made = {
        "trained_3": len(at_three),
        "participants_3": early,
        "reached_3": early + len(at_three),
        "aspirants_a_group": ended["aspirants"].mean(),
        "converted_share_3": _ratio((at_three["source"] == "participant").sum(), early),
        "trained_share_3": _ratio(len(at_three), early),
        "converted_share_10": _ratio((people["source"] == "participant").sum(), reached[YEARS]),
        "middle_flow": sum(flow[3:7]) / 4,
        "late_flow": sum(flow[7:]) / 3,
        "active_5": int(ends.loc[5 * WEEKS_A_YEAR - 1, "active"]),
        "active_10": int(ends.loc[YEARS * WEEKS_A_YEAR - 1, "active"]),
        "participants_10": reached[YEARS],
        "completion": _ratio(ended["completers"].sum(), ended["participants"].sum()),
        "registered": started["registered"].mean(),
        "present": started["participants"].mean(),
        "six_to_ten": started["participants"].between(6, 10).mean(),
    }
    return made | {f"flow_{year}": people for year, people in enumerate(flow, start=1)}


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else nan


def experiment(seeds: int, territory: Territory | None = None) -> pd.DataFrame:
    """One row a case and seed."""
    rows = []
    for case, settings in CASES.items():
        scenario = read(None, settings)
        territory = territory or territory_for(scenario)
        for seed in range(1, seeds + 1):
            results = simulate(scenario, territory, years=YEARS, seed=seed)
            rows.append({"case": case, "seed": seed, **measures(results)})
    return pd.DataFrame(rows)


def table(runs: pd.DataFrame) -> pd.DataFrame:
    """Mean, standard deviation and standard error of each measure, by case."""
    grouped = runs.drop(columns="seed").groupby("case", sort=False)
    parts = {"mean": grouped.mean(), "sd": grouped.std(), "se": grouped.sem()}
    return pd.concat(parts, axis=1).stack(future_stack=True).rename_axis(["case", "measure"]).reset_index()


def in_words(made: pd.DataFrame, seeds: int) -> str:
    """The table for a terminal."""
    lines = [f"Means over {seeds} seeds, standard deviation between seeds (sd), standard error of the mean (se)"]
    for case in CASES:
        rows = made[made["case"] == case].set_index("measure")
        lines += ["", case, f"  {'':52s}{'mean':>10s}{'sd':>10s}{'se':>10s}"]
        for measure, words in NAMES.items():
            mean, sd, se = _cell(rows, measure)
            lines.append(f"  {words:52s}{mean:10.4g}{sd:10.3g}{se:10.3g}")
        lines.append(f"  {'P3 participants in each year, means':52s}  {_flows(rows, ' ')}")
    return "\n".join(lines)


def documented(text: str, made: pd.DataFrame, seeds: int, day: date) -> str:
    """The text with the table between the lines `<!-- patterns -->` and `<!-- end of patterns -->` written anew."""
    by_case = [made[made["case"] == case].set_index("measure") for case in CASES]
    lines = [
        f"{day}, `python -m experiments.patterns --document`, {seeds} seeds: mean ± standard deviation between seeds",
        "(standard error of the mean).",
        "",
        f"| measure | {' | '.join(CASES)} |",
        f"| --- |{' --- |' * len(CASES)}",
    ]
    for measure, words in NAMES.items():
        cells = [f"{mean:.4g} ± {sd:.3g} ({se:.3g})" for mean, sd, se in (_cell(rows, measure) for rows in by_case)]
        lines.append(f"| {words} | {' | '.join(cells)} |")
    lines.append(f"| P3 participants in each year, means | {' | '.join(_flows(rows, ', ') for rows in by_case)} |")
    block = re.compile(r"(<!-- patterns -->\n).*?(<!-- end of patterns -->)", re.DOTALL)
    return block.sub(lambda match: "\n".join([match[1] + lines[0], *lines[1:], match[2]]), text)


def _cell(rows: pd.DataFrame, measure: str) -> tuple[float, float, float]:
    mean, sd, se = rows.loc[measure, ["mean", "sd", "se"]]
    return mean, sd, se


def _flows(rows: pd.DataFrame, between: str) -> str:
    return between.join(f"{rows.loc[f'flow_{year}', 'mean']:.0f}" for year in range(1, YEARS + 1))


def main(quick: bool = False, out: Path | None = None, document: bool = False) -> pd.DataFrame:
    """Print the patterns; where asked, write the runs (one row a case and seed) as CSV and the table in the ODD."""
    runs = experiment(SEEDS_QUICK if quick else SEEDS)
    made, seeds = table(runs), runs["seed"].nunique()
    print(in_words(made, seeds))
    if out:
        runs.to_csv(out, index=False)
    if document:
        ODD.write_text(documented(ODD.read_text(encoding="utf-8"), made, seeds, date.today()), encoding="utf-8")
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{SEEDS_QUICK} seeds in place of {SEEDS}")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the runs into this CSV file")
    parser.add_argument("--document", action="store_true", help="write the table of models/ODD.md anew")
    given = parser.parse_args()
    main(given.quick, given.out, given.document)
