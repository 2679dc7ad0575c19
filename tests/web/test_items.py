"""Item pages: facts, contents, steps, downloads, attachments, editions, short links, descriptions."""

import io
import json
import re
import zipfile
from urllib.parse import unquote

import docx
import pytest
from flask.testing import FlaskClient
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from library.wiring import Library
from tests import make
from tests.web import reading
from tests.web.conftest import HOSTILE, PIXEL

GONGS = "listening-to-gongs-preschool"
QUIZ = "golden-bell-local-history"
OFFICIAL = "ke-hoach-thong-tin-doi-ngoai-lam-dong-2026"
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown",
    "zip": "application/zip",
}


RUBRIC = """## I. Cách chấm

| Điểm | Mức |
|---|---|
| 0 - 5 | Chưa đạt |
| 5 - 10 | Đạt |

## II. Các bước

| Thời gian | Việc |
|---|---|
| 07:00 - 07:10 | Đọc |
| 07:10 - 07:30 | Chấm |
"""


def name_of(answer: TestResponse) -> str:
    """Return the name that a download is saved under (RFC 5987)."""
    coded = answer.headers["Content-Disposition"].split("filename*=UTF-8''")[1]
    return unquote(coded)


def bytes_said(size: str) -> float:
    number, unit = size.split()
    return float(number.replace(",", "")) * {"KB": 1024, "MB": 1024 * 1024}[unit]


def every_slug(client: FlaskClient) -> list[str]:
    return reading.slugs(reading.page(client, "/en/search?size=100"))


def description(page: HtmlElement) -> dict[str, object]:
    text = page.xpath("//script[@type='application/ld+json']/text()")[0]
    found: dict[str, object] = json.loads(text)
    return found


def test_the_facts_say_for_whom_how_long_and_what_it_needs(client: FlaskClient) -> None:
    facts = reading.facts(reading.page(client, f"/en/items/{GONGS}"))
    assert facts["Grades"] == "Kindergarten age 5-6"
    assert (facts["Duration"], facts["Preparation"]) == ("35 minutes", "2 weeks")
    assert facts["Setting"] == "Classroom, schoolyard or hall, works without Internet"
    assert facts["Cost"] == "300,000 dong"
    assert facts["Personal data"] == "None collected"


def test_an_official_text_shows_its_number_day_and_issuer(peculiar: FlaskClient) -> None:
    facts = reading.facts(reading.page(peculiar, "/vi/items/official"))
    assert list(facts.values()) == ["Kế hoạch", "12/KH-THCS", "05/09/2026", "Trường THCS Mẫu"]
    english = reading.facts(reading.page(peculiar, "/en/items/official"))
    assert (english["Number"], english["Issued on"]) == ("12/KH-THCS", "5 Sep 2026")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_entry_of_every_contents_leads_to_a_heading(
    client: FlaskClient, language: str
) -> None:
    for slug in every_slug(client):
        page = reading.page(client, f"/{language}/items/{slug}")
        entries = page.xpath("//nav[contains(@class, 'toc')]//a")
        assert len(entries) > 1, slug
        for entry in entries:
            heading = page.get_element_by_id(entry.get("href")[1:])
            assert heading.tag == "h2" and reading.said(heading) == reading.said(entry)


def test_no_id_stands_twice_on_a_page(client: FlaskClient) -> None:
    for address in (f"/vi/items/{QUIZ}", f"/vi/items/{QUIZ}/compare", "/vi/search", "/vi/"):
        ids = reading.page(client, address).xpath("//@id")
        assert sorted(ids) == sorted(set(ids)), address


def test_the_flute_draws_the_minutes_of_the_steps(client: FlaskClient) -> None:
    page = reading.page(client, f"/en/items/{GONGS}")
    flute = page.find_class("flute")[0]
    said = flute.get("aria-label")
    minutes = [int(number) for number in re.findall(r" (\d+)(?:,|$)", said.split(": ", 1)[1])]
    assert said.startswith(f"{len(minutes)} steps in {sum(minutes)} minutes")
    assert sum(minutes) == 35
    assert flute.xpath("./text/text()")[0] == "0" and flute.xpath("./text/text()")[-1] == "35"
    assert len(flute.xpath("./rect[@class='most']")) == 1


