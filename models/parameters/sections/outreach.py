"""Parameters of those who host and spread the word: partner organisations, events, letters."""

from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, field_validator, model_validator

from contagion.models.parameters.declaring import LEVER, POSITIVE, SHARE, P, Section, Shares

PartnerType = Literal["association", "company", "club", "public body", "school or university", "housing body"]
PARTNER_TYPES: tuple[str, ...] = get_args(PartnerType)


def _kinds(values: tuple[str, ...]) -> tuple[str, ...]:
    if unknown := [value for value in values if value not in PARTNER_TYPES]:
        raise ValueError(f"{unknown[0]!r} is no kind of partner; there are {', '.join(PARTNER_TYPES)}")
    return values


Kinds = Annotated[tuple[str, ...], AfterValidator(_kinds)]


class Partners(Section):
    """Organisations that host groups, find people and name candidates."""

    per_100_establishments: float = P(
        10.0,
        "partners",
        (0, 1000),
        (2, 20),
        "D: 4.5",
        "organisations that could be partners, per 100 employer establishments",
    )
    types: Shares = P(
        (0.35, 0.35, 0.1, 0.08, 0.07, 0.05), "share", None, None, "D: 4.5", f"kinds: {', '.join(PARTNER_TYPES)}"
    )
    smallest: int = P(30, "members", (1, 100_000), None, "D: 4.5", "members of the smallest partner")
    largest: int = P(500, "members", (1, 1_000_000), None, "D: 4.5", "cap on the members of a partner")
    tail: float = P(1.2, "", (0.2, 10), (1.1, 2.5), "D: 4.5", "exponent of the heavy-tailed law of sizes")
    initial: int = P(
        10, "partners", (0, 10_000), None, "D: 4.5", "partners active from the start (as many as founders)", LEVER
    )
    coordinators: float = P(1.0, "full-time posts", (0, 10_000), (0.5, 3), "D: S6", "coordinators' working time", LEVER)
    contacts_per_month: float = P(
        4.0, "1/month", (0, 100), (1, 8), "D: S6", "contacts a full-time coordinator makes", LEVER
    )
    activation: float = P(0.3, "share", SHARE, (0.1, 0.6), "D: S6", "contacted partners who become active", LEVER)
    participant_factor: float = P(2.0, "ratio", POSITIVE, (1, 3), "D: S6", "the same, where a member is a completer")
    active_years: float = P(3.0, "years", (0.01, 1000), (1, 6), "D: S6", "mean time a partner stays active")
    groups_per_year: float = P(1.0, "1/year", (0, 52), (0.5, 2), "D: S6", "groups an active partner asks for")
    in_house_share: float = P(
        0.3, "share", SHARE, (0, 0.8), "D: S6", "groups asked for that are of the house, for its own members"
    )
    in_house_members: int = P(
        20, "members", (1, 1_000_000), None, "D: S6", "members of the smallest partner that asks for such groups"
    )
    in_house_strength: float = P(
        2.0, "ratio", (0, 100), (1, 4), "D: S6", "strength of hearing of a group of the house, times a pitch's"
    )
    nominations_per_year: float = P(
        0.5,
        "1/year",
        POSITIVE,
        (0.2, 1),
        "D: S6",
        "training candidates an active partner names (inf: never short)",
        LEVER,
    )
    targeted_share: float = P(
        0.0,
        "share",
        SHARE,
        None,
        "D: L8",
        "in a decision for communes or kinds of partners: contacts made with organisations of these",
        LEVER,
    )
    pitch_share: float = P(
        0.1, "share", SHARE, (0.02, 0.3), "D: S3", "members told in a week in which groups recruit", LEVER
    )

    @field_validator("types")
    @classmethod
    def _one_a_type(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        if len(values) != len(PARTNER_TYPES):
            raise ValueError(f"must have {len(PARTNER_TYPES)} values, one for each kind")
        return values

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.smallest > self.largest:
            raise ValueError(f"partners.smallest = {self.smallest} is above partners.largest = {self.largest}")
        return self


class Outreach(Section):
    """Events and letters, and the one factor on all that is not personal invitation."""

    factor: float = P(
        3.5,
        "ratio",
        (0, 100),
        (1, 4),
        "D: P1",
        "common factor on the strengths registering.partner, .event and .letter",
    )
    events_per_year: int = P(12, "1/year", (0, 52), (0, 24), "D: S3", "public events", LEVER)
    attendees: int = P(30, "people", (0, 100_000), (10, 100), "D: S3", "people at an event", LEVER)
    receptive_share: float = P(0.5, "share", SHARE, (0.2, 0.8), "D: S3", "receptive people among them")
    campaigns_per_year: int = P(4, "1/year", (0, 52), (0, 12), "D: S3", "mailings", LEVER)
    letters: int = P(2500, "letters", (0, 10_000_000), (0, 5000), "D: S3", "letters in a mailing", LEVER)
