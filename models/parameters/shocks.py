"""Shocks of a scenario (S16): what befalls the programme in the course of a run."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from contagion.models.parameters.declaring import SHARE, P, Section

AWAY, CUT, LOST, SUSPENDED = "coordinator away", "budget cut", "facilitators lost", "in-person groups suspended"
KINDS = (AWAY, CUT, LOST, SUSPENDED)
NEED_NOT_BE_SAID = {("weeks", kind) for kind in KINDS} | {("share", AWAY)}
TAKES = {AWAY: ("share", "weeks"), CUT: ("factor", "weeks"), LOST: ("share",), SUSPENDED: ("weeks",)}


def a_week(value: Any) -> int:
    """The week in which a shock begins; dates are weeks by then."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError('must be a month such as "2021-09", a day, or the number of a week, at least 0')
    return value


class Shock(Section):
    """One row of the table of shocks. The fields that a kind does not take must be left out."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    kind: Literal["coordinator away", "budget cut", "facilitators lost", "in-person groups suspended"]
    start: Annotated[int, BeforeValidator(a_week)] = Field(alias="from")
    weeks: int | None = P(None, "weeks", (1, 5200), None, "D: S16", "how long it lasts (none: to the end of the run)")
    factor: float | None = P(None, "share", SHARE, None, "D: S16", "budget cut: what is left of what is bought")
    share: float | None = P(
        None,
        "share",
        SHARE,
        None,
        "D: S16",
        "coordinator away: share of the posts (none: all); facilitators lost: of the active",
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
