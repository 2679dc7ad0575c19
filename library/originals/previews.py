"""What is inside an attachment, for a page: pictures of a PDF, the text of a document, of each slide.

Made in a thread of its own when somebody first asks, and kept by what the file is. The folder is
part of the cache: it can be deleted at any time.
"""

import json
import logging
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from library import jobs
from library.errors import LibraryError
from library.items import office, withholding
from library.originals.receiving import PAGE, READABLE
from library.originals.understanding import Tools
from library.uploads import formats
from library.uploads.examining import Examiner

# Raise it when previews are made better: what an older version made is then made again.
_VERSION = 1
_MOST_PAGES = 10
# Files that wait to be made at once; for more, somebody asks again.
_MOST_WAITING = 100
_DOCUMENTS = tuple(each for each in READABLE if each not in (formats.PDF, PAGE))
_LIST = "preview.json"
_log = logging.getLogger("saodieu")


@dataclass(frozen=True)
class Preview:
    """How a file looks inside: `pages` are numbers of pictures, `total` all pages that there are.

    A file of which nothing can be shown has none of all this.
    """

    pages: int = 0
    total: int = 0
    html: str = ""
    slides: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.pages or self.html or any(self.slides))


def may_be(media_type: str) -> bool:
    """Tell whether files of a type can be looked into."""
    return media_type in (formats.PDF, office.PRESENTATION, *_DOCUMENTS)


class Previews:
    """A folder of previews and the thread that makes them; safe to use from several threads."""

    def __init__(self, folder: Path, tools: Callable[[], Tools]) -> None:
        self._folder = folder
        self._tools = tools
        self._examiner = Examiner(seconds=10)
        self._lock = threading.Lock()
        self._waiting: set[str] = set()
        self._maker = ThreadPoolExecutor(1, "previews")

    def find(self, sha256: str, media_type: str) -> Preview | None:
        """Return a preview; None when it is not made yet, which then begins.

        Raises NotFound for a file that is gone.
        """
        with suppress(FileNotFoundError):
            return Preview(**json.loads((self._place(sha256) / _LIST).read_text("utf-8")))
        self._tools().desk.store.path(sha256)
        with self._lock:
            if sha256 not in self._waiting and len(self._waiting) < _MOST_WAITING:
                self._waiting.add(sha256)
                self._maker.submit(self._make, sha256, media_type)
        return None

    def page(self, sha256: str, number: int) -> Path | None:
        """Return the picture of a page, None where there is none."""
        place = self._place(sha256) / _picture(number)
        return place if place.is_file() else None

    def close(self) -> None:
        """Finish what is being made, forget what waits, end the process."""
        self._maker.shutdown(cancel_futures=True)
        self._examiner.close()

    def _place(self, sha256: str) -> Path:
        return self._folder / str(_VERSION) / sha256[:2] / sha256[2:]

    def _make(self, sha256: str, media_type: str) -> None:
        place = self._place(sha256)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = Path(mkdtemp(dir=place.parent))
            try:
                made = self._made_or_empty(sha256, media_type, draft)
                (draft / _LIST).write_text(json.dumps(asdict(made), ensure_ascii=False), "utf-8")
                with suppress(OSError):  # another process was faster
                    draft.rename(place)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        finally:
            with self._lock:
                self._waiting.discard(sha256)

    def _made_or_empty(self, sha256: str, media_type: str, draft: Path) -> Preview:
        """Return a preview; an empty one is remembered, so that it is not tried at every visit."""
        try:
            return self._made(sha256, media_type, draft)
        except OSError:
            raise  # that passes: somebody asks again
        except Exception as error:  # what its text quotes of the file is nobody's to read
            _log.warning("The file %s cannot be looked into: %s", sha256, jobs.trouble(error))
            return Preview()

    def _made(self, sha256: str, media_type: str, draft: Path) -> Preview:
        tools = self._tools()
        source = tools.desk.store.path(sha256)
        if media_type == formats.PDF:
            return self._drawn(source, draft)
        if media_type == office.PRESENTATION:
            return Preview(slides=tools.desk.extractor.slides(source))
        with tools.reader.read(source, media_type) as reading, suppress(LibraryError):
            # Pictures are left out: their files belong to nobody.
            return Preview(
                html=tools.render(withholding.seen_markdown(reading.markdown, ()))["html"]
            )
        return Preview()

    def _drawn(self, source: Path, draft: Path) -> Preview:
        pages = total = 0
        while pages < _MOST_PAGES and (
            found := self._examiner.draw(source, pages + 1, draft / _picture(pages + 1))
        ):
            pages, total = pages + 1, found
            if pages == total:
                break
        return Preview(pages=pages, total=total)


def _picture(number: int) -> str:
    return f"{number}.webp"
