"""What every answer carries, on every route: headers, cookies, the token of forms, the verbs; and what hosts it obeys."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import reverse

from canbo.web.headers import HEADERS

from ..architecture.page_table import PAGES  # noqa: TID252  tests are no package
from ..architecture.test_pages import World, asked, undone, world  # noqa: TID252

__all__ = ["world"]  # a fixture, used by its name


def everywhere(world: World, cuong, roles=("officer", "administrator", "stranger")):
    """Every route once as each of these roles: (row, role, answer)."""
    for row in PAGES:
        for role in roles:
            with undone():
                answer, _address = asked(world, row, role, "codes", cuong)
            yield row, role, answer


@pytest.mark.django_db
def test_the_headers_of_every_route(world, cuong):
    seen = set()
    for page, role, answer in everywhere(world, cuong):
        where = f"{page.name} as {role}"
        seen.add(page.name)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, where
        assert "default-src 'self'" in policy or "default-src 'none'; sandbox" in policy, where
        assert answer.headers["X-Frame-Options"] == "DENY", where
        assert answer.headers["X-Content-Type-Options"] == "nosniff", where
        assert answer.headers["Referrer-Policy"] == "same-origin", where
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", where
        assert answer.headers["Cache-Control"] == "no-store", where
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, f"{where}: {name}"
        for name, cookie in answer.cookies.items():
            assert cookie["httponly"] or not cookie.value, f"{where}: {name}"
            assert cookie["samesite"] in {"Lax", "Strict"} or not cookie.value, f"{where}: {name}"
    assert len(seen) > 100


@pytest.mark.django_db
def test_no_page_has_a_script_or_a_style_within_it(world, cuong):
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|\son[a-z]+=\"|\sstyle=\"|javascript:", re.I
    )
    for page, role, answer in everywhere(world, cuong):
        if "text/html" in answer.headers.get("Content-Type", "") and not answer.streaming:
            found = inline.search(answer.content.decode())
            assert not found, f"{page.name} as {role}: {answer.content.decode()[found.start() : found.start() + 80]}"


@pytest.mark.django_db
def test_a_post_without_the_token_of_a_form_is_refused_on_every_route(world, cuong):
    """Also those that only answer to GET: the token is asked for before the view is."""
    client = world.clients["administrator"] = Client(enforce_csrf_checks=True)
    client.force_login(world.users["administrator"])
    for row in PAGES:
        with undone():
            answer, where = asked(world, replace(row, method="post"), "administrator", "codes", cuong)
        assert answer.status_code == 403, f"{where}: {answer.status_code}"
    assert len(PAGES) > 100


@pytest.mark.django_db
def test_a_token_of_another_site_does_not_help(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["officer"])
    request = client.get(reverse("home")).wsgi_request
    sent = {"as_of": "31/12/2013", "csrfmiddlewaretoken": get_token(request)}
    client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    where = reverse("set-as-of")
    assert client.post(where, sent, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post(where, sent, secure=True, headers={"referer": "https://evil.example/"}).status_code == 403
    assert client.post(where, {"as_of": "31/12/2013"}, headers={"origin": "http://testserver"}).status_code == 403
    assert client.post(where, sent, headers={"origin": "http://testserver"}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "GETX"])
def test_a_verb_that_nothing_answers_reaches_no_view(world, verb):
    person = world.person
    client = world.clients["officer"]
    for where in (reverse("home"), reverse("file", args=[person.pk]), reverse("account_login")):
        answer = client.generic(verb, where)
        assert answer.status_code == 405, where
        assert person.full_name not in answer.content.decode()


@pytest.mark.django_db
def test_a_verb_told_in_a_header_or_a_field_is_not_believed(world):
    where = reverse("set-as-of")
    told = {"headers": {"x-http-method-override": "POST", "x-method-override": "POST", "x-http-method": "POST"}}
    assert world.clients["officer"].get(where, {"_method": "POST", "as_of": "31/12/2013"}, **told).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("there", [
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "http:evil.example", "\thttps://evil.example",
    "javascript:alert(1)", "https:/evil.example", "/%5c/evil.example/..//evil.example", "data:text/html,x",
])  # fmt: skip
def test_no_way_on_leads_to_another_site(world, make_account, there):
    from canbo_testing.people import PASSWORD

    make_account("di", "officer", None, "Di")
    answer = Client().post(reverse("account_login"), {"login": "di", "password": PASSWORD, "next": there})
    officer = world.clients["officer"]
    answers = [
        answer,
        officer.post(reverse("set_language"), {"language": "en", "next": there}, headers={"referer": there}),
        officer.post(reverse("set-as-of"), {"as_of": "31/12/2013", "next": there}, headers={"referer": there}),
        officer.get(reverse("account_login"), {"next": there}),
        officer.get(reverse("account_reauthenticate"), {"next": there}),
    ]
    for each in answers:
        location = each.headers.get("Location", "/")
        assert location.startswith("/"), location
        assert not location.startswith(("//", "/\\")), location
        assert not urlsplit(location).netloc, location
        assert 'href="https://evil' not in each.content.decode()


@pytest.mark.django_db
def test_another_host_is_refused_and_never_repeated(world, settings):
    settings.ALLOWED_HOSTS = ["canbo.example.vn"]
    client = world.clients["officer"]
    for host in (
        "evil.example",
        "canbo.example.vn.evil.example",
        "canbo.example.vn@evil.example",
        "canbo.example.vn:80:80",
    ):
        answer = client.get(reverse("home"), headers={"host": host})
        assert answer.status_code == 400, host
        assert "evil" not in answer.content.decode()
    answer = client.get(
        reverse("people-list"), headers={"host": "canbo.example.vn", "x-forwarded-host": "evil.example"}
    )
    assert answer.status_code == 200
    assert "evil" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("header", [
    "x-forwarded-host", "x-forwarded-server", "x-original-url", "x-rewrite-url", "x-host", "forwarded", "x-forwarded-prefix",
    "x-forwarded-scheme", "x-script-name",
])  # fmt: skip
def test_no_header_that_a_cache_leaves_out_of_its_key_changes_a_page(world, header):
    """What a cache in between could keep is the same for everybody; and it is told to keep nothing."""
    stranger = Client()
    poisoned = stranger.get(reverse("account_login"), headers={header: "evil.example/admin"})
    assert poisoned.status_code == 200
    assert "evil.example" not in poisoned.content.decode()
    assert poisoned.headers["Cache-Control"] == "no-store"
    assert "Cookie" in poisoned.headers["Vary"]


@pytest.mark.django_db
def test_signing_in_makes_a_new_session(make_account):
    from canbo_testing.people import PASSWORD

    make_account("di", "officer", None, "Di")
    victim = Client()
    victim.get(reverse("account_login"))
    victim.session["bẫy"] = "1"
    planted = victim.session
    planted["bẫy"] = "1"
    planted.save()
    victim.cookies["sessionid"] = planted.session_key
    answer = victim.post(reverse("account_login"), {"login": "di", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.cookies["sessionid"].value != planted.session_key
    attacker = Client()
    attacker.cookies["sessionid"] = planted.session_key
    assert attacker.get(reverse("home")).status_code == 302  # the way to the sign-in page
    unknown = Client()
    unknown.cookies["sessionid"] = "a" * 32
    answer = unknown.post(reverse("account_login"), {"login": "di", "password": PASSWORD})
    assert answer.cookies["sessionid"].value != "a" * 32


def test_cookies_and_transport_of_production(tmp_path):
    """The settings of a server, read in a process of its own."""
    import base64
    import os

    names = (
        "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS", "SECURE_CONTENT_TYPE_NOSNIFF", "X_FRAME_OPTIONS", "DEBUG", "SESSION_COOKIE_DOMAIN",
    )  # fmt: skip
    key = base64.urlsafe_b64encode(b"0" * 32).decode()
    done = subprocess.run(
        [sys.executable, "-c", "import json\nfrom canbo.config.settings import production as p\nfrom django.conf import "
         f"global_settings as g\nprint(json.dumps({{n: getattr(p, n, getattr(g, n)) for n in {names!r}}}))"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("CANBO_", "DJANGO_"))},
            "CANBO_DATA_DIR": str(tmp_path), "CANBO_SECRET_KEY": "x" * 60, "CANBO_ENCRYPTION_KEYS": key,
            "CANBO_AUDIT_KEY": key, "CANBO_HOSTS": "canbo.example.vn",
        },
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["SECURE_HSTS_SECONDS"] >= 365 * 86400
    assert (told["SESSION_COOKIE_NAME"], told["CSRF_COOKIE_NAME"]) == ("__Host-canbo", "__Host-csrf")
    assert (told["SESSION_COOKIE_SAMESITE"], told["X_FRAME_OPTIONS"], told["SESSION_COOKIE_DOMAIN"]) == (
        "Lax",
        "DENY",
        None,
    )
    assert not told["DEBUG"]
    for name in names:
        if name.endswith(("_SECURE", "_HTTPONLY", "_REDIRECT", "_NOSNIFF")):
            assert told[name] is True, name
