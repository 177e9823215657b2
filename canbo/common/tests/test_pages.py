import pytest
from django.template.loader import render_to_string

from canbo.common.pages import Progress, guide_steps


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_error_pages_need_no_request_and_say_what_to_do(name):
    html = render_to_string(f"{name}.html")
    assert "Hãy" in html
    assert "style=" not in html


def test_only_finished_steps_of_a_guide_can_be_gone_back_to():
    steps = guide_steps([("Tải lên", "/1/"), ("Xem trước", "/2/"), ("Ghi", "/3/")], 1)
    assert [(step.state, step.url) for step in steps] == [("done", "/1/"), ("current", ""), ("todo", "")]


def progress(**changes):
    return render_to_string("common/progress.html", {"progress": Progress("/viec/1/", "Nhập danh sách", **changes)})


def test_progress_asks_again_each_second_until_the_work_is_over():
    running = progress(percent=62, cancel_url="/huy/")
    assert 'hx-get="/viec/1/" hx-trigger="every 1s"' in running
    assert 'value="62"' in running
    assert "Dừng lại" in running
    over = progress(is_over=True, result_url="/ket-qua/")
    assert "hx-trigger" not in over
    assert 'href="/ket-qua/"' in over


def test_work_of_unknown_length_shows_no_figure():
    assert "value=" not in progress()
