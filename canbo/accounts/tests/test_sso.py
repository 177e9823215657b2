"""Single sign-on, against an independent provider that runs beside the tests (oidc-provider-mock, over Authlib).

The provider stands behind a gate that keeps what the browser and canbo sent, refuses a code without the PKCE verifier
that fits, and alters what a test wants altered.
"""

import base64
import hashlib
import io
import json
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from canbo_testing.people import PASSWORD
from django.core.cache import cache
from django.test import Client
from oidc_provider_mock import app as provider_app
from oidc_provider_mock._server import _threaded_server

from canbo.access.models import RoleGrant
from canbo.accounts.models import SignedIn, User
from canbo.accounts.services import links
from canbo.audit.selectors import entries
from canbo.core.access import AccessContext, full_access
from canbo.core.errors import DomainError, Forbidden, NotFound

SIGN_IN, BACK, LINK = "/tai-khoan/sso/", "/tai-khoan/sso/tra-ve/", "/tai-khoan/sso/lien-ket/"
HOME = "/tai-khoan/bao-mat/"


class Gate:
    """In front of the provider: it keeps, checks and alters."""

    def __init__(self, inner):
        self.inner = inner
        self.challenges = {}
        self.verified = 0
        self.alter = None

    def __call__(self, environ, start_response):
        path, query = environ["PATH_INFO"], dict(parse_qsl(environ.get("QUERY_STRING", "")))
        if path == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            sent = dict(parse_qsl(body.decode()))
            digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if challenge not in self.challenges.values():
                start_response("400 Bad Request", [("Content-Type", "application/json")])
                return [b'{"error": "invalid_grant"}']
            self.verified += 1
            environ["wsgi.input"] = io.BytesIO(body)
            if self.alter:
                return self._altered(environ, start_response)
        elif path == "/oauth2/authorize":
            self.challenges[query.get("state")] = query.get("code_challenge")
        return self.inner(environ, start_response)

    def _altered(self, environ, start_response):
        held = {}
        body = b"".join(
            self.inner(environ, lambda status, headers, exc=None: held.update(status=status, headers=headers))
        )
        body = json.dumps(self.alter(json.loads(body))).encode()
        headers = [(name, value) for name, value in held["headers"] if name.lower() != "content-length"]
        start_response(held["status"], [*headers, ("Content-Length", str(len(body)))])
        return [body]


@pytest.fixture
def provider(settings):
    gate = Gate(provider_app(require_nonce=True))
    with _threaded_server(gate) as server:
        address = f"http://localhost:{server.server_port}"
        settings.CANBO_OIDC_URL = address
        settings.CANBO_OIDC_NAME = "Cổng thử"
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "APPS": [
                    {
                        "provider_id": "oidc", "name": "Cổng thử", "client_id": "canbo", "secret": "bi-mat",
                        "settings": {"server_url": address, "oauth_pkce_enabled": True, "scope": ["openid"]},
                    }
                ]
            }
        }  # fmt: skip
        gate.address = address
        cache.clear()
        yield gate


@pytest.fixture
def user(db):
    return User.objects.create_user("lan", password=PASSWORD, full_name="Lan")


@pytest.fixture
def bound(user):
    links.bind(access=full_access(None, "quản trị"), user=user, subject="chu-the-1")
    return user


def go(browser, start=SIGN_IN, data=None):
    """To the provider; give the address to which the browser is sent."""
    answer = browser.post(start, data or {})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer.headers["Location"]


