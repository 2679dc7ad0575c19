"""Text from old files read as it was meant, and everything else left alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import damage, legacy, syllable
from library.encodings import Encoding

LEGAL = sorted(syllable.legal())
LETTERS = "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
TCVN3 = bytes.fromhex(
    "A8 A9 AA AB AC AD AE B5 B6 B7 B8 B9 BB BC BD BE C6 C7 C8 C9 CA CB CC CE CF D0 D1 D2 D3 D4 D5 D6"
    "D7 D8 DC DD DE DF E1 E2 E3 E4 E5 E6 E7 E8 E9 EA EB EC ED EE EF F1 F2 F3 F4 F5 F6 F7 F8 F9 FA FB"
    "FC FD FE"
).decode("latin-1")
VNI = (
    "aê aâ eâ oâ ô ö ñ aø aû aõ aù aï aè aú aü aé aë aà aå aã aá aä eø eû eõ eù eï eà eå eã eá eä "
    "ì æ ó í ò oø oû oõ où oï oà oå oã oá oä ôø ôû ôõ ôù ôï uø uû uõ uù uï öø öû öõ öù öï "
    "yø yû yõ yù î"
)
TO_TCVN3 = dict(zip(LETTERS, TCVN3, strict=True)) | dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
TO_VNI = dict(zip(LETTERS, VNI.split(), strict=True))
TO_VNI |= {letter.upper(): seen.upper() for letter, seen in TO_VNI.items()}
SENTENCES = st.lists(st.sampled_from(LEGAL), min_size=1, max_size=12).map(" ".join)


def written(text: str, encoding: Encoding) -> str:
    """Write a text as an old file would show it."""
    table = {"tcvn3": TO_TCVN3, "vni": TO_VNI}[encoding]
    return "".join(table.get(char, char) for char in text)


@pytest.mark.parametrize(
    ("old", "meant", "encoding"),
    [
        ("KÕ ho¹ch", "Kế hoạch", "tcvn3"),
        ("ho¹ch", "hoạch", "tcvn3"),
        ("bÖnh", "bệnh", "tcvn3"),
        ("häc sinh giái", "học sinh giỏi", "tcvn3"),
        ("c«ng chiªng T©y Nguyªn", "công chiêng Tây Nguyên", "tcvn3"),
        ("« t« vµ « nhiÔm", "ô tô và ô nhiễm", "tcvn3"),
        ("« häc tËp » vµ «häc»", "« học tập » và «học»", "tcvn3"),
        ("«häc tËp» vµ lµm theo", "«học tập» và làm theo", "tcvn3"),
        ("Tr\xadêng THPT Lª Quý §«n", "Trường THPT Lê Quý Đôn", "tcvn3"),
        ("lµ g×", "là gì", "tcvn3"),
        ("x· héi", "xã hội", "tcvn3"),
        ("y tÕ", "y tế", "tcvn3"),
        ("«ng bµ", "ông bà", "tcvn3"),
        ("®· ®µo t¹o", "đã đào tạo", "tcvn3"),
        ("TUÇN 15: KÕ HO¹CH", "TUẦN 15: KẾ HOẠCH", "tcvn3"),
        ("gi¸ 5 £, 3 × 4, ½ giê", "giá 5 £, 3 × 4, ½ giờ", "tcvn3"),
        ("Keá hoaïch ngoaïi khoùa", "Kế hoạch ngoại khóa", "vni"),
        ("hoaïch", "hoạch", "vni"),
        ("khoâng", "không", "vni"),
        ("söï kieän", "sự kiện", "vni"),
        ("bò laø gì: dòch vuï, nghóa vuï", "bị là gì: dịch vụ, nghĩa vụ", "vni"),
        (
            "TAÏP CHÍ KHOA HOÏC ÑAÏI HOÏC SAØI GOØN Soá",
            "TẠP CHÍ KHOA HỌC ĐẠI HỌC SÀI GÒN Số",
            "vni",
        ),
        ("Aùo daøi, AÙO DAØI, Öôùc mô", "Áo dài, ÁO DÀI, Ước mơ", "vni"),
        ("lesson plan Keá hoaïch", "lesson plan Kế hoạch", "vni"),
        ("checklist an toaøn MXH", "checklist an toàn MXH", "vni"),
        ("giải toán, Keá hoaïch", "giải toán, Kế hoạch", "vni"),
    ],
)
def test_old_text_is_read_as_it_was_meant(old: str, meant: str, encoding: Encoding) -> None:
    assert legacy.read(old) == legacy.Reading(meant, encoding)


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("TUầN 15", "TUẦN 15"),
        ("HOạT ĐộNG ở TRƯờNG", "HOẠT ĐỘNG Ở TRƯỜNG"),
        ("TUầN 15: em ở nhà, Hà Nội", "TUẦN 15: em ở nhà, Hà Nội"),
        ("đợc", "được"),
        ("ĐợC", "ĐƯỢC"),
        ("®îc", "được"),
        ("Trêng lµ cña ngêi", "Trường là của người"),
        ("ngời dân đợc lu ý, đọc lu loát", "người dân được lưu ý, đọc lưu loát"),
        ("đợc đầu t, giáo s t duy, nhng t) s.", "được đầu tư, giáo sư tư duy, nhưng t) s."),
    ],
)
def test_what_careless_conversion_lost_is_put_back(damaged: str, repaired: str) -> None:
    assert legacy.read(damaged) == legacy.Reading(repaired, "tcvn3")


def test_what_a_pdf_maps_wrongly_is_replaced() -> None:
    reading = legacy.read("TRƢỜNG ĐẠI HỌC SƢ PHẠM, ngƣời hƣớng dẫn")
    assert reading == legacy.Reading("TRƯỜNG ĐẠI HỌC SƯ PHẠM, người hướng dẫn", None)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("huyÖn §¾k M«l, tØnh §¾k N«ng, Q§ sè 5", ("Môl",)),
        ("ngời cha đợc học", ("cha",)),
        ("Ph?n I, Hướng d?n: search?q=a, thế à?ừ, là gì?", ("Ph?n", "d?n")),
        ("h\ufffdc sinh", ("h\ufffdc",)),
        ("caø pheâ ôû quaùn café", ("café",)),
    ],
)
def test_words_that_stay_in_doubt_are_named(text: str, doubtful: tuple[str, ...]) -> None:
    assert legacy.read(text).doubtful == doubtful


@pytest.mark.parametrize(
    "text",
    [
        # Vietnamese in Unicode, in both customs, with slips and with quotation marks.
        "Người dân được ước mơ, ngời sáng lời ca; hoà bình, thuỷ lợi, hòan tòan, qúa, môt, tôt",
        "«An toàn là bạn» · Học · Chơi; § 5, ba¹ chú thích²; 5 µm, ½ giờ, 30 °C, 3 × 4 ÷ 2",
        "ngời",
        "lu loát",
        "Hà Nội, Đà Nẵng, Ý, ở TP HCM, THCS Lê Lợi, Đắk Lắk, K'Ho, M'Nông, H'Mông",
        "không có",
        "Người dân được ước mơ, một chữ đợc là lỗi",
        "khơng",
        "· môt tôt hôc",
        "tôt",
        "bò tót",
        unicodedata.normalize("NFD", "Giáo dục địa phương được ước"),
        "giáo\xad dục, infor\xadmation",
        # English.
        "Loïc and Zoë had a naïve rôle in the café, a résumé, a façade and jalapeños",
        "£5, £10m, 5¢, ¥100; © 2020 Lego® Word®; x¹ + y², a·b, 2º, ¶ 3, ¬p, Mª, 1½ cups",
        "Seán Ó Briain, Beyoncé, Pokémon, smörgåsbord, São Paulo, El Niño, señor Muñoz, ¡Hola!",
        # French and German.
        "« Où est le café ? » Il était très tôt, le garçon a déjà dû partir. «Bonjour» à Noël",
        "Die Mädchen hängen über der schönen Straße, weil es Spaß macht; Bär, Tür, groß, süß",
        "laïc",
        "Thaï",
        "où",
        "Curaçao, naïve, über",
        "Gödel, Łódź, Kraków, Ångström, Dvořák",
        "£m £m £m",
        "",
        "... 😀 \0 ؟",
    ],
)
def test_text_that_needs_no_reading_stays_as_it_is(text: str) -> None:
    assert legacy.read(text) == legacy.Reading(text, None)


@given(st.one_of(SENTENCES, SENTENCES.map(str.title), SENTENCES.map(str.upper)))
def test_good_vietnamese_is_never_touched(text: str) -> None:
    # A bare "lu" or "ngời" is good too, a bare ơ before c, ng or u is not a syllable.
    assert legacy.read(text) == legacy.Reading(text, None)


@given(st.lists(st.sampled_from([word for word in LEGAL if len(word) > 1]), max_size=12))
def test_sentences_survive_both_encodings(words: list[str]) -> None:
    sentence = " ".join(["kế hoạch", *words, "ngoại khóa, năm học mới"])
    for encoding in ("tcvn3", "vni"):
        assert legacy.read(written(sentence, encoding)) == legacy.Reading(sentence, encoding)
    capital = legacy.read(written(sentence.upper(), "vni"))
    assert capital == legacy.Reading(sentence.upper(), "vni")


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_every_syllable_survives_beside_others(encoding: Encoding) -> None:
    # A sign alone (× for ì) is as likely a sign, so those interjections are left out.
    page = "\n".join(f"kế hoạch {word} ngoại khóa" for word in LEGAL if len(word) > 1)
    assert legacy.read(written(page, encoding)) == legacy.Reading(page, encoding)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_a_syllable_alone_is_read_or_left(encoding: Encoding) -> None:
    longer = [word for word in LEGAL if len(written(word, encoding)) > 2 and not word.isascii()]
    readings = {word: legacy.read(written(word, encoding)) for word in longer}
    read = [word for word, reading in readings.items() if reading.text == word]
    left = [word for word, reading in readings.items() if reading.encoding is None]
    assert len(read) > 0.65 * len(longer)
    # löu is lưu in VNI and lửu in TCVN3; no more than these are taken for the other.
    assert len(longer) - len(read) - len(left) < 0.03 * len(longer)


def test_lines_in_different_encodings_are_read_each_by_its_own() -> None:
    lines = ["Kế hoạch được duyệt", written("sự kiện địa phương", "vni"), "naïve café"]
    lines += [written("sử dụng mạng xã hội", "tcvn3"), "plain English"]
    assert legacy.read("\n".join(lines)).text.split("\n") == [
        "Kế hoạch được duyệt",
        "sự kiện địa phương",
        "naïve café",
        "sử dụng mạng xã hội",
        "plain English",
    ]


def test_a_line_that_could_be_anything_follows_the_others() -> None:
    text = "trong lúc\nbị\nkế hoạch ngoại khóa"
    assert legacy.read(written(text, "vni")).text == text
    assert legacy.read("bò").text == "bò"


@given(st.text(st.one_of(st.sampled_from(TCVN3 + "ocheng ?«»\n"), st.characters())))
def test_any_text_can_be_read_and_loses_no_line(text: str) -> None:
    reading = legacy.read(text)
    assert reading.text.count("\n") == text.count("\n")
    if reading.encoding is None:
        assert reading.text == text.replace("Ƣ", "Ư").replace("ƣ", "ư")


@pytest.mark.parametrize(
    "text",
    [
        "các dịng họ làm công tác tun truyền",
        "khơng ngừng, phịng chống dịch",
        "giáo viên chủ nhi\ufffdm, h\ufffdc sinh",
    ],
)
def test_letters_that_a_pdf_has_lost_are_noticed(text: str) -> None:
    assert damage.has_lost_letters(text)


@pytest.mark.parametrize(
    "text",
    [
        "các dòng họ làm công tác tuyên truyền, chị Thị, địa phương, nghịch ngợm, bịt, chịu",
        "một chữ lạc: dịng",
        "Khun Thong of Thailand, tun, chun, Ngun",
        "",
    ],
)
def test_what_is_only_strange_has_lost_nothing(text: str) -> None:
    assert not damage.has_lost_letters(text)
