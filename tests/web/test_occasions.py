"""The calendar of a school year: as a page, and as a file that other calendars take in."""

from typing import Any

from flask.testing import FlaskClient
from icalendar import Calendar

from tests.web import reading


def test_a_school_year_has_its_months_in_order_and_leads_to_its_neighbours(
    client: FlaskClient,
) -> None:
    page = reading.page(client, "/en/occasions?year=2026")
    days = page.xpath("//section[@class='month']//time/@datetime")
    assert days == sorted(days)
    assert (days[0], days[-1]) == ("2026-09-02", "2027-08-12")
    assert reading.headings(page)[-1] == "August 2027"
    assert page.xpath("//a[@rel='prev']/@href") == ["/en/occasions?year=2025"]
    assert "Source: " in page.text_content()
    now = reading.headings(reading.page(client, "/en/occasions"), 1)
    assert reading.headings(reading.page(client, "/en/occasions?year=x"), 1) == now


def test_the_calendar_goes_into_other_calendars(client: FlaskClient) -> None:
    answer = client.get("/vi/occasions.ics?year=2026")
    assert answer.mimetype == "text/calendar"
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    events: dict[str, Any] = {
        str(each["uid"]): each for each in Calendar.from_ical(answer.data).walk("VEVENT")
    }
    internet = events["safer-internet-day-2027@127.0.0.1"]
    assert (internet["dtstart"].dt.isoformat(), internet["dtend"].dt.isoformat()) == (
        "2027-02-09",
        "2027-02-10",
    )
    assert internet["summary"] == "Ngày An toàn Internet"
    forests = events["forests-day-2027@127.0.0.1"]
    assert forests["url"] == "http://127.0.0.1:8000/vi/search?tag=theme.environment"
    assert client.get("/vi/occasions.ics?year=2026").data == answer.data
