"""X12. Do municipal councillors who go through a group open the doors of their communes?

In a commune of which a councillor has completed a group, a contacted organisation becomes a partner 1.5 times as
readily. That alone changes what the few councillors bring who come as anybody else does. Then they are asked: by
letters to contact lists of councillors, of all communes or of those outside the centre, so many that each gets about
one a year; and in person, which is taken to make a letter as strong as a former participant's invitation (a factor on
the hazard of all channels to them). At last gates open threefold. All of this is assumed, and asked in the worlds of an
ensemble.
"""

from __future__ import annotations

from typing import Any

from contagion.experiments.commands.compare.work import Shown, with_costs, with_decisions
from contagion.experiments.evidence.worlds import Step
from contagion.experiments.questions.asking import READ_AS, Asking, Held, More, middle, over_an_ensemble, surely
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.sentences import listed
from contagion.models.parameters import Parameters
from contagion.models.territory.communes import load_communes

OPENING, THREEFOLD = {"elected.gate_opening": 1.5}, {"elected.gate_opening": 3.0}
BASE, PLAIN, LETTERS, IN_PERSON = "as anybody else", "gates open", "gates open, letters", "gates open, asked in person"
AROUND, WIDE = "gates open, asked outside the centre", "gates open threefold, asked in person"
COMMUNES, PEOPLE = "communes_reached", "participants"
SHOWN = {
    "elected_completing": Shown("councillors completing"),
    COMMUNES: Shown("communes with a group"),
    "hosted": Shown("groups in a host's room"),
    PEOPLE: Shown("people"),
    "cost_per_person": Shown("euros a person"),
}


def main(asking: Asking) -> Finding:
    """The cases, their figure, and what they say."""
    asking = asking.close_up()
    councillors = int(load_communes(getattr(asking.lab.study, "communes", None))["seats"].sum())
    asked = [({"scenario": name}, step) for name, step in cases(councillors).items()]
    rows = with_costs(asking.lived(asked), Parameters().costs)
    held = Held(asking.ensemble, rows, BASE, SHOWN)
    communes, people = (held.more(name)[IN_PERSON] for name in (COMMUNES, PEOPLE))
    told = f"{communes} communes with a group"
    return Finding(
        answer=answer(held),
        sure=f"asked in person: more communes in {communes.often}",
        sentence=f"Where councillors come {BASE}, that their communes open brings {held.change(PLAIN, COMMUNES)}, in "
        f"{held.years} years; where they are asked in person, councillors of "
        f"{middle(rows.loc[rows['scenario'] == IN_PERSON, 'communes_opened'])} communes complete a group, which brings "
        f"{held.change(IN_PERSON, COMMUNES)}, and {held.change(IN_PERSON, PEOPLE)}.",
        follows=follows(held),
        rows=held.in_rows(COMMUNES),
        overturns=f"For councillors asked in person ({told}): {communes.overturned('communes')} For people ({people}): "
        f"{people.overturned('people')}",
        method=f"{len(asked)} cases in {held.worlds}, over {held.years} years; there are {councillors:,} councillors. "
        f"{READ_AS} That councillors open gates (by 1.5, or 3), and that asking in person makes a letter as strong as "
        "a former participant's invitation is in that world, is assumed; asking is priced as a letter, and prices are "
        "placeholders.",
        table=held.told("communes_opened"),
        figure=held.figure(f"Councillors asked in person: {told} in {held.years} years"),
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


def answer(held: Held) -> str:
    """The first case that surely brings groups to more communes, if any."""
    communes, people = held.more(COMMUNES), held.more(PEOPLE)
    if sure := surely(communes, "more"):
        return f"Yes, with {sure[0]}: {communes[sure[0]].short} communes"
    return f"Not surely: asked in person, {communes[IN_PERSON].short} communes, {people[IN_PERSON].short} people"


def follows(held: Held) -> str:
    """With which cases there is surely more of what."""
    said, people = [], held.more(PEOPLE)
    for wanted, more_of in (("Groups in more communes", held.more(COMMUNES)), ("More people", people)):
        sure = [f"“{case}”" for case in surely(more_of, "more")]
        said.append(f"{wanted} surely come with {listed(sure) if sure else 'none of the cases'}.")
    wide = More(held.ensemble, people[WIDE].values - people[IN_PERSON].values)
    return f"{' '.join(said)} That gates open threefold and not by half: {wide} people ({wide.leaning()})."


QUESTION = over_an_ensemble(main)
