"""`canbo keys`: the keys of what is encrypted: a new one, everything written anew under it, the old one put away.

The server may run throughout: processes read the key file again within a second of its change.
"""

from __future__ import annotations

import os
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from canbo.cli import office, output
from canbo.cli.parser import DONE, REFUSED, add_common
from canbo.core.errors import DomainError

_EXAMPLE = """
canbo keys status
canbo keys new && canbo keys rotate
canbo keys retire --keep-in /media/usb/khoa-cu.txt
"""
#: Rounds after which values that keep coming under an old key are somebody's: a process that does not see the new one.
_ROUNDS = 5


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "keys", example=_EXAMPLE, help="khoá mã hoá: xem, thêm, đổi, cất khoá cũ",
        description="Dữ liệu nhạy cảm và tệp được mã hoá bằng khoá mới nhất; khoá cũ còn giữ để đọc. Đổi khoá trong "
        "khi máy chủ chạy: «new» thêm khoá, «rotate» mã hoá lại mọi thứ bằng khoá mới (dừng giữa chừng thì chạy lại), "
        "«retire» cất khoá cũ không còn dùng. Khoá nhật ký (CANBO_AUDIT_KEY) không đổi theo.",
    )  # fmt: skip
    parser.add_argument("what", metavar="VIỆC", choices=("status", "new", "rotate", "retire"),
                        help="status, new, rotate hoặc retire")  # fmt: skip
    parser.add_argument(
        "--keep-in", type=Path, metavar="TỆP",
        help="retire: ghi khoá cũ vào tệp này (bản sao lưu lập trước đó vẫn cần tới)",
    )  # fmt: skip
    add_common(parser, named_user=True, prints_data=True)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    """Do what was asked."""
    office.configure(arguments)
    office.make_ready()
    if arguments.what == "status":
        return _status(arguments)
    from canbo.core.access import Permission

    access = office.actor(arguments.as_user)
    access.require(Permission.MANAGE_ACCESS, "")
    return {"new": _new, "rotate": _rotate, "retire": _retire}[arguments.what](arguments, access)


def _status(arguments: Namespace) -> int:
    from canbo.cli.rotation import PLAIN, usage
    from canbo.common.keyring import ring

    keys, used = ring(), usage(office.data_dir())
    rows = [
        (name, "mới nhất" if name == keys.newest else "cũ", used.values[name], used.files[name])
        for name in keys.ciphers
    ]
    unknown = sorted((set(used.values) | set(used.files)) - set(keys.ciphers) - {PLAIN})
    rows += [(name, "THIẾU", used.values[name], used.files[name]) for name in unknown]
    plain = used.files[PLAIN]
    if arguments.json:
        output.print_json(
            {"keys": [dict(zip(("key", "state", "values", "files"), row, strict=True)) for row in rows], "plain": plain}
        )
    else:
        print(output.table(("khoá", "", "giá trị", "tệp"), rows, numbers=(2, 3)))
        if unknown:
            print(f"Thiếu khoá {', '.join(unknown)}: không đọc được những gì ghi bằng khoá ấy. Hãy đưa lại khoá cũ "
                  "vào tệp khoá.")  # fmt: skip
        elif any(used.of(name) for name in keys.ciphers if name != keys.newest):
            print("Còn dữ liệu dưới khoá cũ. Hãy chạy «canbo keys rotate».")
        elif len(keys.ciphers) > 1:
            print("Khoá cũ không còn dùng. Hãy chạy «canbo keys retire --keep-in TỆP».")
        if plain:
            print(f"{plain} tệp chưa mã hoá trong thư mục dữ liệu; đó không phải tệp do canbo ghi, hãy xem rồi dời đi.")
    return REFUSED if unknown or plain else DONE


def _new(arguments: Namespace, access: Any) -> int:
    from canbo.common.keyring import fresh_key, key_id, ring, write_keys

    fresh = fresh_key()
    write_keys((fresh, *ring().texts))
    _record(access, "keys.added", {"key": [None, key_id(fresh)]})
    _tell(
        arguments, {"key": key_id(fresh)},
        f"Đã thêm khoá {key_id(fresh)}; dữ liệu mới được ghi bằng khoá này. Hãy sao tệp khoá ra nơi cất khoá, rồi chạy "
        "«canbo keys rotate» để mã hoá lại dữ liệu cũ.",
    )  # fmt: skip
    return DONE


