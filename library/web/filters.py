"""How numbers, days and sizes are written in the reader's language."""

import functools
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import numbers
from flask import Flask
from flask_babel import format_date

from library.web import context
from library.web.speech import _

_DAYS = {"vi": "dd/MM/yyyy"}
_CLOCK = ZoneInfo("Asia/Ho_Chi_Minh")
NO_BREAK = "\N{NO-BREAK SPACE}"


def install(app: Flask) -> None:
    """Give templates what writes numbers, days and moments; everything else is written by views."""
    app.jinja_env.filters.update(number=number, day=day, moment=moment)


def number(value: float) -> str:
    """Return a number with the signs of the language: 1.204 or 1,204."""
    return written(value, context.language())


@functools.lru_cache(maxsize=4096)  # a page of results has two hundred counts
def written(value: float, locale: str) -> str:
    """Return a number with the signs of a locale."""
    return str(numbers.format_decimal(value, locale=locale))


def day(value: date | datetime) -> str:
    """Return a day: 22/11/2026 or 22 Nov 2026; of a moment, the day it is in Viet Nam then."""
    on = value.astimezone(_CLOCK).date() if isinstance(value, datetime) else value
    return str(format_date(on, _DAYS.get(context.language(), "d MMM yyyy")))


def moment(value: datetime) -> str:
    """Return a moment as clocks in Viet Nam show it: 10:42 22/11/2026."""
    local = value.astimezone(_CLOCK)
    return f"{local:%H:%M} {day(local.date())}"


def clock(value: datetime) -> str:
    """Return a moment of today as 10:42, an earlier one with its day."""
    local = value.astimezone(_CLOCK)
    is_today = local.date() == datetime.now(_CLOCK).date()
    return f"{local:%H:%M}" if is_today else moment(value)


def size(count: int) -> str:
    """Return a file size in the unit that people know it by."""
    if count < 1024 * 1024:
        return number(max(1, round(count / 1024))) + NO_BREAK + "KB"
    return number(round(count / 1024 / 1024, 1)) + NO_BREAK + "MB"


def money(dong: int) -> str:
    """Return an amount of Vietnamese dong."""
    return _("%(amount)s dong", amount=number(dong)).replace(" ", NO_BREAK)


def minutes(count: int) -> str:
    """Return a duration as plans state it."""
    return _("%(count)s minutes", count=number(count)).replace(" ", NO_BREAK)