def test_points_that_follow_each_other_are_no_steps(own: FlaskClient, library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, "thang-diem", vi=make.plan(RUBRIC, kind="material.rubric"))
    page = reading.page(own, "/vi/items/thang-diem")
    [flute] = page.find_class("flute")
    assert flute.get("aria-label", "").startswith("2 bước trong 30 phút")
    assert "Chưa đạt" in reading.said(page.find_class("loose")[0])


def test_an_item_without_minutes_or_other_facts_shows_nothing_empty(peculiar: FlaskClient) -> None:
    page = reading.page(peculiar, "/vi/items/bare")
    assert not page.find_class("flute") and not page.find_class("facts")
    assert not page.xpath("//dl[not(*)] | //dd[not(normalize-space())]")
    assert "None" not in reading.said(page)


def test_a_table_of_steps_stays_a_table_and_says_each_length(client: FlaskClient) -> None:
    table = reading.page(client, f"/en/items/{GONGS}").find_class("steps")[0]
    assert table.get("role") == "table"
    lengths = [reading.said(small) for small in table.iter("small")]
    assert lengths[0] == "5 minutes" and len(lengths) == len(table.findall("tbody/tr"))
    assert {cell.get("data-label") for cell in table.xpath("tbody/tr/td[3]")} == {
        "Teacher and guest"
    }


def test_another_table_scrolls_in_a_named_region(client: FlaskClient) -> None:
    page = reading.page(client, f"/en/items/{QUIZ}")
    regions = page.xpath("//div[@role='region']")
    assert regions and all(region.get("tabindex") == "0" for region in regions)
    assert all(region.get("aria-label") for region in regions)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("format", TYPES)
def test_a_download_is_what_the_page_promised(
    client: FlaskClient, language: str, format: str
) -> None:
    page = reading.page(client, f"/{language}/items/{QUIZ}")
    link = page.xpath(f"//section[@class='get']//a[contains(@href, 'download.{format}')]")[0]
    size = reading.said(link.xpath("./small | ./span")[0])
    if language == "vi":
        size = size.replace(".", "").replace(",", ".")
    answer = reading.sent(client, link.get("href"))
    assert answer.mimetype == TYPES[format]
    assert abs(len(answer.data) - bytes_said(size)) <= 1024
    title = reading.said(page.find(".//h1"))
    assert name_of(answer).endswith(f".{format}") and name_of(answer)[:12] == title[:12]
    assert f'filename="{QUIZ}.{format}"' in answer.headers["Content-Disposition"]


def test_the_word_file_opens_with_the_title_and_the_steps(client: FlaskClient) -> None:
    answer = reading.sent(client, f"/vi/items/{GONGS}/download.docx")
    paper = docx.Document(io.BytesIO(answer.data))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "bé lắng nghe tiếng chiêng" in text.lower() and paper.tables
    assert paper.core_properties.language.startswith("vi")


def test_the_zip_holds_both_languages_and_the_attached_files(client: FlaskClient) -> None:
    answer = reading.sent(client, f"/vi/items/{GONGS}/download.zip")
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert {name.split("/", 1)[1] for name in names} == {
        "plan.vi.md",
        "plan.en.md",
        "files/the-hinh-cong-chieng.png",
    }


def test_a_file_name_has_nothing_that_windows_refuses(peculiar: FlaskClient) -> None:
    for format in TYPES:
        answer = reading.sent(peculiar, f"/vi/items/hostile/download.{format}")
        assert not set(name_of(answer)) & set('\\/:*?"<>|\r\n')


def test_a_download_that_is_not_made_is_refused_by_name(client: FlaskClient) -> None:
    page = reading.page(client, f"/en/items/{GONGS}/download.exe", 404)
    assert "choose Word, PDF, Markdown or ZIP" in reading.said(page.find(".//main"))


