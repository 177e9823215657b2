import pytest
from django.urls import reverse
from django.utils import timezone

from canbo.audit import services
from canbo.audit.actions import action_label, all_actions
from canbo.audit.models import AuditEntry

LOG = "/nhat-ky/"


@pytest.fixture
def acts(lan, tree):
    for unit, name, number in ((tree.home, "Nguyễn Thị Hạnh", 11), (tree.other, "Trần Văn Tư", 12)):
        services.record(
            access=lan.access, action="file.opened", object_type="person", object_id=number, object_label=name,
            unit_path=unit.path, reason="lập mới", changes={"full_name": [None, name]},
        )  # fmt: skip


def test_the_log_shows_what_lies_in_scope(inspector, acts):
    page = inspector.client.get(LOG).content.decode()
    assert "Nguyễn Thị Hạnh" in page
    assert "lập hồ sơ" in page
    assert "Trần Văn Tư" not in page


def test_who_may_read_everything_sees_everything(administrator, acts):
    assert administrator.client.get(LOG).content.decode().count("data-row") == 2


def test_others_are_refused(lan, acts):
    assert lan.client.get(LOG).status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "Hạnh"}, 1),
        ({"viec": "file.opened"}, 2),
        ({"viec": "unit.founded"}, 0),
        ({"nguoi": "Lan"}, 2),
        ({"nguoi": "Cường"}, 0),
        ({"ho-so": "12"}, 1),
        ({"ho-so": "mười hai"}, 0),
        ({"tu": "1/1/2000"}, 2),
        ({"den": "2000"}, 0),
        ({"tu": "31/2/2000"}, 0),
    ],
)
def test_the_log_is_filtered(administrator, acts, query, count):
    assert administrator.client.get(LOG, query).content.decode().count("data-row") == count


def test_today_is_inside_a_filter_until_today(administrator, acts):
    today = timezone.localdate().strftime("%d/%m/%Y")
    assert administrator.client.get(LOG, {"tu": today, "den": today}).content.decode().count("data-row") == 2


def test_the_log_costs_the_same_for_many_rows(administrator, acts, lan, django_assert_max_num_queries):
    for number in range(30):
        services.record(access=lan.access, action="file.opened", object_id=number, object_label="x")
    with django_assert_max_num_queries(8):
        administrator.client.get(LOG)


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
    assert "bị từ chối" in administrator.client.get(LOG).content.decode()
