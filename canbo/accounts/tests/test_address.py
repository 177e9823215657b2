"""Whose browser is asking: a forwarding header is believed from our own proxies only, and from its end."""

import pytest
from django.test import RequestFactory

from canbo.accounts.address import client_address, limit_key
from canbo.config.env import BadSetting
from canbo.config.settings.sign_in import _networks


def ask(remote, forwarded=None):
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **more))


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "address"),
    [
        ([], "192.0.2.1", None, "192.0.2.1"),
        ([], "192.0.2.1", "203.0.113.5", "192.0.2.1"),
        ([], "10.0.0.2", "203.0.113.5", "10.0.0.2"),
        (["10.0.0.2"], "10.0.0.2", "203.0.113.5", "203.0.113.5"),
        (["10.0.0.2"], "10.0.0.3", "203.0.113.5", "10.0.0.3"),
        (["10.0.0.2"], "10.0.0.2", "1.2.3.4, 203.0.113.5", "203.0.113.5"),
        (["10.0.0.0/8"], "10.0.0.2", "1.2.3.4, 203.0.113.5, 10.9.9.9", "203.0.113.5"),
        (["10.0.0.0/8"], "10.0.0.2", "10.1.1.1, 10.9.9.9", "10.1.1.1"),
        (["10.0.0.2"], "10.0.0.2", None, "10.0.0.2"),
        (["10.0.0.2"], "10.0.0.2", "", "10.0.0.2"),
        (["10.0.0.2"], "10.0.0.2", "203.0.113.5, bịa", "10.0.0.2"),
        (["10.0.0.2"], "10.0.0.2", "' OR 1=1", "10.0.0.2"),
        (["socket"], "", "203.0.113.5", "203.0.113.5"),
        ([], "", "203.0.113.5", ""),
        (["::1"], "::1", "2001:db8::7", "2001:db8::7"),
        (["10.0.0.2"], "::ffff:10.0.0.2", "203.0.113.5", "203.0.113.5"),
    ],
)
def test_the_address(settings, trusted, remote, forwarded, address):
    settings.CANBO_TRUSTED_PROXIES = trusted
    assert ask(remote, forwarded) == address


def test_one_customer_of_ipv6_is_one_address():
    assert limit_key("2001:db8:0:1::1") == limit_key("2001:db8:0:1:ffff::9") != limit_key("2001:db8:0:2::1")
    assert limit_key("::ffff:192.0.2.1") or limit_key("192.0.2.1")
    assert limit_key("") == ""


@pytest.mark.parametrize("written", ["10.0.0.0/99", "proxy", "10.0.0.1 10.0.0.2"])
def test_a_proxy_that_is_no_address_is_refused_by_name(monkeypatch, written):
    monkeypatch.setenv("CANBO_TRUSTED_PROXIES", written)
    with pytest.raises(BadSetting, match="CANBO_TRUSTED_PROXIES"):
        _networks("CANBO_TRUSTED_PROXIES")
