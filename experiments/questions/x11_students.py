"""X11. What does the programme gain by going to students, who are free at other hours and soon move away?

Students sit in schools and universities first, in the worlds of an ensemble, where residents and students move as they
do in that world, or nobody does. Then, with moving: students are free at a time of the week less or more often (0.7 and
1.3 times the others' chance), half of the contacts with partners are made on campus, and both at once.

    contagion question x11_students
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Worlds, told_apart
from contagion.experiments.lab.lab import close_up, laboratory
from contagion.experiments.questions.cases_in_worlds import change, changes, in_rows
from contagion.experiments.questions.in_worlds import (
    NOT_TOLD,
    READ_AS,
    in_how_many,
    in_short,
    leaning,
    lived_in_worlds,
    middle,
    more,
    of_worlds,
    verdict,
)
from contagion.experiments.questions.overturning import overturned
from contagion.experiments.questions.publishing import Finding, Question
from contagion.experiments.verbs.compare.cases import Shown, with_decisions
from contagion.experiments.verbs.compare.figure_of_cases import cases_figure
from contagion.sim.laboratory.laboratory import Laboratory

CAMPUS = "school or university"
SEATED = {"students.organisations": (CAMPUS,)}
NOBODY = {"population.turnover_per_year": 0.0, "population.student_turnover_per_year": 0.0}
PARTNERS: dict[str, Any] = {"from": 0, "partner_types": [CAMPUS], "set": {"partners.targeted_share": 0.5}}
FREER, BUSIER = {"students.slots": 1.3}, {"students.slots": 0.7}
BASE, STILL, ON_CAMPUS, BOTH = "as it is", "nobody moves", "campus partners", "campus partners, free more often"
CASES = {
    BASE: with_decisions(SEATED),
    STILL: with_decisions(SEATED | NOBODY),
    "free less often": with_decisions(SEATED | BUSIER),
    "free more often": with_decisions(SEATED | FREER),
    ON_CAMPUS: with_decisions(SEATED, PARTNERS),
    BOTH: with_decisions(SEATED | FREER, PARTNERS),
}
STUDENTS, PEOPLE, TRAINED = "students_reached", "participants", "students_trained"
SHOWN = {
    STUDENTS: Shown("students"),
    PEOPLE: Shown("people"),
    TRAINED: Shown("students trained"),
    "lost": Shown("registrations of students lost by moving, %", ",.1f"),
    "aspiring": Shown("students' wishes to facilitate lost by moving"),
}


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """The cases, their figure, and what they say."""
    lab = close_up(lab or laboratory())
    runs = lived_in_worlds(ensemble, [({"scenario": name}, step) for name, step in CASES.items()], quick, lab)
    rows = with_shares(runs.table[runs.table["error"] == ""])
    table = told_apart(rows, BASE, list(SHOWN), Worlds(ensemble))
    students, people, trained = (changes(rows, BASE, name) for name in (STUDENTS, PEOPLE, TRAINED))
    years, base = rows["years"].max(), rows[rows["scenario"] == BASE]
    told, in_all = f"{more(students[ON_CAMPUS])} students", leaning(ensemble, people[ON_CAMPUS])
    return Finding(
        answer=f"Campus partners: {in_short(students[ON_CAMPUS], '+z,.0f')} students; people in all: {in_all}",
        sure=f"students: more in {in_how_many(students[ON_CAMPUS])}; people: {in_all}",
        sentence=(
            "Half of the contacts with partners made on campus bring "
            f"{change(rows, BASE, ON_CAMPUS, STUDENTS, SHOWN[STUDENTS])}, beside {middle(base[STUDENTS])}, in "
            f"{years:g} years, and in all {change(rows, BASE, ON_CAMPUS, PEOPLE, SHOWN[PEOPLE])}; if nobody moved, "
            f"{change(rows, BASE, STILL, TRAINED, SHOWN[TRAINED])}, beside {middle(base[TRAINED])}."
        ),
        follows=_follows(ensemble, students, people, trained),
        rows=in_rows(ensemble, rows, BASE, SHOWN, STUDENTS),
        overturns=(
            f"For campus partners ({told}): {overturned(ensemble, students[ON_CAMPUS], 'students')} For people in all "
            f"({more(people[ON_CAMPUS])}): {overturned(ensemble, people[ON_CAMPUS], 'people')}"
        ),
        method=(
            f"{len(CASES)} cases in {of_worlds(ensemble, rows)}, over {years:g} years; students sit in schools and "
            f"universities first in all of them. {READ_AS} Students' hours and where they are found are assumed; they "
            f"are as receptive as others here, and {middle(base['representation_students'], '{:.2f}')} times as "
            "frequent among participants as among residents. Trained facilitators do not move in this model but stop "
            "at the rate of all."
        ),
        table=table,
        figure=cases_figure(table, BASE, SHOWN, f"Half of the contacts on campus: {told} in {years:g} years"),
    )


def with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """With what is lost in per cent; NaN where there is nothing to divide by."""
    registered = rows["students_registered"].where(lambda x: x > 0)
    return rows.assign(
        lost=100 * rows["students_moved_registered"] / registered, aspiring=rows["students_moved_aspiring"]
    )


def _follows(ensemble: Ensemble, students: pd.DataFrame, people: pd.DataFrame, trained: pd.DataFrame) -> str:
    """What campus partners bring, and what moving takes away."""
    others, leaving = people[ON_CAMPUS] - students[ON_CAMPUS], -trained[STILL]
    reach = {"more": "reaches more of them", "less": "reaches fewer", NOT_TOLD: "is not told to reach more of them"}
    place = {
        "less": "They come in the place of others",
        "less in most worlds": "In most worlds they come in the place of others",
        "more": "They do not come in the place of others",
        NOT_TOLD: "Whether they come in the place of others is not told",
    }
    lead = {"more": "brings", "less": "costs", NOT_TOLD: "is not told to cost"}
    return (
        f"Half of the contacts on campus, for whoever wants students, {reach[verdict(students[ON_CAMPUS])]}. "
        f"{place.get(leaning(ensemble, others), place[NOT_TOLD])}: {more(others)} people who are no students. That "
        f"people move away {lead[verdict(leaving)]} students who would lead: {more(leaving)} trained."
    )


QUESTION = Question(main, ensemble=True)
