"""Every page that links lead to, opened once in the browser and checked: a crawl by route, as five roles."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from .conftest import check, sign_in

#: Addresses that answer with a file, a fragment or an act, not with a page.
_NO_PAGE = (
    "export",
    "word",
    "progress",
    "logout",
    "unit-search",
    "pick",
    "attachment",
    "photo",
    "copy",
    "paper",
    "notice",
    "certificate",
    "scan",
)


def route(address: str) -> str:
    """Give the name of the route, "" for what is no page of the product."""
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def links(page: Page, home: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]:not([download])", "all => all.map((each) => each.getAttribute('href'))")
    whole = (urljoin(page.url, href).split("#")[0] for href in found)
    return [address for address in whole if address.startswith(home)]


@pytest.mark.parametrize(
    "role",
    ["Cán bộ tổ chức", "Cán bộ kiểm tra", "Quản trị hệ thống", "Cán bộ phụ trách dữ liệu", "xem hồ sơ của chính mình"],
)
def test_every_page_in_reach(page, office, role):
    sign_in(page, role)
    waiting, seen = [page.url], set()
    while waiting:
        address = waiting.pop(0)
        name = route(address)
        if not name or name in seen or any(part in name for part in _NO_PAGE):
            continue
        seen.add(name)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{answer.status} {address}"
        check(page)
        waiting += links(page, office.address)
    assert len(seen) >= 8, seen
