"""Parameters of the public: who is open to it, whom they know, what they are told, how they decide.

Parameters of two overlays on the target groups: students and elected officials, whatever group they belong to.
"""

from typing import Literal, Self

from pydantic import field_validator, model_validator

from contagion.models.parameters.declaring import (
    LEVER,
    POSITIVE,
    RATE,
    SHARE,
    STRUCTURE,
    WEEKS_A_YEAR,
    Month,
    P,
    Section,
    Shares,
    WeeksOfYear,
    Weights,
    a_choice,
    a_hazard,
    a_ratio,
    a_share,
    log_normal,
)
from contagion.models.parameters.sections.programme import Kinds

BANDS = ("15-29", "30-44", "45-59", "60-74", "75-89", "90+")


class Population(Section):
    """Residents aged 15 and over, and their coming and going."""

    women: float = a_share(0.53, None, "C: INSEE 2020", "women among residents aged 15 and over")
    students: float = a_share(
        0.68, (0.5, 0.8), "C: 4.5", "students among residents aged 15-29 (30,000 in the territory)"
    )
    slots: int = P(4, "slots", (1, 4), None, "D: S9", "times of the week at which a group can meet", STRUCTURE)
    slot_share: float = a_share(0.7, (0.4, 1), "D: S9", "chance that a resident is free at a given slot")
    turnover_per_year: float = P(
        0.0, "1/year", RATE, (0, 0.06), "C: S16", "residents who move away and are replaced (measured: 0.059)"
    )
    student_turnover_per_year: float = P(
        0.0, "1/year", RATE, (0, 0.35), "D: S16", "the same for students (assumed: 0.35)"
    )


