"""The indicators of a programme (section 4.9): functions of the record of a run, each declared once, with unit, formula
and meaning, by topic; and those that need more than a run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc
from math import isfinite, log
from typing import Any, get_origin, get_type_hints

import numpy as np
from numpy.typing import ArrayLike

from contagion.models.outcomes.counting.counts import SHORTAGES, TRAINING_SHORTAGES, counted, figure
from contagion.models.outcomes.descent import generation_of, offspring_of_followed, parent_rows, share_of_top
from contagion.models.outcomes.record import Bools, Floats, Record
from contagion.models.parameters.sections.residents import ELECTED, OUTSIDE, STUDENTS
from contagion.models.records import NONE
from contagion.sim.model import WEEKS_A_YEAR

type Value = float | dict[str, float | None] | None


@dataclass(frozen=True)
class Measure:
    """An indicator: its key in `summary.json`, for people its unit, formula and meaning (one sentence), and the section
    of the specification that asks for it. `function` goes from a `Record` to a number, to numbers by name, or to None
    where it does not exist; it is None where a run alone does not tell."""

    name: str
    unit: str
    formula: str
    meaning: str
    source: str = "4.9"
    function: Callable[[Record], Any] | None = None

    @property
    def in_parts(self) -> bool:
        """Whether it is numbers by name, which stand in tables under its name and theirs."""
        return self.function is not None and get_origin(get_type_hints(self.function).get("return")) is dict

    def __call__(self, record: Record) -> Value:
        """Return the value for a run, in plain numbers. Raises TypeError where it takes more than one run."""
        if self.function is None:
            raise TypeError(f"{self.name} needs more than one run")
        return _plain(self.function(record))


def measure(unit: str, formula: str, source: str = "4.9") -> Callable[[Callable[[Record], Any]], Measure]:
    """Make a measure of a function: its name is the measure's, its docstring the meaning."""

    def made(function: Callable[[Record], Any]) -> Measure:
        meaning = " ".join((getdoc(function) or "").split())
        return Measure(getattr(function, "__name__", ""), unit, formula, meaning, source, function)

    return made


