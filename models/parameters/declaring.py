"""How a parameter is declared: default, unit, valid bounds, plausible range, evidence, meaning, and whose it is."""

from itertools import pairwise
from math import inf, isfinite, isnan
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from contagion.sim.errors import InputError
from contagion.sim.reading import given
from contagion.sim.statistics.laws import Law, ends_of_log_normal

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


class Span(NamedTuple):
    """A plausible range with a law over it (`sim.statistics.laws`)."""

    low: float
    high: float
    law: Law


def log_normal(median: float, deviation: float) -> Span:
    """Plausible values by a log-normal law, of this median and standard deviation of the logarithm."""
    return Span(*ends_of_log_normal(median, deviation), "log-normal")


def reciprocal(low: float, high: float = inf) -> Span:
    """Plausible values of which one over the value is as likely everywhere: a time from `low` to never."""
    return Span(low, high, "reciprocal")


def P(
    default: Any,
    unit: str,
    valid: Bounds | None,
    plausible: Bounds | Span | None,
    evidence: str,
    text: str,
    role: Role = UNCERTAINTY,
) -> Any:
    """Declare a parameter.

    `valid` is what the model can run with, `plausible` what sensitivity studies sweep (None: not swept), evenly or by
    another law (`log_normal`, `reciprocal`). `evidence` is the grade and the source, as in "B: S10"; `role` says who
    decides: the authority (lever), the world (uncertainty), or the modeller (structure).
    """
    bounds: dict[str, Any] = {} if valid is None else {"ge": valid[0]} | ({} if valid[1] == inf else {"le": valid[1]})
    grade, source = evidence.split(": ", 1)
    law, span = plausible.law if isinstance(plausible, Span) else "uniform", plausible and plausible[:2]
    extra: dict[str, Any] = {"unit": unit, "range": span, "grade": grade, "source": source, "role": role, "law": law}
    strict = False if isinstance(default, tuple) else None  # a TOML array is a list
    return Field(default, strict=strict, description=text, json_schema_extra=extra, **bounds)


def _whole(value: float) -> float:
    if isfinite(value) and value != int(value):
        raise ValueError("must be a whole number or inf")
    return value


def _shares(values: tuple[float, ...]) -> tuple[float, ...]:
    if not values or min(values) < 0 or not abs(sum(values) - 1) < 1e-9:
        raise ValueError(f"must be shares of at least 0 that add up to 1, and these add up to {sum(values):g}")
    return values


def _not_negative(values: tuple[float, ...]) -> tuple[float, ...]:
    if not values or not all(isfinite(value) and value >= 0 for value in values):
        raise ValueError("must be one or more finite numbers of at least 0")
    return values


def _rising(values: tuple[int, ...]) -> tuple[int, ...]:
    if not values or values[0] != 0 or any(b <= a for a, b in pairwise(values)):
        raise ValueError("must begin with 0 and rise")
    return values


def _weeks_of_year(values: tuple[int, ...]) -> tuple[int, ...]:
    if not all(0 <= week < 52 for week in values):
        raise ValueError("must be weeks of the year, 0 to 51")
    return values


Count = Annotated[float, AfterValidator(_whole)]  # a whole number, or inf where there is no limit
Shares = Annotated[tuple[float, ...], AfterValidator(_shares)]
Weights = Annotated[tuple[float, ...], AfterValidator(_not_negative)]
SessionWeeks = Annotated[tuple[int, ...], AfterValidator(_rising)]
WeeksOfYear = Annotated[tuple[int, ...], AfterValidator(_weeks_of_year)]


class Section(BaseModel):
    """A family of parameters: frozen, checked, closed to unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse it: what was read stays as it is."""
        raise InputError(
            f"{type(self).__name__.lower()}.{name}: cannot be written once it is read; read the scenario "
            f"anew with {name} = {given(value)}, or with a decision from a date on"
        )

    @model_validator(mode="after")
    def _numbers_only(self) -> Self:
        for name, value in self:
            if isinstance(value, float) and isnan(value):
                raise ValueError(f"{name} must be a number")
        return self
