import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, NotFound
from canbo.jobs import selectors, services
from canbo.jobs.models import Job
from canbo.jobs.views import progress_of


@pytest.fixture
def kind(request):
    """Register a kind of work for one test, taken away after it."""
    names = []

    def register(work):
        name = f"test.{uuid.uuid4()}"
        services.job_kind(name)(work)
        names.append(name)
        return name

    yield register
    for name in names:
        del services._KINDS[name]


def make_job(account, kind="test", **values):
    return Job.objects.create(
        kind=kind, title="Việc thử", owner_id=account.user.pk, owner_name="Lan", created_at=timezone.now(), **values
    )


def start(account, kind, **arguments):
    return services.start(access=account.access, kind=kind, title="Việc thử", arguments=arguments)


def test_work_is_done_and_tells_its_result(lan, kind):
    def work(job_id, report, *, number):
        report(50, "nửa đường")
        return {"double": number * 2}

    job = Job.objects.get(pk=start(lan, kind(work), number=21).pk)
    assert (job.state, job.percent, job.result) == ("done", 100, {"double": 42})
    assert job.finished_at


def test_a_refusal_is_told_in_its_own_words(lan, kind):
    def work(job_id, report):
        raise DomainError("no", "Không được, vì thế này.")

    job = Job.objects.get(pk=start(lan, kind(work)).pk)
    assert (job.state, job.message) == ("refused", "Không được, vì thế này.")


def test_a_fault_is_told_without_its_insides(lan, kind):
    def work(job_id, report):
        raise ZeroDivisionError("bí mật")

    job = make_job(lan, kind(work))
    with pytest.raises(ZeroDivisionError):
        services.perform(job)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "bí mật" not in job.message


def test_work_stops_at_its_next_word_when_asked(lan, kind):
    def work(job_id, report):
        services.ask_cancel(access=lan.access, job=Job.objects.get(pk=job_id))
        report(10, "còn lâu")
        return {}

    job = make_job(lan, kind(work))
    services.perform(job)
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_job_that_has_not_begun_ends_at_once(lan, kind):
    job = make_job(lan, kind(lambda job_id, report: {"ran": True}))
    services.ask_cancel(access=lan.access, job=job)
    job.refresh_from_db()
    assert job.state == "cancelled"
    services.run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.result is None


def test_a_job_needs_somebody_who_asked(db):
    with pytest.raises(DomainError, match="người yêu cầu"):
        services.start(access=AccessContext(None, "khách"), kind="test", title="x", arguments={})


def test_a_job_is_its_owners_alone(lan, cuong):
    job = make_job(lan)
    with pytest.raises(NotFound):
        selectors.own_job(cuong.access, job.pk)
    for name in ("job", "job-progress"):
        assert cuong.client.get(reverse(name, args=[job.pk])).status_code == 404
        assert lan.client.get(reverse(name, args=[job.pk])).status_code == 200
    assert cuong.client.post(reverse("job-cancel", args=[job.pk])).status_code == 404
    assert not Job.objects.get(pk=job.pk).cancel_asked


def test_progress_is_asked_for_again_until_the_end(lan):
    job = make_job(lan, state="running", percent=40, message="đang đọc")
    page = lan.client.get(reverse("job-progress", args=[job.pk])).content.decode()
    assert "every 1s" in page
    assert 'value="40"' in page
    Job.objects.filter(pk=job.pk).update(state="done", result={"url": "/bao-cao/", "url_label": "Mở báo cáo"})
    page = lan.client.get(reverse("job-progress", args=[job.pk])).content.decode()
    assert "every 1s" not in page
    assert "Mở báo cáo" in page


def test_a_result_leads_nowhere_else(lan):
    job = make_job(lan, state="done", result={"url": "https://example.com/"})
    assert progress_of(job).result_url == ""


def test_stopping_answers_with_the_card_or_the_page(lan):
    job = make_job(lan, state="running")
    answer = lan.client.post(reverse("job-cancel", args=[job.pk]), headers={"HX-Request": "true"})
    assert "Đang dừng" in answer.content.decode()
    assert lan.client.post(reverse("job-cancel", args=[job.pk])).status_code == 302


def test_the_pages_of_jobs(lan):
    assert "Chưa có việc nào" in lan.client.get(reverse("jobs")).content.decode()
    job = make_job(lan)
    assert "Việc thử" in lan.client.get(reverse("jobs")).content.decode()
    assert str(job.pk) in lan.client.get(reverse("job", args=[job.pk])).content.decode()
    assert "Việc thử" in lan.client.get("/").content.decode()


def test_the_page_of_a_job_is_read_anew_when_it_is_over(lan):
    job = make_job(lan, state="running", percent=40, message="Đang đọc hồ sơ")
    ask, page = reverse("job-progress", args=[job.pk]), f"http://testserver{reverse('job', args=[job.pk])}"
    assert "HX-Refresh" not in lan.client.get(ask, headers={"HX-Current-URL": page})
    Job.objects.filter(pk=job.pk).update(state="done", percent=100)
    assert lan.client.get(ask, headers={"HX-Current-URL": page})["HX-Refresh"] == "true"
    elsewhere = lan.client.get(ask, headers={"HX-Current-URL": "http://testserver/quy-dinh/"})
    assert "HX-Refresh" not in elsewhere
    assert "Đang đọc hồ sơ" not in elsewhere.content.decode()