class Receptivity(Section):
    """Who could be won at all, and how readily."""

    share: float = a_share(0.15, (0.05, 0.3), "D: S1", "residents who are receptive")
    shape: int = P(2, "", (1, 50), None, "D: S1", "shape of the gamma law of readiness among the receptive", STRUCTURE)
    turnover_per_year: float = P(
        0.03, "1/year", RATE, (0, 0.1), "D: S1", "non-receptive residents who become receptive in a year"
    )
    by_age: Weights = P(
        (1.0,) * 6, "ratio", None, None, "D: S1", f"multiplier of the share by age band {', '.join(BANDS)}"
    )
    outside: float = a_ratio(1.0, (0.6, 2), "D: S1", "multiplier of the share outside the most populous commune")

    @field_validator("by_age")
    @classmethod
    def _one_a_band(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        if len(values) != len(BANDS):
            raise ValueError(f"must have {len(BANDS)} values, one for each age band")
        return values


class Contacts(Section):
    """Whom a resident knows, and whom one asks."""

    close_ties: int = P(5, "people", (1, 500), None, "C: S2", "close ties of a resident")
    further_ties: int = P(10, "people", (1, 500), None, "C: S2", "further ties of a resident")
    tie_exponent: float = P(2.0, "", (0, 6), (1.5, 2.5), "C: S2", "decay of ties with distance, as a power")
    tie_offset_km: float = P(1.0, "km", (0.01, 100), (0.5, 2), "D: S2", "distance added before taking that power")
    same_age: float = P(0.7, "log ratio", (0, 5), (0, 1.5), "D: S2", "preference for ties of the same age band")
    same_group: float = P(0.7, "log ratio", (0, 5), (0, 1.5), "D: S2", "preference for ties of the same target group")
    layers: Shares = P(
        (0.1, 0.5, 0.25, 0.15),
        "share",
        None,
        None,
        "D: S3",
        "invitations to household, close ties, further ties, colleagues",
    )
    receptive_weight: float = P(
        3.0, "ratio", (1, 100), (1, 5), "D: S3", "how much more often a receptive contact is the one asked"
    )

    @field_validator("layers")
    @classmethod
    def _four(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        if len(values) != 4:
            raise ValueError("must have 4 values: household, close ties, further ties, colleagues")
        return values


class Invitations(Section):
    """Personal invitations."""

    per_completer: float = P(4.0, "people", (0, 600), (1, 10), "D: S3", "mean number of people a completer invites")
    completer_weeks: int = P(12, "weeks", (1, 520), (4, 26), "D: S3", "time after the group over which they are asked")
    per_facilitator: float = P(
        6.0, "people", (0, 600), (2, 15), "D: S3", "mean number a facilitator invites for a group"
    )
    pass_on: bool = a_choice(False, "D: S3", "people who were told and did not join pass it on", STRUCTURE)
    pass_on_ratio: float = P(1 / 7, "ratio", SHARE, (0, 0.3), "B: S3", "how much less than a completer they pass on")


class Registering(Section):
    """Registering or not, once told."""

    rule: Literal["simple", "reinforced", "threshold"] = a_choice(
        "simple", "D: S4", "whether earlier exposures count: no, they reinforce, a number of them is needed", STRUCTURE
    )
    word_of_mouth: float = a_hazard(0.37, (0.05, 0.9), "D: S4", "strength of a former participant's invitation")
    facilitator: float = a_hazard(0.50, (0.1, 1.2), "D: S4", "strength of a facilitator's invitation")
    partner: float = a_hazard(0.10, (0.02, 0.4), "D: S4", "strength of a partner's pitch to its members")
    event: float = a_hazard(0.10, (0.02, 0.4), "D: S4", "strength of an event for those who attend")
    letter: float = a_hazard(0.01, (0.002, 0.08), "B: S4", "strength of a letter")
    participant_source: float = P(
        1.6, "ratio", (1, 10), (1, 2.2), "B: S4", "a former participant's word against staff's"
    )
    fatigue: float = P(0.8, "ratio", SHARE, (0.5, 1), "D: S4", "what each refusal leaves of the readiness")
    barrier: float = a_ratio(1.0, None, "D: L9", "factor on the hazard of registering (B of S4)", LEVER)
    reinforcement: Weights = P(
        (1.0, 1.5, 1.8), "ratio", None, None, "D: S4", "reinforced: factor after 0, 1, 2 or more earlier sources"
    )
    thresholds: Shares = P(
        (0.3, 0.4, 0.3), "share", None, None, "D: S4", "threshold: residents who need 1, 2, 3 distinct sources"
    )


class Demand(Section):
    """What happens between registering and a group."""

    unlimited: bool = a_choice(
        False, "D: D01", "groups fill at once with residents drawn at random (no invitations, no distances)", STRUCTURE
    )
    waiting_loss_per_year: float = P(1.4, "1/year", POSITIVE, (0.5, 4), "D: S5", "rate at which waiting people give up")
    place: float = a_ratio(
        1.0,
        log_normal(1.0, 0.58),
        "D: S4",
        "factor on the hazard of registering: how much more or less asking does here than in other places",
    )
    distance_km: float = P(
        10.0, "km", POSITIVE, (3, 20), "D: S9", "mean of how far those who register would go to a group"
    )
    commuting_exponent: float = P(
        0.5,
        "",
        (0, 5),
        (0, 1),
        "D: 14.1",
        "how much farther people go where commuters travel farther, as a power of that distance",
    )
    reach: Literal["once", "every group"] = a_choice(
        "once", "D: 14.1", "how far somebody would go is drawn once and kept, or anew for every group", STRUCTURE
    )
    travel_help: float = a_ratio(
        1.0,
        None,
        "D: L9",
        "factor on the chance of taking a group one is free for, up to 1 (car-sharing, child care)",
        LEVER,
    )
    online_share: float = a_share(0.0, (0, 1), "D: S9", "groups that meet online", LEVER)
    online_slot: float = a_share(0.9, (0.7, 1), "D: S9", "people free for an online group's time")
    online_acceptance: float = a_share(0.6, (0.3, 1), "D: S9", "people who would take an online group")


class Calendar(Section):
    """Dates, and the school year."""

    start: Month = P("2017-01", "month", None, None, "D: 4.5", "first month of year 1, which dates are counted from")
    pause_in_holidays: bool = a_choice(False, "D: 4.3", "no session in school-holiday weeks", LEVER)
    holiday_weeks: WeeksOfYear = P(
        (0, 7, 8, 15, 16, 27, 28, 29, 30, 31, 32, 33, 34, 42, 43, 51),
        "weeks of the year",
        None,
        None,
        "C: zone A",
        "school holidays",
    )

    @model_validator(mode="after")
    def _some_week_is_none(self) -> Self:
        if self.pause_in_holidays and len(set(self.holiday_weeks)) == WEEKS_A_YEAR:
            raise ValueError(
                f"calendar.pause_in_holidays = true and calendar.holiday_weeks has all {WEEKS_A_YEAR} weeks "
                "of the year: no group could ever meet"
            )
        return self


class TargetGroup(Section):
    """One row of the table of target groups. The published programme had five; their names are not known."""

    name: str
    share: float = a_share(0.2, None, "D: 5.9", "residents in this group")
    receptivity: float = a_ratio(1.0, (0.5, 2), "D: S1", "multiplier of the receptive share")
    barrier: float = a_ratio(1.0, (0.3, 1.5), "D: S4", "multiplier of the hazard of registering")
    contact_bias: float = a_ratio(1.0, None, "D: S2", "multiplier of contacts.same_group")
    conversion: float = a_ratio(1.0, (0.5, 2), "D: S11", "multiplier of the wish to facilitate, capped at 1")
    slot_share: float | None = a_share(None, (0.4, 1), "D: S9", "chance of being free at a slot, if its own")
    organisations: Kinds = P(
        (), "kinds", None, None, "D: L7", "kinds of partners its members are found in first, if any"
    )


PLACEHOLDER_GROUPS = tuple(
    TargetGroup(name=f"group {letter}", share=share)
    for letter, share in zip("ABCDE", (0.35, 0.20, 0.20, 0.15, 0.10), strict=True)
)


class HasTargetGroups(Section):
    """The table of target groups: exclusive, and covering everybody."""

    target_group: tuple[TargetGroup, ...] = a_choice(PLACEHOLDER_GROUPS, "D: 4.2", "the target groups")

    @model_validator(mode="after")
    def _cover(self) -> Self:
        names = [group.name for group in self.target_group]
        if not names or len(set(names)) < len(names) or not all(map(str.strip, names)):
            raise ValueError("target_group: each needs a name of its own, and there must be at least one")
        if abs(sum(group.share for group in self.target_group) - 1) > 1e-9:
            raise ValueError(
                "target_group: the shares must add up to 1, and they add up to "
                f"{sum(group.share for group in self.target_group):g}"
            )
        return self


STUDENTS, ELECTED = "students", "elected officials"
"""What they are called among the target groups."""
OUTSIDE = "outside the centre"
"""What those are called who live in any commune but the most populous; decisions address them by their communes."""


class Students(Section):
    """What being a student changes, on top of the target group. 1: nothing."""

    receptivity: float = a_ratio(1.0, None, "D: S1", "multiplier of a student's chance to be receptive")
    barrier: float = a_ratio(1.0, None, "D: S4", "multiplier of a student's hazard of registering")
    conversion: float = a_ratio(1.0, None, "D: S11", "multiplier of a student's wish to facilitate, capped at 1")
    slots: float = a_ratio(1.0, None, "D: S9", "multiplier of a student's chance of being free at a slot")
    organisations: Kinds = P((), "kinds", None, None, "D: L7", "kinds of partners students are found in first, if any")


class Elected(Section):
    """What being a municipal councillor changes, on top of the target group. 1: nothing."""

    receptivity: float = a_ratio(1.0, None, "D: S1", "multiplier of a councillor's chance to be receptive")
    barrier: float = a_ratio(1.0, None, "D: S4", "multiplier of a councillor's hazard of registering")
    conversion: float = a_ratio(1.0, None, "D: S11", "multiplier of a councillor's wish to facilitate, capped at 1")
    slots: float = a_ratio(1.0, None, "D: S9", "multiplier of a councillor's chance of being free at a slot")
    gate_opening: float = a_ratio(
        1.0,
        None,
        "D: X12",
        "multiplier of partners.activation in a commune of which a councillor has completed a group",
    )
