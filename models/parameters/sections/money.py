"""Parameters of money: what things cost, who pays, what is there to spend. Prices change nothing of a run unless the
budget is limited, so sensitivity studies vary them after it and no range is swept here.

Parameters of what a participant saves. They are read after a run, from its events, and change nothing in it.
"""

from math import inf

from pydantic import field_validator

from contagion.models.parameters.declaring import (
    LEVER,
    POSITIVE,
    STRUCTURE,
    Bounds,
    P,
    Section,
    Shares,
    a_choice,
    a_price,
    a_share,
)

# What money is spent on; each has its price under the same name, and its unit after the € there.
ITEMS = (
    "seat", "trainer", "kit", "room", "expenses", "stipend", "mentoring", "stand_in", "coordinator", "contact",
    "letter", "event", "team", "captain", "workshop", "workshop_leader",
)  # fmt: skip
FUNDERS = ("authority", "Région", "ADEME")

EUROS: Bounds = (0.0, 1e9)


class Costs(Section):
    """Prices, in euros of one year. All are placeholders, to be replaced by the authority's accounts."""

    price_year: int = P(2020, "year", (1900, 2100), None, "D: 4.8", "year whose euros all prices are in", STRUCTURE)
    seat: float = a_price(700.0, "seat", "D: 4.8", "training of one person (seats left empty cost nothing)")
    trainer: float = a_price(
        5_000.0,
        "session",
        "D: placeholder",
        "trainer from outside who holds a training session, beside the seats (five days at 1,000 €)",
    )
    kit: float = a_price(150.0, "group", "D: 4.8", "material of a group, paid for each that starts")
    room: float = a_price(
        100.0, "group", "D: 4.8", "room of a group that meets in person and that no partner hosts (0 to 200)"
    )
    expenses: float = a_price(100.0, "group", "D: 4.8", "expenses of the leaders of a group")
    stipend: float = a_price(600.0, "leader", "D: 4.8", "pay of a paid facilitator for leading a group")
    mentoring: float = a_price(
        300.0,
        "first group",
        "D: placeholder",
        "mentor of a mentored facilitator, for the first group they lead (half a stipend)",
    )
    stand_in: float = a_price(
        600.0,
        "group",
        "D: placeholder",
        "the coordinator or a mentor who leads a group with a facilitator without a partner (as a stipend)",
    )
    coordinator: float = a_price(
        50_000.0, "full-time year", "D: 4.8", "a coordinator's full-time post, paid by the week"
    )
    contact: float = a_price(100.0, "contact", "D: 4.8", "contact with an organisation, beside the time spent")
    letter: float = a_price(0.5, "letter", "D: 4.8", "a letter")
    event: float = a_price(500.0, "event", "D: 4.8", "a public event")
    team: float = a_price(150.0, "team", "D: placeholder", "material and rooms of a team of a challenge (as a kit)")
    captain: float = a_price(50.0, "captain", "D: placeholder", "training evening of a captain of a challenge")
    workshop: float = a_price(100.0, "workshop", "D: placeholder", "room and material (as a room)")
    workshop_leader: float = a_price(50.0, "leader", "D: placeholder", "training of a workshop's leader")
    funding: Shares = P(
        (0.6, 0.2, 0.2), "share", None, None, "D: 4.8", f"who pays which share: {', '.join(FUNDERS)}", LEVER
    )
    discount_per_year: float = P(
        0.0, "1/year", (0, 1), None, "D: 4.8", "by how much a euro of a year later counts less", STRUCTURE
    )
    leader_hours: float = P(
        4.0, "hours/session", (0, 100), None, "D: placeholder", "time a leader gives for a session, with preparation"
    )
    hour_value: float = a_price(
        15.0, "hour", "D: placeholder", "value of an hour given, shown apart and in no sum of euros"
    )

    @field_validator("funding")
    @classmethod
    def _one_a_funder(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        if len(values) != len(FUNDERS):
            raise ValueError(f"must have {len(FUNDERS)} values: {', '.join(FUNDERS)}")
        return values


class Budget(Section):
    """What may be spent."""

    per_year: float = P(
        inf, "€/year", POSITIVE, None, "D: L15", "credited in the first week of each year (inf: no limit)", LEVER
    )
    carry_over: bool = a_choice(True, "D: L15", "what is left at the end of a year stays (false: it lapses)", LEVER)


def unit(item: str) -> str:
    """Return the unit in which quantities of an item are counted."""
    extra = Costs.model_fields[item].json_schema_extra
    return str(extra["unit"]).removeprefix("€/") if isinstance(extra, dict) else ""


class Footprint(Section):
    """Emissions that participants avoid, and how much of them is believed."""

    saving: float = P(
        1.2,
        "t CO2e/year",
        (0, 100),
        (0.3, 1.5),
        "A: S14",
        "what a completer says to save a year, beyond people who did not take part (one study, in Switzerland)",
    )
    self_report: float = a_share(
        0.7, (0.4, 1), "D: S14", "part of it that is real: people say more, and the willing come"
    )
    spread: float = P(
        0.8, "of ln", (0, 3), None, "D: S14", "standard deviation of the logarithm of the saving, between people"
    )
    decay: float = P(
        0.15,
        "1/year",
        (-1, 10),
        (-0.1, 0.35),
        "B: S14",
        "rate at which a saving fades after the group (below 0: grows)",
    )
    rebound: float = a_share(0.15, (0, 0.35), "B: S14", "saving lost again through what it lets one afford")
    spillover: float = P(0.2, "share", (0, 5), (0, 0.5), "D: S14", "saving by others of the household, if any, on top")
    other_share: float = a_share(
        0.3, (0, 0.6), "D: S14", "saving of those who started and did not complete, as part of the same"
    )
    cap: float = P(4.5, "t CO2e/year", (0.01, 1000), None, "D: S14", "most that one person saves a year")
