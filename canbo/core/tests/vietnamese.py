"""Vietnamese syllables and the encoders of legacy fonts, for round trips in tests."""

import unicodedata
from typing import Final

_ONSETS: Final = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYMES: Final = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
    "ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oan oang oanh "
    "oat oay oăc oăn oăng oăt oc oe oen oet oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uât "
    "uây uc uê uêch uênh ui um un ung uô uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc "
    "ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu"
)
ONSETS: Final = ("", *_ONSETS.split())
RHYMES: Final = tuple(_RHYMES.split())
TONES: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")


def _bearer(rhyme: str) -> int:
    """The place of the vowel that bears the tone (newer style)."""
    for place in range(len(rhyme) - 1, -1, -1):
        if rhyme[place] in "ăâêôơư" and not (rhyme[place] == "ư" and "ươ" in rhyme):
            return place
    vowels = [place for place, letter in enumerate(rhyme) if letter in "aeiouy"]
    if len(vowels) == 1:
        return vowels[0]
    if rhyme.startswith(("oa", "oe", "uy")):
        return vowels[1]
    return vowels[0]


def syllables() -> tuple[str, ...]:
    """Every onset with every rhyme in every tone, newer style; more than the language uses."""
    found: dict[str, None] = {}
    for onset in ONSETS:
        for rhyme in RHYMES:
            place = _bearer(rhyme)
            for tone in TONES:
                toned = rhyme[: place + 1] + tone + rhyme[place + 1 :]
                found[unicodedata.normalize("NFC", onset + toned)] = None
    return tuple(found)


_TCVN3_SMALL: Final = "àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ"  # codes 0xB5 to 0xFE
_TCVN3_BARE: Final = "ĂÂÊÔƠƯĐăâêôơưđ"  # codes 0xA1 to 0xAE
_TO_TCVN3: Final = {ord(letter): chr(0xB5 + place) for place, letter in enumerate(_TCVN3_SMALL) if letter != " "} | {
    ord(letter): chr(0xA1 + place) for place, letter in enumerate(_TCVN3_BARE)
}


def to_tcvn3(text: str) -> str:
    """Encode for an ABC font; capitals with a tone have no code and stay."""
    return unicodedata.normalize("NFC", text).translate(_TO_TCVN3)


_VNI_TONE: Final = dict(zip(TONES[1:], "øûõùï", strict=True))
_VNI_CIRCUMFLEX: Final = dict(zip(TONES, "âàåãáä", strict=True))
_VNI_BREVE: Final = dict(zip(TONES, "êèúüéë", strict=True))
_VNI_WHOLE: Final = {"đ": "ñ", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "í": "í", "ị": "ò", "ỵ": "î", "ơ": "ô", "ư": "ö"}


def to_vni(text: str) -> str:
    """Encode for a VNI font: base letter, then one character for its marks, in the case of the letter."""
    return "".join(map(_vni, unicodedata.normalize("NFC", text)))


def _vni(letter: str) -> str:
    if letter.isupper():
        return _vni(letter.lower()).upper()
    if letter in _VNI_WHOLE:
        return _VNI_WHOLE[letter]
    marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks[1:] if mark in _VNI_TONE), "")
    if "\u0302" in marks:
        return marks[0] + _VNI_CIRCUMFLEX[tone]
    if "\u0306" in marks:
        return marks[0] + _VNI_BREVE[tone]
    base = {"o": "ô", "u": "ö"}[marks[0]] if "\u031b" in marks else marks[0]
    return base + (_VNI_TONE[tone] if tone else "")
