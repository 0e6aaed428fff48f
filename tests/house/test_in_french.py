"""The words in French: three outputs written out in full, and no English word in any other."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from contagion.experiments.doors.words import evidence as planners_evidence
from contagion.experiments.doors.words import glossary as planners_glossary
from contagion.experiments.doors.words import method as planners_method
from contagion.experiments.drawing.maps import territory_figure
from contagion.experiments.ensembles import words as worlds
from contagion.experiments.ensembles import words_of_ensembles as ensembles
from contagion.experiments.ensembles import words_of_numbers as uncertain
from contagion.experiments.ensembles import words_of_readings as readings
from contagion.experiments.ensembles import words_of_structures as structures
from contagion.experiments.ensembles.calibration import OfARule
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.readings import KNOWN
from contagion.experiments.ensembles.structures import Structures, Under
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.decided import Decided
from contagion.experiments.lab.how_much import Asked
from contagion.experiments.lab.prices import Priced
from contagion.experiments.language import asked, by_commune, catalogue, decided, editions, names, territory, work
from contagion.experiments.language import differences as differences
from contagion.experiments.language import levers as movable
from contagion.experiments.language.languages import ENGLISH, FOLDER, FRENCH, speaking
from contagion.experiments.language.sentences import said as words_said
from contagion.experiments.programmes.programme import read_programme
from contagion.experiments.verbs.calibrate import words as calibration
from contagion.experiments.verbs.compare import words as comparison
from contagion.experiments.verbs.compare.side_by_side import words as side_by_side
from contagion.experiments.verbs.discover import words as discovery
from contagion.experiments.verbs.discover.condition import Condition
from contagion.experiments.verbs.discover.work import RANGES
from contagion.experiments.verbs.history import words as history
from contagion.experiments.verbs.history import words_of_events as happened
from contagion.experiments.verbs.levers import words as levers
from contagion.experiments.verbs.levers.figure import levers_figure
from contagion.experiments.verbs.limits import words as limits
from contagion.experiments.verbs.reach import words as reach
from contagion.experiments.verbs.run import words as run
from contagion.experiments.verbs.run import words_in_sentences as run_in_sentences
from contagion.experiments.verbs.run import words_of_outcomes as outcomes
from contagion.experiments.verbs.run.figure import figures as run_figures
from contagion.experiments.verbs.spend import words as spend
from contagion.experiments.verbs.spend import words_of_mixes as mixes
from contagion.experiments.verbs.spend import words_of_money as mixes_money
from contagion.experiments.verbs.spend.elsewhere import read_elsewhere
from contagion.experiments.verbs.spend.mixes import Usual, market
from contagion.experiments.verbs.spend.work import Spent
from contagion.experiments.verbs.sweep import words as sweep
from contagion.experiments.verbs.worth_knowing import words as worth_knowing
from contagion.experiments.verbs.worth_knowing.figure import worth_knowing_figure
from contagion.models.parameters import describe
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.results_folder import Again
from contagion.models.runs.simulation import simulate
from contagion.models.scenarios.effort import fitted
from contagion.models.scenarios.scenario import library, read
from contagion.models.territory.communes import load_communes
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find, listed
from contagion.models.territory.territory import SHIPPED_SOURCE, Territory
from contagion.sim.errors import InputError
from contagion.sim.statistics.discovery.prim import Limit
from tests.helpers import (
    levers_by_hand,
    limits_by_hand,
    said_in_reports,
    said_of_history,
    said_on_charts,
    sides_by_hand,
    worth_knowing_by_hand,
)
from tests.helpers import words_by_hand as by_hand
from tests.helpers.calibration_by_hand import PREDICTED, by_abc, calibrated, of_a_rule, spread_evenly
from tests.helpers.calibration_by_hand import known as known_by_hand
from tests.helpers.discovery_by_hand import discovery as discovered
from tests.helpers.even_ensemble import even
from tests.helpers.spent_by_hand import by_hand as spent
from tests.helpers.spent_by_hand import ensemble as sets_by_hand

NARROW, WIDE = "~", "¬"  # what stands in these texts for spaces that nobody sees

RUN = """\
Essai trial
68 communes, 162~393 habitants de 15 ans et plus~; 2 ans, graine 7

année personnes touchées dans l’année groupes démarrés personnes formées personnes qui animent liste d’attente
    1                600          600               70                10                    19           1~100
    2              1~234          634              145                30                    19           1~100

1~234 personnes sont venues à 145 groupes dans 21 communes, depuis 40 communes~; cycles achevés¬:
987. 301 d’entre elles souhaitaient animer. 30 personnes ont été formées à l’animation, dont 20
issues des groupes~; en activité à la fin¬: 19. 3 des groupes se sont tenus au sein d’une structure
partenaire, pour ses propres membres. 1 groupe ouvert a trouvé trop peu de monde et a été annulé. En
moyenne, chaque personne qui a cessé d’animer en a amené 1,27 autre à animer (dans une simulation
aussi courte, les activités terminées sont les plus brèves). 12¬% des personnes sont venues sur
invitation personnelle. Si tout apport extérieur cessait maintenant, des groupes continueraient de
démarrer pendant 1,2 an.

