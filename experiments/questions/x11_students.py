"""X11. What does the programme gain by going to students, who are free at other hours and soon move away?

Students sit in schools and universities first. Residents move at 5.9 % a year and students at 35 % (the latter
assumed), or nobody does. Then, with moving: students are free at a time of the week less or more often (0.7 and 1.3
times the others' chance), half of the contacts with partners are made on campus, and both at once.

    contagion question x11_students
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.figures.cases import cases_figure
from experiments.questions.publishing import Finding, Question
from experiments.studies.cases import Shown, held_against, with_decisions
from experiments.studies.lab import close_up, laboratory
from experiments.words.cases import base_in_words, change, changes_in_words
from models.runs.cases import case
from sim.laboratory.laboratory import Laboratory

CAMPUS = "school or university"
SEATED = {"students.organisations": (CAMPUS,)}
MOVING = {"population.turnover_per_year": 0.059, "population.student_turnover_per_year": 0.35}
PARTNERS: dict[str, Any] = {"from": 0, "partner_types": [CAMPUS], "set": {"partners.targeted_share": 0.5}}
FREER, BUSIER = {"students.slots": 1.3}, {"students.slots": 0.7}
BASE, STILL, BOTH = "students move", "nobody moves", "campus partners, free more often"
CASES = {
    BASE: with_decisions(SEATED | MOVING),
    STILL: with_decisions(SEATED),
    "free less often": with_decisions(SEATED | MOVING | BUSIER),
    "free more often": with_decisions(SEATED | MOVING | FREER),
    "campus partners": with_decisions(SEATED | MOVING, PARTNERS),
    BOTH: with_decisions(SEATED | MOVING | FREER, PARTNERS),
}
SHOWN = {
    "participants": Shown("people"),
    "students_reached": Shown("students"),
    "students_trained": Shown("students trained", ",.1f"),
    "conversion": Shown("students trained, % of completers", ",.1f"),
    "lost": Shown("registrations of students lost by moving, %", ",.1f"),
    "aspiring": Shown("students' wishes to facilitate lost by moving", ",.1f"),
}


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The cases, their figure, and what they say."""
    lab = close_up(lab or laboratory())
    names = [BASE, STILL, BOTH] if quick else list(CASES)
    runs = lab.run([case(CASES[name], case=name) for name in names], range(1, 3 if quick else 41), 3 if quick else 10)
    rows = with_shares(runs.table[runs.table["error"] == ""])
    table = held_against(rows, BASE, SHOWN)
    title = f"Students reached, {BOTH}: {change(table, BOTH, 'students_reached', '+,.0f')}"
    figure = cases_figure(table, rows, BASE, SHOWN, title)
    return Finding(in_words(table, rows), table, figure)


def with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """With what is lost and won in per cent; NaN where there is nothing to divide by."""
    completing, registered = (rows[f"students_{name}"].where(lambda x: x > 0) for name in ("completing", "registered"))
    return rows.assign(
        conversion=100 * rows["students_trained"] / completing,
        lost=100 * rows["students_moved_registered"] / registered,
        aspiring=rows["students_moved_aspiring"],
    )


def in_words(table: pd.DataFrame, rows: pd.DataFrame) -> str:
    """What students bring, and what moving takes away."""
    share = rows.loc[rows["case"] == BASE, "representation_students"].mean()
    return (
        f"Where people move (5.9 % a year, students 35 %): {base_in_words(table, BASE, SHOWN)} in "
        f"{rows['years'].max():g} years (means of {rows['seed'].nunique()} seeds, 95 % intervals); students are "
        f"{share:.2f} times as frequent among participants as among residents. "
        f"{changes_in_words(table, BASE, SHOWN)} "
        "Students' hours, the pace at which they move and where they are found are assumed; they are as receptive as "
        "others here. Trained facilitators do not move in this model but stop at the rate of all."
    )


QUESTION = Question(main)