def _plain(value: Any) -> Value:
    """Python's own numbers; None for what is no number."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}  # ty: ignore[invalid-explicit-return]
    if isinstance(value, np.generic):
        value = value.item()
    return value if value is not None and isfinite(value) else None


@measure("people", "registrations by any channel")
def registrations(record: Record) -> int:
    """Times that somebody put their name on the waiting list."""
    return record.last("registrations")


@measure("people", "registered, in no group, not given up")
def waiting(record: Record) -> int:
    """People on the waiting list at the end."""
    return record.last("waiting")


@measure("people", "N = Σ over groups of those present at session 1")
def participants(record: Record) -> int:
    """People reached: those who came to session 1 of a group."""
    return figure(record, "participants")


@measure("people", "attended ≥ group.completion_sessions sessions, in groups that have ended")
def completers(record: Record) -> int:
    """Participants who completed the sessions of their group."""
    return figure(record, "completers")


@measure("hours", "group.session_hours · Σ over groups that have ended of attendances at sessions")
def participant_hours(record: Record) -> float:
    """Time that participants spent in the sessions of groups that have ended."""
    return figure(record, "attendances") * record.parameters.group.session_hours


@measure("people per 1,000", "1000 · N / residents aged 15+")
def coverage(record: Record) -> float | None:
    """Participants for each thousand residents aged 15 and over."""
    people = record.places.adults.sum()
    return 1000 * figure(record, "participants") / people if people else None


@measure("groups", "groups that began to recruit")
def groups_opened(record: Record) -> int:
    """Groups that two facilitators (or one alone) opened for registration."""
    return len(record.groups)


@measure("groups", "groups that held session 1")
def groups_started(record: Record) -> int:
    """Groups that started."""
    return figure(record, "groups_started")


@measure("groups", "groups opened and given up before session 1")
def groups_cancelled(record: Record) -> int:
    """Groups that found too few people."""
    return figure(record, "groups_cancelled")


@measure("groups", "groups of the house of a partner that held session 1")
def groups_in_house(record: Record) -> int:
    """Groups that were held inside a partner, for its own members."""
    return figure(record, "groups_in_house")


@measure("communes", "|{commune of g : g has started in person}|")
def communes_reached(record: Record) -> int:
    """Communes in which at least one group ever started; one that meets online reaches none."""
    return figure(record, "communes_reached")


@measure("communes", "|{commune of g : g meets in person and is between its first and last session}|")
def communes_with_group_now(record: Record) -> int:
    """Communes in which at least one group is running at the end."""
    return figure(record, "communes_with_group_now")


@measure("communes", "|{home of i : i came to session 1}|")
def communes_with_participants(record: Record) -> int:
    """Communes in which at least one participant lives."""
    return figure(record, "communes_with_participants")


@measure("years", "min{t : N(t) ≥ 1000}, at the end of a week; none if not in the run")
def years_to_1000_participants(record: Record) -> float | None:
    """Time until a thousand people have been reached."""
    return _years_until(figure(record, "week_of_many"))


@measure("years", "min{t : communes reached(t) ≥ C/2}, at the end of a week; none if not in the run")
def years_to_half_the_communes(record: Record) -> float | None:
    """Time until a group has started in half of the communes (34 of the 68 of Grand Besançon)."""
    return _years_until(figure(record, "week_of_half"))


def _years_until(week: int) -> float | None:
    """Return the years until the end of a week; None for NONE."""
    return (week + 1) / WEEKS_A_YEAR if week != NONE else None


@measure("people", "founders + partners' candidates + people from groups")
def facilitators_trained(record: Record) -> int:
    """People trained as facilitators, whether or not they became active."""
    return len(record.facilitators)


@measure("people", "became active and have not stopped")
def facilitators_active(record: Record) -> int:
    """Active facilitators at the end."""
    return figure(record, "facilitators_active")


@measure("years", "Σ over weeks of active facilitators / 52")
def facilitator_years(record: Record) -> float:
    """Time that all facilitators together were active."""
    return figure(record, "active_weeks") / WEEKS_A_YEAR


@measure("groups a year", "Σ over facilitators of groups led / facilitator-years")
def groups_led_per_year(record: Record) -> float | None:
    """How many groups an active facilitator leads in a year; a group led by two counts for both."""
    time = figure(record, "active_weeks") / WEEKS_A_YEAR
    return figure(record, "groups_led") / time if time else None


@measure("people", "Σ over groups of completers who wish to facilitate")
def aspirants(record: Record) -> int:
    """Completers who ever joined the queue for training."""
    return record.last("aspirants")


@measure("people", "aspirants not trained and not lost")
def aspirants_waiting(record: Record) -> int:
    """Aspirants in the queue at the end."""
    return record.last("aspirants_waiting")


@measure("groups", "groups between their first and last session")
def groups_running(record: Record) -> int:
    """Groups that are running at the end."""
    return record.last("groups_running")


@measure("organisations", "partners in an active spell")
def partners_active(record: Record) -> int:
    """Partner organisations that are active at the end."""
    return record.last("partners_active")


@measure("share of weeks", "weeks in which k was short / weeks of which something can be said, for each k")
def short(record: Record) -> dict[str, float]:
    """What was short in groups: how much of the time it was each of these. It does not say what would have helped."""
    return _shares(counted(record).array("weeks_short")[: len(SHORTAGES)].tolist(), SHORTAGES)


@measure(
    "share of weeks", "weeks in the periods of sessions at which k was short / weeks from the first on, for each k"
)
def short_in_training(record: Record) -> dict[str, float]:
    """What was short in training sessions: seats, people who took them, or money for them."""
    return _shares(counted(record).array("weeks_short")[len(SHORTAGES) :].tolist(), TRAINING_SHORTAGES)


@measure(
    "share of time", "Σ over weeks of facilitators who look for a partner and find none / Σ over weeks of the active"
)
def time_without_partner(record: Record) -> float | None:
    """How much of their time facilitators spend ready to lead, with somebody else, and find nobody."""
    time = figure(record, "active_weeks")
    return figure(record, "unmatched_weeks") / time if time else None


def _shares(weeks: list[int], names: tuple[str, ...]) -> dict[str, float]:
    return {name: number / max(sum(weeks), 1) for name, number in zip(names, weeks, strict=True)}


@measure("people", "facilitators with source = participant")
def facilitators_from_groups(record: Record) -> int:
    """Trained facilitators who had been participants."""
    return figure(record, "from_groups")


@measure("share", "from groups / (from groups + partners' candidates)")
def share_from_groups(record: Record) -> float | None:
    """Trained facilitators who came from groups and not as a top-up from outside; founders are left out."""
    outside, own = figure(record, "candidates"), figure(record, "from_groups")
    return own / (own + outside) if own + outside else None


@measure("facilitators", "R = Σ_f c_f / |F|, F: trained at least 5 years before the end, c_f: descend from f, ½ each")
def reproduction_number(record: Record) -> float | None:
    """How many facilitators descend from a facilitator, up to the end of the run: above 1 they replace themselves.

    Only those count who were trained at least five years before the end; none in shorter runs.
    """
    offspring = offspring_of_followed(record)
    return float(offspring.mean()) if len(offspring) else None


@measure("generations", "max_f g_f, g_f = 0 without parents, else 1 + the later generation of the two parents")
def generations(record: Record) -> int:
    """Steps of the longest line of descent, from a founder or a partner's candidate to the last facilitator."""
    return int(generation_of(parent_rows(record.facilitators)).max(initial=0))


