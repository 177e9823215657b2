"""The table of pages holds: for every route, every role, in scope and out of it; what is refused is told in the log."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

import pytest
from canbo_testing.tracing import traced
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from canbo.organizations.models import Unit

from .decisions_world import decisions
from .evaluation_world import evaluations
from .html_checks import faults
from .meetings_world import meetings
from .page_table import PAGES, ROLES
from .papers_world import papers
from .rights_world import rights
from .rules_world import rule_changes
from .runs_world import runs


def routes(resolver=None, prefix=""):
    """Every named route of the product, and every address without a name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, prefix + str(pattern.pattern))
        else:
            yield pattern.name or f"(không tên) {prefix}{pattern.pattern}"


def test_every_route_has_its_row():
    assert len({(page.name, page.args, page.method) for page in PAGES}) == len(PAGES)
    in_table = [page.name for page in PAGES]
    assert set(routes()) - set(in_table) == set(), "add these to tests/architecture/page_table.py"
    assert set(in_table) - set(routes()) == set(), "these are gone"


@dataclass
class World:
    """What there is to be opened: for each kind of thing, the one in scope and the one out of it, for a role."""

    clients: dict[str, Client]
    users: dict[str, object]
    things: dict[str, tuple[list[object], list[object]]]
    person: object
    relative: object

    @contextmanager
    def as_owner(self, role: str, person: object) -> Iterator[None]:
        """For a while, the account of the role is the person of a file."""
        from canbo.access.models import FileOwner

        if role == "stranger":
            yield
            return
        owner = FileOwner.objects.create(user=self.users[role], person_key=person.pk)
        yield
        owner.delete()


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever a request has written."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(tree, make_account, cuong, administrator) -> World:
    from canbo.access.selectors import context_for
    from canbo.personnel import services
    from canbo.personnel.models import FamilyMember

    lan = make_account("lan", "officer", tree.home, "Lan")
    inside = services.open_file(access=lan.access, unit=tree.home, identity={"full_name": "Nguyễn Thị Hạnh"})
    outside = services.open_file(access=cuong.access, unit=tree.other, identity={"full_name": "Trần Văn Tư"})
    relative = services.open_file(access=lan.access, unit=tree.home, identity={"full_name": "Nguyễn Văn Bảy"})
    services.add_record(
        access=lan.access, person=relative, kind=FamilyMember,
        values={"relation": "Chị ruột", "full_name": inside.full_name},
    )  # fmt: skip
    accounts = {
        role: make_account(f"r-{role.replace('_', '-')}", role, tree.home, role)
        for role in ROLES
        if role not in {"administrator", "stranger"}
    }
    clients = {role: account.client for role, account in accounts.items()}
    clients |= {"administrator": administrator.client, "stranger": Client()}
    users = {role: account.user for role, account in accounts.items()} | {"administrator": administrator.user}
    assert context_for(lan.user, timezone.localdate()).grants
    things: dict[str, tuple[list[object], list[object]]] = {
        "": ([], []),
        "account": ([lan.user.pk], []),
        "grant": ([lan.user.role_grants.get().pk], []),
        "person": ([inside.pk], [outside.pk]),
        "unit": ([tree.home.pk], [tree.other.pk]),
        "branch": ([{"don-vi": tree.home.pk}], []),
        "section": ([inside.pk, "identity"], []),
        "pick": (["don-vi"], []),
        "feed": (["khong-phai-bi-mat"], []),
        "kind": ([inside.pk, "qualification"], [outside.pk, "qualification"]),
        "record": ([inside.pk, "identity", _record(inside)], [outside.pk, "identity", _record(outside)]),
        "attachment": ([inside.pk, _paper(lan, inside)], [outside.pk, _paper(cuong, outside)]),
        "paper": ([inside.pk, "tt06"], [outside.pk, "tt06"]),
        "excel": (["excel"], []),
        "entry": ([_entry(inside)], [_entry(outside)]),
        "title": ([_title()], []),
        **_offices(tree),
        **rights(tree, inside, outside),
        **rule_changes(tree),
        **meetings(tree, inside, outside),
        **decisions(tree, inside, outside),
        **runs(tree, inside, outside),
        **evaluations(tree, inside, outside),
        **papers(tree, lan.user),
        "table": (["bm01"], []),
        "table-excel": (["bm01", "excel"], []),
        "rule": (["party.appointment.months_in_post"], []),
        "law": (["qd-377-2025"], []),
        "kind_of_title": (["commune.division_head"], []),
        "scheme": (["state.nd_335_2025.civil_servant"], []),
    }
    return World(clients, users, things, inside, relative)


