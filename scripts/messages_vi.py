"""The Vietnamese words that the frameworks' own catalogues lack, compiled into canbo/locale/vi.

python scripts/messages_vi.py           write django.po and django.mo
python scripts/messages_vi.py --check   fail where they are not what this file says
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parents[1] / "canbo" / "locale" / "vi" / "LC_MESSAGES"

WORDS: dict[str, str] = {
    "- Select an option -": "– chọn –",
    "Enter a complete value.": "Hãy nhập đủ giá trị.",
    "Enter a valid UUID.": "Mã không hợp lệ.",
    "Enter a valid duration.": "Hãy nhập khoảng thời gian hợp lệ.",
    "Enter a valid domain name.": "Hãy nhập tên miền hợp lệ.",
    "Null characters are not allowed.": "Không được có ký tự rỗng (NUL).",
    "Ensure this value is a multiple of step size %(limit_value)s.": "Giá trị phải là bội của %(limit_value)s.",
    "File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s.": (
        "Không nhận tệp đuôi “%(extension)s”. Các đuôi được nhận: %(allowed_extensions)s."
    ),
    "Constraint “%(name)s” is violated.": "Giá trị trái với ràng buộc “%(name)s”.",
    "%(model)s instance with %(field)s %(value)r is not a valid choice.": "Giá trị đã chọn không có trong danh mục.",
    "“%(value)s” value must be an integer.": "“%(value)s” phải là số nguyên.",
    "“%(value)s” value must be a decimal number.": "“%(value)s” phải là số.",
    "“%(value)s” value must be a float.": "“%(value)s” phải là số.",
    "“%(value)s” value must be either True or False.": "“%(value)s” phải là có hoặc không.",
    "“%(value)s” value must be either True, False, or None.": "“%(value)s” phải là có, không hoặc để trống.",
    "“%(value)s” value has an invalid date format. It must be in YYYY-MM-DD format.": (
        "“%(value)s” không phải là ngày. Hãy ghi dạng ngày/tháng/năm."
    ),
    "“%(pk)s” is not a valid value.": "“%(pk)s” không phải là giá trị hợp lệ.",
    "ManagementForm data is missing or has been tampered with. Missing fields: %(field_names)s. "
    "You may need to file a bug report if the issue persists.": (
        "Biểu mẫu gửi lên bị thiếu phần (%(field_names)s). Hãy tải lại trang rồi nhập lại."
    ),
    "CSRF verification failed. Request aborted.": "Phiên làm việc đã đổi; yêu cầu không được thực hiện.",
    "Conflicting form data submitted. Please try again.": "Dữ liệu gửi lên mâu thuẫn. Hãy thử lại.",
    "Enter a valid username. This value may contain only unaccented lowercase a-z and uppercase A-Z letters, "
    "numbers, and @/./+/-/_ characters.": (
        "Tên đăng nhập chỉ gồm chữ không dấu a–z, A–Z, chữ số và các dấu @ . + - _."
    ),
    "Messages": "Thông báo",
    "Forbidden": "Không được phép",
    "Duration": "Khoảng thời gian",
}
PLURALS: dict[tuple[str, str], str] = {
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ): "Mật khẩu quá ngắn; phải có ít nhất %d ký tự.",
    ("%(num)d year", "%(num)d years"): "%(num)d năm",
    ("%(num)d month", "%(num)d months"): "%(num)d tháng",
    ("%(num)d week", "%(num)d weeks"): "%(num)d tuần",
    ("%(num)d day", "%(num)d days"): "%(num)d ngày",
    ("%(num)d hour", "%(num)d hours"): "%(num)d giờ",
    ("%(num)d minute", "%(num)d minutes"): "%(num)d phút",
}


def catalogue() -> polib.POFile:
    """Build the catalogue from the words above."""
    made = polib.POFile(wrapwidth=110)
    made.metadata = {
        "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit", "Language": "vi",
        "Plural-Forms": "nplurals=1; plural=0;",
    }  # fmt: skip
    for msgid, msgstr in WORDS.items():
        made.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    for (single, plural), msgstr in PLURALS.items():
        made.append(polib.POEntry(msgid=single, msgid_plural=plural, msgstr_plural={0: msgstr}))
    return made


def main(arguments: list[str]) -> int:
    """Write the catalogue, or check it."""
    made = catalogue()
    compiled = FOLDER / "django.mo"
    if arguments == ["--check"]:
        is_same = compiled.exists() and compiled.read_bytes() == made.to_binary()
        print("" if is_same else "canbo/locale/vi is old: run python scripts/messages_vi.py")
        return 0 if is_same else 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    made.save(str(FOLDER / "django.po"))
    compiled.write_bytes(made.to_binary())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
