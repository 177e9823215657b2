from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from canbo.audit import services
from canbo.audit.actions import action_label, all_actions
from canbo.audit.models import AuditEntry
from canbo.audit.unusual import FAR, KIN, LATE, MANY, Reading, unusual
from canbo.core.access import AccessContext
from canbo.personnel.models import FamilyMember, HealthRecord, Identity
from canbo.personnel.selectors import file_of
from canbo.personnel.services import correct_record, open_file
from canbo.personnel.services.reading import log_restricted_read

LOG = "/nhat-ky/"


@pytest.fixture
def hanh(lan, tree):
    return open_file(access=lan.access, unit=tree.home, identity={"full_name": "Nguyễn Thị Hạnh"})


@pytest.fixture
def tu(cuong, tree):
    return open_file(access=cuong.access, unit=tree.other, identity={"full_name": "Trần Văn Tư"})


@pytest.fixture
def acts(hanh, tu):
    return hanh, tu


def page(account, path=LOG, query=None):
    return account.client.get(path, query or {}).content.decode()


def entry_of(person, action="file.opened"):
    return AuditEntry.objects.filter(action=action, object_id=person.pk).latest("pk")


def test_the_log_shows_what_lies_in_scope(inspector, acts):
    told = page(inspector)
    assert "Nguyễn Thị Hạnh" in told
    assert "lập hồ sơ" in told
    assert "Trần Văn Tư" not in told


def test_who_sees_no_file_sees_every_row_and_no_name(administrator, acts):
    hanh, _tu = acts
    told = page(administrator)
    assert told.count("lập hồ sơ") >= 2
    assert f"hồ sơ số {hanh.pk}" in told
    for name in ("Nguyễn Thị Hạnh", "Trần Văn Tư"):
        assert name not in told
        assert name not in page(administrator, reverse("audit-entry", args=[entry_of(hanh).pk]))
    assert "data-row" not in page(administrator, query={"q": "Trần Văn Tư"})  # nor by asking for it
    assert "data-row" not in page(administrator, query={"ho-so": "Trần Văn Tư"})


def test_others_are_refused(lan, acts):
    for path in (LOG, reverse("audit-watch"), reverse("audit-entry", args=[entry_of(acts[0]).pk])):
        assert lan.client.get(path).status_code == 403


def test_a_row_out_of_scope_is_not_found(inspector, acts):
    assert inspector.client.get(reverse("audit-entry", args=[entry_of(acts[1]).pk])).status_code == 404
    assert inspector.client.get(reverse("audit-entry", args=[987654321])).status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "Hạnh"}, 1),
        ({"q": "lan"}, 1),
        ({"viec": "file.opened"}, 1),
        ({"viec": "unit.founded"}, 0),
        ({"viec": "file.any_reading"}, 0),
        ({"nguoi": "Lan"}, 1),
        ({"nguoi": "Cường"}, 0),
        ({"ho-so": "mười hai"}, 0),
        ({"ho-so": "hanh"}, 1),
        ({"cua": "command"}, 1),
        ({"cua": "web"}, 0),
        ({"tu": "1/1/2000"}, 1),
        ({"den": "2000"}, 0),
        ({"tu": "31/2/2000"}, 0),
    ],
)
def test_the_log_is_filtered(inspector, acts, query, count):
    assert page(inspector, query=query).count("data-row") == count


def test_a_file_and_an_account_are_asked_for_by_number(inspector, acts, lan):
    assert page(inspector, query={"ho-so": str(acts[0].pk)}).count("data-row") == 1
    assert page(inspector, query={"ho-so": str(acts[1].pk)}).count("data-row") == 0
    assert page(inspector, query={"nguoi": f"#{lan.user.pk}"}).count("data-row") == 1


def test_today_is_inside_a_filter_until_today(inspector, acts):
    today = timezone.localdate().strftime("%d/%m/%Y")
    assert page(inspector, query={"tu": today, "den": today}).count("data-row") == 1


def test_the_pages_cost_the_same_for_many_rows(inspector, lan, tree, hanh, django_assert_max_num_queries):
    for number in range(30):
        services.record(
            access=lan.access, action="file.restricted_read", object_type="person", object_id=hanh.pk + number,
            object_label="x", unit_path=tree.home.path, changes={"sections": [None, ["health"]]},
        )  # fmt: skip
    for path in (LOG, reverse("audit-watch"), reverse("audit-entry", args=[entry_of(hanh).pk])):
        with django_assert_max_num_queries(12):
            inspector.client.get(path)


def test_every_kind_of_act_has_words():
    assert all(str(each.label) for each in all_actions())
    assert action_label("cũ.đã bỏ") == "cũ.đã bỏ"
    assert reverse("audit-log") == LOG


