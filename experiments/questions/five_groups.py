"""Five publics that differ: who is reached, do they mix, and what does it change to go to one of them?

The scenario `five_groups`: members of associations, staff of companies and staff of public bodies are target groups,
students and inhabitants outside the centre lie across them. Beside it the same without any difference, and half of the
contacts with partners made with those of one public (outside the centre: with any partner there). Every difference
between publics is an assumption, and so is what such a lever takes; the shares of the publics are from data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import nan
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from contagion.experiments.drawing.style import BLUE, INK, PAPER, styled, titled
from contagion.experiments.lab.uncertainty import jackknife
from contagion.experiments.questions.publishing import Finding, Question
from contagion.experiments.verbs.compare.cases import Shown, distinct, held_against
from contagion.models.outcomes.frames import frame
from contagion.models.outcomes.record import Record
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.students_and_elected import OUTSIDE, STUDENTS
from contagion.models.runs.cases import case
from contagion.models.runs.simulation import build, record_of, territory_for
from contagion.models.scenarios.scenario import FOLDER, Scenario, read
from contagion.models.territory.communes import SHIPPED
from contagion.models.theory.mixing import generations
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.compare import Precision

VOLUNTEERS = 0.23  # of adults are volunteers in associations (C: France 2023)
BY_OTHERS = 67_565 / 73_819  # of the employed residents are employees (C: census 2010, Grand Besançon)
BY_THE_PUBLIC = 0.20  # of the employed work for the State, local authorities or hospitals (C: France 2022)

MEMBERS, COMPANIES, PUBLIC = "members of associations", "staff of companies", "staff of public bodies"
PUBLICS = (MEMBERS, COMPANIES, PUBLIC, STUDENTS, OUTSIDE)
HALF = {"from": 0, "set": {"partners.targeted_share": 0.5}}
LEVERS: dict[str, dict[str, Any]] = {  # half of the contacts with these
    MEMBERS: {"partner_types": ["association", "club"]},
    COMPANIES: {"partner_types": ["company"]},
    PUBLIC: {"partner_types": ["public body", "housing body"]},
    STUDENTS: {"partner_types": ["school or university"]},
    OUTSIDE: {"communes": ["outside the centre"]},
}
BASE, ALIKE, TO = "as they are", "all alike", "to {}"
MORE, LESS = "more often than residents", "less often than residents"
RESIDENTS, AFTER = "among residents", "after the parents"
GENERATIONS = ("generation 0", "generation 1", "generation 2", "generation 3 and later")


def column(public: str) -> str:
    """The figure of a run that says how often a public is among participants."""
    return f"representation_{public.replace(' ', '_')}"


SHOWN = {"participants": Shown("people")} | {column(public): Shown(public, ".2f") for public in PUBLICS}


def main(lab: Laboratory, quick: bool = False) -> Finding:
    """The cases, their figure, and what they say."""
    given = scenario()
    chosen = [BASE, ALIKE, TO.format(OUTSIDE)] if quick else list(cases(given.parameters))
    seeds, years = range(1, 3 if quick else 41), 3 if quick else 10
    runs = lab.run([case(cases(given.parameters)[name], case=name) for name in chosen], seeds, years)
    rows = runs.table[runs.table["error"] == ""]
    table, leading = held_against(rows, BASE, SHOWN), mixed(given, seeds, years)
    foot = f"{len(seeds)} runs of each case over {years} years, with the same seeds."
    return answered(table, leading, rows, publics_figure(table, leading, foot))


def answered(table: pd.DataFrame, leading: pd.DataFrame, rows: pd.DataFrame, drawn: Figure) -> Finding:
    """What is said of the publics."""
    at, lead = table.set_index(["case", "indicator"]), leading.set_index("indicator")
    by = {case: {public: at.loc[(case, column(public))] for public in PUBLICS} for case in (BASE, ALIKE)}
    handed = {public: lead.loc[f"{public}, {AFTER}"] for public in PUBLICS}
    after = [public for public in PUBLICS if handed[public]["mean_low"] > 0]
    gone_to = {public: at.loc[key] for public in PUBLICS if (key := (TO.format(public), column(public))) in at.index}
    helped = [public for public, row in gone_to.items() if row["low"] > 0]
    years, seeds, mixing = rows["years"].max(), rows["seed"].nunique(), len(PUBLICS) - len(after)

    def those(case: str, word: str, form: Callable[[str, pd.Series], str] = lambda public, _: public) -> list[str]:
        return [form(public, row) for public, row in by[case].items() if verdict(row) == word]

    def told(public: str, row: pd.Series) -> str:
        return f"{public} {_told(row)}"

    over, under = (those(BASE, word, told) for word in (MORE, LESS))
    shown = [
        {
            "public": public,
            "share among participants over residents": _told(row),
            "changed by half of the contacts": _told(gone_to[public], "", "+z.2f") if public in gone_to else "–",
            "handed on by leaders": _told(handed[public]),
            "verdict": verdict(row),
        }
        for public, row in by[BASE].items()
    ]
    return Finding(
        answer=f"{len(over)} of {len(PUBLICS)} come more often, {len(under)} less often; {mixing} mix",
        sure=f"means of {seeds} runs; how publics differ is assumed",
        sentence=f"Of {len(PUBLICS)} publics, more often than among residents come {', '.join(over) or 'none'}; less "
        f"often {', '.join(under) or 'none'} (shares among participants over those among residents, with 95 % "
        "intervals).",
        follows="Going to partners of one public with half of the contacts brings more of it: "
        f"{', '.join(helped) or 'none'}. Leaders hand on what they are to those who come after: "
        f"{', '.join(after) or 'none do'}.",
        rows=pd.DataFrame(shown),
        overturns="Receptivity, wish, hours and partners of each public are assumed; alike in all of these, more often "
        f"come {', '.join(those(ALIKE, MORE)) or 'none'}, less often {', '.join(those(ALIKE, LESS)) or 'none'}: what "
        "is left is where they live and meet.",
        method=f"The scenario `five_groups`, {seeds} seeds, {years:g} years. {in_words(by, at, lead, rows)}",
        table=pd.concat([table, leading.drop(columns="public").assign(case=BASE)], ignore_index=True),
        figure=drawn,
    )


def verdict(row: pd.Series) -> str:
    return MORE if row["mean_low"] > 1 else LESS if row["mean_high"] < 1 else "not told apart"


def _told(row: pd.Series, of: str = "mean", form: str = "z.2f") -> str:
    """A mean with its interval, or a difference."""
    names = ("mean", "mean_low", "mean_high") if of else ("difference", "low", "high")
    value, low, high = (f"{row[name]:{form}}" for name in names)
    return f"{value} ({low} to {high})"


def scenario() -> Scenario:
    """The scenario of the library."""
    return read(FOLDER / "five_groups.toml")


def shares() -> dict[str, float]:
    """Shares of the residents aged 15 and over in each row of the table of target groups, from `data/communes.csv`.

    Whoever is a volunteer is counted there, at work or not; volunteering is taken to be as frequent at work.
    """
    bands = ["age_15_29", "age_30_44", "age_45_59", "age_60_74", "age_75_89", "age_90_plus"]
    totals = pd.read_csv(SHIPPED).sum(numeric_only=True)
    adults = sum(totals[f"{band}_2022"] for band in bands)
    employed = (totals["active_15_64_2022"] - totals["unemployed_15_64_2022"]) / adults
    made = {
        MEMBERS: VOLUNTEERS,
        COMPANIES: (1 - VOLUNTEERS) * employed * (BY_OTHERS - BY_THE_PUBLIC),
        PUBLIC: (1 - VOLUNTEERS) * employed * BY_THE_PUBLIC,
    }
    return made | {"everybody else": 1 - sum(made.values())}


def cases(given: Parameters) -> dict[str, Parameters]:
    """The publics as they are, alike, and with half of the contacts for one of them."""
    content = given.model_dump()
    same = [{"name": row["name"], "share": row["share"]} for row in content["target_group"]]
    alike = {**content, "target_group": same, "students": {}}
    levers = {TO.format(public): {**content, "decision": [HALF | whom]} for public, whom in LEVERS.items()}
    return {name: Parameters.model_validate(made) for name, made in {BASE: content, ALIKE: alike, **levers}.items()}


def mixed(given: Scenario, seeds: range, years: int) -> pd.DataFrame:
    """How the publics mix among facilitators: a row for each of `LEADING` and each public, with 95 % intervals."""
    territory, families, shares = territory_for(given), [], {}
    for seed in seeds:
        model = build(given, territory, years=years, seed=seed)
        model.run(years * WEEKS_A_YEAR)
        families.append(family(record := record_of(model)))
        model.release()
        shares = record.shares
    rows = []
    for public in PUBLICS:
        rows.append((public, RESIDENTS, shares[public], nan, nan))
        for number, name in enumerate(GENERATIONS):
            rows.append((public, name, *pooled(families, lambda those, n=number, p=public: share_in(those, n, p))))
        rows.append((public, AFTER, *pooled(families, lambda those, p=public: taken_after(those, p))))
    made = pd.DataFrame(rows, columns=["public", "indicator", "mean", "mean_low", "mean_high"])
    return made.assign(indicator=made["public"] + ", " + made["indicator"])


def family(record: Record) -> pd.DataFrame:
    """The facilitators of a run: generation, whether they are of each public, and which part of their parents is
    (`parents: …`, NaN for those from outside)."""
    people = record.facilitators
    row = {who: number for number, who in enumerate(people["facilitator"].tolist())}
    parents = np.array([[row.get(who, -1) for who in people[name].tolist()] for name in ("parent_a", "parent_b")])
    out: dict[str, Any] = {"generation": generations(frame("facilitators", record))}
    for public in PUBLICS:
        out[public] = belongs = record.belong(people, public).astype(float)
        out[f"parents: {public}"] = np.where((parents >= 0).all(axis=0), belongs[parents].mean(axis=0), nan)
    return pd.DataFrame(out)


def share_in(people: pd.DataFrame, generation: int, public: str) -> float:
    """Share of a public among the facilitators of a generation, or of the last one and later."""
    own = people["generation"].clip(upper=len(GENERATIONS) - 1) == generation
    return float(people.loc[own, public].mean())


def taken_after(people: pd.DataFrame, public: str) -> float:
    """By how much a convert is more often of a public if both parents are than if neither is: h of section 5.9, as the
    slope over the part of the parents."""
    converts = people.dropna()
    parents = converts[f"parents: {public}"]
    return float(converts[public].cov(parents) / parents.var()) if parents.nunique() > 1 else nan


def pooled(families: Sequence[pd.DataFrame], of: Callable[[pd.DataFrame], float]) -> tuple[float, float, float]:
    """A figure of the facilitators of all runs together, and its 95 % interval by leaving out one run at a time."""
    middle = of(pd.concat(families))
    if len(families) < 3:
        return middle, nan, nan
    error = jackknife(lambda without: of(pd.concat([*families[:without], *families[without + 1 :]])), len(families))
    half = Precision().quantile(len(families) - 1) * error
    return middle, middle - half, middle + half


@styled
def publics_figure(table: pd.DataFrame, leading: pd.DataFrame, foot: str) -> Figure:
    """A column a public: how often it is among participants in each case, and its share of facilitators by
    generation."""
    figure = Figure(figsize=(13, 6.2))
    above, below = figure.subplots(2, len(PUBLICS), sharey="row", gridspec_kw={"hspace": 0.06})
    for number, public in enumerate(PUBLICS):
        _cases_of(above[number], table[table["indicator"] == column(public)])
        _generations_of(below[number], leading[leading["public"] == public].set_index("indicator"), public)
        above[number].set_title(public[0].upper() + public[1:], fontsize=9)
    above[0].set_ylim(table["case"].nunique() - 0.5, -0.5)
    below[0].set_ylabel("share of facilitators")
    note = (
        "Above: share among participants over share among residents, with 95 % intervals; hollow: not distinguishable "
        "seed by seed from the publics as they are. Below: facilitators by generation (0: from outside; 3: and later); "
        "dotted: among residents."
    )
    titled(figure, "Who is reached, and who leads: five publics that differ by assumption", f"{foot} {note}")
    return figure


def _cases_of(ax: Axes, rows: pd.DataFrame) -> None:
    for y, (_, row) in enumerate(rows.iterrows()):
        colour, filled = (INK, True) if row["case"] == BASE else (BLUE, distinct(row))
        ax.plot(row[["mean_low", "mean_high"]], [y, y], color=colour, linewidth=1.4)
        ax.plot(row["mean"], y, "o", color=colour, markerfacecolor=colour if filled else PAPER, markersize=6)
    ax.axvline(1, color=INK, linewidth=0.8, linestyle=":")
    ax.set_yticks(range(len(rows)), rows["case"])
    ax.grid(axis="x")


def _generations_of(ax: Axes, rows: pd.DataFrame, public: str) -> None:
    shares = rows.loc[[f"{public}, {name}" for name in GENERATIONS]]
    error = [shares["mean"] - shares["mean_low"], shares["mean_high"] - shares["mean"]]
    ax.errorbar(range(len(shares)), shares["mean"], yerr=error, fmt="o-", color=BLUE, linewidth=1.4)
    ax.axhline(rows.loc[f"{public}, {RESIDENTS}", "mean"], color=INK, linewidth=0.8, linestyle=":")
    ax.set_xticks(range(len(shares)))
    ax.set_xlabel("generation")


def in_words(
    by: Mapping[str, Mapping[str, pd.Series]], at: pd.DataFrame, lead: pd.DataFrame, rows: pd.DataFrame
) -> str:
    """Who is reached, who leads, and what half of the contacts for one public change."""
    reached, alike = ([f"{public} {_told(row)}" for public, row in by[case].items()] for case in (BASE, ALIKE))
    levers = [
        f"{public} {_told(at.loc[(to, column(public))], '', '+z.2f')}, people "
        f"{_told(at.loc[(to, 'participants')], '', '+z,.0f')}"
        for public in PUBLICS
        if ((to := TO.format(public)), "participants") in at.index
    ]
    course = []
    for public in PUBLICS:
        residents, *shares = (f"{lead.loc[f'{public}, {name}', 'mean']:.0%}" for name in (RESIDENTS, *GENERATIONS))
        after = _told(lead.loc[f"{public}, {AFTER}"])
        course.append(f"{public} {' → '.join(shares)} (residents {residents}; takes after the parents by {after})")
    return (
        f"Share among participants over share among residents, in {rows['years'].max():g} years (means of "
        f"{rows['seed'].nunique()} seeds, 95 % intervals): {', '.join(reached)}. The same, all alike: "
        f"{', '.join(alike)}. Half of the contacts with partners of one public change its figure, seed by seed: "
        f"{'; '.join(levers)}. Shares of facilitators by generation (from outside, their converts, theirs, later): "
        f"{'; '.join(course)}. A convert takes after the parents by 1 if all come to groups of leaders of their own, "
        "by 0 if that makes no difference. Receptivity, wish, hours and partners of each public are assumed."
    )


QUESTION = Question(main)
