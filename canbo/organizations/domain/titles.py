"""Reading what a cell says of somebody's office: which title of the list, of which rank, and what else beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from canbo.core.text import clean, fold, tone_key


class Rank(StrEnum):
    """Head, deputy, or neither; leaders are heads and deputies."""

    HEAD = "head"
    DEPUTY = "deputy"
    STAFF = "staff"

    @property
    def leads(self) -> bool:
        """Whether its holder counts among the leaders."""
        return self is not Rank.STAFF


@dataclass(frozen=True, slots=True)
class TitleEntry:
    """One title of the list."""

    code: str
    name: str
    rank: Rank
    aliases: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class TitlePart:
    """One office named in a text. `code` is None where the list does not have it; then `rank` is by the rules.

    `acting`: quyền, phụ trách. `former`: nguyên, cựu; a former office has no code and the rank of staff.
    """

    text: str
    code: str | None
    rank: Rank
    group: str = ""
    acting: bool = False
    former: bool = False


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a text says: the principal office first, then those held beside it. Empty text has no parts."""

    parts: tuple[TitlePart, ...]

    @property
    def principal(self) -> TitlePart | None:
        """The office that counts as the main one."""
        return self.parts[0] if self.parts else None

    @property
    def concurrent(self) -> tuple[TitlePart, ...]:
        """The offices beside it."""
        return self.parts[1:]

    @property
    def rank(self) -> Rank:
        """The highest rank among the offices."""
        for rank in (Rank.HEAD, Rank.DEPUTY):
            if any(part.rank is rank for part in self.parts):
                return rank
        return Rank.STAFF


COMMITTEE = "committee"

_STRONG = r"\s*(?:;|[\r\n]+|\bkiêm nhiệm\b|\bkiêm\b|\bđồng thời là\b|\bđồng thời\b)\s*"
_WEAK = r"\s*(?:,|/|\+|&|[-‐‑–—])\s*"
_STRONG_SPLIT = re.compile(_STRONG, re.IGNORECASE)
_WEAK_SPLIT = re.compile(f"({_WEAK})")
_STAND_IN = re.compile(r"^(?:quyền\s+|quyen\s+|q\.\s*|q\s+)(?=\S)", re.IGNORECASE)
_COMRADE = re.compile(r"^(?:đ/c|đồng chí|ông|bà)\s+", re.IGNORECASE)

# Posts of hamlets and street groups look like heads of organs once marks are folded away ("trưởng bản", "trưởng ban").
_HAMLET = r"(?:thôn|xóm|bản|ấp|buôn|làng|khóm|khu phố|tổ dân phố|tdp|tiểu khu|khu dân cư|phum|sóc|khu)"
_HAMLET_HEAD = re.compile(rf"^(?:phó )?(?:trưởng|phó) {_HAMLET}\b")
_HAMLET_BODY = re.compile(rf"\b(?:chi bộ|công tác mặt trận|ctmt|chi hội|chi đoàn|tổ phụ nữ|thôn đội)\b.*\b{_HAMLET}\b")

_PLACES = frozenset(
    {
        "phong", "ban", "khoa", "vien", "doan", "cuc", "vu", "so", "chi", "van", "trung", "tram", "truong", "doi",
        "hat", "to", "bo", "tong", "hoi", "cong", "nha", "thanh",
    }
)  # fmt: skip
_DEPUTY_OF = frozenset(
    {"phong", "ban", "khoa", "vien", "doan", "cuc", "vu", "so", "tram", "doi", "hat", "hoi", "nganh", "cong"}
)
_TWO_WORD_HEADS = frozenset(
    {
        ("giam", "doc"), ("chu", "tich"), ("bi", "thu"), ("chu", "nhiem"), ("hieu", "truong"), ("vien", "truong"),
        ("cuc", "truong"), ("vu", "truong"), ("bo", "truong"), ("doi", "truong"), ("hat", "truong"),
        ("tram", "truong"), ("chanh", "van"), ("chanh", "thanh"), ("chanh", "an"), ("chanh", "toa"),
        ("thong", "doc"), ("doan", "truong"), ("ham", "truong"), ("hai", "doi"), ("tu", "lenh"), ("vien", "chu"),
    }
)  # fmt: skip
_THREE_WORD_HEADS = frozenset(
    {
        ("tong", "giam", "doc"), ("tong", "cuc", "truong"), ("chi", "cuc", "truong"), ("chi", "huy", "truong"),
        ("tong", "bien", "tap"), ("tong", "kiem", "toan"), ("tong", "thu", "ky"), ("tong", "bi", "thu"),
        ("tieu", "doan", "truong"), ("trung", "doan", "truong"), ("dai", "doi", "truong"), ("phan", "vien", "truong"),
    }
)  # fmt: skip
_TWO_WORD_DEPUTIES = frozenset(
    {
        ("hieu", "pho"), ("vien", "pho"), ("cuc", "pho"), ("vu", "pho"), ("doi", "pho"), ("hat", "pho"),
        ("tram", "pho"), ("thu", "truong"), ("doan", "pho"),
    }
)  # fmt: skip
_NO_HEADS = frozenset(["nhom", "thon", "xom", "ap", "buon", "ca", "kip", "to", "may", "bep", "kho", "lop"])


