"""How a parameter is declared: default, unit, valid bounds, plausible range, evidence, meaning, and whose it is.

Dates of a scenario: months and days as people write them, weeks as the model counts them.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from math import inf, isfinite, isnan
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from contagion.sim.errors import InputError
from contagion.sim.reading import given
from contagion.sim.statistics.designs import Law, ends_of_log_normal

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
EUROS: Bounds = (0.0, 1e9)


class Span(NamedTuple):
    """A plausible range with a law over it (`sim.statistics.designs`)."""

    low: float
    high: float
    law: Law


def log_normal(median: float, deviation: float) -> Span:
    """Declare plausible values by a log-normal law, of this median and standard deviation of the logarithm."""
    return Span(*ends_of_log_normal(median, deviation), "log-normal")


def reciprocal(low: float, high: float = inf) -> Span:
    """Declare plausible values of which one over the value is uniform: a time from `low` to never."""
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


def a_share(default: Any, plausible: Bounds | Span | None, evidence: str, text: str, role: Role = UNCERTAINTY) -> Any:
    """Declare a share, from 0 to 1."""
    return P(default, "share", SHARE, plausible, evidence, text, role)


def a_ratio(default: Any, plausible: Bounds | Span | None, evidence: str, text: str, role: Role = UNCERTAINTY) -> Any:
    """Declare a factor of at least 0."""
    return P(default, "ratio", POSITIVE, plausible, evidence, text, role)


def a_hazard(default: Any, plausible: Bounds | None, evidence: str, text: str) -> Any:
    """Declare how strongly something acts on those who are told."""
    return P(default, "hazard", POSITIVE, plausible, evidence, text)


def a_price(default: float, per: str, evidence: str, text: str) -> Any:
    """Declare a price."""
    return P(default, f"€/{per}", EUROS, None, evidence, text)


def a_choice(default: Any, evidence: str, text: str, role: Role = UNCERTAINTY) -> Any:
    """Declare what is no number: yes or no, or one of some words."""
    return P(default, "", None, None, evidence, text, role)


def renamed(name: str, names: Mapping[str, str]) -> str:
    """Return a sentence with the present name for a former one; an empty text if it is not one."""
    return f"{name!r} is now {names[name]}" if name in names else ""


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
            f"again with {name} = {given(value)}, or with a decision from a date on"
        )

    @model_validator(mode="after")
    def _numbers_only(self) -> Self:
        for name, value in self:
            if isinstance(value, float) and isnan(value):
                raise ValueError(f"{name} must be a number")
        return self


WEEKS_A_YEAR = 52
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def _parts(text: str) -> tuple[int, int, int]:
    """Year, month and day (the first, if none is given)."""
    if not _DATE.fullmatch(text):
        raise ValueError('must be a month such as "2021-09" or a day such as "2021-09-15"')
    year, month, day = (int(part) for part in f"{text}-01".split("-")[:3])
    try:
        date(year, month, day)
    except ValueError as error:  # whose words are other ones in each Python
        if not 1 <= month <= 12:
            raise ValueError("month must be in 1..12") from None
        raise ValueError("day is out of range for month" if year else str(error)) from None
    return year, month, day


def _month(text: str) -> str:
    if len(text) != len("2017-01"):
        raise ValueError('must be a month such as "2017-01"')
    _parts(text)
    return text


def _when(value: Any) -> int | str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if not isinstance(value, str):
        raise ValueError('must be a month such as "2021-09", a day, or the number of a week, at least 0')
    _parts(value)
    return value


def rows_in_weeks(rows: Any, start: Any, table: str) -> Any:
    """Rows of a table of a scenario, their dates `from` and `until` as weeks; what is no date stays as it is.
    `ValueError` for a date that does not exist or lies before the start."""
    if not isinstance(rows, list | tuple) or not isinstance(start, str):
        return rows
    return [
        {**row, **_in_weeks(row, start, f"{table} {number}")} if isinstance(row, dict) else row
        for number, row in enumerate(rows, start=1)
    ]


def _in_weeks(row: dict[str, Any], start: str, name: str) -> dict[str, int]:
    weeks = {}
    for key in ("from", "until"):
        if isinstance(value := row.get(key), str | date):
            try:
                weeks[key] = week_of(_when(value), _month(start))
            except ValueError as error:
                raise ValueError(f"{name}: {key} = {value!r}: {error.args[0]}, or the number of a week") from None
            if weeks[key] < 0:
                given = f"{name}: {key} = {value!r}"
                raise ValueError(f"{given} lies before the start, calendar.start = {start}")
    return weeks


Month = Annotated[str, AfterValidator(_month)]
When = Annotated[int | str, BeforeValidator(_when)]  # a month, a day, or the number of a week


def week_of(when: int | str, start: str) -> int:
    """Return the number of the week of a date, where the first week begins in the month `start`.

    Months count as twelfths of the model's year of 52 weeks, days as 365ths; dates before the start have numbers below
    0.
    """
    if isinstance(when, int):
        return when
    (year, month, day), (first_year, first_month, _) = _parts(when), _parts(start)
    years, months = divmod(12 * (year - first_year) + month - first_month, 12)
    return WEEKS_A_YEAR * years + WEEKS_A_YEAR * (365 * months + 12 * (day - 1)) // (12 * 365)
