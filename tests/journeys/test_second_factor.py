"""A code of an app, passkeys in a software authenticator, single sign-on: each set up on the page and used to enter."""

from __future__ import annotations

import base64
import hmac
import re
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Page, expect

from .conftest import Office, check, clean_environment

PASSWORD = "mot-mat-khau-cua-minh-5"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office of one machine with a provider of single sign-on beside it, opened by a name as passkeys need."""
    data = tmp_path_factory.mktemp("sign-in")
    log = data / "server.log"
    with run_server_in_thread(require_nonce=True) as provider, log.open("w") as errors:
        environment = {
            **clean_environment(), "CANBO_OIDC_URL": f"http://localhost:{provider.server_port}",
            "CANBO_OIDC_CLIENT_ID": "canbo", "CANBO_OIDC_CLIENT_SECRET": "bi-mat", "CANBO_OIDC_NAME": "Cổng thử",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "canbo.cli.main", "serve", "--port", "0", "--workers", "1", "--worker-processes", "0",
             "--data-dir", str(data)],
            env=environment, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
        found = None
        for line in process.stdout or ():
            found = re.search(r"http://127\.0\.0\.1(:\d+/)", line)
            if found:
                break
        assert found, log.read_text()
        try:
            yield Office(f"http://localhost{found.group(1)}", data, log)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0, log.read_text()


def make_account(server: Office, name: str) -> None:
    path = Path(server.data) / "mat-khau.txt"
    path.write_text(PASSWORD)
    done = server.command("create-admin", name, "--password-file", str(path), "--full-name", "Nguyễn Thị Minh")
    assert done.returncode == 0, done.stderr


def enter(page: Page, server: Office, name: str) -> None:
    page.goto(f"{server.address}tai-khoan/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def leave(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Tài khoản")).click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page).to_have_title(re.compile("Đăng nhập"))


def open_security(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Tài khoản")).click()
    page.get_by_role("link", name="Bảo mật tài khoản").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bảo mật tài khoản")


def welcome(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")


def code_of(secret: str, step: int) -> str:
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_an_app_with_codes_and_recovery_codes(page: Page, server: Office):
    make_account(server, "minh")
    enter(page, server, "minh")
    welcome(page)
    open_security(page)
    check(page)
    page.get_by_role("link", name="Cài ứng dụng tạo mã").click()
    check(page)
    secret = page.locator("#totp-secret").inner_text()
    used = int(time.time()) // 30
    page.get_by_label("Mã 6 chữ số").fill(code_of(secret, used))
    page.get_by_role("button", name="Bật").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã khôi phục")
    check(page)
    codes = page.locator("ol.codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="Đã cất mã").click()
    expect(page.get_by_text("còn 10 mã")).to_be_visible()
    check(page)
    leave(page)

    enter(page, server, "minh")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác thực lớp thứ hai")
    check(page)
    page.get_by_label("Mã xác thực").fill(code_of(secret, used))
    page.keyboard.press("Enter")
    expect(page.locator(".field-errors, .invalid-feedback, [id$=error], .errorlist").first).to_contain_text(
        "không đúng"
    )
    page.get_by_label("Mã xác thực").fill(code_of(secret, max(used + 1, int(time.time()) // 30)))
    page.keyboard.press("Enter")
    welcome(page)
    leave(page)

    enter(page, server, "minh")
    page.get_by_label("Mã xác thực").fill(codes[0])
    page.keyboard.press("Enter")
    welcome(page)
    open_security(page)
    expect(page.get_by_text("còn 9 mã")).to_be_visible()
    done = server.command("account", "reset-factors", "minh", "--reason", "mất điện thoại")
    assert done.returncode == 0, done.stderr
    page.goto(server.address)
    expect(page).to_have_title(re.compile("Đăng nhập"))
    enter(page, server, "minh")
    welcome(page)
    open_security(page)
    expect(page.get_by_text("mất điện thoại")).to_be_visible()


def test_passkeys(page: Page, server: Office):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")

    def plug_in() -> str:
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        return devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def add_key(name: str) -> None:
        page.get_by_role("link", name="Thêm khoá truy cập").click()
        check(page)
        page.get_by_label("Tên gọi để nhận ra khoá này").fill(name)
        page.get_by_role("button", name="Tạo khoá").click()

    make_account(server, "thu")
    enter(page, server, "thu")
    welcome(page)
    open_security(page)
    first = plug_in()
    add_key("Máy ở cơ quan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã khôi phục")
    page.get_by_role("link", name="Đã cất mã").click()
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    plug_in()
    add_key("USB ở két")
    expect(page.get_by_text("USB ở két").first).to_be_visible()
    check(page)
    page.get_by_role("link", name="Đổi tên USB ở két").click()
    page.get_by_label("Tên gọi").fill("USB dự phòng")
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.get_by_role("link", name="Gỡ USB dự phòng")).to_be_visible()
    leave(page)

    # In place of name and password.
    page.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    welcome(page)
    leave(page)

    # After the password.
    enter(page, server, "thu")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác thực lớp thứ hai")
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    welcome(page)

    # To confirm who is there.
    page.goto(f"{server.address}tai-khoan/xac-nhan/khoa/?next=/tai-khoan/bao-mat/")
    check(page)
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bảo mật tài khoản")

    # A key that is taken away no longer signs in, and the page says so.
    page.get_by_role("link", name="Gỡ USB dự phòng").click()
    check(page)
    page.get_by_role("button", name="Gỡ", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bảo mật tài khoản")
    leave(page)
    page.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    expect(page.get_by_text("Không nhận ra khoá này")).to_be_visible()
    check(page)


def test_single_sign_on(page: Page, server: Office):
    # The provider's page has no icon, and asks for a style sheet from the net, which there may be none of.
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.route(re.compile(r"^https?://(?!localhost)"), lambda route: route.fulfill(status=200, body=""))
    make_account(server, "xuan")
    enter(page, server, "xuan")
    welcome(page)
    open_security(page)
    page.get_by_role("button", name="Liên kết").click()
    page.locator("[name=sub]").fill("chu-the-xuan")
    page.locator("[name=sub]").press("Enter")
    expect(page.get_by_text("Đã liên kết tài khoản")).to_be_visible()
    check(page)
    leave(page)
    check(page)
    page.get_by_role("button", name="Đăng nhập qua Cổng thử").click()
    page.get_by_role("button", name="Authorize as chu-the-xuan").click()
    welcome(page)
