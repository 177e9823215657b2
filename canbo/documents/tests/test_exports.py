"""The door: what for, the number in the log, four eyes above a number of people, fetched once, destroyed."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import msoffcrypto.format.ooxml as office
import openpyxl
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from canbo.access.models import RoleGrant
from canbo.access.selectors import context_for
from canbo.audit.models import AuditEntry
from canbo.core.access import Permission
from canbo.core.errors import Forbidden
from canbo.documents import services
from canbo.documents.exports import EXCEL, Export
from canbo.documents.models import ExportRequest

State = ExportRequest.State


def row() -> ExportRequest:
    return ExportRequest.objects.order_by("-id")[0]


def held(settings, take, account) -> ExportRequest:
    """An export of the three people in scope where two are the most that one person takes."""
    settings.CANBO_EXPORT_APPROVAL_ABOVE = 2
    answer = take(account)
    assert answer.status_code == 302
    assert row().state == State.HELD
    return row()


def decide(account, export, approve=True, words="Đồng ý"):
    address = reverse("export-decide", args=[export.pk])
    return account.client.post(address, {"y_kien": words, "quyet-dinh": "duyet" if approve else "khong"})


def collect(account, export):
    return account.client.post(reverse("export-collect", args=[export.pk]))


def test_what_for_is_asked_first_and_logged_with_whom_and_under_which_grant(people, lan, take, acts):
    asked = lan.client.get(reverse("people-export"))
    assert "3 người" in asked.content.decode()
    assert take(lan, reason=" ").status_code == 422
    assert acts("list.exported") == 0
    answer = take(lan)
    entry = AuditEntry.objects.get(action="list.exported")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    number = entry.changes["number"][1]
    assert all(f"số {number} · Lan" in sheet.oddFooter.left.text for sheet in book)
    assert entry.reason == "Họp chi bộ"
    assert sorted(entry.changes["persons"][1]) == sorted(person.pk for person in people[:3])
    assert (entry.door, entry.grants[0]["role"], entry.actor_id) == ("web", "officer", lan.user.pk)
    assert answer["Cache-Control"] == "no-store"
    assert row().content == ""


def test_the_number_in_a_file_leads_to_who_took_it(people, lan, cuong, administrator, take):
    take(lan)
    number = row().number
    for written in (number, number.lower(), number.replace("-", " ")):
        found = administrator.client.get(reverse("exports"), {"so": written}, follow=True)
        assert "Lan" in found.content.decode()
        assert "Họp chi bộ" in found.content.decode()
    assert cuong.client.get(reverse("exports"), {"so": number}).status_code == 404


@pytest.mark.parametrize("forged", ["ABCDE-23456", "x", "%", "_____-_____", "ABCDE23456ABCDE", "' OR 1=1"])
def test_a_forged_number_leads_nowhere(people, lan, administrator, take, forged):
    take(lan)
    answer = administrator.client.get(reverse("exports"), {"so": forged})
    assert answer.status_code == 404
    assert "dấu ấy không do hệ thống đóng" in answer.content.decode()


@pytest.mark.parametrize("verb", ["head", "put", "patch", "delete", "options"])
def test_no_other_verb_gives_or_logs_anything(people, lan, verb, acts):
    for name, args in (
        ("people-export", []),
        ("file-print-word", [people[0].pk, "tt06"]),
        ("file-print", [people[0].pk, "tt06"]),
    ):
        assert getattr(lan.client, verb)(reverse(name, args=args)).status_code == 405
    assert not ExportRequest.objects.exists()
    assert acts("list.exported") == acts("file.printed") == 0


def test_the_export_reaches_no_farther_than_the_right_to_export(people, make_account, tree, take):
    reader = make_account("rong", "inspector", None)
    RoleGrant.objects.create(
        user=reader.user, role="committee_member", unit=tree.home, valid_from="2000-01-01", granted_by_name="x",
        granted_at=timezone.now(),
    )  # fmt: skip
    listed = reader.client.get(reverse("people-list")).content.decode()
    assert "Trần Thị Mai" in listed
    content = take(reader).content
    cells = [cell.value for line in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in line]
    assert "Hoàng Thị Hà" in cells
    assert "Trần Thị Mai" not in cells


def test_above_the_number_a_second_person_approves_and_exactly_that_file_leaves(
    people, lan, hien, take, settings, acts
):
    export = held(settings, take, lan)
    assert collect(lan, export).status_code == 400  # not approved
    page = lan.client.get(reverse("export", args=[export.pk])).content.decode()
    assert "người thứ hai duyệt" in page
    assert "Duyệt cho xuất" not in page
    assert "Hoàng Thị Hà" not in connection_text(export)
    assert export.number in hien.client.get(reverse("exports")).content.decode()
    assert "Chờ bạn duyệt" in hien.client.get(reverse("home")).content.decode()
    assert decide(hien, export, words=" ").status_code == 422
    assert decide(hien, export).status_code == 302
    people[0].full_name = "Tên mới"
    answer = collect(lan, export)
    assert services.hashlib.sha256(answer.content).hexdigest() == export.sha256
    assert "Hoàng Thị Hà" in str(
        [
            [cell.value for cell in line]
            for line in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows()
        ]
    )
    export.refresh_from_db()
    assert (export.state, export.content, export.decided_by_name) == (State.GIVEN, "", "Hiền")
    assert collect(lan, export).status_code == 400  # once
    assert acts("export.requested") == acts("export.approved") == acts("list.exported") == 1
    assert AuditEntry.objects.get(action="list.exported").changes["approved_by"] == [None, "Hiền"]


def connection_text(export) -> str:
    """What the database holds of a row, as it holds it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {ExportRequest._meta.db_table} WHERE id = %s", [export.pk])
        return str(cursor.fetchone())


