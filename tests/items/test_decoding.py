"""Bytes of any year as text; how whole files are read is tested with `contents.py`."""

from library.items import decoding

# The tone marks of Windows's Vietnamese code page stand behind their vowels.
PAIRED = "Hôm nay co\u0301 giơ\u0300 ho\u0323c vê\u0300 rư\u0300ng"


def test_bytes_of_old_fonts_are_told_from_the_code_page() -> None:
    tcvn3 = bytes.fromhex("c4d2 a8b5ecd7 b6e8de 20ccf2")
    assert not decoding.is_1258(tcvn3)
    assert not decoding.is_1258("Kế".encode("cp1252", "ignore"))
    assert decoding.is_1258(PAIRED.encode("cp1258"))


def test_only_so_many_bytes_are_read_and_no_letter_is_cut() -> None:
    assert decoding.decoded("ế".encode() * 10, 4) == "ế"
    assert decoding.decoded("ế".encode("utf-16"), 3) == ""
