"""Whose browser is asking: the address that no header can invent."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

#: How CANBO_TRUSTED_PROXIES names a proxy that comes over a socket file, which has no address.
SOCKET = "socket"


def client_address(request: HttpRequest) -> str:
    """Give the address of the browser, or "" where it has none (a socket file).

    X-Forwarded-For is believed only from the proxies of settings.CANBO_TRUSTED_PROXIES, and read from its end: each
    proxy adds the address that it saw, and the first one that is no proxy of ours is the browser. What stands before it
    was written by the browser itself.
    """
    trusted = tuple(settings.CANBO_TRUSTED_PROXIES)
    seen = request.META.get("REMOTE_ADDR", "")
    if not _is_trusted(seen, trusted):
        return _plain(seen)
    for named in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        address = _plain(named.strip())
        if not address:
            break  # what is no address was not written by a proxy
        seen = address
        if not _is_trusted(seen, trusted):
            break
    return _plain(seen)


def limit_key(address: str) -> str:
    """Give what an address is counted under: itself, or the /64 of IPv6, all of which one customer has."""
    if not address:
        return ""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False).network_address) + "/64"
    return str(parsed)


@cache
def _networks(trusted: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each, strict=False) for each in trusted if each != SOCKET)


def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    if not address:
        return SOCKET in trusted
    parsed = _parsed(address)
    return parsed is not None and any(parsed in each for each in _networks(trusted) if each.version == parsed.version)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def _plain(address: str) -> str:
    """Give the address as written by the library; "" for what is none."""
    parsed = _parsed(address)
    return "" if parsed is None else str(parsed).partition("%")[0]
