"""Days as an iCalendar file (RFC 5545), which calendars of phones and offices take in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event

MEDIA_TYPE = "text/calendar"
_MAKER = "-//Sao Dieu//Sao Dieu//VI"


class Entry(NamedTuple):
    """A day, its key, what it is called, what to know about it, and where its items are."""

    key: str
    day: date
    title: str
    note: str
    url: str


def written(entries: Iterable[Entry], title: str, language: str, host: str) -> bytes:
    """Return a calendar of whole days; the same days give the same bytes.

    `host` makes the numbers of events unlike those of other libraries.
    """
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title, {"language": language})
    for entry in entries:
        calendar.add_component(_event(entry, language, host))
    return bytes(calendar.to_ical())


def _event(entry: Entry, language: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}-{entry.day.year}@{host}")
    # When it was made: no clock, or the file would be another one at each download.
    event.add("dtstamp", datetime(entry.day.year, 1, 1, tzinfo=UTC))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.title, {"language": language})
    said = "\n".join(filter(None, (entry.note, entry.url)))
    if said:
        event.add("description", said)
    if entry.url:
        event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    return event