def test_who_asked_does_not_approve(people, lan, take, settings):
    export = held(settings, take, lan)
    assert decide(lan, export).status_code == 403
    with pytest.raises(Forbidden) as error:
        services.decide(access=lan.access, row=export, approve=True, reason="x")
    assert error.value.code == "export_own"
    assert row().state == State.HELD


def test_a_second_account_of_the_same_person_does_not_approve(people, make_account, tree, take, settings):
    one = make_account("mot", "officer", tree.home, "Một", person_id=people[0].pk)
    other = make_account("hai", "officer", tree.home, "Hai")
    export = held(settings, take, one)
    from canbo.access.models import FileOwner

    FileOwner.objects.filter(user=one.user).delete()
    FileOwner.objects.create(user=other.user, person_key=people[0].pk)
    assert decide(other, export).status_code == 403
    assert row().state == State.HELD


@pytest.mark.parametrize("role", ["unit_head", "inspector", "cadre", "evaluation_secretary", "data_officer"])
def test_who_has_no_right_to_approve_does_not(people, lan, make_account, tree, take, settings, role):
    export = held(settings, take, lan)
    assert decide(make_account("khac", role, tree.home), export).status_code in {403, 404}
    assert row().state == State.HELD


def test_a_neighbour_and_a_part_of_the_scope_do_not_approve(people, lan, cuong, make_account, tree, take, settings):
    export = held(settings, take, lan)
    below = make_account("to", "officer", tree.team)
    for account in (cuong, below):
        assert account.client.get(reverse("export", args=[export.pk])).status_code == 404
        assert decide(account, export).status_code == 404
        assert collect(account, export).status_code == 404
        assert account.client.post(reverse("export-withdraw", args=[export.pk])).status_code == 404
    assert row().state == State.HELD


def test_a_right_for_one_tier_does_not_approve_all_tiers(people, lan, hien, take, settings):
    export = held(settings, take, lan)
    RoleGrant.objects.filter(user=hien.user).update(tier="commune")
    assert decide(hien, export).status_code == 404
    assert row().state == State.HELD