def consent(address, subject="chu-the-1", **form):
    """Sign in at the provider; give the way back, as path and query."""
    answer = requests.post(address, data={"sub": subject, **form}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return urlunsplit(("", "", parts.path, parts.query, ""))


def is_in(browser):
    return "_auth_user_id" in browser.session


def acts():
    return [each.action for each in entries(full_access(None, "kiểm thử")).order_by("id")]


def test_a_bound_subject_signs_in(provider, bound, client):
    assert "Đăng nhập qua Cổng thử" in client.get("/tai-khoan/dang-nhap/").content.decode()
    there = go(client)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    assert there.startswith(provider.address)
    assert (asked["code_challenge_method"], asked["scope"], asked["response_type"]) == ("S256", "openid", "code")
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    assert len(asked["nonce"]) >= 22
    assert len(asked["state"]) >= 16
    answer = client.get(consent(there))
    assert answer.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(bound.pk)
    assert provider.verified == 1
    assert acts()[-1] == "account.signed_in"
    assert SignedIn.objects.get().method == "socialaccount"


def test_it_leads_to_the_page_that_was_asked_for_and_to_no_other_site(provider, bound, client):
    assert client.get(consent(go(client, data={"next": "/ho-so/"}))).headers["Location"] == "/ho-so/"
    other = Client()
    assert other.get(consent(go(other, data={"next": "https://evil.example/"}))).headers["Location"] == "/"


def test_an_unknown_subject_is_refused_in_a_sentence_and_makes_nothing(provider, user, client):
    answer = client.get(consent(go(client), "la"))
    assert answer.status_code == 403
    assert "không tự lập tài khoản" in answer.content.decode()
    assert not is_in(client)
    assert (User.objects.count(), SocialAccount.objects.count(), RoleGrant.objects.count()) == (1, 0, 0)
    assert acts() == ["account.sso_refused"]
    assert "la" not in str(entries(full_access(None, "kiểm thử")).get().changes.get("subject", ""))


def test_the_name_or_mail_of_the_provider_binds_nobody(provider, user, client):
    requests.put(
        f"{provider.address}/users/la", json={"email": "lan@example.vn", "preferred_username": "lan"}, timeout=10
    )  # fmt: skip
    User.objects.filter(pk=user.pk).update(email="lan@example.vn")
    client.get(consent(go(client), "la"))
    assert not is_in(client)


def test_a_closed_account_stays_out(provider, bound, client):
    User.objects.filter(pk=bound.pk).update(is_active=False)
    client.get(consent(go(client)), follow=True)
    assert not is_in(client)


def test_the_second_factor_is_asked_for_after_it_too(provider, bound, client):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(bound, generate_totp_secret())
    assert client.get(consent(go(client))).headers["Location"] == "/tai-khoan/dang-nhap/ma/"
    assert not is_in(client)


class TestForged:
    def test_a_state_of_nobody(self, provider, bound, client):
        back = consent(go(client))
        answer = client.get(back.replace("state=", "state=x"))
        assert answer.status_code == 401
        assert "không khớp" in answer.content.decode()
        assert not is_in(client)

    def test_another_browser(self, provider, bound, client):
        back = consent(go(client))
        victim = Client()
        assert victim.get(back).status_code == 401
        assert not is_in(victim)

    def test_the_same_way_back_twice(self, provider, bound, client):
        back = consent(go(client))
        client.get(back)
        client.post("/tai-khoan/dang-xuat/")
        assert client.get(back).status_code == 401
        assert not is_in(client)

    def test_a_code_of_another_sign_in(self, provider, bound, client):
        """Injected: the code was issued for another state, with another challenge and nonce."""
        thief = Client()
        stolen = dict(parse_qsl(urlsplit(consent(go(thief))).query))["code"]
        own = dict(parse_qsl(urlsplit(consent(go(client), "khac")).query))
        answer = client.get(f"{BACK}?{urlencode({'state': own['state'], 'code': stolen})}")
        assert answer.status_code == 401
        assert not is_in(client)

    @pytest.mark.parametrize(
        "what", ["nonce", "none", "other_issuer", "other_client", "expired", "no_sub", "signature", "missing", "hs256"]
    )
    def test_a_token_that_is_not_right_in_all(self, provider, bound, client, what):
        import jwt
        from cryptography.hazmat.primitives.asymmetric import rsa

        own_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

        def alter(answer):
            token = answer["id_token"]
            head, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
            key, algorithm = own_key, head["alg"]
            if what == "missing":
                del answer["id_token"]
                return answer
            if what == "signature":
                answer["id_token"] = token[:-6] + ("AAAAAA" if token[-6:] != "AAAAAA" else "BBBBBB")
                return answer
            claims |= {
                "nonce": {"nonce": "x"}, "other_issuer": {"iss": "http://evil"}, "other_client": {"aud": "x"},
                "expired": {"exp": 1}, "no_sub": {"sub": ""},
            }.get(what, {})  # fmt: skip
            if what == "none":
                key, algorithm = None, "none"
            elif what == "hs256":
                key, algorithm = b"x" * 32, "HS256"
            answer["id_token"] = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": head["kid"]})
            return answer

        provider.alter = alter
        answer = client.get(consent(go(client)))
        assert answer.status_code == 401
        assert not is_in(client)

    @pytest.mark.parametrize("change", [{"nonce": "x"}, {"azp": "x"}])
    def test_a_well_signed_token_for_another_sign_in_or_client(self, provider, bound, client, monkeypatch, change):
        from allauth.socialaccount.internal import jwtkit

        whole = jwtkit.verify_and_decode
        monkeypatch.setattr(jwtkit, "verify_and_decode", lambda **given: {**whole(**given), **change})
        assert client.get(consent(go(client))).status_code == 401
        assert not is_in(client)
        assert acts()[-1] == "account.sso_refused"


def test_who_stops_at_the_provider_is_told_so(provider, bound, client):
    answer = client.get(consent(go(client), action="deny"))
    assert answer.status_code == 200
    assert "đã dừng" in answer.content.decode()


def test_a_provider_that_is_down_is_told_in_words(provider, bound, client, settings):
    back = consent(go(client))
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://localhost:9"
    assert client.post(SIGN_IN).status_code == 502
    answer = client.get(back)
    assert answer.status_code == 502
    assert "không trả lời" in answer.content.decode()


def test_a_sign_in_is_begun_by_a_form_only(provider, bound, client):
    assert client.get(SIGN_IN).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SIGN_IN).status_code == 403


