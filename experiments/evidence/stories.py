"""What an answer from a programme's own figures rests on: which of two stories is true of years in which nobody was
trained, how well simulations fit the figures, and whether a promise is beyond anything known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.evidence.words_of_programmes import far_from_all, years_in_words
from contagion.experiments.evidence.worlds import FEWEST, Worlds
from contagion.experiments.say.differences import cell, change, three_digits
from contagion.experiments.say.sentences import N_, counted, looked_up, number
from contagion.models.scenario import RESIDENTS, Scenario
from contagion.models.territory.territory import home
from contagion.sim.statistics.spread import difference

if TYPE_CHECKING:
    from contagion.experiments.evidence.agreeing import Agreement

STORIES = N_(
    "{name}, more people in {years}: {with_it} if a session was held in {when} and nobody came, {without_it} if none "
    "was held. Nobody was trained then: say which by `places` (0: no session)."
)
TOO_FEW = N_("not known (too few simulations)")
WIDENED = N_("Few simulations fit your figures: these are read {times} times less exactly.")
TWOFOLD = 2.0  # times as wide as errors are, beyond which an answer begins with that


def by_story(gains: pd.Series, worlds: Worlds) -> dict[bool, pd.Series]:
    """Return gains by simulation under each story of the last silent years: sessions were held (True), or none was
    (False); empty where the file leaves no such question.

    Parameters
    ----------
    gains : Series
        By number of the simulation.
    """
    unknown = worlds.ensemble.offered
    if unknown is None or not unknown.silent:
        return {}
    held = pd.Series([unknown.held(worlds.lived_with(int(world)))[-1] for world in gains.index], gains.index)
    return {story: gains[held == story] for story in (True, False)}


def stories_in_words(name: str, years: int, gains: pd.Series, worlds: Worlds) -> list[str]:
    """State what an option gains under each story, in place of one answer, and what to say so that one story is left;
    nothing where there is no question.

    Parameters
    ----------
    name : str
        Of the option.
    years : int
        In which the people come.
    gains : Series
        By number of the simulation.
    """
    told, unknown = by_story(gains, worlds), worlds.ensemble.offered
    if not told or unknown is None:
        return []
    with_it, without_it = (
        cell(difference(values), change) if len(values) >= FEWEST else looked_up(TOO_FEW) for values in told.values()
    )
    when = years_in_words(unknown.silent[-1])
    about = {"name": name, "years": counted(years, "year"), "when": when}
    return [looked_up(STORIES, **about, with_it=with_it, without_it=without_it)]


def cautions(agreement: Agreement) -> list[str]:
    """State what an answer begins with: that no simulation comes near the figures, or that few do."""
    if not agreement.holds:
        return [far_from_all()]
    if agreement.wider <= TWOFOLD:
        return []
    return [looked_up(WIDENED, times=number(agreement.wider, ".1f"))]


# ---- promises beyond what is known ---------------------------------------------------------------------------------

TIMES = 10  # the current course: what is more is doubted (a bound of ours, grade D)
MOST_A_YEAR = 100.0
"""People a year in Grand Besançon, 2017 to 2019: 300 in three years (data/targets/besancon.toml). No town of the
data had more for its size: a comparable scheme there had 50 families a year, others a group or two in all
(experiments/validation: besancon_families.toml, dinan.toml, val_d_ille.toml)."""
MUCH_MORE = N_(
    "About {people} people are more than {times} times those of the current course ({now}): nothing observed supports "
    "so much."
)
NEVER_SEEN = N_(
    "About {people} people in {years} are {rate} a year for each 1,000 residents; no town of the data had more than "
    "{most}."
)


def doubts(people: float, now: float, years: int, residents: int) -> list[str]:
    """Doubt a promise that is more than ten times the current course, or more than any town of the data had.

    Parameters
    ----------
    people, now : float
        Who come in so many years with the option and on the current course: medians.
    residents : int
        Of the territory, aged 15 and over.
    """
    said = {"people": number(three_digits(people), ",.0f")}
    if people > TIMES * max(now, 1.0):
        return [looked_up(MUCH_MORE, times=str(TIMES), now=number(now, ",.0f"), **said)]
    rate, most = 1000 * people / years / residents, 1000 * MOST_A_YEAR / RESIDENTS
    if rate <= most:
        return []
    rates = {"rate": number(rate, ".1f"), "most": number(most, ".1f")}
    return [looked_up(NEVER_SEEN, years=counted(years, "year"), **rates, **said)]


def doubts_of(base: Scenario, people: float, now: float, years: int) -> list[str]:
    """Return the `doubts` of a promise to a programme elsewhere than in Grand Besançon, whose figures are the bound;
    `base` is its current course."""
    if not base.past or not base.territory or base.territory == home():
        return []
    return doubts(people, now, years, base.effort_for)
