"""Dates of a scenario: months and days as people write them, weeks as the model counts them."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

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

    Raises
    ------
    ValueError
        For a date that does not exist or lies before the start.
    """
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
    """Number of the week of a date, where the first week begins in the month `start`.

    Of the model's year of 52 weeks, such a share has passed as of twelve months and, for days, of 365; dates before the
    start have numbers below 0.
    """
    if isinstance(when, int):
        return when
    (year, month, day), (first_year, first_month, _) = _parts(when), _parts(start)
    years, months = divmod(12 * (year - first_year) + month - first_month, 12)
    return WEEKS_A_YEAR * years + WEEKS_A_YEAR * (365 * months + 12 * (day - 1)) // (12 * 365)