def test_who_is_refused_leaves_an_entry(lan, administrator):
    assert lan.client.get(LOG).status_code == 403
    assert lan.client.get("/ho-so/987654321/").status_code == 404
    rows = AuditEntry.objects.filter(action="access.refused").order_by("pk")
    assert [(each.actor_name, each.object_label, each.changes["status"][1]) for each in rows] == [
        ("Lan", f"GET {LOG}", 403), ("Lan", "GET /ho-so/987654321/", 404),
    ]  # fmt: skip
    assert "bị từ chối" in page(administrator)


@pytest.fixture
def corrected(lan, hanh):
    record = Identity.objects.known().get(person=hanh)
    correct_record(
        access=lan.access,
        record=record,
        values={"full_name": "Nguyễn Thị Hạnh Dung"},
        reason="theo khai sinh",
    )
    return entry_of(hanh, "file.record_corrected")


def test_a_row_tells_who_under_which_grant_on_whom_what_and_why(inspector, corrected, lan, tree):
    told = page(inspector, reverse("audit-entry", args=[corrected.pk]))
    for words in (
        "Lan", "Cán bộ tổ chức", "Phòng Nội vụ", f"lần giao quyền số {lan.user.role_grants.get().pk}",
        "Nguyễn Thị Hạnh Dung", "theo khai sinh", "Nguyễn Thị Hạnh</td>", "lệnh trên máy chủ",
        reverse("file", args=[corrected.object_id]),
    ):  # fmt: skip
        assert words in told


def test_rows_of_one_request_stand_together(inspector, hanh, lan, tree):
    token = services.door.set(("web", "yeu-cau-1"))
    for action in ("file.record_added", "file.document_attached"):
        services.record(
            access=lan.access, action=action, object_type="person", object_id=hanh.pk, unit_path=tree.home.path
        )
    services.door.reset(token)
    told = page(inspector, reverse("audit-entry", args=[entry_of(hanh, "file.record_added").pk]))
    assert reverse("audit-entry", args=[entry_of(hanh, "file.document_attached").pk]) in told
    assert "Trong cùng một yêu cầu" not in page(inspector, reverse("audit-entry", args=[entry_of(hanh).pk]))


@pytest.fixture
def ill(lan, hanh, tree):
    services.record(
        access=lan.access, action="file.record_added", object_type="person", object_id=hanh.pk,
        object_label=hanh.full_name, unit_path=tree.home.path, reason="khám định kỳ",
        changes={"section": [None, HealthRecord.section.key], "conclusion": [None, "Loại III"]},
    )  # fmt: skip
    return entry_of(hanh, "file.record_added")


def test_values_of_a_restricted_section_need_its_right_and_reading_them_is_a_reading(
    inspector, ill, make_account, tree, hanh
):
    assert "Loại III" in page(inspector, reverse("audit-entry", args=[ill.pk]))
    read = entry_of(hanh, "file.restricted_read")
    assert read.actor_id == inspector.user.pk
    assert read.changes == {"sections": [None, ["health"]], "log_entry": [None, ill.pk]}
    officer = make_account("duc", "data_officer", tree.home, "Đức")
    from canbo.core.access import Permission

    assert not officer.access.can(Permission.VIEW_HEALTH)
    told = page(officer, reverse("audit-entry", args=[ill.pk]))
    assert "Loại III" not in told
    assert "khám định kỳ" not in told


@pytest.mark.parametrize(("mark", "seen"), [("", True), ("mat", False), ("toi_mat", False)])
def test_what_is_secret_is_masked_from_who_may_not_see_such_things(administrator, lan, tree, mark, seen):
    services.record(
        access=lan.access, action="report.exported", object_type="report", object_id=5, object_label="Danh sách kín",
        unit_path=tree.home.path, reason="trình ký", secrecy=mark,
    )  # fmt: skip
    row = AuditEntry.objects.latest("pk")
    for told in (page(administrator), page(administrator, reverse("audit-entry", args=[row.pk]))):
        assert ("Danh sách kín" in told) is seen
        assert ("trình ký" in told) is seen


# Unusual readings


def reading(hour, *, day=23, person=1, actor=7, path="a", relation=""):
    at = timezone.make_aware(datetime(2026, 11, day, hour, 15))  # noqa: DTZ001  made aware at once
    return Reading(actor, "Lan", at, person, path, relation)


BEGIN = timezone.make_aware(datetime(2026, 11, 20))  # noqa: DTZ001


def kinds(rows):
    cache.clear()
    return [(each.kind, each.day.day, each.readings, each.files) for each in unusual(rows, BEGIN)]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([reading(9)], []),
        ([reading(6)], [(LATE, 23, 1, 1)]),
        ([reading(7), reading(17)], []),
        ([reading(18)], [(LATE, 23, 1, 1)]),
        ([reading(9, day=22)], [(LATE, 22, 1, 1)]),  # a Sunday
        ([reading(6, relation="own")], []),
        ([reading(9, relation="kin")], [(KIN, 23, 1, 1)]),
        ([reading(9, person=number) for number in range(19)], []),
        ([reading(9, person=number) for number in range(20)], [(MANY, 23, 20, 20)]),
        ([reading(9, person=1) for _ in range(30)], []),
        ([reading(9 + number % 2, person=number) for number in range(30)], []),
    ],
)
def test_what_is_unusual(db, rows, found):
    assert kinds(rows) == found


