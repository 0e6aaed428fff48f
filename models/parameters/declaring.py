"""How a parameter is declared: default, unit, valid bounds, plausible range, evidence, meaning, and whose it is."""

from itertools import pairwise
from math import inf, isfinite, isnan
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sim.sentences import Sentence

type Role = Literal["lever", "uncertainty", "structure"]
type Bounds = tuple[float, float]

LEVER: Role = "lever"
UNCERTAINTY: Role = "uncertainty"
STRUCTURE: Role = "structure"

SHARE: Bounds = (0.0, 1.0)
POSITIVE: Bounds = (0.0, inf)
RATE: Bounds = (0.0, 100.0)
WEEKS: Bounds = (0, 5200)
PEOPLE: Bounds = (1, 1000)


def P(
    default: Any,
    unit: str,
    valid: Bounds | None,
    plausible: Bounds | None,
    evidence: str,
    text: str,
    role: Role = UNCERTAINTY,
) -> Any:
    """Declare a parameter.

    `valid` is what the model can run with, `plausible` what sensitivity studies sweep (None: not swept). `evidence`
    is the grade and the source, as in "B: S10"; `role` says who decides: the authority (lever), the world
    (uncertainty), or the modeller (structure).
    """
    bounds: dict[str, Any] = {} if valid is None else {"ge": valid[0]} | ({} if valid[1] == inf else {"le": valid[1]})
    grade, source = evidence.split(": ", 1)
    extra: dict[str, Any] = {"unit": unit, "range": plausible, "grade": grade, "source": source, "role": role}
    strict = False if isinstance(default, tuple) else None  # a TOML array is a list
    return Field(default, strict=strict, description=text, json_schema_extra=extra, **bounds)


def _whole(value: float) -> float:
    if isfinite(value) and value != int(value):
        raise ValueError(Sentence("must be a whole number or inf"))
    return value


def _shares(values: tuple[float, ...]) -> tuple[float, ...]:
    if not values or min(values) < 0 or not abs(sum(values) - 1) < 1e-9:
        raise ValueError(
            Sentence("must be shares of at least 0 that add up to 1, and these add up to {sum}", sum=f"{sum(values):g}")
        )
    return values


def _not_negative(values: tuple[float, ...]) -> tuple[float, ...]:
    if not values or not all(isfinite(value) and value >= 0 for value in values):
        raise ValueError(Sentence("must be one or more finite numbers of at least 0"))
    return values


def _rising(values: tuple[int, ...]) -> tuple[int, ...]:
    if not values or values[0] != 0 or any(b <= a for a, b in pairwise(values)):
        raise ValueError(Sentence("must begin with 0 and rise"))
    return values


def _weeks_of_year(values: tuple[int, ...]) -> tuple[int, ...]:
    if not all(0 <= week < 52 for week in values):
        raise ValueError(Sentence("must be weeks of the year, 0 to 51"))
    return values


Count = Annotated[float, AfterValidator(_whole)]  # a whole number, or inf where there is no limit
Shares = Annotated[tuple[float, ...], AfterValidator(_shares)]
Weights = Annotated[tuple[float, ...], AfterValidator(_not_negative)]
SessionWeeks = Annotated[tuple[int, ...], AfterValidator(_rising)]
WeeksOfYear = Annotated[tuple[int, ...], AfterValidator(_weeks_of_year)]


class Section(BaseModel):
    """A family of parameters: frozen, checked, closed to unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @model_validator(mode="after")
    def _numbers_only(self) -> Self:
        for name, value in self:
            if isinstance(value, float) and isnan(value):
                raise ValueError(Sentence("{name} must be a number", name=name))
        return self