@pytest.mark.parametrize(
    ("name", "media_type", "is_shown"),
    [
        ("trang.html", "text/plain", False),
        ("hinh.svg", "image/svg+xml", True),
        ("phiếu hỏi.csv", "text/csv", False),
        ("anh.png", "image/png", True),
        ("khong-ro", "application/octet-stream", False),
    ],
)
def test_an_attachment_is_data_and_can_run_nothing(
    peculiar: FlaskClient, name: str, media_type: str, is_shown: bool
) -> None:
    answer = reading.sent(peculiar, f"/vi/items/hostile/files/{name}")
    assert answer.status_code == 200 and answer.mimetype == media_type
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    kind = "inline" if is_shown else "attachment"
    assert answer.headers["Content-Disposition"].startswith(kind) and name_of(answer) == name


def test_the_page_links_every_attachment_with_its_size(peculiar: FlaskClient) -> None:
    page = reading.page(peculiar, "/en/items/hostile")
    links = page.get_element_by_id("files").findall(".//li/a")
    assert len(links) == 5
    for link in links:
        assert reading.sent(peculiar, link.get("href")).status_code == 200
    assert "PNG, 1 KB" in reading.said(page.get_element_by_id("files"))


def test_a_picture_in_the_text_is_one_of_the_item_and_is_found(client: FlaskClient) -> None:
    page = reading.page(client, f"/vi/items/{GONGS}")
    picture = page.find(".//main//img")
    assert picture.get("alt") and picture.get("loading") is None
    assert reading.sent(client, picture.get("src")).mimetype == "image/png"


def test_an_attachment_is_sent_once_and_then_only_confirmed(peculiar: FlaskClient) -> None:
    first = reading.sent(peculiar, "/vi/items/hostile/files/anh.png")
    assert first.data == PIXEL
    again = reading.sent(
        peculiar, "/vi/items/hostile/files/anh.png", If_None_Match=first.headers["ETag"]
    )
    assert again.status_code == 304 and not again.data


@pytest.mark.parametrize("path", ["nothing.png", "../plan.vi.md", "%2e%2e/%2e%2e/secret_key"])
def test_a_file_that_the_item_does_not_have_is_not_found(peculiar: FlaskClient, path: str) -> None:
    assert reading.sent(peculiar, f"/vi/items/hostile/files/{path}").status_code == 404


def test_a_hostile_title_is_shown_as_text_everywhere(peculiar: FlaskClient) -> None:
    for address in ("/en/", "/en/search?q=script", "/en/items/hostile"):
        page = reading.page(peculiar, address)
        assert HOSTILE in page.text_content()
        assert not [tag for tag in page.iter("script") if "alert" in (tag.text or "")[:8]]
    assert reading.said(reading.page(peculiar, "/en/items/hostile").find(".//h1")) == HOSTILE


def test_the_description_for_search_engines_cannot_end_its_element(peculiar: FlaskClient) -> None:
    page = reading.page(peculiar, "/vi/items/hostile")
    assert description(page)["name"] == HOSTILE
    raw = page.xpath("//script[@type='application/ld+json']/text()")[0]
    assert "<" not in raw


def test_the_description_is_of_the_edition_shown(client: FlaskClient) -> None:
    page = reading.page(client, f"/en/items/{GONGS}")
    described = description(page)
    assert described["@type"] == "LearningResource"
    assert described["inLanguage"] == "en" and described["timeRequired"] == "PT35M"
    assert described["name"] == reading.said(page.find(".//h1"))
    official = description(reading.page(client, f"/vi/items/{OFFICIAL}"))
    assert official["@type"] == "CreativeWork"


def test_editions_stand_side_by_side_in_their_languages(client: FlaskClient) -> None:
    page = reading.page(client, f"/en/items/{GONGS}/compare")
    pairs = page.xpath("//div[@class='pair']")
    assert [side.get("lang") for side in pairs[0].iterchildren()] == ["en", "vi"]
    for pair in pairs[2:]:
        assert [len(side.findall("h2")) for side in pair.iterchildren()] == [1, 1]


def test_a_comparison_of_one_edition_is_not_found(client: FlaskClient) -> None:
    page = reading.page(client, f"/en/items/{OFFICIAL}/compare", 404)
    assert "only one edition" in reading.said(page.find(".//main"))


