"""What stands around the body of a document: head, addressees, recipients, signatures, credit."""

from library.documents import wording
from library.documents.filling import Filling
from library.documents.forms import Signer
from library.documents.official import Head, Signature
from library.documents.profiles import MISSING


def head(filling: Filling) -> Head:
    """Return what stands above the title."""
    form, known = filling.form, filling.given.letterhead
    if form.head == "issuer":
        return issuer(filling)
    school = filling.values["school_capitals"]
    group = filling.given.answers.get("group", "").strip() or wording.missing("tên tổ")
    left = (f"TRƯỜNG: {_after_word(school, 'TRƯỜNG')}", f"TỔ: {_after_word(group.upper(), 'TỔ')}")
    if form.head == "group":
        return Head(left=left)
    if form.head == "teacher":
        name = filling.given.answers.get("teacher_name", "").strip()
        teacher = name or wording.missing("họ và tên giáo viên")
        return Head(left=left, right=("Họ và tên giáo viên:", teacher), has_state=False)
    if form.head == "unit":
        parent = str(known.get("parent") or wording.missing(MISSING["parent"])).upper()
        return Head(parent=parent, issuer=school)
    return Head(has_state=form.head == "motto")


def issuer(filling: Filling) -> Head:
    """Return the head of a document that is issued: with number, place and date."""
    form, given, known = filling.form, filling.given, filling.given.letterhead
    symbol = known.get("symbol") or wording.missing(MISSING["symbol"])
    drafter = given.answers.get("drafter", "").strip()
    year = given.issued_on.year if given.issued_on else given.today.year
    day = wording.day(given.issued_on, year)
    number = ""
    if form.type is not None:
        number = wording.number(given.number, form.type, symbol, drafter)
    about = filling.said(form.letter)
    return Head(
        parent=str(known.get("parent") or wording.missing(MISSING["parent"])).upper(),
        issuer=filling.values["school_capitals"],
        number=number,
        about=f"V/v {about}" if about else "",
        place_date=f"{filling.values['place']}, {day}",
    )


def addressees(filling: Filling) -> tuple[str, ...]:
    """Return the lines of “Kính gửi”."""
    said = [line.lstrip("- ") for line in filling.lines(filling.form.addressees)]
    if len(said) < 2:
        return tuple(f"Kính gửi: {line}" for line in said)
    return (
        "Kính gửi:",
        *(f"- {line.rstrip(' ;.')}{';' if line != said[-1] else '.'}" for line in said),
    )


def recipients(filling: Filling) -> tuple[str, ...]:
    """Return the lines of “Nơi nhận”."""
    if not filling.form.recipients:
        return ()
    return wording.recipients(filling.given.letterhead.get("recipients", []), "Lưu: VT")


def signature(filling: Filling, signer: Signer) -> Signature:
    """Return who signs: a post of the form, or whoever signs for the unit."""
    if signer.post:
        posts = tuple(line.upper() for line in filling.said(signer.post).split("\n"))
        return Signature(posts, filling.said(signer.name), signer.note)
    known = filling.given.letterhead.get("signers", [])
    chosen = filling.given.answers.get("signer", "0")
    number = int(chosen) if chosen.isdecimal() and int(chosen[:3]) < len(known) else 0
    if not known:
        return Signature(
            (wording.missing("chức vụ người ký").upper(),), wording.missing("họ và tên")
        )
    each = known[number]
    return Signature(
        wording.posts(each["power"], each["of"], each["post"]), each["name"], signer.note
    )


def credit(filling: Filling) -> str:
    """Return whom the words are from, where words of an item are used."""
    citation = filling.given.source.get("citation", "")
    before = "Source" if "vi" not in filling.form.languages else "Nguồn nội dung"
    uses = filling.form.annex or any(part.take for part in filling.form.walk())
    return f"{before}: {citation}." if citation and uses else ""


def _after_word(name: str, word: str) -> str:
    """Return a name without the word that stands before it on the form already."""
    return name.removeprefix(f"{word} ")