def _title() -> int:
    from canbo.organizations.models import Title

    return Title.objects.create(code="kiem-thu", name="Chức danh thử", search_name="chuc danh thu").pk


def _offices(tree) -> dict[str, tuple[list[object], list[object]]]:
    """A position, a body and its term in each of the two units."""
    from canbo.organizations.models import Body, BodyTerm, Position, Title

    title = Title.objects.create(code="kiem-thu-2", name="Chức danh khác", search_name="chuc danh khac")
    made: dict[str, tuple[list[object], list[object]]] = {"position": ([], []), "body": ([], []), "term": ([], [])}
    for place, unit in enumerate((tree.home, tree.other)):
        body = Body.objects.create(unit=unit, kind=Body.Kind.PARTY_CELL, name="Chi bộ")
        made["position"][place].append(Position.objects.create(unit=unit, title=title).pk)
        made["body"][place].append(body.pk)
        made["term"][place].append(BodyTerm.objects.create(body=body, name="2020-2025").pk)
    return made


def _record(person) -> int:
    from canbo.personnel.models import Identity

    return Identity.objects.known().get(person=person).pk


def _entry(person) -> int:
    from canbo.audit.models import AuditEntry

    return AuditEntry.objects.get(action="file.opened", object_id=person.pk).pk


def _paper(account, person) -> int:
    from canbo.personnel.services import attach_document

    upload = SimpleUploadedFile("bang.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    return attach_document(access=account.access, person=person, upload=upload, title="Bằng tốt nghiệp").pk


def owned(kind: str, user: object) -> list[object]:
    """A thing that belongs to one account, as its address names it."""
    makers = {
        "job": _job,
        "export": _export,
        "own-grant": lambda each: each.role_grants.get().pk,
        "view": _view,
        "key": _key,
        "session": _session,
        "sso-link": _sso_link,
        "search": _search,
        "batch": _batch,
        "batch-row": _batch,
    }
    return [makers[kind](user), *([2] if kind == "batch-row" else [])]


def _job(user) -> uuid.UUID:
    from canbo.jobs.models import Job

    return Job.objects.create(
        kind="test", title="Việc", owner_id=user.pk, owner_name=str(user), created_at=timezone.now()
    ).pk


def _export(user) -> int:
    """A file that waits to be fetched."""
    from hashlib import sha256

    from canbo.documents.models import ExportRequest

    return ExportRequest.objects.create(
        number=str(uuid.uuid4())[:11], action="list.exported", title="Danh sách", file_name="danh-sach.xlsx",
        media_type="application/octet-stream", state=ExportRequest.State.READY, requested_by=user,
        requested_by_name=str(user), requested_at=timezone.now(), expires_at=timezone.now() + timedelta(days=1),
        content="eA==", sha256=sha256(b"x").hexdigest(),
    ).pk  # fmt: skip


def _batch(user) -> int:
    """A batch that stands at its preview, with a faulty row 2."""
    from canbo.core.access import full_access
    from canbo.imports.services import batches

    access, today = full_access(user.pk, str(user)), timezone.localdate()
    unit = "Phòng Tài chính" if user.username == "cuong" else "Phòng Nội vụ"
    content = f"Họ và tên,Ngày sinh,Đơn vị\nLê Thị Mơ,31/2/1980,{unit}\n".encode()
    batch = batches.upload(access=access, file_name="danh-sach.csv", chunks=[content])
    sheet = batches.read_outline(access=access, batch=batch)["sheets"][0]
    batches.confirm_columns(
        access=access, batch=batch, today=today, kind="roster", sheet=sheet["name"], as_of=None, blank_means="none",
        columns={"A": "full_name", "B": "born", "C": "unit"}, unit_id=Unit.objects.get(name=unit).pk,
    )  # fmt: skip
    batches.preview(access=access, batch=batch, today=today)
    return batch.pk


def _view(user) -> int:
    from canbo.facts.models import SavedView

    return SavedView.objects.create(owner_id=user.pk, page="people", name=str(uuid.uuid4()), query="").pk


def _key(user) -> int:
    import secrets

    from allauth.mfa.models import Authenticator
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.utils import websafe_encode
    from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

    name = secrets.token_bytes(16)
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    held = AuthenticatorData.create(bytes(32), 0x41, 0, AttestedCredentialData.create(bytes(16), name, public))
    response = {
        "clientDataJSON": websafe_encode(b'{"type":"webauthn.create","challenge":"","origin":"https://testserver"}'),
        "attestationObject": websafe_encode(AttestationObject.create("none", held, {})),
    }
    written = websafe_encode(name)
    credential = {"id": written, "rawId": written, "type": "public-key", "response": response}
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Khoá", "credential": credential}).pk


def _sso_link(user) -> int:
    from allauth.socialaccount.models import SocialAccount

    return SocialAccount.objects.get_or_create(user=user, provider="oidc", uid=f"chu-the-{user.pk}")[0].pk


def _session(user) -> int:
    from canbo.accounts.models import SignedIn

    return SignedIn.objects.create(user=user, started_at=timezone.now(), seen_at=timezone.now()).pk


def _search(user) -> int:
    from canbo.facts.models import SavedSearch

    return SavedSearch.objects.create(
        owner_id=user.pk, owner_name=str(user), name=str(uuid.uuid4()), query="", as_of=timezone.localdate(),
        saved_at=timezone.now(),
    ).pk  # fmt: skip


def asked(world: World, row, role: str, case: str, cuong, around=nullcontext) -> tuple[object, str]:
    """The answer to a role on a route in one case, and the address; what it wrote is taken back.

    `around` is entered for the request alone.
    """
    person = {"own": world.person, "kin": world.relative}.get(case)
    with undone(), world.as_owner(role, person) if person is not None else nullcontext():
        if row.args in world.things:
            named = world.things[row.args][case == "other"]
        else:
            named = owned(row.args, cuong.user if case == "other" else world.users.get(role, cuong.user))
        query = {key: value for each in named if isinstance(each, dict) for key, value in each.items()}
        address = reverse(row.name, args=[each for each in named if not isinstance(each, dict)])
        with around():
            return getattr(world.clients[role], row.method)(address, row.data | query), address


#: Making the world takes longer than asking a page: each is made for a share of the pages.
SHARES = 12


def gives_away(row, answer) -> bool:
    """Whether an answer is a file or a print."""
    is_file = "attachment" in answer.headers.get("Content-Disposition", "")
    # A page that first asks what for has printed nothing yet.
    is_print = row.name.endswith("-print") and b'name="ly_do"' not in getattr(answer, "content", b"")
    return answer.status_code == 200 and (is_file or is_print)


@pytest.mark.parametrize("share", range(SHARES))
def test_each_role_gets_its_answer(share, world, cuong):
    wrong = []
    refusals = set()
    for row in PAGES[share::SHARES]:
        for case, codes in row.cases():
            for role, expected in zip(ROLES, codes, strict=True):
                with traced() as trace:
                    answer, address = asked(world, row, role, case, cuong)
                if answer.status_code in {403, 404} and role != "stranger" and not trace.told:
                    wrong.append(f"{row.method} {address}, {role}: {answer.status_code} mà không có dòng nhật ký")
                if gives_away(row, answer) and not trace.told:
                    wrong.append(f"{address}, {role}: một tệp hay bản in ra khỏi kho mà không có dòng nhật ký")
                if str(answer.status_code) != expected:
                    wrong.append(f"{row.name}, {role}, {case}: {answer.status_code}, không phải {expected} ({address})")
                elif role == "stranger" and expected == "302" and row.name not in {"set_language", "account_logout"}:
                    assert "/tai-khoan/dang-nhap/" in answer.headers["Location"], address
                elif answer.status_code in {403, 404} and (role, answer.status_code) in refusals:
                    continue  # a refusal is the same page wherever it is met
                elif b"<html" in getattr(answer, "content", b""):
                    if answer.status_code in {403, 404}:
                        refusals.add((role, answer.status_code))
                    wrong += [f"{address}: {fault}" for fault in faults(answer.content.decode())]
    assert not wrong, "\n".join(["", *wrong])