def test_the_approver_does_not_fetch_what_they_approved(people, lan, hien, take, settings):
    export = held(settings, take, lan)
    decide(hien, export)
    assert collect(hien, export).status_code == 403
    assert row().state == State.READY


def test_a_refused_file_is_destroyed(people, lan, hien, take, settings, acts):
    export = held(settings, take, lan)
    assert decide(hien, export, approve=False, words="Chưa cần").status_code == 302
    assert (row().state, row().content) == (State.REFUSED, "")
    assert collect(lan, export).status_code == 400
    assert decide(hien, export).status_code == 400 or decide(hien, export).status_code == 422
    assert row().state == State.REFUSED
    assert "Chưa cần" in lan.client.get(reverse("export", args=[export.pk])).content.decode()


def test_a_grant_taken_away_in_between_closes_the_file(people, lan, hien, take, settings):
    export = held(settings, take, lan)
    decide(hien, export)
    RoleGrant.objects.filter(user=lan.user).update(revoked_at=timezone.now())
    assert collect(lan, export).status_code == 403
    assert row().state == State.READY


def test_a_grant_narrowed_in_between_closes_the_file(people, lan, hien, take, settings, tree):
    export = held(settings, take, lan)
    decide(hien, export)
    RoleGrant.objects.filter(user=lan.user).update(unit=tree.team)
    assert collect(lan, export).status_code == 403


def test_a_file_altered_in_the_database_does_not_leave(people, lan, hien, take, settings):
    export = held(settings, take, lan)
    decide(hien, export)
    ExportRequest.objects.filter(pk=export.pk).update(content="eA==")
    assert collect(lan, export).status_code == 400
    assert row().state == State.READY


def test_nobody_fetches_or_approves_after_its_days(people, lan, hien, take, settings):
    export = held(settings, take, lan)
    ExportRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert decide(hien, export).status_code == 422
    assert services.destroy_expired(timezone.now()) == 1
    assert (row().state, row().content) == (State.EXPIRED, "")


def test_whose_data_it_was_is_forgotten_when_it_counts_no_more(people, lan, take):
    take(lan)
    services.destroy_expired(timezone.now())
    assert len(row().people) == 3
    services.destroy_expired(timezone.now() + timedelta(hours=25))
    assert row().people == []
    assert row().people_count == 3


def test_one_takes_back_ones_own(people, lan, hien, take, settings, acts):
    export = held(settings, take, lan)
    assert hien.client.post(reverse("export-withdraw", args=[export.pk])).status_code == 403
    assert lan.client.post(reverse("export-withdraw", args=[export.pk])).status_code == 302
    assert (row().state, row().content, acts("export.withdrawn")) == (State.WITHDRAWN, "", 1)
    assert decide(hien, export).status_code == 422


def test_several_exports_below_the_number_are_counted_together(people, lan, take, settings):
    settings.CANBO_EXPORT_APPROVAL_ABOVE = 2
    assert take(lan, "?q=Hà").status_code == 200
    assert take(lan, "?q=Hà").status_code == 200  # the same person again is not one more
    assert take(lan, "?q=Đức").status_code == 200
    assert take(lan, "?q=Bảy").status_code == 302
    assert row().state == State.HELD