def test_parameters_of_the_address_change_nothing(provider, bound, client):
    there = go(client, f"{SIGN_IN}?auth_params=redirect_uri%3Dhttps://evil.example&scope=email&process=connect")
    asked = parse_qs(urlsplit(there).query)
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert asked["scope"] == ["openid"]


class TestBinding:
    def test_ones_own_account_on_ones_own_page(self, provider, user, client):
        client.force_login(user)
        assert "Liên kết" in client.get(HOME).content.decode()
        assert client.get(consent(go(client, LINK), "moi")).headers["Location"] == HOME
        held = SocialAccount.objects.get()
        assert (held.user, held.uid) == (user, "moi")
        assert "moi" in client.get(HOME).content.decode()
        other = Client()
        other.get(consent(go(other), "moi"))
        assert other.session["_auth_user_id"] == str(user.pk)
        client.post(f"/tai-khoan/sso/{held.pk}/go/")
        assert not SocialAccount.objects.exists()
        assert [each for each in acts() if "sso" in each] == ["account.sso_linked", "account.sso_unlinked"]

    def test_nothing_but_the_subject_is_kept(self, provider, user, client):
        requests.put(f"{provider.address}/users/moi", json={"email": "a@example.vn", "name": "A"}, timeout=10)
        client.force_login(user)
        client.get(consent(go(client, LINK), "moi"))
        client.get(consent(go(Client()), "moi"))
        assert "example.vn" not in str(SocialAccount.objects.values())
        user.refresh_from_db()
        assert user.email == ""

    def test_a_subject_of_somebody_else(self, provider, bound, client):
        other = User.objects.create_user("binh", password=PASSWORD)
        client.force_login(other)
        page = client.get(consent(go(client, LINK)), follow=True).content.decode()
        assert "đã được liên kết với một tài khoản" in page
        assert SocialAccount.objects.get().user == bound
        assert acts()[-1] == "account.sso_refused"

    def test_it_needs_a_recent_sign_in(self, provider, bound, client, settings):
        client.force_login(bound)
        settings.CANBO_STEP_UP_MINUTES = 0
        assert client.post(LINK).headers["Location"].startswith("/tai-khoan/xac-nhan/")
        client.post(f"/tai-khoan/sso/{SocialAccount.objects.get().pk}/go/")
        assert SocialAccount.objects.exists()

    def test_nobody_binds_or_frees_another_persons_account(self, bound):
        other = User.objects.create_user("binh", password=PASSWORD)
        access = AccessContext(other.pk, "Bình")
        with pytest.raises(Forbidden):
            links.bind(access=access, user=bound, subject="khac")
        with pytest.raises(NotFound):
            links.unbind(access=access, link_id=SocialAccount.objects.get().pk)

    @pytest.mark.parametrize("subject", ["", "  ", "chu-the-1", "x" * 192])
    def test_a_subject_that_is_none_or_taken(self, bound, subject):
        with pytest.raises(DomainError):
            links.bind(access=full_access(None, "quản trị"), user=bound, subject=subject)


def test_without_a_provider_there_is_no_such_page(user, client):
    assert client.post(SIGN_IN).status_code == 404
    assert client.get(BACK).status_code == 404
    assert "Đăng nhập qua" not in client.get("/tai-khoan/dang-nhap/").content.decode()
    client.force_login(user)
    assert client.post(LINK).status_code == 404
    assert "Đăng nhập một lần" not in client.get(HOME).content.decode()
