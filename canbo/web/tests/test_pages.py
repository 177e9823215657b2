import pytest

from canbo.core.dates import PartialDate
from canbo.personnel import services


@pytest.fixture
def people(lan, cuong, tree):
    def add(account, unit, name, born):
        return services.open_file(access=account.access, unit=unit, identity={"full_name": name, "born": born})

    return (
        add(lan, tree.home, "Nguyễn Thị Đức Hạnh", PartialDate(1975)),
        add(cuong, tree.other, "Trần Đức Lương", PartialDate(1980, 2)),
    )


def test_the_first_page_greets_and_offers_ways(lan):
    answer = lan.client.get("/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Xin chào, Lan" in text
    assert text.count("<h1") == 1
    assert "dùng thử" not in text


def test_somebody_without_rights_is_told_what_to_do(make_account):
    assert "chưa được giao quyền" in make_account("moi").client.get("/").content.decode()


def test_search_finds_people_by_the_beginning_of_any_word_without_diacritics(lan, people):
    inside, outside = people
    for typed in ("duc", "Hạnh", "nguyen thi d", "hanh duc"):
        text = lan.client.get("/tim-kiem/", {"q": typed}).content.decode()
        assert inside.full_name in text, typed
        assert outside.full_name not in text, typed
    assert inside.full_name not in lan.client.get("/tim-kiem/", {"q": "anh"}).content.decode()


def test_search_finds_the_units_of_the_day(lan, tree):
    text = lan.client.get("/tim-kiem/", {"q": "noi phong"}).content.decode()
    assert tree.home.name in text
    assert tree.other.name not in text
    assert tree.home.name not in lan.client.get("/tim-kiem/", {"q": "noi phong", "ngay": "1999-12-31"}).content.decode()


def test_search_says_when_nothing_is_found_and_when_nothing_was_asked(lan):
    assert "Không thấy người" in lan.client.get("/tim-kiem/", {"q": "zzz"}).content.decode()
    assert "không cần gõ dấu" in lan.client.get("/tim-kiem/").content.decode()
    assert lan.client.get("/tim-kiem/", {"q": "a" * 5000 + " %_\x00"}).status_code == 200


def test_a_search_costs_the_same_for_many_people(lan, tree, django_assert_max_num_queries):
    for number in range(12):
        services.open_file(
            access=lan.access, unit=tree.home, identity={"full_name": f"Lê Văn Tư {'abcdefghijkl'[number]}"}
        )
    with django_assert_max_num_queries(12):
        lan.client.get("/tim-kiem/", {"q": "tu"})


@pytest.mark.parametrize(
    ("written", "shown"),
    [("31/12/2013", "2013-12-31"), ("12/2013", "2013-12-31"), ("2013", "2013-12-31"), ("2013-06-01", "2013-06-01")],
)
def test_the_day_viewed_is_kept(lan, written, shown):
    answer = lan.client.post("/xem-theo-ngay/", {"as_of": written, "next": "/tim-kiem/?q=lan&ngay=2020-01-01"})
    assert answer.headers["Location"] == "/tim-kiem/?q=lan"
    page = lan.client.get("/")
    assert page.wsgi_request.as_of.isoformat() == shown
    assert "other-day" in page.content.decode()
    lan.client.post("/xem-theo-ngay/", {"as_of": "", "next": "/"})
    assert "other-day" not in lan.client.get("/").content.decode()


def test_a_day_that_cannot_be_read_is_refused_with_a_sentence(lan):
    answer = lan.client.post("/xem-theo-ngay/", {"as_of": "30/2/2013", "next": "https://example.com/"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "30/2/2013" in answer.content.decode()


def test_the_language_is_vietnamese_until_chosen_otherwise(lan, client):
    page = client.get("/tai-khoan/dang-nhap/", headers={"accept-language": "en-US"})
    assert '<html lang="vi">' in page.content.decode()
    lan.client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in lan.client.get("/").content.decode()
    lan.user.refresh_from_db()
    assert lan.user.language == "en"


def test_the_server_tells_that_it_lives_and_that_it_is_ready(client, db):
    assert client.get("/healthz", headers={"host": "anything.example"}).content == b"ok"
    assert client.get("/readyz").json() == {"ready": True}


def test_errors_are_pages_with_words(lan, client, db):
    for browser in (lan.client, client):
        answer = browser.get("/khong-co-trang-nay/")
        assert answer.status_code == 404
        assert "Không có trang này" in answer.content.decode()


def test_strangers_are_led_to_sign_in(client, db):
    answer = client.get("/tim-kiem/?q=a")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/tai-khoan/dang-nhap/?next=")


def test_no_page_allows_inline_code(client, db):
    policy = client.get("/tai-khoan/dang-nhap/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
