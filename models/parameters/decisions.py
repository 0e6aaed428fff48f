"""What an authority decides in the course of a run: rows `[[decision]]` of a scenario, from a date on, for a place or a
group, or when the state of the programme asks for it.

Shocks of a scenario (S16): what befalls the programme in the course of a run.
"""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from contagion.models.parameters.declaring import P, Section, When, a_share, renamed
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.parameters.sections.programme import PartnerType
from contagion.models.parameters.sections.residents import Registering
from contagion.sim.errors import both, either, nearest, perhaps

RENAMED = {"change": "[[decision]]", **{f"decision.{name}": f"registering.{name}" for name in Registering.model_fields}}
"""What sections and parameters of earlier scenarios are called now."""
FIELDS_RENAMED = {"week": "from"}
"""The same of a decision's."""

# Levers that act at the moment they are read. Others fix the world or what has begun (group.maximum, say), and a run
# keeps what it started with.
MAY_CHANGE = tuple(
    f"{section}.{name}"
    for section, names in {
        "group": "postponed_weeks recruiting_weeks",
        "facilitation": "host_distance_km keep_partner leaders max_load novice_with_experienced pair_distance_km "
        "partner_room pool rest_weeks solo_after stand_in_weeks targeted_share",
        "volunteering": "group_sd wish",
        "training": "accept active_share order outside_places pairs period_weeks places priority_groups "
        "queue_loss_per_year ready_after_weeks reserved_share top_up trainer",
        "retention": "loss_per_year mentored_share mentoring_effect overload_effect paid_effect paid_share",
        "registering": "barrier",
        "demand": "distance_km online_share travel_help",
        "partners": "activation contacts_per_month coordinators in_house_share nominations_per_year pitch_share "
        "targeted_share",
        "outreach": "attendees campaigns_per_year events_per_year letters",
        "calendar": "pause_in_holidays",
        "budget": "per_year",
        "costs": " ".join(ITEMS),
    }.items()
    for name in names.split()
)
_PLACES, _PEOPLE, _PARTNERS = ("communes",), ("communes", "target_groups"), ("communes", "partner_types")
SCOPES = {  # parameters that may hold for some only, and what can say for whom
    "facilitation.targeted_share": _PLACES,
    **dict.fromkeys(("partners.in_house_share", "partners.targeted_share"), _PARTNERS),
    **dict.fromkeys(("training.reserved_share", "outreach.letters", "volunteering.wish", "training.accept"), _PEOPLE),
    **dict.fromkeys(("demand.distance_km", "demand.travel_help", "registering.barrier"), _PEOPLE),
}
NEED_A_SCOPE = ("facilitation.targeted_share", "partners.targeted_share", "training.reserved_share")
AGAIN_AFTER = 26  # weeks
OVERLAYS = ("students", "elected officials")  # beside the target groups of the table

StateName = Literal[
    "queue", "waiting", "active", "ready", "recruiting", "running", "partners", "participants", "year_participants",
    "weeks_without_participants",
]  # fmt: skip
STATES: tuple[str, ...] = get_args(StateName)


class Bounds(Section):
    """What a figure must be for a rule to act; all that is given must hold."""

    above: float | None = None
    below: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self == type(self).model_construct():
            raise ValueError("must say above, below, at_least or at_most")
        return self


def _dotted(values: Any) -> Any:
    """Values by dotted name, also where TOML took an unquoted name for a table within a table."""
    if not isinstance(values, dict):
        return values
    flat: dict[str, Any] = {}
    for name, value in values.items():
        flat |= {f"{name}.{key}": of_key for key, of_key in value.items()} if isinstance(value, dict) else {name: value}
    return flat


