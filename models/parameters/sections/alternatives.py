"""Parameters of alternative programmes (S15): rows `[[alternative]]` of a scenario. A row names a kind, whose values it
takes unless it says otherwise."""

from difflib import get_close_matches
from math import inf
from typing import Annotated, Any, ClassVar, Literal, Self, cast

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from contagion.models.parameters.declaring import (
    LEVER,
    PEOPLE,
    POSITIVE,
    STRUCTURE,
    WEEKS,
    Bounds,
    Count,
    P,
    Section,
    SessionWeeks,
    a_choice,
    a_hazard,
    a_share,
    renamed,
)
from contagion.sim.errors import either, perhaps

OF_A_KIND = ("saving", "decay")  # what is read after the run only
RENAMED = {"attendees_per_year": "attendees (of each event) and events_per_year"}
_IN_TOML = {"from_week": "from", "until_week": "until"}  # `from` is no name in Python


class Alternative(Section):
    """What the kinds have in common."""

    model_config = ConfigDict(
        alias_generator=lambda name: _IN_TOML.get(name, name),
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    group_item: ClassVar[str]  # of `costs`: the price of a group
    leader_item: ClassVar[str]  # and of training a leader

    kind: str
    name: str
    from_week: int = P(0, "week", WEEKS, None, "D: L13", "week in which the programme begins", LEVER)
    until_week: Count = P(
        inf, "week", POSITIVE, None, "D: L13", "week from which it takes in nobody and opens no group", LEVER
    )
    session_weeks: SessionWeeks = P(
        (0, 13, 26), "weeks", None, None, "A: S15", "week of each session, counted from the first", STRUCTURE
    )
    session_hours: float = P(2.0, "hours", (0, 24), (1, 3), "D: S15", "length of a session")
    smallest: int = P(
        5, "people", PEOPLE, (4, 8), "A: S15", "fewest registered for a start when recruiting ends", LEVER
    )
    largest: int = P(
        10, "people", PEOPLE, (8, 12), "A: S15", "registered people with whom a group starts at once", LEVER
    )
    recruiting_weeks: int = P(10, "weeks", WEEKS, (4, 16), "D: S9", "time a group is open for registration", LEVER)
    whole_household: bool = a_choice(
        True, "A: S15", "a participant stands for a household, which takes part once", STRUCTURE
    )
    leaders: int = P(1, "people", (1, 2), None, "A: S15", "leaders of a group", LEVER)
    leader_from_group: bool = a_choice(
        True, "A: S15", "people who wait make one of them the leader of a new group", STRUCTURE
    )
    initial_leaders: int = P(0, "people", (0, 100_000), None, "D: S15", "leaders at the beginning, from outside", LEVER)
    conversion: float = a_share(0.05, (0, 0.1), "D: S15", "participants who become leaders")
    training_weeks: int = P(5, "weeks", WEEKS, (0, 12), "D: S15", "time from becoming a leader to leading (0.1 year)")
    training_hours: float = P(3.0, "hours", (0, 200), (2, 4), "D: S15", "length of a leader's training (one evening)")
    groups_per_year: float = P(1.0, "1/year", (0.01, 52), (0.5, 1.5), "D: S15", "groups a leader runs if people come")
    loss_per_year: float = P(0.5, "1/year", POSITIVE, (0.2, 1.5), "D: S15", "rate at which leaders stop")
    letters_per_year: int = P(10_000, "1/year", (0, 10_000_000), (0, 20_000), "D: S3", "letters, week by week", LEVER)
    events_per_year: int = P(12, "1/year", (0, 52), (0, 24), "D: S3", "its events", LEVER)
    attendees: int = P(30, "people/event", (0, 100_000), (10, 100), "D: S3", "people at an event", LEVER)
    coordinators: float = P(
        0.25, "full-time posts", (0, 1000), (0, 1), "D: placeholder", "who sends letters and holds events", LEVER
    )
    budget_share: float | None = a_share(
        None, None, "D: L13", "of the budget, for it alone (none: out of the groups' account)", LEVER
    )
    letter: float = a_hazard(0.01, (0.002, 0.08), "B: S4", "strength of its letters")
    event: float = a_hazard(0.10, (0.02, 0.4), "D: S4", "strength of its events for those who attend")
    invitations_per_participant: float = P(
        4.0, "people", (0, 600), (1, 10), "D: S3", "mean number of people a participant invites"
    )
    invitations_per_leader: float = P(
        6.0, "people", (0, 600), (2, 15), "D: S3", "mean number a leader invites for a group"
    )
    invitation_weeks: int = P(
        12, "weeks", (1, 520), (4, 26), "D: S3", "time after the group over which participants invite"
    )
    joining_factor: float = P(
        1.0, "ratio", (0, 100), (0.5, 3), "D: S15", "hazard of joining against that of joining a group"
    )
    saving: float = P(
        0.2, "t CO2e/year", (0, 10), (0.1, 0.3), "D: S15", "saving per participant; read after the run, acts on nothing"
    )
    decay: float = P(
        0.15,
        "1/year",
        (-1, 100),
        (-0.1, 1.4),
        "D: S15",
        "rate at which that saving fades (1.4: half of it in six months; below 0: grows)",
    )
    feeder_factor: float = P(
        1.0, "ratio", (0, 100), None, "D: S15", "hazard of registering for the groups afterwards, against before"
    )
    feeder_weeks: int = P(52, "weeks", WEEKS, (26, 104), "D: S15", "how long that lasts")
    tells_of_groups: bool = a_choice(False, "D: S15", "leaders tell participants of the groups when they end", LEVER)
    telling: float | None = a_hazard(None, None, "D: S15", "strength of what they tell (none: registering.event)")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not self.name.strip():
            raise ValueError(f"the name {self.name!r} cannot be used; any but blanks can")
        if self.smallest > self.largest:
            raise ValueError(f"{self.name}: smallest = {self.smallest} is above largest = {self.largest}")
        if self.until_week <= self.from_week:
            raise ValueError(f"{self.name}: until = {self.until_week:g} must be later than from = {self.from_week}")
        if self.rest_weeks < 1 - 1e-9:
            raise ValueError(
                f"{self.name}: groups_per_year = {self.groups_per_year:g} is more than the sessions leave "
                f"time for; at most {52 / (self.session_weeks[-1] + 1):.4g} is"
            )
        return self

    @property
    def rest_weeks(self) -> float:
        """Mean time between a leader's groups that makes so many a year, where groups fill at once."""
        return 52 / self.groups_per_year - self.session_weeks[-1]


def _otherwise(name: str, default: Any, plausible: Bounds | None, evidence: str, text: str = "") -> Any:
    """Declare a parameter that the kinds have in common, with another value in one of them."""
    common = Alternative.model_fields[name]
    bounds = {end: getattr(one, end) for one in common.metadata for end in ("ge", "le") if hasattr(one, end)}
    valid, said = (
        (bounds["ge"], bounds.get("le", inf)) if bounds else None,
        cast(dict[str, Any], common.json_schema_extra),
    )
    return P(default, said["unit"], valid, plausible, evidence, text or str(common.description), said["role"])


class TeamChallenge(Alternative):
    """Teams of households that save energy over a heating season, led by a captain."""

    group_item, leader_item = "team", "captain"
    kind: Literal["team challenge"] = "team challenge"  # ty: ignore[incompatible-mutable-override]


class Workshop(Alternative):
    """A workshop of three hours, whose leaders are participants trained in as much."""

    group_item, leader_item = "workshop", "workshop_leader"
    kind: Literal["workshop"] = "workshop"  # ty: ignore[incompatible-mutable-override]
    session_weeks: SessionWeeks = _otherwise("session_weeks", (0,), None, "A: S15")
    session_hours: float = _otherwise("session_hours", 3.0, None, "A: S15")
    smallest: int = _otherwise("smallest", 5, (4, 8), "D: S15")
    largest: int = _otherwise("largest", 8, (6, 14), "A: S15")
    recruiting_weeks: int = _otherwise("recruiting_weeks", 4, (2, 10), "D: S15")
    whole_household: bool = _otherwise("whole_household", False, None, "A: S15")
    leader_from_group: bool = _otherwise("leader_from_group", False, None, "A: S15")
    initial_leaders: int = _otherwise("initial_leaders", 10, None, "D: S15")
    conversion: float = _otherwise("conversion", 0.044, (0.042, 0.047), "A: S15")
    training_weeks: int = _otherwise(
        "training_weeks", 0, (0, 4), "A: S15", "time from becoming a leader to leading (no cap)"
    )
    training_hours: float = _otherwise("training_hours", 3.0, None, "A: S15", "length of a leader's training")
    groups_per_year: float = _otherwise("groups_per_year", 4.0, (1, 12), "D: S15")
    joining_factor: float = _otherwise("joining_factor", 3.0, (1, 5), "D: S15")
    saving: float = _otherwise("saving", 0.05, (0, 0.1), "D: S15")
    decay: float = _otherwise(
        *("decay", 8.3, (2.8, 18), "B: S15"),
        "rate at which that saving fades (8.3: half of it in a month; 2.8: in three; 18: in two weeks)",
    )
    feeder_factor: float = _otherwise("feeder_factor", 1.5, (1, 2), "D: S15")
    tells_of_groups: bool = _otherwise("tells_of_groups", True, None, "D: S15")


KINDS: dict[str, type[Alternative]] = {"team challenge": TeamChallenge, "workshop": Workshop}


def _of_a_known_kind(row: Any) -> Any:
    """Refuse a kind or a key that does not exist, and say the nearest."""
    if not isinstance(row, dict):
        return row
    kind = row.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        near = get_close_matches(str(kind), KINDS, n=1, cutoff=0.3)
        raise ValueError(
            f"kind = {kind!r} is unknown. Expected {either(map(repr, KINDS))}{perhaps(*near) if kind else ''}"
        )
    known = [name for field in KINDS[kind].model_fields for name in dict.fromkeys((_IN_TOML.get(field, field), field))]
    for key in row:
        if key not in known:
            if now := renamed(key, RENAMED):
                raise ValueError(now)
            near = get_close_matches(key, known, n=1, cutoff=0.3)
            raise ValueError(f"{key!r} is unknown in a {kind}{perhaps(*near)}")
    return row


Row = Annotated[Annotated[TeamChallenge | Workshop, Field(discriminator="kind")], BeforeValidator(_of_a_known_kind)]


def rows() -> list[tuple[str, str, Any]]:
    """List kind (empty where all agree), name and field of each parameter of a row."""
    out = []
    for name, common in Alternative.model_fields.items():
        own = {kind: model.model_fields[name] for kind, model in KINDS.items()}
        if common.json_schema_extra:
            said = common.default, common.json_schema_extra
            alike = all((field.default, field.json_schema_extra) == said for field in own.values())
            out += [("", name, common)] if alike else [(kind, name, field) for kind, field in own.items()]
    return [(kind, _IN_TOML.get(name, name), field) for kind, name, field in out]
