"""The letterhead: what is inherited and from where, what never is, and what is refused."""

import pytest
from sqlalchemy.orm import Session

from library.accounts import units, users
from library.accounts.models import Unit
from library.documents import profiles
from library.errors import Conflict, Invalid, NotAllowed
from library.wiring import Library
from tests.cast import SHELL, Cast

SIGNER = {"name": "Vũ Ba", "post": "Hiệu trưởng", "power": "", "of": ""}


def test_a_group_writes_under_the_head_of_its_school_and_a_school_never_signs_as_its_department(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        department, school = (units.by_id(session, id) for id in (cast.department, cast.school))
        group = units.add(session, SHELL, school, "group", "Tổ Ngữ văn")
        said = {"place": "Lâm Đồng", "symbol": "SGDĐT", "signers": [SIGNER], "recipients": ["Bộ"]}
        profiles.change(session, SHELL, department, said | {"name": "Sở GD&ĐT Lâm Đồng"}, 0)
        assert origins(session, school) == {
            "name": ("Trường THCS Mẫu", "Trường THCS Mẫu"),
            "parent": ("Sở GD&ĐT Lâm Đồng", "Sở GD&ĐT Mẫu"),
            "place": ("Lâm Đồng", "Sở GD&ĐT Mẫu"),
        }
        assert [each.name for each in profiles.missing(profiles.of(session, school))] == [
            "symbol", "signers",
        ]  # fmt: skip
        profiles.change(session, SHELL, school, {"symbol": "THCSM", "place": "Đà Lạt"}, 0)
        found = origins(session, group)
        assert found["name"] == ("Trường THCS Mẫu", "Trường THCS Mẫu")
        assert found["symbol"] == ("THCSM", "Trường THCS Mẫu")
        assert found["place"] == ("Đà Lạt", "Trường THCS Mẫu")


def origins(session: Session, unit: Unit) -> dict[str, tuple[object, str]]:
    return {
        name: (value.value, value.unit.name if value.unit else "")
        for name, value in profiles.of(session, unit).items()
    }


def test_only_the_head_and_administrators_change_it_and_nobody_over_another(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        for person, may in ((cast.lan, False), (cast.binh, False), (cast.tu, False)):
            with pytest.raises(NotAllowed):
                profiles.change(session, users.by_id(session, person), school, {"symbol": "A"}, 0)
            assert not may
        profiles.change(session, users.by_id(session, cast.hanh), school, {"symbol": "A"}, 0)
        with pytest.raises(Conflict):
            profiles.change(session, users.by_id(session, cast.an), school, {"symbol": "B"}, 0)
        profiles.change(session, users.by_id(session, cast.an), school, {"symbol": "B"}, 1)
        assert profiles.of(session, school)["symbol"].value == "B"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"symbol": "TH CS"}, "symbol"),
        ({"symbol": "KH/THCS"}, "symbol"),
        ({"name": "x" * 301}, "name"),
        ({"recipients": ["x"] * 61}, "recipients"),
        ({"signers": [SIGNER | {"post": ""}]}, "signers"),
        ({"signers": [SIGNER | {"power": "KT"}]}, "signers"),
        ({"signers": [SIGNER | {"power": "PP"}]}, "signers"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(given: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        profiles.checked(given)
    assert refused.value.field == field
