"""X10. What brings the programme out of the centre: where it is offered, how far people go, or a screen?

Three levers from the start on, alone and together, in the worlds of an ensemble. Place (L8): half of the groups without
a host, of the contacts with partners and of the training seats are for the communes outside the centre. Travel (L9):
people go twice as far as they do in that world, pairs twice as far as a pair may, and with help with the way
(car-sharing, child care) half as many again take a group. Online (L10): a quarter of the groups meet online. How many
people are receptive outside the centre is not known: all is told with that free (`receptivity.outside`, as in the
ensemble) and with as many as inside (fixed at 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import product
from typing import Any

import pandas as pd

from contagion.experiments.commands.compare.work import Shown, with_costs, with_decisions
from contagion.experiments.questions.asking import (
    NOT_TOLD,
    READ_AS,
    Asked,
    Asking,
    Held,
    Standing,
    changes,
    in_short,
    middle,
    over_an_ensemble,
    surely,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.sentences import listed
from contagion.models.parameters import Parameters

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
BASE, ALL = "none of them", " + ".join(LEVERS)
PEOPLE, COMMUNES, RATIO = "participants", "communes_reached", "periphery_ratio"
SHOWN = {
    COMMUNES: Shown("communes with a group"),
    PEOPLE: Shown("people"),
    RATIO: Shown("coverage outside / inside the centre", ".2f"),
    "cost": Shown("thousand euros"),
}
FREE, FIXED = "free", "fixed at 1"
RECEPTIVE = {FREE: {}, FIXED: {"receptivity.outside": 1.0}}
TOLD = (COMMUNES, PEOPLE)  # in the table for people, both ways

type Both = Mapping[str, Held]  # by how receptive people are outside


def main(asking: Asking) -> Finding:
    """The combinations, their figure, and what they say."""
    both = {
        name: Held(asking.ensemble, with_costs(asking.lived(cases(fixed)), Parameters().costs), BASE, SHOWN)
        for name, fixed in RECEPTIVE.items()
    }
    first = first_of(both[FREE])
    two = [one for one in cases() if one[0]["scenario"] in (BASE, first)]
    ahead = both[FREE].more(COMMUNES)[first].values
    stands = asking.standing(ahead, lambda there: changes(there.lived(two).table, BASE, COMMUNES)[first])
    return answered(both, stands)


def cases(fixed: Mapping[str, float] | None = None) -> list[Asked]:
    return [({"scenario": " + ".join(one) or BASE}, partial(step, levers=one, fixed=fixed)) for one in combinations()]


def first_of(held: Held) -> str:
    """The lever that alone brings groups to the most communes, in the middle of the worlds."""
    communes = held.more(COMMUNES)
    return max(LEVERS, key=lambda lever: communes[lever].middle)


def answered(both: Both, stands: Standing) -> Finding:
    """What is said of the combinations."""
    held, first = both[FREE], first_of(both[FREE])
    communes, people = held.more(COMMUNES)[first], held.more(PEOPLE)[first]
    fixed, words = both[FIXED].more(COMMUNES)[first], WORDS[first][0].upper() + WORDS[first][1:]
    return Finding(
        answer=f"{words}: {communes.short} communes, {fixed.short} if as receptive outside"
        if communes.verdict() != NOT_TOLD
        else "No lever surely brings groups to more communes",
        sure=f"communes: more in {communes.often}; people: {people.leaning()}",
        sentence=f"Of three levers, {WORDS[first]} brings groups to the most communes in {held.years} years: "
        f"{held.change(first, COMMUNES)}, which {stands}; with as many receptive people outside as inside it is "
        f"{fixed}. With it come {held.change(first, PEOPLE)}.",
        follows=follows(held),
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


def combinations() -> list[tuple[str, ...]]:
    """None, each alone, two, all."""
    sets = [tuple(name for name, on in zip(LEVERS, flags, strict=True) if on) for flags in product((0, 1), repeat=3)]
    return sorted(sets, key=lambda levers: (len(levers), [list(LEVERS).index(name) for name in levers]))


def step(here: Parameters, levers: tuple[str, ...], fixed: Mapping[str, float] | None = None) -> Parameters:
    """Some levers moved, from what the world has."""
    values = dict(fixed or {})
    for lever in levers:
        values |= LEVERS[lever] | {name: by * here.get(name) for name, by in TIMES.get(lever, {}).items()}
    return with_decisions(values, *([OUTSIDE] if "place" in levers else []))(here)


def in_rows(both: Both) -> pd.DataFrame:
    """A row a combination: what it changes, free and fixed, and the verdict on the communes with both."""
    told = {(name, where): (held, held.more(name)) for name, (where, held) in product(TOLD, both.items())}

    def head(name: str, where: str) -> str:
        return f"{SHOWN[name].words}, `receptivity.outside` {where}"

    base = {head(*at): middle(held.usual(at[0])) for at, (held, _) in told.items()}
    rows = [{"case": BASE, **base, "verdict": "held against"}]
    for case in both[FREE].more(COMMUNES):
        free, fixed = (told[COMMUNES, where][1][case].leaning() for where in (FREE, FIXED))
        row = {"case": case} | {head(*at): str(values[case]) for at, (_, values) in told.items()}
        rows.append(row | {"verdict": free if free == fixed else f"{free}; {FIXED}: {fixed}"})
    return pd.DataFrame(rows)


def follows(held: Held) -> str:
    """Which levers surely bring more of what."""
    said, communes = [], held.more(COMMUNES)
    for wanted, more_of in (("groups in more communes", communes), ("more people", held.more(PEOPLE))):
        good, bad = ([WORDS[lever] for lever in surely(more_of, word, LEVERS)] for word in ("more", "less"))
        most = [WORDS[lever] for lever in LEVERS if more_of[lever].leaning() == "more in most worlds"]
        helps = f"surely helped by {listed(good)}" if good else "surely helped by no single lever"
        often = f", in most worlds by {listed(most)}" if most else ""
        hurt = f", and surely hurt by {listed(bad)}" if bad else ""
        said.append(f"Whoever wants {wanted} is {helps}{often}{hurt}.")
    beyond = communes[ALL].values - sum(communes[lever].values for lever in LEVERS)
    return (
        f"{' '.join(said)} All three together bring {communes[ALL]} communes, beyond the sum of each alone "
        f"{in_short(beyond, '+z.0f')}."
    )


QUESTION = over_an_ensemble(main)
