"""Forty short queries as teachers type them on a phone, without accents, with what they ticked."""

from library.search.query import Query

_TYPED = """
ngoai khoa cong chieng | grade.07
giao duc dia phuong | grade.06
le hoi van hoa |
kiem chung thong tin | grade.08
cau lac bo tieng anh | level.upper-secondary
tro choi dan gian | grade.04 grade.05
bao ve moi truong | level.lower-secondary
phong chong bao luc hoc duong | grade.08
an toan tren mang | setting.offline-ready
sinh hoat duoi co | month.12
ki nang song | grade.05
huong nghiep | grade.09
gioi thieu que huong |
bien dao viet nam | subject.geography
lich su dia phuong | subject.history
doc sach | level.primary
thuyet trinh tieng anh | subject.english
van hoa ung xu |
tin gia | subject.informatics
nghe nhan cong chieng | place.lam-dong
chia se tren mang xa hoi | audience.pupil
hoat dong trai nghiem | subject.experiential-career
ngay hoi | activity.culture-day
phan cong nhiem vu |
kinh phi | level.general
nam vat | activity.club
ban do nguon tin | grade.08
phieu hoc tap |
danh gia san pham nhom | grade.10
an toan thuc pham | level.lower-secondary
di san | theme.heritage
tet | month.01
lop hoc khong internet | setting.offline-ready
phu huynh tham gia | audience.parent
culture day | grade.07
fake news | level.lower-secondary
english club games |
local food |
ban do | subject.geography
thay co | month.11
"""

QUERIES = tuple(
    Query(text.strip(), tuple(tags.split()))
    for text, tags in (line.split("|") for line in _TYPED.strip().splitlines())
)
