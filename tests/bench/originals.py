"""What is proposed, and which headings and tables are found, on the measured set of school papers."""

import importlib.util
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from library import config, text
from library.originals import proposing
from library.originals.reader import Reader, Reading
from library.tags import vocabulary
from library.tags.vocabulary import Vocabulary
from library.wiring import Library
from tests.bench.rows import Row
from tests.originals.papers import building, source
from tests.originals.papers.source import Paper

# What the issue asks for, of the facts that it names; the others are shown beside them.
_TARGETS = dict.fromkeys(
    ("title", "levels", "grades", "subjects", "duration", "activities"), "90 %"
)
_FOUND = "95 %"
_CELLS = 0.9


@dataclass
class Share:
    """How many were right of how many, and the papers in which something was not."""

    right: int = 0
    asked: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, name: str, right: int, asked: int = 1) -> None:
        """Add what one paper has."""
        self.right += right
        self.asked += asked
        if right < asked:
            self.wrong.append(name)

    def of_all(self) -> float:
        """Return the share, 1.0 of nothing."""
        return self.right / self.asked if self.asked else 1.0


def measured() -> Iterator[Row]:
    """Measure the papers as their files are read, or their sources where nothing reads files yet."""
    papers = source.every()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": f"{folder}/data"}))
        with library.sessions.writing() as session:
            shipped = vocabulary.read(session)
        library.close()
        readings = {paper.name: paper.reading() for paper in papers}
        how = "from the sources"
        if importlib.util.find_spec("library.originals.reading"):
            readings = read(papers, Path(folder))
            how = "DOCX, ODT, PDF" if building.OFFICE else "DOCX"
    shares = proposed(papers, readings, shipped)
    for name, share in shares.items():
        yield _row(name, share, _TARGETS.get(name, ""), how)
    for name, share in structured(papers, readings).items():
        yield _row(name, share, _FOUND, how)


def _row(name: str, share: Share, target: str, how: str) -> Row:
    note = f"{share.right} of {share.asked}, {how}"
    if share.wrong:
        note += f"; not in {', '.join(each.partition('-')[0] for each in share.wrong)}"
    return Row(name, f"{100 * share.of_all():.1f} %", target, note)


def read(papers: Sequence[Paper], folder: Path) -> dict[str, Reading]:
    """Return what the reader makes of the files of the papers."""
    reader = Reader()
    readings = {}
    for name, path in building.build(papers, folder).items():
        with reader.read(path, building.MEDIA_TYPES[path.suffix[1:]]) as reading:
            readings[name] = reading
    reader.close()
    return readings


def proposed(
    papers: Sequence[Paper], readings: dict[str, Reading], shipped: Vocabulary
) -> dict[str, Share]:
    """Return the share of papers in which a fact is just what it should be.

    A broader type of activity beside the right one is no mistake. "sure and wrong" counts the
    papers in which something that is ticked at once is not right.
    """
    shares = {name: Share() for name in ("title", *source.FACTS, "sure and right")}
    for paper in papers:
        found = proposing.propose(readings[paper.name], shipped)
        shares["title"].count(paper.name, plain(found.title) == plain(paper.title))
        is_right = True
        for name, fact in source.FACTS.items():
            values = {each.value for each in found.facts.get(fact, ())}
            sure = {each.value for each in found.facts.get(fact, ()) if each.is_sure}
            expected = set(paper.facts[name])
            broader = {wide for tag in expected for wide in shipped.ancestors(tag)}
            allowed = broader if name == "activities" else set()
            shares[name].count(paper.name, values - allowed == expected - allowed)
            is_right = is_right and sure <= expected | allowed
        shares["sure and right"].count(paper.name, is_right)
    return shares


def structured(papers: Sequence[Paper], readings: dict[str, Reading]) -> dict[str, Share]:
    """Return the shares of headings and tables that are found, and of headings that are some."""
    shares = {name: Share() for name in ("headings", "headings that are some", "tables")}
    for paper in papers:
        markdown = readings[paper.name].markdown
        found = [plain(line) for line in re.findall(r"^#{1,6} (.+)$", markdown, re.MULTILINE)]
        expected = [plain(heading) for heading in paper.headings]
        shares["headings"].count(paper.name, sum(each in found for each in expected), len(expected))
        shares["headings that are some"].count(
            paper.name, sum(each in expected for each in found), len(found)
        )
        tables = _tables(markdown)
        held = sum(any(_holds(table, cells) for table in tables) for cells in paper.tables)
        shares["tables"].count(paper.name, held, len(paper.tables))
    return shares


def _tables(markdown: str) -> list[str]:
    return [
        plain(rows.replace("<br>", " "))
        for rows in re.findall(r"(?:^\|.*\n?)+", markdown, re.MULTILINE)
    ]


def _holds(table: str, cells: Sequence[str]) -> bool:
    """Tell whether a table has nearly all cells; those of dots only say nothing."""
    wanted = [said for cell in cells if (said := plain(cell))]
    return sum(cell in table for cell in wanted) >= _CELLS * len(wanted)


def plain(said: str) -> str:
    """Return the letters and numbers of a text: signs and capitals are set in many ways."""
    return " ".join(re.findall(r"[^\W_]+", text.tidy(said).lower()))
