import pytest
from django.test import RequestFactory

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.web.middleware import RefusalMiddleware


@pytest.fixture
def refuse(db, lan):
    def answer(error, **headers):
        request = lan.client.get("/").wsgi_request
        fresh = RequestFactory().get("/x/", headers=headers)
        for name in ("user", "access", "as_of", "today", "session"):
            setattr(fresh, name, getattr(request, name))
        from django.contrib.messages.storage.fallback import FallbackStorage

        fresh._messages = FallbackStorage(fresh)
        return RefusalMiddleware(lambda request: None).process_exception(fresh, error)

    return answer


@pytest.mark.parametrize(
    ("error", "status"), [(NotFound(), 404), (Forbidden(), 403), (DomainError("x", "Câu này."), 400)]
)
def test_a_refusal_becomes_a_page_with_its_sentence(refuse, error, status):
    answer = refuse(error)
    assert answer.status_code == status
    assert error.message in answer.content.decode()


def test_a_part_of_a_page_stays_and_the_sentence_is_told(refuse):
    answer = refuse(DomainError("x", "Câu này."), hx_request="true")
    assert answer.status_code == 422
    assert answer["HX-Reswap"] == "none"
    assert "Câu này." in answer.content.decode()
    assert "hx-swap-oob" in answer.content.decode()


def test_what_is_no_refusal_goes_on(refuse):
    assert refuse(ValueError("x")) is None


def test_nobody_is_a_viewer_before_signing_in(client, db):
    request = client.get("/tai-khoan/dang-nhap/").wsgi_request
    assert request.access == AccessContext(None, "khách")


def test_an_address_that_takes_only_forms_tells_so(lan):
    answer = lan.client.get("/viec-can-lam/nhac-viec/lien-ket/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Hãy mở lại trang có biểu mẫu ấy" in answer.content.decode()