@measure("share", "Σ of the largest fifth of c_f / Σ_f c_f, f and c_f as in reproduction_number")
def share_of_top_fifth(record: Record) -> float | None:
    """How much of all offspring the fifth of facilitators with most of it has: 0.2 if all have alike."""
    return share_of_top(offspring_of_followed(record))


@measure(
    "facilitators", "(B/W) / (L/W) = B/L, of the last 52 weeks; B: from groups and active, L: stopped, W: weeks active"
)
def r_facilitators_now(record: Record) -> float | None:
    """R at the end: facilitators from groups a facilitator-week, over the rate of loss, both of the last year."""
    lost = figure(record, "lost")
    return figure(record, "born") / lost if lost else None


@measure("share", "starters who registered on a personal invitation / starters", "4.9, 5.6")
def r_participants(record: Record) -> float | None:
    """R_P, participants whom a participant or a facilitator of a group brought along, for each participant."""
    return _of_participants(record, "by_invitation")


@measure("share", "starters who registered on word of mouth / starters", "4.9, 5.6")
def r_word_of_mouth(record: Record) -> float | None:
    """The part of R_P that is word of mouth of former participants alone."""
    return _of_participants(record, "by_word_of_mouth")


def _of_participants(record: Record, name: str) -> float | None:
    """Return a figure as a share of the participants."""
    people = len(record.participants)
    return figure(record, name) / people if people else None


FLAGS = {STUDENTS: "students", ELECTED: "elected", OUTSIDE: "outside"}
"""What else participants belong to, and which figure tells how many do."""


def _coverage(record: Record, among: Bools | None = None) -> tuple[Floats, Floats] | None:
    """Shares of residents, and coverage relative to the mean, of communes that have residents; None if no participant.

    `among` picks communes, shape (C,).
    """
    adults = record.places.adults
    selection = adults > 0 if among is None else (adults > 0) & among
    people, came = adults[selection].astype(float), counted(record).array("here")["came_from"][selection].astype(float)
    if not came.sum():
        return None
    return people / people.sum(), came / people * (people.sum() / came.sum())