Le coût est de 123~456¬€ de 2020, à des prix provisoires¬: 100¬€ par personne venue, 125¬€ par cycle
achevé, 2~346¬€ par année d’activité d’une personne qui anime. En outre, les bénévoles et les
personnes qui participent ont donné 4~321 heures. Faute d’argent, 2 choses n’ont pas été faites (un
groupe qui attend compte une fois par semaine).

Ce qui a manqué, semaine par semaine, la dernière année (en part des semaines)¬: plus d’inscriptions
que de places dans les groupes (75¬%), quelque chose n’a pas été fait, faute d’argent (25¬%).
D’après les sessions de formation qui closent chaque période¬: les places de formation étaient
toutes prises (62¬%), des places de formation sont restées vides (38¬%). Les personnes qui animent
ont cherché en vain avec qui faire équipe pendant 4¬% de leur temps. Une simulation n’est qu’un
déroulement possible. Ce qui aurait aidé est une autre question¬: contagion limits trial

Émissions évitées en 2 ans¬: de 120 à 1~200 t CO2e (5 et 95¬% des tirages~; la moitié dépasse 460).
Ce n’est pas une mesure. Ce chiffre repose sur ce que les personnes d’une seule étude avec groupe
témoin, en Suisse, ont déclaré d’elles-mêmes, et sur des hypothèses quant à la part qui en est
réelle, à la façon dont elle s’estompe et à ce qui se perd ou s’ajoute au sein du foyer. La
fourchette est celle de ces hypothèses pour cette seule simulation~; d’autres simulations diffèrent
aussi. Les émissions qui baissent de toute façon ne sont pas comptées. Pendant ces années, une tonne
évitée a coûté de 100 à 1~000¬€ (5 et 95¬%)~; les économies d’émissions continuent ensuite.
"""

COMPARE = """\
Après 1 an, moyennes sur les mêmes 4 graines dans chaque scénario~; sous chacune, son écart par
rapport à «¬Essai trial¬»¬:

scénario     personnes      sont allées au bout communes       personnes qui animent euros          euros par personne
Essai trial  1~025          800                 7              9                     7~000          6,83
Essai grand  1~046          800                 7              9                     10~500         10
             +20,5, sûr     0, aucun écart      0, aucun écart 0, aucun écart        +3~500, sûr    +3,21, sûr
Essai pareil 1~025          800                 7              9                     7~000          6,83
             0, aucun écart 0, aucun écart      0, aucun écart 0, aucun écart        0, aucun écart 0, aucun écart

trial¬: Essai trial
grand¬: Essai grand
pareil¬: Essai pareil

Sûr¬: l’intervalle à 95¬% de l’écart, graine par graine, ne contient pas 0 (environ un intervalle
sur vingt se trompe). Pas sûr¬: ce peut être le hasard. Personnes¬: celles qui sont venues, dans
tous les programmes~; sont allées au bout¬: d’un groupe~; communes¬: celles où un groupe a eu lieu~;
personnes qui animent¬: en activité à la fin.

Émissions évitées, en t CO2e (5, 50 et 95¬% des simulations et des tirages d’hypothèses~; ce n’est
pas une mesure, mais ce que les personnes d’une étude menée ailleurs ont déclaré d’elles-mêmes,
transposé ici). Les écarts sont pris simulation par simulation et tirage par tirage¬:

scénario     5¬% médiane 95¬% écart par rapport à Essai trial € par t, de 5 à 95¬%
Essai trial  0   0       0                                    sans fin
Essai grand  0   0       0    0                               sans fin
Essai pareil 0   0       0    0                               sans fin

Précision demandée¬: 5¬% de l’écart ou 1¬% de la référence. personnes venues (Essai grand)¬:
précision atteinte avec 4 répétitions~; répétitions nécessaires¬: 2 avec des graines communes, 14
avec des graines indépendantes. personnes venues (Essai pareil)¬: précision atteinte avec 4
répétitions~; répétitions nécessaires¬: 2 avec des graines communes, 14 avec des graines
indépendantes.
"""

LIMITS = """\
Ce qui aurait aidé dans trial (Essai trial), sur 3 ans¬: personnes gagnées, en plus des 1~415
touchées sans cela, par 10¬% de plus de chaque capacité, avec les mêmes 4 graines, et la moitié de
leur intervalle à 95¬%.

davantage de        hausse personnes gagnées élasticité
places de formation 10,0¬% +45 ± 9           0,32 (0,25 à 0,38)
temps d’animation   10,0¬% +20 ± 9           0,14 (0,08 à 0,20)
rayon d’un binôme   10,0¬% +0 ± 9            0,00 (-0,06 à 0,06)

Personnes gagnées, selon le moment de leur venue¬:

davantage de        année 1 2 à 3
places de formation +22     +22
temps d’animation   +10     +10
rayon d’un binôme   (+0)    (+0)

Entre parenthèses¬: gain non établi.

Ce qui aiderait le plus¬: davantage de «¬places de formation¬»~; avec ce nombre de graines, cela ne
se distingue pas de¬: temps d’animation.