def test_a_unit_that_somebody_does_not_read_is_out_of_their_scope(db, lan):
    for number in range(20):
        services.record(
            access=AccessContext(7, "Lan"), action="file.restricted_read", object_type="person", object_id=number,
            unit_path="a",
        )  # fmt: skip
    soon = timezone.now() + timedelta(hours=1)
    cache.clear()
    rows = [reading(9, path="a"), reading(9, path="b"), reading(9, path="b", actor=8)]
    assert [(each.kind, each.actor_id, each.readings) for each in unusual(rows, soon)] == [(FAR, 7, 1)]
    AuditEntry.objects.first()
    cache.clear()
    later = soon + timedelta(days=91)
    assert unusual(rows, later) == []


def test_reading_a_relatives_file_is_marked_when_it_is_read(lan, make_account, tree, hanh, desk):
    own = open_file(access=lan.access, unit=tree.home, identity={"full_name": "Nguyễn Văn Bảy"})
    desk.add(own, FamilyMember, relation="Chị ruột", full_name=hanh.full_name)
    bay = make_account("bay", "officer", tree.home, "Bảy", person_id=own.pk)
    for person in (hanh, own):
        log_restricted_read(access=bay.access, person=file_of(bay.access, person.pk), kinds=[FamilyMember])
    log_restricted_read(access=lan.access, person=file_of(lan.access, hanh.pk), kinds=[FamilyMember])
    rows = AuditEntry.objects.filter(action="file.restricted_read").order_by("pk")
    assert [each.relation for each in rows] == ["kin", "own", ""]


@override_settings(CANBO_AUDIT_MANY_FILES=2, CANBO_OFFICE_OPENS=0, CANBO_OFFICE_CLOSES=24)
def test_the_time_line_draws_and_tells_them(inspector, lan, tree, hanh):
    for number in (hanh.pk, hanh.pk + 1000):
        services.record(
            access=lan.access, action="file.restricted_read", object_type="person", object_id=number,
            unit_path=tree.home.path,
        )  # fmt: skip
    cache.clear()
    told = page(inspector, reverse("audit-watch"))
    assert "đọc nhiều hồ sơ trong một giờ" in told
    assert 'data-chart="bat-thuong-data"' in told
    assert "Nguyễn Thị Hạnh" in told
    assert f"nguoi={lan.user.pk}" in told


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, 200),
        ({"tu": "1/11/2026", "den": "20/11/2026"}, 200),
        ({"tu": "20/11/2026", "den": "1/11/2026"}, 422),
        ({"tu": "1/1/2026", "den": "1/11/2026"}, 422),
        ({"tu": "32/1/2026"}, 422),
    ],
)
def test_the_period_of_the_time_line(inspector, query, code):
    assert inspector.client.get(reverse("audit-watch"), query).status_code == code


# The person's own page


@pytest.fixture
def own(make_account, tree, hanh):
    return make_account("hanh", "cadre", tree.home, "Hạnh", person_id=hanh.pk)


def read_file(account, person, case=""):
    with services.reading_for(case), transaction.atomic():
        log_restricted_read(access=account.access, person=file_of(account.access, person.pk), kinds=[HealthRecord])


def test_the_person_sees_who_opened_their_file_and_when(own, hanh, inspector, lan, tu):
    read_file(lan, hanh)
    read_file(own, hanh)
    told = page(own, reverse("own-readings"))
    assert "Lan" in told
    assert "Cán bộ tổ chức" in told
    assert "Sức khoẻ" in told
    assert told.count("<tr>") == 2  # the head and one row: not their own reading
    assert "Lan" in page(own, reverse("my-data"))
    assert inspector.client.get(reverse("own-readings")).status_code == 404


def test_a_reading_for_a_case_appears_when_the_case_is_announced(own, hanh, lan, inspector):
    read_file(lan, hanh, case="planning:12")
    read_file(lan, hanh, case="planning:13")
    for path in ("own-readings", "my-data"):
        assert "xem phần hạn chế của hồ sơ" not in page(own, reverse(path))
    with transaction.atomic():
        services.announce_case(access=lan.access, case="planning:12")
    told = page(own, reverse("own-readings"))
    assert told.count("xem phần hạn chế của hồ sơ") == 1


def test_nobody_learns_from_the_log_of_a_case_about_themselves(make_account, tree, hanh, lan):
    inspected = make_account("thanh", "inspector", tree.home, "Thanh", person_id=hanh.pk)
    read_file(lan, hanh, case="planning:12")
    row = entry_of(hanh, "file.restricted_read")
    assert reverse("audit-entry", args=[row.pk]) not in page(inspected)
    assert inspected.client.get(reverse("audit-entry", args=[row.pk])).status_code == 404
    services.announce_case(access=lan.access, case="planning:12")
    assert inspected.client.get(reverse("audit-entry", args=[row.pk])).status_code == 200