class TitleIndex:
    """The list of titles, ready to recognise texts."""

    def __init__(
        self,
        entries: Iterable[TitleEntry],
        *,
        abbreviations: Mapping[str, str] | None = None,
        synonyms: Mapping[str, str] | None = None,
    ) -> None:
        self._abbreviations = {fold(short): fold(long).split() for short, long in (abbreviations or {}).items()}
        pairs = [(tuple(fold(long).split()), tuple(fold(short).split())) for long, short in (synonyms or {}).items()]
        self._synonyms: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for long, short in sorted(pairs, key=lambda pair: -len(pair[0])):
            self._synonyms.setdefault(long[0], []).append((long, short))
        self._by_words: dict[tuple[str, ...], TitleEntry] = {}
        for entry in entries:
            for name in (entry.name, *entry.aliases):
                self._by_words.setdefault(self.words(name), entry)
        self._longest = max(map(len, self._by_words), default=0)

    def words(self, text: str) -> tuple[str, ...]:
        """The folded words by which titles are compared, abbreviations and synonyms written one way."""
        words = re.sub(r"[^0-9a-z ]+", " ", fold(text).replace(".", " ")).split()
        for i in (0, 1):
            # A short form stands first, or right behind "phó", "quyền".
            if i < len(words) and words[i] in self._abbreviations and words[:i] in ([], ["pho"], ["quyen"]):
                words[i : i + 1] = self._abbreviations[words[i]]
                break
        for i in range(len(words)):
            for long, short in self._synonyms.get(words[i] if i < len(words) else "", ()):
                if tuple(words[i : i + len(long)]) == long:
                    words[i : i + len(long)] = short
                    break
        return tuple(words)

    def exact(self, text: str) -> TitleEntry | None:
        """The title that is written exactly so, but for case, marks, hyphens and usual short forms."""
        return self._by_words.get(self.words(text))

    def recognise(self, text: str) -> Recognition:
        """Read a cell: several offices joined by ; , / - “kiêm” are told apart; see TitlePart for each.

        The principal office is the first that is not mere membership of a committee. A comma, slash or hyphen divides
        only where an office begins behind it, so that “Văn phòng - Thống kê” stays whole.
        """
        if not clean(text):
            return Recognition(())
        if self.exact(text):
            return Recognition((self._part(clean(text)),))
        parts: list[TitlePart] = []
        for piece in _STRONG_SPLIT.split(_COMRADE.sub("", text.strip())):
            parts.extend(self._divide(clean(piece)) if clean(piece) else ())
        main = next((i for i, part in enumerate(parts) if part.group != COMMITTEE and not part.former), 0)
        if main:
            parts.insert(0, parts.pop(main))
        return Recognition(tuple(parts))

    def _divide(self, piece: str) -> list[TitlePart]:
        halves = _WEAK_SPLIT.split(piece)
        done: list[TitlePart] = []
        left = halves[0]
        for mark, right in zip(halves[1::2], halves[2::2], strict=True):
            joined = left + mark + right
            behind = self._part(clean(right)) if clean(right) else None
            is_office = behind is not None and (behind.rank.leads or behind.group == COMMITTEE)
            if is_office and self._listed_length(joined) <= len(self.words(left)):
                if clean(left):
                    done.append(self._part(clean(left)))
                left = right
            else:
                left = joined
        if clean(left):
            done.append(self._part(clean(left)))
        return done

    def _listed_length(self, text: str) -> int:
        words = self.words(text)
        return next((n for n in range(min(len(words), self._longest), 0, -1) if words[:n] in self._by_words), 0)

    def _listed(self, words: tuple[str, ...]) -> TitleEntry | None:
        for length in range(min(len(words), self._longest), 0, -1):
            entry = self._by_words.get(words[:length])
            if entry is not None:
                return entry
        return None

    def _part(self, text: str) -> TitlePart:
        written = tone_key(text)
        words = self.words(text)
        entry = self._by_words.get(words)
        if entry is not None and not _HAMLET_HEAD.match(written):
            return TitlePart(text, entry.code, entry.rank, entry.group)
        if words[:1] in {("nguyen",), ("cuu",)} and len(words) > 1 and not written.startswith("cứu"):
            return TitlePart(text, None, Rank.STAFF, former=True)
        stand_in = _STAND_IN.match(text)
        if stand_in is not None:
            return replace(self._part(text[stand_in.end() :]), text=text, acting=True)
        if words[:2] == ("phu", "trach"):
            return self._in_charge(text, words[2:])
        if _HAMLET_HEAD.match(written) or _HAMLET_BODY.search(written):
            return TitlePart(text, None, Rank.STAFF, "village")
        entry = self._listed(words)
        if entry is not None:
            return TitlePart(text, entry.code, entry.rank, entry.group)
        return TitlePart(text, None, _rank_by_rule(words, written))

    def _in_charge(self, text: str, words: tuple[str, ...]) -> TitlePart:
        """“Phụ trách phòng” leads in somebody's stead; “phụ trách kế toán” names a duty."""
        entry = self._listed(words)
        if entry is not None:
            return TitlePart(text, entry.code, entry.rank, entry.group, acting=entry.rank.leads)
        if words and words[0] in _PLACES:
            return TitlePart(text, None, Rank.HEAD, acting=True)
        return TitlePart(text, None, Rank.STAFF)


def _rank_by_rule(words: tuple[str, ...], written: str) -> Rank:
    """The rank that the first words of an unlisted title speak of."""
    if not words:
        return Rank.STAFF
    if words[:2] in _TWO_WORD_DEPUTIES:
        return Rank.DEPUTY
    if words[0] == "pho" and len(words) > 1:
        if words[1] in _DEPUTY_OF or _is_head(words[1:], written.partition(" ")[2]):
            return Rank.DEPUTY
        return Rank.STAFF
    return Rank.HEAD if _is_head(words, written) else Rank.STAFF


def _is_head(words: tuple[str, ...], written: str) -> bool:
    if words[:2] in _TWO_WORD_HEADS or words[:3] in _THREE_WORD_HEADS:
        return True
    # "trường" (a school) folds to the same letters as "trưởng" (a head).
    return words[0] == "truong" and len(words) > 1 and words[1] not in _NO_HEADS and not written.startswith("trường")
