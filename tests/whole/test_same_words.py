"""What verbs and ensembles say in English of answers made by hand is to the letter what it was, number by number.

A change that is meant to say something else writes `same_words.json` anew, `python -m tests.whole.test_same_words
--write`; what is said otherwise is then seen in the file.
"""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.prices import Priced
from contagion.experiments.verbs.calibrate.words import contagion_in_words
from contagion.experiments.verbs.calibrate.words import in_words as calibrate
from contagion.experiments.verbs.discover.words import in_words as discover
from contagion.experiments.verbs.levers.words import in_words as levers
from contagion.experiments.verbs.limits.words import as_plain
from contagion.experiments.verbs.limits.words import in_words as limits
from contagion.experiments.verbs.spend.words import in_words as spend
from contagion.experiments.verbs.worth_knowing.words import in_words as worth_knowing
from contagion.sim.statistics.discovery.prim import Found
from tests.helpers import levers_by_hand, limits_by_hand, worth_knowing_by_hand
from tests.helpers.calibration_by_hand import by_abc, calibrated, spread_evenly
from tests.helpers.discovery_by_hand import discovery
from tests.helpers.even_ensemble import even, twice
from tests.helpers.limits_by_hand import MORE
from tests.helpers.spent_by_hand import TWO, by_hand, ensemble
from tests.house.test_in_french import SAID

FILE = Path(__file__).with_name("same_words.json")
ROOMS = "calibration cases comparison discovery ensembles levers limits mixes outcomes reach readings robustness"
ROOMS += " run_in_sentences spend structures sweep uncertain worlds worth_knowing"


def of_calibrations() -> Iterable[str]:
    none, few, table = calibrated(), calibrated(times=1), by_abc()
    for one in (calibrated(), calibrated(near=0.03), calibrated(years=(2, 3))):
        yield contagion_in_words(one.without)
    yield contagion_in_words(none.without[none.without["target"] == "none"])
    for one in (calibrated(False), calibrated(gap=-7.3), few, replace(none, tied=none.tied.iloc[:0])):
        yield calibrate(one)
    yield from (calibrate(replace(none, known=spread_evenly(*sets))) for sets in ((), (19,)))
    for rows in (table["rule"] == "simple", table["rule"] == ""):
        yield calibrate(replace(none, checked=table[rows]))
    yield calibrate(replace(none, checked=by_abc("receptivity.share")))


def of_discoveries() -> Iterable[str]:
    found = discovery()
    (box,), few = found.found.boxes, discovery(sets=60)
    lost = replace(box, halves=np.full((5, 2), np.nan))
    yield discover(replace(found, found=Found((box, lost), found.found.offered)))
    yield discover(replace(found, without=1, levers=["training.places"]))
    yield discover(replace(few, worlds=few.worlds.assign(holds=[0.0] + [1.0] * 59)))
    about = {**found.ensemble.about, "in_reach": False}
    yield discover(replace(found, ensemble=replace(found.ensemble, about=about)))


def of_limits() -> Iterable[str]:
    """A tie, no gain that can be told, one alone that can, nobody, a first participant, and over worlds."""
    rare, counts = {"time": 20}, {"places": (40, 0, 0, 0), "time": (0, 50, 0, 0)}
    for people in (
        lambda name, n: 400 + (MORE["places"][n] if name in ("places", "time") else 0),
        lambda name, n: 400 + (9 * (-1) ** n if name == "places" else 0),
        lambda name, n: 400 + {"places": 200 * (n == 0), "time": rare["time"] + n}.get(name, 0),
        lambda name, n: 0,
        lambda name, n: 5 * (name == "places"),
    ):
        yield limits(limits_by_hand.by_hand(people))
    yield limits(limits_by_hand.by_hand(lambda name, n: 400 + counts.get(name, (0,) * 4)[n], worlds=Worlds(even(2))))
    yield from (as_plain(one) for one in (limits_by_hand.by_hand(), limits_by_hand.by_hand(lambda name, n: 0)))


def of_spendings() -> Iterable[str]:
    found = by_hand(ensemble(turned=0.3))
    first, *others = found.portfolios
    row = {"part": "low", "bound": 0.123, "difference": -80.0, "low": -90.0, "high": -70.0, "reversed": True}
    turned = first.overturned.iloc[:1]
    changed: list[dict[str, Any]] = [
        {"overturned": turned.assign(**row, input="receptivity.share")},
        {"overturned": turned.assign(**row | {"part": "threshold"}, input="registering.rule")},
        {"overturned": first.overturned.assign(reversed=False)},
        {"overturned": first.overturned.iloc[:0]},
        {"rival": None, "rival_gone": True, "ahead": first.ahead.iloc[:0]},
        {"gained": 0 * first.gained},
        {"gained": first.gained * 0 + [3.0, -1.0] * 10},
    ]
    yield from (spend(replace(found, portfolios=[replace(first, **one), *others])) for one in changed)
    yield spend(replace(found, portfolios=[first, *(replace(one, gained=first.gained) for one in others)]))
    two = replace(found.ensemble or ensemble(), table=ensemble().table.iloc[:2])
    yield spend(replace(found, ensemble=two))
    yield from (spend(replace(found, table=found.table.assign(euros=euros))) for euros in (884.0, 9_500.0))
    yield from (spend(one) for one in (by_hand(), by_hand(sold=TWO[:1]), replace(found, again=True)))
    yield spend(replace(found, priced=Priced(found.priced.scenario, frozenset({"seat"}))))


def of_levers() -> Iterable[str]:
    worlds = Worlds(twice(even(2)))
    alone = replace(worlds.ensemble, table=worlds.ensemble.table.iloc[[0, 0]])
    yield from (levers(levers_by_hand.by_hand(**how)) for how in ({}, {"worlds": worlds}, {"worlds": Worlds(alone)}))


CASES: dict[str, Callable[[], Any]] = {
    name: says for name, says in SAID.items() if name.partition(".")[0] in ROOMS.split()
}
CASES |= {
    "calibrations": of_calibrations,
    "discoveries": of_discoveries,
    "of limits": of_limits,
    "of levers": of_levers,
}
CASES |= {
    "spendings": of_spendings,
    "nothing to know": lambda: worth_knowing(worth_knowing_by_hand.found(few=-0.2, many=-0.2)),
}


def said(name: str) -> list[str]:
    """Line by line."""
    made = CASES[name]()
    return "\n".join([made] if isinstance(made, str) else map(str, made)).splitlines()


@pytest.mark.parametrize("name", CASES)
def test_it_says_what_it_said(name):
    assert said(name) == json.loads(FILE.read_text(encoding="utf-8"))[name]


def test_nothing_is_kept_that_is_said_no_more():
    assert json.loads(FILE.read_text(encoding="utf-8")).keys() == CASES.keys()


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("python -m tests.whole.test_same_words --write   writes same_words.json anew")
    FILE.write_text(
        json.dumps({name: said(name) for name in CASES}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