class Decision(Section):
    """One row of the table of decisions."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    title: str = Field("", description="for people")
    start: When = Field(
        0, alias="from", description='month ("2021-09"), day or week from which it holds or is looked at'
    )
    until: When | None = Field(
        None, description="when it ends; if not given, the next decision on the same thing ends it"
    )
    communes: tuple[str, ...] = Field(
        (), strict=False, description='only there: names, INSEE codes, "the centre", "outside the centre"'
    )
    target_groups: tuple[str, ...] = Field(
        (), strict=False, description='only for these: target groups, "students", "elected officials"'
    )
    partner_types: tuple[PartnerType, ...] = Field((), strict=False, description="only partners of these kinds")
    when: dict[StateName, Bounds] = Field({}, description="state at the start of a week in which it begins")
    for_weeks: int | None = Field(None, ge=1, description="with when: how long it then holds; if not given, for good")
    set: Annotated[dict[str, Any], BeforeValidator(_dotted)] = Field({}, description="values by name of the parameter")
    extra_session: bool = Field(False, description="hold a training session (in that week)")
    again_after_weeks: int = Field(AGAIN_AFTER, ge=1, description="with when: fewest weeks between two extra sessions")

    @property
    def scope(self) -> dict[str, tuple[str, ...]]:
        """For whom it holds, as far as it says."""
        said = {"communes": self.communes, "target_groups": self.target_groups, "partner_types": self.partner_types}
        return {key: names for key, names in said.items() if names}

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if bool(self.set) == self.extra_session:
            raise ValueError("must say what it changes: values to set, or extra_session = true")
        if self.for_weeks and not (self.when and self.set):
            raise ValueError("for_weeks: goes with when and set; a decision with a date alone has an until")
        if self.again_after_weeks != AGAIN_AFTER and not (self.when and self.extra_session):
            raise ValueError("again_after_weeks: goes with when and extra_session")
        if self.extra_session and (self.scope or (self.until is not None and not self.when)):
            raise ValueError(
                "extra_session: is one session for all; it takes no until (without when), no place, no group"
            )
        for name in self.set:
            self._may_set(name)
        return self

    def _may_set(self, name: str) -> None:
        if name not in MAY_CHANGE:
            if now := renamed(name, RENAMED):
                raise ValueError(now)
            hint = perhaps(*nearest(name, MAY_CHANGE)) or "; `contagion parameters` lists them"
            raise ValueError(f"{name} cannot change during a run{hint}")
        takes = SCOPES.get(name, ())
        if wrong := [key for key in self.scope if key not in takes]:
            others = f"; it takes {both(takes)}" if takes else f"; {', '.join(SCOPES)} can"
            raise ValueError(f"{name} cannot be decided for {wrong[0]}{others}")
        if name in NEED_A_SCOPE and not self.scope:
            raise ValueError(f"{name} needs {either(takes)} that it is for")


AWAY, CUT, LOST, SUSPENDED = "coordinator away", "budget cut", "facilitators lost", "in-person groups suspended"
KINDS = (AWAY, CUT, LOST, SUSPENDED)
NEED_NOT_BE_SAID = {("weeks", kind) for kind in KINDS} | {("share", AWAY)}
TAKES = {AWAY: ("share", "weeks"), CUT: ("factor", "weeks"), LOST: ("share",), SUSPENDED: ("weeks",)}


def a_week(value: Any) -> int:
    """Check the week in which a shock begins; dates are weeks by then. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError('must be a month such as "2021-09", a day, or the number of a week, at least 0')
    return value


class Shock(Section):
    """One row of the table of shocks. The fields that a kind does not take must be left out."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    kind: Literal["coordinator away", "budget cut", "facilitators lost", "in-person groups suspended"]
    start: Annotated[int, BeforeValidator(a_week)] = Field(alias="from")
    weeks: int | None = P(None, "weeks", (1, 5200), None, "D: S16", "how long it lasts (none: to the end of the run)")
    factor: float | None = a_share(None, None, "D: S16", "budget cut: what is left of what is bought")
    share: float | None = a_share(
        None, None, "D: S16", "coordinator away: share of the posts (none: all); facilitators lost: of the active"
    )

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        for name in ("weeks", "factor", "share"):
            given, taken = getattr(self, name) is not None, name in TAKES[self.kind]
            if given and not taken:
                takes = ", ".join(("from", *TAKES[self.kind]))
                raise ValueError(f"a shock of kind {self.kind!r} takes {takes}, and not {name}")
            if taken and not given and (name, self.kind) not in NEED_NOT_BE_SAID:
                raise ValueError(f"a shock of kind {self.kind!r} needs {name}, a number from 0 to 1")
        return self