def _rotate(arguments: Namespace, access: Any) -> int:
    from canbo.cli.rotation import rotate, usage
    from canbo.common.keyring import BELIEVED, ring

    root, newest = office.data_dir(), ring().newest
    time.sleep(2 * BELIEVED)  # by now every process writes with the newest key
    progress = output.Progress()
    done, left = 0, 0
    for _round in range(_ROUNDS):
        done += rotate(root, lambda ready, of: progress(ready / max(of, 1), "Mã hoá lại"))
        used = usage(root)
        left = sum(used.of(name) for name in ring().ciphers if name != newest)
        if not left:
            break
    progress.end()
    if left:
        raise DomainError(
            "keys_still_used", "Còn {left} giá trị vẫn được ghi bằng khoá cũ: có tiến trình chưa đọc tệp khoá mới. Hãy "
            "khởi động lại máy chủ và việc nền rồi chạy lại «canbo keys rotate».", left=left,
        )  # fmt: skip
    _record(access, "keys.rotated", {"key": [None, newest], "values": [None, done]})
    _tell(
        arguments, {"key": newest, "rewritten": done},
        f"Đã mã hoá lại {done} giá trị và tệp; tất cả ở dưới khoá {newest}.",
    )  # fmt: skip
    return DONE


def _retire(arguments: Namespace, access: Any) -> int:
    from canbo.cli.rotation import usage
    from canbo.common.keyring import BELIEVED, key_id, ring, write_keys

    if arguments.keep_in is None:
        raise DomainError(
            "keep_in_needed", "Hãy nói cất khoá cũ ở đâu bằng --keep-in TỆP: bản sao lưu lập trước khi đổi khoá vẫn "
            "cần khoá ấy.",
        )  # fmt: skip
    keys, root = ring(), office.data_dir()
    old = [text for text in keys.texts if key_id(text) != keys.newest]
    if not old:
        raise DomainError("keys_none_old", "Chỉ có một khoá, không có khoá cũ nào để cất.")
    _refuse_used(usage(root), old)
    _keep(arguments.keep_in, old)
    write_keys(keys.texts[:1])
    time.sleep(2 * BELIEVED)
    try:
        # Whatever a process wrote with an old key at the last moment is seen now; then the key comes back.
        _refuse_used(usage(root), old)
    except DomainError:
        write_keys(keys.texts)
        raise
    gone = [key_id(text) for text in old]
    _record(access, "keys.retired", {"keys": [gone, None]})
    _tell(
        arguments, {"retired": gone, "kept_in": str(arguments.keep_in)},
        f"Đã cất khoá {', '.join(gone)} vào «{arguments.keep_in}». Giữ tệp này cùng các bản sao lưu cũ; đến khi không "
        "còn bản nào lập bằng khoá ấy thì huỷ.",
    )  # fmt: skip
    return DONE


def _refuse_used(used: Any, old: list[str]) -> None:
    from canbo.common.keyring import key_id

    for name in map(key_id, old):
        if used.of(name):
            raise DomainError(
                "key_in_use", "Chưa cất được khoá {key}: còn {values} giá trị và {files} tệp mã hoá bằng khoá này. Hãy "
                "chạy «canbo keys rotate» trước.", key=name, values=used.values[name], files=used.files[name],
            )  # fmt: skip


def _keep(path: Path, old: list[str]) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write("\n".join(old) + "\n")
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError as error:
        raise DomainError("key_file_exists", "Đã có tệp «{path}». Không ghi đè khoá cũ.", path=path) from error
    except OSError as error:
        raise DomainError(
            "key_file_unwritable", "Không ghi được «{path}»: {reason}.", path=path, reason=error.strerror
        ) from error


def _record(access: Any, action: str, changes: dict[str, Any]) -> None:
    from django.db import transaction

    from canbo.audit import services as audit

    with transaction.atomic():
        audit.record(access=access, action=action, changes=changes)


def _tell(arguments: Namespace, data: dict[str, Any], words: str) -> None:
    if arguments.json:
        output.print_json(data)
    else:
        print(words)
