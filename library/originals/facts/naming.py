"""Which tags a text names, compared with its accents: "hội thi" is a contest, "hội thí" nothing.

Longer names win over the shorter ones inside them, across all schemes: "Hoạt động trải nghiệm,
hướng nghiệp" is a subject, and no talk of careers.
"""

from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from library.search import phrasebook, vietnamese
from library.tags.vocabulary import Vocabulary

_SCHEMES = (
    "subject", "activity", "theme", "audience", "setting", "people", "place", "level",
    "textbook",
)  # fmt: skip
# Signs that may stand inside a name, and behind which another begins.
_INSIDE = set(" ,-–&/'’\t\u00a0")
_MOST_SYLLABLES = 400
# What a name may be with more: "Sử" is "môn sử", "Nhận thức" is "giáo dục phát triển nhận thức".
_BEFORE = ("môn ", "giáo dục phát triển ", "giáo dục ", "phát triển ")

# What papers say and no label of the vocabulary does.
_MORE = {
    "activity.extracurricular": (
        "hoạt động ngoại khoá",
        "ngoại khoá",
        "hoạt động ngoài giờ lên lớp",
    ),
    "activity.arts": (
        "tiếng hát",
        "hội diễn văn nghệ",
        "đêm nhạc",
        "múa hát",
        "liên hoan văn nghệ",
    ),
    "activity.sports": (
        "hội khoẻ phù đổng",
        "giải bóng đá",
        "ngày hội thể thao",
        "đại hội thể dục thể thao",
    ),
    "activity.competition.quiz": (
        "thi tìm hiểu",
        "tìm hiểu kiến thức",
        "đấu trường",
        "đường lên đỉnh",
    ),
    "activity.competition.oratory": (
        "thi hùng biện",
        "english speaking contest",
        "public speaking contest",
    ),
    "activity.competition.drawing": ("thi vẽ", "vẽ tranh", "drawing contest"),
    "activity.competition.story": ("thi kể chuyện", "kể chuyện", "storytelling contest"),
    "activity.competition": ("hội thi", "cuộc thi", "contest"),
    "activity.open-day": ("ngày hội", "open day", "fair"),
    "activity.visit": (
        "tham quan học tập",
        "trải nghiệm thực tế",
        "đi thực tế",
        "field trip",
        "visit",
    ),
    "activity.class-meeting": ("tiết sinh hoạt lớp", "class meeting"),
    "activity.club": ("câu lạc bộ", "clb"),
    "activity.club.language": ("câu lạc bộ tiếng anh", "clb tiếng anh", "english club"),
    "activity.flag-ceremony": ("chào cờ", "sinh hoạt dưới cờ", "tiết chào cờ"),
    "activity.ceremony": (
        "lễ kỉ niệm",
        "lễ kỷ niệm",
        "lễ khai giảng",
        "lễ tri ân",
        "lễ ra quân",
        "mít tinh",
    ),
    "activity.youth-union": ("sinh hoạt sao nhi đồng", "sinh hoạt chi đội", "sinh hoạt đội"),
    "activity.culture-day": ("ngày hội văn hoá", "ngày hội văn hoá dân gian"),
    "activity.training": ("tập huấn", "bồi dưỡng giáo viên"),
    "activity.exhibition": ("trưng bày", "triển lãm"),
    "activity.conference": ("hội nghị", "hội thảo"),
    "activity.camp": ("hội trại", "trại hè", "cắm trại"),
    "audience.parent": ("cha mẹ học sinh", "cha mẹ trẻ", "phụ huynh học sinh", "phụ huynh"),
    "audience.pupil": ("trẻ", "children", "pupils", "students"),
    "audience.teacher": ("teachers", "giáo viên bộ môn"),
    "setting.hall-yard": (
        "sân trường",
        "hội trường",
        "nhà đa năng",
        "sân khấu",
        "school yard",
        "school hall",
        "nhà thi đấu",
    ),
    "setting.classroom": (
        "phòng học",
        "lớp học",
        "trong lớp",
        "tại lớp",
        "classroom",
        "phòng học bộ môn",
    ),
    "setting.library": ("thư viện", "library", "school library"),
    "setting.computer-lab": ("phòng tin học", "phòng máy", "phòng máy tính", "computer room"),
    "setting.online": ("trực tuyến", "online", "google meet", "zoom"),
    "setting.off-site": (
        "bảo tàng",
        "làng nghề",
        "khu di tích",
        "di tích",
        "nghĩa trang liệt sĩ",
        "công viên",
        "museum",
    ),
    "subject.preschool.cognitive": (
        "làm quen với toán",
        "làm quen với biểu tượng toán",
        "khám phá khoa học",
        "khám phá xã hội",
        "khám phá môi trường xung quanh",
        "môi trường xung quanh",
    ),
    "subject.preschool.language": (
        "làm quen văn học",
        "làm quen chữ cái",
        "làm quen với tác phẩm văn học",
        "làm quen chữ viết",
    ),
    "subject.preschool.aesthetic": ("tạo hình", "giáo dục âm nhạc"),
    "subject.preschool.social": (
        "tình cảm và kĩ năng xã hội",
        "tình cảm kĩ năng xã hội",
        "tình cảm - xã hội",
    ),
    "subject.experiential-career": ("hđtn, hn", "hđtn hn", "hđtnhn"),
    "subject.local-education": ("giáo dục địa phương", "nội dung giáo dục của địa phương"),
    "subject.defence-security": ("giáo dục quốc phòng và an ninh", "gdqp và an ninh"),
}