Élasticité¬: de combien de pour cent le nombre de personnes touchées augmente pour chaque pour cent
de capacité en plus~; les nombres entiers n’augmentent pas d’exactement 10¬%. Environ un sur vingt
de ces intervalles à 95¬% manque la vraie valeur.
Ce qui est modifié pour cela¬: places de formation, training.places~; temps d’animation,
facilitation.rest_weeks~; rayon d’un binôme, partners.initial et partners.contacts_per_month.
Laissé de côté (argent¬: aucun budget ne fixe de limite).
"""


def visible(text: str) -> str:
    return text.replace("\u202f", NARROW).replace("\u00a0", WIDE) + "\n"


@pytest.mark.parametrize(
    "made, written",
    [
        (lambda place: run.in_words(by_hand.results(), by_hand.scenario(), place), RUN),
        (lambda _: comparison.in_words(by_hand.comparison(grand=20, pareil=0)), COMPARE),
        (lambda _: limits.in_words(by_hand.limits()), LIMITS),
    ],
    ids=["run", "compare", "limits"],
)
def test_what_is_said_in_french(territory, made, written):
    with speaking(FRENCH):
        assert visible(made(territory)) == written


# ---- everything else -------------------------------------------------------------------------------------------------

DECISIONS = """
[[decision]]
title = "Letters to students"
[[decision]]
communes = ["outside the centre"]
partner_types = ["school or university"]
extra_session = true
[[decision]]
set = { "training.places" = 20 }
[[shock]]
kind = "budget cut"
from = 5
factor = 0.5
[[shock]]
kind = "facilitators lost"
from = 8
share = 0.25
[[shock]]
kind = "in-person groups suspended"
from = 8
weeks = 4
"""


def many_times() -> Any:
    """A rule that acted five times."""
    made = by_hand.results('[[decision]]\ntitle = "Stop"\n')
    made.tables["decisions"] = pd.DataFrame({"number": 1, "week": range(0, 100, 20), "what": "begins"})
    return made


def kept(place: Any, vintage: int = 2017) -> Path:
    """The table of a territory, as a file that lasts as long as this process."""
    return extract(place, vintage).kept(Path(_folder().name))


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


def elsewhere(effort: Any = "scaled", name: str = "workshop") -> Any:
    """Scenarios of the library for Dinan."""
    place = Territory.from_file(kept(find("epci", "200068989")))
    return [fitted(one, place, effort) for one in library() if one.name in (name, "ref")], place


def parameters(words: tuple[str, ...]) -> str:
    """What is said of parameters, but for their names."""
    return re.sub(r"[\w.\[\]]+ = |\w+\.\w+", "", catalogue.parameters_in_words(words, 10**6))


def refused(find_: Callable[[tuple[str, ...]], Any]) -> str:
    with pytest.raises(InputError) as error:
        find_(("xyzzy", "zzz"))
    return words_said(error.value.line)


def of_readings() -> Iterator[str]:
    for middle, stands in ((20.0, True), (20.0, False), (-20.0, False), (0.0, False)):
        yield from readings.standing_in_words(by_hand.standing(middle, stands))


def of_a_run(**changed: Any) -> Iterator[str]:
    place = Territory.from_file()
    rich = by_hand.scenario(costs={"discount_per_year": 0.03})
    yield run.in_words(by_hand.results(DECISIONS, **changed), rich, place)
    yield run.in_words(by_hand.results(others=by_hand.others(), **changed), rich, place)
    alone = {"facilitators_trained": 0, "groups_started": 0}
    yield run.in_words(by_hand.results(others=by_hand.others(), **changed, **alone), rich, place)


def of_a_territory() -> Iterator[str]:
    (_, scaled), place = elsewhere()
    yield territory.territory_in_words(place)
    yield territory.territory_in_words(Territory.from_file())
    yield from asked.effort_in_words([scaled])


ALL_LEVERS = market(read(), 60_000, Usual(10.0, 10.0))


def overturned(found: Spent) -> Spent:
    """The same where every part of every assumption overturns the choice, at prices that are given."""
    turned = [replace(one, overturned=one.overturned.assign(reversed=True)) for one in found.portfolios]
    return replace(found, again=True, portfolios=turned, priced=Priced(found.scenario, frozenset(ITEMS)))


NONE: dict[str, Any] = dict.fromkeys(
    ("r_facilitators", "r_participants", "autonomy_years", "cost_per_participant", "time_without_partner")
)
SAID: dict[str, Callable[[], Any]] = {
    "side_by_side.in_words": lambda: [
        side_by_side.in_words(made) for made in (sides_by_hand.found(), sides_by_hand.found(past=3))
    ],
    "side_by_side.observed_in_words": lambda: [
        side_by_side.observed_in_words(one) for one in sides_by_hand.found().sides
    ],
    "asked.named": lambda: asked.named(by_hand.scenario()),
    "asked.asked_in_words": lambda: asked.asked_in_words(library()[0]) + _set(),
    "asked.shown": lambda: asked.shown(replace(read(), past=3)),
    "asked.by_the_end": lambda: [asked.by_the_end(replace(read(), past=past), 13) for past in (0, 3)],
    "asked.typed": lambda: [asked.typed(value) for value in (True, False, ())],
    "asked.since_when": lambda: asked.since_when(replace(read(), past=3), 8),
    "asked.effort_in_words": lambda: [
        *asked.effort_in_words(elsewhere()[0]),
        *asked.effort_in_words(elsewhere("as-written")[0]),
        *asked.effort_in_words([*elsewhere()[0], *elsewhere("as-written")[0]]),
    ],
    "calibration.in_words": lambda: [
        calibration.in_words(calibrated()),
        calibration.in_words(replace(calibrated(), checked=by_abc("receptivity.share")[::2])),
        calibration.in_words(calibrated(needed=False, gap=-7.0, times=1)),
        *(calibration.in_words(replace(calibrated(), known=spread_evenly(sets))) for sets in (19, 200)),
    ],
    "calibration.weights_in_words": lambda: [
        *calibration.weights_in_words(known_by_hand(gap=3.0)),
        *calibration.weights_in_words(replace(known_by_hand(), rules=far_from_one())),
    ],
    "calibration.contagion_in_words": lambda: [
        calibration.contagion_in_words(calibrated().without[:0]),
    ],
    "by_commune.meaning": lambda: [by_commune.meaning(name) for name in by_commune.MEANINGS],
    "catalogue.parameters_in_words": lambda: [
        parameters(()),
        refused(catalogue.parameters_in_words),
    ],
    "catalogue.range_in_words": lambda: [
        catalogue.range_in_words({"range": (26.0, 52.0), "law": law}, "{:g}".format)
        for law in ("log-normal", "reciprocal")
    ],
    "catalogue.library_in_words": lambda: catalogue.library_in_words(library()),
    "catalogue.indicators_in_words": lambda: [
        re.sub(r"(?m)\w+\.\w+|: \w+$|[{}]", "", catalogue.indicators_in_words(catalogue.indicators_found(()), 10**6)),
        refused(catalogue.indicators_found),
    ],
    "comparison.in_words": lambda: comparison.in_words(by_hand.comparison(grand=20, pareil=0), every=True),
    "comparison.known_in_words": lambda: comparison.known_in_words(by_hand.foreknown()),
    "comparison.avoided_in_words": lambda: comparison.avoided_in_words(by_hand.comparison(grand=20)),
    "decided.in_force": lambda: [*decided.in_force(by_hand.results(DECISIONS)), *decided.in_force(many_times())],
    "decided.planned": lambda: [
        decided.planned(Decided({"extra_session": True, "from": 30, "when": {"queue": {"above": 12}}}, ()), "2017-01"),
        decided.planned(Decided({"extra_session": True}, ((30, 31),)), "2017-01"),
    ],
    "decided.month_of": lambda: decided.month_of(10, "2017-01"),
    "discovery.in_words": lambda: [
        discovery.in_words(found)
        for found in (
            discovered(),
            discovered(1.0, 0.9, name=RANGES, levers=["training.places"], without=2),
            *(discovered(share, share) for share in (0.0, 0.01, 0.3, 1.0)),
        )
    ],
    "discovery.condition_in_words": lambda: [
        discovery.condition_in_words(Condition(name, "<", 0.1), 5, replace(read(), past=past))
        for name, past in (("coverage", 0), ("coverage", 3), ("participants", 3))
    ],
    "discovery.limits_in_words": lambda: discovery.limits_in_words(discovered(), discovered().found.boxes[0]),
    "editions.stamp": lambda: [editions.stamp(1, 2).partition(" <!--")[0]],
    "levers.in_words": lambda: levers.in_words(by_hand.levers()),
    "levers.per_thousand": lambda: levers.per_thousand(
        dict.fromkeys((f"people_per_1000_euros{end}" for end in ("", "_low", "_high")), 1.5)
    ),
    "limits.in_words": lambda: (
        [
            limits.in_words(by_hand.limits(gains, half))
            for gains, half in (((45.0, 20.0, 0.0), 9.0), ((45.0, 5.0, 0.0), 50.0), ((30.0, 40.0, 0.0), 35.0))
        ]
        + [limits.in_words(by_hand.limits(people=0.0)), limits.in_words(by_hand.limits(half=np.nan))]
    ),
    "mixes.best_by": lambda: [
        mixes.best_by(one) for one in (*spent().portfolios, *spent(sold=ALL_LEVERS.levers[:1]).portfolios)
    ],
    "mixes.bought": lambda: mixes.bought(ALL_LEVERS, (1,) * 8) + mixes.bought(ALL_LEVERS, (2,) * 8),
    "mixes.bought_in_short": lambda: mixes.bought_in_short(ALL_LEVERS, (1,) * len(ALL_LEVERS.levers)),
    "mixes.rests_on": lambda: mixes.rests_on(ALL_LEVERS, (1,) * len(ALL_LEVERS.levers), True),
    "mixes.unspent": lambda: mixes.unspent(ALL_LEVERS, 0.0),
    "mixes.what_counts": lambda: mixes.what_counts(ALL_LEVERS),
    "mixes.buys": lambda: mixes.buys(ALL_LEVERS, (1,) * 8),
    "names.indicator": lambda: [names.indicator(name.replace(" ", "_")) for name in names.INDICATORS],
    "outcomes.differences_in_words": lambda: [
        outcomes.differences_in_words(Again({}, {})),
        outcomes.differences_in_words(Again({"a": 1, "b": 0.5}, {"a": None, "b": {"c": 1234.5}, "footprint": 1})),
        outcomes.differences_in_words(Again({"a": 1, "b": 2}, {"a": 1, "b": 3})),
    ],
    "reach.in_words": lambda: [reach.in_words(by_hand.reach(communes)) for communes in (3, 60)],
    "readings.listed_in_words": lambda: readings.listed_in_words().replace("registering.facilitator", ""),
    "readings.reading_in_words": lambda: [readings.reading_in_words(one) for one in KNOWN],
    "readings.under_in_words": lambda: readings.under_in_words(Ensemble("x", pd.DataFrame(), {}, KNOWN[0])),
    "readings.standing_in_words": lambda: [*of_readings()],
    "readings.standing_in_lines": lambda: readings.standing_in_lines(by_hand.standing()),
    "run.in_words": lambda: [*of_a_run(), *of_a_run(**NONE)],
    "run_in_sentences.story": lambda: [
        run_in_sentences.story(by_hand.SUMMARY | {"years": 30, "autonomy_longer": True}),
        run_in_sentences.story(dict.fromkeys(by_hand.SUMMARY, 1) | {"autonomy_years": None}),
    ],
    "run_in_sentences.what_it_cost": lambda: run_in_sentences.what_it_cost(
        by_hand.results(cost_per_participant=None, cost_per_completer=None), by_hand.scenario()
    ),
    "run_in_sentences.what_was_short": lambda: run_in_sentences.what_was_short(
        by_hand.results(), by_hand.scenario(effort="elsewhere")
    ),
    "run_in_sentences.avoided_in_words": lambda: [
        run_in_sentences.avoided_in_words(footprint(0.0)),
        run_in_sentences.avoided_in_words(footprint(1234.0), euros=1e6, alternatives=True),
    ],
    "spend.in_words": lambda: [
        spend.in_words(turned()),
        spend.in_words(overturned(turned())),
        spend.in_words(spent(sold=ALL_LEVERS.levers[:1])),
    ],
    "sweep.in_words": lambda: [
        sweep.in_words(by_hand.sweep(points, failed), ["training.places"], read())
        for points, failed in ((2, True), (70, False))
    ],
    "territory.territory_in_words": lambda: [*of_a_territory()],
    "territory.extract_in_words": lambda: [
        territory.extract_in_words(extract(place), ())
        for place in (find("epci", "200068989"), listed("25056,25057,22050,29019,01001,02001,03001"))
    ],
    "territory.source_in_words": lambda: territory.source_in_words(SHIPPED_SOURCE),
    "territory.filled_in_words": lambda: territory.filled_in_words(
        load_communes(kept(find("department", "25"), 2021)).attrs["filled"]
    ),
}
SAID |= {
    "work.in_words": lambda: [
        work.in_words(one) for one in (Asked(2, 10, 10, "", 68, 2), Asked(1, 1, 1, "", 68, 1, 2000))
    ],
    "work.much_in_words": lambda: [work.much_in_words(Asked(runs, 10, 10, "")) for runs in (5, 100_000)],
    "work.to_make": lambda: [work.to_make(""), work.to_make("", 400)],
    "worth_knowing.items_in_words": lambda: worth_knowing.items_in_words(worth_knowing_by_hand.found()),
    "worth_knowing.in_words": lambda: [
        worth_knowing.in_words(worth_knowing_by_hand.found(**how)) for how in ({}, {"few": -0.2, "many": -0.2})
    ],
    "work.time_in_words": lambda: [work.time_in_words(hours) for hours in (0.001, 0.02, 0.5, 12.0, 100.0)],
    "work.pace_in_words": lambda: [work.pace_in_words(Asked(20, 30, 10, ""), 1.0)],
}
SAID |= {
    "uncertain.limit_in_words": lambda: [
        uncertain.limit_in_words(Limit(*one, 0.01))
        for one in (
            *((name, side, 0.5) for name in uncertain.PHRASES for side in ("least", "most")),
            *((name, "among", tuple(uncertain.NAMES)) for name in uncertain.CHOICES),
            ("x", "among", ("y",)),
            ("x", "least", 0.5),
        )
    ],
    "uncertain.part_in_words": lambda: [
        uncertain.part_in_words(*one) for one in (("group.size", "low", 7), ("registering.rule", "simple", 0))
    ],
    "uncertain.value_in_words": lambda: uncertain.value_in_words("outreach.factor", 2.5),
    "ensembles.figure_in_words": lambda: [
        ensembles.figure_in_words(row)
        for row in (*PREDICTED, {"indicator": "participants", "year": 6, "per": "participants", "per_year": 3})
    ],
    "ensembles.beside_targets": lambda: [
        text for table in [ensembles.beside_targets({"predicted": PREDICTED})] for text in (*table, *table.iloc[1])
    ],
    "ensembles.how_to_read": ensembles.how_to_read,
    "ensembles.targets_in_short": lambda: ensembles.targets_in_short({"predicted": PREDICTED}),
    "ensembles.other_reading": lambda: ensembles.other_reading(
        {"targets": "besancon_tasters", "title": names.TARGETS[1]}
    ),
    "ensembles.ensemble_in_words": lambda: [
        ensembles.ensemble_in_words(Ensemble("x", pd.DataFrame({"x": range(number)}), about | {"title": "y"}))
        for number, about in ((1, {}), (2, {"predicted": PREDICTED, "command": "contagion calibrate"}))
    ],
    "ensembles.ensembles_in_words": lambda: ensembles.ensembles_in_words([Ensemble("x", pd.DataFrame(), {})]),
    "worlds.set_itself": lambda: worlds.set_itself(by_hand.in_worlds().worlds.ensemble, read(Path("lowloss"))),
    "worlds.carried_over": lambda: worlds.carried_over(by_hand.in_worlds().worlds.ensemble, {"territory": "dinan"}),
    "worlds.seeds_are_worlds": lambda: worlds.seeds_are_worlds(Ensemble("x", pd.DataFrame(), {"title": "y"}), {}),
    "worlds.agreeing": lambda: [
        worlds.agreeing(Ensemble("x", pd.DataFrame(), {"in_reach": reach}), {"territory": where})
        for reach in (False, True)
        for where in ("dinan", "")
    ],
    "worlds.reservations": lambda: worlds.reservations(Ensemble("x", pd.DataFrame(), {"in_reach": False}), {}),
    "worlds.share_in_words": lambda: worlds.share_in_words(0.0, 60),
    "worlds.nine_in_ten": lambda: [worlds.nine_in_ten(number) for number in (5, 100)],
    "worlds.so_many": lambda: worlds.so_many(1.0, 5)[0],
    "worlds.so_many_worlds": lambda: worlds.so_many_worlds(0.01, 100),
    "worlds.how_many": lambda: worlds.how_many(0.5, 100),
    "worlds.some_worlds": lambda: worlds.some_worlds(0.5, 100),
    "worlds.median_and_error": worlds.median_and_error,
    "worlds.worlds_of": lambda: worlds.worlds_of(1.0, 5),
    "worlds.of_100": lambda: [worlds.of_100(0.001), worlds.of_100(0.999)],
    "worlds.luck_in_words": lambda: worlds.luck_in_words(0.7, 0.1),
    "worlds.parts_in_words": lambda: worlds.parts_in_words(PARTS),
    "worlds.spread_table": lambda: list(worlds.spread_table([SPREAD], ["x"], "")),
    "worlds.worlds_in_words": lambda: worlds.worlds_in_words(by_hand.in_worlds(), [read(Path("lowloss"))]),
}
SAID |= {f"planners_charts.{name}": says for name, says in said_on_charts.SAID.items()}
PEOPLE = {"p5": -5.0, "p25": 60.0, "p50": 80.0, "p75": 110.0, "p95": 150.0, "below_zero": 0.05}
PEOPLE |= {"above_zero": 0.95, "above": 0.1, "worlds": 100, "count_as": 100.0, "p50_error": 3.0}
SAID |= {  # what the page says
    "limits.first_in_worlds": lambda: [limits.first_in_worlds(helping(first)) for first in (0.9, 0.0)],
    "limits.first_in_the_mean": lambda: [
        limits.first_in_the_mean(helping(0.9).assign(gained_low=low, like_first=alike))
        for low, alike in ((-1.0, True), (1.0, True), (1.0, False))
    ],
    "limits.by_rule": lambda: limits.by_rule(limits_by_hand.by_hand(worlds=Worlds(even(2)))),
    "limits.gains_by_year": lambda: list(limits.gains_by_year(by_hand.limits())),
    "limits.gains_in_worlds": lambda: list(
        limits.gains_in_worlds(
            by_hand.limits().table.assign(**{f"gained_{key}": 1.0 for key in SPREAD | PARTS}, first=0.5), 20, 100
        )
    ),
    "planners_glossary.glossary": lambda: [text for one in planners_glossary.glossary() for text in one],
    "planners_evidence.counted": lambda: [
        planners_evidence.counted(read_programme(Path("besancon")), elsewhere) for elsewhere in (False, True)
    ],
    "movable.levers_in_words": lambda: movable.levers_in_words(
        f"{one.name}={(one.choices or (3,))[-1]}" for one in movable.BY_NAME.values()
    ),
    "movable.setting_in_words": lambda: movable.setting_in_words("training.places=3"),
    "planners_method.parts_of_the_method": lambda: [
        text for part in planners_method.parts_of_the_method() for text in (part["title"], *part["lines"])
    ],
    "asked.title": lambda: asked.title(read()),
    "asked.labels": lambda: list(asked.labels([read(), replace(read(), name="own")]).values()),
    "asked.quoted": lambda: asked.quoted(["x"]),
    "mixes.headline": lambda: mixes.headline(spent()),
    "mixes.headlines": lambda: mixes.headlines(spent()),
    "spend.people_gained": lambda: list(spend.people_gained(spent())),
    "spend.by_rule": lambda: spend.by_rule(turned()),
    "spend.criteria": lambda: list(spend.criteria(spent())),
    "spend.criteria_mean": lambda: spend.criteria_mean(spent()),
    "structures.structures_in_words": lambda: structures.structures_in_words(
        rivals(), dict.fromkeys("abcdef", "z")
    ),
    "spend.told_apart": lambda: spend.told_apart(spent()),
    "spend.portfolio_in_words": lambda: spend.portfolio_in_words(spent(), 1),
    "mixes_money.by_item": lambda: list(mixes_money.by_item(spent())),
    "mixes_money.actions_in_words": lambda: list(mixes_money.actions_in_words(read_elsewhere())),
    "mixes_money.as_it_is": lambda: mixes_money.as_it_is(costly()),
    "mixes_money.beside_elsewhere": lambda: mixes_money.beside_elsewhere(costly()),
    "mixes_money.each_for_the_euros": lambda: list(mixes_money.each_for_the_euros(spent())),
    "mixes_money.elsewhere": lambda: [*mixes_money.elsewhere(costly()), *mixes_money.elsewhere(costly())[""]],
    "mixes_money.for_the_euros": lambda: "\n".join(mixes_money.for_the_euros(costly())),
    "mixes_money.tonnes": lambda: [*mixes_money.tonnes(spent()), *mixes_money.tonnes(spent())[""]],
    "spend.notes": lambda: spend.notes(spent()),
    "worth_knowing.question": lambda: worth_knowing.question(worth_knowing_by_hand.found()),
    "worth_knowing.of_a_programme": lambda: worth_knowing.of_a_programme(worth_knowing_by_hand.of_a_programme().asked),
    "worth_knowing.spent_over": lambda: worth_knowing.spent_over(worth_knowing_by_hand.of_a_programme().asked),
    "worth_knowing.without_coordinator": worth_knowing.without_coordinator,
    "worth_knowing.decisions_in_words": lambda: list(
        worth_knowing.decisions_in_words(worth_knowing_by_hand.found())
    ),
    "worth_knowing.best_now": lambda: worth_knowing.best_now(worth_knowing_by_hand.found()),
    "worth_knowing.everything": lambda: worth_knowing.everything(worth_knowing_by_hand.found()),
    "worth_knowing.ask_first": lambda: worth_knowing.ask_first(worth_knowing_by_hand.found()),
    "worth_knowing.rates_in_words": lambda: list(worth_knowing.rates_in_words(worth_knowing_by_hand.found())),
}  # fmt: skip
SAID |= said_in_reports.SAID | said_of_history.SAID
NOT_SAID = said_in_reports.NOT_SAID | {  # what is handed on, and what is the same in every language
    "ensembles.is_other_reading",
    *("decided.in_words", "decided.what"),
    *("side_by_side.form_of", "worlds.missed_in_words"),
    *("asked.words_of", "asked.elsewhere", "catalogue.indicators_found", "limits.as_plain"),
    *("worlds.are_elsewhere", "mixes_money.with_half", "mixes_money.tonnes_for"),
}
PARTS = {f"{part}{end}": 0.25 for part in ("luck", "parameters", "structure") for end in ("", "_error")}
SPREAD = {"p5": 1.0, "p25": 2.0, "p50": 3.0, "p75": 4.0, "p95": 5.0, "above_zero": 1.0, "above": 0.5}
SPREAD |= {"p50_error": 0.5, "count_as": 100.0}
TOOLS = {"languages", "numbers", "sentences", "update", "mistyped"}
SAYING: dict[str, Any] = {
    "asked": asked,
    "by_commune": by_commune,
    "calibration": calibration,
    "catalogue": catalogue,
    "comparison": comparison,
    "decided": decided,
    "differences": differences,
    "discovery": discovery,
    "editions": editions,
    "ensembles": ensembles,
    "happened": happened,
    "history": history,
    "levers": levers,
    "limits": limits,
    "mixes": mixes,
    "movable": movable,
    "mixes_money": mixes_money,
    "names": names,
    "outcomes": outcomes,
    "planners_answers": said_in_reports.planners_answers,
    "planners_charts": said_on_charts.words,
    "planners_evidence": planners_evidence,
    "planners_glossary": planners_glossary,
    "planners_method": planners_method,
    "planners_money": said_in_reports.planners_money,
    "planners_means": said_in_reports.planners_means,
    "planners_note": said_in_reports.planners_note,
    "reach": reach,
    "readings": readings,
    "run": run,
    "run_in_sentences": run_in_sentences,
    "spend": spend,
    "structures": structures,
    "sweep": sweep,
    "territory": territory,
    "uncertain": uncertain,
    "work": work,
    "side_by_side": side_by_side,
    "worlds": worlds,
    "worth_knowing": worth_knowing,
}


def helping(first: float) -> pd.DataFrame:
    """Two capacities, of which one helps most in so many worlds."""
    rows = {"label": ["hosts", "money"], "first": [first, 0.0], "gained_count_as": 100.0, "gained_low": 1.0}
    return pd.DataFrame(rows | {"like_first": True})


def far_from_one() -> dict[str, OfARule]:
    """Two rules, under one of which no set agrees."""
    return {"simple": of_a_rule(295.0, -0.2, 50), "threshold": of_a_rule(100.0, 3.0, 50)}


def rivals() -> Structures:
    """An answer that is another under one rule, and of one too few worlds to say."""
    names, errors = "abcdef", dict.fromkeys("abcdef", 1.0)
    some = [
        Under(rule, number, dict.fromkeys(names, middle), errors, best)
        for rule, number, middle, best in (
            ("simple", 40, 9.0, "a"),
            ("threshold", 40, 90.0, "b"),
            ("reinforced", 1, 9.0, "a"),
        )
    ]
    return Structures(Under("", 81, dict.fromkeys(names, 9.0), errors, "a"), some)


def _set() -> list[str]:
    return asked.asked_in_words(read(None, ["training.places=3", "demand.unlimited=true"]))


def footprint(high: float) -> pd.DataFrame:
    return pd.DataFrame([{"year": 1, "cumulative_p5": 0.0, "cumulative_p50": high / 2, "cumulative_p95": high}])


@cache
def turned() -> Spent:
    """What a sum buys where it is the other way round in some sets."""
    return spent(sets_by_hand(turned=0.3))


@cache
def costly() -> Spent:
    """A programme that costs something as it is, beside other actions."""
    found = turned()
    judged = replace(found.judged, lived=found.judged.lived.assign(seat=700.0, kit=150.0))
    return replace(found, judged=judged, elsewhere=read_elsewhere())


def test_every_function_that_says_something_is_asked_here():
    inside = {file: module for module in SAYING.values() if (file := inspect.getsourcefile(module))}
    rooms = (*FOLDER.parent.glob("verbs/**/words*.py"), *FOLDER.parent.glob("ensembles/words*.py"))
    files = [*rooms, *FOLDER.parent.glob("doors/words/*.py"), *FOLDER.glob("*.py")]
    assert {*inside} == {str(path) for path in files if path.stem not in (*TOOLS, "__init__")}
    functions = {
        f"{name}.{called}"
        for name, module in SAYING.items()
        for called, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and not called.startswith("_")
    }
    assert functions == SAID.keys() | NOT_SAID


def texts(name: str, language: str) -> list[str]:
    with speaking(language):
        made = SAID[name]()
    return [made] if isinstance(made, str) else list(made)


@pytest.mark.parametrize("name", SAID)
def test_nothing_english_is_left(name):
    french, english = texts(name, FRENCH), texts(name, ENGLISH)
    assert [(found, text) for text in french if (found := by_hand.english_in(text))] == []
    assert len(french) == len(english)
    assert all("{" not in text for text in french)
    if name != "worlds.so_many":
        assert french != english


def figures_of_a_run(territory: Territory) -> Iterator[Figure]:
    """Those of a run that decides something, of one with an alternative programme, and of one in which nothing is."""
    dated = read(Path("students"), ["calendar.start=2018-09"])
    for scenario in (
        dated,
        read(Path("team_challenge")),
        read(None, ["training.founders=0", "training.top_up=autonomous"]),
    ):
        results = simulate(scenario, territory, years=2)
        yield from run_figures(results, territory).values()


DRAWN: dict[str, Callable[[Territory], Any]] = {
    "run": figures_of_a_run,
    "levers": lambda _: [levers_figure(levers_by_hand.by_hand())],
    "territory": lambda place: [territory_figure(place)],
    "worth_knowing": lambda _: [worth_knowing_figure(worth_knowing_by_hand.found())],
}


@pytest.mark.parametrize("name", DRAWN)
def test_no_english_word_is_in_a_figure(name, territory):
    with speaking(FRENCH):
        texts = [text.get_text() for figure in DRAWN[name](territory) for text in figure.findobj(Text)]
    assert len(texts) > 20
    assert [(found, text) for text in texts if (found := by_hand.english_in(text))] == []


def test_an_english_word_is_seen():
    assert by_hand.english_in("Après 10 ans, means of the runs dans runs.parquet") == ["of", "the", "runs"]


def test_what_is_json_is_the_same_in_every_language():
    found = by_hand.limits()
    with speaking(FRENCH):
        assert limits.as_plain(found) == (french := limits.as_plain(found))
    assert limits.as_plain(found) == french
    assert "money: no budget sets a limit" in french


def test_a_scenario_has_its_own_words_in_each_language():
    one = by_hand.scenario("essai")
    assert asked.words_of(one).title == "A essai"
    with speaking(FRENCH):
        assert asked.words_of(one).title == "Essai essai"
        assert asked.words_of(replace(one, french=None)).title == "A essai"


def test_names_of_parameters_are_never_translated():
    with speaking(FRENCH):
        heads = [line for line in catalogue.parameters_in_words((), 10**6).splitlines() if " = " in line]
    assert {line.partition(" = ")[0].strip() for line in heads} >= {row["name"] for row in describe()}
