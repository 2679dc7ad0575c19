"""General text to search: every longer paragraph of the collection as an item of its own.

`python -m tests.bench.passages FOLDER` writes them to FOLDER/passages, in the activity format with
a title that says nothing and no tags, and to FOLDER/questions.tsv a question for each: some of its
words, in their order or turned round. Understanding and tags cannot help there; they must not hurt.
"""

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from library import paths

LONG_ENOUGH = 40
_FEWEST, _MOST = 5, 9
# How far apart the words of a question may stand, in words that mean something.
_REACH = 14
_TITLES = {"vi": "Đoạn", "en": "Passage"}
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"[*#>|_`]+|^\s*[-+]\s|-{3,}", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")
# Words that a question would not be asked by.
_EMPTY = """
a an and any are as at be been but by can do does for from has have he her his how if in into is
it its may more no nobody nor not of on one only or our say says she so than that the their them
then there they this those to two was we what when where which who whom whose will with you your
ai bao bằng bị bởi các cái cần chỉ cho chưa chứ có còn của cũng cùng do đã đang đây để đến đi
đó đối được em gì hay hoặc khi không là lại lên mà mình mỗi một nào này nên nếu ngay nhiều
nhưng như những nó nơi ở qua ra rồi sau sẽ số so tại tất thêm theo thì trên trong trước từ và
vào vẫn về vì việc với
"""
_EMPTY_WORDS = frozenset(_EMPTY.split())


@dataclass(frozen=True)
class Passage:
    """A paragraph without its markup."""

    number: int
    language: str
    text: str

    @property
    def id(self) -> str:
        """The id of the item that it becomes."""
        return f"passage-{self.number:04}"


def write(target: Path) -> tuple[Path, Path]:
    """Write all passages and their questions below target; return both places."""
    folder, questions = target / "passages", target / "questions.tsv"
    lines = []
    for passage in passages():
        place = folder / passage.id
        place.mkdir(parents=True)
        title = f"{_TITLES[passage.language]} {passage.number}"
        head = f"---\nid: {passage.id}\nlang: {passage.language}\ntitle: {title}\n---\n\n"
        (place / f"plan.{passage.language}.md").write_text(f"{head}{passage.text}\n", "utf-8")
        lines.append(f"{question(passage)}\t{passage.id}\n")
    questions.write_text("".join(lines), "utf-8")
    return folder, questions


def passages() -> Iterator[Passage]:
    """Yield the paragraphs of the collection that are long enough, each text once."""
    seen: set[str] = set()
    for file in sorted(paths.shipped("activities").rglob("plan.*.md")):
        body = file.read_text("utf-8").split("\n---\n", 1)[1]
        for paragraph in re.split(r"\n\s*\n", body):
            text = " ".join(_SIGNS.sub(" ", _MARKUP.sub(r"\1", paragraph)).split())
            if len(_WORD.findall(text)) >= LONG_ENOUGH and text not in seen:
                seen.add(text)
                yield Passage(len(seen), file.suffixes[0][1:], text)


def question(passage: Passage) -> str:
    """Return five to nine words of a passage near each other; half of the questions turn them."""
    chance = random.Random(passage.number)
    words = [
        word
        for word in _WORD.findall(passage.text)
        if word.lower() not in _EMPTY_WORDS and len(word) > 1 and not word.isdecimal()
    ]
    start = chance.randrange(max(1, len(words) - _REACH))
    near = words[start : start + _REACH]
    count = min(len(near), chance.randint(_FEWEST, _MOST))
    asked = [near[place] for place in sorted(chance.sample(range(len(near)), count))]
    turn = chance.randrange(1, count) if chance.random() < 0.5 else 0
    return " ".join(word.lower() for word in asked[turn:] + asked[:turn])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.passages", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new or empty folder")
    print(*write(parser.parse_args().folder), sep="\n")
