"""Names of persons in names of files: pupils are found, places, subjects and heroes are not."""

from pathlib import Path

import pytest

from library.uploads import persons

NAMES = [
    "Nguyễn Văn An.jpg",
    "nguyen van an.jpg",
    "NguyenVanAn.docx",
    "NGUYỄN THỊ HỒNG.docx",
    "Bài thu hoạch Nguyễn Minh Khôi.docx",
    "bai thu hoach le thi hoa.docx",
    "bai thu hoach Tran Duc Minh.docx",
    "7A1_Tran Duc.jpg",
    "Trần Minh Đức 7A1.png",
    "hs Lê An.jpg",
    "học sinh Phạm Hà My.jpg",
    "hoc sinh pham ha my.jpg",
    "anh em Le An.jpg",
    "Phiếu của em Hoàng Anh.docx",
    "Ảnh lớp 7A - Vũ Thị Thanh Hương.jpg",
    "20261120_pham_ngoc_linh.jpg",
    "Đỗ Hoàng Quân_bài dự thi.pdf",
    "Hồ Thị Mai Anh.jpg",
    "lop7a2 nguyen an.jpg",
    "Ka Thị Lan",
]
OTHERS = [
    "Kế hoạch hoạt động trải nghiệm lớp 7.docx",
    "Trường THCS Lê Lợi.jpg",
    "Trường THPT Nguyễn Minh Quang.jpg",
    "Đường Trần Văn Giàu.jpg",
    "Trường Tiểu học Nguyễn Bỉnh Khiêm.docx",
    "ho chi minh.png",
    "Hồ Chí Minh.png",
    "tran dau bong da.mp4",
    "do dung day hoc.docx",
    "chau-tu-tuoi.png",
    "em be an com.jpg",
    "dang ky thi dua.xlsx",
    "pham vi kien thuc.docx",
    "le khai giang.jpg",
    "Lễ Khai Giảng.jpg",
    "Hà Nội mùa thu.png",
    "Hà Giang 7A1.png",
    "Cao nguyên đá Đồng Văn.jpg",
    "Đồng Văn.png",
    "hoc sinh gioi.xlsx",
    "Học sinh An Giang.png",
    "Vật Lý 7A1.docx",
    "Địa lý Thái Nguyên.docx",
    "Ngữ Văn 7.docx",
    "cong chieng tay nguyen.jpg",
    "Lễ hội cồng chiêng.jpg",
    "bo-cau-hoi.csv",
    "the-hinh-cong-chieng.png",
    "phieu-dong-y-chup-anh.txt",
    "cac-vung-bien.png",
    "word-list.txt",
    "Võ Thị Sáu.pptx",
    "Cuộc đời Trần Hưng Đạo.pptx",
    "cuoc thi van nghe.docx",
    "hội thi văn nghệ 20-11.docx",
    "Đoàn trường.docx",
    "Doan Truong THPT.docx",
    "vo cho em.jpg",
    "Mai An Tiêm.docx",
    "Kim loại.docx",
    "Văn bản hướng dẫn.pdf",
    "van ban huong dan.pdf",
    "Hoàng Sa Trường Sa.jpg",
    "danh sach lop 7a1.xlsx",
    "Danh sách 7A1.xlsx",
    "IMG_20261120.jpg",
    "ban-o-an-quan.png",
    "Lâm Đồng.png",
    "ly thuyet toan 7.docx",
    "Đề thi Toán 7A1.docx",
    "chi doi le van tam.docx",
    "Truyện Kiều.docx",
    "Nguyên tắc an toàn.pdf",
    "phieu hoc tap so 1.docx",
    "thai do hoc tap.docx",
    "Bùi Thị Xuân.jpg",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_person_is_found(name: str) -> None:
    assert persons.named(name)


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_pupil_raises_no_alarm(name: str) -> None:
    assert persons.named(name) is None


def test_the_warning_can_say_the_name_alone() -> None:
    assert persons.named("Ảnh lớp 7A - Vũ Thị Thanh Hương.jpg") == "Vũ Thị Thanh Hương"


def test_no_file_of_the_collection_raises_an_alarm() -> None:
    files = (Path(__file__).parents[2] / "activities").glob("*/files/*")
    assert [file.name for file in files if persons.named(file.name)] == []
