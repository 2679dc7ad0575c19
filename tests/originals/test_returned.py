"""The way back: a download of ours, edited in a word processor, is read as it was written."""

import subprocess
import tempfile
from dataclasses import is_dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from library.documents import blocks as documents
from library.documents import document, to_docx
from library.documents.document import Document
from library.items import markup
from library.items.origin import Origin
from library.originals import reading
from library.paths import shipped
from library.uploads import formats

ACTIVITIES = shipped("activities")
PLANS = sorted(ACTIVITIES.glob("*/plan.*.md"))
[WORD] = [kind for kind, found in formats.FORMATS.items() if found.name == "DOCX"]


def body(plan: Path) -> str:
    return plan.read_text("utf-8").split("---\n", 2)[2]


def files(plan: Path) -> dict[str, bytes]:
    found = plan.parent.glob("files/**/*")
    return {
        str(each.relative_to(plan.parent)): each.read_bytes() for each in found if each.is_file()
    }


def paper(plan: Path) -> bytes:
    """Return the download of a plan, as the pages give it."""
    made = Document(
        title="Ngày hội cồng chiêng",
        promise="Ba mươi phút cùng nghe.",
        kind="Kế hoạch",
        language=plan.name.split(".")[1],
        facts=(("Khối lớp", "7"), ("Thời lượng", "45 phút")),
        body=tuple(seen(body(plan))),
        pictures=files(plan),
        source="Sáo Diều",
        authors=("Tổ Văn",),
        keywords=("văn hóa",),
        modified_at=datetime(2026, 11, 30, tzinfo=UTC),
        address="http://127.0.0.1:8000/vi/items/x",
        origin=Origin("act-1", 3, "vi", "http://127.0.0.1:8000/vi/items/x"),
    )
    return to_docx.write(made)


def seen(markdown: str) -> list[documents.Block]:
    return documents.from_html(markup.render(markdown)["html"])


def read(content: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.docx"
        path.write_bytes(content)
        return reading.read(path, WORD, Path(folder))


def told(found: object) -> object:
    """Return blocks as nested lists of words with their look; the look of a gap is nobody's."""
    if isinstance(found, documents.Run):
        look = (found.bold, found.italic, found.link, found.footnote)
        return [(word, *look) for word in found.text.split()] or [("", *look)] * bool(
            found.footnote
        )
    if isinstance(found, list | tuple):
        parts = [told(each) for each in found]
        are_runs = bool(found) and isinstance(found[0], documents.Run)
        return list(chain.from_iterable(parts)) if are_runs else parts  # type: ignore[arg-type]
    if isinstance(found, documents.Heading):
        return found.level, "".join(run.text for run in found.runs)
    return (
        [type(found).__name__, *map(told, vars(found).values())] if is_dataclass(found) else found
    )


def plain(markdown: str) -> object:
    return told(document.outlined(seen(markdown)))


@pytest.mark.parametrize("plan", PLANS[::7], ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_download_comes_back_as_it_was(plan: Path) -> None:
    found = read(paper(plan))
    assert (found["origin"]["item"], found["origin"]["revision"]) == ("act-1", 3)
    assert (found["title"], found["summary"]) == ("Ngày hội cồng chiêng", "Ba mươi phút cùng nghe.")
    assert plain(found["markdown"]) == plain(body(plan))


def through_libreoffice(folder: Path, contents: list[bytes]) -> list[bytes]:
    """Return Word files as LibreOffice saves them."""
    (folder / "saved").mkdir()
    paths = [folder / f"{place}.docx" for place in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        f"{folder}/saved",
    ]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=180)
    return [(folder / "saved" / path.name).read_bytes() for path in paths]


def test_a_download_that_libreoffice_saved_comes_back_as_it_was(tmp_path: Path) -> None:
    plans = PLANS[3::20]
    for plan, saved in zip(
        plans, through_libreoffice(tmp_path, list(map(paper, plans))), strict=True
    ):
        found = read(saved)
        assert found["title"] == "Ngày hội cồng chiêng", plan
        assert plain(found["markdown"]) == plain(body(plan)), plan
