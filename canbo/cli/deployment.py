"""What makes a server unsafe to put into service, each told in a sentence: what is unsafe, why, how it is mended."""

from __future__ import annotations

import base64
import binascii
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal

from canbo.core.access import full_access

type State = Literal["ok", "warning", "error"]

#: File systems that come over a network: SQLite's locks do not hold there.
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph", "lustre", "davfs"}
)
#: The look at the server is nobody's in particular.
_EVERYTHING = full_access(None, "canbo doctor")
_LONGEST_BACKUP_AGE = timedelta(hours=25)
_LONGEST_ANCHOR_AGE = timedelta(days=8)
_KNOWN_SECRETS = ("django-insecure", "only-for-tests", "changeme", "change-me", "secret", "password", "mat-khau")
_NEEDED_MIDDLEWARE = (
    ("django.middleware.security.SecurityMiddleware", "tiêu đề bảo mật và chuyển sang https"),
    ("django.middleware.csp.ContentSecurityPolicyMiddleware", "chính sách nội dung (CSP)"),
    ("django.middleware.csrf.CsrfViewMiddleware", "mã chống giả mạo yêu cầu (CSRF)"),
    ("django.middleware.clickjacking.XFrameOptionsMiddleware", "chống nhúng vào khung của trang khác"),
    ("canbo.accounts.middleware.RequireSignInMiddleware", "bắt đăng nhập ở mọi trang"),
    ("canbo.web.headers.ShieldMiddleware", "tiêu đề cấm lưu và cấm dùng thiết bị"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found: a sentence, and what to do where something is wrong."""

    check: str
    state: State
    message: str


def _error(check: str, message: str) -> Finding:
    return Finding(f"deploy.{check}", "error", message)


def _warning(check: str, message: str) -> Finding:
    return Finding(f"deploy.{check}", "warning", message)


def settings_findings(settings: Any, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at the settings alone: nothing of them touches a database."""
    for look in (_mode, _secrets, _hosts, _transport, _browser, _sign_in, _places):
        yield from look(settings, environment)


def _mode(settings: Any, environment: Mapping[str, str]) -> Iterator[Finding]:
    if settings.DEBUG:
        yield _error("debug", "DEBUG đang bật: trang lỗi cho người ngoài thấy mã và dữ liệu. Hãy tắt DEBUG.")
    if settings.CANBO_DEMO:
        yield _error(
            "demo", "Chế độ dùng thử đang bật: ai cũng vào được bằng một lần bấm. Hãy bỏ CANBO_DEMO và lập cơ quan mới."
        )
    if settings.CANBO_MIGRATE_AT_START:
        yield _error(
            "settings", "Đang dùng thiết lập của một máy lẻ (tự tạo khoá, không có TLS). Hãy đặt "
            "CANBO_SETTINGS=production."
        )  # fmt: skip


def _secrets(settings: Any, environment: Mapping[str, str]) -> Iterator[Finding]:
    secret = str(settings.SECRET_KEY)
    if len(secret) < 50 or len(set(secret)) < 12 or secret.lower().startswith(_KNOWN_SECRETS):
        yield _error(
            "secret_key", "CANBO_SECRET_KEY ngắn, lặp lại hoặc là giá trị mẫu: ai đoán được là giả được phiên đăng "
            "nhập. Hãy tạo bằng lệnh trong docs/start.md (ít nhất 50 ký tự ngẫu nhiên)."
        )  # fmt: skip
    keys = [("CANBO_ENCRYPTION_KEYS", text) for text in settings.CANBO_ENCRYPTION_KEYS]
    if not keys:
        yield _error("encryption_keys", "Chưa có khoá mã hoá: không ghi được dữ liệu nhạy cảm. Hãy đặt "
                     "CANBO_ENCRYPTION_KEYS_FILE.")  # fmt: skip
    for name, text in (*keys, ("CANBO_AUDIT_KEY", settings.CANBO_AUDIT_KEY)):
        raw = _raw(text)
        if len(raw) != 32 or len(set(raw)) < 12:
            check = "audit_key" if name == "CANBO_AUDIT_KEY" else "encryption_keys"
            yield _error(
                check, f"{name} thiếu, không phải 32 byte viết bằng base64, hoặc không ngẫu nhiên: đoán được khoá là "
                "đọc hoặc sửa được dữ liệu. Hãy tạo bằng lệnh trong docs/start.md."
            )  # fmt: skip
    texts = [secret, *(text for _name, text in keys), settings.CANBO_AUDIT_KEY]
    if len(set(texts)) < len(texts):
        yield _error(
            "equal_keys", "Có hai khoá giống nhau trong CANBO_SECRET_KEY, CANBO_ENCRYPTION_KEYS, CANBO_AUDIT_KEY: lộ "
            "một là lộ cả hai. Hãy tạo mỗi khoá riêng."
        )  # fmt: skip
    if settings.CANBO_KEY_FILE is None:
        yield _warning(
            "key_file", "Khoá mã hoá đặt thẳng trong biến môi trường: không đổi khoá được khi máy chủ chạy, và "
            "tiến trình khác của cùng tài khoản đọc được. Hãy dùng CANBO_ENCRYPTION_KEYS_FILE."
        )  # fmt: skip
    for name, value in environment.items():
        if name.startswith("CANBO_") and name.endswith("_FILE"):
            yield from _key_file(name, Path(value), Path(settings.CANBO_DATA_DIR))


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def _key_file(name: str, path: Path, data_dir: Path) -> Iterator[Finding]:
    if not path.is_file():
        yield _error("key_files", f"{name} chỉ tới tệp không có: {path}. Hãy sửa đường dẫn hoặc khôi phục tệp.")
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o027:
        yield _error(
            "key_files", f"Người khác trên máy này đọc hoặc sửa được {path} ({name}). Hãy chạy «chmod 600 {path}»."
        )
    if path.resolve().is_relative_to(data_dir.resolve()):
        yield _error(
            "key_place", f"{path} ({name}) nằm trong thư mục dữ liệu: ai chép thư mục ấy có luôn khoá. Hãy dời ra nơi "
            "khác, ví dụ /etc/canbo."
        )  # fmt: skip


def _hosts(settings: Any, environment: Mapping[str, str]) -> Iterator[Finding]:
    hosts = [str(each).strip() for each in settings.ALLOWED_HOSTS]
    wide = [each for each in hosts if each == "*" or each.startswith(".") or not each]
    if wide or not hosts:
        yield _error(
            "hosts", "CANBO_HOSTS rỗng hoặc nhận mọi tên máy («*», «.tên»): kẻ khác đặt được tên của họ vào đường dẫn "
            "và phiên làm việc. Hãy ghi đúng tên miền của cơ quan."
        )  # fmt: skip


def _transport(settings: Any, environment: Mapping[str, str]) -> Iterator[Finding]:
    needed = (
        ("tls_redirect", settings.SECURE_SSL_REDIRECT, "http không bị chuyển sang https (SECURE_SSL_REDIRECT)"),
        ("session_cookie", settings.SESSION_COOKIE_SECURE, "cookie phiên đi được qua http (SESSION_COOKIE_SECURE)"),
        ("csrf_cookie", settings.CSRF_COOKIE_SECURE, "cookie CSRF đi được qua http (CSRF_COOKIE_SECURE)"),
        (
            "hsts", settings.SECURE_HSTS_SECONDS >= 30 * 86400,
            "trình duyệt không được dặn chỉ dùng https (SECURE_HSTS_SECONDS dưới 30 ngày)",
        ),
        (
            "proxy_header", settings.SECURE_PROXY_SSL_HEADER == ("HTTP_X_FORWARDED_PROTO", "https"),
            "không biết proxy đã dùng https hay chưa (SECURE_PROXY_SSL_HEADER)",
        ),
    )  # fmt: skip
    for check, is_set, words in needed:
        if not is_set:
            yield _error(check, f"Có lỗ hổng đường truyền: {words}; người nghe lén lấy được phiên. Hãy dùng thiết lập "
                         "CANBO_SETTINGS=production như gốc.")  # fmt: skip
    for name, database in settings.DATABASES.items():
        if not database["ENGINE"].endswith("postgresql"):
            continue
        host = str(database.get("HOST") or "")
        safe = database.get("OPTIONS", {}).get("sslmode") in {"require", "verify-ca", "verify-full"}
        if host and not host.startswith("/") and host not in {"localhost", "127.0.0.1", "::1"} and not safe:
            yield _error(
                "database_tls", f"Kết nối tới cơ sở dữ liệu «{name}» ở máy {host} không bắt buộc TLS: hồ sơ đi lộ trên "
                "mạng. Hãy thêm ?sslmode=verify-full vào CANBO_DATABASE_URL."
            )  # fmt: skip


def _browser(settings: Any, environment: Mapping[str, str]) -> Iterator[Finding]:
    policy = settings.SECURE_CSP or {}
    sources = {str(source) for values in policy.values() if isinstance(values, list | tuple) for source in values}
    if not policy or sources & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"}:
        yield _error(
            "csp", "Chính sách nội dung (SECURE_CSP) vắng mặt hoặc cho chạy mã chèn vào trang. Hãy bỏ unsafe-inline, "
            "unsafe-eval và dấu «*»."
        )  # fmt: skip
    strict = (
        settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY, settings.SECURE_CONTENT_TYPE_NOSNIFF,
        settings.X_FRAME_OPTIONS == "DENY", settings.SESSION_COOKIE_SAMESITE in {"Lax", "Strict"},
        settings.SECURE_REFERRER_POLICY in {"same-origin", "no-referrer", "strict-origin"},
    )  # fmt: skip
    if not all(strict):
        yield _error(
            "headers", "Cookie hoặc tiêu đề trình duyệt bị nới lỏng (HTTPONLY, SAMESITE, nosniff, X-Frame-Options, "
            "Referrer-Policy): trang khác lợi dụng được phiên. Hãy trả về thiết lập gốc."
        )  # fmt: skip
    for name, what in _NEEDED_MIDDLEWARE:
        if name not in settings.MIDDLEWARE:
            yield _error("middleware", f"Thiếu lớp bảo vệ {name} ({what}). Hãy trả về MIDDLEWARE gốc.")


def _sign_in(settings: Any, environment: Mapping[str, str]) -> Iterator[Finding]:
    if not settings.CANBO_SECOND_FACTOR_ROLES:
        yield _error(
            "second_factor", "Không vai trò nào phải dùng yếu tố thứ hai: lộ một mật khẩu là mở được mọi hồ sơ. "
            "Hãy đặt "
            "CANBO_SECOND_FACTOR_ROLES=officer,inspector,data_officer,administrator."
        )  # fmt: skip
    proxies = settings.CANBO_TRUSTED_PROXIES
    networks = [ip_network(each, strict=False) for each in proxies if each != "socket"]
    if any(network.prefixlen == 0 for network in networks):
        yield _error(
            "proxies", "CANBO_TRUSTED_PROXIES tin mọi địa chỉ: ai cũng tự khai được địa chỉ để tránh bị khoá. Hãy ghi "
            "đúng địa chỉ của proxy."
        )  # fmt: skip
    elif not proxies:
        yield _warning(
            "proxies", "CANBO_TRUSTED_PROXIES chưa đặt: sau proxy, mọi trình duyệt mang một địa chỉ, nên vài người gõ "
            "sai mật khẩu có thể làm cả cơ quan bị khoá. Hãy ghi địa chỉ của proxy."
        )  # fmt: skip
    if settings.CANBO_STEP_UP_MINUTES > 120 or settings.SESSION_COOKIE_AGE > 24 * 3600:
        yield _error(
            "long_sessions", "Phiên làm việc hoặc lần xác nhận lại kéo dài quá (CANBO_STEP_UP_MINUTES trên 120 phút, "
            "hoặc SESSION_COOKIE_AGE trên 24 giờ): máy bỏ trống là hồ sơ để ngỏ. Hãy rút ngắn."
        )  # fmt: skip
    if settings.CANBO_SIGN_IN_ATTEMPTS > 10:
        yield _error("attempts", "CANBO_SIGN_IN_ATTEMPTS cho đoán quá 10 lần trong 15 phút. Hãy đặt từ 3 đến 10.")
    hashers, validators = settings.PASSWORD_HASHERS, settings.AUTH_PASSWORD_VALIDATORS
    shortest = [each.get("OPTIONS", {}).get("min_length", 8) for each in validators if "MinimumLength" in each["NAME"]]
    common = any("CommonPassword" in each["NAME"] for each in validators)
    if "Argon2" not in hashers[0] or not shortest or shortest[0] < 10 or not common:
        yield _error(
            "passwords", "Mật khẩu được giữ hoặc chọn lỏng (không phải Argon2, dưới 10 ký tự, hoặc nhận mật khẩu phổ "
            "biến). Hãy trả về thiết lập gốc."
        )  # fmt: skip
    address = environment.get("CANBO_OIDC_URL", "")
    if address and not address.startswith("https://"):
        yield _error("oidc", "CANBO_OIDC_URL không dùng https: người đứng giữa giả được nơi đăng nhập. Hãy dùng https.")


def _places(settings: Any, environment: Mapping[str, str]) -> Iterator[Finding]:
    directory = Path(settings.CANBO_DATA_DIR)
    mode = stat.S_IMODE(directory.stat().st_mode)
    if mode & 0o027:
        yield _error(
            "data_dir", f"Người khác trên máy này vào hoặc ghi được thư mục dữ liệu {directory} (quyền "
            f"{mode:03o}). Hãy "
            f"chạy «chmod 700 {directory}»."
        )  # fmt: skip
    if Path(settings.MEDIA_ROOT).resolve().is_relative_to(Path(settings.STATIC_ROOT).resolve()):
        yield _error("files", "Giấy tờ nằm trong thư mục tệp giao diện, ai cũng tải được. Hãy dời MEDIA_ROOT.")
    if any(each["ENGINE"].endswith("sqlite3") for each in settings.DATABASES.values()):
        system = file_system_of(directory)
        if system in NETWORK_FILE_SYSTEMS:
            yield _error(
                "network_drive", f"SQLite nằm trên ổ mạng ({system}): khoá tệp không giữ được, dữ liệu sẽ hỏng. Hãy "
                "dùng ổ của máy này, hoặc PostgreSQL."
            )  # fmt: skip


def file_system_of(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """Name the kind of file system that the path lies on; "" where the machine does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place, kind = "", ""
    for line in lines:
        point, system = [*line.split(), "", "", ""][1:3]
        point = point.replace("\\040", " ")
        if os.path.commonpath([point or "/", str(path.resolve())]) == point and len(point) >= len(place):
            place, kind = point, system
    return kind


def office_findings(settings: Any, now: datetime) -> Iterator[Finding]:
    """Look at the database and what lies on the disk: its role, the log, backups, keys, demo accounts, the clock."""
    for look in (_role, _log, _backups, _sealing, _demo_accounts):
        yield from look(settings, now)


def _role(settings: Any, now: datetime) -> Iterator[Finding]:
    from django.db import connection

    from canbo.common.rows import is_guarded

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole OR rolcreatedb, EXISTS (SELECT 1 FROM pg_tables WHERE "
            "tableowner = current_user AND schemaname = current_schema()), clock_timestamp() "
            "FROM pg_roles WHERE rolname = current_user"
        )
        *powers, clock = cursor.fetchone()
    yield from role_findings(*powers, guarded=is_guarded())
    if abs((clock - now).total_seconds()) > 5:
        yield _error(
            "clock", f"Đồng hồ máy này và máy cơ sở dữ liệu lệch {abs((clock - now).total_seconds()):.0f} giây: "
            "nhật ký "
            "và thời hạn sai. Hãy bật đồng bộ giờ (NTP) ở cả hai máy."
        )  # fmt: skip


def role_findings(superuser: bool, bypasses: bool, creates: bool, owns: bool, *, guarded: bool) -> Iterator[Finding]:
    """Judge the powers of the role that the application connects as."""
    words = [
        word
        for word, has in (
            ("là superuser", superuser), ("bỏ qua khoá theo dòng (BYPASSRLS)", bypasses),
            ("lập được vai trò hoặc cơ sở dữ liệu", creates), ("là chủ các bảng", owns),
        )
        if has
    ]  # fmt: skip
    if words:
        yield _error(
            "database_role", f"Vai trò PostgreSQL của ứng dụng quá mạnh ({', '.join(words)}): chiếm được ứng "
            "dụng là sửa "
            "được cả nhật ký. Hãy chạy «canbo db roles» và kết nối bằng vai trò mà lệnh ấy lập."
        )  # fmt: skip
    elif not guarded:
        yield _error("row_security", "Khoá theo dòng chưa có hiệu lực. Hãy chạy «canbo db roles».")


def _log(settings: Any, now: datetime) -> Iterator[Finding]:
    from canbo.audit.guard import missing_guards
    from canbo.audit.selectors import entries

    lifted = missing_guards()
    if lifted:
        yield _error(
            "log_guard", f"Cơ sở dữ liệu không còn cấm sửa nhật ký (thiếu {', '.join(lifted)}). Hãy chạy «canbo audit "
            "verify» để xem đã bị sửa chưa, rồi «canbo migrate»."
        )  # fmt: skip
    rows = entries(_EVERYTHING).values_list("at", flat=True)
    first, last = rows.order_by("at", "id").first(), rows.first()
    if last is not None and last - now > timedelta(minutes=1):
        yield _error(
            "clock", f"Nhật ký có dòng ghi lúc {last:%d/%m/%Y %H:%M}, sau giờ của máy này: đồng hồ đã bị vặn "
            "lùi. Hãy bật "
            "đồng bộ giờ (NTP)."
        )  # fmt: skip
    exported = _last_act("audit.anchors_exported")
    if first is not None and now - (exported or first) > _LONGEST_ANCHOR_AGE:
        yield _error(
            "anchors", "Mốc nhật ký chưa được xuất trong 8 ngày qua: ai có cơ sở dữ liệu và khoá viết lại được cả nhật "
            "ký. Hãy chạy «canbo audit anchors TỆP» hằng tuần và cất tệp ở máy khác."
        )  # fmt: skip


def _backups(settings: Any, now: datetime) -> Iterator[Finding]:
    last = _last_act("backup.made")
    if last is None:
        yield _error("backup", "Chưa sao lưu lần nào: hỏng ổ đĩa là mất hồ sơ. Hãy đặt lịch «canbo backup» hằng ngày.")
    elif now - last > _LONGEST_BACKUP_AGE:
        yield _error(
            "backup", f"Bản sao lưu gần nhất đã {(now - last).total_seconds() / 3600:.0f} giờ. Hãy đặt lịch «canbo "
            "backup» hằng ngày và xem vì sao lịch không chạy."
        )  # fmt: skip


def _last_act(action: str) -> datetime | None:
    from canbo.audit.selectors import entries

    found: datetime | None = entries(_EVERYTHING).filter(action=action).values_list("at", flat=True).first()
    return found


def _sealing(settings: Any, now: datetime) -> Iterator[Finding]:
    from canbo.cli.rotation import PLAIN, usage
    from canbo.common.keyring import ring

    used, keys = usage(Path(settings.CANBO_DATA_DIR)), ring()
    unknown = sorted((set(used.values) | set(used.files)) - set(keys.ciphers) - {PLAIN})
    if unknown:
        yield _error(
            "missing_keys", f"Có dữ liệu mã hoá bằng khoá không còn ({', '.join(unknown)}): không đọc lại được. "
            "Hãy đưa "
            "khoá cũ vào tệp khoá."
        )  # fmt: skip
    if used.files[PLAIN]:
        yield _error(
            "plain_files", f"{used.files[PLAIN]} tệp trong thư mục giấy tờ chưa mã hoá, không do canbo ghi. Hãy "
            "xem rồi "
            "dời đi."
        )  # fmt: skip


def _demo_accounts(settings: Any, now: datetime) -> Iterator[Finding]:
    from canbo.accounts.demo import DEMO_ACCOUNTS
    from canbo.accounts.models import User

    known = {each.username for each in DEMO_ACCOUNTS}
    there = known & set(User.objects.filter(username__in=known, is_active=True).values_list("username", flat=True))
    if known and there == known:
        yield _error(
            "demo_data", "Cơ sở dữ liệu này do «canbo demo» lập, có các tài khoản dùng thử. Hãy lập cơ quan mới trong "
            "thư mục dữ liệu trống."
        )  # fmt: skip