@measure("0 to 1", "G = ½ Σ_c Σ_d p_c p_d |x_c − x_d|, p: share of residents, x: coverage / mean coverage")
def coverage_gini(record: Record) -> float | None:
    """Gini index of the coverage of communes, weighted by residents; 0 if all are covered alike."""
    if (coverage := _coverage(record)) is None:
        return None
    share, cover = coverage
    order = np.argsort(cover, kind="stable")
    p, mass = share[order], (share * cover)[order]
    below = mass.cumsum() - mass  # participants from communes with less coverage: twice the area under Lorenz's curve
    return 1 - (p * (2 * below + mass)).sum()


@measure("0 or more", "T = Σ_c p_c x_c ln x_c, with 0 ln 0 = 0")
def coverage_theil(record: Record) -> float | None:
    """Theil index of the coverage of communes, weighted by residents; 0 if all are covered alike."""
    if (coverage := _coverage(record)) is None:
        return None
    share, cover = coverage
    logs = [log(x) if x > 0 else 0.0 for x in cover.tolist()]  # NumPy's last digit depends on the processor
    return (share * cover * logs).sum()


@measure("ratio", "coverage outside the most populous commune / coverage in it")
def periphery_ratio(record: Record) -> float | None:
    """How well the communes around the centre are covered, against the centre."""
    centre = record.places.centre
    people, came = record.places.adults, counted(record).array("here")["came_from"]
    around, inside = people.sum() - people[centre], people[centre]
    if not (around and inside and came[centre]):
        return None
    return (came.sum() - came[centre]) / around / (came[centre] / inside)


@measure("−1 to 1", "2 Σ_c p_c x_c R_c − 1, R_c: share of residents in poorer communes + half of those in equally rich")
def income_concentration(record: Record) -> float | None:
    """Concentration index of coverage over communes by median living standard; above 0 if richer ones are covered more.

    Communes without a published figure are left out.
    """
    income = record.places.living_standard_eur
    if (coverage := _coverage(record, ~np.isnan(income))) is None:
        return None
    share, cover = coverage
    incomes = income[(record.places.adults > 0) & ~np.isnan(income)]
    _, level = np.unique(incomes, return_inverse=True)
    at = np.bincount(level, weights=share)  # share of residents at each level of income
    rank = (at.cumsum() - at / 2)[level]
    return 2 * (share * cover * rank).sum() - 1


@measure("ratio", "(participants of k / N) / (residents of k / residents), for each target group k")
def representation(record: Record) -> dict[str, float | None]:
    """Share of each target group among participants over its share of residents; 1 is in proportion."""
    people, own = len(record.participants), counted(record).array("of_target_group").tolist()
    shares = {name: figure(record, key) for name, key in FLAGS.items()}
    shares |= dict(zip(record.target_groups, own, strict=True))  # of the same name: it is meant
    return {name: shares[name] / people / share if people and share else None for name, share in record.shares.items()}


@measure("people", "Σ over programmes and their groups of those who take part")
def alternative_participants(record: Record) -> int:
    """Participants of the alternative programmes."""
    return record.alternatives["participants"].sum()


@measure("groups", "Σ over programmes of groups started")
def alternative_groups(record: Record) -> int:
    """Groups of the alternative programmes (teams, workshops)."""
    return record.alternatives["groups"].sum()


@measure("people", "Σ over programmes of leaders who have not stopped")
def alternative_leaders_active(record: Record) -> int:
    """Active leaders of the alternative programmes at the end."""
    years = record.alternatives
    return years["leaders_active"][years["year"] == years["year"].max(initial=0)].sum()


@measure("hours", "Σ over programmes of hours that participants spend together")
def alternative_hours(record: Record) -> float:
    """Time that participants spent in the alternative programmes."""
    return float(record.alternatives["hours"].sum())


