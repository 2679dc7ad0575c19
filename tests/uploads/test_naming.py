"""Names of files: tidy on any disk, in any address, and no ending that only seems to be one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.uploads import naming

NAMES = [
    ("Phiếu học tập số 1 - bản  cuối.docx", "Phiếu-học-tập-số-1-bản-cuối.docx"),
    (unicodedata.normalize("NFD", "Ảnh lớp.docx"), "Ảnh-lớp.docx"),
    ("../../x", "x.docx"),
    ("..\\..\\x.docx", "x.docx"),
    ("/etc/passwd", "passwd.docx"),
    ("C:\\Users\\An\\đề.docx", "đề.docx"),
    ("anh\u202excod.exe", "anhxcod.docx"),
    ("a\u200b\u2066\u3164\u00adb.docx", "ab.docx"),
    ("a\u00a0\u3000b\n\tc.docx", "a-b-c.docx"),
    ("a\0b.docx", "ab.docx"),
    ('a<b>:"|?*#%&()[]c.docx', "a-b-c.docx"),
    ("CON.docx", "tep-CON.docx"),
    ("nul.tar.docx", "tep-nul.tar.docx"),
    ("COM¹.docx", "tep-COM¹.docx"),
    ("lpt9", "tep-lpt9.docx"),
    ("", "tep.docx"),
    (".docx", "tep.docx"),
    ("...", "tep.docx"),
    ("-rf.docx", "rf.docx"),
    (".htaccess.docx", "htaccess.docx"),
    ("a.docx. . ", "a.docx"),
    ("ẽ" + "\u0301" * 60 + "m.docx", "ẽ\u0301\u0301m.docx"),
]


@pytest.mark.parametrize(("name", "tidied"), NAMES)
def test_a_name_is_made_tidy(name: str, tidied: str) -> None:
    assert naming.tidy(name, "docx") == f"files/{tidied}"


def test_a_name_of_300_letters_ends_at_a_word() -> None:
    path = naming.tidy("Ngày hội văn hóa " * 18 + ".png", "png")
    assert len(path) <= 6 + 80 + 4 and path.endswith(
        ("-hóa.png", "-hội.png", "-văn.png", "Ngày.png")
    )
    assert len(naming.tidy("ộ" * 300, "png").encode()) < 255


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.JPG", "jpg"), ("anh\u202egpj.exe", "exe"), ("a.p\u200dng", "png"), ("a.png . ", "png"),
     ("a", ""), ("bai.docx/x", ""), ("a.ảnh", ""), ("đề.docx.exe", "exe")],
)  # fmt: skip
def test_the_ending_is_the_one_that_is_seen(name: str, ending: str) -> None:
    assert naming.ending(name) == ending


def test_two_files_of_one_name_get_a_number_in_capitals_or_not() -> None:
    taken = ["files/Anh.PNG", "files/anh-2.png"]
    assert naming.tidy("anh.png", "png", taken) == "files/anh-3.png"
    assert naming.tidy("ảnh.png", "png", taken) == "files/ảnh.png"


@given(st.text(max_size=400))
def test_whatever_it_was_a_name_leads_nowhere_and_hides_nothing(name: str) -> None:
    path = naming.tidy(name, "png")
    folder, _, last = path.partition("/")
    assert folder == "files" and last.endswith(".png") and len(last.encode()) <= 255
    assert not set(last) & set('/\\:*?"<>| ()[]') and last[0] not in ".-"
    assert all(unicodedata.category(char)[0] in "LMNP" for char in last)
    assert unicodedata.normalize("NFC", last) == last
    assert naming.tidy(last, "png") == path
