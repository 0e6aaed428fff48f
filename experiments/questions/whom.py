"""Whom the programme reaches: people outside the centre, students, and councillors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import combinations, product
from typing import Any

import pandas as pd

from contagion.experiments.commands.compare.costs import with_costs
from contagion.experiments.commands.compare.work import FigureText, with_decisions
from contagion.experiments.evidence.worlds import Step
from contagion.experiments.questions.asking import (
    NOT_CLEAR,
    READ_AS,
    Asked,
    Asking,
    Finding,
    Held,
    Standing,
    changes,
    in_short,
    middle,
    surely,
)
from contagion.experiments.say.sentences import listed
from contagion.models.parameters import Parameters
from contagion.models.territory.communes import load_communes

# ---- x10_periphery ---------------------------------------------------------------------------------------------------

HALF = {"facilitation.targeted_share": 0.5, "partners.targeted_share": 0.5, "training.reserved_share": 0.5}
OUTSIDE = {"from": 0, "communes": ["outside the centre"], "set": HALF}
LEVERS: dict[str, dict[str, Any]] = {  # what is set
    "place": {},  # decided: OUTSIDE
    "travel": {"demand.travel_help": 1.5},
    "online": {"demand.online_share": 0.25},
}
TIMES = {"travel": {"demand.distance_km": 2.0, "facilitation.pair_distance_km": 2.0}}  # what is so many times as much
WORDS = {
    "place": "half of the effort kept for outside the centre",
    "travel": "going twice as far, with help with the way",
    "online": "a quarter of the groups online",
}
NO_LEVER, ALL = "none of them", " + ".join(LEVERS)
PEOPLE = "participants"
COMMUNES = "communes_reached"
RATIO = "periphery_ratio"
SHOWN_OUTSIDE = {
    COMMUNES: FigureText("communes with a group"),
    PEOPLE: FigureText("people"),
    RATIO: FigureText("coverage outside / inside the centre", ".2f"),
    "cost": FigureText("thousand euros"),
}
FREE, FIXED = "free", "fixed at 1"
RECEPTIVE = {FREE: {}, FIXED: {"receptivity.outside": 1.0}}
TOLD = (COMMUNES, PEOPLE)  # in the table for people, both ways

type Both = Mapping[str, Held]  # by how receptive people are outside


def x10_periphery(asking: Asking) -> Finding:
    """X10. What brings the programme out of the centre: where it is offered, how far people go, or a screen?

    Three levers from the start on, alone and together, in the simulations of an ensemble. Place (L8): half of the
    groups without a host, of the contacts with partners and of the training seats are for the communes outside the
    centre. Travel (L9): people go twice as far as they do in that simulation, pairs twice as far as a pair may, and
    with help with the way (car-sharing, child care) half as many again take a group. Online (L10): a quarter of the
    groups meet online. How many people are receptive outside the centre is not known: every result is given with that
    free (`receptivity.outside`, as in the ensemble) and with as many as inside (fixed at 1).
    """
    both = {
        name: Held(
            asking,
            with_costs(asking.lived(cases_of_levers(fixed)), Parameters().costs),
            NO_LEVER,
            SHOWN_OUTSIDE,
        )
        for name, fixed in RECEPTIVE.items()
    }
    first = first_of(both[FREE])
    two = [one for one in cases_of_levers() if one[0]["scenario"] in (NO_LEVER, first)]
    ahead = both[FREE].more(COMMUNES)[first].values
    stands = asking.standing(ahead, lambda there: changes(there.lived(two).table, NO_LEVER, COMMUNES)[first])
    return answered(both, stands)


def cases_of_levers(fixed: Mapping[str, float] | None = None) -> list[Asked]:
    """Return the cases: none of the levers, each alone, two together, and all."""
    some = [one for n in range(len(LEVERS) + 1) for one in combinations(LEVERS, n)]
    return [({"scenario": " + ".join(one) or NO_LEVER}, partial(step, levers=one, fixed=fixed)) for one in some]


def first_of(held: Held) -> str:
    """Return the lever that alone brings groups to the most communes (median over simulations)."""
    communes = held.more(COMMUNES)
    return max(LEVERS, key=lambda lever: communes[lever].middle)


def answered(both: Both, stands: Standing) -> Finding:
    held, first = both[FREE], first_of(both[FREE])
    communes, people = held.more(COMMUNES)[first], held.more(PEOPLE)[first]
    fixed, words = both[FIXED].more(COMMUNES)[first], WORDS[first][0].upper() + WORDS[first][1:]
    return Finding(
        answer=f"{words}: {communes.short} communes, {fixed.short} if as receptive outside"
        if communes.verdict() != NOT_CLEAR
        else "No lever surely brings groups to more communes",
        sure=f"communes: more in {communes.often}; people: {people.leaning()}",
        sentence=f"Of three levers, {WORDS[first]} brings groups to the most communes in {held.years} years: "
        f"{held.change(first, COMMUNES)}, which {stands}; with as many receptive people outside as inside it is "
        f"{fixed}. With it come {held.change(first, PEOPLE)}.",
        follows=follows_of_levers(held),
        rows=in_rows(both),
        overturns=f"For {WORDS[first]}: {communes.overturned('communes')}",
        method=f"Three levers, alone and together, in {held.worlds}, over {held.years} years. {READ_AS} How many are "
        "receptive outside is free, as in the ensemble, or as inside (fixed at 1). By how much a lever is moved is an "
        "assumption; help with the way and online meetings have no price. A group online counts for no commune.",
        table=pd.concat([of.told().assign(outside=name) for name, of in both.items()], ignore_index=True),
        figure=held.figure(
            f"{words}: {communes} communes with a group in {held.years} years", "Prices are placeholders."
        ),
    )


def step(here: Parameters, levers: tuple[str, ...], fixed: Mapping[str, float] | None = None) -> Parameters:
    """Return parameters with some levers moved."""
    values = dict(fixed or {})
    for lever in levers:
        values |= LEVERS[lever] | {name: by * here.get(name) for name, by in TIMES.get(lever, {}).items()}
    return with_decisions(values, *([OUTSIDE] if "place" in levers else []))(here)


def in_rows(both: Both) -> pd.DataFrame:
    """Return one row per combination: its effects, `receptivity.outside` free and fixed, and both verdicts."""
    told = {(name, where): (held, held.more(name)) for name, (where, held) in product(TOLD, both.items())}

    def head(name: str, where: str) -> str:
        return f"{SHOWN_OUTSIDE[name].words}, `receptivity.outside` {where}"

    base = {head(*at): middle(held.usual(at[0])) for at, (held, _) in told.items()}
    rows = [{"case": NO_LEVER, **base, "verdict": "compared with"}]
    for case in both[FREE].more(COMMUNES):
        free, fixed = (told[COMMUNES, where][1][case].leaning() for where in (FREE, FIXED))
        row = {"case": case} | {head(*at): str(values[case]) for at, (_, values) in told.items()}
        rows.append(row | {"verdict": free if free == fixed else f"{free}; {FIXED}: {fixed}"})
    return pd.DataFrame(rows)


def follows_of_levers(held: Held) -> str:
    """Write which levers clearly bring groups to more communes, and more people."""
    said, communes = [], held.more(COMMUNES)
    for wanted, more_of in (("groups in more communes", communes), ("more people", held.more(PEOPLE))):
        good, bad = ([WORDS[lever] for lever in surely(more_of, word, LEVERS)] for word in ("more", "less"))
        most = [WORDS[lever] for lever in LEVERS if more_of[lever].leaning() == "more in most simulations"]
        helps = f"surely helped by {listed(good)}" if good else "surely helped by no single lever"
        often = f", in most simulations by {listed(most)}" if most else ""
        hurt = f", and surely hurt by {listed(bad)}" if bad else ""
        said.append(f"Whoever wants {wanted} is {helps}{often}{hurt}.")
    beyond = communes[ALL].values - sum(communes[lever].values for lever in LEVERS)
    return (
        f"{' '.join(said)} All three together bring {communes[ALL]} communes, beyond the sum of each alone "
        f"{in_short(beyond, '+z.0f')}."
    )


# ---- x11_students ----------------------------------------------------------------------------------------------------

CAMPUS = "school or university"
SEATED = {"students.organisations": (CAMPUS,)}
NOBODY = {"population.turnover_per_year": 0.0, "population.student_turnover_per_year": 0.0}
PARTNERS: dict[str, Any] = {"from": 0, "partner_types": [CAMPUS], "set": {"partners.targeted_share": 0.5}}
FREER, BUSIER = {"students.slots": 1.3}, {"students.slots": 0.7}
AS_IT_IS, STILL, ON_CAMPUS, BOTH = "as it is", "nobody moves", "campus partners", "campus partners, free more often"
CASES = {
    AS_IT_IS: with_decisions(SEATED),
    STILL: with_decisions(SEATED | NOBODY),
    "free less often": with_decisions(SEATED | BUSIER),
    "free more often": with_decisions(SEATED | FREER),
    ON_CAMPUS: with_decisions(SEATED, PARTNERS),
    BOTH: with_decisions(SEATED | FREER, PARTNERS),
}
STUDENTS, TRAINED = "students_reached", "students_trained"
SHOWN_OF_STUDENTS = {
    STUDENTS: FigureText("students"),
    PEOPLE: FigureText("people"),
    TRAINED: FigureText("students trained"),
    "lost": FigureText("registrations of students lost by moving, %", ",.1f"),
    "aspiring": FigureText("students' wishes to facilitate lost by moving"),
}


def x11_students(asking: Asking) -> Finding:
    """X11. What does the programme gain by going to students, who are free at other hours and soon move away?

    Students sit in schools and universities first, in the simulations of an ensemble, where residents and students move
    as they do in that simulation, or nobody does. Then, with moving: students are free at a time of the week less or
    more often (0.7 and 1.3 times the others' chance), half of the contacts with partners are made on campus, and both
    at once.
    """
    runs = asking.close_up().lived([({"scenario": name}, step) for name, step in CASES.items()]).table
    held = Held(asking, with_shares(runs[runs["error"] == ""]), AS_IT_IS, SHOWN_OF_STUDENTS)
    students, people = (held.more(name)[ON_CAMPUS] for name in (STUDENTS, PEOPLE))
    return Finding(
        answer=f"Campus partners: {students.short} students; people in all: {people.leaning()}",
        sure=f"students: more in {students.often}; people: {people.leaning()}",
        sentence=f"Half of the contacts with partners made on campus bring {held.change(ON_CAMPUS, STUDENTS)}, against "
        f"{middle(held.usual(STUDENTS))}, in {held.years} years, and in all {held.change(ON_CAMPUS, PEOPLE)}; if "
        f"nobody moved, {held.change(STILL, TRAINED)}, against {middle(held.usual(TRAINED))}.",
        follows=follows_of_students(held),
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
    """Add the share of students' registrations lost by moving, in per cent; NaN where none registered."""
    registered = rows["students_registered"].where(lambda x: x > 0)
    return rows.assign(
        lost=100 * rows["students_moved_registered"] / registered, aspiring=rows["students_moved_aspiring"]
    )


def follows_of_students(held: Held) -> str:
    """Write what campus partners bring, and what is lost because people move."""
    students, people, trained = (held.more(name) for name in (STUDENTS, PEOPLE, TRAINED))
    others = held.asking.more(people[ON_CAMPUS].values - students[ON_CAMPUS].values)
    leaving = held.asking.more(-trained[STILL].values)
    reach = {"more": "reaches more of them", "less": "reaches fewer", NOT_CLEAR: "does not clearly reach more of them"}
    place = {
        "less": "They come in the place of others",
        "less in most simulations": "In most simulations they come in the place of others",
        "more": "They do not come in the place of others",
        NOT_CLEAR: "Whether they come in the place of others is not clear",
    }
    lead = {"more": "brings", "less": "costs", NOT_CLEAR: "does not clearly cost"}
    return (
        f"Half of the contacts on campus, to reach students, {reach[students[ON_CAMPUS].verdict()]}. "
        f"{place.get(others.leaning(), place[NOT_CLEAR])}: {others} people who are no students. That people move away "
        f"{lead[leaving.verdict()]} students who would lead: {leaving} trained."
    )


# ---- x12_officials ---------------------------------------------------------------------------------------------------

OPENING, THREEFOLD = {"elected.gate_opening": 1.5}, {"elected.gate_opening": 3.0}
AS_ANYBODY, PLAIN, LETTERS, IN_PERSON = (
    "as anybody else",
    "gates open",
    "gates open, letters",
    "gates open, asked in person",
)
AROUND, WIDE = "gates open, asked outside the centre", "gates open threefold, asked in person"
SHOWN_OF_COUNCILLORS = {
    "elected_completing": FigureText("councillors completing"),
    COMMUNES: FigureText("communes with a group"),
    "hosted": FigureText("groups in a host's room"),
    PEOPLE: FigureText("people"),
    "cost_per_person": FigureText("euros a person"),
}


def x12_officials(asking: Asking) -> Finding:
    """X12. Do municipal councillors who go through a group open the doors of their communes?

    In a commune of which a councillor has completed a group, a contacted organisation becomes a partner 1.5 times as
    readily. That alone changes what the few councillors bring who come as anybody else does. Then they are asked: by
    letters to contact lists of councillors, of all communes or of those outside the centre, so many that each gets
    about one a year; and in person, which is taken to make a letter as strong as a former participant's invitation (a
    factor on the hazard of all channels to them). At last gates open threefold. All of this is assumed, and asked in
    the simulations of an ensemble.
    """
    asking = asking.close_up()
    councillors = int(load_communes(getattr(asking.lab.study, "communes", None))["seats"].sum())
    asked = [({"scenario": name}, step) for name, step in cases_of_councillors(councillors).items()]
    rows = with_costs(asking.lived(asked), Parameters().costs)
    held = Held(asking, rows, AS_ANYBODY, SHOWN_OF_COUNCILLORS)
    communes, people = (held.more(name)[IN_PERSON] for name in (COMMUNES, PEOPLE))
    told = f"{communes} communes with a group"
    return Finding(
        answer=answer(held),
        sure=f"asked in person: more communes in {communes.often}",
        sentence=f"Where councillors come {AS_ANYBODY}, that their communes open brings "
        f"{held.change(PLAIN, COMMUNES)}, in {held.years} years; where they are asked in person, councillors of "
        f"{middle(rows.loc[rows['scenario'] == IN_PERSON, 'communes_opened'])} communes complete a group, which brings "
        f"{held.change(IN_PERSON, COMMUNES)}, and {held.change(IN_PERSON, PEOPLE)}.",
        follows=follows_of_councillors(held),
        rows=held.in_rows(COMMUNES),
        overturns=f"For councillors asked in person ({told}): {communes.overturned('communes')} For people ({people}): "
        f"{people.overturned('people')}",
        method=f"{len(asked)} cases in {held.worlds}, over {held.years} years; there are {councillors:,} councillors. "
        f"{READ_AS} That councillors open gates (by 1.5, or 3), and that asking in person makes a letter as strong as "
        "a former participant's invitation is in that simulation, is assumed; asking is priced as a letter, and "
        "prices are placeholders.",
        table=held.told("communes_opened"),
        figure=held.figure(f"Councillors asked in person: {told} in {held.years} years"),
    )


def as_strong_as_an_invitation(here: Parameters) -> float:
    """Return the hazard of a former participant's invitation over that of a letter."""
    known = here.registering
    return known.word_of_mouth * known.participant_source / (known.letter * here.outreach.factor)


def cases_of_councillors(councillors: int) -> dict[str, Step]:
    each = round(councillors / Parameters().outreach.campaigns_per_year)
    listed: dict[str, Any] = {"from": 0, "target_groups": ["elected officials"]}

    def asked(opening: dict[str, float], in_person: bool = True, **where: Any) -> Step:
        def step(here: Parameters) -> Parameters:
            strong = {"registering.barrier": as_strong_as_an_invitation(here)} if in_person else {}
            return with_decisions(opening, listed | where | {"set": {"outreach.letters": each, **strong}})(here)

        return step

    return {
        AS_ANYBODY: with_decisions({}),
        PLAIN: with_decisions(OPENING),
        LETTERS: asked(OPENING, in_person=False),
        IN_PERSON: asked(OPENING),
        AROUND: asked(OPENING, communes=["outside the centre"]),
        WIDE: asked(THREEFOLD),
    }


def answer(held: Held) -> str:
    """Name the first case that clearly brings groups to more communes, if any."""
    communes, people = held.more(COMMUNES), held.more(PEOPLE)
    if sure := surely(communes, "more"):
        return f"Yes, with {sure[0]}: {communes[sure[0]].short} communes"
    return f"Not surely: asked in person, {communes[IN_PERSON].short} communes, {people[IN_PERSON].short} people"


def follows_of_councillors(held: Held) -> str:
    """Write with which cases there are clearly groups in more communes, and more people."""
    said, people = [], held.more(PEOPLE)
    for wanted, more_of in (("Groups in more communes", held.more(COMMUNES)), ("More people", people)):
        sure = [f"“{case}”" for case in surely(more_of, "more")]
        said.append(f"{wanted} surely come with {listed(sure) if sure else 'none of the cases'}.")
    wide = held.asking.more(people[WIDE].values - people[IN_PERSON].values)
    return f"{' '.join(said)} That gates open threefold and not by half: {wide} people ({wide.leaning()})."
