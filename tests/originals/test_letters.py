"""Old fonts: what their bytes meant, in whatever style or run they stand."""

import re

import pytest

from library.encodings import Encoding
from library.originals import letters
from library.originals.docx import document as word
from library.originals.shape import Manuscript, Paragraph, Run
from library.paths import shipped
from tests.originals.shapes import manuscript
from tests.originals.wordfile import p, r
from tests.originals.wordfile import word as file
from tests.test_legacy import written

PLANS = sorted(shipped("activities").glob("*/plan.vi.md"))[::9]
# What nobody could type with the fonts of that time, and what Markdown means.
STRANGE = re.compile(r"[^\w\s.,;:!?()/%+-]|_|[²³½ºª]")
TONED = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝĨŨẠ-ỹ]")


def old_lines(path: str, encoding: Encoding) -> list[str]:
    """Return a plan of ours as somebody could have typed it in 2009."""
    body = shipped("activities").joinpath(path).read_text("utf-8").split("---\n", 2)[2]
    lines = [" ".join(STRANGE.sub(" ", line).split()) for line in body.splitlines()]
    if encoding == "tcvn3":  # it has no capitals with a tone
        lines = [TONED.sub(lambda letter: letter[0].lower(), line) for line in lines]
    return [line for line in lines if line]


def texts(read: Manuscript) -> list[str]:
    return [block.text for block in read.blocks if isinstance(block, Paragraph)]


def in_unicode(*runs: Run) -> list[Run]:
    meant, _converted = letters.in_unicode(Manuscript([Paragraph(runs)]))
    [paragraph] = meant.blocks
    assert isinstance(paragraph, Paragraph)
    return list(paragraph.runs)


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize(
    ("encoding", "font"), [("tcvn3", ".VnTime"), ("tcvn3", ""), ("vni", "VNI-Times"), ("vni", "")]
)
def test_nearly_every_character_of_an_old_file_is_right(
    plan: object, encoding: Encoding, font: str
) -> None:
    lines = old_lines(str(plan), encoding)
    look = f'<w:rFonts w:ascii="{font}"/>' if font else ""
    body = "".join(p(inner=r(written(line, encoding), look)) for line in lines)
    meant, _converted = letters.in_unicode(word.read(file(body)))
    pairs = list(zip(" ".join(lines).split(), " ".join(texts(meant)).split(), strict=True))
    right = sum(len(old) for old, new in pairs if old == new)
    assert right / sum(len(old) for old, _new in pairs) >= 0.995


def test_letters_cut_into_runs_are_read_as_one_word() -> None:
    runs = in_unicode(
        Run("kh", encoding="vni"),
        Run("oa", bold=True, encoding="vni"),
        Run("ù hoïc", encoding="vni"),
    )
    assert "".join(run.text for run in runs) == "khoá học"


def test_a_font_of_capitals_makes_capitals() -> None:
    assert in_unicode(Run("kÕ ho¹ch", encoding="tcvn3", capitals=True)) == [Run("KẾ HOẠCH")]


def test_the_soft_hyphen_of_an_old_font_is_a_letter_and_that_of_others_nothing() -> None:
    assert in_unicode(Run("tr\xadêng", encoding="tcvn3")) == [Run("trường")]
    assert in_unicode(Run("trường\xad học")) == [Run("trường học")]


def test_unicode_typed_in_an_old_font_stays_what_it_is() -> None:
    assert in_unicode(Run("Trường học à", encoding="tcvn3")) == [Run("Trường học à")]


def test_words_in_pieces_of_nfd_become_whole() -> None:
    assert in_unicode(Run("Ke\u0302"), Run("\u0301 hoach", bold=True))[0] == Run("Kế")


def test_what_was_converted_is_told_with_what_is_left_in_doubt() -> None:
    read = manuscript("Häc sinh ®i thuyÒn trªn s«ng Kr«ng N«, häc tËp", "Không có gì")
    _meant, [converted] = letters.in_unicode(read)
    assert converted.after == "Học sinh đi thuyền trên sông Krông Nô, học tập"
    assert converted.doubtful == ("Krông",)


def test_the_numbers_of_pictures_and_notes_stay_where_they_were() -> None:
    runs = in_unicode(Run("häc "), Run("hình", picture=1), Run(" tËp"), Run("", footnote=1))
    assert [(run.text, run.picture, run.footnote) for run in runs] == [
        ("học ", 0, 0),
        ("hình", 1, 0),
        (" tập", 0, 0),
        ("", 0, 1),
    ]
