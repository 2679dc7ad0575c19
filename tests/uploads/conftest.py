"""A desk of the test's own, over an empty store; the processes behind it are shared."""

from pathlib import Path

import pytest

from library.items.extracting import Extractor
from library.items.files import Store
from library.uploads.accepting import Desk
from library.uploads.examining import Examiner


@pytest.fixture
def desk(tmp_path: Path, extractor: Extractor, examiner: Examiner) -> Desk:
    return Desk(Store(tmp_path / "files", largest=30 * 1024 * 1024), extractor, examiner)