def test_a_missing_edition_is_said_and_the_other_one_shown(client: FlaskClient) -> None:
    page = reading.page(client, f"/en/items/{OFFICIAL}")
    assert "There is no edition in this language yet" in reading.marked(page, "notice")[0]
    assert page.find(".//h1").get("lang") == "vi"
    assert page.find_class("prose")[0].get("lang") == "vi"
    own_words = page.xpath("//section[@class='facts']//dd[@lang='vi']")
    assert "Sở Giáo dục và Đào tạo Lâm Đồng" in map(reading.said, own_words)
    assert page.get_element_by_id("sources").find("ul").get("lang") == "vi"
    here = reading.page(client, f"/vi/items/{OFFICIAL}")
    assert not here.find_class("notice") and not here.xpath("//main//*[@lang]")


def test_the_switch_says_when_it_changes_only_the_interface(client: FlaskClient) -> None:
    header = reading.page(client, f"/vi/items/{OFFICIAL}").find(".//header")
    assert reading.said(header.find_class("tools")[0]) == "English(chỉ giao diện) Đăng nhập"
    both = reading.page(client, f"/vi/items/{GONGS}").find(".//header")
    assert reading.said(both.find_class("tools")[0]) == "English Đăng nhập"


def test_any_edition_can_be_asked_for(peculiar: FlaskClient) -> None:
    page = reading.page(peculiar, "/en/items/three?edition=fr")
    assert reading.said(page.find(".//h1")) == "Jour de fête"
    assert page.find(".//h1").get("lang") == "fr"
    download = reading.link(page, "Word")
    assert download.endswith("download.docx?edition=fr")
    assert name_of(reading.sent(peculiar, download)) == "Jour de fête.docx"
    assert reading.link(reading.page(peculiar, "/en/items/three"), "Français").endswith(
        "edition=fr"
    )


def test_an_edition_that_is_not_there_is_answered_with_one_that_is(peculiar: FlaskClient) -> None:
    page = reading.page(peculiar, "/vi/items/only-english?edition=xx")
    assert reading.said(page.find(".//h1")) == "Waste sorting day"
    assert "tiếng Anh" in reading.marked(page, "notice")[0]


def test_a_text_without_headings_has_no_contents(peculiar: FlaskClient) -> None:
    page = reading.page(peculiar, "/vi/items/bare")
    assert not page.find_class("toc") and "Một đoạn văn." in page.text_content()


def test_the_short_link_on_the_page_leads_back_to_it(client: FlaskClient) -> None:
    page = reading.page(client, f"/en/items/{GONGS}")
    address = reading.said(page.get_element_by_id("short-link"))
    code = address.rsplit("/", 1)[1]
    assert len(address) < 40
    answer = reading.sent(client, f"/i/{code.upper()}", Accept_Language="en")
    assert (answer.status_code, answer.location) == (302, f"/en/items/{GONGS}")
    assert reading.sent(client, "/i/zzzzz").status_code == 404


def test_the_code_to_scan_is_a_named_picture_without_inline_style(client: FlaskClient) -> None:
    code = reading.page(client, f"/vi/items/{GONGS}").xpath("//figure[@class='qr']/svg")[0]
    assert code.get("aria-label") and code.get("viewbox") and code.get("style") is None


def test_how_to_cite_names_authors_version_licence_and_link(client: FlaskClient) -> None:
    citation = reading.said(reading.page(client, f"/en/items/{QUIZ}").get_element_by_id("citation"))
    for part in ("Sáo Diều", "Golden Bell", "Version 1.0.0", "CC BY 4.0", "/i/"):
        assert part in citation


def test_the_licence_leads_to_its_text(client: FlaskClient) -> None:
    page = reading.page(client, f"/vi/items/{QUIZ}")
    assert page.xpath("//a[@rel='license']/@href") == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]


def test_related_items_are_others_that_share_a_theme(client: FlaskClient) -> None:
    for slug in (GONGS, QUIZ, OFFICIAL):
        related = reading.slugs(reading.page(client, f"/vi/items/{slug}"))
        assert len(related) == 3 and slug not in related


@pytest.mark.parametrize("address", ["nothing", "nothing/compare", "nothing/download.docx"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_unknown_item_is_said_in_both_languages(
    client: FlaskClient, language: str, address: str
) -> None:
    page = reading.page(client, f"/{language}/items/{address}", 404)
    text = reading.said(page.find(".//main"))
    assert "Không có mục này" in text and "There is no such item" in text
    assert page.get("lang") == language