def test_yesterday_before_midnight_counts_until_a_day_is_over(people, lan, take, settings):
    settings.CANBO_EXPORT_APPROVAL_ABOVE = 2
    take(lan, "?q=Hà")
    take(lan, "?q=Đức")
    ExportRequest.objects.update(requested_at=timezone.now() - timedelta(hours=23, minutes=59))
    assert take(lan, "?q=Bảy").status_code == 302
    ExportRequest.objects.update(requested_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert take(lan, "?q=Bảy").status_code == 200


def test_prints_count_too_and_a_page_above_the_number_is_not_shown(people, lan, take, settings, acts):
    settings.CANBO_EXPORT_APPROVAL_ABOVE = 2
    for person in people[:2]:
        assert lan.client.post(reverse("file-print", args=[person.pk, "tt06"]), {"ly_do": "Họp"}).status_code == 200
    third = [people[2].pk, "tt06"]
    refused = lan.client.post(reverse("file-print", args=third), {"ly_do": "Họp"})
    assert refused.status_code == 422
    assert "paper-title" not in refused.content.decode()
    assert lan.client.post(reverse("file-print-word", args=third), {"ly_do": "Họp"}).status_code == 302
    assert acts("file.printed") == 2


def test_what_was_approved_does_not_use_up_the_number(people, lan, hien, take, settings):
    export = held(settings, take, lan)
    decide(hien, export)
    collect(lan, export)
    assert take(lan, "?q=Hà").status_code == 200


def test_ones_own_paper_is_asked_nothing_and_never_held(people, make_account, tree, settings):
    settings.CANBO_EXPORT_APPROVAL_ABOVE = 0
    ha = make_account("ha", "cadre", tree.home, "Hà", person_id=people[0].pk)
    answer = ha.client.get(reverse("file-print-word", args=[people[0].pk, "tt06"]))
    section = docx.Document(io.BytesIO(answer.content)).sections[0]
    assert row().number in "\n".join(line.text for line in section.footer.paragraphs)


def test_a_printed_page_carries_the_mark(people, lan):
    page = lan.client.post(reverse("file-print", args=[people[0].pk, "tt06"]), {"ly_do": "Họp"}).content.decode()
    assert f'<p class="print-mark">canbo · số {row().number} · Lan' in page


def test_a_password_on_request_is_shown_once(people, lan, take):
    answer = take(lan, mat_khau="on")
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert password not in connection_text(row())
    assert password not in lan.client.get(reverse("export", args=[row().pk])).content.decode()
    file = office.OOXMLFile(io.BytesIO(collect(lan, row()).content))
    file.load_key(password=password, verify_password=True)
    plain = io.BytesIO()
    file.decrypt(plain, verify_integrity=True)
    assert openpyxl.load_workbook(plain).sheetnames[-1] == "Dấu tệp"
    assert row().state == State.GIVEN


def test_a_held_file_may_be_locked_too(people, lan, hien, take, settings):
    settings.CANBO_EXPORT_APPROVAL_ABOVE = 2
    answer = take(lan, mat_khau="on")
    password, export = answer.context["password"], row()
    assert export.state == State.HELD
    decide(hien, export)
    file = office.OOXMLFile(io.BytesIO(collect(lan, export).content))
    file.load_key(password=password, verify_password=True)


def test_a_stale_sign_in_is_asked_again_before_anything_is_written(people, lan, take, settings):
    settings.CANBO_STEP_UP_MINUTES = 0
    take(lan)
    lan.client.get(reverse("file-print-word", args=[people[0].pk, "tt06"]))
    assert not ExportRequest.objects.exists()


def export_of(people, **more) -> Export:
    return Export(
        action="list.exported", title="Danh sách", name="danh-sach", media=EXCEL, people=[one.pk for one in people],
        object_type="list", **more,
    )  # fmt: skip


def test_a_right_that_does_not_reach_everything_does_not_open_the_door(people, lan, tree):
    with pytest.raises(Forbidden):
        services.release(access=lan.access, export=export_of(people, reaches=((tree.root.path, ""),)), reason="x")
    with pytest.raises(Forbidden):
        services.release(access=lan.access, export=export_of(people, rights=(Permission.VIEW_AUDIT,)), reason="x")


def test_the_waiting_list_and_a_page_ask_few_questions(
    people, lan, hien, take, settings, django_assert_max_num_queries
):
    for _number in range(6):
        held(settings, take, lan)
    with django_assert_max_num_queries(12):
        hien.client.get(reverse("exports"))
    assert context_for(hien.user, timezone.localdate()).can(Permission.APPROVE_EXPORTS)
