"""X11. What does the programme gain by going to students, who are free at other hours and soon move away?

Students sit in schools and universities first, in the worlds of an ensemble, where residents and students move as they
do in that world, or nobody does. Then, with moving: students are free at a time of the week less or more often (0.7 and
1.3 times the others' chance), half of the contacts with partners are made on campus, and both at once.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from contagion.experiments.commands.compare.work import Shown, with_decisions
from contagion.experiments.questions.asking import NOT_TOLD, READ_AS, Asking, Held, More, middle, over_an_ensemble
from contagion.experiments.questions.publishing import Finding

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


def main(asking: Asking) -> Finding:
    """The cases, their figure, and what they say."""
    runs = asking.close_up().lived([({"scenario": name}, step) for name, step in CASES.items()]).table
    held = Held(asking.ensemble, with_shares(runs[runs["error"] == ""]), BASE, SHOWN)
    students, people = (held.more(name)[ON_CAMPUS] for name in (STUDENTS, PEOPLE))
    return Finding(
        answer=f"Campus partners: {students.short} students; people in all: {people.leaning()}",
        sure=f"students: more in {students.often}; people: {people.leaning()}",
        sentence=f"Half of the contacts with partners made on campus bring {held.change(ON_CAMPUS, STUDENTS)}, beside "
        f"{middle(held.usual(STUDENTS))}, in {held.years} years, and in all {held.change(ON_CAMPUS, PEOPLE)}; if "
        f"nobody moved, {held.change(STILL, TRAINED)}, beside {middle(held.usual(TRAINED))}.",
        follows=follows(held),
        rows=held.in_rows(STUDENTS),
        overturns=f"For campus partners ({students} students): {students.overturned('students')} For people in all "
        f"({people}): {people.overturned('people')}",
        method=f"{len(CASES)} cases in {held.worlds}, over {held.years} years; students sit in schools and "
        f"universities first in all of them. {READ_AS} Students' hours and where they are found are assumed; they are "
        f"as receptive as others here, and {middle(held.usual('representation_students'), '{:.2f}')} times as frequent "
        "among participants as among residents. Trained facilitators do not move in this model but stop at the rate of "
        "all.",
        table=held.told(),
        figure=held.figure(f"Half of the contacts on campus: {students} students in {held.years} years"),
    )


def with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """With what is lost in per cent; NaN where there is nothing to divide by."""
    registered = rows["students_registered"].where(lambda x: x > 0)
    return rows.assign(
        lost=100 * rows["students_moved_registered"] / registered, aspiring=rows["students_moved_aspiring"]
    )


def follows(held: Held) -> str:
    """What campus partners bring, and what moving takes away."""
    students, people, trained = (held.more(name) for name in (STUDENTS, PEOPLE, TRAINED))
    others = More(held.ensemble, people[ON_CAMPUS].values - students[ON_CAMPUS].values)
    leaving = More(held.ensemble, -trained[STILL].values)
    reach = {"more": "reaches more of them", "less": "reaches fewer", NOT_TOLD: "is not told to reach more of them"}
    place = {
        "less": "They come in the place of others",
        "less in most worlds": "In most worlds they come in the place of others",
        "more": "They do not come in the place of others",
        NOT_TOLD: "Whether they come in the place of others is not told",
    }
    lead = {"more": "brings", "less": "costs", NOT_TOLD: "is not told to cost"}
    return (
        f"Half of the contacts on campus, for whoever wants students, {reach[students[ON_CAMPUS].verdict()]}. "
        f"{place.get(others.leaning(), place[NOT_TOLD])}: {others} people who are no students. That people move away "
        f"{lead[leaving.verdict()]} students who would lead: {leaving} trained."
    )


QUESTION = over_an_ensemble(main)