BEYOND = (
    Measure(
        "cost_total",
        "€",
        "K = Σ over items of quantity · price, in euros of costs.price_year",
        "What the run cost at the scenario's prices, alternative programmes included; time given is not in it.",
    ),
    Measure(
        "cost_per_participant",
        "€ per person",
        "K / (N + participants of alternative programmes)",
        "Cost for each participant of any programme; who takes part in two counts in each.",
    ),
    Measure(
        "cost_per_completer",
        "€ per person",
        "K / completers; none where there are alternative programmes, which share K",
        "Cost for each completer of a group.",
    ),
    Measure(
        "cost_per_active_facilitator_year",
        "€ per year",
        "K / (Σ over weeks of active facilitators / 52); none where there are alternative programmes",
        "Cost for each year that a facilitator was active.",
    ),
    Measure(
        "volunteer_hours",
        "hours",
        "costs.leader_hours · sessions of unpaid leaders + group.session_hours · sessions attended + hours of leaders, "
        "with their training, and of participants in alternative programmes + Σ over years of (hours of training "
        "sessions, events and letters − hours of the posts at work, at least 0)",
        "Time that unpaid leaders and participants gave, and those who did what coordinators had no hours for.",
    ),
    Measure(
        "tco2e_avoided",
        "t CO2e",
        "A = Σ over those who completed or left, and participants of alternative programmes, of ∫ saving dt up to the "
        "end; 5th, 50th and 95th of 100 draws",
        "Emissions avoided, as a range over all that is assumed (tco2e_avoided_p5, _p50, _p95).",
    ),
    Measure(
        "cost_per_tco2e",
        "€ per t CO2e",
        "K / A; 5th, 50th and 95th of 100 draws",
        "Cost for each tonne avoided in the years of the run, as a range over all that is assumed; savings go on "
        "afterwards.",
    ),
    *(
        Measure(
            f"recovery_{name}",
            "weeks",
            f"min{{t : {short} with the shock ≥ 0.95 · {short} without, for all u ≥ t}} − week of the shock; "
            "none if not in the run",
            f"Time until {words} no more fall short of what they were without the shock; by two runs of one seed.",
        )
        for name, short, words in (
            ("active", "F(u)", "active facilitators"),
            ("participants", "n(u)", "participants of the last 52 weeks (n)"),
        )
    ),
    Measure(
        "loss_active",
        "facilitator-years",
        "Σ over weeks from the shock on of (F without − F with the shock) / 52",
        "What a shock took of the time of active facilitators, less what was caught up; by two runs of one seed.",
    ),
    Measure(
        "loss_participants",
        "people",
        "Σ over weeks from the shock on of (n without − n with the shock) / 52, n: participants of the last 52 weeks",
        "What a shock took of the participants, less what was caught up; by two runs of one seed.",
    ),
)


IDLE_WEEKS = WEEKS_A_YEAR  # without a group that starts: the programme has ended (assumption)

AUTONOMY = Measure(
    "autonomy_years",
    "years",
    "(min{t ≥ T : no group starts in the weeks t to t + 51} − T) / 52, external inputs stopped from week T",
    "Time that the programme would last if no candidates came from partners, no partner was contacted and no event or "
    "letter reached anybody any more, while training goes on; by branching the run.",
)


def end_of_activity(starts: ArrayLike, since: int, until: int) -> int | None:
    """Find the first week from `since` on that begins a year without a start; None if there is none before `until`, the
    number of weeks simulated. `starts` are the weeks in which groups started, in any order."""
    weeks = np.asarray(starts, dtype=np.int64)
    ends = np.concatenate([[since], np.sort(weeks[weeks >= since]) + 1])  # the week after each start
    nexts = np.append(ends[1:] - 1, until)
    (idle,) = np.nonzero(nexts - ends >= IDLE_WEEKS)
    return int(ends[idle[0]]) if len(idle) else None


__all__ = ["DEFINED", "MEASURES", "Measure", "Value", "measured"]


MEASURES = tuple(one for one in [*globals().values()] if isinstance(one, Measure) and one.function)
"""Those that one run tells, in the order of the summary."""
DEFINED = (*MEASURES, AUTONOMY, *BEYOND)
"""All, those included that need prices, assumptions or further runs."""


def measured(record: Record) -> dict[str, Value]:
    """Return every measure that one run can give, by name; None where it does not exist."""
    return {measure.name: measure(record) for measure in MEASURES}
