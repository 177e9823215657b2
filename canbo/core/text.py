"""Vietnamese text: the one door for cleaning, searching, comparing, sorting, names and legacy fonts."""

from canbo.core.collation import name_sort_key, text_sort_key
from canbo.core.legacy_fonts import decode_font, tcvn3_to_unicode, vni_to_unicode
from canbo.core.names import name_parts, proper_name
from canbo.core.unicode_forms import clean, clean_lines, fold, nfc, tone_key

__all__ = [
    "clean",
    "clean_lines",
    "decode_font",
    "fold",
    "name_parts",
    "name_sort_key",
    "nfc",
    "proper_name",
    "tcvn3_to_unicode",
    "text_sort_key",
    "tone_key",
    "vni_to_unicode",
]
