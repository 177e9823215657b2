"""What comes out of a campaign: papers that tell no more than their reader may know, lists in the official columns."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.documents.models import MadePaper
from canbo.documents.papers import source_of, words_of
from canbo.documents.services.making import make_paper, remake
from canbo.evaluation.domain.title_counts import Counted, TitleLine, count_titles, top_share
from canbo.evaluation.file_names import file_name
from canbo.evaluation.list_files import as_excel, as_word
from canbo.evaluation.list_layouts import layout
from canbo.evaluation.models import Appeal, Campaign, Opinion, Rating, Shortcoming, UnitProgress, WorkProduct
from canbo.evaluation.papers import form_draft, notice_draft, own_form
from canbo.evaluation.selectors.level_counts import level_counts
from canbo.evaluation.selectors.official_lists import LISTS, official_list
from canbo.evaluation.services.lists import start_list
from canbo.evaluation.tests.conftest import TODAY
from canbo.jobs.services import perform

LEVELS = {"excellent": 0, "well": 0, "completed": 0, "not_completed": 0}


def test_one_excellent_and_one_well_is_half():
    assert top_share({**LEVELS, "excellent": 1, "well": 1}) == 50.0
    assert top_share({**LEVELS, "excellent": 1, "well": 2}) == 33.3
    assert top_share({**LEVELS, "completed": 4}) is None


def test_a_person_counts_once_in_the_first_title_that_fits():
    lines = [TitleLine(1, "M1", "Trưởng phòng", leads=True), TitleLine(2, "M17", "Chuyên viên", leads=False)]
    people = [
        Counted(10, (2, 1), "excellent"), Counted(10, (2,), "well"), Counted(11, (2,), ""), Counted(12, (3,), "well"),
        Counted(13, (), "well"),
    ]  # fmt: skip
    counted, unplaced = count_titles(people, lines)
    assert [(each.line.code, each.total, each.levels["excellent"], each.not_graded) for each in counted] == [
        ("M1", 1, 1, 0), ("M17", 1, 0, 1)
    ]  # fmt: skip
    assert unplaced == [12, 13]


@pytest.mark.parametrize(
    ("name", "columns", "numbered"), [("mau_02", 12, False), ("mau_14", 13, True), ("mau_15", 11, True)]
)
def test_the_official_columns(name, columns, numbered):
    shape = layout(name)
    assert len(shape.columns) == columns
    assert shape.source
    assert shape.confirmed is False  # read from programs, not from the guides themselves


@pytest.fixture
def rated(office):
    """The second of the office is rated to the end, with everything that a form may hold; the third is concluded."""
    full = office.again(1)
    full.entered = {"general_points": 27, "results_points": 66.5}
    full.review = {"ethics": "Chấp hành tốt nội quy.", "duties": "Hoàn thành 12 đề án.\nĐúng hạn 11."}
    full.self_points, full.self_level, full.self_done_on = Decimal("93.5"), "excellent", TODAY
    full.points, full.head_level, full.comment, full.head_done_on = Decimal(88), "well", "Làm việc chắc chắn.", TODAY
    full.head_reason = "Một báo cáo chậm."
    full.concluded_level, full.conclusion, full.concluded_on, full.concluder = (
        "well",
        "Thống nhất.",
        TODAY,
        "Ban cán sự",
    )
    full.form = "nd-335"
    full.save()
    WorkProduct.objects.create(rating=full, content="Đề án vị trí việc làm", assigned=2, done=2, delays=1)
    Opinion.objects.create(rating=full, kind="residence", asked_of="Chi uỷ tổ 3", answered_on=TODAY, text="Gương mẫu.")
    Opinion.objects.create(
        rating=full, kind="colleagues", asked_of="Phạm Văn C", answered_on=TODAY, text="Cần chủ động hơn."
    )
    Shortcoming.objects.create(named_in=full, text="Chậm báo cáo quý II.")
    third = office.again(2)
    third.concluded_level, third.concluded_on = "excellent", TODAY
    third.save()
    return office


def words(draft, source="evaluation-form"):
    from canbo.documents.filling import fill, freeze
    from canbo.documents.services.standing import shipped

    kind = source_of(source).paper_kind
    return "\n".join(words_of(fill(shipped(kind.key, draft.style), freeze(kind, draft.style, draft.data))))


@pytest.mark.django_db
class TestPapers:
    def test_the_form_holds_what_was_entered_and_said(self, rated, lan):
        told = words(form_draft(lan.access, rated.again(1)))
        for each in ("Phạm Văn B", "Chấp hành tốt nội quy.", "Đúng hạn 11.", "93,5", "Làm việc chắc chắn.",
                     "Một báo cáo chậm.", "Chi uỷ tổ 3", "Thống nhất.", "Đề án vị trí việc làm", "chậm 1 lần"):  # fmt: skip
            assert each in told, each

    def test_no_colleague_is_named(self, rated, lan):
        told = words(form_draft(lan.access, rated.again(1)))
        assert "Cần chủ động hơn." in told
        assert "Phạm Văn C" not in told

    def test_the_person_reads_the_others_part_only_once_told(self, rated):
        own = rated.accounts[1].access
        before = words(own_form(own, rated.ratings[1].pk)[1])
        assert "Chấp hành tốt nội quy." in before
        for hidden in ("Làm việc chắc chắn.", "Một báo cáo chậm.", "Gương mẫu.", "Thống nhất.", "88"):
            assert hidden not in before, hidden
        assert before.count("X\n") + before.count("\nX") <= 2  # the person's own mark alone
        Rating.objects.filter(pk=rated.ratings[1].pk).update(told_on=TODAY)
        assert "Thống nhất." in words(own_form(own, rated.ratings[1].pk)[1])

    def test_who_has_no_part_in_it_does_not_know_of_it(self, rated):
        with pytest.raises(NotFound):
            own_form(rated.accounts[3].access, rated.ratings[1].pk)

    def test_the_notice_says_the_level_what_was_wanting_and_the_right_to_answer(self, rated, lan):
        rating = rated.again(1)
        rating.appeal_until = date(2026, 12, 20)
        told = words(notice_draft(lan.access, rating), "evaluation-notice")
        for each in ("Phạm Văn B", "Hoàn thành tốt nhiệm vụ", "Chậm báo cáo quý II.", "Ban cán sự", "20/12/2026"):
            assert each in told, each
        rating.appeal_until = None
        assert "trước hết ngày" not in words(notice_draft(lan.access, rating), "evaluation-notice")

    def test_nothing_is_told_before_it_is_concluded(self, rated, lan):
        with pytest.raises(DomainError) as refused:
            notice_draft(lan.access, rated.again(4))
        assert refused.value.code == "rating_not_concluded"
        with pytest.raises(Forbidden):
            notice_draft(rated.accounts[1].access, rated.again(1))

    def test_those_of_a_unit_are_made_at_once_with_their_trace(self, rated, lan):
        progress = UnitProgress.objects.get(campaign=rated.campaign)
        forms = list(source_of("unit-evaluation-forms").drafts(lan.access, progress.pk))
        assert len(forms) == 6
        notices = list(source_of("unit-evaluation-notices").drafts(lan.access, progress.pk))
        assert [each.label for each in notices] == ["Phạm Văn B", "Phạm Văn C"]
        paper = make_paper(access=lan.access, source="unit-evaluation-notices", draft=notices[0], object_id=progress.pk)
        assert remake(access=lan.access, paper=paper)[1]
        assert AuditEntry.objects.filter(action="paper.made").exists()
        assert MadePaper.objects.get().people == [rated.people[1].pk]

    def test_the_officer_does_not_print_their_own(self, rated, lan, tree):
        lan.user.person_id = None
        own = lan.access.__class__(
            user_id=lan.access.user_id, user_name="Lan", grants=lan.access.grants, person_id=rated.people[1].pk
        )
        progress = UnitProgress.objects.get(campaign=rated.campaign)
        assert len(list(source_of("unit-evaluation-forms").drafts(own, progress.pk))) == 5

    def test_the_printed_form_leaves_by_the_door(self, rated):
        address = reverse("rating-form", args=[rated.ratings[1].pk])
        answer = rated.accounts[1].client.get(address)
        assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
        assert AuditEntry.objects.filter(action="evaluation.form_given").count() == 1
        assert rated.accounts[3].client.get(address).status_code == 404


@pytest.mark.django_db
class TestLists:
    def cells(self, filled):
        book = openpyxl.load_workbook(BytesIO(as_excel(filled)))
        return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}

    def test_every_list_is_a_workbook_and_a_paper(self, rated, lan):
        for name in LISTS:
            filled = official_list(lan.access, rated.campaign, name, today=TODAY)
            assert self.cells(filled)
            assert as_word(filled, "party").startswith(b"PK")

    def test_form_14_has_its_row_of_numbers_and_a_sheet_for_each_authority(self, rated, lan):
        sheets = self.cells(official_list(lan.access, rated.campaign, "mau-14", today=TODAY))
        assert set(sheets) == {"Ban cán sự", "Chưa ghi cấp quyết định"}
        rows = sheets["Ban cán sự"]
        numbers = next(row for row in rows if row[0] in {"(1)", 1} and row[12] in {"(13)", 13})
        person = rows[rows.index(numbers) + 1]
        assert (person[0], person[1], person[4], person[5]) == (1, "Phạm Văn B", 27, 66.5)
        assert person[6] == "Hoàn thành xuất sắc nhiệm vụ"
        assert person[10] == "Hoàn thành tốt nhiệm vụ"

    def test_forms_15_count_once_and_check_the_data(self, rated, lan, desk, titles):
        for place, title in ((0, "head"), (1, "staff"), (2, "staff"), (3, "staff")):
            desk.post(rated.people[place], title, since="2020-01-01")
        half = self.cells(official_list(lan.access, rated.campaign, "mau-15b", today=TODAY))
        line = next(row for row in half["Mẫu 15B"] if row[1] == "Chuyên viên")
        # B well, C excellent, D without a level.
        assert line[2:9] == ["thu-staff", 3, 1, 1, 0, 0, 1]
        assert line[9] == 0.5
        unplaced = [row[1] for row in half["Kiểm tra dữ liệu"] if str(row[1]).startswith("Phạm")]
        assert unplaced == ["Phạm Văn E", "Phạm Văn G"]
        heads = self.cells(official_list(lan.access, rated.campaign, "mau-15a", today=TODAY))
        assert [row[1] for row in heads["Mẫu 15A"] if row[2] == "thu-head"] == ["Trưởng phòng"]

    def test_form_04_marks_what_there_is(self, rated, lan):
        Appeal.objects.create(rating=rated.ratings[1], kind="appeal", made_on=TODAY, text="Đề nghị xem lại.")
        rows = self.cells(official_list(lan.access, rated.campaign, "mau-04", today=TODAY))["Mẫu 04"]
        line = next(row for row in rows if row[1] == "Phạm Văn B")
        assert line[4:13] == ["x", "x", None, "x", None, None, "x", "x", 0]

    def test_nobody_outside_makes_lists_and_of_nobody_there_is_none(self, rated, lan, cuong):
        with pytest.raises(DomainError) as refused:
            official_list(cuong.access, rated.campaign, "mau-02", today=TODAY)
        assert refused.value.code == "list_empty"
        with pytest.raises(NotFound):
            official_list(lan.access, rated.campaign, "mau-99", today=TODAY)

    def test_files_are_named_as_the_guide_fixes_it(self, rated, tree):
        campaign = Campaign(year=2026, quarter=3, kind="quarter", unit=tree.home)
        assert file_name("Mau 14", campaign, tree.home).startswith("Mau 14_")
        assert file_name("Mau 14", campaign, tree.home).endswith("_Quy III-2026")

    def test_levels_are_counted_by_rank_and_scale(self, rated, lan):
        counts = level_counts(lan.access, rated.campaign)
        assert counts["party"] == []
        assert [(each.rank, each.total, each.levels["well"], each.not_graded) for each in counts["state"]] == [
            ("head", 1, 0, 1), ("staff", 5, 1, 3), ("", 6, 1, 4)
        ]  # fmt: skip

    def test_a_long_list_is_made_in_the_background(self, rated, lan, monkeypatch, django_capture_on_commit_callbacks):
        monkeypatch.setattr("canbo.evaluation.views.reports.MOST_AT_ONCE", 5)
        address = reverse("campaign-list", args=[rated.campaign.pk, "mau-02", "excel"])
        assert lan.client.get(address).status_code == 400
        with django_capture_on_commit_callbacks(execute=True):
            answer = lan.client.post(reverse("campaign-list-start", args=[rated.campaign.pk, "mau-02"]))
        assert answer.status_code == 302
        assert AuditEntry.objects.filter(action="evaluation.list_started").count() == 1

    def test_the_job_keeps_it_sealed_and_it_leaves_by_the_door(self, rated, lan, settings, tmp_path):
        settings.CANBO_DATA_DIR = tmp_path
        job = start_list(access=lan.access, campaign=rated.campaign, name="mau-14", unit_id=None, track="")
        perform(job)
        job.refresh_from_db()
        assert job.state == job.State.DONE, job.result
        address = reverse("campaign-list-made", args=[rated.campaign.pk, job.pk])
        assert lan.client.get(address).status_code == 200  # asks what for
        book = openpyxl.load_workbook(BytesIO(lan.client.post(address, {"ly_do": "Gửi cấp trên"}).content))
        assert "Ban cán sự" in book.sheetnames
        assert AuditEntry.objects.filter(action="evaluation.report_made").count() == 1
        assert rated.accounts[0].client.get(address).status_code == 403
        for path in (tmp_path / "uploads").iterdir():
            assert not path.read_bytes().startswith(b"PK")
            path.unlink()
        assert lan.client.get(address).status_code == 400

    def test_the_page_has_figures_lists_and_units(self, rated, lan, django_assert_max_num_queries):
        address = reverse("campaign-reports", args=[rated.campaign.pk])
        lan.client.get(address)
        with django_assert_max_num_queries(12):
            text = lan.client.get(address).content.decode()
        assert "33,3" in text
        for name in LISTS:
            assert reverse("campaign-list", args=[rated.campaign.pk, name, "excel"]) in text