class Named(NamedTuple):
    """The tags of a name, and where in the text it stands."""

    tags: tuple[str, ...]
    start: int
    end: int


class Names:
    """The names of a vocabulary, ready to be found in lines."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def find(self, text: str) -> list[Named]:
        """Return the names in a text in their order, none inside another."""
        found = list(islice(vietnamese.syllables(text), _MOST_SYLLABLES))
        keys = [vietnamese.accented(text[start:end]) for _, start, end in found]
        is_shouted = text.isupper()
        named: list[Named] = []
        place = 0
        while place < len(found):
            size = self._longest_at(text, found, keys, place, is_shouted=is_shouted)
            if size:
                tags = self._all[tuple(keys[place : place + size])]
                named.append(Named(tags, found[place][1], found[place + size - 1][2]))
            # "Hội thi kể chuyện" is a contest and one of storytelling: "thi kể chuyện" is a name too.
            place += size - (size > 1 and keys[place + size - 1] == "thi") if size else 1
        return named

    def tags(self, text: str, scheme: str) -> dict[str, None]:
        """Return the tags of one scheme that a text names, in its order."""
        prefix = f"{scheme}."
        named = self.find(text)
        return {tag: None for each in named for tag in each.tags if tag.startswith(prefix)}

    def exact(self, text: str, scheme: str) -> tuple[str, ...]:
        """Return the tags of a scheme that are called just so, short ones too."""
        for before in ("", *_BEFORE):
            key = _key(before + text)
            tags = (*self._short.get(key, ()), *self._all.get(key, ()))
            if found := tuple(tag for tag in dict.fromkeys(tags) if tag.startswith(f"{scheme}.")):
                return found
        return ()

    def _longest_at(
        self,
        text: str,
        found: list[vietnamese.Syllable],
        keys: list[str],
        place: int,
        *,
        is_shouted: bool,
    ) -> int:
        """Return how many syllables the longest name has that begins at one of them, 0 for none."""
        longest = min(self._sizes.get(keys[place], 0), len(found) - place)
        for size in range(longest, 0, -1):
            name = tuple(keys[place : place + size])
            if name not in self._all or not _is_whole(text, found[place : place + size]):
                continue
            if size > 1 or self._may_stand_alone(
                text[found[place][1] : found[place][2]], name, is_shouted
            ):
                return size
        return 0

    def _may_stand_alone(self, typed: str, name: tuple[str, ...], is_shouted: bool) -> bool:
        """Tell whether one syllable is a name: an abbreviation in capitals, or no word of the language."""
        is_word = phrasebook.is_everyday(vietnamese.key(typed))
        if name in self._abbreviations:
            return (
                typed.isupper() and not (is_word and is_shouted) and len(typed) > 1 and not is_word
            )
        return not is_word or name in self._own

    @cached_property
    def _own(self) -> frozenset[tuple[str, ...]]:
        return frozenset(_key(name) for names in _MORE.values() for name in names)

    @cached_property
    def _abbreviations(self) -> frozenset[tuple[str, ...]]:
        terms = self._vocabulary.terms.values()
        return frozenset(_key(name) for term in terms for name in term.abbreviations)

    @cached_property
    def _all(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        made: dict[tuple[str, ...], dict[str, None]] = {}
        for name, tag in self._every():
            if key := _key(name):
                made.setdefault(key, {})[tag] = None
        return {key: tuple(tags) for key, tags in made.items()}

    @cached_property
    def _short(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """The abbreviations and names without what stands in brackets, which only a label allows."""
        return {key: tags for key, tags in self._all.items() if len(key) == 1}

    @cached_property
    def _sizes(self) -> dict[str, int]:
        sizes: dict[str, int] = {}
        for key in self._all:
            sizes[key[0]] = max(sizes.get(key[0], 0), len(key))
        return sizes

    def _every(self) -> Iterator[tuple[str, str]]:
        for scheme in _SCHEMES:
            terms: Collection[str] = ()
            if scheme in self._vocabulary.schemes:
                terms = self._vocabulary.schemes[scheme].terms
            for id in terms:
                current = self._vocabulary.current(id)
                yield from (
                    (name.partition(" (")[0], current) for name in self._vocabulary[id].names
                )
        for tag, names in _MORE.items():
            if tag in self._vocabulary:
                yield from ((name, tag) for name in names)


# The last ones made, with the picture of the vocabulary that they are from.
_made: list[tuple[Vocabulary, Names]] = []


def of(vocabulary: Vocabulary) -> Names:
    """Return the names of a vocabulary, made when that is new."""
    if not _made or _made[0][0] is not vocabulary:
        _made[:] = [(vocabulary, Names(vocabulary))]
    return _made[0][1]


def _key(name: str) -> tuple[str, ...]:
    return tuple(
        vietnamese.accented(name[start:end]) for _, start, end in vietnamese.syllables(name)
    )


def _is_whole(text: str, syllables: list[vietnamese.Syllable]) -> bool:
    """Tell whether nothing stands between syllables that ends a name."""
    gaps = (text[one[2] : other[1]] for one, other in pairwise(syllables))
    return all(_INSIDE.issuperset(gap) and len(gap) <= 3 for gap in gaps)
