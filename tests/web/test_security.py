"""Every answer keeps itself to itself: headers everywhere, nothing inline, every route visited."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml.html import HtmlElement
from werkzeug.datastructures import Headers

from tests.web import reading
from tests.web.visiting import Visitor

GONGS = "listening-to-gongs-preschool"
PAGES = [
    f"/{language}{path}"
    for language in ("vi", "en")
    for path in (
        "/",
        "/search",
        "/search?q=cong+chieng+lop+7&sort=newest",
        "/search?q=qwertyuiop&tag=grade.07",
        "/search/saved",
        f"/items/{GONGS}",
        "/items/ke-hoach-thong-tin-doi-ngoai-lam-dong-2026",
        f"/items/{GONGS}/compare",
        "/tags/",
        "/tags/theme.heritage",
        "/tags/grade",
        "/curate/coverage",
        "/stats",
        "/collections/",
        "/occasions",
        "/help",
        "/account/sign-in",
        f"/items/{GONGS}/problem",
        f"/items/{GONGS}/problem/sent?kind=personal-data",
        "/consents/form",
        "/account/forgotten",
        "/account/apply",
        "/nothing",
    )
]
OTHERS = [
    "/",
    "/i/zzzzz",
    "/vi/account",
    "/vi/account/links/nothing",
    "/vi/account/elsewhere",
    "/account/elsewhere/back",
    "/vi/account/second-factor",
    "/vi/units/find?q=truong",
    "/vi/units/1/people/1",
    "/vi/units/1/edit",
    "/vi/history",
    "/vi/history.csv",
    "/vi/history.jsonl",
    "/vi/account/notices/1",
    "/vi/review/",
    "/vi/review/1",
    "/vi/review/1/changes",
    "/vi/review/1/files/hinh.png",
    "/vi/review/guest/nothing",
    "/vi/review/guest/nothing/files/hinh.png",
    "/vi/problems/1",
    "/vi/items/nothing/care",
    "/vi/items/nothing/adapt",
    "/vi/items/nothing/source",
    "/vi/contribute/1/source",
    "/vi/items/nothing/consents",
    "/vi/consents/1/scan",
    "/vi/consents/form.docx",
    "/vi/persons",
    "/vi/withdrawn/",
    "/vi/curate/",
    "/vi/curate/bulk",
    "/vi/curate/bulk/1",
    "/vi/curate/bulk/1/state",
    "/vi/curate/bulk/1/changes.csv",
    "/vi/curate/bulk/1/items.csv",
    "/vi/curate/schemes/theme",
    "/vi/curate/schemes/theme/new",
    "/vi/curate/tags/theme.environment",
    "/vi/curate/tags/theme.environment/merge",
    "/vi/curate/tags/theme.environment/retire",
    "/vi/curate/tags/theme.environment/split",
    "/vi/curate/abbreviations",
    "/vi/curate/clashes?text=a",
    "/vi/curate/wishes",
    "/vi/curate/workbench",
    "/vi/curate/workbench/no-results",
    "/vi/curate/searches/1",
    "/vi/curate/searches/1/tag",
    "/vi/collections/nothing",
    "/vi/collections/nothing.atom",
    "/vi/collections/nothing/cover",
    "/vi/collections/nothing/download.zip",
    "/vi/curate/collections/",
    "/vi/curate/collections/1",
    "/vi/curate/collections/new",
    "/vi/curate/collections/pick?q=rac",
    "/vi/curate/campaigns/",
    "/vi/curate/campaigns/1",
    "/vi/curate/campaigns/as-on?day=2026-12-01",
    "/vi/curate/campaigns/new",
    "/vi/curate/occasions/",
    "/vi/curate/occasions/culture-day",
    "/vi/curate/occasions/new",
    "/vi/occasions.ics",
    "/vi/wishes/1",
    f"/vi/plans/add?item={GONGS}",
    "/vi/plans/calendar.ics?key=nothing",
    f"/vi/items/{GONGS}/document",
    f"/vi/items/{GONGS}/document/activity-plan",
    "/vi/reports/1",
    "/vi/reports/1/entries",
    "/vi/reports/1/documents",
    "/vi/reports/1/documents/report",
    "/vi/reports/1/report.xlsx",
    "/vi/reports/received/2/year.2026",
    "/vi/reports/received/2/year.2026.csv",
    "/vi/reports/received/2/year.2026/proposals",
    "/vi/reports/received/2/periods",
    "/vi/plans/above/new",
    "/vi/plans/above/1/edit",
    "/vi/plans/above/1/units",
    "/vi/plans/bases/find?q=ke+hoach",
    "/vi/documents/1",
    "/vi/documents/1/pages/1.png",
    "/vi/documents/1/download.docx",
    "/vi/units/2/forms",
    "/vi/units/2/forms/activity-plan",
    "/vi/reports/incidents/1",
    "/vi/reports/questions/1",
    "/vi/reports/questions/1/sheet",
    "/vi/reports/questions/1.csv",
    "/vi/logbook/schools/1/entries/1",
    "/vi/logbook/schools/1/photos/1",
    "/healthz",
    "/vi/search.atom?q=rac",
    "/vi/curate/coverage.csv",
    "/vi/stats.csv",
    "/vi/curate/places",
    "/vi/curate/vocabulary",
    "/vi/curate/vocabulary.ttl",
    "/vi/curate/vocabulary/nothing",
    "/tags/",
    "/tags/theme.heritage?format=jsonld",
    "/api/v1/items",
    "/api/v1/items/act-0006-listening-to-gongs-preschool",
    "/api/v1/tags",
    "/api/v1/suggest?q=c",
    "/api/v1/nothing",
    "/static/style.css",
    "/static/nothing.css",
    f"/vi/items/{GONGS}/download.md",
    f"/vi/items/{GONGS}/files/the-hinh-cong-chieng.png",
    f"/vi/items/{GONGS}/preview/the-hinh-cong-chieng.png",
]

# Pages that need an account; `writer` has a submission with a picture, number 1.
FOR_PEOPLE = [
    "/vi/account",
    "/vi/problems/",
    "/en/account/second-factor/set-up",
    "/vi/units/",
    "/en/units/1",
    "/vi/stats/units/3",
    "/en/account/notices",
    "/vi/contribute/",
    "/vi/contribute/new",
    *(f"/{language}/contribute/1/text" for language in ("vi", "en")),
    "/vi/contribute/1/facts",
    "/en/contribute/1/files",
    "/vi/contribute/1/send",
    "/vi/contribute/1/preview",
    "/vi/contribute/1/saves",
    "/en/contribute/1/saves/1",
    "/vi/contribute/originals/new",
    *(
        f"/{language}/contribute/originals/{number}"
        for language in ("vi", "en")
        for number in ("1", "2", "5")
    ),
    "/vi/contribute/batches/new",
    *(f"/{language}/contribute/batches/{number}" for language in ("vi", "en") for number in "12"),
    "/vi/contribute/batches/2?now=1",
    *(f"/{language}/plans/1" for language in ("vi", "en")),
    *(f"/vi/plans/1/by/{view}" for view in ("week", "month", "grade", "person", "targets")),
    "/vi/plans/",
    "/vi/plans/1/versions",
    "/vi/plans/1/slots/new?week=3",
    "/vi/plans/1/documents",
    "/vi/plans/1/documents/5512-group-activities?by=grade",
    "/vi/plans/slots/1",
    "/en/plans/years/3/2026-2027",
    "/vi/plans/calendars",
    "/vi/reports/",
    *(f"/{language}/logbook/" for language in ("vi", "en")),
    "/vi/logbook/new?slot=1",
    "/vi/logbook/1",
    "/en/logbook/1/edit",
    "/vi/units/3/traits",
    "/vi/documents/",
    "/vi/documents/new",
    "/en/documents/new/minutes",
    "/vi/units/3/letterhead",
    "/vi/newsletters/",
    "/vi/newsletters/1",
    "/en/newsletters/1/edit",
    "/vi/logbook/schools/3",
    "/vi/reports/incidents/",
    "/vi/reports/incidents/new",
    "/vi/plans/above/",
    "/vi/plans/above/1",
    "/en/plans/above/1",
    "/vi/plans/above/1/versions",
    "/vi/plans/above/1/at/3",
    "/vi/plans/above/tasks/1",
    "/vi/plans/bases/3",
    "/vi/plans/bases/check",
    "/vi/reports/comparison/",
    "/vi/reports/comparison/units/3",
    "/vi/reports/indicators/units/3",
    "/vi/reports/questions/units/3",
]
FILES_FOR_PEOPLE = [
    "/vi/contribute/1/files/hinh.png",
    "/vi/contribute/originals/1/state",
    "/vi/stats/units/3.csv?table=work",
    "/vi/contribute/originals/1/files/quay.jpg",
    "/vi/contribute/batches/2/state",
    "/vi/contribute/batches/sheet.csv",
    "/en/contribute/batches/sheet.xlsx",
    "/vi/plans/1/plan.xlsx",
    "/vi/plans/1/assignments.xlsx",
    "/vi/logbook/logbook.csv",
    "/en/logbook/logbook.xlsx",
    "/vi/logbook/files/1",
    "/vi/newsletters/1/newsletter.pdf",
    "/vi/logbook/schools/3/school.atom",
    "/vi/reports/comparison/units/3.csv?table=years",
    "/vi/reports/indicators/units/3/sheet.csv",
]

# Where something is sent by whoever has no account: the way in, the way out, and readers.
OPEN_POSTS = [
    "/vi/account/sign-in",
    "/vi/account/sign-out",
    "/vi/account/forgotten",
    "/vi/account/apply",
    "/vi/account/links/nothing",
    f"/vi/items/{GONGS}/problem",
    "/vi/review/guest/nothing/comments",
]
# And by people with an account; whose role it takes is in the ladder of each page.
POSTS = [
    "/vi/reports/questions/units/3",
    "/vi/reports/questions/1/before",
    "/vi/reports/questions/1/discard",
    "/vi/reports/indicators/units/3",
    "/vi/reports/incidents/new",
    "/vi/reports/incidents/1/notes",
    "/vi/reports/incidents/1/readers",
    "/vi/reports/incidents/1/readers/1/remove",
    "/vi/reports/incidents/1/close",
    "/vi/account",
    "/vi/account/copies/forget",
    "/vi/account/links/nothing/accept",
    "/vi/account/mail",
    "/vi/account/notices/read",
    "/vi/account/password",
    "/vi/account/second-factor",
    "/vi/account/second-factor/codes",
    "/vi/account/second-factor/off",
    "/vi/account/second-factor/set-up",
    "/vi/account/sign-ins/1/end",
    "/vi/account/tokens",
    "/vi/account/tokens/1/end",
    "/vi/consents/1/withdraw",
    "/vi/contribute/new",
    "/vi/contribute/1/text",
    "/vi/contribute/1/discard",
    "/vi/contribute/1/preview",
    "/vi/contribute/1/saves/1/restore",
    "/vi/contribute/1/send",
    "/vi/contribute/1/take-back",
    f"/vi/items/{GONGS}/consents",
    f"/vi/items/{GONGS}/mark",
    f"/vi/items/{GONGS}/portraits",
    f"/vi/items/{GONGS}/portraits/clear",
    f"/vi/items/{GONGS}/restore",
    f"/vi/items/{GONGS}/unmark",
    f"/vi/items/{GONGS}/withdraw",
    "/vi/problems/1/answer",
    "/vi/review/1/claims",
    "/vi/review/1/comments",
    "/vi/review/1/comments/1/answers",
    "/vi/review/1/comments/1/resolve",
    "/vi/review/1/guests",
    "/vi/review/1/guests/1/end",
    "/vi/review/1/steps/take",
    "/vi/units/1/applications/1/accept",
    "/vi/units/1/applications/1/decline",
    "/vi/units/1/edit/add",
    "/vi/units/1/people",
    "/vi/units/1/people/1/end",
    "/vi/units/1/people/1/link",
    "/vi/units/1/people/1/roles",
    "/vi/units/1/people/1/roles/1/end",
    "/vi/contribute/batches/new",
    "/vi/contribute/batches/1",
    "/vi/contribute/batches/1/discard",
    "/vi/contribute/originals/new",
    "/vi/contribute/originals/1",
    "/vi/contribute/originals/1/back",
    "/vi/contribute/originals/1/discard",
    "/vi/contribute/originals/1/keep",
    "/vi/contribute/1/source",
    "/vi/curate/abbreviations",
    "/vi/curate/abbreviations/remove",
    "/vi/curate/bulk",
    "/vi/curate/bulk/sheet",
    "/vi/curate/bulk/1/preview",
    "/vi/curate/bulk/1/choose",
    "/vi/curate/bulk/1/start",
    "/vi/curate/bulk/1/undo",
    "/vi/curate/bulk/1/discard",
    "/vi/curate/schemes/theme/new",
    "/vi/curate/steps/1/undo",
    "/vi/curate/tags/theme.heritage/merge",
    "/vi/curate/tags/theme.heritage/names",
    "/vi/curate/tags/theme.heritage/retire",
    "/vi/curate/tags/theme.heritage/split",
    "/vi/curate/vocabulary",
    "/vi/curate/vocabulary/nothing",
    "/vi/curate/wishes/1/refuse",
    "/vi/curate/searches/1",
    "/vi/curate/workbench/no-results/aside",
    "/vi/curate/workbench/no-summary/chosen",
    "/vi/curate/collections/new",
    "/vi/curate/collections/pick",
    "/vi/curate/collections/1/texts",
    "/vi/curate/campaigns/new",
    "/vi/curate/campaigns/1",
    "/vi/curate/occasions/new",
    "/vi/curate/occasions/culture-day",
    f"/vi/items/{GONGS}/adapt",
    "/vi/plans/",
    "/vi/plans/1/copy",
    "/vi/plans/1/documents/5512-group-activities?by=grade",
    "/vi/plans/1/slots",
    "/vi/plans/1/slots/new",
    "/vi/plans/1/steps/submit",
    "/vi/plans/1/targets",
    "/vi/plans/1/themes",
    "/vi/plans/calendars",
    "/vi/plans/calendars/1/end",
    "/vi/plans/slots/1",
    "/vi/plans/slots/1/back",
    "/vi/plans/slots/1/move",
    "/vi/plans/slots/1/remove",
    "/vi/plans/slots/1/seen",
    "/vi/plans/years/3/2026-2027/days",
    "/vi/reports/",
    "/vi/reports/1",
    "/vi/reports/1/documents/report",
    "/vi/reports/1/hand-over",
    "/vi/reports/1/steps/sign",
    "/vi/reports/deliveries/1/accept",
    "/vi/reports/received/2/heirs",
    "/vi/reports/received/2/periods",
    "/vi/reports/received/2/periods/year.2026",
    "/vi/reports/received/2/year.2026/proposals/1",
    "/vi/logbook/new",
    "/vi/logbook/slots/1/done",
    "/vi/logbook/1/edit",
    "/vi/logbook/1/files",
    "/vi/logbook/1/remove",
    "/vi/logbook/files/1/publish",
    "/vi/logbook/files/1/remove",
    "/vi/logbook/files/1/withdraw",
    "/vi/units/3/traits",
    "/vi/plans/above/new",
    "/vi/plans/above/1/edit",
    "/vi/plans/above/1/steps/submit",
    "/vi/plans/above/1/remind",
    "/vi/plans/above/1/at/3/take",
    "/vi/plans/above/tasks/1",
    "/vi/plans/above/tasks/1/slots",
    "/vi/plans/bases/3",
    f"/vi/items/{GONGS}/document/activity-plan",
    "/vi/documents/new/minutes",
    "/vi/documents/1",
    "/vi/documents/1/issue",
    "/vi/documents/1/discard",
    "/vi/units/2/letterhead",
    "/vi/units/2/forms/activity-plan",
    "/vi/units/2/forms/activity-plan/drop",
    "/vi/units/2/forms/preview.json",
    "/vi/newsletters/",
    "/vi/newsletters/1/texts",
    "/vi/logbook/schools/3/public",
]


@pytest.mark.parametrize("address", PAGES + OTHERS)
def test_every_answer_carries_the_headers(client: FlaskClient, address: str) -> None:
    check_headers(reading.sent(client, address).headers)


@pytest.mark.parametrize("address", FOR_PEOPLE + FILES_FOR_PEOPLE)
def test_every_answer_for_people_with_an_account_carries_them_too(
    writer: FlaskClient, address: str
) -> None:
    answer = reading.sent(writer, address)
    assert answer.status_code == 200
    check_headers(answer.headers)


def check_headers(headers: Headers) -> None:
    policy = dict(
        part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; ") if " " in part
    )
    assert policy["default-src"] == "'none'"
    assert policy.get("script-src", "'self'") == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_anything_inline_that_the_policy_would_stop(
    client: FlaskClient, address: str
) -> None:
    page = reading.page(client, address, 404 if address.endswith("nothing") else 200)
    check_nothing_inline(page)


@pytest.mark.parametrize("address", FOR_PEOPLE)
def test_no_page_for_people_with_an_account_has_anything_inline(
    writer: FlaskClient, address: str
) -> None:
    check_nothing_inline(reading.page(writer, address))


def check_nothing_inline(page: HtmlElement) -> None:
    assert not page.xpath("//style | //@style | //base | //iframe | //object | //embed")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert not page.xpath("//@href[starts-with(., 'javascript:') or starts-with(., 'data:')]")
    for script in page.iter("script"):
        assert script.get("src") or script.get("type") == "application/ld+json"


def test_every_route_that_can_be_read_is_visited(app: Flask) -> None:
    visited = set()
    for address in PAGES + OTHERS + FOR_PEOPLE + FILES_FOR_PEOPLE:
        with app.test_request_context(address) as context:
            visited.add(context.request.endpoint)
    readable = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert visited - {None} == readable


@pytest.mark.parametrize("address", OPEN_POSTS + POSTS)
def test_nothing_is_taken_from_a_page_that_is_not_ours(writer: FlaskClient, address: str) -> None:
    """Whoever is signed in, and whoever is not: the token is asked for before anything else."""
    fields = {"text": "x", "name": "x", "csrf_token": "made up"}
    assert writer.post(address, data=fields).status_code == 409
    assert writer.application.test_client().post(address, data=fields).status_code == 409


@pytest.mark.parametrize("address", POSTS)
def test_nothing_is_taken_from_who_is_signed_out(app: Flask, address: str) -> None:
    assert Visitor(app).send(address, {"text": "x", "name": "x"}).status_code == 403


def test_every_route_that_takes_something_is_tried(app: Flask) -> None:
    tried = set()
    for address in OPEN_POSTS + POSTS:
        with app.test_request_context(address, method="POST") as context:
            tried.add(context.request.endpoint)
    taking = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert tried - {None} == taking
