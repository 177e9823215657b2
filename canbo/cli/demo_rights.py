"""Something to see on the pages of personal data in the demo: a campaign, requests under way, a breach."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from canbo.access.selectors import context_for
from canbo.accounts.models import User
from canbo.core.access import full_access
from canbo.core.dates import PartialDate
from canbo.organizations.models import Unit
from canbo.personnel.models import Identity, Person, Qualification
from canbo.privacy.models import Breach, Campaign, FileRequest, RequestItem
from canbo.privacy.proposals import Proposal
from canbo.privacy.services.breaches import record_breach
from canbo.privacy.services.campaigns import ask_people, call_campaign
from canbo.privacy.services.corrections import propose, send
from canbo.privacy.services.requests import file_request


def show_rights(*, today: date) -> None:
    """Make the examples, once; nothing where the demo's cadre has no file."""
    users = {user.username: user for user in User.objects.filter(username__in=("lan", "dung", "duc"))}
    if len(users) < 3 or Campaign.objects.exists() or FileRequest.objects.exists() or Breach.objects.exists():
        return
    officer = full_access(users["lan"].pk, str(users["lan"]))
    cadre = context_for(users["dung"], today)
    person = Person.objects.select_related("unit").filter(pk=cadre.person_id or 0).first()
    if person is None:
        return
    root = Unit.objects.filter(path=person.unit.path[:6]).first() or person.unit
    campaign, _job = call_campaign(
        access=officer, title="Rà soát hồ sơ cuối năm", unit=root, branches=[],
        sections=["identity", "contact", "qualification", "family"], opens_on=today - timedelta(days=3),
        closes_before=today + timedelta(days=18),
        instructions="Xem từng phần; đúng thì xác nhận, thiếu hoặc sai thì đề nghị sửa kèm giấy tờ.",
    )  # fmt: skip
    ask_people(campaign=campaign, report=lambda _percent, _message: None)
    identity = Identity.objects.known().get(person=person)
    propose(
        access=cadre, kind=Identity, action=RequestItem.Action.CORRECT, record_of_file=identity,
        proposal=Proposal({"prior_occupation": "Giáo viên"}), note="Phiếu cũ để trống mục này.",
    )  # fmt: skip
    propose(
        access=cadre, kind=Qualification, action=RequestItem.Action.ADD,
        proposal=Proposal({"level": "university", "major": "Quản lý nhà nước", "valid_from": PartialDate(2011, 7)}),
    )  # fmt: skip
    send(access=cadre, content="", today=today)
    file_request(
        access=cadre, kind=FileRequest.Kind.RESTRICTION, today=today - timedelta(days=5),
        content="Đề nghị không đưa số điện thoại riêng vào các danh sách in.",
    )  # fmt: skip
    record_breach(
        access=full_access(users["duc"].pk, str(users["duc"])), title="Gửi nhầm danh sách sang đơn vị khác", unit=root,
        detected_at=timezone.now() - timedelta(hours=30), now=timezone.now(), categories=["career", "learning"],
        description="Một danh sách đào tạo được gửi nhầm địa chỉ; nơi nhận đã xoá tệp.", people_count=14,
        measures="Yêu cầu nơi nhận xoá và xác nhận bằng văn bản.",
    )  # fmt: skip
