"""X12. Do municipal councillors who go through a group open the doors of their communes?

In a commune of which a councillor has completed a group, a contacted organisation becomes a partner 1.5 times as
readily. That alone changes what the few councillors bring who come as anybody else does. Then they are asked: by
letters to contact lists of councillors, of all communes or of those outside the centre, so many that each gets about
one a year; and in person, which is taken to make a letter as strong as a former participant's invitation (a factor on
the hazard of all channels to them). At last gates open threefold. All of this is assumed, and asked in the worlds of an
ensemble.

    contagion question x12_officials
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Step, Worlds, told_apart
from contagion.experiments.lab.lab import close_up, laboratory
from contagion.experiments.language.sentences import listed
from contagion.experiments.questions.cases_in_worlds import change, changes, in_rows, surely
from contagion.experiments.questions.in_worlds import (
    READ_AS,
    in_how_many,
    in_short,
    leaning,
    lived_in_worlds,
    middle,
    more,
    of_worlds,
)
from contagion.experiments.questions.overturning import overturned
from contagion.experiments.questions.publishing import Finding, Question
from contagion.experiments.verbs.compare.cases import Shown, with_costs, with_decisions
from contagion.experiments.verbs.compare.figure_of_cases import cases_figure
from contagion.models.parameters import Parameters
from contagion.models.territory.communes import load_communes
from contagion.sim.laboratory.laboratory import Laboratory

OPENING, THREEFOLD = {"elected.gate_opening": 1.5}, {"elected.gate_opening": 3.0}
BASE = "as anybody else"
PLAIN = "gates open"
LETTERS, IN_PERSON, AROUND, WIDE = (
    "gates open, letters",
    "gates open, asked in person",
    "gates open, asked outside the centre",
    "gates open threefold, asked in person",
)
COMMUNES, PEOPLE = "communes_reached", "participants"
SHOWN = {
    "elected_completing": Shown("councillors completing"),
    COMMUNES: Shown("communes with a group"),
    "hosted": Shown("groups in a host's room"),
    PEOPLE: Shown("people"),
    "cost_per_person": Shown("euros a person"),
}


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """The cases, their figure, and what they say."""
    lab = close_up(lab or laboratory())
    councillors = int(load_communes(getattr(lab.study, "communes", None))["seats"].sum())
    asked = [({"scenario": name}, step) for name, step in cases(councillors).items()]
    rows = with_costs(lived_in_worlds(ensemble, asked, quick, lab), Parameters().costs)
    table = told_apart(rows, BASE, [*SHOWN, "communes_opened"], Worlds(ensemble))
    communes, people = (changes(rows, BASE, name) for name in (COMMUNES, PEOPLE))
    years, told = rows["years"].max(), f"{more(communes[IN_PERSON])} communes with a group"
    opened = rows.loc[rows["scenario"] == IN_PERSON, "communes_opened"]
    return Finding(
        answer=_answer(communes, people),
        sure=f"asked in person: more communes in {in_how_many(communes[IN_PERSON])}",
        sentence=(
            f"Where councillors come {BASE}, that their communes open brings "
            f"{change(rows, BASE, PLAIN, COMMUNES, SHOWN[COMMUNES])}, in {years:g} years; where they are asked in "
            f"person, councillors of {middle(opened)} communes complete a group, which brings "
            f"{change(rows, BASE, IN_PERSON, COMMUNES, SHOWN[COMMUNES])}, and "
            f"{change(rows, BASE, IN_PERSON, PEOPLE, SHOWN[PEOPLE])}."
        ),
        follows=_follows(ensemble, communes, people),
        rows=in_rows(ensemble, rows, BASE, SHOWN, COMMUNES),
        overturns=(
            f"For councillors asked in person ({told}): {overturned(ensemble, communes[IN_PERSON], 'communes')} "
            f"For people ({more(people[IN_PERSON])}): {overturned(ensemble, people[IN_PERSON], 'people')}"
        ),
        method=(
            f"{len(asked)} cases in {of_worlds(ensemble, rows)}, over {years:g} years; there are {councillors:,} "
            f"councillors. {READ_AS} That councillors open gates (by 1.5, or 3), and that asking in person makes a "
            "letter as strong as a former participant's invitation is in that world, is assumed; asking is priced as a "
            "letter, and prices are placeholders."
        ),
        table=table,
        figure=cases_figure(table, BASE, SHOWN, f"Councillors asked in person: {told} in {years:g} years"),
    )


def as_strong_as_an_invitation(here: Parameters) -> float:
    """How many times a letter's hazard a former participant's invitation has."""
    known = here.registering
    return known.word_of_mouth * known.participant_source / (known.letter * here.outreach.factor)


def cases(councillors: int) -> dict[str, Step]:
    """The cases by name."""
    each = round(councillors / Parameters().outreach.campaigns_per_year)
    listed: dict[str, Any] = {"from": 0, "target_groups": ["elected officials"]}

    def asked(opening: dict[str, float], in_person: bool = True, **where: Any) -> Step:
        def step(here: Parameters) -> Parameters:
            strong = {"registering.barrier": as_strong_as_an_invitation(here)} if in_person else {}
            return with_decisions(opening, listed | where | {"set": {"outreach.letters": each, **strong}})(here)

        return step

    return {
        BASE: with_decisions({}),
        PLAIN: with_decisions(OPENING),
        LETTERS: asked(OPENING, in_person=False),
        IN_PERSON: asked(OPENING),
        AROUND: asked(OPENING, communes=["outside the centre"]),
        WIDE: asked(THREEFOLD),
    }


def _answer(communes: pd.DataFrame, people: pd.DataFrame) -> str:
    """The first case that surely brings groups to more communes, if any."""
    if sure := surely(communes, "more"):
        return f"Yes, with {sure[0]}: {in_short(communes[sure[0]], '+z.0f')} communes"
    found = f"{in_short(communes[IN_PERSON], '+z.0f')} communes, {in_short(people[IN_PERSON], '+z,.0f')} people"
    return f"Not surely: asked in person, {found}"


def _follows(ensemble: Ensemble, communes: pd.DataFrame, people: pd.DataFrame) -> str:
    """With which cases there is surely more of what."""
    said = []
    for wanted, more_of in (("Groups in more communes", communes), ("More people", people)):
        sure = [f"“{case}”" for case in surely(more_of, "more")]
        said.append(f"{wanted} surely come with {listed(sure) if sure else 'none of the cases'}.")
    wide = people[WIDE] - people[IN_PERSON]
    return (
        f"{' '.join(said)} That gates open threefold and not by half: {more(wide)} people ({leaning(ensemble, wide)})."
    )


QUESTION = Question(main, ensemble=True)
