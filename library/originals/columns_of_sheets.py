"""What the columns of a sheet of items are called: the keys of the front matter, and what people say.

A name may end in its language: `title.en`, "Tên (tiếng Anh)", "Summary in Vietnamese".
"""

import re
from collections.abc import Sequence

from library import text
from library.items import frontmatter

SLUG, BODY = "slug", "body"
# What official texts say of themselves; the front matter keeps it as it is given.
OFFICIAL = (
    "number", "issued_on", "issuer", "signer", "legal_basis", "expired_on", "replaced_by", "note",
)  # fmt: skip
# What readers of a sheet never set: an import does not publish because a cell says so.
_LEFT_OUT = frozenset(("status", "updated", "personal_data", "claims", "adapted_from", "credit"))
_NAMES = {
    "id": "Mã|Mã số|Mã mục|Số hiệu mục|Identifier",
    SLUG: "Địa chỉ|Đường dẫn|Address",
    "lang": "Ngôn ngữ|Tiếng|Language|Language of the text",
    "title": "Tên|Tên hoạt động|Tên bài|Tên bài dạy|Tên kế hoạch|Tên mục|Tên chủ đề|Tiêu đề|Nhan đề"
    "|Name|Activity|Activity title|Heading",
    "summary": "Tóm tắt|Mô tả|Mô tả ngắn|Lời giới thiệu|Promise in one sentence|Description|Abstract",
    BODY: "Nội dung|Văn bản|Bài viết|Chi tiết|Nội dung chi tiết|Text|Content|Contents",
    "kind": "Loại|Loại học liệu|Kiểu|Thể loại|Type|Material|Material kind",
    "doctype": "Loại văn bản|Document type",
    "activity": "Loại hoạt động|Loại hình|Loại hình hoạt động|Hình thức|Hình thức tổ chức|Activity type"
    "|Activity types|Type of activity",
    "level": "Cấp|Cấp học|Bậc học|Levels|School level",
    "grade": "Khối|Khối lớp|Lớp|Grades|Class|Classes|Year group",
    "subject": "Môn|Môn học|Bộ môn|Subjects|Môn học, hoạt động giáo dục",
    "theme": "Chủ đề|Chủ điểm|Topic|Themes",
    "people": "Dân tộc|Văn hóa|Văn hóa dân tộc|Cultures|Ethnic group",
    "place": "Địa phương|Tỉnh|Tỉnh, thành|Tỉnh thành|Địa danh|Province|Places",
    "month": "Tháng|Chủ điểm tháng|Months",
    "setting": "Không gian|Không gian tổ chức|Địa điểm|Nơi tổ chức|Where|Settings",
    "audience": "Đối tượng|Người học|Dành cho|For whom",
    "competence": "Năng lực|Phẩm chất|Phẩm chất và năng lực|Năng lực, phẩm chất|Competences"
    "|Qualities and competences",
    "digcomp": "Năng lực số|Digital competence",
    "integration": "Mức độ tích hợp|Tích hợp",
    "textbook": "Bộ sách|Sách giáo khoa|Textbook series",
    "duration_minutes": "Thời lượng|Số phút|Thời gian|Phút|Duration|Duration in minutes|Minutes|Length",
    "preparation_weeks": "Số tuần chuẩn bị|Tuần chuẩn bị|Weeks of preparation|Preparation",
    "participants": "Số người|Số người tham gia|Số học sinh|Quy mô|Number of participants",
    "cost_vnd": "Chi phí|Kinh phí|Cost|Cost in dong|Budget",
    "licence": "Giấy phép|Giấy phép sử dụng|License|Bản quyền",
    "ai_assisted": "Trợ giúp của AI|Có dùng AI|Help of an AI",
    "authors": "Tác giả|Người soạn|Người viết|Author",
    "sources": "Nguồn|Nguồn tham khảo|Tài liệu tham khảo|Source|References",
    "accessibility": "Tiếp cận|Hỗ trợ tiếp cận",
    "number": "Số|Số hiệu|Số kí hiệu|Số ký hiệu",
    "issued_on": "Ngày ban hành|Issued on|Date of issue",
    "issuer": "Cơ quan ban hành|Nơi ban hành|Issued by",
    "signer": "Người kí|Người ký|Signed by",
    "legal_basis": "Căn cứ|Căn cứ pháp lí|Căn cứ pháp lý|Legal basis",
    "expired_on": "Ngày hết hiệu lực|Hết hiệu lực từ|No longer in force since",
    "replaced_by": "Thay thế bởi|Văn bản thay thế|Replaced by",
    "note": "Ghi chú|Notes",
}  # fmt: skip
KEYS = (SLUG, BODY, *OFFICIAL, *(key for key in frontmatter.KEYS if key not in _LEFT_OUT))
_LANGUAGES = {
    "vi": "vi", "vn": "vi", "vie": "vi", "tieng viet": "vi", "vietnamese": "vi", "viet": "vi",
    "en": "en", "eng": "en", "tieng anh": "en", "english": "en", "anh": "en",
}  # fmt: skip
_LANGUAGE = "|".join(sorted(_LANGUAGES, key=len, reverse=True))
_IN_LANGUAGE = re.compile(rf"(?:[.:_ -]+|\s*[(\[]\s*|\s+(?:in|bang|ban)\s+)({_LANGUAGE})\s*[)\]]?")
# A unit, a remark or a sign that the column must be filled in.
_REMARK = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|[*:])\s*$")
_LONGEST = 80


def _folded(name: str) -> str:
    return text.fold(text.tidy(name)).replace("_", " ")


_KNOWN = {
    _folded(name): key for key in KEYS for name in (key, *_NAMES.get(key, "").split("|")) if name
}


def known(name: str) -> tuple[str, str] | None:
    """Return the key that a column is called by and its language, empty where it names none."""
    folded = _folded(name[:_LONGEST]).rstrip("*: ")
    for found in _IN_LANGUAGE.finditer(folded):
        if found.end() == len(folded) and (key := _named(folded[: found.start()])):
            return key, _LANGUAGES[found[1]]
    key = _named(folded)
    return (key, "") if key else None


def _named(folded: str) -> str | None:
    while folded not in _KNOWN and (shorter := _REMARK.sub("", folded)) != folded:
        folded = shorter
    return _KNOWN.get(folded)


def count(row: Sequence[str]) -> int:
    """Return how many cells of a row are names of columns."""
    return len({found for cell in row if (found := known(cell))})
